#include "inspect/landscape.h"

#include <string.h>

#include "inspect/plane.h"

static glia_status check(const glia_run *run, const glia_landscape_options *options,
                         glia_error *error) {
  if (options->points < 1 || options->points > GLIA_LANDSCAPE_MAX) {
    return glia_fail(error, GLIA_RANGE, -1,
                     "a loss surface has 1 to %d points from the middle to an edge, not %lu",
                     GLIA_LANDSCAPE_MAX, (unsigned long)options->points);
  }
  for (int i = 0; i < 2; i++) {
    if (options->extent[i] >= 0.0 && options->extent[i] <= 1e6) continue;
    return glia_fail(error, GLIA_RANGE, -1,
                     "the extent of a loss surface is %g; it must be from 0 to 1000000",
                     options->extent[i]);
  }
  if (options->kind != GLIA_PLANE_RANDOM && options->kind != GLIA_PLANE_PATH) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "a plane is random or the path's");
  }
  if (options->kind == GLIA_PLANE_PATH && run->history.states < 2) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "the run has made no path yet that a plane could be laid through");
  }
  return GLIA_OK;
}

static const float *state_at(const glia_run *run, size_t i) {
  return run->history.state + i * run->history.floats; /* parameters come first */
}

/* Kept states that a plane is laid through, evenly thinned: every nth of the path. */
static size_t thinning(size_t states) {
  return (states + GLIA_LANDSCAPE_STATES - 1) / GLIA_LANDSCAPE_STATES;
}

/* Scalar product of two states' distances from the centre. */
static double product(const float *a, const float *b, const float *centre, size_t count) {
  double sum = 0.0;
  for (size_t i = 0; i < count; i++) {
    sum += ((double)a[i] - (double)centre[i]) * ((double)b[i] - (double)centre[i]);
  }
  return sum;
}

/* direction = the sum of weight · (state - centre), brought to length 1. */
static void combine(glia_landscape *landscape, const glia_run *run, const double *weight,
                    size_t used, size_t every, double *sum, float *direction) {
  const size_t count = run->model->network.storage;
  memset(sum, 0, count * sizeof *sum);
  for (size_t k = 0; k < used; k++) {
    const float *state = state_at(run, k * every);
    for (size_t i = 0; i < count; i++) {
      sum[i] += weight[k] * ((double)state[i] - (double)landscape->centre[i]);
    }
  }
  double length = 0.0;
  for (size_t i = 0; i < count; i++) length += sum[i] * sum[i];
  length = __builtin_sqrt(length);
  for (size_t i = 0; i < count; i++) {
    direction[i] = length > 0.0 ? (float)(sum[i] / length) : 0.0f;
  }
}

/* A random direction at right angles to the first, of length 1. */
static void perpendicular(glia_landscape *landscape, const glia_network *network) {
  const float *first = landscape->direction[0];
  float *second = landscape->direction[1];
  const size_t count = network->storage;
  glia_plane_random(network, landscape->centre, landscape->options.seed, 1, second);
  const double along = glia_plane_dot(first, second, count) / glia_plane_dot(first, first, count);
  for (size_t i = 0; i < count; i++) {
    second[i] = (float)((double)second[i] - along * (double)first[i]);
  }
  const double length = __builtin_sqrt(glia_plane_dot(second, second, count));
  for (size_t i = 0; i < count; i++) {
    second[i] = length > 0.0 ? (float)((double)second[i] / length) : 0.0f;
  }
}

/* Lays the plane through the path; 0 where the path has no extent at all. */
static int lay_through_path(glia_landscape *landscape, const glia_run *run, double *matrix,
                            double *vector, double *sum) {
  const size_t count = run->model->network.storage;
  const size_t every = thinning(landscape->path);
  const size_t used = (landscape->path + every - 1) / every;
  double trace = 0.0, value[2];
  for (size_t i = 0; i < used; i++) {
    for (size_t j = 0; j <= i; j++) {
      matrix[i * used + j] = matrix[j * used + i] =
          product(state_at(run, i * every), state_at(run, j * every), landscape->centre, count);
    }
    trace += matrix[i * used + i];
  }
  if (!(trace > 0.0)) return 0;
  glia_plane_principal(matrix, used, vector, value);
  combine(landscape, run, vector, used, every, sum, landscape->direction[0]);
  landscape->share[0] = value[0] / trace;
  if (value[1] > 1e-9 * value[0]) {
    combine(landscape, run, vector + used, used, every, sum, landscape->direction[1]);
    landscape->share[1] = value[1] / trace;
  } else {
    perpendicular(landscape, &run->model->network);
  }
  return 1;
}

/* How long the directions are, and how far from a right angle: aa, bb, ab. */
typedef struct angles {
  double aa, bb, ab;
} angles;

static angles measure(const glia_landscape *landscape, size_t count) {
  const float *d0 = landscape->direction[0], *d1 = landscape->direction[1];
  return (angles){glia_plane_dot(d0, d0, count), glia_plane_dot(d1, d1, count),
                  glia_plane_dot(d0, d1, count)};
}

/* Where a state lies: least squares, since random directions are neither of length 1 nor at right angles. */
static void locate(const glia_landscape *landscape, angles by, const float *state, size_t count,
                   double at[2]) {
  const double det = by.aa * by.bb - by.ab * by.ab;
  double a = 0.0, b = 0.0;
  for (size_t i = 0; i < count; i++) {
    const double off = (double)state[i] - (double)landscape->centre[i];
    a += off * (double)landscape->direction[0][i];
    b += off * (double)landscape->direction[1][i];
  }
  const int plane = det > 1e-12 * by.aa * by.bb;
  at[0] = plane ? (a * by.bb - b * by.ab) / det : by.aa > 0.0 ? a / by.aa : 0.0;
  at[1] = plane ? (b * by.aa - a * by.ab) / det : 0.0;
}

static void project(glia_landscape *landscape, const glia_run *run) {
  const size_t count = run->model->network.storage;
  const angles by = measure(landscape, count);
  for (size_t k = 0; k < landscape->path; k++) {
    double at[2];
    locate(landscape, by, state_at(run, k), count, at);
    landscape->path_a[k] = at[0];
    landscape->path_b[k] = at[1];
    landscape->path_step[k] = (double)(run->history.origin + k * run->history.state_interval);
  }
}

void glia_landscape_project(const glia_landscape *landscape, const glia_run *run, double at[2]) {
  const size_t count = run->model->network.storage;
  locate(landscape, measure(landscape, count), run->model->parameters, count, at);
}

static double farthest(const double *at, size_t count) {
  double most = 0.0;
  for (size_t i = 0; i < count; i++) {
    const double size = at[i] < 0.0 ? -at[i] : at[i];
    if (size > most) most = size;
  }
  return most;
}

static void find_extent(glia_landscape *landscape) {
  const double *at[2] = {landscape->path_a, landscape->path_b};
  for (int i = 0; i < 2; i++) {
    double *extent = &landscape->options.extent[i];
    if (*extent > 0.0) continue;
    *extent = 1.0;
    if (landscape->options.kind == GLIA_PLANE_RANDOM) continue;
    const double most = farthest(at[i], landscape->path);
    const double least = 0.05 * farthest(at[0], landscape->path);
    *extent = 1.1 * (most > least ? most : least);
  }
}

static int take(glia_landscape *landscape, const glia_run *run, glia_arena *arena) {
  const size_t storage = run->model->network.storage;
  landscape->side = 2 * landscape->options.points + 1;
  landscape->path = run->history.states;
  landscape->centre = glia_arena_floats(arena, storage);
  landscape->running = glia_arena_floats(arena, run->model->network.running);
  landscape->direction[0] = glia_arena_floats(arena, storage);
  landscape->direction[1] = glia_arena_floats(arena, storage);
  landscape->point = glia_arena_floats(arena, storage);
  landscape->loss = glia_arena_floats(arena, landscape->side * landscape->side);
  landscape->path_a = glia_arena_array(arena, landscape->path, sizeof(double));
  landscape->path_b = glia_arena_array(arena, landscape->path, sizeof(double));
  landscape->path_step = glia_arena_array(arena, landscape->path, sizeof(double));
  return landscape->centre && landscape->running && landscape->direction[0] &&
         landscape->direction[1] && landscape->point && landscape->loss && landscape->path_a &&
         landscape->path_b && landscape->path_step;
}

/* Lays the plane; the arena is for what is needed only meanwhile. */
static glia_status lay(glia_landscape *landscape, const glia_run *run, glia_arena *meanwhile,
                       glia_error *error) {
  const glia_network *network = &run->model->network;
  memcpy(landscape->centre, run->model->parameters, network->storage * sizeof(float));
  memcpy(landscape->running, run->model->running, network->running * sizeof(float));
  if (landscape->options.kind == GLIA_PLANE_RANDOM) {
    for (uint32_t i = 0; i < 2; i++) {
      glia_plane_random(network, landscape->centre, landscape->options.seed, i,
                        landscape->direction[i]);
    }
  } else {
    enum { MOST = GLIA_LANDSCAPE_STATES };
    double *matrix = glia_arena_array(meanwhile, MOST * MOST, sizeof *matrix);
    double *vector = glia_arena_array(meanwhile, 3 * MOST, sizeof *vector);
    double *sum = glia_arena_array(meanwhile, network->storage, sizeof *sum);
    if (!matrix || !vector || !sum) return glia_fail(error, GLIA_MEMORY, -1, NULL);
    if (!lay_through_path(landscape, run, matrix, vector, sum)) {
      return glia_fail(error, GLIA_CONFLICT, -1,
                       "the run's path has not left its present weights, so no plane goes through "
                       "it");
    }
  }
  project(landscape, run);
  find_extent(landscape);
  return GLIA_OK;
}

glia_landscape *glia_landscape_create(const glia_run *run, const glia_landscape_options *options,
                                      const glia_memory *memory, glia_error *error) {
  if (check(run, options, error)) return NULL;
  glia_arena arena = glia_arena_open(memory), meanwhile = glia_arena_open(memory);
  glia_landscape *landscape = glia_arena_take(&arena, sizeof *landscape);
  glia_status status = GLIA_MEMORY;
  if (landscape) {
    landscape->options = *options;
    if (take(landscape, run, &arena)) {
      status = glia_workspace_take(&landscape->workspace, &run->model->network, GLIA_PORTION, 0, 0,
                                   &arena, error);
      if (!status) status = lay(landscape, run, &meanwhile, error);
    } else {
      glia_fail(error, GLIA_MEMORY, -1, NULL);
    }
  } else {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  glia_arena_close(&meanwhile);
  if (status) {
    glia_arena_close(&arena);
    return NULL;
  }
  landscape->arena = arena;
  return landscape;
}

void glia_landscape_free(glia_landscape *landscape) {
  if (!landscape) return;
  glia_arena arena = landscape->arena;
  glia_arena_close(&arena);
}

double glia_landscape_at(const glia_landscape *landscape, int direction, size_t i) {
  const double points = (double)landscape->options.points;
  return ((double)i - points) / points * landscape->options.extent[direction];
}

double glia_landscape_loss(glia_landscape *landscape, const glia_run *run, double a, double b) {
  const glia_network *network = &run->model->network;
  const glia_part *part = landscape->options.test ? &run->dataset.test : &run->dataset.train;
  for (size_t i = 0; i < network->storage; i++) {
    landscape->point[i] =
        (float)((double)landscape->centre[i] + a * (double)landscape->direction[0][i] +
                b * (double)landscape->direction[1][i]);
  }
  const glia_values values = {landscape->point, landscape->running};
  return glia_mean_loss(network, values, part->x, part->target, part->rows,
                        &landscape->workspace);
}

size_t glia_landscape_work(glia_landscape *landscape, const glia_run *run, size_t count) {
  const size_t side = landscape->side, all = side * side;
  for (; count && landscape->done < all; count--, landscape->done++) {
    const double a = glia_landscape_at(landscape, 0, landscape->done % side);
    const double b = glia_landscape_at(landscape, 1, landscape->done / side);
    landscape->loss[landscape->done] = (float)glia_landscape_loss(landscape, run, a, b);
  }
  return all - landscape->done;
}
