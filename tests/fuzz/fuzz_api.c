/* Any bytes as a sequence of calls of the public interface: on a run and what looks into it, on a race, a
 * survey, and a model with its trainer. One request for memory may be refused on the way. */
#include "fuzz_world.h"

static void open_run(world *w) {
  const glia_settings settings = next_experiment(w);
  points points;
  glia_error error = {0};
  glia_run_free(w->run);
  const glia_given *given = next_points(w, &settings, &points);
  w->run = glia_run_create_with(&settings, given, next(w) * 64u, &w->hook, &error);
  check_made(w->run, &error);
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

static void open_race(world *w) {
  glia_settings settings[RACERS];
  points points;
  const glia_given *given = NULL;
  const size_t count = next(w) % (RACERS + 1);
  settings[0] = next_experiment(w);
  for (size_t i = 1; i < RACERS; i++) {
    settings[i] = settings[i - 1];
    if (next(w) & 1) next_settings(w, &settings[i]);
    if (settings[i].data == GLIA_DATA_DIGITS28) settings[i].data = GLIA_DATA_DIGITS8;
  }
  for (size_t i = 0; i < count && !given; i++) given = next_points(w, &settings[i], &points);
  glia_error error = {0};
  glia_race_free(w->race);
  w->race = glia_race_create(settings, count, given, next(w) & 1, next(w) * 64u, &w->hook, &error);
  check_made(w->race, &error);
  MUST(w->race || count == 0 || error.position < (int)count);
}

/* All go on in lockstep, but those that have ended. */
static void advance_race(world *w) {
  if (w->race->step > MOST_STEP) return;
  const size_t going = glia_race_advance(w->race, next(w) % 12);
  size_t ended = 0;
  for (size_t i = 0; i < w->race->count; i++) {
    const glia_run *run = w->race->run[i];
    MUST(all_finite(run) && run->trainer->step <= w->race->step);
    if (run->trainer->step < w->race->step) MUST(run->trainer->fault || run->stopped);
    ended += run->trainer->fault || run->stopped;
  }
  MUST(going + ended == w->race->count);
}

static void open_survey(world *w) {
  const glia_settings settings = next_experiment(w);
  const double rates[] = {next(w) / 100.0, 0.01};
  const uint32_t seeds[] = {next(w), 1};
  points points;
  const glia_given *given = next_points(w, &settings, &points);
  glia_error error = {0};
  glia_survey_free(w->survey);
  w->survey = glia_survey_create(&settings, given, rates, 1 + next(w) % 2, seeds, next(w) % 3, next(w) % 8,
                                 &w->hook, &error);
  check_made(w->survey, &error);
}

static void work_survey(world *w) {
  glia_survey *survey = w->survey;
  size_t left = 99;
  glia_error error = {0};
  check_error(glia_survey_work(survey, next(w) % 12, &left, &error), &error, 0);
  MUST(left + survey->done == survey->rates * survey->seeds);
  for (size_t i = 0; i < survey->rates * survey->seeds; i++) {
    MUST((survey->cell[i] != GLIA_CELL_WAITING) == (i < survey->done));
  }
}

static void explain(world *w) {
  static char text[1 << 16];
  glia_error error = {0};
  const int row = next(w) & 1 ? (int)(next(w) % 8) : -1;
  glia_ledger *ledger = glia_ledger_create(w->run, next(w), row, &w->hook, &error);
  check_made(ledger, &error);
  if (!ledger) return;
  MUST(ledger->agrees);
  const size_t length = glia_ledger_json(ledger, w->run, text, sizeof text);
  MUST(length >= sizeof text || (strlen(text) == length && text[length - 1] == '}'));
  glia_ledger_free(ledger);
}

static void survey_surface(world *w) {
  const glia_landscape_options options = {.kind = (glia_plane_kind)(next(w) % 2),
                                          .points = next(w) % 4,
                                          .extent = {next(w) % 3, next(w) % 3},
                                          .test = next(w) & 1,
                                          .seed = next(w)};
  glia_error error = {0};
  glia_landscape *landscape = glia_landscape_create(w->run, &options, &w->hook, &error);
  check_made(landscape, &error);
  if (!landscape) return;
  const size_t all = landscape->side * landscape->side, some = next(w) % 8;
  MUST(glia_landscape_work(landscape, w->run, some) == (some < all ? all - some : 0));
  MUST(glia_landscape_work(landscape, w->run, all) == 0);
  glia_landscape_free(landscape);
}

static void examine(world *w) {
  static char text[1 << 16];
  const glia_statistics_options options = {.bins = next(w) % 20};
  glia_error error = {0};
  glia_statistics *statistics = glia_statistics_create(w->run, &options, &w->hook, &error);
  check_made(statistics, &error);
  if (!statistics) return;
  MUST(glia_statistics_json(statistics, NULL, 0) > 2);
  glia_diagnosis *diagnosis = glia_diagnosis_create(w->run, statistics, &w->hook, &error);
  check_made(diagnosis, &error);
  if (diagnosis) {
    const size_t length = glia_diagnosis_json(diagnosis, text, sizeof text);
    MUST(length < sizeof text && strlen(text) == length);
    for (size_t i = 0; i < diagnosis->count; i++) MUST(diagnosis->finding[i].sentence[0]);
  }
  glia_diagnosis_free(diagnosis);
  glia_statistics_free(statistics);
}

/* Looking leaves the run as it was, to the bit. */
static void look_into(world *w, void (*how)(world *w)) {
  const uint64_t step = w->run->trainer->step, hash = hash_of(w->run);
  const glia_fault fault = w->run->trainer->fault;
  how(w);
  MUST(w->run->trainer->step == step && hash_of(w->run) == hash && w->run->trainer->fault == fault);
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
  const unsigned which = next(w) % 24;
  if (!w->run && (which < 10 || which >= 21)) open_run(w);
  else if (!w->model && which >= 10 && which < 17) open_model(w);
  else if (which == 0) open_run(w);
  else if (which == 1 && w->run) open_branch(w);
  else if (which == 2) seek(w);
  else if (which == 3) come_back(w);
  else if (which == 4) set_parameter(w);
  else if (which == 5) certify(w);
  else if (which == 6) look_into(w, look);
  else if (which == 7) look_into(w, paint);
  else if (which == 17) w->race ? advance_race(w) : open_race(w);
  else if (which == 18) open_race(w);
  else if (which == 19) w->survey ? work_survey(w) : open_survey(w);
  else if (which == 20) open_survey(w);
  else if (which == 21) look_into(w, explain);
  else if (which == 22) look_into(w, survey_surface);
  else if (which == 23) look_into(w, examine);
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
  glia_race_free(w.race);
  glia_survey_free(w.survey);
  glia_trainer_free(w.trainer);
  glia_model_free(w.model);
  MUST(w.memory.live == 0);
  return 0;
}
