/* Runs on tables and images that are given: their numbers are the network's inputs as they are, heat maps
 * show the first two columns, and branches go on with the same rows. */
#include "floats.h"

#include <stdio.h>

#include "counting.h"
#include "data/inputs.h"
#include "inspect/field.h"
#include "io/experiment.h"
#include "path.h"
#include "train/branch.h"

enum { ROWS = 12, COLUMNS = 5, PIXELS = 784 };

static float numbers[ROWS * COLUMNS], images[ROWS * PIXELS], labels[ROWS], amounts[ROWS];

static int make(void **state) {
  (void)state;
  uint32_t random = 7;
  for (int i = 0; i < ROWS * COLUMNS; i++) numbers[i] = (float)(next_bits(&random) % 2000) / 500.0f - 2.0f;
  for (int i = 0; i < ROWS * PIXELS; i++) images[i] = (float)(next_bits(&random) % 256) / 255.0f;
  for (int i = 0; i < ROWS; i++) {
    labels[i] = (float)(i % 3);
    amounts[i] = numbers[i * COLUMNS] - numbers[i * COLUMNS + 4];
  }
  return 0;
}

static glia_run *must(const char *experiment, const glia_given *given) {
  glia_error error = {0};
  const glia_settings settings = settings_of(experiment);
  glia_run *run = glia_run_create_with(&settings, given, GLIA_RUN_HISTORY_BYTES, NULL, &error);
  if (!run) fail_msg("%s: %s", experiment, error.message);
  return run;
}

static void check_refused(const char *experiment, const glia_given *given, glia_status status, const char *said) {
  glia_error error = {0};
  const glia_settings settings = settings_of(experiment);
  glia_run *run = glia_run_create_with(&settings, given, GLIA_RUN_HISTORY_BYTES, NULL, &error);
  if (run) fail_msg("%s is not refused", experiment);
  assert_int_equal(error.status, status);
  if (!strstr(error.message, said)) fail_msg("%s: '%s' lacks '%s'", experiment, error.message, said);
}

/* Both parts hold the rows that were given, in their order, number by number. */
static void check_parts(const glia_run *run, const float *x, const float *target) {
  const glia_dataset *d = &run->dataset;
  size_t row[2] = {0, 0};
  for (size_t i = 0; i < d->count; i++) {
    const glia_part *part = d->held[i] ? &d->test : &d->train;
    const size_t at = row[d->held[i] != 0]++;
    assert_memory_equal(part->x + at * d->features, x + i * d->numbers, d->numbers * sizeof *x);
    assert_true(part->target[at] == target[i]);
  }
  assert_true(row[0] == d->train.rows && row[1] == d->test.rows);
  float *points = malloc(d->count * d->numbers * sizeof *points);
  assert_non_null(points);
  glia_dataset_points(d, points);
  assert_memory_equal(points, x, d->count * d->numbers * sizeof *points);
  free(points);
}

static void check_again(glia_run *run, const char *experiment) {
  glia_given room;
  glia_run *again = must(experiment, glia_run_given(run, &room));
  assert_int_equal(glia_run_advance(run, 20, NULL), GLIA_OK);
  assert_int_equal(glia_run_advance(again, 20, NULL), GLIA_OK);
  assert_true(hash_of_run(run) == hash_of_run(again));
  glia_error error = {0};
  glia_run *branch = glia_run_branch(run, &run->settings, NULL, &error);
  if (!branch) fail_msg("%s", error.message);
  assert_int_equal(glia_run_advance(run, 20, NULL), GLIA_OK);
  assert_int_equal(glia_run_advance(branch, 20, NULL), GLIA_OK);
  assert_true(hash_of_run(run) == hash_of_run(branch));
  glia_run_free(branch);
  glia_run_free(again);
}

static void test_tables(void **state) {
  (void)state;
  const glia_given table = {ROWS, COLUMNS, numbers, labels, NULL};
  const char *text = "data=table&classes=3&columns=5&layers=4:tanh&batch=4&test=30";
  glia_run *run = must(text, &table);
  assert_true(run->dataset.numbers == COLUMNS && run->dataset.features == COLUMNS && run->dataset.classes == 3);
  assert_true(run->model->network.inputs == COLUMNS && run->model->network.outputs == 3);
  check_parts(run, numbers, labels);
  check_again(run, text);
  glia_run_free(run);
  const glia_given measured = {ROWS, COLUMNS, numbers, amounts, NULL};
  run = must("data=measurements&columns=5&layers=4:tanh", &measured);
  assert_true(run->dataset.classes == 0 && run->model->network.outputs == 1);
  check_parts(run, numbers, amounts);
  glia_run_free(run);
}

static void test_images(void **state) {
  (void)state;
  const glia_given given = {ROWS, PIXELS, images, labels, NULL};
  const char *text = "data=images28&layers=4:tanh&batch=4";
  glia_run *run = must(text, &given);
  assert_true(run->dataset.features == PIXELS && run->dataset.classes == 10);
  assert_int_equal(glia_inputs_side(&run->settings), 28);
  check_parts(run, images, labels);
  float by_run[ROWS * 10], by_model[ROWS * 10];
  assert_int_equal(glia_run_predict(run, images, ROWS, by_run, NULL), GLIA_OK);
  glia_model_predict(run->model, images, ROWS, by_model);
  assert_memory_equal(by_run, by_model, sizeof by_run);
  check_again(run, text);
  glia_error error;
  assert_null(glia_field_create(&run->settings, 4, 1, NULL, &error));
  glia_run_free(run);
}

/* A pixel of a heat map is what the network says of (x1, x2, 0 …); with one column x2 counts for nothing. */
static void test_plane(void **state) {
  (void)state;
  for (uint32_t columns = 1; columns <= COLUMNS; columns += 2) {
    char text[80];
    snprintf(text, sizeof text, "data=measurements&columns=%u&layers=3:tanh", columns);
    const glia_given given = {ROWS, columns, numbers, amounts, NULL};
    glia_run *run = must(text, &given);
    const size_t neurons = glia_field_neurons(run);
    assert_int_equal(neurons, columns + 3 + 1);
    float values[COLUMNS + 4], point[COLUMNS] = {1.5f, -2.5f}, answer;
    if (columns == 1) point[1] = 0.0f;
    glia_field_at(run, 1.5, -2.5, values);
    assert_memory_equal(values, point, columns * sizeof *point);
    assert_int_equal(glia_run_predict(run, point, 1, &answer, NULL), GLIA_OK);
    assert_true(values[neurons - 1] == answer);
    glia_error error = {0};
    glia_field *field = glia_field_create(&run->settings, 8, neurons, NULL, &error);
    if (!field) fail_msg("%s", error.message);
    for (size_t i = 0; i < 64; i++) {
      const float *x = field->x + i * columns;
      assert_true(x[0] == (float)(-6.0 + ((double)(i % 8) + 0.5) * 1.5));
      if (columns > 1) assert_true(x[1] == (float)(6.0 - ((double)(i / 8) + 0.5) * 1.5));
      for (uint32_t c = 2; c < columns; c++) assert_true(x[c] == 0.0f);
    }
    glia_field_free(field);
    glia_run_free(run);
  }
}

static void test_refusals(void **state) {
  (void)state;
  const glia_given table = {ROWS, COLUMNS, numbers, labels, NULL};
  check_refused("data=table", NULL, GLIA_CONFLICT, "data=table needs points");
  check_refused("data=images28", NULL, GLIA_CONFLICT, "data=images28 needs points");
  check_refused("data=table&classes=3&columns=4", &table, GLIA_SHAPE, "has 4 numbers; those given have 5, which the setting columns");
  check_refused("data=measurements&columns=1", &table, GLIA_SHAPE, "has 1 number;");
  check_refused("data=images28", &table, GLIA_SHAPE, "has 784 pixels; those given have 5");
  check_refused("data=table&columns=5", &table, GLIA_RANGE, "the class of point 2");
  const glia_given many = {100000, PIXELS, images, labels, NULL};
  check_refused("data=images28", &many, GLIA_LIMIT, "at most 85598 points of 784 numbers");
}

static void sweep(const char *experiment, const glia_given *given) {
  const glia_settings settings = settings_of(experiment);
  for (size_t nth = 1;; nth++) {
    counting count = {0};
    const glia_memory memory = counting_memory(&count);
    counting_refuse(&count, nth);
    glia_error error = {GLIA_OK, -1, "untouched"};
    glia_run *run = glia_run_create_with(&settings, given, GLIA_RUN_HISTORY_BYTES, &memory, &error);
    if (run) {
      glia_run_free(run);
      assert_int_equal(count.live, 0);
      assert_true(nth > 10);
      return;
    }
    assert_int_equal(count.live, 0);
    assert_int_equal(error.status, GLIA_MEMORY);
  }
}

static void test_refused_memory(void **state) {
  (void)state;
  const glia_given table = {ROWS, COLUMNS, numbers, labels, NULL}, image = {ROWS, PIXELS, images, labels, NULL};
  sweep("data=table&classes=3&columns=5", &table);
  sweep("data=images28&layers=2:relu", &image);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tables),   cmocka_unit_test(test_images),         cmocka_unit_test(test_plane),
      cmocka_unit_test(test_refusals), cmocka_unit_test(test_refused_memory),
  };
  return cmocka_run_group_tests_name("tables", tests, make, NULL);
}
