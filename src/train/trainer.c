#include "train/trainer.h"

#include <string.h>

#include "data/order.h"
#include "kernels/reduce.h"
#include "nn/loss.h"

static glia_status take_room(glia_trainer *trainer, size_t rows, glia_error *error) {
  if (rows <= trainer->workspace.rows) return GLIA_OK;
  const glia_network *network = &trainer->model->network;
  glia_arena room = glia_arena_open(&trainer->arena.memory);
  glia_workspace workspace;
  float *x = glia_arena_floats(&room, rows * network->inputs);
  float *target = glia_arena_floats(&room, rows * glia_network_targets(network));
  glia_status status = x && target
                           ? glia_workspace_take(&workspace, network, rows, 1, 0, &room, error)
                           : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (status) {
    glia_arena_close(&room);
    return status;
  }
  glia_arena_close(&trainer->room);
  trainer->room = room;
  trainer->workspace = workspace;
  trainer->batch_x = x;
  trainer->batch_target = target;
  return GLIA_OK;
}

glia_trainer *glia_trainer_create(glia_model *model, const glia_trainer_options *options,
                                  const glia_memory *memory, glia_error *error) {
  if (glia_optimizer_check(&options->optimizer, error)) return NULL;
  if (glia_schedule_check(&options->schedule, error)) return NULL;
  const glia_setting *batch = glia_setting_find("batch", 5);
  if (options->batch < batch->min || options->batch > batch->max) {
    glia_fail(error, GLIA_RANGE, -1, "batch is %u; it must be from %g to %g", options->batch,
              batch->min, batch->max);
    return NULL;
  }
  glia_arena arena = glia_arena_open(memory);
  glia_trainer *trainer = glia_arena_take(&arena, sizeof *trainer);
  float *gradient = glia_arena_floats(&arena, model->network.storage);
  glia_optimizer_state state;
  if (!trainer || !gradient) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    glia_arena_close(&arena);
    return NULL;
  }
  if (glia_optimizer_take(&state, &options->optimizer, model->network.storage, &arena, error)) {
    glia_arena_close(&arena);
    return NULL;
  }
  *trainer = (glia_trainer){.arena = arena,
                            .model = model,
                            .options = *options,
                            .state = state,
                            .gradient = gradient,
                            .room = glia_arena_open(memory),
                            .data = glia_arena_open(memory)};
  return trainer;
}

void glia_trainer_free(glia_trainer *trainer) {
  if (!trainer) return;
  glia_arena_close(&trainer->room);
  glia_arena_close(&trainer->data);
  glia_arena arena = trainer->arena;
  glia_arena_close(&arena);
}

static glia_status check_inputs(const float *x, size_t rows, size_t inputs, glia_error *error) {
  for (size_t i = 0; i < rows * inputs; i++) {
    if (!(x[i] - x[i] == 0.0f)) {
      return glia_fail(error, GLIA_NOT_FINITE, -1,
                       "input %lu of example %lu is not a finite number",
                       (unsigned long)(i % inputs), (unsigned long)(i / inputs));
    }
  }
  return GLIA_OK;
}

glia_status glia_trainer_set_data(glia_trainer *trainer, const float *x, const float *target,
                                  size_t rows, glia_error *error) {
  const glia_network *network = &trainer->model->network;
  const size_t targets = glia_network_targets(network);
  if (rows < 1 || rows > UINT32_MAX) {
    return glia_fail(error, GLIA_RANGE, -1, "training needs at least one example");
  }
  glia_status status = check_inputs(x, rows, network->inputs, error);
  if (!status) status = glia_loss_check(network->loss.kind, target, rows, network->outputs, error);
  if (status) return status;
  glia_arena data = glia_arena_open(&trainer->arena.memory);
  float *own_x = glia_arena_floats(&data, rows * network->inputs);
  float *own_target = glia_arena_floats(&data, rows * targets);
  uint32_t *order = glia_arena_array(&data, rows, sizeof *order);
  if (!own_x || !own_target || !order) {
    glia_arena_close(&data);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  const size_t batch = trainer->options.batch < rows ? trainer->options.batch : rows;
  status = take_room(trainer, batch, error);
  if (status) {
    glia_arena_close(&data);
    return status;
  }
  memcpy(own_x, x, rows * network->inputs * sizeof *x);
  memcpy(own_target, target, rows * targets * sizeof *target);
  glia_arena_close(&trainer->data);
  trainer->data = data;
  trainer->rows = rows;
  trainer->x = own_x;
  trainer->target = own_target;
  trainer->order = order;
  trainer->ordered_epoch = 0;
  return GLIA_OK;
}

uint64_t glia_trainer_epoch_steps(const glia_trainer *trainer) {
  return (trainer->rows + trainer->options.batch - 1) / trainer->options.batch;
}

static int all_finite(const float *x, size_t rows, size_t units, size_t stride) {
  float trace = 0.0f;
  for (size_t r = 0; r < rows; r++) {
    for (size_t u = 0; u < units; u++) trace += x[r * stride + u] - x[r * stride + u];
  }
  return trace == 0.0f;
}

/* Finds the first layer, in the order in which numbers are computed, that holds a bad one. */
static void diagnose(glia_trainer *trainer, size_t rows, glia_fault seen) {
  const glia_network *network = &trainer->model->network;
  trainer->fault = seen;
  trainer->fault_layer = 0;
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    const glia_stage *stage = &trainer->workspace.stage[l];
    if (!all_finite(stage->pre, rows, dense->units, dense->stride) ||
        !all_finite(stage->z, rows, dense->units, dense->stride) ||
        !all_finite(stage->post, rows, dense->units, dense->stride)) {
      trainer->fault = GLIA_FAULT_ACTIVATION;
      trainer->fault_layer = l + 1;
      return;
    }
  }
  if (seen == GLIA_FAULT_LOSS) {
    trainer->fault_layer = network->layer_count; /* finite outputs, but their squares overflow */
    return;
  }
  const float *suspect =
      seen == GLIA_FAULT_GRADIENT ? trainer->gradient : trainer->model->spare;
  /* Gradients are computed from the last layer to the first. */
  for (int t = network->tensor_count; t-- > 0;) {
    const glia_tensor *tensor = &network->tensor[t];
    const size_t floats = tensor->rows * tensor->stride;
    const float *squares = seen == GLIA_FAULT_PARAMETER ? trainer->state.second : NULL;
    if (!glia_all_finite(suspect + tensor->offset, floats) ||
        (squares && !glia_all_finite(squares + tensor->offset, floats))) {
      trainer->fault_layer = tensor->layer + 1;
      return;
    }
  }
}

/* Gradients of up to this norm need no closer look: they are finite, and so are their squares, however
 * many of them an optimizer adds up. Infinite squares would make every later step zero. */
#define TAME 1e15

/* Whether values, as many as parameters, are all finite; NULL is. */
static int fits(const glia_trainer *trainer, double norm, const float *values) {
  if (norm <= TAME || !values) return 1;
  return glia_all_finite(values, trainer->model->network.storage);
}

/* Batch norm turns infinite statistics into finite answers. The first layer, from 1, whose statistics are
 * not finite; 0 for none. */
static uint32_t lost_statistics(const glia_trainer *trainer) {
  const glia_network *network = &trainer->model->network;
  for (uint32_t l = 0; network->running && l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    const glia_stage *stage = &trainer->workspace.stage[l];
    if (dense->options.norm != GLIA_NORM_BATCH) continue;
    if (!glia_all_finite(stage->mean, dense->stride) ||
        !glia_all_finite(stage->variance, dense->stride)) {
      return l + 1;
    }
  }
  return 0;
}

/* Whether decay joins the gradient only after its norm was taken. */
static int decay_joins(const glia_optimizer_options *optimizer) {
  return optimizer->weight_decay > 0.0 && optimizer->kind != GLIA_OPTIMIZER_ADAMW &&
         optimizer->kind != GLIA_OPTIMIZER_LAMB;
}

/* One update on rows examples; 0 at a fault, which leaves the parameters as they were. */
static int update(glia_trainer *trainer, const float *x, const float *target, size_t rows) {
  glia_model *model = trainer->model;
  const glia_network *network = &model->network;
  const glia_values values = glia_model_values(model);
  const glia_mode mode = {.batch_statistics = 1,
                          .dropout = 1,
                          .seed = trainer->options.seed,
                          .step = trainer->step};
  glia_forward(network, values, mode, x, rows, &trainer->workspace);
  const double loss = glia_output_loss(network, target, rows, &trainer->workspace);
  if (!(loss - loss == 0.0)) {
    diagnose(trainer, rows, GLIA_FAULT_LOSS);
    return 0;
  }
  const uint32_t lost = lost_statistics(trainer);
  if (lost) {
    trainer->fault = GLIA_FAULT_ACTIVATION;
    trainer->fault_layer = lost;
    return 0;
  }
  glia_backward(network, values, mode, x, rows, &trainer->workspace, trainer->gradient);
  const glia_optimizer_options *optimizer = &trainer->options.optimizer;
  const int ready = glia_gradient_is_ready(optimizer);
  double norm = 0.0;
  if (!ready) {
    norm = glia_gradient_prepare(optimizer, network, model->parameters, trainer->gradient);
    if (!fits(trainer, norm, trainer->gradient)) {
      diagnose(trainer, rows, GLIA_FAULT_GRADIENT);
      return 0;
    }
  }
  const glia_schedule_options *schedule = &trainer->options.schedule;
  const int finite = glia_optimizer_update(
      optimizer, &trainer->state, network, glia_trainer_rate(trainer),
      glia_schedule_momentum(schedule, optimizer->momentum, trainer->step), model->parameters,
      trainer->gradient, model->spare);
  if (ready) {
    norm = glia_gradient_norm(trainer->state.sum_squares, trainer->gradient, network->storage);
    if (!fits(trainer, norm, trainer->gradient)) {
      diagnose(trainer, rows, GLIA_FAULT_GRADIENT);
      return 0;
    }
  }
  const double known = decay_joins(optimizer) ? __builtin_inf() : norm;
  if (!finite || !fits(trainer, known, trainer->state.second)) {
    diagnose(trainer, rows, GLIA_FAULT_PARAMETER);
    return 0;
  }
  float *updated = model->spare;
  model->spare = model->parameters;
  model->parameters = updated;
  glia_follow_statistics(network, &trainer->workspace, rows, model->running);
  trainer->loss = loss;
  trainer->gradient_norm = norm;
  trainer->step++;
  return 1;
}

void glia_trainer_order(const glia_trainer *trainer, uint64_t epoch, uint32_t *order) {
  const size_t rows = trainer->rows;
  if (trainer->options.shuffle == GLIA_ORDER_SHUFFLED) {
    glia_order_shuffle(order, rows, trainer->options.seed, GLIA_STREAM_SHUFFLE, (uint32_t)epoch);
  } else if (trainer->options.shuffle == GLIA_ORDER_SORTED) {
    glia_order_sort(order, rows, trainer->target);
  } else {
    glia_order_identity(order, rows);
  }
}

static void order_epoch(glia_trainer *trainer, uint64_t epoch) {
  if (trainer->options.shuffle == GLIA_ORDER_SORTED) epoch = 0; /* all alike */
  if (trainer->ordered_epoch == epoch + 1) return;
  glia_trainer_order(trainer, epoch, trainer->order);
  trainer->ordered_epoch = epoch + 1;
}

/* One batch of examples. */
typedef struct batch {
  const float *x, *target;
  size_t rows;
} batch;

/* The batch the current step trains on: copied together, or as it stands where nothing is shuffled. */
static batch gather(glia_trainer *trainer) {
  const glia_network *network = &trainer->model->network;
  const size_t inputs = network->inputs, targets = glia_network_targets(network);
  const uint64_t each = glia_trainer_epoch_steps(trainer);
  const size_t most = trainer->options.batch;
  const size_t first = (size_t)(trainer->step % each) * most;
  const size_t rows = trainer->rows - first < most ? trainer->rows - first : most;
  if (trainer->options.shuffle == GLIA_ORDER_AS_GIVEN) {
    return (batch){trainer->x + first * inputs, trainer->target + first * targets, rows};
  }
  order_epoch(trainer, trainer->step / each);
  for (size_t r = 0; r < rows; r++) {
    const size_t from = trainer->order[first + r];
    memcpy(trainer->batch_x + r * inputs, trainer->x + from * inputs, inputs * sizeof(float));
    memcpy(trainer->batch_target + r * targets, trainer->target + from * targets,
           targets * sizeof(float));
  }
  return (batch){trainer->batch_x, trainer->batch_target, rows};
}

uint64_t glia_trainer_advance(glia_trainer *trainer, uint64_t steps) {
  uint64_t made = 0;
  if (!trainer->rows) return 0;
  while (made < steps && !trainer->fault) {
    const batch now = gather(trainer);
    if (!update(trainer, now.x, now.target, now.rows)) break;
    made++;
  }
  return made;
}

glia_status glia_trainer_update(glia_trainer *trainer, const float *x, const float *target,
                                size_t rows, glia_error *error) {
  const glia_network *network = &trainer->model->network;
  if (rows < 1) return glia_fail(error, GLIA_RANGE, -1, "an update needs at least one example");
  if (trainer->fault) return glia_trainer_fault(trainer, error);
  glia_status status = check_inputs(x, rows, network->inputs, error);
  if (!status) status = glia_loss_check(network->loss.kind, target, rows, network->outputs, error);
  if (!status) status = take_room(trainer, rows, error);
  if (status) return status;
  return update(trainer, x, target, rows) ? GLIA_OK : glia_trainer_fault(trainer, error);
}

glia_status glia_trainer_fault(const glia_trainer *trainer, glia_error *error) {
  static const char *const what[] = {
      [GLIA_FAULT_NONE] = "",
      [GLIA_FAULT_ACTIVATION] = "an activation",
      [GLIA_FAULT_LOSS] = "the loss of the outputs",
      [GLIA_FAULT_GRADIENT] = "a gradient",
      [GLIA_FAULT_PARAMETER] = "a new weight",
  };
  if (!trainer->fault) return GLIA_OK;
  const unsigned long long step = trainer->step + 1;
  const char *cause = "the weights have grown too large; a smaller learning rate usually helps";
  return glia_fail(error, GLIA_DIVERGED, -1,
                   "training stopped at step %llu: %s in layer %u is no longer a finite number; %s",
                   step, what[trainer->fault], trainer->fault_layer, cause);
}

double glia_trainer_rate(const glia_trainer *trainer) {
  return glia_schedule_rate(&trainer->options.schedule, trainer->options.optimizer.rate,
                            trainer->step);
}
