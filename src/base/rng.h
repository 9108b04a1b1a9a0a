/* Random numbers by counter: number i of a stream is a function of (seed, stream, part, i) alone.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011).
 * Nothing has to be replayed to know what epoch 900 shuffled, and separate uses of one seed (data,
 * split, weights, shuffling) never share numbers.
 */
#ifndef GLIA_BASE_RNG_H
#define GLIA_BASE_RNG_H

#include <stdint.h>

/* What a stream of numbers is used for; the numbers stay: golden hashes depend on them. */
typedef enum glia_stream {
  GLIA_STREAM_DATA = 1,
  GLIA_STREAM_SPLIT = 2,
  GLIA_STREAM_INIT = 3,
  GLIA_STREAM_SHUFFLE = 4,
  GLIA_STREAM_USER = 5,
  GLIA_STREAM_FLAW = 6
} glia_stream;

/* A reading position in one stream. Copied freely; holds no memory. */
typedef struct glia_rng {
  uint32_t key[2];
  uint32_t counter[4];
  uint32_t block[4];
  unsigned used;
} glia_rng;

/* One block of the generator: 128 counter bits and 64 key bits to 128 random bits. */
void glia_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The start of part (an epoch, a layer …) of a stream of a seed. */
glia_rng glia_rng_open(uint64_t seed, glia_stream stream, uint32_t part);

uint32_t glia_rng_bits(glia_rng *rng);

/* Uniform in [0, 1), a multiple of 2^-24, so exact in a float32 too. */
double glia_rng_uniform(glia_rng *rng);

/* Uniform in [low, high). */
double glia_rng_between(glia_rng *rng, double low, double high);

/* Normal with mean 0 and variance 1 (Box and Muller 1958; the second of each pair is not kept). */
double glia_rng_normal(glia_rng *rng);

/* Uniform in 0 … n-1 without bias (Lemire 2019); n > 0. */
uint32_t glia_rng_below(glia_rng *rng, uint32_t n);

#endif
