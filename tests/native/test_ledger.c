/* The ledger: every number against the bits training made, and against plain arithmetic in double. */
#include "inspected.h"

#include <stdio.h>

#include "inspect/ledger.h"

static const char *const optimizers[] = {"sgd",     "momentum", "nesterov", "adagrad",
                                         "rmsprop", "adam",     "adamw",    "lamb"};
/* Penalties and clipping of every sort, with and without effect. */
static const char *const extras[] = {
    "", "&l1=0.001&decay=0.01", "&clip_norm=0.05&clip_value=0.01", "&l1=0.01&decay=0.1&penalize=all",
    "&decay=0.02&clip_norm=0.1&schedule=cosine&horizon=40"};
static const char *const shapes[] = {
    "data=xor&points=30&layers=5:tanh,3:relu&batch=7",
    "data=circle&points=26&layers=4:tanh+bn,6:relu+ln+drop0.3,5:silu+res&batch=5&loss=cross_entropy",
    "data=hills&points=22&layers=6:sigmoid+res,6:elu+res+drop0.2,3:gelu+res+bn&batch=8&loss=huber"};

/* Products added in order from 0 give the gradient to the bit. */
static void check_sum(const glia_ledger *l) {
  float sum = 0.0f;
  double wide = 0.0, size = 0.0;
  for (size_t r = 0; r < l->rows; r++) {
    const glia_ledger_entry *e = &l->entry[r];
    assert_true(bits_of(e->product) == bits_of(e->input * e->delta));
    sum += e->product;
    wide += (double)e->input * (double)e->delta;
    size += fabs((double)e->input * (double)e->delta);
  }
  if (!same_bits(sum, l->gradient) && sum != l->gradient) {
    fail_msg("parameter %zu (role %d): products make %a, the gradient is %a", l->index, l->role,
             (double)sum, (double)l->gradient);
  }
  assert_true(fabs(wide - (double)l->gradient) <= 1e-6 * size + 1e-12);
}

/* The rule again, in double. */
static void check_rule(const glia_ledger *l, const glia_settings *s) {
  const int weight = l->role == GLIA_ROLE_WEIGHTS || l->role == GLIA_ROLE_PROJECTION ||
                     s->penalize == GLIA_PENALIZE_ALL;
  const int apart = s->optimizer == GLIA_OPTIMIZER_ADAMW || s->optimizer == GLIA_OPTIMIZER_LAMB;
  const double w = (double)l->before, wd = weight ? s->decay : 0, t = (double)l->step;
  double g = (double)l->gradient + (weight ? s->l1 * ((w > 0) - (w < 0)) : 0);
  if (s->clip_norm > 0 && l->norm > s->clip_norm) g *= s->clip_norm / (l->norm + 1e-6);
  if (s->clip_value > 0) g = fmax(-s->clip_value, fmin(s->clip_value, g));
  if (!apart) g += wd * w;
  assert_true(fabs(g - (double)l->given) <= 1e-6 * (fabs(g) + fabs(wd * w)) + 1e-12);
  const double m0 = (double)l->first_before, v0 = (double)l->second_before, r = l->rate;
  double after = w;
  switch ((glia_optimizer)s->optimizer) {
    case GLIA_OPTIMIZER_SGD: after = w - r * g; break;
    case GLIA_OPTIMIZER_MOMENTUM: after = w - r * (s->momentum * m0 + g); break;
    case GLIA_OPTIMIZER_NESTEROV:
      after = w - r * (g + s->momentum * (s->momentum * m0 + g));
      break;
    case GLIA_OPTIMIZER_ADAGRAD: after = w - r * g / (sqrt(v0 + g * g) + s->eps); break;
    case GLIA_OPTIMIZER_RMSPROP:
      after = w - r * g / (sqrt(s->alpha * v0 + (1 - s->alpha) * g * g) + s->eps);
      break;
    default: {
      const double m = (s->beta1 * m0 + (1 - s->beta1) * g) / (1 - pow(s->beta1, t));
      const double v = (s->beta2 * v0 + (1 - s->beta2) * g * g) / (1 - pow(s->beta2, t));
      const double u = m / (sqrt(v) + s->eps);
      after = w - r * u;
      if (s->optimizer == GLIA_OPTIMIZER_ADAMW) after -= r * wd * w;
      if (s->optimizer == GLIA_OPTIMIZER_LAMB) after = w - r * l->trust * (u + wd * w);
    }
  }
  /* 1 - 0.999 as a float32 is off by 2e-8, which is 1e-5 of its size in the first steps. */
  if (!(fabs(after - (double)l->after) <= 1e-4 * fabs(after - w) + 3e-7 * fabs(w) + 1e-9)) {
    fail_msg("%s, parameter %zu, step %g: %.9g, not %.9g", optimizers[s->optimizer], l->index, t,
             (double)l->after, after);
  }
}

static void check_detail(const glia_ledger *l) {
  const glia_ledger_detail *d = l->detail;
  float sum = 0.0f;
  for (size_t k = 0; k < d->terms; k++) {
    assert_true(bits_of(d->term[k].product) == bits_of(d->term[k].weight * d->term[k].delta));
    sum += d->term[k].product;
  }
  if (d->terms) assert_true(sum + d->skip == d->by_post);
}

static void explain_all(const char *experiment, uint64_t steps) {
  glia_run *run = open_run(experiment, NULL);
  go(run, steps - 1);
  const size_t count = run->model->network.parameter_count;
  float *before = new_floats(count), *after = new_floats(count);
  glia_network_export(&run->model->network, run->model->parameters, before);
  go(run, 1);
  glia_network_export(&run->model->network, run->model->parameters, after);
  const uint64_t state = whole_state(run);
  for (size_t i = 0; i < count; i++) {
    glia_error error;
    glia_ledger *l = glia_ledger_create(run, i, (int)(i % 2), NULL, &error);
    if (!l) fail_msg("%s", error.message);
    assert_true(l->index == i && l->step == steps && l->agrees && !l->edited);
    assert_true(bits_of(l->before) == bits_of(before[i]));
    assert_true(bits_of(l->after) == bits_of(after[i]) && bits_of(l->value) == bits_of(after[i]));
    assert_true(l->loss == run->trainer->loss && l->norm == run->trainer->gradient_norm);
    check_sum(l);
    check_rule(l, &run->settings);
    check_detail(l);
    glia_ledger_free(l);
  }
  assert_true(whole_state(run) == state);
  free(before);
  free(after);
  glia_run_free(run);
}

static void test_every_rule(void **state) {
  (void)state;
  char text[400];
  for (size_t o = 0; o < 8; o++) {
    for (size_t e = 0; e < 5; e++) {
      const size_t s = (o + e) % 3;
      snprintf(text, sizeof text, "%s&optimizer=%s%s", shapes[s], optimizers[o], extras[e]);
      explain_all(text, 1 + (o + e) % 2 * 12);
    }
  }
}

static void test_gradient_by_differences(void **state) {
  (void)state;
  glia_run *run = open_run("data=gauss&points=20&layers=4:tanh,3:sigmoid&batch=16&optimizer=sgd", NULL);
  go(run, 5);
  const size_t count = run->model->network.parameter_count;
  for (size_t i = 0; i < count; i++) {
    glia_error error;
    glia_ledger *l = glia_ledger_create(run, i, -1, NULL, &error);
    assert_non_null(l);
    /* The batch was the whole training part: the loss can be had by plain measuring. */
    assert_true(l->rows == run->dataset.train.rows);
    assert_true(glia_run_seek(run, 4, NULL) == GLIA_OK);
    const size_t slot = glia_network_slot(&run->model->network, i, NULL);
    float *w = &run->model->parameters[slot];
    const float old = *w, h = 0.01f;
    *w = old + h;
    const double up = glia_run_loss(run, &run->dataset.train);
    *w = old - h;
    const double down = glia_run_loss(run, &run->dataset.train);
    *w = old;
    assert_true(glia_run_seek(run, 5, NULL) == GLIA_OK);
    assert_true(fabs((up - down) / 0.02 - (double)l->gradient) <= 1e-4 + 0.01 * fabs((double)l->gradient));
    glia_ledger_free(l);
  }
  glia_run_free(run);
}

static void test_anywhere(void **state) {
  (void)state;
  glia_run *run = open_run("data=xor&points=40&layers=4:tanh+bn+drop0.2&patience=3&rate=1", NULL);
  glia_error error;
  assert_null(glia_ledger_create(run, 0, -1, NULL, &error)); /* nothing to explain yet */
  assert_int_equal(error.status, GLIA_RANGE);
  go(run, 3000);
  assert_true(run->stopped);
  uint64_t hash = whole_state(run);
  glia_ledger *l = glia_ledger_create(run, 3, 0, NULL, &error);
  assert_true(l && l->agrees && l->step == run->trainer->step);
  glia_ledger_free(l);
  assert_true(whole_state(run) == hash);
  assert_null(glia_ledger_create(run, run->model->network.parameter_count, -1, NULL, &error));
  assert_null(glia_ledger_create(run, 0, 16, NULL, &error));
  assert_int_equal(error.status, GLIA_RANGE);
  assert_int_equal(glia_run_seek(run, 1, &error), GLIA_OK); /* back, an edit, and on */
  assert_int_equal(glia_run_set_parameter(run, 2, 0.25f, &error), GLIA_OK);
  l = glia_ledger_create(run, 2, -1, NULL, &error);
  assert_true(l && l->agrees && l->edited && l->value == 0.25f && l->after != 0.25f);
  glia_ledger_free(l);
  go(run, 1);
  l = glia_ledger_create(run, 2, -1, NULL, &error);
  assert_true(l && l->agrees && !l->edited && l->before == 0.25f);
  glia_ledger_free(l);
  glia_run_free(run);
}

/* Between kept states, with a change by hand on the way that has to be made again. */
static void test_replayed_edit(void **state) {
  (void)state;
  glia_run *run = open_run("data=xor&points=20&layers=3:tanh&batch=4", NULL);
  go(run, 1200);
  assert_true(run->history.state_interval >= 4);
  assert_int_equal(glia_run_seek(run, 601, NULL), GLIA_OK);
  assert_int_equal(glia_run_set_parameter(run, 2, 0.25f, NULL), GLIA_OK);
  go(run, 1);
  glia_ledger *l = glia_ledger_create(run, 2, -1, NULL, NULL);
  assert_true(l && l->agrees && l->before == 0.25f && l->value == l->after);
  glia_ledger_free(l);
  glia_run_free(run);
}

/* Entries name the points they are about: what enters the first layer is those points' features. */
static void test_points(void **state) {
  (void)state;
  static const char *const experiments[] = {"data=imbalanced&points=80&layers=3:tanh",
                                            "data=blobs&points=90&leak=50&layers=3:tanh",
                                            "data=digits8&points=40&layers=3:tanh&batch=6"};
  for (int e = 0; e < 3; e++) {
    glia_run *run = open_run(experiments[e], NULL);
    const glia_dataset *data = &run->dataset;
    go(run, 4);
    const size_t inputs = run->model->network.inputs;
    for (size_t i = 0; i < inputs; i++) {
      glia_ledger *l = glia_ledger_create(run, i, -1, NULL, NULL);
      assert_true(l && l->agrees && l->input == i && l->unit == 0);
      for (size_t r = 0; r < l->rows; r++) {
        const glia_ledger_entry *entry = &l->entry[r];
        assert_true(entry->input == data->train.x[entry->example * inputs + i]);
        assert_true(!data->held[entry->point]);
        if (data->xy) assert_true(entry->input == data->xy[2 * entry->point + i]);
      }
      glia_ledger_free(l);
    }
    glia_run_free(run);
  }
}

static void test_diverged(void **state) {
  (void)state;
  glia_run *run = open_run("data=plane&layers=8:linear,8:linear&optimizer=sgd&rate=10", NULL);
  glia_error error;
  assert_int_equal(glia_run_advance(run, 10000, &error), GLIA_DIVERGED);
  const uint64_t hash = whole_state(run);
  glia_ledger *l = glia_ledger_create(run, 0, -1, NULL, &error);
  assert_true(l && l->agrees && l->step == run->trainer->step);
  char text[20000];
  assert_true(glia_ledger_json(l, run, text, sizeof text) < sizeof text);
  assert_null(strstr(text, "inf"));
  assert_null(strstr(text, "nan"));
  glia_ledger_free(l);
  assert_true(whole_state(run) == hash && run->trainer->fault);
  glia_run_free(run);
}

static void test_json(void **state) {
  (void)state;
  glia_run *run = open_run("data=xor&points=20&layers=3:tanh&batch=2", NULL);
  go(run, 2);
  glia_ledger *l = glia_ledger_create(run, 1, 1, NULL, NULL);
  const size_t length = glia_ledger_json(l, run, NULL, 0);
  char *text = malloc(length + 1);
  assert_int_equal(glia_ledger_json(l, run, text, length + 1), length);
  assert_int_equal(strlen(text), length);
  assert_non_null(strstr(text, "\"role\":\"weight\",\"layer\":0,\"unit\":0,\"input\":1"));
  assert_non_null(strstr(text, "\"detail\":{\"row\":1"));
  assert_non_null(strstr(text, "\"optimizer\":\"adam\""));
  const char *after = strstr(text, ",\"after\":");
  for (const char *next; (next = strstr(after + 1, ",\"after\":"));) after = next;
  assert_true(strtof(after + 9, NULL) == l->after);
  free(text);
  glia_ledger_free(l);
  glia_run_free(run);
}

static void test_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_run *run = open_run("data=xor&points=20&layers=3:tanh+bn+res&batch=4", &memory);
  go(run, 5);
  const uint64_t hash = whole_state(run);
  for (size_t nth = 1;; nth++) {
    const size_t live = count.live;
    glia_error error = {0};
    counting_refuse(&count, nth);
    glia_ledger *l = glia_ledger_create(run, 0, 0, &memory, &error);
    const size_t requests = count.requests;
    counting_refuse(&count, 0);
    assert_true(whole_state(run) == hash);
    if (l) {
      glia_ledger_free(l);
      assert_int_equal(count.live, live);
      assert_true(requests < nth && nth > 10);
      break;
    }
    assert_int_equal(error.status, GLIA_MEMORY);
    assert_int_equal(count.live, live);
  }
  glia_run_free(run);
  assert_int_equal(count.live, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_rule), cmocka_unit_test(test_gradient_by_differences),
      cmocka_unit_test(test_points), cmocka_unit_test(test_replayed_edit), cmocka_unit_test(test_anywhere),   cmocka_unit_test(test_diverged),
      cmocka_unit_test(test_json),       cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
