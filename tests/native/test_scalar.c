/* The double-precision functions against long double; special values; a fingerprint of the bits. */
#include "floats.h"

#include "base/scalar.h"

enum { SEED = 5150, COUNT = 200000 };

static uint32_t random_state;

static double uniform(void) {
  const uint64_t high = next_bits(&random_state), low = next_bits(&random_state);
  return (double)((high << 32 | low) >> 11) * 0x1p-53;
}

static double between(double low, double high) { return low + (high - low) * uniform(); }

static double ulp_error(double got, long double exact) {
  int exponent;
  frexpl(exact, &exponent);
  if (exact == 0 || exponent < -1021) exponent = -1021;
  return (double)(fabsl((long double)got - exact) / ldexpl(1, exponent - 53));
}

static void check(const char *name, double x, double got, long double exact, double bound) {
  if (!(ulp_error(got, exact) <= bound)) {
    fail_msg("%s(%a = %.17g) is %.17g, exactly %.20Lg: off by %.3f ulp, allowed %.2f (seed %d)",
             name, x, x, got, exact, ulp_error(got, exact), bound, SEED);
  }
}

static void test_exp_and_log(void **state) {
  (void)state;
  random_state = SEED;
  for (int i = 0; i < COUNT; i++) {
    const double x = i % 2 ? between(-745, 709.7) : between(-1, 1);
    check("exp", x, glia_exp(x), expl(x), 1.0);
    const double near = between(0.5, 2), wide = exp(between(-744, 709));
    check("log", near, glia_log(near), logl(near), 1.0);
    check("log", wide, glia_log(wide), logl(wide), 1.0);
    const double tiny = x * 1e-5 + 1;
    check("log", tiny, glia_log(tiny), logl(tiny), 1.0);
  }
}

static void test_sin_and_cos(void **state) {
  (void)state;
  random_state = SEED + 1;
  for (int i = 0; i < COUNT; i++) {
    const double reach = i % 3 == 0 ? 1e5 : i % 3 == 1 ? 10 : 0.01;
    const double x = between(-reach, reach);
    check("sin", x, glia_sin(x), sinl(x), 1.0);
    check("cos", x, glia_cos(x), cosl(x), 1.0);
    const double zero = (double)(i % 60000) * 1.5707963267948966; /* near a zero */
    check("sin", zero, glia_sin(zero), sinl(zero), 1.0);
    check("cos", zero, glia_cos(zero), cosl(zero), 1.0);
    const double large = between(-1e12, 1e12);
    const double allowed = 1e-15 + fabs(large) * 0x1p-52;
    assert_true(fabs(glia_sin(large) - (double)sinl(large)) <= allowed);
    assert_true(fabs(glia_cos(large) - (double)cosl(large)) <= allowed);
  }
}

static void test_pow(void **state) {
  (void)state;
  random_state = SEED + 2;
  int compared = 0;
  for (int i = 0; i < COUNT; i++) {
    const double reach = i % 4 == 0 ? 700 : i % 4 == 1 ? 10 : i % 4 == 2 ? 0.5 : 1e-3;
    const double x = exp(between(-reach, reach));
    double y = between(-709, 709) / fabs(log(x));
    if (i % 8 < 4) y = nearbyint(y);
    const long double exact = powl(x, y);
    /* powl's own exponent 11 bits long leaves few to spare: its error is part of the bound */
    if (exact < 0x1p-1022L || exact > 0x1.fffffp+1023L) continue;
    check("pow", x, glia_pow(x, y), exact, 1.75);
    if (y == nearbyint(y) && fabs(y) < 1e15) {
      const int odd = fmod(y, 2) != 0;
      assert_true(glia_pow(-x, y) == (odd ? -glia_pow(x, y) : glia_pow(x, y)));
    }
    compared++;
  }
  assert_true(compared > COUNT / 2);
  double product = 1;
  for (int n = 0; n < 60; n++, product *= 2) {
    assert_true(glia_pow(2, n) == product && glia_pow(2, -n) == 1 / product);
  }
  for (int i = 1; i < 1000; i++) assert_true(glia_pow(i, 1) == i && glia_pow(i, 2) == i * i);
}

static int same_double(double a, double b) {
  return (a != a && b != b) || memcmp(&a, &b, sizeof a) == 0;
}

static void test_pow_special(void **state) {
  (void)state;
  static const double values[] = {
      0.0,       -0.0,          1,       -1,     2,      -2,      3,       -3,      0.5,    -0.5,
      INFINITY,  -INFINITY,     NAN,     1e308,  -1e308, 5e-324,  -5e-324, 0x1p+53, 1e300,  1075,
      0x1p+53 - 1, -0x1p+53 + 1, 0x1p+51 + 0.5, -1075,  0x1p+64, 0x1p+65, 1e-300,
      0x1.0000000000001p+0};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
      const double got = glia_pow(values[i], values[j]), wanted = pow(values[i], values[j]);
      const int close = wanted != 0 && isfinite(wanted) && ulp_error(got, wanted) <= 1.5;
      if (!same_double(got, wanted) && !close) {
        fail_msg("pow(%a, %a) is %a, not %a", values[i], values[j], got, wanted);
      }
    }
  }
}

static void expect(const char *what, double got, double wanted) {
  if (!same_double(got, wanted)) fail_msg("%s is %a, not %a", what, got, wanted);
}
#define EXPECT(call, wanted) expect(#call, call, wanted)

static void test_special_values(void **state) {
  (void)state;
  EXPECT(glia_exp(0.0), 1.0);
  EXPECT(glia_exp(INFINITY), INFINITY);
  EXPECT(glia_exp(-INFINITY), 0.0);
  EXPECT(glia_exp(709.79), INFINITY);
  EXPECT(glia_exp(-745.14), 0.0);
  EXPECT(glia_exp(-745.13), 0x1p-1074);
  EXPECT(glia_exp(1e308), INFINITY);
  EXPECT(glia_exp(-1e308), 0.0);
  EXPECT(glia_exp(NAN), NAN);
  EXPECT(glia_log(1.0), 0.0);
  EXPECT(glia_log(0.0), -INFINITY);
  EXPECT(glia_log(-0.0), -INFINITY);
  EXPECT(glia_log(-1.0), NAN);
  EXPECT(glia_log(-INFINITY), NAN);
  EXPECT(glia_log(INFINITY), INFINITY);
  EXPECT(glia_log(NAN), NAN);
  EXPECT(glia_sin(0.0), 0.0);
  EXPECT(glia_sin(-0.0), -0.0);
  EXPECT(glia_sin(5e-324), 5e-324);
  EXPECT(glia_sin(INFINITY), NAN);
  EXPECT(glia_sin(NAN), NAN);
  EXPECT(glia_sin(1e300), glia_sin(0x1p+50));
  EXPECT(glia_cos(0.0), 1.0);
  EXPECT(glia_cos(-INFINITY), NAN);
  EXPECT(glia_sqrt(2.25), 1.5);
  const double least = 5e-324, denormal = 2e-310;
  check("log", least, glia_log(least), logl(least), 1.0);
  check("log", denormal, glia_log(denormal), logl(denormal), 1.0);
}

static void add(uint64_t *hash, double y) {
  uint64_t bits;
  memcpy(&bits, &y, sizeof bits);
  *hash = (*hash ^ bits) * 0x100000001b3u;
}

/* FNV-1a over the bits of results. Another number means that a result changed: then data sets and
 * schedules change too. */
static void test_fingerprint(void **state) {
  (void)state;
  uint64_t hash = 0xcbf29ce484222325u;
  for (int i = 0; i < 10000; i++) {
    const double t = (i - 5000) * 0.0729;
    add(&hash, glia_exp(t));
    add(&hash, glia_sin(t));
    add(&hash, glia_cos(t));
    add(&hash, glia_log((i + 1) * 0.0371));
    add(&hash, glia_pow((i + 1) * 0.0371, t * 0.01));
  }
  if (hash != 0xe5e37161648d30c3u) {
    fail_msg("the fingerprint is 0x%016llx, not the one recorded", (unsigned long long)hash);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_exp_and_log),    cmocka_unit_test(test_sin_and_cos),
      cmocka_unit_test(test_pow),            cmocka_unit_test(test_pow_special),
      cmocka_unit_test(test_special_values), cmocka_unit_test(test_fingerprint),
  };
  return cmocka_run_group_tests_name("scalar", tests, NULL, NULL);
}
