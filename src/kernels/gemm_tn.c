#include "kernels/gemm.h"
#include "kernels/gemm_tile.h"

/* What is copied of a at once: 24 KiB. */
enum {
  BLOCK_ROWS = 48, /* whole tiles */
  BLOCK_TERMS = 128
};

/* dst: tile after tile of 3 rows, their terms one after the other, 3 floats each. width is how many
 * floats a row of a holds from here on, at least rows. dst has room for one float more. */
static void pack_block(const float *a, size_t lda, size_t width, size_t rows, size_t terms,
                       float *dst) {
  for (size_t i = 0; i < rows; i += GEMM_ROWS) {
    const float *from = a + i;
    if (i + GLIA_LANES <= width) {
      /* The fourth float is overwritten by what comes next. */
      for (size_t t = 0; t < terms; t++, from += lda, dst += GEMM_ROWS) vf_store(dst, vf_load(from));
    } else {
      const size_t left = rows - i < GEMM_ROWS ? rows - i : GEMM_ROWS;
      for (size_t t = 0; t < terms; t++, from += lda, dst += GEMM_ROWS) {
        for (size_t r = 0; r < left; r++) dst[r] = from[r];
      }
    }
  }
}

/* A tile reads three floats of each row of a, which lie far apart, and every panel of b makes it read
 * them again; where there are several panels, a is copied to where they lie together. */
static void run_blocks(const float *a, size_t lda, const float *b, size_t ldb, int onto, float *c,
                       size_t ldc, size_t m, size_t k, size_t n) {
  float packed[BLOCK_ROWS * BLOCK_TERMS + 1];
  for (size_t t = 0; t < k; t += BLOCK_TERMS) {
    const size_t terms = k - t < BLOCK_TERMS ? k - t : BLOCK_TERMS;
    for (size_t i = 0; i < m; i += BLOCK_ROWS) {
      const size_t rows = m - i < BLOCK_ROWS ? m - i : BLOCK_ROWS;
      pack_block(a + t * lda + i, lda, m - i, rows, terms, packed);
      const gemm_a block = {packed, 1, GEMM_ROWS, GEMM_ROWS * terms};
      gemm_run(block, b + t * ldb, ldb, NULL, onto || t > 0, c + i * ldc, ldc, rows, terms, n);
    }
  }
}

static void run(const float *a, size_t lda, const float *b, size_t ldb, int onto, float *c,
                     size_t ldc, size_t m, size_t k, size_t n) {
  if (m >= GEMM_PACK_ROWS && k >= 16 && n >= 3 * GEMM_COLUMNS) {
    run_blocks(a, lda, b, ldb, onto, c, ldc, m, k, n);
  } else {
    const gemm_a columns = {a, 1, lda, GEMM_ROWS};
    gemm_run(columns, b, ldb, NULL, onto, c, ldc, m, k, n);
  }
}

void glia_gemm_tn(const float *a, size_t lda, const float *b, size_t ldb, float *c, size_t ldc,
                  size_t m, size_t k, size_t n) {
  run(a, lda, b, ldb, 0, c, ldc, m, k, n);
}

void glia_gemm_tn_onto(const float *a, size_t lda, const float *b, size_t ldb, float *c, size_t ldc,
                       size_t m, size_t k, size_t n) {
  run(a, lda, b, ldb, 1, c, ldc, m, k, n);
}
