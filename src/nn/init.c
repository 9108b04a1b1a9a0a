#include "nn/init.h"

#include <string.h>

#include "base/rng.h"

static glia_init resolve(glia_init init, glia_activation activation) {
  if (init != GLIA_INIT_AUTO) return init;
  return activation == GLIA_ACTIVATION_RELU ? GLIA_INIT_HE_UNIFORM : GLIA_INIT_GLOROT_UNIFORM;
}

void glia_network_init(const glia_network *network, glia_init init, uint64_t seed,
                       float *storage) {
  memset(storage, 0, network->storage * sizeof *storage);
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    const glia_init rule = resolve(init, dense->activation);
    const int he = rule == GLIA_INIT_HE_UNIFORM || rule == GLIA_INIT_HE_NORMAL;
    const int normal = rule == GLIA_INIT_GLOROT_NORMAL || rule == GLIA_INIT_HE_NORMAL;
    const double fan_in = dense->inputs, fan_out = dense->units;
    const double variance = he ? 2.0 / fan_in : 2.0 / (fan_in + fan_out);
    const double deviation = __builtin_sqrt(variance), bound = __builtin_sqrt(3.0 * variance);
    glia_rng rng = glia_rng_open(seed, GLIA_STREAM_INIT, l);
    for (uint32_t u = 0; u < dense->units; u++) {
      for (uint32_t i = 0; i < dense->inputs; i++) {
        const double weight = normal ? deviation * glia_rng_normal(&rng)
                                     : glia_rng_between(&rng, -bound, bound);
        storage[dense->weights + i * dense->stride + u] = (float)weight;
      }
    }
  }
}
