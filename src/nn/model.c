#include "nn/model.h"

#include <string.h>

#include "base/vec.h"
#include "nn/loss.h"

glia_model *glia_model_create(uint32_t inputs, const glia_layers *layers, glia_loss loss,
                              glia_init init, uint64_t seed, const glia_memory *memory,
                              glia_error *error) {
  glia_network network;
  if (glia_network_plan(&network, inputs, layers, loss, error)) return NULL;
  glia_arena arena = glia_arena_open(memory);
  glia_model *model = glia_arena_take(&arena, sizeof *model);
  glia_workspace workspace;
  float *parameters = glia_arena_floats(&arena, network.storage);
  float *spare = glia_arena_floats(&arena, network.storage);
  if (!model || !parameters || !spare) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    glia_arena_close(&arena);
    return NULL;
  }
  if (glia_workspace_take(&workspace, &network, GLIA_PORTION, 0, 0, &arena, error)) {
    glia_arena_close(&arena);
    return NULL;
  }
  glia_network_init(&network, init, seed, parameters);
  *model = (glia_model){.arena = arena,
                        .network = network,
                        .parameters = parameters,
                        .spare = spare,
                        .workspace = workspace};
  return model;
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
    glia_forward(network, model->parameters, x + done * network->inputs, portion,
                 &model->workspace);
    out = compact(model->workspace.post[network->layer_count - 1], portion, last->units,
                  last->stride, out);
  }
}

void glia_model_activations(glia_model *model, const float *x, size_t rows, float *pre,
                            float *post) {
  const glia_network *network = &model->network;
  for (size_t done = 0; done < rows; done += GLIA_PORTION) {
    const size_t portion = rows - done < GLIA_PORTION ? rows - done : GLIA_PORTION;
    glia_forward(network, model->parameters, x + done * network->inputs, portion,
                 &model->workspace);
    size_t start = 0;
    for (uint32_t l = 0; l < network->layer_count; l++) {
      const glia_dense *dense = &network->layer[l];
      const size_t at = start + done * dense->units;
      compact(model->workspace.pre[l], portion, dense->units, dense->stride, pre + at);
      compact(model->workspace.post[l], portion, dense->units, dense->stride, post + at);
      start += rows * dense->units;
    }
  }
}

glia_status glia_model_gradients(glia_model *model, const float *x, const float *target,
                                 size_t rows, double *loss, float *gradient, float *input_gradient,
                                 glia_error *error) {
  const glia_network *network = &model->network;
  glia_status status = glia_loss_check(network->loss, target, rows, network->outputs, error);
  if (status) return status;
  glia_arena arena = glia_arena_open(&model->arena.memory);
  glia_workspace workspace;
  float *storage = glia_arena_floats(&arena, network->storage);
  status = storage ? glia_workspace_take(&workspace, network, rows, 1, input_gradient != NULL,
                                         &arena, error)
                   : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (!status) {
    glia_forward(network, model->parameters, x, rows, &workspace);
    *loss = glia_output_loss(network, target, rows, &workspace);
    glia_backward(network, model->parameters, x, rows, &workspace, storage);
    glia_network_export(network, storage, gradient);
    if (input_gradient) {
      compact(workspace.input_delta, rows, network->inputs, glia_pad(network->inputs),
              input_gradient);
    }
  }
  glia_arena_close(&arena);
  return status;
}
