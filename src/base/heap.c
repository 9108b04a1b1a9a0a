/* The memory that is meant where none is named. A file of its own, so that a program linked with the engine
 * may bring another. */
#include <stdlib.h>

#include "base/arena.h"

static void *heap_take(void *context, size_t bytes) {
  (void)context;
  return malloc(bytes);
}

static void heap_give(void *context, void *block) {
  (void)context;
  free(block);
}

const glia_memory glia_heap = {heap_take, heap_give, NULL};
