/* Saved states: a run that is saved, opened and trained on is the run that was never interrupted. */
#include "inspected.h"

#include "io/receipt_words.h"
#include "io/state.h"
#include "train/branch.h"

typedef struct blob {
  unsigned char *bytes;
  size_t length;
} blob;

static blob save(glia_run *run) {
  glia_error error = {0};
  const uint64_t before = whole_state(run);
  blob b = {.length = glia_state_write(run, NULL, 0, &error)};
  b.bytes = malloc(b.length);
  assert_int_equal(glia_state_write(run, b.bytes, b.length, &error), b.length);
  assert_true(whole_state(run) == before);
  return b;
}

static glia_run *open_state(blob b) {
  glia_error error = {0};
  glia_run *run = glia_state_read(b.bytes, b.length, NULL, &error);
  if (!run) fail_msg("%s", error.message);
  return run;
}

static glia_run *reopened(glia_run *run) {
  const blob b = save(run);
  glia_run *again = open_state(b);
  free(b.bytes);
  return again;
}

/* The same numbers everywhere a user could see them, now and `more` steps on, and at the steps between. */
static void check_same(glia_run *a, glia_run *b, uint64_t more) {
  for (int late = 0; late < 2; late++) {
    assert_int_equal(a->trainer->step, b->trainer->step);
    assert_true(hash_of(a) == hash_of(b));
    assert_true(a->trainer->loss == b->trainer->loss);
    assert_int_equal(a->stopped, b->stopped);
    assert_int_equal(a->reached, b->reached);
    assert_int_equal(a->history.count, b->history.count);
    assert_int_equal(a->history.edits, b->history.edits);
    assert_memory_equal(a->history.loss, b->history.loss, a->history.count * sizeof(float));
    assert_memory_equal(a->history.test_loss, b->history.test_loss, a->history.count * sizeof(float));
    if (a->model->network.running) {
      assert_memory_equal(a->model->running, b->model->running, a->model->network.running * sizeof(float));
    }
    if (late) break;
    go(a, more);
    go(b, more);
  }
  const uint64_t end = a->trainer->step, first = a->history.origin;
  for (int i = 0; i < 4; i++) {
    const uint64_t step = first + (end - first) * (uint64_t)i / 4;
    assert_int_equal(glia_run_seek(a, step, NULL), GLIA_OK);
    assert_int_equal(glia_run_seek(b, step, NULL), GLIA_OK);
    assert_true(hash_of(a) == hash_of(b));
  }
}

static void check_experiment(const char *experiment, uint64_t steps) {
  glia_run *run = open_run(experiment, NULL);
  go(run, steps);
  glia_run *again = reopened(run);
  check_same(run, again, steps);
  glia_run_free(again);
  glia_run_free(run);
}

static void test_every_optimizer(void **state) {
  (void)state;
  size_t count;
  (void)count;
  const glia_setting *row = glia_setting_find("optimizer", 9);
  for (size_t i = 0; i < row->choice_count; i++) {
    char experiment[100] = "data=xor&layers=5:tanh,4:relu&rate=0.01&optimizer=";
    strcat(experiment, row->choices[i].name);
    check_experiment(experiment, 500);
  }
}

static void test_every_kind(void **state) {
  (void)state;
  static const char *const kinds[] = {
      "layers=8:relu+drop0.3,8:tanh+drop0.1", "layers=6:relu+bn,5:tanh+ln+res+nobias",
      "schedule=one_cycle&horizon=800", "schedule=step&every=70&factor=0.5", "data=digits8&points=60&layers=4:relu",
      "data=sine&layers=3:tanh&loss=huber", "data=rings&classes=4&loss=focal&balance=balanced",
      "data=spiral&fault=dead_layer", "data=circle&fault=train_on_test", "data=circle&fault=no_shuffling"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) check_experiment(kinds[i], 500);
  check_experiment("", 0);
  check_experiment("layers=", 1);
  check_experiment("data=xor&batch=100", 3000); /* kept losses were thinned */
}

/* Saved at any step, a run with patience stops where it would have stopped, at the step it would go back to. */
static void test_early_stopping(void **state) {
  (void)state;
  static const char *const experiment = "data=circle&points=60&noise=50&layers=16:relu&patience=20&rate=0.05";
  glia_run *whole = open_run(experiment, NULL);
  go(whole, 100000);
  assert_true(whole->stopped && whole->trainer->step < whole->reached);
  size_t behind = 0;
  for (uint64_t at = 0; at < whole->reached + 20; at += 11) {
    glia_run *run = open_run(experiment, NULL);
    go(run, at);
    behind += !run->stopped && run->best_step < run->trainer->step;
    glia_run *again = reopened(run);
    check_same(run, again, 100000);
    assert_int_equal(again->best_step, whole->best_step);
    glia_run_free(again);
    glia_run_free(run);
  }
  if (behind < 4) fail_msg("%lu behind of %lu steps", (unsigned long)behind, (unsigned long)whole->reached);
  glia_run_free(whole);
}

static void test_edits_and_branches(void **state) {
  (void)state;
  glia_run *run = open_run("data=gauss&layers=3:tanh", NULL);
  assert_int_equal(glia_run_set_parameter(run, 2, 0.5f, NULL), GLIA_OK);
  go(run, 100);
  assert_int_equal(glia_run_set_parameter(run, 4, -1.25f, NULL), GLIA_OK);
  assert_int_equal(glia_run_set_parameter(run, 0, 3.0f, NULL), GLIA_OK);
  glia_run *at_edit = reopened(run);
  check_same(run, at_edit, 50);
  glia_run_free(at_edit);
  glia_run_seek(run, 150, NULL);
  assert_int_equal(glia_run_set_parameter(run, 1, 2.0f, NULL), GLIA_OK);
  go(run, 70);
  glia_run_seek(run, 120, NULL); /* the last change lies ahead */
  glia_run *again = reopened(run);
  assert_int_equal(again->history.edits, 4);
  check_same(run, again, 200);
  glia_run_free(again);
  glia_settings settings = run->settings;
  settings.rate = 0.3;
  glia_run *branch = glia_run_branch(run, &settings, NULL, NULL);
  go(branch, 60);
  again = reopened(branch);
  assert_int_equal(again->altered, 1);
  assert_int_equal(again->history.origin, branch->history.origin);
  check_same(branch, again, 60);
  assert_int_equal(glia_run_seek(again, branch->history.origin - 1, NULL), GLIA_RANGE);
  glia_run_free(again);
  glia_run_free(branch);
  glia_run_free(run);
}

static void test_given_points(void **state) {
  (void)state;
  const float x[] = {-1, -1, 1, 1, -1, 1, 1, -1, 0, 2, 2, 0}, y[] = {0, 0, 1, 1, 2, 2};
  const uint8_t held[] = {1, 0, 0, 0, 0, 1};
  const glia_settings settings = read_settings("data=points&classes=3&layers=4:tanh&batch=2&loss=focal");
  for (int split = 0; split < 2; split++) {
    const glia_given given = {6, 2, x, y, split ? held : NULL};
    glia_run *run = glia_run_create_with(&settings, &given, 1 << 20, NULL, NULL);
    go(run, 40);
    glia_run *again = reopened(run);
    assert_memory_equal(again->dataset.xy, run->dataset.xy, sizeof x);
    assert_memory_equal(again->dataset.target, run->dataset.target, sizeof y);
    assert_memory_equal(again->dataset.held, run->dataset.held, sizeof held);
    check_same(run, again, 40);
    glia_run_free(again);
    glia_run_free(run);
  }
}

static void write_check(blob b) {
  const uint32_t check = glia_receipt_check(0, (const char *)b.bytes, b.length - 4);
  memcpy(b.bytes + b.length - 4, &check, 4);
}

/* From a block of just that size, so that a sanitizer sees reading beyond it. */
static glia_status refused(const unsigned char *bytes, size_t length, const glia_memory *memory) {
  unsigned char *exact = malloc(length ? length : 1);
  memcpy(exact, bytes, length);
  glia_error error = {0};
  glia_run *run = glia_state_read(exact, length, memory, &error);
  free(exact);
  if (run) {
    glia_run_free(run);
    return GLIA_OK;
  }
  assert_true(error.status != GLIA_OK && strlen(error.message) > 10);
  return error.status;
}

static void test_refusals(void **state) {
  (void)state;
  glia_run *run = open_run("data=xor&layers=2:tanh&patience=3", NULL);
  go(run, 40);
  assert_int_equal(glia_run_set_parameter(run, 1, 2.0f, NULL), GLIA_OK);
  go(run, 10);
  const blob b = save(run);
  for (size_t i = 0; i < b.length; i++) { /* any byte changed, any end missing */
    b.bytes[i] ^= 0x10;
    assert_int_not_equal(refused(b.bytes, b.length, NULL), GLIA_OK);
    b.bytes[i] ^= 0x10;
    assert_int_not_equal(refused(b.bytes, i, NULL), GLIA_OK);
  }
  /* With the check made anew, what is wrong is found by itself, or the run is a possible one. */
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  size_t possible = 0;
  for (size_t i = 13; i + 4 < b.length; i++) {
    for (int bit = 0; bit < 8; bit++) {
      b.bytes[i] ^= (unsigned char)(1 << bit);
      write_check(b);
      possible += refused(b.bytes, b.length, &memory) == GLIA_OK;
      b.bytes[i] ^= (unsigned char)(1 << bit);
      assert_int_equal(count.live, 0);
    }
  }
  assert_true(possible > 0); /* the bits of a weight long ago, say */
  write_check(b);
  assert_int_equal(refused(b.bytes, b.length, NULL), GLIA_OK);
  assert_int_equal(refused((const unsigned char *)"glia-state/2\n1234567890", 23, NULL), GLIA_UNKNOWN);
  assert_int_equal(refused((const unsigned char *)"{\"a\": 1}", 8, NULL), GLIA_SYNTAX);
  /* Large layers in a small file: refused before anything is taken for them. */
  static const char text[] = "glia-state/1\nlayers=4096:relu,4096:relu,4096:relu\n";
  unsigned char big[sizeof text + 200] = {0};
  memcpy(big, text, sizeof text - 1);
  const blob large = {big, sizeof big};
  write_check(large);
  count.requests = 0;
  assert_int_equal(refused(big, sizeof big, &memory), GLIA_CONFLICT);
  assert_int_equal(count.requests, 0);
  free(b.bytes);
  glia_run_free(run);
}

static void test_no_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_run *run = open_run("data=xor&layers=3:tanh+bn&patience=3&points=40", &memory);
  go(run, 50);
  glia_error error = {0};
  const blob b = {malloc(20000), glia_state_write(run, NULL, 0, NULL)};
  assert_true(b.length < 20000);
  for (size_t nth = 1;; nth++) {
    counting_refuse(&count, nth);
    const size_t length = glia_state_write(run, b.bytes, b.length, &error);
    const int used = count.requests >= nth;
    counting_refuse(&count, 0);
    if (length) break;
    assert_true(used);
    assert_int_equal(error.status, GLIA_MEMORY);
  }
  const size_t live = count.live;
  for (size_t nth = 1;; nth++) {
    counting_refuse(&count, nth);
    glia_run *again = glia_state_read(b.bytes, b.length, &memory, &error);
    counting_refuse(&count, 0);
    if (again) {
      glia_run_free(again);
      assert_true(nth > 30);
      break;
    }
    assert_int_equal(error.status, GLIA_MEMORY);
    assert_int_equal(count.live, live);
  }
  free(b.bytes);
  glia_run_free(run);
  assert_int_equal(count.live, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_optimizer), cmocka_unit_test(test_every_kind),
      cmocka_unit_test(test_early_stopping),  cmocka_unit_test(test_edits_and_branches),
      cmocka_unit_test(test_given_points),    cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_no_memory),
  };
  return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
