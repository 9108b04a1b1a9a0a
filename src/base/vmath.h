/* Elementary functions on four lanes, and on one float through the same four lanes.
 *
 * Only additions, multiplications, divisions and bit operations of vec.h: no libm, so a result has
 * the same bits on every machine in the exact build. The coefficients are minimax fits of our own
 * (Remez exchange; then rounded to float32 one after the other, refitting what is left).
 *
 * Largest errors in units in the last place, found by walking through at least every fifth float,
 * and through all of them where the error is largest; the tests hold the bounds on a coarser walk
 * through all bit patterns. Operations are those left in WebAssembly without constants, loads and
 * stores.
 *
 *   function     largest  operations  remarks
 *   vm_exp       1.01     27          gradual underflow, overflow to inf
 *   vm_expm1     1.43     30
 *   vm_log       0.84     38          denormals are exact inputs; -inf at ±0, NaN below
 *   vm_log1p     0.89     42
 *   vm_tanh      2.43     31          odd; never beyond ±1
 *   vm_sigmoid   2.49     26          results below 2^-127 are 0
 *   vm_softplus  1.62     73
 *   vm_erf       1.41     54          odd; never beyond ±1
 *   vm_sin, cos  1.28     47          for |x| <= 6400, or 1e-12 absolute next to a zero
 *
 * NaN gives NaN everywhere. In the fast build the last bits may differ.
 */
#ifndef GLIA_BASE_VMATH_H
#define GLIA_BASE_VMATH_H

#include "base/vec.h"

/* ln 2 in two parts: the product of the first with an integer of 9 bits is exact. */
#define VM_LN2_HIGH 0x1.62e4p-1f
#define VM_LN2_LOW 0x1.7f7d1cp-20f
#define VM_LOG2_E 0x1.715476p+0f

/* Adding 1.5 * 2^23 rounds a small float to an integer, which then stands in the low bits. */
#define VM_ROUND 0x1.8p+23f

/* e^x - 1 = scale * part + (scale - 1) with scale = 2^n and part = e^r - 1, |r| <= ln 2 / 2. */
typedef struct {
  vf part; /* e^r - 1 */
  vi n;    /* n + bias in the low 9 bits */
} vm_exp_parts;

/* |x| at most 105. The polynomial is r + r² q(r): e^r is right to 5.2e-9 of itself, e^r - 1 to
 * 1.5e-8 with q of degree 4, or, where that counts (fine), to 1.7e-9 with degree 5. */
static inline vm_exp_parts vm_exp_reduce(vf x, float bias, int fine) {
  const float rounder = VM_ROUND + bias;
  const vf shifted = vf_madd(x, vf_splat(VM_LOG2_E), vf_splat(rounder));
  const vf n = vf_sub(shifted, vf_splat(rounder));
  vf r = vf_sub(x, vf_mul(n, vf_splat(VM_LN2_HIGH)));
  r = vf_sub(r, vf_mul(n, vf_splat(VM_LN2_LOW)));
  vf q;
  if (fine) {
    q = vf_madd(vf_splat(0x1.a0046ep-13f), r, vf_splat(0x1.6d58c8p-10f));
    q = vf_madd(q, r, vf_splat(0x1.11119ep-7f));
    q = vf_madd(q, r, vf_splat(0x1.5554d2p-5f));
    q = vf_madd(q, r, vf_splat(0x1.555554p-3f));
    q = vf_madd(q, r, vf_splat(0.5f));
  } else {
    q = vf_madd(vf_splat(0x1.6a825ap-10f), r, vf_splat(0x1.122b84p-7f));
    q = vf_madd(q, r, vf_splat(0x1.5557c2p-5f));
    q = vf_madd(q, r, vf_splat(0x1.5554acp-3f));
    q = vf_madd(q, r, vf_splat(0x1.fffffep-2f));
  }
  const vm_exp_parts parts = {vf_madd(vf_mul(r, r), q, r), shifted};
  return parts;
}

/* 2^n for n + 127 in the low bits: 0 for n = -127, inf for n = 128. */
static inline vf vm_exp2_scale(vi n) { return vi_shl(n, 23); }

/* e^x. Two scales whose exponents add up to n reach denormals and inf with one rounding. */
static inline vf vm_exp(vf x) {
  x = vf_min(vf_max(x, vf_splat(-105.0f)), vf_splat(89.0f));
  const vm_exp_parts e = vm_exp_reduce(x, 254.0f, 0);
  const vi first = vi_and(vi_shl(e.n, 22), vi_splat(0x7f800000));
  const vi second = vi_sub(vi_shl(e.n, 23), first);
  return vf_mul(vf_mul(vf_add(e.part, vf_splat(1.0f)), first), second);
}

/* e^x for x <= 88.7; below -87.6 it is 0. */
static inline vf vm_exp_bounded(vf x) {
  x = vf_max(x, vf_splat(-88.0f));
  const vm_exp_parts e = vm_exp_reduce(x, 127.0f, 0);
  return vf_mul(vf_add(e.part, vf_splat(1.0f)), vm_exp2_scale(e.n));
}

/* e^x - 1, halved until the end because 2^128 is not a float. */
static inline vf vm_expm1(vf x) {
  const vf inside = vf_min(vf_max(x, vf_splat(-18.0f)), vf_splat(89.0f));
  const vm_exp_parts e = vm_exp_reduce(inside, 126.0f, 1);
  const vf half = vm_exp2_scale(e.n);
  const vf y = vf_madd(e.part, half, vf_sub(half, vf_splat(0.5f)));
  /* tiny x is its own result; halving would lose a denormal's last bit and the sign of -0 */
  return vf_select(vf_lt(vf_abs(x), vf_splat(0x1p-25f)), x, vf_add(y, y));
}

/* tanh |x| = E / (E + 2) with E = e^(2|x|) - 1: no cancellation at either end. At 9.1 the quotient
 * rounds to 1. */
static inline vf vm_tanh(vf x) {
  const vf sign = vf_and(vi_splat(INT32_MIN), x);
  const vf a = vf_min(vf_abs(x), vf_splat(9.125f));
  const vm_exp_parts e = vm_exp_reduce(vf_add(a, a), 127.0f, 1);
  const vf scale = vm_exp2_scale(e.n);
  const vf em1 = vf_madd(e.part, scale, vf_sub(scale, vf_splat(1.0f)));
  return vf_or(vf_div(em1, vf_add(em1, vf_splat(2.0f))), sign);
}

/* 1 / (1 + e^-x). */
static inline vf vm_sigmoid(vf x) {
  const vf negated = vf_min(vf_neg(x), vf_splat(88.6f)); /* here the scale is inf, the result 0 */
  return vf_div(vf_splat(1.0f), vf_add(vf_splat(1.0f), vm_exp_bounded(negated)));
}

/* log(m * 2^k) + more, where u = m * 2^k is a normal float, m in [0.7, 1.41): with f = m - 1 and
 * s = f / (2 + f), log m = 2 atanh s = f - (f²/2 - s (f²/2 + R)), R = s² (c0 + c1 s² + c2 s⁴) to
 * 1e-9 of the sum. k is added to that of u. */
static inline vf vm_log_sum(vf u, vi k, vf more) {
  const vi i = vi_sub(u, vi_splat(0x3f3504f3)); /* the bits of the square root of 1/2 */
  const vf m = vi_sub(u, vi_and(i, vi_splat((int32_t)0xff800000)));
  const vf exponent = vi_to_float(vi_add(vi_shr(i, 23), k));
  const vf f = vf_sub(m, vf_splat(1.0f));
  const vf s = vf_div(f, vf_add(f, vf_splat(2.0f)));
  const vf z = vf_mul(s, s);
  vf r = vf_splat(0x1.32436ap-2f);
  r = vf_madd(r, z, vf_splat(0x1.995bdep-2f));
  r = vf_madd(r, z, vf_splat(0x1.55557cp-1f));
  const vf half = vf_mul(vf_mul(f, vf_splat(0.5f)), f);
  const vf tail = vf_madd(exponent, vf_splat(VM_LN2_LOW), more);
  const vf low = vf_madd(s, vf_madd(r, z, half), tail);
  const vf log_m = vf_sub(f, vf_sub(half, low));
  return vf_madd(exponent, vf_splat(VM_LN2_HIGH), log_m);
}

/* y where 0 < x < inf; x at inf and NaN, -inf at 0, NaN below. */
static inline vf vm_log_ends(vf x, vf y) {
  const vf inf = vf_splat(__builtin_inff());
  const vf below = vf_select(vf_lt(x, vf_zero()), vf_splat(__builtin_nanf("")), vf_neg(inf));
  y = vf_select(vf_lt(x, inf), y, x);
  return vf_select(vf_le(x, vf_zero()), below, y);
}

static inline vf vm_log(vf x) {
  const vi denormal = vf_lt(x, vf_splat(0x1p-126f));
  const vf u = vf_select(denormal, vf_mul(x, vf_splat(0x1p+23f)), x);
  const vi k = vi_and(denormal, vi_splat(-23));
  return vm_log_ends(x, vm_log_sum(u, k, vf_zero()));
}

/* log(1 + x): what the rounding of u = 1 + x took away, divided by u, is added to log u. */
static inline vf vm_log1p(vf x) {
  const vf one = vf_splat(1.0f);
  const vf u = vf_add(x, one);
  const vf lost = vf_sub(vf_min(x, one), vf_sub(u, vf_max(x, one)));
  const vf y = vm_log_ends(u, vm_log_sum(u, vi_splat(0), vf_div(lost, u)));
  return vf_select(vf_lt(vf_abs(x), vf_splat(0x1p-25f)), x, y); /* keeps -0 and denormals */
}

/* log(1 + e^x) = max(x, 0) + log1p(e^-|x|). */
static inline vf vm_softplus(vf x) {
  const vf tail = vm_log1p(vm_exp(vf_neg(vf_abs(x))));
  return vf_add(vf_max(x, vf_zero()), tail);
}

/* erf |x| = |x| + |x| P(x²) up to 0.875 and 1 - e^-G(|x|) beyond, with G = -log erfc: to 1.5e-8 of
 * itself. At 3.93 it rounds to 1. */
static inline vf vm_erf(vf x) {
  const vf sign = vf_and(vi_splat(INT32_MIN), x);
  const vf a = vf_min(vf_abs(x), vf_splat(3.9375f));
  const vf z = vf_mul(a, a);
  vf p = vf_splat(-0x1.3ba5a8p-11f);
  p = vf_madd(p, z, vf_splat(0x1.479c18p-8f));
  p = vf_madd(p, z, vf_splat(-0x1.b69b8ep-6f));
  p = vf_madd(p, z, vf_splat(0x1.ce1b86p-4f));
  p = vf_madd(p, z, vf_splat(-0x1.8126ecp-2f));
  p = vf_madd(p, z, vf_splat(0x1.06eba6p-3f));
  vf g = vf_splat(0x1.a584f8p-13f);
  g = vf_madd(g, a, vf_splat(-0x1.955030p-9f));
  g = vf_madd(g, a, vf_splat(0x1.6f553ep-6f));
  g = vf_madd(g, a, vf_splat(-0x1.ab5354p-4f));
  g = vf_madd(g, a, vf_splat(-0x1.46026cp-1f));
  g = vf_madd(g, a, vf_splat(-0x1.20c06cp+0f));
  g = vf_madd(g, a, vf_splat(-0x1.182096p-13f));
  const vf near = vf_madd(a, p, a);
  const vf far = vf_sub(vf_splat(1.0f), vm_exp_bounded(g));
  return vf_or(vf_select(vf_gt(a, vf_splat(0.875f)), far, near), sign);
}

/* π/2 in three parts; an integer of 12 bits times one of the first two is exact. */
#define VM_HALF_PI_HIGH 0x1.922p+0f
#define VM_HALF_PI_MIDDLE -0x1.2aep-18f
#define VM_HALF_PI_LOW -0x1.de973ep-31f

/* sin(x + quarter π/2): x = n π/2 + r + tail, |r| <= π/4; the quadrant n + quarter chooses the sign
 * and one of r + r³ S(r²), to 4.2e-9 of itself, and 1 - r²/2 + r⁴ C(r²), to 1.4e-10; S and C have
 * degree 2. */
static inline vf vm_sin_quarter(vf x, int32_t quarter) {
  const vf limit = vf_splat(0x1p+22f);
  const vf inside = vf_max(vf_min(x, limit), vf_neg(limit));
  const vf shifted = vf_madd(inside, vf_splat(0x1.45f306p-1f), vf_splat(VM_ROUND));
  const vf n = vf_sub(shifted, vf_splat(VM_ROUND));
  const vf most = vf_sub(inside, vf_mul(n, vf_splat(VM_HALF_PI_HIGH)));
  const vf middle = vf_mul(n, vf_splat(VM_HALF_PI_MIDDLE));
  const vf first = vf_sub(most, middle);
  const vf rest = vf_sub(vf_sub(vf_sub(most, first), middle), vf_mul(n, vf_splat(VM_HALF_PI_LOW)));
  const vf r = vf_add(first, rest);
  const vf tail = vf_add(vf_sub(first, r), rest);
  const vf z = vf_mul(r, r);
  vf s = vf_splat(-0x1.9952c4p-13f);
  s = vf_madd(s, z, vf_splat(0x1.110776p-7f));
  s = vf_madd(s, z, vf_splat(-0x1.555546p-3f));
  s = vf_add(vf_madd(vf_mul(s, z), r, tail), r);
  vf c = vf_splat(0x1.9a2c7cp-16f);
  c = vf_madd(c, z, vf_splat(-0x1.6c0d36p-10f));
  c = vf_madd(c, z, vf_splat(0x1.55554cp-5f));
  const vf bend = vf_sub(vf_mul(vf_mul(z, z), c), vf_mul(r, tail));
  c = vf_add(bend, vf_sub(vf_splat(1.0f), vf_mul(z, vf_splat(0.5f))));
  const vi quadrant = vi_add(shifted, vi_splat(quarter));
  const vi odd = vi_shr(vi_shl(quadrant, 31), 31);
  const vf sign = vi_and(vi_shl(quadrant, 30), vi_splat(INT32_MIN));
  const vf nan_at_inf = vf_sub(x, x);
  return vf_add(vf_xor(vf_select(odd, c, s), sign), nan_at_inf);
}

/* The bound holds for |x| <= 6400; then the error grows as |x| * 2^-24 up to |x| = 2^22, where floats
 * are half a unit apart; beyond, the value at 2^22 stands in. NaN for ±inf. */
static inline vf vm_cos(vf x) { return vm_sin_quarter(x, 1); }
static inline vf vm_sin(vf x) {
  return vf_select(vf_lt(vf_abs(x), vf_splat(0x1p-13f)), x, vm_sin_quarter(x, 0)); /* keeps -0 */
}

#define VM_ONE(name) \
  static inline float vm_##name##1(float x) { return vf_lane(vm_##name(vf_splat(x)), 0); }
VM_ONE(exp)
VM_ONE(expm1)
VM_ONE(log)
VM_ONE(log1p)
VM_ONE(tanh)
VM_ONE(sigmoid)
VM_ONE(softplus)
VM_ONE(erf)
VM_ONE(sin)
VM_ONE(cos)
#undef VM_ONE

#endif
