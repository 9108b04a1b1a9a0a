/* Losses of what is given in another form: distributions in place of labels, probabilities in place of
 * logits. For looking at them; training takes labels and logits. */
#include "base/scalar.h"
#include "base/vec.h"
#include "nn/loss.h"

static glia_status refuse(size_t row, const char *what, glia_error *error) {
  return glia_fail(error, GLIA_RANGE, -1, "%s of example %lu", what, (unsigned long)row);
}

glia_status glia_loss_check_shares(const float *target, size_t rows, size_t units, glia_error *error) {
  for (size_t r = 0; r < rows; r++) {
    double sum = 0.0;
    for (size_t u = 0; u < units; u++) {
      const double share = (double)target[r * units + u];
      if (!(share >= 0.0 && share <= 1.0)) {
        return refuse(r, "a share is no number from 0 to 1 in the target", error);
      }
      sum += share;
    }
    if (!(sum > 0.999 && sum < 1.001)) return refuse(r, "the shares do not sum to 1 in the target", error);
  }
  return GLIA_OK;
}

double glia_loss_shares(const glia_loss_spec *spec, const float *output, const float *target,
                        size_t rows, size_t units, size_t stride, float *gradient) {
  const double even = (double)spec->smoothing / (double)units, own = 1.0 - (double)spec->smoothing;
  double sum = 0.0;
  for (size_t r = 0; r < rows; r++) {
    const float *z = output + r * stride, *q = target + r * units;
    double top = (double)z[0], total = 0.0, mass = 0.0;
    for (size_t u = 1; u < units; u++) top = (double)z[u] > top ? (double)z[u] : top;
    for (size_t u = 0; u < units; u++) total += glia_exp((double)z[u] - top);
    const double log_total = glia_log(total);
    for (size_t u = 0; u < units; u++) {
      const double weight = (own * (double)q[u] + even) * (spec->weights ? (double)spec->weights[u] : 1.0);
      sum += weight * (log_total - ((double)z[u] - top));
      mass += weight;
      if (gradient) gradient[r * stride + u] = (float)(-weight / (double)rows);
    }
    for (size_t u = 0; gradient && u < stride; u++) {
      float *g = &gradient[r * stride + u];
      *g = u < units ? (float)((double)*g + mass * glia_exp((double)z[u] - top) / total / (double)rows) : 0.0f;
    }
  }
  return rows ? sum / (double)rows : 0.0;
}

glia_status glia_loss_bce_probabilities(const glia_loss_spec *spec, const float *output,
                                        const float *target, size_t rows, size_t units, float *gradient,
                                        double *loss, glia_error *error) {
  const double count = (double)rows * (double)units, least = -100.0;
  double sum = 0.0;
  for (size_t i = 0; i < rows * units; i++) {
    const double p = (double)output[i], t = (double)target[i], rest = 1.0 - p;
    if (!(p >= 0.0 && p <= 1.0)) return refuse(i / units, "a probability is no number from 0 to 1", error);
    const double positive = t * (spec->weights ? (double)spec->weights[i % units] : 1.0);
    const double yes = glia_log(p), no = glia_log(rest), spread = p * rest;
    sum -= positive * (yes > least ? yes : least) + (1.0 - t) * (no > least ? no : least);
    gradient[i] = (float)(((1.0 - t) * p - positive * rest) / (spread > 1e-12 ? spread : 1e-12) / count);
  }
  *loss = rows ? sum / count : 0.0;
  return GLIA_OK;
}
