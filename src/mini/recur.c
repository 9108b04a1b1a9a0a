#include "mini/recur.h"

#include <stddef.h>

#include "base/vmath.h"
#include "mini/size.h"

int glia_cell_blocks(glia_cell cell) {
  return cell == GLIA_CELL_LSTM ? 4 : cell == GLIA_CELL_GRU ? 3 : 1;
}

glia_status glia_recur_check(const glia_recurrence *r, glia_error *error) {
  const glia_mini_size sizes[] = {
      {"steps", r->steps}, {"batch", r->batch}, {"inputs", r->inputs}, {"hidden", r->hidden}};
  glia_status status = glia_mini_check_sizes(sizes, 4, error);
  if (status) return status;
  const int rows = glia_cell_blocks(r->cell) * r->hidden;
  const int states[] = {r->steps, r->batch, rows}, given[] = {r->steps, r->batch, r->inputs};
  const int in[] = {rows, r->inputs}, across[] = {rows, r->hidden};
  status = glia_mini_check_floats("the gates", states, 3, error);
  if (!status) status = glia_mini_check_floats("the sequence", given, 3, error);
  if (!status) status = glia_mini_check_floats("the weights", in, 2, error);
  return status ? status : glia_mini_check_floats("the weights", across, 2, error);
}

static float dot(const float *a, const float *b, int count, float sum) {
  for (int i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}

/* Whether a block's activation is tanh; the others are sigmoids. */
static int is_tanh(glia_cell cell, int block) {
  return cell == GLIA_CELL_RNN || block == 2; /* g of lstm, n of gru */
}

/* One step of one example: sums and gates (blocks*hidden) from x (inputs) and the state h (hidden). */
static void open_gates(const glia_recurrence *r, const float *x, const float *h, float *sums,
                       float *gates) {
  const int blocks = glia_cell_blocks(r->cell);
  for (int block = 0; block < blocks; block++) {
    for (int u = 0; u < r->hidden; u++) {
      const int row = block * r->hidden + u;
      const float input = dot(r->w_ih + row * r->inputs, x, r->inputs, r->b_ih[row]);
      float carried = dot(r->w_hh + row * r->hidden, h, r->hidden, r->b_hh[row]);
      /* gru's reset gate, in the first block, decides how much of the state the last one hears. */
      if (r->cell == GLIA_CELL_GRU && block == 2) carried *= gates[u];
      sums[row] = input + carried;
      gates[row] = is_tanh(r->cell, block) ? vm_tanh1(sums[row]) : vm_sigmoid1(sums[row]);
    }
  }
}

/* The state h (hidden) after one step of one example. c_before and c are for lstm alone. */
static void take_step(const glia_recurrence *r, const float *gates, const float *before,
                      const float *c_before, float *h, float *c) {
  const int n = r->hidden;
  for (int u = 0; u < n; u++) {
    const float *gate = gates + u;
    if (r->cell == GLIA_CELL_LSTM) {
      c[u] = gate[n] * c_before[u] + gate[0] * gate[2 * n];
      h[u] = gate[3 * n] * vm_tanh1(c[u]);
    } else if (r->cell == GLIA_CELL_GRU) {
      h[u] = (1.0f - gate[n]) * gate[2 * n] + gate[n] * before[u];
    } else {
      h[u] = gate[0];
    }
  }
}

void glia_recur(const glia_recurrence *r) {
  const size_t wide = (size_t)glia_cell_blocks(r->cell) * r->hidden;
  const size_t hidden = (size_t)r->hidden, inputs = (size_t)r->inputs, batch = (size_t)r->batch;
  for (size_t t = 0; t < (size_t)r->steps; t++) {
    for (size_t b = 0; b < batch; b++) {
      const size_t at = t * batch + b;
      const float *before = t ? r->h + (at - batch) * hidden : r->h0 + b * hidden;
      float *sums = r->sums + at * wide, *gates = r->gates + at * wide;
      const float *c_before = NULL;
      float *c = NULL;
      if (r->cell == GLIA_CELL_LSTM) {
        c = r->c + at * hidden;
        c_before = t ? c - batch * hidden : r->c0 + b * hidden;
      }
      open_gates(r, r->x + at * inputs, before, sums, gates);
      take_step(r, gates, before, c_before, r->h + at * hidden, c);
    }
  }
}
