#include <string.h>

#include "base/vec.h"
#include "kernels/gemm.h"
#include "nn/activation.h"
#include "nn/normalization.h"
#include "nn/pass.h"

/* Takes count floats into *into; remembers a failure in *fine. */
static void take(float **into, size_t count, glia_arena *arena, int *fine) {
  *into = glia_arena_floats(arena, count);
  if (!*into) *fine = 0;
}

static int take_stage(glia_stage *stage, const glia_dense *dense, size_t rows, int backward,
                      glia_arena *arena) {
  const size_t count = rows * dense->stride;
  const glia_layer *options = &dense->options;
  int fine = 1;
  take(&stage->pre, count, arena, &fine);
  stage->z = stage->pre;
  if (options->norm != GLIA_NORM_NONE) {
    take(&stage->z, count, arena, &fine);
    take(&stage->hat, count, arena, &fine);
    take(&stage->inverse, rows + dense->stride, arena, &fine);
    take(&stage->mean, dense->stride, arena, &fine);
    take(&stage->variance, dense->stride, arena, &fine);
  }
  take(&stage->act, count, arena, &fine);
  stage->post = stage->act;
  if (options->dropout > 0.0f || options->residual) take(&stage->post, count, arena, &fine);
  if (options->dropout > 0.0f) take(&stage->mask, count, arena, &fine);
  if (backward) take(&stage->delta, count, arena, &fine);
  return fine;
}

glia_status glia_workspace_take(glia_workspace *workspace, const glia_network *network, size_t rows,
                                int backward, int inputs, glia_arena *arena, glia_error *error) {
  glia_workspace taken;
  memset(&taken, 0, sizeof taken);
  taken.rows = rows;
  int fine = 1, residual = 0;
  size_t largest = 0, widest = glia_pad(network->inputs);
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    if (!take_stage(&taken.stage[l], dense, rows, backward, arena)) fine = 0;
    const size_t weights = dense->units * glia_pad(dense->inputs);
    if ((l > 0 || inputs) && weights > largest) largest = weights;
    if (dense->options.residual) residual = 1;
  }
  if (network->widest > widest) widest = network->widest;
  if (residual) take(&taken.extra, rows * widest, arena, &fine);
  if (backward && residual) take(&taken.skip, rows * network->widest, arena, &fine);
  if (backward && largest) take(&taken.transposed, largest, arena, &fine);
  if (backward && inputs) {
    take(&taken.input_delta, rows * glia_pad(network->inputs), arena, &fine);
  }
  if (!fine) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  *workspace = taken;
  return GLIA_OK;
}

static void normalize(const glia_network *network, glia_values values, glia_mode mode, uint32_t l,
                      size_t rows, glia_stage *stage) {
  const glia_dense *dense = &network->layer[l];
  const float *gamma = glia_network_block(network, l, GLIA_ROLE_GAMMA, values.parameters);
  const float *beta = glia_network_block(network, l, GLIA_ROLE_BETA, values.parameters);
  if (dense->options.norm == GLIA_NORM_LAYER) {
    glia_layer_norm(stage->pre, gamma, beta, rows, dense->units, dense->stride,
                    GLIA_NORM_EPS, stage->inverse, stage->hat, stage->z);
  } else if (mode.batch_statistics) {
    glia_batch_norm(stage->pre, gamma, beta, rows, dense->units, dense->stride,
                    GLIA_NORM_EPS, stage->mean, stage->variance, stage->inverse, stage->hat, stage->z);
  } else {
    glia_batch_norm_fixed(stage->pre, gamma, beta, values.running + dense->running, rows,
                          dense->units, dense->stride, GLIA_NORM_EPS, stage->inverse, stage->hat,
                          stage->z);
  }
}

/* out (rows,units) += skip, whose rows stand skip_stride apart; padding is left alone. */
static void add_rows(const float *skip, size_t skip_stride, size_t rows, size_t units,
                     size_t stride, float *out) {
  for (size_t r = 0; r < rows; r++) {
    for (size_t u = 0; u < units; u++) out[r * stride + u] += skip[r * skip_stride + u];
  }
}

void glia_forward(const glia_network *network, glia_values values, glia_mode mode, const float *x,
                  size_t rows, glia_workspace *workspace) {
  const float *below = x;
  size_t below_stride = network->inputs;
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    const glia_layer *options = &dense->options;
    glia_stage *stage = &workspace->stage[l];
    const size_t stride = dense->stride, count = rows * stride;
    /* pre (rows,units) = below (rows,inputs) · W (inputs,units) + b */
    glia_gemm_nn(below, below_stride,
                 glia_network_block(network, l, GLIA_ROLE_WEIGHTS, values.parameters), stride,
                 glia_network_block(network, l, GLIA_ROLE_BIASES, values.parameters), stage->pre,
                 stride, rows, dense->inputs, stride);
    if (options->norm != GLIA_NORM_NONE) normalize(network, values, mode, l, rows, stage);
    glia_activation_forward(glia_curve_of(options->activation), stage->z, stage->act, rows,
                            dense->units, stride);
    if (stage->mask && mode.dropout) {
      const glia_dropout_key key = {mode.seed, mode.step, l};
      glia_dropout_mask(key, options->dropout, rows, stride, stage->mask);
      glia_dropout_apply(stage->act, stage->mask, count, stage->post);
    } else if (stage->post != stage->act) {
      memcpy(stage->post, stage->act, count * sizeof *stage->post);
    }
    if (options->residual) {
      const float *projection =
          glia_network_block(network, l, GLIA_ROLE_PROJECTION, values.parameters);
      if (projection) {
        glia_gemm_nn(below, below_stride, projection, stride, NULL, workspace->extra, stride, rows,
                     dense->inputs, stride);
        add_rows(workspace->extra, stride, rows, dense->units, stride, stage->post);
      } else {
        add_rows(below, below_stride, rows, dense->units, stride, stage->post);
      }
    }
    below = stage->post;
    below_stride = stride;
  }
}

static double loss_of(const glia_network *network, const float *target, size_t rows,
                      const glia_workspace *workspace, float *gradient, double *weight) {
  const uint32_t last = network->layer_count - 1;
  const glia_dense *dense = &network->layer[last];
  const glia_stage *stage = &workspace->stage[last];
  const float *output = glia_loss_is_fused(network->loss.kind) ? stage->z : stage->post;
  return glia_loss_mean(&network->loss, output, target, rows, dense->units, dense->stride, gradient,
                        weight);
}

double glia_output_loss(const glia_network *network, const float *target, size_t rows,
                        glia_workspace *workspace) {
  const uint32_t last = network->layer_count - 1;
  const glia_dense *dense = &network->layer[last];
  glia_stage *stage = &workspace->stage[last];
  const double loss = loss_of(network, target, rows, workspace, stage->delta, NULL);
  if (!glia_loss_is_fused(network->loss.kind)) {
    glia_activation_backward(glia_curve_of(dense->options.activation), stage->z, stage->act,
                             stage->delta, rows, dense->units, dense->stride);
  }
  return loss;
}

double glia_mean_loss(const glia_network *network, glia_values values, const float *x,
                      const float *target, size_t rows, glia_workspace *workspace) {
  const size_t targets = glia_network_targets(network);
  const glia_mode use = {0};
  double sum = 0.0, mass = 0.0;
  for (size_t done = 0; done < rows;) {
    const size_t portion = rows - done < workspace->rows ? rows - done : workspace->rows;
    glia_forward(network, values, use, x + done * network->inputs, portion, workspace);
    double weight;
    const double mean =
        loss_of(network, target + done * targets, portion, workspace, NULL, &weight);
    sum += weight * mean;
    mass += weight;
    done += portion;
  }
  return mass > 0.0 ? sum / mass : 0.0;
}

void glia_follow_statistics(const glia_network *network, const glia_workspace *workspace,
                            size_t rows, float *running) {
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    if (dense->options.norm != GLIA_NORM_BATCH) continue;
    const glia_stage *stage = &workspace->stage[l];
    glia_batch_norm_follow(stage->mean, stage->variance, rows, dense->stride,
                           GLIA_NORM_MOMENTUM, running + dense->running);
  }
}
