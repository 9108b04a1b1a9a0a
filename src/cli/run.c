/* The commands that train on the data an experiment makes: run, hash and receipt. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/course.h"
#include "io/receipt.h"

static glia_status advance(cli_course *course, uint64_t steps, glia_error *error) {
  glia_run *run = course->owner;
  const glia_status status = glia_run_advance(run, steps, error);
  course->stopped = run->stopped;
  course->best_step = run->best_step;
  return status;
}

cli_course cli_course_of_run(glia_run *run) {
  return (cli_course){.model = run->model,
                      .trainer = run->trainer,
                      .train = run->dataset.train,
                      .test = run->dataset.test,
                      .task = run->dataset.task,
                      .classes = run->dataset.classes,
                      .advance = advance,
                      .owner = run};
}

glia_run *cli_open_run(const char *experiment, int *code) {
  glia_settings settings;
  *code = cli_experiment(experiment, &settings);
  if (*code) return NULL;
  glia_error error = {GLIA_OK, -1, ""};
  glia_run *run = glia_run_create(&settings, NULL, &error);
  if (!run) *code = cli_refuse(cli_code(&error), &error, NULL);
  return run;
}

static void print_hash(const glia_run *run, const char *before) {
  printf("%s%016" PRIx64 "\n", before,
         glia_network_hash(&run->model->network, run->model->parameters));
}

/* Options that say more about a file, and no file. */
static int check_file(const cli_call *call) {
  if (call->data || !(call->given & (CLI_TARGET | CLI_TASK | CLI_LABELS))) return CLI_DONE;
  return cli_fail(CLI_MISUSED, "--target, --task and --labels go with --data");
}

int cli_run(const cli_call *call) {
  if (check_file(call)) return CLI_MISUSED;
  if (call->data) return cli_run_on_file(call, 0);
  int code;
  glia_run *run = cli_open_run(call->operand[0], &code);
  if (!run) return code;
  cli_course course = cli_course_of_run(run);
  char experiment[GLIA_EXPERIMENT_MAX + 1];
  glia_experiment_format(&run->settings, experiment, sizeof experiment);
  printf("experiment: %s\n", experiment[0] ? experiment : "the default one");
  cli_course_describe(&course);
  printf("\n");
  code = cli_course_train(&course, call->steps, 1);
  if (code == CLI_DONE) code = cli_course_metrics(&course);
  if (code == CLI_DONE) print_hash(run, "\nhash ");
  glia_run_free(run);
  return code;
}

int cli_hash(const cli_call *call) {
  if (check_file(call)) return CLI_MISUSED;
  if (call->data) return cli_run_on_file(call, 1);
  int code;
  glia_run *run = cli_open_run(call->operand[0], &code);
  if (!run) return code;
  cli_course course = cli_course_of_run(run);
  code = cli_course_train(&course, call->steps, 0);
  if (code == CLI_DONE) print_hash(run, "");
  glia_run_free(run);
  return code;
}

int cli_receipt(const cli_call *call) {
  int code;
  glia_run *run = cli_open_run(call->operand[0], &code);
  if (!run) return code;
  cli_course course = cli_course_of_run(run);
  code = cli_course_train(&course, call->steps, 0);
  if (code == CLI_DONE) {
    char text[GLIA_EXPERIMENT_MAX + 1024]; /* nothing was changed by hand, so all has room */
    glia_error error = {GLIA_OK, -1, ""};
    if (glia_receipt_write(run, text, sizeof text, &error)) fputs(text, stdout);
    else code = cli_refuse(cli_code(&error), &error, NULL);
  }
  glia_run_free(run);
  return code;
}
