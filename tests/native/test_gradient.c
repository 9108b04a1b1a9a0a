/* What happens to a gradient before the update: penalty, norm, clipping, in this order. */
#include "floats.h"

#include "reference.h"
#include "train/trainer.h"

enum { SEED = 660161 };

static glia_network plan_of(const char *layers) {
  const reference shape = reference_make(3, layers, GLIA_LOSS_MSE);
  glia_network network;
  assert_int_equal(glia_network_plan(&network, 3, &shape.layers, &shape.loss, NULL), GLIA_OK);
  return network;
}

static float *random_storage(const glia_network *n, uint32_t *random) {
  float *canonical = random_floats(n->parameter_count, random, ORDINARY);
  float *storage = new_floats(n->storage);
  for (size_t i = 0; i < n->parameter_count; i += 5) canonical[i] = i % 2 ? 0.0f : -0.0f;
  glia_network_import(n, canonical, storage);
  free(canonical);
  return storage;
}

static double norm_of(const double *g, size_t count) {
  double squares = 0;
  for (size_t i = 0; i < count; i++) squares += g[i] * g[i];
  return sqrt(squares);
}

/* Everything at once against plain loops: which blocks the penalty pulls at, zeros it leaves alone,
 * the norm in between, the limit on the norm before the limit on each component. */
static void check_against_plain(const char *layers, glia_optimizer_options o, uint32_t *random) {
  const glia_network n = plan_of(layers);
  float *w = random_storage(&n, random), *g = random_storage(&n, random);
  double *expected = doubles_of(g, n.storage);
  for (int t = 0; t < n.tensor_count; t++) {
    const glia_tensor *tensor = &n.tensor[t];
    const int matrix = tensor->role == GLIA_ROLE_WEIGHTS || tensor->role == GLIA_ROLE_PROJECTION;
    if (!matrix && o.penalize == GLIA_PENALIZE_WEIGHTS) continue;
    for (size_t i = 0; i < tensor->rows * tensor->stride; i++) {
      const float x = w[tensor->offset + i];
      expected[tensor->offset + i] += o.l1 * (double)((x > 0.0f) - (x < 0.0f));
    }
  }
  const double norm = norm_of(expected, n.storage);
  const double share = o.clip_norm > 0 ? fmin(1, o.clip_norm / (norm + 1e-6)) : 1;
  const double got = glia_gradient_prepare(&o, &n, w, g);
  assert_true(fabs(got - norm) <= 1e-6 * norm);
  for (size_t i = 0; i < n.storage; i++) {
    double e = expected[i] * share;
    if (o.clip_value > 0) e = fmax(-o.clip_value, fmin(o.clip_value, e));
    if (!(fabs((double)g[i] - e) <= 3e-7 * (fabs(e) + o.l1))) {
      fail_msg("%s: component %zu is %.9g, not %.9g", layers, i, (double)g[i], e);
    }
  }
  free(w);
  free(g);
  free(expected);
}

static void test_against_plain_loops(void **state) {
  (void)state;
  uint32_t random = SEED;
  static const char *const layers[] = {"5:linear", "4:tanh+bn,2:linear", "7:relu+res+ln,3:tanh+res+nobias,6:linear"};
  static const double l1[] = {0, 0.05}, norms[] = {0, 0.5, 3, 1e6}, values[] = {0, 0.02, 0.7};
  for (size_t l = 0; l < 3; l++) {
    for (int turn = 0; turn < 48; turn++) {
      glia_optimizer_options o = glia_optimizer_preset();
      o.l1 = l1[turn % 2];
      o.penalize = turn / 2 % 2 ? GLIA_PENALIZE_ALL : GLIA_PENALIZE_WEIGHTS;
      o.clip_norm = norms[turn / 4 % 4];
      o.clip_value = values[turn / 16];
      check_against_plain(layers[l], o, &random);
    }
  }
}

/* Without a penalty or a limit, or within the limits, not a bit changes. */
static void test_nothing_to_do(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  const glia_network n = plan_of("5:tanh,2:linear");
  float *w = random_storage(&n, &random), *g = random_storage(&n, &random), *before = new_floats(n.storage);
  memcpy(before, g, n.storage * sizeof *g);
  glia_optimizer_options o = glia_optimizer_preset();
  const double norm = glia_gradient_prepare(&o, &n, w, g);
  assert_memory_equal(g, before, n.storage * sizeof *g);
  o.clip_norm = norm * 1.0001;
  o.clip_value = 2.1;
  assert_true(glia_gradient_prepare(&o, &n, w, g) == norm);
  assert_memory_equal(g, before, n.storage * sizeof *g);
  o.clip_norm = norm * 0.9999;
  assert_true(glia_gradient_prepare(&o, &n, w, g) == norm);
  assert_memory_not_equal(g, before, n.storage * sizeof *g);
  free(w);
  free(g);
  free(before);
}

/* Lengths whose squares leave float32 on either side. */
static void test_norm_of_any_size(void **state) {
  (void)state;
  static const double sizes[] = {1e-42, 1e-38, 1e-30, 1e-20, 1e-16, 1, 1e16, 1e18, 1e19, 1e20, 1e30, 3e38};
  const glia_network n = plan_of("2:linear");
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    glia_optimizer_options o = glia_optimizer_preset();
    const float size = (float)sizes[s];
    float w[16] = {0}, g[16] = {0};
    assert_int_equal(n.storage, 16);
    g[0] = size;
    g[5] = -size;
    g[8] = size;
    g[12] = size;
    const double norm = glia_gradient_prepare(&o, &n, w, g);
    assert_true(fabs(norm - 2 * (double)size) <= 1e-6 * norm);
    o.clip_norm = 1e-3;
    assert_true(glia_gradient_prepare(&o, &n, w, g) == norm);
    const double share = fmin(1, 1e-3 / (norm + 1e-6)), expected = (double)size * share;
    const double digits = share < 1.2e-38 ? 1e-3 : 1e-6; /* a factor among the smallest has few */
    assert_true(fabs((double)g[5] + expected) <= digits * expected + 1e-45);
  }
}

/* The millionth below the fraction keeps it finite, and is there: a limit of the norm's own size still
 * shortens a short gradient. */
static void test_short_gradients(void **state) {
  (void)state;
  const glia_network n = plan_of("2:linear");
  glia_optimizer_options o = glia_optimizer_preset();
  o.clip_norm = 3e-6;
  float w[16] = {0}, g[16] = {0};
  g[0] = 3e-6f;
  assert_true(fabs(glia_gradient_prepare(&o, &n, w, g) - 3e-6) < 1e-12);
  assert_true(fabs((double)g[0] - 3e-6 * 0.75) < 1e-12);
  g[0] = 0.0f;
  assert_true(glia_gradient_prepare(&o, &n, w, g) == 0.0 && g[0] == 0.0f);
}

/* A number that is not finite comes through to where it is looked for, whatever the limits. */
static void test_bad_numbers_stay(void **state) {
  (void)state;
  static const float bad[] = {NAN, INFINITY, -INFINITY};
  const glia_network n = plan_of("2:linear");
  for (size_t at = 0; at < 16; at++) {
    for (int limits = 0; limits < 4; limits++) {
      for (size_t b = 0; b < 3; b++) {
        glia_optimizer_options o = glia_optimizer_preset();
        if (limits & 1) o.clip_norm = 1;
        if (limits & 2) o.clip_value = 0.5;
        float w[16] = {0}, g[16];
        for (size_t i = 0; i < 16; i++) g[i] = 1;
        g[at] = bad[b];
        const double norm = glia_gradient_prepare(&o, &n, w, g);
        assert_false(isfinite(norm));
        if (isfinite(g[at])) {
          fail_msg("a component of %g has become %g", (double)bad[b], (double)g[at]);
        }
      }
    }
  }
}

/* And training stops there: clipped, it would go on with a direction that means nothing. */
static void test_trainer_stops(void **state) {
  (void)state;
  const reference shape = reference_make(1, "1:linear", GLIA_LOSS_MSE);
  const glia_start start = {GLIA_INIT_AUTO, 1, 1};
  for (int limits = 0; limits < 4; limits++) {
    glia_trainer_options options = {.optimizer = glia_optimizer_preset(), .batch = 1};
    if (limits & 1) options.optimizer.clip_norm = 1;
    if (limits & 2) options.optimizer.clip_value = 1;
    glia_model *model = glia_model_create(1, &shape.layers, &shape.loss, start, NULL, NULL);
    glia_trainer *trainer = glia_trainer_create(model, &options, NULL, NULL);
    const float parameters[2] = {1e-20f, 0}, x = 1e30f, target = 0;
    assert_int_equal(glia_model_set(model, parameters, NULL), GLIA_OK);
    assert_int_equal(glia_trainer_update(trainer, &x, &target, 1, NULL), GLIA_DIVERGED);
    assert_int_equal(trainer->fault, GLIA_FAULT_GRADIENT);
    assert_int_equal(trainer->fault_layer, 1);
    glia_trainer_free(trainer);
    glia_model_free(model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_against_plain_loops), cmocka_unit_test(test_nothing_to_do),
      cmocka_unit_test(test_norm_of_any_size),    cmocka_unit_test(test_bad_numbers_stay),
      cmocka_unit_test(test_trainer_stops),       cmocka_unit_test(test_short_gradients),
  };
  return cmocka_run_group_tests_name("gradient", tests, NULL, NULL);
}
