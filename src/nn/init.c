#include "nn/init.h"

#include <string.h>

#include "base/rng.h"

static glia_init resolve(const glia_layer *layer, glia_init network_wide) {
  const glia_init init = layer->init != GLIA_INIT_AUTO ? layer->init : network_wide;
  if (init != GLIA_INIT_AUTO) return init;
  switch (layer->activation) {
    case GLIA_ACTIVATION_RELU:
    case GLIA_ACTIVATION_LEAKY_RELU:
    case GLIA_ACTIVATION_ELU:
    case GLIA_ACTIVATION_GELU:
    case GLIA_ACTIVATION_GELU_TANH:
    case GLIA_ACTIVATION_SILU: return GLIA_INIT_HE_UNIFORM;
    default: return GLIA_INIT_GLOROT_UNIFORM;
  }
}

static double variance_of(glia_init rule, double fan_in, double fan_out) {
  switch (rule) {
    case GLIA_INIT_HE_UNIFORM:
    case GLIA_INIT_HE_NORMAL: return 2.0 / fan_in;
    case GLIA_INIT_LECUN_UNIFORM:
    case GLIA_INIT_LECUN_NORMAL: return 1.0 / fan_in;
    case GLIA_INIT_GLOROT_UNIFORM:
    case GLIA_INIT_GLOROT_NORMAL: return 2.0 / (fan_in + fan_out);
    default: return 0.0;
  }
}

static float *at(float *block, const glia_tensor *tensor, uint32_t unit, uint32_t input) {
  return block + input * tensor->stride + unit;
}

/* The vector number v of the shorter dimension, element e along the longer one. */
static float *element(float *block, const glia_tensor *tensor, uint32_t v, uint32_t e) {
  return tensor->units <= tensor->rows ? at(block, tensor, v, e) : at(block, tensor, e, v);
}

/* Gram and Schmidt over normal vectors, each made orthogonal twice against rounding. */
static void orthogonal(float *block, const glia_tensor *tensor, double gain, glia_rng *rng) {
  const int by_unit = tensor->units <= tensor->rows;
  const uint32_t vectors = by_unit ? tensor->units : tensor->rows;
  const uint32_t length = by_unit ? tensor->rows : tensor->units;
  for (uint32_t v = 0; v < vectors; v++) {
    double size = 0.0;
    while (size < 1e-6) { /* a draw within the span of those before is as good as impossible */
      for (uint32_t e = 0; e < length; e++) {
        *element(block, tensor, v, e) = (float)glia_rng_normal(rng);
      }
      for (int pass = 0; pass < 2; pass++) {
        for (uint32_t o = 0; o < v; o++) {
          double dot = 0.0;
          for (uint32_t e = 0; e < length; e++) {
            dot += (double)*element(block, tensor, v, e) * (double)*element(block, tensor, o, e);
          }
          for (uint32_t e = 0; e < length; e++) {
            float *value = element(block, tensor, v, e);
            *value = (float)((double)*value - dot * (double)*element(block, tensor, o, e));
          }
        }
      }
      size = 0.0;
      for (uint32_t e = 0; e < length; e++) {
        const double value = (double)*element(block, tensor, v, e);
        size += value * value;
      }
    }
    const double scale = 1.0 / __builtin_sqrt(size);
    for (uint32_t e = 0; e < length; e++) {
      float *value = element(block, tensor, v, e);
      *value = (float)((double)*value * scale);
    }
  }
  for (uint32_t v = 0; v < vectors; v++) {
    for (uint32_t e = 0; e < length; e++) {
      float *value = element(block, tensor, v, e);
      *value = (float)((double)*value * gain);
    }
  }
}

static void fill_matrix(float *block, const glia_tensor *tensor, glia_init rule, double gain,
                        glia_rng *rng) {
  if (rule == GLIA_INIT_ORTHOGONAL) {
    orthogonal(block, tensor, gain, rng);
    return;
  }
  const int normal = rule == GLIA_INIT_GLOROT_NORMAL || rule == GLIA_INIT_HE_NORMAL ||
                     rule == GLIA_INIT_LECUN_NORMAL;
  const double variance = variance_of(rule, tensor->rows, tensor->units);
  const double deviation = gain * __builtin_sqrt(variance);
  const double bound = gain * __builtin_sqrt(3.0 * variance);
  for (uint32_t u = 0; u < tensor->units; u++) {
    for (uint32_t i = 0; i < tensor->rows; i++) {
      double weight = 0.0;
      if (rule == GLIA_INIT_CONSTANT) {
        weight = gain;
      } else if (rule != GLIA_INIT_ZEROS) {
        weight = normal ? deviation * glia_rng_normal(rng) : glia_rng_between(rng, -bound, bound);
      }
      *at(block, tensor, u, i) = (float)weight;
    }
  }
}

void glia_network_init(const glia_network *network, glia_init init, double gain, uint64_t seed,
                       float *storage) {
  memset(storage, 0, network->storage * sizeof *storage);
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    float *block = storage + tensor->offset;
    if (tensor->role == GLIA_ROLE_GAMMA) {
      for (uint32_t u = 0; u < tensor->units; u++) block[u] = 1.0f;
    }
    if (tensor->role != GLIA_ROLE_WEIGHTS && tensor->role != GLIA_ROLE_PROJECTION) continue;
    const uint32_t part =
        tensor->layer + (tensor->role == GLIA_ROLE_PROJECTION ? GLIA_MAX_LAYERS : 0);
    glia_rng rng = glia_rng_open(seed, GLIA_STREAM_INIT, part);
    fill_matrix(block, tensor, resolve(&network->layer[tensor->layer].options, init), gain, &rng);
  }
}

void glia_running_init(const glia_network *network, float *running) {
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    if (dense->options.norm != GLIA_NORM_BATCH) continue;
    for (size_t u = 0; u < dense->stride; u++) {
      running[dense->running + u] = 0.0f;
      running[dense->running + dense->stride + u] = 1.0f;
    }
  }
}
