#include "io/state.h"

#include <string.h>

#include "data/inputs.h"
#include "io/experiment.h"
#include "io/receipt.h"
#include "io/receipt_words.h"
#include "kernels/reduce.h"
#include "train/visit.h"

#define MAGIC "glia-state/1\n"
enum { MAGIC_SIZE = sizeof MAGIC - 1, CHECK_SIZE = 4, EDIT_SIZE = 16, POWERS = 3 };

/* As it stands in the bytes. */
typedef struct head {
  uint64_t step, reached;
  uint64_t origin, base; /* of the two states; equal where there is only one */
  uint64_t judged, best_step, stopped, altered;
  uint64_t rows, interval; /* of the losses */
  uint64_t edits, points;
  uint64_t hash; /* of the parameters at step */
  double best_loss;
} head;

/* Bytes under way: to the caller's, or from them. */
typedef struct cursor {
  unsigned char *to; /* NULL: only counts, or reads */
  const unsigned char *from;
  size_t at;
} cursor;

static void pass(cursor *c, void *field, size_t size) {
  if (c->to) memcpy(c->to + c->at, field, size);
  if (c->from) memcpy(field, c->from + c->at, size);
  c->at += size;
}

/* One of the arrays of a state, by way of canonical order. */
static void pass_parameters(cursor *c, const glia_network *network, float *storage, float *canonical) {
  if (!storage) return;
  if (c->to) glia_network_export(network, storage, canonical);
  pass(c, canonical, network->parameter_count * sizeof(float));
  if (c->from) glia_network_import(network, canonical, storage);
}

static void pass_state(cursor *c, glia_trainer *trainer, float *canonical) {
  glia_model *model = trainer->model;
  pass(c, &trainer->state.beta1_power, sizeof(double));
  pass(c, &trainer->state.beta2_power, sizeof(double));
  pass(c, &trainer->loss, sizeof(double));
  pass_parameters(c, &model->network, model->parameters, canonical);
  pass_parameters(c, &model->network, trainer->state.first, canonical);
  pass_parameters(c, &model->network, trainer->state.second, canonical);
  pass(c, model->running, model->network.running * sizeof(float));
}

static void pass_edits(cursor *c, glia_run *run, const head *h) {
  const glia_network *network = &run->model->network;
  for (size_t i = 0; i < h->edits; i++) {
    glia_edit *edit = &run->history.edit[i];
    uint32_t index = c->to ? (uint32_t)glia_network_index(network, edit->slot) : 0;
    pass(c, &edit->step, sizeof edit->step);
    pass(c, &index, sizeof index);
    pass(c, &edit->value, sizeof edit->value);
    if (!c->from) continue;
    const int right = index < network->parameter_count && edit->value - edit->value == 0.0f;
    edit->slot = right ? (uint32_t)glia_network_slot(network, index, NULL) : UINT32_MAX;
  }
}

static void pass_points(cursor *c, const glia_given *given) {
  pass(c, (void *)given->x, given->count * given->numbers * sizeof(float));
  pass(c, (void *)given->target, given->count * sizeof(float));
  pass(c, (void *)given->held, given->count);
}

static void pass_losses(cursor *c, glia_run *run, const head *h) {
  pass(c, run->history.loss, h->rows * sizeof(float));
  pass(c, run->history.test_loss, h->rows * sizeof(float));
}

static head head_of(const glia_run *run) {
  const uint64_t step = run->trainer->step;
  /* What training may have to go back to must be among the states. */
  const int waits = run->settings.patience && !run->stopped && run->best_step < step;
  return (head){.step = step,
                .reached = run->reached,
                .origin = run->history.origin,
                .base = waits ? run->best_step : step,
                .judged = run->judged,
                .best_step = run->best_step,
                .stopped = (uint64_t)run->stopped,
                .altered = (uint64_t)run->altered,
                .rows = run->history.count,
                .interval = run->history.interval,
                .edits = run->history.edits,
                .hash = glia_network_hash(&run->model->network, run->model->parameters),
                .best_loss = run->best_loss};
}

/* The state of a step that was made. */
static glia_status write_state(cursor *c, glia_run *run, uint64_t step, float *canonical,
                               glia_error *error) {
  glia_visit visit;
  const int here = step == run->trainer->step;
  const glia_status status = here ? GLIA_OK : glia_visit_begin(&visit, run, step, error);
  if (status) return status;
  pass_state(c, run->trainer, canonical);
  if (!here) glia_visit_end(&visit, run);
  return GLIA_OK;
}

/* Bytes behind the experiment's line. */
static size_t size_of(const head *h, const glia_network *network, const glia_settings *settings) {
  const size_t numbers = glia_inputs_numbers(settings);
  const glia_trainer_options training = glia_run_training(settings);
  const size_t arrays = 1 + glia_optimizer_arrays(&training.optimizer);
  const size_t state =
      POWERS * sizeof(double) +
      (network->parameter_count * arrays + network->running) * sizeof(float);
  return sizeof *h + h->points * (numbers * 4 + 5) + h->edits * EDIT_SIZE + h->rows * 8 +
         state * (h->base == h->origin ? 1 : 2) + CHECK_SIZE;
}

static glia_status write_all(cursor *c, glia_run *run, head *h, float *canonical,
                             glia_error *error) {
  glia_given given;
  pass(c, h, sizeof *h);
  if (glia_run_given(run, &given)) pass_points(c, &given);
  pass_edits(c, run, h);
  pass_losses(c, run, h);
  glia_status status = write_state(c, run, h->origin, canonical, error);
  if (!status && h->base != h->origin) status = write_state(c, run, h->base, canonical, error);
  if (status) return status;
  uint32_t check = glia_receipt_check(0, (const char *)c->to, c->at);
  pass(c, &check, sizeof check);
  return GLIA_OK;
}

size_t glia_state_write(glia_run *run, void *bytes, size_t room, glia_error *error) {
  char experiment[GLIA_EXPERIMENT_MAX + 2];
  const size_t text = glia_experiment_format(&run->settings, experiment, sizeof experiment) + 1;
  experiment[text - 1] = '\n';
  head h = head_of(run);
  glia_given given;
  if (glia_run_given(run, &given)) h.points = given.count;
  const size_t size = MAGIC_SIZE + text + size_of(&h, &run->model->network, &run->settings);
  if (size > room) return size;
  glia_arena arena = glia_arena_open(&run->arena.memory);
  float *canonical = glia_arena_floats(&arena, run->model->network.parameter_count);
  glia_status status = canonical ? GLIA_OK : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (!status) {
    cursor c = {.to = bytes};
    pass(&c, (void *)MAGIC, MAGIC_SIZE);
    pass(&c, experiment, text);
    status = write_all(&c, run, &h, canonical, error);
  }
  glia_arena_close(&arena);
  return status ? 0 : size;
}

static glia_status damaged(glia_error *error) {
  return glia_fail(error, GLIA_CONFLICT, -1,
                   "this saved state was changed, or not copied whole; it cannot be opened");
}

/* Whether the numbers can be those of a run. */
static int makes_sense(const head *h, const glia_settings *settings) {
  const uint64_t epoch = settings->points / settings->batch + h->points / settings->batch + 1;
  return h->origin <= h->base && h->base <= h->step && h->step <= h->reached &&
         h->judged <= h->reached && h->best_step <= h->reached &&
         h->reached <= GLIA_RECEIPT_STEPS && h->stopped < 2 && h->altered < 2 &&
         h->rows < GLIA_HISTORY_ROWS && h->interval && h->interval <= GLIA_RECEIPT_STEPS &&
         h->edits <= GLIA_HISTORY_EDITS && h->points <= GLIA_GIVEN_MAX &&
         (h->points > 0) == glia_data_is_given((glia_data)settings->data) &&
         h->step - h->base <= (settings->patience + 1) * epoch;
}

/* Reads up to the head and checks that the rest has the length it must have. */
static glia_status read_head(cursor *c, size_t length, glia_settings *settings, head *h,
                             glia_error *error) {
  const char *text = (const char *)c->from;
  if (length < MAGIC_SIZE + CHECK_SIZE || memcmp(text, MAGIC, MAGIC_SIZE - 2) != 0) {
    return glia_fail(error, GLIA_SYNTAX, 0, "this is no state that Glia saved");
  }
  if (memcmp(text, MAGIC, MAGIC_SIZE) != 0) {
    return glia_fail(error, GLIA_UNKNOWN, 0, "this state was saved by another version of Glia");
  }
  uint32_t check;
  const size_t whole = length - CHECK_SIZE;
  memcpy(&check, text + whole, sizeof check);
  const char *end = memchr(text + MAGIC_SIZE, '\n', whole - MAGIC_SIZE);
  if (check != glia_receipt_check(0, text, whole) || !end) return damaged(error);
  const glia_status status = glia_experiment_parse(text + MAGIC_SIZE, (size_t)(end - text) - MAGIC_SIZE,
                                                   settings, error);
  if (status) return status;
  c->at = (size_t)(end + 1 - text);
  if (length - c->at < sizeof *h) return damaged(error);
  glia_layers layers;
  glia_loss_spec loss;
  glia_network network; /* neither of the two can fail: the experiment was parsed */
  const size_t start = c->at;
  pass(c, h, sizeof *h);
  glia_run_plan(settings, &layers, &loss, NULL);
  glia_network_plan(&network, glia_inputs_count(settings), &layers, &loss, NULL);
  if (!makes_sense(h, settings) || start + size_of(h, &network, settings) != length) {
    return damaged(error);
  }
  return GLIA_OK;
}

/* Whether changes by hand are in order, and states finite. */
static int right_edits(const glia_run *run, const head *h) {
  for (size_t i = 0; i < h->edits; i++) {
    const glia_edit *edit = &run->history.edit[i];
    if (edit->slot == UINT32_MAX || edit->step > h->reached) return 0;
    if (i && edit->step < edit[-1].step) return 0;
  }
  return 1;
}

static int right_state(const glia_run *run) {
  const glia_optimizer_state *state = &run->trainer->state;
  const size_t count = run->model->network.storage;
  const double sum = state->beta1_power + state->beta2_power;
  return glia_all_finite(run->model->parameters, count) &&
         (!state->first || glia_all_finite(state->first, count)) &&
         (!state->second || glia_all_finite(state->second, count)) &&
         glia_all_finite(run->model->running, run->model->network.running) && sum - sum == 0.0;
}

/* Puts the state of a step into the run and its history. */
static int read_state(cursor *c, glia_run *run, uint64_t step, float *canonical) {
  pass_state(c, run->trainer, canonical);
  run->trainer->step = run->trainer->state.updates = step;
  glia_history_add_state(&run->history, run->trainer);
  return right_state(run);
}

static glia_status fill(cursor *c, glia_run *run, const head *h, glia_error *error) {
  glia_history *history = &run->history;
  glia_arena arena = glia_arena_open(&run->arena.memory);
  float *canonical = glia_arena_floats(&arena, run->model->network.parameter_count);
  if (!canonical) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  glia_history_clear(history);
  pass_edits(c, run, h);
  pass_losses(c, run, h);
  history->edits = h->edits;
  history->count = h->rows;
  history->interval = h->interval;
  history->origin = h->origin;
  if (h->base > h->origin) history->state_interval = h->base - h->origin;
  int right = right_edits(run, h) && read_state(c, run, h->origin, canonical);
  if (right && h->base > h->origin) right = read_state(c, run, h->base, canonical);
  glia_arena_close(&arena);
  if (!right) return damaged(error);
  run->reached = h->reached;
  run->judged = h->judged;
  run->best_step = h->best_step;
  run->best_loss = h->best_loss;
  run->altered = (int)h->altered;
  const glia_status status = glia_run_advance(run, h->step - h->base, error);
  if (status) return status;
  run->stopped = (int)h->stopped;
  if (glia_network_hash(&run->model->network, run->model->parameters) == h->hash) return GLIA_OK;
  return glia_fail(error, GLIA_CONFLICT, -1,
                   "this saved state does not lead to the weights it names: it was changed, or saved by "
                   "an engine that computes otherwise");
}

glia_run *glia_state_read(const void *bytes, size_t length, const glia_memory *memory,
                          glia_error *error) {
  glia_settings settings;
  head h;
  cursor c = {.from = bytes};
  if (read_head(&c, length, &settings, &h, error)) return NULL;
  glia_arena arena = glia_arena_open(memory);
  glia_given given = {.count = h.points, .numbers = glia_inputs_numbers(&settings)};
  if (h.points) {
    /* Copies: the bytes may stand at any address. */
    given.x = glia_arena_floats(&arena, given.count * given.numbers);
    given.target = glia_arena_floats(&arena, given.count);
    given.held = glia_arena_take(&arena, given.count);
    if (!given.x || !given.target || !given.held) {
      glia_arena_close(&arena);
      glia_fail(error, GLIA_MEMORY, -1, NULL);
      return NULL;
    }
    pass_points(&c, &given);
  }
  glia_run *run = glia_run_create_with(&settings, h.points ? &given : NULL, GLIA_RUN_HISTORY_BYTES,
                                       memory, error);
  glia_arena_close(&arena);
  if (run && fill(&c, run, &h, error)) {
    glia_run_free(run);
    return NULL;
  }
  return run;
}
