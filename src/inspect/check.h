/* The gradient check: the gradient that the backward pass computes beside one taken from the loss alone.
 *
 * The numeric gradient of a parameter w is (L(w + h) - L(w - h)) / 2h. L is computed in double precision by
 * plain loops that share nothing with the engine's kernels, and h is the same for all: 2^-16, at which
 * neither rounding (about 1e-11 L) nor curvature (about 1e-11 of the third derivative) can be seen. No
 * other step is tried. */
#ifndef GLIA_INSPECT_CHECK_H
#define GLIA_INSPECT_CHECK_H

#include "train/run.h"

/* Agreement = |a - n| / max(|a| + |n|, floor). Below the floor float32 no longer tells numbers apart; it is
 * the largest of
 *   1/100 of the largest gradient in the parameter's layer (sums lose what their terms cancel),
 *   2e-4 of how far the outputs move with the parameter (an output is rounded before it is compared),
 *   1e-7 of the loss. */
#define GLIA_CHECK_TOLERANCE 1e-3

typedef enum glia_verdict {
  GLIA_VERDICT_AGREES, /* the agreement is within the tolerance */
  GLIA_VERDICT_KINK,   /* it is not, but between w - h and w + h a ReLU, leaky ReLU or absolute error
                          turns its corner for some example, and there is no one slope to compare with */
  GLIA_VERDICT_DIFFERS
} glia_verdict;

/* Checks the gradient of the mean loss over the first rows training examples (0: as many as a batch has),
 * without penalties; batch norm takes those rows' own statistics, and nothing is dropped.
 * against (parameter_count, canonical) is somebody's gradient to be compared with the engine's; NULL: the
 * engine's is compared with the numeric one. All outputs have parameter_count elements in canonical order:
 * the engine's gradient, the numeric one, agreement (infinite for what is not a number) and verdicts
 * (glia_verdict; never KINK with against). The run does not change. Fails with RANGE (rows), LIMIT (this
 * would take many seconds) or MEMORY. */
glia_status glia_gradient_check(glia_run *run, size_t rows, const float *against, float *analytic,
                                double *numeric, double *agreement, uint8_t *verdict,
                                glia_error *error);

#endif
