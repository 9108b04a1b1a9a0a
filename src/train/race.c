#include "train/race.h"

#include <string.h>

static int same_shape(const glia_network *a, const glia_network *b) {
  if (a->storage != b->storage || a->tensor_count != b->tensor_count) return 0;
  for (int t = 0; t < a->tensor_count; t++) {
    const glia_tensor *x = &a->tensor[t], *y = &b->tensor[t];
    if (x->role != y->role || x->layer != y->layer || x->rows != y->rows || x->units != y->units) {
      return 0;
    }
  }
  return 1;
}

/* The first run's initial weights for another; its history begins with them. */
static void start_alike(const glia_run *first, glia_run *run) {
  const glia_network *network = &run->model->network;
  if (!same_shape(&first->model->network, network)) return;
  memcpy(run->model->parameters, first->model->parameters, network->storage * sizeof(float));
  glia_history_clear(&run->history);
  glia_history_add_state(&run->history, run->trainer);
  glia_history_add_loss(&run->history, glia_run_loss(run, &run->dataset.train),
                        glia_run_loss(run, &run->dataset.test));
}

glia_race *glia_race_create(const glia_settings *settings, size_t count, const glia_given *given,
                            int share, size_t history_bytes, const glia_memory *memory,
                            glia_error *error) {
  if (count < 1 || count > GLIA_RACE_MAX) {
    glia_fail(error, GLIA_RANGE, -1, "a race has 1 to %d experiments, not %lu", GLIA_RACE_MAX,
              (unsigned long)count);
    return NULL;
  }
  glia_arena arena = glia_arena_open(memory);
  glia_race *race = glia_arena_take(&arena, sizeof *race);
  glia_run **run = glia_arena_array(&arena, count, sizeof *run);
  if (!race || !run) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    glia_arena_close(&arena);
    return NULL;
  }
  *race = (glia_race){.arena = arena, .count = count, .run = run};
  for (size_t i = 0; i < count; i++) {
    run[i] = glia_run_create_with(
        &settings[i], glia_data_is_given((glia_data)settings[i].data) ? given : NULL,
        history_bytes / count, memory, error);
    if (!run[i]) {
      if (error) error->position = (int)i;
      glia_race_free(race);
      return NULL;
    }
    if (share && i) start_alike(run[0], run[i]);
  }
  return race;
}

void glia_race_free(glia_race *race) {
  if (!race) return;
  for (size_t i = 0; i < race->count; i++) glia_run_free(race->run[i]);
  glia_arena arena = race->arena;
  glia_arena_close(&arena);
}

size_t glia_race_advance(glia_race *race, uint64_t steps) {
  size_t going = 0;
  for (size_t i = 0; i < race->count; i++) {
    glia_run *run = race->run[i];
    if (!run->trainer->fault && !run->stopped) glia_run_advance(run, steps, NULL);
    going += !run->trainer->fault && !run->stopped;
  }
  race->step += steps;
  return going;
}
