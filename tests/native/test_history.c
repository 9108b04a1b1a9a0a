/* What a run remembers: which steps are kept, how they are thinned, and how they are put back. */
#include "floats.h"
#include "path.h"

#include "reference.h"
#include "train/history.h"

/* A trainer of three parameters in each of which a step can be written down. */
static glia_trainer *open_trainer(glia_optimizer kind) {
  const reference shape = reference_make(2, "1:linear", GLIA_LOSS_MSE);
  const glia_start start = {GLIA_INIT_AUTO, 1, 1};
  glia_model *model = glia_model_create(2, &shape.layers, &shape.loss, start, NULL, NULL);
  glia_trainer_options options = {.optimizer = glia_optimizer_preset(), .batch = 1};
  options.optimizer.kind = kind;
  glia_trainer *trainer = glia_trainer_create(model, &options, NULL, NULL);
  assert_non_null(trainer);
  return trainer;
}

static void close_all(glia_trainer *trainer) {
  glia_model *model = trainer->model;
  glia_trainer_free(trainer);
  glia_model_free(model);
}

/* As if the trainer had made this many updates. */
static void pretend(glia_trainer *trainer, uint64_t step) {
  trainer->step = trainer->state.updates = step;
  const size_t storage = trainer->model->network.storage;
  for (size_t k = 0; k < storage; k++) {
    trainer->model->parameters[k] = (float)step + (float)k / 16;
    if (trainer->state.first) trainer->state.first[k] = -(float)step - (float)k / 16;
    if (trainer->state.second) trainer->state.second[k] = 2 * (float)step + (float)k / 16;
  }
  trainer->state.beta1_power = 1.0 / (1.0 + (double)step);
  trainer->state.beta2_power = 2.0 / (1.0 + (double)step);
}

static void check_state(const glia_trainer *trainer, uint64_t step) {
  assert_int_equal(trainer->step, step);
  assert_int_equal(trainer->state.updates, step);
  for (size_t k = 0; k < trainer->model->network.storage; k++) {
    assert_true(trainer->model->parameters[k] == (float)step + (float)k / 16);
    if (trainer->state.first) assert_true(trainer->state.first[k] == -(float)step - (float)k / 16);
    if (trainer->state.second)
      assert_true(trainer->state.second[k] == 2 * (float)step + (float)k / 16);
  }
  assert_true(trainer->state.beta1_power == 1.0 / (1.0 + (double)step));
  assert_true(trainer->state.beta2_power == 2.0 / (1.0 + (double)step));
}

static glia_history open_history(const glia_trainer *trainer, size_t room, glia_arena *arena) {
  glia_history history;
  const size_t arrays = 1u + (trainer->state.first != NULL) + (trainer->state.second != NULL);
  const size_t bytes = room * arrays * trainer->model->network.storage * sizeof(float);
  assert_int_equal(glia_history_take(&history, trainer, 1, bytes, arena, NULL), GLIA_OK);
  return history;
}

/* Keeps what is wanted at the trainer's step. */
static void remember(glia_history *history, const glia_trainer *trainer) {
  const uint64_t step = trainer->step;
  if (glia_history_wants_state(history, step)) glia_history_add_state(history, trainer);
  if (glia_history_wants_loss(history, step)) {
    glia_history_add_loss(history, (double)step, -(double)step);
  }
}

/* The room asked for, but 2 at the least and GLIA_HISTORY_STATES at the most. */
static void test_room(void **state) {
  (void)state;
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    glia_trainer *trainer = open_trainer((glia_optimizer)kind);
    static const size_t asked[] = {0, 1, 2, 3, 17, 256, 257, 100000};
    static const size_t given[] = {2, 2, 2, 3, 17, 256, 256, 256};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
      glia_arena arena = glia_arena_open(NULL);
      assert_int_equal(open_history(trainer, asked[i], &arena).room, given[i]);
      glia_arena_close(&arena);
    }
    close_all(trainer);
  }
}

/* Step by step: never more states than there is room for, every step can be gone back to, and the
 * nearest kept state lies no further back than the interval. */
static void test_states_are_thinned(void **state) {
  (void)state;
  enum { STEPS = 300 };
  for (size_t room = 2; room <= 9; room++) {
    glia_trainer *trainer = open_trainer((glia_optimizer)(room % GLIA_OPTIMIZER_COUNT));
    glia_arena arena = glia_arena_open(NULL);
    glia_history history = open_history(trainer, room, &arena);
    for (uint64_t step = 0; step <= STEPS; step++) {
      pretend(trainer, step);
      remember(&history, trainer);
      assert_true(history.states >= 1 && history.states <= history.room);
      /* twice as many steps as the interval times the room are never gone by */
      assert_true(step < 2 * room * history.state_interval);
      assert_true(history.state_interval == 1 || step >= room * history.state_interval / 2);
      for (uint64_t back = step > 40 ? step - 40 : 0; back <= step; back++) {
        trainer->fault = GLIA_FAULT_LOSS;
        trainer->fault_layer = 1;
        glia_history_restore(&history, trainer, back);
        assert_true(trainer->step <= back && back - trainer->step < history.state_interval);
        assert_int_equal(trainer->step % history.state_interval, 0);
        assert_true(trainer->fault == GLIA_FAULT_NONE && trainer->fault_layer == 0);
        check_state(trainer, trainer->step);
      }
    }
    for (uint64_t back = 0; back <= STEPS; back++) {
      glia_history_restore(&history, trainer, back);
      check_state(trainer, back / history.state_interval * history.state_interval);
    }
    glia_arena_close(&arena);
    close_all(trainer);
  }
}

/* Row i is of step i * interval, over a way that is thinned three times. */
static void test_losses_are_thinned(void **state) {
  (void)state;
  glia_trainer *trainer = open_trainer(GLIA_OPTIMIZER_SGD);
  glia_arena arena = glia_arena_open(NULL);
  glia_history history = open_history(trainer, 4, &arena);
  for (uint64_t step = 0; step <= 7000; step++) {
    trainer->step = step;
    remember(&history, trainer);
    assert_true(history.count >= 1 && history.count <= GLIA_HISTORY_ROWS);
    assert_true((history.count - 1) * history.interval <= step);
    assert_true(step - (history.count - 1) * history.interval < 2 * history.interval);
    if (step >= GLIA_HISTORY_ROWS) assert_true(history.count >= GLIA_HISTORY_ROWS / 2);
    if (step % 500 && step > 1100) continue;
    for (size_t i = 0; i < history.count; i++) {
      assert_true(history.loss[i] == (float)(i * history.interval));
      assert_true(history.test_loss[i] == -(float)(i * history.interval));
    }
  }
  assert_int_equal(history.interval, 8);
  glia_arena_close(&arena);
  close_all(trainer);
}

/* Measuring stays a modest share: at every step where it is little work, then once for as many examples as
 * it passes over, whatever a clock would say. */
static void test_first_interval(void **state) {
  (void)state;
  glia_trainer *trainer = open_trainer(GLIA_OPTIMIZER_SGD);
  const size_t parameters = trainer->model->network.parameter_count;
  const size_t free_rows = GLIA_HISTORY_WORK / parameters;
  const uint64_t batch = trainer->options.batch;
  const size_t counts[] = {1, free_rows, free_rows + 1, 2 * free_rows, 10 * free_rows + 3};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    glia_arena arena = glia_arena_open(NULL);
    glia_history history;
    assert_int_equal(glia_history_take(&history, trainer, counts[i], 0, &arena, NULL), GLIA_OK);
    const uint64_t first = history.interval;
    if (counts[i] <= free_rows) {
      assert_int_equal(first, 1);
    } else {
      assert_true(first * batch >= counts[i] && first * batch < 2 * counts[i] + 2 * batch);
      assert_true((first & (first - 1)) == 0);
    }
    for (uint64_t step = 0; step < 2 * first; step++) {
      assert_int_equal(glia_history_wants_loss(&history, step), step % first == 0);
      if (step % first == 0) glia_history_add_loss(&history, 0, 0);
    }
    history.interval *= 2;
    glia_history_clear(&history);
    assert_int_equal(history.interval, first);
    glia_arena_close(&arena);
  }
  close_all(trainer);
}

/* A run tells what it measures over: training and test part. */
static void test_first_interval_of_a_run(void **state) {
  (void)state;
  glia_run *run = run_of("data=digits8&points=1000&layers=64:relu&batch=20", NULL);
  assert_int_equal(run->history.interval, 64); /* 1,000 examples are 50 batches */
  assert_int_equal(glia_run_advance(run, 200, NULL), GLIA_OK);
  assert_int_equal(run->history.count, 4); /* 0, 64, 128, 192 */
  const float kept = run->history.loss[2];
  assert_int_equal(glia_run_seek(run, 128, NULL), GLIA_OK);
  assert_true((float)glia_run_loss(run, &run->dataset.train) == kept);
  glia_run_free(run);
  run = run_of("data=spiral&layers=8:tanh,8:tanh&points=500", NULL);
  assert_int_equal(run->history.interval, 1);
  glia_run_free(run);
}

/* Going only where stride leads keeps exactly what going step by step keeps. */
static void test_stride(void **state) {
  (void)state;
  glia_trainer *trainer = open_trainer(GLIA_OPTIMIZER_SGD);
  glia_arena arena = glia_arena_open(NULL);
  glia_history small = open_history(trainer, 5, &arena), large = open_history(trainer, 5, &arena);
  uint64_t next = 0, stops = 0;
  for (uint64_t step = 0; step <= 5000; step++) {
    pretend(trainer, step);
    remember(&small, trainer);
    if (step != next) continue;
    remember(&large, trainer);
    stops++;
    const uint64_t stride = glia_history_stride(&large, step);
    assert_true(stride >= 1);
    next = step + stride;
  }
  assert_true(stops < 3000); /* and it does leap */
  assert_int_equal(small.count, large.count);
  assert_int_equal(small.interval, large.interval);
  assert_int_equal(small.states, large.states);
  assert_int_equal(small.state_interval, large.state_interval);
  assert_memory_equal(small.loss, large.loss, small.count * sizeof(float));
  assert_memory_equal(small.test_loss, large.test_loss, small.count * sizeof(float));
  assert_memory_equal(small.state, large.state, small.states * small.floats * sizeof(float));
  glia_arena_close(&arena);
  close_all(trainer);
}

/* A change by hand forgets that step and all later ones, whatever the intervals are. */
static void test_edits_forget_the_later(void **state) {
  (void)state;
  for (uint64_t edited = 0; edited <= 60; edited++) {
    glia_trainer *trainer = open_trainer(GLIA_OPTIMIZER_MOMENTUM);
    glia_arena arena = glia_arena_open(NULL);
    glia_history history = open_history(trainer, 7, &arena);
    for (uint64_t step = 0; step <= 50; step++) {
      pretend(trainer, step);
      remember(&history, trainer);
    }
    const uint64_t interval = history.state_interval;
    pretend(trainer, edited);
    assert_int_equal(glia_history_add_edit(&history, trainer, 1, 0.5f, NULL), GLIA_OK);
    assert_int_equal(history.edits, 1);
    assert_true(history.count == (edited > 50 ? 51 : edited)); /* interval 1: rows 0 … edited-1 */
    assert_int_equal(history.state_interval, interval);
    for (size_t i = 0; i < history.states; i++) assert_true(i * interval < edited);
    assert_true((history.states + 1) * interval > (edited > 50 ? 50 : edited));
    glia_arena_close(&arena);
    close_all(trainer);
  }
}

static void test_edits_are_found_again(void **state) {
  (void)state;
  glia_trainer *trainer = open_trainer(GLIA_OPTIMIZER_SGD);
  glia_arena arena = glia_arena_open(NULL);
  glia_history history = open_history(trainer, 7, &arena);
  static const uint64_t steps[] = {0, 0, 3, 3, 3, 10};
  for (size_t i = 0; i < 6; i++) {
    pretend(trainer, steps[i]);
    assert_int_equal(glia_history_add_edit(&history, trainer, i % 2, (float)i, NULL), GLIA_OK);
  }
  for (uint64_t step = 0; step <= 12; step++) {
    const uint64_t next = step < 3 ? 3 - step : step < 10 ? 10 - step : 99;
    for (uint64_t most = 1; most <= 12; most++) {
      assert_int_equal(glia_history_until_edit(&history, step, most), next < most ? next : most);
    }
    pretend(trainer, step);
    glia_history_redo_edits(&history, trainer);
    const float *w = trainer->model->parameters;
    assert_true(w[0] == (step == 0 ? 0.0f : step == 3 ? 4.0f : (float)step));
    assert_true(w[1] == (step == 0    ? 1.0f
                         : step == 3  ? 3.0f
                         : step == 10 ? 5.0f
                                      : (float)step + 0.0625f));
  }
  pretend(trainer, 2); /* a branch: what was changed at 3 and 10 is gone */
  assert_int_equal(glia_history_add_edit(&history, trainer, 2, 7, NULL), GLIA_OK);
  assert_int_equal(history.edits, 3);
  assert_int_equal(glia_history_until_edit(&history, 2, 50), 50);
  glia_history_clear(&history);
  assert_true(history.edits == 0 && history.states == 0 && history.count == 0);
  assert_true(history.interval == 1 && history.state_interval == 1);
  glia_arena_close(&arena);
  close_all(trainer);
}

static void test_too_many_edits(void **state) {
  (void)state;
  glia_trainer *trainer = open_trainer(GLIA_OPTIMIZER_SGD);
  glia_arena arena = glia_arena_open(NULL);
  glia_history history = open_history(trainer, 3, &arena);
  for (size_t i = 0; i < GLIA_HISTORY_EDITS; i++) {
    pretend(trainer, i / 2);
    remember(&history, trainer);
    assert_int_equal(glia_history_add_edit(&history, trainer, i % 2, 1, NULL), GLIA_OK);
    remember(&history, trainer);
  }
  const glia_history before = history;
  glia_error error = {0};
  assert_int_equal(glia_history_add_edit(&history, trainer, 2, 2, &error), GLIA_LIMIT);
  assert_non_null(strstr(error.message, "4096"));
  assert_memory_equal(&history, &before, sizeof history);
  /* what is changed again takes no new room */
  assert_int_equal(glia_history_add_edit(&history, trainer, 1, 3, NULL), GLIA_OK);
  assert_int_equal(history.edits, GLIA_HISTORY_EDITS);
  pretend(trainer, 1000); /* a branch makes room */
  assert_int_equal(glia_history_add_edit(&history, trainer, 2, 2, NULL), GLIA_OK);
  assert_int_equal(history.edits, 2003);
  glia_arena_close(&arena);
  close_all(trainer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_room),
      cmocka_unit_test(test_states_are_thinned),
      cmocka_unit_test(test_losses_are_thinned),
      cmocka_unit_test(test_first_interval),
      cmocka_unit_test(test_first_interval_of_a_run),
      cmocka_unit_test(test_stride),
      cmocka_unit_test(test_edits_forget_the_later),
      cmocka_unit_test(test_edits_are_found_again),
      cmocka_unit_test(test_too_many_edits),
  };
  return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
