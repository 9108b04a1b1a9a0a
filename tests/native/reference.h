/* A network in double precision by plain loops: what the engine's passes are compared with.
 *
 * Parameters stand in canonical order: layer by layer weights (units,inputs), biases (units), gamma
 * and beta (units), the projection (units,inputs), each where the layer has it.
 */
#ifndef GLIA_TESTS_REFERENCE_H
#define GLIA_TESTS_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

#include "nn/activation.h"
#include "nn/pass.h"

typedef struct reference {
  uint32_t inputs;
  glia_layers layers;
  glia_loss_spec loss;
  glia_mode mode;        /* zero: as the network is used */
  const double *running; /* running statistics: mean, then variance, (units) each, for every
                            batch-normalized layer; read unless the mode takes the batch's own.
                            NULL: those before any batch, 0 and 1 */
} reference;

/* layers is text as in "5:tanh+bn,2:softmax"; the loss has its usual constants. */
reference reference_make(uint32_t inputs, const char *layers, glia_loss loss);

uint32_t reference_outputs(const reference *network);
size_t reference_targets(const reference *network); /* numbers in one example's target */
size_t reference_parameters(const reference *network);
size_t reference_units(const reference *network); /* of all layers together */

/* A layer's number of inputs. */
size_t reference_below(const reference *network, uint32_t layer);

/* The usual constants. */
double reference_activation(glia_activation activation, double x); /* not for the joint ones */
double reference_slope(glia_activation activation, double x);

/* The same with other constants. */
double reference_curve(glia_curve curve, double x);
double reference_curve_slope(glia_curve curve, double x);

/* out (units) = softmax of z (units), or its logarithm; in place is allowed. */
void reference_softmax(const double *z, uint32_t units, double *out);
void reference_log_softmax(const double *z, uint32_t units, double *out);

/* Everything a batch of rows becomes: layer after layer (rows,units). */
typedef struct reference_values {
  double *pre, *z, *post;
} reference_values;

reference_values reference_run(const reference *network, const double *parameters, const double *x,
                               size_t rows);
void reference_done(reference_values *values);

/* pre and post of every layer for one example x (inputs), layer after layer (units). */
void reference_forward(const reference *network, const double *parameters, const double *x,
                       double *pre, double *post);

/* The mean loss of rows examples from their last layer, z and post (rows,units). */
double reference_loss_of(const reference *network, const double *z, const double *post,
                         const double *target, size_t rows);

/* The mean loss of rows examples, which are one batch. */
double reference_loss(const reference *network, const double *parameters, const double *x,
                      const double *target, size_t rows);

/* The gradient of that mean by every parameter, and by the inputs (rows,inputs) unless NULL:
 * central differences, good to about 1e-9. parameters and x are changed on the way and put back. */
void reference_gradient(const reference *network, double *parameters, double *x,
                        const double *target, size_t rows, double *gradient,
                        double *input_gradient);

/* How near any number comes to a corner of its function, over all examples: a normalized sum to the
 * corner of ReLU or leaky ReLU, an output to a target under mae; inf without one. Closer than a step of
 * the differences, they would be wrong there. target may be NULL. */
double reference_nearest_corner(const reference *network, const double *parameters, const double *x,
                                const double *target, size_t rows);

/* The least deviation that is divided by; inf without one. A small one magnifies every rounding. */
double reference_least_deviation(const reference *network, const double *parameters,
                                 const double *x, size_t rows);

/* Copies in the other precision, for free(). */
double *doubles_of(const float *x, size_t count);

/* The largest size among count numbers. */
double largest_of(const double *x, size_t count);

#endif
