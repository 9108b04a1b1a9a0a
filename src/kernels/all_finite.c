#include "base/vec.h"
#include "kernels/reduce.h"

int glia_all_finite(const float *x, size_t n) {
  vi bad = vi_splat(0);
  for (size_t i = 0; i < n; i += GLIA_LANES) {
    /* inf - inf and NaN - NaN are NaN, and a NaN differs from itself */
    const vf v = vf_load(x + i);
    const vf difference = vf_sub(v, v);
    bad = vf_or(bad, vf_ne(difference, difference));
  }
  return !vi_any(bad);
}
