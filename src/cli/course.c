#include "cli/course.h"

#include <inttypes.h>
#include <stdio.h>

static double loss_of(const cli_course *course, const glia_part *part) {
  glia_model *model = course->model;
  return glia_mean_loss(&model->network, glia_model_values(model), part->x, part->target,
                        part->rows, &model->workspace);
}

static double accuracy_of(const cli_course *course, const glia_part *part) {
  return glia_accuracy(course->model, part->x, part->target, part->rows);
}

static void print_heading(const cli_course *course) {
  printf("%10s %8s %12s %12s%s\n", "step", "epoch", "loss", "test loss",
         course->classes ? "     accuracy  test accuracy" : "");
}

static void print_row(const cli_course *course) {
  char train[32], test[32];
  const uint64_t step = course->stopped ? course->best_step : course->trainer->step;
  cli_bar_clear();
  printf("%10" PRIu64 " %8" PRIu64 " %12s %12s", step,
         step / glia_trainer_epoch_steps(course->trainer),
         cli_number(loss_of(course, &course->train), train),
         cli_number(loss_of(course, &course->test), test));
  if (course->classes) {
    printf(" %12s %14s", cli_number(accuracy_of(course, &course->train), train),
           cli_number(accuracy_of(course, &course->test), test));
  }
  printf("\n");
}

/* Steps between two looks at the clock: some 3e7 multiplications. */
static uint64_t slice_of(const cli_course *course) {
  const double each = 3.0 * (double)course->model->network.parameter_count *
                      (double)course->trainer->options.batch;
  const double steps = 3e7 / (each + 1.0);
  return steps < 1.0 ? 1 : steps > 1e4 ? 10000 : (uint64_t)steps;
}

static int advance(cli_course *course, uint64_t to, uint64_t all) {
  const uint64_t slice = slice_of(course);
  while (course->trainer->step < to && !course->stopped) {
    const uint64_t left = to - course->trainer->step;
    glia_error error = {GLIA_OK, -1, ""};
    if (course->advance(course, left < slice ? left : slice, &error)) {
      return cli_refuse(CLI_FAILED, &error, NULL);
    }
    char note[64], loss[32];
    snprintf(note, sizeof note, "batch loss %s", cli_number(course->trainer->loss, loss));
    cli_bar_show(course->trainer->step, all, note);
    if (cli_reader_gone()) return CLI_FAILED;
  }
  return CLI_DONE;
}

int cli_course_train(cli_course *course, uint64_t steps, int rows) {
  const uint64_t portion = !rows || steps < 10 ? steps : steps / 10;
  int code = CLI_DONE;
  cli_bar_begin();
  if (rows) {
    print_heading(course);
    print_row(course); /* before the first step */
    if (!cli_output_fine()) return CLI_FAILED;
  }
  while (code == CLI_DONE && course->trainer->step < steps && !course->stopped) {
    const uint64_t left = steps - course->trainer->step;
    code = advance(course, course->trainer->step + (left < 2 * portion ? left : portion), steps);
    if (rows && code == CLI_DONE) print_row(course);
    if (rows && !cli_output_fine()) return CLI_FAILED; /* nobody listens any more */
  }
  cli_bar_clear();
  if (rows && course->stopped) {
    printf("stopped early; the best weights, of step %" PRIu64 ", are restored\n",
           course->best_step);
  }
  return code;
}

void cli_course_describe(const cli_course *course) {
  const glia_network *network = &course->model->network;
  printf("data: %lu examples to train on, %lu held back for the test\nnetwork: %u",
         (unsigned long)course->train.rows, (unsigned long)course->test.rows, network->inputs);
  for (uint32_t l = 0; l < network->layer_count; l++) printf("-%u", network->layer[l].units);
  printf(", %lu parameters, loss %s\n", (unsigned long)network->parameter_count,
         glia_setting_find("loss", 4)->choices[network->loss.kind].name);
}
