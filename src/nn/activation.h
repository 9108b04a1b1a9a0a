/* Activation functions and their derivatives, over whole padded matrices. */
#ifndef GLIA_NN_ACTIVATION_H
#define GLIA_NN_ACTIVATION_H

#include <stddef.h>

#include "base/settings.h"

/* An activation with its constants. */
typedef struct glia_curve {
  glia_activation kind;
  float slope; /* of leaky_relu below zero */
  float alpha; /* of elu: what it tends to below zero, as -alpha */
} glia_curve;

/* An activation with the usual constants: slope 0.01, alpha 1. */
glia_curve glia_curve_of(glia_activation kind);

/* post = f(pre), both (rows,units) with rows stride apart, stride a multiple of 4. In place is
 * allowed.
 *
 *   leaky_relu  x > 0 ? x : slope x             elu        x > 0 ? x : alpha (e^x - 1)
 *   gelu        x (1 + erf(x / √2)) / 2                              (Hendrycks and Gimpel 2016)
 *   gelu_tanh   x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2
 *   silu        x sigmoid(x)                    softplus   log(1 + e^x)
 *
 * softmax and log_softmax run over each row's units, from the row's largest so that they cannot
 * overflow, and leave zeros in the padding; the others leave f(pre) there. */
void glia_activation_forward(glia_curve curve, const float *pre, float *post, size_t rows,
                             size_t units, size_t stride);

/* delta (rows,stride) in: the loss's gradient by post; out: by pre. relu'(0) = 0, leaky_relu'(0) =
 * slope, elu'(0) = alpha. Padding that is zero stays zero. */
void glia_activation_backward(glia_curve curve, const float *pre, const float *post, float *delta,
                              size_t rows, size_t units, size_t stride);

/* Whether each output depends on all inputs of its row, so that there is no derivative by element. */
int glia_activation_is_joint(glia_activation kind);

#endif
