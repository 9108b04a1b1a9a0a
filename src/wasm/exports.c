#include "wasm/exports.h"

#include <string.h>

#include "base/text.h"
#include "data/features.h"
#include "data/inputs.h"
#include "nn/activation.h"
#include "nn/loss.h"
#include "wasm/common.h"

void *glia_bytes_take(size_t bytes) { return glia_heap.take(glia_heap.context, bytes ? bytes : 1); }
void glia_bytes_give(void *bytes) { glia_heap.give(glia_heap.context, bytes); }

int glia_experiment_values(const glia_settings *settings, char *buffer, int room) {
  size_t count, used = 0;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const size_t left = used < (size_t)room ? (size_t)room - used : 0;
    used += glia_experiment_value(settings, &table[i], left ? buffer + used : NULL, left) + 1;
  }
  return (int)used;
}

glia_model *glia_net_create(int inputs, const char *layers, int layers_length, const char *loss,
                            int loss_length, const char *init, int init_length,
                            const double *numbers, const float *weights, glia_error *error) {
  glia_layers parsed;
  if (glia_layers_parse(layers, (size_t)layers_length, GLIA_MAX_LAYERS, 0, &parsed, error)) {
    return NULL;
  }
  const int which = glia_wasm_find("loss", loss, loss_length, error);
  if (which < 0) return NULL;
  const int rule = glia_wasm_find("init", init, init_length, error);
  if (rule < 0) return NULL;
  const glia_loss_spec spec = glia_wasm_spec(which, numbers, weights);
  const glia_start start = {(glia_init)rule, numbers[4], glia_wasm_whole(numbers[5])};
  return glia_model_create((uint32_t)inputs, &parsed, &spec, start, NULL, error);
}

glia_status glia_net_gradients(glia_model *model, const double *constants, const float *weights,
                               const float *x, const float *target, int rows, double *loss,
                               float *gradient, float *input_gradient, glia_error *error) {
  glia_loss_spec spec =
      glia_wasm_spec((int)model->network.loss.kind, constants, weights);
  spec.shares = constants[4] != 0;
  return glia_model_gradients(model, &spec, x, target, (size_t)rows, loss, gradient,
                              input_gradient, error);
}

int glia_net_describe(const glia_model *model, char *buffer, int room) {
  const glia_network *network = &model->network;
  glia_text text = glia_text_open(buffer, (size_t)room);
  size_t count;
  const glia_choice *activations = glia_activation_choices(&count);
  const glia_setting *losses = glia_setting_find("loss", 4);
  glia_text_put(&text,
                "{\"inputs\":%u,\"outputs\":%u,\"targets\":%u,\"parameterCount\":%lu"
                ",\"loss\":\"%s\",\"layers\":[",
                network->inputs, network->outputs, (unsigned)glia_network_targets(network),
                (unsigned long)network->parameter_count, losses->choices[network->loss.kind].name);
  static const char *const roles[] = {"weights", "biases", "gamma", "beta", "projection"};
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    const glia_layer *options = &dense->options;
    size_t norms;
    glia_text_put(&text, "%s{\"units\":%u,\"inputs\":%u,\"activation\":\"%s\"", l ? "," : "",
                  dense->units, dense->inputs, activations[options->activation].name);
    glia_text_put(&text, ",\"norm\":\"%s\",\"dropout\":", glia_norm_choices(&norms)[options->norm].name);
    glia_text_float(&text, options->dropout);
    glia_text_put(&text, ",\"residual\":%s", options->residual ? "true" : "false");
    for (int role = 0; role < GLIA_ROLE_COUNT; role++) {
      if (dense->tensor[role] == GLIA_ABSENT) continue;
      glia_text_put(&text, ",\"%s\":%lu", roles[role],
                    (unsigned long)network->tensor[dense->tensor[role]].canonical);
    }
    glia_text_put(&text, "}");
  }
  glia_text_put(&text, "]}");
  return (int)text.length;
}

void glia_net_get(const glia_model *model, float *parameters) {
  glia_network_export(&model->network, model->parameters, parameters);
}

void glia_net_hash(const glia_model *model, char *out) {
  glia_text text = glia_text_open(out, 17);
  glia_text_put(&text, "%016llx",
                (unsigned long long)glia_network_hash(&model->network, model->parameters));
}

glia_status glia_net_loss(glia_model *model, const float *x, const float *target, int rows,
                          double *loss, glia_error *error) {
  const glia_network *network = &model->network;
  const glia_status status =
      glia_loss_check(network->loss.kind, target, (size_t)rows, network->outputs, error);
  if (status) return status;
  *loss = glia_mean_loss(network, glia_model_values(model), x, target, (size_t)rows, &model->workspace);
  return GLIA_OK;
}

double glia_net_accuracy(glia_model *model, const float *x, const float *target, int rows) {
  const glia_network *network = &model->network;
  if (!glia_loss_is_fused(network->loss.kind)) return -1.0;
  if (network->loss.kind == GLIA_LOSS_BCE && network->outputs > 1) return -1.0;
  return glia_accuracy(model, x, target, (size_t)rows);
}

glia_trainer *glia_coach_create(glia_model *model, const char *optimizer, int optimizer_length,
                                const char *schedule, int schedule_length, const double *n,
                                glia_error *error) {
  const int kind = glia_wasm_find("optimizer", optimizer, optimizer_length, error);
  if (kind < 0) return NULL;
  const int course = glia_wasm_find("schedule", schedule, schedule_length, error);
  if (course < 0) return NULL;
  const glia_trainer_options options = {
      .optimizer = {.kind = (glia_optimizer)kind,
                    .rate = n[0],
                    .momentum = n[1],
                    .beta1 = n[2],
                    .beta2 = n[3],
                    .alpha = n[4],
                    .eps = n[5],
                    .weight_decay = n[6],
                    .l1 = n[7],
                    .penalize = n[8] != 0 ? GLIA_PENALIZE_ALL : GLIA_PENALIZE_WEIGHTS,
                    .clip_norm = n[9],
                    .clip_value = n[10]},
      .batch = n[11] >= 0 && n[11] <= UINT32_MAX ? (uint32_t)n[11] : 0,
      .shuffle = n[12] != 0 ? GLIA_ORDER_SHUFFLED : GLIA_ORDER_AS_GIVEN,
      .seed = glia_wasm_whole(n[13]),
      .schedule = {.kind = (glia_schedule)course,
                   .factor = n[14],
                   .every = n[15],
                   .horizon = n[16],
                   .warmup = n[17],
                   .floor = n[18],
                   .rise = n[19],
                   .start_div = n[20],
                   .end_div = n[21],
                   .cycle_momentum = n[22] != 0,
                   .low_momentum = n[23],
                   .high_momentum = n[24]}};
  return glia_trainer_create(model, &options, NULL, error);
}

double glia_coach_advance(glia_trainer *trainer, double steps) {
  return (double)glia_trainer_advance(trainer, glia_wasm_whole(steps));
}

void glia_coach_report(const glia_trainer *trainer, double *report) {
  report[0] = (double)trainer->step;
  report[1] = trainer->rows ? (double)glia_trainer_epoch_steps(trainer) : 0.0;
  report[2] = trainer->loss;
  report[3] = glia_trainer_rate(trainer);
  report[4] = trainer->gradient_norm;
  report[5] = trainer->fault;
}

glia_model *glia_play_model(glia_run *run) { return run->model; }
const glia_settings *glia_play_settings(const glia_run *run) { return &run->settings; }

double glia_play_step(const glia_run *run) { return (double)run->trainer->step; }

double glia_play_epoch_steps(const glia_run *run) {
  return (double)glia_trainer_epoch_steps(run->trainer);
}

glia_status glia_play_advance(glia_run *run, double steps, glia_error *error) {
  return glia_run_advance(run, glia_wasm_whole(steps), error);
}

glia_status glia_play_seek(glia_run *run, double step, glia_error *error) {
  return glia_run_seek(run, glia_wasm_whole(step), error);
}

glia_status glia_play_fault(const glia_run *run, glia_error *error) {
  return glia_trainer_fault(run->trainer, error);
}

void glia_play_rates(const glia_run *run, double span, int count, double *rates) {
  const glia_trainer_options *options = &run->trainer->options;
  for (int i = 0; i < count; i++) {
    rates[i] = glia_schedule_rate(&options->schedule, options->optimizer.rate,
                                  glia_wasm_whole(span * i / (count - 1)));
  }
}

int glia_play_history(const glia_run *run, double *steps, float *loss, float *test_loss) {
  const glia_history *history = &run->history;
  for (size_t i = 0; i < history->count; i++) steps[i] = (double)(i * history->interval);
  memcpy(loss, history->loss, history->count * sizeof *loss);
  memcpy(test_loss, history->test_loss, history->count * sizeof *test_loss);
  return (int)history->count;
}

int glia_play_points(const glia_run *run, float *xy, float *target, uint8_t *held) {
  const glia_dataset *data = &run->dataset;
  if (xy) {
    glia_dataset_points(data, xy);
    memcpy(target, data->target, data->count * sizeof *target);
    memcpy(held, data->held, data->count);
  }
  return (int)data->count;
}

glia_status glia_play_activations(glia_run *run, const float *point, float *pre, float *post,
                                  glia_error *error) {
  float answer[GLIA_MAX_CLASSES], inputs[GLIA_FEATURE_COUNT];
  const glia_status status = glia_run_predict(run, point, 1, answer, error); /* checks the point */
  if (status) return status;
  if (!glia_inputs_direct(&run->settings)) {
    glia_inputs_fill(&run->settings, point, 1, inputs);
    point = inputs;
  }
  glia_model_activations(run->model, point, 1, pre, post);
  return GLIA_OK;
}

glia_status glia_play_activate(glia_run *run, int layer, const float *positive,
                               const float *negative, int rows, float *out, glia_error *error) {
  const glia_network *network = &run->model->network;
  if (layer < 0 || (uint32_t)layer >= network->layer_count) {
    return glia_fail(error, GLIA_RANGE, -1, "there is no layer %d; they go from 0 to %u", layer,
                     network->layer_count - 1);
  }
  const glia_dense *dense = &network->layer[layer];
  const size_t count = (size_t)rows * dense->units;
  if (!negative) {
    memcpy(out, positive, count * sizeof *out);
    return GLIA_OK;
  }
  const size_t r = (size_t)rows;
  glia_arena arena = glia_arena_open(NULL);
  float *pre = glia_arena_array(&arena, r, dense->stride * sizeof *pre);
  if (!pre) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  for (size_t row = 0; row < r; row++) {
    for (size_t u = 0; u < dense->units; u++) {
      const size_t i = row * dense->units + u;
      pre[row * dense->stride + u] = positive[i] - negative[i];
    }
  }
  glia_activation_forward(glia_curve_of(dense->options.activation), pre, pre, r, dense->units, dense->stride);
  glia_wasm_unpad(pre, r, dense->units, out);
  glia_arena_close(&arena);
  return GLIA_OK;
}

void glia_field_inputs(const glia_field *field, float *x) {
  memcpy(x, field->x, field->size * field->size * field->features * sizeof *x);
}
