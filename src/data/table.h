/* From a read CSV table to what a network is trained on: chosen columns as inputs, one as target.
 *
 * Two steps, because scaling may look at training rows only, and which rows those are is decided in
 * between: glia_table_choose says which rows and inputs there are, the caller splits the rows, and
 * glia_table_fit and glia_table_write make numbers of them.
 *
 * A column of numbers is one input. A column of texts is one input for each of its texts, 1 in the
 * rows that hold it and 0 in the others (one-hot); these are never scaled.
 */
#ifndef GLIA_DATA_TABLE_H
#define GLIA_DATA_TABLE_H

#include "base/settings.h"
#include "data/csv.h"
#include "data/scale.h"

enum {
  GLIA_TABLE_MAX_INPUTS = 4096, /* after texts became inputs */
  GLIA_TABLE_MAX_CLASSES = 256
};

/* What becomes of a row in which an input is missing. Without a target a row is always left out. */
typedef enum glia_table_missing {
  GLIA_TABLE_DROP, /* it is left out */
  GLIA_TABLE_MEAN  /* the mean of the training rows that have the value; of a text, the texts' shares */
} glia_table_missing;

typedef struct glia_table_choice {
  const uint32_t *inputs; /* (input_count) columns from 0, each once; NULL: all but the target */
  uint32_t input_count;
  uint32_t target; /* a column */
  /* ANY: classes for a column of texts, and for whole numbers of which there are at most 10 different
   * ones, in 5 rows each on average; else values. VALUES needs a column of numbers. */
  glia_task task;
  glia_table_missing missing;
} glia_table_choice;

typedef struct glia_table_input {
  uint32_t column;
  int32_t text;     /* the text of the column for which the input is 1, or -1 for a number */
  const char *name; /* "width", "colour = red" */
  /* Set by glia_table_fit: */
  glia_scale scale;
  double fill; /* what a missing value is taken for, before scaling */
} glia_table_input;

typedef struct glia_table {
  const glia_csv *csv;
  size_t rows;         /* at least 1 */
  const uint32_t *row; /* (rows) their number in csv, ascending */
  size_t dropped;      /* rows of csv that were left out */
  uint32_t inputs;     /* at least 1 */
  glia_table_input *input; /* (inputs) in the order of the choice; a column's texts as they first come */
  uint32_t target;         /* column */
  glia_task task;          /* CLASSES or VALUES */
  uint32_t classes;        /* at least 2, or 0 for values */
  const char *const *class_name; /* (classes) texts as they first come, numbers ascending */
  const float *label;            /* (rows) class index; NULL for values */
  glia_scale target_scale;       /* for values; set by glia_table_fit */
} glia_table;

/* Chooses rows, inputs and target. Only texts that the rows kept hold become inputs and classes. csv
 * must outlive the table; all of the table lies in the arena. Fails with RANGE (no such column),
 * CONFLICT (a column chosen twice, also as target; the target's values for texts; a single class; no
 * row left), LIMIT (more inputs or classes than above) and MEMORY. */
glia_status glia_table_choose(glia_table *table, const glia_csv *csv,
                              const glia_table_choice *choice, glia_arena *arena,
                              glia_error *error);

typedef struct glia_table_scaling {
  glia_scaling inputs, target; /* target: only where it is values */
  double low, high;            /* of GLIA_SCALING_RANGE */
} glia_table_scaling;

/* Sets scales and fills from the rows whose held (rows; NULL: none) is 0. Takes no memory. Fails with
 * ARGUMENT (no such row), RANGE (low and high), or CONFLICT (no training row has a value of a column
 * of which others are missing). */
glia_status glia_table_fit(glia_table *table, const uint8_t *held,
                           const glia_table_scaling *scaling, glia_error *error);

/* x (rows, inputs) = the inputs filled and scaled; target (rows) = class index or scaled value. After
 * glia_table_fit. Fails with NOT_FINITE where a float cannot hold a result. */
glia_status glia_table_write(const glia_table *table, float *x, float *target, glia_error *error);

#endif
