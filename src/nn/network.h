/* The shape of a network and where each of its parameters lies.
 *
 * Outside the engine parameters stand in canonical order: layer by layer weights (units,inputs),
 * then biases (units). Inside, weights stand as (inputs,stride) with stride = units rounded up to
 * whole vectors and zeros in between, because then a forward pass and a weight gradient run along
 * the units without any repacking. Only this module knows both orders.
 */
#ifndef GLIA_NN_NETWORK_H
#define GLIA_NN_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"
#include "base/status.h"

typedef struct glia_dense {
  uint32_t inputs, units;
  size_t stride;          /* units rounded up to whole vectors */
  glia_activation activation;
  size_t weights, biases; /* offsets within the storage */
  size_t canonical;       /* offset of the layer within the canonical order */
} glia_dense;

/* A plain value without memory of its own; parameters are kept by whoever trains them. */
typedef struct glia_network {
  uint32_t inputs, outputs, layer_count;
  glia_loss loss;         /* never AUTO */
  size_t parameter_count; /* canonical */
  size_t storage;         /* floats of the padded form, a multiple of 4 */
  size_t widest;          /* the largest stride of any layer */
  glia_dense layer[GLIA_MAX_LAYERS];
} glia_network;

/* Lays out a network. Refuses: no layer or too many, a layer without units, more than
 * GLIA_MAX_UNITS units or GLIA_MAX_PARAMETERS parameters (LIMIT), softmax before the last layer,
 * bce without a last sigmoid, cross_entropy without a last softmax of two or more units (CONFLICT).
 * Takes no memory. */
glia_status glia_network_plan(glia_network *network, uint32_t inputs, const glia_layers *layers,
                              glia_loss loss, glia_error *error);

/* Canonical order from storage, and back. Neither array may overlap the other. */
void glia_network_export(const glia_network *network, const float *storage, float *canonical);
void glia_network_import(const glia_network *network, const float *canonical, float *storage);

/* Offset within the storage of canonical parameter index, which must be < parameter_count. */
size_t glia_network_slot(const glia_network *network, size_t index);

/* 64-bit FNV-1a over the little-endian bytes of the canonical parameters: equal for equal bits. */
uint64_t glia_network_hash(const glia_network *network, const float *storage);

/* How many target numbers each example has: one class index under cross_entropy, else one number
 * for each output. */
uint32_t glia_network_targets(const glia_network *network);

#endif
