#include "nn/normalization.h"

#include "base/vec.h"

/* hat and out from x, column by column of four units. */
static void apply(const float *x, const float *gamma, const float *beta, vf mean, vf inverse,
                  size_t rows, size_t stride, size_t u, float *hat, float *out) {
  const vf scale = vf_load(gamma + u), shift = vf_load(beta + u);
  for (size_t r = 0; r < rows; r++) {
    const size_t at = r * stride + u;
    const vf normal = vf_mul(vf_sub(vf_load(x + at), mean), inverse);
    vf_store(hat + at, normal);
    vf_store(out + at, vf_add(vf_mul(scale, normal), shift));
  }
}

static vf inverse_root(vf variance, float eps) {
  return vf_div(vf_splat(1.0f), vf_sqrt(vf_add(variance, vf_splat(eps))));
}

void glia_batch_norm(const float *x, const float *gamma, const float *beta, size_t rows,
                     size_t units, size_t stride, float eps, float *mean, float *variance,
                     float *inverse, float *hat, float *out) {
  (void)units;
  const vf count = vf_splat((float)rows);
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    vf sum = vf_zero(), squares = vf_zero();
    for (size_t r = 0; r < rows; r++) sum = vf_add(sum, vf_load(x + r * stride + u));
    const vf centre = vf_div(sum, count);
    for (size_t r = 0; r < rows; r++) {
      const vf off = vf_sub(vf_load(x + r * stride + u), centre);
      squares = vf_add(squares, vf_mul(off, off));
    }
    const vf spread = vf_div(squares, count), scale = inverse_root(spread, eps);
    vf_store(mean + u, centre);
    vf_store(variance + u, spread);
    vf_store(inverse + u, scale);
    apply(x, gamma, beta, centre, scale, rows, stride, u, hat, out);
  }
}

void glia_batch_norm_fixed(const float *x, const float *gamma, const float *beta,
                           const float *running, size_t rows, size_t units, size_t stride,
                           float eps, float *inverse, float *hat, float *out) {
  (void)units;
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    const vf scale = inverse_root(vf_load(running + stride + u), eps);
    vf_store(inverse + u, scale);
    apply(x, gamma, beta, vf_load(running + u), scale, rows, stride, u, hat, out);
  }
}

void glia_batch_norm_backward(const float *gamma, const float *inverse, const float *hat,
                              size_t rows, size_t units, size_t stride, int fixed, float *delta,
                              float *gamma_gradient, float *beta_gradient) {
  (void)units;
  const vf count = vf_splat((float)rows);
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    vf sum = vf_zero(), product = vf_zero();
    for (size_t r = 0; r < rows; r++) {
      const vf d = vf_load(delta + r * stride + u);
      sum = vf_add(sum, d);
      product = vf_add(product, vf_mul(d, vf_load(hat + r * stride + u)));
    }
    vf_store(beta_gradient + u, sum);
    vf_store(gamma_gradient + u, product);
    const vf scale = vf_mul(vf_load(gamma + u), vf_load(inverse + u));
    const vf mean = vf_div(sum, count), along = vf_div(product, count);
    for (size_t r = 0; r < rows; r++) {
      const size_t at = r * stride + u;
      vf d = vf_load(delta + at);
      if (!fixed) d = vf_sub(vf_sub(d, mean), vf_mul(vf_load(hat + at), along));
      vf_store(delta + at, vf_mul(scale, d));
    }
  }
}

void glia_batch_norm_follow(const float *mean, const float *variance, size_t rows, size_t stride,
                            float momentum, float *running) {
  const vf keep = vf_splat(1.0f - momentum), take = vf_splat(momentum);
  const vf unbiased = vf_splat(rows > 1 ? (float)rows / (float)(rows - 1) : 1.0f);
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    vf_store(running + u,
             vf_add(vf_mul(keep, vf_load(running + u)), vf_mul(take, vf_load(mean + u))));
    if (rows < 2) continue;
    const vf spread = vf_mul(vf_load(variance + u), unbiased);
    float *at = running + stride + u;
    vf_store(at, vf_add(vf_mul(keep, vf_load(at)), vf_mul(take, spread)));
  }
}

/* Four units' lanes that exist; the padding of a row must not enter its statistics. */
static vf real_lanes(vf x, size_t u, size_t units) {
  return u + GLIA_LANES > units ? vf_and(vi_first(units - u), x) : x;
}

void glia_layer_norm(const float *x, const float *gamma, const float *beta, size_t rows,
                     size_t units, size_t stride, float eps, float *inverse, float *hat,
                     float *out) {
  const float count = (float)units;
  for (size_t r = 0; r < rows; r++) {
    const float *row = x + r * stride;
    vf sum = vf_zero(), squares = vf_zero();
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      sum = vf_add(sum, real_lanes(vf_load(row + u), u, units));
    }
    const vf mean = vf_splat(vf_sum(sum) / count);
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      const vf off = real_lanes(vf_sub(vf_load(row + u), mean), u, units);
      squares = vf_add(squares, vf_mul(off, off));
    }
    const vf scale = inverse_root(vf_splat(vf_sum(squares) / count), eps);
    inverse[r] = vf_lane(scale, 0);
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      const vf normal = real_lanes(vf_mul(vf_sub(vf_load(row + u), mean), scale), u, units);
      vf_store(hat + r * stride + u, normal);
      vf_store(out + r * stride + u,
               vf_add(vf_mul(vf_load(gamma + u), normal), vf_load(beta + u)));
    }
  }
}

void glia_layer_norm_backward(const float *gamma, const float *inverse, const float *hat,
                              size_t rows, size_t units, size_t stride, float *delta,
                              float *gamma_gradient, float *beta_gradient) {
  const vf count = vf_splat((float)units);
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    vf sum = vf_zero(), product = vf_zero();
    for (size_t r = 0; r < rows; r++) {
      const vf d = vf_load(delta + r * stride + u);
      sum = vf_add(sum, d);
      product = vf_add(product, vf_mul(d, vf_load(hat + r * stride + u)));
    }
    vf_store(beta_gradient + u, sum);
    vf_store(gamma_gradient + u, product);
  }
  for (size_t r = 0; r < rows; r++) {
    float *row = delta + r * stride;
    const float *normal = hat + r * stride;
    vf sum = vf_zero(), product = vf_zero();
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      const vf d = vf_mul(vf_load(gamma + u), vf_load(row + u));
      sum = vf_add(sum, d);
      product = vf_add(product, vf_mul(d, vf_load(normal + u)));
    }
    const vf mean = vf_div(vf_splat(vf_sum(sum)), count);
    const vf along = vf_div(vf_splat(vf_sum(product)), count), scale = vf_splat(inverse[r]);
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      const vf d = vf_mul(vf_load(gamma + u), vf_load(row + u));
      const vf centred = vf_sub(vf_sub(d, mean), vf_mul(vf_load(normal + u), along));
      vf_store(row + u, real_lanes(vf_mul(scale, centred), u, units));
    }
  }
}
