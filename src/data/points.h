/* Points drawn at random: in the plane with classes or values, on a line with the values of a curve. */
#ifndef GLIA_DATA_POINTS_H
#define GLIA_DATA_POINTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"

/* Half the side of the square in which points lie: both coordinates are in [-GLIA_PLANE, GLIA_PLANE]. */
#define GLIA_PLANE 6.0

/* Draws the points of a data set that is neither given nor one of images, as settings say: data, points
 * (their count), noise, seed, and where the set knows them classes and ratio.
 *   xy (count,2)    coordinates; on a line (count,1)
 *   target (count)  class from 0, or a value in [-1, 1]
 * Points of k classes take turns, so any multiple of k is balanced; of an imbalanced set the rare
 * class, 1, has count × ratio points, rounded up, evenly spread over the numbers of the points. A data
 * set with noise 0 and one with noise 50 of the same seed differ only in where noise moved the points. */
void glia_points_draw(const glia_settings *settings, float *xy, float *target);

/* The value of a regression set at a point, without noise: what a perfect network would answer. On a
 * line x2 does not matter. */
double glia_points_value(glia_data data, double x1, double x2);

#endif
