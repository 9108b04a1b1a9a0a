/* Dropout: oracle cases, the statistics of its masks, and what a mask may depend on. */
#include "floats.h"

#include "nn/dropout.h"
#include "oracle.h"

/* The oracle gives a mask of its own: what the layer does with one. */
static void test_oracle_mask(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  oracle *o = oracle_load("layers/dropout_mask.json");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const oracle_tensor kept = oracle_tensor_at(o, "inputs.mask");
  const float rate = (float)oracle_number_at(o, "config.p");
  float *x = oracle_floats(oracle_tensor_at(o, "inputs.x")), *mask = new_floats(kept.count);
  float *up = oracle_floats(oracle_tensor_at(o, "inputs.upstream")), *out = new_floats(kept.count);
  assert_int_equal(kept.count % 4, 0);
  for (size_t i = 0; i < kept.count; i++) mask[i] = kept.data[i] != 0 ? 1.0f / (1.0f - rate) : 0.0f;
  glia_dropout_apply(x, mask, kept.count, out);
  oracle_check("y_train", out, oracle_tensor_at(o, "expected.y_train"), t.atol, t.rtol);
  glia_dropout_apply(up, mask, kept.count, up); /* in place */
  oracle_check("dx_train", up, oracle_tensor_at(o, "expected.dx_train"), t.atol, t.rtol);
  free(x);
  free(up);
  free(mask);
  free(out);
  oracle_free(o);
}

static void test_oracle_statistics(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  oracle *o = oracle_load("layers/dropout_statistics.json");
  for (size_t r = 0; r < oracle_count_at(o, "expected.rates"); r++) {
    const double rate = oracle_number_at(o, "expected.rates[%zu].p", r);
    const size_t n = (size_t)oracle_number_at(o, "expected.rates[%zu].n", r);
    float *mask = new_floats(n), *ones = new_floats(n);
    for (size_t i = 0; i < n; i++) ones[i] = 1.0f;
    assert_int_equal(n % 8, 0);
    glia_dropout_mask((glia_dropout_key){4711 + r, 3, 1}, (float)rate, n / 8, 8, mask);
    glia_dropout_apply(ones, mask, n, ones);
    double sum = 0, zeros = 0;
    const double value = oracle_number_at(o, "expected.rates[%zu].value_if_kept", r);
    for (size_t i = 0; i < n; i++) {
      sum += (double)ones[i];
      zeros += ones[i] == 0.0f;
      assert_true(ones[i] == 0.0f || fabs((double)ones[i] - value) < 1e-6 * value);
    }
    const double mean_bound = oracle_number_at(o, "expected.rates[%zu].sample_mean_5sigma", r);
    const double zero_bound = oracle_number_at(o, "expected.rates[%zu].fraction_zero_5sigma", r);
    assert_true(fabs(sum / (double)n - 1) <= mean_bound);
    assert_true(fabs(zeros / (double)n - rate) <= zero_bound);
    free(mask);
    free(ones);
  }
  oracle_free(o);
}

enum { ROWS = 500, STRIDE = 16, COUNT = ROWS * STRIDE };

/* The share of places where both masks keep; by chance it is (1 - rate)². */
static double both_kept(const float *a, const float *b, size_t count) {
  double both = 0;
  for (size_t i = 0; i < count; i++) both += a[i] != 0.0f && b[i] != 0.0f;
  return both / (double)count;
}

/* Masks of other seeds, steps and layers have nothing to do with each other, however little the keys
 * differ; the same key gives the same mask. */
static void test_keys(void **state) {
  (void)state;
  static const glia_dropout_key keys[] = {
      {1, 1, 0},           {1, 1, 1},           {1, 2, 0},  {2, 1, 0},           {1ull << 32 | 1, 1, 0},
      {1, 1ull << 32 | 1, 0}, {UINT64_MAX, 1, 0}, {1, UINT64_MAX, 0}, {1, 1, 15}, {0, 0, 0}};
  enum { KEYS = sizeof keys / sizeof *keys };
  float *masks[KEYS], *again = new_floats(COUNT);
  for (size_t k = 0; k < KEYS; k++) {
    masks[k] = new_floats(COUNT);
    glia_dropout_mask(keys[k], 0.5f, ROWS, STRIDE, masks[k]);
    glia_dropout_mask(keys[k], 0.5f, ROWS, STRIDE, again);
    assert_memory_equal(again, masks[k], COUNT * sizeof(float));
    for (size_t j = 0; j < k; j++) {
      assert_true(fabs(both_kept(masks[k], masks[j], COUNT) - 0.25) < 5 * sqrt(0.25 * 0.75 / COUNT));
    }
  }
  /* nor have neighbours in one mask, along a row or down a column */
  const double bound = 5 * sqrt(0.25 * 0.75 / COUNT) + 1e-3;
  assert_true(fabs(both_kept(masks[0], masks[0] + 1, COUNT - 1) - 0.25) < bound);
  assert_true(fabs(both_kept(masks[0], masks[0] + STRIDE, COUNT - STRIDE) - 0.25) < bound);
  for (size_t k = 0; k < KEYS; k++) free(masks[k]);
  free(again);
}

/* A row has its mask, however many rows follow it. */
static void test_rows_are_independent(void **state) {
  (void)state;
  for (size_t stride = 4; stride <= 20; stride += 4) {
    float *all = new_floats(9 * stride);
    glia_dropout_mask((glia_dropout_key){7, 8, 9}, 0.3f, 9, stride, all);
    for (size_t rows = 1; rows <= 9; rows++) {
      float *part = new_floats(rows * stride + 4);
      glia_dropout_mask((glia_dropout_key){7, 8, 9}, 0.3f, rows, stride, part);
      assert_memory_equal(part, all, rows * stride * sizeof(float));
      for (size_t i = 0; i < 4; i++) assert_true(is_sentinel(part[rows * stride + i]));
      free(part);
    }
    free(all);
  }
}

/* More is dropped at a higher rate, and always what was dropped at a lower one. */
static void test_rates(void **state) {
  (void)state;
  static const float rates[] = {0.0f, 1e-6f, 0.1f, 0.25f, 0.5f, 0.9f};
  float before[COUNT], mask[COUNT];
  for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
    double zeros = 0;
    glia_dropout_mask((glia_dropout_key){5, 5, 5}, rates[r], ROWS, STRIDE, mask);
    for (size_t i = 0; i < COUNT; i++) {
      assert_true(mask[i] == 0.0f || mask[i] == 1.0f / (1.0f - rates[r]));
      if (r && before[i] == 0.0f) assert_true(mask[i] == 0.0f);
      zeros += mask[i] == 0.0f;
    }
    const double p = (double)rates[r];
    assert_true(fabs(zeros / COUNT - p) <= 5 * sqrt(p * (1 - p) / COUNT));
    memcpy(before, mask, sizeof before);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle_mask), cmocka_unit_test(test_oracle_statistics),
      cmocka_unit_test(test_keys),        cmocka_unit_test(test_rows_are_independent),
      cmocka_unit_test(test_rates),
  };
  return cmocka_run_group_tests_name("dropout", tests, NULL, NULL);
}
