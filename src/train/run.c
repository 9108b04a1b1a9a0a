#include "train/run.h"

#include "base/vec.h"
#include "nn/loss.h"

glia_status glia_run_plan(const glia_settings *settings, glia_layers *layers, glia_loss *loss,
                          glia_error *error) {
  const int classes = glia_data_task((glia_data)settings->data) == GLIA_TASK_CLASSES;
  glia_loss chosen = (glia_loss)settings->loss;
  if (chosen == GLIA_LOSS_AUTO) chosen = classes ? GLIA_LOSS_BCE : GLIA_LOSS_MSE;
  if (!classes && glia_loss_is_fused(chosen)) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "this loss compares classes, and the data set has values; choose loss=mse or "
                     "loss=auto, or a data set with classes");
  }
  glia_layer last = {1, GLIA_ACTIVATION_LINEAR};
  if (chosen == GLIA_LOSS_BCE) last.activation = GLIA_ACTIVATION_SIGMOID;
  if (chosen == GLIA_LOSS_CROSS_ENTROPY) last = (glia_layer){2, GLIA_ACTIVATION_SOFTMAX};
  if (chosen == GLIA_LOSS_MSE && classes) last.activation = GLIA_ACTIVATION_TANH;
  *loss = chosen;
  *layers = settings->layers;
  layers->layer[layers->count++] = last;
  return GLIA_OK;
}

/* Under mse the two classes are told apart by -1 and 1, the ends of tanh's range. */
static void sign_targets(glia_part *part) {
  for (size_t i = 0; i < part->rows; i++) part->target[i] = 2.0f * part->target[i] - 1.0f;
}

static glia_trainer_options trainer_options(const glia_settings *settings) {
  glia_trainer_options options = {.batch = settings->batch, .shuffle = 1, .seed = settings->seed};
  options.optimizer = (glia_optimizer_options){(glia_optimizer)settings->optimizer,
                                               settings->rate,
                                               settings->momentum,
                                               settings->beta1,
                                               settings->beta2,
                                               settings->eps};
  return options;
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

/* Everything of a run that can fail to be made; what was made hangs in run either way. */
static glia_status build(glia_run *run, glia_error *error) {
  const glia_settings *settings = &run->settings;
  glia_layers layers;
  glia_loss loss;
  glia_status status = glia_run_plan(settings, &layers, &loss, error);
  if (!status) status = glia_dataset_make(&run->dataset, settings, &run->arena, error);
  if (status) return status;
  if (loss == GLIA_LOSS_MSE && run->dataset.task == GLIA_TASK_CLASSES) {
    sign_targets(&run->dataset.train);
    sign_targets(&run->dataset.test);
  }
  glia_error why = {GLIA_MEMORY, -1, ""};
  run->model = glia_model_create(run->dataset.features, &layers, loss, (glia_init)settings->init,
                                 settings->seed, &run->arena.memory, &why);
  const glia_trainer_options options = trainer_options(settings);
  if (run->model) {
    run->trainer = glia_trainer_create(run->model, &options, &run->arena.memory, &why);
  }
  if (!run->trainer) return glia_fail(error, why.status, why.position, "%s", why.message);
  status = glia_trainer_set_data(run->trainer, run->dataset.train.x, run->dataset.train.target,
                                 run->dataset.train.rows, error);
  if (!status) {
    status = glia_history_take(&run->history, run->trainer, GLIA_RUN_HISTORY_BYTES, &run->arena,
                               error);
  }
  return status;
}

glia_run *glia_run_create(const glia_settings *settings, const glia_memory *memory,
                          glia_error *error) {
  glia_arena arena = glia_arena_open(memory);
  glia_run *run = glia_arena_take(&arena, sizeof *run);
  if (!run) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    return NULL;
  }
  run->arena = arena;
  run->settings = *settings;
  if (build(run, error)) {
    glia_run_free(run);
    return NULL;
  }
  remember(run);
  return run;
}

void glia_run_free(glia_run *run) {
  if (!run) return;
  glia_trainer_free(run->trainer);
  glia_model_free(run->model);
  glia_arena arena = run->arena;
  glia_arena_close(&arena);
}

/* Steps from one point of interest to the next: a kept loss or state, or a change by hand. */
static glia_status walk(glia_run *run, uint64_t to, glia_error *error) {
  glia_trainer *trainer = run->trainer;
  while (trainer->step < to) {
    if (trainer->fault) return glia_trainer_fault(trainer, error);
    uint64_t steps = glia_history_stride(&run->history, trainer->step);
    if (steps > to - trainer->step) steps = to - trainer->step;
    steps = glia_history_until_edit(&run->history, trainer->step, steps);
    if (glia_trainer_advance(trainer, steps) < steps) return glia_trainer_fault(trainer, error);
    glia_history_redo_edits(&run->history, trainer);
    if (trainer->step > run->reached) run->reached = trainer->step;
    remember(run);
  }
  return GLIA_OK;
}

glia_status glia_run_advance(glia_run *run, uint64_t steps, glia_error *error) {
  if (run->trainer->fault) return glia_trainer_fault(run->trainer, error);
  const uint64_t from = run->trainer->step;
  const uint64_t to = steps > UINT64_MAX - from ? UINT64_MAX : from + steps;
  const glia_status status = walk(run, to, error);
  if (run->trainer->fault == GLIA_FAULT_PARAMETER) {
    /* The optimizer has already taken in the gradient that overflowed; replay to just before it. */
    const glia_fault fault = run->trainer->fault;
    const uint32_t layer = run->trainer->fault_layer;
    const uint64_t last = run->trainer->step;
    glia_history_restore(&run->history, run->trainer, last);
    walk(run, last, NULL);
    run->trainer->fault = fault;
    run->trainer->fault_layer = layer;
  }
  return status;
}

glia_status glia_run_seek(glia_run *run, uint64_t step, glia_error *error) {
  if (step < run->trainer->step) {
    glia_history_restore(&run->history, run->trainer, step);
    return walk(run, step, error);
  }
  return glia_run_advance(run, step - run->trainer->step, error);
}

void glia_run_reset(glia_run *run) {
  const glia_settings *settings = &run->settings;
  glia_trainer *trainer = run->trainer;
  glia_history_restore(&run->history, trainer, 0);
  glia_history_clear(&run->history);
  /* State 0 may hold changes made by hand before the first step. */
  glia_network_init(&run->model->network, (glia_init)settings->init, settings->seed,
                    run->model->parameters);
  run->reached = 0;
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
  const size_t slot = glia_network_slot(network, index);
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
  remember(run);
  return GLIA_OK;
}

uint64_t glia_run_epoch(const glia_run *run) {
  return run->trainer->step / glia_trainer_epoch_steps(run->trainer);
}

double glia_run_loss(glia_run *run, const glia_part *part) {
  return glia_mean_loss(&run->model->network, run->model->parameters, part->x, part->target,
                        part->rows, &run->model->workspace);
}
