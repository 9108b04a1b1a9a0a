/* Races are separate runs in lockstep, to the bit; a map is its cells trained one by one. */
#include "inspected.h"

#include "train/race.h"

static const char *const field[] = {
    "data=xor&points=40&layers=4:tanh&optimizer=adam&rate=0.01",
    "data=xor&points=40&layers=4:tanh&optimizer=sgd&rate=0.3&batch=5",
    "data=xor&points=40&layers=4:tanh&seed=2",
    "data=plane&points=40&layers=4:linear,4:linear&optimizer=sgd&rate=10",
    "data=spiral&points=60&layers=8:tanh&rate=0.1&patience=1"};
enum { COUNT = 5 };

static void read_field(glia_settings settings[COUNT]) {
  for (int i = 0; i < COUNT; i++) settings[i] = read_settings(field[i]);
}

static void test_lockstep(void **state) {
  (void)state;
  glia_settings settings[COUNT];
  read_field(settings);
  glia_error error;
  glia_race *race = glia_race_create(settings, COUNT, NULL, 0, 1 << 16, NULL, &error);
  if (!race) fail_msg("%s", error.message);
  glia_run *run[COUNT];
  for (int i = 0; i < COUNT; i++) run[i] = open_run(field[i], NULL);
  static const uint64_t portions[] = {0, 1, 7, 100, 2000};
  size_t going = 0;
  for (int p = 0; p < 5; p++) {
    going = glia_race_advance(race, portions[p]);
    for (int i = 0; i < COUNT; i++) {
      glia_run_advance(run[i], portions[p], NULL);
      assert_true(hash_of(race->run[i]) == hash_of(run[i]));
      assert_true(race->run[i]->trainer->step == run[i]->trainer->step);
      assert_true(race->run[i]->trainer->fault == run[i]->trainer->fault);
      assert_true(race->run[i]->stopped == run[i]->stopped);
    }
  }
  assert_true(race->step == 2108 && going == 3);
  assert_true(race->run[3]->trainer->fault && race->run[4]->stopped);
  for (int i = 0; i < COUNT; i++) glia_run_free(run[i]);
  glia_race_free(race);
}

static void test_shared_start(void **state) {
  (void)state;
  glia_settings settings[COUNT];
  read_field(settings);
  glia_race *race = glia_race_create(settings, COUNT, NULL, 1, 1 << 20, NULL, NULL);
  assert_true(hash_of(race->run[1]) == hash_of(race->run[0]));
  assert_true(hash_of(race->run[2]) == hash_of(race->run[0])); /* of another seed */
  assert_true(hash_of(race->run[3]) != hash_of(race->run[0])); /* of another shape */
  const uint64_t start = hash_of(race->run[2]);
  glia_run *own = open_run(field[2], NULL);
  assert_true(hash_of(own) != start);
  memcpy(own->model->parameters, race->run[0]->model->parameters,
         own->model->network.storage * sizeof(float));
  glia_race_advance(race, 50);
  go(own, 50);
  assert_true(hash_of(own) == hash_of(race->run[2]));
  assert_int_equal(glia_run_seek(race->run[2], 0, NULL), GLIA_OK); /* back to the shared start */
  assert_true(hash_of(race->run[2]) == start);
  glia_run_free(own);
  glia_race_free(race);
}

static void test_bounds(void **state) {
  (void)state;
  glia_settings settings[COUNT];
  read_field(settings);
  glia_error error = {0};
  assert_null(glia_race_create(settings, 0, NULL, 0, 0, NULL, &error));
  assert_int_equal(error.status, GLIA_RANGE);
  assert_null(glia_race_create(settings, GLIA_RACE_MAX + 1, NULL, 0, 0, NULL, &error));
  settings[3].loss = GLIA_LOSS_BCE; /* of values */
  assert_null(glia_race_create(settings, COUNT, NULL, 0, 0, NULL, &error));
  assert_true(error.status == GLIA_CONFLICT && error.position == 3);
  /* The bound is for all together. */
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_settings many[16];
  for (int i = 0; i < 16; i++) many[i] = read_settings("layers=64:tanh,64:tanh&points=20");
  glia_race *race = glia_race_create(many, 16, NULL, 0, 8 << 20, &memory, &error);
  const size_t large = count.bytes;
  glia_race_free(race);
  count.bytes = 0;
  race = glia_race_create(many, 16, NULL, 0, 0, &memory, &error);
  assert_true(large - count.bytes <= 8 << 20 && large - count.bytes > 4 << 20);
  glia_race_free(race);
  assert_int_equal(count.live, 0);
}

static void test_map(void **state) {
  (void)state;
  static const double rates[] = {0.0001, 0.001, 10};
  static const uint32_t seeds[] = {1, 99};
  glia_settings settings =
      read_settings("data=plane&points=40&layers=4:linear,4:linear&optimizer=sgd");
  glia_survey *map = glia_survey_create(&settings, NULL, rates, 3, seeds, 2, 200, NULL, NULL);
  size_t left = 6, calls = 0;
  while (left) {
    assert_int_equal(glia_survey_work(map, 64, &left, NULL), GLIA_OK);
    assert_true(++calls < 100 && map->done + left == 6);
  }
  assert_int_equal(glia_survey_work(map, 64, &left, NULL), GLIA_OK);
  for (size_t i = 0; i < 6; i++) {
    glia_error error;
    settings.rate = rates[i / 2];
    settings.seed = seeds[i % 2];
    glia_run *run = glia_run_create(&settings, NULL, &error);
    assert_true(map->first[i] == (float)glia_run_loss(run, &run->dataset.train));
    const glia_status status = glia_run_advance(run, 200, &error);
    assert_true(same_bits(map->loss[i], (float)glia_run_loss(run, &run->dataset.train)));
    assert_true(same_bits(map->test_loss[i], (float)glia_run_loss(run, &run->dataset.test)));
    assert_int_equal(map->cell[i], status ? GLIA_CELL_DIVERGED : GLIA_CELL_DONE);
    glia_run_free(run);
  }
  assert_int_equal(map->cell[0], GLIA_CELL_DONE);
  assert_int_equal(map->cell[4], GLIA_CELL_DIVERGED);
  assert_true(map->loss[2] < map->first[2]);
  glia_survey_free(map);
}

/* Points that the caller has: of a race, and of a map, which keeps its own copy. */
static void test_given(void **state) {
  (void)state;
  float x[40], target[20];
  uint32_t random = 11;
  for (int i = 0; i < 20; i++) {
    x[2 * i] = next_float(&random, ORDINARY);
    x[2 * i + 1] = next_float(&random, ORDINARY);
    target[i] = (float)(i % 2);
  }
  const glia_given given = {20, 2, x, target, NULL};
  const glia_settings settings[] = {read_settings("data=points&layers=3:tanh"),
                                    read_settings("data=xor&layers=3:tanh")};
  glia_error error;
  glia_run *run = glia_run_create_with(&settings[0], &given, 0, NULL, &error);
  go(run, 30);
  glia_race *race = glia_race_create(settings, 2, &given, 0, 0, NULL, &error);
  if (!race) fail_msg("%s", error.message);
  glia_race_advance(race, 30);
  assert_true(hash_of(race->run[0]) == hash_of(run));
  glia_race_free(race);
  assert_null(glia_race_create(settings, 2, NULL, 0, 0, NULL, &error));
  const double rate = settings[0].rate;
  const uint32_t seed = 1;
  glia_survey *map = glia_survey_create(&settings[0], &given, &rate, 1, &seed, 1, 30, NULL, &error);
  memset(x, 0, sizeof x);
  size_t left;
  assert_int_equal(glia_survey_work(map, 30, &left, &error), GLIA_OK);
  assert_true(left == 0 && map->loss[0] == (float)glia_run_loss(run, &run->dataset.train));
  glia_survey_free(map);
  const glia_given wide = {20, 3, x, target, NULL};
  assert_null(glia_survey_create(&settings[0], &wide, &rate, 1, &seed, 1, 30, NULL, &error));
  assert_int_equal(error.status, GLIA_SHAPE);
  assert_null(glia_survey_create(&settings[0], NULL, &rate, 1, &seed, 1, 30, NULL, &error));
  assert_int_equal(error.status, GLIA_CONFLICT);
  glia_run_free(run);
}

static void test_map_of_a_table(void **state) {
  (void)state;
  float x[60], target[12];
  for (int i = 0; i < 60; i++) x[i] = (float)((i * 7) % 11) / 11.0f - 0.5f;
  for (int i = 0; i < 12; i++) target[i] = (float)(i % 3);
  const glia_given given = {12, 5, x, target, NULL};
  const glia_settings settings = read_settings("data=table&columns=5&classes=3&layers=4:tanh&seed=2");
  const double rate = settings.rate;
  glia_error error;
  glia_run *run = glia_run_create_with(&settings, &given, 0, NULL, &error);
  go(run, 40);
  glia_survey *map = glia_survey_create(&settings, &given, &rate, 1, &settings.seed, 1, 40, NULL, &error);
  if (!map) fail_msg("%s", error.message);
  size_t left;
  assert_int_equal(glia_survey_work(map, 40, &left, &error), GLIA_OK);
  assert_true(left == 0 && map->loss[0] == (float)glia_run_loss(run, &run->dataset.train));
  glia_survey_free(map);
  glia_run_free(run);
}

static void test_map_refusals(void **state) {
  (void)state;
  const glia_settings settings = read_settings("");
  const double rates[] = {0.1, 11};
  const uint32_t seeds[] = {1};
  glia_error error = {0};
  assert_null(glia_survey_create(&settings, NULL, rates, 0, seeds, 1, 5, NULL, &error));
  assert_int_equal(error.status, GLIA_RANGE);
  assert_null(glia_survey_create(&settings, NULL, rates, 1, seeds, 5000, 5, NULL, &error));
  assert_null(glia_survey_create(&settings, NULL, rates, SIZE_MAX, seeds, SIZE_MAX, 5, NULL, &error));
  assert_null(glia_survey_create(&settings, NULL, rates, 1, seeds, 1, 0, NULL, &error));
  assert_null(glia_survey_create(&settings, NULL, rates, 2, seeds, 1, 5, NULL, &error));
  assert_non_null(strstr(error.message, "11"));
}

static void test_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_settings settings[COUNT];
  read_field(settings);
  for (size_t nth = 1;; nth++) {
    glia_error error = {0};
    counting_refuse(&count, nth);
    glia_race *race = glia_race_create(settings, COUNT, NULL, 1, 1 << 16, &memory, &error);
    counting_refuse(&count, 0);
    if (race) {
      counting_refuse(&count, 1);
      glia_race_advance(race, 30);
      assert_int_equal(count.requests, 0);
      counting_refuse(&count, 0);
      glia_race_free(race);
      assert_true(nth > 50);
      break;
    }
    assert_int_equal(error.status, GLIA_MEMORY);
    assert_int_equal(count.live, 0);
  }
  static const double rates[] = {0.01, 0.1};
  static const uint32_t seeds[] = {3};
  for (size_t nth = 1;; nth++) { /* a map goes on where memory failed it */
    glia_error error = {0};
    counting_refuse(&count, nth);
    glia_survey *map = glia_survey_create(&settings[0], NULL, rates, 2, seeds, 1, 10, &memory, &error);
    size_t left = 2;
    glia_status status = map ? glia_survey_work(map, 1000, &left, &error) : GLIA_MEMORY;
    counting_refuse(&count, 0);
    if (map && status) {
      assert_int_equal(status, GLIA_MEMORY);
      assert_true(left > 0);
      assert_int_equal(glia_survey_work(map, 1000, &left, &error), GLIA_OK);
      assert_int_equal(left, 0);
    }
    if (!map) assert_int_equal(error.status, GLIA_MEMORY);
    glia_survey_free(map);
    assert_int_equal(count.live, 0);
    if (map && !status) break;
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_lockstep), cmocka_unit_test(test_shared_start),
      cmocka_unit_test(test_bounds),   cmocka_unit_test(test_map),
      cmocka_unit_test(test_given), cmocka_unit_test(test_map_of_a_table),
      cmocka_unit_test(test_map_refusals), cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("race", tests, NULL, NULL);
}
