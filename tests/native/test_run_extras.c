/* Runs with batch norm, dropout and the rest: any step again to the bit, statistics included. */
#include "floats.h"

#include "inspect/measure.h"
#include "path.h"

static const char *const experiments[] = {
    "data=xor&points=30&layers=6:tanh+bn,5:relu+bn&batch=5&seed=3",
    "data=circle&points=26&layers=8:relu+drop0.5,8:tanh+drop0.2+res&batch=4&seed=9&optimizer=sgd&rate=0.1",
    "data=spiral&points=40&layers=5:silu+bn+drop0.3+res+nobias,5:gelu+ln+res&optimizer=lamb&decay=0.01&batch=7",
    "data=gauss&points=24&layers=4:elu+ln&optimizer=nesterov&schedule=cosine&horizon=100&l1=0.001&batch=3",
    "data=hills&points=30&layers=6:softplus+bn&loss=huber&optimizer=rmsprop&schedule=step&every=50&batch=6",
    "data=plane&points=30&layers=6:leaky_relu+bn&loss=mae&optimizer=adagrad&clip_norm=0.1&batch=6",
    "data=spiral&points=40&layers=6:gelu_tanh+bn&loss=focal&balance=balanced&optimizer=adamw&decay=0.1&"
    "schedule=warmup_cosine&warmup=20&horizon=200&batch=7",
    "data=xor&points=30&layers=6:tanh+drop0.1&loss=cross_entropy&smoothing=10&schedule=one_cycle&horizon=300&"
    "clip_value=0.01&batch=5&init=orthogonal",
};
enum { EXPERIMENTS = sizeof experiments / sizeof *experiments, STEPS = 400 };

static void advance(glia_run *run, uint64_t steps) {
  glia_error error = {0};
  if (glia_run_advance(run, steps, &error)) fail_msg("%s", error.message);
}

static void seek(glia_run *run, uint64_t step) {
  glia_error error = {0};
  if (glia_run_seek(run, step, &error)) fail_msg("%s", error.message);
  assert_int_equal(run->trainer->step, step);
}

/* All of a state, in the order in which it is kept: weights, what the optimizer remembers, statistics. */
typedef struct whole {
  float *block;
  size_t floats;
} whole;

static whole whole_of(const glia_run *run) {
  const glia_model *model = run->model;
  const size_t storage = model->network.storage, running = model->network.running;
  whole w = {new_floats(3 * storage + running), 0};
  const float *const arrays[] = {model->parameters, run->trainer->state.first, run->trainer->state.second};
  for (int i = 0; i < 3; i++) {
    if (!arrays[i]) continue;
    memcpy(w.block + w.floats, arrays[i], storage * sizeof(float));
    w.floats += storage;
  }
  memcpy(w.block + w.floats, model->running, running * sizeof(float));
  w.floats += running;
  return w;
}

static void check_equal(whole a, whole b, const char *experiment, uint64_t step) {
  if (a.floats != b.floats || memcmp(a.block, b.block, a.floats * sizeof(float)) != 0) {
    fail_msg("%s: step %llu is not what it was", experiment, (unsigned long long)step);
  }
}

/* One step at a time against one go, and back to each: the whole state, and what is measured of it. */
static void test_replay(void **state) {
  (void)state;
  for (int e = 0; e < EXPERIMENTS; e++) {
    path way = path_of(experiments[e], STEPS, NULL, 0);
    assert_int_equal(way.steps, STEPS);
    assert_true(way.hash[STEPS] != way.hash[0]);
    glia_run *run = run_of(experiments[e], NULL), *straight = run_of(experiments[e], NULL);
    advance(straight, STEPS);
    whole states[41];
    for (uint64_t step = 0; step <= STEPS; step++) {
      if (step) advance(run, 1);
      assert_true(hash_of_run(run) == way.hash[step]);
      if (step % 10 == 0) states[step / 10] = whole_of(run);
    }
    for (uint64_t turn = 0; turn < 41; turn++) {
      const uint64_t step = turn * 130 % 410;
      seek(straight, step);
      assert_true(hash_of_run(straight) == way.hash[step]);
      const whole there = whole_of(straight);
      check_equal(there, states[step / 10], experiments[e], step);
      free(there.block);
      glia_snapshot s;
      glia_measure(straight, &s);
      assert_true((float)s.loss == way.loss[step] && (float)s.testLoss == way.test_loss[step]);
    }
    for (int i = 0; i <= 40; i++) free(states[i].block);
    glia_run_free(run);
    glia_run_free(straight);
    path_free(&way);
  }
}

/* States kept so sparsely that most steps are replayed. */
static void test_little_room(void **state) {
  (void)state;
  for (int e = 0; e < EXPERIMENTS; e++) {
    path way = path_of(experiments[e], STEPS, NULL, 0);
    glia_run *run = run_of(experiments[e], NULL);
    const size_t bytes = 3 * run->history.floats * sizeof(float);
    assert_int_equal(glia_history_take(&run->history, run->trainer, 1, bytes, &run->arena, NULL), GLIA_OK);
    glia_history_add_state(&run->history, run->trainer);
    glia_run_reset(run);
    advance(run, STEPS);
    assert_true(run->history.state_interval > 50);
    for (uint64_t step = STEPS + 1; step-- > 0;) {
      if (step % 29) continue;
      seek(run, step);
      assert_true(hash_of_run(run) == way.hash[step]);
    }
    glia_run_free(run);
    path_free(&way);
  }
}

static void test_slicing(void **state) {
  (void)state;
  static const uint64_t slices[] = {1, 3, 17, 250};
  for (int e = 0; e < EXPERIMENTS; e++) {
    glia_run *straight = run_of(experiments[e], NULL);
    advance(straight, STEPS);
    const whole expected = whole_of(straight);
    for (int s = 0; s < 4; s++) {
      glia_run *run = run_of(experiments[e], NULL);
      while (run->trainer->step < STEPS) {
        const uint64_t left = STEPS - run->trainer->step;
        advance(run, slices[s] < left ? slices[s] : left);
        glia_snapshot snapshot;
        glia_measure(run, &snapshot); /* looking changes nothing */
      }
      const whole got = whole_of(run);
      check_equal(got, expected, experiments[e], STEPS);
      free(got.block);
      glia_run_free(run);
    }
    free(expected.block);
    glia_run_free(straight);
  }
}

/* Back to the very beginning: statistics too are as before any batch. */
static void test_reset(void **state) {
  (void)state;
  for (int e = 0; e < EXPERIMENTS; e++) {
    glia_run *run = run_of(experiments[e], NULL);
    const whole first = whole_of(run);
    advance(run, 50);
    glia_run_reset(run);
    const whole again = whole_of(run);
    check_equal(first, again, experiments[e], 0);
    free(first.block);
    free(again.block);
    glia_run_free(run);
  }
}

/* A change by hand, a branch, and every step of it. */
static void test_branch(void **state) {
  (void)state;
  for (int e = 0; e < EXPERIMENTS; e++) {
    const path_edit edits[] = {{30, 1, 0.5f}, {77, 0, -0.25f}};
    path way = path_of(experiments[e], 200, edits, 2);
    glia_run *run = run_of(experiments[e], NULL);
    advance(run, 150);
    for (int i = 0; i < 2; i++) {
      seek(run, edits[i].step);
      assert_int_equal(glia_run_set_parameter(run, edits[i].index, edits[i].value, NULL), GLIA_OK);
    }
    advance(run, 200 - 77);
    assert_true(hash_of_run(run) == way.hash[200]);
    for (uint64_t step = 0; step <= 200; step += 11) {
      seek(run, 200 - step);
      assert_true(hash_of_run(run) == way.hash[200 - step]);
    }
    glia_run_free(run);
    path_free(&way);
  }
}

/* Drops other units at each step and for each seed, the same ones for the same seed. */
static void test_dropout_seeds(void **state) {
  (void)state;
  uint64_t hashes[3];
  for (int seed = 0; seed < 3; seed++) {
    glia_settings settings = settings_of("data=xor&points=20&layers=8:tanh+drop0.5&batch=16");
    settings.seed = (uint32_t)seed;
    glia_run *run = glia_run_create(&settings, NULL, NULL), *again = glia_run_create(&settings, NULL, NULL);
    advance(run, 20);
    advance(again, 20);
    hashes[seed] = hash_of_run(run);
    assert_true(hash_of_run(again) == hashes[seed]);
    glia_run_free(run);
    glia_run_free(again);
  }
  assert_true(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
  glia_run *run = run_of("data=xor&points=20&layers=8:tanh+drop0.5&batch=16&seed=6", NULL);
  float mask[16 * 8]; /* what the last step dropped is the key's: the seed, the step, the layer */
  for (uint64_t step = 0; step < 9; step += 2) { /* the epoch's first batch is a whole one */
    seek(run, step);
    advance(run, 1);
    glia_dropout_mask((glia_dropout_key){6, step, 0}, 0.5f, 16, 8, mask);
    assert_memory_equal(run->trainer->workspace.stage[0].mask, mask, sizeof mask);
  }
  glia_run_free(run);
  path with = path_of("data=xor&points=20&layers=8:tanh+drop0.5&batch=16", 5, NULL, 0);
  path without = path_of("data=xor&points=20&layers=8:tanh&batch=16", 5, NULL, 0);
  assert_true(with.hash[0] == without.hash[0] && with.hash[1] != without.hash[1]);
  path_free(&with);
  path_free(&without);
}

/* The schedule is that of the settings, at every step and after going back. */
static void test_rates(void **state) {
  (void)state;
  glia_run *run = run_of("data=xor&points=20&layers=2:tanh&schedule=step&every=7&factor=0.5&rate=0.8", NULL);
  for (uint64_t step = 0; step < 60; step++) {
    seek(run, step % 2 ? step : 59 - step);
    const double expected = 0.8 * pow(0.5, floor((double)run->trainer->step / 7));
    glia_snapshot s;
    glia_measure(run, &s);
    assert_true(fabs(s.rate - expected) < 1e-12);
  }
  glia_run_free(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_replay),  cmocka_unit_test(test_little_room),
      cmocka_unit_test(test_slicing), cmocka_unit_test(test_reset),
      cmocka_unit_test(test_branch),  cmocka_unit_test(test_dropout_seeds),
      cmocka_unit_test(test_rates),
  };
  return cmocka_run_group_tests_name("run extras", tests, NULL, NULL);
}
