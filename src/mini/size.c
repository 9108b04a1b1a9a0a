#include "mini/size.h"

#include <stdint.h>

glia_status glia_mini_check_sizes(const glia_mini_size *sizes, size_t count, glia_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (sizes[i].value < 1 || sizes[i].value > GLIA_MINI_MOST) {
      return glia_fail(error, GLIA_RANGE, -1, "%s is %d; it must be a whole number from 1 to %d",
                       sizes[i].name, sizes[i].value, GLIA_MINI_MOST);
    }
  }
  return GLIA_OK;
}

glia_status glia_mini_check_floats(const char *name, const int *sizes, size_t count,
                                   glia_error *error) {
  uint64_t product = 1; /* stays below 2^22 * 2^10 before each comparison */
  for (size_t i = 0; i < count; i++) {
    product *= (uint64_t)sizes[i];
    if (product > GLIA_MINI_FLOATS) {
      return glia_fail(error, GLIA_LIMIT, -1, "%s would hold more than %d numbers; make a size smaller",
                       name, GLIA_MINI_FLOATS);
    }
  }
  return GLIA_OK;
}
