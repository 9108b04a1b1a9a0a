#include "wasm/mini.h"

#include "base/arena.h"
#include "mini/size.h"
#include "wasm/about.h"

static const char *const cells[] = {
    [GLIA_CELL_RNN] = "rnn", [GLIA_CELL_LSTM] = "lstm", [GLIA_CELL_GRU] = "gru"};
static const char *const poolings[] = {[GLIA_POOLING_MAX] = "max", [GLIA_POOLING_MEAN] = "mean"};

int glia_mini_describe(char *buffer, int room) {
  glia_text text = glia_text_open(buffer, (size_t)room);
  glia_about_put(&text);
  glia_text_put(&text, ",\"most\":%d,\"windowInts\":%d,\"blocks\":[", GLIA_MINI_MOST,
                (int)(sizeof(glia_window) / sizeof(int)));
  for (int cell = 0; cell < GLIA_CELL_COUNT; cell++) {
    glia_text_put(&text, "%s%d", cell ? "," : "", glia_cell_blocks((glia_cell)cell));
  }
  glia_text_put(&text, "]");
  glia_about_put_texts(&text, "cells", cells, GLIA_CELL_COUNT);
  glia_about_put_texts(&text, "poolings", poolings, GLIA_POOLING_COUNT);
  glia_text_put(&text, "}");
  return (int)text.length;
}

/* The next array of a block. */
static const float *next_in(const float **in, size_t count) {
  *in += count;
  return *in - count;
}

static float *next_out(float **out, size_t count) {
  *out += count;
  return *out - count;
}

glia_status glia_mini_recur(const int *sizes, int slopes, const float *in, float *out, glia_error *error) {
  if (sizes[0] < 0 || sizes[0] >= GLIA_CELL_COUNT) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "cell %d is none of the %d cells", sizes[0], GLIA_CELL_COUNT);
  }
  glia_recurrence r = {.cell = (glia_cell)sizes[0],
                       .steps = sizes[1],
                       .batch = sizes[2],
                       .inputs = sizes[3],
                       .hidden = sizes[4]};
  const glia_status status = glia_recur_check(&r, error);
  if (status) return status;
  const int lstm = r.cell == GLIA_CELL_LSTM;
  const size_t rows = (size_t)glia_cell_blocks(r.cell) * r.hidden, steps = (size_t)r.steps * r.batch;
  const size_t inputs = (size_t)r.inputs, hidden = (size_t)r.hidden, state = r.batch * hidden;
  r.x = next_in(&in, steps * inputs);
  r.h0 = next_in(&in, state);
  r.c0 = lstm ? next_in(&in, state) : NULL;
  r.w_ih = next_in(&in, rows * inputs);
  r.w_hh = next_in(&in, rows * hidden);
  r.b_ih = next_in(&in, rows);
  r.b_hh = next_in(&in, rows);
  r.h = next_out(&out, steps * hidden);
  r.c = lstm ? next_out(&out, steps * hidden) : NULL;
  r.sums = next_out(&out, steps * rows);
  r.gates = next_out(&out, steps * rows);
  glia_recur(&r);
  if (!slopes) return GLIA_OK;
  glia_arena arena = glia_arena_open(NULL);
  glia_recurrence_slopes s = {.scratch = glia_arena_floats(&arena, 2 * rows)};
  if (!s.scratch) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  s.upstream = next_in(&in, steps * hidden);
  s.upstream_c = lstm ? next_in(&in, state) : NULL;
  s.dx = next_out(&out, steps * inputs);
  s.dh0 = next_out(&out, state);
  s.dc0 = lstm ? next_out(&out, state) : NULL;
  s.dw_ih = next_out(&out, rows * inputs);
  s.dw_hh = next_out(&out, rows * hidden);
  s.db_ih = next_out(&out, rows);
  s.db_hh = next_out(&out, rows);
  glia_recur_backward(&r, &s);
  glia_arena_close(&arena);
  return GLIA_OK;
}

glia_status glia_mini_attend(const int *sizes, int causal, float temperature, const uint8_t *mask,
                             int slopes, const float *in, float *out, glia_error *error) {
  const glia_attention a = {sizes[0], sizes[1], sizes[2], causal, mask, temperature};
  const glia_status status = glia_attend_check(&a, error);
  if (status) return status;
  const size_t vectors = (size_t)a.heads * a.seq * a.dim, pairs = (size_t)a.heads * a.seq * a.seq;
  const float *q = next_in(&in, vectors), *k = next_in(&in, vectors), *v = next_in(&in, vectors);
  float *scores = next_out(&out, pairs), *weights = next_out(&out, pairs);
  glia_attend(&a, q, k, v, scores, weights, next_out(&out, vectors));
  if (!slopes) return GLIA_OK;
  glia_arena arena = glia_arena_open(NULL);
  float *slope = glia_arena_floats(&arena, (size_t)a.seq);
  if (!slope) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  float *dq = next_out(&out, vectors), *dk = next_out(&out, vectors);
  glia_attend_backward(&a, q, k, v, weights, in, slope, dq, dk, next_out(&out, vectors));
  glia_arena_close(&arena);
  return GLIA_OK;
}

glia_status glia_mini_multihead(const int *sizes, int causal, float temperature, const uint8_t *mask,
                                int slopes, const float *in, float *out, glia_error *error) {
  glia_multihead m = {.batch = sizes[0],
                      .seq = sizes[1],
                      .dim = sizes[2],
                      .heads = sizes[3],
                      .causal = causal,
                      .mask = mask,
                      .temperature = temperature};
  const glia_status status = glia_multihead_check(&m, error);
  if (status) return status;
  const size_t dim = (size_t)m.dim, size = (size_t)m.batch * m.seq * dim;
  const size_t pairs = (size_t)m.batch * m.heads * m.seq * m.seq;
  m.x = next_in(&in, size);
  m.w_in = next_in(&in, 3 * dim * dim);
  m.b_in = next_in(&in, 3 * dim);
  m.w_out = next_in(&in, dim * dim);
  m.b_out = next_in(&in, dim);
  m.upstream = slopes ? next_in(&in, size) : NULL;
  m.qkv = next_out(&out, 3 * size);
  m.scores = next_out(&out, pairs);
  m.weights = next_out(&out, pairs);
  m.out = next_out(&out, size);
  if (slopes) {
    m.dx = next_out(&out, size);
    m.dw_in = next_out(&out, 3 * dim * dim);
    m.db_in = next_out(&out, 3 * dim);
    m.dw_out = next_out(&out, dim * dim);
    m.db_out = next_out(&out, dim);
  }
  glia_arena arena = glia_arena_open(NULL);
  const glia_status ran = glia_multihead_run(&m, &arena, error);
  glia_arena_close(&arena);
  return ran;
}
