#include "inspect/plane.h"

#include <string.h>

#include "base/rng.h"

/* Parts of the user's stream that nothing else reads: "plane" begins here. */
enum { PART = 0x504C4E00 };

double glia_plane_dot(const float *a, const float *b, size_t count) {
  double sum = 0.0;
  for (size_t i = 0; i < count; i++) sum += (double)a[i] * (double)b[i];
  return sum;
}

/* Length of the column of one unit. */
static double column_norm(const glia_tensor *tensor, const float *storage, size_t unit) {
  double sum = 0.0;
  for (size_t i = 0; i < tensor->rows; i++) {
    const double w = (double)storage[tensor->offset + i * tensor->stride + unit];
    sum += w * w;
  }
  return __builtin_sqrt(sum);
}

void glia_plane_random(const glia_network *network, const float *parameters, uint64_t seed,
                       uint32_t which, float *out) {
  glia_rng rng = glia_rng_open(seed, GLIA_STREAM_USER, (uint32_t)PART + which);
  memset(out, 0, network->storage * sizeof *out);
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    if (tensor->role != GLIA_ROLE_WEIGHTS && tensor->role != GLIA_ROLE_PROJECTION) continue;
    for (size_t u = 0; u < tensor->units; u++) {
      float *column = out + tensor->offset + u;
      for (size_t i = 0; i < tensor->rows; i++) {
        column[i * tensor->stride] = (float)glia_rng_normal(&rng);
      }
      const double length = column_norm(tensor, out, u);
      const double scale = length > 0.0 ? column_norm(tensor, parameters, u) / length : 0.0;
      for (size_t i = 0; i < tensor->rows; i++) {
        column[i * tensor->stride] = (float)((double)column[i * tensor->stride] * scale);
      }
    }
  }
}

static double dot(const double *a, const double *b, size_t n) {
  double sum = 0.0;
  for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

/* Takes out what lies along a unit vector. */
static void remove_along(const double *unit, double *vector, size_t n) {
  const double along = dot(unit, vector, n);
  for (size_t i = 0; i < n; i++) vector[i] -= along * unit[i];
}

static double scale_to_one(double *vector, size_t n) {
  const double length = __builtin_sqrt(dot(vector, vector, n));
  for (size_t i = 0; i < n; i++) vector[i] = length > 0.0 ? vector[i] / length : 0.0;
  return length;
}

/* The leading eigenvector at right angles to `above` (NULL for none), from the column with the largest
 * diagonal; next is scratch. Returns the eigenvalue. */
static double iterate(const double *matrix, size_t n, const double *above, double *vector,
                      double *next) {
  double largest = -1.0;
  for (size_t c = 0; c < n; c++) {
    for (size_t i = 0; i < n; i++) next[i] = matrix[c * n + i];
    if (above) remove_along(above, next, n);
    const double size = dot(next, next, n);
    if (size <= largest) continue;
    largest = size;
    memcpy(vector, next, n * sizeof *vector);
  }
  if (!(scale_to_one(vector, n) > 0.0)) return 0.0;
  double value = 0.0;
  for (int round = 0; round < 1000; round++) {
    for (size_t i = 0; i < n; i++) next[i] = dot(matrix + i * n, vector, n);
    if (above) remove_along(above, next, n);
    const double length = scale_to_one(next, n);
    double moved = 0.0;
    for (size_t i = 0; i < n; i++) moved += (next[i] - vector[i]) * (next[i] - vector[i]);
    memcpy(vector, next, n * sizeof *vector);
    value = length;
    if (moved < 1e-24) break;
  }
  return value;
}

void glia_plane_principal(const double *matrix, size_t n, double *vector, double value[2]) {
  /* The second vector's place serves as scratch for the first; the first is read by the second, whose
   * scratch lies behind both. */
  value[0] = iterate(matrix, n, NULL, vector, vector + n);
  value[1] = iterate(matrix, n, vector, vector + n, vector + 2 * n);
}
