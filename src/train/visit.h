/* A visit to an earlier step of a run, after which the run stands where it stood, to the bit. */
#ifndef GLIA_TRAIN_VISIT_H
#define GLIA_TRAIN_VISIT_H

#include "train/run.h"

/* What a visit must put back. */
typedef struct glia_visit {
  glia_arena arena;
  float *kept; /* parameters, first, second, running */
  glia_optimizer_state state;
  uint64_t step;
  double loss, gradient_norm;
  glia_fault fault;
  uint32_t fault_layer;
} glia_visit;

/* Takes a run to a step it has made (from the branch point to where it stands) and keeps what it was.
 * The kept history does not change. Between begin and end only the trainer and the model may be
 * used. Fails with MEMORY, or with RANGE for a step that is not on the way; then the run is where
 * it was, and end must not be called. */
glia_status glia_visit_begin(glia_visit *visit, glia_run *run, uint64_t step, glia_error *error);

/* One more update as it was made then, changes by hand that followed it left out. */
void glia_visit_step(glia_run *run);

/* Puts everything back and gives the memory back. */
void glia_visit_end(glia_visit *visit, glia_run *run);

#endif
