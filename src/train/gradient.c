/* What happens to a gradient before the update rule sees it. */
#include "base/vec.h"
#include "kernels/reduce.h"
#include "train/optimizer.h"

static size_t floats_of(const glia_tensor *tensor) { return tensor->rows * tensor->stride; }

static void add_l1(float l1, const float *w, float *g, size_t count) {
  const vf zero = vf_zero(), size = vf_splat(l1);
  for (size_t i = 0; i < count; i += GLIA_LANES) {
    const vf x = vf_load(w + i);
    const vf sign = vf_sub(vf_and(vf_gt(x, zero), size), vf_and(vf_lt(x, zero), size));
    vf_store(g + i, vf_add(vf_load(g + i), sign));
  }
}

static void scale(float by, float *g, size_t count) {
  const vf factor = vf_splat(by);
  for (size_t i = 0; i < count; i += GLIA_LANES) vf_store(g + i, vf_mul(vf_load(g + i), factor));
}

static void clamp(float limit, float *g, size_t count) {
  const vf low = vf_splat(-limit), high = vf_splat(limit);
  for (size_t i = 0; i < count; i += GLIA_LANES) {
    const vf x = vf_load(g + i);
    vf_store(g + i, vf_min(vf_max(x, low), high));
  }
}

int glia_gradient_is_ready(const glia_optimizer_options *options) {
  return !(options->l1 > 0.0 || options->clip_norm > 0.0 || options->clip_value > 0.0);
}

/* The squares of large float32 leave float32, so those are summed in double. */
double glia_gradient_norm(float sum, const float *gradient, size_t count) {
  if ((double)sum < 1e38 && (double)sum > 1e-30) return __builtin_sqrt((double)sum);
  double wide = 0.0;
  for (size_t i = 0; i < count; i++) wide += (double)gradient[i] * (double)gradient[i];
  return __builtin_sqrt(wide);
}

double glia_gradient_prepare(const glia_optimizer_options *options, const glia_network *network,
                             const float *parameters, float *gradient) {
  if (options->l1 > 0.0) {
    for (int t = 0; t < network->tensor_count; t++) {
      const glia_tensor *tensor = &network->tensor[t];
      const int weights =
          tensor->role == GLIA_ROLE_WEIGHTS || tensor->role == GLIA_ROLE_PROJECTION;
      if (!weights && options->penalize != GLIA_PENALIZE_ALL) continue;
      add_l1((float)options->l1, parameters + tensor->offset, gradient + tensor->offset,
             floats_of(tensor));
    }
  }
  const double norm = glia_gradient_norm(glia_sum_squares(gradient, network->storage), gradient,
                                         network->storage);
  if (!(norm - norm == 0.0)) return norm; /* clipped, what is not finite could no longer be seen */
  if (options->clip_norm > 0.0) {
    const double share = options->clip_norm / (norm + 1e-6);
    if (share < 1.0) scale((float)share, gradient, network->storage);
  }
  if (options->clip_value > 0.0) clamp((float)options->clip_value, gradient, network->storage);
  return norm;
}
