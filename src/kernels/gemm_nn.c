#include "kernels/gemm.h"
#include "kernels/gemm_tile.h"

void glia_gemm_nn(const float *a, size_t lda, const float *b, size_t ldb, const float *bias,
                  float *c, size_t ldc, size_t m, size_t k, size_t n) {
  const gemm_a rows = {a, lda, 1, GEMM_ROWS * lda};
  gemm_run(rows, b, ldb, bias, 0, c, ldc, m, k, n);
}
