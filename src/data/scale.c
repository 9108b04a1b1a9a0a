#include "data/scale.h"

#include "base/scalar.h"

static const double largest_float = 0x1.fffffep+127;

glia_column_statistics glia_column_statistics_begin(void) { return (glia_column_statistics){0}; }

void glia_column_statistics_first(glia_column_statistics *s, double x) {
  if (s->count == 0 || x < s->min) s->min = x;
  if (s->count == 0 || x > s->max) s->max = x;
  s->sum += x;
  s->count++;
}

void glia_column_statistics_middle(glia_column_statistics *s) {
  s->mean = s->count ? s->sum / (double)s->count : 0.0;
  s->sum = 0.0;
}

void glia_column_statistics_second(glia_column_statistics *s, double x) {
  const double d = x - s->mean;
  s->sum += d;
  s->sum_squares += d * d;
}

/* The sum of differences from the mean would be 0 but for the mean's own rounding; it corrects both
 * results (Chan, Golub and LeVeque 1983). */
void glia_column_statistics_end(glia_column_statistics *s) {
  if (s->min == s->max) {
    s->mean = s->min;
    return;
  }
  const double n = (double)s->count;
  double squares = s->sum_squares - s->sum * s->sum / n;
  if (squares < 0.0) squares = 0.0; /* by rounding */
  s->mean += s->sum / n;
  s->deviation = glia_sqrt(squares / n);
  s->sample_deviation = glia_sqrt(squares / (n - 1.0));
}

glia_scale glia_scale_of(const glia_column_statistics *s, glia_scaling scaling, double low, double high) {
  glia_scale scale = {0.0, 1.0, 1.0, 0.0};
  if (scaling == GLIA_SCALING_STANDARD) {
    scale.offset = s->mean;
    scale.divisor = s->deviation;
  } else if (scaling == GLIA_SCALING_SAMPLE) {
    scale.offset = s->mean;
    scale.divisor = s->sample_deviation;
  } else if (scaling == GLIA_SCALING_RANGE) {
    scale.offset = s->min;
    scale.divisor = s->max - s->min;
    scale.stretch = high - low;
    scale.base = low;
  }
  /* Differences too small for their squares count as none. */
  if (!(scale.divisor > 0.0)) scale.divisor = 1.0;
  return scale;
}

double glia_scale_value(const glia_scale *scale, double x) {
  return (x - scale->offset) / scale->divisor * scale->stretch + scale->base;
}

double glia_scale_restore(const glia_scale *scale, double y) {
  return (y - scale->base) / scale->stretch * scale->divisor + scale->offset;
}

glia_status glia_scaling_check(glia_scaling scaling, double low, double high, glia_error *error) {
  if (scaling < GLIA_SCALING_NONE || scaling > GLIA_SCALING_SAMPLE) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "there is no scaling %d", (int)scaling);
  }
  if (scaling != GLIA_SCALING_RANGE) return GLIA_OK;
  if (low < high && low >= -largest_float && high <= largest_float) return GLIA_OK;
  return glia_fail(error, GLIA_RANGE, -1, "a range from %g to %g is none; its low end must be below "
                   "its high end", low, high);
}

static glia_status not_finite(glia_error *error, const char *what, size_t row, size_t column) {
  return glia_fail(error, GLIA_NOT_FINITE, -1, "%s in row %lu, column %lu is no finite number", what,
                   (unsigned long)row + 1, (unsigned long)column + 1);
}

static int is_finite(float x) { return x - x == 0.0f; }

glia_status glia_scale_fit(glia_scale *scale, glia_column_statistics *statistics, const float *x,
                           size_t rows, size_t columns, const uint8_t *held, glia_scaling scaling,
                           double low, double high, glia_error *error) {
  const glia_status status = glia_scaling_check(scaling, low, high, error);
  if (status) return status;
  size_t training = 0;
  for (size_t row = 0; row < rows; row++) {
    if (held && held[row]) continue;
    training++;
    for (size_t c = 0; c < columns; c++) {
      if (!is_finite(x[row * columns + c])) return not_finite(error, "the value", row, c);
    }
  }
  if (training == 0) {
    return glia_fail(error, GLIA_ARGUMENT, -1,
                     "there is no training row; a scaling needs one at least");
  }
  for (size_t c = 0; c < columns; c++) {
    glia_column_statistics s = glia_column_statistics_begin();
    for (size_t row = 0; row < rows; row++) {
      if (!held || !held[row]) glia_column_statistics_first(&s, (double)x[row * columns + c]);
    }
    glia_column_statistics_middle(&s);
    for (size_t row = 0; row < rows; row++) {
      if (!held || !held[row]) glia_column_statistics_second(&s, (double)x[row * columns + c]);
    }
    glia_column_statistics_end(&s);
    scale[c] = glia_scale_of(&s, scaling, low, high);
    if (statistics) statistics[c] = s;
  }
  return GLIA_OK;
}

static glia_status convert(double (*by)(const glia_scale *, double), const glia_scale *scale,
                           const float *from, size_t rows, size_t columns, float *to,
                           glia_error *error) {
  for (size_t row = 0; row < rows; row++) {
    for (size_t c = 0; c < columns; c++) {
      const double value = by(&scale[c], (double)from[row * columns + c]);
      if (!(value >= -largest_float && value <= largest_float)) {
        return not_finite(error, "the scaled value", row, c);
      }
      to[row * columns + c] = (float)value;
    }
  }
  return GLIA_OK;
}

glia_status glia_scale_apply(const glia_scale *scale, const float *x, size_t rows, size_t columns,
                             float *y, glia_error *error) {
  return convert(glia_scale_value, scale, x, rows, columns, y, error);
}

glia_status glia_scale_undo(const glia_scale *scale, const float *y, size_t rows, size_t columns,
                            float *x, glia_error *error) {
  return convert(glia_scale_restore, scale, y, rows, columns, x, error);
}
