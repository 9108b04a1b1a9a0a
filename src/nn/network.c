#include "nn/network.h"

#include <string.h>

#include "base/vec.h"

static glia_status check_layer(const glia_layers *layers, uint32_t index, glia_error *error) {
  const glia_layer *layer = &layers->layer[index];
  if (layer->units < 1 || layer->units > GLIA_MAX_UNITS) {
    return glia_fail(error, layer->units ? GLIA_LIMIT : GLIA_RANGE, -1,
                     "layer %u has %u units; a layer has 1 to %d", index + 1, layer->units,
                     GLIA_MAX_UNITS);
  }
  if ((unsigned)layer->activation >= GLIA_ACTIVATION_COUNT) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "layer %u has no activation known here", index + 1);
  }
  if (layer->activation == GLIA_ACTIVATION_SOFTMAX && index + 1 < layers->count) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "layer %u is softmax; only the last layer can be, since its units share one "
                     "whole",
                     index + 1);
  }
  return GLIA_OK;
}

static glia_status check_loss(const glia_network *network, glia_error *error) {
  const glia_activation last = network->layer[network->layer_count - 1].activation;
  if (network->loss == GLIA_LOSS_BCE && last != GLIA_ACTIVATION_SIGMOID) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "the loss bce needs a last layer with the activation sigmoid");
  }
  if (network->loss == GLIA_LOSS_CROSS_ENTROPY &&
      (last != GLIA_ACTIVATION_SOFTMAX || network->outputs < 2)) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "the loss cross_entropy needs a last layer with the activation softmax and "
                     "at least 2 units");
  }
  return GLIA_OK;
}

glia_status glia_network_plan(glia_network *network, uint32_t inputs, const glia_layers *layers,
                              glia_loss loss, glia_error *error) {
  glia_network plan;
  memset(&plan, 0, sizeof plan);
  if (layers->count < 1 || layers->count > GLIA_MAX_LAYERS) {
    return glia_fail(error, layers->count ? GLIA_LIMIT : GLIA_RANGE, -1,
                     "a network has 1 to %d layers, not %u", GLIA_MAX_LAYERS, layers->count);
  }
  if (inputs < 1 || inputs > GLIA_MAX_PARAMETERS) {
    return glia_fail(error, GLIA_RANGE, -1, "a network has 1 to %d inputs, not %u",
                     GLIA_MAX_PARAMETERS, inputs);
  }
  if (loss == GLIA_LOSS_AUTO || (unsigned)loss >= GLIA_LOSS_COUNT) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "a network needs one of the losses by name");
  }
  plan.inputs = inputs;
  plan.layer_count = layers->count;
  plan.loss = loss;
  uint64_t storage = 0, canonical = 0;
  uint32_t below = inputs;
  for (uint32_t l = 0; l < layers->count; l++) {
    const glia_status status = check_layer(layers, l, error);
    if (status) return status;
    glia_dense *dense = &plan.layer[l];
    dense->inputs = below;
    dense->units = layers->layer[l].units;
    dense->stride = glia_pad(dense->units);
    dense->activation = layers->layer[l].activation;
    dense->weights = (size_t)storage;
    storage += (uint64_t)below * dense->stride;
    dense->biases = (size_t)storage;
    storage += dense->stride;
    dense->canonical = (size_t)canonical;
    canonical += ((uint64_t)below + 1) * dense->units;
    if (canonical > GLIA_MAX_PARAMETERS) {
      return glia_fail(error, GLIA_LIMIT, -1,
                       "up to layer %u the network has %llu parameters; the limit is %d", l + 1,
                       (unsigned long long)canonical, GLIA_MAX_PARAMETERS);
    }
    if (dense->stride > plan.widest) plan.widest = dense->stride;
    below = dense->units;
  }
  plan.outputs = below;
  plan.storage = (size_t)storage;
  plan.parameter_count = (size_t)canonical;
  const glia_status status = check_loss(&plan, error);
  if (!status) *network = plan;
  return status;
}

void glia_network_export(const glia_network *network, const float *storage, float *canonical) {
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    for (uint32_t u = 0; u < dense->units; u++) {
      for (uint32_t i = 0; i < dense->inputs; i++) {
        *canonical++ = storage[dense->weights + i * dense->stride + u];
      }
    }
    memcpy(canonical, storage + dense->biases, dense->units * sizeof *canonical);
    canonical += dense->units;
  }
}

void glia_network_import(const glia_network *network, const float *canonical, float *storage) {
  memset(storage, 0, network->storage * sizeof *storage);
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    for (uint32_t u = 0; u < dense->units; u++) {
      for (uint32_t i = 0; i < dense->inputs; i++) {
        storage[dense->weights + i * dense->stride + u] = *canonical++;
      }
    }
    memcpy(storage + dense->biases, canonical, dense->units * sizeof *canonical);
    canonical += dense->units;
  }
}

size_t glia_network_slot(const glia_network *network, size_t index) {
  uint32_t l = network->layer_count - 1;
  while (network->layer[l].canonical > index) l--;
  const glia_dense *dense = &network->layer[l];
  const size_t within = index - dense->canonical;
  const size_t weights = (size_t)dense->inputs * dense->units;
  if (within >= weights) return dense->biases + (within - weights);
  return dense->weights + (within % dense->inputs) * dense->stride + within / dense->inputs;
}

static uint64_t hash_float(uint64_t hash, float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  for (int byte = 0; byte < 4; byte++) {
    hash = (hash ^ ((bits >> (8 * byte)) & 0xFFu)) * 0x100000001B3u;
  }
  return hash;
}

uint64_t glia_network_hash(const glia_network *network, const float *storage) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    for (uint32_t u = 0; u < dense->units; u++) {
      for (uint32_t i = 0; i < dense->inputs; i++) {
        hash = hash_float(hash, storage[dense->weights + i * dense->stride + u]);
      }
    }
    for (uint32_t u = 0; u < dense->units; u++) hash = hash_float(hash, storage[dense->biases + u]);
  }
  return hash;
}

uint32_t glia_network_targets(const glia_network *network) {
  return network->loss == GLIA_LOSS_CROSS_ENTROPY ? 1 : network->outputs;
}
