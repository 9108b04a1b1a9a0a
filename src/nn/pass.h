/* The forward and the backward pass, over a workspace that keeps what the backward one needs. */
#ifndef GLIA_NN_PASS_H
#define GLIA_NN_PASS_H

#include "base/arena.h"
#include "nn/network.h"

/* Room for the intermediate values of up to `rows` examples. Rows of layer l stand stride(l) apart. */
typedef struct glia_workspace {
  size_t rows;
  float *pre[GLIA_MAX_LAYERS];   /* (rows,units) weighted sums */
  float *post[GLIA_MAX_LAYERS];  /* (rows,units) activations */
  float *delta[GLIA_MAX_LAYERS]; /* (rows,units) gradient by pre; NULL in a forward-only workspace */
  float *transposed;             /* one layer's weights, (units,inputs padded) */
  float *input_delta;            /* (rows,inputs padded) gradient by the inputs */
} glia_workspace;

/* Takes a workspace from the arena; backward says whether gradients will be wanted, inputs whether
 * gradients by the inputs will be. Fails with MEMORY. */
glia_status glia_workspace_take(glia_workspace *workspace, const glia_network *network, size_t rows,
                                int backward, int inputs, glia_arena *arena, glia_error *error);

/* Fills pre and post of every layer from x (rows,inputs), rows <= workspace->rows. */
void glia_forward(const glia_network *network, const float *parameters, const float *x, size_t rows,
                  glia_workspace *workspace);

/* The mean loss of the examples of the last forward pass against target (see glia_loss_mean), and
 * the gradient of that mean into delta of the last layer. */
double glia_output_loss(const glia_network *network, const float *target, size_t rows,
                        glia_workspace *workspace);

/* From delta of the last layer to the gradient by every parameter (in storage order, padding zero)
 * and, where the workspace has room for it, by the inputs. Follows glia_forward and
 * glia_output_loss with the same x and rows. gradients is overwritten, never added to. */
void glia_backward(const glia_network *network, const float *parameters, const float *x,
                   size_t rows, glia_workspace *workspace, float *gradients);

/* Mean loss over any number of rows, in portions of the workspace's size. Nothing else is kept. */
double glia_mean_loss(const glia_network *network, const float *parameters, const float *x,
                      const float *target, size_t rows, glia_workspace *workspace);

#endif
