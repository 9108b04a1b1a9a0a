#include "reference.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/experiment.h"
#include "nn/normalization.h"

reference reference_make(uint32_t inputs, const char *layers, glia_loss loss) {
  reference network = {.inputs = inputs, .loss = glia_loss_spec_of(loss)};
  glia_error error = {0};
  if (glia_layers_parse(layers, strlen(layers), GLIA_MAX_LAYERS, 0, &network.layers, &error)) {
    fail_msg("the layers %s: %s", layers, error.message);
  }
  return network;
}

uint32_t reference_outputs(const reference *network) {
  return network->layers.layer[network->layers.count - 1].units;
}

static int has_classes(const reference *network) {
  return network->loss.kind == GLIA_LOSS_CROSS_ENTROPY ||
         (network->loss.kind == GLIA_LOSS_FOCAL && reference_outputs(network) > 1);
}

size_t reference_targets(const reference *network) {
  return has_classes(network) ? 1 : reference_outputs(network);
}

size_t reference_below(const reference *network, uint32_t layer) {
  return layer ? network->layers.layer[layer - 1].units : network->inputs;
}

size_t reference_parameters(const reference *network) {
  size_t count = 0;
  for (uint32_t l = 0; l < network->layers.count; l++) {
    const glia_layer *layer = &network->layers.layer[l];
    const size_t units = layer->units, below = reference_below(network, l);
    count += units * below;
    if (!layer->no_bias) count += units;
    if (layer->norm != GLIA_NORM_NONE) count += 2 * units;
    if (layer->residual && below != units) count += units * below;
  }
  return count;
}

size_t reference_units(const reference *network) {
  size_t count = 0;
  for (uint32_t l = 0; l < network->layers.count; l++) count += network->layers.layer[l].units;
  return count;
}

double reference_curve(glia_curve curve, double x) {
  const double inner = sqrt(2 / acos(-1)) * (x + 0.044715 * x * x * x);
  switch (curve.kind) {
    case GLIA_ACTIVATION_LINEAR: return x;
    case GLIA_ACTIVATION_RELU: return x > 0 ? x : x == x ? 0 : x;
    case GLIA_ACTIVATION_TANH: return tanh(x);
    case GLIA_ACTIVATION_SIGMOID: return 1 / (1 + exp(-x));
    case GLIA_ACTIVATION_LEAKY_RELU: return x > 0 ? x : (double)curve.slope * x;
    case GLIA_ACTIVATION_ELU: return x > 0 ? x : (double)curve.alpha * expm1(x);
    case GLIA_ACTIVATION_GELU: return x * erfc(-x / sqrt(2)) / 2;
    case GLIA_ACTIVATION_GELU_TANH: return x / (1 + exp(-2 * inner)); /* (1 + tanh u) / 2 */
    case GLIA_ACTIVATION_SILU: return x / (1 + exp(-x));
    case GLIA_ACTIVATION_SOFTPLUS: return fmax(x, 0) + log1p(exp(-fabs(x)));
    default: fail_msg("activation %d is not elementwise", (int)curve.kind);
  }
  return NAN;
}

double reference_curve_slope(glia_curve curve, double x) {
  const double y = reference_curve(curve, x), share = 1 / (1 + exp(-x)), root = sqrt(2 / acos(-1));
  const double bell = exp(-x * x / 2) / sqrt(2 * acos(-1));
  const double part = 1 / (1 + exp(-2 * root * (x + 0.044715 * x * x * x)));
  switch (curve.kind) {
    case GLIA_ACTIVATION_LINEAR: return 1;
    case GLIA_ACTIVATION_RELU: return x > 0;
    case GLIA_ACTIVATION_TANH: return 1 / (cosh(x) * cosh(x));
    case GLIA_ACTIVATION_LEAKY_RELU: return x > 0 ? 1 : (double)curve.slope;
    case GLIA_ACTIVATION_ELU: return x > 0 ? 1 : (double)curve.alpha * exp(x);
    case GLIA_ACTIVATION_GELU: return erfc(-x / sqrt(2)) / 2 + x * bell;
    case GLIA_ACTIVATION_GELU_TANH:
      return part + 2 * x * part * (1 - part) * root * (1 + 3 * 0.044715 * x * x);
    case GLIA_ACTIVATION_SILU: return share + x * share * (1 - share);
    case GLIA_ACTIVATION_SOFTPLUS: return share;
    default: return y / (1 + exp(x));
  }
}

double reference_activation(glia_activation activation, double x) {
  return reference_curve(glia_curve_of(activation), x);
}

double reference_slope(glia_activation activation, double x) {
  return reference_curve_slope(glia_curve_of(activation), x);
}

void reference_softmax(const double *z, uint32_t units, double *out) {
  double largest = z[0], sum = 0;
  for (uint32_t u = 1; u < units; u++) largest = fmax(largest, z[u]);
  for (uint32_t u = 0; u < units; u++) sum += out[u] = exp(z[u] - largest);
  for (uint32_t u = 0; u < units; u++) out[u] /= sum;
}

void reference_log_softmax(const double *z, uint32_t units, double *out) {
  double largest = z[0], sum = 0;
  for (uint32_t u = 1; u < units; u++) largest = fmax(largest, z[u]);
  for (uint32_t u = 0; u < units; u++) sum += exp(z[u] - largest);
  for (uint32_t u = 0; u < units; u++) out[u] = z[u] - largest - log(sum);
}

/* z (count; step apart) of numbers with this mean and variance. */
static void normalize(const double *x, size_t count, size_t step, double mean, double variance,
                      double *z) {
  for (size_t i = 0; i < count; i++) {
    z[i * step] = (x[i * step] - mean) / sqrt(variance + (double)GLIA_NORM_EPS);
  }
}

static void moments(const double *x, size_t count, size_t step, double *mean, double *variance) {
  *mean = *variance = 0;
  for (size_t i = 0; i < count; i++) *mean += x[i * step] / (double)count;
  for (size_t i = 0; i < count; i++) *variance += pow(x[i * step] - *mean, 2) / (double)count;
}

static void normalize_layer(const reference *network, const glia_layer *layer,
                            const double *running, const double *pre, size_t rows, double *z) {
  const size_t units = layer->units;
  double mean, variance;
  if (layer->norm == GLIA_NORM_LAYER) {
    for (size_t r = 0; r < rows; r++) {
      moments(pre + r * units, units, 1, &mean, &variance);
      normalize(pre + r * units, units, 1, mean, variance, z + r * units);
    }
    return;
  }
  for (size_t u = 0; u < units; u++) {
    moments(pre + u, rows, units, &mean, &variance);
    if (!network->mode.batch_statistics) {
      mean = running ? running[u] : 0;
      variance = running ? running[units + u] : 1;
    }
    normalize(pre + u, rows, units, mean, variance, z + u);
  }
}

double reference_least_deviation(const reference *network, const double *parameters,
                                 const double *x, size_t rows) {
  reference_values values = reference_run(network, parameters, x, rows);
  const double *pre = values.pre;
  double least = INFINITY, mean, variance;
  for (uint32_t l = 0; l < network->layers.count; l++) {
    const glia_layer *layer = &network->layers.layer[l];
    const size_t units = layer->units;
    const int rowwise = layer->norm == GLIA_NORM_LAYER;
    const int given = layer->norm == GLIA_NORM_BATCH && !network->mode.batch_statistics;
    const size_t groups = rowwise ? rows : units, count = rowwise ? units : rows;
    for (size_t g = 0; g < groups && layer->norm && !given && count > 1; g++) {
      moments(pre + (rowwise ? g * units : g), count, rowwise ? 1 : units, &mean, &variance);
      least = fmin(least, sqrt(variance));
    }
    pre += rows * units;
  }
  reference_done(&values);
  return least;
}

/* What the engine drops; that its masks are right is a matter of their own test. */
static void drop(const reference *network, uint32_t l, size_t rows, double *post) {
  const glia_layer *layer = &network->layers.layer[l];
  const size_t stride = (layer->units + 3u) / 4 * 4;
  const glia_dropout_key key = {network->mode.seed, network->mode.step, l};
  float *mask = malloc(rows * stride * sizeof *mask);
  assert_non_null(mask);
  glia_dropout_mask(key, layer->dropout, rows, stride, mask);
  for (size_t i = 0; i < rows * layer->units; i++) {
    post[i] *= (double)mask[i / layer->units * stride + i % layer->units];
  }
  free(mask);
}

static void multiply(const double *x, size_t rows, size_t inputs, const double *weights,
                     size_t units, double *out) {
  for (size_t r = 0; r < rows; r++) {
    for (size_t u = 0; u < units; u++) {
      for (size_t i = 0; i < inputs; i++) {
        out[r * units + u] += weights[u * inputs + i] * x[r * inputs + i];
      }
    }
  }
}

static void activate(const glia_layer *layer, const double *z, size_t rows, double *post) {
  const uint32_t units = layer->units;
  for (size_t r = 0; r < rows; r++) {
    if (layer->activation == GLIA_ACTIVATION_SOFTMAX) {
      reference_softmax(z + r * units, units, post + r * units);
    } else if (layer->activation == GLIA_ACTIVATION_LOG_SOFTMAX) {
      reference_log_softmax(z + r * units, units, post + r * units);
    } else {
      for (size_t i = r * units; i < (r + 1) * units; i++) {
        post[i] = reference_activation(layer->activation, z[i]);
      }
    }
  }
}

reference_values reference_run(const reference *network, const double *parameters, const double *x,
                               size_t rows) {
  const size_t all = rows * reference_units(network);
  double *block = calloc(3 * all + 1, sizeof *block);
  assert_non_null(block);
  const reference_values values = {block, block + all, block + 2 * all};
  const double *running = network->running;
  size_t at = 0;
  for (uint32_t l = 0; l < network->layers.count; l++) {
    const glia_layer *layer = &network->layers.layer[l];
    const size_t units = layer->units, below = reference_below(network, l), count = rows * units;
    double *pre = values.pre + at, *z = values.z + at, *post = values.post + at;
    multiply(x, rows, below, parameters, units, pre);
    parameters += units * below;
    if (!layer->no_bias) {
      for (size_t i = 0; i < count; i++) pre[i] += parameters[i % units];
      parameters += units;
    }
    memcpy(z, pre, count * sizeof *z);
    if (layer->norm != GLIA_NORM_NONE) {
      normalize_layer(network, layer, running, pre, rows, z);
      for (size_t i = 0; i < count; i++) {
        z[i] = z[i] * parameters[i % units] + parameters[units + i % units];
      }
      parameters += 2 * units;
      if (layer->norm == GLIA_NORM_BATCH && running) running += 2 * units;
    }
    activate(layer, z, rows, post);
    if (layer->dropout > 0.0f && network->mode.dropout) drop(network, l, rows, post);
    if (layer->residual && below == units) {
      for (size_t i = 0; i < count; i++) post[i] += x[i];
    } else if (layer->residual) {
      multiply(x, rows, below, parameters, units, post);
      parameters += units * below;
    }
    x = post;
    at += count;
  }
  return values;
}

void reference_done(reference_values *values) { free(values->pre); }

void reference_forward(const reference *network, const double *parameters, const double *x,
                       double *pre, double *post) {
  const size_t units = reference_units(network);
  reference_values values = reference_run(network, parameters, x, 1);
  memcpy(pre, values.pre, units * sizeof *pre);
  memcpy(post, values.post, units * sizeof *post);
  reference_done(&values);
}

double reference_loss(const reference *network, const double *parameters, const double *x,
                      const double *target, size_t rows) {
  const size_t last = rows * (reference_units(network) - reference_outputs(network));
  reference_values values = reference_run(network, parameters, x, rows);
  const double loss =
      reference_loss_of(network, values.z + last, values.post + last, target, rows);
  reference_done(&values);
  return loss;
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
                                const double *target, size_t rows) {
  reference_values values = reference_run(network, parameters, x, rows);
  const double *z = values.z, *post = values.post;
  double nearest = INFINITY;
  for (uint32_t l = 0; l < network->layers.count; l++) {
    const glia_layer *layer = &network->layers.layer[l];
    const size_t count = rows * layer->units;
    const int bent = layer->activation == GLIA_ACTIVATION_RELU ||
                     layer->activation == GLIA_ACTIVATION_LEAKY_RELU;
    const int ends = l + 1 == network->layers.count && network->loss.kind == GLIA_LOSS_MAE;
    for (size_t i = 0; i < count; i++) {
      if (bent) nearest = fmin(nearest, fabs(z[i]));
      if (ends && target) nearest = fmin(nearest, fabs(post[i] - target[i]));
    }
    z += count;
    post += count;
  }
  reference_done(&values);
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
