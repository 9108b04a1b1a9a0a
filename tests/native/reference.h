/* A network in double precision by plain loops: what the engine's passes are compared with.
 *
 * Parameters stand in canonical order: layer by layer weights (units,inputs), then biases (units).
 */
#ifndef GLIA_TESTS_REFERENCE_H
#define GLIA_TESTS_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"

typedef struct reference {
  uint32_t inputs;
  glia_layers layers;
  glia_loss loss;
} reference;

/* layers is text as in "5:tanh,2:softmax". */
reference reference_make(uint32_t inputs, const char *layers, glia_loss loss);

uint32_t reference_outputs(const reference *network);
size_t reference_targets(const reference *network); /* numbers in one example's target */
size_t reference_parameters(const reference *network);
size_t reference_units(const reference *network); /* of all layers together */

/* One elementwise activation and its derivative by x; not for softmax. */
double reference_activation(glia_activation activation, double x);
double reference_slope(glia_activation activation, double x);

/* out (units) = softmax of z (units); in place is allowed. */
void reference_softmax(const double *z, uint32_t units, double *out);

/* pre and post of every layer for one example x (inputs), layer after layer (units). */
void reference_forward(const reference *network, const double *parameters, const double *x,
                       double *pre, double *post);

/* The loss of one example from its last layer. */
double reference_example_loss(const reference *network, const double *pre, const double *post,
                              const double *target);

/* The mean loss of rows examples. */
double reference_loss(const reference *network, const double *parameters, const double *x,
                      const double *target, size_t rows);

/* The gradient of that mean by every parameter, and by the inputs (rows,inputs) unless NULL:
 * central differences, good to about 1e-9. parameters and x are changed on the way and put back. */
void reference_gradient(const reference *network, double *parameters, double *x,
                        const double *target, size_t rows, double *gradient,
                        double *input_gradient);

/* The weighted sum nearest to ReLU's corner, over all examples; inf without a ReLU layer. Closer
 * than a step of the differences, they would be wrong there. */
double reference_nearest_corner(const reference *network, const double *parameters, const double *x,
                                size_t rows);

/* Copies in the other precision, for free(). */
double *doubles_of(const float *x, size_t count);

/* The largest size among count numbers. */
double largest_of(const double *x, size_t count);

#endif
