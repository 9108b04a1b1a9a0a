/* Losses and their gradients: finite differences in double, ends of the scale, targets that are
 * refused. */
#include "floats.h"

#include <stdio.h>

#include "nn/loss.h"
#include "reference.h"

enum { SEED = 1618033 };

static void check_near(const char *name, size_t at, double got, double expected, double tolerance) {
  if (!(fabs(got - expected) <= tolerance)) {
    fail_msg("%s: %zu is %.9g, expected %.9g within %.2g", name, at, got, expected, tolerance);
  }
}

static size_t padded(size_t units) { return (units + 3) / 4 * 4; }

/* Rows stride apart; garbage in the padding, which no loss may read into its result. */
static float *padded_rows(const float *x, size_t rows, size_t units, size_t stride) {
  float *block = new_floats(rows * stride);
  for (size_t i = 0; i < rows * stride; i++) {
    block[i] = i % stride < units ? x[i / stride * units + i % stride] : i % 2 ? NAN : 50.0f;
  }
  return block;
}

/* A loss with its usual constants, without its weight. */
static double mean_of(glia_loss loss, const float *output, const float *target, size_t rows,
                      size_t units, size_t stride, float *gradient) {
  const glia_loss_spec spec = glia_loss_spec_of(loss);
  return glia_loss_mean(&spec, output, target, rows, units, stride, gradient, NULL);
}

static void check_padding(const float *gradient, size_t rows, size_t units, size_t stride) {
  for (size_t i = 0; i < rows * stride; i++) {
    if (i % stride >= units && bits_of(gradient[i]) << 1 != 0) {
      fail_msg("float %zu of the gradient is padding and holds %a", i, (double)gradient[i]);
    }
  }
}

/* Random outputs and targets that suit the loss; none at a corner of mae. */
static void fill(const reference *shape, float *output, float *target, size_t rows,
                 uint32_t *random) {
  const size_t units = reference_outputs(shape), each = reference_targets(shape);
  for (size_t i = 0; i < rows * units; i++) output[i] = 2 * next_float(random, ORDINARY);
  for (size_t i = 0; i < rows * each; i++) {
    target[i] = next_float(random, ORDINARY);
    if (shape->loss.kind == GLIA_LOSS_BCE) target[i] = i % 3 ? (float)(i % 2) : target[i] / 4 + 0.5f;
    if (shape->loss.kind == GLIA_LOSS_FOCAL) target[i] = (float)(next_bits(random) % 2);
    if (each < units) target[i] = (float)(next_bits(random) % units);
  }
}

static void check_differences(const glia_loss_spec *spec, size_t rows, size_t units,
                              uint32_t *random) {
  reference shape = {.inputs = 1, .loss = *spec};
  shape.layers.count = 1;
  shape.layers.layer[0].units = (uint32_t)units;
  const size_t stride = padded(units), targets = rows * reference_targets(&shape);
  float *output = new_floats(rows * units), *target = new_floats(targets);
  fill(&shape, output, target, rows, random);
  float *block = padded_rows(output, rows, units, stride), *gradient = new_floats(rows * stride);
  double *y = doubles_of(output, rows * units), *t = doubles_of(target, targets), weight = -1;
  const double mean =
      glia_loss_mean(spec, block, target, rows, units, stride, gradient, &weight);
  const double expected = reference_loss_of(&shape, y, y, t, rows);
  check_near("loss", 0, mean, expected, 2e-6 * (1 + expected));
  assert_true(glia_loss_mean(spec, block, target, rows, units, stride, NULL, NULL) == mean);
  check_padding(gradient, rows, units, stride);
  double largest = 1;
  for (size_t u = 0; spec->weights && u < units; u++) largest = fmax(largest, (double)spec->weights[u]);
  for (size_t i = 0; i < rows * units; i++) {
    const double middle = y[i], step = 0x1p-17;
    y[i] = middle + step;
    const double above = reference_loss_of(&shape, y, y, t, rows);
    y[i] = middle - step;
    const double below = reference_loss_of(&shape, y, y, t, rows);
    y[i] = middle;
    const double slope = (above - below) / (2 * step);
    const double got = (double)gradient[i / units * stride + i % units];
    check_near("gradient", i, got, slope, 1e-6 * largest / weight + 2e-6 * fabs(slope));
  }
  free(output);
  free(target);
  free(block);
  free(gradient);
  free(y);
  free(t);
}

static void test_differences(void **state) {
  (void)state;
  uint32_t random = SEED;
  static const float weights[13] = {1, 0.25f, 3, 0.5f, 2, 1, 1.5f, 0.125f, 4, 1, 2, 0.75f, 1};
  for (size_t rows = 1; rows <= 9; rows++) {
    for (size_t units = 1; units <= 13; units++) {
      for (int loss = GLIA_LOSS_MSE; loss < GLIA_LOSS_COUNT; loss++) {
        if (loss == GLIA_LOSS_CROSS_ENTROPY && units < 2) continue;
        glia_loss_spec spec = glia_loss_spec_of((glia_loss)loss);
        check_differences(&spec, rows, units, &random);
        spec.delta = 0.6f;
        spec.gamma = rows % 2 ? 0.5f : 0.0f;
        if (units == 1) spec.alpha = 0.3f;
        if (loss == GLIA_LOSS_CROSS_ENTROPY) spec.smoothing = 0.2f;
        check_differences(&spec, rows, units, &random);
        if (glia_loss_is_fused(spec.kind) && !(loss == GLIA_LOSS_FOCAL && units == 1)) {
          spec.weights = weights;
        }
        check_differences(&spec, rows, units, &random);
      }
    }
  }
}

/* What a mean divides by: parts put together give the whole, whatever their weights. */
static void test_weights_of_parts(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  static const float weights[5] = {3, 0.5f, 1, 0, 2};
  for (int loss = GLIA_LOSS_MSE; loss < GLIA_LOSS_COUNT; loss++) {
    glia_loss_spec spec = glia_loss_spec_of((glia_loss)loss);
    if (glia_loss_is_fused(spec.kind)) spec.weights = weights;
    reference shape = {.inputs = 1, .loss = spec};
    shape.layers.count = 1;
    shape.layers.layer[0].units = 5;
    const size_t each = reference_targets(&shape);
    float output[40 * 8], compact[40 * 5], target[40 * 5];
    fill(&shape, compact, target, 40, &random);
    for (size_t i = 0; i < 40 * 8; i++) output[i] = i % 8 < 5 ? compact[i / 8 * 5 + i % 8] : 0;
    double whole, weight, sum = 0, mass = 0;
    const double mean = glia_loss_mean(&spec, output, target, 40, 5, 8, NULL, &whole);
    for (size_t first = 0, rows = 1; first < 40; first += rows, rows = first + 9 < 40 ? 9 : 40 - first) {
      sum += glia_loss_mean(&spec, output + 8 * first, target + each * first, rows, 5, 8, NULL, &weight) * weight;
      mass += weight;
    }
    check_near("weight", (size_t)loss, mass, whole, 1e-9);
    check_near("mean", (size_t)loss, sum / mass, mean, 1e-6 * mean);
    assert_true(glia_loss_mean(&spec, output, target, 0, 5, 8, NULL, &weight) == 0 && weight == 0);
  }
}

/* A batch whose labels all have weight zero has no loss and asks for nothing. */
static void test_no_weight_at_all(void **state) {
  (void)state;
  static const float weights[2] = {0, 1};
  glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_CROSS_ENTROPY);
  spec.weights = weights;
  const float output[8] = {1, 2, 0, 0, -3, 1, 0, 0}, target[2] = {0, 0};
  float gradient[8];
  double weight = -1;
  assert_true(glia_loss_mean(&spec, output, target, 2, 2, 4, gradient, &weight) == 0 && weight == 0);
  for (size_t i = 0; i < 8; i++) assert_true(gradient[i] == 0.0f);
}

/* Sure answers under focal: finite, and what is right asks for nothing. */
static void test_focal_extremes(void **state) {
  (void)state;
  static const float gammas[] = {0, 0.5f, 1, 2, 5}, sizes[] = {0, 1, 17, 40, 88, 104, 1000, 1e30f};
  for (size_t g = 0; g < 5; g++) {
    for (size_t s = 0; s < 8; s++) {
      for (int label = 0; label < 2; label++) {
        glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_FOCAL);
        spec.gamma = gammas[g];
        const float one[4] = {sizes[s], 0, 0, 0}, two[4] = {0, sizes[s], 0, 0}, t = (float)label;
        float by_one[4], by_two[4];
        const double single = glia_loss_mean(&spec, one, &t, 1, 1, 4, by_one, NULL);
        const double pair = glia_loss_mean(&spec, two, &t, 1, 2, 4, by_two, NULL);
        const double tolerance = 2e-6 * (1 + (label ? 0 : (double)sizes[s]));
        check_near("one unit and two", s, single, pair, tolerance); /* are one and the same */
        check_near("their gradients", s, (double)by_one[0], (double)by_two[1], 2e-6);
        check_near("both classes'", s, (double)by_two[0], -(double)by_two[1], 2e-6);
        if (sizes[s] > 100 && label) assert_true(single == 0 && by_one[0] == 0.0f);
        if (sizes[s] > 100 && !label) check_near("wrong", s, single, (double)sizes[s], tolerance);
      }
    }
  }
}

static double bce_of(float z, float t, float *slope) {
  float output[4] = {z, NAN, NAN, NAN}, gradient[4];
  const double loss = mean_of(GLIA_LOSS_BCE, output, &t, 1, 1, 4, gradient);
  *slope = gradient[0];
  return loss;
}

static void test_bce_extremes(void **state) {
  (void)state;
  static const float sizes[] = {0, 1, 10, 16, 17, 18, 30, 60, 88, 89, 100, 1000, 1e30f};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    for (int side = 0; side < 2; side++) {
      for (int label = 0; label < 2; label++) {
        const float z = side ? sizes[i] : -sizes[i];
        float slope;
        const double loss = bce_of(z, (float)label, &slope), x = (double)z;
        const double expected = fmax(x, 0) - label * x + log1p(exp(-fabs(x)));
        assert_true(loss >= 0);
        check_near("loss", i, loss, expected, 1e-6 * expected + 2e-7 * (1 + fmin(fabs(x), 1000)));
        check_near("slope", i, (double)slope, 1 / (1 + exp(-x)) - label, 1e-7);
      }
    }
  }
}

/* A sure and right answer leaves a small loss, not none, and the two classes are alike: what
 * (z, 1) costs, (-z, 0) costs too. */
static void test_bce_of_sure_answers(void **state) {
  (void)state;
  for (float z = 0; z <= 80; z += 0.625f) {
    float slope;
    const double one = bce_of(z, 1, &slope), zero = bce_of(-z, 0, &slope);
    const double expected = log1p(exp(-(double)z));
    check_near("target 0", (size_t)z, zero, expected, 1e-6 * expected);
    check_near("target 1", (size_t)z, one, expected, 1e-6 * expected);
  }
}

static void test_cross_entropy_extremes(void **state) {
  (void)state;
  const float logits[8] = {1e4f, -1e4f, 0, NAN, 3e38f, 3e38f, -3e38f, NAN};
  const float label[3] = {0, 1, 2};
  float gradient[4];
  for (size_t l = 0; l < 3; l++) {
    const double expected[3] = {0, 2e4, 1e4};
    const double loss =
        mean_of(GLIA_LOSS_CROSS_ENTROPY, logits, label + l, 1, 3, 4, gradient);
    check_near("loss", l, loss, expected[l], 1e-6 * expected[l]);
    for (size_t u = 0; u < 3; u++) {
      assert_true(gradient[u] == (float)(u == 0) - (float)(u == l));
    }
  }
  const double half = mean_of(GLIA_LOSS_CROSS_ENTROPY, logits + 4, label, 1, 3, 4, gradient);
  check_near("loss", 3, half, log(2), 1e-7);
  assert_true(gradient[0] == -0.5f && gradient[1] == 0.5f && gradient[2] == 0.0f);
}

/* Bad outputs must show in the loss. */
static void test_nan_goes_on(void **state) {
  (void)state;
  for (int loss = GLIA_LOSS_MSE; loss < GLIA_LOSS_COUNT; loss++) {
    for (size_t at = 0; at < 9; at++) {
      float output[12] = {1, 2, 3, 0, 3, 2, 1, 0, 2, 2, 2, 0};
      const float target[9] = {0, 1, 0, 1, 0, 1, 0, 1, 0};
      output[at / 3 * 4 + at % 3] = NAN;
      assert_true(isnan(mean_of((glia_loss)loss, output, target, 3, 3, 4, NULL)));
      output[at / 3 * 4 + at % 3] = loss == GLIA_LOSS_MSE ? 1e30f : INFINITY;
      assert_false(isfinite(mean_of((glia_loss)loss, output, target, 3, 3, 4, NULL)));
    }
  }
}

/* A sum of many rows does not drown in float32: 2^16 rows of almost nothing beside one of 2^20. */
static void test_many_rows(void **state) {
  (void)state;
  enum { ROWS = 65536 };
  float *output = new_floats(4 * ROWS), *target = new_floats(ROWS);
  for (size_t r = 0; r < ROWS; r++) {
    for (size_t u = 0; u < 4; u++) output[4 * r + u] = 0.0f;
    target[r] = r ? 0x1p-4f : 1024.0f;
  }
  const double loss = mean_of(GLIA_LOSS_MSE, output, target, ROWS, 1, 4, NULL);
  assert_true(loss == (0x1p20 + (ROWS - 1) * 0x1p-8) / ROWS);
  assert_true(mean_of(GLIA_LOSS_MSE, output, target, 0, 1, 4, NULL) == 0.0);
  free(output);
  free(target);
}

static void refused(glia_loss loss, size_t units, float bad, size_t at, glia_status status) {
  const size_t each = glia_loss_targets(loss, units), rows = 4;
  float target[32];
  for (size_t i = 0; i < rows * each; i++) target[i] = (float)(i % 2);
  assert_int_equal(glia_loss_check(loss, target, rows, units, NULL), GLIA_OK);
  target[at] = bad;
  glia_error error = {0};
  assert_int_equal(glia_loss_check(loss, target, rows, units, &error), status);
  if (!status) return;
  assert_int_equal(error.status, status);
  char row[32];
  snprintf(row, sizeof row, "example %zu ", at / each);
  if (!strstr(error.message, row)) fail_msg("no %sin: %s", row, error.message);
  assert_int_equal(glia_loss_check(loss, target, rows, units, NULL), status);
}

static void test_check(void **state) {
  (void)state;
  for (size_t at = 0; at < 12; at++) {
    refused(GLIA_LOSS_MSE, 3, NAN, at, GLIA_NOT_FINITE);
    refused(GLIA_LOSS_MSE, 3, -INFINITY, at, GLIA_NOT_FINITE);
    refused(GLIA_LOSS_MSE, 3, -1e30f, at, GLIA_OK);
    refused(GLIA_LOSS_MAE, 3, INFINITY, at, GLIA_NOT_FINITE);
    refused(GLIA_LOSS_HUBER, 3, NAN, at, GLIA_NOT_FINITE);
    refused(GLIA_LOSS_BCE, 3, NAN, at, GLIA_NOT_FINITE);
    refused(GLIA_LOSS_BCE, 3, -from_bits(1), at, GLIA_RANGE);
    refused(GLIA_LOSS_BCE, 3, 1.0000001f, at, GLIA_RANGE);
    refused(GLIA_LOSS_BCE, 3, 0.5f, at, GLIA_OK);
    refused(GLIA_LOSS_BCE, 3, -0.0f, at, GLIA_OK);
  }
  for (size_t at = 0; at < 4; at++) {
    refused(GLIA_LOSS_CROSS_ENTROPY, 3, INFINITY, at, GLIA_NOT_FINITE);
    refused(GLIA_LOSS_CROSS_ENTROPY, 3, -1, at, GLIA_RANGE);
    refused(GLIA_LOSS_CROSS_ENTROPY, 3, 3, at, GLIA_RANGE);
    refused(GLIA_LOSS_CROSS_ENTROPY, 3, 0.5f, at, GLIA_RANGE);
    refused(GLIA_LOSS_CROSS_ENTROPY, 3, 1e30f, at, GLIA_RANGE);
    refused(GLIA_LOSS_CROSS_ENTROPY, 3, 2, at, GLIA_OK);
    refused(GLIA_LOSS_FOCAL, 3, 3, at, GLIA_RANGE);
    refused(GLIA_LOSS_FOCAL, 3, 2, at, GLIA_OK);
    refused(GLIA_LOSS_FOCAL, 1, 0.5f, at, GLIA_RANGE);
    refused(GLIA_LOSS_FOCAL, 1, NAN, at, GLIA_NOT_FINITE);
  }
}

/* No loss of single elements: neither taken for mse nor for anything else. */
static void test_no_meaning(void **state) {
  (void)state;
  const float output[8] = {0.5f, 0, 0, 0, 2}, target[2] = {0, 0};
  static const glia_loss kinds[] = {GLIA_LOSS_AUTO, GLIA_LOSS_CROSS_ENTROPY};
  for (int i = 0; i < 2; i++) {
    const glia_loss_spec spec = glia_loss_spec_of(kinds[i]);
    float gradient[8] = {0};
    assert_true(isnan(glia_loss_mean(&spec, output, target, 2, 1, 4, gradient, NULL)));
    assert_true(isnan(gradient[0]) && isnan(gradient[4]) && gradient[1] == 0);
    glia_error error = {0};
    assert_int_equal(glia_loss_check(kinds[i], target, 2, 1, &error), i ? GLIA_SHAPE : GLIA_ARGUMENT);
    assert_non_null(strstr(error.message, i ? "at least 2" : "auto"));
  }
  const glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_AUTO);
  assert_true(isnan(glia_loss_mean(&spec, output, output, 1, 4, 4, NULL, NULL)));
}

static void test_fused(void **state) {
  (void)state;
  assert_false(glia_loss_is_fused(GLIA_LOSS_MSE));
  assert_false(glia_loss_is_fused(GLIA_LOSS_MAE));
  assert_false(glia_loss_is_fused(GLIA_LOSS_HUBER));
  assert_true(glia_loss_is_fused(GLIA_LOSS_FOCAL));
  assert_true(glia_loss_is_fused(GLIA_LOSS_BCE));
  assert_true(glia_loss_is_fused(GLIA_LOSS_CROSS_ENTROPY));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_differences),
      cmocka_unit_test(test_weights_of_parts),
      cmocka_unit_test(test_no_weight_at_all),
      cmocka_unit_test(test_focal_extremes),
      cmocka_unit_test(test_bce_extremes),
      cmocka_unit_test(test_bce_of_sure_answers),
      cmocka_unit_test(test_cross_entropy_extremes),
      cmocka_unit_test(test_nan_goes_on),
      cmocka_unit_test(test_many_rows),
      cmocka_unit_test(test_check),
      cmocka_unit_test(test_no_meaning),
      cmocka_unit_test(test_fused),
  };
  return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}
