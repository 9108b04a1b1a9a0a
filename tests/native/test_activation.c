/* Activations forward and backward: oracle tables, double references, values of every sort. */
#include "floats.h"

#include "nn/activation.h"
#include "oracle_shape.h"
#include "reference.h"

enum { SEED = 271828 };

/* The elementwise ones come first in the table. */
enum { ELEMENTWISE = GLIA_ACTIVATION_SOFTMAX };

static void check_near(const char *name, size_t at, float got, double expected, double tolerance) {
  if (!(fabs((double)got - expected) <= tolerance)) {
    fail_msg("%s: element %zu is %.9g, expected %.9g within %.2g", name, at, (double)got, expected,
             tolerance);
  }
}

static void forward(glia_activation kind, const float *pre, float *post, size_t rows, size_t units,
                    size_t stride) {
  glia_activation_forward(glia_curve_of(kind), pre, post, rows, units, stride);
}

static void backward(glia_activation kind, const float *pre, const float *post, float *delta,
                     size_t rows, size_t units, size_t stride) {
  glia_activation_backward(glia_curve_of(kind), pre, post, delta, rows, units, stride);
}

static size_t padded(size_t units) { return (units + 3) / 4 * 4; }

/* Rows of units floats, stride apart; the padding zero as a forward pass leaves it. */
static float *padded_rows(const float *x, size_t rows, size_t units, size_t stride) {
  float *block = new_floats(rows * stride);
  for (size_t r = 0; r < rows; r++) {
    for (size_t u = 0; u < stride; u++) {
      block[r * stride + u] = u < units ? x[r * units + u] : 0.0f;
    }
  }
  return block;
}

static void run_elementwise(const oracle *o, glia_curve curve) {
  const oracle_tensor x = oracle_tensor_at(o, "inputs.x");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  float *compact = oracle_floats(x);
  const size_t stride = padded(x.count);
  float *pre = padded_rows(compact, 1, x.count, stride), *post = new_floats(stride);
  float *delta = new_floats(stride);
  for (size_t i = 0; i < stride; i++) delta[i] = 1.0f;
  glia_activation_forward(curve, pre, post, 1, x.count, stride);
  glia_activation_backward(curve, pre, post, delta, 1, x.count, stride);
  oracle_check("y", post, oracle_tensor_at(o, "expected.y"), t.atol, t.rtol);
  oracle_check("dy", delta, oracle_tensor_at(o, "expected.dy"), t.atol, t.rtol);
  free(compact);
  free(pre);
  free(post);
  free(delta);
}

static void run_joint(const oracle *o, glia_activation kind) {
  const oracle_tensor x = oracle_tensor_at(o, "inputs.x");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const size_t rows = x.shape[0], units = x.shape[1], stride = padded(units);
  float *compact = oracle_floats(x),
        *upstream = oracle_floats(oracle_tensor_at(o, "inputs.upstream"));
  float *pre = padded_rows(compact, rows, units, stride), *post = new_floats(rows * stride);
  float *delta = padded_rows(upstream, rows, units, stride);
  forward(kind, pre, post, rows, units, stride);
  backward(kind, pre, post, delta, rows, units, stride);
  oracle_check_rows("y", post, stride, oracle_tensor_at(o, "expected.y"), t.atol, t.rtol);
  oracle_check_rows("dx", delta, stride, oracle_tensor_at(o, "expected.dx"), t.atol, t.rtol);
  free(compact);
  free(upstream);
  free(pre);
  free(post);
  free(delta);
}

static void run_oracle(const oracle *o, const char *name, void *user) {
  (void)name;
  glia_curve curve = glia_curve_of(oracle_activation(oracle_string_at(o, "config.activation")));
  ++*(int *)user;
  if (glia_activation_is_joint(curve.kind)) {
    run_joint(o, curve.kind);
    return;
  }
  if (oracle_type_at(o, "config.params.negative_slope") != ORACLE_ABSENT) {
    curve.slope = (float)oracle_number_at(o, "config.params.negative_slope");
  }
  if (oracle_type_at(o, "config.params.alpha") != ORACLE_ABSENT) {
    curve.alpha = (float)oracle_number_at(o, "config.params.alpha");
  }
  run_elementwise(o, curve);
}

static void test_oracle(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  int ran = 0;
  oracle_each("activations", "", run_oracle, &ran);
  assert_true(ran >= 14);
}

/* What rounding may cost: a share of the answer; where a function multiplies x by a share of one, that
 * share's own rounding. */
static double rounding_of(glia_activation kind, double x, double y) {
  const int product = kind == GLIA_ACTIVATION_GELU || kind == GLIA_ACTIVATION_GELU_TANH ||
                      kind == GLIA_ACTIVATION_SILU;
  return 4e-7 * fabs(y) + (product ? 1.5e-7 * fabs(x) : 0);
}

/* Every number of units around whole vectors, values in [-8, 8), against libm in double. */
static void test_elementwise(void **state) {
  (void)state;
  uint32_t random = SEED;
  for (int a = 0; a < ELEMENTWISE; a++) {
    for (size_t units = 1; units <= 13; units++) {
      for (size_t rows = 1; rows <= 5; rows++) {
        const size_t stride = padded(units), count = rows * stride;
        float *pre = random_floats(count, &random, ORDINARY), *post = new_floats(count);
        float *delta = random_floats(count, &random, ORDINARY), *back = new_floats(count);
        for (size_t i = 0; i < count; i++) pre[i] *= 4.0f;
        memcpy(back, delta, count * sizeof *back);
        forward((glia_activation)a, pre, post, rows, units, stride);
        backward((glia_activation)a, pre, post, back, rows, units, stride);
        for (size_t i = 0; i < count; i++) {
          const double x = (double)pre[i], d = (double)delta[i];
          const double y = reference_activation((glia_activation)a, x);
          check_near("forward", i, post[i], y, rounding_of((glia_activation)a, x, y));
          /* 1 - y² loses what y² has rounded: half a unit of 1, not of the small difference */
          check_near("backward", i, back[i], d * reference_slope((glia_activation)a, x),
                     (a <= GLIA_ACTIVATION_ELU ? 3e-7 : 6e-7 * (1 + fabs(x))) * fabs(d));
        }
        free(pre);
        free(post);
        free(delta);
        free(back);
      }
    }
  }
}

/* One row of a joint activation in double: its answer, and its gradient from that by the answer. */
static void joint_row(int logarithm, const double *z, const double *d, uint32_t units, double *y,
                      double *back) {
  double sum = 0;
  if (logarithm) reference_log_softmax(z, units, y);
  else reference_softmax(z, units, y);
  for (uint32_t u = 0; u < units; u++) sum += logarithm ? d[u] : y[u] * d[u];
  for (uint32_t u = 0; u < units; u++) {
    back[u] = logarithm ? d[u] - exp(y[u]) * sum : y[u] * (d[u] - sum);
  }
}

static void check_joint(glia_activation kind, uint32_t units, size_t rows, uint32_t *random) {
  const int logarithm = kind == GLIA_ACTIVATION_LOG_SOFTMAX;
  const size_t stride = padded(units), count = rows * stride;
  float *pre = random_floats(count, random, ORDINARY), *post = new_floats(count);
  float *delta = random_floats(count, random, ORDINARY), *back = new_floats(count);
  for (size_t i = 0; i < count; i++) {
    pre[i] = i % stride < units ? 4 * pre[i] : i % 3 ? 1000.0f : -0.0f;
    if (i % stride >= units) delta[i] = 0.0f;
  }
  memcpy(back, delta, count * sizeof *back);
  forward(kind, pre, post, rows, units, stride);
  backward(kind, pre, post, back, rows, units, stride);
  double y[13], slope[13];
  for (size_t r = 0; r < rows; r++) {
    double *z = doubles_of(pre + r * stride, units), *d = doubles_of(delta + r * stride, units), sum = 0;
    joint_row(logarithm, z, d, units, y, slope);
    for (uint32_t u = 0; u < units; u++) {
      const size_t i = r * stride + u;
      sum += logarithm ? exp((double)post[i]) : (double)post[i];
      check_near("answer", i, post[i], y[u], logarithm ? 2e-6 : 1e-6 * y[u]);
      check_near("gradient", i, back[i], slope[u], logarithm ? 4e-6 : 1e-6 * y[u] * 4);
    }
    check_near("sum of shares", r, (float)sum, 1, logarithm ? 3e-6 : 5e-7);
    for (size_t u = units; u < stride; u++) {
      assert_true(post[r * stride + u] == 0.0f && back[r * stride + u] == 0.0f);
    }
    free(z);
    free(d);
  }
  free(pre);
  free(post);
  free(delta);
  free(back);
}

static void test_joint(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  for (uint32_t units = 1; units <= 13; units++) {
    for (size_t rows = 1; rows <= 5; rows++) {
      check_joint(GLIA_ACTIVATION_SOFTMAX, units, rows, &random);
      check_joint(GLIA_ACTIVATION_LOG_SOFTMAX, units, rows, &random);
    }
  }
}

/* The same with constants of the caller's. */
static void test_constants(void **state) {
  (void)state;
  static const float constants[] = {0.0f, 0.01f, 0.3f, 1.0f, 2.5f};
  for (size_t c = 0; c < 5; c++) {
    for (int k = 0; k < 2; k++) {
      glia_curve curve = glia_curve_of(k ? GLIA_ACTIVATION_ELU : GLIA_ACTIVATION_LEAKY_RELU);
      curve.slope = curve.alpha = constants[c];
      for (float x = -6; x <= 6; x += 0.375f) {
        float pre[4] = {x, x, x, x}, post[4], delta[4] = {1, -2, 3, 0};
        glia_activation_forward(curve, pre, post, 1, 4, 4);
        glia_activation_backward(curve, pre, post, delta, 1, 4, 4);
        const double y = reference_curve(curve, (double)x), s = reference_curve_slope(curve, (double)x);
        check_near("y", c, post[0], y, 4e-7 * fabs(y));
        check_near("dy", c, delta[2], 3 * s, 1.5e-6 * (double)fmaxf(1, constants[c]));
      }
    }
  }
}

static float one(glia_activation activation, float x) {
  float pre[4] = {x, x, x, x}, post[4];
  forward(activation, pre, post, 1, 4, 4);
  for (int i = 1; i < 4; i++) assert_true(same_bits(post[0], post[i]));
  return post[0];
}

static void test_special_values(void **state) {
  (void)state;
  static const float huge[] = {1e30f, 3.4e38f, INFINITY};
  for (size_t h = 0; h < 3; h++) {
    const float x = huge[h];
    assert_true(one(GLIA_ACTIVATION_LINEAR, x) == x && one(GLIA_ACTIVATION_LINEAR, -x) == -x);
    assert_true(one(GLIA_ACTIVATION_RELU, x) == x && one(GLIA_ACTIVATION_RELU, -x) == 0.0f);
    assert_true(one(GLIA_ACTIVATION_TANH, x) == 1.0f && one(GLIA_ACTIVATION_TANH, -x) == -1.0f);
    assert_true(one(GLIA_ACTIVATION_SIGMOID, x) == 1.0f);
    assert_true(one(GLIA_ACTIVATION_SIGMOID, -x) == 0.0f);
    assert_true(one(GLIA_ACTIVATION_LEAKY_RELU, x) == x);
    assert_true(one(GLIA_ACTIVATION_LEAKY_RELU, -x) == 0.01f * -x);
    assert_true(one(GLIA_ACTIVATION_ELU, x) == x && one(GLIA_ACTIVATION_ELU, -x) == -1.0f);
    assert_true(one(GLIA_ACTIVATION_SOFTPLUS, x) == x && one(GLIA_ACTIVATION_SOFTPLUS, -x) == 0.0f);
    static const glia_activation products[] = {GLIA_ACTIVATION_GELU, GLIA_ACTIVATION_GELU_TANH,
                                               GLIA_ACTIVATION_SILU};
    for (size_t p = 0; p < 3; p++) {
      assert_true(one(products[p], x) == x);
      if (isfinite(x)) assert_true(one(products[p], -x) == 0.0f); /* -inf · 0 is no number */
    }
  }
  static const float zeros[] = {0.0f, -0.0f};
  for (size_t z = 0; z < 2; z++) {
    assert_true(bits_of(one(GLIA_ACTIVATION_LINEAR, zeros[z])) == bits_of(zeros[z]));
    assert_true(one(GLIA_ACTIVATION_RELU, zeros[z]) == 0.0f);
    assert_true(bits_of(one(GLIA_ACTIVATION_TANH, zeros[z])) == bits_of(zeros[z]));
    assert_true(one(GLIA_ACTIVATION_SIGMOID, zeros[z]) == 0.5f);
    assert_true(fabsf(one(GLIA_ACTIVATION_SOFTPLUS, zeros[z]) - 0.69314718f) < 1e-7f);
    for (int a = GLIA_ACTIVATION_LEAKY_RELU; a <= GLIA_ACTIVATION_SILU; a++) {
      assert_true(one((glia_activation)a, zeros[z]) == 0.0f);
    }
  }
  assert_true(one(GLIA_ACTIVATION_RELU, from_bits(1)) == from_bits(1));
}

/* A NaN in any place reaches the output: hidden, it would let training run on. */
static void test_nan_goes_on(void **state) {
  (void)state;
  for (int a = 0; a < ELEMENTWISE; a++) {
    for (size_t at = 0; at < 8; at++) {
      float pre[8] = {1, -2, 3, -4, 5, -6, 7, -8}, post[8];
      pre[at] = at % 2 ? NAN : -NAN;
      forward((glia_activation)a, pre, post, 2, 4, 4);
      for (size_t i = 0; i < 8; i++) assert_int_equal(isnan(post[i]) != 0, i == at);
    }
  }
  for (size_t units = 1; units <= 6; units++) {
    for (size_t at = 0; at < units; at++) {
      float pre[24] = {0}, post[24];
      const size_t stride = padded(units);
      pre[stride + at] = NAN;
      for (int a = GLIA_ACTIVATION_SOFTMAX; a < GLIA_ACTIVATION_COUNT; a++) {
        forward((glia_activation)a, pre, post, 3, units, stride);
        for (size_t u = 0; u < units; u++) {
          assert_true(isnan(post[stride + u]));
          assert_true(isfinite(post[u]) && isfinite(post[2 * stride + u])); /* its row alone */
        }
      }
    }
  }
  for (int a = 0; a < ELEMENTWISE; a++) {
    float pre[4] = {1, 1, 1, 1}, post[4], delta[4] = {NAN, 1, INFINITY, 1};
    forward((glia_activation)a, pre, post, 1, 4, 4);
    backward((glia_activation)a, pre, post, delta, 1, 4, 4);
    assert_true(isnan(delta[0]) && isfinite(delta[1]) && isinf(delta[2]) && isfinite(delta[3]));
  }
}

/* Logits far apart, all equal, and one alone. */
static void test_softmax_ends(void **state) {
  (void)state;
  float pre[8] = {3e38f, -3e38f, 0, 0, -1e30f, -1e30f, -1e30f, 0}, post[8];
  forward(GLIA_ACTIVATION_SOFTMAX, pre, post, 2, 3, 4);
  assert_true(post[0] == 1.0f && post[1] == 0.0f && post[2] == 0.0f);
  for (int u = 4; u < 7; u++) check_near("equal logits", (size_t)u, post[u], 1.0 / 3, 1e-7);
  float row[4] = {-INFINITY, 5, 5, -INFINITY};
  forward(GLIA_ACTIVATION_SOFTMAX, row, post, 1, 4, 4);
  assert_true(post[0] == 0.0f && post[1] == 0.5f && post[2] == 0.5f && post[3] == 0.0f);
  forward(GLIA_ACTIVATION_LOG_SOFTMAX, pre, post, 2, 3, 4);
  assert_true(post[0] == 0.0f && post[2] == -3e38f && post[1] < -3e38f); /* -6e38 has no float */
  float single[4] = {-700, 9, 9, 9};
  forward(GLIA_ACTIVATION_SOFTMAX, single, post, 1, 1, 4);
  assert_true(post[0] == 1.0f && post[1] == 0.0f);
}

/* relu'(0) = 0, leaky_relu'(0) = slope, elu'(0) = alpha, from both zeros; just above it is 1. */
static void test_relu_corner(void **state) {
  (void)state;
  float pre[4] = {0.0f, -0.0f, from_bits(1), -from_bits(1)}, post[4], delta[4] = {2, 2, 2, 2};
  forward(GLIA_ACTIVATION_RELU, pre, post, 1, 4, 4);
  backward(GLIA_ACTIVATION_RELU, pre, post, delta, 1, 4, 4);
  assert_true(delta[0] == 0.0f && delta[1] == 0.0f && delta[2] == 2.0f && delta[3] == 0.0f);
  const glia_curve leaky = {GLIA_ACTIVATION_LEAKY_RELU, 0.25f, 1}, elu = {GLIA_ACTIVATION_ELU, 0, 0.5f};
  for (int i = 0; i < 4; i++) delta[i] = 2;
  glia_activation_forward(leaky, pre, post, 1, 4, 4);
  glia_activation_backward(leaky, pre, post, delta, 1, 4, 4);
  assert_true(delta[0] == 0.5f && delta[1] == 0.5f && delta[2] == 2.0f && delta[3] == 0.5f);
  for (int i = 0; i < 4; i++) delta[i] = 2;
  glia_activation_forward(elu, pre, post, 1, 4, 4);
  glia_activation_backward(elu, pre, post, delta, 1, 4, 4);
  assert_true(delta[0] == 1.0f && delta[1] == 1.0f && delta[2] == 2.0f && delta[3] == 1.0f);
}

/* In place gives the same bits, and nothing beyond rows × stride is read or written. */
static void test_in_place(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  for (int a = 0; a < GLIA_ACTIVATION_COUNT; a++) {
    for (size_t units = 1; units <= 9; units++) {
      const size_t rows = 3, stride = padded(units), count = rows * stride;
      float *pre = random_floats(count, &random, SPECIAL), *post = new_floats(count + 8);
      forward((glia_activation)a, pre, post + 4, rows, units, stride);
      for (size_t i = 0; i < 4; i++)
        assert_true(is_sentinel(post[i]) && is_sentinel(post[count + 4 + i]));
      forward((glia_activation)a, pre, pre, rows, units, stride);
      for (size_t i = 0; i < count; i++) assert_true(same_bits(pre[i], post[4 + i]));
      free(pre);
      free(post);
    }
  }
}

/* Zeros in the padding of delta stay zeros whatever stands beside them in the other padding. */
static void test_backward_padding(void **state) {
  (void)state;
  uint32_t random = SEED + 3;
  for (int a = 0; a < GLIA_ACTIVATION_COUNT; a++) {
    for (size_t units = 1; units <= 9; units++) {
      const size_t rows = 2, stride = padded(units), count = rows * stride;
      float *pre = random_floats(count, &random, ORDINARY), *post = new_floats(count);
      float *delta = random_floats(count, &random, ORDINARY);
      for (size_t i = 0; i < count; i++) {
        if (i % stride >= units) pre[i] = delta[i] = 0.0f;
      }
      forward((glia_activation)a, pre, post, rows, units, stride);
      backward((glia_activation)a, pre, post, delta, rows, units, stride);
      for (size_t i = 0; i < count; i++) {
        if (i % stride >= units) assert_true(delta[i] == 0.0f);
      }
      free(pre);
      free(post);
      free(delta);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle),
      cmocka_unit_test(test_elementwise),
      cmocka_unit_test(test_joint),
      cmocka_unit_test(test_constants),
      cmocka_unit_test(test_special_values),
      cmocka_unit_test(test_nan_goes_on),
      cmocka_unit_test(test_softmax_ends),
      cmocka_unit_test(test_relu_corner),
      cmocka_unit_test(test_in_place),
      cmocka_unit_test(test_backward_padding),
  };
  return cmocka_run_group_tests_name("activation", tests, NULL, NULL);
}
