/* What kernel tests share: bit patterns, values of every sort, exactly sized blocks, sentinels. */
#ifndef GLIA_TESTS_FLOATS_H
#define GLIA_TESTS_FLOATS_H

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* The same number bit for bit; any NaN equals any NaN, since payloads are nobody's promise. */
static inline int same_bits(float a, float b) {
  return (a != a && b != b) || bits_of(a) == bits_of(b);
}

/* A NaN that no computation makes: what an untouched element holds. */
enum { SENTINEL_BITS = 0x7fa5a5a5 };

static inline int is_sentinel(float x) { return bits_of(x) == (uint32_t)SENTINEL_BITS; }

/* xorshift; the state is the seed and must not be 0. */
static inline uint32_t next_bits(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

typedef enum {
  ORDINARY, /* in [-2, 2) */
  WIDE,     /* any finite float, denormals and zeros of both signs among them */
  SPECIAL,  /* ordinary, with one in eight ±0, ±inf, NaN, denormal or huge */
  MIXES
} mix;

static inline float next_float(uint32_t *state, mix kind) {
  static const uint32_t specials[] = {0x00000000, 0x80000000, 0x7f800000, 0xff800000,
                                      0x7fc00000, 0x00000001, 0x807fffff, 0x7f7fffff,
                                      0xff7fffff, 0x00800000, 0x3f800000, 0xbf800000};
  const uint32_t r = next_bits(state);
  if (kind == SPECIAL && r % 8 == 0) {
    return from_bits(specials[next_bits(state) % (sizeof specials / sizeof *specials)]);
  }
  if (kind == WIDE) {
    const float x = from_bits(r);
    return isfinite(x) ? x : from_bits(r & 0x80ffffffu);
  }
  return (float)(r >> 8) * 0x1p-22f - 2.0f;
}

/* A block of exactly n floats (the sanitizer sees one read too far), for free(). */
static inline float *new_floats(size_t n) {
  float *block = malloc((n ? n : 1) * sizeof *block);
  assert_non_null(block);
  for (size_t i = 0; i < n; i++) block[i] = from_bits(SENTINEL_BITS);
  return block;
}

static inline float *random_floats(size_t n, uint32_t *state, mix kind) {
  float *block = new_floats(n);
  for (size_t i = 0; i < n; i++) block[i] = next_float(state, kind);
  return block;
}

/* Floats that rows lines of columns values need when they lie ld apart: nothing after the last. */
static inline size_t span(size_t rows, size_t columns, size_t ld) {
  return rows ? (rows - 1) * ld + columns : 0;
}

#endif
