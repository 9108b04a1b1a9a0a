#include "train/run.h"

#include <string.h>

#include "base/vec.h"
#include "data/inputs.h"
#include "nn/loss.h"
#include "train/fault.h"

/* Refuses a loss that has no meaning for the data's targets. */
static glia_status check_loss(glia_loss loss, uint32_t classes, glia_error *error) {
  if (!classes && glia_loss_is_fused(loss)) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "this loss compares classes, and the data set has values; choose loss=mse or "
                     "loss=auto, or a data set with classes");
  }
  if (classes > 2 && loss != GLIA_LOSS_CROSS_ENTROPY && loss != GLIA_LOSS_FOCAL) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "this loss tells two classes apart, and the data set has %u; choose "
                     "loss=cross_entropy, focal or auto",
                     classes);
  }
  return GLIA_OK;
}

glia_status glia_run_plan(const glia_settings *settings, glia_layers *layers, glia_loss_spec *loss,
                          glia_error *error) {
  const uint32_t classes = glia_settings_classes(settings);
  glia_loss chosen = (glia_loss)settings->loss;
  if (chosen == GLIA_LOSS_AUTO) {
    chosen = classes > 2 ? GLIA_LOSS_CROSS_ENTROPY : classes ? GLIA_LOSS_BCE : GLIA_LOSS_MSE;
  }
  glia_status status = check_loss(chosen, classes, error);
  if (!status) status = glia_fault_check(settings, error);
  if (status) return status;
  const int softmax = chosen == GLIA_LOSS_CROSS_ENTROPY || chosen == GLIA_LOSS_FOCAL;
  glia_layer last = {.units = 1, .activation = GLIA_ACTIVATION_LINEAR};
  if (chosen == GLIA_LOSS_BCE) last.activation = GLIA_ACTIVATION_SIGMOID;
  if (softmax) last = (glia_layer){.units = classes, .activation = GLIA_ACTIVATION_SOFTMAX};
  if (!glia_loss_is_fused(chosen) && classes) last.activation = GLIA_ACTIVATION_TANH;
  *loss = glia_loss_spec_of(chosen);
  loss->delta = (float)settings->delta;
  loss->gamma = (float)settings->focus;
  loss->smoothing = chosen == GLIA_LOSS_CROSS_ENTROPY ? (float)(settings->smoothing / 100.0) : 0.0f;
  *layers = settings->layers;
  glia_fault_start(settings, layers, NULL);
  layers->layer[layers->count++] = last;
  return GLIA_OK;
}

/* Under losses of values the two classes are told apart by -1 and 1, the ends of tanh's range. */
static void sign_targets(glia_part *part) {
  for (size_t i = 0; i < part->rows; i++) part->target[i] = 2.0f * part->target[i] - 1.0f;
}

glia_trainer_options glia_run_training(const glia_settings *settings) {
  glia_trainer_options options = {
      .batch = settings->batch,
      .shuffle = settings->fault == GLIA_FLAW_NO_SHUFFLING ? GLIA_ORDER_SORTED : GLIA_ORDER_SHUFFLED,
      .seed = settings->seed};
  options.optimizer = (glia_optimizer_options){.kind = (glia_optimizer)settings->optimizer,
                                               .rate = settings->rate,
                                               .momentum = settings->momentum,
                                               .beta1 = settings->beta1,
                                               .beta2 = settings->beta2,
                                               .alpha = settings->alpha,
                                               .eps = settings->eps,
                                               .weight_decay = settings->decay,
                                               .l1 = settings->l1,
                                               .penalize = (glia_penalize)settings->penalize,
                                               .clip_norm = settings->clip_norm,
                                               .clip_value = settings->clip_value};
  /* rmsprop's momentum is an option of its own; the setting belongs to momentum and nesterov. */
  if (settings->optimizer == GLIA_OPTIMIZER_RMSPROP) options.optimizer.momentum = 0.0;
  options.schedule = glia_schedule_preset();
  options.schedule.kind = (glia_schedule)settings->schedule;
  options.schedule.factor = settings->factor;
  options.schedule.every = settings->every;
  options.schedule.horizon = settings->horizon;
  options.schedule.warmup = settings->warmup;
  options.schedule.floor = settings->floor;
  return options;
}

glia_start glia_run_start(const glia_settings *settings) {
  glia_start start = {(glia_init)settings->init, settings->gain, settings->seed};
  glia_fault_start(settings, NULL, &start);
  return start;
}

/* Weights by which all classes count the same: of each class under cross_entropy and focal, of the
 * positive one under bce. 0 where a class has no point. */
static int balance(const glia_dataset *data, glia_loss loss, float weights[GLIA_MAX_CLASSES]) {
  double count[GLIA_MAX_CLASSES] = {0.0};
  for (size_t i = 0; i < data->train.rows; i++) count[(int)data->train.target[i]] += 1.0;
  const double even = (double)data->train.rows / (double)data->classes;
  for (uint32_t c = 0; c < data->classes; c++) {
    if (count[c] == 0.0) return 0;
    weights[c] = (float)(even / count[c]);
  }
  if (loss == GLIA_LOSS_BCE) weights[0] = (float)(count[0] / count[1]);
  return 1;
}

static void remember(glia_run *run) {
  glia_history *history = &run->history;
  const uint64_t step = run->trainer->step;
  if (glia_history_wants_state(history, step)) glia_history_add_state(history, run->trainer);
  if (glia_history_wants_loss(history, step)) {
    glia_history_add_loss(history, glia_run_loss(run, &run->dataset.train),
                          glia_run_loss(run, &run->dataset.test));
  }
}

static void forget_judgement(glia_run *run) {
  run->judged = run->best_step = run->trainer->step;
  run->best_loss = __builtin_inf();
  run->stopped = 0;
}

/* Everything of a run that can fail to be made; what was made hangs in run either way. */
static glia_status build(glia_run *run, const glia_given *given, glia_error *error) {
  const glia_settings *settings = &run->settings;
  glia_layers layers;
  glia_loss_spec loss;
  float weights[GLIA_MAX_CLASSES];
  glia_status status = glia_run_plan(settings, &layers, &loss, error);
  if (!status) status = glia_dataset_make(&run->dataset, settings, given, &run->arena, error);
  if (status) return status;
  if (settings->balance == GLIA_BALANCE_BALANCED && glia_loss_is_fused(loss.kind) &&
      balance(&run->dataset, loss.kind, weights)) {
    loss.weights = weights;
  }
  if (!glia_loss_is_fused(loss.kind) && run->dataset.task == GLIA_TASK_CLASSES) {
    sign_targets(&run->dataset.train);
    sign_targets(&run->dataset.test);
  }
  glia_error why = {GLIA_MEMORY, -1, ""};
  run->model = glia_model_create(run->dataset.features, &layers, &loss, glia_run_start(settings),
                                 &run->arena.memory, &why);
  const glia_trainer_options options = glia_run_training(settings);
  if (run->model) {
    glia_fault_kill(settings, run->model);
    run->trainer = glia_trainer_create(run->model, &options, &run->arena.memory, &why);
  }
  if (!run->trainer) return glia_fail(error, why.status, why.position, "%s", why.message);
  status = glia_trainer_set_data(run->trainer, run->dataset.train.x, run->dataset.train.target,
                                 run->dataset.train.rows, error);
  if (!status) {
    const size_t rows = run->dataset.train.rows + run->dataset.test.rows;
    status = glia_history_take(&run->history, run->trainer, rows, run->history_bytes, &run->arena,
                               error);
  }
  return status;
}

glia_run *glia_run_create(const glia_settings *settings, const glia_memory *memory,
                          glia_error *error) {
  return glia_run_create_with(settings, NULL, GLIA_RUN_HISTORY_BYTES, memory, error);
}

glia_run *glia_run_create_within(const glia_settings *settings, size_t history_bytes,
                                 const glia_memory *memory, glia_error *error) {
  return glia_run_create_with(settings, NULL, history_bytes, memory, error);
}

glia_run *glia_run_create_with(const glia_settings *settings, const glia_given *given,
                               size_t history_bytes, const glia_memory *memory,
                               glia_error *error) {
  glia_arena arena = glia_arena_open(memory);
  glia_run *run = glia_arena_take(&arena, sizeof *run);
  if (!run) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    return NULL;
  }
  run->arena = arena;
  run->settings = *settings;
  run->history_bytes = history_bytes;
  if (build(run, given, error)) {
    glia_run_free(run);
    return NULL;
  }
  forget_judgement(run);
  remember(run);
  return run;
}

const glia_given *glia_run_given(const glia_run *run, glia_given *room) {
  const glia_dataset *data = &run->dataset;
  if (!glia_data_is_given((glia_data)run->settings.data)) return NULL;
  *room = (glia_given){data->count, data->numbers, data->xy, data->target, data->held};
  return room;
}

void glia_run_free(glia_run *run) {
  if (!run) return;
  glia_trainer_free(run->trainer);
  glia_model_free(run->model);
  glia_arena arena = run->arena;
  glia_arena_close(&arena);
}

size_t glia_run_bytes(const glia_run *run) {
  const glia_trainer *trainer = run->trainer;
  return glia_arena_bytes(&run->arena) + glia_arena_bytes(&run->model->arena) +
         glia_arena_bytes(&trainer->arena) + glia_arena_bytes(&trainer->room) +
         glia_arena_bytes(&trainer->data);
}

/* At the end of an epoch not seen before: is there still progress on the test part? */
static void judge(glia_run *run) {
  const uint64_t step = run->trainer->step, epoch = glia_trainer_epoch_steps(run->trainer);
  if (!run->settings.patience || step % epoch || step <= run->judged) return;
  run->judged = step;
  const double loss = glia_run_loss(run, &run->dataset.test);
  if (loss < run->best_loss) {
    run->best_loss = loss;
    run->best_step = step;
  } else if (step - run->best_step >= run->settings.patience * epoch) {
    run->stopped = 1;
  }
}

/* Steps from one point of interest to the next: a kept loss or state, a change by hand, the end of an
 * epoch where that is judged. */
static glia_status walk(glia_run *run, uint64_t to, glia_error *error) {
  glia_trainer *trainer = run->trainer;
  while (trainer->step < to && !run->stopped) {
    if (trainer->fault) return glia_trainer_fault(trainer, error);
    uint64_t steps = glia_history_stride(&run->history, trainer->step);
    if (steps > to - trainer->step) steps = to - trainer->step;
    steps = glia_history_until_edit(&run->history, trainer->step, steps);
    if (run->settings.patience) {
      const uint64_t epoch = glia_trainer_epoch_steps(trainer);
      const uint64_t left = epoch - trainer->step % epoch;
      if (steps > left) steps = left;
    }
    if (glia_trainer_advance(trainer, steps) < steps) return glia_trainer_fault(trainer, error);
    glia_history_redo_edits(&run->history, trainer);
    if (trainer->step > run->reached) run->reached = trainer->step;
    remember(run);
    judge(run);
  }
  return GLIA_OK;
}

/* Replays: nothing is judged again on the way to a step that was made before. */
static glia_status go_back(glia_run *run, uint64_t step, glia_error *error) {
  const int stopped = run->stopped;
  run->stopped = 0;
  glia_history_restore(&run->history, run->trainer, step);
  const glia_status status = walk(run, step, error);
  run->stopped = stopped;
  return status;
}

glia_status glia_run_advance(glia_run *run, uint64_t steps, glia_error *error) {
  if (run->trainer->fault) return glia_trainer_fault(run->trainer, error);
  if (run->stopped) return GLIA_OK;
  const uint64_t from = run->trainer->step;
  const uint64_t to = steps > UINT64_MAX - from ? UINT64_MAX : from + steps;
  const glia_status status = walk(run, to, error);
  if (run->trainer->fault == GLIA_FAULT_PARAMETER || run->trainer->fault == GLIA_FAULT_GRADIENT) {
    /* The optimizer has already taken in the gradient that overflowed; replay to just before it. */
    const glia_fault fault = run->trainer->fault;
    const uint32_t layer = run->trainer->fault_layer;
    const uint64_t last = run->trainer->step;
    go_back(run, last, NULL);
    run->trainer->fault = fault;
    run->trainer->fault_layer = layer;
  }
  if (run->stopped) return go_back(run, run->best_step, error);
  return status;
}

glia_status glia_run_seek(glia_run *run, uint64_t step, glia_error *error) {
  if (step < run->history.origin) {
    return glia_fail(error, GLIA_RANGE, -1,
                     "this run branched off at step %llu; earlier steps belong to the run it came "
                     "from",
                     (unsigned long long)run->history.origin);
  }
  if (run->stopped && step > run->reached) step = run->reached;
  if (step < run->trainer->step || run->stopped) return go_back(run, step, error);
  return glia_run_advance(run, step - run->trainer->step, error);
}

/* An optimizer that has seen nothing: the first state of a branch is not that. */
static void forget_updates(glia_trainer *trainer) {
  const size_t bytes = trainer->model->network.storage * sizeof(float);
  if (trainer->state.first) memset(trainer->state.first, 0, bytes);
  if (trainer->state.second) memset(trainer->state.second, 0, bytes);
  trainer->state.beta1_power = trainer->state.beta2_power = 1.0;
  trainer->state.updates = trainer->step = 0;
  trainer->loss = 0.0;
}

void glia_run_reset(glia_run *run) {
  glia_trainer *trainer = run->trainer;
  glia_history_restore(&run->history, trainer, run->history.origin);
  if (run->history.origin) forget_updates(trainer);
  glia_history_clear(&run->history);
  /* State 0 may hold changes made by hand before the first step. */
  glia_model_restart(run->model, glia_run_start(&run->settings));
  glia_fault_kill(&run->settings, run->model);
  run->reached = 0;
  run->altered = 0;
  forget_judgement(run);
  remember(run);
}

glia_status glia_run_set_parameter(glia_run *run, size_t index, float value, glia_error *error) {
  const glia_network *network = &run->model->network;
  if (index >= network->parameter_count) {
    return glia_fail(error, GLIA_RANGE, -1, "there is no parameter %lu; they go from 0 to %lu",
                     (unsigned long)index, (unsigned long)(network->parameter_count - 1));
  }
  if (!(value - value == 0.0f)) {
    return glia_fail(error, GLIA_NOT_FINITE, -1, "a weight must be a finite number");
  }
  const size_t slot = glia_network_slot(network, index, NULL);
  const float before = run->model->parameters[slot];
  run->model->parameters[slot] = value;
  const glia_status status =
      glia_history_add_edit(&run->history, run->trainer, slot, value, error);
  if (status) {
    run->model->parameters[slot] = before;
    return status;
  }
  run->reached = run->trainer->step;
  run->trainer->fault = GLIA_FAULT_NONE;
  run->trainer->fault_layer = 0;
  forget_judgement(run);
  remember(run);
  return GLIA_OK;
}

float glia_run_target(const glia_run *run, float target) {
  const int classes = run->dataset.task == GLIA_TASK_CLASSES;
  return classes && !glia_loss_is_fused(run->model->network.loss.kind) ? 2.0f * target - 1.0f : target;
}

uint64_t glia_run_epoch(const glia_run *run) {
  return run->trainer->step / glia_trainer_epoch_steps(run->trainer);
}

double glia_run_loss(glia_run *run, const glia_part *part) {
  return glia_mean_loss(&run->model->network, glia_model_values(run->model), part->x, part->target,
                        part->rows, &run->model->workspace);
}

glia_status glia_run_predict(glia_run *run, const float *points, size_t rows, float *out,
                             glia_error *error) {
  const glia_dataset *data = &run->dataset;
  for (size_t i = 0; i < rows * data->numbers; i++) {
    if (points[i] - points[i] == 0.0f) continue;
    return glia_fail(error, GLIA_NOT_FINITE, -1, "number %lu of point %lu is not finite",
                     (unsigned long)(i % data->numbers), (unsigned long)(i / data->numbers));
  }
  const uint32_t outputs = run->model->network.outputs;
  if (glia_inputs_direct(&run->settings)) {
    glia_model_predict(run->model, points, rows, out);
    return GLIA_OK;
  }
  enum { FEW = 64 };
  float x[FEW * GLIA_FEATURE_COUNT];
  for (size_t done = 0; done < rows; done += FEW) {
    const size_t some = rows - done < FEW ? rows - done : FEW;
    glia_inputs_fill(&run->settings, points + done * data->numbers, some, x);
    glia_model_predict(run->model, x, some, out + done * outputs);
  }
  return GLIA_OK;
}
