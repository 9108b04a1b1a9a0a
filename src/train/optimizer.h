/* Optimizers: how a gradient becomes a change of the parameters. */
#ifndef GLIA_TRAIN_OPTIMIZER_H
#define GLIA_TRAIN_OPTIMIZER_H

#include "base/arena.h"
#include "nn/network.h"

typedef struct glia_optimizer_options {
  glia_optimizer kind;
  double rate, momentum, beta1, beta2;
  double alpha;           /* rmsprop: how long the average of squares remembers */
  double eps;
  double weight_decay;    /* sgd … adam: decay·w joins the gradient; adamw, lamb: apart from it */
  double l1;              /* l1·sign(w) joins the gradient */
  glia_penalize penalize; /* what the two act on */
  double clip_norm;       /* the gradient's L2 norm is brought down to it; 0: never */
  double clip_value;      /* each component is brought within ± it; 0: never */
} glia_optimizer_options;

/* What an optimizer remembers between updates. Unused arrays are NULL. */
typedef struct glia_optimizer_state {
  uint64_t updates;
  double beta1_power, beta2_power; /* beta^updates */
  float *first;                    /* velocity, or average of gradients */
  float *second;                   /* sum or average of squared gradients */
  float sum_squares;               /* of the gradient of the last update, as glia_sum_squares has it */
} glia_optimizer_state;

/* How many arrays it takes to remember that: 0 to 2. */
size_t glia_optimizer_arrays(const glia_optimizer_options *options);

/* The table's defaults; no decay, no penalty, no clipping. */
glia_optimizer_options glia_optimizer_preset(void);

/* Refuses constants outside their limits (RANGE). */
glia_status glia_optimizer_check(const glia_optimizer_options *options, glia_error *error);

/* Takes the arrays the optimizer needs for count floats, zeroed. Fails with MEMORY. */
glia_status glia_optimizer_take(glia_optimizer_state *state, const glia_optimizer_options *options,
                                size_t count, glia_arena *arena, glia_error *error);

/* Makes the gradient that the update rule is given: adds the L1 term, then clips by norm and by value.
 * gradient (storage order) is changed in place. Returns its L2 norm between the two: L1 included,
 * before clipping. The norm is limited by g · min(1, clip_norm / (norm + 1e-6)). Where it is not
 * finite nothing is clipped. */
double glia_gradient_prepare(const glia_optimizer_options *options, const glia_network *network,
                             const float *parameters, float *gradient);

/* Whether glia_gradient_prepare would leave a gradient as it is. Its norm is then known after the update
 * without another pass: glia_gradient_norm(state.sum_squares, ...). */
int glia_gradient_is_ready(const glia_optimizer_options *options);

/* The L2 norm of a gradient of count floats whose squares add up to sum in float32; where that sum has
 * left the range it is trusted in, the squares are added up in double. */
double glia_gradient_norm(float sum, const float *gradient, size_t count);

/* One update of a network's parameters by their prepared gradient, at this rate and momentum, written
 * to updated, which may not overlap parameters. Returns 1 if every new parameter is finite, else 0.
 * wd·w joins g first, except under adamw and lamb.
 *
 *   sgd       w - rate g
 *   momentum  v = mu v + g;  w - rate v                                          (Polyak 1964)
 *   nesterov  v = mu v + g;  w - rate (g + mu v)                                 (Nesterov 1983)
 *   adagrad   s = s + g²;  w - rate g / (sqrt(s) + eps)                          (Duchi et al. 2011)
 *   rmsprop   s = a s + (1-a) g²;  u = g / (sqrt(s) + eps), with momentum
 *             v = mu v + u;  w - rate v                                          (Hinton 2012)
 *   adam      m = b1 m + (1-b1) g;  v = b2 v + (1-b2) g²;                        (Kingma, Ba 2014)
 *             w - rate (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps)
 *   adamw     w (1 - rate wd), then adam                              (Loshchilov, Hutter 2017)
 *   lamb      u = adam's fraction + wd w;  w - rate |w|/|u| u, norms by block       (You et al. 2019)
 */
int glia_optimizer_update(const glia_optimizer_options *options, glia_optimizer_state *state,
                          const glia_network *network, double rate, double momentum,
                          const float *parameters, const float *gradient, float *updated);

#endif
