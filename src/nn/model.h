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
  float *weights;    /* (outputs) of classes or positive targets, the loss's; NULL without */
  float *running;    /* network.running floats: statistics of batch norm */
  float *parameters; /* network.storage floats, padding zero */
  float *spare;      /* as many: an update is written here, and the two change places if it is finite */
  glia_workspace workspace; /* GLIA_PORTION rows, forward only */
} glia_model;

/* How a model's parameters begin. */
typedef struct glia_start {
  glia_init init;
  double gain; /* multiplies the deviation of initial weights */
  uint64_t seed;
} glia_start;

/* Refuses a gain without meaning (RANGE) and an orthogonal start of matrices too large for it
 * (LIMIT). glia_model_create does the same. */
glia_status glia_start_check(const glia_network *network, glia_start start, glia_error *error);

/* A new model with initial parameters; the caller owns it. loss's weights are copied. NULL on failure
 * (see glia_network_plan, MEMORY, or LIMIT for an orthogonal start of matrices too large for it).
 * memory NULL stands for glia_heap. */
glia_model *glia_model_create(uint32_t inputs, const glia_layers *layers,
                              const glia_loss_spec *loss, glia_start start,
                              const glia_memory *memory, glia_error *error);
void glia_model_free(glia_model *model); /* NULL is fine */

/* What a pass reads. */
glia_values glia_model_values(const glia_model *model);

/* Back to initial parameters and statistics. */
void glia_model_restart(glia_model *model, glia_start start);

/* Sets every parameter from canonical order; NOT_FINITE leaves all as they were. */
glia_status glia_model_set(glia_model *model, const float *canonical, glia_error *error);

/* out (rows,outputs): what the last layer answers to x (rows,inputs). */
void glia_model_predict(glia_model *model, const float *x, size_t rows, float *out);

/* pre and post of every layer for x (rows,inputs): layer after layer (rows,units) each, so both
 * arrays hold rows × (sum of units) floats. */
void glia_model_activations(glia_model *model, const float *x, size_t rows, float *pre,
                            float *post);

/* out (units of all layers,rows): one plane for each neuron, layer after layer, of what it answers to x
 * (rows,inputs). The same bits as the post of glia_model_activations. */
void glia_model_neurons(glia_model *model, const float *x, size_t rows, float *out);

/* The mean loss of x (rows,inputs) against target and its gradient by every parameter, in canonical
 * order, and by the inputs (rows,inputs) unless input_gradient is NULL. As in training, batch norm
 * uses the batch's own statistics; nothing is dropped and running statistics stay as they are. by: the same loss
 * with other constants; NULL for the network's own. Fails with MEMORY, or as
 * glia_loss_check does. */
glia_status glia_model_gradients(glia_model *model, const glia_loss_spec *by, const float *x,
                                 const float *target, size_t rows, double *loss, float *gradient,
                                 float *input_gradient, glia_error *error);

#endif
