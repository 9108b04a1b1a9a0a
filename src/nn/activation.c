#include "nn/activation.h"

#include <string.h>

#include "base/vec.h"
#include "base/vmath.h"

glia_curve glia_curve_of(glia_activation kind) { return (glia_curve){kind, 0.01f, 1.0f}; }

int glia_activation_is_joint(glia_activation kind) {
  return kind == GLIA_ACTIVATION_SOFTMAX || kind == GLIA_ACTIVATION_LOG_SOFTMAX;
}

/* Standard normal distribution: how much of it lies below x. */
static vf normal_below(vf x) {
  const vf half = vf_splat(0.5f);
  return vf_add(half, vf_mul(half, vm_erf(vf_mul(x, vf_splat(0.70710678f)))));
}

/* The curve tanh follows in gelu_tanh; beyond ±12 its tanh is ±1 already, and x³ stays finite. */
static vf gelu_bounded(vf x) { return vf_min(vf_splat(12.0f), vf_max(vf_splat(-12.0f), x)); }

static vf gelu_inner(vf x) {
  const vf cubic = vf_mul(vf_splat(0.044715f), vf_mul(x, x));
  return vf_mul(vf_mul(vf_splat(0.79788456f), x), vf_add(vf_splat(1.0f), cubic));
}

static vf gelu_tanh(vf x) {
  const vf half = vf_mul(vf_splat(0.5f), x);
  return vf_add(half, vf_mul(half, vm_tanh(gelu_inner(gelu_bounded(x)))));
}

/* One loop for every elementwise function: y is stored where x was read, four lanes at a time. */
#define MAP(expression)                            \
  for (size_t i = 0; i < count; i += GLIA_LANES) { \
    const vf x = vf_load(pre + i);                 \
    vf_store(post + i, (expression));              \
  }                                                \
  return

/* For each row: e^(z - largest) into out, padding zero. Returns their sum; *largest by the way. */
static float exponentials(const float *z, float *out, size_t units, size_t stride,
                          float *largest) {
  float top = z[0];
  for (size_t u = 1; u < units; u++) top = z[u] > top ? z[u] : top;
  const vf shift = vf_splat(top);
  vf sum = vf_zero();
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    vf e = vm_exp(vf_sub(vf_load(z + u), shift));
    if (u + GLIA_LANES > units) e = vf_and(vi_first(units - u), e);
    vf_store(out + u, e);
    sum = vf_add(sum, e);
  }
  *largest = top;
  return vf_sum(sum);
}

static void softmax_rows(const float *pre, float *post, size_t rows, size_t units, size_t stride) {
  for (size_t r = 0; r < rows; r++) {
    float *p = post + r * stride, largest;
    const vf total = vf_splat(exponentials(pre + r * stride, p, units, stride, &largest));
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf_store(p + u, vf_div(vf_load(p + u), total));
    }
  }
}

static void log_softmax_rows(const float *pre, float *post, size_t rows, size_t units,
                             size_t stride) {
  for (size_t r = 0; r < rows; r++) {
    const float *z = pre + r * stride;
    float *p = post + r * stride;
    float top = z[0];
    for (size_t u = 1; u < units; u++) top = z[u] > top ? z[u] : top;
    const vf shift = vf_splat(top);
    vf sum = vf_zero();
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf e = vm_exp(vf_sub(vf_load(z + u), shift));
      if (u + GLIA_LANES > units) e = vf_and(vi_first(units - u), e);
      sum = vf_add(sum, e);
    }
    const vf total = vf_splat(vm_log1(vf_sum(sum)));
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf y = vf_sub(vf_sub(vf_load(z + u), shift), total);
      if (u + GLIA_LANES > units) y = vf_and(vi_first(units - u), y);
      vf_store(p + u, y);
    }
  }
}

void glia_activation_forward(glia_curve curve, const float *pre, float *post, size_t rows,
                             size_t units, size_t stride) {
  const size_t count = rows * stride;
  const vf zero = vf_zero(), slope = vf_splat(curve.slope), alpha = vf_splat(curve.alpha);
  switch (curve.kind) {
    case GLIA_ACTIVATION_LINEAR:
      if (post != pre) memcpy(post, pre, count * sizeof *post);
      return;
    case GLIA_ACTIVATION_RELU:
      MAP(vf_max(x, zero)); /* passes a NaN on, where a plain comparison would hide it */
    case GLIA_ACTIVATION_TANH: MAP(vm_tanh(x));
    case GLIA_ACTIVATION_SIGMOID: MAP(vm_sigmoid(x));
    case GLIA_ACTIVATION_LEAKY_RELU: MAP(vf_select(vf_gt(x, zero), x, vf_mul(slope, x)));
    case GLIA_ACTIVATION_ELU: MAP(vf_select(vf_gt(x, zero), x, vf_mul(alpha, vm_expm1(x))));
    case GLIA_ACTIVATION_GELU: MAP(vf_mul(x, normal_below(x)));
    case GLIA_ACTIVATION_GELU_TANH: MAP(gelu_tanh(x));
    case GLIA_ACTIVATION_SILU: MAP(vf_mul(x, vm_sigmoid(x)));
    case GLIA_ACTIVATION_SOFTPLUS: MAP(vm_softplus(x));
    case GLIA_ACTIVATION_SOFTMAX: softmax_rows(pre, post, rows, units, stride); return;
    case GLIA_ACTIVATION_LOG_SOFTMAX: log_softmax_rows(pre, post, rows, units, stride); return;
    case GLIA_ACTIVATION_COUNT: return;
  }
}

/* Sum over a row's units of a row product; the padding, whatever it holds, does not count. */
static float row_sum(const float *a, const float *b, size_t units, size_t stride) {
  vf sum = vf_zero();
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    vf term = vf_load(a + u);
    if (b) term = vf_mul(term, vf_load(b + u));
    if (u + GLIA_LANES > units) term = vf_and(vi_first(units - u), term);
    sum = vf_add(sum, term);
  }
  return vf_sum(sum);
}

static void joint_backward(int logarithm, const float *post, float *delta, size_t rows,
                           size_t units, size_t stride) {
  for (size_t r = 0; r < rows; r++) {
    const float *p = post + r * stride;
    float *d = delta + r * stride;
    const vf total = vf_splat(row_sum(d, logarithm ? NULL : p, units, stride));
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      const vf g = vf_load(d + u), y = vf_load(p + u);
      vf out = logarithm ? vf_sub(g, vf_mul(vm_exp(y), total)) : vf_mul(y, vf_sub(g, total));
      if (u + GLIA_LANES > units) out = vf_and(vi_first(units - u), out);
      vf_store(d + u, out);
    }
  }
}

static vf gelu_slope(vf x) {
  const vf bell = vm_exp(vf_mul(vf_splat(-0.5f), vf_mul(x, x)));
  return vf_add(normal_below(x), vf_mul(x, vf_mul(vf_splat(0.39894228f), bell)));
}

static vf gelu_tanh_slope(vf x) {
  const vf one = vf_splat(1.0f), half = vf_splat(0.5f), bounded = gelu_bounded(x);
  const vf t = vm_tanh(gelu_inner(bounded));
  const vf rise = vf_mul(vf_splat(0.79788456f),
                         vf_add(one, vf_mul(vf_splat(0.134145f), vf_mul(bounded, bounded))));
  const vf bend = vf_mul(vf_mul(bounded, vf_sub(one, vf_mul(t, t))), rise);
  return vf_mul(half, vf_add(vf_add(one, t), bend));
}

static vf silu_slope(vf x) {
  const vf one = vf_splat(1.0f), s = vm_sigmoid(x);
  return vf_mul(s, vf_add(one, vf_mul(x, vf_sub(one, s))));
}

/* delta times the slope, from x = pre and y = post. */
#define SLOPE(expression)                               \
  for (size_t i = 0; i < count; i += GLIA_LANES) {      \
    const vf x = vf_load(pre + i), y = vf_load(post + i); \
    (void)x, (void)y;                                   \
    vf_store(delta + i, vf_mul(vf_load(delta + i), (expression))); \
  }                                                     \
  return

void glia_activation_backward(glia_curve curve, const float *pre, const float *post, float *delta,
                              size_t rows, size_t units, size_t stride) {
  const size_t count = rows * stride;
  const vf zero = vf_zero(), one = vf_splat(1.0f);
  const vf slope = vf_splat(curve.slope), alpha = vf_splat(curve.alpha);
  switch (curve.kind) {
    case GLIA_ACTIVATION_LINEAR: return;
    case GLIA_ACTIVATION_RELU:
      for (size_t i = 0; i < count; i += GLIA_LANES) {
        const vi alive = vf_gt(vf_load(pre + i), zero);
        vf_store(delta + i, vf_and(alive, vf_load(delta + i)));
      }
      return;
    case GLIA_ACTIVATION_TANH: SLOPE(vf_sub(one, vf_mul(y, y)));
    case GLIA_ACTIVATION_SIGMOID: SLOPE(vf_mul(y, vf_sub(one, y)));
    case GLIA_ACTIVATION_LEAKY_RELU: SLOPE(vf_select(vf_gt(x, zero), one, slope));
    case GLIA_ACTIVATION_ELU: SLOPE(vf_select(vf_gt(x, zero), one, vf_add(y, alpha)));
    case GLIA_ACTIVATION_GELU: SLOPE(gelu_slope(x));
    case GLIA_ACTIVATION_GELU_TANH: SLOPE(gelu_tanh_slope(x));
    case GLIA_ACTIVATION_SILU: SLOPE(silu_slope(x));
    case GLIA_ACTIVATION_SOFTPLUS: SLOPE(vm_sigmoid(x));
    case GLIA_ACTIVATION_SOFTMAX: joint_backward(0, post, delta, rows, units, stride); return;
    case GLIA_ACTIVATION_LOG_SOFTMAX: joint_backward(1, post, delta, rows, units, stride); return;
    case GLIA_ACTIVATION_COUNT: return;
  }
}
