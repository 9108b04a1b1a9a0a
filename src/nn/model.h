/* A network with its parameters: what can be asked for predictions and gradients. */
#ifndef GLIA_NN_MODEL_H
#define GLIA_NN_MODEL_H

#include "base/arena.h"
#include "nn/init.h"
#include "nn/network.h"
#include "nn/pass.h"

enum { GLIA_PORTION = 256 }; /* rows that are passed forward together */

typedef struct glia_model {
  glia_arena arena;
  glia_network network;
  float *parameters; /* network.storage floats, padding zero */
  float *spare;      /* as many: an update is written here, and the two change places if it is finite */
  glia_workspace workspace; /* GLIA_PORTION rows, forward only */
} glia_model;

/* A new model with initial parameters; the caller owns it. NULL on failure (see glia_network_plan,
 * or MEMORY). memory NULL stands for glia_heap. */
glia_model *glia_model_create(uint32_t inputs, const glia_layers *layers, glia_loss loss,
                              glia_init init, uint64_t seed, const glia_memory *memory,
                              glia_error *error);
void glia_model_free(glia_model *model); /* NULL is fine */

/* Sets every parameter from canonical order; NOT_FINITE leaves all as they were. */
glia_status glia_model_set(glia_model *model, const float *canonical, glia_error *error);

/* out (rows,outputs): what the last layer answers to x (rows,inputs). */
void glia_model_predict(glia_model *model, const float *x, size_t rows, float *out);

/* pre and post of every layer for x (rows,inputs): layer after layer (rows,units) each, so both
 * arrays hold rows × (sum of units) floats. */
void glia_model_activations(glia_model *model, const float *x, size_t rows, float *pre,
                            float *post);

/* The mean loss of x (rows,inputs) against target and its gradient by every parameter, in canonical
 * order, and by the inputs (rows,inputs) unless input_gradient is NULL. Fails with MEMORY, or as
 * glia_loss_check does. */
glia_status glia_model_gradients(glia_model *model, const float *x, const float *target,
                                 size_t rows, double *loss, float *gradient, float *input_gradient,
                                 glia_error *error);

#endif
