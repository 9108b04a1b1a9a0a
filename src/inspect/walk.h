/* One example's way through the network and back, with the update it would cause: for slow motion. */
#ifndef GLIA_INSPECT_WALK_H
#define GLIA_INSPECT_WALK_H

#include "train/run.h"

typedef enum glia_walk_of { GLIA_WALK_TRAIN, GLIA_WALK_TEST, GLIA_WALK_GIVEN } glia_walk_of;

/* Floats that a walk fills. */
size_t glia_walk_floats(const glia_run *run);

/* Passes one example forward as the network is used (running statistics, nothing dropped), its loss back,
 * and makes the update that the run's optimizer, in its present state, would make of that gradient; for a
 * network without batch norm and dropout that is training's own on a batch of this one example. The run does
 * not change. of says which example: row of the training or of the test part, or x (dataset.numbers), a
 * point or image, with its class or value.
 *
 * out (glia_walk_floats) receives one behind the other: inputs of the network; the target as it is trained on;
 * of all units, layer after layer, pre, z, post, and delta (the loss's gradient by pre; see nn/pass.h); the
 * gradient by every parameter, without penalties; every parameter after the update; both canonical. Fails with
 * RANGE (row, class), NOT_FINITE (x, the target, or where the update would lead) or MEMORY. */
glia_status glia_walk(glia_run *run, glia_walk_of of, size_t row, const float *x, float target,
                      float *out, double *loss, glia_error *error);

#endif
