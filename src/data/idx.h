/* IDX files, the format of MNIST: a tensor of unsigned bytes behind a short header.
 *
 * Bytes 0 and 1 are 0, byte 2 is the type (0x08: unsigned bytes), byte 3 the number of dimensions; then
 * each dimension as four bytes, the highest first; then the elements, the last dimension fastest.
 * Images begin with 0x00000803 (count, rows, columns), labels with 0x00000801 (count).
 */
#ifndef GLIA_DATA_IDX_H
#define GLIA_DATA_IDX_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

enum {
  GLIA_IDX_MAX_DIMENSIONS = 4,
  GLIA_IDX_MAX_ELEMENTS = 1 << 28 /* of a tensor */
};

/* A tensor within the caller's bytes. */
typedef struct glia_idx {
  uint32_t dimensions; /* 1 … GLIA_IDX_MAX_DIMENSIONS */
  uint32_t size[GLIA_IDX_MAX_DIMENSIONS];
  size_t count;        /* of all elements, the product of the sizes; 0 is possible */
  const uint8_t *data; /* (size[0], size[1] …) */
} glia_idx;

/* Finds the tensor in a whole file of length bytes; takes no memory. data points into bytes. Fails
 * with SYNTAX (packed with gzip, wrong header, not as many bytes as the header says; error->position
 * is the byte) or LIMIT (more elements or dimensions than above). */
glia_status glia_idx_read(glia_idx *idx, const uint8_t *bytes, size_t length, glia_error *error);

/* Labelled images as a network takes them. */
typedef struct glia_idx_images {
  size_t count;
  uint32_t height, width;
  uint32_t classes; /* the largest label + 1; 0 without labels */
  const float *x;      /* (count, height * width) brightness: byte / 255, so 0 to 1 */
  const float *target; /* (count) label; NULL without labels */
  size_t total;        /* images in the file, read or not */
} glia_idx_images;

/* Reads an image file and its label file (NULL: images alone), at most `most` images (0: all). All of
 * it lies in the arena. Sizes are checked before memory is taken. Fails as glia_idx_read does, with
 * SHAPE where there are not as many labels as images or no image at all, and with MEMORY. */
glia_status glia_idx_read_images(glia_idx_images *read, const uint8_t *images, size_t images_length,
                                 const uint8_t *labels, size_t labels_length, size_t most,
                                 glia_arena *arena, glia_error *error);

#endif
