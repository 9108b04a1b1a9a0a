/* Losses of distributions and of probabilities, against sums in long double and finite differences. */
#include "floats.h"

#include <stdio.h>

#include "nn/loss.h"

enum { ROWS = 3, UNITS = 5, STRIDE = 8 };

static float output[ROWS * STRIDE], target[ROWS * UNITS], weights[UNITS];

static void make(uint32_t seed) {
  uint32_t random = seed;
  for (int r = 0; r < ROWS; r++) {
    float sum = 0;
    for (int u = 0; u < UNITS; u++) {
      output[r * STRIDE + u] = (float)(next_bits(&random) % 4000) / 500.0f - 4.0f;
      target[r * UNITS + u] = (float)(1 + next_bits(&random) % 100);
      sum += target[r * UNITS + u];
    }
    for (int u = 0; u < UNITS; u++) target[r * UNITS + u] /= sum;
    for (int u = UNITS; u < STRIDE; u++) output[r * STRIDE + u] = NAN;
  }
  for (int u = 0; u < UNITS; u++) weights[u] = (float)(next_bits(&random) % 30) / 10.0f;
}

static long double reference(const glia_loss_spec *spec, const float *z) {
  long double sum = 0;
  for (int r = 0; r < ROWS; r++) {
    long double total = 0;
    for (int u = 0; u < UNITS; u++) total += expl((long double)z[r * STRIDE + u]);
    for (int u = 0; u < UNITS; u++) {
      const long double q = (1 - (long double)spec->smoothing) * (long double)target[r * UNITS + u] +
                            (long double)spec->smoothing / UNITS;
      const long double w = spec->weights ? (long double)spec->weights[u] : 1;
      sum -= q * w * logl(expl((long double)z[r * STRIDE + u]) / total);
    }
  }
  return sum / ROWS;
}

static void test_shares(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed < 40; seed++) {
    make(seed);
    glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_CROSS_ENTROPY);
    spec.shares = 1;
    spec.smoothing = seed % 2 ? 0.1f : 0.0f;
    spec.weights = seed % 3 ? weights : NULL;
    assert_int_equal(glia_loss_check_shares(target, ROWS, UNITS, NULL), GLIA_OK);
    float gradient[ROWS * STRIDE];
    double divisor;
    const double loss = glia_loss_mean(&spec, output, target, ROWS, UNITS, STRIDE, gradient, &divisor);
    assert_true(divisor == ROWS);
    assert_true(fabs(loss - (double)reference(&spec, output)) < 1e-6);
    assert_true(glia_loss_mean(&spec, output, target, ROWS, UNITS, STRIDE, NULL, NULL) == loss);
    for (int i = 0; i < ROWS * STRIDE; i++) {
      if (i % STRIDE >= UNITS) {
        assert_true(gradient[i] == 0.0f);
        continue;
      }
      float near[ROWS * STRIDE];
      memcpy(near, output, sizeof near);
      near[i] = output[i] + 0x1p-10f;
      const long double up = reference(&spec, near);
      near[i] = output[i] - 0x1p-10f;
      const double slope = (double)((up - reference(&spec, near)) / 0x1p-9L);
      assert_true(fabs((double)gradient[i] - slope) < 2e-6);
    }
  }
}

/* Sure answers stay finite, and labels are the distributions of one class. */
static void test_labels_are_shares(void **state) {
  (void)state;
  float logits[8] = {1000, -1000, 0, 0, -2000, 0.5f, 3, 0}, of_labels[8], of_shares[8];
  static const float labels[] = {0, 2}, shares[] = {1, 0, 0, 0, 0, 1};
  glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_CROSS_ENTROPY);
  const double expected = glia_loss_mean(&spec, logits, labels, 2, 3, 4, of_labels, NULL);
  spec.shares = 1;
  const double got = glia_loss_mean(&spec, logits, shares, 2, 3, 4, of_shares, NULL);
  assert_true(fabs(expected - got) < 1e-6);
  for (int i = 0; i < 8; i++) assert_true(fabsf(of_labels[i] - of_shares[i]) < 1e-6f);
}

static void test_no_shares(void **state) {
  (void)state;
  static const float wrong[][3] = {{0.5f, 0.5f, 0.5f}, {0, 0, 0}, {1.5f, -0.5f, 0}, {NAN, 0.5f, 0.5f}, {INFINITY, 0, 0}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    const float both[6] = {0.25f, 0.5f, 0.25f, wrong[i][0], wrong[i][1], wrong[i][2]};
    glia_error error = {0};
    assert_int_equal(glia_loss_check_shares(both, 2, 3, &error), GLIA_RANGE);
    assert_non_null(strstr(error.message, "example 1"));
  }
}

static void test_probabilities(void **state) {
  (void)state;
  static const float p[] = {0.25f, 0.5f, 0.875f, 0.0f, 1.0f, 1.0f}, t[] = {0.0f, 1.0f, 0.5f, 1.0f, 1.0f, 0.0f};
  static const float positive[] = {2.0f, 0.5f};
  float gradient[6];
  double loss;
  glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_BCE);
  spec.weights = positive;
  assert_int_equal(glia_loss_bce_probabilities(&spec, p, t, 3, 2, gradient, &loss, NULL), GLIA_OK);
  const double parts = -log(0.75) - 0.5 * log(0.5) - (2 * 0.5 * log(0.875) + 0.5 * log(0.125)) + 0.5 * 100 + 0 + 100;
  assert_true(fabs(loss - parts / 6) < 1e-6);
  assert_true(fabs((double)gradient[0] - 0.25 / (0.25 * 0.75) / 6) < 1e-6);
  assert_true(fabs((double)gradient[1] + 0.5 * 0.5 / 0.25 / 6) < 1e-6);
  for (int i = 0; i < 6; i++) assert_true(isfinite(gradient[i]));
  assert_true(gradient[4] == 0.0f && gradient[5] > 1e10f && gradient[3] < -1e10f);
  static const float wrong[] = {-0.1f, 1.1f, NAN};
  for (int i = 0; i < 3; i++) {
    const float given[] = {0.5f, wrong[i]}, labels[] = {0, 1};
    glia_error error = {0};
    assert_int_equal(glia_loss_bce_probabilities(&spec, given, labels, 2, 1, gradient, &loss, &error), GLIA_RANGE);
    assert_non_null(strstr(error.message, "example 1"));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shares),
      cmocka_unit_test(test_labels_are_shares),
      cmocka_unit_test(test_no_shares),
      cmocka_unit_test(test_probabilities),
  };
  return cmocka_run_group_tests_name("loss of what is given", tests, NULL, NULL);
}
