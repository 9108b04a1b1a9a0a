/* The loss surface: the loss over a plane through the current weights. */
#ifndef GLIA_INSPECT_LANDSCAPE_H
#define GLIA_INSPECT_LANDSCAPE_H

#include "train/run.h"

typedef enum glia_plane_kind {
  GLIA_PLANE_RANDOM, /* two random directions */
  GLIA_PLANE_PATH    /* the two directions in which the run's kept states differ most */
} glia_plane_kind;

enum {
  GLIA_LANDSCAPE_MAX = 100,       /* points from the middle to an edge */
  GLIA_LANDSCAPE_STATES = 64      /* kept states that a plane of the path is laid through, at the most */
};

typedef struct glia_landscape_options {
  glia_plane_kind kind;
  size_t points;    /* from the middle to an edge: the grid has 2 · points + 1 along a side; 1 … MAX */
  double extent[2]; /* coordinate at the edges along each direction; 0 to find it: 1 for random
                       directions, for the path's the farthest kept state and a tenth more */
  int test;         /* the loss over the test part, else over the training part */
  uint64_t seed;    /* of random directions */
} glia_landscape_options;

/* A plane: parameters(a, b) = centre + a · direction 0 + b · direction 1, the centre being the weights at
 * the time it was made. Training may go on while the surface is computed.
 *
 * Random directions are normal draws, scaled for each unit of each layer so that its part is as long
 * as the unit's incoming weights (filter normalisation, Li et al. 2018); biases and the scales and shifts
 * of normalization stay. The path's directions are the first two principal ones of kept states minus
 * centre (not centred on their mean; Li et al. 2018), of length 1 and at right angles; where the path is a
 * straight line the second is a random one made perpendicular. Batch norm uses the
 * statistics it had at the centre. */
typedef struct glia_landscape {
  glia_arena arena;
  glia_landscape_options options;
  size_t side;            /* 2 · points + 1 */
  float *centre;          /* storage order */
  float *running;
  float *direction[2];    /* storage order */
  double share[2];        /* path: how much of the squared distances lies along each direction */
  size_t done;            /* grid points computed, in order */
  float *loss;            /* (side,side), rows of equal b from -extent[1] up, a rising along a row; mean
                             loss without penalties, which may be infinite or NaN far out */
  size_t path;            /* kept states up to where the run was */
  double *path_a, *path_b; /* (path) where they lie, projected at right angles */
  double *path_step;
  float *point;           /* scratch */
  glia_workspace workspace;
} glia_landscape;

/* A plane through a run's current weights; the caller owns it and frees it before the run. Nothing of the
 * grid is computed yet, and the run is untouched. NULL with RANGE, MEMORY, or CONFLICT (no path yet, or
 * one that never left the current weights). */
glia_landscape *glia_landscape_create(const glia_run *run, const glia_landscape_options *options,
                                      const glia_memory *memory, glia_error *error);
void glia_landscape_free(glia_landscape *landscape); /* NULL is fine */

/* Computes up to count grid points more; returns how many are left. Takes no memory. */
size_t glia_landscape_work(glia_landscape *landscape, const glia_run *run, size_t count);

/* The coordinate of grid column or row i along a direction (0 or 1); exactly 0 in the middle. */
double glia_landscape_at(const glia_landscape *landscape, int direction, size_t i);

/* Where a run's present weights lie, projected at right angles: at[0] and at[1] in units of the directions. */
void glia_landscape_project(const glia_landscape *landscape, const glia_run *run, double at[2]);

/* The loss at any point of the plane. */
double glia_landscape_loss(glia_landscape *landscape, const glia_run *run, double a, double b);

#endif
