/* The gradient check: the engine's own gradients agree, and what is wrong in others' is found, there only. */
#include "inspected.h"

#include <stdio.h>

#include "inspect/check.h"

typedef struct checked {
  float *analytic;
  double *numeric, *agreement;
  uint8_t *verdict;
  size_t count;
  double worst;
  size_t tally[3];
} checked;

static checked check_run(glia_run *run, size_t rows, const float *against) {
  checked c = {.count = run->model->network.parameter_count};
  c.analytic = malloc(c.count * sizeof *c.analytic);
  c.numeric = malloc(c.count * sizeof *c.numeric);
  c.agreement = malloc(c.count * sizeof *c.agreement);
  c.verdict = malloc(c.count);
  glia_error error = {0};
  const uint64_t before = whole_state(run);
  if (glia_gradient_check(run, rows, against, c.analytic, c.numeric, c.agreement, c.verdict, &error)) {
    fail_msg("%s", error.message);
  }
  assert_true(whole_state(run) == before);
  for (size_t i = 0; i < c.count; i++) {
    assert_in_range(c.verdict[i], 0, 2);
    c.tally[c.verdict[i]]++;
    if (c.verdict[i] != GLIA_VERDICT_KINK) c.worst = fmax(c.worst, c.agreement[i]);
  }
  return c;
}

static void done(checked c) {
  free(c.analytic);
  free(c.numeric);
  free(c.agreement);
  free(c.verdict);
}

static double worst_of_all;

/* Before training, on the way and after it, on a batch and on all points. */
static void check_agrees(const char *experiment) {
  glia_run *run = open_run(experiment, NULL);
  for (int stage = 0; stage < 3; stage++) {
    for (size_t rows = 0; rows <= 30; rows += 15) {
      const checked c = check_run(run, rows, NULL);
      if (c.tally[GLIA_VERDICT_DIFFERS]) {
        for (size_t i = 0; i < c.count; i++) {
          if (c.verdict[i] != GLIA_VERDICT_DIFFERS) continue;
          fail_msg("%s, step %d, %lu rows: parameter %lu: %g against %g, %g", experiment, (int)run->trainer->step,
                   (unsigned long)rows, (unsigned long)i, (double)c.analytic[i], c.numeric[i], c.agreement[i]);
        }
      }
      assert_true(c.tally[GLIA_VERDICT_KINK] <= c.count / 10);
      worst_of_all = fmax(worst_of_all, c.worst);
      done(c);
    }
    glia_run_advance(run, stage ? 3000 : 50, NULL);
  }
  glia_run_free(run);
}

static void test_all_kinds_agree(void **state) {
  (void)state;
  const glia_setting *activations = glia_setting_find("layers", 6);
  for (size_t i = 0; i < GLIA_ACTIVATION_SOFTMAX; i++) {
    char experiment[100];
    snprintf(experiment, sizeof experiment, "data=spiral&layers=5:%s,4:%s", activations->choices[i].name,
             activations->choices[i].name);
    check_agrees(experiment);
  }
  static const char *const kinds[] = {
      "", "layers=", "data=xor&layers=6:tanh+bn,5:relu+ln", "data=xor&layers=6:gelu+ln+res,5:tanh+bn+res+nobias,5:elu+res",
      "data=circle&layers=6:relu+drop0.3", "data=circle&loss=mse", "data=circle&loss=mae", "data=circle&loss=huber&delta=0.5",
      "data=rings&classes=4", "data=rings&classes=4&loss=focal", "data=rings&classes=3&loss=cross_entropy&smoothing=10",
      "data=imbalanced&balance=balanced", "data=imbalanced&balance=balanced&loss=cross_entropy&smoothing=20",
      "data=imbalanced&balance=balanced&loss=focal&focus=3", "data=plane", "data=hills&loss=huber", "data=sine&loss=mae",
      "data=bumps&layers=8:tanh,8:tanh", "data=digits8&layers=6:relu&points=60", "features=x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2",
      "data=gauss&noise=0&rate=0.1", "data=xor&layers=3:sigmoid,3:sigmoid,3:sigmoid,3:sigmoid,3:sigmoid,3:sigmoid",
      "data=circle&layers=8:relu+bn,8:relu+bn,8:relu+bn,8:relu+bn", "data=circle&layers=6:tanh&gain=5"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) check_agrees(kinds[i]);
  print_message("worst agreement %g\n", worst_of_all);
}

/* Differences of the same loss as the test's own reference has it lie elsewhere (test_gradient); here: that the
 * numeric gradient is no copy of the analytic one. */
static void test_numeric_is_independent(void **state) {
  (void)state;
  glia_run *run = open_run("data=circle&layers=6:tanh", NULL);
  const checked c = check_run(run, 20, NULL);
  size_t apart = 0;
  for (size_t i = 0; i < c.count; i++) apart += (float)c.numeric[i] != c.analytic[i];
  assert_true(apart > c.count / 4 && c.worst > 0 && c.worst < 1e-4);
  done(c);
  glia_run_free(run);
}

/* All weighted sums stand on the corner. */
static void test_kinks(void **state) {
  (void)state;
  glia_run *run = open_run("data=circle&layers=4:relu,4:relu&init=constant&gain=0.5&features=x1", NULL);
  const glia_network *network = &run->model->network;
  const float x = run->dataset.train.x[0];
  /* One unit's corner is put on the first example: bias = -w x. */
  assert_int_equal(glia_run_set_parameter(run, network->tensor[1].canonical, -0.5f * x, NULL), GLIA_OK);
  const checked c = check_run(run, 1, NULL);
  assert_int_equal(c.tally[GLIA_VERDICT_DIFFERS], 0);
  assert_int_equal(c.verdict[network->tensor[1].canonical], GLIA_VERDICT_KINK);
  assert_int_equal(c.verdict[0], GLIA_VERDICT_KINK);
  assert_int_equal(c.tally[GLIA_VERDICT_KINK], 2);
  done(c);
  glia_run_free(run);
}

/* Exactly the entries in which a gradient is wrong. */
static void expect_flags(glia_run *run, const float *wrong, const float *right, size_t rows) {
  const checked c = check_run(run, rows, wrong);
  size_t flagged = 0;
  for (size_t i = 0; i < c.count; i++) {
    assert_int_not_equal(c.verdict[i], GLIA_VERDICT_KINK);
    const double off = fabs((double)wrong[i] - (double)right[i]);
    const int differs = !(off <= 0.01 * fabs((double)right[i]) + 1e-9);
    if (off > 0.02 * fabs((double)right[i]) + 1e-4) assert_int_equal(c.verdict[i], GLIA_VERDICT_DIFFERS);
    if (!differs) assert_int_equal(c.verdict[i], GLIA_VERDICT_AGREES);
    flagged += c.verdict[i] == GLIA_VERDICT_DIFFERS;
  }
  assert_true(flagged > 0);
  done(c);
}

static void test_others(void **state) {
  (void)state;
  glia_run *run = open_run("data=xor&layers=5:tanh,5:relu&features=x1,x2,x1sq,x2sq,x1x2", NULL);
  go(run, 20);
  const checked own = check_run(run, 12, NULL);
  float *theirs = malloc(own.count * sizeof *theirs);
  memcpy(theirs, own.analytic, own.count * sizeof *theirs);
  checked c = check_run(run, 12, theirs);
  assert_int_equal(c.tally[GLIA_VERDICT_AGREES], own.count);
  assert_true(c.worst == 0);
  done(c);
  for (size_t i = 0; i < own.count; i += 7) { /* one entry */
    theirs[i] = own.analytic[i] * 1.1f + 0.01f;
    c = check_run(run, 12, theirs);
    assert_int_equal(c.verdict[i], GLIA_VERDICT_DIFFERS);
    assert_int_equal(c.tally[GLIA_VERDICT_DIFFERS], 1);
    done(c);
    theirs[i] = NAN;
    c = check_run(run, 12, theirs);
    assert_int_equal(c.verdict[i], GLIA_VERDICT_DIFFERS);
    assert_int_equal(c.tally[GLIA_VERDICT_DIFFERS], 1);
    done(c);
    theirs[i] = own.analytic[i];
  }
  for (size_t u = 0; u < 5; u++) { /* the second layer's weights transposed */
    for (size_t i = 0; i < 5; i++) theirs[30 + 5 * u + i] = own.analytic[30 + 5 * i + u];
  }
  expect_flags(run, theirs, own.analytic, 12);
  c = check_run(run, 12, theirs);
  for (size_t i = 0; i < own.count; i++) {
    const int diagonal = i >= 30 && i < 55 && (i - 30) % 6 == 0;
    if (i < 30 || i >= 55 || diagonal) assert_int_equal(c.verdict[i], GLIA_VERDICT_AGREES);
  }
  done(c);
  for (size_t i = 0; i < own.count; i++) theirs[i] = own.analytic[i] * 12; /* without 1/batch */
  expect_flags(run, theirs, own.analytic, 12);
  free(theirs);
  done(own);
  glia_run_free(run);
}

static void test_refusals(void **state) {
  (void)state;
  glia_run *run = open_run("data=digits28&points=20&layers=64:relu&test=50", NULL);
  glia_error error = {0};
  assert_int_equal(glia_gradient_check(run, 11, NULL, NULL, NULL, NULL, NULL, &error), GLIA_RANGE);
  assert_int_equal(glia_gradient_check(run, 1, NULL, NULL, NULL, NULL, NULL, &error), GLIA_LIMIT);
  glia_run_free(run);
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  run = open_run("data=xor&layers=3:tanh", &memory);
  const size_t live = count.live;
  float analytic[20];
  double numbers[40];
  uint8_t verdict[20];
  for (size_t nth = 1;; nth++) {
    counting_refuse(&count, nth);
    const glia_status status = glia_gradient_check(run, 4, NULL, analytic, numbers, numbers + 20, verdict, &error);
    counting_refuse(&count, 0);
    assert_int_equal(count.live, live);
    if (!status) {
      assert_true(nth > 12);
      break;
    }
    assert_int_equal(status, GLIA_MEMORY);
  }
  glia_run_free(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_all_kinds_agree), cmocka_unit_test(test_numeric_is_independent),
      cmocka_unit_test(test_kinks),           cmocka_unit_test(test_others),
      cmocka_unit_test(test_refusals),
  };
  return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
