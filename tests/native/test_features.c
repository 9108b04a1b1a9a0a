/* Features against plain formulas: every set of them, every layout, the edges of the plane. */
#include "floats.h"

#include "base/settings.h"
#include "data/features.h"

enum { SEED = 4711, FEATURES = 7, ROWS = 40 };

static double plain(int feature, double x1, double x2) {
  switch (feature) {
    case 0: return x1;
    case 1: return x2;
    case 2: return x1 * x1;
    case 3: return x2 * x2;
    case 4: return x1 * x2;
    case 5: return sin(x1);
    default: return sin(x2);
  }
}

/* Rounded once, so half a unit in the last place and a little for sin itself. */
static int close_to(float got, double expected) {
  return fabs((double)got - expected) <= 0x1.01p-24 * fabs(expected) + 0x1p-150;
}

static void test_count(void **state) {
  (void)state;
  assert_int_equal(GLIA_FEATURE_COUNT, FEATURES);
  for (uint32_t bits = 0; bits < 1u << FEATURES; bits++) {
    uint32_t count = 0;
    for (uint32_t rest = bits; rest; rest &= rest - 1) count++;
    assert_int_equal(glia_features_count(bits), count);
  }
}

static float *points(uint32_t *random) {
  static const float edges[] = {0.0f,       -0.0f,  6.0f,        -6.0f,       0x1p-149f,
                                -0x1p-126f, 1e-20f, 3.14159274f, 1.57079637f, -1.57079637f};
  enum { EDGES = sizeof edges / sizeof *edges };
  float *xy = new_floats(2 * ROWS);
  for (size_t i = 0; i < 2 * ROWS; i++) xy[i] = 3.0f * next_float(random, ORDINARY);
  for (size_t i = 0; i < EDGES; i++) {
    xy[2 * i] = edges[i];
    xy[2 * i + 1] = edges[(i * 3 + 2) % EDGES];
  }
  return xy;
}

static void test_every_set(void **state) {
  (void)state;
  uint32_t random = SEED;
  for (uint32_t bits = 0; bits < 1u << FEATURES; bits++) {
    const uint32_t count = glia_features_count(bits);
    float *xy = points(&random), *x = new_floats(ROWS * count + 2);
    glia_features_fill(bits, xy, ROWS, x + 1);
    assert_true(is_sentinel(x[0]) && is_sentinel(x[ROWS * count + 1]));
    const float *at = x + 1;
    for (size_t row = 0; row < ROWS; row++) {
      for (int f = 0; f < FEATURES; f++) {
        if (!(bits >> f & 1)) continue;
        const double expected = plain(f, (double)xy[2 * row], (double)xy[2 * row + 1]);
        if (!close_to(*at, expected)) {
          fail_msg("set %u, feature %d of (%a, %a) is %a, not %a", bits, f, (double)xy[2 * row],
                   (double)xy[2 * row + 1], (double)*at, expected);
        }
        at++;
      }
    }
    free(xy);
    free(x);
  }
}

static void test_no_rows(void **state) {
  (void)state;
  float x[2] = {from_bits(SENTINEL_BITS), from_bits(SENTINEL_BITS)};
  glia_features_fill(127, NULL, 0, x);
  assert_true(is_sentinel(x[0]) && is_sentinel(x[1]));
}

/* Zero stays zero with its sign, products round once, sin is odd to the last bit. */
static void test_exact_cases(void **state) {
  (void)state;
  const float zeros[] = {-0.0f, 0.0f};
  float x[FEATURES];
  glia_features_fill(127, zeros, 1, x);
  static const uint32_t expected[FEATURES] = {0x80000000, 0, 0, 0, 0x80000000, 0x80000000, 0};
  for (int f = 0; f < FEATURES; f++) assert_int_equal(bits_of(x[f]), expected[f]);
  uint32_t random = SEED + 1;
  for (int i = 0; i < 2000; i++) {
    const float a = 3.0f * next_float(&random, ORDINARY), b = 3.0f * next_float(&random, ORDINARY);
    const float there[] = {a, b}, back[] = {-a, -b};
    float y[FEATURES];
    glia_features_fill(127, there, 1, x);
    glia_features_fill(127, back, 1, y);
    assert_true(same_bits(x[0], a) && same_bits(x[1], b));
    assert_true(same_bits(x[2], a * a) && same_bits(x[3], b * b) && same_bits(x[4], a * b));
    assert_true(same_bits(y[5], -x[5]) && same_bits(y[6], -x[6]));
    for (int f = 2; f < 5; f++) assert_true(same_bits(x[f], y[f]));
  }
}

/* A row means the same in any batch. */
static void test_rows_are_independent(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  float *xy = points(&random), all[ROWS * FEATURES], one[FEATURES];
  glia_features_fill(127, xy, ROWS, all);
  for (size_t row = 0; row < ROWS; row++) {
    glia_features_fill(127, xy + 2 * row, 1, one);
    assert_memory_equal(one, all + row * FEATURES, sizeof one);
  }
  free(xy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_count),   cmocka_unit_test(test_every_set),
      cmocka_unit_test(test_no_rows), cmocka_unit_test(test_exact_cases),
      cmocka_unit_test(test_rows_are_independent),
  };
  return cmocka_run_group_tests_name("features", tests, NULL, NULL);
}
