/* The losses of the reference, each by its definition. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "reference.h"

static double weight_of(const glia_loss_spec *spec, size_t class) {
  return spec->weights ? (double)spec->weights[class] : 1;
}

/* One element of a loss that is a mean over all elements. */
static double element(const glia_loss_spec *spec, double z, double y, double t, size_t u) {
  const double d = fabs(y - t), delta = (double)spec->delta;
  const double sure = log1p(exp(-fabs(z))); /* -log p = sure + max(-z, 0), -log(1-p) likewise */
  switch (spec->kind) {
    case GLIA_LOSS_MSE: return d * d;
    case GLIA_LOSS_MAE: return d;
    case GLIA_LOSS_HUBER: return d < delta ? d * d / 2 : delta * (d - delta / 2);
    case GLIA_LOSS_BCE:
      return weight_of(spec, u) * t * (sure + fmax(-z, 0)) + (1 - t) * (sure + fmax(z, 0));
    case GLIA_LOSS_FOCAL: {
      const double sign = t > 0 ? 1 : -1, miss = 1 / (1 + exp(sign * z));
      const double share = spec->alpha < 0.0f ? 1
                           : t > 0            ? (double)spec->alpha
                                              : 1 - (double)spec->alpha;
      return share * pow(miss, (double)spec->gamma) * (sure + fmax(-sign * z, 0));
    }
    default: fail_msg("loss %d is not one", (int)spec->kind);
  }
  return NAN;
}

/* One row of a loss over classes, not yet divided. */
static double row_of_classes(const glia_loss_spec *spec, const double *z, uint32_t units,
                             size_t label) {
  double *logs = malloc(units * sizeof *logs), sum = 0;
  reference_log_softmax(z, units, logs);
  if (spec->kind == GLIA_LOSS_FOCAL) {
    sum = -weight_of(spec, label) * pow(-expm1(logs[label]), (double)spec->gamma) * logs[label];
  } else {
    const double smoothing = (double)spec->smoothing;
    for (uint32_t k = 0; k < units; k++) {
      const double q = (k == label ? 1 - smoothing : 0) + smoothing / units;
      sum -= q * weight_of(spec, k) * logs[k];
    }
  }
  free(logs);
  return sum;
}

double reference_loss_of(const reference *network, const double *z, const double *post,
                         const double *target, size_t rows) {
  const glia_loss_spec *spec = &network->loss;
  const uint32_t units = reference_outputs(network);
  double sum = 0, mass = 0;
  if (spec->kind == GLIA_LOSS_CROSS_ENTROPY || (spec->kind == GLIA_LOSS_FOCAL && units > 1)) {
    for (size_t r = 0; r < rows; r++) {
      const size_t label = (size_t)target[r];
      sum += row_of_classes(spec, z + r * units, units, label);
      mass += spec->kind == GLIA_LOSS_FOCAL ? 1 : weight_of(spec, label);
    }
    return sum / mass;
  }
  for (size_t i = 0; i < rows * units; i++) {
    sum += element(spec, z[i], post[i], target[i], i % units);
  }
  return sum / ((double)rows * units);
}
