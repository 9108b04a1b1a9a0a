/* What every neuron answers, neuron by neuron. Rows stand along the lanes here: a layer of one unit
 * then uses all of them, and planes come out as they are wanted. Each sum has the same products in the
 * same order as in glia_forward, so the bits are the same. */
#include "base/vec.h"
#include "kernels/gemm.h"
#include "nn/activation.h"
#include "nn/model.h"

/* Whether each unit is a function of its own weighted sum alone. */
static int is_plain(const glia_network *network) {
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_layer *options = &network->layer[l].options;
    if (options->norm != GLIA_NORM_NONE || options->residual) return 0;
    if (glia_activation_is_joint(options->activation)) return 0;
  }
  return 1;
}

static void by_rows(glia_model *model, const float *x, size_t rows, float *planes, size_t plane) {
  const glia_network *network = &model->network;
  glia_forward(network, glia_model_values(model), (glia_mode){0}, x, rows, &model->workspace);
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    const float *post = model->workspace.stage[l].post;
    for (size_t u = 0; u < dense->units; u++, planes += plane) {
      for (size_t r = 0; r < rows; r++) planes[r] = post[r * dense->stride + u];
    }
  }
}

/* Sets each of units planes to its bias. */
static void fill(const float *biases, size_t units, size_t rows, float *planes, size_t plane) {
  for (size_t u = 0; u < units; u++) {
    const vf bias = vf_splat(biases ? biases[u] : 0.0f);
    for (size_t r = 0; r < rows; r += GLIA_LANES) vf_store(planes + u * plane + r, bias);
  }
}

/* rows is a multiple of 4. */
static void by_planes(glia_model *model, const float *x, size_t rows, float *planes, size_t plane) {
  const glia_network *network = &model->network;
  const float *parameters = model->parameters, *below = NULL;
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    const float *weights = glia_network_block(network, l, GLIA_ROLE_WEIGHTS, parameters);
    const float *biases = glia_network_block(network, l, GLIA_ROLE_BIASES, parameters);
    if (l == 0) { /* x comes in rows */
      float *pre = model->workspace.stage[0].pre;
      glia_gemm_nn(x, network->inputs, weights, dense->stride, biases, pre, dense->stride, rows,
                   dense->inputs, dense->stride);
      glia_transpose(pre, dense->stride, planes, plane, rows, dense->units);
    } else { /* planes (units,rows) = b + Wᵀ (units,inputs) · below (inputs,rows) */
      fill(biases, dense->units, rows, planes, plane);
      glia_gemm_tn_onto(weights, dense->stride, below, plane, planes, plane, dense->units,
                        dense->inputs, rows);
    }
    const glia_curve curve = glia_curve_of(dense->options.activation);
    for (size_t u = 0; u < dense->units; u++) {
      glia_activation_forward(curve, planes + u * plane, planes + u * plane, 1, rows, rows);
    }
    below = planes;
    planes += dense->units * plane;
  }
}

void glia_model_neurons(glia_model *model, const float *x, size_t rows, float *out) {
  const int plain = is_plain(&model->network);
  for (size_t done = 0; done < rows;) {
    size_t portion = rows - done < GLIA_PORTION ? rows - done : GLIA_PORTION;
    const float *from = x + done * model->network.inputs;
    if (plain && portion >= GLIA_LANES) {
      portion -= portion % GLIA_LANES;
      by_planes(model, from, portion, out + done, rows);
    } else {
      by_rows(model, from, portion, out + done, rows);
    }
    done += portion;
  }
}
