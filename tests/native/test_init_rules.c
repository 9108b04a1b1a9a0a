/* Rules of initial weights beyond their spread: gain, orthogonal rows, constants, layers of their own. */
#include "floats.h"

#include <stdio.h>

#include "nn/init.h"
#include "nn/model.h"
#include "reference.h"

static glia_network plan_of(uint32_t inputs, const char *layers) {
  const reference shape = reference_make(inputs, layers, GLIA_LOSS_MSE);
  glia_network network;
  assert_int_equal(glia_network_plan(&network, inputs, &shape.layers, &shape.loss, NULL), GLIA_OK);
  return network;
}

/* Initial parameters in canonical order, for free(). */
static float *initial(const glia_network *network, glia_init init, double gain, uint64_t seed) {
  float *storage = new_floats(network->storage), *canonical = new_floats(network->parameter_count);
  glia_network_init(network, init, gain, seed, storage);
  glia_network_export(network, storage, canonical);
  free(storage);
  return canonical;
}

static const glia_tensor *block_of(const glia_network *n, uint32_t layer, glia_role role) {
  return &n->tensor[n->layer[layer].tensor[role]];
}

/* The gain multiplies every weight and nothing else. */
static void test_gain(void **state) {
  (void)state;
  const glia_network n = plan_of(7, "5:tanh+bn,9:relu+res+ln,3:linear");
  static const double gains[] = {0, 0.1, 0.5, 2, 5};
  for (int init = 0; init < GLIA_INIT_COUNT; init++) {
    float *one = initial(&n, (glia_init)init, 1, 3);
    for (size_t g = 0; g < 5; g++) {
      float *other = initial(&n, (glia_init)init, gains[g], 3);
      for (int t = 0; t < n.tensor_count; t++) {
        const glia_tensor *tensor = &n.tensor[t];
        const int matrix = tensor->role == GLIA_ROLE_WEIGHTS || tensor->role == GLIA_ROLE_PROJECTION;
        for (size_t i = 0; i < (size_t)tensor->rows * tensor->units; i++) {
          const double from = (double)one[tensor->canonical + i], to = (double)other[tensor->canonical + i];
          const double expected = matrix ? gains[g] * from : tensor->role == GLIA_ROLE_GAMMA;
          assert_true(fabs(to - expected) <= 3e-7 * fabs(expected));
        }
      }
      free(other);
    }
    free(one);
  }
}

/* All vectors of the shorter side have the gain for a length and stand at right angles. */
static void check_orthogonal(uint32_t inputs, uint32_t units, double gain, uint64_t seed) {
  char layers[20];
  snprintf(layers, sizeof layers, "%u:linear", units);
  const glia_network n = plan_of(inputs, layers);
  float *w = initial(&n, GLIA_INIT_ORTHOGONAL, gain, seed);
  const int by_unit = units <= inputs;
  const size_t vectors = by_unit ? units : inputs, length = by_unit ? inputs : units;
  for (size_t a = 0; a < vectors; a++) {
    for (size_t b = 0; b <= a; b++) {
      double dot = 0;
      for (size_t e = 0; e < length; e++) {
        dot += by_unit ? (double)w[a * inputs + e] * (double)w[b * inputs + e]
                       : (double)w[e * inputs + a] * (double)w[e * inputs + b];
      }
      const double expected = a == b ? gain * gain : 0;
      if (!(fabs(dot - expected) <= 1e-5 * gain * gain)) {
        fail_msg("%u inputs, %u units: vectors %zu and %zu have the product %g", inputs, units, a, b, dot);
      }
    }
  }
  free(w);
}

static void test_orthogonal(void **state) {
  (void)state;
  static const uint32_t sizes[] = {1, 2, 3, 4, 5, 8, 13, 32, 65};
  for (size_t i = 0; i < 9; i++) {
    for (size_t u = 0; u < 9; u++) check_orthogonal(sizes[i], sizes[u], i % 2 ? 1 : 1.75, i * 9 + u);
  }
  check_orthogonal(256, 40, 1, 5);
  check_orthogonal(40, 256, 1, 5);
}

/* Directions are drawn evenly: over many seeds a component has mean 0 and variance 1 / length, and
 * neither sign of a determinant is preferred. */
static void test_orthogonal_is_even(void **state) {
  (void)state;
  const glia_network n = plan_of(2, "2:linear");
  enum { SEEDS = 4000 };
  double sum[4] = {0}, squares[4] = {0}, turns = 0;
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    float *w = initial(&n, GLIA_INIT_ORTHOGONAL, 1, seed);
    turns += w[0] * w[3] - w[1] * w[2] > 0.0f;
    for (int i = 0; i < 4; i++) {
      sum[i] += (double)w[i] / SEEDS;
      squares[i] += (double)w[i] * (double)w[i] / SEEDS;
    }
    free(w);
  }
  for (int i = 0; i < 4; i++) {
    assert_true(fabs(sum[i]) < 5 * sqrt(0.5 / SEEDS)); /* var w = 1/2, var w² = 1/8 */
    assert_true(fabs(squares[i] - 0.5) < 5 * sqrt(0.125 / SEEDS));
  }
  assert_true(fabs(turns / SEEDS - 0.5) < 5 * sqrt(0.25 / SEEDS));
}

static void test_zeros_and_constant(void **state) {
  (void)state;
  const glia_network n = plan_of(4, "5:tanh,3:relu+res+nobias,2:linear");
  float *zeros = initial(&n, GLIA_INIT_ZEROS, 3, 1), *constant = initial(&n, GLIA_INIT_CONSTANT, 0.3, 1);
  for (int t = 0; t < n.tensor_count; t++) {
    const glia_tensor *tensor = &n.tensor[t];
    const float expected = tensor->role == GLIA_ROLE_BIASES ? 0.0f : 0.3f;
    for (size_t i = 0; i < (size_t)tensor->rows * tensor->units; i++) {
      assert_true(zeros[tensor->canonical + i] == 0.0f && constant[tensor->canonical + i] == expected);
    }
  }
  free(zeros);
  free(constant);
}

/* A layer's own rule against the network's: just as if the whole network had that rule. */
static void test_own_rules(void **state) {
  (void)state;
  const glia_setting *setting = glia_setting_find("init", 4);
  const glia_network plain = plan_of(6, "5:tanh,6:relu+res,3:linear");
  for (int own = 1; own < GLIA_INIT_COUNT; own++) {
    char layers[100];
    snprintf(layers, sizeof layers, "5:tanh,6:relu+res+%s,3:linear", setting->choices[own].name);
    const glia_network n = plan_of(6, layers);
    for (int wide = 0; wide < GLIA_INIT_COUNT; wide++) {
      float *mixed = initial(&n, (glia_init)wide, 1.5, 8);
      float *all = initial(&plain, (glia_init)wide, 1.5, 8), *ours = initial(&plain, (glia_init)own, 1.5, 8);
      const size_t second = block_of(&n, 1, GLIA_ROLE_WEIGHTS)->canonical;
      const size_t third = block_of(&n, 2, GLIA_ROLE_WEIGHTS)->canonical;
      assert_memory_equal(mixed, all, second * sizeof(float));
      assert_memory_equal(mixed + second, ours + second, (third - second) * sizeof(float));
      assert_memory_equal(mixed + third, all + third, (n.parameter_count - third) * sizeof(float));
      free(mixed);
      free(all);
      free(ours);
    }
  }
}

/* A projection is drawn by its layer's rule, but not the same numbers. */
static void test_projections(void **state) {
  (void)state;
  const glia_network n = plan_of(4, "6:tanh+res,6:linear");
  for (int init = 1; init <= GLIA_INIT_ORTHOGONAL; init++) {
    float *w = initial(&n, (glia_init)init, 1, 8);
    const float *weights = w + block_of(&n, 0, GLIA_ROLE_WEIGHTS)->canonical;
    const float *projection = w + block_of(&n, 0, GLIA_ROLE_PROJECTION)->canonical;
    size_t same = 0;
    for (size_t i = 0; i < 24; i++) same += weights[i] == projection[i];
    assert_int_equal(same, 0);
    free(w);
  }
}

/* The kin of ReLU begin by He, all others by Glorot. */
static void test_auto(void **state) {
  (void)state;
  size_t count;
  const glia_choice *activations = glia_activation_choices(&count);
  for (int a = 0; a < GLIA_ACTIVATION_SOFTMAX; a++) {
    char layers[60];
    snprintf(layers, sizeof layers, "5:%s", activations[a].name);
    const glia_network n = plan_of(4, layers);
    const int kin = a == GLIA_ACTIVATION_RELU || (a >= GLIA_ACTIVATION_LEAKY_RELU && a <= GLIA_ACTIVATION_SILU);
    const glia_init rule = kin ? GLIA_INIT_HE_UNIFORM : GLIA_INIT_GLOROT_UNIFORM;
    float *chosen = initial(&n, GLIA_INIT_AUTO, 1, 2), *expected = initial(&n, rule, 1, 2);
    assert_memory_equal(chosen, expected, n.parameter_count * sizeof(float));
    free(chosen);
    free(expected);
  }
}

static void refused(uint32_t inputs, const char *layers, glia_start start, glia_status status,
                    const char *says) {
  const reference shape = reference_make(inputs, layers, GLIA_LOSS_MSE);
  glia_error error = {0};
  glia_model *model = glia_model_create(inputs, &shape.layers, &shape.loss, start, NULL, &error);
  assert_int_equal(model ? GLIA_OK : error.status, status);
  if (!model && !strstr(error.message, says)) fail_msg("no %s in: %s", says, error.message);
  glia_model_free(model);
}

/* What would take minutes is refused, and so is a gain without meaning. */
static void test_limits(void **state) {
  (void)state;
  const glia_start orthogonal = {GLIA_INIT_ORTHOGONAL, 1, 1}, he = {GLIA_INIT_HE_NORMAL, 1, 1};
  refused(2000, "1000:linear", orthogonal, GLIA_LIMIT, "layer 1");
  refused(20, "1000:tanh,1000:linear", orthogonal, GLIA_LIMIT, "layer 2");
  refused(2000, "1000:linear+orthogonal", he, GLIA_LIMIT, "orthogonal");
  refused(2000, "1000:tanh+he_normal,4:linear", orthogonal, GLIA_OK, "");
  refused(1000, "600:tanh+res+orthogonal,4:linear", he, GLIA_LIMIT, "layer 1"); /* 600² · 1000 > 2^28 */
  refused(2000, "10:linear", orthogonal, GLIA_OK, "");
  static const double gains[] = {-1, (double)NAN, (double)INFINITY, 101};
  for (size_t g = 0; g < 4; g++) {
    refused(2, "3:linear", (glia_start){GLIA_INIT_AUTO, gains[g], 1}, GLIA_RANGE, "gain");
  }
}

/* Statistics before any batch, each in its layer's place. */
static void test_running(void **state) {
  (void)state;
  const glia_network n = plan_of(3, "5:tanh+bn,4:relu+ln,2:linear+bn");
  float running[2 * 8 + 2 * 4 + 1];
  running[24] = from_bits(SENTINEL_BITS);
  assert_int_equal(n.running, 24);
  glia_running_init(&n, running);
  for (size_t i = 0; i < 24; i++) {
    assert_true(running[i] == (float)((i >= 8 && i < 16) || i >= 20));
  }
  assert_true(is_sentinel(running[24]));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gain),       cmocka_unit_test(test_orthogonal),
      cmocka_unit_test(test_orthogonal_is_even), cmocka_unit_test(test_zeros_and_constant),
      cmocka_unit_test(test_own_rules),  cmocka_unit_test(test_projections),
      cmocka_unit_test(test_auto),       cmocka_unit_test(test_limits),
      cmocka_unit_test(test_running),
  };
  return cmocka_run_group_tests_name("init rules", tests, NULL, NULL);
}
