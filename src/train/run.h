/* One experiment under way: its data, its network, its training, and its past. */
#ifndef GLIA_TRAIN_RUN_H
#define GLIA_TRAIN_RUN_H

#include "data/dataset.h"
#include "train/history.h"

typedef struct glia_run {
  glia_arena arena;
  glia_settings settings;
  glia_dataset dataset; /* targets as the network is trained on them, see glia_run_target */
  glia_model *model;
  glia_trainer *trainer;
  glia_history history;
  size_t history_bytes; /* the most that kept states may take, see glia_run_create_within */
  uint64_t reached;     /* the last step made on this path; step() may lie before it after a seek */
  int altered;          /* holds changes by hand without their list: a branch of an edited run */
  uint64_t judged;      /* the last step whose test loss counted for early stopping */
  uint64_t best_step;   /* the step with the best test loss so judged */
  double best_loss;
  int stopped;          /* patience ran out: the run is back at best_step */
} glia_run;

/* How much memory a run may use for states to go back to, unless told otherwise. */
enum { GLIA_RUN_HISTORY_BYTES = 16 << 20 };

/* The output layer and the loss that follow from the settings: bce has one sigmoid, cross_entropy and
 * focal one softmax unit for each class, the others one tanh unit for two classes (targets -1 and 1)
 * and one linear unit for values. auto is bce for two classes, cross_entropy for more, mse for values.
 * Fails with CONFLICT where data and loss do not go together: bce, cross_entropy and focal with values,
 * all but cross_entropy and focal with more than two classes, and a planted fault there is no room for
 * (train/fault.h). Weights that balance classes come
 * later, from the data. */
glia_status glia_run_plan(const glia_settings *settings, glia_layers *layers, glia_loss_spec *loss,
                          glia_error *error);

/* How a run trains, and how its network begins. */
glia_trainer_options glia_run_training(const glia_settings *settings);
glia_start glia_run_start(const glia_settings *settings);

/* A run at step 0; the caller owns it. NULL with CONFLICT, LIMIT or MEMORY. */
glia_run *glia_run_create(const glia_settings *settings, const glia_memory *memory,
                          glia_error *error);
/* The same with another bound on the memory for states to go back to: less makes seeking back slower,
 * never wrong. Two states are always kept. */
glia_run *glia_run_create_within(const glia_settings *settings, size_t history_bytes,
                                 const glia_memory *memory, glia_error *error);
/* The same on points that the caller has (data=points and the like; data/dataset.h); they are copied.
 * given NULL: data that is drawn. Fails as glia_dataset_make does, too. */
glia_run *glia_run_create_with(const glia_settings *settings, const glia_given *given,
                               size_t history_bytes, const glia_memory *memory, glia_error *error);
/* The points a run was given, split as they are, to make another run on; they are the run's. NULL where they
 * were drawn, else room. */
const glia_given *glia_run_given(const glia_run *run, glia_given *room);
void glia_run_free(glia_run *run); /* NULL is fine */

/* Bytes of memory that a run holds: data, network, optimizer and past. They do not change while it trains. */
size_t glia_run_bytes(const glia_run *run);

/* Makes steps updates, fewer where patience runs out: then the run goes back to the step with the best
 * test loss, run->stopped is set, and further calls make none until reset, or a change by hand. The
 * test loss is judged after each epoch (early stopping, Prechelt 1998). At a fault: DIVERGED with its sentence, the run at its last finite step, and
 * every further call fails in the same way until the run is reset or goes back. Takes no memory. */
glia_status glia_run_advance(glia_run *run, uint64_t steps, glia_error *error);

/* Goes to any step, exact to the bit: earlier ones by a kept state and replay, later ones by
 * training. RANGE for a step before the one a branch began at (train/branch.h). */
glia_status glia_run_seek(glia_run *run, uint64_t step, glia_error *error);

/* Back to the initial weights; past and changes by hand are forgotten. A branch starts from step 0
 * then, under its own settings. */
void glia_run_reset(glia_run *run);

/* Sets canonical parameter index by hand and forgets the steps after this one. RANGE or NOT_FINITE
 * or LIMIT, and nothing has changed. */
glia_status glia_run_set_parameter(glia_run *run, size_t index, float value, glia_error *error);

/* A class, or value, as the network is trained on it: under losses of values the two classes are -1 and 1. */
float glia_run_target(const glia_run *run, float target);

uint64_t glia_run_epoch(const glia_run *run);

/* Mean loss over the training and the test part, without penalties. */
double glia_run_loss(glia_run *run, const glia_part *part);

/* out (rows,outputs): what the network answers to points (rows,dataset.numbers) of the plane, of the line,
 * or images: one probability for each class; under bce that of class 1 alone; else a value. NOT_FINITE
 * leaves out as it was. Takes no memory. */
glia_status glia_run_predict(glia_run *run, const float *points, size_t rows, float *out,
                             glia_error *error);

#endif
