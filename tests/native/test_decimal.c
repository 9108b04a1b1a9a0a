/* Decimal numbers against the C library's own reader, where both must round to the nearest double. */
#include "floats.h"

#include <stdio.h>

#include "base/decimal.h"

enum { SEED = 299792458 };

static void check(const char *text) {
  double value = -1.5;
  const size_t length = strlen(text);
  char *copy = malloc(length ? length : 1);
  assert_non_null(copy);
  memcpy(copy, text, length);
  const int read = glia_decimal_read(copy, length, '.', &value);
  free(copy);
  const double expected = strtod(text, NULL);
  if (!read || memcmp(&value, &expected, sizeof value) != 0) {
    fail_msg("%s is %a and was read as %a", text, expected, read ? value : (double)NAN);
  }
}

static void test_numbers(void **state) {
  (void)state;
  static const char *const texts[] = {
      "0", "-0", "+0.0", "1", "0.1", "-.5", "5.", "00012.500", "1e3", "1E+3", "1e-3", "123456789012345678901234567890",
      "3.4028234663852886e38", "1e39", "1e999999999999", "-1e400", "1.7976931348623157e308",
      "1.7976931348623158e308", "1.7976931348623159e308", "0.00017976931348623157e312", "1e310", "1e309", "9e307",
      "0e999999999999", "1e-999999999999", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
      "2.2250738585072011e-308", "2.2250738585072014e-308", "9007199254740993", "9007199254740993.0000000000000000001",
      "9007199254740992.9999999999999999999", "0.000000000000000000000000000000000000000000000000001e51",
      "1.00000005960464477539062500000000000001", "179769313486231580793e-10", "8.589973e9", "7.8459735791271921e65"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) check(texts[i]);
}

static void test_no_numbers(void **state) {
  (void)state;
  static const char *const texts[] = {"", "+", "-", ".", "e5", ".e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "inf", "nan", " 1",
                                      "1 ", "--1", "+-1", "1-", "1e5.", "1e5e5", "1f", "1_000", "1d3", "e", "1e--3"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    double value = 7.0;
    if (glia_decimal_read(texts[i], strlen(texts[i]), '.', &value) || value != 7.0) {
      fail_msg("'%s' was read as %g", texts[i], value);
    }
  }
  double value = 0.0;
  assert_true(glia_decimal_read("-1,25e1", 7, ',', &value) && value == -12.5);
  assert_false(glia_decimal_read("1.25", 4, ',', &value));
  assert_true(glia_decimal_read("125", 2, '.', &value) && value == 12.0);
}

static uint64_t next_64(uint32_t *random) {
  const uint64_t high = next_bits(random);
  return high << 32 | next_bits(random);
}

static double double_of(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void test_random(void **state) {
  (void)state;
  uint32_t random = SEED;
  char text[64];
  for (int round = 0; round < 30000; round++) {
    const double value = double_of(next_64(&random));
    if (value - value != 0.0) continue;
    snprintf(text, sizeof text, "%.*e", (int)(next_bits(&random) % 21), value);
    check(text);
    snprintf(text, sizeof text, "%llu.%llu", (unsigned long long)(next_64(&random) >> next_bits(&random) % 64),
             (unsigned long long)(next_64(&random) >> next_bits(&random) % 64));
    check(text);
    snprintf(text, sizeof text, "-%llue%d", (unsigned long long)(next_64(&random) >> next_bits(&random) % 64),
             (int)(next_bits(&random) % 680) - 360);
    check(text);
  }
}

/* Exactly between two doubles, and a hair beside it, with all the digits that takes. */
static void test_halfway(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  static char text[1200];
  for (int round = 0; round < 800; round++) {
    const uint64_t bits = (next_64(&random) & INT64_MAX) >> (round % 4 ? 1 : 12);
    const double low = double_of(bits), high = double_of(bits + 1);
    if (high - high != 0.0) continue;
    const long double middle = ((long double)low + (long double)high) / 2;
    if ((long double)low + ((long double)high - (long double)low) / 2 != middle) continue;
    snprintf(text, sizeof text, "%.780Le", middle);
    check(text);
    char *exponent = strchr(text, 'e');
    assert_non_null(exponent);
    char rest[20];
    strcpy(rest, exponent);
    /* One more digit, beyond all that are kept: up from the middle. */
    sprintf(exponent, "%0*d1%s", 60, 0, rest);
    check(text);
  }
}

/* Written digits against the C library's printf, and no fewer of them would do. */
static void test_digits(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  char text[64], digits[64];
  for (int round = 0; round < 40000; round++) {
    double size = fabs(double_of(next_64(&random)));
    if (round % 3 == 1) size = (double)(next_64(&random) >> 50) / 16; /* halfway, often */
    if (round % 3 == 2) size = (double)(next_64(&random) >> next_bits(&random) % 64) / 1000;
    if (size - size != 0.0) continue;
    const int most = 1 + (int)(next_bits(&random) % GLIA_DIGITS_MAX);
    const glia_digits got = glia_digits_rounded(size, most);
    snprintf(text, sizeof text, "%.*e", most - 1, size);
    snprintf(digits, sizeof digits, "0.%.*se%d", got.count, got.digit, got.point);
    if (strtod(digits, NULL) != strtod(text, NULL)) fail_msg("%a to %d digits: %s, not %s", size, most, digits, text);
    if (got.count > most || (got.count > 1 && got.digit[got.count - 1] == '0')) fail_msg("%a has digits %s", size, digits);
    const int single = round % 2;
    const glia_digits least = glia_digits_shortest(single ? (double)(float)size : size, single);
    if (single && !(size < 1e38)) continue;
    for (int fewer = least.count - 1; fewer <= least.count; fewer++) {
      if (fewer < 1) continue;
      snprintf(text, sizeof text, "%.*e", fewer - 1, single ? (double)(float)size : size);
      const double back = strtod(text, NULL);
      const int same = single ? (float)back == (float)size : back == size;
      if (same != (fewer == least.count)) fail_msg("%a takes %d digits, not %d", size, fewer, least.count);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_no_numbers),
      cmocka_unit_test(test_random),
      cmocka_unit_test(test_halfway),
      cmocka_unit_test(test_digits),
  };
  return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
