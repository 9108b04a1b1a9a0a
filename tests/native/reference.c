#include "reference.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/experiment.h"

reference reference_make(uint32_t inputs, const char *layers, glia_loss loss) {
  reference network = {.inputs = inputs, .loss = loss};
  glia_error error = {0};
  if (glia_layers_parse(layers, strlen(layers), GLIA_MAX_LAYERS, 0, &network.layers, &error)) {
    fail_msg("the layers %s: %s", layers, error.message);
  }
  return network;
}

uint32_t reference_outputs(const reference *network) {
  return network->layers.layer[network->layers.count - 1].units;
}

size_t reference_targets(const reference *network) {
  return network->loss == GLIA_LOSS_CROSS_ENTROPY ? 1 : reference_outputs(network);
}

size_t reference_parameters(const reference *network) {
  size_t count = 0, below = network->inputs;
  for (uint32_t l = 0; l < network->layers.count; l++) {
    const size_t units = network->layers.layer[l].units;
    count += units * below + units;
    below = units;
  }
  return count;
}

size_t reference_units(const reference *network) {
  size_t count = 0;
  for (uint32_t l = 0; l < network->layers.count; l++) count += network->layers.layer[l].units;
  return count;
}

double reference_activation(glia_activation activation, double x) {
  switch (activation) {
    case GLIA_ACTIVATION_LINEAR: return x;
    case GLIA_ACTIVATION_RELU: return x > 0 ? x : x == x ? 0 : x;
    case GLIA_ACTIVATION_TANH: return tanh(x);
    case GLIA_ACTIVATION_SIGMOID: return 1 / (1 + exp(-x));
    default: fail_msg("activation %d is not elementwise", (int)activation);
  }
  return NAN;
}

double reference_slope(glia_activation activation, double x) {
  const double y = reference_activation(activation, x);
  switch (activation) {
    case GLIA_ACTIVATION_LINEAR: return 1;
    case GLIA_ACTIVATION_RELU: return x > 0;
    case GLIA_ACTIVATION_TANH: return 1 / (cosh(x) * cosh(x));
    default: return y / (1 + exp(x));
  }
}

void reference_softmax(const double *z, uint32_t units, double *out) {
  double largest = z[0], sum = 0;
  for (uint32_t u = 1; u < units; u++) largest = fmax(largest, z[u]);
  for (uint32_t u = 0; u < units; u++) sum += out[u] = exp(z[u] - largest);
  for (uint32_t u = 0; u < units; u++) out[u] /= sum;
}

void reference_forward(const reference *network, const double *parameters, const double *x,
                       double *pre, double *post) {
  size_t below = network->inputs;
  for (uint32_t l = 0; l < network->layers.count; l++) {
    const uint32_t units = network->layers.layer[l].units;
    const glia_activation activation = network->layers.layer[l].activation;
    const double *bias = parameters + units * below;
    for (uint32_t u = 0; u < units; u++) {
      pre[u] = bias[u];
      for (size_t i = 0; i < below; i++) pre[u] += parameters[u * below + i] * x[i];
      if (activation != GLIA_ACTIVATION_SOFTMAX) post[u] = reference_activation(activation, pre[u]);
    }
    if (activation == GLIA_ACTIVATION_SOFTMAX) reference_softmax(pre, units, post);
    parameters = bias + units;
    x = post;
    below = units;
    pre += units;
    post += units;
  }
}

double reference_example_loss(const reference *network, const double *pre, const double *post,
                              const double *target) {
  const uint32_t units = reference_outputs(network);
  double sum = 0;
  switch (network->loss) {
    case GLIA_LOSS_MSE:
      for (uint32_t u = 0; u < units; u++) sum += pow(post[u] - target[u], 2);
      return sum / units;
    case GLIA_LOSS_BCE:
      for (uint32_t u = 0; u < units; u++) {
        sum += fmax(pre[u], 0) - target[u] * pre[u] + log1p(exp(-fabs(pre[u])));
      }
      return sum / units;
    case GLIA_LOSS_CROSS_ENTROPY: {
      double largest = pre[0];
      for (uint32_t u = 1; u < units; u++) largest = fmax(largest, pre[u]);
      for (uint32_t u = 0; u < units; u++) sum += exp(pre[u] - largest);
      return log(sum) + largest - pre[(size_t)target[0]];
    }
    default: fail_msg("loss %d is not one", (int)network->loss);
  }
  return NAN;
}

double reference_loss(const reference *network, const double *parameters, const double *x,
                      const double *target, size_t rows) {
  const size_t units = reference_units(network), last = units - reference_outputs(network);
  double *pre = malloc(2 * units * sizeof *pre), *post = pre + units, sum = 0;
  for (size_t r = 0; r < rows; r++) {
    reference_forward(network, parameters, x + r * network->inputs, pre, post);
    sum += reference_example_loss(network, pre + last, post + last,
                                  target + r * reference_targets(network));
  }
  free(pre);
  return sum / (double)rows;
}

void reference_gradient(const reference *network, double *parameters, double *x,
                        const double *target, size_t rows, double *gradient,
                        double *input_gradient) {
  const double step = 0x1p-16;
  const size_t count = reference_parameters(network);
  const size_t all = count + (input_gradient ? rows * network->inputs : 0);
  for (size_t i = 0; i < all; i++) {
    double *at = i < count ? parameters + i : x + (i - count);
    const double middle = *at;
    *at = middle + step;
    const double above = reference_loss(network, parameters, x, target, rows);
    *at = middle - step;
    const double below = reference_loss(network, parameters, x, target, rows);
    *at = middle;
    *(i < count ? gradient + i : input_gradient + (i - count)) = (above - below) / (2 * step);
  }
}

double reference_nearest_corner(const reference *network, const double *parameters, const double *x,
                                size_t rows) {
  const size_t units = reference_units(network);
  double *pre = malloc(2 * units * sizeof *pre), nearest = INFINITY;
  for (size_t r = 0; r < rows; r++) {
    reference_forward(network, parameters, x + r * network->inputs, pre, pre + units);
    const double *z = pre;
    for (uint32_t l = 0; l < network->layers.count; z += network->layers.layer[l++].units) {
      if (network->layers.layer[l].activation != GLIA_ACTIVATION_RELU) continue;
      for (uint32_t u = 0; u < network->layers.layer[l].units; u++) {
        nearest = fmin(nearest, fabs(z[u]));
      }
    }
  }
  free(pre);
  return nearest;
}

double *doubles_of(const float *x, size_t count) {
  double *copy = malloc((count ? count : 1) * sizeof *copy);
  assert_non_null(copy);
  for (size_t i = 0; i < count; i++) copy[i] = (double)x[i];
  return copy;
}

double largest_of(const double *x, size_t count) {
  double largest = 0;
  for (size_t i = 0; i < count; i++) largest = fmax(largest, fabs(x[i]));
  return largest;
}
