#include "data/dataset.h"

#include <string.h>

#include "data/digits.h"
#include "data/inputs.h"
#include "data/order.h"
#include "data/points.h"
#include "data/split.h"

/* Share of the test points that are copies where a leaky split is planted, in percent. */
#define LEAKY 90.0

static int is_finite(float x) { return x - x == 0.0f; }

static glia_status check_target(const glia_given *given, uint32_t classes, glia_error *error) {
  for (size_t i = 0; i < given->count; i++) {
    const float t = given->target[i];
    if (!classes && !is_finite(t)) {
      return glia_fail(error, GLIA_NOT_FINITE, -1, "the value of point %lu is not a finite number",
                       (unsigned long)i);
    }
    if (!classes || (t >= 0.0f && t < (float)classes && t == (float)(uint32_t)t)) continue;
    return glia_fail(error, GLIA_RANGE, -1,
                     "the class of point %lu is not a whole number from 0 to %u; the setting "
                     "classes says how many there are",
                     (unsigned long)i, classes - 1);
  }
  return GLIA_OK;
}

static glia_status check_held(const glia_given *given, glia_error *error) {
  size_t tests = 0;
  for (size_t i = 0; i < given->count; i++) tests += given->held[i] != 0;
  if (tests > 0 && tests < given->count) return GLIA_OK;
  return glia_fail(error, GLIA_RANGE, -1, "%s of the given points is held back for the test; %s",
                   tests ? "every one" : "none",
                   tests ? "at least one must be left to train on" : "at least one must be");
}

glia_status glia_given_check(const glia_settings *settings, const glia_given *given,
                             glia_error *error) {
  const glia_data data = (glia_data)settings->data;
  const char *name = glia_setting_find("data", 4)->choices[data].name;
  if (!given && !glia_data_is_given(data)) return GLIA_OK;
  if (!given) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "data=%s needs points, which must be given along with the experiment", name);
  }
  if (!glia_data_is_given(data)) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "points are given, but data=%s draws its own; choose data=points for classes in "
                     "the plane, values for values there, curve, table, measurements or images28",
                     name);
  }
  if (given->numbers != glia_inputs_numbers(settings)) {
    const uint32_t wanted = glia_inputs_numbers(settings);
    const int table = glia_data_space(data) == GLIA_SPACE_TABLE;
    return glia_fail(error, GLIA_SHAPE, -1, "a point of data=%s has %u %s%s; those given have %u%s",
                     name, wanted, table ? "number" : glia_inputs_side(settings) ? "pixel" : "coordinate",
                     wanted == 1 ? "" : "s", given->numbers,
                     table ? ", which the setting columns must say" : "");
  }
  if (given->count < 2) {
    return glia_fail(error, GLIA_RANGE, -1,
                     "at least 2 points must be given: one to train on and one for the test");
  }
  if (given->count > GLIA_GIVEN_MAX) {
    return glia_fail(error, GLIA_LIMIT, -1, "at most %d points can be given, not %lu",
                     GLIA_GIVEN_MAX, (unsigned long)given->count);
  }
  if (given->count > GLIA_GIVEN_MAX_NUMBERS / given->numbers) {
    return glia_fail(error, GLIA_LIMIT, -1, "at most %d points of %u numbers can be given, not %lu",
                     GLIA_GIVEN_MAX_NUMBERS / (int)given->numbers, given->numbers,
                     (unsigned long)given->count);
  }
  for (size_t i = 0; i < given->count * given->numbers; i++) {
    if (is_finite(given->x[i])) continue;
    return glia_fail(error, GLIA_NOT_FINITE, -1, "a coordinate of point %lu is not a finite number",
                     (unsigned long)(i / given->numbers));
  }
  const glia_status status = check_target(given, glia_settings_classes(settings), error);
  return status || !given->held ? status : check_held(given, error);
}

static int take_part(glia_part *part, size_t rows, uint32_t features, glia_arena *arena) {
  part->rows = 0; /* counts up as rows are put in */
  part->x = glia_arena_array(arena, rows, features * sizeof(float));
  part->target = glia_arena_floats(arena, rows);
  return part->x && part->target;
}

static int take_all(glia_dataset *d, size_t trained, size_t tests, int drawn_images,
                    glia_arena *arena) {
  d->xy = drawn_images ? NULL : glia_arena_floats(arena, d->numbers * d->count);
  return (drawn_images || d->xy) && take_part(&d->train, trained, d->features, arena) &&
         take_part(&d->test, tests, d->features, arena);
}

/* Everything but where points lie: that of images takes long, and their digits are known before. */
static void draw(glia_dataset *d, const glia_settings *settings, const glia_given *given) {
  if (given) {
    memcpy(d->xy, given->x, d->count * d->numbers * sizeof *d->xy);
    memcpy(d->target, given->target, d->count * sizeof *d->target);
  } else if (glia_inputs_side(settings)) {
    for (size_t i = 0; i < d->count; i++) d->target[i] = (float)(i % d->classes);
  } else {
    glia_points_draw(settings, d->xy, d->target);
  }
}

static void split_up(glia_dataset *d, const glia_settings *settings, const glia_given *given,
                     size_t tests, uint32_t *order, uint32_t *source) {
  const glia_split split = {d->count, order, d->target, d->classes};
  glia_order_shuffle(order, d->count, settings->seed, GLIA_STREAM_SPLIT, 0);
  if (given && given->held) {
    for (size_t i = 0; i < d->count; i++) d->held[i] = given->held[i] != 0;
  } else if (d->classes && (given || d->classes > 2 || settings->data == GLIA_DATA_IMBALANCED)) {
    glia_split_by_class(&split, tests, d->held);
  } else {
    glia_split_plain(&split, tests, d->held);
  }
  const double leak = settings->fault == GLIA_FLAW_LEAKY_SPLIT ? LEAKY : settings->leak;
  d->leaked = given ? 0 : (size_t)((double)tests * leak / 100.0 + 0.5);
  glia_split_leak(&split, d->held, d->leaked, source);
}

/* Puts every point, or the one it is a copy of, into its part. A copy has its original's target only
 * now: the split, and whose copy the next one is, hang on the targets that were drawn. */
static void put_all(glia_dataset *d, const glia_settings *settings, const uint32_t *source) {
  const uint32_t side = glia_inputs_side(settings);
  glia_digit_style style = glia_digit_preset();
  style.noise = settings->noise / 100.0;
  for (size_t i = 0; i < d->count; i++) {
    const uint32_t from = source[i]; /* an original is nobody's copy: it stays as it is */
    glia_part *part = d->held[i] ? &d->test : &d->train;
    float *x = part->x + part->rows * d->features;
    d->target[i] = d->target[from];
    if (!d->xy) {
      glia_digit_draw((uint32_t)d->target[i], side, &style, settings->seed, from, x);
    } else {
      float *point = d->xy + i * d->numbers;
      if (from != i) memcpy(point, d->xy + from * d->numbers, d->numbers * sizeof *point);
      glia_inputs_fill(settings, point, 1, x);
    }
    part->target[part->rows++] = d->target[i];
  }
}

/* The training points have each other's targets, at random. */
static void shuffle_targets(glia_dataset *d, uint64_t seed, uint32_t *order) {
  glia_part *train = &d->train;
  glia_order_shuffle(order, train->rows, seed, GLIA_STREAM_FLAW, 0);
  size_t r = 0;
  for (size_t i = 0; i < d->count; i++) {
    if (!d->held[i]) d->target[i] = train->target[order[r++]];
  }
  r = 0;
  for (size_t i = 0; i < d->count; i++) {
    if (!d->held[i]) train->target[r++] = d->target[i];
  }
}

/* The test points behind the others in the training part, which has room for them. */
static void train_on_test(glia_dataset *d) {
  glia_part *train = &d->train;
  const glia_part *test = &d->test;
  memcpy(train->x + train->rows * d->features, test->x, test->rows * d->features * sizeof *test->x);
  memcpy(train->target + train->rows, test->target, test->rows * sizeof *test->target);
  train->rows += test->rows;
}

glia_status glia_dataset_make(glia_dataset *dataset, const glia_settings *settings,
                              const glia_given *given, glia_arena *arena, glia_error *error) {
  glia_status status = glia_inputs_check(settings, error);
  if (!status) status = glia_given_check(settings, given, error);
  if (status) return status;
  const size_t count = given ? given->count : settings->points;
  size_t tests = glia_split_tests(count, settings->test);
  if (given && given->held) {
    tests = 0;
    for (size_t i = 0; i < count; i++) tests += given->held[i] != 0;
  }
  dataset->task = glia_data_task((glia_data)settings->data);
  dataset->classes = glia_settings_classes(settings);
  dataset->features = glia_inputs_count(settings);
  dataset->numbers = glia_inputs_numbers(settings);
  dataset->count = count;
  dataset->target = glia_arena_floats(arena, count);
  dataset->held = glia_arena_take(arena, count);
  glia_arena passing = glia_arena_open(&arena->memory);
  uint32_t *order = glia_arena_array(&passing, count, sizeof *order);
  uint32_t *source = glia_arena_array(&passing, count, sizeof *source);
  if (!dataset->target || !dataset->held || !order || !source ||
      !take_all(dataset, settings->fault == GLIA_FLAW_TRAIN_ON_TEST ? count : count - tests, tests,
                !given && glia_inputs_side(settings) > 0, arena)) {
    glia_arena_close(&passing);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  draw(dataset, settings, given);
  split_up(dataset, settings, given, tests, order, source);
  put_all(dataset, settings, source);
  if (settings->fault == GLIA_FLAW_SHUFFLED_LABELS) shuffle_targets(dataset, settings->seed, order);
  if (settings->fault == GLIA_FLAW_TRAIN_ON_TEST) train_on_test(dataset);
  glia_arena_close(&passing);
  return GLIA_OK;
}

void glia_dataset_points(const glia_dataset *dataset, float *points) {
  const size_t bytes = dataset->numbers * sizeof *points;
  if (dataset->xy) {
    memcpy(points, dataset->xy, dataset->count * bytes);
    return;
  }
  const float *train = dataset->train.x, *test = dataset->test.x;
  for (size_t i = 0; i < dataset->count; i++) {
    const float **from = dataset->held[i] ? &test : &train;
    memcpy(points + i * dataset->numbers, *from, bytes);
    *from += dataset->features;
  }
}
