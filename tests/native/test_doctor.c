/* The doctor on runs with a fault built in, and on healthy ones. */
#include "inspected.h"

#include <stdio.h>

#include "inspect/doctor.h"

static glia_diagnosis *examine(glia_run *run) {
  const glia_statistics_options options = {.bins = 8};
  glia_error error;
  const uint64_t hash = whole_state(run);
  glia_statistics *s = glia_statistics_create(run, &options, NULL, &error);
  if (!s) fail_msg("%s", error.message);
  glia_diagnosis *d = glia_diagnosis_create(run, s, NULL, &error);
  if (!d) fail_msg("%s", error.message);
  glia_statistics_free(s);
  assert_true(whole_state(run) == hash);
  for (size_t i = 0; i < d->count; i++) {
    const glia_finding *f = &d->finding[i];
    assert_in_range(strlen(f->sentence), 40, GLIA_FINDING_TEXT - 2);
    assert_true(f->layer < (int)run->model->network.layer_count);
    if (f->units) assert_true(f->layer >= 0 && f->unit[0] < run->model->network.layer[f->layer].units);
  }
  return d;
}

static const glia_finding *find(const glia_diagnosis *d, glia_complaint complaint, int layer) {
  for (size_t i = 0; i < d->count; i++) {
    if (d->finding[i].complaint == complaint && (layer < -1 || d->finding[i].layer == layer))
      return &d->finding[i];
  }
  return NULL;
}

/* Advances as far as it goes. */
static void train(glia_run *run, uint64_t steps) { glia_run_advance(run, steps, NULL); }

static void expect(const char *experiment, uint64_t steps, glia_complaint complaint, int layer) {
  glia_run *run = open_run(experiment, NULL);
  train(run, steps);
  glia_diagnosis *d = examine(run);
  if (!find(d, complaint, layer)) {
    for (size_t i = 0; i < d->count; i++) print_message("%s\n", d->finding[i].sentence);
    fail_msg("%s after %d steps: no finding %s", experiment, (int)steps, glia_complaint_code(complaint));
  }
  glia_diagnosis_free(d);
  glia_run_free(run);
}

static void test_faults(void **state) {
  (void)state;
  expect("init=zeros", 0, GLIA_COMPLAINT_SYMMETRY, 0);
  expect("init=zeros", 100, GLIA_COMPLAINT_SYMMETRY, 1);
  expect("init=constant&gain=0.5&layers=5:tanh", 50, GLIA_COMPLAINT_SYMMETRY, 0);
  expect("init=zeros", 0, GLIA_COMPLAINT_DEAD, 0);
  expect("layers=8:tanh,8:tanh&gain=10", 0, GLIA_COMPLAINT_SATURATED, 1);
  expect("layers=8:sigmoid,8:sigmoid,8:sigmoid,8:sigmoid,8:sigmoid,8:sigmoid,8:sigmoid,8:sigmoid",
         10, GLIA_COMPLAINT_VANISHING, 0);
  expect("data=hills&layers=16:linear,16:linear,16:linear,16:linear&gain=5&rate=0.000001", 0,
         GLIA_COMPLAINT_EXPLODING, 0);
  expect("data=plane&layers=8:linear,8:linear&optimizer=sgd&rate=10", 10000, GLIA_COMPLAINT_DIVERGED, -2);
  expect("data=circle&layers=8:linear&rate=1&optimizer=momentum", 20, GLIA_COMPLAINT_RATE_LARGE, -2);
  expect("layers=8:relu&optimizer=lamb&rate=0.5", 20, GLIA_COMPLAINT_RATE_LARGE, -2);
  expect("layers=8:tanh,8:tanh&optimizer=sgd&rate=10", 200, GLIA_COMPLAINT_NO_PROGRESS, -1);
  expect("optimizer=sgd&rate=0.000001", 200, GLIA_COMPLAINT_RATE_SMALL, -1);
  expect("data=spiral&noise=50&points=60&test=50&layers=16:tanh,16:tanh", 3000,
         GLIA_COMPLAINT_OVERFITTING, -1);
}

/* ReLU units under biases far below zero: exactly these are dead. */
static void test_dead_units(void **state) {
  (void)state;
  glia_run *run = open_run("data=circle&layers=6:relu,4:relu", NULL);
  const glia_network *n = &run->model->network;
  const size_t first = n->tensor[n->layer[0].tensor[GLIA_ROLE_BIASES]].canonical;
  for (size_t u = 1; u < 6; u += 2) {
    assert_int_equal(glia_run_set_parameter(run, first + u, -1000, NULL), GLIA_OK);
  }
  go(run, 10);
  glia_diagnosis *d = examine(run);
  const glia_finding *f = find(d, GLIA_COMPLAINT_DEAD, 0);
  assert_true(f && f->units == 3 && f->unit[0] == 1 && f->unit[1] == 3 && f->unit[2] == 5);
  assert_true(f->measured == 0.5 && f->threshold == 0);
  assert_non_null(strstr(f->sentence, "3 of 6 units of hidden layer 1"));
  assert_null(find(d, GLIA_COMPLAINT_VANISHING, -2));
  glia_diagnosis_free(d);
  glia_run_free(run);
}

static void test_leak(void **state) {
  (void)state;
  glia_run *run = open_run("data=gauss&points=100&noise=10", NULL);
  glia_dataset *data = &run->dataset;
  glia_diagnosis *d = examine(run);
  assert_null(find(d, GLIA_COMPLAINT_LEAK, -1));
  glia_diagnosis_free(d);
  for (int i = 0; i < 3; i++) {
    memcpy(data->test.x + 4 * i, data->train.x + 10 * i, 2 * sizeof(float));
  }
  d = examine(run);
  const glia_finding *f = find(d, GLIA_COMPLAINT_LEAK, -1);
  assert_true(f && f->measured == 3.0 / 20);
  assert_non_null(strstr(f->sentence, "3 of 20 test points"));
  glia_diagnosis_free(d);
  glia_run_free(run);
}

static void test_imbalance(void **state) {
  (void)state;
  for (int mse = 0; mse < 2; mse++) {
    glia_run *run = open_run(mse ? "data=gauss&points=125&loss=mse" : "data=gauss&points=125", NULL);
    glia_part *train_part = &run->dataset.train;
    assert_int_equal(train_part->rows, 100);
    for (int i = 0; i < 100; i++) train_part->target[i] = i < 90 ? (mse ? -1.0f : 0.0f) : 1.0f;
    glia_diagnosis *d = examine(run);
    const glia_finding *f = find(d, GLIA_COMPLAINT_IMBALANCE, -1);
    assert_true(f && fabs(f->measured - 10.0 / 90) < 1e-12);
    glia_diagnosis_free(d);
    run->settings.balance = GLIA_BALANCE_BALANCED;
    d = examine(run);
    assert_null(find(d, GLIA_COMPLAINT_IMBALANCE, -1));
    glia_diagnosis_free(d);
    glia_run_free(run);
  }
}

/* Runs a learner would be content with: nothing is said about them at any time. */
static void test_healthy(void **state) {
  (void)state;
  static const char *const experiments[] = {
      "data=circle&layers=8:tanh,8:tanh&rate=0.003", "data=gauss&layers=4:tanh&optimizer=sgd&rate=0.1",
      "data=xor&layers=8:leaky_relu,8:leaky_relu&rate=0.003",
      "data=spiral&layers=16:tanh,16:tanh,8:tanh&rate=0.003",
      "data=plane&layers=8:tanh&rate=0.003", "data=hills&layers=16:silu,16:silu&rate=0.003",
      "data=circle&layers=8:tanh+bn,8:silu+ln+res&rate=0.003&optimizer=adamw&decay=0.01",
      "data=xor&layers=8:tanh&optimizer=momentum&rate=0.01&loss=cross_entropy"};
  static const uint64_t steps[] = {0, 1, 30, 200, 1500};
  for (size_t e = 0; e < sizeof experiments / sizeof *experiments; e++) {
    glia_run *run = open_run(experiments[e], NULL);
    for (size_t i = 0; i < 5; i++) {
      go(run, steps[i] - run->trainer->step);
      glia_diagnosis *d = examine(run);
      if (d->count) fail_msg("%s at step %d: %s", experiments[e], (int)steps[i], d->finding[0].sentence);
      glia_diagnosis_free(d);
    }
    glia_run_free(run);
  }
}

static void test_json_and_keys(void **state) {
  (void)state;
  glia_run *run = open_run("init=zeros", NULL);
  glia_diagnosis *d = examine(run);
  const size_t length = glia_diagnosis_json(d, NULL, 0);
  char *text = malloc(length + 1);
  assert_int_equal(glia_diagnosis_json(d, text, length + 1), length);
  assert_non_null(strstr(text, "{\"findings\":[{\"code\":\"symmetry\",\"layer\":0,\"unitCount\":8,\"units\":[0,1,2"));
  assert_non_null(strstr(text, "\"settings\":[\"init\",\"gain\"]"));
  free(text);
  glia_diagnosis_free(d);
  glia_run_free(run);
  for (int c = 0; c < GLIA_COMPLAINT_COUNT; c++) { /* every key of a cure is a setting */
    const char *at = glia_complaint_settings((glia_complaint)c);
    while (*at) {
      const size_t comma = strcspn(at, ",");
      if (!glia_setting_find(at, comma)) fail_msg("there is no setting '%.*s'", (int)comma, at);
      at += comma + (at[comma] != 0);
    }
  }
}

static void test_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_run *run = open_run("init=zeros", &memory);
  const glia_statistics_options options = {.bins = 8};
  glia_statistics *s = glia_statistics_create(run, &options, &memory, NULL);
  for (size_t nth = 1;; nth++) {
    const size_t live = count.live;
    glia_error error = {0};
    counting_refuse(&count, nth);
    glia_diagnosis *d = glia_diagnosis_create(run, s, &memory, &error);
    counting_refuse(&count, 0);
    if (d) {
      glia_diagnosis_free(d);
      assert_true(count.live == live && nth == 3);
      break;
    }
    assert_int_equal(error.status, GLIA_MEMORY);
    assert_int_equal(count.live, live);
  }
  glia_statistics_free(s);
  glia_run_free(run);
  assert_int_equal(count.live, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_faults),    cmocka_unit_test(test_dead_units),
      cmocka_unit_test(test_leak),      cmocka_unit_test(test_imbalance),
      cmocka_unit_test(test_healthy),   cmocka_unit_test(test_json_and_keys),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
