/* Updates against plain double loops and against the oracle's whole trajectories. */
#include "floats.h"

#include "oracle.h"
#include "reference.h"
#include "train/trainer.h"

enum { SEED = 299792 };

static glia_optimizer_options options_of(glia_optimizer kind) {
  glia_optimizer_options options = glia_optimizer_preset();
  options.kind = kind;
  return options;
}

static void test_preset(void **state) {
  (void)state;
  const glia_optimizer_options o = glia_optimizer_preset();
  assert_int_equal(o.kind, GLIA_OPTIMIZER_ADAM);
  assert_true(o.rate == 0.01 && o.momentum == 0.9 && o.beta1 == 0.9 && o.beta2 == 0.999 &&
              o.eps == 1e-8);
  assert_int_equal(glia_optimizer_check(&o, NULL), GLIA_OK);
}

static void refused(size_t field, double value, const char *name, glia_status status) {
  glia_optimizer_options o = glia_optimizer_preset();
  memcpy((char *)&o + field, &value, sizeof value);
  glia_error error = {0};
  if (glia_optimizer_check(&o, &error) != status) fail_msg("%s = %g", name, value);
  assert_int_equal(glia_optimizer_check(&o, NULL), status);
  if (status && !strstr(error.message, name)) fail_msg("no %s in: %s", name, error.message);
}

static void test_check(void **state) {
  (void)state;
#define FIELD(name) offsetof(glia_optimizer_options, name)
  static const struct {
    size_t field;
    const char *name;
    double min, max;
  } limits[] = {{FIELD(rate), "rate", 1e-6, 10},
                {FIELD(momentum), "momentum", 0, 0.999},
                {FIELD(beta1), "beta1", 0, 0.999},
                {FIELD(beta2), "beta2", 0, 0.9999},
                {FIELD(eps), "eps", 1e-10, 1}};
#undef FIELD
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    const size_t field = limits[i].field;
    const char *name = limits[i].name;
    refused(field, limits[i].min, name, GLIA_OK);
    refused(field, limits[i].max, name, GLIA_OK);
    refused(field, nextafter(limits[i].min, -1), name, GLIA_RANGE);
    refused(field, nextafter(limits[i].max, 99), name, GLIA_RANGE);
    refused(field, (double)NAN, name, GLIA_RANGE);
    refused(field, (double)INFINITY, name, GLIA_RANGE);
    refused(field, -(double)INFINITY, name, GLIA_RANGE);
  }
}

static void test_take(void **state) {
  (void)state;
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    glia_arena arena = glia_arena_open(NULL);
    glia_optimizer_state s;
    memset(&s, 0x5a, sizeof s);
    assert_int_equal(glia_optimizer_take(&s, (glia_optimizer)kind, 12, &arena, NULL), GLIA_OK);
    assert_int_equal(s.first != NULL, kind != GLIA_OPTIMIZER_SGD);
    assert_int_equal(s.second != NULL, kind == GLIA_OPTIMIZER_ADAM);
    for (size_t i = 0; i < 12; i++) {
      assert_true((!s.first || s.first[i] == 0.0f) && (!s.second || s.second[i] == 0.0f));
    }
    assert_true(s.updates == 0 && s.beta1_power == 1.0 && s.beta2_power == 1.0);
    glia_arena_close(&arena);
  }
}

/* The rule in double for one parameter; t counts from 1. */
static double plain_update(const glia_optimizer_options *o, double w, double g, double *first,
                           double *second, int t) {
  if (o->kind == GLIA_OPTIMIZER_SGD) return w - o->rate * g;
  if (o->kind == GLIA_OPTIMIZER_MOMENTUM) {
    *first = o->momentum * *first + g;
    return w - o->rate * *first;
  }
  *first = o->beta1 * *first + (1 - o->beta1) * g;
  *second = o->beta2 * *second + (1 - o->beta2) * g * g;
  const double m = *first / (1 - pow(o->beta1, t)), v = *second / (1 - pow(o->beta2, t));
  return w - o->rate * m / (sqrt(v) + o->eps);
}

/* 60 updates of random gradients, some of them zero or tiny, for a dozen settings. */
static void check_against_plain(glia_optimizer_options o, size_t count, uint32_t *random) {
  glia_arena arena = glia_arena_open(NULL);
  glia_optimizer_state s;
  assert_int_equal(glia_optimizer_take(&s, o.kind, count, &arena, NULL), GLIA_OK);
  float *w = random_floats(count, random, ORDINARY), *next = new_floats(count),
        *g = new_floats(count);
  double *expected = doubles_of(w, count), *memory = calloc(2 * count, sizeof *memory), way = 0;
  for (int t = 1; t <= 60; t++) {
    for (size_t i = 0; i < count; i++) {
      g[i] = i % 7 == 3 ? 0.0f : next_float(random, ORDINARY) * (i % 5 == 2 ? 1e-4f : 1.0f);
    }
    assert_int_equal(glia_optimizer_update(&o, &s, w, g, next, count), 1);
    assert_int_equal(s.updates, t);
    for (size_t i = 0; i < count; i++) {
      const double before = expected[i];
      expected[i] = plain_update(&o, expected[i], (double)g[i], memory + i, memory + count + i, t);
      way = fmax(way, fabs(expected[i] - before));
      /* each step rounds w and is itself good to some 1e-6, the rounded constants' share included
       */
      const double tolerance = t * (2e-7 * fmax(fabs(expected[i]), 1) + 2e-6 * way);
      if (!(fabs((double)next[i] - expected[i]) <= tolerance)) {
        fail_msg("kind %d, update %d: parameter %zu is %.9g, the plain loop's %.9g", (int)o.kind, t,
                 i, (double)next[i], expected[i]);
      }
    }
    float *other = w;
    w = next;
    next = other;
  }
  assert_true(way > 1e-5);
  free(w);
  free(next);
  free(g);
  free(expected);
  free(memory);
  glia_arena_close(&arena);
}

static void test_against_plain_loops(void **state) {
  (void)state;
  uint32_t random = SEED;
  static const double rates[] = {1e-4, 0.01, 0.3}, keeps[] = {0, 0.5, 0.9, 0.999};
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    for (size_t r = 0; r < 3; r++) {
      for (size_t k = 0; k < 4; k++) {
        glia_optimizer_options o = options_of((glia_optimizer)kind);
        o.rate = rates[r];
        o.momentum = o.beta1 = keeps[k];
        o.beta2 = keeps[(k + 2) % 4];
        o.eps = k % 2 ? 1e-8 : 0.02;
        check_against_plain(o, 4 * (1 + k + r), &random);
      }
    }
  }
}

/* A zero gradient moves nothing in the padding, ever: zeros stay zeros. */
static void test_padding_stays_zero(void **state) {
  (void)state;
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    glia_optimizer_options o = options_of((glia_optimizer)kind);
    o.eps = 1e-10;
    glia_arena arena = glia_arena_open(NULL);
    glia_optimizer_state s;
    assert_int_equal(glia_optimizer_take(&s, o.kind, 4, &arena, NULL), GLIA_OK);
    float w[4] = {1, 2, 0, 0}, g[4] = {1, -1, 0, -0.0f}, next[4];
    for (int t = 0; t < 2000; t++) {
      assert_int_equal(glia_optimizer_update(&o, &s, w, g, next, 4), 1);
      memcpy(w, next, sizeof w);
    }
    assert_true(w[2] == 0.0f && w[3] == 0.0f && w[0] < 1 && w[1] > 2);
    glia_arena_close(&arena);
  }
}

/* The flag falls for a bad number in any place and only then. */
static void test_finite_flag(void **state) {
  (void)state;
  static const float bad[] = {NAN, INFINITY, -INFINITY, 3.4e38f};
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    for (size_t b = 0; b < 4; b++) {
      for (size_t at = 0; at < 12; at++) {
        glia_optimizer_options o = options_of((glia_optimizer)kind);
        o.rate = 10;
        glia_arena arena = glia_arena_open(NULL);
        glia_optimizer_state s;
        assert_int_equal(glia_optimizer_take(&s, o.kind, 12, &arena, NULL), GLIA_OK);
        float w[12], g[12], next[12], before[12];
        for (size_t i = 0; i < 12; i++) w[i] = g[i] = 1.0f + (float)i;
        memcpy(before, w, sizeof w);
        assert_int_equal(glia_optimizer_update(&o, &s, w, g, next, 12), 1);
        g[at] = bad[b];
        w[at] = b == 3 ? -3.4e38f : w[at];
        before[at] = w[at];
        const int finite = glia_optimizer_update(&o, &s, w, g, next, 12);
        int right = 1;
        for (size_t i = 0; i < 12; i++) right &= isfinite(next[i]) != 0;
        assert_int_equal(finite, right);
        if (kind != GLIA_OPTIMIZER_ADAM) assert_int_equal(finite, 0);
        assert_memory_equal(w, before, sizeof w); /* the old ones are never touched */
        glia_arena_close(&arena);
      }
    }
  }
}

static int choice(const char *name, const char *const *names, int count) {
  for (int i = 0; i < count; i++) {
    if (strcmp(name, names[i]) == 0) return i;
  }
  return -1;
}

/* 0 for a case with a rule or an option the engine has not. */
static int read_case(const oracle *o, glia_trainer_options *options, reference *shape) {
  static const char *const optional[] = {"clip", "l1"};
  for (int i = 0; i < 2; i++) {
    if (oracle_type_at(o, "config.%s", optional[i]) != ORACLE_ABSENT) return 0;
  }
  if (oracle_type_at(o, "config.lr") == ORACLE_ABSENT) return 0;
  if (oracle_type_at(o, "config.schedule") != ORACLE_ABSENT &&
      strcmp(oracle_string_at(o, "config.schedule.type"), "constant") != 0)
    return 0;
  if (oracle_number_at(o, "config.weight_decay") != 0) return 0;
  if (oracle_type_at(o, "config.nesterov") == ORACLE_TRUE) return 0;
  static const char *const kinds[] = {"sgd", "momentum", "adam"};
  const int kind = choice(oracle_string_at(o, "config.optimizer"), kinds, 3);
  if (kind < 0) return 0;
  *options = (glia_trainer_options){.optimizer = glia_optimizer_preset(), .batch = 1};
  options->optimizer.rate = oracle_number_at(o, "config.lr");
  options->optimizer.kind = kind == 2 ? GLIA_OPTIMIZER_ADAM : GLIA_OPTIMIZER_SGD;
  if (kind == 2) {
    options->optimizer.beta1 = oracle_number_at(o, "config.beta1");
    options->optimizer.beta2 = oracle_number_at(o, "config.beta2");
    options->optimizer.eps = oracle_number_at(o, "config.eps");
  } else if (oracle_type_at(o, "config.momentum") != ORACLE_ABSENT) {
    options->optimizer.kind = GLIA_OPTIMIZER_MOMENTUM;
    options->optimizer.momentum = oracle_number_at(o, "config.momentum");
  }
  static const char *const activations[] = {"linear", "relu", "tanh", "sigmoid", "softmax"};
  memset(shape, 0, sizeof *shape);
  shape->inputs = (uint32_t)oracle_number_at(o, "config.layers[0].in");
  shape->layers.count = (uint32_t)oracle_count_at(o, "config.layers");
  for (uint32_t l = 0; l < shape->layers.count; l++) {
    const int a = choice(oracle_string_at(o, "config.layers[%u].activation", l), activations, 5);
    assert_true(a >= 0);
    shape->layers.layer[l].activation = (glia_activation)a;
    shape->layers.layer[l].units = (uint32_t)oracle_number_at(o, "config.layers[%u].out", l);
  }
  static const char *const losses[] = {"auto", "mse", "bce", "cross_entropy"};
  shape->loss = (glia_loss)choice(oracle_string_at(o, "config.loss"), losses, 4);
  return 1;
}

/* Layer after layer {prefix}W, {prefix}b, for free(). */
static double *read_parameters(const oracle *o, const char *path, const char *prefix,
                               size_t count) {
  double *all = malloc(count * sizeof *all);
  size_t at = 0;
  for (size_t l = 0; l < oracle_count_at(o, "%s", path); l++) {
    for (int part = 0; part < 2; part++) {
      const oracle_tensor t =
          oracle_tensor_at(o, "%s[%zu].%s%s", path, l, prefix, part ? "b" : "W");
      for (size_t i = 0; i < t.count; i++) all[at++] = t.data[i];
    }
  }
  assert_int_equal(at, count);
  return all;
}

static void check_number(const char *name, const char *what, int update, double got,
                         double expected, oracle_tolerance t) {
  if (!(fabs(got - expected) <= t.atol + t.rtol * fabs(expected))) {
    fail_msg("%s: %s at update %d is %.9g, not %.9g", name, what, update, got, expected);
  }
}

static void check_parameters(const oracle *o, const char *name, const char *path,
                             const char *prefix, const glia_network *network,
                             const float *storage) {
  const size_t count = network->parameter_count;
  double *expected = read_parameters(o, path, prefix, count);
  float *got = new_floats(count);
  glia_network_export(network, storage, got);
  for (size_t i = 0; i < count; i++) {
    check_number(name, path, (int)i, (double)got[i], expected[i], oracle_float32_tolerance(o));
  }
  free(expected);
  free(got);
}

static void run_oracle(const oracle *o, const char *name, void *user) {
  glia_trainer_options options;
  reference shape;
  if (!read_case(o, &options, &shape)) return;
  ++*(int *)user;
  const oracle_tolerance t = oracle_float32_tolerance(o);
  glia_model *model =
      glia_model_create(shape.inputs, &shape.layers, shape.loss, GLIA_INIT_AUTO, 1, NULL, NULL);
  glia_trainer *trainer = glia_trainer_create(model, &options, NULL, NULL);
  assert_non_null(trainer);
  const size_t count = model->network.parameter_count;
  double *start = read_parameters(o, "inputs.params", "", count);
  float *canonical = new_floats(count), *gradient = new_floats(count);
  for (size_t i = 0; i < count; i++) canonical[i] = (float)start[i];
  assert_int_equal(glia_model_set(model, canonical, NULL), GLIA_OK);
  const oracle_tensor xs = oracle_tensor_at(o, "inputs.X"), ys = oracle_tensor_at(o, "inputs.Y");
  float *x = oracle_floats(xs), *y = oracle_floats(ys);
  const size_t rows = xs.shape[1], each_x = rows * xs.shape[2], each_y = ys.count / ys.shape[0];
  for (int u = 1; u <= 20; u++) {
    const size_t batch = (size_t)oracle_number_at(o, "config.batch_order[%d]", u - 1);
    double after;
    assert_int_equal(
        glia_trainer_update(trainer, x + batch * each_x, y + batch * each_y, rows, NULL), GLIA_OK);
    assert_int_equal(trainer->step, u);
    check_number(name, "loss_before", u, trainer->loss,
                 oracle_tensor_at(o, "expected.loss_before").data[u - 1], t);
    check_number(name, "grad_norm", u, glia_trainer_gradient_norm(trainer),
                 oracle_tensor_at(o, "expected.grad_norm").data[u - 1], t);
    if (u == 1)
      check_parameters(o, name, "expected.grads_step1", "d", &model->network, trainer->gradient);
    assert_int_equal(glia_model_gradients(model, x + batch * each_x, y + batch * each_y, rows,
                                          &after, gradient, NULL, NULL),
                     GLIA_OK);
    check_number(name, "loss_after", u, after,
                 oracle_tensor_at(o, "expected.loss_after").data[u - 1], t);
    double squares = 0;
    glia_network_export(&model->network, model->parameters, canonical);
    for (size_t i = 0; i < count; i++) squares += (double)canonical[i] * (double)canonical[i];
    check_number(name, "param_norm", u, sqrt(squares),
                 oracle_tensor_at(o, "expected.param_norm").data[u - 1], t);
    if (u == 1)
      check_parameters(o, name, "expected.params_after.1", "", &model->network, model->parameters);
    if (u == 5)
      check_parameters(o, name, "expected.params_after.5", "", &model->network, model->parameters);
    if (u == 20)
      check_parameters(o, name, "expected.params_after.20", "", &model->network, model->parameters);
  }
  free(start);
  free(canonical);
  free(gradient);
  free(x);
  free(y);
  glia_trainer_free(trainer);
  glia_model_free(model);
}

static void test_oracle(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  int ran = 0;
  oracle_each("optim", "", run_oracle, &ran);
  /* sgd, sgd_momentum(_classifier), adam, adam_classifier, adam_large_eps, schedule_constant */
  assert_true(ran >= 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_preset),
      cmocka_unit_test(test_check),
      cmocka_unit_test(test_take),
      cmocka_unit_test(test_against_plain_loops),
      cmocka_unit_test(test_padding_stays_zero),
      cmocka_unit_test(test_finite_flag),
      cmocka_unit_test(test_oracle),
  };
  return cmocka_run_group_tests_name("optimizer", tests, NULL, NULL);
}
