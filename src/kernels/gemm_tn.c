#include "kernels/gemm.h"
#include "kernels/gemm_tile.h"

void glia_gemm_tn(const float *a, size_t lda, const float *b, size_t ldb, float *c, size_t ldc,
                  size_t m, size_t k, size_t n) {
  const gemm_a columns = {a, 1, lda};
  gemm_run(columns, b, ldb, NULL, c, ldc, m, k, n);
}
