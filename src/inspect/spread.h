/* Gathering a glia_spread in two passes: first everything, then everything again. */
#ifndef GLIA_INSPECT_SPREAD_H
#define GLIA_INSPECT_SPREAD_H

#include "inspect/statistics.h"

/* An empty one; bin (bins) zeroed. A range of 0, 0 will be found. */
void glia_spread_begin(glia_spread *spread, const double range[2], uint32_t *bin);

/* First pass: rows × columns numbers, rows stride apart. */
void glia_spread_first(glia_spread *spread, const float *x, size_t rows, size_t columns,
                       size_t stride);

/* Between the passes. */
void glia_spread_turn(glia_spread *spread);

/* Second pass, over the same numbers. */
void glia_spread_second(glia_spread *spread, const float *x, size_t rows, size_t columns,
                        size_t stride, size_t bins);

/* After it. */
void glia_spread_end(glia_spread *spread);

#endif
