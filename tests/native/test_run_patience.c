/* Early stopping: when a run stops, what it goes back to, and how it is started again. */
#include "floats.h"

#include <stdio.h>

#include "inspect/measure.h"
#include "path.h"

/* Noise and far more weights than points: the test loss soon turns. An epoch has 3 steps. */
#define OVERFIT "data=xor&points=30&noise=50&test=60&layers=16:tanh,16:tanh&rate=0.03&batch=4&seed=5"
enum { EPOCH = 3, STEPS = 900 };

static const char *const experiments[] = {
    OVERFIT, OVERFIT "&optimizer=momentum&rate=0.1", OVERFIT "&layers=16:tanh+bn,16:relu+drop0.3",
    OVERFIT "&loss=mse&optimizer=rmsprop&rate=0.01", OVERFIT "&optimizer=lamb&balance=balanced"};
enum { EXPERIMENTS = sizeof experiments / sizeof *experiments };

/* A later pair takes the place of an earlier one of the same key, so that variants stay readable. */
static const char *experiment_of(const char *text, unsigned patience, char *room) {
  char copy[400], *pairs[30];
  size_t count = 0;
  strcpy(copy, text);
  for (char *at = strtok(copy, "&"); at; at = strtok(NULL, "&")) pairs[count++] = at;
  *room = '\0';
  for (size_t i = 0; i < count; i++) {
    const size_t key = strcspn(pairs[i], "=") + 1;
    int later = 0;
    for (size_t k = i + 1; k < count; k++) later |= strncmp(pairs[i], pairs[k], key) == 0;
    if (!later) strcat(strcat(room, pairs[i]), "&");
  }
  sprintf(room + strlen(room), "patience=%u", patience);
  return room;
}

/* Where a straight run should stop, and what it should go back to, by the rule in words: judged after
 * each epoch, it stops once the best test loss is `patience` epochs old. */
typedef struct verdict {
  uint64_t stop, best;
} verdict;

static verdict verdict_of(const path *way, unsigned patience) {
  verdict v = {0, 0};
  double best = INFINITY;
  for (uint64_t epoch = 1; epoch * EPOCH <= way->steps; epoch++) {
    const double loss = (double)way->test_loss[epoch * EPOCH];
    if (loss < best) {
      best = loss;
      v.best = epoch * EPOCH;
    } else if (epoch * EPOCH - v.best >= patience * EPOCH) {
      v.stop = epoch * EPOCH;
      return v;
    }
  }
  return v;
}

static void advance(glia_run *run, uint64_t steps) {
  glia_error error = {0};
  if (glia_run_advance(run, steps, &error)) fail_msg("%s", error.message);
}

static void check_stopped(glia_run *run, const path *way, verdict v) {
  assert_true(run->stopped);
  assert_int_equal(run->reached, v.stop);
  assert_int_equal(run->best_step, v.best);
  assert_int_equal(run->trainer->step, v.best);
  assert_true(hash_of_run(run) == way->hash[v.best]);
  glia_snapshot s;
  glia_measure(run, &s);
  assert_true(s.stopped == 1 && s.step == (double)v.best && s.reached == (double)v.stop);
  assert_true((float)s.testLoss == way->test_loss[v.best]);
}

/* Stops where the rule says, in any slices of time, at the best step's exact weights; and stays. */
static void test_stops(void **state) {
  (void)state;
  static const unsigned patiences[] = {1, 2, 5, 20};
  static const uint64_t slices[] = {STEPS, 1, 7, 64};
  char text[500];
  int stopped = 0;
  for (int e = 0; e < EXPERIMENTS; e++) {
    path way = path_of(experiment_of(experiments[e], 0, text), STEPS, NULL, 0);
    assert_int_equal(way.steps, STEPS);
    for (int p = 0; p < 4; p++) {
      const verdict v = verdict_of(&way, patiences[p]);
      glia_run *run = run_of(experiment_of(experiments[e], patiences[p], text), NULL);
      assert_int_equal(glia_trainer_epoch_steps(run->trainer), EPOCH);
      for (uint64_t made = 0; made < STEPS; made += slices[p]) advance(run, slices[p]);
      stopped += v.stop != 0;
      if (v.stop) {
        check_stopped(run, &way, v);
        advance(run, 1);
        advance(run, UINT64_MAX);
        check_stopped(run, &way, v);
      } else {
        assert_false(run->stopped);
        assert_true(run->trainer->step >= STEPS && run->best_step == v.best);
      }
      glia_run_free(run);
    }
    path_free(&way);
  }
  assert_true(stopped >= 2 * EXPERIMENTS);
}

/* Without patience nothing is judged, and nothing stops. */
static void test_without_patience(void **state) {
  (void)state;
  char text[500];
  glia_run *run = run_of(experiment_of(OVERFIT, 0, text), NULL);
  advance(run, STEPS);
  assert_false(run->stopped);
  assert_int_equal(run->trainer->step, STEPS);
  glia_run_free(run);
}

/* A stopped run can be looked at anywhere on its way, to the last step made and no further. */
static void test_seek(void **state) {
  (void)state;
  char text[500];
  path way = path_of(experiment_of(OVERFIT, 0, text), STEPS, NULL, 0);
  const verdict v = verdict_of(&way, 5);
  assert_true(v.stop > 0);
  glia_run *run = run_of(experiment_of(OVERFIT, 5, text), NULL);
  assert_int_equal(glia_run_seek(run, STEPS, NULL), GLIA_OK); /* going forward trains, and stops */
  check_stopped(run, &way, v);
  for (uint64_t turn = 0; turn < 60; turn++) {
    const uint64_t step = turn * 37 % (v.stop + 1);
    assert_int_equal(glia_run_seek(run, step, NULL), GLIA_OK);
    assert_true(run->trainer->step == step && run->stopped);
    assert_true(hash_of_run(run) == way.hash[step]);
    assert_int_equal(run->reached, v.stop);
    if (turn % 7 == 0) { /* stopped is stopped, wherever it stands */
      advance(run, 10);
      assert_int_equal(run->trainer->step, step);
    }
  }
  assert_int_equal(glia_run_seek(run, v.stop + 100, NULL), GLIA_OK);
  assert_int_equal(run->trainer->step, v.stop);
  assert_true(hash_of_run(run) == way.hash[v.stop]);
  assert_int_equal(glia_run_seek(run, v.best, NULL), GLIA_OK);
  check_stopped(run, &way, v);
  glia_run_free(run);
  path_free(&way);
}

/* Going back before patience has run out, and on again: the verdict is the same. */
static void test_seek_before(void **state) {
  (void)state;
  char text[500];
  path way = path_of(experiment_of(OVERFIT, 0, text), STEPS, NULL, 0);
  const verdict v = verdict_of(&way, 5);
  for (uint64_t from = 1; from < v.stop; from += 1 + v.stop / 9) {
    glia_run *run = run_of(experiment_of(OVERFIT, 5, text), NULL);
    advance(run, from);
    assert_false(run->stopped);
    assert_int_equal(glia_run_seek(run, from / 2, NULL), GLIA_OK);
    assert_int_equal(glia_run_seek(run, 0, NULL), GLIA_OK);
    for (int i = 0; i < 400 && !run->stopped; i++) advance(run, 5);
    check_stopped(run, &way, v);
    glia_run_free(run);
  }
  path_free(&way);
}

static void test_reset(void **state) {
  (void)state;
  char text[500];
  path way = path_of(experiment_of(OVERFIT, 0, text), STEPS, NULL, 0);
  const verdict v = verdict_of(&way, 5);
  glia_run *run = run_of(experiment_of(OVERFIT, 5, text), NULL);
  for (int round = 0; round < 3; round++) {
    advance(run, STEPS);
    check_stopped(run, &way, v);
    glia_run_reset(run);
    assert_true(!run->stopped && run->trainer->step == 0 && run->reached == 0);
    assert_true(run->best_step == 0 && hash_of_run(run) == way.hash[0]);
  }
  glia_run_free(run);
  path_free(&way);
}

/* A change by hand is a new start for patience: it is judged anew from there. */
static void test_edit(void **state) {
  (void)state;
  char text[500];
  path way = path_of(experiment_of(OVERFIT, 0, text), STEPS, NULL, 0);
  const verdict v = verdict_of(&way, 5);
  const path_edit edit = {v.best, 3, 2.0f};
  path other = path_of(experiment_of(OVERFIT, 0, text), STEPS, &edit, 1);
  glia_run *run = run_of(experiment_of(OVERFIT, 5, text), NULL);
  advance(run, STEPS);
  check_stopped(run, &way, v);
  assert_int_equal(glia_run_set_parameter(run, edit.index, edit.value, NULL), GLIA_OK);
  assert_true(!run->stopped && run->reached == v.best);
  assert_true(hash_of_run(run) == other.hash[v.best]);
  double best = INFINITY; /* the rule once more, from the edit on */
  uint64_t best_step = v.best, stop = 0;
  for (uint64_t step = v.best + EPOCH; step <= STEPS && !stop; step += EPOCH) {
    if ((double)other.test_loss[step] < best) {
      best = (double)other.test_loss[step];
      best_step = step;
    } else if (step - best_step >= 5 * EPOCH) {
      stop = step;
    }
  }
  assert_true(stop > 0);
  advance(run, STEPS);
  check_stopped(run, &other, (verdict){stop, best_step});
  glia_run_free(run);
  path_free(&way);
  path_free(&other);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_stops),       cmocka_unit_test(test_without_patience),
      cmocka_unit_test(test_seek),        cmocka_unit_test(test_seek_before),
      cmocka_unit_test(test_reset),       cmocka_unit_test(test_edit),
  };
  return cmocka_run_group_tests_name("run patience", tests, NULL, NULL);
}
