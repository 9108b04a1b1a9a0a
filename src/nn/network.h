/* The shape of a network and where each of its parameters lies.
 *
 * Outside the engine parameters stand in canonical order: layer by layer weights (units,inputs), biases
 * (units), gamma and beta (units) if normalized, the projection of a residual connection (units,inputs)
 * if widths differ. Inside, a matrix stands as (inputs,stride) with stride = units rounded up to whole
 * vectors and zeros in between, because then a forward pass and a weight gradient run along the units
 * without any repacking. Only this module knows both orders.
 */
#ifndef GLIA_NN_NETWORK_H
#define GLIA_NN_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#include "nn/loss.h"

typedef enum glia_role {
  GLIA_ROLE_WEIGHTS,
  GLIA_ROLE_BIASES,
  GLIA_ROLE_GAMMA,
  GLIA_ROLE_BETA,
  GLIA_ROLE_PROJECTION,
  GLIA_ROLE_COUNT
} glia_role;

/* One block of parameters. rows is 1 for a vector. */
typedef struct glia_tensor {
  glia_role role;
  uint32_t layer, rows, units;
  size_t stride;
  size_t offset;    /* within the storage: (rows,stride) */
  size_t canonical; /* within the canonical order: (units,rows) */
} glia_tensor;

enum { GLIA_ABSENT = -1, GLIA_MAX_TENSORS = GLIA_MAX_LAYERS * GLIA_ROLE_COUNT };

typedef struct glia_dense {
  uint32_t inputs, units;
  size_t stride;                /* units rounded up to whole vectors */
  glia_layer options;
  int tensor[GLIA_ROLE_COUNT];  /* index of each block, GLIA_ABSENT where there is none */
  size_t running;               /* batch norm: offset of its running mean, then variance (stride each) */
} glia_dense;

/* A plain value without memory of its own; parameters are kept by whoever trains them. */
typedef struct glia_network {
  uint32_t inputs, outputs, layer_count;
  glia_loss_spec loss;    /* its kind is never AUTO */
  size_t parameter_count; /* canonical */
  size_t storage;         /* floats of the padded form, a multiple of 4 */
  size_t running;         /* floats of running statistics, a multiple of 4 */
  size_t widest;          /* the largest stride of any layer */
  glia_dense layer[GLIA_MAX_LAYERS];
  int tensor_count;
  glia_tensor tensor[GLIA_MAX_TENSORS];
} glia_network;

/* Lays out a network. Refuses: no layer or too many, a layer without units, more than
 * GLIA_MAX_UNITS units or GLIA_MAX_PARAMETERS parameters (LIMIT), softmax before the last layer,
 * a loss whose last activation is another one, dropout or a residual connection on the last layer
 * (CONFLICT), constants of the loss outside their meaning (RANGE). Takes no memory. */
glia_status glia_network_plan(glia_network *network, uint32_t inputs, const glia_layers *layers,
                              const glia_loss_spec *loss, glia_error *error);

/* The block of a layer in some role, as an address within the storage; NULL where there is none. */
const float *glia_network_block(const glia_network *network, uint32_t layer, glia_role role,
                                const float *storage);

/* Canonical order from storage, and back. Neither array may overlap the other. */
void glia_network_export(const glia_network *network, const float *storage, float *canonical);
void glia_network_import(const glia_network *network, const float *canonical, float *storage);

/* Offset within the storage of canonical parameter index, which must be < parameter_count; the block
 * it lies in unless tensor is NULL. */
size_t glia_network_slot(const glia_network *network, size_t index, int *tensor);

/* The other way round: canonical index of an offset within the storage that holds a parameter. */
size_t glia_network_index(const glia_network *network, size_t slot);

/* 64-bit FNV-1a over the little-endian bytes of the canonical parameters: equal for equal bits. */
uint64_t glia_network_hash(const glia_network *network, const float *storage);

/* Multiplications and additions of weights that one example takes: forward through every matrix; in
 * training also for the gradient by each matrix and by the inputs of each but the first. 2 · inputs ·
 * units for each of these; biases, activations and normalization are not counted. */
uint64_t glia_network_operations(const glia_network *network, int training);

/* How many target numbers each example has (see glia_loss_targets). */
size_t glia_network_targets(const glia_network *network);

#endif
