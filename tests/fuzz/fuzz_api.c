/* Any bytes as a sequence of calls of the public interface: on a run, and on a model with its trainer. One
 * request for memory may be refused on the way. */
#include "data/inputs.h"
#include "fuzz.h"
#include "glia.h"
#include "train/branch.h"

enum { MOST_CALLS = 48, MOST_STEP = 60, ROWS = 6, INPUTS = 3 };

typedef struct world {
  const uint8_t *data;
  size_t size, at;
  limited memory;
  glia_memory hook;
  glia_run *run;
  glia_model *model;
  glia_trainer *trainer;
} world;

static unsigned next(world *w) { return w->at < w->size ? w->data[w->at++] : 0; }

/* Ordinary numbers mostly, and all the others. */
static float next_float(world *w) {
  static const float odd[] = {0.0f, -0.0f, 1e38f, -1e38f, 1e-45f, 1e30f, __builtin_nanf(""),
                              __builtin_inff()};
  const unsigned b = next(w);
  return b >= 248 ? odd[b - 248] : ((float)b - 124.0f) / 31.0f;
}

static glia_layer next_layer(world *w) {
  const unsigned a = next(w), b = next(w);
  return (glia_layer){.units = 1 + a % 6,
                      .activation = (glia_activation)(b % GLIA_ACTIVATION_SOFTMAX),
                      .norm = (glia_norm)(a / 8 % GLIA_NORM_COUNT),
                      .init = (glia_init)(b / 16 % GLIA_INIT_COUNT),
                      .dropout = a & 64 ? 0.4f : 0.0f,
                      .residual = a >> 7,
                      .no_bias = b >> 7};
}

/* A few settings other than their defaults; small enough to be quick. */
static void next_settings(world *w, glia_settings *settings) {
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (unsigned left = next(w) % 8; left > 0; left--) {
    const glia_setting *row = &table[next(w) % count];
    char *field = (char *)settings + row->offset;
    const unsigned b = next(w);
    const double real = b == 0 ? row->min : b == 255 ? row->max : row->min + (row->max - row->min) / (1.0 + b);
    uint32_t whole = (uint32_t)real;
    if (row->type == GLIA_TYPE_CHOICE) whole = b % (uint32_t)row->choice_count;
    if (row->type == GLIA_TYPE_SET) whole = 1 + b % ((1u << row->choice_count) - 1);
    if (row->type == GLIA_TYPE_REAL) memcpy(field, &real, sizeof real);
    else if (row->type != GLIA_TYPE_LAYERS) memcpy(field, &whole, sizeof whole);
  }
  settings->layers.count = next(w) % 4;
  for (uint32_t l = 0; l < settings->layers.count; l++) settings->layers.layer[l] = next_layer(w);
  settings->points = 10 + settings->points % 40;
}

static void open_run(world *w) {
  glia_settings settings = glia_experiment_preset();
  next_settings(w, &settings);
  if (settings.data == GLIA_DATA_DIGITS28) settings.data = GLIA_DATA_DIGITS8;
  float x[2 * ROWS], target[ROWS];
  const uint32_t numbers = glia_inputs_numbers(&settings);
  const glia_given given = {ROWS, numbers, x, target, NULL};
  const int is_given = glia_data_is_given((glia_data)settings.data);
  for (int i = 0; i < 2 * ROWS && is_given; i++) x[i] = next_float(w);
  for (int i = 0; i < ROWS && is_given; i++) target[i] = (float)(i % 2);
  glia_run_free(w->run);
  glia_error error = {0};
  w->run = glia_run_create_with(&settings, is_given ? &given : NULL, next(w) * 64u, &w->hook, &error);
  MUST(!w->run || !error.status);
  MUST(w->run || (error.status && error.message[0]));
}

static void open_branch(world *w) {
  glia_settings settings = w->run->settings;
  settings.rate = 0.001 * (1 + next(w));
  settings.optimizer = next(w) % GLIA_OPTIMIZER_COUNT;
  if (next(w) & 1) settings.seed++; /* which must be refused */
  glia_error error = {0};
  glia_run *branch = glia_run_branch(w->run, &settings, &w->hook, &error);
  MUST(branch || (error.status && error.message[0]));
  if (!branch) return;
  MUST(branch->trainer->step == w->run->trainer->step);
  glia_run_free(w->run);
  w->run = branch;
}

static uint64_t hash_of(const glia_run *run) {
  return glia_network_hash(&run->model->network, run->model->parameters);
}

static int all_finite(const glia_run *run) {
  const float *p = run->model->parameters;
  for (size_t i = 0; i < run->model->network.storage; i++) {
    if (!(p[i] - p[i] == 0.0f)) return 0;
  }
  return 1;
}

static void advance(world *w) {
  glia_error error = {0};
  const uint64_t from = w->run->trainer->step;
  if (from > MOST_STEP) return;
  const glia_status status = glia_run_advance(w->run, next(w) % 12, &error);
  check_error(status, &error, 0);
  MUST(!status || status == GLIA_DIVERGED);
}

static void seek(world *w) {
  glia_error error = {0};
  const glia_status status = glia_run_seek(w->run, next(w) % MOST_STEP, &error);
  check_error(status, &error, 0);
}

/* There and back is where it was, to the bit. */
static void come_back(world *w) {
  glia_run *run = w->run;
  const uint64_t step = run->trainer->step, hash = hash_of(run);
  if (run->trainer->fault) return;
  glia_error error = {0};
  MUST(glia_run_seek(run, run->history.origin, &error) == GLIA_OK);
  MUST(glia_run_seek(run, step, &error) == GLIA_OK);
  MUST(run->trainer->step == step && hash_of(run) == hash);
}

static void set_parameter(world *w) {
  glia_error error = {0};
  const float value = next_float(w);
  const glia_status status = glia_run_set_parameter(w->run, next(w), value, &error);
  check_error(status, &error, 0);
  MUST(status == GLIA_OK || status == GLIA_RANGE || status == GLIA_NOT_FINITE);
}

/* A run's own receipt is read and holds. */
static void certify(world *w) {
  static char text[1 << 14];
  glia_error error = {0};
  const size_t length = glia_receipt_write(w->run, text, sizeof text, &error);
  check_error(length ? GLIA_OK : GLIA_CONFLICT, &error, 0);
  if (!length || length >= sizeof text) return;
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  glia_receipt_verdict verdict;
  MUST(glia_receipt_read(&receipt, text, length, &arena, &error) == GLIA_OK);
  MUST(glia_receipt_verify(&receipt, NULL, NULL, NULL, &verdict, &error) == GLIA_OK);
  MUST(verdict.verified);
  glia_arena_close(&arena);
}

static void look(world *w) {
  glia_snapshot now;
  glia_measure(w->run, &now);
  MUST(now.step == (double)w->run->trainer->step && now.reached >= now.step);
  const glia_dataset *data = &w->run->dataset;
  float point[64] = {0}, out[GLIA_MAX_CLASSES];
  point[0] = next_float(w);
  glia_error error = {0};
  if (data->numbers <= 64) check_error(glia_run_predict(w->run, point, 1, out, &error), &error, 0);
}

static void paint(world *w) {
  enum { SIZE = 5, PLANES = 160 };
  static uint8_t pixels[PLANES * SIZE * SIZE * 4];
  static float scales[PLANES];
  glia_palette palette;
  const size_t planes = glia_field_neurons(w->run);
  if (planes > PLANES) return;
  glia_error error = {0};
  glia_palette_make(&palette, next(w) << 16, 0xffffff, next(w), 0);
  glia_field *field = glia_field_create(&w->run->settings, SIZE, planes, &w->hook, &error);
  MUST(field || (error.status && error.message[0]));
  if (!field) return;
  glia_field_paint(field, w->run, &palette, 0, pixels, scales);
  glia_field_at(w->run, (double)next_float(w), 1.0, scales);
  glia_field_free(field);
}

static void open_model(world *w) {
  glia_layers layers = {.count = 1 + next(w) % 3};
  for (uint32_t l = 0; l < layers.count; l++) layers.layer[l] = next_layer(w);
  glia_layer *last = &layers.layer[layers.count - 1];
  const glia_loss kind = (glia_loss)(1 + next(w) % (GLIA_LOSS_COUNT - 1));
  if (kind == GLIA_LOSS_BCE) last->activation = GLIA_ACTIVATION_SIGMOID;
  if (kind == GLIA_LOSS_CROSS_ENTROPY || kind == GLIA_LOSS_FOCAL) last->activation = GLIA_ACTIVATION_SOFTMAX;
  if (next(w) & 1) last->dropout = 0, last->residual = 0;
  const glia_loss_spec loss = glia_loss_spec_of(kind);
  const glia_start start = {(glia_init)(next(w) % GLIA_INIT_COUNT), 1.0, next(w)};
  glia_error error = {0};
  glia_trainer_free(w->trainer);
  w->trainer = NULL;
  glia_model_free(w->model);
  w->model = glia_model_create(INPUTS, &layers, &loss, start, &w->hook, &error);
  MUST(w->model || (error.status && error.message[0]));
}

static void open_trainer(world *w) {
  glia_settings settings = glia_experiment_preset();
  next_settings(w, &settings);
  glia_trainer_options options = glia_run_training(&settings);
  options.batch = next(w) % 9; /* 0 must be refused */
  glia_error error = {0};
  glia_trainer_free(w->trainer);
  w->trainer = glia_trainer_create(w->model, &options, &w->hook, &error);
  MUST(w->trainer || (error.status && error.message[0]));
}

/* Examples, most of them fit for the loss. */
static size_t next_examples(world *w, float *x, float *target) {
  const size_t rows = next(w) % (ROWS + 1);
  const size_t targets = glia_network_targets(&w->model->network);
  for (size_t i = 0; i < rows * INPUTS; i++) x[i] = next_float(w);
  const int odd = (next(w) & 7) == 0;
  for (size_t i = 0; i < rows * targets; i++) target[i] = odd ? next_float(w) : (float)(i % 2);
  return rows;
}

static void use_model(world *w) {
  enum { MOST = 2048 };
  float x[ROWS * INPUTS], target[ROWS * 8], slope[ROWS * INPUTS], out[ROWS * 8];
  static float gradient[MOST], parameters[MOST], pre[MOST], post[MOST];
  const size_t rows = next_examples(w, x, target);
  if (w->model->network.parameter_count > MOST) return;
  glia_model_predict(w->model, x, rows, out);
  glia_model_activations(w->model, x, rows, pre, post);
  glia_error error = {0};
  double loss;
  glia_status status =
      glia_model_gradients(w->model, NULL, x, target, rows, &loss, gradient, slope, &error);
  check_error(status, &error, 0);
  error = (glia_error){0};
  glia_network_export(&w->model->network, w->model->parameters, parameters);
  parameters[0] = next_float(w);
  status = glia_model_set(w->model, parameters, &error);
  check_error(status, &error, 0);
}

static void use_trainer(world *w) {
  float x[ROWS * INPUTS], target[ROWS * 8];
  const size_t rows = next_examples(w, x, target);
  glia_error error = {0};
  if (next(w) & 1) {
    check_error(glia_trainer_update(w->trainer, x, target, rows, &error), &error, 0);
  } else {
    check_error(glia_trainer_set_data(w->trainer, x, target, rows, &error), &error, 0);
  }
  const uint64_t made = glia_trainer_advance(w->trainer, next(w) % 10);
  MUST(made < 10);
}

static void call(world *w) {
  const unsigned which = next(w) % 16;
  if (!w->run && which < 10) open_run(w);
  else if (!w->model && which >= 10) open_model(w);
  else if (which == 0) open_run(w);
  else if (which == 1 && w->run) open_branch(w);
  else if (which == 2) seek(w);
  else if (which == 3) come_back(w);
  else if (which == 4) set_parameter(w);
  else if (which == 5) certify(w);
  else if (which == 6) look(w);
  else if (which == 7) paint(w);
  else if (which == 8) glia_run_reset(w->run);
  else if (which == 9) advance(w);
  else if (which == 10) open_model(w);
  else if (which == 11 || !w->trainer) open_trainer(w);
  else if (which < 14) use_trainer(w);
  else use_model(w);
  if (w->run) MUST(all_finite(w->run));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  world w = {.data = data, .size = size};
  w.memory.left = next(&w) * 2;
  w.hook = (glia_memory){limited_take, limited_give, &w.memory};
  for (int i = 0; i < MOST_CALLS && w.at < w.size; i++) call(&w);
  glia_run_free(w.run);
  glia_trainer_free(w.trainer);
  glia_model_free(w.model);
  MUST(w.memory.live == 0);
  return 0;
}
