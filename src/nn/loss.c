#include "nn/loss.h"

#include "base/vec.h"
#include "base/vmath.h"

int glia_loss_is_fused(glia_loss loss) {
  return loss == GLIA_LOSS_BCE || loss == GLIA_LOSS_CROSS_ENTROPY;
}

/* Losses of four elements and, through slope, their derivatives by the output. */
static vf mse_lanes(vf y, vf t, vf *slope) {
  const vf difference = vf_sub(y, t);
  *slope = vf_add(difference, difference);
  return vf_mul(difference, difference);
}

static vf bce_lanes(vf z, vf t, vf *slope) {
  *slope = vf_sub(vm_sigmoid(z), t);
  const vf tail = vm_log1p(vm_exp(vf_neg(vf_abs(z))));
  return vf_add(vf_sub(vf_max(z, vf_zero()), vf_mul(t, z)), tail);
}

static double elementwise(glia_loss loss, const float *output, const float *target, size_t rows,
                          size_t units, size_t stride, float *gradient) {
  const double count = (double)rows * (double)units;
  const vf share = vf_splat((float)(1.0 / count));
  double sum = 0.0;
  for (size_t r = 0; r < rows; r++) {
    vf row_sum = vf_zero();
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      const size_t left = units - u < GLIA_LANES ? units - u : GLIA_LANES;
      const vf y = vf_load(output + r * stride + u);
      const vf t = vf_load_part(target + r * units + u, left);
      vf slope;
      vf value = loss == GLIA_LOSS_MSE ? mse_lanes(y, t, &slope) : bce_lanes(y, t, &slope);
      value = vf_and(vi_first(left), value);
      row_sum = vf_add(row_sum, value);
      if (gradient) {
        vf_store(gradient + r * stride + u, vf_and(vi_first(left), vf_mul(slope, share)));
      }
    }
    sum += vf_sum(row_sum);
  }
  return sum / count;
}

static double cross_entropy(const float *logits, const float *target, size_t rows, size_t units,
                            size_t stride, float *gradient) {
  const vf share = vf_splat((float)(1.0 / (double)rows));
  double sum = 0.0;
  for (size_t r = 0; r < rows; r++) {
    const float *z = logits + r * stride;
    const size_t label = (size_t)target[r];
    float largest = z[0];
    for (size_t u = 1; u < units; u++) largest = z[u] > largest ? z[u] : largest;
    const vf shift = vf_splat(largest);
    vf parts = vf_zero();
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf e = vm_exp(vf_sub(vf_load(z + u), shift));
      if (u + GLIA_LANES > units) e = vf_and(vi_first(units - u), e);
      if (gradient) vf_store(gradient + r * stride + u, e);
      parts = vf_add(parts, e);
    }
    const float total = vf_sum(parts);
    sum += (double)(vm_log1(total) - (z[label] - largest));
    if (!gradient) continue;
    float *g = gradient + r * stride;
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf_store(g + u, vf_div(vf_load(g + u), vf_splat(total)));
    }
    g[label] -= 1.0f;
    for (size_t u = 0; u < stride; u += GLIA_LANES) vf_store(g + u, vf_mul(vf_load(g + u), share));
  }
  return sum / (double)rows;
}

double glia_loss_mean(glia_loss loss, const float *output, const float *target, size_t rows,
                      size_t units, size_t stride, float *gradient) {
  if (rows == 0) return 0.0;
  if (loss == GLIA_LOSS_CROSS_ENTROPY) {
    return cross_entropy(output, target, rows, units, stride, gradient);
  }
  return elementwise(loss, output, target, rows, units, stride, gradient);
}

glia_status glia_loss_check(glia_loss loss, const float *target, size_t rows, size_t units,
                            glia_error *error) {
  const size_t each = loss == GLIA_LOSS_CROSS_ENTROPY ? 1 : units;
  for (size_t i = 0; i < rows * each; i++) {
    const double t = (double)target[i];
    const unsigned long row = (unsigned long)(i / each);
    if (!(t - t == 0.0)) {
      return glia_fail(error, GLIA_NOT_FINITE, -1, "the target of example %lu is not a finite number",
                       row);
    }
    if (loss == GLIA_LOSS_CROSS_ENTROPY) {
      if (!(t >= 0.0 && t < (double)units && t == (double)(uint32_t)t)) {
        return glia_fail(error, GLIA_RANGE, -1,
                         "the target of example %lu is %g; a class is a whole number from 0 to %lu",
                         row, t, (unsigned long)(units - 1));
      }
    } else if (loss == GLIA_LOSS_BCE && !(t >= 0.0 && t <= 1.0)) {
      return glia_fail(error, GLIA_RANGE, -1,
                       "the target of example %lu is %g; bce needs targets from 0 to 1", row, t);
    }
  }
  return GLIA_OK;
}
