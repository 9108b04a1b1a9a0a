/* Losses: one number for how wrong a batch is, and its gradient. */
#ifndef GLIA_NN_LOSS_H
#define GLIA_NN_LOSS_H

#include <stddef.h>

#include "base/settings.h"
#include "base/status.h"

/* Whether a loss is taken together with the last activation: bce with sigmoid, cross_entropy with
 * softmax. Such a loss reads logits, and its gradient is the one by the logits; taken apart, the
 * logarithm of a rounded 0 or 1 would be lost. */
int glia_loss_is_fused(glia_loss loss);

/* The mean loss of output (rows,units; rows stride apart) against target, and, unless gradient is
 * NULL, its gradient by output, (rows,units) with rows stride apart and zeros in the padding.
 *
 *   mse            mean over all elements of (y - t)²                       target (rows,units)
 *   bce            mean over all elements of log(1 + e^z) - t z             target (rows,units)
 *   cross_entropy  mean over the rows of log(sum_k e^z_k) - z_target        target (rows), integers
 *
 * Class indices must be checked beforehand (glia_loss_check). rows 0 gives 0. */
double glia_loss_mean(glia_loss loss, const float *output, const float *target, size_t rows,
                      size_t units, size_t stride, float *gradient);

/* Refuses targets the loss has no meaning for: not finite, a class index that is no integer from 0
 * to units - 1, under bce a probability outside [0, 1]. Says which row. */
glia_status glia_loss_check(glia_loss loss, const float *target, size_t rows, size_t units,
                            glia_error *error);

#endif
