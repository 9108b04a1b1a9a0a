#include "base/vec.h"
#include "kernels/reduce.h"

float glia_sum_squares(const float *x, size_t n) {
  vf sum = vf_zero();
  for (size_t i = 0; i < n; i += GLIA_LANES) {
    const vf v = vf_load(x + i);
    sum = vf_madd(v, v, sum);
  }
  return vf_sum(sum);
}
