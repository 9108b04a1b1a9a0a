/* Whole trajectories of the oracle: every rule, penalty, clip and schedule, 20 updates each. */
#include "floats.h"

#include "oracle_schedule.h"
#include "oracle_shape.h"
#include "train/trainer.h"

enum { UPDATES = 20 };

static int is(const oracle *o, const char *path, const char *name) {
  return oracle_type_at(o, "%s", path) != ORACLE_ABSENT &&
         strcmp(oracle_string_at(o, "%s", path), name) == 0;
}

static glia_optimizer kind_of(const oracle *o) {
  const char *name = oracle_string_at(o, "config.optimizer");
  if (strcmp(name, "sgd") == 0 && oracle_type_at(o, "config.momentum") != ORACLE_ABSENT) {
    name = oracle_type_at(o, "config.nesterov") == ORACLE_TRUE ? "nesterov" : "momentum";
  }
  const glia_setting *setting = glia_setting_find("optimizer", 9);
  const int kind = glia_choice_find(setting->choices, setting->choice_count, name, strlen(name));
  if (kind < 0) fail_msg("the engine has no optimizer %s", name);
  return (glia_optimizer)kind;
}

static glia_optimizer_options optimizer_of(const oracle *o) {
  glia_optimizer_options options = glia_optimizer_preset();
  options.kind = kind_of(o);
  options.rate = oracle_number_or(o, "config.schedule", "max_lr", oracle_number_at(o, "config.lr"));
  options.momentum = oracle_number_or(o, "config", "momentum", 0);
  options.beta1 = oracle_number_or(o, "config", "beta1", options.beta1);
  options.beta2 = oracle_number_or(o, "config", "beta2", options.beta2);
  options.alpha = oracle_number_or(o, "config", "alpha", options.alpha);
  options.eps = oracle_number_or(o, "config", "eps", options.eps);
  options.weight_decay = oracle_number_at(o, "config.weight_decay");
  options.l1 = oracle_number_or(o, "config", "l1", 0);
  if (is(o, "config.decay_applies_to", "all") || is(o, "config.l1_applies_to", "all")) {
    options.penalize = GLIA_PENALIZE_ALL;
  }
  options.clip_norm = oracle_number_or(o, "config.clip", "max_norm", 0);
  options.clip_value = oracle_number_or(o, "config.clip", "clip_value", 0);
  return options;
}

static double expected_at(const oracle *o, const char *what, size_t update) {
  return oracle_tensor_at(o, "expected.%s", what).data[update];
}

/* What lamb multiplied each block's step with, recomputed from what it remembers; and the step. */
static void check_trust(const oracle *o, const char *name, const glia_trainer *trainer,
                        const float *before, size_t update) {
  const glia_network *n = &trainer->model->network;
  const glia_optimizer_options *options = &trainer->options.optimizer;
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const double c1 = 1 - pow(options->beta1, (double)update + 1),
               c2 = 1 - pow(options->beta2, (double)update + 1);
  for (int b = 0; b < n->tensor_count; b++) {
    const glia_tensor *tensor = &n->tensor[b];
    const size_t count = tensor->rows * tensor->stride;
    const int decays =
        options->penalize == GLIA_PENALIZE_ALL || tensor->role == GLIA_ROLE_WEIGHTS;
    double *u = malloc(count * sizeof *u), ww = 0, uu = 0;
    for (size_t i = 0; i < count; i++) {
      const size_t at = tensor->offset + i;
      const double w = (double)before[at], m = (double)trainer->state.first[at] / c1;
      u[i] = m / (sqrt((double)trainer->state.second[at] / c2) + options->eps);
      if (decays) u[i] += options->weight_decay * w;
      ww += w * w;
      uu += u[i] * u[i];
    }
    const double trust = sqrt(ww / uu);
    oracle_check_number(name, "trust ratio", update, trust,
                        expected_at(o, "trust_ratio", update * (size_t)n->tensor_count + (size_t)b),
                        (oracle_tolerance){10 * t.atol, 10 * t.rtol});
    for (size_t i = 0; i < count; i++) {
      const size_t at = tensor->offset + i;
      const double step = (double)before[at] - (double)trainer->model->parameters[at];
      assert_true(fabs(step - options->rate * trust * u[i]) < 2e-7);
    }
    free(u);
  }
}

static void check_clipped(const oracle *o, const glia_trainer *trainer, const float *raw,
                          size_t update) {
  const glia_network *n = &trainer->model->network;
  float *prepared = new_floats(n->parameter_count);
  glia_network_export(n, trainer->gradient, prepared);
  const int clipped = memcmp(prepared, raw, n->parameter_count * sizeof *raw) != 0;
  assert_int_equal(clipped, (int)expected_at(o, "clipped", update));
  free(prepared);
}

static double norm_of(const glia_model *model) {
  double squares = 0;
  for (size_t k = 0; k < model->network.storage; k++) {
    squares += (double)model->parameters[k] * (double)model->parameters[k];
  }
  return sqrt(squares);
}

static void check_after(const oracle *o, const char *name, const glia_trainer *trainer,
                        size_t update) {
  const glia_network *n = &trainer->model->network;
  const float *w = trainer->model->parameters;
  if (update == 1) oracle_check_parameters(o, name, "expected.params_after.1", "", n, w);
  if (update == 5) oracle_check_parameters(o, name, "expected.params_after.5", "", n, w);
  if (update == UPDATES) oracle_check_parameters(o, name, "expected.params_after.20", "", n, w);
}

static glia_trainer *open_case(const oracle *o) {
  const reference shape = oracle_shape(o);
  const glia_start start = {GLIA_INIT_AUTO, 1, 1};
  const glia_trainer_options options = {
      .optimizer = optimizer_of(o), .schedule = oracle_schedule(o, "config.schedule"), .batch = 1};
  glia_model *model =
      glia_model_create(shape.inputs, &shape.layers, &shape.loss, start, NULL, NULL);
  assert_non_null(model);
  glia_error error = {0};
  glia_trainer *trainer = glia_trainer_create(model, &options, NULL, &error);
  if (!trainer) fail_msg("no trainer: %s", error.message);
  const size_t count = model->network.parameter_count;
  double *wanted = oracle_parameters(o, "inputs.params", "", count);
  float *canonical = new_floats(count);
  for (size_t i = 0; i < count; i++) canonical[i] = (float)wanted[i];
  assert_int_equal(glia_model_set(model, canonical, NULL), GLIA_OK);
  free(wanted);
  free(canonical);
  return trainer;
}

static void run_case(const oracle *o, const char *name, void *user) {
  if (oracle_type_at(o, "config.schedules") != ORACLE_ABSENT) return; /* rates alone */
  ++*(int *)user;
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const int has_clip = oracle_type_at(o, "config.clip") != ORACLE_ABSENT;
  glia_trainer *trainer = open_case(o);
  glia_model *model = trainer->model;
  const glia_network *n = &model->network;
  float *gradient = new_floats(n->parameter_count), *storage = new_floats(n->storage);
  float *before = new_floats(n->storage);
  const oracle_tensor xs = oracle_tensor_at(o, "inputs.X"), ys = oracle_tensor_at(o, "inputs.Y");
  float *x = oracle_floats(xs), *y = oracle_floats(ys);
  const size_t rows = xs.shape[1], each_x = rows * xs.shape[2], each_y = ys.count / ys.shape[0];
  for (size_t u = 0; u < UPDATES; u++) {
    const size_t batch = (size_t)oracle_number_at(o, "config.batch_order[%zu]", u);
    const float *bx = x + batch * each_x, *by = y + batch * each_y;
    double loss;
    oracle_check_number(name, "lr", u, glia_trainer_rate(trainer), expected_at(o, "lr", u),
                        (oracle_tolerance){1e-15, 1e-12});
    if (oracle_type_at(o, "expected.momentum") != ORACLE_ABSENT) {
      oracle_check_number(
          name, "momentum", u,
          glia_schedule_momentum(&trainer->options.schedule, trainer->options.optimizer.momentum, u),
          expected_at(o, "momentum", u), (oracle_tolerance){0, 1e-12});
    }
    memcpy(before, model->parameters, n->storage * sizeof *before);
    assert_int_equal(glia_model_gradients(model, NULL, bx, by, rows, &loss, gradient, NULL, NULL),
                     GLIA_OK);
    assert_int_equal(glia_trainer_update(trainer, bx, by, rows, NULL), GLIA_OK);
    assert_int_equal(trainer->step, u + 1);
    assert_true(loss == trainer->loss);
    oracle_check_number(name, "loss_before", u, loss, expected_at(o, "loss_before", u), t);
    oracle_check_number(name, "grad_norm", u, trainer->gradient_norm,
                        expected_at(o, "grad_norm", u), t);
    if (u == 0) { /* before clipping */
      glia_network_import(n, gradient, storage);
      oracle_check_parameters(o, name, "expected.grads_step1", "d", n,
                              has_clip ? storage : trainer->gradient);
    }
    if (has_clip) check_clipped(o, trainer, gradient, u);
    if (trainer->options.optimizer.kind == GLIA_OPTIMIZER_LAMB) {
      check_trust(o, name, trainer, before, u);
    }
    assert_int_equal(glia_model_gradients(model, NULL, bx, by, rows, &loss, gradient, NULL, NULL),
                     GLIA_OK);
    oracle_check_number(name, "loss_after", u, loss, expected_at(o, "loss_after", u), t);
    oracle_check_number(name, "param_norm", u, norm_of(model), expected_at(o, "param_norm", u), t);
    check_after(o, name, trainer, u + 1);
  }
  free(gradient);
  free(storage);
  free(before);
  free(x);
  free(y);
  glia_trainer_free(trainer);
  glia_model_free(model);
}

static void test_trajectories(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  int ran = 0;
  oracle_each("optim", "", run_case, &ran);
  assert_true(ran >= 46); /* all but schedule_tables, which test_schedule reads */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_trajectories),
  };
  return cmocka_run_group_tests_name("optimizer oracle", tests, NULL, NULL);
}
