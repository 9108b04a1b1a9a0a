/* A network and its loss in double precision, by plain loops: slow, and independent of the engine's
 * kernels. For the gradient check. */
#ifndef GLIA_INSPECT_EXACT_H
#define GLIA_INSPECT_EXACT_H

#include "base/arena.h"
#include "nn/network.h"

typedef struct glia_exact {
  const glia_network *network;
  size_t rows;
  const float *x, *target;          /* the caller's: (rows,inputs), (rows) */
  double *parameters;               /* network.storage; may be changed between passes */
  double *z[GLIA_MAX_LAYERS];       /* (rows,units) of each layer: normalized weighted sums … */
  double *post[GLIA_MAX_LAYERS];    /* … and answers */
  uint32_t corners;                 /* hash of which side of its corner everything lay on in the last pass */
} glia_exact;

/* Takes room. parameters: in storage order, copied. MEMORY. */
glia_status glia_exact_take(glia_exact *exact, const glia_network *network, const float *parameters,
                            const float *x, const float *target, size_t rows, glia_arena *arena,
                            glia_error *error);

/* The mean loss (see glia_loss_mean), layers below `from` as they were left by an earlier pass. Batch
 * norm takes the rows' own statistics. Of losses only those that a run can have. */
double glia_exact_loss(glia_exact *exact, uint32_t from);

#endif
