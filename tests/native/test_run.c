/* A run and its past: any step again to the bit, whatever was edited, thinned, sliced or broken. */
#include "floats.h"

#include "counting.h"
#include "inspect/measure.h"
#include "path.h"

enum { SEED = 57721 };

/* Small and quick, a partial last batch, every optimizer. */
static const char *const experiments[] = {
    "data=xor&points=20&layers=3:tanh&optimizer=adam&rate=0.01&batch=4&seed=1",
    "data=circle&points=26&layers=4:relu&optimizer=momentum&batch=5&seed=2&loss=mse",
    "data=hills&points=18&layers=2:sigmoid,2:tanh&optimizer=sgd&rate=0.05&batch=3&seed=3",
    "data=gauss&points=20&layers=3:tanh&rate=0.003&batch=16&seed=4&loss=cross_entropy",
};
enum { EXPERIMENTS = sizeof experiments / sizeof *experiments };

static void advance(glia_run *run, uint64_t steps) {
  glia_error error = {0};
  if (glia_run_advance(run, steps, &error)) fail_msg("%s", error.message);
}

static void seek(glia_run *run, uint64_t step) {
  glia_error error = {0};
  if (glia_run_seek(run, step, &error)) fail_msg("%s", error.message);
  assert_int_equal(run->trainer->step, step);
}

/* How many of some edits are kept: a second one of a parameter at the same step replaces the first. */
static size_t kept(const path_edit *of, size_t count) {
  size_t different = 0;
  for (size_t i = 0; i < count; i++) {
    int again = 0;
    for (size_t j = 0; j < i; j++) again |= of[j].step == of[i].step && of[j].index == of[i].index;
    different += !again;
  }
  return different;
}

static void check_at(const glia_run *run, const path *way, uint64_t step) {
  assert_int_equal(run->trainer->step, step);
  if (hash_of_run(run) != way->hash[step]) {
    fail_msg("%s after %llu steps: not the state a straight run had there",
             run->settings.optimizer == GLIA_OPTIMIZER_ADAM ? "adam" : "sgd or momentum",
             (unsigned long long)step);
  }
}

static void check_losses(const glia_run *run, const path *way) {
  const glia_history *h = &run->history;
  assert_true(h->count >= 1 && (h->count - 1) * h->interval <= run->reached);
  assert_true(run->reached - (h->count - 1) * h->interval < 2 * h->interval);
  for (size_t i = 0; i < h->count; i++) {
    assert_true(bits_of(h->loss[i]) == bits_of(way->loss[i * h->interval]));
    assert_true(bits_of(h->test_loss[i]) == bits_of(way->test_loss[i * h->interval]));
  }
}

/* Thousands of steps, so that states and losses are thinned several times; then anywhere. */
static void test_seek(void **state) {
  (void)state;
  for (int e = 0; e < EXPERIMENTS; e++) {
    const uint64_t steps = e ? 1300 : 4500;
    path way = path_of(experiments[e], steps, NULL, 0);
    assert_int_equal(way.steps, steps);
    glia_run *run = run_of(experiments[e], NULL);
    uint32_t random = SEED + (uint32_t)e;
    check_at(run, &way, 0);
    advance(run, steps);
    check_at(run, &way, steps);
    check_losses(run, &way);
    assert_true(run->history.interval >= (e ? 2 : 8) &&
                run->history.state_interval >= (e ? 4 : 16));
    for (int i = 0; i < 100; i++) {
      const uint64_t step = next_bits(&random) % (steps + 1);
      seek(run, step);
      check_at(run, &way, step);
      assert_int_equal(run->reached, steps);
      if (i % 10 == 0) {
        const uint64_t left = steps - step;
        const uint64_t on = next_bits(&random) % ((left < 150 ? left : 150) + 1);
        advance(run, on);
        check_at(run, &way, step + on);
      }
    }
    for (uint64_t step = 100; step-- > 0;) { /* one back at a time */
      seek(run, step);
      check_at(run, &way, step);
    }
    check_losses(run, &way); /* going about has changed nothing */
    glia_run_free(run);
    path_free(&way);
  }
}

/* The same history and the same bits however time is sliced. */
static void test_slicing(void **state) {
  (void)state;
  enum { STEPS = 1100 };
  static const uint64_t slices[] = {1, 2, 7, 64, 1000, STEPS};
  glia_run *whole = run_of(experiments[0], NULL);
  advance(whole, STEPS);
  for (size_t s = 0; s < sizeof slices / sizeof *slices; s++) {
    glia_run *run = run_of(experiments[0], NULL);
    while (run->trainer->step < STEPS) {
      const uint64_t left = STEPS - run->trainer->step;
      advance(run, slices[s] < left ? slices[s] : left);
      advance(run, 0);
    }
    const glia_history *a = &whole->history, *b = &run->history;
    assert_true(hash_of_run(run) == hash_of_run(whole));
    assert_true(a->count == b->count && a->interval == b->interval);
    assert_true(a->states == b->states && a->state_interval == b->state_interval);
    assert_memory_equal(a->loss, b->loss, a->count * sizeof(float));
    assert_memory_equal(a->test_loss, b->test_loss, a->count * sizeof(float));
    assert_memory_equal(a->state, b->state, a->states * a->floats * sizeof(float));
    assert_memory_equal(a->powers, b->powers, a->states * 3 * sizeof(double));
    glia_run_free(run);
  }
  glia_run_free(whole);
}

static void edit(glia_run *run, const path_edit *change) {
  glia_error error = {0};
  if (glia_run_set_parameter(run, change->index, change->value, &error))
    fail_msg("%s", error.message);
}

/* Goes along a whole path, making its edits by hand on the way. */
static void walk(glia_run *run, uint64_t to, const path_edit *edits, size_t count) {
  for (size_t e = 0; e < count; e++) {
    advance(run, edits[e].step - run->trainer->step);
    edit(run, &edits[e]);
  }
  advance(run, to - run->trainer->step);
}

/* Before the first step, several in one step, one parameter twice, on and off the kept steps. */
static const path_edit edits[] = {
    {0, 0, 0.5f},     {0, 3, -0.25f},  {0, 0, 0.75f},   {1, 1, 0.125f}, {5, 2, 1.0f},
    {5, 2, -1.0f},    {300, 4, 0.0f},  {511, 5, 0.3f},  {512, 5, 0.4f}, {513, 5, 0.5f},
    {1024, 6, -0.0f}, {1999, 7, 2.0f}, {2000, 7, -2.0f}};
enum { EDITS = sizeof edits / sizeof *edits };

static void test_seek_with_edits(void **state) {
  (void)state;
  enum { STEPS = 2100 };
  for (int e = 0; e < EXPERIMENTS; e++) {
    path way = path_of(experiments[e], STEPS, edits, EDITS);
    glia_run *run = run_of(experiments[e], NULL);
    uint32_t random = SEED + 9 + (uint32_t)e;
    walk(run, STEPS, edits, EDITS);
    check_at(run, &way, STEPS);
    check_losses(run, &way);
    assert_int_equal(run->history.edits, kept(edits, EDITS));
    for (size_t i = 0; i < EDITS; i++) { /* at, just before and just after each */
      for (uint64_t near = edits[i].step ? edits[i].step - 1 : 0; near <= edits[i].step + 1;
           near++) {
        seek(run, near);
        check_at(run, &way, near);
      }
    }
    for (int i = 0; i < 60; i++) {
      const uint64_t step = next_bits(&random) % (STEPS + 1);
      seek(run, step);
      check_at(run, &way, step);
    }
    seek(run, STEPS);
    check_at(run, &way, STEPS);
    check_losses(run, &way);
    assert_int_equal(run->reached, STEPS);
    glia_run_free(run);
    path_free(&way);
  }
}

/* A change in the past starts another path: what came later there is forgotten. */
static void test_branch(void **state) {
  (void)state;
  static const uint64_t branches[] = {0, 1, 5, 16, 300, 777, 1024};
  for (size_t b = 0; b < sizeof branches / sizeof *branches; b++) {
    for (int e = (int)b % 2; e < EXPERIMENTS; e += 2) {
      path_edit taken[EDITS + 1];
      size_t count = 0;
      while (count < EDITS && edits[count].step <= branches[b]) {
        taken[count] = edits[count];
        count++;
      }
      taken[count++] = (path_edit){branches[b], 2, -0.625f};
      path way = path_of(experiments[e], 1300, taken, count);
      glia_run *run = run_of(experiments[e], NULL);
      walk(run, 1300, edits, EDITS - 2);
      seek(run, branches[b]);
      edit(run, &taken[count - 1]);
      check_at(run, &way, branches[b]);
      assert_int_equal(run->reached, branches[b]);
      assert_true((run->history.count - 1) * run->history.interval <= branches[b]);
      assert_int_equal(run->history.edits, kept(taken, count));
      advance(run, 1300 - branches[b]);
      check_at(run, &way, 1300);
      check_losses(run, &way);
      for (uint64_t step = 1300; step > 137; step -= 137) {
        seek(run, step);
        check_at(run, &way, step);
      }
      glia_run_free(run);
      path_free(&way);
    }
  }
}

/* Room for a handful of states: thinned to almost nothing, and still every step can be had. */
static void test_seek_with_little_room(void **state) {
  (void)state;
  enum { STEPS = 530 };
  for (size_t room = 2; room <= 5; room++) {
    path way = path_of(experiments[0], STEPS, edits, 10);
    glia_run *run = run_of(experiments[0], NULL);
    const size_t bytes = room * run->history.floats * sizeof(float);
    assert_int_equal(glia_history_take(&run->history, run->trainer, 1, bytes, &run->arena, NULL),
                     GLIA_OK);
    assert_int_equal(run->history.room, room);
    glia_history_add_state(&run->history, run->trainer);
    glia_run_reset(run);
    walk(run, STEPS, edits, 10);
    for (uint64_t step = 0; step <= STEPS; step += 53) {
      seek(run, STEPS - step);
      check_at(run, &way, STEPS - step);
      seek(run, step);
      check_at(run, &way, step);
    }
    assert_true(run->history.states <= room);
    glia_run_free(run);
    path_free(&way);
  }
}

static void test_reset(void **state) {
  (void)state;
  path way = path_of(experiments[0], 800, NULL, 0);
  glia_run *run = run_of(experiments[0], NULL);
  for (int round = 0; round < 3; round++) {
    if (round < 2) {
      seek(run, 0);
      walk(run, round ? 3 : 700, edits, round ? 4 : 7);
    }
    if (round) seek(run, 2); /* reset also from the middle of the past */
    glia_run_reset(run);
    check_at(run, &way, 0);
    assert_true(run->reached == 0 && run->history.edits == 0);
    assert_true(run->history.count == 1 && run->history.states == 1 && run->history.edits == 0);
    check_losses(run, &way);
    advance(run, 800); /* the changes made before are not made again */
    check_at(run, &way, 800);
    check_losses(run, &way);
    seek(run, 77);
    check_at(run, &way, 77);
  }
  glia_run_free(run);
  path_free(&way);
}

/* The last batch's loss belongs to the step shown, however the run came there. */
static void test_batch_loss(void **state) {
  (void)state;
  path way = path_of(experiments[0], 530, edits, 10);
  glia_run *run = run_of(experiments[0], NULL);
  glia_snapshot snapshot;
  walk(run, 530, edits, 10);
  for (uint64_t step = 0; step <= 530; step++) {
    seek(run, 530 - step);
    glia_measure(run, &snapshot);
    if (snapshot.batchLoss != way.batch_loss[530 - step]) {
      fail_msg("after a seek to step %llu the last batch's loss is %g, in a straight run %g",
               530 - (unsigned long long)step, snapshot.batchLoss, way.batch_loss[530 - step]);
    }
  }
  advance(run, 10);
  glia_run_reset(run);
  glia_measure(run, &snapshot);
  assert_true(snapshot.batchLoss == 0.0); /* before the first */
  glia_run_free(run);
  path_free(&way);
}

static void check_refused(glia_run *run, size_t index, float value, glia_status status) {
  glia_error error = {0};
  const uint64_t hash = hash_of_run(run), step = run->trainer->step;
  const glia_history history = run->history;
  const uint64_t reached = run->reached;
  assert_int_equal(glia_run_set_parameter(run, index, value, &error), status);
  assert_int_equal(error.status, status);
  assert_true(strlen(error.message) > 10);
  assert_true(hash_of_run(run) == hash && run->trainer->step == step && run->reached == reached);
  assert_memory_equal(&run->history, &history, sizeof history);
}

static void test_set_parameter_refuses(void **state) {
  (void)state;
  glia_run *run = run_of(experiments[0], NULL);
  const size_t count = run->model->network.parameter_count;
  advance(run, 50);
  seek(run, 20);
  check_refused(run, count, 1, GLIA_RANGE);
  check_refused(run, SIZE_MAX, 1, GLIA_RANGE);
  check_refused(run, 0, NAN, GLIA_NOT_FINITE);
  check_refused(run, count - 1, -INFINITY, GLIA_NOT_FINITE);
  for (int i = 0; i < GLIA_HISTORY_EDITS; i++) {
    if (i && (size_t)i % count == 0) advance(run, 1);
    edit(run, &(path_edit){0, (size_t)i % count, (float)i / 4096});
  }
  check_refused(run, GLIA_HISTORY_EDITS % count, 1, GLIA_LIMIT);
  const uint64_t hash = hash_of_run(run), step = run->trainer->step;
  advance(run, 100);
  seek(run, step);
  assert_true(hash_of_run(run) == hash);
  seek(run, 19); /* earlier, there is room again */
  edit(run, &(path_edit){0, 0, 1});
  assert_int_equal(run->history.edits, 1);
  glia_run_free(run);
}

/* Taking memory is for making a run alone; and what that takes has a bound. */
static void test_memory(void **state) {
  (void)state;
  static const char *const sizes[] = {
      "data=xor&points=20&layers=3:tanh&batch=4",
      "data=xor&points=20&layers=64:tanh,64:tanh&batch=4&optimizer=adam",
      "data=xor&points=20&layers=300:relu,300:relu&batch=4&optimizer=momentum"};
  for (size_t s = 0; s < 3; s++) {
    counting count = {0};
    const glia_memory memory = counting_memory(&count);
    glia_run *run = run_of(sizes[s], &memory);
    const counting made = count;
    const size_t others = run->model->network.storage * 8 * sizeof(float) + (4 << 20);
    assert_true(made.bytes <= GLIA_RUN_HISTORY_BYTES + others);
    counting_refuse(&count, 1); /* and from now on there is none */
    glia_snapshot snapshot;
    for (int i = 0; i < 3; i++) {
      advance(run, s ? 10 : 600);
      edit(run, &(path_edit){0, 0, 0.5f});
      seek(run, s ? 7 : 300);
      glia_measure(run, &snapshot);
      advance(run, s ? 10 : 600);
    }
    glia_run_reset(run);
    advance(run, 5);
    assert_true(count.requests == 0 && count.live == made.live);
    glia_run_free(run);
    assert_int_equal(count.live, 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_seek),
      cmocka_unit_test(test_slicing),
      cmocka_unit_test(test_seek_with_edits),
      cmocka_unit_test(test_branch),
      cmocka_unit_test(test_seek_with_little_room),
      cmocka_unit_test(test_reset),
      cmocka_unit_test(test_batch_loss),
      cmocka_unit_test(test_set_parameter_refuses),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
