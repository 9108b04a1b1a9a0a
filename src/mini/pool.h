/* Pooling: each window of an image becomes one number, its largest or its mean.
 *
 * Nothing is allocated; no array may overlap another. */
#ifndef GLIA_MINI_POOL_H
#define GLIA_MINI_POOL_H

#include <stdint.h>

#include "mini/window.h"

typedef enum glia_pooling { GLIA_POOLING_MAX, GLIA_POOLING_MEAN, GLIA_POOLING_COUNT } glia_pooling;

/* glia_window_plan, and a padding refused as well (CONFLICT): what it should count as is not agreed on. */
glia_status glia_pool_plan(glia_window *w, glia_error *error);

/* y (images,channels,rows,columns) from x (images,channels,height,width). winner, of y's shape: which
 * pixel of its plane was the largest, the first of equals; -1 under the mean. */
void glia_pool(const glia_window *w, glia_pooling kind, const float *x, float *y, int32_t *winner);

/* The gradient by x, of its shape, of sum(y * upstream): the winner's under max (where windows overlap,
 * a shared winner's add up), shared evenly under the mean. */
void glia_pool_backward(const glia_window *w, glia_pooling kind, const int32_t *winner,
                        const float *upstream, float *dx);

#endif
