/* Memory: every object of the engine lives in one arena and goes with it.
 *
 * All memory comes through one hook, so a host can bound it and a test can refuse the nth request.
 * A refused request is an error the caller reports; nothing in the engine aborts.
 */
#ifndef GLIA_BASE_ARENA_H
#define GLIA_BASE_ARENA_H

#include <stddef.h>

/* Where memory comes from. take returns NULL when it has none; give accepts what take returned. */
typedef struct glia_memory {
  void *(*take)(void *context, size_t bytes);
  void (*give)(void *context, void *block);
  void *context;
} glia_memory;

/* malloc and free, unless the program defines one of its own. */
extern const glia_memory glia_heap;

typedef struct glia_block glia_block;

typedef struct glia_arena {
  glia_memory memory;
  glia_block *blocks; /* newest first */
} glia_arena;

/* An empty arena; memory NULL stands for glia_heap. Takes nothing yet. */
glia_arena glia_arena_open(const glia_memory *memory);

/* bytes of zeroed memory aligned to 16, owned by the arena; NULL when the hook refuses or the size
 * overflows. */
void *glia_arena_take(glia_arena *arena, size_t bytes);

/* count elements of size bytes each, or NULL; the product is checked. */
void *glia_arena_array(glia_arena *arena, size_t count, size_t size);

/* count floats, zeroed. */
float *glia_arena_floats(glia_arena *arena, size_t count);

/* Bytes it has taken from its hook. */
size_t glia_arena_bytes(const glia_arena *arena);

/* Gives everything back. The arena may itself lie in memory it owns. */
void glia_arena_close(glia_arena *arena);

#endif
