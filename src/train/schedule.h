/* Learning-rate schedules: the rate of each update as a function of its number. */
#ifndef GLIA_TRAIN_SCHEDULE_H
#define GLIA_TRAIN_SCHEDULE_H

#include <stdint.h>

#include "base/settings.h"
#include "base/status.h"

/* A schedule with its constants, those of other kinds unused. Counts are in updates. */
typedef struct glia_schedule_options {
  glia_schedule kind;
  double factor;      /* step, exponential: what the rate is multiplied by */
  double every;       /* step: after how many updates */
  double horizon;     /* cosine: half a period; warmup_cosine, one_cycle: the whole length */
  double warmup;      /* warmup_cosine: length of the rise */
  double floor;       /* cosine, warmup_cosine: the lowest rate */
  double rise;        /* one_cycle: share of the length that rises */
  double start_div;   /* one_cycle: the first rate is the full one divided by this */
  double end_div;     /* one_cycle: the last rate is the first one divided by this */
  int cycle_momentum; /* one_cycle: momentum goes from high to low and back */
  double low_momentum, high_momentum;
} glia_schedule_options;

glia_schedule_options glia_schedule_preset(void);

/* Refuses constants without meaning for the kind (RANGE). */
glia_status glia_schedule_check(const glia_schedule_options *options, glia_error *error);

/* The rate of update t+1, t = 0, 1, …, from the full rate:
 *
 *   step           rate factor^floor(t / every)          exponential    rate factor^t
 *   cosine         floor + (rate - floor) (1 + cos(pi t / horizon)) / 2
 *   warmup_cosine  rate (t+1) / warmup, then the cosine over what is left, ending at floor
 *   one_cycle      rate / start_div up to rate, down to rate / start_div / end_div, along cosines
 *                  (Smith and Topin 2018; turning points at rise·horizon - 1 and horizon - 1)
 *
 * After its horizon warmup_cosine stays at the floor and one_cycle at its last rate. */
double glia_schedule_rate(const glia_schedule_options *options, double rate, uint64_t t);

/* The momentum of update t+1: that given, except under one_cycle with cycle_momentum. */
double glia_schedule_momentum(const glia_schedule_options *options, double momentum, uint64_t t);

#endif
