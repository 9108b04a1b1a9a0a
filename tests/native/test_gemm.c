/* Matrix products and transpose against plain loops: every size around the tile edges, odd strides,
 * values of every sort, bit for bit. */
#include "floats.h"

#include "base/vec.h"
#include "kernels/gemm.h"

enum { SEED = 20240607 };

typedef struct {
  size_t m, k, n, lda, ldb, ldc;
} shape;

/* Compares c with the plain loops and looks at every float between and around its rows. */
static void check_product(const char *name, shape s, const float *a, size_t a_row, size_t a_term,
                          const float *b, const float *bias, const float *c, size_t before,
                          size_t total) {
  for (size_t at = 0; at < total; at++) {
    const int outside = at < before || s.ldc == 0;
    const size_t i = outside ? s.m : (at - before) / s.ldc;
    const size_t j = outside ? s.n : (at - before) % s.ldc;
    if (i >= s.m || j >= s.n) {
      if (!is_sentinel(c[at])) {
        fail_msg("%s m %zu k %zu n %zu ldc %zu: float %zu was written, outside the result", name,
                 s.m, s.k, s.n, s.ldc, at);
      }
      continue;
    }
    float acc = bias ? bias[j] : 0.0f;
    for (size_t p = 0; p < s.k; p++) {
      const float product = a[i * a_row + p * a_term] * b[p * s.ldb + j];
      acc = acc + product;
    }
    if (!same_bits(acc, c[at])) {
      fail_msg("%s m %zu k %zu n %zu: element (%zu, %zu) is %a, the plain sum %a", name, s.m, s.k,
               s.n, i, j, (double)c[at], (double)acc);
    }
  }
}

static void run_nn(shape s, int with_bias, mix kind, uint32_t *random) {
  float *a = random_floats(span(s.m, s.k, s.lda), random, kind);
  float *b = random_floats(span(s.k, s.n, s.ldb), random, kind);
  float *bias = with_bias ? random_floats(s.n, random, kind) : NULL;
  const size_t before = 5, total = before + s.m * s.ldc + 7;
  float *c = new_floats(total);
  glia_gemm_nn(a, s.lda, b, s.ldb, bias, c + before, s.ldc, s.m, s.k, s.n);
  check_product("nn", s, a, s.lda, 1, b, bias, c, before, total);
  free(a);
  free(b);
  free(bias);
  free(c);
}

static void run_tn(shape s, mix kind, uint32_t *random) {
  float *a = random_floats(span(s.k, s.m, s.lda), random, kind);
  float *b = random_floats(span(s.k, s.n, s.ldb), random, kind);
  const size_t before = 3, total = before + s.m * s.ldc + 5;
  float *c = new_floats(total);
  glia_gemm_tn(a, s.lda, b, s.ldb, c + before, s.ldc, s.m, s.k, s.n);
  check_product("tn", s, a, 1, s.lda, b, NULL, c, before, total);
  free(a);
  free(b);
  free(c);
}

/* c is added to: what stood there is where each sum begins. */
static void run_onto(shape s, mix kind, uint32_t *random) {
  float *a = random_floats(span(s.k, s.m, s.lda), random, kind);
  float *b = random_floats(span(s.k, s.n, s.ldb), random, kind);
  const size_t before = 3, total = before + s.m * s.ldc + 5;
  float *c = new_floats(total), *expected = new_floats(total);
  for (size_t i = 0; i < s.m; i++) {
    for (size_t j = 0; j < s.n; j++) {
      float acc = next_float(random, kind);
      c[before + i * s.ldc + j] = acc;
      for (size_t p = 0; p < s.k; p++) {
        const float product = a[p * s.lda + i] * b[p * s.ldb + j];
        acc = acc + product;
      }
      expected[before + i * s.ldc + j] = acc;
    }
  }
  glia_gemm_tn_onto(a, s.lda, b, s.ldb, c + before, s.ldc, s.m, s.k, s.n);
  for (size_t at = 0; at < total; at++) {
    if (!same_bits(c[at], expected[at])) {
      fail_msg("tn_onto m %zu k %zu n %zu ldc %zu: float %zu is %a, not %a", s.m, s.k, s.n, s.ldc, at,
               (double)c[at], (double)expected[at]);
    }
  }
  free(a);
  free(b);
  free(c);
  free(expected);
}

static void test_nn_small(void **state) {
  (void)state;
  uint32_t random = SEED;
  for (size_t m = 0; m <= 14; m++) {
    for (size_t k = 0; k <= 14; k++) {
      for (size_t n = 0; n <= 40; n += 4) {
        const shape s = {m, k, n, k + m % 4, n + 4 * (k % 3), n + 4 * (m % 3)};
        run_nn(s, (int)((m + k + n / 4) % 2), (mix)((m * 7 + k * 3 + n / 4) % MIXES), &random);
      }
    }
  }
}

static void test_tn_small(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  for (size_t m = 0; m <= 14; m++) {
    for (size_t k = 0; k <= 14; k++) {
      for (size_t n = 0; n <= 40; n += 4) {
        const shape s = {m, k, n, m + k % 4, n + 4 * (m % 3), n + 4 * (k % 3)};
        run_tn(s, (mix)((m * 5 + k + n / 4) % MIXES), &random);
        run_onto(s, (mix)((m * 3 + k + n / 4) % MIXES), &random);
      }
    }
  }
}

/* Sums long enough to be cut into chunks, and rows enough for the packed panel. */
static void test_long_sums(void **state) {
  (void)state;
  static const size_t terms[] = {31,  63,  64,  65,  127, 128, 129, 255,
                                 256, 257, 300, 511, 512, 513, 784};
  static const size_t rows[] = {1, 2, 5, 11, 12, 13, 35};
  uint32_t random = SEED + 2;
  for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
      for (size_t n = 4; n <= 28; n += 4) {
        const size_t m = rows[r], k = terms[t];
        const mix kind = n % 8 ? ORDINARY : SPECIAL;
        run_nn((shape){m, k, n, k + 1, n + 4, n}, n % 3 == 0, kind, &random);
        run_tn((shape){m, k, n, m + 1, n + 8, n + 4}, kind, &random);
        run_onto((shape){m, k, n, m + 2, n + 4, n + 8}, kind, &random);
      }
    }
  }
}

/* A row alone, anywhere in a batch and in any batch: the same bits. */
static void test_rows_are_independent(void **state) {
  (void)state;
  enum { M = 256, K = 300, N = 20 };
  uint32_t random = SEED + 3;
  float *a = random_floats(M * K, &random, ORDINARY);
  float *b = random_floats(K * N, &random, ORDINARY);
  float *bias = random_floats(N, &random, ORDINARY);
  float *all = new_floats(M * N), *some = new_floats(M * N);
  glia_gemm_nn(a, K, b, N, bias, all, N, M, K, N);
  for (size_t m = 1; m <= 20; m++) {
    for (size_t i = 0; i + m <= M; i += m) {
      glia_gemm_nn(a + i * K, K, b, N, bias, some, N, m, K, N);
      if (memcmp(some, all + i * N, m * N * sizeof *some) != 0) {
        fail_msg("rows %zu to %zu differ between a batch of %zu and one of %d", i, i + m - 1, m, M);
      }
    }
  }
  free(a);
  free(b);
  free(bias);
  free(all);
  free(some);
}

/* Terms below half a unit of the sum vanish one by one; any other order would keep them. */
static void test_order_of_summation(void **state) {
  (void)state;
  enum { K = 1025 };
  float *a = new_floats(K), *b = new_floats(K * 4), c[4];
  for (size_t p = 0; p < K; p++) {
    a[p] = 1.0f;
    for (size_t j = 0; j < 4; j++) b[p * 4 + j] = p == 0 ? 1.0f : 0x1p-25f;
  }
  glia_gemm_nn(a, K, b, 4, NULL, c, 4, 1, K, 4);
  for (size_t j = 0; j < 4; j++) assert_true(c[j] == 1.0f);
  b[0] = 0x1p-25f;
  b[4 * (K - 1)] = 1.0f; /* ascending: the small ones first, 1024 of them make 2⁻¹⁵ */
  glia_gemm_nn(a, K, b, 4, NULL, c, 4, 1, K, 4);
  assert_true(c[0] == 1.0f + 0x1p-15f);
  free(a);
  free(b);
}

static void test_zero_keeps_its_sign(void **state) {
  (void)state;
  const float a[2] = {0.0f, 1.0f}, b[8] = {-1, -1, -1, -1, -0.0f, -0.0f, -0.0f, -0.0f};
  const float bias[4] = {-0.0f, 0.0f, -0.0f, 1.0f};
  float c[4];
  glia_gemm_nn(a, 2, b, 4, bias, c, 4, 1, 2, 4);
  assert_true(signbit(c[0]) && !signbit(c[1]) && signbit(c[2]));
  assert_true(c[3] == 1.0f);
  glia_gemm_nn(a, 2, b, 4, NULL, c, 4, 1, 2, 4);
  assert_false(signbit(c[0]));
  glia_gemm_nn(a, 2, b, 4, bias, c, 4, 1, 0, 4);
  assert_memory_equal(c, bias, sizeof c);
}

static void test_transpose(void **state) {
  (void)state;
  uint32_t random = SEED + 4;
  for (size_t rows = 0; rows <= 13; rows++) {
    for (size_t cols = 0; cols <= 13; cols++) {
      for (size_t more = 0; more <= 5; more++) {
        const size_t lds = cols + more, ldd = glia_pad(rows) + 4 * (more % 3);
        float *src = random_floats(span(rows, cols, lds), &random, (mix)(more % MIXES));
        const size_t before = 3, total = before + cols * ldd + 5;
        float *dst = new_floats(total);
        glia_transpose(src, lds, dst + before, ldd, rows, cols);
        for (size_t at = 0; at < total; at++) {
          const size_t r = at < before || ldd == 0 ? cols : (at - before) / ldd;
          const size_t c = at < before || ldd == 0 ? 0 : (at - before) % ldd;
          int right;
          if (r >= cols || c >= glia_pad(rows)) right = is_sentinel(dst[at]);
          else if (c >= rows) right = bits_of(dst[at]) == 0;
          else right = bits_of(dst[at]) == bits_of(src[c * lds + r]);
          if (!right) {
            fail_msg("transpose of (%zu, %zu), lds %zu, ldd %zu: float %zu is %a", rows, cols, lds,
                     ldd, at, (double)dst[at]);
          }
        }
        free(src);
        free(dst);
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nn_small),
      cmocka_unit_test(test_tn_small),
      cmocka_unit_test(test_long_sums),
      cmocka_unit_test(test_rows_are_independent),
      cmocka_unit_test(test_order_of_summation),
      cmocka_unit_test(test_zero_keeps_its_sign),
      cmocka_unit_test(test_transpose),
  };
  return cmocka_run_group_tests_name("gemm", tests, NULL, NULL);
}
