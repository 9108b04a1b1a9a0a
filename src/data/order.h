/* Random orders: of the points before the split, and of the training points in each epoch. */
#ifndef GLIA_DATA_ORDER_H
#define GLIA_DATA_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"

/* order[count] = a permutation of 0 … count-1, every one equally likely, that depends only on
 * (seed, stream, part): epoch 900 can be had without the 899 before it (Fisher and Yates 1938). */
void glia_order_shuffle(uint32_t *order, size_t count, uint64_t seed, glia_stream stream,
                        uint32_t part);

/* order[count] = 0 … count-1. */
void glia_order_identity(uint32_t *order, size_t count);

/* order[count] = a permutation along which keys (count) rise; equal ones stay in their order. */
void glia_order_sort(uint32_t *order, size_t count, const float *keys);

#endif
