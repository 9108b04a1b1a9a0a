/* Matrix products. Matrices are row-major; ld* is the number of floats from one row to the next.
 *
 * Every element is one sum in one order, so its bits depend neither on how many rows are computed
 * together nor on tiles, blocks or the machine: predicting a row alone equals predicting it in a
 * batch. The outputs may not overlap the operands. Nothing is allocated.
 */
#ifndef GLIA_KERNELS_GEMM_H
#define GLIA_KERNELS_GEMM_H

#include <stddef.h>

/* c (m,n) = a (m,k) · b (k,n) + bias (n), bias NULL for zero. n, ldb and ldc are multiples of 4; a
 * may have any lda >= k. Each element: acc = bias; then acc = acc + a*b for k ascending. */
void glia_gemm_nn(const float *a, size_t lda, const float *b, size_t ldb, const float *bias,
                  float *c, size_t ldc, size_t m, size_t k, size_t n);

/* c (m,n) = aᵀ · b with a (k,m), b (k,n). n, ldb and ldc are multiples of 4; a may have any
 * lda >= m. Each element: acc = 0; then acc = acc + a*b for k ascending. */
void glia_gemm_tn(const float *a, size_t lda, const float *b, size_t ldb, float *c, size_t ldc,
                  size_t m, size_t k, size_t n);

/* c (m,n) = c + aᵀ · b, as glia_gemm_tn otherwise. Each element: acc = c; then acc = acc + a*b for k
 * ascending. */
void glia_gemm_tn_onto(const float *a, size_t lda, const float *b, size_t ldb, float *c, size_t ldc,
                       size_t m, size_t k, size_t n);

/* dst (cols,rows) = srcᵀ, src (rows,cols) with any lds >= cols. Each of the cols rows of dst gets
 * rows values, then zeros up to glia_pad(rows) <= ldd; what lies beyond that is left alone. */
void glia_transpose(const float *src, size_t lds, float *dst, size_t ldd, size_t rows,
                    size_t cols);

#endif
