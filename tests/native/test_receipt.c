/* Receipts: what is written is read and verified, what is wrong is refused or disproved. */
#include "floats.h"

#include <stdio.h>

#include "counting.h"
#include "io/experiment.h"
#include "io/receipt.h"
#include "io/receipt_words.h"
#include "path.h"
#include "train/branch.h"

typedef struct text {
  char *start;
  size_t length;
} text;

static text receipt_of(glia_run *run) {
  glia_error error = {0};
  const size_t length = glia_receipt_write(run, NULL, 0, &error);
  assert_true(length > 0 && length <= GLIA_RECEIPT_MAX);
  const text t = {malloc(length + 1), length};
  assert_int_equal(glia_receipt_write(run, t.start, length + 1, NULL), length);
  assert_int_equal(strlen(t.start), length);
  return t;
}

/* Reads from a block of exactly the text's length, so that a sanitizer sees reading beyond it. */
static glia_status read_exact(const char *from, size_t length, glia_receipt *receipt,
                              glia_arena *arena, glia_error *error) {
  char *block = malloc(length ? length : 1);
  memcpy(block, from, length);
  const glia_status status = glia_receipt_read(receipt, block, length, arena, error);
  free(block);
  return status;
}

static glia_receipt_verdict verdict_of(const char *from, size_t length) {
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  glia_receipt_verdict verdict;
  glia_error error = {0};
  if (read_exact(from, length, &receipt, &arena, &error)) fail_msg("%s", error.message);
  if (glia_receipt_verify(&receipt, NULL, NULL, NULL, &verdict, &error)) fail_msg("%s", error.message);
  glia_arena_close(&arena);
  return verdict;
}

/* The run's receipt is read as what the run is, and holds. */
static void check_holds(glia_run *run) {
  const text t = receipt_of(run);
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  glia_error error = {0};
  assert_int_equal(read_exact(t.start, t.length, &receipt, &arena, &error), GLIA_OK);
  assert_int_equal(error.status, GLIA_OK);
  assert_int_equal(receipt.steps, run->trainer->step);
  assert_true(receipt.hash == hash_of_run(run));
  char ours[GLIA_EXPERIMENT_MAX + 1], theirs[GLIA_EXPERIMENT_MAX + 1];
  glia_experiment_format(&run->settings, ours, sizeof ours);
  glia_experiment_format(&receipt.settings, theirs, sizeof theirs);
  assert_string_equal(ours, theirs);
  const double loss = glia_run_loss(run, &run->dataset.train);
  if (loss == loss) assert_memory_equal(&receipt.loss, &loss, sizeof loss);
  else assert_true(receipt.loss != receipt.loss);
  assert_int_equal(receipt.accuracy == receipt.accuracy, run->dataset.classes > 0);
  glia_arena_close(&arena);
  const glia_receipt_verdict verdict = verdict_of(t.start, t.length);
  if (!verdict.verified) fail_msg("%s", verdict.sentence);
  assert_true(!verdict.abandoned && !verdict.difference_count && !verdict.sentence[0]);
  free(t.start);
}

static void advance(glia_run *run, uint64_t steps) {
  assert_int_equal(glia_run_advance(run, steps, NULL), GLIA_OK);
}

static void set(glia_run *run, size_t index, float value) {
  assert_int_equal(glia_run_set_parameter(run, index, value, NULL), GLIA_OK);
}

static void test_check_is_crc32(void **state) {
  (void)state;
  assert_int_equal(glia_receipt_check(0, "123456789", 9), 0xCBF43926u);
  assert_int_equal(glia_receipt_check(0, "", 0), 0);
  assert_int_equal(glia_receipt_check(glia_receipt_check(0, "1234", 4), "56789", 5), 0xCBF43926u);
}

static void test_runs_hold(void **state) {
  (void)state;
  static const char *const experiments[] = {
      "", "data=xor&layers=3:relu", "data=hills&layers=", "data=blobs&classes=4",
      "data=sine&optimizer=nesterov&schedule=cosine", "loss=mse&layers=5:gelu+bn+drop0.3,5:silu+ln+res",
      "data=digits8&points=40&loss=focal", "layers=4:tanh+nobias&batch=3&l1=0.001",
  };
  for (size_t i = 0; i < sizeof experiments / sizeof *experiments; i++) {
    glia_run *run = run_of(experiments[i], NULL);
    check_holds(run);
    advance(run, 37);
    check_holds(run);
    glia_run_free(run);
  }
}

static void test_changes_by_hand(void **state) {
  (void)state;
  /* Widths that need padding in the storage, and every kind of parameter. */
  glia_run *run = run_of("layers=5:tanh+bn,3:relu+res&batch=7", NULL);
  const size_t last = run->model->network.parameter_count - 1;
  for (size_t i = 0; i <= last; i++) set(run, i, 0.01f * (float)i);
  advance(run, 10);
  set(run, 0, 1e-9f);
  set(run, last, -0.0f);
  set(run, 0, 1.0f / 3.0f); /* a second time at the same step */
  advance(run, 25);
  check_holds(run);
  set(run, 7, 16777216.0f);
  check_holds(run);
  static const uint64_t before[] = {20, 3}; /* some of the changes lie ahead then */
  for (int i = 0; i < 2; i++) {
    assert_int_equal(glia_run_seek(run, before[i], NULL), GLIA_OK);
    check_holds(run);
  }
  set(run, 1, 0.5f); /* and is forgotten with all behind this step */
  advance(run, 12);
  check_holds(run);
  glia_run_free(run);
}

static void test_parameters_keep_their_numbers(void **state) {
  (void)state;
  glia_run *run = run_of("layers=5:tanh+ln,3:relu+res,4:sigmoid+nobias&loss=cross_entropy", NULL);
  const size_t count = run->model->network.parameter_count;
  for (size_t i = 0; i < count; i++) set(run, i, (float)i);
  const text t = receipt_of(run);
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  assert_int_equal(glia_receipt_read(&receipt, t.start, t.length, &arena, NULL), GLIA_OK);
  assert_int_equal(receipt.edit_count, count);
  for (size_t i = 0; i < count; i++) {
    assert_int_equal(receipt.edit[i].parameter, i);
    assert_true(receipt.edit[i].value == (float)i);
  }
  glia_arena_close(&arena);
  free(t.start);
  glia_run_free(run);
}

static void test_early_stopping(void **state) {
  (void)state;
  glia_run *run = run_of("data=gauss&noise=50&patience=1", NULL);
  advance(run, 100000);
  assert_true(run->stopped && run->reached > run->trainer->step);
  check_holds(run);
  /* A step behind the best one, before patience ran out, was made too. */
  assert_int_equal(glia_run_seek(run, run->reached - 1, NULL), GLIA_OK);
  assert_true(run->trainer->step > run->best_step);
  check_holds(run);
  assert_int_equal(glia_run_seek(run, run->reached, NULL), GLIA_OK);
  check_holds(run);
  set(run, 0, 0.25f);
  advance(run, 30);
  check_holds(run);
  glia_run_free(run);
}

static void test_divergence(void **state) {
  (void)state;
  glia_run *run = run_of("data=hills&optimizer=sgd&rate=10", NULL);
  assert_int_equal(glia_run_advance(run, 500, NULL), GLIA_DIVERGED);
  check_holds(run); /* the last finite state */
  const text t = receipt_of(run);
  const uint64_t stop = run->trainer->step;
  glia_run_free(run);
  /* One step more has never been. */
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  glia_receipt_verdict verdict;
  assert_int_equal(glia_receipt_read(&receipt, t.start, t.length, &arena, NULL), GLIA_OK);
  receipt.steps = stop + 1;
  assert_int_equal(glia_receipt_verify(&receipt, NULL, NULL, NULL, &verdict, NULL), GLIA_OK);
  assert_false(verdict.verified);
  assert_non_null(strstr(verdict.sentence, "steps, but training stopped at step"));
  glia_arena_close(&arena);
  free(t.start);
}

static void test_what_no_receipt_can_hold(void **state) {
  (void)state;
  static const float x[] = {0, 1, 1, 0, 2, 2, -1, -1}, target[] = {0, 1, 0, 1};
  const glia_given given = {4, 2, x, target, NULL};
  const glia_settings settings = settings_of("data=points");
  glia_run *run = glia_run_create_with(&settings, &given, 0, NULL, NULL);
  assert_non_null(run);
  glia_error error = {0};
  assert_int_equal(glia_receipt_write(run, NULL, 0, &error), 0);
  assert_true(error.status == GLIA_CONFLICT && strstr(error.message, "holds no points"));
  glia_run_free(run);

  run = run_of("data=xor", NULL);
  advance(run, 10);
  glia_settings other = run->settings;
  other.rate = 0.5;
  glia_run *branch = glia_run_branch(run, &other, NULL, NULL);
  assert_non_null(branch);
  error = (glia_error){0};
  assert_int_equal(glia_receipt_write(branch, NULL, 0, &error), 0);
  assert_true(error.status == GLIA_CONFLICT && strstr(error.message, "changed on the way"));
  check_holds(run);
  glia_run_reset(branch); /* from step 0 it is an experiment like any other */
  advance(branch, 5);
  check_holds(branch);
  glia_run_free(branch);
  glia_run_free(run);
}

static void test_room(void **state) {
  (void)state;
  glia_run *run = run_of("data=xor&layers=2:tanh", NULL);
  const text t = receipt_of(run);
  for (size_t room = 0; room <= t.length; room++) {
    char buffer[512];
    memset(buffer, '#', sizeof buffer);
    assert_int_equal(glia_receipt_write(run, buffer, room, NULL), t.length);
    assert_true(buffer[room] == '#');
    if (!room) continue;
    /* All but the check, which takes the whole text, is the beginning of it. */
    const size_t kept = room - 1 < t.length - 9 ? room - 1 : t.length - 9;
    assert_memory_equal(buffer, t.start, kept);
    assert_int_equal(strlen(buffer), room - 1);
  }
  free(t.start);
  glia_run_free(run);
}

static void test_differences(void **state) {
  (void)state;
  glia_run *run = run_of("data=xor&layers=2:tanh", NULL);
  advance(run, 20);
  const text t = receipt_of(run);
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  glia_receipt_verdict verdict;
  assert_int_equal(glia_receipt_read(&receipt, t.start, t.length, &arena, NULL), GLIA_OK);
  glia_receipt other = receipt;
  other.hash ^= 1;
  other.loss = 0.5;
  other.test_loss = __builtin_inf();
  other.accuracy = __builtin_nan("");
  other.test_accuracy = -0.0;
  assert_int_equal(glia_receipt_verify(&other, NULL, NULL, NULL, &verdict, NULL), GLIA_OK);
  assert_false(verdict.verified);
  static const char *const names[] = {"hash", "loss", "testLoss", "accuracy", "testAccuracy"};
  static const char *const claimed[] = {NULL, "0.5", "inf", "nan", "-0"};
  assert_int_equal(verdict.difference_count, 5);
  for (int i = 0; i < 5; i++) {
    assert_string_equal(verdict.difference[i].name, names[i]);
    if (claimed[i]) assert_string_equal(verdict.difference[i].claimed, claimed[i]);
    assert_non_null(strstr(verdict.sentence, names[i]));
    assert_non_null(strstr(verdict.sentence, verdict.difference[i].found));
  }
  glia_arena_close(&arena);
  free(t.start);
  glia_run_free(run);
}

static int give_up(void *context, uint64_t step, uint64_t steps) {
  assert_true(step > 0 && step <= steps);
  return --*(int *)context == 0;
}

static void test_progress(void **state) {
  (void)state;
  glia_run *run = run_of("layers=64:relu,64:relu&batch=100", NULL);
  advance(run, 400);
  const text t = receipt_of(run);
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  glia_receipt_verdict verdict;
  assert_int_equal(glia_receipt_read(&receipt, t.start, t.length, &arena, NULL), GLIA_OK);
  int calls = 2;
  assert_int_equal(glia_receipt_verify(&receipt, NULL, give_up, &calls, &verdict, NULL), GLIA_OK);
  assert_int_equal(calls, 0);
  assert_true(verdict.abandoned && !verdict.verified);
  calls = -1;
  assert_int_equal(glia_receipt_verify(&receipt, NULL, give_up, &calls, &verdict, NULL), GLIA_OK);
  assert_true(calls < -3 && verdict.verified);
  glia_arena_close(&arena);
  free(t.start);
  glia_run_free(run);
}

static void test_memory(void **state) {
  (void)state;
  glia_run *run = run_of("data=xor&layers=2:tanh", NULL);
  set(run, 0, 1.0f);
  advance(run, 3);
  const text t = receipt_of(run);
  glia_run_free(run);
  for (size_t nth = 1;; nth++) {
    counting count = {0};
    counting_refuse(&count, nth);
    const glia_memory memory = counting_memory(&count);
    glia_arena arena = glia_arena_open(&memory);
    glia_receipt receipt;
    glia_receipt_verdict verdict;
    glia_error error = {0};
    glia_status status = glia_receipt_read(&receipt, t.start, t.length, &arena, &error);
    if (!status) status = glia_receipt_verify(&receipt, &memory, NULL, NULL, &verdict, &error);
    glia_arena_close(&arena);
    assert_int_equal(count.live, 0);
    if (!status) {
      assert_true(verdict.verified && nth > 5);
      break;
    }
    assert_int_equal(status, GLIA_MEMORY);
    assert_int_equal(error.status, GLIA_MEMORY);
  }
  free(t.start);
}

static void check_refused(const char *from, glia_status status, int position, const char *sentence) {
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  glia_error error = {0};
  assert_int_equal(read_exact(from, strlen(from), &receipt, &arena, &error), status);
  assert_int_equal(error.status, status);
  assert_int_equal(error.position, position);
  if (!strstr(error.message, sentence)) fail_msg("'%s' is not in '%s'", sentence, error.message);
  glia_arena_close(&arena);
}

#define START "glia-receipt/1 experiment=data=plane steps=3 hash=0123456789abcdef loss=1 testLoss=2 "

static void test_refusals(void **state) {
  (void)state;
  check_refused("", GLIA_SYNTAX, 0, "is empty");
  check_refused("  \n", GLIA_SYNTAX, 3, "is empty");
  check_refused(" hello", GLIA_SYNTAX, 1, "begins with glia-receipt/1; this text does not");
  check_refused("glia-receipt/", GLIA_SYNTAX, 0, "version is a whole number");
  check_refused("glia-receipt/12", GLIA_UNKNOWN, 0, "version 12");
  check_refused("glia-receipt/1", GLIA_SYNTAX, 14, "ends where experiment= is expected");
  check_refused("glia-receipt/1 steps=3", GLIA_SYNTAX, 15, "'steps=3' stands where");
  check_refused("glia-receipt/1 experiment=noise=x", GLIA_SYNTAX, 32, "noise cannot be 'x'");
  check_refused("glia-receipt/1 experiment=seed=2&loss=bce&data=plane", GLIA_CONFLICT, 38, "classes");
  check_refused("glia-receipt/1 experiment= steps=x", GLIA_SYNTAX, 27, "steps are a whole number");
  check_refused("glia-receipt/1 experiment= steps=1 hash=1", GLIA_SYNTAX, 35, "16 digits");
  check_refused(START, GLIA_SYNTAX, (int)sizeof START - 1, "ends where check= is expected");
  check_refused(START "accuracy=1", GLIA_SYNTAX, (int)sizeof START - 1, "must have check=");
  check_refused(START "edit=4,0,1 check=00000000", GLIA_RANGE, (int)sizeof START - 1, "order of their steps");
  check_refused(START "check=0", GLIA_SYNTAX, (int)sizeof START - 1, "8 digits");
  check_refused(START "check=00000000", GLIA_CONFLICT, (int)sizeof START - 1, "does not fit");
  char *large = malloc(GLIA_RECEIPT_MAX + 2);
  memset(large, ' ', GLIA_RECEIPT_MAX + 1);
  large[GLIA_RECEIPT_MAX + 1] = '\0';
  check_refused(large, GLIA_LIMIT, GLIA_RECEIPT_MAX, "at most");
  free(large);
}

/* Changed in any one bit it is refused, except where blanks stay blanks. */
static void test_every_bit(void **state) {
  (void)state;
  glia_run *run = run_of("data=xor&layers=2:tanh", NULL);
  set(run, 3, 0.5f);
  advance(run, 4);
  const text t = receipt_of(run);
  glia_run_free(run);
  for (size_t bit = 0; bit < 8 * t.length; bit++) {
    char changed[1024];
    memcpy(changed, t.start, t.length);
    changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
    glia_arena arena = glia_arena_open(NULL);
    glia_receipt receipt;
    glia_error error = {0};
    const glia_status status = read_exact(changed, t.length, &receipt, &arena, &error);
    const int blank = t.start[bit / 8] == '\n' && strchr(" \t\r", changed[bit / 8]);
    if (!blank && bit / 8 < t.length - 1) assert_int_not_equal(status, GLIA_OK);
    glia_arena_close(&arena);
  }
  free(t.start);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_check_is_crc32),
      cmocka_unit_test(test_runs_hold),
      cmocka_unit_test(test_changes_by_hand),
      cmocka_unit_test(test_parameters_keep_their_numbers),
      cmocka_unit_test(test_early_stopping),
      cmocka_unit_test(test_divergence),
      cmocka_unit_test(test_what_no_receipt_can_hold),
      cmocka_unit_test(test_room),
      cmocka_unit_test(test_differences),
      cmocka_unit_test(test_progress),
      cmocka_unit_test(test_memory),
      cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_every_bit),
  };
  return cmocka_run_group_tests_name("receipt", tests, NULL, NULL);
}
