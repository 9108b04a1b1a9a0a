#include "wasm/exports.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/text.h"
#include "base/vec.h"
#include "kernels/gemm.h"
#include "nn/activation.h"
#include "nn/loss.h"

void *glia_bytes_take(size_t bytes) { return malloc(bytes ? bytes : 1); }
void glia_bytes_give(void *bytes) { free(bytes); }

int glia_experiment_values(const glia_settings *settings, char *buffer, int room) {
  size_t count, used = 0;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const size_t left = used < (size_t)room ? (size_t)room - used : 0;
    used += glia_experiment_value(settings, &table[i], left ? buffer + used : NULL, left) + 1;
  }
  return (int)used;
}

/* A count that crossed as a double. JavaScript sends whole numbers it can count one by one; anything
 * else would not be defined here. */
static uint64_t whole(double count) {
  return count >= 0.0 && count <= 9007199254740992.0 ? (uint64_t)count : 0;
}

/* Index of a name in a list of the table, or -1 with a sentence. */
static int find(const char *key, const char *name, int length, glia_error *error) {
  size_t count;
  const glia_choice *choices;
  if (strcmp(key, "activation") == 0) {
    choices = glia_activation_choices(&count);
  } else {
    const glia_setting *setting = glia_setting_find(key, strlen(key));
    choices = setting->choices;
    count = setting->choice_count;
  }
  const int index = glia_choice_find(choices, count, name, (size_t)length);
  if (index >= 0) return index;
  char names[200];
  glia_text text = glia_text_open(names, sizeof names);
  for (size_t i = 0; i < count; i++) {
    glia_text_put(&text, "%s%s", i ? ", " : "", choices[i].name);
  }
  glia_fail(error, GLIA_UNKNOWN, -1, "%s cannot be '%.*s'; it is one of %s", key,
            length < 40 ? length : 40, name, names);
  return -1;
}

glia_model *glia_net_create(int inputs, const char *layers, int layers_length, const char *loss,
                            int loss_length, const char *init, int init_length, double seed,
                            glia_error *error) {
  glia_layers parsed;
  if (glia_layers_parse(layers, (size_t)layers_length, GLIA_MAX_LAYERS, 0, &parsed, error)) {
    return NULL;
  }
  const int which = find("loss", loss, loss_length, error);
  if (which < 0) return NULL;
  const int rule = find("init", init, init_length, error);
  if (rule < 0) return NULL;
  return glia_model_create((uint32_t)inputs, &parsed, (glia_loss)which, (glia_init)rule,
                           whole(seed), NULL, error);
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
                network->inputs, network->outputs, glia_network_targets(network),
                (unsigned long)network->parameter_count, losses->choices[network->loss].name);
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_dense *dense = &network->layer[l];
    glia_text_put(&text,
                  "%s{\"units\":%u,\"inputs\":%u,\"activation\":\"%s\",\"weights\":%lu"
                  ",\"biases\":%lu}",
                  l ? "," : "", dense->units, dense->inputs, activations[dense->activation].name,
                  (unsigned long)dense->canonical,
                  (unsigned long)(dense->canonical + (size_t)dense->inputs * dense->units));
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
      glia_loss_check(network->loss, target, (size_t)rows, network->outputs, error);
  if (status) return status;
  *loss = glia_mean_loss(network, model->parameters, x, target, (size_t)rows, &model->workspace);
  return GLIA_OK;
}

double glia_net_accuracy(glia_model *model, const float *x, const float *target, int rows) {
  const glia_network *network = &model->network;
  if (!glia_loss_is_fused(network->loss)) return -1.0;
  if (network->loss == GLIA_LOSS_BCE && network->outputs > 1) return -1.0;
  return glia_accuracy(model, x, target, (size_t)rows);
}

glia_trainer *glia_coach_create(glia_model *model, const char *optimizer, int optimizer_length,
                                const double *numbers, glia_error *error) {
  const int kind = find("optimizer", optimizer, optimizer_length, error);
  if (kind < 0) return NULL;
  const glia_trainer_options options = {
      .optimizer = {(glia_optimizer)kind, numbers[0], numbers[1], numbers[2], numbers[3],
                    numbers[4]},
      .batch = numbers[5] >= 0 && numbers[5] <= UINT32_MAX ? (uint32_t)numbers[5] : 0,
      .shuffle = numbers[6] != 0,
      .seed = whole(numbers[7])};
  return glia_trainer_create(model, &options, NULL, error);
}

double glia_coach_advance(glia_trainer *trainer, double steps) {
  return (double)glia_trainer_advance(trainer, whole(steps));
}

void glia_coach_report(const glia_trainer *trainer, double *report) {
  report[0] = (double)trainer->step;
  report[1] = trainer->rows ? (double)glia_trainer_epoch_steps(trainer) : 0.0;
  report[2] = trainer->loss;
  report[3] = trainer->options.optimizer.rate;
  report[4] = glia_trainer_gradient_norm(trainer);
  report[5] = trainer->fault;
}

/* Rows copied into padded rows, or back. */
static void pad(const float *from, size_t rows, size_t columns, float *to) {
  const size_t stride = glia_pad(columns);
  for (size_t r = 0; r < rows; r++) {
    memcpy(to + r * stride, from + r * columns, columns * sizeof *to);
  }
}

static void unpad(const float *from, size_t rows, size_t columns, float *to) {
  const size_t stride = glia_pad(columns);
  for (size_t r = 0; r < rows; r++) {
    memcpy(to + r * columns, from + r * stride, columns * sizeof *to);
  }
}

glia_status glia_calc_activation(const char *name, int length, const float *x, int rows,
                                 int columns, int derivative, float *out,
                                 glia_error *error) {
  const int kind = find("activation", name, length, error);
  if (kind < 0) return GLIA_UNKNOWN;
  if (derivative && kind == GLIA_ACTIVATION_SOFTMAX) {
    return glia_fail(error, GLIA_ARGUMENT, -1,
                     "softmax has no elementwise derivative: each output depends on every input");
  }
  const size_t r = (size_t)rows, c = (size_t)columns, stride = glia_pad(c);
  glia_arena arena = glia_arena_open(NULL);
  float *pre = glia_arena_array(&arena, r, stride * sizeof *pre);
  float *post = glia_arena_array(&arena, r, stride * sizeof *post);
  float *delta = derivative ? glia_arena_array(&arena, r, stride * sizeof *delta) : pre;
  if (!pre || !post || !delta) {
    glia_arena_close(&arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  pad(x, r, c, pre);
  glia_activation_forward((glia_activation)kind, pre, post, r, c, stride);
  if (derivative) {
    for (size_t i = 0; i < r * stride; i++) delta[i] = 1.0f;
    glia_activation_backward((glia_activation)kind, pre, post, delta, r, c, stride);
  }
  unpad(derivative ? delta : post, r, c, out);
  glia_arena_close(&arena);
  return GLIA_OK;
}

glia_status glia_calc_loss(const char *name, int length, const float *output, const float *target,
                           int rows, int units, float *gradient, double *loss, glia_error *error) {
  const int kind = find("loss", name, length, error);
  if (kind < 0) return GLIA_UNKNOWN;
  if (kind == GLIA_LOSS_AUTO) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "name the loss; auto needs a data set");
  }
  const size_t r = (size_t)rows, u = (size_t)units, stride = glia_pad(u);
  const glia_status status = glia_loss_check((glia_loss)kind, target, r, u, error);
  if (status) return status;
  glia_arena arena = glia_arena_open(NULL);
  float *padded = glia_arena_array(&arena, r, stride * sizeof *padded);
  float *slope = glia_arena_array(&arena, r, stride * sizeof *slope);
  if (!padded || !slope) {
    glia_arena_close(&arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  pad(output, r, u, padded);
  *loss = glia_loss_mean((glia_loss)kind, padded, target, r, u, stride, slope);
  unpad(slope, r, u, gradient);
  glia_arena_close(&arena);
  return GLIA_OK;
}

glia_status glia_calc_matmul(const float *a, const float *b, int m, int k, int n, float *c,
                             glia_error *error) {
  const size_t rows = (size_t)m, inner = (size_t)k, columns = (size_t)n;
  const size_t stride = glia_pad(columns);
  if (stride == columns) {
    glia_gemm_nn(a, inner, b, stride, NULL, c, stride, rows, inner, stride);
    return GLIA_OK;
  }
  glia_arena arena = glia_arena_open(NULL);
  float *padded = glia_arena_array(&arena, inner, stride * sizeof *padded);
  float *product = glia_arena_array(&arena, rows, stride * sizeof *product);
  if (!padded || !product) {
    glia_arena_close(&arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  pad(b, inner, columns, padded);
  glia_gemm_nn(a, inner, padded, stride, NULL, product, stride, rows, inner, stride);
  unpad(product, rows, columns, c);
  glia_arena_close(&arena);
  return GLIA_OK;
}

glia_status glia_calc_dense(const float *x, int rows, int inputs, const float *weights,
                            const float *biases, int units, const char *activation, int length,
                            float *out, glia_error *error) {
  const int kind = find("activation", activation, length, error);
  if (kind < 0) return GLIA_UNKNOWN;
  const glia_layers layers = {1, {{(uint32_t)units, (glia_activation)kind}}};
  glia_model *model = glia_model_create((uint32_t)inputs, &layers, GLIA_LOSS_MSE, GLIA_INIT_AUTO,
                                        0, NULL, error);
  if (!model) return error ? error->status : GLIA_MEMORY;
  const size_t count = (size_t)inputs * (size_t)units;
  float *parameters = glia_arena_floats(&model->arena, count + (size_t)units);
  glia_status status = GLIA_OK;
  if (parameters) {
    memcpy(parameters, weights, count * sizeof *parameters);
    memcpy(parameters + count, biases, (size_t)units * sizeof *parameters);
    glia_network_import(&model->network, parameters, model->parameters);
    glia_model_predict(model, x, (size_t)rows, out);
  } else {
    status = glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  glia_model_free(model);
  return status;
}

void glia_calc_random(float *out, int count, double seed) {
  glia_rng rng = glia_rng_open(whole(seed), GLIA_STREAM_USER, 0);
  for (int i = 0; i < count; i++) out[i] = (float)glia_rng_between(&rng, -1.0, 1.0);
}

glia_model *glia_play_model(glia_run *run) { return run->model; }
const glia_settings *glia_play_settings(const glia_run *run) { return &run->settings; }

double glia_play_step(const glia_run *run) { return (double)run->trainer->step; }

double glia_play_epoch_steps(const glia_run *run) {
  return (double)glia_trainer_epoch_steps(run->trainer);
}

glia_status glia_play_advance(glia_run *run, double steps, glia_error *error) {
  return glia_run_advance(run, whole(steps), error);
}

glia_status glia_play_seek(glia_run *run, double step, glia_error *error) {
  return glia_run_seek(run, whole(step), error);
}

glia_status glia_play_fault(const glia_run *run, glia_error *error) {
  return glia_trainer_fault(run->trainer, error);
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
    memcpy(xy, data->xy, 2 * data->count * sizeof *xy);
    memcpy(target, data->target, data->count * sizeof *target);
    memcpy(held, data->held, data->count);
  }
  return (int)data->count;
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
  glia_activation_forward(dense->activation, pre, pre, r, dense->units, dense->stride);
  unpad(pre, r, dense->units, out);
  glia_arena_close(&arena);
  return GLIA_OK;
}

void glia_field_inputs(const glia_field *field, float *x) {
  memcpy(x, field->x, field->size * field->size * field->features * sizeof *x);
}
