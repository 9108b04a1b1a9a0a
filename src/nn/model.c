#include "nn/model.h"

#include <string.h>

#include "base/vec.h"
#include "nn/loss.h"

/* Orthogonal starts cost vectors² · length; beyond this they would hold everything up. */
glia_status glia_start_check(const glia_network *network, glia_start start, glia_error *error) {
  if (!(start.gain >= 0.0 && start.gain <= 100.0)) {
    return glia_fail(error, GLIA_RANGE, -1, "gain is %g; it must be from 0 to 100", start.gain);
  }
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    const glia_init own = network->layer[tensor->layer].options.init;
    const glia_init rule = own != GLIA_INIT_AUTO ? own : start.init;
    const uint64_t shorter = tensor->rows < tensor->units ? tensor->rows : tensor->units;
    if (rule == GLIA_INIT_ORTHOGONAL && shorter * tensor->rows * tensor->units > (1u << 28)) {
      return glia_fail(error, GLIA_LIMIT, -1,
                       "layer %u is too large for orthogonal initial weights; he_normal or "
                       "glorot_normal come close",
                       tensor->layer + 1);
    }
  }
  return GLIA_OK;
}

glia_model *glia_model_create(uint32_t inputs, const glia_layers *layers,
                              const glia_loss_spec *loss, glia_start start,
                              const glia_memory *memory, glia_error *error) {
  glia_network network;
  if (glia_network_plan(&network, inputs, layers, loss, error)) return NULL;
  if (glia_start_check(&network, start, error)) return NULL;
  glia_arena arena = glia_arena_open(memory);
  glia_model *model = glia_arena_take(&arena, sizeof *model);
  glia_workspace workspace;
  float *weights = loss->weights ? glia_arena_floats(&arena, network.outputs) : NULL;
  float *running = glia_arena_floats(&arena, network.running);
  float *parameters = glia_arena_floats(&arena, network.storage);
  float *spare = glia_arena_floats(&arena, network.storage);
  if (!model || (loss->weights && !weights) || !running || !parameters || !spare) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    glia_arena_close(&arena);
    return NULL;
  }
  if (glia_workspace_take(&workspace, &network, GLIA_PORTION, 0, 0, &arena, error)) {
    glia_arena_close(&arena);
    return NULL;
  }
  if (weights) memcpy(weights, loss->weights, network.outputs * sizeof *weights);
  network.loss.weights = weights;
  *model = (glia_model){.arena = arena,
                        .network = network,
                        .weights = weights,
                        .running = running,
                        .parameters = parameters,
                        .spare = spare,
                        .workspace = workspace};
  glia_model_restart(model, start);
  return model;
}

glia_values glia_model_values(const glia_model *model) {
  return (glia_values){model->parameters, model->running};
}

void glia_model_restart(glia_model *model, glia_start start) {
  glia_network_init(&model->network, start.init, start.gain, start.seed, model->parameters);
  glia_running_init(&model->network, model->running);
}

void glia_model_free(glia_model *model) {
  if (!model) return;
  glia_arena arena = model->arena;
  glia_arena_close(&arena);
}

glia_status glia_model_set(glia_model *model, const float *canonical, glia_error *error) {
  for (size_t i = 0; i < model->network.parameter_count; i++) {
    if (!(canonical[i] - canonical[i] == 0.0f)) {
      return glia_fail(error, GLIA_NOT_FINITE, -1, "parameter %lu is not a finite number",
                       (unsigned long)i);
    }
  }
  glia_network_import(&model->network, canonical, model->parameters);
  return GLIA_OK;
}

/* Rows without their padding. */
static float *compact(const float *padded, size_t rows, size_t units, size_t stride, float *out) {
  for (size_t r = 0; r < rows; r++, out += units) {
    memcpy(out, padded + r * stride, units * sizeof *out);
  }
  return out;
}

void glia_model_predict(glia_model *model, const float *x, size_t rows, float *out) {
  const glia_network *network = &model->network;
  const glia_dense *last = &network->layer[network->layer_count - 1];
  for (size_t done = 0; done < rows; done += GLIA_PORTION) {
    const size_t portion = rows - done < GLIA_PORTION ? rows - done : GLIA_PORTION;
    glia_forward(network, glia_model_values(model), (glia_mode){0}, x + done * network->inputs,
                 portion, &model->workspace);
    out = compact(model->workspace.stage[network->layer_count - 1].post, portion, last->units,
                  last->stride, out);
  }
}

void glia_model_activations(glia_model *model, const float *x, size_t rows, float *pre,
                            float *post) {
  const glia_network *network = &model->network;
  for (size_t done = 0; done < rows; done += GLIA_PORTION) {
    const size_t portion = rows - done < GLIA_PORTION ? rows - done : GLIA_PORTION;
    glia_forward(network, glia_model_values(model), (glia_mode){0}, x + done * network->inputs,
                 portion, &model->workspace);
    size_t start = 0;
    for (uint32_t l = 0; l < network->layer_count; l++) {
      const glia_dense *dense = &network->layer[l];
      const size_t at = start + done * dense->units;
      compact(model->workspace.stage[l].pre, portion, dense->units, dense->stride, pre + at);
      compact(model->workspace.stage[l].post, portion, dense->units, dense->stride, post + at);
      start += rows * dense->units;
    }
  }
}

glia_status glia_model_gradients(glia_model *model, const glia_loss_spec *by, const float *x,
                                 const float *target, size_t rows, double *loss, float *gradient, float *input_gradient,
                                 glia_error *error) {
  glia_network own = model->network;
  if (by) own.loss = *by;
  const glia_network *network = &own;
  glia_status status = own.loss.shares
                           ? glia_loss_check_shares(target, rows, own.outputs, error)
                           : glia_loss_check(own.loss.kind, target, rows, own.outputs, error);
  if (status) return status;
  glia_arena arena = glia_arena_open(&model->arena.memory);
  glia_workspace workspace;
  float *storage = glia_arena_floats(&arena, network->storage);
  status = storage ? glia_workspace_take(&workspace, network, rows, 1, input_gradient != NULL,
                                         &arena, error)
                   : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (!status) {
    const glia_values values = glia_model_values(model);
    const glia_mode mode = {.batch_statistics = 1};
    glia_forward(network, values, mode, x, rows, &workspace);
    *loss = glia_output_loss(network, target, rows, &workspace);
    glia_backward(network, values, mode, x, rows, &workspace, storage);
    glia_network_export(network, storage, gradient);
    if (input_gradient) {
      compact(workspace.input_delta, rows, network->inputs, glia_pad(network->inputs),
              input_gradient);
    }
  }
  glia_arena_close(&arena);
  return status;
}
