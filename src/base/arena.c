#include "base/arena.h"

#include <stdint.h>
#include <string.h>

enum { ALIGNMENT = 16 };

struct glia_block {
  glia_block *next;
  size_t bytes;
};

glia_arena glia_arena_open(const glia_memory *memory) {
  return (glia_arena){memory ? *memory : glia_heap, NULL};
}

void *glia_arena_take(glia_arena *arena, size_t bytes) {
  /* The hook promises malloc's alignment only where that is 16; room to align is asked for. */
  const size_t head = sizeof(glia_block) + ALIGNMENT;
  if (bytes > PTRDIFF_MAX - head) return NULL;
  glia_block *block = arena->memory.take(arena->memory.context, bytes + head);
  if (!block) return NULL;
  block->next = arena->blocks;
  block->bytes = bytes + head;
  arena->blocks = block;
  const uintptr_t first = (uintptr_t)(block + 1);
  void *memory = (void *)((first + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
  memset(memory, 0, bytes);
  return memory;
}

void *glia_arena_array(glia_arena *arena, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) return NULL;
  return glia_arena_take(arena, count * size);
}

float *glia_arena_floats(glia_arena *arena, size_t count) {
  return glia_arena_array(arena, count, sizeof(float));
}

size_t glia_arena_bytes(const glia_arena *arena) {
  size_t sum = 0;
  for (const glia_block *block = arena->blocks; block; block = block->next) sum += block->bytes;
  return sum;
}

void glia_arena_close(glia_arena *arena) {
  const glia_memory memory = arena->memory;
  glia_block *block = arena->blocks;
  arena->blocks = NULL;
  while (block) {
    glia_block *next = block->next;
    memory.give(memory.context, block);
    block = next;
  }
}
