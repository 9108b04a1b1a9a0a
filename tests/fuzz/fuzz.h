/* What the fuzz targets share: contracts that end the program, and memory that can run out. */
#ifndef GLIA_TESTS_FUZZ_H
#define GLIA_TESTS_FUZZ_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/status.h"

#define MUST(what) \
  if (!(what)) abort()

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A source of memory that counts, and refuses one request. */
typedef struct limited {
  unsigned left; /* requests until one is refused; 0: none is */
  long live;
} limited;

static inline void *limited_take(void *context, size_t bytes) {
  limited *l = context;
  if ((l->left && --l->left == 0) || bytes > (size_t)1 << 28) return NULL;
  void *block = malloc(bytes);
  l->live += block != NULL;
  return block;
}

static inline void limited_give(void *context, void *block) {
  ((limited *)context)->live--;
  free(block);
}

/* A call that failed says so in full; one that did not leaves the error alone. */
static inline void check_error(glia_status status, const glia_error *error, size_t size) {
  if (status) MUST(error->status == status && error->message[0]);
  if (status) MUST(error->position >= -1 && error->position <= (int)size);
  if (!status) MUST(error->status == GLIA_OK && !error->message[0]);
}

#endif
