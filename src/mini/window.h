/* A window that slides over images: where it stands, and how many places there are. */
#ifndef GLIA_MINI_WINDOW_H
#define GLIA_MINI_WINDOW_H

#include "base/status.h"

/* Images are (images,channels,height,width). A plain value. */
typedef struct glia_window {
  int images, channels, height, width;
  int kernel_height, kernel_width;
  int stride;  /* how far it moves, down and to the right */
  int padding; /* zeros around the image, on each side */
  int rows, columns; /* places down and across, filled by glia_window_plan */
} glia_window;

/* Fills rows and columns: (side + 2 padding - kernel) / stride + 1, rounded down. Refuses sizes out of
 * range, a padding as wide as the kernel and a kernel that does not fit (SHAPE). */
glia_status glia_window_plan(glia_window *window, glia_error *error);

/* The pixel of a plane (height,width) under cell (y,x) of the window at place (row,column), or -1
 * where there is padding. */
static inline int glia_window_pixel(const glia_window *w, int row, int column, int y, int x) {
  const int down = row * w->stride - w->padding + y, across = column * w->stride - w->padding + x;
  const int inside = down >= 0 && down < w->height && across >= 0 && across < w->width;
  return inside ? down * w->width + across : -1;
}

#endif
