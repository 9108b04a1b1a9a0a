#include "train/history.h"

#include <string.h>

static uint64_t first_interval(const glia_trainer *trainer, size_t rows) {
  const uint64_t work = (uint64_t)rows * trainer->model->network.parameter_count;
  uint64_t interval = 1;
  if (work <= GLIA_HISTORY_WORK) return interval;
  while (interval * trainer->options.batch < rows) interval *= 2;
  return interval;
}

glia_status glia_history_take(glia_history *history, const glia_trainer *trainer, size_t rows,
                              size_t bytes, glia_arena *arena, glia_error *error) {
  const size_t storage = trainer->model->network.storage;
  glia_history taken = {.first_interval = first_interval(trainer, rows), .state_interval = 1};
  taken.interval = taken.first_interval;
  taken.floats =
      storage * (1u + (trainer->state.first != NULL) + (trainer->state.second != NULL)) +
      trainer->model->network.running;
  taken.room = bytes / (taken.floats * sizeof(float));
  if (taken.room > GLIA_HISTORY_STATES) taken.room = GLIA_HISTORY_STATES;
  if (taken.room < 2) taken.room = 2;
  taken.loss = glia_arena_floats(arena, GLIA_HISTORY_ROWS);
  taken.test_loss = glia_arena_floats(arena, GLIA_HISTORY_ROWS);
  taken.state = glia_arena_array(arena, taken.room, taken.floats * sizeof(float));
  taken.powers = glia_arena_array(arena, taken.room, 3 * sizeof(double));
  taken.edit = glia_arena_array(arena, GLIA_HISTORY_EDITS, sizeof *taken.edit);
  if (!taken.loss || !taken.test_loss || !taken.state || !taken.powers || !taken.edit) {
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  *history = taken;
  return GLIA_OK;
}

void glia_history_clear(glia_history *history) {
  history->count = history->states = history->edits = 0;
  history->interval = history->first_interval;
  history->state_interval = 1;
  history->origin = 0;
}

int glia_history_wants_loss(const glia_history *history, uint64_t step) {
  return step == history->count * history->interval;
}

int glia_history_wants_state(const glia_history *history, uint64_t step) {
  return step == history->origin + history->states * history->state_interval;
}

uint64_t glia_history_stride(const glia_history *history, uint64_t step) {
  const uint64_t loss = history->interval - step % history->interval;
  const uint64_t state = history->state_interval - (step - history->origin) % history->state_interval;
  return loss < state ? loss : state;
}

void glia_history_add_loss(glia_history *history, double loss, double test_loss) {
  history->loss[history->count] = (float)loss;
  history->test_loss[history->count++] = (float)test_loss;
  if (history->count < GLIA_HISTORY_ROWS) return;
  for (size_t i = 0; i < GLIA_HISTORY_ROWS / 2; i++) {
    history->loss[i] = history->loss[2 * i];
    history->test_loss[i] = history->test_loss[2 * i];
  }
  history->count = GLIA_HISTORY_ROWS / 2;
  history->interval *= 2;
}

/* The arrays a state consists of, one behind the other. */
typedef struct parts {
  float *array[4];
  size_t count[4];
} parts;

static parts parts_of(const glia_trainer *trainer) {
  const glia_model *model = trainer->model;
  const size_t storage = model->network.storage;
  return (parts){{model->parameters, trainer->state.first, trainer->state.second, model->running},
                 {storage, storage, storage, model->network.running}};
}

static void keep(glia_history *history, const glia_trainer *trainer, size_t at) {
  const parts from = parts_of(trainer);
  float *to = history->state + at * history->floats;
  for (int i = 0; i < 4; i++) {
    if (!from.array[i]) continue;
    memcpy(to, from.array[i], from.count[i] * sizeof *to);
    to += from.count[i];
  }
  history->powers[3 * at] = trainer->state.beta1_power;
  history->powers[3 * at + 1] = trainer->state.beta2_power;
  history->powers[3 * at + 2] = trainer->loss;
}

void glia_history_add_state(glia_history *history, const glia_trainer *trainer) {
  if (history->states == history->room) {
    const size_t kept = (history->states + 1) / 2;
    for (size_t i = 1; i < kept; i++) {
      memcpy(history->state + i * history->floats, history->state + 2 * i * history->floats,
             history->floats * sizeof(float));
      memcpy(history->powers + 3 * i, history->powers + 6 * i, 3 * sizeof(double));
    }
    history->states = kept;
    history->state_interval *= 2;
    if (!glia_history_wants_state(history, trainer->step)) return;
  }
  keep(history, trainer, history->states++);
}

void glia_history_restore(const glia_history *history, glia_trainer *trainer, uint64_t step) {
  const uint64_t wanted = (step - history->origin) / history->state_interval;
  const size_t at = (size_t)(wanted < history->states ? wanted : history->states - 1);
  const parts to = parts_of(trainer);
  const float *from = history->state + at * history->floats;
  for (int i = 0; i < 4; i++) {
    if (!to.array[i]) continue;
    memcpy(to.array[i], from, to.count[i] * sizeof *from);
    from += to.count[i];
  }
  trainer->state.beta1_power = history->powers[3 * at];
  trainer->state.beta2_power = history->powers[3 * at + 1];
  trainer->loss = history->powers[3 * at + 2];
  trainer->step = trainer->state.updates = history->origin + at * history->state_interval;
  trainer->fault = GLIA_FAULT_NONE;
  trainer->fault_layer = 0;
}

/* Drops what is kept for this step and all later ones. */
static void forget_from(glia_history *history, uint64_t step) {
  const uint64_t losses = (step + history->interval - 1) / history->interval;
  const uint64_t states =
      (step - history->origin + history->state_interval - 1) / history->state_interval;
  if (losses < history->count) history->count = (size_t)losses;
  if (states < history->states) history->states = (size_t)states;
}

glia_status glia_history_add_edit(glia_history *history, const glia_trainer *trainer, size_t slot,
                                  float value, glia_error *error) {
  const uint64_t step = trainer->step;
  size_t kept = history->edits;
  while (kept && history->edit[kept - 1].step > step) kept--;
  /* A second change of one parameter at one step replaces the first. */
  size_t at = kept;
  while (at && history->edit[at - 1].step == step && history->edit[at - 1].slot != slot) at--;
  const int again = at && history->edit[at - 1].step == step;
  if (kept == GLIA_HISTORY_EDITS && !again) {
    return glia_fail(error, GLIA_LIMIT, -1,
                     "%d changes by hand are kept for replay, and that many were made; start the "
                     "run again to make more",
                     GLIA_HISTORY_EDITS);
  }
  forget_from(history, step);
  const glia_edit edit = {step, (uint32_t)slot, value};
  history->edits = kept;
  if (again) {
    history->edit[at - 1] = edit;
  } else {
    history->edit[history->edits++] = edit;
  }
  return GLIA_OK;
}

void glia_history_redo_edits(const glia_history *history, glia_trainer *trainer) {
  for (size_t i = 0; i < history->edits; i++) {
    const glia_edit *edit = &history->edit[i];
    if (edit->step == trainer->step) trainer->model->parameters[edit->slot] = edit->value;
  }
}

uint64_t glia_history_until_edit(const glia_history *history, uint64_t step, uint64_t most) {
  for (size_t i = 0; i < history->edits; i++) {
    if (history->edit[i].step <= step) continue;
    const uint64_t steps = history->edit[i].step - step; /* edits are in order of steps */
    return steps < most ? steps : most;
  }
  return most;
}
