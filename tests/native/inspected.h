/* What tests of inspection share: runs from experiment strings, and a run's whole state as one hash. */
#ifndef GLIA_TESTS_INSPECTED_H
#define GLIA_TESTS_INSPECTED_H

#include "floats.h"

#include "counting.h"
#include "io/experiment.h"
#include "train/run.h"

static inline glia_settings read_settings(const char *experiment) {
  glia_settings settings;
  glia_error error;
  if (glia_experiment_parse(experiment, strlen(experiment), &settings, &error)) {
    fail_msg("'%s' is refused: %s", experiment, error.message);
  }
  return settings;
}

static inline glia_run *open_run(const char *experiment, const glia_memory *memory) {
  const glia_settings settings = read_settings(experiment);
  glia_error error;
  glia_run *run = glia_run_create(&settings, memory, &error);
  if (!run) fail_msg("'%s' makes no run: %s", experiment, error.message);
  return run;
}

static inline void go(glia_run *run, uint64_t steps) {
  glia_error error;
  if (glia_run_advance(run, steps, &error)) fail_msg("%s", error.message);
}

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  for (size_t i = 0; i < count; i++) hash = (hash ^ at[i]) * 0x100000001B3u;
  return hash;
}

/* Everything of a run that a look at it must not change. */
static inline uint64_t whole_state(const glia_run *run) {
  const glia_trainer *t = run->trainer;
  const glia_history *h = &run->history;
  const size_t storage = run->model->network.storage * sizeof(float);
  uint64_t hash = hash_bytes(0xCBF29CE484222325u, run->model->parameters, storage);
  hash = hash_bytes(hash, run->model->running, run->model->network.running * sizeof(float));
  if (t->state.first) hash = hash_bytes(hash, t->state.first, storage);
  if (t->state.second) hash = hash_bytes(hash, t->state.second, storage);
  const double doubles[] = {t->state.beta1_power, t->state.beta2_power, t->loss,
                            t->gradient_norm,     run->best_loss};
  const uint64_t counts[] = {t->step,      t->state.updates, (uint64_t)t->fault, t->fault_layer,
                             run->reached, run->altered,     run->judged,        run->best_step,
                             (uint64_t)run->stopped, h->count, h->interval, h->states,
                             h->state_interval, h->edits, h->origin};
  hash = hash_bytes(hash, doubles, sizeof doubles);
  hash = hash_bytes(hash, counts, sizeof counts);
  hash = hash_bytes(hash, h->state, h->states * h->floats * sizeof(float));
  hash = hash_bytes(hash, h->loss, h->count * sizeof(float));
  return hash_bytes(hash, h->test_loss, h->count * sizeof(float));
}

static inline uint64_t hash_of(const glia_run *run) {
  return glia_network_hash(&run->model->network, run->model->parameters);
}

#endif
