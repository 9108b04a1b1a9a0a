/* The data of one experiment: points, what the network sees of them, and the split. */
#ifndef GLIA_DATA_DATASET_H
#define GLIA_DATA_DATASET_H

#include "base/arena.h"
#include "base/settings.h"
#include "base/status.h"

typedef struct glia_part {
  size_t rows;
  float *x;      /* (rows,features) */
  float *target; /* (rows) class index or value */
} glia_part;

typedef struct glia_dataset {
  glia_task task;
  uint32_t classes; /* 2, or 0 for values */
  uint32_t features;
  size_t count;
  float *xy;     /* (count,2), in the order they were drawn */
  float *target; /* (count) */
  uint8_t *held; /* (count) 1 where a point is held back for the test */
  glia_part train, test;
} glia_dataset;

/* Makes the data of an experiment; all memory is the arena's. At least one point trains and one
 * tests. Fails with MEMORY. */
glia_status glia_dataset_make(glia_dataset *dataset, const glia_settings *settings,
                              glia_arena *arena, glia_error *error);

#endif
