#include "data/features.h"

#include "base/scalar.h"
#include "base/settings.h"

uint32_t glia_features_count(uint32_t bits) {
  uint32_t count = 0;
  for (int f = 0; f < GLIA_FEATURE_COUNT; f++) count += (bits >> f) & 1u;
  return count;
}

static float feature(glia_feature which, float x1, float x2) {
  switch (which) {
    case GLIA_FEATURE_X1: return x1;
    case GLIA_FEATURE_X2: return x2;
    case GLIA_FEATURE_X1_SQUARED: return x1 * x1;
    case GLIA_FEATURE_X2_SQUARED: return x2 * x2;
    case GLIA_FEATURE_X1_X2: return x1 * x2;
    case GLIA_FEATURE_SIN_X1: return (float)glia_sin(x1);
    case GLIA_FEATURE_SIN_X2: return (float)glia_sin(x2);
    case GLIA_FEATURE_COUNT: break;
  }
  return 0.0f;
}

void glia_features_fill(uint32_t bits, const float *xy, size_t rows, float *x) {
  for (size_t row = 0; row < rows; row++) {
    for (int f = 0; f < GLIA_FEATURE_COUNT; f++) {
      if ((bits >> f) & 1u) *x++ = feature((glia_feature)f, xy[2 * row], xy[2 * row + 1]);
    }
  }
}
