#include "train/fault.h"

/* A weight at which a few units neither die nor saturate. */
#define ALIKE 0.3

/* A weighted sum that no ordinary input comes back from. */
#define FAR_BELOW -1000.0f

/* The first hidden layer whose units can be held below zero and are flat there; -1 for none. */
static int mortal(const glia_layers *layers) {
  for (uint32_t l = 0; l < layers->count; l++) {
    const glia_layer *layer = &layers->layer[l];
    const int sloped = layer->activation == GLIA_ACTIVATION_LINEAR ||
                       layer->activation == GLIA_ACTIVATION_LEAKY_RELU;
    if (!sloped && (!layer->no_bias || layer->norm != GLIA_NORM_NONE)) return (int)l;
  }
  return -1;
}

glia_status glia_fault_check(const glia_settings *settings, glia_error *error) {
  const uint32_t fault = settings->fault;
  if ((fault == GLIA_FLAW_SHUFFLED_LABELS || fault == GLIA_FLAW_LEAKY_SPLIT) &&
      glia_data_is_given((glia_data)settings->data)) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "this fault would change points that are given; plant it in data that is drawn");
  }
  if (fault == GLIA_FLAW_DEAD_LAYER && mortal(&settings->layers) < 0) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "there is no hidden layer that can die: one with biases, and not linear or "
                     "leaky_relu");
  }
  return GLIA_OK;
}

void glia_fault_start(const glia_settings *settings, glia_layers *layers, glia_start *start) {
  if (settings->fault != GLIA_FLAW_BAD_INIT) return;
  if (start) *start = (glia_start){GLIA_INIT_CONSTANT, ALIKE, settings->seed};
  for (uint32_t l = 0; layers && l < layers->count; l++) layers->layer[l].init = GLIA_INIT_AUTO;
}

void glia_fault_kill(const glia_settings *settings, glia_model *model) {
  if (settings->fault != GLIA_FLAW_DEAD_LAYER) return;
  const glia_dense *dense = &model->network.layer[mortal(&settings->layers)];
  /* What normalization gives out is moved by beta alone. */
  const int norm = dense->options.norm != GLIA_NORM_NONE;
  const glia_tensor *shift =
      &model->network.tensor[dense->tensor[norm ? GLIA_ROLE_BETA : GLIA_ROLE_BIASES]];
  for (uint32_t u = 0; u < dense->units; u++) model->parameters[shift->offset + u] = FAR_BELOW;
}
