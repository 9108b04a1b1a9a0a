/* What vec.h promises of its operations, on pairs of every sort of float. WebAssembly gives these
 * results by its specification; here the native substitute is held to them. */
#include "floats.h"

#include "base/vec.h"

static const uint32_t samples[] = {
    0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff, 0x00800000, 0x3effffff, 0x3f000000,
    0x3f000001, 0xbf000000, 0x3f800000, 0xbf800000, 0x3fc00000, 0xbfc00000, 0x40200000, 0xc0200000,
    0x4afffffe, 0x4affffff, 0x4b000000, 0xcb000001, 0x4effffff, 0x4f000000, 0xcf000000, 0xcf000001,
    0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7fc00123, 0x40490fdb};
enum { SAMPLES = sizeof samples / sizeof *samples };

/* Calls check with every pair, in lane (i + j) % 4 beside other values. */
static void each_pair(void (*check)(float a, float b, int lane, vf va, vf vb)) {
  for (uint32_t i = 0; i < SAMPLES; i++) {
    for (uint32_t j = 0; j < SAMPLES; j++) {
      const int lane = (int)((i + j) % 4);
      float a[4] = {1.5f, -2.5f, 3.5f, -4.5f}, b[4] = {-1.0f, 2.0f, 3.0f, 4.0f};
      a[lane] = from_bits(samples[i]);
      b[lane] = from_bits(samples[j]);
      check(a[lane], b[lane], lane, vf_load(a), vf_load(b));
    }
  }
}

static float lane_of(vf v, int lane) {
  float x[4];
  vf_store(x, v);
  return x[lane];
}

static uint32_t mask_of(vi v, int lane) { return bits_of(lane_of(v, lane)); }

static void same(const char *what, float a, float b, float got, float wanted) {
  if (!same_bits(got, wanted)) {
    fail_msg("%s of %a and %a is %a, not %a", what, (double)a, (double)b, (double)got,
             (double)wanted);
  }
}

static void check_arithmetic(float a, float b, int lane, vf va, vf vb) {
  same("add", a, b, lane_of(vf_add(va, vb), lane), a + b);
  same("sub", a, b, lane_of(vf_sub(va, vb), lane), a - b);
  same("mul", a, b, lane_of(vf_mul(va, vb), lane), a * b);
  same("div", a, b, lane_of(vf_div(va, vb), lane), a / b);
  same("sqrt", a, b, lane_of(vf_sqrt(va), lane), sqrtf(a));
  const float product = a * b;
  same("madd", a, b, lane_of(vf_madd(va, vb, vb), lane), b + product);
  assert_int_equal(bits_of(lane_of(vf_neg(va), lane)), bits_of(a) ^ 0x80000000u);
  assert_int_equal(bits_of(lane_of(vf_abs(va), lane)), bits_of(a) & 0x7fffffffu);
}

/* The exact bits: with a NaN on either side the first operand comes back, also for ±0. */
static void check_min_max(float a, float b, int lane, vf va, vf vb) {
  const uint32_t low = mask_of(vf_min(va, vb), lane), high = mask_of(vf_max(va, vb), lane);
  assert_int_equal(low, bits_of(b < a ? b : a));
  assert_int_equal(high, bits_of(a < b ? b : a));
}

static void check_comparisons(float a, float b, int lane, vf va, vf vb) {
  assert_int_equal(mask_of(vf_lt(va, vb), lane), a < b ? UINT32_MAX : 0);
  assert_int_equal(mask_of(vf_le(va, vb), lane), a <= b ? UINT32_MAX : 0);
  assert_int_equal(mask_of(vf_gt(va, vb), lane), a > b ? UINT32_MAX : 0);
  assert_int_equal(mask_of(vf_ge(va, vb), lane), a >= b ? UINT32_MAX : 0);
  assert_int_equal(mask_of(vf_eq(va, vb), lane), a == b ? UINT32_MAX : 0);
  assert_int_equal(mask_of(vf_ne(va, vb), lane), a != b ? UINT32_MAX : 0);
  const vf chosen = vf_select(vf_lt(va, vb), va, vb);
  assert_int_equal(mask_of(chosen, lane), bits_of(a < b ? a : b));
  assert_int_equal(mask_of(vf_and(vf_lt(va, vb), va), lane), a < b ? bits_of(a) : 0);
}

static void check_bits(float a, float b, int lane, vf va, vf vb) {
  const uint32_t x = bits_of(a), y = bits_of(b);
  assert_int_equal(mask_of(vf_or(va, vb), lane), x | y);
  assert_int_equal(mask_of(vf_xor(va, vb), lane), x ^ y);
  assert_int_equal(mask_of(vi_and(va, vb), lane), x & y);
  assert_int_equal(mask_of(vi_add(va, vb), lane), x + y);
  assert_int_equal(mask_of(vi_sub(va, vb), lane), x - y);
  assert_int_equal(mask_of(vi_eq(va, vb), lane), x == y ? UINT32_MAX : 0);
  assert_int_equal(mask_of(vi_shl(va, 23), lane), x << 23);
  assert_int_equal(mask_of(vi_shru(va, 23), lane), x >> 23);
  const uint32_t sign = x >> 31 ? 0xfffffe00u : 0;
  assert_int_equal(mask_of(vi_shr(va, 23), lane), x >> 23 | sign);
}

static void check_conversions(float a, float b, int lane, vf va, vf vb) {
  (void)b;
  (void)vb;
  int32_t wanted = 0; /* NaN */
  if (a >= 0x1p+31f) wanted = INT32_MAX;
  else if (a <= -0x1p+31f) wanted = INT32_MIN;
  else if (a == a) wanted = (int32_t)a;
  assert_int_equal(mask_of(vf_to_int(va), lane), (uint32_t)wanted);
  const int32_t integer = (int32_t)bits_of(a);
  assert_true(lane_of(vi_to_float(vi_splat(integer)), lane) == (float)integer);
  /* half to even, the sign of zero kept: nearbyint in the default rounding mode */
  same("round", a, a, lane_of(vf_round(va), lane), nearbyintf(a));
}

static void test_arithmetic(void **state) {
  (void)state;
  each_pair(check_arithmetic);
}

static void test_min_max(void **state) {
  (void)state;
  each_pair(check_min_max);
}

static void test_comparisons(void **state) {
  (void)state;
  each_pair(check_comparisons);
}

static void test_bits(void **state) {
  (void)state;
  each_pair(check_bits);
}

static void test_conversions(void **state) {
  (void)state;
  each_pair(check_conversions);
}

/* (0 + 2) + (1 + 3): the large lanes cancel before a small one is lost. */
static void test_sum_order(void **state) {
  (void)state;
  const float x[4] = {0x1p+25f, 1.0f, -0x1p+25f, 0.0f};
  assert_true(vf_sum(vf_load(x)) == 1.0f);
  uint32_t random = 31;
  for (int i = 0; i < 10000; i++) {
    float r[4];
    for (int k = 0; k < 4; k++) r[k] = next_float(&random, (mix)(i % MIXES));
    const float pair02 = r[0] + r[2], pair13 = r[1] + r[3];
    assert_true(same_bits(vf_sum(vf_load(r)), pair02 + pair13));
  }
  const float zeros[4] = {-0.0f, -0.0f, -0.0f, -0.0f};
  assert_true(signbit(vf_sum(vf_load(zeros))));
}

static void test_masks(void **state) {
  (void)state;
  for (size_t n = 1; n <= 4; n++) {
    for (int lane = 0; lane < 4; lane++) {
      assert_int_equal(mask_of(vi_first(n), lane), (size_t)lane < n ? UINT32_MAX : 0);
    }
  }
  assert_int_equal(vi_any(vi_splat(0)), 0);
  for (int lane = 0; lane < 4; lane++) {
    float x[4] = {0};
    x[lane] = from_bits(1u << (lane * 9));
    assert_int_equal(vi_any(vf_load(x)), 1);
  }
}

/* The blocks are exactly as long as said: the address sanitizer sees any byte beyond. */
static void test_parts(void **state) {
  (void)state;
  for (size_t n = 1; n <= 6; n++) {
    const size_t used = n < 4 ? n : 4;
    float *x = new_floats(n), *y = new_floats(n);
    for (size_t i = 0; i < n; i++) x[i] = (float)(i + 1);
    const vf v = vf_load_part(x, n);
    for (int lane = 0; lane < 4; lane++) {
      const float wanted = (size_t)lane < used ? (float)(lane + 1) : 0.0f;
      assert_int_equal(mask_of(v, lane), bits_of(wanted));
    }
    const float full[4] = {-1, -2, -3, -4};
    vf_store_part(y, vf_load(full), n);
    for (size_t i = 0; i < n; i++) assert_true(i < used ? y[i] == full[i] : is_sentinel(y[i]));
    free(x);
    free(y);
  }
}

static void test_small(void **state) {
  (void)state;
  assert_int_equal(glia_pad(0), 0);
  assert_int_equal(glia_pad(1), 4);
  assert_int_equal(glia_pad(4), 4);
  assert_int_equal(glia_pad(5), 8);
  for (int lane = 0; lane < 4; lane++) {
    assert_int_equal(mask_of(vf_zero(), lane), 0);
    assert_int_equal(mask_of(vf_splat(-0.0f), lane), 0x80000000u);
    assert_int_equal(mask_of(vi_splat(-2), lane), 0xfffffffeu);
  }
  const float x[4] = {1, 2, 3, 4};
  const vf v = vf_load(x);
  assert_true(vf_lane(v, 0) == 1 && vf_lane(v, 1) == 2 && vf_lane(v, 2) == 3 && vf_lane(v, 3) == 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_arithmetic),  cmocka_unit_test(test_min_max),
      cmocka_unit_test(test_comparisons), cmocka_unit_test(test_bits),
      cmocka_unit_test(test_conversions), cmocka_unit_test(test_sum_order),
      cmocka_unit_test(test_masks),       cmocka_unit_test(test_parts),
      cmocka_unit_test(test_small),
  };
  return cmocka_run_group_tests_name("vec", tests, NULL, NULL);
}
