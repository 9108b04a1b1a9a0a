/* The data of an experiment: sizes of the split, nobody in both parts, rows in their order, and no
 * memory lost at any refusal. */
#include "floats.h"

#include <stdio.h>

#include "counting.h"
#include "data/dataset.h"
#include "data/digits.h"
#include "data/features.h"
#include "data/inputs.h"
#include "data/order.h"
#include "data/points.h"
#include "io/experiment.h"

static glia_settings settings_of(const char *experiment) {
  glia_settings settings;
  glia_error error;
  if (glia_experiment_parse(experiment, strlen(experiment), &settings, &error)) {
    fail_msg("%s is refused: %s", experiment, error.message);
  }
  return settings;
}

static glia_dataset make(const glia_settings *settings, glia_arena *arena) {
  glia_dataset dataset;
  memset(&dataset, 0xA5, sizeof dataset);
  *arena = glia_arena_open(NULL);
  assert_int_equal(glia_dataset_make(&dataset, settings, NULL, arena, NULL), GLIA_OK);
  return dataset;
}

/* Every point is in exactly one part, in the order drawn, with its features and its target. */
static void check_parts(const glia_settings *settings, const glia_dataset *d) {
  size_t train = 0, test = 0;
  for (size_t i = 0; i < d->count; i++) {
    assert_in_range(d->held[i], 0, 1);
    const glia_part *part = d->held[i] ? &d->test : &d->train;
    const size_t row = d->held[i] ? test++ : train++;
    float x[GLIA_FEATURE_COUNT];
    const float at[2] = {d->xy[i * d->numbers], d->numbers > 1 ? d->xy[2 * i + 1] : 0.0f};
    const uint32_t of_x1 = 1u << GLIA_FEATURE_X1 | 1u << GLIA_FEATURE_X1_SQUARED | 1u << GLIA_FEATURE_SIN_X1;
    glia_features_fill(d->numbers > 1 ? settings->features : settings->features & of_x1, at, 1, x);
    assert_memory_equal(part->x + row * d->features, x, d->features * sizeof *x);
    assert_true(same_bits(part->target[row], d->target[i]));
  }
  assert_int_equal(train, d->train.rows);
  assert_int_equal(test, d->test.rows);
}

static void test_sizes(void **state) {
  (void)state;
  static const uint32_t counts[] = {10, 11, 12, 15, 37, 99, 500, 10000};
  static const uint32_t shares[] = {10, 15, 20, 33,
                                    50, 67, 85, 90}; /* in 16 % of the cases a half */
  glia_settings settings = settings_of("");
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
      settings.points = counts[c];
      settings.test = shares[s];
      settings.features = 1 + (uint32_t)(c * 8 + s) % 127;
      glia_arena arena;
      const glia_dataset d = make(&settings, &arena);
      assert_int_equal(d.count, counts[c]);
      assert_int_equal(d.test.rows, (2 * counts[c] * shares[s] + 100) / 200);
      assert_int_equal(d.train.rows, d.count - d.test.rows);
      assert_true(d.train.rows >= 1 && d.test.rows >= 1);
      assert_int_equal(d.features, glia_features_count(settings.features));
      check_parts(&settings, &d);
      glia_arena_close(&arena);
    }
  }
}

static void test_every_set(void **state) {
  (void)state;
  for (uint32_t data = 0; data < GLIA_DATA_COUNT; data++) {
    if (glia_data_is_given((glia_data)data) || glia_data_space((glia_data)data) == GLIA_SPACE_IMAGE)
      continue;
    glia_settings settings =
        settings_of("points=300&noise=15&test=40&seed=9&features=x1,x2,sinx1&classes=4");
    settings.data = data;
    const int many = data == GLIA_DATA_SPIRAL || data == GLIA_DATA_RINGS || data == GLIA_DATA_BLOBS;
    const uint32_t line = glia_data_space((glia_data)data) == GLIA_SPACE_LINE;
    glia_arena arena;
    const glia_dataset d = make(&settings, &arena);
    assert_int_equal(d.task, glia_data_task((glia_data)data));
    assert_int_equal(d.classes, d.task == GLIA_TASK_VALUES ? 0 : many ? 4 : 2);
    assert_true(d.numbers == 2 - line && d.features == 3 - line && d.leaked == 0);
    float xy[600], target[300], points[600];
    glia_points_draw(&settings, xy, target);
    assert_memory_equal(d.xy, xy, 300 * d.numbers * sizeof *xy);
    assert_memory_equal(d.target, target, sizeof target);
    glia_dataset_points(&d, points);
    assert_memory_equal(points, xy, 300 * d.numbers * sizeof *xy);
    check_parts(&settings, &d);
    for (uint32_t c = 0; c < d.classes; c++) {
      size_t found = 0;
      for (size_t i = 0; i < 300; i++) found += d.target[i] == (float)c;
      assert_int_equal(found, data == GLIA_DATA_IMBALANCED ? (c ? 30 : 270) : 300 / d.classes);
    }
    glia_arena_close(&arena);
  }
}

static void test_images(void **state) {
  (void)state;
  static const char *const names[] = {"digits8", "digits28"};
  for (int k = 0; k < 2; k++) {
    char text[100];
    snprintf(text, sizeof text, "data=%s&points=60&noise=20&seed=5&test=25&features=x2", names[k]);
    const glia_settings settings = settings_of(text);
    const uint32_t side = k ? 28 : 8, pixels = side * side;
    glia_arena arena;
    const glia_dataset d = make(&settings, &arena);
    assert_true(d.classes == 10 && d.features == pixels && d.numbers == pixels && !d.xy);
    assert_int_equal(glia_inputs_side(&settings), side);
    glia_digit_style style = glia_digit_preset();
    style.noise = 0.2;
    float *images = new_floats(60 * pixels), *digits = new_floats(60), *points = new_floats(60 * pixels);
    glia_digits_draw(60, side, &style, 5, images, digits);
    glia_dataset_points(&d, points);
    assert_memory_equal(points, images, 60 * pixels * sizeof *images);
    assert_memory_equal(d.target, digits, 60 * sizeof *digits);
    size_t train = 0, test = 0;
    for (size_t i = 0; i < 60; i++) {
      const glia_part *part = d.held[i] ? &d.test : &d.train;
      const size_t row = d.held[i] ? test++ : train++;
      assert_memory_equal(part->x + row * pixels, images + i * pixels, pixels * sizeof *images);
      assert_true(part->target[row] == digits[i]);
    }
    assert_true(train == 45 && test == 15);
    free(images);
    free(digits);
    free(points);
    glia_arena_close(&arena);
  }
}

/* The split hangs on seed, count and share alone: what a network sees of a point, where noise puts
 * it, and how it is trained change nothing about who is held back. */
static void test_split_is_its_own(void **state) {
  (void)state;
  static const char *const same[] = {"points=200&noise=0", "points=200&data=xor",
                                     "points=200&features=x1x2",
                                     "points=200&noise=50&data=hills&batch=3&rate=1&layers="};
  static const char *const other[] = {"points=200&seed=2", "points=200&seed=0",
                                      "points=200&test=30"};
  const glia_settings settings = settings_of("points=200");
  glia_arena arena, second;
  const glia_dataset d = make(&settings, &arena);
  uint32_t order[200]; /* a stream of its own: the points' numbers decide nothing about them */
  glia_order_shuffle(order, 200, settings.seed, GLIA_STREAM_SPLIT, 0);
  for (size_t i = 0; i < 200; i++) assert_int_equal(d.held[order[i]], i < d.test.rows);
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    const glia_settings changed = settings_of(same[i]);
    const glia_dataset e = make(&changed, &second);
    assert_memory_equal(d.held, e.held, 200);
    glia_arena_close(&second);
  }
  for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
    const glia_settings changed = settings_of(other[i]);
    const glia_dataset e = make(&changed, &second);
    assert_memory_not_equal(d.held, e.held, 200);
    glia_arena_close(&second);
  }
  glia_arena_close(&arena);
}

/* Over 2000 seeds every point is held back equally often, and every two together. */
static void test_split_is_fair(void **state) {
  (void)state;
  enum { POINTS = 20, SEEDS = 2000 };
  glia_settings settings = settings_of("points=20&test=30");
  size_t held[POINTS] = {0}, next_too = 0;
  for (uint32_t seed = 0; seed < SEEDS; seed++) {
    settings.seed = seed;
    glia_arena arena;
    const glia_dataset d = make(&settings, &arena);
    assert_int_equal(d.test.rows, 6);
    for (size_t i = 0; i < POINTS; i++) {
      held[i] += d.held[i];
      next_too += d.held[i] && d.held[(i + 1) % POINTS];
    }
    glia_arena_close(&arena);
  }
  for (size_t i = 0; i < POINTS; i++) {
    const double off = (double)held[i] - 0.3 * SEEDS;
    if (!(fabs(off) <= 5 * sqrt(0.21 * SEEDS)))
      fail_msg("point %zu was held back %zu times", i, held[i]);
  }
  const double expected = SEEDS * POINTS * (6.0 * 5) / (20 * 19);
  assert_true(fabs((double)next_too - expected) <= 5 * sqrt(expected));
}

static void test_deterministic(void **state) {
  (void)state;
  const glia_settings settings =
      settings_of("data=gauss&points=777&noise=22&test=25&features=x1,sinx2");
  glia_arena a, b;
  const glia_dataset d = make(&settings, &a), e = make(&settings, &b);
  assert_memory_equal(d.train.x, e.train.x, d.train.rows * d.features * sizeof(float));
  assert_memory_equal(d.test.x, e.test.x, d.test.rows * d.features * sizeof(float));
  assert_memory_equal(d.held, e.held, d.count);
  glia_arena_close(&a);
  glia_arena_close(&b);
}

static void sweep(const char *experiment, size_t least) {
  const glia_settings settings = settings_of(experiment);
  size_t refused = 0;
  for (size_t nth = 1;; nth++) {
    counting count = {0};
    const glia_memory memory = counting_memory(&count);
    counting_refuse(&count, nth);
    glia_arena arena = glia_arena_open(&memory);
    glia_dataset dataset;
    glia_error error = {GLIA_OK, 77, "untouched"};
    const glia_status status = glia_dataset_make(&dataset, &settings, NULL, &arena, &error);
    glia_arena_close(&arena);
    assert_int_equal(count.live, 0);
    if (status == GLIA_OK) {
      assert_true(count.requests < nth);
      assert_string_equal(error.message, "untouched");
      break;
    }
    refused++;
    assert_int_equal(status, GLIA_MEMORY);
    assert_int_equal(error.status, GLIA_MEMORY);
    assert_int_equal(error.position, -1);
    assert_string_equal(error.message, glia_status_sentence(GLIA_MEMORY));
  }
  assert_true(refused >= least);
}

static void test_refused_memory(void **state) {
  (void)state;
  sweep("points=50", 9); /* points, targets, flags, orders, and two arrays for each part */
  sweep("data=sine&points=50&leak=50", 9);
  sweep("data=digits8&points=50", 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sizes),         cmocka_unit_test(test_every_set),
      cmocka_unit_test(test_split_is_its_own), cmocka_unit_test(test_split_is_fair),
      cmocka_unit_test(test_deterministic), cmocka_unit_test(test_images),
      cmocka_unit_test(test_refused_memory),
  };
  return cmocka_run_group_tests_name("dataset", tests, NULL, NULL);
}
