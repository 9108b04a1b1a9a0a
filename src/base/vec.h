/* The 4-lane vocabulary every kernel is written in.
 *
 * WebAssembly's fixed-width SIMD is the reference: natively the same intrinsics come from SIMDe,
 * whose results equal WebAssembly's bit for bit. That is what lets one kernel source give the same
 * bits in a browser and on the command line. Nothing here may map to a relaxed or fused operation,
 * except vf_madd in the fast build.
 */
#ifndef GLIA_BASE_VEC_H
#define GLIA_BASE_VEC_H

#include <stddef.h>
#include <stdint.h>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#else
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/wasm/simd128.h>
#endif

/* Lanes in a vector; rows of every matrix inside the engine are padded to a multiple of it. */
enum { GLIA_LANES = 4 };

typedef v128_t vf; /* four float32 */
typedef v128_t vi; /* four int32, also lane masks (all ones or all zeros) */

static inline size_t glia_pad(size_t n) { return (n + GLIA_LANES - 1) & ~(size_t)(GLIA_LANES - 1); }

static inline vf vf_load(const float *p) { return wasm_v128_load(p); }
static inline void vf_store(float *p, vf a) { wasm_v128_store(p, a); }
static inline vf vf_splat(float a) { return wasm_f32x4_splat(a); }
static inline vf vf_zero(void) { return wasm_f32x4_splat(0.0f); }
static inline vf vf_add(vf a, vf b) { return wasm_f32x4_add(a, b); }
static inline vf vf_sub(vf a, vf b) { return wasm_f32x4_sub(a, b); }
static inline vf vf_mul(vf a, vf b) { return wasm_f32x4_mul(a, b); }
static inline vf vf_div(vf a, vf b) { return wasm_f32x4_div(a, b); }
static inline vf vf_sqrt(vf a) { return wasm_f32x4_sqrt(a); }
static inline vf vf_neg(vf a) { return wasm_f32x4_neg(a); }
static inline vf vf_abs(vf a) { return wasm_f32x4_abs(a); }

/* pmin and pmax are one machine instruction where IEEE min and max need several: b < a ? b : a, and
 * a < b ? b : a. With a NaN in either operand, a is returned. */
static inline vf vf_min(vf a, vf b) { return wasm_f32x4_pmin(a, b); }
static inline vf vf_max(vf a, vf b) { return wasm_f32x4_pmax(a, b); }

/* acc + a*b, rounded twice in the exact build; the fast build may fuse. */
static inline vf vf_madd(vf a, vf b, vf acc) {
#if defined(GLIA_FAST) && defined(__wasm_relaxed_simd__)
  return wasm_f32x4_relaxed_madd(a, b, acc);
#else
  return wasm_f32x4_add(acc, wasm_f32x4_mul(a, b));
#endif
}

static inline vi vf_lt(vf a, vf b) { return wasm_f32x4_lt(a, b); }
static inline vi vf_le(vf a, vf b) { return wasm_f32x4_le(a, b); }
static inline vi vf_gt(vf a, vf b) { return wasm_f32x4_gt(a, b); }
static inline vi vf_ge(vf a, vf b) { return wasm_f32x4_ge(a, b); }
static inline vi vf_eq(vf a, vf b) { return wasm_f32x4_eq(a, b); }
static inline vi vf_ne(vf a, vf b) { return wasm_f32x4_ne(a, b); }

/* Lanes of a where the mask is set, of b elsewhere. */
static inline vf vf_select(vi mask, vf a, vf b) { return wasm_v128_bitselect(a, b, mask); }
static inline vf vf_and(vi mask, vf a) { return wasm_v128_and(mask, a); }
static inline vf vf_or(vf a, vf b) { return wasm_v128_or(a, b); }
static inline vf vf_xor(vf a, vf b) { return wasm_v128_xor(a, b); }
static inline int vi_any(vi a) { return wasm_v128_any_true(a); }

static inline vi vi_splat(int32_t a) { return wasm_i32x4_splat(a); }
static inline vi vi_add(vi a, vi b) { return wasm_i32x4_add(a, b); }
static inline vi vi_sub(vi a, vi b) { return wasm_i32x4_sub(a, b); }
static inline vi vi_and(vi a, vi b) { return wasm_v128_and(a, b); }
static inline vi vi_eq(vi a, vi b) { return wasm_i32x4_eq(a, b); }
#define vi_shl(a, n) wasm_i32x4_shl(a, n)
#define vi_shr(a, n) wasm_i32x4_shr(a, n)   /* arithmetic */
#define vi_shru(a, n) wasm_u32x4_shr(a, n)  /* logical */
static inline vi vf_to_int(vf a) { return wasm_i32x4_trunc_sat_f32x4(a); }
static inline vf vi_to_float(vi a) { return wasm_f32x4_convert_i32x4(a); }
static inline vf vf_round(vf a) { return wasm_f32x4_nearest(a); } /* half to even */

#define vf_lane(a, i) wasm_f32x4_extract_lane(a, i)

/* The one order in which lanes are summed: (0 + 2) + (1 + 3). */
static inline float vf_sum(vf a) {
  const vf pair = vf_add(a, wasm_i32x4_shuffle(a, a, 2, 3, 2, 3));
  return vf_lane(pair, 0) + vf_lane(pair, 1);
}

/* The first n (1 to 4) of the 4 lanes set: what guards the ragged end of a row. */
static inline vi vi_first(size_t n) {
  const vi lane = wasm_i32x4_make(0, 1, 2, 3);
  return wasm_i32x4_lt(lane, vi_splat((int32_t)n));
}

/* Up to 4 floats from p, the missing lanes zero; reads no byte beyond p + n. */
static inline vf vf_load_part(const float *p, size_t n) {
  if (n >= GLIA_LANES) return vf_load(p);
  float lane[GLIA_LANES] = {0};
  for (size_t i = 0; i < n; i++) lane[i] = p[i];
  return vf_load(lane);
}

static inline void vf_store_part(float *p, vf a, size_t n) {
  if (n >= GLIA_LANES) {
    vf_store(p, a);
    return;
  }
  float lane[GLIA_LANES];
  vf_store(lane, a);
  for (size_t i = 0; i < n; i++) p[i] = lane[i];
}

#endif
