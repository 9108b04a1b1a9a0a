/* Bounded text and numbers as text: never an overrun, never a lost bit. */
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "oracle.h"

enum { SENTINEL = 0x5A, REALS = 30000 };

static uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static double from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* xorshift64*; the state is the seed and must not be 0. */
static uint64_t next(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * 0x2545F4914F6CDD1D;
}

static size_t format_real(double value, char *buffer, size_t room) {
  glia_text text = glia_text_open(buffer, room);
  glia_text_real(&text, value);
  return text.length;
}

static void write_all(glia_text *text) {
  glia_text_put(text, "%s=%d&", "points", 500);
  glia_text_real(text, -0.0625);
  glia_text_put(text, "%s", "");
  glia_text_json(text, "a\"\\\n\x01z");
  glia_text_put(text, "%c", '!');
}

/* Every room from none to too much: the same length is told, a prefix is written, the zero byte is
 * the last, nothing is touched behind it. The block has exactly `room` bytes for the sanitizer too.
 */
static void test_every_room(void **state) {
  (void)state;
  static const char whole[] = "points=500&-0.0625\"a\\\"\\\\\\u000a\\u0001z\"!";
  for (size_t room = 0; room < sizeof whole + 20; room++) {
    char *buffer = malloc(room ? room : 1);
    assert_non_null(buffer);
    memset(buffer, SENTINEL, room ? room : 1);
    glia_text text = glia_text_open(buffer, room);
    if (room) assert_int_equal(buffer[0], '\0');
    write_all(&text);
    assert_int_equal(text.length, sizeof whole - 1);
    if (room == 0) {
      assert_int_equal(buffer[0], SENTINEL);
    } else {
      const size_t kept = room < sizeof whole ? room - 1 : sizeof whole - 1;
      assert_int_equal(strlen(buffer), kept);
      assert_memory_equal(buffer, whole, kept);
      for (size_t i = kept + 1; i < room; i++) assert_int_equal(buffer[i], SENTINEL);
    }
    free(buffer);
  }
  glia_text none = glia_text_open(NULL, 0);
  write_all(&none);
  assert_int_equal(none.length, sizeof whole - 1);
}

static void test_long_put(void **state) {
  (void)state;
  char *long_text = malloc(70001), *buffer = malloc(65000);
  assert_true(long_text && buffer);
  memset(long_text, 'x', 70000);
  long_text[70000] = '\0';
  glia_text text = glia_text_open(buffer, 65000);
  glia_text_put(&text, "%s", long_text);
  glia_text_put(&text, "%s", long_text);
  assert_int_equal(text.length, 140000);
  assert_int_equal(strlen(buffer), 64999);
  free(long_text);
  free(buffer);
}

#define CHECK_FORMAT(...)                                                                  \
  do {                                                                                     \
    char expected[400], got[400];                                                          \
    snprintf(expected, sizeof expected, __VA_ARGS__);                                      \
    glia_text text = glia_text_open(got, sizeof got);                                      \
    glia_text_put(&text, __VA_ARGS__);                                                     \
    assert_string_equal(got, expected);                                                    \
    assert_int_equal(text.length, strlen(expected));                                       \
  } while (0)

/* The own formatting against the C library's. */
static void test_formats(void **state) {
  (void)state;
  CHECK_FORMAT("%s", "nothing");
  CHECK_FORMAT("100 %%, %s and %.*s, %.3s, %.9s|%c%%", "all", 2, "part", "cut", "whole", '!');
  CHECK_FORMAT("%d %d %d %5d %05d %ld %lld", 0, INT_MIN, INT_MAX, -42, -42, LONG_MIN, LLONG_MIN);
  CHECK_FORMAT("%u %x %02x %08lx %016llx %lu %llu", UINT_MAX, 0xBEEFu, 7u, 0x803ul, ULLONG_MAX, ULONG_MAX, 0ull);
  CHECK_FORMAT("%g %g %g %g %g %g %g", 0.0, -0.0, INFINITY, -INFINITY, 1e5, 1e6, 0.0001);
  CHECK_FORMAT("%g %g %.3g %.2g %.0g %g", 0.00001, 123456789.0, 0.9996, 99.5, 0.15, 100000.5);
  char nan[8];
  glia_text whole = glia_text_open(nan, sizeof nan);
  glia_text_put(&whole, "%g", (double)NAN);
  assert_string_equal(nan, "nan");
  uint64_t random = 20240614;
  for (int i = 0; i < REALS; i++) {
    const double any = from_bits(next(&random));
    const double everyday = (double)(next(&random) >> 40) / (double)(1 + (next(&random) >> 52));
    const int digits = (int)(next(&random) >> 40) % 18;
    if (isfinite(any)) CHECK_FORMAT("%.*g %g", digits, any, any);
    CHECK_FORMAT("%.*g %.3g %g", digits, -everyday, everyday, everyday);
    const unsigned long long bits = next(&random);
    CHECK_FORMAT("%llu %lld %llx", bits, (long long)bits, bits);
  }
}

static void check_round_trip(double value) {
  char digits[40];
  const size_t length = format_real(value, digits, sizeof digits);
  assert_true(length < sizeof digits && strlen(digits) == length);
  double read = 12345;
  if (!glia_text_read_real(digits, length, &read) || bits_of(read) != bits_of(value)) {
    fail_msg("%a is written as %s and read as %a", value, digits, read);
  }
  if (bits_of(strtod(digits, NULL)) != bits_of(value)) {
    fail_msg("%a is written as %s, which strtod reads differently", value, digits);
  }
}

static void test_reals_round_trip(void **state) {
  (void)state;
  static const double edges[] = {
      0.0, 1.0, DBL_MAX, DBL_MIN, DBL_EPSILON, 0x1p-1074, 0x1p53, 0x1p53 + 2,
      0x1p63, 1e15, 1e22, 1e23, 999999999999999.0, 1000000000000001.0,
      2.2250738585072011e-308, 9007199254740993.0, 0.1 + 0.2,
      4294967295.0};
  for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
    for (int step = -2; step <= 2; step++) {
      const double near =
          from_bits(bits_of(edges[i]) + (uint64_t)(step < 0 && !edges[i] ? 0 : step));
      if (!isfinite(near)) continue;
      check_round_trip(near);
      check_round_trip(-near);
    }
  }
  for (int exponent = -1074; exponent < 1024; exponent++) check_round_trip(ldexp(1.0, exponent));
  uint64_t random = 20240612;
  for (int i = 0; i < REALS; i++) {
    const double any = from_bits(next(&random));
    if (isfinite(any)) check_round_trip(any);
    const double everyday = (double)(next(&random) >> 40) / (double)(1 + (next(&random) >> 52));
    check_round_trip(i % 2 ? everyday : -everyday);
  }
}

/* Significant digits of a text, without a point and without zeros at either end. */
static size_t significant(const char *text) {
  size_t count = 0, zeros = 0;
  for (; *text && *text != 'e'; text++) {
    if (*text < '0' || *text > '9') continue;
    if (*text == '0') {
      zeros += count > 0;
    } else {
      count += zeros + 1;
      zeros = 0;
    }
  }
  return count;
}

/* Whether any decimal of this many digits near value reads back as it. */
static int fits(double value, int digits) {
  char text[64];
  snprintf(text, sizeof text, "%.*e", digits - 1, fabs(value));
  char mantissa[32];
  size_t n = 0;
  const char *at = text;
  for (; *at != 'e'; at++) {
    if (*at != '.') mantissa[n++] = *at;
  }
  mantissa[n] = '\0';
  const long long middle = strtoll(mantissa, NULL, 10);
  for (long long near = middle - 1; near <= middle + 1; near++) {
    snprintf(text + 32, 32, "%llde%d", near, atoi(at + 1) - (digits - 1));
    if (strtod(text + 32, NULL) == fabs(value)) return 1;
  }
  return 0;
}

static void test_reals_are_short(void **state) {
  (void)state;
  uint64_t random = 20240613;
  for (int i = 0; i < 10000; i++) {
    double value = from_bits(next(&random));
    const uint64_t decimals = next(&random);
    if (i % 2)
      value = (double)(decimals >> 48) / (double[]){1, 10, 100, 1000, 1e4, 1e7, 1e12}[decimals % 7];
    if (!isfinite(value) || value == 0) continue;
    char digits[40];
    format_real(value, digits, sizeof digits);
    const int count = (int)significant(digits);
    assert_in_range(count, 1, 17);
    if (count > 1 && fits(value, count - 1)) {
      fail_msg("%a is written as %s, with %d digits where %d are enough", value, digits, count,
               count - 1);
    }
  }
}

static void test_reals_as_people_write_them(void **state) {
  (void)state;
  static const struct {
    double value;
    const char *text;
  } known[] = {
      {0, "0"}, {-0.0, "-0"}, {1, "1"}, {-1, "-1"}, {10, "10"}, {500, "500"}, {1000, "1000"},
      {100000, "100000"}, {1000000, "1000000"}, {4294967295.0, "4294967295"}, {0.1, "0.1"},
      {0.5, "0.5"}, {-2.5, "-2.5"}, {33.3, "33.3"}, {0.001, "0.001"}, {0.0001, "0.0001"},
      {0.00001, "1e-5"}, {0.000015, "1.5e-5"}, {1e-9, "1e-9"}, {1e-10, "1e-10"}, {0.999, "0.999"},
      {0.9999, "0.9999"}, {123456.789, "123456.789"}, {1e15, "1e15"}, {1e21, "1e21"},
      {1.5e300, "1.5e300"}, {0x1p-1074, "5e-324"}, {DBL_MAX, "1.7976931348623157e308"},
      {0.1 + 0.2, "0.30000000000000004"}
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    char digits[40];
    assert_int_equal(format_real(known[i].value, digits, sizeof digits), strlen(known[i].text));
    assert_string_equal(digits, known[i].text);
  }
}

/* Every byte a C string can hold goes through a strict reader and comes back. */
static void test_json_strings(void **state) {
  (void)state;
  char all[200], buffer[1200], error[128];
  size_t n = 0;
  for (int c = 1; c < 128; c++) all[n++] = (char)c;
  strcpy(all + n, "\xC3\xA9 x\xE2\x82\x81\xC2\xB2 \xF0\x9F\xA7\xA0 </script> %s %n");
  const char *const texts[] = {"", "\"", "\\", "\\u0041", "plain", all};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    glia_text text = glia_text_open(buffer, sizeof buffer);
    glia_text_json(&text, texts[i]);
    assert_true(text.length < sizeof buffer);
    oracle *parsed = oracle_parse(buffer, text.length, error, sizeof error);
    if (!parsed) fail_msg("%s is no JSON: %s", buffer, error);
    assert_string_equal(oracle_string_at(parsed, "%s", ""), texts[i]);
    oracle_free(parsed);
  }
}

static void check_read(const char *from, size_t length, int accepted, double expected) {
  char *exact = malloc(length ? length : 1);
  assert_non_null(exact);
  memcpy(exact, from, length);
  double value = 0x1.23456p+7;
  const int read = glia_text_read_real(exact, length, &value);
  free(exact);
  if (!!read != accepted) fail_msg("'%.*s' is %s", (int)length, from, read ? "read" : "refused");
  const double left = accepted ? expected : 0x1.23456p+7;
  if (bits_of(value) != bits_of(left))
    fail_msg("'%.*s' gives %a, not %a", (int)length, from, value, left);
}

static void test_numbers_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double value;
  } right[] = {{"0", 0},
               {"-0", -0.0},
               {"12", 12},
               {"-0.5", -0.5},
               {"1e-3", 1e-3},
               {"1E3", 1000},
               {"1e+3", 1000},
               {"007", 7},
               {"0.1", 0.1},
               {"10.0", 10},
               {"4294967295", 4294967295.0},
               {"1e-400", 0},
               {"1.7976931348623157e308", DBL_MAX},
               {"5e-324", 0x1p-1074},
               {"0.30000000000000004", 0.1 + 0.2},
               {"0.1000000000000000055511151231257827021181583404541015625", 0.1},
               {"123456789012345678901234567890", 123456789012345678901234567890.0}};
  for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
    check_read(right[i].text, strlen(right[i].text), 1, right[i].value);
  }
  check_read("125", 2, 1, 12); /* what lies behind the length is not looked at */
  check_read("1e5", 1, 1, 1);
}

static void test_numbers_refused(void **state) {
  (void)state;
  static const char *const wrong[] = {"",        " ",
                                      "1 ",      " 1",
                                      "\t1",     "1\n",
                                      ".",       "-",
                                      "+",       "--1",
                                      "+-1",     "-+1",
                                      "1-",      "1+",
                                      "e",       "e5",
                                      "1e",      "1e+",
                                      "1e-",     "1ee5",
                                      "1e5.5",   "1.2.3",
                                      "1,5",     "0x10",
                                      "0x1p3",   "1f",
                                      "1d0",     "inf",
                                      "-inf",    "infinity",
                                      "nan",     "NaN",
                                      "nan(1)",  "1_000",
                                      "1'000",   "12abc",
                                      "abc",     "\xE2\x88\x92\x31",
                                      "\xD9\xA1"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    check_read(wrong[i], strlen(wrong[i]), 0, 0);
  check_read("1\0", 2, 0, 0);
  check_read("\0" "1", 2, 0, 0);
  check_read("1\0" "2", 3, 0, 0);
  for (size_t length = 56; length < 3000; length += length < 80 ? 1 : 97) {
    char *digits = malloc(length); /* ends in no zero byte: reading on would be seen */
    assert_non_null(digits);
    memset(digits, '9', length);
    double value;
    (void)glia_text_read_real(digits, length, &value);
    memset(digits, 'e', length);
    assert_int_equal(glia_text_read_real(digits, length, &value), 0);
    free(digits);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_room),
      cmocka_unit_test(test_long_put),
      cmocka_unit_test(test_formats),
      cmocka_unit_test(test_reals_round_trip), cmocka_unit_test(test_reals_are_short),
      cmocka_unit_test(test_reals_as_people_write_them),
      cmocka_unit_test(test_json_strings),    cmocka_unit_test(test_numbers_read),
      cmocka_unit_test(test_numbers_refused),
  };
  return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
