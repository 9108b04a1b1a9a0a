#include "base/vec.h"
#include "kernels/gemm.h"

/* One block of 4 by 4: rows (1 to 4) rows of src, columns (1 to 4) of each. */
static inline void transpose_block(const float *src, size_t lds, float *dst, size_t ldd,
                                   size_t rows, size_t columns) {
  const vf r0 = vf_load_part(src, columns);
  const vf r1 = rows > 1 ? vf_load_part(src + lds, columns) : vf_zero();
  const vf r2 = rows > 2 ? vf_load_part(src + 2 * lds, columns) : vf_zero();
  const vf r3 = rows > 3 ? vf_load_part(src + 3 * lds, columns) : vf_zero();
  const vf low01 = wasm_i32x4_shuffle(r0, r1, 0, 4, 1, 5);
  const vf low23 = wasm_i32x4_shuffle(r2, r3, 0, 4, 1, 5);
  const vf high01 = wasm_i32x4_shuffle(r0, r1, 2, 6, 3, 7);
  const vf high23 = wasm_i32x4_shuffle(r2, r3, 2, 6, 3, 7);
  vf_store(dst, wasm_i32x4_shuffle(low01, low23, 0, 1, 4, 5));
  if (columns > 1) vf_store(dst + ldd, wasm_i32x4_shuffle(low01, low23, 2, 3, 6, 7));
  if (columns > 2) vf_store(dst + 2 * ldd, wasm_i32x4_shuffle(high01, high23, 0, 1, 4, 5));
  if (columns > 3) vf_store(dst + 3 * ldd, wasm_i32x4_shuffle(high01, high23, 2, 3, 6, 7));
}

void glia_transpose(const float *src, size_t lds, float *dst, size_t ldd, size_t rows,
                    size_t cols) {
  for (size_t r = 0; r < rows; r += GLIA_LANES) {
    const size_t left = rows - r;
    size_t c = 0;
    if (left >= GLIA_LANES) {
      for (; c + GLIA_LANES <= cols; c += GLIA_LANES) {
        transpose_block(src + r * lds + c, lds, dst + c * ldd + r, ldd, GLIA_LANES, GLIA_LANES);
      }
    }
    for (; c < cols; c += GLIA_LANES) {
      const size_t columns = cols - c < GLIA_LANES ? cols - c : GLIA_LANES;
      transpose_block(src + r * lds + c, lds, dst + c * ldd + r, ldd, left, columns);
    }
  }
}
