/* From where a point lies to what the network is given of it: features in the plane and on a line, the
 * numbers themselves of an image and of a table. */
#ifndef GLIA_DATA_INPUTS_H
#define GLIA_DATA_INPUTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"
#include "base/status.h"

/* Numbers that say where a point lies: 2 in the plane, 1 on a line, 64 or 784 pixels, the columns
 * of a table. */
uint32_t glia_inputs_numbers(const glia_settings *settings);

/* The side of the data set's images, 0 where points are no images. */
uint32_t glia_inputs_side(const glia_settings *settings);

/* The features in use, as glia_feature bits: on a line those of x1 alone, of images and tables none. */
uint32_t glia_inputs_features(const glia_settings *settings);

/* Inputs of the network: one for each feature, pixel or column. */
uint32_t glia_inputs_count(const glia_settings *settings);

/* Fails with CONFLICT where no feature is left: a curve, and features of x2 alone. */
glia_status glia_inputs_check(const glia_settings *settings, glia_error *error);

/* Whether points are the network's inputs as they are: images and tables. */
int glia_inputs_direct(const glia_settings *settings);

/* x (rows,inputs) from points (rows,numbers). */
void glia_inputs_fill(const glia_settings *settings, const float *points, size_t rows, float *x);

#endif
