/* Sums and checks against plain loops in the documented order, bit for bit. */
#include "floats.h"

#include "base/vec.h"
#include "kernels/reduce.h"

enum { SEED = 977 };

static void test_column_sums(void **state) {
  (void)state;
  uint32_t random = SEED;
  for (size_t m = 0; m <= 9; m++) {
    for (size_t n = 0; n <= 44; n += 4) {
      for (size_t kind = 0; kind < MIXES; kind++) {
        const size_t ldx = n + (m + kind) % 5;
        float *x = random_floats(span(m, n, ldx), &random, (mix)kind);
        float *out = new_floats(n + 2);
        glia_column_sums(x, ldx, out + 1, m, n);
        assert_true(is_sentinel(out[0]) && is_sentinel(out[n + 1]));
        for (size_t j = 0; j < n; j++) {
          float sum = 0.0f;
          for (size_t i = 0; i < m; i++) sum = sum + x[i * ldx + j];
          if (!same_bits(sum, out[j + 1])) {
            fail_msg("column %zu of (%zu, %zu) sums to %a, plain %a", j, m, n, (double)out[j + 1],
                     (double)sum);
          }
        }
        free(x);
        free(out);
      }
    }
  }
}

static void test_sum_squares(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  for (size_t n = 0; n <= 260; n += 4) {
    for (size_t kind = 0; kind < MIXES; kind++) {
      float *x = random_floats(n, &random, (mix)kind);
      float lane[4] = {0};
      for (size_t i = 0; i < n; i++) {
        const float square = x[i] * x[i];
        lane[i % 4] = lane[i % 4] + square;
      }
      const float even = lane[0] + lane[2], odd = lane[1] + lane[3];
      const float got = glia_sum_squares(x, n);
      if (!same_bits(even + odd, got)) {
        fail_msg("%zu squares: %a, plain %a", n, (double)got, (double)(even + odd));
      }
      free(x);
    }
  }
}

static void test_all_finite(void **state) {
  (void)state;
  static const uint32_t odd[] = {0x7f800000, 0xff800000, 0x7fc00000,
                                 0xffc00000, 0x7f800001, 0x7fffffff};
  assert_int_equal(glia_all_finite(NULL, 0), 1);
  uint32_t random = SEED + 2;
  for (size_t n = 4; n <= 36; n += 4) {
    float *x = random_floats(n, &random, WIDE);
    x[n / 2] = FLT_MAX;
    x[n / 3] = -FLT_MAX;
    assert_int_equal(glia_all_finite(x, n), 1);
    for (size_t i = 0; i < n; i++) {
      const float kept = x[i];
      for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
        x[i] = from_bits(odd[k]);
        assert_int_equal(glia_all_finite(x, n), 0);
      }
      x[i] = kept;
    }
    free(x);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_column_sums),
      cmocka_unit_test(test_sum_squares),
      cmocka_unit_test(test_all_finite),
  };
  return cmocka_run_group_tests_name("reduce", tests, NULL, NULL);
}
