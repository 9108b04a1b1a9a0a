#include "base/vec.h"
#include "kernels/reduce.h"

void glia_column_sums(const float *x, size_t ldx, float *out, size_t m, size_t n) {
  size_t j = 0;
  for (; j + 4 * GLIA_LANES <= n; j += 4 * GLIA_LANES) {
    vf s0 = vf_zero(), s1 = vf_zero(), s2 = vf_zero(), s3 = vf_zero();
    const float *row = x + j;
    for (size_t i = 0; i < m; i++, row += ldx) {
      s0 = vf_add(s0, vf_load(row));
      s1 = vf_add(s1, vf_load(row + GLIA_LANES));
      s2 = vf_add(s2, vf_load(row + 2 * GLIA_LANES));
      s3 = vf_add(s3, vf_load(row + 3 * GLIA_LANES));
    }
    vf_store(out + j, s0);
    vf_store(out + j + GLIA_LANES, s1);
    vf_store(out + j + 2 * GLIA_LANES, s2);
    vf_store(out + j + 3 * GLIA_LANES, s3);
  }
  for (; j < n; j += GLIA_LANES) {
    vf sum = vf_zero();
    const float *row = x + j;
    for (size_t i = 0; i < m; i++, row += ldx) sum = vf_add(sum, vf_load(row));
    vf_store(out + j, sum);
  }
}
