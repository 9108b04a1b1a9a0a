/* Losses: one number for how wrong a batch is, and its gradient. */
#ifndef GLIA_NN_LOSS_H
#define GLIA_NN_LOSS_H

#include <stddef.h>

#include "base/settings.h"
#include "base/status.h"

/* A loss with its constants. A plain value; weights is the caller's and must outlive it. */
typedef struct glia_loss_spec {
  glia_loss kind;
  float delta;          /* huber: where squared error ends */
  float gamma;          /* focal: how little attention is left for what is right */
  float alpha;          /* focal with one output: weight of class 1, class 0 has 1 - alpha;
                           negative: both have 1 */
  float smoothing;      /* cross_entropy: share of each target spread evenly over all classes */
  int shares;           /* cross_entropy: a target is not a class but each class's share of the example,
                           (units) numbers that sum to 1; see glia_loss_shares */
  const float *weights; /* (units) or NULL: of classes (cross_entropy, focal with several outputs),
                           of positive targets (bce) */
} glia_loss_spec;

/* A loss with the usual constants: delta 1, gamma 2, no alpha, no smoothing, no weights. */
glia_loss_spec glia_loss_spec_of(glia_loss kind);

/* Whether a loss is taken together with the last activation: bce with sigmoid, cross_entropy and focal
 * with softmax (focal with one output: with sigmoid). Such a loss reads logits, and its gradient is
 * the one by the logits; taken apart, the logarithm of a rounded 0 or 1 would be lost. */
int glia_loss_is_fused(glia_loss loss);

/* Target numbers of one example: one class index under cross_entropy and focal with several outputs,
 * else one number for each output. */
size_t glia_loss_targets(glia_loss loss, size_t units);

/* The mean loss of output (rows,units; rows stride apart) against target, and, unless gradient is
 * NULL, its gradient by output, (rows,units) with rows stride apart and zeros in the padding. Unless
 * weight is NULL, *weight is what the mean divides by, so that means of parts can be put together.
 *
 *   mse            (y - t)²                                      over all elements
 *   mae            |y - t|                                       over all elements
 *   huber          d²/2 for d = |y - t| < delta, else delta (d - delta/2)      over all elements
 *   bce            w t log(1 + e^-z) + (1 - t) log(1 + e^z)      over all elements; w positive weight
 *   cross_entropy  sum_k q_k w_k (-log p_k)   over the sum of w of the labels; q: the label's class,
 *                  smoothed; w: class weights
 *   focal          -w_y (1 - p_y)^gamma log p_y                  over the rows     (Lin et al. 2017)
 *
 * Targets must be checked beforehand (glia_loss_check). rows 0 gives 0. What glia_loss_check refuses
 * whatever the targets, auto and cross_entropy of a single output, gives NaN, as a gradient too. */
double glia_loss_mean(const glia_loss_spec *spec, const float *output, const float *target,
                      size_t rows, size_t units, size_t stride, float *gradient, double *weight);

/* Cross-entropy against distributions (spec->shares), target (rows,units): the mean over the rows of
 * sum_k q_k w_k (-log p_k), q the shares, smoothed. glia_loss_mean calls it. */
double glia_loss_shares(const glia_loss_spec *spec, const float *output, const float *target,
                        size_t rows, size_t units, size_t stride, float *gradient);

/* Refuses what is no distribution: RANGE, with the row. */
glia_status glia_loss_check_shares(const float *target, size_t rows, size_t units, glia_error *error);

/* bce of probabilities, output and gradient (rows,units) without padding: -(w t log p + (1 - t) log(1 - p)),
 * over all elements. A logarithm is not taken below -100, and p (1 - p), by which the gradient divides, not
 * below 1e-12, so both stay finite at 0 and 1. Where there are logits, glia_loss_mean is the better one.
 * Fails with RANGE where p is no probability. */
glia_status glia_loss_bce_probabilities(const glia_loss_spec *spec, const float *output,
                                        const float *target, size_t rows, size_t units, float *gradient,
                                        double *loss, glia_error *error);

/* Refuses auto, which is no loss yet, cross_entropy of a single output, and targets the loss has no meaning for: not finite, a class index that is no integer from 0
 * to units - 1, under bce a probability outside [0, 1], under focal with one output anything but 0
 * and 1. Says which row. */
glia_status glia_loss_check(glia_loss loss, const float *target, size_t rows, size_t units,
                            glia_error *error);

#endif
