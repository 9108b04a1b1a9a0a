/* Sizes of the miniatures: small enough that no product of them overflows and no page waits. */
#ifndef GLIA_MINI_SIZE_H
#define GLIA_MINI_SIZE_H

#include <stddef.h>

#include "base/status.h"

enum { GLIA_MINI_MOST = 1 << 10, GLIA_MINI_FLOATS = 1 << 22 };

typedef struct glia_mini_size {
  const char *name;
  int value;
} glia_mini_size;

/* Refuses a size that is not from 1 to GLIA_MINI_MOST (RANGE), naming it. */
glia_status glia_mini_check_sizes(const glia_mini_size *sizes, size_t count, glia_error *error);

/* Refuses an array of more than GLIA_MINI_FLOATS numbers (LIMIT): the product of checked sizes. */
glia_status glia_mini_check_floats(const char *name, const int *sizes, size_t count,
                                   glia_error *error);

#endif
