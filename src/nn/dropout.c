#include "nn/dropout.h"

#include "base/rng.h"
#include "base/vec.h"

void glia_dropout_mask(glia_dropout_key key, float rate, size_t rows, size_t stride, float *mask) {
  const uint32_t words[2] = {(uint32_t)key.seed, (uint32_t)(key.seed >> 32)};
  const uint32_t limit = (uint32_t)((double)rate * 0x1p32);
  const float kept = 1.0f / (1.0f - rate);
  for (size_t block = 0; block < rows * stride / GLIA_LANES; block++) {
    /* Streams of glia_rng_open have small numbers in the last word; the top bit keeps this apart. */
    const uint32_t counter[4] = {(uint32_t)block, (uint32_t)key.step, (uint32_t)(key.step >> 32),
                                 0x80000000u | key.layer};
    uint32_t bits[4];
    glia_philox(counter, words, bits);
    for (size_t lane = 0; lane < GLIA_LANES; lane++) {
      mask[block * GLIA_LANES + lane] = bits[lane] < limit ? 0.0f : kept;
    }
  }
}

void glia_dropout_apply(const float *x, const float *mask, size_t count, float *out) {
  for (size_t i = 0; i < count; i += GLIA_LANES) {
    vf_store(out + i, vf_mul(vf_load(x + i), vf_load(mask + i)));
  }
}
