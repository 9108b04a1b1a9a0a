/* Activation functions and their derivatives, over whole padded matrices. */
#ifndef GLIA_NN_ACTIVATION_H
#define GLIA_NN_ACTIVATION_H

#include <stddef.h>

#include "base/settings.h"

/* post = f(pre), both (rows,units) with rows stride apart, stride a multiple of 4. In place is
 * allowed. Softmax runs over each row's units, from the row's largest so that it cannot overflow;
 * it leaves zeros in the padding, the others leave f(pre) there. */
void glia_activation_forward(glia_activation activation, const float *pre, float *post,
                             size_t rows, size_t units, size_t stride);

/* delta (rows,stride) in: the loss's gradient by post; out: by pre. relu'(0) = 0. Padding that is
 * zero stays zero. */
void glia_activation_backward(glia_activation activation, const float *pre, const float *post,
                              float *delta, size_t rows, size_t units, size_t stride);

#endif
