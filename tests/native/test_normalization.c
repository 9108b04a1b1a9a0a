/* Batch and layer normalization: oracle cases, differences in double, padding, running statistics. */
#include "floats.h"

#include "nn/normalization.h"
#include "oracle.h"
#include "reference.h"

enum { SEED = 112358 };

static size_t padded(size_t units) { return (units + 3) / 4 * 4; }

/* Rows of units floats, stride apart, with this in the padding. */
static float *padded_rows(const float *x, size_t rows, size_t units, float padding) {
  const size_t stride = padded(units);
  float *block = new_floats(rows * stride);
  for (size_t i = 0; i < rows * stride; i++) {
    block[i] = i % stride < units ? x[i / stride * units + i % stride] : padding;
  }
  return block;
}

static float *padded_vector(const float *x, size_t units) { return padded_rows(x, 1, units, 0.0f); }

/* One normalized layer with all it writes, which holds garbage before. */
typedef struct layer {
  size_t rows, units, stride;
  float eps, *x, *gamma, *beta, *delta;
  float *mean, *variance, *inverse, *hat, *out, *gamma_gradient, *beta_gradient;
} layer;

static layer open_layer(const float *x, const float *gamma, const float *beta,
                        const float *upstream, size_t rows, size_t units, float eps) {
  const size_t stride = padded(units);
  return (layer){rows, units, stride, eps, padded_rows(x, rows, units, 0.0f),
                 padded_vector(gamma, units), padded_vector(beta, units),
                 padded_rows(upstream, rows, units, 0.0f), new_floats(stride), new_floats(stride),
                 new_floats(stride + rows), new_floats(rows * stride), new_floats(rows * stride),
                 new_floats(stride), new_floats(stride)};
}

static void close_layer(layer *l) {
  float *const all[] = {l->x,   l->gamma, l->beta, l->delta,          l->mean,         l->variance,
                        l->hat, l->out,   l->inverse, l->gamma_gradient, l->beta_gradient};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

static void batch(layer *l) {
  glia_batch_norm(l->x, l->gamma, l->beta, l->rows, l->units, l->stride, l->eps, l->mean,
                  l->variance, l->inverse, l->hat, l->out);
  glia_batch_norm_backward(l->gamma, l->inverse, l->hat, l->rows, l->units, l->stride, 0, l->delta,
                           l->gamma_gradient, l->beta_gradient);
}

static void fixed(layer *l, const float *running) {
  glia_batch_norm_fixed(l->x, l->gamma, l->beta, running, l->rows, l->units, l->stride, l->eps,
                        l->inverse, l->hat, l->out);
  glia_batch_norm_backward(l->gamma, l->inverse, l->hat, l->rows, l->units, l->stride, 1, l->delta,
                           l->gamma_gradient, l->beta_gradient);
}

static void by_layer(layer *l) {
  glia_layer_norm(l->x, l->gamma, l->beta, l->rows, l->units, l->stride, l->eps, l->inverse, l->hat,
                  l->out);
  glia_layer_norm_backward(l->gamma, l->inverse, l->hat, l->rows, l->units, l->stride, l->delta,
                           l->gamma_gradient, l->beta_gradient);
}

/* (N,C,…) as rows of channels: the positions of one channel are its examples. */
static float *channels_last(oracle_tensor t, size_t first, size_t n, size_t channels, size_t area) {
  float *rows = new_floats(n * area * channels);
  for (size_t i = 0; i < n * channels * area; i++) {
    const size_t at = i / (channels * area), c = i / area % channels, place = i % area;
    rows[(at * area + place) * channels + c] = (float)t.data[first + i];
  }
  return rows;
}

static void check_matrix(const char *name, const float *got, const layer *l, oracle_tensor expected,
                         size_t area, oracle_tolerance t) {
  float *wanted = channels_last(expected, 0, l->rows / area, l->units, area);
  for (size_t i = 0; i < l->rows * l->units; i++) {
    const double e = (double)wanted[i], g = (double)got[i / l->units * l->stride + i % l->units];
    if (!(fabs(g - e) <= t.atol + t.rtol * fabs(e))) fail_msg("%s %zu is %.9g, not %.9g", name, i, g, e);
  }
  free(wanted);
}

static void run_batch_case(const char *file) {
  oracle *o = oracle_load(file);
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const oracle_tensor x = oracle_tensor_at(o, "inputs.x"), up = oracle_tensor_at(o, "inputs.upstream");
  const size_t n = x.shape[1], units = x.shape[2], area = x.count / (x.shape[0] * n * units);
  const float momentum = (float)oracle_number_at(o, "config.momentum");
  float *gamma = oracle_floats(oracle_tensor_at(o, "inputs.gamma"));
  float *beta = oracle_floats(oracle_tensor_at(o, "inputs.beta"));
  float *mean = oracle_floats(oracle_tensor_at(o, "inputs.running_mean"));
  float *variance = oracle_floats(oracle_tensor_at(o, "inputs.running_var"));
  const size_t stride = padded(units);
  float *running = new_floats(2 * stride);
  for (size_t u = 0; u < stride; u++) {
    running[u] = u < units ? mean[u] : 0.0f;
    running[stride + u] = u < units ? variance[u] : 1.0f;
  }
  for (size_t step = 0; step < x.shape[0]; step++) {
    const size_t first = step * n * units * area;
    float *rows = channels_last(x, first, n, units, area);
    float *upstream = channels_last(up, first, n, units, area);
    layer l = open_layer(rows, gamma, beta, upstream, n * area, units,
                         (float)oracle_number_at(o, "config.eps"));
    batch(&l);
    glia_batch_norm_follow(l.mean, l.variance, l.rows, stride, momentum, running);
    check_matrix("y", l.out, &l, oracle_tensor_at(o, "expected.steps[%zu].y", step), area, t);
    check_matrix("dx", l.delta, &l, oracle_tensor_at(o, "expected.steps[%zu].dx", step), area, t);
    const struct {
      const char *name;
      const float *got;
    } vectors[] = {{"batch_mean", l.mean},          {"batch_var_biased", l.variance},
                   {"dgamma", l.gamma_gradient},    {"dbeta", l.beta_gradient},
                   {"running_mean_after", running}, {"running_var_after", running + stride}};
    for (size_t v = 0; v < 6; v++) {
      oracle_check(vectors[v].name, vectors[v].got,
                   oracle_tensor_at(o, "expected.steps[%zu].%s", step, vectors[v].name), t.atol,
                   t.rtol);
    }
    close_layer(&l);
    free(rows);
    free(upstream);
  }
  free(gamma);
  free(beta);
  free(mean);
  free(variance);
  free(running);
  oracle_free(o);
}

static void test_oracle_batch(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  run_batch_case("layers/batchnorm1d_train.json");
  run_batch_case("layers/batchnorm1d_large_eps_train.json");
  run_batch_case("layers/batchnorm2d_train.json");
}

/* Layer normalization, and batch normalization by given statistics: one batch, no steps. */
static void run_single_case(const char *file, int by_running) {
  oracle *o = oracle_load(file);
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const oracle_tensor shape = oracle_tensor_at(o, "inputs.x");
  const size_t rows = shape.shape[0], units = shape.shape[1], stride = padded(units);
  float *x = oracle_floats(shape), *up = oracle_floats(oracle_tensor_at(o, "inputs.upstream"));
  float *gamma = oracle_floats(oracle_tensor_at(o, "inputs.gamma"));
  float *beta = oracle_floats(oracle_tensor_at(o, "inputs.beta"));
  float *running = new_floats(2 * stride);
  layer l = open_layer(x, gamma, beta, up, rows, units, (float)oracle_number_at(o, "config.eps"));
  for (size_t u = 0; by_running && u < stride; u++) {
    running[u] = u < units ? (float)oracle_tensor_at(o, "inputs.running_mean").data[u] : 0.0f;
    running[stride + u] = u < units ? (float)oracle_tensor_at(o, "inputs.running_var").data[u] : 1;
  }
  if (by_running) fixed(&l, running);
  else by_layer(&l);
  oracle_check_rows("y", l.out, stride, oracle_tensor_at(o, "expected.y"), t.atol, t.rtol);
  oracle_check_rows("dx", l.delta, stride, oracle_tensor_at(o, "expected.dx"), t.atol, t.rtol);
  oracle_check("dgamma", l.gamma_gradient, oracle_tensor_at(o, "expected.dgamma"), t.atol, t.rtol);
  oracle_check("dbeta", l.beta_gradient, oracle_tensor_at(o, "expected.dbeta"), t.atol, t.rtol);
  for (size_t r = 0; !by_running && r < rows; r++) {
    const double inverse =
        1 / sqrt(oracle_tensor_at(o, "expected.var_biased").data[r] + (double)l.eps);
    assert_true(fabs((double)l.inverse[r] - inverse) <= t.atol + t.rtol * inverse);
  }
  close_layer(&l);
  free(x);
  free(up);
  free(gamma);
  free(beta);
  free(running);
  oracle_free(o);
}

static void test_oracle_others(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  run_single_case("layers/batchnorm1d_eval.json", 1);
  run_single_case("layers/layernorm.json", 0);
  run_single_case("layers/layernorm_large_eps.json", 0);
}

/* sum(out · upstream) in double, statistics along the rows or along the units. */
static double plain_sum(const double *x, const double *gamma, const double *beta,
                        const double *upstream, size_t rows, size_t units, double eps, int rowwise) {
  const size_t groups = rowwise ? rows : units, count = rowwise ? units : rows;
  double sum = 0;
  for (size_t g = 0; g < groups; g++) {
    double mean = 0, variance = 0;
    for (size_t i = 0; i < count; i++) mean += x[rowwise ? g * units + i : i * units + g] / (double)count;
    for (size_t i = 0; i < count; i++) {
      variance += pow(x[rowwise ? g * units + i : i * units + g] - mean, 2) / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
      const size_t at = rowwise ? g * units + i : i * units + g, u = at % units;
      sum += upstream[at] * (gamma[u] * (x[at] - mean) / sqrt(variance + eps) + beta[u]);
    }
  }
  return sum;
}

static void check_slope(const char *name, double *at, float got, const double *x,
                        const double *gamma, const double *beta, const double *up, layer *l,
                        int rowwise) {
  const double middle = *at, step = 0x1p-14, eps = (double)l->eps;
  *at = middle + step;
  const double above = plain_sum(x, gamma, beta, up, l->rows, l->units, eps, rowwise);
  *at = middle - step;
  const double below = plain_sum(x, gamma, beta, up, l->rows, l->units, eps, rowwise);
  *at = middle;
  const double slope = (above - below) / (2 * step);
  if (!(fabs((double)got - slope) <= 4e-5 + 4e-5 * fabs(slope))) {
    fail_msg("%s of %zu rows, %zu units is %.9g, by differences %.9g", name, l->rows, l->units,
             (double)got, slope);
  }
}

static void check_padding(const layer *l) {
  for (size_t u = l->units; u < l->stride; u++) {
    assert_true(l->gamma_gradient[u] == 0.0f && l->beta_gradient[u] == 0.0f);
    for (size_t r = 0; r < l->rows; r++) {
      assert_true(l->out[r * l->stride + u] == 0.0f && l->delta[r * l->stride + u] == 0.0f);
    }
  }
}

static void check_differences(size_t rows, size_t units, int rowwise, uint32_t *random) {
  float *x = random_floats(rows * units, random, ORDINARY), *up = random_floats(rows * units, random, ORDINARY);
  float *gamma = random_floats(units, random, ORDINARY), *beta = random_floats(units, random, ORDINARY);
  layer l = open_layer(x, gamma, beta, up, rows, units, 0.05f);
  double *dx = doubles_of(x, rows * units), *dup = doubles_of(up, rows * units);
  double *dgamma = doubles_of(gamma, units), *dbeta = doubles_of(beta, units);
  if (rowwise) by_layer(&l);
  else batch(&l);
  double sum = 0, size = 1;
  for (size_t i = 0; i < rows * units; i++) {
    const double term = (double)l.out[i / units * l.stride + i % units] * dup[i];
    sum += term;
    size += fabs(term);
  }
  const double expected = plain_sum(dx, dgamma, dbeta, dup, rows, units, (double)l.eps, rowwise);
  assert_true(fabs(sum - expected) < 1e-6 * size);
  for (size_t i = 0; i < rows * units; i++) {
    check_slope("dx", dx + i, l.delta[i / units * l.stride + i % units], dx, dgamma, dbeta, dup, &l,
                rowwise);
  }
  for (size_t u = 0; u < units; u++) {
    check_slope("dgamma", dgamma + u, l.gamma_gradient[u], dx, dgamma, dbeta, dup, &l, rowwise);
    check_slope("dbeta", dbeta + u, l.beta_gradient[u], dx, dgamma, dbeta, dup, &l, rowwise);
  }
  check_padding(&l);
  close_layer(&l);
  free(x);
  free(up);
  free(gamma);
  free(beta);
  free(dx);
  free(dup);
  free(dgamma);
  free(dbeta);
}

static void test_differences(void **state) {
  (void)state;
  uint32_t random = SEED;
  for (size_t rows = 1; rows <= 7; rows++) {
    for (size_t units = 1; units <= 9; units++) {
      check_differences(rows, units, 0, &random);
      check_differences(rows, units, 1, &random);
    }
  }
}

/* A row's statistics are those of its units, whatever stands in its padding. */
static void test_layer_norm_ignores_padding(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  for (size_t units = 1; units <= 9; units++) {
    float *x = random_floats(3 * units, &random, ORDINARY);
    layer a = open_layer(x, x, x, x, 3, units, GLIA_NORM_EPS), b = open_layer(x, x, x, x, 3, units, GLIA_NORM_EPS);
    free(b.x);
    b.x = padded_rows(x, 3, units, 1e6f);
    by_layer(&a);
    by_layer(&b);
    assert_memory_equal(a.out, b.out, 3 * a.stride * sizeof(float));
    assert_memory_equal(a.delta, b.delta, 3 * a.stride * sizeof(float));
    close_layer(&a);
    close_layer(&b);
    free(x);
  }
}

/* Columns, or rows, that are all the same: no spread to divide by, and still finite. */
static void test_no_spread(void **state) {
  (void)state;
  float x[20], gamma[4] = {1, 2, -3, 4}, beta[4] = {5, 6, 7, 8}, up[20];
  for (size_t i = 0; i < 20; i++) {
    x[i] = 3.25f;
    up[i] = (float)i - 9;
  }
  for (int rowwise = 0; rowwise < 2; rowwise++) {
    layer l = open_layer(x, gamma, beta, up, 5, 4, GLIA_NORM_EPS);
    if (rowwise) by_layer(&l);
    else batch(&l);
    for (size_t i = 0; i < 20; i++) {
      assert_true(l.out[i] == beta[i % 4] && l.hat[i] == 0.0f && isfinite(l.delta[i]));
    }
    close_layer(&l);
  }
}

/* The mean is taken off before squaring: a large common part costs no more than its own rounding. */
static void test_large_offset(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  enum { ROWS = 64 };
  float x[ROWS], one[1] = {1}, zero[1] = {0};
  double mean = 0, variance = 0;
  for (size_t r = 0; r < ROWS; r++) mean += (double)(x[r] = 4096 + next_float(&random, ORDINARY)) / ROWS;
  for (size_t r = 0; r < ROWS; r++) variance += pow((double)x[r] - mean, 2) / ROWS;
  layer l = open_layer(x, one, zero, x, ROWS, 1, GLIA_NORM_EPS);
  batch(&l);
  assert_true(fabs((double)l.mean[0] - mean) < 5e-4);
  assert_true(fabs((double)l.variance[0] - variance) < 1e-5 * variance);
  close_layer(&l);
}

/* Given statistics are constants: no row feels another, and the gradient is scaled alone. */
static void test_fixed(void **state) {
  (void)state;
  uint32_t random = SEED + 3;
  float *x = random_floats(15, &random, ORDINARY), *up = random_floats(15, &random, ORDINARY);
  const float gamma[3] = {2, -1, 0.5f}, beta[3] = {1, 0, -1};
  const float running[8] = {0.5f, -1, 2, 0, 4, 0.25f, 1, 1};
  layer all = open_layer(x, gamma, beta, up, 5, 3, 0), one = open_layer(x + 6, gamma, beta, up + 6, 1, 3, 0);
  fixed(&all, running);
  fixed(&one, running);
  for (size_t i = 0; i < 15; i++) {
    const size_t at = i / 3 * 4 + i % 3, u = i % 3;
    const double scale = (double)gamma[u] / sqrt((double)running[4 + u]);
    assert_true(fabs((double)all.delta[at] - scale * (double)up[i]) < 1e-6);
    assert_true(fabs((double)all.out[at] - (scale * (double)(x[i] - running[u]) + (double)beta[u])) < 1e-5);
  }
  assert_memory_equal(all.out + 8, one.out, 3 * sizeof(float));
  assert_memory_equal(all.delta + 8, one.delta, 3 * sizeof(float));
  close_layer(&all);
  close_layer(&one);
  free(x);
  free(up);
}

/* Statistics run after many batches' own; the variance unbiased, and of one example none at all. */
static void test_follow(void **state) {
  (void)state;
  float running[8] = {0, 0, 0, 0, 1, 1, 1, 1};
  const float mean[4] = {1, -2, 3, 0}, variance[4] = {4, 0.5f, 0, 1};
  double m = 0, v = 1;
  for (int step = 0; step < 200; step++) {
    const size_t rows = step % 3 ? (size_t)step : 1;
    glia_batch_norm_follow(mean, variance, rows, 4, 0.1f, running);
    m += (1 - m) / 10;
    if (rows > 1) v += (4.0 * (double)rows / (double)(rows - 1) - v) / 10;
    assert_true(fabs((double)running[0] - m) < 1e-5 && fabs((double)running[4] - v) < 1e-5 * v);
  }
  glia_batch_norm_follow(mean, variance, 5, 4, 1.0f, running);
  assert_true(running[1] == -2 && running[5] == 0.625f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle_batch),
      cmocka_unit_test(test_oracle_others),
      cmocka_unit_test(test_differences),
      cmocka_unit_test(test_layer_norm_ignores_padding),
      cmocka_unit_test(test_no_spread),
      cmocka_unit_test(test_large_offset),
      cmocka_unit_test(test_fixed),
      cmocka_unit_test(test_follow),
  };
  return cmocka_run_group_tests_name("normalization", tests, NULL, NULL);
}
