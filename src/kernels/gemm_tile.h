/* What both matrix products share: the register tile and the walk over blocks.
 *
 * A tile is 3 rows by 3 vectors: nine accumulators, three vectors of b and one broadcast of a stay
 * within the fifteen or so vector registers that WebAssembly engines keep. Rows and columns of a
 * tile are constants at every call, so each of the nine shapes is compiled on its own and a smaller
 * shape at an edge costs no tests in the loop.
 *
 * The sum over k is cut into chunks, and between two chunks an accumulator rests in c. A float that
 * is stored and loaded is the same float, so this does not change the order of summation.
 */
#ifndef GLIA_KERNELS_GEMM_TILE_H
#define GLIA_KERNELS_GEMM_TILE_H

#include "base/vec.h"

enum {
  GEMM_ROWS = 3,
  GEMM_VECTORS = 3,
  GEMM_COLUMNS = GEMM_VECTORS * GLIA_LANES,
  GEMM_CHUNK = 256,   /* terms of a sum per chunk: the packed panel of b is 12 KiB */
  GEMM_PACK_ROWS = 12 /* copying a panel of b pays from about this many rows of a */
};

#define GEMM_INLINE static inline __attribute__((always_inline))

/* a as the tile sees it: element (row, term) is at p[row * row_step + term * term_step], and the
 * next tile's rows begin tile_step further on. */
typedef struct {
  const float *p;
  size_t row_step, term_step, tile_step;
} gemm_a;

typedef struct {
  vf v0, v1, v2;
} gemm_row;

GEMM_INLINE gemm_row gemm_row_load(const float *p, int vectors) {
  gemm_row r;
  r.v0 = vf_load(p);
  r.v1 = vectors > 1 ? vf_load(p + GLIA_LANES) : r.v0;
  r.v2 = vectors > 2 ? vf_load(p + 2 * GLIA_LANES) : r.v0;
  return r;
}

GEMM_INLINE void gemm_row_store(float *p, gemm_row r, int vectors) {
  vf_store(p, r.v0);
  if (vectors > 1) vf_store(p + GLIA_LANES, r.v1);
  if (vectors > 2) vf_store(p + 2 * GLIA_LANES, r.v2);
}

GEMM_INLINE gemm_row gemm_row_madd(const float *a, gemm_row b, gemm_row acc, int vectors) {
  const vf s = vf_splat(*a);
  acc.v0 = vf_madd(s, b.v0, acc.v0);
  if (vectors > 1) acc.v1 = vf_madd(s, b.v1, acc.v1);
  if (vectors > 2) acc.v2 = vf_madd(s, b.v2, acc.v2);
  return acc;
}

/* c (rows, vectors) = start (rows, vectors) + the terms of this chunk. */
GEMM_INLINE void gemm_tile(gemm_a a, const float *b, size_t ldb, const float *start,
                           size_t start_step, float *c, size_t ldc, size_t terms, int rows,
                           int vectors) {
  const float *a0 = a.p;
  const float *a1 = rows > 1 ? a0 + a.row_step : a0;
  const float *a2 = rows > 2 ? a1 + a.row_step : a0;
  gemm_row c0 = gemm_row_load(start, vectors);
  gemm_row c1 = rows > 1 ? gemm_row_load(start + start_step, vectors) : c0;
  gemm_row c2 = rows > 2 ? gemm_row_load(start + 2 * start_step, vectors) : c0;
  for (size_t t = 0; t < terms; t++) {
    const gemm_row bt = gemm_row_load(b, vectors);
    c0 = gemm_row_madd(a0, bt, c0, vectors);
    if (rows > 1) c1 = gemm_row_madd(a1, bt, c1, vectors);
    if (rows > 2) c2 = gemm_row_madd(a2, bt, c2, vectors);
    a0 += a.term_step;
    if (rows > 1) a1 += a.term_step;
    if (rows > 2) a2 += a.term_step;
    b += ldb;
  }
  gemm_row_store(c, c0, vectors);
  if (rows > 1) gemm_row_store(c + ldc, c1, vectors);
  if (rows > 2) gemm_row_store(c + 2 * ldc, c2, vectors);
}

/* All m rows of one panel of c, 1 to 3 vectors wide. */
GEMM_INLINE void gemm_panel(gemm_a a, const float *b, size_t ldb, const float *start,
                            size_t start_step, float *c, size_t ldc, size_t m, size_t terms,
                            int vectors) {
  size_t i = 0;
  for (; i + GEMM_ROWS <= m; i += GEMM_ROWS) {
    gemm_tile(a, b, ldb, start, start_step, c, ldc, terms, GEMM_ROWS, vectors);
    a.p += a.tile_step;
    start += GEMM_ROWS * start_step;
    c += GEMM_ROWS * ldc;
  }
  if (m - i == 2) gemm_tile(a, b, ldb, start, start_step, c, ldc, terms, 2, vectors);
  if (m - i == 1) gemm_tile(a, b, ldb, start, start_step, c, ldc, terms, 1, vectors);
}

/* dst (terms, 12 floats) = the panel of b: one stream instead of one cache line per row of b, whose
 * rows often lie a power of two apart and would then push each other out of the cache. */
GEMM_INLINE void gemm_pack(float *dst, const float *b, size_t ldb, size_t terms, int vectors) {
  for (size_t t = 0; t < terms; t++) {
    gemm_row_store(dst + t * GEMM_COLUMNS, gemm_row_load(b + t * ldb, vectors), vectors);
  }
}

/* c (m,n) = a · b (k,n), each element starting from bias (NULL for zero), or from c if onto is set. */
GEMM_INLINE void gemm_run(gemm_a a, const float *b, size_t ldb, const float *bias, int onto,
                          float *c, size_t ldc, size_t m, size_t k, size_t n) {
  static const float zeros[GEMM_COLUMNS];
  float packed[GEMM_CHUNK * GEMM_COLUMNS];
  for (size_t done = 0;;) {
    const size_t terms = k - done < GEMM_CHUNK ? k - done : GEMM_CHUNK;
    for (size_t j = 0; j < n; j += GEMM_COLUMNS) {
      const int vectors = n - j < GEMM_COLUMNS ? (int)((n - j) / GLIA_LANES) : GEMM_VECTORS;
      const float *start = bias ? bias + j : zeros;
      size_t start_step = 0;
      if (onto || done > 0) {
        start = c + j;
        start_step = ldc;
      }
      const float *bj = b + j;
      size_t bj_step = ldb;
      if (m >= GEMM_PACK_ROWS && ldb > GEMM_COLUMNS) {
        switch (vectors) {
          case 1: gemm_pack(packed, bj, ldb, terms, 1); break;
          case 2: gemm_pack(packed, bj, ldb, terms, 2); break;
          default: gemm_pack(packed, bj, ldb, terms, 3);
        }
        bj = packed;
        bj_step = GEMM_COLUMNS;
      }
      switch (vectors) {
        case 1: gemm_panel(a, bj, bj_step, start, start_step, c + j, ldc, m, terms, 1); break;
        case 2: gemm_panel(a, bj, bj_step, start, start_step, c + j, ldc, m, terms, 2); break;
        default: gemm_panel(a, bj, bj_step, start, start_step, c + j, ldc, m, terms, 3);
      }
    }
    done += terms;
    if (done >= k) return;
    a.p += terms * a.term_step;
    b += terms * ldb;
  }
}

#endif
