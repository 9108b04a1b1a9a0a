/* The way a run must have gone, step by step: a bare model and trainer without any history. */
#ifndef GLIA_TESTS_PATH_H
#define GLIA_TESTS_PATH_H

#include "train/run.h"

/* Settings from an experiment string, which must be right. */
glia_settings settings_of(const char *experiment);

/* A run that must be made. memory NULL stands for the heap. */
glia_run *run_of(const char *experiment, const glia_memory *memory);

uint64_t hash_of_run(const glia_run *run);

/* A weight set by hand after `step` updates. */
typedef struct path_edit {
  uint64_t step;
  size_t index; /* canonical */
  float value;
} path_edit;

/* What a straight run has after each number of steps, from 0 to `steps`; edits of a step are made
 * before its hash is taken. Stops early where training breaks down: then steps is what was made. */
typedef struct path {
  uint64_t steps;
  uint64_t *hash;
  double *batch_loss;      /* of the update that led there; 0 at step 0 */
  float *loss, *test_loss; /* over all training and all test examples */
  glia_fault fault;
} path;

/* edits are in order of steps. */
path path_of(const char *experiment, uint64_t steps, const path_edit *edits, size_t edit_count);
void path_free(path *way);

#endif
