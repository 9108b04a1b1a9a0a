/* Runs on points that are given, on curves, images and several classes: what they hold, what the network
 * answers, what is refused, and no memory lost on the way. */
#include "floats.h"

#include <stdio.h>

#include "counting.h"
#include "data/digits.h"
#include "data/inputs.h"
#include "inspect/field.h"
#include "inspect/measure.h"
#include "io/experiment.h"
#include "path.h"
#include "train/branch.h"

enum { COUNT = 12 };

static const float place[2 * COUNT] = {-1, -1, 1, 1, -2, 2, 2, -2, 0, 3, 3, 0,
                                       -3, 0,  0, -3, 1, 4, 4, 1, -4, 2, 2, -4};
static const float labels[COUNT] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
static const float amounts[COUNT] = {0.5f, -3, 2, 0, 1, 7, 0.1f, -0.2f, 0.3f, 12, 1, 2};

static glia_run *create(const char *experiment, const glia_given *given, glia_error *error) {
  const glia_settings settings = settings_of(experiment);
  return glia_run_create_with(&settings, given, GLIA_RUN_HISTORY_BYTES, NULL, error);
}

static glia_run *must(const char *experiment, const glia_given *given) {
  glia_error error = {0};
  glia_run *run = create(experiment, given, &error);
  if (!run) fail_msg("%s: %s", experiment, error.message);
  return run;
}

static void check_refused(const char *experiment, const glia_given *given, glia_status status,
                          const char *said) {
  glia_error error = {0};
  glia_run *run = create(experiment, given, &error);
  if (run) fail_msg("%s is not refused", experiment);
  assert_int_equal(error.status, status);
  if (!strstr(error.message, said)) fail_msg("%s: '%s' lacks '%s'", experiment, error.message, said);
}

static void test_given(void **state) {
  (void)state;
  const glia_given points = {COUNT, 2, place, labels, NULL};
  glia_run *run = must("data=points&classes=3&test=50&layers=4:tanh&noise=50&leak=100", &points);
  const glia_dataset *d = &run->dataset;
  assert_true(d->count == COUNT && d->classes == 3 && d->numbers == 2 && d->leaked == 0);
  assert_memory_equal(d->xy, place, sizeof place);
  assert_memory_equal(d->target, labels, sizeof labels);
  assert_true(d->test.rows == 6 && run->model->network.outputs == 3);
  for (int c = 0; c < 3; c++) {
    size_t held = 0;
    for (size_t i = 0; i < COUNT; i++) held += d->held[i] && labels[i] == (float)c;
    assert_int_equal(held, 2);
  }
  uint8_t flags[COUNT] = {0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 255};
  const glia_given split = {COUNT, 2, place, amounts, flags};
  glia_run *values = must("data=values&features=x1,x1x2&layers=2:tanh&test=90", &split);
  for (size_t i = 0; i < COUNT; i++) assert_int_equal(values->dataset.held[i], flags[i] != 0);
  assert_true(values->dataset.test.rows == 3 && values->dataset.test.target[2] == 2);
  assert_true(values->dataset.test.x[2] == 3 && values->dataset.test.x[3] == 0);
  glia_run_free(values);
  glia_run_free(run);
}

/* A branch, and a run made of what glia_run_given tells, go on with the same points. */
static void test_again(void **state) {
  (void)state;
  const uint8_t flags[COUNT] = {0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1};
  const glia_given points = {COUNT, 2, place, labels, flags};
  const char *text = "data=points&classes=3&layers=4:tanh&batch=4";
  glia_run *run = must(text, &points);
  glia_given room;
  assert_ptr_equal(glia_run_given(run, &room), &room);
  glia_run *again = must(text, &room);
  assert_int_equal(glia_run_advance(run, 30, NULL), GLIA_OK);
  assert_int_equal(glia_run_advance(again, 30, NULL), GLIA_OK);
  assert_true(hash_of_run(run) == hash_of_run(again));
  glia_error error = {0};
  glia_run *branch = glia_run_branch(run, &run->settings, NULL, &error);
  if (!branch) fail_msg("%s", error.message);
  assert_int_equal(glia_run_advance(run, 30, NULL), GLIA_OK);
  assert_int_equal(glia_run_advance(branch, 30, NULL), GLIA_OK);
  assert_true(hash_of_run(run) == hash_of_run(branch));
  glia_run_free(branch);
  glia_run_free(again);
  glia_run_free(run);
  run = run_of("data=xor", NULL);
  assert_null(glia_run_given(run, &room));
  glia_run_free(run);
}

static void test_refusals(void **state) {
  (void)state;
  const glia_given fine = {COUNT, 2, place, labels, NULL};
  glia_given g = fine;
  check_refused("data=points", NULL, GLIA_CONFLICT, "data=points needs points");
  check_refused("data=curve", NULL, GLIA_CONFLICT, "data=curve needs points");
  check_refused("data=digits8", &fine, GLIA_CONFLICT, "data=digits8 draws its own");
  check_refused("data=curve", &fine, GLIA_SHAPE, "data=curve has 1 coordinate; those given have 2");
  check_refused("data=points", &fine, GLIA_RANGE, "class of point 2 is not a whole number from 0 to 1");
  g.numbers = 1;
  check_refused("data=values", &g, GLIA_SHAPE, "2 coordinates; those given have 1");
  g = fine;
  for (size_t count = 0; count < 2; count++) {
    g.count = count;
    check_refused("data=points&classes=3", &g, GLIA_RANGE, "at least 2 points");
  }
  g.count = GLIA_GIVEN_MAX + 1;
  check_refused("data=points&classes=3", &g, GLIA_LIMIT, "at most 100000");
  float bad[2 * COUNT];
  static const float wrong[] = {-1, 3, 0.5f, NAN, INFINITY, 1e30f, -INFINITY};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    memcpy(bad, labels, sizeof labels);
    bad[7] = wrong[k];
    g = (glia_given){COUNT, 2, place, bad, NULL};
    check_refused("data=points&classes=3", &g, GLIA_RANGE, "class of point 7");
    if (isfinite(wrong[k])) continue;
    check_refused("data=values", &g, GLIA_NOT_FINITE, "value of point 7");
    memcpy(bad, place, sizeof place);
    bad[15] = wrong[k];
    g = (glia_given){COUNT, 2, bad, labels, NULL};
    check_refused("data=points&classes=3", &g, GLIA_NOT_FINITE, "coordinate of point 7");
  }
  uint8_t flags[COUNT] = {0};
  g = fine;
  g.held = flags;
  check_refused("data=points&classes=3", &g, GLIA_RANGE, "none");
  memset(flags, 1, sizeof flags);
  check_refused("data=points&classes=3", &g, GLIA_RANGE, "every one");
}

static glia_status parse(const char *text, glia_error *error) {
  glia_settings settings;
  return glia_experiment_parse(text, strlen(text), &settings, error);
}

static void test_losses(void **state) {
  (void)state;
  static const char *const losses[] = {"auto", "mse", "bce", "cross_entropy", "focal", "mae", "huber"};
  static const uint32_t outputs[3][7] = {{1, 1, 1, 2, 2, 1, 1}, {5, 0, 0, 5, 5, 0, 0}, {1, 1, 0, 0, 0, 1, 1}};
  static const char *const data[] = {"blobs", "blobs&classes=5", "sine"};
  for (int d = 0; d < 3; d++) {
    for (int l = 0; l < 7; l++) {
      char text[80];
      glia_error error = {0};
      snprintf(text, sizeof text, "data=%s&loss=%s", data[d], losses[l]);
      const glia_status status = parse(text, &error);
      assert_int_equal(status, outputs[d][l] ? GLIA_OK : GLIA_CONFLICT);
      if (status) {
        assert_int_equal(error.position, (int)(strlen(text) - strlen(losses[l])));
        continue;
      }
      const glia_settings settings = settings_of(text);
      glia_layers layers;
      glia_loss_spec loss;
      assert_int_equal(glia_run_plan(&settings, &layers, &loss, NULL), GLIA_OK);
      assert_int_equal(layers.layer[layers.count - 1].units, outputs[d][l]);
    }
  }
  glia_error error = {0};
  assert_int_equal(parse("data=sine&features=x2,sinx2", &error), GLIA_CONFLICT);
  assert_int_equal(error.position, 19);
  assert_int_equal(parse("data=digits28&features=x2&layers=4096:relu,4096:relu,4096:relu,4096:relu,4096:relu", &error),
                   GLIA_LIMIT); /* pixels count as inputs */
}

/* Class weights make every class count the same, whatever the share of its points. */
static void test_balance(void **state) {
  (void)state;
  const float uneven[COUNT] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2};
  const uint8_t flags[COUNT] = {1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0};
  const glia_given points = {COUNT, 2, place, uneven, flags};
  glia_run *run = must("data=points&classes=3&balance=balanced&layers=", &points);
  const float *w = run->model->network.loss.weights;
  assert_non_null(w);
  assert_true(w[0] == 3.0f / 5 && w[1] == 3.0f / 3 && w[2] == 3.0f);
  glia_run_free(run);
}

/* Answers to points are those of the network to their inputs, any number of rows at once. */
static void test_predict(void **state) {
  (void)state;
  static const char *const texts[] = {"data=blobs&classes=4&features=x1,x2,sinx2&layers=3:tanh",
                                      "data=abs&features=x1sq,x1&layers=3:relu", "data=xor",
                                      "data=digits8&layers=5:relu&points=50"};
  for (int k = 0; k < 4; k++) {
    glia_run *run = run_of(texts[k], NULL);
    const glia_dataset *d = &run->dataset;
    const uint32_t outputs = run->model->network.outputs;
    assert_int_equal(glia_run_advance(run, 20, NULL), GLIA_OK);
    const size_t rows = d->count;
    float *points = new_floats(rows * d->numbers), *out = new_floats(rows * outputs + 1);
    glia_dataset_points(d, points);
    assert_int_equal(glia_run_predict(run, points, rows, out, NULL), GLIA_OK);
    assert_true(is_sentinel(out[rows * outputs]));
    size_t row[2] = {0, 0};
    for (size_t i = 0; i < rows; i++) {
      const glia_part *part = d->held[i] ? &d->test : &d->train;
      float alone[10];
      glia_model_predict(run->model, part->x + row[d->held[i]]++ * d->features, 1, alone);
      assert_memory_equal(alone, out + i * outputs, outputs * sizeof *out);
    }
    glia_error error = {0};
    const float before = out[0];
    points[2 * d->numbers] = NAN;
    assert_int_equal(glia_run_predict(run, points, rows, out, &error), GLIA_NOT_FINITE);
    assert_non_null(strstr(error.message, "point 2"));
    assert_true(out[0] == before);
    free(points);
    free(out);
    glia_run_free(run);
  }
}

static void test_curve(void **state) {
  (void)state;
  glia_run *run = run_of("data=bumps&features=x1,x2,sinx1&layers=5:tanh,3:relu", NULL);
  assert_int_equal(glia_run_advance(run, 20, NULL), GLIA_OK);
  const size_t neurons = glia_field_neurons(run);
  assert_int_equal(neurons, 2 + 5 + 3 + 1);
  static const size_t sizes[] = {1, 2, 255, 256, 257, 1024};
  for (int k = 0; k < 6; k++) {
    const size_t size = sizes[k];
    float *values = new_floats(neurons * size + 1), at[11];
    assert_int_equal(glia_field_curve(run, size, values, NULL), GLIA_OK);
    assert_true(is_sentinel(values[neurons * size]));
    for (size_t i = 0; i < size; i++) {
      glia_field_at(run, -6 + 12 * ((double)i + 0.5) / (double)size, 5, at);
      assert_true(fabs((double)values[i] - (-6 + 12 * ((double)i + 0.5) / (double)size)) < 1e-6);
      for (size_t n = 0; n < neurons; n++) assert_true(same_bits(values[n * size + i], at[n]));
    }
    free(values);
  }
  glia_error error = {0};
  float none[1] = {7};
  assert_int_equal(glia_field_curve(run, 0, none, &error), GLIA_RANGE);
  assert_int_equal(glia_field_curve(run, GLIA_FIELD_MAX + 1, none, &error), GLIA_RANGE);
  glia_run *plane = run_of("", NULL);
  assert_int_equal(glia_field_curve(plane, 1, none, &error), GLIA_CONFLICT);
  assert_true(none[0] == 7);
  glia_run_free(plane);
  glia_run_free(run);
}

/* Images have no plane: refused with a sentence, and nothing is written. */
static void test_no_plane(void **state) {
  (void)state;
  glia_run *run = run_of("data=digits28&points=20&layers=2:relu", NULL);
  glia_error error = {0};
  assert_int_equal(glia_field_check(&run->settings, &error), GLIA_CONFLICT);
  assert_non_null(strstr(error.message, "784 inputs"));
  assert_null(glia_field_create(&run->settings, 10, 4, NULL, &error));
  assert_int_equal(error.status, GLIA_CONFLICT);
  float values[1] = {7};
  glia_field_at(run, 0, 0, values);
  assert_true(values[0] == 7);
  assert_int_equal(glia_field_curve(run, 1, values, &error), GLIA_CONFLICT);
  glia_snapshot s;
  glia_measure(run, &s);
  assert_true(s.accuracy >= 0 && s.accuracy <= 1);
  glia_run_free(run);
}

static void sweep(const char *experiment, const glia_given *given) {
  const glia_settings settings = settings_of(experiment);
  for (size_t nth = 1;; nth++) {
    counting count = {0};
    const glia_memory memory = counting_memory(&count);
    counting_refuse(&count, nth);
    glia_error error = {GLIA_OK, 77, "untouched"};
    glia_run *run = glia_run_create_with(&settings, given, 1 << 16, &memory, &error);
    if (run) {
      assert_true(count.requests < nth && nth > 20);
      assert_string_equal(error.message, "untouched");
      glia_run_free(run);
      assert_int_equal(count.live, 0);
      return;
    }
    assert_int_equal(count.live, 0);
    assert_int_equal(error.status, GLIA_MEMORY);
  }
}

static void test_refused_memory(void **state) {
  (void)state;
  const glia_given points = {COUNT, 2, place, labels, NULL};
  sweep("data=points&classes=3&balance=balanced", &points);
  sweep("data=blobs&classes=5&points=50&leak=50", NULL);
  sweep("data=sine&points=50", NULL);
  sweep("data=digits8&points=50&layers=2:relu", NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_given),    cmocka_unit_test(test_again),
      cmocka_unit_test(test_refusals), cmocka_unit_test(test_losses),
      cmocka_unit_test(test_balance),  cmocka_unit_test(test_predict),
      cmocka_unit_test(test_curve),    cmocka_unit_test(test_no_plane),
      cmocka_unit_test(test_refused_memory),
  };
  return cmocka_run_group_tests_name("given", tests, NULL, NULL);
}
