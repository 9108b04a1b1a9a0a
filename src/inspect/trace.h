/* The numbers behind one update: its batch, what every unit answered, and the deltas that flowed back. */
#ifndef GLIA_INSPECT_TRACE_H
#define GLIA_INSPECT_TRACE_H

#include "train/run.h"

typedef struct glia_trace {
  glia_arena arena;
  size_t rows;             /* examples in the batch */
  uint32_t *example;       /* (rows) their rows in the training part */
  float *x, *target;       /* (rows,inputs), (rows,targets) */
  glia_workspace workspace;
  double loss;             /* of the batch, without penalties */
  float *gradient;         /* storage order, as the backward pass leaves it */
  /* Of the layer asked for, (rows,stride): the loss's gradient by post, by z and by pre. The last
   * layer has none by post where loss and activation are taken together. */
  float *by_post, *by_z, *by_pre;
  float *skip;             /* the part of by_post that came past the layer above, which is residual */
  float *scratch[2], *transposed;
  uint32_t *order;
} glia_trace;

/* Takes room to trace updates of a run; the caller closes it. Fails with MEMORY, and then there is
 * nothing to close. */
glia_status glia_trace_open(glia_trace *trace, const glia_run *run, const glia_memory *memory,
                            glia_error *error);
void glia_trace_close(glia_trace *trace);

/* Traces the update that the run's trainer would make next, with the gradients of one layer's sums.
 * Nothing of the run changes. */
void glia_trace_next(glia_trace *trace, const glia_run *run, uint32_t layer);

#endif
