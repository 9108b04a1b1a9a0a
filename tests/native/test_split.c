/* Who is held back for the test, class by class, and who of those is a copy of a training point. */
#include "floats.h"

#include "data/order.h"
#include "data/split.h"

enum { MOST = 400 };

static uint32_t order[MOST], source[MOST];
static float target[MOST];
static uint8_t held[MOST];

static glia_split shuffled(size_t count, uint32_t classes, uint32_t seed) {
  glia_order_shuffle(order, count, seed, GLIA_STREAM_SPLIT, 0);
  return (glia_split){count, order, target, classes};
}

static size_t held_of(size_t count, int class_index, size_t *points) {
  size_t found = 0;
  *points = 0;
  for (size_t i = 0; i < count; i++) {
    assert_in_range(held[i], 0, 1);
    if (class_index >= 0 && target[i] != (float)class_index) continue;
    (*points)++;
    found += held[i];
  }
  return found;
}

static void test_shares(void **state) {
  (void)state;
  assert_int_equal(glia_split_tests(500, 20), 100);
  assert_int_equal(glia_split_tests(10, 15), 2);
  assert_int_equal(glia_split_tests(10, 14), 1);
  assert_int_equal(glia_split_tests(2, 10), 1);
  assert_int_equal(glia_split_tests(2, 90), 1);
  assert_int_equal(glia_split_tests(100, 0), 1);
  assert_int_equal(glia_split_tests(100, 100), 99);
}

static void test_plain(void **state) {
  (void)state;
  const glia_split split = shuffled(100, 0, 3);
  size_t points;
  memset(held, 7, sizeof held);
  glia_split_plain(&split, 30, held);
  assert_int_equal(held_of(100, -1, &points), 30);
  for (size_t i = 0; i < 100; i++) assert_int_equal(held[order[i]], i < 30);
  assert_int_equal(held[100], 7);
}

/* Any sizes of classes: as many as asked, each class its share to less than one point unless it is too
 * small for both parts, and then in training; of a class the first in the order. */
static void test_by_class(void **state) {
  (void)state;
  uint32_t random = 20;
  for (int round = 0; round < 400; round++) {
    const uint32_t classes = 2 + next_bits(&random) % 9;
    const size_t count = 10 + next_bits(&random) % (MOST - 10);
    const int uneven = round % 2;
    for (size_t i = 0; i < count; i++) {
      uint32_t c = next_bits(&random) % classes;
      if (uneven && next_bits(&random) % 8) c = 0;
      target[i] = (float)c;
    }
    const glia_split split = shuffled(count, classes, (uint32_t)round);
    const size_t tests = glia_split_tests(count, 10 + next_bits(&random) % 81);
    size_t points, small = 0;
    memset(held, 7, sizeof held);
    glia_split_by_class(&split, tests, held);
    assert_int_equal(held_of(count, -1, &points), tests);
    if (count < MOST) assert_int_equal(held[count], 7);
    for (uint32_t c = 0; c < classes; c++) {
      held_of(count, (int)c, &points);
      small += (double)points * (double)tests / (double)count < 1 ||
               (double)points * (double)(count - tests) / (double)count < 1;
    }
    for (uint32_t c = 0; c < classes; c++) {
      const size_t found = held_of(count, (int)c, &points);
      const double share = (double)points * (double)tests / (double)count;
      const double least = (double)small + 1;
      if (!(fabs((double)found - share) < least)) {
        fail_msg("round %d: of %zu points of class %u %zu are held back, not %g", round, points, c,
                 found, share);
      }
      if (points >= 2 && tests >= classes && count - tests >= classes) {
        assert_in_range(found, 1, points - 1);
      }
      int ended = 0;
      for (size_t i = 0; i < count; i++) {
        if (target[order[i]] != (float)c) continue;
        assert_false(ended && held[order[i]]);
        ended = !held[order[i]];
      }
    }
  }
}

static void test_single_points(void **state) {
  (void)state;
  for (size_t i = 0; i < 20; i++) target[i] = i < 18 ? 0 : (float)(i - 17);
  const glia_split split = shuffled(20, 3, 8);
  size_t points;
  glia_split_by_class(&split, 10, held);
  assert_int_equal(held_of(20, 0, &points), 10);
  assert_int_equal(held_of(20, 1, &points) + held_of(20, 2, &points), 0);
  for (size_t i = 0; i < 10; i++) target[i] = (float)i; /* there is no other way */
  const glia_split ten = shuffled(10, 10, 8);
  glia_split_by_class(&ten, 9, held);
  assert_int_equal(held_of(10, -1, &points), 9);
}

/* Copies are as many as asked, of training points, of the same class; none twice while others are left. */
static void check_leak(const glia_split *split, size_t tests, size_t leaks, int same_class) {
  size_t copies = 0, of[MOST] = {0}, most[10] = {0}, room[10] = {0}, wanted[10] = {0};
  glia_split_leak(split, held, leaks, source);
  for (size_t i = 0; i < split->count; i++) {
    const size_t c = split->classes ? (size_t)target[i] : 0;
    room[c] += !held[i];
    if (source[i] == i) continue;
    copies++;
    wanted[c]++;
    assert_true(held[i] && !held[source[i]] && source[source[i]] == source[i]);
    if (same_class) assert_true(target[source[i]] == target[i]);
    const size_t times = ++of[source[i]];
    if (times > most[c]) most[c] = times;
  }
  assert_int_equal(copies, leaks < tests ? leaks : tests);
  for (size_t c = 0; same_class && c < 10; c++) {
    if (wanted[c]) assert_int_equal(most[c], (wanted[c] + room[c] - 1) / room[c]);
  }
}

static void test_leak(void **state) {
  (void)state;
  static const uint32_t classes[] = {0, 2, 7};
  static const size_t leaks[] = {0, 1, 13, 60, 200};
  for (int k = 0; k < 3; k++) {
    for (int l = 0; l < 5; l++) {
      for (uint32_t seed = 0; seed < 10; seed++) {
        for (size_t i = 0; i < 200; i++) target[i] = classes[k] ? (float)(i % classes[k]) : 0.5f;
        const glia_split split = shuffled(200, classes[k], seed);
        const size_t tests = seed % 2 ? 60 : 180;
        glia_split_plain(&split, tests, held);
        check_leak(&split, tests, leaks[l], seed % 2);
      }
    }
  }
}

/* A class without a training point takes copies of any other. */
static void test_leak_without_class(void **state) {
  (void)state;
  for (size_t i = 0; i < 20; i++) {
    target[i] = i < 5;
    held[i] = i < 10;
  }
  const glia_split split = shuffled(20, 2, 1);
  check_leak(&split, 10, 10, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shares),        cmocka_unit_test(test_plain),
      cmocka_unit_test(test_by_class),      cmocka_unit_test(test_single_points),
      cmocka_unit_test(test_leak),          cmocka_unit_test(test_leak_without_class),
  };
  return cmocka_run_group_tests_name("split", tests, NULL, NULL);
}
