/* Initial weights: the spread by fan-in and fan-out, and what a weight may depend on.
 *
 * All draws come from fixed seeds, so the tests always see the same numbers. Bounds are five
 * standard errors of the statistic; for some seed in about two million a right generator would miss
 * one.
 */
#include "floats.h"

#include "nn/init.h"
#include "reference.h"

static glia_network plan_of(uint32_t inputs, const char *layers) {
  const reference shape = reference_make(inputs, layers, GLIA_LOSS_MSE);
  glia_network network;
  assert_int_equal(glia_network_plan(&network, inputs, &shape.layers, &shape.loss, NULL), GLIA_OK);
  return network;
}

/* Initial parameters in canonical order, for free(). */
static float *initial(const glia_network *network, glia_init init, uint64_t seed) {
  float *storage = new_floats(network->storage), *canonical = new_floats(network->parameter_count);
  glia_network_init(network, init, 1, seed, storage);
  glia_network_export(network, storage, canonical);
  free(storage);
  return canonical;
}

static void check_spread(glia_init init, const char *layers, uint32_t inputs, uint32_t units,
                         uint64_t seed) {
  const glia_network network = plan_of(inputs, layers);
  const int he = init == GLIA_INIT_HE_UNIFORM || init == GLIA_INIT_HE_NORMAL;
  const int lecun = init == GLIA_INIT_LECUN_UNIFORM || init == GLIA_INIT_LECUN_NORMAL;
  const int normal = init == GLIA_INIT_GLOROT_NORMAL || init == GLIA_INIT_HE_NORMAL ||
                     init == GLIA_INIT_LECUN_NORMAL;
  const double variance = he ? 2.0 / inputs : lecun ? 1.0 / inputs : 2.0 / (inputs + units);
  const double deviation = sqrt(variance), bound = sqrt(3 * variance);
  float *weights = initial(&network, init, seed);
  const size_t count = (size_t)inputs * units;
  const double n = (double)count;
  double sum = 0, squares = 0, fourths = 0, neighbours = 0, largest = 0;
  for (size_t i = 0; i < count; i++) {
    const double w = (double)weights[i] / deviation;
    sum += w;
    squares += w * w;
    fourths += w * w * w * w;
    if (i) neighbours += w * (double)weights[i - 1] / deviation;
    largest = fmax(largest, fabs((double)weights[i]));
  }
  /* in units of the deviation: E w² = 1; E w⁴ = 3 normal, 9/5 uniform; var w⁴ = 96 and 5.76 */
  const double fourth = normal ? 3 : 1.8;
  assert_true(fabs(sum / n) < 5 / sqrt(n));
  assert_true(fabs(squares / n - 1) < 5 * sqrt((fourth - 1) / n));
  assert_true(fabs(fourths / n - fourth) < 5 * sqrt((normal ? 96 : 5.76) / n));
  assert_true(fabs(neighbours / n) < 5 / sqrt(n));
  if (normal) {
    assert_true(largest > 3 * deviation && largest < 6 * deviation);
  } else {
    assert_true(largest <= (double)(float)bound);
    assert_true(largest > 0.998 * bound); /* missed with probability 0.998^count */
  }
  free(weights);
}

static void test_spread(void **state) {
  (void)state;
  static const struct {
    const char *layers;
    uint32_t inputs, units;
  } shapes[] = {
      {"100:tanh", 100, 100}, {"16:tanh", 1000, 16}, {"999:tanh", 13, 999}, {"61:tanh", 211, 61}};
  for (int init = GLIA_INIT_GLOROT_UNIFORM; init <= GLIA_INIT_LECUN_NORMAL; init++) {
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
      for (uint64_t seed = 1; seed <= 3; seed++) {
        check_spread((glia_init)init, shapes[s].layers, shapes[s].inputs, shapes[s].units, seed);
      }
    }
  }
}

/* Uniform draws fill their interval evenly: twenty bins, 5 standard errors each. */
static void test_uniform_is_even(void **state) {
  (void)state;
  const glia_network network = plan_of(200, "200:tanh");
  float *weights = initial(&network, GLIA_INIT_GLOROT_UNIFORM, 9);
  const double bound = sqrt(6.0 / 400), n = 40000, share = 1.0 / 20;
  int bins[20] = {0};
  for (size_t i = 0; i < 40000; i++) {
    const int bin = (int)(((double)weights[i] / bound + 1) * 10);
    bins[bin < 0 ? 0 : bin > 19 ? 19 : bin]++;
  }
  for (int b = 0; b < 20; b++) {
    assert_true(fabs(bins[b] - n * share) < 5 * sqrt(n * share * (1 - share)));
  }
  free(weights);
}

static void test_biases_and_padding_are_zero(void **state) {
  (void)state;
  const glia_network n = plan_of(3, "5:relu,7:tanh,2:linear");
  for (int init = 0; init < GLIA_INIT_COUNT; init++) {
    float *storage = new_floats(n.storage);
    glia_network_init(&n, (glia_init)init, 1, 4, storage);
    size_t others = 0;
    for (size_t k = 0; k < n.storage; k++) others += bits_of(storage[k]) != 0;
    for (int t = 0; t < n.tensor_count; t++) {
      const glia_tensor *d = &n.tensor[t];
      for (size_t i = 0; i < d->rows; i++) {
        for (size_t k = d->role == GLIA_ROLE_BIASES ? 0 : d->units; k < d->stride; k++) {
          assert_true(bits_of(storage[d->offset + i * d->stride + k]) == 0);
        }
      }
    }
    const size_t weights = init == GLIA_INIT_ZEROS ? 0 : 3 * 5 + 5 * 7 + 7 * 2;
    assert_int_equal(others, weights); /* and no weight is */
    free(storage);
  }
}

static void test_auto(void **state) {
  (void)state;
  const glia_network n = plan_of(3, "5:relu,6:tanh,7:sigmoid,4:linear");
  float *chosen = initial(&n, GLIA_INIT_AUTO, 11), *he = initial(&n, GLIA_INIT_HE_UNIFORM, 11);
  float *glorot = initial(&n, GLIA_INIT_GLOROT_UNIFORM, 11);
  const size_t second = n.tensor[n.layer[1].tensor[GLIA_ROLE_WEIGHTS]].canonical;
  assert_memory_equal(chosen, he, second * sizeof(float));
  assert_memory_equal(chosen + second, glorot + second,
                      (n.parameter_count - second) * sizeof(float));
  assert_memory_not_equal(he + second, glorot + second, 20 * sizeof(float));
  free(chosen);
  free(he);
  free(glorot);
}

static void test_seeds(void **state) {
  (void)state;
  const glia_network n = plan_of(6, "6:tanh,6:tanh,6:tanh");
  static const uint64_t seeds[] = {0, 1, 2, 4294967295u, 1ull << 32, UINT64_MAX};
  float *drawn[6];
  for (int init = 1; init <= GLIA_INIT_ORTHOGONAL; init++) {
    for (size_t s = 0; s < 6; s++) {
      drawn[s] = initial(&n, (glia_init)init, seeds[s]);
      float *again = initial(&n, (glia_init)init, seeds[s]);
      assert_memory_equal(drawn[s], again, n.parameter_count * sizeof(float));
      free(again);
      /* layers of one size do not repeat each other, nor do seeds */
      assert_memory_not_equal(drawn[s], drawn[s] + 42, 36 * sizeof(float));
      assert_memory_not_equal(drawn[s] + 42, drawn[s] + 84, 36 * sizeof(float));
      for (size_t t = 0; t < s; t++) {
        assert_memory_not_equal(drawn[s], drawn[t], 36 * sizeof(float));
      }
    }
    for (size_t s = 0; s < 6; s++) free(drawn[s]);
  }
}

static size_t second_of(const glia_network *n) {
  return n->tensor[n->layer[1].tensor[GLIA_ROLE_WEIGHTS]].canonical;
}

/* A layer's weights stay when other layers change size, activation or number. */
static void test_layers_are_independent(void **state) {
  (void)state;
  const glia_network a = plan_of(3, "5:tanh,7:tanh,2:linear");
  const glia_network b = plan_of(9, "5:relu,7:tanh,1:linear");
  const glia_network c = plan_of(3, "5:tanh,4:tanh,2:linear,3:tanh");
  for (int init = 1; init <= GLIA_INIT_ORTHOGONAL; init++) {
    float *in_a = initial(&a, (glia_init)init, 21), *in_b = initial(&b, (glia_init)init, 21);
    float *in_c = initial(&c, (glia_init)init, 21);
    assert_memory_equal(in_a + second_of(&a), in_b + second_of(&b),
                        (5 * 7 + 7) * sizeof(float));
    assert_memory_equal(in_a, in_c, (3 * 5 + 5) * sizeof(float));
    free(in_a);
    free(in_b);
    free(in_c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_spread),
      cmocka_unit_test(test_uniform_is_even),
      cmocka_unit_test(test_biases_and_padding_are_zero),
      cmocka_unit_test(test_auto),
      cmocka_unit_test(test_seeds),
      cmocka_unit_test(test_layers_are_independent),
  };
  return cmocka_run_group_tests_name("init", tests, NULL, NULL);
}
