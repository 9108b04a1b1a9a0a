/* Inspection for JavaScript: adapters where a C function takes structures or 64-bit counts. The rules of
 * exports.h hold here too. Functions with plain arguments are exported as they are. */
#ifndef GLIA_WASM_INSPECT_H
#define GLIA_WASM_INSPECT_H

#include "inspect/landscape.h"
#include "inspect/statistics.h"
#include "train/race.h"

/* path: 1 for the plane of the run's path, else random directions of this seed. */
glia_landscape *glia_look_landscape(const glia_run *run, int path, int points, double extent_a,
                                    double extent_b, int test, double seed, glia_error *error);
/* JSON: side, a and b (coordinates of columns and rows), share (of the path's spread along each), path
 * (steps, a, b). Returns the length needed. */
int glia_look_plane(const glia_landscape *landscape, char *buffer, int room);
/* loss (side,side); what is not computed yet is NaN. */
void glia_look_surface(const glia_landscape *landscape, float *loss);

/* at: where the run's present weights lie on the plane (a, b), and their loss over the surface's part. */
void glia_look_at(const glia_landscape *landscape, glia_run *run, double at[3]);

/* ranges: low and high for weights, gradients, activations; see glia_statistics_options. */
glia_statistics *glia_look_statistics(glia_run *run, int bins, const double *ranges,
                                      glia_error *error);

/* settings (count). x (points,numbers), target (points), held (points) or 0: points that are given; x 0
 * where there are none. */
glia_race *glia_look_race(const glia_settings *settings, int count, int share, double history_bytes,
                          const float *x, const float *target, const uint8_t *held, int points,
                          int numbers, glia_error *error);
glia_run *glia_look_racer(const glia_race *race, int i);

glia_survey *glia_look_survey(const glia_settings *settings, const double *rates, int rate_count,
                              const uint32_t *seeds, int seed_count, double steps, const float *x,
                              const float *target, const uint8_t *held, int points, int numbers,
                              glia_error *error);
/* Cells left, or -1 with the error filled. */
int glia_look_survey_work(glia_survey *survey, double steps, glia_error *error);
/* Arrays (rates,seeds); see glia_survey. Losses of cells not finished are NaN. */
void glia_look_survey_read(const glia_survey *survey, uint8_t *cell, float *first, float *loss,
                           float *test_loss);

#endif
