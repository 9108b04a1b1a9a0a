/* A source of memory that counts, and refuses the request it was told to refuse. */
#ifndef GLIA_TESTS_COUNTING_H
#define GLIA_TESTS_COUNTING_H

#include <stdlib.h>

#include "base/arena.h"

typedef struct counting {
  size_t requests; /* made so far */
  size_t refuse;   /* the request to refuse, from 1; 0 for none */
  size_t live;     /* blocks taken and not given back */
  size_t bytes;    /* of all requests that were granted */
} counting;

static inline void *counting_take(void *context, size_t bytes) {
  counting *count = context;
  if (++count->requests == count->refuse) return NULL;
  void *block = malloc(bytes);
  if (!block) return NULL;
  count->live++;
  count->bytes += bytes;
  return block;
}

static inline void counting_give(void *context, void *block) {
  ((counting *)context)->live--;
  free(block);
}

/* The hook; count must outlive every object made with it. */
static inline glia_memory counting_memory(counting *count) {
  const glia_memory memory = {counting_take, counting_give, count};
  return memory;
}

/* From now on refuse the nth request (0: none). */
static inline void counting_refuse(counting *count, size_t nth) {
  count->requests = 0;
  count->refuse = nth;
}

#endif
