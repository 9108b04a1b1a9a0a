/* IDX images and scaling for JavaScript. */
#include <string.h>

#include "wasm/files.h"

glia_album *glia_album_read(const uint8_t *images, int images_length, const uint8_t *labels,
                            int labels_length, int most, glia_error *error) {
  glia_arena arena = glia_arena_open(NULL);
  glia_album *album = glia_arena_take(&arena, sizeof *album);
  glia_status status = GLIA_MEMORY;
  if (!album) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
  } else {
    album->arena = arena;
    status = glia_idx_read_images(&album->images, images, (size_t)images_length, labels,
                                  (size_t)labels_length, (size_t)most, &album->arena, error);
    arena = album->arena;
  }
  if (!status) return album;
  glia_arena_close(&arena);
  return NULL;
}

void glia_album_free(glia_album *album) {
  if (!album) return;
  glia_arena arena = album->arena;
  glia_arena_close(&arena);
}

void glia_album_sizes(const glia_album *album, uint32_t *sizes) {
  const glia_idx_images *images = &album->images;
  sizes[0] = (uint32_t)images->count;
  sizes[1] = images->height;
  sizes[2] = images->width;
  sizes[3] = images->classes;
  sizes[4] = (uint32_t)images->total;
}

void glia_album_copy(const glia_album *album, float *x, float *target) {
  const glia_idx_images *images = &album->images;
  memcpy(x, images->x, images->count * images->height * images->width * sizeof *x);
  if (images->target) memcpy(target, images->target, images->count * sizeof *target);
}

glia_status glia_file_scale(int kind, float *x, int rows, int columns, int fit, double low, double high,
                            glia_scale *scale, double *statistics, glia_error *error) {
  const size_t r = (size_t)rows, c = (size_t)columns;
  glia_arena arena = glia_arena_open(NULL);
  glia_column_statistics *found = glia_arena_array(&arena, c, sizeof *found);
  glia_status status = found ? glia_scale_fit(scale, found, x, (size_t)fit, c, NULL, (glia_scaling)kind,
                                              low, high, error)
                             : glia_fail(error, GLIA_MEMORY, -1, NULL);
  for (size_t i = 0; !status && i < c; i++) {
    statistics[i] = found[i].mean;
    statistics[c + i] = found[i].deviation;
    statistics[2 * c + i] = found[i].sample_deviation;
    statistics[3 * c + i] = found[i].min;
    statistics[4 * c + i] = found[i].max;
  }
  glia_arena_close(&arena);
  return status ? status : glia_scale_apply(scale, x, r, c, x, error);
}

glia_status glia_file_restore(const glia_scale *scale, float *x, int rows, int columns,
                              glia_error *error) {
  return glia_scale_undo(scale, x, (size_t)rows, (size_t)columns, x, error);
}
