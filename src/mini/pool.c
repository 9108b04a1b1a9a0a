#include "mini/pool.h"

#include <stddef.h>
#include <string.h>

glia_status glia_pool_plan(glia_window *w, glia_error *error) {
  if (w->padding) {
    return glia_fail(error, GLIA_CONFLICT, -1, "padding is %d; pooling takes none, so it must be 0",
                     w->padding);
  }
  return glia_window_plan(w, error);
}

static int32_t largest_at(const glia_window *w, const float *plane, int row, int column) {
  int32_t best = glia_window_pixel(w, row, column, 0, 0);
  for (int y = 0; y < w->kernel_height; y++) {
    for (int x = 0; x < w->kernel_width; x++) {
      const int32_t pixel = glia_window_pixel(w, row, column, y, x);
      if (plane[pixel] > plane[best]) best = pixel;
    }
  }
  return best;
}

static float mean_at(const glia_window *w, const float *plane, int row, int column) {
  float sum = 0.0f;
  for (int y = 0; y < w->kernel_height; y++) {
    for (int x = 0; x < w->kernel_width; x++) sum += plane[glia_window_pixel(w, row, column, y, x)];
  }
  return sum / (float)(w->kernel_height * w->kernel_width);
}

void glia_pool(const glia_window *w, glia_pooling kind, const float *x, float *y, int32_t *winner) {
  for (int plane = 0; plane < w->images * w->channels; plane++, x += w->height * w->width) {
    for (int row = 0; row < w->rows; row++) {
      for (int column = 0; column < w->columns; column++, y++, winner++) {
        *winner = kind == GLIA_POOLING_MAX ? largest_at(w, x, row, column) : -1;
        *y = kind == GLIA_POOLING_MAX ? x[*winner] : mean_at(w, x, row, column);
      }
    }
  }
}

void glia_pool_backward(const glia_window *w, glia_pooling kind, const int32_t *winner,
                        const float *upstream, float *dx) {
  const size_t size = (size_t)w->height * w->width;
  const float share = 1.0f / (float)(w->kernel_height * w->kernel_width);
  memset(dx, 0, (size_t)w->images * w->channels * size * sizeof *dx);
  for (int plane = 0; plane < w->images * w->channels; plane++, dx += size) {
    for (int row = 0; row < w->rows; row++) {
      for (int column = 0; column < w->columns; column++, winner++) {
        const float up = *upstream++;
        if (kind == GLIA_POOLING_MAX) {
          dx[*winner] += up;
          continue;
        }
        for (int y = 0; y < w->kernel_height; y++) {
          for (int i = 0; i < w->kernel_width; i++) {
            dx[glia_window_pixel(w, row, column, y, i)] += up * share;
          }
        }
      }
    }
  }
}
