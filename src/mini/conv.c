#include "mini/conv.h"

#include <stddef.h>
#include <string.h>

#include "mini/size.h"

glia_status glia_convolve_plan(glia_window *w, int filters, glia_error *error) {
  const glia_mini_size size = {"filters", filters};
  glia_status status = glia_mini_check_sizes(&size, 1, error);
  if (!status) status = glia_window_plan(w, error);
  if (status) return status;
  const int made[] = {w->images, filters, w->rows, w->columns};
  const int kernel[] = {filters, w->channels, w->kernel_height, w->kernel_width};
  status = glia_mini_check_floats("the result", made, 4, error);
  return status ? status : glia_mini_check_floats("the kernel", kernel, 4, error);
}

/* One filter's kernel over one image, at one place. */
static float sum_at(const glia_window *w, const float *image, const float *kernel, float sum, int row,
                    int column) {
  for (int c = 0; c < w->channels; c++) {
    for (int y = 0; y < w->kernel_height; y++) {
      for (int x = 0; x < w->kernel_width; x++, kernel++) {
        const int pixel = glia_window_pixel(w, row, column, y, x);
        if (pixel >= 0) sum += *kernel * image[pixel];
      }
    }
    image += w->height * w->width;
  }
  return sum;
}

/* The way back of sum_at, for one upstream gradient. */
static void spread_at(const glia_window *w, const float *image, const float *kernel, float upstream,
                      int row, int column, float *dimage, float *dkernel) {
  for (int c = 0; c < w->channels; c++) {
    for (int y = 0; y < w->kernel_height; y++) {
      for (int x = 0; x < w->kernel_width; x++, kernel++, dkernel++) {
        const int pixel = glia_window_pixel(w, row, column, y, x);
        if (pixel < 0) continue;
        *dkernel += upstream * image[pixel];
        dimage[pixel] += upstream * *kernel;
      }
    }
    image += w->height * w->width;
    dimage += w->height * w->width;
  }
}

void glia_convolve(const glia_window *w, int filters, const float *x, const float *kernel,
                   const float *bias, float *y) {
  const size_t image = (size_t)w->channels * w->height * w->width;
  const size_t weights = (size_t)w->channels * w->kernel_height * w->kernel_width;
  for (int n = 0; n < w->images; n++) {
    for (int f = 0; f < filters; f++) {
      for (int row = 0; row < w->rows; row++) {
        for (int column = 0; column < w->columns; column++) {
          *y++ = sum_at(w, x + n * image, kernel + f * weights, bias[f], row, column);
        }
      }
    }
  }
}

void glia_convolve_backward(const glia_window *w, int filters, const float *x, const float *kernel,
                            const float *upstream, float *dx, float *dkernel, float *dbias) {
  const size_t image = (size_t)w->channels * w->height * w->width;
  const size_t weights = (size_t)w->channels * w->kernel_height * w->kernel_width;
  memset(dx, 0, w->images * image * sizeof *dx);
  memset(dkernel, 0, filters * weights * sizeof *dkernel);
  memset(dbias, 0, filters * sizeof *dbias);
  for (int n = 0; n < w->images; n++) {
    for (int f = 0; f < filters; f++) {
      for (int row = 0; row < w->rows; row++) {
        for (int column = 0; column < w->columns; column++) {
          const float up = *upstream++;
          dbias[f] += up;
          spread_at(w, x + n * image, kernel + f * weights, up, row, column, dx + n * image,
                    dkernel + f * weights);
        }
      }
    }
  }
}

void glia_convolve_terms(const glia_window *w, const float *image, const float *kernel, int row,
                         int column, float *pixels, float *products) {
  for (int c = 0; c < w->channels; c++) {
    for (int y = 0; y < w->kernel_height; y++) {
      for (int x = 0; x < w->kernel_width; x++) {
        const int pixel = glia_window_pixel(w, row, column, y, x);
        *pixels = pixel < 0 ? 0.0f : image[pixel];
        *products++ = *kernel++ * *pixels++;
      }
    }
    image += w->height * w->width;
  }
}
