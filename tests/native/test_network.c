/* Where parameters lie, in both orders; what is refused; the hash of the canonical bytes. */
#include "floats.h"

#include "nn/network.h"
#include "reference.h"

enum { SEED = 31415 };

static glia_network plan_of(const reference *shape) {
  glia_network network;
  glia_error error = {0};
  if (glia_network_plan(&network, shape->inputs, &shape->layers, shape->loss, &error)) {
    fail_msg("refused: %s", error.message);
  }
  return network;
}

/* Every width around whole vectors, one to four layers. */
static void each_shape(void (*run)(const reference *shape)) {
  static const char *const layers[] = {"1:linear",
                                       "2:tanh",
                                       "3:relu",
                                       "4:sigmoid",
                                       "5:softmax",
                                       "13:tanh,1:linear",
                                       "4:relu,4:linear",
                                       "1:tanh,1:tanh,1:tanh",
                                       "7:relu,9:linear",
                                       "8:tanh,3:linear",
                                       "3:tanh,5:relu,2:sigmoid,6:linear"};
  static const uint32_t inputs[] = {1, 2, 3, 4, 5, 7, 8, 13};
  for (size_t l = 0; l < sizeof layers / sizeof *layers; l++) {
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
      const reference shape = reference_make(inputs[i], layers[l], GLIA_LOSS_MSE);
      run(&shape);
    }
  }
}

static void check_layout(const reference *shape) {
  const glia_network n = plan_of(shape);
  assert_int_equal(n.inputs, shape->inputs);
  assert_int_equal(n.outputs, reference_outputs(shape));
  assert_int_equal(n.layer_count, shape->layers.count);
  assert_int_equal(n.loss, shape->loss);
  assert_int_equal(n.parameter_count, reference_parameters(shape));
  assert_int_equal(n.storage % 4, 0);
  char *taken = calloc(n.storage, 1);
  uint32_t below = shape->inputs;
  size_t canonical = 0, widest = 0;
  for (uint32_t l = 0; l < n.layer_count; l++) {
    const glia_dense *d = &n.layer[l];
    assert_int_equal(d->inputs, below);
    assert_int_equal(d->units, shape->layers.layer[l].units);
    assert_int_equal(d->activation, shape->layers.layer[l].activation);
    assert_int_equal(d->stride, (d->units + 3) / 4 * 4);
    assert_int_equal(d->weights % 4, 0);
    assert_int_equal(d->biases % 4, 0);
    assert_int_equal(d->canonical, canonical);
    /* no two layers share a float, padding included */
    for (size_t k = 0; k < d->inputs * d->stride; k++) {
      assert_true(d->weights + k < n.storage);
      assert_int_equal(taken[d->weights + k]++, 0);
    }
    for (size_t k = 0; k < d->stride; k++) {
      assert_true(d->biases + k < n.storage);
      assert_int_equal(taken[d->biases + k]++, 0);
    }
    canonical += (below + (size_t)1) * d->units;
    if (d->stride > widest) widest = d->stride;
    below = d->units;
  }
  assert_int_equal(n.widest, widest);
  free(taken);
}

static void test_layout(void **state) {
  (void)state;
  each_shape(check_layout);
}

/* Where the header says parameter `index` lies, found by walking through the canonical order. */
static size_t slot_by_walk(const glia_network *n, size_t index) {
  size_t at = 0;
  for (uint32_t l = 0; l < n->layer_count; l++) {
    const glia_dense *d = &n->layer[l];
    for (uint32_t u = 0; u < d->units; u++) {
      for (uint32_t i = 0; i < d->inputs; i++) {
        if (at++ == index) return d->weights + i * d->stride + u;
      }
    }
    for (uint32_t u = 0; u < d->units; u++) {
      if (at++ == index) return d->biases + u;
    }
  }
  fail_msg("there is no parameter %zu", index);
  return 0;
}

static void check_orders(const reference *shape) {
  const glia_network n = plan_of(shape);
  uint32_t random = SEED;
  float *canonical = random_floats(n.parameter_count, &random, WIDE);
  float *storage = new_floats(n.storage), *back = new_floats(n.parameter_count);
  glia_network_import(&n, canonical, storage);
  char *used = calloc(n.storage, 1);
  for (size_t i = 0; i < n.parameter_count; i++) {
    const size_t slot = slot_by_walk(&n, i);
    assert_int_equal(glia_network_slot(&n, i), slot);
    assert_true(bits_of(storage[slot]) == bits_of(canonical[i]));
    used[slot] = 1;
  }
  for (size_t k = 0; k < n.storage; k++) {
    if (!used[k] && bits_of(storage[k]) != 0) {
      fail_msg("float %zu of the storage is padding and holds %a", k, (double)storage[k]);
    }
  }
  glia_network_export(&n, storage, back);
  assert_memory_equal(back, canonical, n.parameter_count * sizeof *back);
  free(canonical);
  free(storage);
  free(back);
  free(used);
}

static void test_orders(void **state) {
  (void)state;
  each_shape(check_orders);
}

static uint64_t fnv1a(const unsigned char *bytes, size_t count) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < count; i++) {
    hash ^= bytes[i];
    hash *= 1099511628211u;
  }
  return hash;
}

static void check_hash(const reference *shape) {
  const glia_network n = plan_of(shape);
  uint32_t random = SEED + 1;
  float *canonical = random_floats(n.parameter_count, &random, SPECIAL);
  float *storage = new_floats(n.storage);
  unsigned char *bytes = malloc(4 * n.parameter_count);
  glia_network_import(&n, canonical, storage);
  for (size_t i = 0; i < n.parameter_count; i++) {
    for (int b = 0; b < 4; b++)
      bytes[4 * i + (size_t)b] = (unsigned char)(bits_of(canonical[i]) >> 8 * b);
  }
  const uint64_t hash = glia_network_hash(&n, storage);
  assert_true(hash == fnv1a(bytes, 4 * n.parameter_count));
  /* every parameter counts, down to its last bit and the sign of a zero */
  for (size_t i = 0; i < n.parameter_count; i++) {
    const size_t slot = glia_network_slot(&n, i);
    const float before = storage[slot];
    storage[slot] = from_bits(bits_of(before) ^ (i % 2 ? 1u : 0x80000000u));
    assert_true(glia_network_hash(&n, storage) != hash);
    storage[slot] = before;
  }
  free(canonical);
  free(storage);
  free(bytes);
}

static void test_hash(void **state) {
  (void)state;
  /* the published test values of the 64-bit hash, for the test's own loop */
  assert_true(fnv1a((const unsigned char *)"", 0) == 0xcbf29ce484222325u);
  assert_true(fnv1a((const unsigned char *)"a", 1) == 0xaf63dc4c8601ec8cu);
  assert_true(fnv1a((const unsigned char *)"foobar", 6) == 0x85944171f73967e8u);
  each_shape(check_hash);
}

static void refused(uint32_t inputs, const glia_layers *layers, glia_loss loss,
                    glia_status status) {
  glia_network network, before;
  memset(&network, 0x5a, sizeof network);
  before = network;
  glia_error error = {GLIA_OK, 7, ""};
  assert_int_equal(glia_network_plan(&network, inputs, layers, loss, &error), status);
  assert_int_equal(error.status, status);
  assert_int_equal(error.position, -1);
  assert_true(strlen(error.message) > 10);
  assert_memory_equal(&network, &before, sizeof network);
  assert_int_equal(glia_network_plan(&network, inputs, layers, loss, NULL), status);
}

static void refused_text(uint32_t inputs, const char *text, glia_loss loss, glia_status status) {
  const reference shape = reference_make(inputs, text, loss);
  refused(inputs, &shape.layers, loss, status);
}

static void test_sizes_that_are_refused(void **state) {
  (void)state;
  reference shape = reference_make(2, "3:tanh,1:linear", GLIA_LOSS_MSE);
  refused(0, &shape.layers, GLIA_LOSS_MSE, GLIA_RANGE);
  shape.layers.layer[0].units = 0;
  refused(2, &shape.layers, GLIA_LOSS_MSE, GLIA_RANGE);
  shape.layers.layer[0].units = GLIA_MAX_UNITS + 1;
  refused(2, &shape.layers, GLIA_LOSS_MSE, GLIA_LIMIT);
  shape.layers.layer[0].units = UINT32_MAX;
  refused(2, &shape.layers, GLIA_LOSS_MSE, GLIA_LIMIT);
  shape.layers.layer[0].units = GLIA_MAX_UNITS;
  (void)plan_of(&shape);

  shape.layers.count = 0;
  refused(2, &shape.layers, GLIA_LOSS_MSE, GLIA_RANGE);
  shape.layers.count = GLIA_MAX_LAYERS + 1;
  refused(2, &shape.layers, GLIA_LOSS_MSE, GLIA_LIMIT);
  for (uint32_t l = 0; l < GLIA_MAX_LAYERS; l++) {
    shape.layers.layer[l] = (glia_layer){1, GLIA_ACTIVATION_TANH};
  }
  shape.layers.count = GLIA_MAX_LAYERS;
  assert_int_equal(plan_of(&shape).layer_count, GLIA_MAX_LAYERS);
}

static void test_parameter_limit(void **state) {
  (void)state;
  /* 4095 * 4096 + 4096 = 2^24 parameters a layer */
  reference shape = reference_make(GLIA_MAX_UNITS - 1, "4:linear", GLIA_LOSS_MSE);
  shape.layers.count = 1;
  shape.layers.layer[0].units = GLIA_MAX_UNITS;
  assert_int_equal(plan_of(&shape).parameter_count, 1 << 24);
  /* 2^26 exactly, and one input more */
  shape.inputs = (1 << 14) - 1;
  assert_int_equal(plan_of(&shape).parameter_count, GLIA_MAX_PARAMETERS);
  refused(1 << 14, &shape.layers, GLIA_LOSS_MSE, GLIA_LIMIT);
  /* sizes whose product leaves 32 bits, and sums over layers */
  refused(GLIA_MAX_PARAMETERS, &shape.layers, GLIA_LOSS_MSE, GLIA_LIMIT);
  shape.layers.count = 6;
  for (uint32_t l = 0; l < 6; l++) shape.layers.layer[l] = shape.layers.layer[0];
  refused(8, &shape.layers, GLIA_LOSS_MSE, GLIA_LIMIT);
}

/* The limit is one of parameters; their padding is the engine's own affair. */
static void test_padding_is_not_counted(void **state) {
  (void)state;
  const reference one = reference_make((1 << 24) + 8, "1:linear", GLIA_LOSS_MSE);
  assert_int_equal(plan_of(&one).parameter_count, (1 << 24) + 9);
}

static void test_losses_that_are_refused(void **state) {
  (void)state;
  refused_text(2, "2:softmax,1:linear", GLIA_LOSS_MSE, GLIA_CONFLICT);
  refused_text(2, "1:linear", GLIA_LOSS_BCE, GLIA_CONFLICT);
  refused_text(2, "2:softmax", GLIA_LOSS_BCE, GLIA_CONFLICT);
  refused_text(2, "2:sigmoid,1:tanh", GLIA_LOSS_BCE, GLIA_CONFLICT);
  refused_text(2, "2:sigmoid", GLIA_LOSS_CROSS_ENTROPY, GLIA_CONFLICT);
  refused_text(2, "1:softmax", GLIA_LOSS_CROSS_ENTROPY, GLIA_CONFLICT);
  refused_text(2, "1:linear", GLIA_LOSS_AUTO, GLIA_ARGUMENT);
  refused_text(2, "1:linear", GLIA_LOSS_COUNT, GLIA_ARGUMENT);
  refused_text(2, "1:linear", (glia_loss)99, GLIA_ARGUMENT);
  reference shape = reference_make(2, "3:sigmoid", GLIA_LOSS_BCE);
  assert_int_equal(glia_network_targets(&(glia_network){.loss = GLIA_LOSS_BCE, .outputs = 3}), 3);
  const glia_network bce = plan_of(&shape);
  assert_int_equal(glia_network_targets(&bce), 3);
  shape = reference_make(2, "2:softmax", GLIA_LOSS_CROSS_ENTROPY);
  const glia_network classes = plan_of(&shape);
  assert_int_equal(glia_network_targets(&classes), 1);
  shape = reference_make(2, "1:softmax", GLIA_LOSS_MSE);
  (void)plan_of(&shape);
}

/* A number that names no activation must not become a layer that answers zeros. */
static void test_unknown_activation(void **state) {
  (void)state;
  reference shape = reference_make(2, "3:tanh,1:linear", GLIA_LOSS_MSE);
  shape.layers.layer[0].activation = (glia_activation)GLIA_ACTIVATION_COUNT;
  refused(2, &shape.layers, GLIA_LOSS_MSE, GLIA_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_layout),
      cmocka_unit_test(test_orders),
      cmocka_unit_test(test_hash),
      cmocka_unit_test(test_sizes_that_are_refused),
      cmocka_unit_test(test_parameter_limit),
      cmocka_unit_test(test_padding_is_not_counted),
      cmocka_unit_test(test_losses_that_are_refused),
      cmocka_unit_test(test_unknown_activation),
  };
  return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
