#include "inspect/statistics.h"

#include <string.h>

#include "inspect/spread.h"
#include "nn/activation.h"
#include "train/visit.h"

#define LIVELY 0.01f /* a slope below it hardly passes anything on */
#define TWENTIETH 0.05f

static glia_status check(const glia_statistics_options *options, glia_error *error) {
  if (options->bins < 1 || options->bins > GLIA_STATISTICS_BINS) {
    return glia_fail(error, GLIA_RANGE, -1, "a histogram has 1 to %d bins, not %lu",
                     GLIA_STATISTICS_BINS, (unsigned long)options->bins);
  }
  for (int i = 0; i < 3; i++) {
    const double low = options->range[i][0], high = options->range[i][1];
    if ((low == 0.0 && high == 0.0) || (low < high && high - low <= 1e300)) continue;
    return glia_fail(error, GLIA_RANGE, -1,
                     "the range of a histogram goes from %g to %g; it must rise", low, high);
  }
  return GLIA_OK;
}

/* What is only needed meanwhile. */
typedef struct bench {
  glia_arena arena;
  glia_workspace workspace;
  float *gradient;  /* of a portion, then of everything; storage order */
  double *total;    /* storage order: sums of portions' gradients by their weight */
  float *before;    /* parameters before the last update */
  float *slope;     /* (GLIA_PORTION, widest) */
} bench;

static glia_status open_bench(bench *b, const glia_run *run, const glia_memory *memory,
                              glia_error *error) {
  const glia_network *network = &run->model->network;
  b->arena = glia_arena_open(memory);
  b->gradient = glia_arena_floats(&b->arena, network->storage);
  b->total = glia_arena_array(&b->arena, network->storage, sizeof *b->total);
  b->before = glia_arena_floats(&b->arena, network->storage);
  b->slope = glia_arena_floats(&b->arena, GLIA_PORTION * network->widest);
  glia_status status = b->gradient && b->total && b->before && b->slope
                           ? GLIA_OK
                           : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (!status) {
    status = glia_workspace_take(&b->workspace, network, GLIA_PORTION, 1, 0, &b->arena, error);
  }
  if (status) glia_arena_close(&b->arena);
  return status;
}

static size_t portion_at(const glia_part *part, size_t done) {
  return part->rows - done < GLIA_PORTION ? part->rows - done : GLIA_PORTION;
}

/* Counts each unit's examples with a slope worth the name, and those far out. */
static void look_at_units(const glia_network *network, uint32_t l, size_t rows, bench *b,
                          glia_layer_statistics *layer) {
  const glia_dense *dense = &network->layer[l];
  const glia_activation kind = dense->options.activation;
  const glia_stage *stage = &b->workspace.stage[l];
  if (glia_activation_is_joint(kind)) {
    for (size_t u = 0; u < dense->units; u++) layer->unit[u].active += (float)rows;
    return;
  }
  for (size_t i = 0; i < rows * dense->stride; i++) b->slope[i] = 1.0f;
  glia_activation_backward(glia_curve_of(kind), stage->z, stage->act, b->slope, rows, dense->units,
                           dense->stride);
  const int bounded = kind == GLIA_ACTIVATION_TANH || kind == GLIA_ACTIVATION_SIGMOID;
  const float least = bounded ? 0.0f : LIVELY;
  const float far_out = kind == GLIA_ACTIVATION_TANH ? TWENTIETH : 0.25f * TWENTIETH;
  for (size_t r = 0; r < rows; r++) {
    for (size_t u = 0; u < dense->units; u++) {
      const float slope = b->slope[r * dense->stride + u];
      const float size = slope < 0.0f ? -slope : slope;
      /* leaky_relu's slope is 0.01 itself, and enough to come back. */
      if (size > least || (least > 0.0f && size >= least)) layer->unit[u].active += 1.0f;
      if (bounded && size < far_out) layer->unit[u].saturated += 1.0f;
    }
  }
}

/* Adds a portion's gradient to the total, by the portion's weight in the mean. */
static void add_gradient(const glia_run *run, const float *x, const float *target, size_t rows,
                         bench *b, double *mass) {
  const glia_network *network = &run->model->network;
  const glia_dense *last = &network->layer[network->layer_count - 1];
  const glia_stage *stage = &b->workspace.stage[network->layer_count - 1];
  const float *output = glia_loss_is_fused(network->loss.kind) ? stage->z : stage->post;
  double weight;
  glia_loss_mean(&network->loss, output, target, rows, last->units, last->stride, NULL, &weight);
  glia_output_loss(network, target, rows, &b->workspace);
  glia_backward(network, glia_model_values(run->model), (glia_mode){0}, x, rows, &b->workspace,
                b->gradient);
  for (size_t i = 0; i < network->storage; i++) b->total[i] += weight * (double)b->gradient[i];
  *mass += weight;
}

/* First walk over the training part: moments of activations, units, the gradient. */
static void first_walk(glia_statistics *s, const glia_run *run, bench *b) {
  const glia_network *network = &run->model->network;
  const glia_part *part = &run->dataset.train;
  const size_t targets = glia_network_targets(network);
  double mass = 0.0;
  for (size_t done = 0; done < part->rows; done += GLIA_PORTION) {
    const size_t rows = portion_at(part, done);
    const float *x = part->x + done * network->inputs, *target = part->target + done * targets;
    glia_forward(network, glia_model_values(run->model), (glia_mode){0}, x, rows, &b->workspace);
    for (uint32_t l = 0; l < network->layer_count; l++) {
      const glia_dense *dense = &network->layer[l];
      glia_spread_first(&s->layer[l].activations, b->workspace.stage[l].act, rows, dense->units,
                        dense->stride);
      look_at_units(network, l, rows, b, &s->layer[l]);
    }
    add_gradient(run, x, target, rows, b, &mass);
  }
  for (size_t i = 0; i < network->storage; i++) {
    b->gradient[i] = mass > 0.0 ? (float)(b->total[i] / mass) : 0.0f;
  }
}

/* Second walk: what needs the mean and the range. */
static void second_walk(glia_statistics *s, const glia_run *run, bench *b) {
  const glia_network *network = &run->model->network;
  const glia_part *part = &run->dataset.train;
  for (uint32_t l = 0; l < network->layer_count; l++) glia_spread_turn(&s->layer[l].activations);
  for (size_t done = 0; done < part->rows; done += GLIA_PORTION) {
    const size_t rows = portion_at(part, done);
    glia_forward(network, glia_model_values(run->model), (glia_mode){0},
                 part->x + done * network->inputs, rows, &b->workspace);
    for (uint32_t l = 0; l < network->layer_count; l++) {
      const glia_dense *dense = &network->layer[l];
      glia_spread_second(&s->layer[l].activations, b->workspace.stage[l].act, rows, dense->units,
                         dense->stride, s->bins);
    }
  }
  for (uint32_t l = 0; l < network->layer_count; l++) glia_spread_end(&s->layer[l].activations);
}

static void spread_block(glia_spread *spread, const glia_tensor *tensor, const float *storage,
                         size_t bins) {
  const float *x = storage + tensor->offset;
  glia_spread_first(spread, x, tensor->rows, tensor->units, tensor->stride);
  glia_spread_turn(spread);
  glia_spread_second(spread, x, tensor->rows, tensor->units, tensor->stride, bins);
  glia_spread_end(spread);
}

/* Weights, their gradients, and the norms of each layer. */
static void look_at_parameters(glia_statistics *s, const glia_run *run, const bench *b) {
  const glia_network *network = &run->model->network;
  const float *w = run->model->parameters;
  double sizes[GLIA_MAX_LAYERS][3] = {{0}};
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    double *size = sizes[tensor->layer];
    if (tensor->role == GLIA_ROLE_WEIGHTS) {
      spread_block(&s->layer[tensor->layer].weights, tensor, w, s->bins);
      spread_block(&s->layer[tensor->layer].gradients, tensor, b->gradient, s->bins);
    }
    for (size_t i = tensor->offset; i < tensor->offset + tensor->rows * tensor->stride; i++) {
      const double g = (double)b->gradient[i], p = (double)w[i], d = p - (double)b->before[i];
      size[0] += g * g;
      size[1] += p * p;
      if (s->updated) size[2] += d * d;
    }
  }
  double all[3] = {0};
  for (size_t l = 0; l < s->layers; l++) {
    for (int i = 0; i < 3; i++) all[i] += sizes[l][i];
    s->layer[l].gradient_norm = __builtin_sqrt(sizes[l][0]);
    s->layer[l].parameter_norm = __builtin_sqrt(sizes[l][1]);
    s->layer[l].update_norm = __builtin_sqrt(sizes[l][2]);
  }
  s->gradient_norm = __builtin_sqrt(all[0]);
  s->parameter_norm = __builtin_sqrt(all[1]);
  s->update_norm = __builtin_sqrt(all[2]);
}

static void sum_up_units(glia_statistics *s, size_t examples) {
  for (size_t l = 0; l < s->layers; l++) {
    glia_layer_statistics *layer = &s->layer[l];
    double saturated = 0.0;
    for (size_t u = 0; u < layer->units; u++) {
      layer->unit[u].active /= (float)examples;
      layer->unit[u].saturated /= (float)examples;
      layer->dead += layer->unit[u].active == 0.0f;
      saturated += (double)layer->unit[u].saturated;
    }
    layer->saturated = saturated / (double)layer->units;
  }
}

static glia_statistics *take(const glia_run *run, const glia_statistics_options *options,
                             const glia_memory *memory) {
  const glia_network *network = &run->model->network;
  glia_arena arena = glia_arena_open(memory);
  glia_statistics *s = glia_arena_take(&arena, sizeof *s);
  const size_t spreads = 3 * (size_t)network->layer_count;
  uint32_t *bin = glia_arena_array(&arena, spreads * options->bins, sizeof *bin);
  int fine = s && bin;
  for (uint32_t l = 0; fine && l < network->layer_count; l++) {
    glia_layer_statistics *layer = &s->layer[l];
    layer->units = network->layer[l].units;
    layer->unit = glia_arena_array(&arena, layer->units, sizeof *layer->unit);
    fine = layer->unit != NULL;
    glia_spread *const spread[] = {&layer->weights, &layer->gradients, &layer->activations};
    for (int i = 0; i < 3; i++, bin += options->bins) {
      glia_spread_begin(spread[i], options->range[i], bin);
    }
  }
  if (!fine) {
    glia_arena_close(&arena);
    return NULL;
  }
  s->arena = arena;
  s->bins = options->bins;
  s->layers = network->layer_count;
  s->step = run->trainer->step;
  return s;
}

/* The weights one update earlier, where there was one since the run (or branch) began. */
static glia_status look_back(glia_statistics *s, glia_run *run, bench *b, glia_error *error) {
  if (run->trainer->step <= run->history.origin) return GLIA_OK;
  glia_visit visit;
  const glia_status status = glia_visit_begin(&visit, run, run->trainer->step - 1, error);
  if (status) return status;
  memcpy(b->before, run->model->parameters, run->model->network.storage * sizeof(float));
  glia_visit_end(&visit, run);
  s->updated = 1;
  return GLIA_OK;
}

glia_statistics *glia_statistics_create(glia_run *run, const glia_statistics_options *options,
                                        const glia_memory *memory, glia_error *error) {
  if (check(options, error)) return NULL;
  glia_statistics *s = take(run, options, memory);
  if (!s) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    return NULL;
  }
  bench b;
  if (open_bench(&b, run, memory, error)) {
    glia_statistics_free(s);
    return NULL;
  }
  if (look_back(s, run, &b, error)) {
    glia_arena_close(&b.arena);
    glia_statistics_free(s);
    return NULL;
  }
  first_walk(s, run, &b);
  second_walk(s, run, &b);
  look_at_parameters(s, run, &b);
  sum_up_units(s, run->dataset.train.rows);
  glia_arena_close(&b.arena);
  return s;
}

void glia_statistics_free(glia_statistics *statistics) {
  if (!statistics) return;
  glia_arena arena = statistics->arena;
  glia_arena_close(&arena);
}
