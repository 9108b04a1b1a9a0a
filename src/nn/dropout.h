/* Dropout (Srivastava et al. 2014), inverted: what is kept is scaled up, so nothing is left to do when
 * the network is used. */
#ifndef GLIA_NN_DROPOUT_H
#define GLIA_NN_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

/* Where in a run a mask belongs: masks are a function of this and the element's place, so that a
 * replayed step drops the same units. */
typedef struct glia_dropout_key {
  uint64_t seed, step;
  uint32_t layer;
} glia_dropout_key;

/* mask (rows,stride): 0 with probability rate, else 1 / (1 - rate). Any row's mask depends only on
 * the key and the row's number. */
void glia_dropout_mask(glia_dropout_key key, float rate, size_t rows, size_t stride, float *mask);

/* out = x · mask, element by element over count floats, a multiple of 4. In place is allowed. */
void glia_dropout_apply(const float *x, const float *mask, size_t count, float *out);

#endif
