/* Sums and checks over many floats, each in one fixed order. */
#ifndef GLIA_KERNELS_REDUCE_H
#define GLIA_KERNELS_REDUCE_H

#include <stddef.h>

/* out (n) = the sum over rows of x (m,n), from 0, rows ascending. n is a multiple of 4; ldx is the
 * number of floats from one row to the next. */
void glia_column_sums(const float *x, size_t ldx, float *out, size_t m, size_t n);

/* The sum of the squares of n floats, n a multiple of 4: lane l adds up the squares of elements l,
 * l + 4, l + 8, … from 0 and in this order; the four sums are then added as in vf_sum. */
float glia_sum_squares(const float *x, size_t n);

/* 1 when every one of n floats is finite (also when n is 0), else 0. n is a multiple of 4. */
int glia_all_finite(const float *x, size_t n);

#endif
