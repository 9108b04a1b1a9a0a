/* Batch and layer normalization of weighted sums. */
#ifndef GLIA_NN_NORMALIZATION_H
#define GLIA_NN_NORMALIZATION_H

#include <stddef.h>

/* What networks use: added to a variance before its root, so that a constant column stays finite … */
#define GLIA_NORM_EPS 1e-5f
/* … and the weight of the newest batch in the running statistics. */
#define GLIA_NORM_MOMENTUM 0.1f

/* All matrices are (rows,units) with rows stride apart; vectors have stride floats, padding zero.
 *
 * out = gamma (x - mean) / sqrt(variance + eps) + beta with the biased variance (divided by the count);
 * hat keeps (x - mean) / sqrt(variance + eps) for the backward pass. */

/* Batch normalization (Ioffe and Szegedy 2015) with the batch's own statistics, over the rows of each
 * unit. mean and variance (stride) receive them, inverse (stride) 1 / sqrt(variance + eps). */
void glia_batch_norm(const float *x, const float *gamma, const float *beta, size_t rows,
                     size_t units, size_t stride, float eps, float *mean, float *variance,
                     float *inverse, float *hat, float *out);

/* Batch normalization with given statistics: running (2,stride) holds means, then variances. */
void glia_batch_norm_fixed(const float *x, const float *gamma, const float *beta,
                           const float *running, size_t rows, size_t units, size_t stride,
                           float eps, float *inverse, float *hat, float *out);

/* delta in: gradient by out; out: gradient by x. gamma_gradient and beta_gradient (stride) are
 * overwritten. fixed: the statistics were given, not the batch's own. */
void glia_batch_norm_backward(const float *gamma, const float *inverse, const float *hat,
                              size_t rows, size_t units, size_t stride, int fixed, float *delta,
                              float *gamma_gradient, float *beta_gradient);

/* Moves running statistics towards a batch's; the variance goes in unbiased (divided by rows - 1), and
 * not at all for a batch of one. */
void glia_batch_norm_follow(const float *mean, const float *variance, size_t rows, size_t stride,
                            float momentum, float *running);

/* Layer normalization (Ba, Kiros and Hinton 2016), over the units of each row; inverse (rows). */
void glia_layer_norm(const float *x, const float *gamma, const float *beta, size_t rows,
                     size_t units, size_t stride, float eps, float *inverse, float *hat,
                     float *out);

void glia_layer_norm_backward(const float *gamma, const float *inverse, const float *hat,
                              size_t rows, size_t units, size_t stride, float *delta,
                              float *gamma_gradient, float *beta_gradient);

#endif
