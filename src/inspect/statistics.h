/* How the numbers inside a network are spread: weights, gradients, activations, layer by layer. */
#ifndef GLIA_INSPECT_STATISTICS_H
#define GLIA_INSPECT_STATISTICS_H

#include "train/run.h"

enum { GLIA_STATISTICS_BINS = 256 }; /* bins at the most */

/* A heap of numbers in a few: computed in double from the float32 values, in order. Numbers that are not
 * finite are counted and left out; all is 0 where none is left. */
typedef struct glia_spread {
  size_t count;               /* finite numbers */
  size_t bad;                 /* others */
  double mean, deviation;     /* of the numbers themselves: divided by count */
  double min, max;
  double norm;                /* root of the sum of squares */
  double low, high;           /* range of the histogram */
  size_t below, above;        /* finite numbers outside of it */
  uint32_t *bin;              /* (bins) low <= x < high in equal parts, high itself in the last */
} glia_spread;

/* What a unit does over the training part. */
typedef struct glia_unit {
  /* Share of examples on which the activation has a slope worth the name: at least 0.01 for relu and its
   * kin (elu, gelu, silu, softplus), else any. 0: the unit is dead, no gradient passes. */
  float active;
  /* Share of examples on which a tanh or sigmoid is so far out that its slope is below a twentieth of the
   * steepest; 0 for other activations. */
  float saturated;
} glia_unit;

typedef struct glia_layer_statistics {
  glia_spread weights;     /* the weights (units,inputs), without biases */
  glia_spread gradients;   /* of the same, over the whole training part */
  glia_spread activations; /* f(z) of every unit on every training example */
  double gradient_norm;    /* of the gradient by all parameters of the layer */
  double parameter_norm;   /* of all parameters of the layer */
  double update_norm;      /* of what the last update changed of them; 0 without one */
  size_t units;
  glia_unit *unit;         /* (units) */
  size_t dead;             /* units with active = 0 */
  double saturated;        /* mean of the units' shares */
} glia_layer_statistics;

typedef struct glia_statistics_options {
  size_t bins;            /* of histograms, 1 … GLIA_STATISTICS_BINS */
  /* Ranges of the histograms of weights, gradients, activations as low, high; where both are 0 each
   * layer's own least and largest. */
  double range[3][2];
} glia_statistics_options;

typedef struct glia_statistics {
  glia_arena arena;
  uint64_t step;
  size_t bins;
  int updated;            /* whether there is a last update */
  double gradient_norm;   /* of the whole gradient */
  double update_norm;     /* of the whole last update */
  double parameter_norm;
  size_t layers;
  glia_layer_statistics layer[GLIA_MAX_LAYERS];
} glia_statistics;

/* Measures a run as it stands: the gradient is that of the mean loss over the training part as the network
 * is used (running statistics, no dropout, no penalties). The run stands as it stood. The caller owns the
 * result. NULL with RANGE (bins, a range that is none) or MEMORY. */
glia_statistics *glia_statistics_create(glia_run *run, const glia_statistics_options *options,
                                        const glia_memory *memory, glia_error *error);
void glia_statistics_free(glia_statistics *statistics); /* NULL is fine */

/* As JSON, names as above in camel case, null for a number that is not finite. Returns the length needed. */
size_t glia_statistics_json(const glia_statistics *statistics, char *buffer, size_t room);

#endif
