/* The ten digits as people write them: forms of strokes to choose from and to vary. */
#ifndef GLIA_DATA_STROKES_H
#define GLIA_DATA_STROKES_H

#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"

enum { GLIA_TRACE_POINTS = 128 };

typedef struct glia_trace_point {
  double x, y; /* x to the right, y down; a digit is about 100 high before it is varied */
  int lift;    /* the pen leaves the paper after this point */
} glia_trace_point;

/* The way of the pen. The last point always lifts it. */
typedef struct glia_trace {
  size_t count;
  glia_trace_point point[GLIA_TRACE_POINTS];
} glia_trace;

/* One writing of a digit (0 … 9): a form chosen at random, a mixture of two of its shapes, each key
 * point displaced by normal noise of deviation jitter, joined by smooth curves. */
void glia_strokes_trace(uint32_t digit, double jitter, glia_rng *rng, glia_trace *trace);

#endif
