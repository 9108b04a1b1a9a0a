#include "inspect/trace.h"

#include <string.h>

#include "base/vec.h"
#include "kernels/gemm.h"
#include "nn/activation.h"

static int take(float **into, size_t count, glia_arena *arena) {
  *into = glia_arena_floats(arena, count);
  return *into != NULL;
}

glia_status glia_trace_open(glia_trace *trace, const glia_run *run, const glia_memory *memory,
                            glia_error *error) {
  const glia_network *network = &run->model->network;
  const glia_trainer *trainer = run->trainer;
  const size_t batch =
      trainer->options.batch < trainer->rows ? trainer->options.batch : trainer->rows;
  const size_t matrix = batch * network->widest;
  size_t largest = 0;
  for (uint32_t l = 1; l < network->layer_count; l++) {
    const size_t count = network->layer[l].units * glia_pad(network->layer[l].inputs);
    if (count > largest) largest = count;
  }
  glia_trace taken;
  memset(&taken, 0, sizeof taken);
  taken.arena = glia_arena_open(memory);
  glia_arena *arena = &taken.arena;
  taken.order = glia_arena_array(arena, trainer->rows, sizeof *taken.order);
  taken.example = glia_arena_array(arena, batch, sizeof *taken.example);
  const int fine =
      taken.order && taken.example && take(&taken.x, batch * network->inputs, arena) &&
      take(&taken.target, batch * glia_network_targets(network), arena) &&
      take(&taken.gradient, network->storage, arena) && take(&taken.by_post, matrix, arena) &&
      take(&taken.by_z, matrix, arena) && take(&taken.by_pre, matrix, arena) &&
      take(&taken.skip, matrix, arena) && take(&taken.scratch[0], matrix, arena) &&
      take(&taken.scratch[1], matrix, arena) &&
      take(&taken.transposed, largest, arena);
  glia_status status = fine ? GLIA_OK : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (!status) {
    status = glia_workspace_take(&taken.workspace, network, batch, 1, 0, arena, error);
  }
  if (status) {
    glia_arena_close(arena);
    return status;
  }
  *trace = taken;
  return GLIA_OK;
}

void glia_trace_close(glia_trace *trace) { glia_arena_close(&trace->arena); }

/* The batch of the next update: the same rows as the trainer takes. */
static void gather(glia_trace *trace, const glia_run *run) {
  const glia_trainer *trainer = run->trainer;
  const glia_network *network = &run->model->network;
  const size_t inputs = network->inputs, targets = glia_network_targets(network);
  const uint64_t each = glia_trainer_epoch_steps(trainer);
  const size_t first = (size_t)(trainer->step % each) * trainer->options.batch;
  const size_t left = trainer->rows - first;
  trace->rows = left < trainer->options.batch ? left : trainer->options.batch;
  glia_trainer_order(trainer, trainer->step / each, trace->order);
  for (size_t r = 0; r < trace->rows; r++) {
    const size_t from = trace->order[first + r];
    trace->example[r] = (uint32_t)from;
    memcpy(trace->x + r * inputs, trainer->x + from * inputs, inputs * sizeof(float));
    memcpy(trace->target + r * targets, trainer->target + from * targets,
           targets * sizeof(float));
  }
}

/* out (rows,inputs padded) = delta (rows,units) · matrixᵀ, as the backward pass does it. */
static void pull_back(const glia_trace *trace, const glia_dense *dense, const float *matrix,
                      const float *delta, float *out) {
  const size_t padded = glia_pad(dense->inputs);
  glia_transpose(matrix, dense->stride, trace->transposed, padded, dense->inputs, dense->units);
  glia_gemm_nn(delta, dense->stride, trace->transposed, padded, NULL, out, padded, trace->rows,
               dense->units, padded);
}

/* by_post of the layer below `above`, from the deltas of above and its own by_post (NULL where that is the
 * last layer, which has no residual connection). */
static void step_down(glia_trace *trace, const glia_network *network, const float *parameters,
                      uint32_t above, const float *above_post, float *out) {
  const glia_dense *dense = &network->layer[above];
  const size_t count = trace->rows * glia_pad(dense->inputs);
  pull_back(trace, dense, glia_network_block(network, above, GLIA_ROLE_WEIGHTS, parameters),
            trace->workspace.stage[above].delta, out);
  memset(trace->skip, 0, count * sizeof *trace->skip);
  if (!dense->options.residual) return;
  const float *projection = glia_network_block(network, above, GLIA_ROLE_PROJECTION, parameters);
  if (projection) {
    pull_back(trace, dense, projection, above_post, trace->skip);
  } else {
    memcpy(trace->skip, above_post, count * sizeof *trace->skip);
  }
  for (size_t i = 0; i < count; i++) out[i] += trace->skip[i];
}

void glia_trace_next(glia_trace *trace, const glia_run *run, uint32_t layer) {
  const glia_network *network = &run->model->network;
  const glia_values values = glia_model_values(run->model);
  const glia_mode mode = {.batch_statistics = 1,
                          .dropout = 1,
                          .seed = run->trainer->options.seed,
                          .step = run->trainer->step};
  const uint32_t last = network->layer_count - 1;
  const glia_dense *dense = &network->layer[layer];
  const glia_stage *stage = &trace->workspace.stage[layer];
  gather(trace, run);
  const size_t bytes = trace->rows * dense->stride * sizeof(float);
  glia_forward(network, values, mode, trace->x, trace->rows, &trace->workspace);
  trace->loss = glia_output_loss(network, trace->target, trace->rows, &trace->workspace);
  if (layer == last) memcpy(trace->by_z, stage->delta, bytes);
  glia_backward(network, values, mode, trace->x, trace->rows, &trace->workspace, trace->gradient);
  memcpy(trace->by_pre, stage->delta, bytes);
  if (layer == last) return;
  float *above = NULL;
  for (uint32_t l = last; l-- > layer;) {
    float *out = l == layer ? trace->by_post : trace->scratch[l % 2];
    step_down(trace, network, values.parameters, l + 1, above, out);
    above = out;
  }
  memcpy(trace->by_z, trace->by_post, bytes);
  if (dense->options.dropout > 0.0f) {
    glia_dropout_apply(trace->by_z, stage->mask, trace->rows * dense->stride, trace->by_z);
  }
  glia_activation_backward(glia_curve_of(dense->options.activation), stage->z, stage->act,
                           trace->by_z, trace->rows, dense->units, dense->stride);
}
