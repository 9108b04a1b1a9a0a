/* The functions made for JavaScript about checking, proving and keeping a run. */
#include <stdio.h>

#include "exports.h"
#include "wasm/prove.h"

static glia_run *new_run(const char *experiment) {
  begin_preparation();
  glia_settings settings;
  assert_int_equal(glia_experiment_parse(experiment, strlen(experiment), &settings, &error), GLIA_OK);
  glia_run *run = glia_run_create(&settings, NULL, &error);
  assert_non_null(run);
  assert_int_equal(glia_run_advance(run, 40, &error), GLIA_OK);
  return run;
}

static void end_run(glia_run *run) {
  begin_preparation();
  glia_run_free(run);
}

static void test_check(void **state) {
  (void)state;
  glia_run *run = new_run("data=xor&layers=3:tanh");
  float analytic[13];
  double numeric[13], agreement[13];
  uint8_t verdict[13];
  glia_status status;
  SWEEP(8, status, status = CALL(glia_gradient_check, run, 5, NULL, analytic, numeric, agreement, verdict, &error));
  for (int i = 0; i < 13; i++) assert_int_equal(verdict[i], GLIA_VERDICT_AGREES);
  end_run(run);
}

static void test_walk(void **state) {
  (void)state;
  glia_run *run = new_run("data=xor&layers=3:tanh");
  float out[2 + 1 + 16 + 26];
  double loss;
  assert_int_equal(CALL(glia_walk_floats, run), sizeof out / sizeof *out);
  glia_status status;
  SWEEP(5, status, status = CALL(glia_walk, run, GLIA_WALK_TEST, 3, NULL, 0, out, &loss, &error));
  assert_true(loss > 0);
  end_run(run);
}

static void test_state(void **state) {
  (void)state;
  glia_run *run = new_run("data=xor&layers=3:tanh&patience=2&points=30"), *again;
  unsigned char bytes[2000];
  size_t length;
  SWEEP(0, !length, length = CALL(glia_state_write, run, bytes, sizeof bytes, &error));
  SWEEP(20, !again, again = CALL(glia_state_read, bytes, length, NULL, &error));
  assert_int_equal(again->trainer->step, run->trainer->step);
  end_run(again);
  end_run(run);
}

static void test_receipt(void **state) {
  (void)state;
  glia_run *run = new_run("data=xor&layers=3:tanh&batch=10");
  char text[500];
  const size_t length = CALL(glia_receipt_write, run, text, sizeof text, &error);
  assert_true(length > 100 && length < sizeof text);
  double numbers[2] = {0, 0};
  int proved;
  SWEEP(20, proved, proved = CALL(glia_prove, text, (int)length, numbers, &error));
  assert_true(numbers[0] == 40 && numbers[1] == 13);
  char *steps = strstr(text, "steps=40");
  assert_non_null(steps);
  steps[6] = '5';
  assert_int_equal(CALL(glia_prove, text, (int)length, numbers, &error), GLIA_CONFLICT);
  expect_error(GLIA_CONFLICT, "changed");
  end_run(run);
}

static void test_all_called(void **state) {
  (void)state;
  expect_all_called(GROUP_PROVE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      LEAVES_NOTHING(test_check),   LEAVES_NOTHING(test_walk),       LEAVES_NOTHING(test_state),
      LEAVES_NOTHING(test_receipt), LEAVES_NOTHING(test_all_called),
  };
  return cmocka_run_group_tests_name("exports: proving", tests, NULL, NULL);
}
