/* Networks of oracle cases: their shape and their parameters, in the engine's order. */
#ifndef GLIA_TESTS_ORACLE_SHAPE_H
#define GLIA_TESTS_ORACLE_SHAPE_H

#include "oracle.h"
#include "reference.h"

/* An activation or a loss by the name the oracle and the engine both use; fails for any other. */
glia_activation oracle_activation(const char *name);
glia_loss oracle_loss(const char *name);

/* The shape in config.layers with the loss in config.loss. */
reference oracle_shape(const oracle *o);

/* The parameters at a path, layer after layer {prefix}W and {prefix}b, as one array of count numbers,
 * for free(). Fails unless there are count. */
double *oracle_parameters(const oracle *o, const char *path, const char *prefix, size_t count);

/* Fails unless |got - expected| <= atol + rtol |expected|; says where. */
void oracle_check_number(const char *name, const char *what, size_t at, double got, double expected,
                         oracle_tolerance t);

/* The same for parameters or gradients in storage order against those at a path. */
void oracle_check_parameters(const oracle *o, const char *name, const char *path,
                             const char *prefix, const glia_network *network,
                             const float *storage);

#endif
