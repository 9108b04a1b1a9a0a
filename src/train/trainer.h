/* Training a model on data: epochs, batches, updates, and the stop at the first bad number. */
#ifndef GLIA_TRAIN_TRAINER_H
#define GLIA_TRAIN_TRAINER_H

#include "nn/model.h"
#include "train/optimizer.h"
#include "train/schedule.h"

/* In which order an epoch goes through the examples. */
typedef enum glia_order {
  GLIA_ORDER_AS_GIVEN,
  GLIA_ORDER_SHUFFLED, /* a new order each epoch */
  GLIA_ORDER_SORTED    /* by their target, which must be one number: what shuffling guards against */
} glia_order;

typedef struct glia_trainer_options {
  glia_optimizer_options optimizer;
  glia_schedule_options schedule;
  uint32_t batch;  /* examples per update; the last batch of an epoch may be smaller */
  glia_order shuffle;
  uint64_t seed;   /* of that order, and of dropout */
} glia_trainer_options;

/* Where a number first left the finite ones. */
typedef enum glia_fault {
  GLIA_FAULT_NONE,
  GLIA_FAULT_ACTIVATION, /* a weighted sum or an activation */
  GLIA_FAULT_LOSS,
  GLIA_FAULT_GRADIENT,
  GLIA_FAULT_PARAMETER   /* the update itself overflowed */
} glia_fault;

typedef struct glia_trainer {
  glia_arena arena;
  glia_model *model; /* not owned; must outlive the trainer */
  glia_trainer_options options;
  glia_optimizer_state state;
  float *gradient;
  uint64_t step; /* updates made */
  double loss;   /* of the batch of the last update, before it, without penalties */
  double gradient_norm; /* of the last update: L1 included, before clipping; see glia_gradient_prepare */

  glia_arena room;          /* workspace and batch, retaken when a larger batch comes */
  glia_workspace workspace;
  float *batch_x, *batch_target;

  glia_arena data;          /* copies of the examples */
  size_t rows;
  float *x, *target;
  uint32_t *order;
  uint64_t ordered_epoch;   /* the epoch order belongs to, counted from 1; 0 for none */

  glia_fault fault;         /* once set, no update is made any more */
  uint32_t fault_layer;     /* counted from 1; 0 without a fault */
} glia_trainer;

/* A trainer for a model; the caller owns it, frees it before the model. NULL with RANGE (a constant
 * outside the table's limits) or MEMORY. */
glia_trainer *glia_trainer_create(glia_model *model, const glia_trainer_options *options,
                                  const glia_memory *memory, glia_error *error);
void glia_trainer_free(glia_trainer *trainer); /* NULL is fine */

/* Copies the examples to train on: x (rows,inputs), target (rows,targets). On failure (MEMORY, or as
 * glia_loss_check, or a number in x that is not finite) the old ones stay. */
glia_status glia_trainer_set_data(glia_trainer *trainer, const float *x, const float *target,
                                  size_t rows, glia_error *error);

/* Updates in one epoch: rows / batch rounded up; 0 without data. */
uint64_t glia_trainer_epoch_steps(const glia_trainer *trainer);

/* order (rows) = the examples in the order in which an epoch, from 0, goes through them. */
void glia_trainer_order(const glia_trainer *trainer, uint64_t epoch, uint32_t *order);

/* Makes up to steps updates on the data set before; returns how many were made: fewer only at a
 * fault, and then model and step are those of the last finite state. Takes no memory. Without data
 * it makes none. */
uint64_t glia_trainer_advance(glia_trainer *trainer, uint64_t steps);

/* One update on exactly these examples, whatever data was set. Takes memory when rows exceed every
 * batch before. Fails with MEMORY, as glia_loss_check, or with DIVERGED. */
glia_status glia_trainer_update(glia_trainer *trainer, const float *x, const float *target,
                                size_t rows, glia_error *error);

/* The sentence for a fault: at which step, in which layer, and the likely cause. */
glia_status glia_trainer_fault(const glia_trainer *trainer, glia_error *error);

/* The rate of the next update. */
double glia_trainer_rate(const glia_trainer *trainer);

#endif
