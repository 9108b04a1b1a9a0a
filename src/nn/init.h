/* Initial weights. */
#ifndef GLIA_NN_INIT_H
#define GLIA_NN_INIT_H

#include "nn/network.h"

/* Fills storage (network->storage floats) with initial parameters; biases are zero. Weight i of unit
 * u of a layer depends only on the seed, the layer and the layer's sizes.
 *
 * Glorot (Glorot and Bengio 2010): variance 2 / (fan-in + fan-out). He (He et al. 2015): variance
 * 2 / fan-in. A uniform draw on [-a, a) has variance a²/3. AUTO is He uniform for ReLU layers and
 * Glorot uniform for the others. */
void glia_network_init(const glia_network *network, glia_init init, uint64_t seed, float *storage);

#endif
