/* The experiment's network, trained on a file instead of the experiment's own data. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/course.h"
#include "cli/file_data.h"
#include "nn/loss.h"

typedef struct file_run {
  glia_settings settings;
  cli_file_data data;
  glia_arena arena;
  cli_course course;
  float *best, *best_running; /* the state with the best test loss, where patience asks for it */
  double best_loss;
} file_run;

/* Output layer and loss as for data made, but for the number of classes. */
static glia_status plan(const file_run *run, glia_layers *layers, glia_loss_spec *loss,
                        glia_error *error) {
  glia_settings like = run->settings;
  const uint32_t classes = run->data.classes;
  const uint32_t asked = like.loss;
  if (classes > 2 && asked != GLIA_LOSS_AUTO && asked != GLIA_LOSS_CROSS_ENTROPY &&
      asked != GLIA_LOSS_FOCAL) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "loss=%s tells two classes apart, and the file has %u; choose loss=auto, "
                     "cross_entropy or focal",
                     glia_setting_find("loss", 4)->choices[asked].name, classes);
  }
  like.data = classes ? GLIA_DATA_CIRCLE : GLIA_DATA_PLANE; /* any of the same task */
  if (classes > 2 && asked == GLIA_LOSS_AUTO) like.loss = GLIA_LOSS_CROSS_ENTROPY;
  const glia_status status = glia_run_plan(&like, layers, loss, error);
  if (status) return status;
  glia_layer *last = &layers->layer[layers->count - 1];
  if (last->activation == GLIA_ACTIVATION_SOFTMAX) last->units = classes;
  return GLIA_OK;
}

/* Weights by which all classes count the same; NULL where one has no training example. */
static const float *balance(file_run *run, glia_loss loss) {
  const glia_part *train = &run->data.train;
  const uint32_t classes = run->data.classes;
  float *weight = glia_arena_floats(&run->arena, classes);
  double *count = glia_arena_array(&run->arena, classes, sizeof *count);
  if (!weight || !count) return NULL;
  for (size_t i = 0; i < train->rows; i++) count[(size_t)train->target[i]] += 1.0;
  for (uint32_t c = 0; c < classes; c++) {
    if (count[c] == 0.0) return NULL;
    weight[c] = (float)((double)train->rows / ((double)classes * count[c]));
  }
  if (loss == GLIA_LOSS_BCE) weight[0] = (float)(count[0] / count[1]); /* of the positive class */
  return weight;
}

static void sign_targets(glia_part *part) {
  for (size_t i = 0; i < part->rows; i++) part->target[i] = 2.0f * part->target[i] - 1.0f;
}

static glia_status advance(cli_course *course, uint64_t steps, glia_error *error);

static glia_status build(file_run *run, glia_error *error) {
  const glia_settings *settings = &run->settings;
  glia_layers layers;
  glia_loss_spec loss;
  const glia_status status = plan(run, &layers, &loss, error);
  if (status) return status;
  const int fused = glia_loss_is_fused(loss.kind);
  if (fused && settings->balance == GLIA_BALANCE_BALANCED) loss.weights = balance(run, loss.kind);
  if (!fused && run->data.classes) {
    sign_targets(&run->data.train);
    sign_targets(&run->data.test);
  }
  cli_course *course = &run->course;
  *course = (cli_course){.train = run->data.train,
                         .test = run->data.test,
                         .task = run->data.task,
                         .classes = run->data.classes,
                         .restore = run->data.restore,
                         .advance = advance,
                         .owner = run};
  course->model = glia_model_create(run->data.inputs, &layers, &loss, glia_run_start(settings),
                                    NULL, error);
  if (!course->model) return error->status;
  const glia_trainer_options options = glia_run_training(settings);
  course->trainer = glia_trainer_create(course->model, &options, NULL, error);
  if (!course->trainer) return error->status;
  run->best = glia_arena_floats(&run->arena, course->model->network.storage);
  run->best_running = glia_arena_floats(&run->arena, course->model->network.running + 1);
  run->best_loss = __builtin_inf();
  if (!run->best || !run->best_running) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  return glia_trainer_set_data(course->trainer, course->train.x, course->train.target,
                               course->train.rows, error);
}

/* At the end of an epoch: early stopping as glia_run_advance does it. */
static void judge(file_run *run) {
  cli_course *course = &run->course;
  glia_model *model = course->model;
  const size_t floats = model->network.storage, running = model->network.running;
  const uint64_t step = course->trainer->step, epoch = glia_trainer_epoch_steps(course->trainer);
  const double loss = glia_mean_loss(&model->network, glia_model_values(model), course->test.x,
                                     course->test.target, course->test.rows, &model->workspace);
  if (loss < run->best_loss) {
    run->best_loss = loss;
    course->best_step = step;
    memcpy(run->best, model->parameters, floats * sizeof *run->best);
    memcpy(run->best_running, model->running, running * sizeof *run->best);
  } else if (step - course->best_step >= run->settings.patience * epoch) {
    course->stopped = 1;
    if (run->best_loss == __builtin_inf()) return; /* no test loss was ever finite */
    memcpy(model->parameters, run->best, floats * sizeof *run->best);
    memcpy(model->running, run->best_running, running * sizeof *run->best);
  }
}

static glia_status advance(cli_course *course, uint64_t steps, glia_error *error) {
  file_run *run = course->owner;
  const uint64_t epoch = glia_trainer_epoch_steps(course->trainer);
  while (steps > 0 && !course->stopped) {
    uint64_t now = steps;
    if (run->settings.patience) {
      const uint64_t left = epoch - course->trainer->step % epoch;
      if (now > left) now = left;
    }
    if (glia_trainer_advance(course->trainer, now) < now) {
      return glia_trainer_fault(course->trainer, error);
    }
    steps -= now;
    if (run->settings.patience && course->trainer->step % epoch == 0) judge(run);
  }
  return GLIA_OK;
}

static int train(file_run *run, const cli_call *call, int hash_only) {
  glia_error error = {GLIA_OK, -1, ""};
  if (build(run, &error)) return cli_refuse(cli_code(&error), &error, NULL);
  cli_course *course = &run->course;
  if (!hash_only) {
    cli_course_describe(course);
    printf("\n");
  }
  int code = cli_course_train(course, call->steps, !hash_only);
  if (code == CLI_DONE && !hash_only) code = cli_course_metrics(course);
  if (code == CLI_DONE) {
    printf("%s%016" PRIx64 "\n", hash_only ? "" : "\nhash ",
           glia_network_hash(&course->model->network, course->model->parameters));
  }
  return code;
}

int cli_run_on_file(const cli_call *call, int hash_only) {
  file_run run;
  memset(&run, 0, sizeof run);
  int code = cli_experiment(call->operand[0], &run.settings);
  if (code) return code;
  run.arena = glia_arena_open(NULL);
  code = cli_file_data_read(&run.data, call, &run.settings, !hash_only);
  if (code == CLI_DONE) code = train(&run, call, hash_only);
  glia_trainer_free(run.course.trainer);
  glia_model_free(run.course.model);
  glia_arena_close(&run.data.arena);
  glia_arena_close(&run.arena);
  return code;
}
