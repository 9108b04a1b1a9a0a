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
  uint64_t reached;     /* the last step made on this path; step() may lie before it after a seek */
} glia_run;

/* How much memory a run may use for states to go back to, unless told otherwise. */
enum { GLIA_RUN_HISTORY_BYTES = 16 << 20 };

/* The output layer and the loss that follow from the settings: bce has one sigmoid, cross_entropy
 * one softmax unit for each class, mse one tanh unit for classes (targets -1 and 1) and one linear
 * unit for values. Fails with CONFLICT where data and loss do not go together. */
glia_status glia_run_plan(const glia_settings *settings, glia_layers *layers, glia_loss *loss,
                          glia_error *error);

/* A run at step 0; the caller owns it. NULL with CONFLICT, LIMIT or MEMORY. */
glia_run *glia_run_create(const glia_settings *settings, const glia_memory *memory,
                          glia_error *error);
void glia_run_free(glia_run *run); /* NULL is fine */

/* Makes steps updates. At a fault: DIVERGED with its sentence, the run at its last finite step, and
 * every further call fails in the same way until the run is reset or goes back. Takes no memory. */
glia_status glia_run_advance(glia_run *run, uint64_t steps, glia_error *error);

/* Goes to any step, exact to the bit: earlier ones by a kept state and replay, later ones by
 * training. */
glia_status glia_run_seek(glia_run *run, uint64_t step, glia_error *error);

/* Back to the initial weights; past and changes by hand are forgotten. */
void glia_run_reset(glia_run *run);

/* Sets canonical parameter index by hand and forgets the steps after this one. RANGE or NOT_FINITE
 * or LIMIT, and nothing has changed. */
glia_status glia_run_set_parameter(glia_run *run, size_t index, float value, glia_error *error);

uint64_t glia_run_epoch(const glia_run *run);

/* Mean loss over the training and the test part, without penalties. */
double glia_run_loss(glia_run *run, const glia_part *part);

#endif
