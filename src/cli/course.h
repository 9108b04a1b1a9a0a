/* A training under way as the program shows it, whether its data are made or come from a file. */
#ifndef GLIA_CLI_COURSE_H
#define GLIA_CLI_COURSE_H

#include "cli/cli.h"
#include "data/scale.h"
#include "inspect/measure.h"
#include "io/experiment.h"
#include "train/run.h"

typedef struct cli_course cli_course;

struct cli_course {
  glia_model *model;
  glia_trainer *trainer;
  glia_part train, test; /* targets as the network is trained on them */
  glia_task task;
  uint32_t classes;      /* 0 for values */
  glia_scale restore;    /* of values: what the target's scaling was, all zero for none */
  int stopped;           /* patience ran out; the best weights, of best_step, are back */
  uint64_t best_step;
  /* Makes up to steps updates. */
  glia_status (*advance)(cli_course *course, uint64_t steps, glia_error *error);
  void *owner; /* of advance */
};

/* Trains on to a step, or to where patience ends it, under a progress bar. rows: prints a line of
 * losses ten times on the way. Returns an exit code, with a sentence written where it is not 0. */
int cli_course_train(cli_course *course, uint64_t steps, int rows);

/* Prints how good the network is on both parts: for classes accuracy, precision, recall, F1, AUC; for
 * values R2, RMSE, MAE. Returns an exit code. */
int cli_course_metrics(const cli_course *course);

/* "2-8-8-1, 105 parameters, loss bce" */
void cli_course_describe(const cli_course *course);

/* The course of a run, which stays its owner's. */
cli_course cli_course_of_run(glia_run *run);

/* Parses call's experiment and makes its run. NULL with *code and a sentence written. */
glia_run *cli_open_run(const char *experiment, int *code);

/* What --data names: makes, trains and reports. hash_only: prints nothing but the hash. */
int cli_run_on_file(const cli_call *call, int hash_only);

#endif
