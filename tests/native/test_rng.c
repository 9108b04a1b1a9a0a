/* Random numbers: the generator against its authors' published values, everything made of it
 * against the distribution it promises. Seeds are fixed; a bound of 5 standard deviations is passed
 * by chance alone less than once in a million. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

enum { SEED = 20240611, DRAWS = 400000 };

/* Known answers of philox4x32-10 distributed with Random123. */
static void test_philox_known_answers(void **state) {
  (void)state;
  static const struct {
    uint32_t counter[4], key[2], out[4];
  } known[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    uint32_t out[6] = {7, 7, 7, 7, 7, 7};
    glia_philox(known[i].counter, known[i].key, out + 1);
    assert_memory_equal(out + 1, known[i].out, sizeof known[i].out);
    assert_true(out[0] == 7 && out[5] == 7);
    uint32_t inplace[4];
    memcpy(inplace, known[i].counter, sizeof inplace);
    glia_philox(inplace, known[i].key, inplace);
    assert_memory_equal(inplace, known[i].out, sizeof inplace);
  }
}

/* Number i is word i % 4 of block i / 4; key = seed, high counter words = part and stream. */
static void test_stream_is_the_counter(void **state) {
  (void)state;
  static const uint64_t seeds[] = {0, 1, 0xffffffff, 0x0123456789abcdef, UINT64_MAX};
  for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++) {
    for (uint32_t part = 0; part < 3; part++) {
      glia_rng rng = glia_rng_open(seeds[s], GLIA_STREAM_INIT, part);
      for (uint32_t i = 0; i < 41; i++) {
        const uint32_t counter[4] = {i / 4, 0, part, 3};
        const uint32_t key[2] = {(uint32_t)seeds[s], (uint32_t)(seeds[s] >> 32)};
        uint32_t out[4];
        glia_philox(counter, key, out);
        assert_int_equal(glia_rng_bits(&rng), out[i % 4]);
      }
    }
  }
}

static void test_counter_carries(void **state) {
  (void)state;
  glia_rng rng = glia_rng_open(SEED, GLIA_STREAM_USER, 9);
  rng.counter[0] = UINT32_MAX;
  for (int i = 0; i < 4; i++) glia_rng_bits(&rng);
  const uint32_t counter[4] = {0, 1, 9, GLIA_STREAM_USER}, key[2] = {SEED, 0};
  uint32_t out[4];
  glia_philox(counter, key, out);
  assert_int_equal(glia_rng_bits(&rng), out[0]);
}

static void test_copies_are_independent(void **state) {
  (void)state;
  glia_rng a = glia_rng_open(SEED, GLIA_STREAM_DATA, 0);
  for (int i = 0; i < 6; i++) glia_rng_bits(&a);
  glia_rng b = a;
  uint32_t later[50];
  for (int i = 0; i < 50; i++) later[i] = glia_rng_bits(&a);
  for (int i = 0; i < 50; i++) assert_int_equal(glia_rng_bits(&b), later[i]);
}

static int by_value(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* Two numbers (64 bits) of 10 places in every stream of 40 parts of 24 seeds: none twice. */
static void test_streams_share_nothing(void **state) {
  (void)state;
  enum { SEEDS = 24, STREAMS = 5, PARTS = 40, PLACES = 10, ALL = SEEDS * STREAMS * PARTS * PLACES };
  uint64_t *seen = malloc(ALL * sizeof *seen);
  assert_non_null(seen);
  size_t n = 0;
  for (uint64_t s = 0; s < SEEDS; s++) {
    const uint64_t seed = s < 12 ? s : s << 32;
    for (int stream = 1; stream <= STREAMS; stream++) {
      for (uint32_t part = 0; part < PARTS; part++) {
        glia_rng rng = glia_rng_open(seed, (glia_stream)stream, part);
        for (int i = 0; i < PLACES; i++) {
          const uint64_t first = glia_rng_bits(&rng);
          seen[n++] = first << 32 | glia_rng_bits(&rng);
        }
      }
    }
  }
  qsort(seen, ALL, sizeof *seen, by_value);
  for (size_t i = 1; i < ALL; i++) assert_true(seen[i] != seen[i - 1]);
  free(seen);
}

/* |x| <= bound, so that NaN fails. */
static void check_small(const char *what, double x, double bound) {
  if (!(fabs(x) <= bound)) fail_msg("%s is off by %g, more than %g", what, x, bound);
}

static void check_chi_square(const char *what, const size_t *seen, const double *share,
                             size_t cells, double total) {
  double sum = 0;
  for (size_t i = 0; i < cells; i++) {
    const double expected = total * (share ? share[i] : 1.0 / (double)cells);
    sum += ((double)seen[i] - expected) * ((double)seen[i] - expected) / expected;
  }
  const double freedom = (double)cells - 1;
  if (!(sum <= freedom + 5 * sqrt(2 * freedom)) || !(sum >= freedom - 5 * sqrt(2 * freedom))) {
    fail_msg("%s: chi-square is %g with %g degrees of freedom", what, sum, freedom);
  }
}

static void test_uniform(void **state) {
  (void)state;
  glia_rng rng = glia_rng_open(SEED, GLIA_STREAM_USER, 0);
  size_t seen[128] = {0}, pairs[256] = {0};
  double sum = 0, squares = 0, products = 0, last = 0, lowest = 1, highest = 0;
  for (int i = 0; i < DRAWS; i++) {
    const double u = glia_rng_uniform(&rng);
    assert_true(u >= 0.0 && u < 1.0);
    assert_true((double)(float)u == u && u * 0x1p24 == floor(u * 0x1p24));
    seen[(size_t)(u * 128)]++;
    if (i % 2) pairs[(size_t)(last * 16) * 16 + (size_t)(u * 16)]++;
    sum += u;
    squares += (u - 0.5) * (u - 0.5);
    if (i) products += (u - 0.5) * (last - 0.5);
    last = u;
    if (u < lowest) lowest = u;
    if (u > highest) highest = u;
  }
  const double n = DRAWS;
  check_small("the mean", sum / n - 0.5, 5 / sqrt(12 * n));
  check_small("the variance", squares / n - 1.0 / 12, 5 / sqrt(180 * n));
  check_small("the covariance of neighbours", products / n, 5 / (12 * sqrt(n)));
  check_small("the lowest", lowest, 20 / n);
  check_small("the highest", 1 - highest, 20 / n);
  check_chi_square("128 intervals", seen, NULL, 128, n);
  check_chi_square("256 squares", pairs, NULL, 256, n / 2);
}

static void test_between(void **state) {
  (void)state;
  glia_rng rng = glia_rng_open(SEED, GLIA_STREAM_USER, 1), same = rng;
  double sum = 0;
  for (int i = 0; i < 100000; i++) {
    const double x = glia_rng_between(&rng, -3.0, 5.0);
    assert_true(x >= -3.0 && x < 5.0);
    assert_true(x == -3.0 + 8.0 * glia_rng_uniform(&same));
    sum += x;
  }
  check_small("the mean", sum / 100000 - 1.0, 5 * 8 / sqrt(12 * 100000.0));
  assert_true(glia_rng_between(&rng, 2.5, 2.5) == 2.5);
}

static double normal_below(double x) { return 0.5 * erfc(-x / sqrt(2.0)); }

static void test_normal(void **state) {
  (void)state;
  enum { CELLS = 62 }; /* -3 to 3 in tenths, and what lies outside */
  glia_rng rng = glia_rng_open(SEED, GLIA_STREAM_USER, 2);
  size_t seen[CELLS] = {0};
  double share[CELLS], moment[5] = {0}, products = 0, last = 0;
  size_t far = 0;
  for (int i = 0; i < DRAWS; i++) {
    const double x = glia_rng_normal(&rng);
    assert_true(fabs(x) <= sqrt(48 * log(2.0)) + 1e-9); /* the smallest u is 2^-24 */
    const double cell = floor((x + 3) * 10) + 1;
    seen[cell < 0 ? 0 : cell > CELLS - 1 ? CELLS - 1 : (size_t)cell]++;
    double power = 1;
    for (int m = 1; m <= 4; m++) moment[m] += power *= x;
    products += x * last;
    last = x;
    far += fabs(x) > 3.5;
  }
  const double n = DRAWS;
  check_small("the mean", moment[1] / n, 5 / sqrt(n));
  check_small("the variance", moment[2] / n - 1, 5 * sqrt(2 / n));
  check_small("the skew", moment[3] / n, 5 * sqrt(15 / n));
  check_small("the fourth moment", moment[4] / n - 3, 5 * sqrt(96 / n));
  check_small("the covariance of neighbours", products / n, 5 / sqrt(n));
  const double tail = n * 2 * normal_below(-3.5);
  check_small("the number beyond 3.5", (double)far - tail, 5 * sqrt(tail));
  for (int i = 0; i < CELLS; i++) {
    const double low = i ? normal_below((i - 31) / 10.0) : 0;
    share[i] = (i < CELLS - 1 ? normal_below((i - 30) / 10.0) : 1) - low;
  }
  check_chi_square("tenths of the bell", seen, share, CELLS, n);
}

/* The first of two uniform numbers is the radius, the second the turn (Box and Muller). */
static void test_normal_formula(void **state) {
  (void)state;
  glia_rng rng = glia_rng_open(SEED, GLIA_STREAM_INIT, 3), same = rng;
  for (int i = 0; i < 10000; i++) {
    const double u = 1 - glia_rng_uniform(&same), turn = glia_rng_uniform(&same);
    const double expected = sqrt(-2 * log(u)) * cos(2 * acos(-1.0) * turn);
    check_small("a normal number", glia_rng_normal(&rng) - expected, 1e-14);
  }
}

static void test_below(void **state) {
  (void)state;
  for (uint32_t n = 1; n <= 40; n++) {
    glia_rng rng = glia_rng_open(SEED, GLIA_STREAM_USER, 100 + n);
    size_t seen[40] = {0};
    for (int i = 0; i < 40000; i++) {
      const uint32_t x = glia_rng_below(&rng, n);
      assert_true(x < n);
      seen[x]++;
    }
    if (n > 1) check_chi_square("0 … n-1", seen, NULL, n, 40000);
  }
}

/* Large ranges, where a plain product or remainder would favour some numbers twice over. */
static void test_below_without_bias(void **state) {
  (void)state;
  static const uint32_t ranges[] = {3u << 30, 0x80000001u, 0xAAAAAAABu, 0xFFFFFFFFu, 0xC0000001u};
  for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++) {
    const uint32_t n = ranges[r];
    glia_rng rng = glia_rng_open(SEED, GLIA_STREAM_USER, 200 + (uint32_t)r);
    size_t thirds[3] = {0}, tenths[10] = {0};
    for (int i = 0; i < 90000; i++) {
      const uint32_t x = glia_rng_below(&rng, n);
      assert_true(x < n);
      thirds[x % 3]++;
      tenths[(uint64_t)x * 10 / n]++;
    }
    check_chi_square("remainders by 3", thirds, NULL, 3, 90000);
    check_chi_square("tenths of the range", tenths, NULL, 10, 90000);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_philox_known_answers),
      cmocka_unit_test(test_stream_is_the_counter),
      cmocka_unit_test(test_counter_carries),
      cmocka_unit_test(test_copies_are_independent),
      cmocka_unit_test(test_streams_share_nothing),
      cmocka_unit_test(test_uniform),
      cmocka_unit_test(test_between),
      cmocka_unit_test(test_normal),
      cmocka_unit_test(test_normal_formula),
      cmocka_unit_test(test_below),
      cmocka_unit_test(test_below_without_bias),
  };
  return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
