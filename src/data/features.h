/* What the network is told about a point: a chosen list of functions of its two coordinates. */
#ifndef GLIA_DATA_FEATURES_H
#define GLIA_DATA_FEATURES_H

#include <stddef.h>
#include <stdint.h>

/* How many features a set of glia_feature bits has. */
uint32_t glia_features_count(uint32_t bits);

/* x (rows,features) from xy (rows,2); features in table order. */
void glia_features_fill(uint32_t bits, const float *xy, size_t rows, float *x);

#endif
