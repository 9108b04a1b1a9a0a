/* Initial weights. */
#ifndef GLIA_NN_INIT_H
#define GLIA_NN_INIT_H

#include "nn/network.h"

/* Fills storage (network->storage floats) with initial parameters; biases and betas are zero, gammas
 * one. Weight i of unit u of a layer depends only on the seed, the layer and the layer's sizes.
 *
 * Variance before the gain, which multiplies the deviation: Glorot (Glorot and Bengio 2010)
 * 2 / (fan-in + fan-out); He (He et al. 2015) 2 / fan-in; LeCun (LeCun et al. 1998) 1 / fan-in. A uniform
 * draw on [-a, a) has variance a²/3. Orthogonal (Saxe et al. 2014): rows of unit length at right
 * angles, or columns where there are more units than inputs. Constant: every weight the gain. AUTO is He
 * uniform for ReLU and its kin, Glorot uniform for the others. Projections follow their layer. */
void glia_network_init(const glia_network *network, glia_init init, double gain, uint64_t seed,
                       float *storage);

/* Running statistics as before any batch: mean 0, variance 1. */
void glia_running_init(const glia_network *network, float *running);

#endif
