/* One network with parameters, a batch, and everything a pass writes: for tests of passes. */
#ifndef GLIA_TESTS_FIXTURE_H
#define GLIA_TESTS_FIXTURE_H

#include "nn/pass.h"
#include "reference.h"

typedef struct fixture {
  reference shape;
  glia_network network;
  glia_arena arena;
  glia_workspace workspace;
  size_t rows;
  float *running; /* as before any batch */
  float *canonical, *parameters, *x, *target, *gradient;
  double loss;
} fixture;

/* Room for a batch of rows in a workspace of `room`; x, target and parameters are still to be
 * filled. Everything a pass is to overwrite holds garbage: no result may depend on it. */
fixture open_fixture(const reference *shape, size_t rows, size_t room);
void close_fixture(fixture *f);

/* What a pass reads, and how: the shape says. */
glia_values values_of(const fixture *f);

/* Forward, loss, backward. */
void pass(fixture *f);

/* Fails unless the padding of the gradient is zero. */
void check_gradient_padding(const fixture *f);

#endif
