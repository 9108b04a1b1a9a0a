#include <string.h>

#include "base/vec.h"
#include "kernels/gemm.h"
#include "kernels/reduce.h"
#include "nn/activation.h"
#include "nn/normalization.h"
#include "nn/pass.h"

static float *gradient_of(const glia_network *network, uint32_t l, glia_role role,
                          float *gradients) {
  const int index = network->layer[l].tensor[role];
  return index == GLIA_ABSENT ? NULL : gradients + network->tensor[index].offset;
}

/* delta: from the gradient by post (by z on the last layer) to the one by pre. */
static void to_pre(const glia_network *network, glia_values values, glia_mode mode, uint32_t l,
                   size_t rows, glia_workspace *workspace, float *gradients) {
  const glia_dense *dense = &network->layer[l];
  const glia_layer *options = &dense->options;
  glia_stage *stage = &workspace->stage[l];
  if (l + 1 < network->layer_count) {
    if (stage->mask && mode.dropout) {
      glia_dropout_apply(stage->delta, stage->mask, rows * dense->stride, stage->delta);
    }
    glia_activation_backward(glia_curve_of(options->activation), stage->z, stage->act,
                             stage->delta, rows, dense->units, dense->stride);
  }
  if (options->norm == GLIA_NORM_NONE) return;
  const float *gamma = glia_network_block(network, l, GLIA_ROLE_GAMMA, values.parameters);
  float *gamma_gradient = gradient_of(network, l, GLIA_ROLE_GAMMA, gradients);
  float *beta_gradient = gradient_of(network, l, GLIA_ROLE_BETA, gradients);
  if (options->norm == GLIA_NORM_LAYER) {
    glia_layer_norm_backward(gamma, stage->inverse, stage->hat, rows, dense->units, dense->stride,
                             stage->delta, gamma_gradient, beta_gradient);
  } else {
    glia_batch_norm_backward(gamma, stage->inverse, stage->hat, rows, dense->units, dense->stride,
                             !mode.batch_statistics, stage->delta, gamma_gradient, beta_gradient);
  }
}

/* out (rows,inputs padded) = delta (rows,units) · matrixᵀ, matrix (inputs,stride). */
static void pull_back(const glia_dense *dense, const float *matrix, const float *delta, size_t rows,
                      glia_workspace *workspace, float *out) {
  const size_t padded = glia_pad(dense->inputs);
  glia_transpose(matrix, dense->stride, workspace->transposed, padded, dense->inputs,
                 dense->units);
  glia_gemm_nn(delta, dense->stride, workspace->transposed, padded, NULL, out, padded, rows,
               dense->units, padded);
}

static void add(const float *from, size_t count, float *to) {
  for (size_t i = 0; i < count; i += GLIA_LANES) {
    vf_store(to + i, vf_add(vf_load(to + i), vf_load(from + i)));
  }
}

void glia_backward(const glia_network *network, glia_values values, glia_mode mode, const float *x,
                   size_t rows, glia_workspace *workspace, float *gradients) {
  for (uint32_t l = network->layer_count; l-- > 0;) {
    const glia_dense *dense = &network->layer[l];
    const size_t stride = dense->stride, padded = glia_pad(dense->inputs);
    const float *delta = workspace->stage[l].delta;
    const float *below = l ? workspace->stage[l - 1].post : x;
    const size_t below_stride = l ? network->layer[l - 1].stride : network->inputs;
    float *below_delta = l ? workspace->stage[l - 1].delta : workspace->input_delta;
    float *projection_gradient = gradient_of(network, l, GLIA_ROLE_PROJECTION, gradients);
    if (projection_gradient) {
      glia_gemm_tn(below, below_stride, delta, stride, projection_gradient, stride, dense->inputs,
                   rows, stride);
    }
    if (dense->options.residual && below_delta) {
      memcpy(workspace->skip, delta, rows * stride * sizeof *delta);
    }
    to_pre(network, values, mode, l, rows, workspace, gradients);
    /* dW (inputs,units) = belowᵀ (inputs,rows) · delta (rows,units);  db = column sums of delta */
    glia_gemm_tn(below, below_stride, delta, stride,
                 gradient_of(network, l, GLIA_ROLE_WEIGHTS, gradients), stride, dense->inputs, rows,
                 stride);
    float *bias_gradient = gradient_of(network, l, GLIA_ROLE_BIASES, gradients);
    if (bias_gradient) glia_column_sums(delta, stride, bias_gradient, rows, stride);
    if (!below_delta) continue;
    pull_back(dense, glia_network_block(network, l, GLIA_ROLE_WEIGHTS, values.parameters), delta,
              rows, workspace, below_delta);
    if (!dense->options.residual) continue;
    const float *projection =
        glia_network_block(network, l, GLIA_ROLE_PROJECTION, values.parameters);
    if (projection) {
      pull_back(dense, projection, workspace->skip, rows, workspace, workspace->extra);
      add(workspace->extra, rows * padded, below_delta);
    } else {
      add(workspace->skip, rows * padded, below_delta); /* equal widths, so equal strides */
    }
  }
}
