#include "base/rng.h"

#include "base/scalar.h"

static uint32_t high(uint64_t a) { return (uint32_t)(a >> 32); }

void glia_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    const uint64_t p0 = (uint64_t)0xD2511F53u * c0;
    const uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;
    c0 = high(p1) ^ c1 ^ k0;
    c2 = high(p0) ^ c3 ^ k1;
    c1 = (uint32_t)p1;
    c3 = (uint32_t)p0;
    k0 += 0x9E3779B9u; /* golden ratio */
    k1 += 0xBB67AE85u; /* sqrt(3) - 1 */
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

glia_rng glia_rng_open(uint64_t seed, glia_stream stream, uint32_t part) {
  glia_rng rng = {.key = {(uint32_t)seed, high(seed)},
                  .counter = {0, 0, part, (uint32_t)stream},
                  .used = 4};
  return rng;
}

uint32_t glia_rng_bits(glia_rng *rng) {
  if (rng->used == 4) {
    glia_philox(rng->counter, rng->key, rng->block);
    if (++rng->counter[0] == 0) rng->counter[1]++;
    rng->used = 0;
  }
  return rng->block[rng->used++];
}

double glia_rng_uniform(glia_rng *rng) { return (glia_rng_bits(rng) >> 8) * 0x1p-24; }

double glia_rng_between(glia_rng *rng, double low, double high_end) {
  return low + (high_end - low) * glia_rng_uniform(rng);
}

double glia_rng_normal(glia_rng *rng) {
  const double u = 1.0 - glia_rng_uniform(rng); /* (0, 1]: the logarithm stays finite */
  const double turn = glia_rng_uniform(rng);
  return __builtin_sqrt(-2.0 * glia_log(u)) * glia_cos(6.283185307179586 * turn);
}

uint32_t glia_rng_below(glia_rng *rng, uint32_t n) {
  uint64_t product = (uint64_t)glia_rng_bits(rng) * n;
  if ((uint32_t)product < n) {
    const uint32_t bias = (0u - n) % n;
    while ((uint32_t)product < bias) product = (uint64_t)glia_rng_bits(rng) * n;
  }
  return high(product);
}
