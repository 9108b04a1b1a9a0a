/* Optimizers: how a gradient becomes a change of the parameters. */
#ifndef GLIA_TRAIN_OPTIMIZER_H
#define GLIA_TRAIN_OPTIMIZER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/settings.h"
#include "base/status.h"

typedef struct glia_optimizer_options {
  glia_optimizer kind;
  double rate, momentum, beta1, beta2, eps;
} glia_optimizer_options;

/* What an optimizer remembers between updates. Unused arrays are NULL. */
typedef struct glia_optimizer_state {
  uint64_t updates;
  double beta1_power, beta2_power; /* beta^updates */
  float *first;                    /* velocity, or average of gradients */
  float *second;                   /* average of squared gradients */
} glia_optimizer_state;

/* The values a call would use if nothing were given. */
glia_optimizer_options glia_optimizer_preset(void);

/* Refuses rates and constants outside the table's limits (RANGE). */
glia_status glia_optimizer_check(const glia_optimizer_options *options, glia_error *error);

/* Takes the arrays the kind needs for count floats, zeroed. Fails with MEMORY. */
glia_status glia_optimizer_take(glia_optimizer_state *state, glia_optimizer kind, size_t count,
                                glia_arena *arena, glia_error *error);

/* One update of count parameters (a multiple of 4) by their gradient, written to updated, which may
 * not overlap parameters. Returns 1 if every new parameter is finite, else 0.
 *
 *   sgd       w - rate g
 *   momentum  v = mu v + g;  w - rate v                                          (Polyak 1964)
 *   adam      m = b1 m + (1-b1) g;  v = b2 v + (1-b2) g²;                        (Kingma, Ba 2014)
 *             w - rate (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps) */
int glia_optimizer_update(const glia_optimizer_options *options, glia_optimizer_state *state,
                          const float *parameters, const float *gradient, float *updated,
                          size_t count);

#endif
