/* Losses and their gradients: oracle cases, finite differences in double, targets that are refused.
 */
#include "floats.h"

#include <stdio.h>

#include "nn/loss.h"
#include "oracle.h"
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

static void check_padding(const float *gradient, size_t rows, size_t units, size_t stride) {
  for (size_t i = 0; i < rows * stride; i++) {
    if (i % stride >= units && bits_of(gradient[i]) << 1 != 0) {
      fail_msg("float %zu of the gradient is padding and holds %a", i, (double)gradient[i]);
    }
  }
}

static void run_oracle(const char *file, glia_loss loss) {
  oracle *o = oracle_load(file);
  const int classes = loss == GLIA_LOSS_CROSS_ENTROPY, fused = glia_loss_is_fused(loss);
  const oracle_tensor output = oracle_tensor_at(o, fused ? "inputs.logits" : "inputs.pred");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const size_t rows = output.shape[0], units = output.shape[1], stride = padded(units);
  float *compact = oracle_floats(output), *block = padded_rows(compact, rows, units, stride);
  float *target = oracle_floats(oracle_tensor_at(o, classes ? "inputs.labels" : "inputs.target"));
  float *gradient = new_floats(rows * stride);
  assert_int_equal(glia_loss_check(loss, target, rows, units, NULL), GLIA_OK);
  const double mean = glia_loss_mean(loss, block, target, rows, units, stride, gradient);
  const double expected = oracle_number_at(o, "expected.loss");
  check_near(file, 0, mean, expected, t.atol + t.rtol * fabs(expected));
  oracle_check_rows("gradient", gradient, stride,
                    oracle_tensor_at(o, fused ? "expected.grad_logits" : "expected.grad_pred"),
                    t.atol, t.rtol);
  check_padding(gradient, rows, units, stride);
  const oracle_tensor each =
      oracle_tensor_at(o, classes ? "expected.per_sample" : "expected.per_element");
  for (size_t r = 0; r < rows; r++) {
    double row = 0;
    for (size_t u = 0; u < each.count / rows; u++) row += each.data[r * (each.count / rows) + u];
    row /= (double)(each.count / rows);
    const double alone = glia_loss_mean(loss, block + r * stride,
                                        target + r * (classes ? 1 : units), 1, units, stride, NULL);
    check_near("a row alone", r, alone, row, t.atol + t.rtol * fabs(row));
  }
  free(compact);
  free(block);
  free(target);
  free(gradient);
  oracle_free(o);
}

static void test_oracle(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  run_oracle("losses/mse.json", GLIA_LOSS_MSE);
  run_oracle("losses/bce_logits.json", GLIA_LOSS_BCE);
  run_oracle("losses/bce_logits_extreme.json", GLIA_LOSS_BCE);
  run_oracle("losses/bce_logits_soft_targets.json", GLIA_LOSS_BCE);
  run_oracle("losses/cross_entropy.json", GLIA_LOSS_CROSS_ENTROPY);
  run_oracle("losses/cross_entropy_large_logits.json", GLIA_LOSS_CROSS_ENTROPY);
}

/* The case that goes through a sigmoid: loss and gradient by the logits. */
static void test_oracle_bce_sigmoid(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  oracle *o = oracle_load("losses/bce_sigmoid.json");
  const oracle_tensor logits = oracle_tensor_at(o, "inputs.logits");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const size_t rows = logits.shape[0], units = logits.shape[1], stride = padded(units);
  float *compact = oracle_floats(logits), *block = padded_rows(compact, rows, units, stride);
  float *target = oracle_floats(oracle_tensor_at(o, "inputs.target"));
  float *gradient = new_floats(rows * stride);
  const double loss = glia_loss_mean(GLIA_LOSS_BCE, block, target, rows, units, stride, gradient);
  check_near("loss", 0, loss, oracle_number_at(o, "expected.loss"), t.atol);
  oracle_check_rows("gradient", gradient, stride, oracle_tensor_at(o, "expected.grad_logits"),
                    t.atol, t.rtol);
  free(compact);
  free(block);
  free(target);
  free(gradient);
  oracle_free(o);
}

/* A network of one linear layer stands in for the output itself: its loss is the reference's. */
static double reference_mean(const reference *shape, const double *output, const double *target,
                             size_t rows) {
  const size_t units = reference_outputs(shape);
  double sum = 0;
  for (size_t r = 0; r < rows; r++) {
    sum += reference_example_loss(shape, output + r * units, output + r * units,
                                  target + r * reference_targets(shape));
  }
  return sum / (double)rows;
}

static void check_differences(glia_loss loss, size_t rows, size_t units, uint32_t *random) {
  reference shape = {.inputs = 1, .loss = loss};
  shape.layers.count = 1;
  shape.layers.layer[0].units = (uint32_t)units;
  const size_t stride = padded(units), targets = rows * reference_targets(&shape);
  float *output = random_floats(rows * units, random, ORDINARY);
  float *target = random_floats(targets, random, ORDINARY);
  for (size_t i = 0; i < rows * units; i++) output[i] *= 2.0f;
  for (size_t i = 0; i < targets; i++) {
    if (loss == GLIA_LOSS_BCE) target[i] = i % 3 ? (float)(i % 2) : target[i] / 4 + 0.5f;
    if (loss == GLIA_LOSS_CROSS_ENTROPY) target[i] = (float)(next_bits(random) % units);
  }
  float *block = padded_rows(output, rows, units, stride), *gradient = new_floats(rows * stride);
  double *y = doubles_of(output, rows * units), *t = doubles_of(target, targets);
  const double mean = glia_loss_mean(loss, block, target, rows, units, stride, gradient);
  const double expected = reference_mean(&shape, y, t, rows);
  check_near("loss", 0, mean, expected, 1e-6 * (1 + expected));
  assert_true(glia_loss_mean(loss, block, target, rows, units, stride, NULL) == mean);
  check_padding(gradient, rows, units, stride);
  for (size_t i = 0; i < rows * units; i++) {
    const double middle = y[i], step = 0x1p-17;
    y[i] = middle + step;
    const double above = reference_mean(&shape, y, t, rows);
    y[i] = middle - step;
    const double below = reference_mean(&shape, y, t, rows);
    y[i] = middle;
    const double slope = (above - below) / (2 * step);
    const double got = (double)gradient[i / units * stride + i % units];
    const double share = loss == GLIA_LOSS_CROSS_ENTROPY ? (double)rows : (double)(rows * units);
    check_near("gradient", i, got, slope, 5e-7 / share + 1e-6 * fabs(slope));
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
  for (size_t rows = 1; rows <= 9; rows++) {
    for (size_t units = 1; units <= 13; units++) {
      check_differences(GLIA_LOSS_MSE, rows, units, &random);
      check_differences(GLIA_LOSS_BCE, rows, units, &random);
      check_differences(GLIA_LOSS_CROSS_ENTROPY, rows, units, &random);
    }
  }
}

static double bce_of(float z, float t, float *slope) {
  float output[4] = {z, NAN, NAN, NAN}, gradient[4];
  const double loss = glia_loss_mean(GLIA_LOSS_BCE, output, &t, 1, 1, 4, gradient);
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
        glia_loss_mean(GLIA_LOSS_CROSS_ENTROPY, logits, label + l, 1, 3, 4, gradient);
    check_near("loss", l, loss, expected[l], 1e-6 * expected[l]);
    for (size_t u = 0; u < 3; u++) {
      assert_true(gradient[u] == (float)(u == 0) - (float)(u == l));
    }
  }
  const double half = glia_loss_mean(GLIA_LOSS_CROSS_ENTROPY, logits + 4, label, 1, 3, 4, gradient);
  check_near("loss", 3, half, log(2), 1e-7);
  assert_true(gradient[0] == -0.5f && gradient[1] == 0.5f && gradient[2] == 0.0f);
}

/* Bad outputs must show in the loss. */
static void test_nan_goes_on(void **state) {
  (void)state;
  for (int loss = GLIA_LOSS_MSE; loss <= GLIA_LOSS_CROSS_ENTROPY; loss++) {
    for (size_t at = 0; at < 9; at++) {
      float output[12] = {1, 2, 3, 0, 3, 2, 1, 0, 2, 2, 2, 0};
      const float target[9] = {0, 1, 0, 1, 0, 1, 0, 1, 0};
      output[at / 3 * 4 + at % 3] = NAN;
      assert_true(isnan(glia_loss_mean((glia_loss)loss, output, target, 3, 3, 4, NULL)));
      output[at / 3 * 4 + at % 3] = loss == GLIA_LOSS_MSE ? 1e30f : INFINITY;
      assert_false(isfinite(glia_loss_mean((glia_loss)loss, output, target, 3, 3, 4, NULL)));
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
  const double loss = glia_loss_mean(GLIA_LOSS_MSE, output, target, ROWS, 1, 4, NULL);
  assert_true(loss == (0x1p20 + (ROWS - 1) * 0x1p-8) / ROWS);
  assert_true(glia_loss_mean(GLIA_LOSS_MSE, output, target, 0, 1, 4, NULL) == 0.0);
  free(output);
  free(target);
}

static void refused(glia_loss loss, size_t units, float bad, size_t at, glia_status status) {
  const size_t each = loss == GLIA_LOSS_CROSS_ENTROPY ? 1 : units, rows = 4;
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
  }
}

static void test_fused(void **state) {
  (void)state;
  assert_false(glia_loss_is_fused(GLIA_LOSS_MSE));
  assert_true(glia_loss_is_fused(GLIA_LOSS_BCE));
  assert_true(glia_loss_is_fused(GLIA_LOSS_CROSS_ENTROPY));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle),
      cmocka_unit_test(test_oracle_bce_sigmoid),
      cmocka_unit_test(test_differences),
      cmocka_unit_test(test_bce_extremes),
      cmocka_unit_test(test_bce_of_sure_answers),
      cmocka_unit_test(test_cross_entropy_extremes),
      cmocka_unit_test(test_nan_goes_on),
      cmocka_unit_test(test_many_rows),
      cmocka_unit_test(test_check),
      cmocka_unit_test(test_fused),
  };
  return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}
