#include "nn/pass.h"

#include "base/vec.h"
#include "kernels/gemm.h"
#include "kernels/reduce.h"
#include "nn/activation.h"
#include "nn/loss.h"

glia_status glia_workspace_take(glia_workspace *workspace, const glia_network *network, size_t rows,
                                int backward, int inputs, glia_arena *arena, glia_error *error) {
  glia_workspace taken = {.rows = rows};
  size_t largest = 0;
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    const size_t count = rows * dense->stride;
    taken.pre[l] = glia_arena_floats(arena, count);
    taken.post[l] = glia_arena_floats(arena, count);
    taken.delta[l] = backward ? glia_arena_floats(arena, count) : NULL;
    if (!taken.pre[l] || !taken.post[l] || (backward && !taken.delta[l])) {
      return glia_fail(error, GLIA_MEMORY, -1, NULL);
    }
    const size_t weights = dense->units * glia_pad(dense->inputs);
    if ((l > 0 || inputs) && weights > largest) largest = weights;
  }
  if (backward && largest) {
    taken.transposed = glia_arena_floats(arena, largest);
    if (!taken.transposed) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  if (backward && inputs) {
    taken.input_delta = glia_arena_floats(arena, rows * glia_pad(network->inputs));
    if (!taken.input_delta) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  *workspace = taken;
  return GLIA_OK;
}

void glia_forward(const glia_network *network, const float *parameters, const float *x, size_t rows,
                  glia_workspace *workspace) {
  const float *below = x;
  size_t below_stride = network->inputs;
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    /* pre (rows,units) = below (rows,inputs) · W (inputs,units) + b */
    glia_gemm_nn(below, below_stride, parameters + dense->weights, dense->stride,
                 parameters + dense->biases, workspace->pre[l], dense->stride, rows, dense->inputs,
                 dense->stride);
    glia_activation_forward(dense->activation, workspace->pre[l], workspace->post[l], rows,
                            dense->units, dense->stride);
    below = workspace->post[l];
    below_stride = dense->stride;
  }
}

static double output_loss(const glia_network *network, const float *target, size_t rows,
                          const glia_workspace *workspace, float *gradient) {
  const uint32_t last = network->layer_count - 1;
  const glia_dense *dense = &network->layer[last];
  const float *output =
      glia_loss_is_fused(network->loss) ? workspace->pre[last] : workspace->post[last];
  return glia_loss_mean(network->loss, output, target, rows, dense->units, dense->stride, gradient);
}

double glia_output_loss(const glia_network *network, const float *target, size_t rows,
                        glia_workspace *workspace) {
  const uint32_t last = network->layer_count - 1;
  const glia_dense *dense = &network->layer[last];
  const double loss = output_loss(network, target, rows, workspace, workspace->delta[last]);
  if (!glia_loss_is_fused(network->loss)) {
    glia_activation_backward(dense->activation, workspace->pre[last], workspace->post[last],
                             workspace->delta[last], rows, dense->units, dense->stride);
  }
  return loss;
}

void glia_backward(const glia_network *network, const float *parameters, const float *x,
                   size_t rows, glia_workspace *workspace, float *gradients) {
  for (uint32_t l = network->layer_count; l-- > 0;) {
    const glia_dense *dense = &network->layer[l];
    const float *delta = workspace->delta[l];
    const float *below = l ? workspace->post[l - 1] : x;
    const size_t below_stride = l ? network->layer[l - 1].stride : network->inputs;
    /* dW (inputs,units) = belowᵀ (inputs,rows) · delta (rows,units);  db = column sums of delta */
    glia_gemm_tn(below, below_stride, delta, dense->stride, gradients + dense->weights,
                 dense->stride, dense->inputs, rows, dense->stride);
    glia_column_sums(delta, dense->stride, gradients + dense->biases, rows, dense->stride);
    float *below_delta = l ? workspace->delta[l - 1] : workspace->input_delta;
    if (!below_delta) continue;
    /* d below (rows,inputs) = delta (rows,units) · Wᵀ (units,inputs) */
    const size_t padded = glia_pad(dense->inputs);
    glia_transpose(parameters + dense->weights, dense->stride, workspace->transposed, padded,
                   dense->inputs, dense->units);
    glia_gemm_nn(delta, dense->stride, workspace->transposed, padded, NULL, below_delta, padded,
                 rows, dense->units, padded);
    if (l) {
      const glia_dense *under = &network->layer[l - 1];
      glia_activation_backward(under->activation, workspace->pre[l - 1], workspace->post[l - 1],
                               below_delta, rows, under->units, under->stride);
    }
  }
}

double glia_mean_loss(const glia_network *network, const float *parameters, const float *x,
                      const float *target, size_t rows, glia_workspace *workspace) {
  const size_t targets = glia_network_targets(network);
  double sum = 0.0;
  for (size_t done = 0; done < rows;) {
    const size_t portion = rows - done < workspace->rows ? rows - done : workspace->rows;
    glia_forward(network, parameters, x + done * network->inputs, portion, workspace);
    sum += (double)portion *
           output_loss(network, target + done * targets, portion, workspace, NULL);
    done += portion;
  }
  return rows ? sum / (double)rows : 0.0;
}
