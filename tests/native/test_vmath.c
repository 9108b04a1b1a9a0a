/* The elementary functions against long double, on every 1021st bit pattern and around every edge;
 * special values; tables of the oracle; a fingerprint of the bits, the same for every compiler. */
#include "floats.h"
#include "oracle.h"

#include "base/vmath.h"

enum { STEP = 1021 };

static long double sigmoid_reference(long double x) { return 1.0L / (1.0L + expl(-x)); }

static long double softplus_reference(long double x) {
  return x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x));
}

/* Inlined functions have no address of their own. */
#define WRAP(name)                                     \
  static vf name##_lanes(vf x) { return vm_##name(x); } \
  static float name##_one(float x) { return vm_##name##1(x); }
WRAP(exp)
WRAP(expm1)
WRAP(log)
WRAP(log1p)
WRAP(tanh)
WRAP(sigmoid)
WRAP(softplus)
WRAP(erf)
WRAP(sin)
WRAP(cos)

typedef struct {
  const char *name;
  vf (*lanes)(vf);
  float (*one)(float);
  long double (*reference)(long double);
  float low, high;      /* where the bounds are promised */
  double ulp, absolute; /* an error within either is right */
  uint64_t fingerprint;
} function;

#define ROW(name, reference, ...) {#name, name##_lanes, name##_one, reference, __VA_ARGS__}
static const function functions[] = {
    ROW(exp, expl, -INFINITY, INFINITY, 1.02, 0, 0xcdf45546ff3bbb55),
    ROW(expm1, expm1l, -INFINITY, INFINITY, 1.5, 0, 0x6db31406a6864ef4),
    ROW(log, logl, 0, INFINITY, 0.85, 0, 0xa93d8c431901ec85),
    ROW(log1p, log1pl, -1, INFINITY, 0.9, 0, 0x7b5a095d2de895c4),
    ROW(tanh, tanhl, -INFINITY, INFINITY, 2.5, 0, 0xbeb0de13f5404614),
    ROW(sigmoid, sigmoid_reference, -INFINITY, INFINITY, 2.5, 0x1p-127, 0x3af1af298e656786),
    ROW(softplus, softplus_reference, -INFINITY, INFINITY, 1.65, 0, 0xc071c2ec805b180e),
    ROW(erf, erfl, -INFINITY, INFINITY, 1.45, 0, 0x1bac4e14ad87bf10),
    ROW(sin, sinl, -6400, 6400, 1.3, 1e-12, 0x7ab1b007d35f7b38),
    ROW(cos, cosl, -6400, 6400, 1.3, 1e-12, 0x5b48113c82b6c3e5),
};

enum { FUNCTIONS = sizeof functions / sizeof *functions };

/* The distance in units of the last place a float has at the exact value. */
static double ulp_error(float got, long double exact) {
  int exponent;
  frexpl(exact, &exponent);
  if (exact == 0 || exponent < -125) exponent = -125;
  return (double)(fabsl((long double)got - exact) / ldexpl(1, exponent - 24));
}

static int is_right(const function *f, float got, long double exact) {
  /* what a float overflows to: half a unit above the largest */
  if (fabsl(exact) >= 0x1.ffffffp+127L) return got == (exact > 0 ? INFINITY : -INFINITY);
  return ulp_error(got, exact) <= f->ulp || fabsl((long double)got - exact) <= f->absolute;
}

static void check_four(const function *f, const float x[4]) {
  float y[4];
  vf_store(y, f->lanes(vf_load(x)));
  for (int k = 0; k < 4; k++) {
    if (!(x[k] >= f->low && x[k] <= f->high)) continue; /* NaN too */
    const long double exact = f->reference(x[k]);
    if (!is_right(f, y[k], exact)) {
      fail_msg("%s(%a = %.9g) is %.9g, exactly %.12Lg: off by %.3f ulp, allowed %.3f", f->name,
               (double)x[k], (double)x[k], (double)y[k], exact, ulp_error(y[k], exact), f->ulp);
    }
  }
}

static void test_walk(void **state) {
  (void)state;
  for (int i = 0; i < FUNCTIONS; i++) {
    for (uint64_t bits = 0; bits <= UINT32_MAX; bits += 4 * STEP) {
      float x[4];
      for (uint32_t k = 0; k < 4; k++) x[k] = from_bits((uint32_t)bits + k * STEP);
      check_four(&functions[i], x);
    }
  }
}

/* 256 floats on either side of every place where a formula or a result changes its kind. */
static void test_edges(void **state) {
  (void)state;
  static const float edges[] = {
      0x1p-149f, 0x1p-126f, 0x1p-25f,   0x1p-24f,   0x1p-23f,   0x1p-12f,   0.125f,     0.25f,
      0.34657359f, 0.41421356f, 0.5f,   0.70710678f, 0.78539816f, 0.875f,   1.0f,       1.0397208f,
      1.41421356f, 1.5707963f, 2.0f,    3.1415927f, 3.9192059f, 3.9375f,    4.5625f,    4.7123890f,
      6.2831853f, 9.0109134f, 9.125f,   16.0f,      16.635532f, 17.328680f, 18.0f,      64.0f,
      87.0f,      87.336545f, 87.683113f, 88.0f,    88.376259f, 88.6f,      88.722839f, 89.0f,
      103.27893f, 103.97208f, 104.0f,   105.0f,     355.0f,     710.0f,     6400.0f,    0x1p+23f,
      0x1p+24f,   0x1p+25f,   0x1p+64f, FLT_MAX};
  for (int i = 0; i < FUNCTIONS; i++) {
    for (size_t e = 0; e < sizeof edges / sizeof *edges; e++) {
      const uint32_t middle = bits_of(edges[e]);
      for (uint32_t sign = 0; sign < 2; sign++) {
        for (uint32_t n = 0; n < 512; n += 4) {
          float x[4];
          for (uint32_t k = 0; k < 4; k++) {
            const uint32_t bits = middle + n + k < 256 ? 0 : middle + n + k - 256;
            x[k] = from_bits((bits > 0x7f7fffffu ? 0x7f7fffffu : bits) | sign << 31);
          }
          check_four(&functions[i], x);
        }
      }
    }
  }
}

static void expect(const char *what, float got, float wanted) {
  if (!same_bits(got, wanted)) fail_msg("%s is %a, not %a", what, (double)got, (double)wanted);
}
#define EXPECT(call, wanted) expect(#call, call, wanted)

static void test_special_values(void **state) {
  (void)state;
  const float inf = INFINITY;
  EXPECT(vm_exp1(0.0f), 1.0f);
  EXPECT(vm_exp1(-0.0f), 1.0f);
  EXPECT(vm_exp1(inf), inf);
  EXPECT(vm_exp1(-inf), 0.0f);
  EXPECT(vm_exp1(89.0f), inf);
  EXPECT(vm_exp1(-104.0f), 0.0f);
  EXPECT(vm_exp1(FLT_MAX), inf);
  EXPECT(vm_exp1(-FLT_MAX), 0.0f);
  EXPECT(vm_expm11(0.0f), 0.0f);
  EXPECT(vm_expm11(-0.0f), -0.0f);
  EXPECT(vm_expm11(inf), inf);
  EXPECT(vm_expm11(-inf), -1.0f);
  EXPECT(vm_expm11(-0x1p-149f), -0x1p-149f);
  EXPECT(vm_log1(0.0f), -inf);
  EXPECT(vm_log1(-0.0f), -inf);
  EXPECT(vm_log1(1.0f), 0.0f);
  EXPECT(vm_log1(inf), inf);
  EXPECT(vm_log1(-inf), NAN);
  EXPECT(vm_log1(-1.0f), NAN);
  EXPECT(vm_log1(-0x1p-149f), NAN);
  EXPECT(vm_log1p1(0.0f), 0.0f);
  EXPECT(vm_log1p1(-0.0f), -0.0f);
  EXPECT(vm_log1p1(-1.0f), -inf);
  EXPECT(vm_log1p1(-1.5f), NAN);
  EXPECT(vm_log1p1(-inf), NAN);
  EXPECT(vm_log1p1(inf), inf);
  EXPECT(vm_log1p1(0x1p-149f), 0x1p-149f);
  EXPECT(vm_tanh1(0.0f), 0.0f);
  EXPECT(vm_tanh1(-0.0f), -0.0f);
  EXPECT(vm_tanh1(inf), 1.0f);
  EXPECT(vm_tanh1(-inf), -1.0f);
  EXPECT(vm_tanh1(9.125f), 1.0f);
  EXPECT(vm_tanh1(-0x1p-149f), -0x1p-149f);
  EXPECT(vm_sigmoid1(0.0f), 0.5f);
  EXPECT(vm_sigmoid1(-0.0f), 0.5f);
  EXPECT(vm_sigmoid1(inf), 1.0f);
  EXPECT(vm_sigmoid1(-inf), 0.0f);
  EXPECT(vm_sigmoid1(-1000.0f), 0.0f);
  EXPECT(vm_softplus1(inf), inf);
  EXPECT(vm_softplus1(-inf), 0.0f);
  EXPECT(vm_softplus1(1000.0f), 1000.0f);
  EXPECT(vm_softplus1(-1000.0f), 0.0f);
  EXPECT(vm_erf1(-0.0f), -0.0f);
  EXPECT(vm_erf1(inf), 1.0f);
  EXPECT(vm_erf1(-inf), -1.0f);
  EXPECT(vm_sin1(0.0f), 0.0f);
  EXPECT(vm_sin1(-0.0f), -0.0f);
  EXPECT(vm_sin1(-0x1p-149f), -0x1p-149f);
  EXPECT(vm_sin1(inf), NAN);
  EXPECT(vm_cos1(0.0f), 1.0f);
  EXPECT(vm_cos1(-inf), NAN);
  static const uint32_t nans[] = {0x7fc00000, 0xffc00000, 0x7fffffff,
                                  0xffffffff, 0x7fc00001, 0x7fc001ff};
  for (int i = 0; i < FUNCTIONS; i++) {
    for (size_t n = 0; n < sizeof nans / sizeof *nans; n++) {
      const float y = functions[i].one(from_bits(nans[n]));
      if (y == y) fail_msg("%s of NaN %08x is %g", functions[i].name, nans[n], (double)y);
    }
  }
}

/* Where the bounds end: sin and cos of large arguments stay in [-1, 1] and near the truth. */
static void test_large_angles(void **state) {
  (void)state;
  for (float x = 6400.0f; x < 0x1p+22f; x *= 1.000341f) {
    for (int sign = -1; sign <= 1; sign += 2) {
      const double exact = sin(sign * (double)x);
      const double error = fabs((double)vm_sin1((float)sign * x) - exact);
      if (!(error <= 1e-7 + (double)x * 0x1p-23)) {
        fail_msg("sin(%a) is off by %g", (double)x, error);
      }
    }
  }
  EXPECT(vm_sin1(FLT_MAX), vm_sin1(0x1p+22f));
  EXPECT(vm_cos1(-FLT_MAX), vm_cos1(0x1p+22f));
}

static void test_symmetry_and_range(void **state) {
  (void)state;
  for (uint32_t bits = 0; bits <= 0x7f800000u; bits += 4093) {
    const float x = from_bits(bits);
    assert_true(same_bits(vm_tanh1(-x), -vm_tanh1(x)));
    assert_true(same_bits(vm_erf1(-x), -vm_erf1(x)));
    assert_true(same_bits(vm_sin1(-x), -vm_sin1(x)));
    assert_true(same_bits(vm_cos1(-x), vm_cos1(x)));
    assert_true(vm_tanh1(x) >= 0.0f && vm_tanh1(x) <= 1.0f);
    assert_true(vm_erf1(x) >= 0.0f && vm_erf1(x) <= 1.0f);
    assert_true(vm_sigmoid1(x) >= 0.5f && vm_sigmoid1(x) <= 1.0f);
    assert_true(vm_sigmoid1(-x) >= 0.0f && vm_sigmoid1(-x) <= 0.5f);
    assert_true(vm_softplus1(-x) >= 0.0f && vm_softplus1(x) >= x);
  }
}

/* A lane knows nothing of its neighbours, and the scalar is any lane. */
static void test_lanes(void **state) {
  (void)state;
  uint32_t random = 4711;
  for (int i = 0; i < FUNCTIONS; i++) {
    for (int round = 0; round < 2000; round++) {
      float x[4], y[4];
      for (int k = 0; k < 4; k++) x[k] = next_float(&random, round % 2 ? SPECIAL : WIDE);
      vf_store(y, functions[i].lanes(vf_load(x)));
      for (int k = 0; k < 4; k++) {
        if (!same_bits(y[k], functions[i].one(x[k]))) {
          fail_msg("%s(%a) is %a in lane %d and %a alone", functions[i].name, (double)x[k],
                   (double)y[k], k, (double)functions[i].one(x[k]));
        }
      }
    }
  }
}

/* FNV-1a of the result bits (NaN as one pattern) along a walk. Any other number means that a result
 * changed: then golden hashes of training runs change too. */
static void test_fingerprints(void **state) {
  (void)state;
  for (int i = 0; i < FUNCTIONS; i++) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint64_t bits = 0; bits <= UINT32_MAX; bits += 65521) {
      const float y = functions[i].one(from_bits((uint32_t)bits));
      hash = (hash ^ (y == y ? bits_of(y) : 0x7fc00000u)) * 0x100000001b3u;
    }
    if (hash != functions[i].fingerprint) {
      fail_msg("the bits of %s have the fingerprint 0x%016llx, not 0x%016llx", functions[i].name,
               (unsigned long long)hash, (unsigned long long)functions[i].fingerprint);
    }
  }
}

static void test_oracle_tables(void **state) {
  (void)state;
  static const struct {
    const char *file;
    float (*one)(float);
  } tables[] = {{"activations/tanh.json", tanh_one},
                {"activations/sigmoid.json", sigmoid_one},
                {"activations/softplus.json", softplus_one}};
  if (!oracle_available()) skip();
  for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
    oracle *o = oracle_load(tables[t].file);
    const oracle_tensor x = oracle_tensor_at(o, "inputs.x");
    float *in = oracle_floats(x), *out = new_floats(x.count);
    for (size_t i = 0; i < x.count; i++) out[i] = tables[t].one(in[i]);
    /* far below the file's tolerance: 2.5 ulp and the flushed end of sigmoid */
    oracle_check(tables[t].file, out, oracle_tensor_at(o, "expected.y"), 0x1p-127, 2.5 * 0x1p-23);
    free(in);
    free(out);
    oracle_free(o);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_walk),
      cmocka_unit_test(test_edges),
      cmocka_unit_test(test_special_values),
      cmocka_unit_test(test_large_angles),
      cmocka_unit_test(test_symmetry_and_range),
      cmocka_unit_test(test_lanes),
      cmocka_unit_test(test_fingerprints),
      cmocka_unit_test(test_oracle_tables),
  };
  return cmocka_run_group_tests_name("vmath", tests, NULL, NULL);
}
