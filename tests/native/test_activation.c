/* Activations forward and backward: oracle tables, double references, values of every sort. */
#include "floats.h"

#include "nn/activation.h"
#include "oracle.h"
#include "reference.h"

enum { SEED = 271828 };

static const glia_activation elementwise[] = {GLIA_ACTIVATION_LINEAR, GLIA_ACTIVATION_RELU,
                                              GLIA_ACTIVATION_TANH, GLIA_ACTIVATION_SIGMOID};
enum { ELEMENTWISE = 4 };

static void check_near(const char *name, size_t at, float got, double expected, double tolerance) {
  if (!(fabs((double)got - expected) <= tolerance)) {
    fail_msg("%s: element %zu is %.9g, expected %.9g within %.2g", name, at, (double)got, expected,
             tolerance);
  }
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

static void run_oracle_table(const char *file, glia_activation activation) {
  oracle *o = oracle_load(file);
  const oracle_tensor x = oracle_tensor_at(o, "inputs.x");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  float *compact = oracle_floats(x);
  const size_t stride = padded(x.count);
  float *pre = padded_rows(compact, 1, x.count, stride), *post = new_floats(stride);
  float *delta = new_floats(stride);
  for (size_t i = 0; i < stride; i++) delta[i] = 1.0f;
  glia_activation_forward(activation, pre, post, 1, x.count, stride);
  glia_activation_backward(activation, pre, post, delta, 1, x.count, stride);
  oracle_check("y", post, oracle_tensor_at(o, "expected.y"), t.atol, t.rtol);
  oracle_check("dy", delta, oracle_tensor_at(o, "expected.dy"), t.atol, t.rtol);
  free(compact);
  free(pre);
  free(post);
  free(delta);
  oracle_free(o);
}

static void test_oracle_tables(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  run_oracle_table("activations/linear.json", GLIA_ACTIVATION_LINEAR);
  run_oracle_table("activations/relu.json", GLIA_ACTIVATION_RELU);
  run_oracle_table("activations/tanh.json", GLIA_ACTIVATION_TANH);
  run_oracle_table("activations/sigmoid.json", GLIA_ACTIVATION_SIGMOID);
}

static void test_oracle_softmax(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  oracle *o = oracle_load("activations/softmax.json");
  const oracle_tensor x = oracle_tensor_at(o, "inputs.x");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const size_t rows = x.shape[0], units = x.shape[1], stride = padded(units);
  float *compact = oracle_floats(x),
        *upstream = oracle_floats(oracle_tensor_at(o, "inputs.upstream"));
  float *pre = padded_rows(compact, rows, units, stride), *post = new_floats(rows * stride);
  float *delta = padded_rows(upstream, rows, units, stride);
  glia_activation_forward(GLIA_ACTIVATION_SOFTMAX, pre, post, rows, units, stride);
  glia_activation_backward(GLIA_ACTIVATION_SOFTMAX, pre, post, delta, rows, units, stride);
  oracle_check_rows("y", post, stride, oracle_tensor_at(o, "expected.y"), t.atol, t.rtol);
  oracle_check_rows("dx", delta, stride, oracle_tensor_at(o, "expected.dx"), t.atol, t.rtol);
  free(compact);
  free(upstream);
  free(pre);
  free(post);
  free(delta);
  oracle_free(o);
}

/* Every number of units around whole vectors, values in [-8, 8), against libm in double. */
static void test_elementwise(void **state) {
  (void)state;
  uint32_t random = SEED;
  for (size_t a = 0; a < ELEMENTWISE; a++) {
    for (size_t units = 1; units <= 13; units++) {
      for (size_t rows = 1; rows <= 5; rows++) {
        const size_t stride = padded(units), count = rows * stride;
        float *pre = random_floats(count, &random, ORDINARY), *post = new_floats(count);
        float *delta = random_floats(count, &random, ORDINARY), *back = new_floats(count);
        for (size_t i = 0; i < count; i++) pre[i] *= 4.0f;
        memcpy(back, delta, count * sizeof *back);
        glia_activation_forward(elementwise[a], pre, post, rows, units, stride);
        glia_activation_backward(elementwise[a], pre, post, back, rows, units, stride);
        for (size_t i = 0; i < count; i++) {
          const double x = (double)pre[i], d = (double)delta[i];
          const double y = reference_activation(elementwise[a], x);
          check_near("forward", i, post[i], y, 3e-7 * fabs(y));
          /* 1 - y² loses what y² has rounded: half a unit of 1, not of the small difference */
          check_near("backward", i, back[i], d * reference_slope(elementwise[a], x),
                     3e-7 * fabs(d));
        }
        free(pre);
        free(post);
        free(delta);
        free(back);
      }
    }
  }
}

static void test_softmax(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  for (uint32_t units = 1; units <= 13; units++) {
    for (size_t rows = 1; rows <= 5; rows++) {
      const size_t stride = padded(units), count = rows * stride;
      float *pre = random_floats(count, &random, ORDINARY), *post = new_floats(count);
      float *delta = random_floats(count, &random, ORDINARY), *back = new_floats(count);
      for (size_t i = 0; i < count; i++) {
        pre[i] = i % stride < units ? 4 * pre[i] : i % 3 ? 1000.0f : -0.0f;
        if (i % stride >= units) delta[i] = 0.0f;
      }
      memcpy(back, delta, count * sizeof *back);
      glia_activation_forward(GLIA_ACTIVATION_SOFTMAX, pre, post, rows, units, stride);
      glia_activation_backward(GLIA_ACTIVATION_SOFTMAX, pre, post, back, rows, units, stride);
      for (size_t r = 0; r < rows; r++) {
        double *z = doubles_of(pre + r * stride, units), *p = doubles_of(pre, units);
        double mean = 0, sum = 0;
        reference_softmax(z, units, p);
        for (uint32_t u = 0; u < units; u++) mean += p[u] * (double)delta[r * stride + u];
        for (uint32_t u = 0; u < units; u++) {
          const size_t i = r * stride + u;
          sum += (double)post[i];
          check_near("softmax", i, post[i], p[u], 1e-6 * p[u]);
          check_near("softmax backward", i, back[i], p[u] * ((double)delta[i] - mean),
                     1e-6 * p[u] * 4);
        }
        check_near("sum of shares", r, (float)sum, 1, 5e-7);
        for (size_t u = units; u < stride; u++) {
          assert_true(post[r * stride + u] == 0.0f);
          assert_true(back[r * stride + u] == 0.0f);
        }
        free(z);
        free(p);
      }
      free(pre);
      free(post);
      free(delta);
      free(back);
    }
  }
}

static float one(glia_activation activation, float x) {
  float pre[4] = {x, x, x, x}, post[4];
  glia_activation_forward(activation, pre, post, 1, 4, 4);
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
  }
  static const float zeros[] = {0.0f, -0.0f};
  for (size_t z = 0; z < 2; z++) {
    assert_true(bits_of(one(GLIA_ACTIVATION_LINEAR, zeros[z])) == bits_of(zeros[z]));
    assert_true(one(GLIA_ACTIVATION_RELU, zeros[z]) == 0.0f);
    assert_true(bits_of(one(GLIA_ACTIVATION_TANH, zeros[z])) == bits_of(zeros[z]));
    assert_true(one(GLIA_ACTIVATION_SIGMOID, zeros[z]) == 0.5f);
  }
  assert_true(one(GLIA_ACTIVATION_RELU, from_bits(1)) == from_bits(1));
}

/* A NaN in any place reaches the output: hidden, it would let training run on. */
static void test_nan_goes_on(void **state) {
  (void)state;
  for (size_t a = 0; a < ELEMENTWISE; a++) {
    for (size_t at = 0; at < 8; at++) {
      float pre[8] = {1, -2, 3, -4, 5, -6, 7, -8}, post[8];
      pre[at] = at % 2 ? NAN : -NAN;
      glia_activation_forward(elementwise[a], pre, post, 2, 4, 4);
      for (size_t i = 0; i < 8; i++) assert_int_equal(isnan(post[i]) != 0, i == at);
    }
  }
  for (size_t units = 1; units <= 6; units++) {
    for (size_t at = 0; at < units; at++) {
      float pre[24] = {0}, post[24];
      const size_t stride = padded(units);
      pre[stride + at] = NAN;
      glia_activation_forward(GLIA_ACTIVATION_SOFTMAX, pre, post, 3, units, stride);
      for (size_t u = 0; u < units; u++) {
        assert_true(isnan(post[stride + u]));
        assert_true(isfinite(post[u]) && isfinite(post[2 * stride + u])); /* its row alone */
      }
    }
  }
  for (size_t a = 0; a < ELEMENTWISE; a++) {
    float pre[4] = {1, 1, 1, 1}, post[4], delta[4] = {NAN, 1, INFINITY, 1};
    glia_activation_forward(elementwise[a], pre, post, 1, 4, 4);
    glia_activation_backward(elementwise[a], pre, post, delta, 1, 4, 4);
    assert_true(isnan(delta[0]) && isfinite(delta[1]) && isinf(delta[2]) && isfinite(delta[3]));
  }
}

/* Logits far apart, all equal, and one alone. */
static void test_softmax_ends(void **state) {
  (void)state;
  float pre[8] = {3e38f, -3e38f, 0, 0, -1e30f, -1e30f, -1e30f, 0}, post[8];
  glia_activation_forward(GLIA_ACTIVATION_SOFTMAX, pre, post, 2, 3, 4);
  assert_true(post[0] == 1.0f && post[1] == 0.0f && post[2] == 0.0f);
  for (int u = 4; u < 7; u++) check_near("equal logits", (size_t)u, post[u], 1.0 / 3, 1e-7);
  float row[4] = {-INFINITY, 5, 5, -INFINITY};
  glia_activation_forward(GLIA_ACTIVATION_SOFTMAX, row, post, 1, 4, 4);
  assert_true(post[0] == 0.0f && post[1] == 0.5f && post[2] == 0.5f && post[3] == 0.0f);
  float single[4] = {-700, 9, 9, 9};
  glia_activation_forward(GLIA_ACTIVATION_SOFTMAX, single, post, 1, 1, 4);
  assert_true(post[0] == 1.0f && post[1] == 0.0f);
}

/* relu'(0) = 0, from both zeros; just above it is 1. */
static void test_relu_corner(void **state) {
  (void)state;
  float pre[4] = {0.0f, -0.0f, from_bits(1), -from_bits(1)}, post[4], delta[4] = {2, 2, 2, 2};
  glia_activation_forward(GLIA_ACTIVATION_RELU, pre, post, 1, 4, 4);
  glia_activation_backward(GLIA_ACTIVATION_RELU, pre, post, delta, 1, 4, 4);
  assert_true(delta[0] == 0.0f && delta[1] == 0.0f && delta[2] == 2.0f && delta[3] == 0.0f);
}

/* In place gives the same bits, and nothing beyond rows × stride is read or written. */
static void test_in_place(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  for (int a = 0; a < GLIA_ACTIVATION_COUNT; a++) {
    for (size_t units = 1; units <= 9; units++) {
      const size_t rows = 3, stride = padded(units), count = rows * stride;
      float *pre = random_floats(count, &random, SPECIAL), *post = new_floats(count + 8);
      glia_activation_forward((glia_activation)a, pre, post + 4, rows, units, stride);
      for (size_t i = 0; i < 4; i++)
        assert_true(is_sentinel(post[i]) && is_sentinel(post[count + 4 + i]));
      glia_activation_forward((glia_activation)a, pre, pre, rows, units, stride);
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
      glia_activation_forward((glia_activation)a, pre, post, rows, units, stride);
      glia_activation_backward((glia_activation)a, pre, post, delta, rows, units, stride);
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
      cmocka_unit_test(test_oracle_tables),
      cmocka_unit_test(test_oracle_softmax),
      cmocka_unit_test(test_elementwise),
      cmocka_unit_test(test_softmax),
      cmocka_unit_test(test_special_values),
      cmocka_unit_test(test_nan_goes_on),
      cmocka_unit_test(test_softmax_ends),
      cmocka_unit_test(test_relu_corner),
      cmocka_unit_test(test_in_place),
      cmocka_unit_test(test_backward_padding),
  };
  return cmocka_run_group_tests_name("activation", tests, NULL, NULL);
}
