#include "data/inputs.h"

#include <string.h>

#include "data/digits.h"
#include "data/features.h"

static glia_space space_of(const glia_settings *settings) {
  return glia_data_space((glia_data)settings->data);
}

uint32_t glia_inputs_side(const glia_settings *settings) {
  if (space_of(settings) != GLIA_SPACE_IMAGE) return 0;
  return settings->data == GLIA_DATA_DIGITS8 ? GLIA_DIGIT_SIZE_MIN : GLIA_DIGIT_SIZE;
}

uint32_t glia_inputs_numbers(const glia_settings *settings) {
  const uint32_t side = glia_inputs_side(settings);
  if (side) return side * side;
  if (space_of(settings) == GLIA_SPACE_TABLE) return settings->columns;
  return space_of(settings) == GLIA_SPACE_LINE ? 1 : 2;
}

uint32_t glia_inputs_features(const glia_settings *settings) {
  const uint32_t of_x1 =
      1u << GLIA_FEATURE_X1 | 1u << GLIA_FEATURE_X1_SQUARED | 1u << GLIA_FEATURE_SIN_X1;
  switch (space_of(settings)) {
    case GLIA_SPACE_IMAGE:
    case GLIA_SPACE_TABLE: return 0;
    case GLIA_SPACE_LINE: return settings->features & of_x1;
    default: return settings->features;
  }
}

int glia_inputs_direct(const glia_settings *settings) {
  return space_of(settings) == GLIA_SPACE_IMAGE || space_of(settings) == GLIA_SPACE_TABLE;
}

uint32_t glia_inputs_count(const glia_settings *settings) {
  if (glia_inputs_direct(settings)) return glia_inputs_numbers(settings);
  return glia_features_count(glia_inputs_features(settings));
}

glia_status glia_inputs_check(const glia_settings *settings, glia_error *error) {
  if (glia_inputs_count(settings)) return GLIA_OK;
  return glia_fail(error, GLIA_CONFLICT, -1,
                   "a curve has one coordinate, and none of these features is one of x1 alone; add "
                   "x1, x1sq or sinx1");
}

void glia_inputs_fill(const glia_settings *settings, const float *points, size_t rows, float *x) {
  const uint32_t features = glia_inputs_features(settings), numbers = glia_inputs_numbers(settings);
  if (space_of(settings) == GLIA_SPACE_PLANE) {
    glia_features_fill(features, points, rows, x);
  } else if (glia_inputs_direct(settings)) {
    memcpy(x, points, rows * numbers * sizeof *x);
  } else {
    const uint32_t inputs = glia_features_count(features);
    for (size_t row = 0; row < rows; row++) {
      const float at[2] = {points[row], 0.0f};
      glia_features_fill(features, at, 1, x + row * inputs);
    }
  }
}
