/* Where parameters lie, in both orders; what is refused; the hash of the canonical bytes. */
#include "floats.h"

#include "nn/network.h"
#include "reference.h"

enum { SEED = 31415 };

static glia_network plan_of(const reference *shape) {
  glia_network network;
  glia_error error = {0};
  if (glia_network_plan(&network, shape->inputs, &shape->layers, &shape->loss, &error)) {
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
                                       "3:tanh,5:relu,2:sigmoid,6:linear",
                                       "5:silu+bn,3:linear+ln",
                                       "6:elu+nobias,1:linear+nobias",
                                       "4:gelu+res,4:tanh+res+bn+drop0.5,5:relu+ln+res+nobias,2:tanh+bn"};
  static const uint32_t inputs[] = {1, 2, 3, 4, 5, 7, 8, 13};
  for (size_t l = 0; l < sizeof layers / sizeof *layers; l++) {
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
      const reference shape = reference_make(inputs[i], layers[l], GLIA_LOSS_MSE);
      run(&shape);
    }
  }
}

/* Rows and presence of a layer's block in some role, by what the header says; 0: there is none. */
static uint32_t rows_of(const glia_layer *layer, uint32_t below, int role) {
  switch (role) {
    case GLIA_ROLE_WEIGHTS: return below;
    case GLIA_ROLE_BIASES: return !layer->no_bias;
    case GLIA_ROLE_PROJECTION: return layer->residual && below != layer->units ? below : 0;
    default: return layer->norm != GLIA_NORM_NONE;
  }
}

/* One block: at its place in both orders, sharing no float with any other, padding included. */
static void check_block(const glia_network *n, int index, glia_role role, uint32_t layer,
                        uint32_t rows, size_t canonical, char *taken) {
  assert_in_range(index, 0, n->tensor_count - 1);
  const glia_tensor *t = &n->tensor[index];
  assert_true(t->role == role && t->layer == layer && t->rows == rows);
  assert_true(t->units == n->layer[layer].units && t->stride == n->layer[layer].stride);
  assert_int_equal(t->canonical, canonical);
  assert_int_equal(t->offset % 4, 0);
  for (size_t k = 0; k < t->rows * t->stride; k++) {
    assert_true(t->offset + k < n->storage);
    assert_int_equal(taken[t->offset + k]++, 0);
  }
}

static void check_layout(const reference *shape) {
  const glia_network n = plan_of(shape);
  assert_int_equal(n.inputs, shape->inputs);
  assert_int_equal(n.outputs, reference_outputs(shape));
  assert_int_equal(n.layer_count, shape->layers.count);
  assert_int_equal(n.loss.kind, shape->loss.kind);
  assert_int_equal(n.parameter_count, reference_parameters(shape));
  assert_int_equal(n.storage % 4, 0);
  char *taken = calloc(n.storage, 1);
  uint32_t below = shape->inputs;
  size_t canonical = 0, widest = 0, running = 0;
  uint64_t forward = 0, training = 0;
  int blocks = 0;
  for (uint32_t l = 0; l < n.layer_count; l++) {
    const glia_dense *d = &n.layer[l];
    const glia_layer *asked = &shape->layers.layer[l];
    assert_int_equal(d->inputs, below);
    assert_int_equal(d->units, asked->units);
    assert_memory_equal(&d->options, asked, sizeof *asked);
    assert_int_equal(d->stride, (d->units + 3) / 4 * 4);
    for (int role = 0; role < GLIA_ROLE_COUNT; role++) {
      const uint32_t rows = rows_of(asked, below, role);
      const float *block = glia_network_block(&n, l, (glia_role)role, (const float *)taken);
      if (!rows) {
        assert_int_equal(d->tensor[role], GLIA_ABSENT);
        assert_null(block);
        continue;
      }
      check_block(&n, d->tensor[role], (glia_role)role, l, rows, canonical, taken);
      assert_true(block == (const float *)taken + n.tensor[d->tensor[role]].offset);
      canonical += (size_t)rows * d->units;
      if (role == GLIA_ROLE_WEIGHTS || role == GLIA_ROLE_PROJECTION) {
        forward += 2 * rows * d->units;
        training += (l ? 6 : 4) * rows * d->units; /* the data's own gradient is not asked for */
      }
      blocks++;
    }
    if (asked->norm == GLIA_NORM_BATCH) {
      assert_int_equal(d->running, running);
      running += 2 * d->stride;
    }
    if (d->stride > widest) widest = d->stride;
    below = d->units;
  }
  assert_true(glia_network_operations(&n, 0) == forward);
  assert_true(glia_network_operations(&n, 1) == training);
  assert_int_equal(n.widest, widest);
  assert_int_equal(n.running, running);
  assert_int_equal(n.tensor_count, blocks);
  for (size_t k = 0; k < n.storage; k++) assert_int_equal(taken[k], 1); /* and none is idle */
  free(taken);
}

static void test_layout(void **state) {
  (void)state;
  each_shape(check_layout);
}

/* Where the header says parameter `index` lies, found by walking through the canonical order. */
static size_t slot_by_walk(const glia_network *n, size_t index, int *block) {
  size_t at = 0;
  for (int t = 0; t < n->tensor_count; t++) {
    const glia_tensor *tensor = &n->tensor[t];
    for (uint32_t u = 0; u < tensor->units; u++) {
      for (uint32_t i = 0; i < tensor->rows; i++) {
        *block = t;
        if (at++ == index) return tensor->offset + i * tensor->stride + u;
      }
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
    int expected, block = -5;
    const size_t slot = slot_by_walk(&n, i, &expected);
    assert_int_equal(glia_network_slot(&n, i, &block), slot);
    assert_int_equal(block, expected);
    assert_int_equal(glia_network_slot(&n, i, NULL), slot);
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
    const size_t slot = glia_network_slot(&n, i, NULL);
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

static void refused_spec(uint32_t inputs, const glia_layers *layers, const glia_loss_spec *loss,
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

static void refused(uint32_t inputs, const glia_layers *layers, glia_loss loss,
                    glia_status status) {
  const glia_loss_spec spec = glia_loss_spec_of(loss);
  refused_spec(inputs, layers, &spec, status);
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
    shape.layers.layer[l] = (glia_layer){.units = 1, .activation = GLIA_ACTIVATION_TANH};
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
  refused_text(2, "2:log_softmax", GLIA_LOSS_CROSS_ENTROPY, GLIA_CONFLICT);
  refused_text(2, "1:softmax", GLIA_LOSS_FOCAL, GLIA_CONFLICT);
  refused_text(2, "2:sigmoid", GLIA_LOSS_FOCAL, GLIA_CONFLICT);
  refused_text(2, "1:linear", GLIA_LOSS_FOCAL, GLIA_CONFLICT);
  refused_text(2, "3:log_softmax,1:linear", GLIA_LOSS_MSE, GLIA_CONFLICT);
  refused_text(2, "1:linear", GLIA_LOSS_AUTO, GLIA_ARGUMENT);
  refused_text(2, "1:linear", GLIA_LOSS_COUNT, GLIA_ARGUMENT);
  refused_text(2, "1:linear", (glia_loss)99, GLIA_ARGUMENT);
  reference shape = reference_make(2, "3:sigmoid", GLIA_LOSS_BCE);
  const glia_network bce = plan_of(&shape);
  assert_int_equal(glia_network_targets(&bce), 3);
  shape = reference_make(2, "2:softmax", GLIA_LOSS_CROSS_ENTROPY);
  const glia_network classes = plan_of(&shape);
  assert_int_equal(glia_network_targets(&classes), 1);
  shape = reference_make(2, "1:softmax", GLIA_LOSS_MSE);
  (void)plan_of(&shape);
  shape = reference_make(2, "1:sigmoid", GLIA_LOSS_FOCAL);
  const glia_network one = plan_of(&shape);
  assert_int_equal(glia_network_targets(&one), 1);
  shape = reference_make(2, "3:softmax", GLIA_LOSS_FOCAL);
  const glia_network several = plan_of(&shape);
  assert_int_equal(glia_network_targets(&several), 1);
}

static void test_extras_that_are_refused(void **state) {
  (void)state;
  reference shape = reference_make(2, "3:tanh,1:linear", GLIA_LOSS_MSE);
  static const float rates[] = {-0.1f, 0.91f, 1.0f, NAN, INFINITY};
  for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
    shape.layers.layer[0].dropout = rates[i];
    refused(2, &shape.layers, GLIA_LOSS_MSE, GLIA_RANGE);
  }
  shape.layers.layer[0].dropout = 0.9f;
  (void)plan_of(&shape);
  refused_text(2, "3:tanh,1:linear+drop0.1", GLIA_LOSS_MSE, GLIA_CONFLICT);
  refused_text(1, "1:linear+res", GLIA_LOSS_MSE, GLIA_CONFLICT);
}

static void test_constants_that_are_refused(void **state) {
  (void)state;
  const reference values = reference_make(2, "1:linear", GLIA_LOSS_HUBER);
  static const float deltas[] = {0, -1, NAN, INFINITY};
  for (size_t i = 0; i < 4; i++) {
    glia_loss_spec spec = values.loss;
    spec.delta = deltas[i];
    refused_spec(2, &values.layers, &spec, GLIA_RANGE);
  }
  const reference classes = reference_make(2, "3:softmax", GLIA_LOSS_FOCAL);
  static const float gammas[] = {-0.1f, 10.5f, NAN, INFINITY};
  for (size_t i = 0; i < 4; i++) {
    glia_loss_spec spec = classes.loss;
    spec.gamma = gammas[i];
    refused_spec(2, &classes.layers, &spec, GLIA_RANGE);
  }
  static const float smoothings[] = {-0.1f, 1, NAN, INFINITY};
  for (size_t i = 0; i < 4; i++) {
    glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_CROSS_ENTROPY);
    spec.smoothing = smoothings[i];
    refused_spec(2, &classes.layers, &spec, GLIA_RANGE);
  }
  static const float wrong[] = {-1, NAN, INFINITY, 2e6f};
  for (size_t i = 0; i < 12; i++) {
    float weights[3] = {1, 0, 1e6f};
    glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_CROSS_ENTROPY);
    spec.weights = weights;
    assert_int_equal(glia_network_plan(&(glia_network){0}, 2, &classes.layers, &spec, NULL),
                     GLIA_OK);
    weights[i % 3] = wrong[i / 3];
    refused_spec(2, &classes.layers, &spec, GLIA_RANGE);
  }
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
      cmocka_unit_test(test_extras_that_are_refused),
      cmocka_unit_test(test_constants_that_are_refused),
      cmocka_unit_test(test_unknown_activation),
  };
  return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
