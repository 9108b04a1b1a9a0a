#include "inspect/exact.h"

#include "base/scalar.h"
#include "nn/normalization.h"

glia_status glia_exact_take(glia_exact *exact, const glia_network *network, const float *parameters,
                            const float *x, const float *target, size_t rows, glia_arena *arena,
                            glia_error *error) {
  *exact = (glia_exact){.network = network, .rows = rows, .x = x, .target = target};
  exact->parameters = glia_arena_array(arena, network->storage, sizeof(double));
  int fine = exact->parameters != NULL;
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const size_t count = rows * network->layer[l].units;
    exact->z[l] = glia_arena_array(arena, count, sizeof(double));
    exact->post[l] = glia_arena_array(arena, count, sizeof(double));
    if (!exact->z[l] || !exact->post[l]) fine = 0;
  }
  if (!fine) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  for (size_t i = 0; i < network->storage; i++) exact->parameters[i] = (double)parameters[i];
  return GLIA_OK;
}

static double share(double x) { return 1.0 / (1.0 + glia_exp(-x)); } /* sigmoid */

static double softplus(double x) {
  return (x > 0.0 ? x : 0.0) + glia_log(1.0 + glia_exp(x > 0.0 ? -x : x));
}

/* Of the standard normal distribution, below x: 1/2 + the density at x times x + x³/3 + x⁵/15 + …, whose
 * terms are all of one sign. Beyond 9 nothing is left. */
static double normal_below(double x) {
  if (x > 9.0 || x < -9.0) return x > 0.0;
  double term = x, sum = x;
  for (int n = 3; n < 400; n += 2) sum += term *= x * x / n;
  return 0.5 + 0.39894228040143268 * glia_exp(-0.5 * x * x) * sum;
}

static double curve(glia_activation kind, double x) {
  switch (kind) {
    case GLIA_ACTIVATION_RELU: return x > 0.0 ? x : 0.0;
    case GLIA_ACTIVATION_LEAKY_RELU: return x > 0.0 ? x : (double)0.01f * x;
    case GLIA_ACTIVATION_TANH: return 2.0 * share(2.0 * x) - 1.0;
    case GLIA_ACTIVATION_SIGMOID: return share(x);
    case GLIA_ACTIVATION_ELU: return x > 0.0 ? x : glia_exp(x) - 1.0;
    case GLIA_ACTIVATION_GELU: return x * normal_below(x);
    case GLIA_ACTIVATION_GELU_TANH:
      return x * share(1.5957691216057308 * x * (1.0 + 0.044715 * x * x));
    case GLIA_ACTIVATION_SILU: return x * share(x);
    case GLIA_ACTIVATION_SOFTPLUS: return softplus(x);
    default: return x; /* linear; softmax is taken with its loss */
  }
}

/* What a matrix (inputs,stride) makes of input i of row r, added up. */
static double product(const glia_exact *e, uint32_t l, const double *w, size_t r, uint32_t u) {
  const glia_dense *dense = &e->network->layer[l];
  double sum = 0.0;
  for (uint32_t i = 0; i < dense->inputs; i++) {
    const size_t at = r * dense->inputs + i;
    sum += w[i * dense->stride + u] * (l ? e->post[l - 1][at] : (double)e->x[at]);
  }
  return sum;
}

static const double *block(const glia_exact *e, uint32_t l, glia_role role) {
  const int index = e->network->layer[l].tensor[role];
  return index == GLIA_ABSENT ? NULL : e->parameters + e->network->tensor[index].offset;
}

/* count numbers, stride apart, brought to mean 0 and deviation 1. */
static void standardize(double *z, size_t count, size_t stride) {
  double mean = 0.0, square = 0.0;
  for (size_t i = 0; i < count; i++) mean += z[i * stride];
  mean /= (double)count;
  for (size_t i = 0; i < count; i++) {
    z[i * stride] -= mean;
    square += z[i * stride] * z[i * stride];
  }
  const double root = glia_sqrt(square / (double)count + (double)GLIA_NORM_EPS);
  for (size_t i = 0; i < count; i++) z[i * stride] /= root;
}

static void note(glia_exact *e, int side) { e->corners = e->corners * 0x01000193u + (uint32_t)side; }

static void pass(glia_exact *e, uint32_t l) {
  const glia_dense *dense = &e->network->layer[l];
  const size_t units = dense->units, count = e->rows * units;
  const double *bias = block(e, l, GLIA_ROLE_BIASES), *gamma = block(e, l, GLIA_ROLE_GAMMA);
  const double *projection = block(e, l, GLIA_ROLE_PROJECTION);
  const glia_activation kind = dense->options.activation;
  double *z = e->z[l];
  for (size_t i = 0; i < count; i++) {
    const uint32_t u = (uint32_t)(i % units);
    z[i] = product(e, l, block(e, l, GLIA_ROLE_WEIGHTS), i / units, u) + (bias ? bias[u] : 0.0);
  }
  if (dense->options.norm == GLIA_NORM_LAYER) {
    for (size_t r = 0; r < e->rows; r++) standardize(z + r * units, units, 1);
  } else if (gamma) {
    for (size_t u = 0; u < units; u++) standardize(z + u, e->rows, units);
  }
  for (size_t i = 0; i < count; i++) {
    const size_t u = i % units;
    if (gamma) z[i] = gamma[u] * z[i] + block(e, l, GLIA_ROLE_BETA)[u];
    double y = curve(kind, z[i]);
    if (kind == GLIA_ACTIVATION_RELU || kind == GLIA_ACTIVATION_LEAKY_RELU) note(e, z[i] > 0.0);
    if (projection) {
      y += product(e, l, projection, i / units, (uint32_t)u);
    } else if (dense->options.residual) {
      y += l ? e->post[l - 1][i] : (double)e->x[i];
    }
    e->post[l][i] = y;
  }
}

/* The loss of one output of one row. */
static double of_output(glia_exact *e, double z, double y, double t) {
  const glia_loss_spec *spec = &e->network->loss;
  const double off = y - t, size = off < 0.0 ? -off : off, delta = (double)spec->delta;
  const double weight = spec->weights ? (double)spec->weights[0] : 1.0;
  switch (spec->kind) {
    case GLIA_LOSS_BCE: return weight * t * softplus(-z) + (1.0 - t) * softplus(z);
    case GLIA_LOSS_HUBER: return size < delta ? off * off / 2.0 : delta * (size - delta / 2.0);
    case GLIA_LOSS_MAE: note(e, (off > 0.0) - (off < 0.0)); return size;
    default: return off * off;
  }
}

/* The loss of a row of logits whose class is known; *mass: its part of what the mean divides by. */
static double of_class(const glia_exact *e, const double *z, size_t label, double *mass) {
  const glia_loss_spec *spec = &e->network->loss;
  const size_t units = e->network->outputs;
  const double own = spec->weights ? (double)spec->weights[label] : 1.0;
  double largest = z[0], total = 0.0;
  for (size_t k = 1; k < units; k++) largest = z[k] > largest ? z[k] : largest;
  for (size_t k = 0; k < units; k++) total += glia_exp(z[k] - largest);
  const double whole = glia_log(total) + largest, surprise = whole - z[label];
  if (spec->kind == GLIA_LOSS_FOCAL) {
    double others = 0.0;
    for (size_t k = 0; k < units; k++) others += k == label ? 0.0 : glia_exp(z[k] - largest);
    *mass = 1.0;
    return own * glia_pow(others / total, (double)spec->gamma) * surprise;
  }
  *mass = own;
  const double smoothing = (double)spec->smoothing;
  double loss = (1.0 - smoothing) * own * surprise;
  for (size_t k = 0; k < units; k++) {
    loss += smoothing / (double)units * (spec->weights ? (double)spec->weights[k] : 1.0) * (whole - z[k]);
  }
  return loss;
}

double glia_exact_loss(glia_exact *e, uint32_t from) {
  const glia_network *network = e->network;
  const uint32_t last = network->layer_count - 1;
  const int classes = glia_network_targets(network) < network->outputs;
  double sum = 0.0, mass = 0.0;
  e->corners = 1;
  for (uint32_t l = from; l <= last; l++) pass(e, l);
  for (size_t r = 0; r < e->rows; r++) {
    double part = 1.0;
    const double *z = e->z[last] + r * network->outputs;
    sum += classes ? of_class(e, z, (size_t)e->target[r], &part)
                   : of_output(e, z[0], e->post[last][r], (double)e->target[r]);
    mass += part;
  }
  return mass > 0.0 ? sum / mass : sum;
}
