/* Random orders: permutations all of them, all equally likely, each to be had alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/order.h"

enum { SEED = 7341 };

static void check_permutation(const uint32_t *order, size_t count) {
  unsigned char *seen = calloc(count ? count : 1, 1);
  assert_non_null(seen);
  for (size_t i = 0; i < count; i++) {
    assert_true(order[i] < count);
    assert_int_equal(seen[order[i]]++, 0);
  }
  free(seen);
}

static void test_identity(void **state) {
  (void)state;
  uint32_t order[100];
  for (size_t count = 0; count < 100; count++) {
    memset(order, 0xEE, sizeof order);
    glia_order_identity(order, count);
    for (size_t i = 0; i < 100; i++) assert_int_equal(order[i], i < count ? i : 0xEEEEEEEE);
  }
}

static void test_permutations(void **state) {
  (void)state;
  static const size_t counts[] = {0, 1, 2, 3, 4, 5, 10, 63, 64, 65, 500, 10000, 65537};
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    const size_t count = counts[c];
    uint32_t *order = malloc((count + 2) * sizeof *order);
    assert_non_null(order);
    for (uint32_t part = 0; part < 3; part++) {
      order[0] = order[count + 1] = 0xABCDABCD;
      glia_order_shuffle(order + 1, count, SEED, GLIA_STREAM_SHUFFLE, part);
      check_permutation(order + 1, count);
      assert_true(order[0] == 0xABCDABCD && order[count + 1] == 0xABCDABCD);
    }
    free(order);
  }
}

static size_t permutation_number(const uint32_t *order, size_t count) {
  size_t number = 0;
  for (size_t i = 0; i < count; i++) {
    size_t smaller = 0;
    for (size_t j = i + 1; j < count; j++) smaller += order[j] < order[i];
    number = number * (count - i) + smaller;
  }
  return number;
}

/* Every permutation of 2 to 6, 100 times each on average: none is missing, none is favoured. */
static void test_every_permutation(void **state) {
  (void)state;
  size_t all = 1;
  for (size_t count = 2; count <= 6; count++) {
    all *= count;
    size_t seen[720] = {0};
    const uint32_t epochs = (uint32_t)(100 * all);
    for (uint32_t epoch = 0; epoch < epochs; epoch++) {
      uint32_t order[6];
      glia_order_shuffle(order, count, SEED + count, GLIA_STREAM_SHUFFLE, epoch);
      seen[permutation_number(order, count)]++;
    }
    double chi = 0;
    for (size_t p = 0; p < all; p++) {
      if (!seen[p]) fail_msg("permutation %zu of %zu never came", p, count);
      chi += ((double)seen[p] - 100) * ((double)seen[p] - 100) / 100;
    }
    const double freedom = (double)all - 1;
    if (!(chi <= freedom + 5 * sqrt(2 * freedom))) {
      fail_msg("permutations of %zu: chi-square is %g with %g degrees of freedom", count, chi,
               freedom);
    }
  }
}

/* Where each of 20 numbers ends up, over seeds instead of epochs. */
static void test_every_place(void **state) {
  (void)state;
  enum { N = 20, SEEDS = 8000 };
  size_t seen[N][N] = {{0}};
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    uint32_t order[N];
    glia_order_shuffle(order, N, seed, GLIA_STREAM_SPLIT, 0);
    for (size_t i = 0; i < N; i++) seen[i][order[i]]++;
  }
  double chi = 0;
  const double expected = (double)SEEDS / N;
  for (size_t i = 0; i < N; i++) {
    for (size_t j = 0; j < N; j++) {
      chi += ((double)seen[i][j] - expected) * ((double)seen[i][j] - expected) / expected;
    }
  }
  const double freedom = (N - 1) * (N - 1);
  if (!(chi <= freedom + 5 * sqrt(2 * freedom))) {
    fail_msg("places: chi-square is %g with %g degrees of freedom", chi, freedom);
  }
}

static void test_depends_only_on_its_arguments(void **state) {
  (void)state;
  enum { N = 50 };
  uint32_t late[N], again[N], other[N];
  glia_order_shuffle(late, N, SEED, GLIA_STREAM_SHUFFLE, 900);
  for (uint32_t epoch = 0; epoch <= 900; epoch++) {
    memset(again, 0xFF, sizeof again);
    glia_order_shuffle(again, N, SEED, GLIA_STREAM_SHUFFLE, epoch);
    assert_true((memcmp(late, again, sizeof late) == 0) == (epoch == 900));
  }
  glia_order_shuffle(other, N, SEED + 1, GLIA_STREAM_SHUFFLE, 900);
  assert_memory_not_equal(late, other, sizeof late);
  glia_order_shuffle(other, N, SEED + (1ull << 32), GLIA_STREAM_SHUFFLE, 900);
  assert_memory_not_equal(late, other, sizeof late);
  glia_order_shuffle(other, N, SEED, GLIA_STREAM_SPLIT, 900);
  assert_memory_not_equal(late, other, sizeof late);
}

static void test_sorting(void **state) {
  (void)state;
  for (uint32_t n = 0; n < 300; n += n < 20 ? 1 : 31) {
    float keys[300] = {0};
    uint32_t order[301], random = n + 1;
    for (uint32_t i = 0; i < n; i++) keys[i] = (float)((random = random * 1664525u + 1013904223u) >> 29) - 3;
    order[n] = 4711;
    glia_order_sort(order, n, keys);
    assert_int_equal(order[n], 4711);
    for (uint32_t i = 1; i < n; i++) {
      assert_true(keys[order[i - 1]] < keys[order[i]] ||
                  (keys[order[i - 1]] == keys[order[i]] && order[i - 1] < order[i]));
      assert_true(order[i] < n);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_identity),          cmocka_unit_test(test_permutations),
      cmocka_unit_test(test_every_permutation), cmocka_unit_test(test_every_place),
      cmocka_unit_test(test_depends_only_on_its_arguments), cmocka_unit_test(test_sorting),
  };
  return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
