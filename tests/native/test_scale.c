/* Scaling against the reference's numbers, plain formulas, and what must never matter: test rows. */
#include "floats.h"
#include "oracle.h"

#include "data/scale.h"

enum { SEED = 90125 };

static float *copy_doubles(const glia_column_statistics *s, size_t columns, size_t offset) {
  float *out = new_floats(columns);
  for (size_t c = 0; c < columns; c++) {
    double value;
    memcpy(&value, (const char *)&s[c] + offset, sizeof value);
    out[c] = (float)value;
  }
  return out;
}

static void check_field(const oracle *o, const char *path, const glia_column_statistics *s, size_t columns,
                        size_t offset, oracle_tolerance t) {
  if (oracle_type_at(o, "%s", path) == ORACLE_ABSENT) return;
  float *got = copy_doubles(s, columns, offset);
  oracle_check(path, got, oracle_tensor_at(o, "%s", path), t.atol, t.rtol);
  free(got);
}

static void run_case(const oracle *o, const char *name, void *user) {
  (void)name;
  const int standard = strcmp(oracle_string_at(o, "config.scaler"), "standard") == 0;
  const double low = standard ? 0.0 : oracle_number_at(o, "config.lo");
  const double high = standard ? 1.0 : oracle_number_at(o, "config.hi");
  const oracle_tensor of_x = oracle_tensor_at(o, "inputs.X");
  const oracle_tensor of_new = oracle_tensor_at(o, "inputs.X_new");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const size_t rows = of_x.shape[0], columns = of_x.shape[1], new_rows = of_new.shape[0];
  float *x = oracle_floats(of_x), *fresh = oracle_floats(of_new);
  glia_scale scale[8];
  glia_column_statistics s[8];
  assert_true(columns <= 8);
  glia_error error;
  assert_int_equal(glia_scale_fit(scale, s, x, rows, columns, NULL,
                                  standard ? GLIA_SCALING_STANDARD : GLIA_SCALING_RANGE, low, high,
                                  &error), GLIA_OK);
  check_field(o, "expected.mean", s, columns, offsetof(glia_column_statistics, mean), t);
  check_field(o, "expected.min", s, columns, offsetof(glia_column_statistics, min), t);
  check_field(o, "expected.max", s, columns, offsetof(glia_column_statistics, max), t);
  check_field(o, "expected.std_population", s, columns, offsetof(glia_column_statistics, deviation), t);
  check_field(o, "expected.std_sample", s, columns, offsetof(glia_column_statistics, sample_deviation), t);
  if (standard) {
    float used[8];
    for (size_t c = 0; c < columns; c++) used[c] = (float)scale[c].divisor;
    oracle_check("scale_used", used, oracle_tensor_at(o, "expected.scale_used"), t.atol, t.rtol);
  }
  float *restored = new_floats(new_rows * columns);
  assert_int_equal(glia_scale_apply(scale, x, rows, columns, x, &error), GLIA_OK);
  oracle_check("X_scaled", x, oracle_tensor_at(o, "expected.X_scaled"), t.atol, t.rtol);
  assert_int_equal(glia_scale_apply(scale, fresh, new_rows, columns, fresh, &error), GLIA_OK);
  oracle_check("X_new_scaled", fresh, oracle_tensor_at(o, "expected.X_new_scaled"), t.atol, t.rtol);
  assert_int_equal(glia_scale_undo(scale, fresh, new_rows, columns, restored, &error), GLIA_OK);
  oracle_check("X_new_restored", restored, oracle_tensor_at(o, "expected.X_new_restored"), t.atol,
               t.rtol);
  free(x);
  free(fresh);
  free(restored);
  ++*(size_t *)user;
}

static void test_oracle_cases(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  size_t run = 0;
  assert_true(oracle_each("data", "", run_case, &run) > 0);
  assert_true(run >= 6);
}

/* What held rows hold changes nothing, NaN included. */
static void test_held_rows(void **state) {
  (void)state;
  enum { ROWS = 60, COLUMNS = 3 };
  uint32_t random = SEED;
  for (int round = 0; round < 50; round++) {
    float *x = random_floats(ROWS * COLUMNS, &random, ORDINARY);
    uint8_t held[ROWS];
    float kept[ROWS * COLUMNS];
    size_t rows = 0;
    for (size_t i = 0; i < ROWS; i++) {
      held[i] = next_bits(&random) % 3 == 0;
      if (held[i]) continue;
      memcpy(kept + rows++ * COLUMNS, x + i * COLUMNS, COLUMNS * sizeof *x);
    }
    assert_true(rows > 0);
    glia_scale with[COLUMNS], alone[COLUMNS];
    for (int scaling = GLIA_SCALING_NONE; scaling <= GLIA_SCALING_RANGE; scaling++) {
      for (size_t i = 0; i < ROWS; i++) {
        if (held[i]) x[i * COLUMNS] = scaling ? from_bits(0x7fc00000) : 1e30f;
      }
      assert_int_equal(glia_scale_fit(with, NULL, x, ROWS, COLUMNS, held, (glia_scaling)scaling,
                                      -2.0, 3.0, NULL), GLIA_OK);
      assert_int_equal(glia_scale_fit(alone, NULL, kept, rows, COLUMNS, NULL, (glia_scaling)scaling,
                                      -2.0, 3.0, NULL), GLIA_OK);
      assert_memory_equal(with, alone, sizeof with);
    }
    free(x);
  }
}

/* Training rows come out with mean 0 and deviation 1, or from low to high, and find back. */
static void test_outcome(void **state) {
  (void)state;
  enum { ROWS = 500 };
  uint32_t random = SEED + 1;
  static const float offsets[] = {0.0f, 4096.0f, -1e6f, 1e-20f};
  for (size_t k = 0; k < sizeof offsets / sizeof *offsets; k++) {
    float x[ROWS], y[ROWS], back[ROWS];
    for (size_t i = 0; i < ROWS; i++) x[i] = offsets[k] + next_float(&random, ORDINARY);
    glia_scale scale;
    glia_column_statistics s;
    assert_int_equal(glia_scale_fit(&scale, &s, x, ROWS, 1, NULL, GLIA_SCALING_STANDARD, 0, 0, NULL),
                     GLIA_OK);
    assert_int_equal(glia_scale_apply(&scale, x, ROWS, 1, y, NULL), GLIA_OK);
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < ROWS; i++) {
      sum += (double)y[i];
      squares += (double)y[i] * (double)y[i];
    }
    assert_true(fabs(sum / ROWS) < 1e-6);
    assert_true(fabs(squares / ROWS - 1.0) < 1e-6);
    assert_int_equal(glia_scale_undo(&scale, y, ROWS, 1, back, NULL), GLIA_OK);
    for (size_t i = 0; i < ROWS; i++) {
      assert_true(fabs((double)back[i] - (double)x[i]) <= 1e-6 * s.deviation + fabs((double)x[i]) * 1e-7);
    }
    assert_int_equal(glia_scale_fit(&scale, &s, x, ROWS, 1, NULL, GLIA_SCALING_RANGE, -1, 2, NULL),
                     GLIA_OK);
    assert_int_equal(glia_scale_apply(&scale, x, ROWS, 1, y, NULL), GLIA_OK);
    float least = y[0], most = y[0];
    for (size_t i = 0; i < ROWS; i++) {
      least = y[i] < least ? y[i] : least;
      most = y[i] > most ? y[i] : most;
    }
    assert_true(least == -1.0f && most == 2.0f);
  }
}

/* A constant is divided by 1 even where its mean does not come out exactly. */
static void test_constant(void **state) {
  (void)state;
  for (size_t rows = 1; rows < 200; rows++) {
    float x[200], y[200];
    for (size_t i = 0; i < rows; i++) x[i] = 0.1f;
    glia_scale scale;
    glia_column_statistics s;
    assert_int_equal(glia_scale_fit(&scale, &s, x, rows, 1, NULL, GLIA_SCALING_STANDARD, 0, 0, NULL),
                     GLIA_OK);
    assert_true(scale.divisor == 1.0 && s.deviation == 0.0 && s.sample_deviation == 0.0);
    assert_true(s.mean == (double)0.1f);
    x[0] = 5.1f;
    assert_int_equal(glia_scale_apply(&scale, x, rows, 1, y, NULL), GLIA_OK);
    assert_true(fabsf(y[0] - 5.0f) < 1e-6f);
    for (size_t i = 1; i < rows; i++) assert_true(y[i] == 0.0f);
    x[0] = 0.1f;
    assert_int_equal(glia_scale_fit(&scale, &s, x, rows, 1, NULL, GLIA_SCALING_RANGE, 3, 4, NULL),
                     GLIA_OK);
    assert_true(glia_scale_value(&scale, (double)0.1f) == 3.0);
  }
}

/* Differences whose squares vanish: no division by 0. */
static void test_tiny(void **state) {
  (void)state;
  glia_column_statistics s = glia_column_statistics_begin();
  for (int i = 0; i < 4; i++) glia_column_statistics_first(&s, i % 2 ? 1e-200 : 2e-200);
  glia_column_statistics_middle(&s);
  for (int i = 0; i < 4; i++) glia_column_statistics_second(&s, i % 2 ? 1e-200 : 2e-200);
  glia_column_statistics_end(&s);
  const glia_scale scale = glia_scale_of(&s, GLIA_SCALING_STANDARD, 0, 0);
  assert_true(scale.divisor == 1.0);
  assert_true(s.deviation == 0.0 && s.sample_deviation == 0.0);
}

static void test_refused(void **state) {
  (void)state;
  const float x[] = {1.0f, 2.0f, 3.0f, INFINITY, 5.0f, 6.0f};
  const uint8_t all[] = {1, 1, 1}, second[] = {0, 1, 0};
  glia_scale scale[2];
  glia_error error = {0};
  assert_int_equal(glia_scale_fit(scale, NULL, x, 3, 2, NULL, GLIA_SCALING_STANDARD, 0, 0, &error),
                   GLIA_NOT_FINITE);
  assert_string_equal(error.message, "the value in row 2, column 2 is no finite number");
  assert_int_equal(glia_scale_fit(scale, NULL, x, 3, 2, second, GLIA_SCALING_STANDARD, 0, 0, &error),
                   GLIA_OK);
  assert_int_equal(glia_scale_fit(scale, NULL, x, 3, 2, all, GLIA_SCALING_STANDARD, 0, 0, &error),
                   GLIA_ARGUMENT);
  assert_int_equal(glia_scale_fit(scale, NULL, x, 0, 2, NULL, GLIA_SCALING_NONE, 0, 0, &error),
                   GLIA_ARGUMENT);
  static const double bad[][2] = {{1, 1}, {1, 0}, {NAN, 1}, {0, NAN}, {-INFINITY, 0}, {0, 1e39}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(glia_scale_fit(scale, NULL, x, 1, 2, NULL, GLIA_SCALING_RANGE, bad[i][0],
                                    bad[i][1], &error), GLIA_RANGE);
  }
  assert_int_equal(glia_scale_fit(scale, NULL, x, 1, 2, NULL, (glia_scaling)7, 0, 1, &error),
                   GLIA_ARGUMENT);
  float y[2];
  const glia_scale steep[] = {{0.0, 1e-30, 1.0, 0.0}, {0.0, 1.0, 1.0, 0.0}};
  const float far[] = {1e20f, 1.0f}, nan[] = {1.0f, NAN};
  assert_int_equal(glia_scale_apply(steep, far, 1, 2, y, &error), GLIA_NOT_FINITE);
  assert_string_equal(error.message, "the scaled value in row 1, column 1 is no finite number");
  assert_int_equal(glia_scale_apply(steep, nan, 1, 2, y, &error), GLIA_NOT_FINITE);
  assert_int_equal(glia_scale_undo(steep, nan, 1, 2, y, &error), GLIA_NOT_FINITE);
  assert_int_equal(glia_scale_apply(steep, NULL, 0, 2, NULL, &error), GLIA_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle_cases), cmocka_unit_test(test_held_rows),
      cmocka_unit_test(test_outcome),      cmocka_unit_test(test_constant),
      cmocka_unit_test(test_tiny),         cmocka_unit_test(test_refused),
  };
  return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
