/* The built-in data sets: points in the plane with a class or a value each. */
#ifndef GLIA_DATA_POINTS_H
#define GLIA_DATA_POINTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"

/* Half the side of the square in which points lie: both coordinates are in [-GLIA_PLANE, GLIA_PLANE]. */
#define GLIA_PLANE 6.0

/* Draws count points of a data set.
 *   xy (count,2)    coordinates
 *   target (count)  class 0 or 1, or a value in [-1, 1]
 *   noise           percent, 0 to 50
 * Points of the two classes alternate, so any even count is balanced. A data set with noise 0 and
 * one with noise 50 of the same seed differ only in where noise moved the points. */
void glia_points_draw(glia_data data, size_t count, double noise, uint64_t seed, float *xy,
                      float *target);

/* The value of a regression set at a point, without noise: what a perfect network would answer. */
double glia_points_value(glia_data data, double x1, double x2);

#endif
