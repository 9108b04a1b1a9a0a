#include "nn/activation.h"

#include <string.h>

#include "base/vec.h"
#include "base/vmath.h"

/* One loop for every elementwise function: y is stored where x was read, four lanes at a time. */
#define MAP(expression)                                   \
  for (size_t i = 0; i < count; i += GLIA_LANES) {        \
    const vf x = vf_load(pre + i);                        \
    vf_store(post + i, (expression));                     \
  }

static void softmax_rows(const float *pre, float *post, size_t rows, size_t units, size_t stride) {
  for (size_t r = 0; r < rows; r++) {
    const float *z = pre + r * stride;
    float *p = post + r * stride;
    float largest = z[0];
    for (size_t u = 1; u < units; u++) largest = z[u] > largest ? z[u] : largest;
    const vf shift = vf_splat(largest);
    vf sum = vf_zero();
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf e = vm_exp(vf_sub(vf_load(z + u), shift));
      if (u + GLIA_LANES > units) e = vf_and(vi_first(units - u), e);
      vf_store(p + u, e);
      sum = vf_add(sum, e);
    }
    const vf total = vf_splat(vf_sum(sum));
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf_store(p + u, vf_div(vf_load(p + u), total));
    }
  }
}

void glia_activation_forward(glia_activation activation, const float *pre, float *post,
                             size_t rows, size_t units, size_t stride) {
  const size_t count = rows * stride;
  switch (activation) {
    case GLIA_ACTIVATION_LINEAR:
      if (post != pre) memcpy(post, pre, count * sizeof *post);
      return;
    case GLIA_ACTIVATION_RELU:
      /* pmax(x, 0) passes a NaN on, where a plain comparison would hide it. */
      MAP(vf_max(x, vf_zero()))
      return;
    case GLIA_ACTIVATION_TANH:
      MAP(vm_tanh(x))
      return;
    case GLIA_ACTIVATION_SIGMOID:
      MAP(vm_sigmoid(x))
      return;
    case GLIA_ACTIVATION_SOFTMAX:
      softmax_rows(pre, post, rows, units, stride);
      return;
    case GLIA_ACTIVATION_COUNT: return;
  }
}

static void softmax_rows_backward(const float *post, float *delta, size_t rows, size_t units,
                                  size_t stride) {
  for (size_t r = 0; r < rows; r++) {
    const float *p = post + r * stride;
    float *d = delta + r * stride;
    vf dot = vf_zero();
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf product = vf_mul(vf_load(p + u), vf_load(d + u));
      if (u + GLIA_LANES > units) product = vf_and(vi_first(units - u), product);
      dot = vf_add(dot, product);
    }
    const vf mean = vf_splat(vf_sum(dot));
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf_store(d + u, vf_mul(vf_load(p + u), vf_sub(vf_load(d + u), mean)));
    }
  }
}

void glia_activation_backward(glia_activation activation, const float *pre, const float *post,
                              float *delta, size_t rows, size_t units, size_t stride) {
  const size_t count = rows * stride;
  const vf one = vf_splat(1.0f);
  switch (activation) {
    case GLIA_ACTIVATION_LINEAR: return;
    case GLIA_ACTIVATION_RELU:
      for (size_t i = 0; i < count; i += GLIA_LANES) {
        const vi alive = vf_gt(vf_load(pre + i), vf_zero());
        vf_store(delta + i, vf_and(alive, vf_load(delta + i)));
      }
      return;
    case GLIA_ACTIVATION_TANH:
      for (size_t i = 0; i < count; i += GLIA_LANES) {
        const vf y = vf_load(post + i);
        const vf slope = vf_sub(one, vf_mul(y, y));
        vf_store(delta + i, vf_mul(vf_load(delta + i), slope));
      }
      return;
    case GLIA_ACTIVATION_SIGMOID:
      for (size_t i = 0; i < count; i += GLIA_LANES) {
        const vf y = vf_load(post + i);
        const vf slope = vf_mul(y, vf_sub(one, y));
        vf_store(delta + i, vf_mul(vf_load(delta + i), slope));
      }
      return;
    case GLIA_ACTIVATION_SOFTMAX:
      softmax_rows_backward(post, delta, rows, units, stride);
      return;
    case GLIA_ACTIVATION_COUNT: return;
  }
}
