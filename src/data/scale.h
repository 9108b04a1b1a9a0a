/* Scaling of columns: to mean 0 and deviation 1, or to a range; by the training rows alone.
 *
 * A row held back for the test must not tell anything before the test, its share in a mean included.
 * All sums are of doubles, in the order of the rows. A column whose training rows all hold the same
 * value is divided by 1: there it becomes 0 (or the low end of the range).
 */
#ifndef GLIA_DATA_SCALE_H
#define GLIA_DATA_SCALE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* What the training rows of a column come to. Filled in two passes over the same numbers: begin, first
 * for each, middle, second for each, end. One pass would lose the deviation of numbers far from 0. */
typedef struct glia_column_statistics {
  size_t count;
  double mean;
  double deviation;        /* of the population: divisor count; 0 where all are equal */
  double sample_deviation; /* divisor count - 1; 0 for a single number */
  double min, max;
  double sum, sum_squares; /* of the pass under way */
} glia_column_statistics;

glia_column_statistics glia_column_statistics_begin(void);
void glia_column_statistics_first(glia_column_statistics *s, double x);
void glia_column_statistics_middle(glia_column_statistics *s);
void glia_column_statistics_second(glia_column_statistics *s, double x);
void glia_column_statistics_end(glia_column_statistics *s);

typedef enum glia_scaling {
  GLIA_SCALING_NONE,
  GLIA_SCALING_STANDARD, /* (x - mean) / deviation */
  GLIA_SCALING_RANGE,    /* (x - min) / (max - min) * (high - low) + low */
  GLIA_SCALING_SAMPLE    /* (x - mean) / sample deviation */
} glia_scaling;

/* y = (x - offset) / divisor * stretch + base; divisor and stretch are not 0. */
typedef struct glia_scale {
  double offset, divisor, stretch, base;
} glia_scale;

/* low and high (low < high) are those of GLIA_SCALING_RANGE, unused otherwise. */
glia_scale glia_scale_of(const glia_column_statistics *s, glia_scaling scaling, double low, double high);

double glia_scale_value(const glia_scale *scale, double x);

/* The x that is scaled to y. */
double glia_scale_restore(const glia_scale *scale, double y);

/* Whether low and high can be ends of a range; the sentence of the error names them. */
glia_status glia_scaling_check(glia_scaling scaling, double low, double high, glia_error *error);

/* scale (columns), and statistics (columns) unless NULL, from the rows of x (rows, columns) whose
 * held (rows; NULL: none) is 0. Fails with ARGUMENT (no such row), RANGE (not low < high) or
 * NOT_FINITE (in those rows). */
glia_status glia_scale_fit(glia_scale *scale, glia_column_statistics *statistics, const float *x,
                           size_t rows, size_t columns, const uint8_t *held, glia_scaling scaling,
                           double low, double high, glia_error *error);

/* y (rows, columns) = x (rows, columns) scaled, new rows too; in place is allowed. A value outside
 * the training rows' may leave the range. Fails with NOT_FINITE where a result is no finite float; y is
 * then undefined. */
glia_status glia_scale_apply(const glia_scale *scale, const float *x, size_t rows, size_t columns,
                             float *y, glia_error *error);

/* The way back, under the same conditions. */
glia_status glia_scale_undo(const glia_scale *scale, const float *y, size_t rows, size_t columns,
                            float *x, glia_error *error);

#endif
