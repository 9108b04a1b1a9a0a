#include "nn/network.h"

#include <string.h>

#include "base/vec.h"
#include "nn/activation.h"

static glia_status check_layer(const glia_layers *layers, uint32_t index, glia_error *error) {
  const glia_layer *layer = &layers->layer[index];
  const int last = index + 1 == layers->count;
  if (layer->units < 1 || layer->units > GLIA_MAX_UNITS) {
    return glia_fail(error, layer->units ? GLIA_LIMIT : GLIA_RANGE, -1,
                     "layer %u has %u units; a layer has 1 to %d", index + 1, layer->units,
                     GLIA_MAX_UNITS);
  }
  if ((unsigned)layer->activation >= GLIA_ACTIVATION_COUNT) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "layer %u has no activation known here", index + 1);
  }
  if (glia_activation_is_joint(layer->activation) && !last) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "layer %u is a softmax; only the last layer can be, since its units share one "
                     "whole",
                     index + 1);
  }
  if (!(layer->dropout >= 0.0f && layer->dropout <= 0.9f)) {
    return glia_fail(error, GLIA_RANGE, -1, "layer %u has dropout %g; it must be from 0 to 0.9",
                     index + 1, (double)layer->dropout);
  }
  if (last && (layer->dropout > 0.0f || layer->residual)) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "the last layer cannot have dropout or a residual connection: its answer is "
                     "the network's");
  }
  return GLIA_OK;
}

static glia_status check_constants(const glia_loss_spec *loss, uint32_t outputs,
                                   glia_error *error) {
  if (loss->kind == GLIA_LOSS_HUBER && !(loss->delta > 0.0f && loss->delta <= 1e6f)) {
    return glia_fail(error, GLIA_RANGE, -1, "huber needs a delta above 0, not %g",
                     (double)loss->delta);
  }
  if (loss->kind == GLIA_LOSS_FOCAL && !(loss->gamma >= 0.0f && loss->gamma <= 10.0f)) {
    return glia_fail(error, GLIA_RANGE, -1, "focal needs a gamma from 0 to 10, not %g",
                     (double)loss->gamma);
  }
  if (!(loss->smoothing >= 0.0f && loss->smoothing < 1.0f)) {
    return glia_fail(error, GLIA_RANGE, -1, "label smoothing is from 0 to below 1, not %g",
                     (double)loss->smoothing);
  }
  for (uint32_t u = 0; loss->weights && u < outputs; u++) {
    if (!(loss->weights[u] >= 0.0f && loss->weights[u] <= 1e6f)) {
      return glia_fail(error, GLIA_RANGE, -1,
                       "the weight of class %u is %g; it must be a finite number from 0", u,
                       (double)loss->weights[u]);
    }
  }
  return GLIA_OK;
}

static glia_status check_loss(const glia_network *network, glia_error *error) {
  const glia_activation last = network->layer[network->layer_count - 1].options.activation;
  const int softmax = last == GLIA_ACTIVATION_SOFTMAX && network->outputs > 1;
  const int sigmoid = last == GLIA_ACTIVATION_SIGMOID;
  if (network->loss.kind == GLIA_LOSS_BCE && !sigmoid) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "the loss bce needs a last layer with the activation sigmoid");
  }
  if (network->loss.kind == GLIA_LOSS_CROSS_ENTROPY && !softmax) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "the loss cross_entropy needs a last layer with the activation softmax and "
                     "at least 2 units");
  }
  if (network->loss.kind == GLIA_LOSS_FOCAL && !softmax &&
      !(sigmoid && network->outputs == 1)) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "the loss focal needs a last layer with the activation softmax and at least "
                     "2 units, or a single sigmoid unit");
  }
  return check_constants(&network->loss, network->outputs, error);
}

/* Counts in 64 bits; what does not fit is refused before it is used as a size. */
typedef struct totals {
  uint64_t storage, canonical;
} totals;

static void add_tensor(glia_network *plan, uint32_t layer, glia_role role, uint32_t rows,
                       totals *sizes) {
  glia_dense *dense = &plan->layer[layer];
  dense->tensor[role] = plan->tensor_count;
  plan->tensor[plan->tensor_count++] =
      (glia_tensor){.role = role,
                    .layer = layer,
                    .rows = rows,
                    .units = dense->units,
                    .stride = dense->stride,
                    .offset = (size_t)sizes->storage,
                    .canonical = (size_t)sizes->canonical};
  sizes->storage += (uint64_t)rows * dense->stride;
  sizes->canonical += (uint64_t)rows * dense->units;
}

static void add_layer(glia_network *plan, uint32_t index, uint32_t below, const glia_layer *layer,
                      totals *sizes) {
  glia_dense *dense = &plan->layer[index];
  dense->inputs = below;
  dense->units = layer->units;
  dense->stride = glia_pad(layer->units);
  dense->options = *layer;
  for (int role = 0; role < GLIA_ROLE_COUNT; role++) dense->tensor[role] = GLIA_ABSENT;
  add_tensor(plan, index, GLIA_ROLE_WEIGHTS, below, sizes);
  if (!layer->no_bias) add_tensor(plan, index, GLIA_ROLE_BIASES, 1, sizes);
  if (layer->norm != GLIA_NORM_NONE) {
    add_tensor(plan, index, GLIA_ROLE_GAMMA, 1, sizes);
    add_tensor(plan, index, GLIA_ROLE_BETA, 1, sizes);
  }
  if (layer->residual && below != layer->units) {
    add_tensor(plan, index, GLIA_ROLE_PROJECTION, below, sizes);
  }
  if (layer->norm == GLIA_NORM_BATCH) {
    dense->running = plan->running;
    plan->running += 2 * dense->stride;
  }
  if (dense->stride > plan->widest) plan->widest = dense->stride;
}

glia_status glia_network_plan(glia_network *network, uint32_t inputs, const glia_layers *layers,
                              const glia_loss_spec *loss, glia_error *error) {
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
  if (loss->kind == GLIA_LOSS_AUTO || (unsigned)loss->kind >= GLIA_LOSS_COUNT) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "a network needs one of the losses by name");
  }
  plan.inputs = inputs;
  plan.layer_count = layers->count;
  plan.loss = *loss;
  totals sizes = {0, 0};
  uint32_t below = inputs;
  for (uint32_t l = 0; l < layers->count; l++) {
    const glia_status status = check_layer(layers, l, error);
    if (status) return status;
    add_layer(&plan, l, below, &layers->layer[l], &sizes);
    if (sizes.canonical > GLIA_MAX_PARAMETERS) {
      return glia_fail(error, GLIA_LIMIT, -1,
                       "the layers are too large: up to layer %u the network has %llu parameters; the limit is %d", l + 1,
                       (unsigned long long)sizes.canonical, GLIA_MAX_PARAMETERS);
    }
    below = layers->layer[l].units;
  }
  plan.outputs = below;
  plan.storage = (size_t)sizes.storage;
  plan.parameter_count = (size_t)sizes.canonical;
  const glia_status status = check_loss(&plan, error);
  if (!status) *network = plan;
  return status;
}

const float *glia_network_block(const glia_network *network, uint32_t layer, glia_role role,
                                const float *storage) {
  const int index = network->layer[layer].tensor[role];
  return index == GLIA_ABSENT ? NULL : storage + network->tensor[index].offset;
}

void glia_network_export(const glia_network *network, const float *storage, float *canonical) {
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    for (uint32_t u = 0; u < tensor->units; u++) {
      for (uint32_t i = 0; i < tensor->rows; i++) {
        *canonical++ = storage[tensor->offset + i * tensor->stride + u];
      }
    }
  }
}

void glia_network_import(const glia_network *network, const float *canonical, float *storage) {
  memset(storage, 0, network->storage * sizeof *storage);
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    for (uint32_t u = 0; u < tensor->units; u++) {
      for (uint32_t i = 0; i < tensor->rows; i++) {
        storage[tensor->offset + i * tensor->stride + u] = *canonical++;
      }
    }
  }
}

size_t glia_network_slot(const glia_network *network, size_t index, int *block) {
  int t = network->tensor_count - 1;
  while (network->tensor[t].canonical > index) t--;
  const glia_tensor *tensor = &network->tensor[t];
  const size_t within = index - tensor->canonical;
  if (block) *block = t;
  return tensor->offset + (within % tensor->rows) * tensor->stride + within / tensor->rows;
}

size_t glia_network_index(const glia_network *network, size_t slot) {
  int t = network->tensor_count - 1;
  while (network->tensor[t].offset > slot) t--;
  const glia_tensor *tensor = &network->tensor[t];
  const size_t within = slot - tensor->offset;
  return tensor->canonical + within % tensor->stride * tensor->rows + within / tensor->stride;
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
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    for (uint32_t u = 0; u < tensor->units; u++) {
      for (uint32_t i = 0; i < tensor->rows; i++) {
        hash = hash_float(hash, storage[tensor->offset + i * tensor->stride + u]);
      }
    }
  }
  return hash;
}

uint64_t glia_network_operations(const glia_network *network, int training) {
  uint64_t sum = 0;
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    if (tensor->role != GLIA_ROLE_WEIGHTS && tensor->role != GLIA_ROLE_PROJECTION) continue;
    const uint64_t once = 2 * (uint64_t)tensor->rows * tensor->units;
    sum += training ? (tensor->layer ? 3 : 2) * once : once;
  }
  return sum;
}

size_t glia_network_targets(const glia_network *network) {
  return glia_loss_targets(network->loss.kind, network->outputs);
}
