/* Races: several experiments side by side, and a map of which rates converge from which seeds. */
#ifndef GLIA_TRAIN_RACE_H
#define GLIA_TRAIN_RACE_H

#include "train/run.h"

enum {
  GLIA_RACE_MAX = 64,         /* runs in one race */
  GLIA_SURVEY_MAX = 4096      /* cells of a map */
};

typedef struct glia_race {
  glia_arena arena;
  size_t count;
  glia_run **run;    /* (count); each stands on its own and can be measured, drawn and explained */
  uint64_t step;     /* updates asked of every run; one that diverged or stopped has made fewer */
} glia_race;

/* A race of count experiments (1 to GLIA_RACE_MAX) at step 0; the caller owns it. Equal seeds and layers
 * give equal initial weights by themselves. share: every network of the same shape as the first one's
 * starts from the first one's weights, whatever its seed and init; a reset of one run alone brings back
 * its own. given: points for those experiments whose data are given, NULL if there are none; copied. history_bytes is
 * for all together, in equal parts. NULL with RANGE, or as glia_run_create_with; then position tells
 * which experiment was refused, from 0. */
glia_race *glia_race_create(const glia_settings *settings, size_t count, const glia_given *given,
                            int share, size_t history_bytes, const glia_memory *memory,
                            glia_error *error);
void glia_race_free(glia_race *race); /* NULL is fine */

/* Every run makes this many more updates, in lockstep; those that have diverged or stopped early stay
 * where they are. Returns how many runs are still going. Takes no memory. */
size_t glia_race_advance(glia_race *race, uint64_t steps);

/* How a cell of a map ended. */
typedef enum glia_cell { GLIA_CELL_WAITING, GLIA_CELL_DONE, GLIA_CELL_DIVERGED } glia_cell;

/* A map of rates (rows) and seeds (columns): each cell one experiment trained for the same number of steps.
 * Cells are worked through one after the other, so that no more than one run is in memory. */
typedef struct glia_survey {
  glia_arena arena;
  glia_settings settings;
  glia_given given;           /* copies; count 0 where data are drawn */
  uint64_t steps;
  size_t rates, seeds;
  double *rate;               /* (rates) */
  uint32_t *seed;             /* (seeds) */
  uint8_t *cell;              /* (rates,seeds) glia_cell */
  float *first;               /* (rates,seeds) training loss before training; 0 while waiting */
  float *loss, *test_loss;    /* (rates,seeds) when done; of the last finite state where it diverged */
  size_t done;                /* cells finished */
  glia_run *run;              /* of the cell under way, or NULL */
} glia_survey;

/* A map over rates and seeds, all else as in settings; the caller owns it. given: points where settings
 * ask for them, else NULL; copied. NULL with RANGE (no or too many cells, steps 0, a rate outside the table's
 * limits), MEMORY, or as glia_given_check. */
glia_survey *glia_survey_create(const glia_settings *settings, const glia_given *given,
                                const double *rates, size_t rate_count, const uint32_t *seeds,
                                size_t seed_count, uint64_t steps, const glia_memory *memory,
                                glia_error *error);
void glia_survey_free(glia_survey *survey); /* NULL is fine */

/* Works on for up to this many updates; *left receives how many cells are not finished. Fails as
 * glia_run_create does for the next cell, and can then be tried again. */
glia_status glia_survey_work(glia_survey *survey, uint64_t steps, size_t *left, glia_error *error);

#endif
