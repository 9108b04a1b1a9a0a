/* Gradients of whole networks by differences in double precision. */
#ifndef GLIA_TESTS_DIFFERENCES_H
#define GLIA_TESTS_DIFFERENCES_H

#include "fixture.h"

/* Random parameters, examples and targets that suit the loss; nothing nearer to a corner than the
 * differences reach. */
void fill_random(fixture *f, uint32_t *random);

/* One pass of a random network of this shape against differences: the loss, every parameter's
 * gradient, every input's. A shape that wants running statistics is given random ones. Returns 1 if
 * the gradients were large enough to mean something. */
int check_by_differences(const reference *shape, const char *name, size_t rows, uint32_t *random);

#endif
