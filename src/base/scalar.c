#include "base/scalar.h"

#include <stdint.h>
#include <string.h>

/* ln 2 in two parts: the product of the first with an integer of 11 bits is exact. */
static const double ln2_high = 0x1.62e42fefa3800p-1;
static const double ln2_low = 0x1.ef35793c76730p-45;

/* Adding 1.5 * 2^52 rounds to an integer. */
static const double rounder = 0x1.8p+52;

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

/* 2^n, -1022 <= n <= 1023. */
static double power_of_two(int n) { return from_bits((uint64_t)(n + 1023) << 52); }

/* c[0] + c[1] x + … + c[degree] x^degree. */
static double polynomial(double x, const double *c, int degree) {
  double sum = c[degree];
  for (int i = degree - 1; i >= 0; i--) sum = sum * x + c[i];
  return sum;
}

/* e^(x + more), |x| < 800, more a correction far below x: n ln 2 is taken off, the rest r + tail is
 * at most ln 2 / 2, and e^r = 1 + r + r² q(r) to 3e-19. */
static double exp_sum(double x, double more) {
  static const double q[] = {0x1.0000000000000p-1,  0x1.5555555555558p-3,  0x1.5555555555544p-5,
                             0x1.111111110fa51p-7,  0x1.6c16c16c1e013p-10, 0x1.a01a01ae9b9a8p-13,
                             0x1.a01a017e4ed96p-16, 0x1.71ddfb478d6dep-19, 0x1.27e5342e45fe2p-22,
                             0x1.af5a0070ad9a1p-26, 0x1.1ee80363111b5p-29};
  const double n = (x * 0x1.71547652b82fep+0 + rounder) - rounder;
  const double high = x - n * ln2_high;
  const double low = n * ln2_low - more;
  const double r = high - low;
  const double tail = (high - r) - low;
  const double y = 1.0 + (r + (tail + r * r * polynomial(r, q, 10)));
  const int half = (int)n / 2; /* two factors reach denormals and inf */
  return y * power_of_two(half) * power_of_two((int)n - half);
}

double glia_exp(double x) {
  if (x != x) return x;
  if (x > 710.0) return from_bits(0x7ff0000000000000);
  if (x < -746.0) return 0.0;
  return exp_sum(x, 0.0);
}

/* x = 2^exponent * m, m in [sqrt(1/2), sqrt(2)), for 0 < x < inf. */
static double split(double x, int *exponent) {
  int k = 0;
  if (x < 0x1p-1022) {
    x *= 0x1p+54;
    k = -54;
  }
  const uint64_t bits = bits_of(x);
  const int64_t above = (int64_t)(bits - 0x3fe6a09e667f3bcd) >> 52; /* bits of sqrt(1/2) */
  *exponent = k + (int)above;
  return from_bits(bits - ((uint64_t)above << 52));
}

/* With f = m - 1 and s = f / (2 + f): log m = 2 atanh s = f - (f²/2 - s (f²/2 + R)), where R is a
 * polynomial in s², to 2e-18 of the sum. */
double glia_log(double x) {
  static const double c[] = {0x1.5555555555573p-1, 0x1.99999999884eep-2, 0x1.2492493b89024p-2,
                             0x1.c71c56a440c78p-3, 0x1.74656489c8e99p-3, 0x1.39b5e35699461p-3,
                             0x1.2e4961b1bedc1p-3};
  const double inf = from_bits(0x7ff0000000000000);
  if (x != x || x == inf) return x;
  if (x == 0.0) return -inf;
  if (x < 0.0) return from_bits(0x7ff8000000000000);
  int k;
  const double f = split(x, &k) - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double half = 0.5 * f * f;
  const double low = s * (half + z * polynomial(z, c, 6)) + (double)k * ln2_low;
  return (double)k * ln2_high + (f - (half - low));
}

/* A number as the sum of two doubles, the second below half a unit of the first. */
typedef struct {
  double high, low;
} pair;

static pair add_exactly(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  const pair p = {sum, (a - (sum - b_part)) + (b - b_part)};
  return p;
}

/* Exact for |a|, |b| below 2^990 and products that are no denormals. */
static pair multiply_exactly(double a, double b) {
  const double sa = a * 134217729.0, sb = b * 134217729.0; /* 2^27 + 1 cuts a double in halves */
  const double ah = sa - (sa - a), bh = sb - (sb - b);
  const double al = a - ah, bl = b - bh;
  const double product = a * b;
  const pair p = {product, ((ah * bh - product) + ah * bl + al * bh) + al * bl};
  return p;
}

static pair multiply(pair a, pair b) {
  pair p = multiply_exactly(a.high, b.high);
  p.low += a.high * b.low + a.low * b.high;
  return p;
}

/* log x to about 2^-64 of itself: 2 s + (2/3) s³ as pairs, the rest of the series plainly. */
static pair log_pair(double x) {
  static const double c[] = {0x1.9999999999999p-2, 0x1.24924924928ddp-2, 0x1.c71c71c63f555p-3,
                             0x1.745d17e336fe4p-3, 0x1.3b137519aa9d4p-3, 0x1.111e47dcb6fc4p-3,
                             0x1.de8aa45510f8ap-4, 0x1.e88b8ee982534p-4};
  static const pair two_thirds = {0x1.5555555555555p-1, 0x1.5555555555555p-55};
  int k;
  const double m = split(x, &k);
  const double f = m - 1.0;
  const pair g = add_exactly(m, 1.0);
  pair s = {f / g.high, 0.0};
  const pair back = multiply_exactly(s.high, g.high);
  s.low = (((f - back.high) - back.low) - s.high * g.low) / g.high;
  const pair z = multiply(s, s);
  const pair cube = multiply(multiply(s, z), two_thirds);
  const double rest = s.high * z.high * z.high * polynomial(z.high, c, 7);
  const pair first = add_exactly((double)k * ln2_high, 2.0 * s.high);
  const pair second = add_exactly(first.high, cube.high);
  const double low = (double)k * ln2_low + (2.0 * s.low + (cube.low + rest));
  return add_exactly(second.high, second.low + (first.low + low));
}

double glia_pow(double x, double y) {
  const double inf = from_bits(0x7ff0000000000000);
  if (y == 0.0 || x == 1.0) return 1.0;
  if (x != x || y != y) return x + y;
  const double size = x < 0.0 ? -x : x, y_size = y < 0.0 ? -y : y;
  /* every double from 2^53 on is an even integer */
  const int integer = y_size >= 0x1p+53 || (double)(int64_t)y == y;
  const int odd = y_size < 0x1p+53 && integer && ((int64_t)y & 1);
  const double sign = odd && (bits_of(x) >> 63) ? -1.0 : 1.0;
  if (x < 0.0 && size != inf && !integer) return from_bits(0x7ff8000000000000);
  if (size == 1.0) return sign;
  if (size == 0.0 || size == inf || y_size > 0x1p+64) {
    return (size > 1.0) == (y > 0.0) ? sign * inf : sign * 0.0;
  }
  const pair l = log_pair(size);
  pair p = multiply_exactly(l.high, y);
  if (p.high > 710.0) return sign * inf;
  if (p.high < -746.0) return sign * 0.0;
  p.low += l.low * y;
  return sign * exp_sum(p.high, p.low);
}

/* sin(x + quarter π/2): x = n π/2 + r + tail, |r| <= π/4. The first two parts of π/2 have 33 bits,
 * so their products with n are exact for n below 2^20. */
static double sin_quarter(double x, int quarter) {
  static const double sine[] = {-0x1.555555555554dp-3,  0x1.111111110fcfdp-7,
                                -0x1.a01a019c7d839p-13, 0x1.71de35c019371p-19,
                                -0x1.ae5e92ddf6501p-26, 0x1.5d9d46a0d0ec5p-33};
  static const double cosine[] = {0x1.555555555554fp-5,  -0x1.6c16c16c157f0p-10,
                                  0x1.a01a019d43c4ep-16, -0x1.27e4f86aeb720p-22,
                                  0x1.1eea29282b596p-29, -0x1.8fcc515a03c7ap-37};
  const double nan_at_inf = x - x;
  if (nan_at_inf != 0.0) return nan_at_inf;
  if (x > 0x1p+50) x = 0x1p+50;
  if (x < -0x1p+50) x = -0x1p+50;
  const double n = (x * 0x1.45f306dc9c883p-1 + rounder) - rounder;
  const double first = x - n * 0x1.921fb54400000p+0;
  const double middle = n * 0x1.0b4611a600000p-34;
  const double low = n * 0x1.3198a2e037073p-69;
  const double most = first - middle;
  const double rest = ((first - most) - middle) - low;
  const double r = most + rest;
  const double tail = (most - r) + rest;
  const int quadrant = (int)(((int64_t)n + quarter) & 3);
  const double z = r * r;
  const double half = 0.5 * z;
  double y;
  if (quadrant & 1) {
    const double w = 1.0 - half;
    y = w + (((1.0 - w) - half) + (z * z * polynomial(z, cosine, 5) - r * tail));
  } else {
    y = r + (r * z * polynomial(z, sine, 5) + tail * (1.0 - half));
  }
  return quadrant & 2 ? -y : y;
}

double glia_sin(double x) { return x == 0.0 ? x : sin_quarter(x, 0); }
double glia_cos(double x) { return sin_quarter(x, 1); }
