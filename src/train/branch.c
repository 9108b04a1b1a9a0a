#include "train/branch.h"

#include <string.h>

int glia_branch_allows(const char *key) {
  static const char *const free[] = {
      "optimizer", "rate",    "momentum", "beta1", "beta2", "alpha", "eps",
      "schedule",  "horizon", "warmup",   "every", "factor", "floor", "l1",
      "decay",     "penalize", "clip_norm", "clip_value", "patience", "batch"};
  for (size_t i = 0; i < sizeof free / sizeof *free; i++) {
    if (strcmp(free[i], key) == 0) return 1;
  }
  return 0;
}

static int same_layers(const glia_layers *a, const glia_layers *b) {
  if (a->count != b->count) return 0;
  for (uint32_t l = 0; l < a->count; l++) {
    const glia_layer *x = &a->layer[l], *y = &b->layer[l];
    if (x->units != y->units || x->activation != y->activation || x->norm != y->norm ||
        x->init != y->init || x->dropout != y->dropout || x->residual != y->residual ||
        x->no_bias != y->no_bias) {
      return 0;
    }
  }
  return 1;
}

static int same_value(const glia_setting *setting, const glia_settings *a,
                      const glia_settings *b) {
  const void *x = (const char *)a + setting->offset, *y = (const char *)b + setting->offset;
  switch (setting->type) {
    case GLIA_TYPE_LAYERS: return same_layers(x, y);
    case GLIA_TYPE_REAL: return *(const double *)x == *(const double *)y;
    default: return *(const uint32_t *)x == *(const uint32_t *)y;
  }
}

static glia_status check(const glia_settings *from, const glia_settings *to, glia_error *error) {
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (same_value(&table[i], from, to) || glia_branch_allows(table[i].key)) continue;
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "%s (%s) cannot change on the way: it needs other data or another network; "
                     "start a new run for that",
                     table[i].key, table[i].label);
  }
  return GLIA_OK;
}

static void take_over(glia_run *branch, const glia_run *run) {
  const glia_trainer *from = run->trainer;
  glia_trainer *to = branch->trainer;
  const size_t bytes = run->model->network.storage * sizeof(float);
  memcpy(branch->model->parameters, run->model->parameters, bytes);
  memcpy(branch->model->running, run->model->running,
         run->model->network.running * sizeof(float));
  if (to->options.optimizer.kind == from->options.optimizer.kind) {
    if (to->state.first && from->state.first) memcpy(to->state.first, from->state.first, bytes);
    if (to->state.second && from->state.second) memcpy(to->state.second, from->state.second, bytes);
    to->state.beta1_power = from->state.beta1_power;
    to->state.beta2_power = from->state.beta2_power;
  }
  to->step = to->state.updates = from->step;
  to->loss = from->loss;
  to->gradient_norm = from->gradient_norm;
}

static void take_history(glia_run *branch, const glia_run *run) {
  glia_history *to = &branch->history;
  const glia_history *from = &run->history;
  const uint64_t rows = run->trainer->step / from->interval + 1;
  glia_history_clear(to);
  to->interval = from->interval;
  to->count = (size_t)(rows < from->count ? rows : from->count);
  memcpy(to->loss, from->loss, to->count * sizeof *to->loss);
  memcpy(to->test_loss, from->test_loss, to->count * sizeof *to->test_loss);
  to->origin = run->trainer->step;
  glia_history_add_state(to, branch->trainer);
}

glia_run *glia_run_branch(const glia_run *run, const glia_settings *settings,
                          const glia_memory *memory, glia_error *error) {
  if (check(&run->settings, settings, error)) return NULL;
  glia_given given;
  glia_run *branch = glia_run_create_with(settings, glia_run_given(run, &given), run->history_bytes,
                                          memory, error);
  if (!branch) return NULL;
  take_over(branch, run);
  take_history(branch, run);
  branch->reached = branch->judged = branch->best_step = run->trainer->step;
  branch->best_loss = __builtin_inf();
  branch->altered = run->altered || run->history.edits > 0;
  return branch;
}
