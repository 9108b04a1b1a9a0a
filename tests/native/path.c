#include "path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/experiment.h"

glia_settings settings_of(const char *experiment) {
  glia_settings settings;
  glia_error error = {0};
  if (glia_experiment_parse(experiment, strlen(experiment), &settings, &error)) {
    fail_msg("%s: %s", experiment, error.message);
  }
  return settings;
}

glia_run *run_of(const char *experiment, const glia_memory *memory) {
  const glia_settings settings = settings_of(experiment);
  glia_error error = {0};
  glia_run *run = glia_run_create(&settings, memory, &error);
  if (!run) fail_msg("%s: %s", experiment, error.message);
  return run;
}

uint64_t hash_of_run(const glia_run *run) {
  return glia_network_hash(&run->model->network, run->model->parameters);
}

static float loss_over(glia_model *model, const glia_part *part) {
  return (float)glia_mean_loss(&model->network, glia_model_values(model), part->x, part->target,
                               part->rows, &model->workspace);
}

path path_of(const char *experiment, uint64_t steps, const path_edit *edits, size_t edit_count) {
  const glia_settings s = settings_of(experiment);
  glia_run *run = run_of(experiment, NULL); /* for its data only */
  glia_layers layers;
  glia_loss_spec loss;
  assert_int_equal(glia_run_plan(&s, &layers, &loss, NULL), GLIA_OK);
  loss.weights = run->model->network.loss.weights; /* those that balance the run's own data */
  glia_model *model =
      glia_model_create(run->dataset.features, &layers, &loss, glia_run_start(&s), NULL, NULL);
  const glia_trainer_options options = glia_run_training(&s);
  glia_trainer *trainer = glia_trainer_create(model, &options, NULL, NULL);
  assert_non_null(trainer);
  const glia_part *train = &run->dataset.train;
  assert_int_equal(glia_trainer_set_data(trainer, train->x, train->target, train->rows, NULL),
                   GLIA_OK);
  path way = {.steps = steps};
  way.hash = calloc(steps + 1, sizeof *way.hash);
  way.batch_loss = calloc(steps + 1, sizeof *way.batch_loss);
  way.loss = calloc(steps + 1, sizeof *way.loss);
  way.test_loss = calloc(steps + 1, sizeof *way.test_loss);
  for (uint64_t step = 0; step <= steps; step++) {
    if (step && glia_trainer_advance(trainer, 1) == 0) {
      way.steps = step - 1;
      break;
    }
    for (size_t e = 0; e < edit_count; e++) {
      if (edits[e].step != step) continue;
      model->parameters[glia_network_slot(&model->network, edits[e].index, NULL)] = edits[e].value;
    }
    way.hash[step] = glia_network_hash(&model->network, model->parameters);
    way.batch_loss[step] = trainer->loss;
    way.loss[step] = loss_over(model, train);
    way.test_loss[step] = loss_over(model, &run->dataset.test);
  }
  way.fault = trainer->fault;
  glia_trainer_free(trainer);
  glia_model_free(model);
  glia_run_free(run);
  return way;
}

void path_free(path *way) {
  free(way->hash);
  free(way->batch_loss);
  free(way->loss);
  free(way->test_loss);
}
