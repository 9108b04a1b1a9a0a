#include "nn/loss.h"

#include "base/vec.h"
#include "base/vmath.h"

glia_loss_spec glia_loss_spec_of(glia_loss kind) {
  return (glia_loss_spec){.kind = kind, .delta = 1.0f, .gamma = 2.0f, .alpha = -1.0f};
}

int glia_loss_is_fused(glia_loss loss) {
  return loss == GLIA_LOSS_BCE || loss == GLIA_LOSS_CROSS_ENTROPY || loss == GLIA_LOSS_FOCAL;
}

size_t glia_loss_targets(glia_loss loss, size_t units) {
  const int classes = loss == GLIA_LOSS_CROSS_ENTROPY || loss == GLIA_LOSS_FOCAL;
  return classes && units > 1 ? 1 : units;
}

/* base^power for a base in [0, 1]. */
static vf power(vf base, float exponent) {
  if (exponent == 0.0f) return vf_splat(1.0f);
  return vm_exp(vf_mul(vf_splat(exponent), vm_log(base)));
}

/* The following give the losses of four elements and, through slope, their derivatives by the
 * output. */

static vf mse_lanes(vf y, vf t, vf *slope) {
  const vf difference = vf_sub(y, t);
  *slope = vf_add(difference, difference);
  return vf_mul(difference, difference);
}

static vf sign_of(vf x) {
  const vf one = vf_splat(1.0f), zero = vf_zero();
  return vf_sub(vf_and(vf_gt(x, zero), one), vf_and(vf_lt(x, zero), one));
}

static vf mae_lanes(vf y, vf t, vf *slope) {
  const vf difference = vf_sub(y, t);
  *slope = sign_of(difference);
  return vf_abs(difference);
}

static vf huber_lanes(vf y, vf t, float limit, vf *slope) {
  const vf difference = vf_sub(y, t), size = vf_abs(difference), delta = vf_splat(limit);
  const vf half = vf_splat(0.5f);
  const vi near = vf_lt(size, delta);
  *slope = vf_select(near, difference, vf_mul(delta, sign_of(difference)));
  const vf squared = vf_mul(half, vf_mul(size, size));
  return vf_select(near, squared, vf_mul(delta, vf_sub(size, vf_mul(half, delta))));
}

static vf bce_lanes(vf z, vf t, vf *slope) {
  /* max(z, 0) - t z is exact where the answer is sure, so the small rest is not lost. */
  *slope = vf_sub(vm_sigmoid(z), t);
  const vf tail = vm_log1p(vm_exp(vf_neg(vf_abs(z))));
  return vf_add(vf_sub(vf_max(z, vf_zero()), vf_mul(t, z)), tail);
}

static vf weighted_bce_lanes(vf z, vf t, vf weight, vf *slope) {
  const vf one = vf_splat(1.0f), positive = vf_mul(weight, t), negative = vf_sub(one, t);
  const vf p = vm_sigmoid(z), surprise = vm_softplus(z);
  *slope = vf_sub(vf_mul(negative, p), vf_mul(positive, vf_sub(one, p)));
  return vf_add(vf_mul(positive, vm_softplus(vf_neg(z))), vf_mul(negative, surprise));
}

static vf focal_lanes(vf z, vf t, const glia_loss_spec *spec, vf *slope) {
  const vf one = vf_splat(1.0f);
  const vi positive = vf_gt(t, vf_zero());
  const vf sign = vf_select(positive, one, vf_splat(-1.0f));
  vf share = one;
  if (spec->alpha >= 0.0f) {
    share = vf_select(positive, vf_splat(spec->alpha), vf_splat(1.0f - spec->alpha));
  }
  const vf u = vf_mul(sign, z), p = vm_sigmoid(u), q = vm_sigmoid(vf_neg(u));
  const vf surprise = vm_softplus(vf_neg(u)), fade = vf_mul(share, power(q, spec->gamma));
  const vf rise = vf_add(vf_mul(vf_splat(spec->gamma), vf_mul(p, surprise)), q);
  *slope = vf_neg(vf_mul(sign, vf_mul(fade, rise)));
  return vf_mul(fade, surprise);
}

static vf lanes(const glia_loss_spec *spec, vf y, vf t, const float *weights, size_t left,
                vf *slope) {
  switch (spec->kind) {
    case GLIA_LOSS_MAE: return mae_lanes(y, t, slope);
    case GLIA_LOSS_HUBER: return huber_lanes(y, t, spec->delta, slope);
    case GLIA_LOSS_FOCAL: return focal_lanes(y, t, spec, slope);
    case GLIA_LOSS_BCE:
      if (weights) return weighted_bce_lanes(y, t, vf_load_part(weights, left), slope);
      return bce_lanes(y, t, slope);
    case GLIA_LOSS_MSE: return mse_lanes(y, t, slope);
    default: return *slope = vf_splat(__builtin_nanf("")); /* no loss of single elements */
  }
}

/* One output: four rows side by side in the lanes, in place of one row and three empty ones. */
static double elementwise_one(const glia_loss_spec *spec, const float *output, const float *target,
                              size_t rows, size_t stride, float *gradient) {
  const vf share = vf_splat((float)(1.0 / (double)rows));
  double sum = 0.0;
  for (size_t r = 0; r < rows; r += GLIA_LANES) {
    const size_t left = rows - r < GLIA_LANES ? rows - r : GLIA_LANES;
    float y[GLIA_LANES] = {0}, value[GLIA_LANES], slope[GLIA_LANES];
    for (size_t i = 0; i < left; i++) y[i] = output[(r + i) * stride];
    const float weight = spec->weights ? spec->weights[0] : 1.0f;
    const float weights[GLIA_LANES] = {weight, weight, weight, weight};
    vf by;
    const vf t = vf_load_part(target + r, left);
    vf_store(value, lanes(spec, vf_load(y), t, spec->weights ? weights : NULL, GLIA_LANES, &by));
    for (size_t i = 0; i < left; i++) sum += (double)value[i];
    if (!gradient) continue;
    vf_store(slope, vf_mul(by, share));
    for (size_t i = 0; i < left; i++) {
      vf_store(gradient + (r + i) * stride, vf_and(vi_first(1), vf_splat(slope[i])));
    }
  }
  return sum / (double)rows;
}

static double elementwise(const glia_loss_spec *spec, const float *output, const float *target,
                          size_t rows, size_t units, size_t stride, float *gradient,
                          double *weight) {
  const double count = (double)rows * (double)units;
  if (units == 1) {
    *weight = count;
    return elementwise_one(spec, output, target, rows, stride, gradient);
  }
  const vf share = vf_splat((float)(1.0 / count));
  double sum = 0.0;
  for (size_t r = 0; r < rows; r++) {
    vf row_sum = vf_zero();
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      const size_t left = units - u < GLIA_LANES ? units - u : GLIA_LANES;
      const vf y = vf_load(output + r * stride + u);
      const vf t = vf_load_part(target + r * units + u, left);
      const float *weights = spec->weights ? spec->weights + u : NULL;
      vf slope;
      const vf value = vf_and(vi_first(left), lanes(spec, y, t, weights, left, &slope));
      row_sum = vf_add(row_sum, value);
      if (gradient) {
        vf_store(gradient + r * stride + u, vf_and(vi_first(left), vf_mul(slope, share)));
      }
    }
    sum += vf_sum(row_sum);
  }
  *weight = count;
  return sum / count;
}

/* A row of logits as shares of one whole. */
typedef struct row_shares {
  float largest, total; /* p_k = e^(z_k - largest) / total */
  float log_total;
} row_shares;

/* Writes e^(z - largest) to out (padding zero), or nowhere if out is NULL. */
static row_shares shares_of(const float *z, size_t units, size_t stride, float *out) {
  row_shares shares = {.largest = z[0]};
  for (size_t u = 1; u < units; u++) shares.largest = z[u] > shares.largest ? z[u] : shares.largest;
  const vf shift = vf_splat(shares.largest);
  vf sum = vf_zero();
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    vf e = vm_exp(vf_sub(vf_load(z + u), shift));
    if (u + GLIA_LANES > units) e = vf_and(vi_first(units - u), e);
    if (out) vf_store(out + u, e);
    sum = vf_add(sum, e);
  }
  shares.total = vf_sum(sum);
  shares.log_total = vm_log1(shares.total);
  return shares;
}

static float surprise_at(const row_shares *shares, float z) {
  return shares->log_total - (z - shares->largest);
}

static float class_weight(const glia_loss_spec *spec, size_t label) {
  return spec->weights ? spec->weights[label] : 1.0f;
}

/* One row of cross-entropy times its class weight; the gradient is not yet divided. */
static double cross_entropy_row(const glia_loss_spec *spec, const float *z, size_t label,
                                size_t units, size_t stride, float *gradient) {
  const row_shares shares = shares_of(z, units, stride, gradient);
  const float own = 1.0f - spec->smoothing, other = spec->smoothing / (float)units;
  double loss = 0.0;
  float mass = own * class_weight(spec, label);
  if (spec->smoothing > 0.0f) {
    for (size_t k = 0; k < units; k++) {
      const float part = other * class_weight(spec, k);
      loss += (double)(part * surprise_at(&shares, z[k]));
      mass += part;
    }
  }
  loss += (double)(own * class_weight(spec, label) * surprise_at(&shares, z[label]));
  if (!gradient) return loss;
  const vf scale = vf_splat(mass), total = vf_splat(shares.total);
  for (size_t u = 0; u < stride; u += GLIA_LANES) {
    vf_store(gradient + u, vf_mul(scale, vf_div(vf_load(gradient + u), total)));
  }
  if (spec->smoothing > 0.0f) {
    for (size_t k = 0; k < units; k++) gradient[k] -= other * class_weight(spec, k);
  }
  gradient[label] -= own * class_weight(spec, label);
  return loss;
}

static double focal_row(const glia_loss_spec *spec, const float *z, size_t label, size_t units,
                        size_t stride, float *gradient) {
  const row_shares shares = shares_of(z, units, stride, gradient);
  const float surprise = surprise_at(&shares, z[label]);
  const float p = vm_exp1(-surprise);
  /* 1 - p as the sum of the others, which keeps its digits when p is nearly 1. */
  double others = 0.0;
  for (size_t k = 0; k < units; k++) {
    if (k != label) others += (double)vm_exp1(z[k] - shares.largest);
  }
  const float q = (float)(others / (double)shares.total);
  const float fade = vf_lane(power(vf_splat(q), spec->gamma), 0);
  const float weight = class_weight(spec, label);
  if (gradient) {
    /* p (-log p) / q tends to 1 as q tends to 0. */
    const float ratio = q > 1e-30f ? p * surprise / q : 1.0f;
    const float rise = weight * fade * (1.0f + spec->gamma * ratio);
    const vf scale = vf_splat(rise), total = vf_splat(shares.total);
    for (size_t u = 0; u < stride; u += GLIA_LANES) {
      vf_store(gradient + u, vf_mul(scale, vf_div(vf_load(gradient + u), total)));
    }
    gradient[label] = -rise * q;
  }
  return (double)(weight * fade * surprise);
}

static double over_classes(const glia_loss_spec *spec, const float *output, const float *target,
                           size_t rows, size_t units, size_t stride, float *gradient,
                           double *weight) {
  const int focal = spec->kind == GLIA_LOSS_FOCAL;
  double sum = 0.0, mass = 0.0;
  for (size_t r = 0; r < rows; r++) {
    const size_t label = (size_t)target[r], at = r * stride;
    float *g = gradient ? gradient + at : NULL;
    sum += focal ? focal_row(spec, output + at, label, units, stride, g)
                 : cross_entropy_row(spec, output + at, label, units, stride, g);
    mass += focal ? 1.0 : (double)class_weight(spec, label);
  }
  *weight = mass;
  if (mass <= 0.0) mass = 1.0; /* every label in the batch has weight zero */
  if (gradient) {
    const vf share = vf_splat((float)(1.0 / mass));
    for (size_t i = 0; i < rows * stride; i += GLIA_LANES) {
      vf_store(gradient + i, vf_mul(vf_load(gradient + i), share));
    }
  }
  return sum / mass;
}

double glia_loss_mean(const glia_loss_spec *spec, const float *output, const float *target,
                      size_t rows, size_t units, size_t stride, float *gradient, double *weight) {
  double divisor = 0.0, mean = 0.0;
  if (spec->shares && spec->kind == GLIA_LOSS_CROSS_ENTROPY) {
    divisor = (double)rows;
    mean = glia_loss_shares(spec, output, target, rows, units, stride, gradient);
  } else if (rows) {
    mean = glia_loss_targets(spec->kind, units) < units
               ? over_classes(spec, output, target, rows, units, stride, gradient, &divisor)
               : elementwise(spec, output, target, rows, units, stride, gradient, &divisor);
  }
  if (weight) *weight = divisor;
  return mean;
}

glia_status glia_loss_check(glia_loss loss, const float *target, size_t rows, size_t units,
                            glia_error *error) {
  const size_t each = glia_loss_targets(loss, units);
  const int classes = each < units;
  if (loss == GLIA_LOSS_AUTO) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "name the loss; auto needs a data set");
  }
  if (loss == GLIA_LOSS_CROSS_ENTROPY && units < 2) {
    return glia_fail(error, GLIA_SHAPE, -1,
                     "cross_entropy compares at least 2 outputs, one for each class");
  }
  for (size_t i = 0; i < rows * each; i++) {
    const double t = (double)target[i];
    const unsigned long row = (unsigned long)(i / each);
    if (!(t - t == 0.0)) {
      return glia_fail(error, GLIA_NOT_FINITE, -1,
                       "the target of example %lu is not a finite number", row);
    }
    if (classes) {
      if (!(t >= 0.0 && t < (double)units && t == (double)(uint32_t)t)) {
        return glia_fail(error, GLIA_RANGE, -1,
                         "the target of example %lu is %g; a class is a whole number from 0 to %lu",
                         row, t, (unsigned long)(units - 1));
      }
    } else if (loss == GLIA_LOSS_BCE && !(t >= 0.0 && t <= 1.0)) {
      return glia_fail(error, GLIA_RANGE, -1,
                       "the target of example %lu is %g; bce needs targets from 0 to 1", row, t);
    } else if (loss == GLIA_LOSS_FOCAL && t != 0.0 && t != 1.0) {
      return glia_fail(error, GLIA_RANGE, -1,
                       "the target of example %lu is %g; focal with one output needs 0 or 1", row,
                       t);
    }
  }
  return GLIA_OK;
}
