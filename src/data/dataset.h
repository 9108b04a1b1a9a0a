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
  uint32_t classes;  /* 2 to GLIA_MAX_CLASSES, or 0 for values */
  uint32_t features; /* inputs of the network */
  uint32_t numbers;  /* that place a point, see glia_inputs_numbers */
  size_t count;
  size_t leaked; /* points held back that are copies of training points */
  float *xy;     /* (count,numbers), in the order they were drawn; NULL for drawn images: x of the parts */
  float *target; /* (count) */
  uint8_t *held; /* (count) 1 where a point is held back for the test */
  glia_part train, test; /* train: the test rows behind the others under fault=train_on_test */
} glia_dataset;

/* Points that the caller has, for data=points, values, curve, table, measurements and images28. Arrays are read and not kept. */
typedef struct glia_given {
  size_t count;        /* at least 2, at most GLIA_GIVEN_MAX */
  uint32_t numbers;    /* of a point: 2, for data=curve 1, of a table the setting columns, of an image 784 */
  const float *x;      /* (count,numbers) finite, best within GLIA_PLANE: that is what heat maps show; of
                          images from 0 (paper) to 1 (ink) */
  const float *target; /* (count) a class, from 0 to below the setting classes, or a finite value */
  const uint8_t *held; /* (count) not 0: held back for the test; NULL: split as settings say */
} glia_given;

enum {
  GLIA_GIVEN_MAX = 100000,          /* points */
  GLIA_GIVEN_MAX_NUMBERS = 1 << 26 /* of all points together */
};

/* Makes the data of an experiment; all memory is the arena's. At least one point trains and one
 * tests. Two classes of equal size are split at random; where there are more, where one is rare, and
 * where points are given each class is split by itself. Settings points, noise and leak mean nothing to
 * points that are given. given is NULL for data that is drawn, and for no other. Fails with CONFLICT
 * (points given or missing against the settings; features that do not suit a curve), SHAPE, RANGE or
 * NOT_FINITE (given points; the sentence says which), LIMIT (too many of them) or MEMORY. */
glia_status glia_dataset_make(glia_dataset *dataset, const glia_settings *settings,
                              const glia_given *given, glia_arena *arena, glia_error *error);

/* Whether an experiment can be had with these points, or, where given is NULL, without any; fails as glia_dataset_make. */
glia_status glia_given_check(const glia_settings *settings, const glia_given *given,
                             glia_error *error);

/* points (count,numbers): every point, or image, in the order they were drawn. */
void glia_dataset_points(const glia_dataset *dataset, float *points);

#endif
