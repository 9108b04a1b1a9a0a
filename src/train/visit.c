#include "train/visit.h"

#include <string.h>

/* Copies the four arrays of a state one behind the other, or back from there. */
static void copy_state(const glia_trainer *trainer, float *kept, int back) {
  const glia_model *model = trainer->model;
  const size_t storage = model->network.storage;
  float *const array[] = {model->parameters, trainer->state.first, trainer->state.second,
                          model->running};
  const size_t count[] = {storage, storage, storage, model->network.running};
  for (int i = 0; i < 4; i++) {
    if (!array[i]) continue;
    memcpy(back ? array[i] : kept, back ? kept : array[i], count[i] * sizeof(float));
    kept += count[i];
  }
}

/* Replays to a step that was made; edits of the last one included. */
static void replay(glia_run *run, uint64_t step) {
  glia_trainer *trainer = run->trainer;
  glia_history_restore(&run->history, trainer, step);
  while (trainer->step < step) {
    const uint64_t left = step - trainer->step;
    const uint64_t steps = glia_history_until_edit(&run->history, trainer->step, left);
    if (glia_trainer_advance(trainer, steps) < steps) return;
    glia_history_redo_edits(&run->history, trainer);
  }
}

glia_status glia_visit_begin(glia_visit *visit, glia_run *run, uint64_t step, glia_error *error) {
  glia_trainer *trainer = run->trainer;
  if (step < run->history.origin || step > trainer->step) {
    return glia_fail(error, GLIA_RANGE, -1, "step %llu is not on the way this run has come",
                     (unsigned long long)step);
  }
  glia_visit taken = {.arena = glia_arena_open(&run->arena.memory)};
  taken.kept = glia_arena_floats(&taken.arena, run->history.floats);
  if (!taken.kept) {
    glia_arena_close(&taken.arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  copy_state(trainer, taken.kept, 0);
  taken.state = trainer->state;
  taken.step = trainer->step;
  taken.loss = trainer->loss;
  taken.gradient_norm = trainer->gradient_norm;
  taken.fault = trainer->fault;
  taken.fault_layer = trainer->fault_layer;
  *visit = taken;
  replay(run, step);
  return GLIA_OK;
}

void glia_visit_step(glia_run *run) { glia_trainer_advance(run->trainer, 1); }

void glia_visit_end(glia_visit *visit, glia_run *run) {
  glia_trainer *trainer = run->trainer;
  copy_state(trainer, visit->kept, 1);
  trainer->state = visit->state;
  trainer->step = visit->step;
  trainer->loss = visit->loss;
  trainer->gradient_norm = visit->gradient_norm;
  trainer->fault = visit->fault;
  trainer->fault_layer = visit->fault_layer;
  glia_arena_close(&visit->arena);
}
