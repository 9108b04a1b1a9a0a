#include "inspect/ledger.h"

#include <string.h>

#include "base/vec.h"
#include "inspect/ledger_rule.h"
#include "inspect/trace.h"
#include "train/visit.h"

/* The place of a training row among all points; test points that are trained on come last. */
static uint32_t point_of(const glia_dataset *data, uint32_t row) {
  for (int held = 0; held < 2; held++) {
    for (size_t i = 0; i < data->count; i++) {
      if (data->held[i] == held && row-- == 0) return (uint32_t)i;
    }
  }
  return 0;
}

static void fill_entries(glia_ledger *ledger, const glia_run *run, const glia_trace *trace) {
  const glia_network *network = &run->model->network;
  const uint32_t l = ledger->layer;
  const glia_dense *dense = &network->layer[l];
  const float *below = l ? trace->workspace.stage[l - 1].post : trace->x;
  const size_t below_stride = l ? network->layer[l - 1].stride : network->inputs;
  const float *deltas = trace->by_pre;
  if (ledger->role == GLIA_ROLE_GAMMA || ledger->role == GLIA_ROLE_BETA) deltas = trace->by_z;
  if (ledger->role == GLIA_ROLE_PROJECTION) deltas = trace->by_post;
  for (size_t r = 0; r < ledger->rows; r++) {
    const size_t at = r * dense->stride + ledger->unit;
    float input = 1.0f;
    if (ledger->role == GLIA_ROLE_WEIGHTS || ledger->role == GLIA_ROLE_PROJECTION) {
      input = below[r * below_stride + ledger->input];
    } else if (ledger->role == GLIA_ROLE_GAMMA) {
      input = trace->workspace.stage[l].hat[at];
    }
    const float delta = deltas[at];
    ledger->entry[r] = (glia_ledger_entry){trace->example[r],
                                           point_of(&run->dataset, trace->example[r]), input, delta,
                                           input * delta};
  }
}

static void fill_detail(glia_ledger *ledger, const glia_run *run, const glia_trace *trace) {
  const glia_network *network = &run->model->network;
  const uint32_t l = ledger->layer;
  const glia_dense *dense = &network->layer[l];
  const glia_stage *stage = &trace->workspace.stage[l];
  glia_ledger_detail *detail = ledger->detail;
  const size_t r = detail->row, at = r * dense->stride + ledger->unit;
  detail->pre = stage->pre[at];
  detail->z = stage->z[at];
  detail->act = stage->act[at];
  detail->post = stage->post[at];
  detail->mask = dense->options.dropout > 0.0f ? stage->mask[at] : 1.0f;
  detail->by_z = trace->by_z[at];
  detail->by_pre = trace->by_pre[at];
  detail->target = trace->target[r * glia_network_targets(network)];
  if (l + 1 == network->layer_count) return;
  const glia_dense *above = &network->layer[l + 1];
  const float *weights =
      glia_network_block(network, l + 1, GLIA_ROLE_WEIGHTS, run->model->parameters);
  detail->by_post = trace->by_post[at];
  detail->skip = trace->skip[at];
  for (size_t k = 0; k < detail->terms; k++) {
    const float weight = weights[ledger->unit * above->stride + k];
    const float delta = trace->workspace.stage[l + 1].delta[r * above->stride + k];
    detail->term[k] = (glia_ledger_term){weight, delta, weight * delta};
  }
}

static glia_status check(const glia_run *run, size_t index, int example, glia_error *error) {
  const glia_network *network = &run->model->network;
  if (index >= network->parameter_count) {
    return glia_fail(error, GLIA_RANGE, -1, "there is no parameter %lu; they go from 0 to %lu",
                     (unsigned long)index, (unsigned long)(network->parameter_count - 1));
  }
  if (run->trainer->step <= run->history.origin) {
    return glia_fail(error, GLIA_RANGE, -1,
                     "this run has made no update yet that could be explained");
  }
  const glia_trainer *trainer = run->trainer;
  const uint64_t each = glia_trainer_epoch_steps(trainer);
  const size_t first = (size_t)((trainer->step - 1) % each) * trainer->options.batch;
  const size_t left = trainer->rows - first;
  const size_t rows = left < trainer->options.batch ? left : trainer->options.batch;
  if (example >= 0 && (size_t)example >= rows) {
    return glia_fail(error, GLIA_RANGE, -1,
                     "the batch had %lu examples, so there is no example %d; they go from 0 to %lu",
                     (unsigned long)rows, example, (unsigned long)(rows - 1));
  }
  return GLIA_OK;
}

static void locate(glia_ledger *ledger, const glia_network *network, size_t index) {
  int block;
  glia_network_slot(network, index, &block);
  const glia_tensor *tensor = &network->tensor[block];
  const size_t within = index - tensor->canonical;
  ledger->index = index;
  ledger->role = tensor->role;
  ledger->layer = tensor->layer;
  ledger->unit = (uint32_t)(within / tensor->rows);
  ledger->input = (uint32_t)(within % tensor->rows);
}

/* What is only needed while the ledger is written. */
typedef struct bench {
  glia_arena arena;
  float *parameters, *scratch;
  glia_trace trace;
} bench;

static glia_status open_bench(bench *b, const glia_run *run, const glia_memory *memory,
                              glia_error *error) {
  const size_t storage = run->model->network.storage;
  b->arena = glia_arena_open(memory);
  b->parameters = glia_arena_floats(&b->arena, storage);
  b->scratch = glia_arena_floats(&b->arena, storage);
  const glia_status status = b->parameters && b->scratch
                                 ? glia_trace_open(&b->trace, run, memory, error)
                                 : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (status) glia_arena_close(&b->arena);
  return status;
}

static void close_bench(bench *b) {
  glia_trace_close(&b->trace);
  glia_arena_close(&b->arena);
}

static glia_ledger *take_ledger(const glia_run *run, int example, const glia_memory *memory) {
  const glia_trainer *trainer = run->trainer;
  const glia_network *network = &run->model->network;
  const size_t batch =
      trainer->options.batch < trainer->rows ? trainer->options.batch : trainer->rows;
  glia_arena arena = glia_arena_open(memory);
  glia_ledger *ledger = glia_arena_take(&arena, sizeof *ledger);
  glia_ledger_entry *entry = glia_arena_array(&arena, batch, sizeof *entry);
  glia_ledger_detail *detail = NULL;
  glia_ledger_term *term = NULL;
  if (example >= 0) {
    detail = glia_arena_take(&arena, sizeof *detail);
    term = glia_arena_array(&arena, network->widest, sizeof *term);
  }
  if (!ledger || !entry || (example >= 0 && (!detail || !term))) {
    glia_arena_close(&arena);
    return NULL;
  }
  if (detail) *detail = (glia_ledger_detail){.row = (size_t)example, .term = term};
  ledger->arena = arena;
  ledger->entry = entry;
  ledger->detail = detail;
  return ledger;
}

/* The run stands one step before; the update is traced, then made. */
static void write_ledger(glia_ledger *ledger, glia_run *run, bench *b) {
  const glia_network *network = &run->model->network;
  glia_trainer *trainer = run->trainer;
  const size_t slot = glia_network_slot(network, ledger->index, NULL);
  const glia_ledger_start start = {.step = trainer->step,
                                   .parameters = b->parameters,
                                   .gradient = b->trace.gradient,
                                   .first = trainer->state.first ? trainer->state.first[slot] : 0,
                                   .second = trainer->state.second ? trainer->state.second[slot] : 0,
                                   .scratch = b->scratch};
  memcpy(b->parameters, run->model->parameters, network->storage * sizeof(float));
  glia_trace_next(&b->trace, run, ledger->layer);
  ledger->rows = b->trace.rows;
  ledger->loss = b->trace.loss;
  fill_entries(ledger, run, &b->trace);
  if (ledger->detail) {
    if (ledger->layer + 1 < network->layer_count) {
      ledger->detail->terms = network->layer[ledger->layer + 1].units;
    }
    fill_detail(ledger, run, &b->trace);
  }
  glia_visit_step(run);
  ledger->step = trainer->step;
  glia_ledger_rule(ledger, trainer, &start);
}

glia_ledger *glia_ledger_create(glia_run *run, size_t index, int example,
                                const glia_memory *memory, glia_error *error) {
  if (check(run, index, example, error)) return NULL;
  const size_t slot = glia_network_slot(&run->model->network, index, NULL);
  const uint64_t step = run->trainer->step;
  bench b;
  glia_visit visit;
  glia_ledger *ledger = take_ledger(run, example, memory);
  if (!ledger) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    return NULL;
  }
  locate(ledger, &run->model->network, index);
  if (open_bench(&b, run, memory, error)) {
    glia_ledger_free(ledger);
    return NULL;
  }
  if (glia_visit_begin(&visit, run, step - 1, error)) {
    close_bench(&b);
    glia_ledger_free(ledger);
    return NULL;
  }
  write_ledger(ledger, run, &b);
  glia_visit_end(&visit, run);
  close_bench(&b);
  ledger->value = run->model->parameters[slot];
  for (size_t i = 0; i < run->history.edits; i++) {
    const glia_edit *edit = &run->history.edit[i];
    if (edit->step == step && edit->slot == slot) ledger->edited = 1;
  }
  return ledger;
}

void glia_ledger_free(glia_ledger *ledger) {
  if (!ledger) return;
  glia_arena arena = ledger->arena;
  glia_arena_close(&arena);
}
