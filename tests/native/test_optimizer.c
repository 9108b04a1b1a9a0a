/* Updates against plain double loops, what is kept between them, and the flag for bad numbers. */
#include "floats.h"

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
              o.alpha == 0.99 && o.eps == 1e-8);
  assert_true(o.weight_decay == 0 && o.l1 == 0 && o.clip_norm == 0 && o.clip_value == 0);
  assert_int_equal(o.penalize, GLIA_PENALIZE_WEIGHTS);
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
                {FIELD(alpha), "alpha", 0, 0.9999},
                {FIELD(eps), "eps", 1e-10, 1},
                {FIELD(weight_decay), "weight_decay", 0, 1e9},
                {FIELD(l1), "l1", 0, 1e9},
                {FIELD(clip_norm), "clip_norm", 0, 1e9},
                {FIELD(clip_value), "clip_value", 0, 1e9}};
#undef FIELD
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    const size_t field = limits[i].field;
    const char *name = limits[i].name;
    refused(field, limits[i].min, name, GLIA_OK);
    refused(field, limits[i].max, name, GLIA_OK);
    refused(field, nextafter(limits[i].min, -1), name, GLIA_RANGE);
    refused(field, nextafter(limits[i].max, 1e99), name, GLIA_RANGE);
    refused(field, (double)NAN, name, GLIA_RANGE);
    refused(field, (double)INFINITY, name, GLIA_RANGE);
    refused(field, -(double)INFINITY, name, GLIA_RANGE);
  }
}

static void test_take(void **state) {
  (void)state;
  static const char keeps_first[] = {0, 1, 1, 0, 1, 1, 1, 1}, keeps_second[] = {0, 0, 0, 1, 1, 1, 1, 1};
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    for (int still = 0; still < 2; still++) {
      glia_optimizer_options o = options_of((glia_optimizer)kind);
      if (still) o.momentum = 0;
      glia_arena arena = glia_arena_open(NULL);
      glia_optimizer_state s;
      memset(&s, 0x5a, sizeof s);
      assert_int_equal(glia_optimizer_take(&s, &o, 12, &arena, NULL), GLIA_OK);
      const int first = keeps_first[kind] && !(kind == GLIA_OPTIMIZER_RMSPROP && still);
      assert_int_equal(s.first != NULL, first);
      assert_int_equal(s.second != NULL, keeps_second[kind]);
      for (size_t i = 0; i < 12; i++) {
        assert_true((!s.first || s.first[i] == 0.0f) && (!s.second || s.second[i] == 0.0f));
      }
      assert_true(s.updates == 0 && s.beta1_power == 1.0 && s.beta2_power == 1.0);
      glia_arena_close(&arena);
    }
  }
}

static glia_network plan_of(uint32_t inputs, const char *layers) {
  const reference shape = reference_make(inputs, layers, GLIA_LOSS_MSE);
  glia_network network;
  assert_int_equal(glia_network_plan(&network, inputs, &shape.layers, &shape.loss, NULL), GLIA_OK);
  return network;
}

/* A way of parameters in double, all arrays in storage order. */
typedef struct plain {
  double *w, *first, *second, *step;
} plain;

/* The rule for one parameter, without the rate under lamb; t counts from 1. */
static double plain_step(const glia_optimizer_options *o, double rate, double mu, double decay,
                         plain p, size_t i, double g, int t) {
  double *m = p.first + i, *v = p.second + i;
  const double w = p.w[i];
  const int apart = o->kind == GLIA_OPTIMIZER_ADAMW || o->kind == GLIA_OPTIMIZER_LAMB;
  if (!apart) g += decay * w;
  switch (o->kind) {
    case GLIA_OPTIMIZER_SGD: return rate * g;
    case GLIA_OPTIMIZER_MOMENTUM: return rate * (*m = mu * *m + g);
    case GLIA_OPTIMIZER_NESTEROV: *m = mu * *m + g; return rate * (g + mu * *m);
    case GLIA_OPTIMIZER_ADAGRAD: *v += g * g; return rate * g / (sqrt(*v) + o->eps);
    case GLIA_OPTIMIZER_RMSPROP: { /* nothing corrects for alpha's rounding, which is the engine's */
      const double alpha = (double)(float)o->alpha;
      *v = alpha * *v + (1 - alpha) * g * g;
      return rate * (*m = mu * *m + g / (sqrt(*v) + o->eps));
    }
    default: break;
  }
  *m = o->beta1 * *m + (1 - o->beta1) * g;
  *v = o->beta2 * *v + (1 - o->beta2) * g * g;
  const double fraction = *m / (1 - pow(o->beta1, t)) / (sqrt(*v / (1 - pow(o->beta2, t))) + o->eps);
  if (o->kind == GLIA_OPTIMIZER_LAMB) return fraction + decay * w;
  return rate * fraction + (apart ? rate * decay * w : 0);
}

static void plain_update(const glia_optimizer_options *o, const glia_network *n, double rate,
                         double mu, plain p, const float *g, int t) {
  for (int b = 0; b < n->tensor_count; b++) {
    const glia_tensor *tensor = &n->tensor[b];
    const size_t from = tensor->offset, to = from + tensor->rows * tensor->stride;
    const int vector = tensor->role != GLIA_ROLE_WEIGHTS && tensor->role != GLIA_ROLE_PROJECTION;
    const double decay = vector && o->penalize == GLIA_PENALIZE_WEIGHTS ? 0 : o->weight_decay;
    double ww = 0, uu = 0, trust = 1;
    for (size_t i = from; i < to; i++) {
      p.step[i] = plain_step(o, rate, mu, decay, p, i, (double)g[i], t);
      ww += p.w[i] * p.w[i];
      uu += p.step[i] * p.step[i];
    }
    if (o->kind == GLIA_OPTIMIZER_LAMB) trust = ww > 0 && uu > 0 ? rate * sqrt(ww / uu) : rate;
    for (size_t i = from; i < to; i++) p.w[i] -= trust * p.step[i];
  }
}

/* 60 updates of random gradients, some of them zero or tiny, at a rate and a momentum that change. */
static void check_against_plain(glia_optimizer_options o, const char *layers, uint32_t *random) {
  const glia_network n = plan_of(3, layers);
  const size_t count = n.storage;
  glia_arena arena = glia_arena_open(NULL);
  glia_optimizer_state s;
  assert_int_equal(glia_optimizer_take(&s, &o, count, &arena, NULL), GLIA_OK);
  float *canonical = random_floats(n.parameter_count, random, ORDINARY);
  float *w = new_floats(count), *next = new_floats(count), *g = new_floats(count);
  glia_network_import(&n, canonical, w);
  double *block = calloc(3 * count, sizeof *block), way = 0;
  const plain p = {doubles_of(w, count), block, block + count, block + 2 * count};
  for (int t = 1; t <= 60; t++) {
    const double rate = o.rate * (1 + t % 3) / 3, mu = o.momentum * (t % 2 ? 1 : 0.5);
    for (size_t i = 0; i < n.parameter_count; i++) {
      canonical[i] = i % 7 == 3 ? 0.0f : next_float(random, ORDINARY) * (i % 5 == 2 ? 1e-4f : 1.0f);
    }
    glia_network_import(&n, canonical, g);
    assert_int_equal(glia_optimizer_update(&o, &s, &n, rate, mu, w, g, next), 1);
    assert_int_equal(s.updates, t);
    plain_update(&o, &n, rate, mu, p, g, t);
    for (size_t i = 0; i < count; i++) {
      way = fmax(way, fabs(p.w[i] - (double)w[i]));
      /* each step rounds w and is itself good to some 1e-6, the rounded constants' share included */
      const double tolerance = t * (2e-7 * fmax(fabs(p.w[i]), 1) + 2e-6 * way);
      if (!(fabs((double)next[i] - p.w[i]) <= tolerance)) {
        fail_msg("kind %d, update %d: parameter %zu is %.9g, the plain loop's %.9g", (int)o.kind, t,
                 i, (double)next[i], p.w[i]);
      }
    }
    float *other = w;
    w = next;
    next = other;
  }
  assert_true(way > 1e-5);
  free(canonical);
  free(w);
  free(next);
  free(g);
  free(p.w);
  free(block);
  glia_arena_close(&arena);
}

static void test_against_plain_loops(void **state) {
  (void)state;
  uint32_t random = SEED;
  static const double rates[] = {1e-4, 0.01, 0.3}, keeps[] = {0, 0.5, 0.9, 0.999};
  static const char *const layers[] = {"5:linear", "4:tanh+bn,2:linear", "3:relu+res,6:linear",
                                       "6:tanh+res+ln+nobias,1:linear"};
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    for (size_t r = 0; r < 3; r++) {
      for (size_t k = 0; k < 4; k++) {
        glia_optimizer_options o = options_of((glia_optimizer)kind);
        o.rate = rates[r];
        o.momentum = o.beta1 = keeps[k];
        o.beta2 = o.alpha = keeps[(k + 2) % 4];
        o.eps = k % 2 ? 1e-8 : 0.02;
        o.weight_decay = (r + k) % 3 == 0 ? 0 : 0.07;
        /* where a decaying weight is all of a gradient, its share of its own size turns on roundings */
        if (kind == GLIA_OPTIMIZER_RMSPROP && o.eps < 0.01) o.weight_decay = 0;
        o.penalize = k < 2 ? GLIA_PENALIZE_ALL : GLIA_PENALIZE_WEIGHTS;
        check_against_plain(o, layers[(r + k) % 4], &random);
      }
    }
  }
}

/* lamb leaves a step as long as it is where a block, or what moves it, is all zeros. */
static void test_lamb_of_zeros(void **state) {
  (void)state;
  const glia_network n = plan_of(1, "2:linear");
  glia_optimizer_options o = options_of(GLIA_OPTIMIZER_LAMB);
  glia_arena arena = glia_arena_open(NULL);
  glia_optimizer_state s;
  assert_int_equal(glia_optimizer_take(&s, &o, 8, &arena, NULL), GLIA_OK);
  const float w[8] = {3, 4, 0, 0, 0, 0, 0, 0}, g[8] = {0, 0, 0, 0, 2, -3, 0, 0};
  float next[8];
  assert_int_equal(glia_optimizer_update(&o, &s, &n, 0.25, 0, w, g, next), 1);
  assert_true(next[0] == 3 && next[1] == 4);
  assert_true(fabs((double)next[4] + 0.25) < 1e-6 && fabs((double)next[5] - 0.25) < 1e-6);
  for (size_t i = 2; i < 8; i++) assert_true(i == 4 || i == 5 || next[i] == 0.0f);
  glia_arena_close(&arena);
}

/* A zero gradient moves nothing in the padding, ever: zeros stay zeros. */
static void test_padding_stays_zero(void **state) {
  (void)state;
  const glia_network n = plan_of(1, "2:linear+nobias");
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    glia_optimizer_options o = options_of((glia_optimizer)kind);
    o.eps = 1e-10;
    o.weight_decay = 1e-6;
    glia_arena arena = glia_arena_open(NULL);
    glia_optimizer_state s;
    assert_int_equal(n.storage, 4);
    assert_int_equal(glia_optimizer_take(&s, &o, 4, &arena, NULL), GLIA_OK);
    float w[4] = {1, 2, 0, 0}, g[4] = {1, -1, 0, -0.0f}, next[4];
    for (int t = 0; t < 2000; t++) {
      assert_int_equal(glia_optimizer_update(&o, &s, &n, o.rate, o.momentum, w, g, next), 1);
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
  const glia_network n = plan_of(2, "4:linear");
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    for (size_t b = 0; b < 4; b++) {
      for (size_t at = 0; at < 12; at++) {
        glia_optimizer_options o = options_of((glia_optimizer)kind);
        glia_arena arena = glia_arena_open(NULL);
        glia_optimizer_state s;
        assert_int_equal(n.storage, 12);
        assert_int_equal(glia_optimizer_take(&s, &o, 12, &arena, NULL), GLIA_OK);
        float w[12], g[12], next[12], before[12];
        for (size_t i = 0; i < 12; i++) w[i] = g[i] = 1.0f + (float)i;
        assert_int_equal(glia_optimizer_update(&o, &s, &n, 10, 0.9, w, g, next), 1);
        g[at] = bad[b];
        w[at] = b == 3 ? -3.4e38f : w[at];
        memcpy(before, w, sizeof w);
        const int finite = glia_optimizer_update(&o, &s, &n, 10, 0.9, w, g, next);
        int right = 1;
        for (size_t i = 0; i < 12; i++) right &= isfinite(next[i]) != 0;
        assert_int_equal(finite, right);
        if (b < 3 || kind <= GLIA_OPTIMIZER_NESTEROV) assert_int_equal(finite, 0);
        assert_memory_equal(w, before, sizeof w); /* the old ones are never touched */
        glia_arena_close(&arena);
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_preset),
      cmocka_unit_test(test_check),
      cmocka_unit_test(test_take),
      cmocka_unit_test(test_against_plain_loops),
      cmocka_unit_test(test_lamb_of_zeros),
      cmocka_unit_test(test_padding_stays_zero),
      cmocka_unit_test(test_finite_flag),
  };
  return cmocka_run_group_tests_name("optimizer", tests, NULL, NULL);
}
