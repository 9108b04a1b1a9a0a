/* What a run remembers of its way: the losses, and states from which any step can be replayed.
 *
 * Both are kept at regular steps. When the room is used up every second one is dropped and the
 * interval doubles, so memory is bounded, the whole way stays covered, and which steps are kept
 * depends only on the step numbers, never on how a page sliced the time.
 */
#ifndef GLIA_TRAIN_HISTORY_H
#define GLIA_TRAIN_HISTORY_H

#include "train/trainer.h"

enum {
  GLIA_HISTORY_ROWS = 1024,  /* losses kept at the most */
  GLIA_HISTORY_WORK = 1 << 21, /* products in a measurement that may be made at every step */
  GLIA_HISTORY_STATES = 256, /* states kept at the most */
  GLIA_HISTORY_EDITS = 4096  /* changes of weights by hand that can be replayed */
};

/* A change of one parameter by hand, made when `step` updates had been made. */
typedef struct glia_edit {
  uint64_t step;
  uint32_t slot; /* offset within the parameter storage */
  float value;
} glia_edit;

typedef struct glia_history {
  size_t count;
  uint64_t interval; /* row i is of step i * interval */
  uint64_t first_interval; /* what interval begins with, see glia_history_take */
  float *loss, *test_loss;

  size_t floats;     /* of one state */
  size_t room;       /* states there is room for */
  size_t states;
  uint64_t origin;   /* the step of state 0: 0, or where a branch began */
  uint64_t state_interval;
  float *state;      /* (room, floats): parameters, first, second, running */
  double *powers;    /* (room, 3): beta1_power, beta2_power, loss of the last batch */

  size_t edits;
  glia_edit *edit;
} glia_history;

/* Takes room for states of a trainer, at most bytes in all but never fewer than 2. Fails with
 * MEMORY.
 *
 * rows: examples over which a loss is measured. As long as that is little work (rows times parameters up to
 * GLIA_HISTORY_WORK) the first losses are kept at every step. Beyond, they are kept at every power of two
 * steps that train on as many examples: a pass forward over rows then stands beside one forward and
 * backward over no fewer, so that measuring is about a quarter of the work at the most. */
glia_status glia_history_take(glia_history *history, const glia_trainer *trainer, size_t rows,
                              size_t bytes, glia_arena *arena, glia_error *error);

/* Forgets everything; what comes is kept from step 0 on, as densely as at first. */
void glia_history_clear(glia_history *history);

/* Whether the trainer stands at a step whose loss, or whose state, is to be kept now. */
int glia_history_wants_loss(const glia_history *history, uint64_t step);
int glia_history_wants_state(const glia_history *history, uint64_t step);

void glia_history_add_loss(glia_history *history, double loss, double test_loss);
void glia_history_add_state(glia_history *history, const glia_trainer *trainer);

/* Steps from `step` until one of the two is wanted, at least 1. */
uint64_t glia_history_stride(const glia_history *history, uint64_t step);

/* Puts the trainer back to the newest kept state at or before step, which is origin or later, and
 * clears its fault. */
void glia_history_restore(const glia_history *history, glia_trainer *trainer, uint64_t step);

/* Keeps a change made by hand at the trainer's step. Forgets the loss and the state of that step,
 * which the caller adds anew, and everything later. Fails with LIMIT, and then nothing has changed,
 * once GLIA_HISTORY_EDITS are kept. */
glia_status glia_history_add_edit(glia_history *history, const glia_trainer *trainer, size_t slot,
                                  float value, glia_error *error);

/* Makes again the changes kept for the step the trainer stands at. */
void glia_history_redo_edits(const glia_history *history, glia_trainer *trainer);

/* Steps until the next kept change after `step`, or `most` if there is none before. */
uint64_t glia_history_until_edit(const glia_history *history, uint64_t step, uint64_t most);

#endif
