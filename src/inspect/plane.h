/* Directions in the space of a network's parameters. All vectors are in storage order, padding zero. */
#ifndef GLIA_INSPECT_PLANE_H
#define GLIA_INSPECT_PLANE_H

#include "nn/network.h"

/* out = normal draws by (seed, which), in canonical order, each unit's part as long as the unit's incoming
 * weights; zero for everything that is no weight or projection. */
void glia_plane_random(const glia_network *network, const float *parameters, uint64_t seed,
                       uint32_t which, float *out);

/* Scalar product, summed in double in order. */
double glia_plane_dot(const float *a, const float *b, size_t count);

/* The two leading eigenvectors of a symmetric positive semidefinite matrix (n,n) by power iteration
 * with a fixed start, the second at right angles to the first: the first two rows of vector (3,n), of
 * length 1; the third is scratch. value: the eigenvalues, 0 where there is nothing left. */
void glia_plane_principal(const double *matrix, size_t n, double *vector, double value[2]);

#endif
