#include "mini/window.h"

#include "mini/size.h"

glia_status glia_window_plan(glia_window *w, glia_error *error) {
  const glia_mini_size sizes[] = {
      {"images", w->images},
      {"channels", w->channels},
      {"height", w->height},
      {"width", w->width},
      {"the kernel's height", w->kernel_height},
      {"the kernel's width", w->kernel_width},
      {"stride", w->stride},
  };
  glia_status status = glia_mini_check_sizes(sizes, sizeof sizes / sizeof *sizes, error);
  if (status) return status;
  const int least =
      w->kernel_height < w->kernel_width ? w->kernel_height : w->kernel_width;
  if (w->padding < 0 || w->padding >= least) {
    return glia_fail(error, GLIA_RANGE, -1,
                     "padding is %d; it must be from 0 to %d, less than the kernel's smaller side",
                     w->padding, least - 1);
  }
  const int height = w->height + 2 * w->padding, width = w->width + 2 * w->padding;
  if (w->kernel_height > height || w->kernel_width > width) {
    return glia_fail(error, GLIA_SHAPE, -1,
                     "a kernel of %d by %d does not fit an image of %d by %d with padding %d",
                     w->kernel_height, w->kernel_width, w->height, w->width, w->padding);
  }
  w->rows = (height - w->kernel_height) / w->stride + 1;
  w->columns = (width - w->kernel_width) / w->stride + 1;
  const int given[] = {w->images, w->channels, w->height, w->width};
  const int made[] = {w->images, w->channels, w->rows, w->columns};
  status = glia_mini_check_floats("the images", given, 4, error);
  return status ? status : glia_mini_check_floats("the result", made, 4, error);
}
