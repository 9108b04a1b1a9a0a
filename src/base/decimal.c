#include "base/decimal.h"

#include <stdint.h>
#include <string.h>

/* A number halfway between two doubles has at most 767 digits, so what lies beyond 800 matters only by
 * being there. */
enum { DIGITS = 800, GAIN = 19, SHIFT = 60 };

/* 0.d0 d1 d2 … * 10^point; no leading zero digit. */
typedef struct {
  uint8_t digit[DIGITS + GAIN];
  int count;
  int point;
  int more; /* nonzero digits were cut off */
} decimal;

static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static void trim(decimal *d) {
  while (d->count > 0 && d->digit[d->count - 1] == 0) d->count--;
}

static void cut(decimal *d) {
  for (int i = DIGITS; i < d->count; i++) d->more |= d->digit[i] != 0;
  if (d->count > DIGITS) d->count = DIGITS;
  trim(d);
}

/* d *= 2^bits, bits <= SHIFT: from the last digit to the first, 19 places more. */
static void shift_left(decimal *d, int bits) {
  uint64_t carry = 0;
  for (int i = d->count - 1; i >= 0; i--) {
    carry += (uint64_t)d->digit[i] << bits;
    d->digit[i + GAIN] = (uint8_t)(carry % 10);
    carry /= 10;
  }
  for (int i = GAIN - 1; i >= 0; i--) {
    d->digit[i] = (uint8_t)(carry % 10);
    carry /= 10;
  }
  int zeros = 0;
  while (zeros < GAIN && d->digit[zeros] == 0) zeros++;
  d->count += GAIN - zeros;
  d->point += GAIN - zeros;
  memmove(d->digit, d->digit + zeros, (size_t)d->count);
  cut(d);
}

/* d /= 2^bits, bits <= SHIFT: long division, from the first digit on. */
static void shift_right(decimal *d, int bits) {
  const uint64_t low = ((uint64_t)1 << bits) - 1;
  uint64_t rest = 0;
  int read = 0, written = 0;
  for (; read < d->count || rest >> bits == 0; read++) {
    rest = rest * 10 + (read < d->count ? d->digit[read] : 0);
    if (rest >> bits) {
      read++;
      break;
    }
  }
  d->point -= read - 1;
  while (rest || read < d->count) {
    const uint8_t digit = (uint8_t)(rest >> bits);
    if (written < DIGITS) {
      d->digit[written++] = digit;
    } else {
      d->more |= digit != 0;
    }
    rest = (rest & low) * 10 + (read < d->count ? d->digit[read] : 0);
    read++;
  }
  d->count = written;
  trim(d);
}

/* The most bits by which 10^places can be divided and stay at least 1. */
static int bits_of_places(int places) {
  const int bits = places * 93 / 28; /* a little less than log2(10) */
  return bits < 1 ? 1 : bits > SHIFT ? SHIFT : bits;
}

/* The nearest double to a decimal with digits, by shifting it; |point| at most some hundreds. */
static double by_shifts(decimal *d) {
  int exponent = 0;
  while (d->point > 0) {
    const int bits = bits_of_places(d->point - 1);
    shift_right(d, bits);
    exponent += bits;
  }
  while (d->point < 0 || d->digit[0] < 5) {
    const int bits = bits_of_places(-d->point);
    shift_left(d, bits);
    exponent -= bits;
  }
  /* Now 1/2 <= d < 1 and the number is d * 2^exponent; 53 bits of d count, fewer in a denormal. */
  int bits = 53;
  if (exponent < -1021) bits -= -1021 - exponent;
  if (bits < 0) return 0.0;
  if (bits > 0) shift_left(d, bits);
  uint64_t whole = 0;
  for (int i = 0; i < d->point; i++) whole = whole * 10 + (i < d->count ? d->digit[i] : 0);
  if (d->count > d->point && d->digit[d->point] >= 5) {
    const int over = d->digit[d->point] > 5 || d->count > d->point + 1 || d->more;
    if (over || whole % 2) whole++;
  }
  double value = (double)whole;
  for (int left = exponent - bits; left != 0;) {
    const int step = left < -500 ? -500 : left > 500 ? 500 : left;
    const uint64_t pattern = (uint64_t)(1023 + step) << 52;
    double scale;
    memcpy(&scale, &pattern, sizeof scale);
    value *= scale; /* exact: the bits that a denormal has no room for are zero */
    left -= step;
  }
  return value;
}

/* The nearest double to a decimal. */
static double nearest(decimal *d) {
  trim(d);
  if (d->count == 0 || d->point < -400) return 0.0;
  if (d->point > 310) return __builtin_inf();
  const int power = d->point - d->count;
  if (d->count <= 15 && !d->more && power >= -22 && power <= 22) {
    /* Both are exact doubles, so one operation rounds once. */
    uint64_t whole = 0;
    for (int i = 0; i < d->count; i++) whole = whole * 10 + d->digit[i];
    return power < 0 ? (double)whole / powers[-power] : (double)whole * powers[power];
  }
  return by_shifts(d);
}

typedef struct {
  const char *at, *end;
} reader;

/* The exponent after the letter e; 0 where there is no digit. Far too large ones stay so. */
static int read_exponent(reader *r, int64_t *exponent) {
  const int negative = r->at < r->end && *r->at == '-';
  if (r->at < r->end && (*r->at == '-' || *r->at == '+')) r->at++;
  if (r->at == r->end) return 0;
  int64_t read = 0;
  for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
    if (read < 1000000000) read = read * 10 + (*r->at - '0');
  }
  *exponent = negative ? -read : read;
  return r->at == r->end;
}

int glia_decimal_read(const char *from, size_t length, char mark, double *value) {
  reader r = {from, from + length};
  const int negative = length > 0 && *from == '-';
  if (length > 0 && (*from == '-' || *from == '+')) r.at++;

  decimal d;
  d.count = 0;
  d.more = 0;
  int64_t places = 0; /* digits before the mark, from the first that is not 0 */
  int digits = 0, marks = 0;
  for (; r.at < r.end; r.at++) {
    if (*r.at == mark) {
      if (marks++) return 0;
      continue;
    }
    const int digit = *r.at - '0';
    if (digit < 0 || digit > 9) break;
    digits = 1;
    if (d.count == 0 && digit == 0) {
      places -= marks;
      continue;
    }
    places += !marks;
    if (d.count < DIGITS) {
      d.digit[d.count++] = (uint8_t)digit;
    } else {
      d.more |= digit != 0;
    }
  }
  if (!digits) return 0;
  int64_t exponent = 0;
  if (r.at < r.end) {
    if (*r.at != 'e' && *r.at != 'E') return 0;
    r.at++;
    if (!read_exponent(&r, &exponent)) return 0;
  }
  const int64_t point = places + exponent;
  d.point = point < -1000 ? -1000 : point > 1000 ? 1000 : (int)point;
  const double size = nearest(&d);
  *value = negative ? -size : size;
  return 1;
}

/* A double with all the digits it has. */
static void expand(decimal *d, double size) {
  uint64_t bits;
  memcpy(&bits, &size, sizeof bits);
  const int stored = (int)(bits >> 52);
  uint64_t whole = bits & (((uint64_t)1 << 52) - 1);
  if (stored) whole |= (uint64_t)1 << 52;
  int shift = (stored ? stored : 1) - 1075;
  d->more = 0;
  d->count = 0;
  for (uint64_t left = whole; left; left /= 10) d->count++;
  d->point = d->count;
  for (int i = d->count; i-- > 0; whole /= 10) d->digit[i] = (uint8_t)(whole % 10);
  trim(d);
  while (shift && d->count) {
    const int step = shift > SHIFT ? SHIFT : shift < -SHIFT ? -SHIFT : shift;
    if (step > 0) shift_left(d, step);
    else shift_right(d, -step);
    shift -= step;
  }
}

/* The first digits of a decimal, rounded. */
static glia_digits rounded(const decimal *d, int most) {
  glia_digits out = {.count = d->count < most ? d->count : most, .point = d->point};
  for (int i = 0; i < out.count; i++) out.digit[i] = (char)('0' + d->digit[i]);
  if (d->count > most && d->digit[most] >= 5 &&
      (d->digit[most] > 5 || d->count > most + 1 || d->digit[most - 1] % 2)) {
    while (out.count > 0 && out.digit[out.count - 1] == '9') out.count--;
    if (out.count) {
      out.digit[out.count - 1]++;
    } else {
      out.point++;
      out.digit[out.count++] = '1';
    }
  }
  while (out.count > 0 && out.digit[out.count - 1] == '0') out.count--;
  return out.count ? out : (glia_digits){.digit = "0", .count = 1, .point = 1};
}

glia_digits glia_digits_rounded(double size, int most) {
  decimal d;
  expand(&d, size);
  return rounded(&d, most);
}

glia_digits glia_digits_shortest(double size, int single) {
  decimal whole, part;
  expand(&whole, size);
  for (int most = 1;; most++) {
    const glia_digits digits = rounded(&whole, most);
    if (most == GLIA_DIGITS_MAX) return digits;
    part.more = 0;
    part.point = digits.point;
    part.count = digits.count;
    for (int i = 0; i < digits.count; i++) part.digit[i] = (uint8_t)(digits.digit[i] - '0');
    const double read = nearest(&part);
    if (single ? (float)read == (float)size : read == size) return digits;
  }
}
