/* The functions made for JavaScript: memory, tables and texts; looking into runs; races and surveys. */
#include "exports.h"

#include "path.h"

static const double history = 1 << 16;

static void test_bytes(void **state) {
  (void)state;
  void *bytes;
  heap_refuse(1);
  assert_null(CALL(glia_bytes_take, 8));
  heap_refuse(0);
  bytes = CALL(glia_bytes_take, 0);
  assert_non_null(bytes);
  CALL(glia_bytes_give, bytes);
  CALL(glia_bytes_give, NULL);
}

static void test_tables(void **state) {
  (void)state;
  static char text[1 << 16];
  int length = CALL(glia_describe, NULL, 0);
  assert_true(length > 500 && length < (int)sizeof text);
  assert_int_equal(CALL(glia_describe, text, sizeof text), length);
  assert_int_equal(strlen(text), length);
  assert_non_null(strstr(text, "\"build\":\"exact\""));
  assert_non_null(strstr(text, "\"statuses\":[\"ok\",\"out_of_memory\","));
  length = (int)CALL(glia_settings_json, NULL, 0);
  assert_true(length > 1000 && length < (int)sizeof text);
  assert_int_equal(CALL(glia_settings_json, text, sizeof text), length);
  assert_int_equal(strlen(text), length);
}

static void test_experiment(void **state) {
  (void)state;
  glia_settings settings;
  char text[64];
  assert_int_equal(CALL(glia_experiment_parse, "seed=3&data=xor&noise=5", 15, &settings, &error), GLIA_OK);
  assert_int_equal(CALL(glia_experiment_format, &settings, text, sizeof text), 15);
  assert_string_equal(text, "data=xor&seed=3");
  char *values = malloc(1 << 12);
  const int length = CALL(glia_experiment_values, &settings, NULL, 0);
  assert_in_range(length, 50, 1 << 12);
  assert_int_equal(CALL(glia_experiment_values, &settings, values, length), length);
  assert_string_equal(values, "xor"); /* data is the table's first row */
  int zeros = 0;
  for (int i = 0; i < length; i++) zeros += values[i] == 0;
  size_t rows;
  glia_settings_table(&rows);
  assert_int_equal(zeros, rows);
  free(values);
  assert_int_equal(CALL(glia_experiment_parse, "noise=77", 8, &settings, &error), GLIA_RANGE);
  assert_int_equal(error.position, 6);
  expect_error(GLIA_RANGE, "0 to 50");
}

static glia_run *run_ahead(uint64_t steps) {
  begin_preparation();
  glia_run *run = run_of("data=xor&points=30&layers=3:tanh&batch=5", NULL);
  assert_int_equal(glia_run_advance(run, steps, NULL), GLIA_OK);
  return run;
}

/* Texts are as long as was said, with and without a place to write to. */
#define EXPECT_TEXT(start, ...)                                        \
  do {                                                                 \
    char text[1 << 15];                                                \
    const size_t length = (size_t)CALL(__VA_ARGS__, text, sizeof text); \
    assert_int_equal(CALL(__VA_ARGS__, NULL, 0), length);              \
    assert_true(length < sizeof text && strlen(text) == length);       \
    if (strncmp(text, start, strlen(start)) != 0) fail_msg("%s", text); \
  } while (0)

static void test_ledger(void **state) {
  (void)state;
  glia_run *run = run_ahead(12);
  const uint64_t hash = hash_of_run(run);
  glia_ledger *ledger;
  SWEEP(2, !ledger, ledger = CALL(glia_ledger_create, run, 4, 0, NULL, &error));
  assert_true(ledger->agrees && hash_of_run(run) == hash);
  EXPECT_TEXT("{\"index\":4,", glia_ledger_json, ledger, run);
  CALL(glia_ledger_free, ledger);
  assert_null(CALL(glia_ledger_create, run, 999, -1, NULL, &error));
  expect_error(GLIA_RANGE, "999");
  assert_null(CALL(glia_ledger_create, run, 4, 5, NULL, &error));
  expect_error(GLIA_RANGE, "example");
  CALL(glia_ledger_free, NULL);
  glia_run_free(run);
}

static void test_landscape(void **state) {
  (void)state;
  glia_run *run = run_ahead(12);
  glia_landscape *landscape;
  float loss[25];
  for (int kind = 0; kind < 2; kind++) {
    SWEEP(3, !landscape, landscape = CALL(glia_look_landscape, run, kind, 2, 0, 0, 0, 1, &error));
    assert_int_equal(CALL(glia_landscape_work, landscape, run, 13), 12);
    CALL(glia_look_surface, landscape, loss);
    assert_true(loss[12] == (float)glia_run_loss(run, &run->dataset.train) && isnan(loss[13]));
    assert_int_equal(CALL(glia_landscape_work, landscape, run, 100), 0);
    EXPECT_TEXT("{\"side\":5,\"a\":[", glia_look_plane, landscape);
    double at[3];
    CALL(glia_look_at, landscape, run, at);
    assert_true(at[0] == 0 && at[1] == 0 && at[2] == glia_run_loss(run, &run->dataset.train));
    CALL(glia_landscape_free, landscape);
  }
  assert_null(CALL(glia_look_landscape, run, 0, 0, 0, 0, 0, 1, &error));
  expect_error(GLIA_RANGE, "1 to 100");
  assert_null(CALL(glia_look_landscape, run, 0, -5, 0, 0, 0, NAN, &error));
  expect_error(GLIA_RANGE, "1 to 100");
  CALL(glia_landscape_free, NULL);
  glia_run_free(run);
}

static void test_statistics(void **state) {
  (void)state;
  glia_run *run = run_ahead(12);
  const double ranges[6] = {0}, wrong[6] = {1, -1};
  glia_statistics *statistics;
  glia_diagnosis *diagnosis;
  SWEEP(5, !statistics, statistics = CALL(glia_look_statistics, run, 8, ranges, &error));
  EXPECT_TEXT("{\"step\":12,", glia_statistics_json, statistics);
  SWEEP(1, !diagnosis, diagnosis = CALL(glia_diagnosis_create, run, statistics, NULL, &error));
  EXPECT_TEXT("{\"findings\":[", glia_diagnosis_json, diagnosis);
  CALL(glia_diagnosis_free, diagnosis);
  CALL(glia_statistics_free, statistics);
  assert_null(CALL(glia_look_statistics, run, 0, ranges, &error));
  expect_error(GLIA_RANGE, "1 to 256");
  assert_null(CALL(glia_look_statistics, run, 8, wrong, &error));
  expect_error(GLIA_RANGE, "histogram");
  CALL(glia_statistics_free, NULL);
  CALL(glia_diagnosis_free, NULL);
  glia_run_free(run);
}

static void test_race(void **state) {
  (void)state;
  const glia_settings both[] = {settings_of("data=xor&points=20&layers=3:tanh"),
                                settings_of("data=points&layers=3:tanh&seed=2")};
  const float x[] = {1, 1, -1, 1, 1, -1, -1, -1}, target[] = {0, 1, 1, 0};
  glia_race *race;
  SWEEP(40, !race, race = CALL(glia_look_race, both, 2, 1, history, x, target, NULL, 4, 2, &error));
  const glia_run *first = CALL(glia_look_racer, race, 0), *second = CALL(glia_look_racer, race, 1);
  assert_true(first && second && hash_of_run(first) == hash_of_run(second));
  assert_null(CALL(glia_look_racer, race, 2));
  assert_null(CALL(glia_look_racer, race, -1));
  begin_preparation();
  assert_int_equal(glia_race_advance(race, 5), 2);
  assert_true(first->trainer->step == 5 && hash_of_run(first) != hash_of_run(second));
  CALL(glia_race_free, race);
  assert_null(CALL(glia_look_race, both, 0, 1, history, NULL, NULL, NULL, 0, 0, &error));
  expect_error(GLIA_RANGE, "1 to 64");
  assert_null(CALL(glia_look_race, both, -1, 1, history, NULL, NULL, NULL, 0, 0, &error));
  expect_error(GLIA_RANGE, "1 to 64");
  assert_null(CALL(glia_look_race, both, 2, 1, history, NULL, NULL, NULL, 0, 0, &error));
  expect_error(GLIA_CONFLICT, "points");
  CALL(glia_race_free, NULL);
}

static void test_survey(void **state) {
  (void)state;
  const glia_settings settings = settings_of("data=points&layers=3:tanh");
  const float x[] = {1, 1, -1, 1, 1, -1, -1, -1}, target[] = {0, 1, 1, 0};
  const uint8_t held[] = {0, 1, 0, 0};
  const double rates[] = {0.01, 0.1}, wrong[] = {0.01, -1};
  const uint32_t seeds[] = {1, 2};
  glia_survey *survey;
  int left;
  SWEEP(8, !survey, survey = CALL(glia_look_survey, &settings, rates, 2, seeds, 2, 6, x, target, held, 4, 2, &error));
  const size_t live = heap.live;
  SWEEP(20, left < 0, left = CALL(glia_look_survey_work, survey, 5, &error));
  assert_int_equal(left, 4);
  assert_int_equal(CALL(glia_look_survey_work, survey, 1, &error), 3);
  uint8_t cell[4];
  float first[4], loss[4], test_loss[4];
  CALL(glia_look_survey_read, survey, cell, first, loss, test_loss);
  assert_true(cell[0] == GLIA_CELL_DONE && loss[0] > 0 && cell[1] == GLIA_CELL_WAITING && isnan(loss[1]));
  assert_int_equal(CALL(glia_look_survey_work, survey, 100, &error), 0);
  assert_int_equal(heap.live, live);
  CALL(glia_survey_free, survey);
  assert_null(CALL(glia_look_survey, &settings, wrong, 2, seeds, 2, 6, x, target, held, 4, 2, &error));
  expect_error(GLIA_RANGE, "rate is -1");
  assert_null(CALL(glia_look_survey, &settings, rates, 2, seeds, 2, 0, x, target, held, 4, 2, &error));
  expect_error(GLIA_RANGE, "step");
  CALL(glia_survey_free, NULL);
}

static void test_all_called(void **state) {
  (void)state;
  expect_all_called(GROUP_LOOK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      LEAVES_NOTHING(test_bytes),     LEAVES_NOTHING(test_tables),     LEAVES_NOTHING(test_experiment),
      LEAVES_NOTHING(test_ledger),    LEAVES_NOTHING(test_landscape),  LEAVES_NOTHING(test_statistics),
      LEAVES_NOTHING(test_race),      LEAVES_NOTHING(test_survey),     LEAVES_NOTHING(test_all_called),
  };
  return cmocka_run_group_tests_name("exports: looking", tests, NULL, NULL);
}
