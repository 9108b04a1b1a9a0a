/* The forward and the backward pass, over a workspace that keeps what the backward one needs.
 *
 * A layer: pre = below · W + b; z = normalized pre, or pre; act = f(z); post = act · mask + skip, where
 * mask is there under dropout and skip (below, or below · P) under a residual connection.
 */
#ifndef GLIA_NN_PASS_H
#define GLIA_NN_PASS_H

#include "base/arena.h"
#include "nn/dropout.h"
#include "nn/network.h"

/* How a pass is made. */
typedef struct glia_mode {
  int batch_statistics;  /* batch norm by the batch itself; else by running statistics */
  int dropout;           /* drop units by the seed and the step */
  uint64_t seed, step;
} glia_mode;

/* What a network needs besides its shape. */
typedef struct glia_values {
  const float *parameters; /* network.storage floats */
  const float *running;    /* network.running floats; may be NULL where that is 0 */
} glia_values;

/* Room for the intermediate values of one layer, rows stride apart. Arrays that a layer has no use for
 * are those of the stage before, so that reading on is always right. */
typedef struct glia_stage {
  float *pre, *z, *act, *post;
  float *delta;                     /* gradient by post on the way down, then by pre */
  float *hat, *inverse;             /* of normalization */
  float *mean, *variance;           /* of batch normalization */
  float *mask;                      /* of dropout */
} glia_stage;

typedef struct glia_workspace {
  size_t rows; /* there is room for */
  glia_stage stage[GLIA_MAX_LAYERS];
  float *transposed;  /* one layer's weights, (units,inputs padded) */
  float *skip;        /* gradient by post, kept for a residual connection */
  float *extra;       /* what flows down past the layer, (rows,inputs padded) */
  float *input_delta; /* (rows,inputs padded) gradient by the inputs */
} glia_workspace;

/* Takes a workspace from the arena; backward says whether gradients will be wanted, inputs whether
 * gradients by the inputs will be. Fails with MEMORY. */
glia_status glia_workspace_take(glia_workspace *workspace, const glia_network *network, size_t rows,
                                int backward, int inputs, glia_arena *arena, glia_error *error);

/* Fills every stage from x (rows,inputs), rows <= workspace->rows. A row's answer does not depend on
 * the other rows unless batch statistics are asked for. */
void glia_forward(const glia_network *network, glia_values values, glia_mode mode, const float *x,
                  size_t rows, glia_workspace *workspace);

/* The mean loss of the examples of the last forward pass against target (see glia_loss_mean), and
 * the gradient of that mean into delta of the last layer, by its z. */
double glia_output_loss(const glia_network *network, const float *target, size_t rows,
                        glia_workspace *workspace);

/* From delta of the last layer to the gradient by every parameter (in storage order, padding zero)
 * and, where the workspace has room for it, by the inputs. Follows glia_forward and
 * glia_output_loss with the same values, mode, x and rows. gradients is overwritten, never added to. */
void glia_backward(const glia_network *network, glia_values values, glia_mode mode, const float *x,
                   size_t rows, glia_workspace *workspace, float *gradients);

/* Mean loss over any number of rows, in portions of the workspace's size, as the network is used
 * (running statistics, no dropout). */
double glia_mean_loss(const glia_network *network, glia_values values, const float *x,
                      const float *target, size_t rows, glia_workspace *workspace);

/* Moves the running statistics of batch norm towards those of the last forward pass. */
void glia_follow_statistics(const glia_network *network, const glia_workspace *workspace,
                            size_t rows, float *running);

#endif
