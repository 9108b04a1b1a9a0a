/* Memory: aligned, zeroed, bounded by its hook, refused cleanly, all of it given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

/* A hook that counts, dirties what it gives out, and refuses one request. */
typedef struct {
  size_t requests, refuse; /* the request to refuse, from 1; 0 refuses none */
  size_t open;             /* blocks not given back */
  size_t largest;
  size_t shift;            /* blocks begin at this many bytes after a multiple of 16 */
} counter;

static void *counted_take(void *context, size_t bytes) {
  counter *c = context;
  if (bytes > c->largest) c->largest = bytes;
  if (++c->requests == c->refuse) return NULL;
  char *block = aligned_alloc(16, (bytes + c->shift + 31) / 16 * 16);
  if (!block) return NULL;
  memset(block, 0xA5, bytes + c->shift);
  c->open++;
  return block + c->shift;
}

static void counted_give(void *context, void *block) {
  counter *c = context;
  assert_true(c->open > 0);
  c->open--;
  free((char *)block - c->shift);
}

static glia_memory counted(counter *c) { return (glia_memory){counted_take, counted_give, c}; }

static void check_block(const void *block, size_t bytes) {
  assert_non_null(block);
  assert_int_equal((uintptr_t)block % 16, 0);
  const unsigned char *byte = block;
  for (size_t i = 0; i < bytes; i++) {
    if (byte[i]) fail_msg("byte %zu of %zu is %d, not 0", i, bytes, byte[i]);
  }
}

/* Blocks of every small size, whatever the hook's alignment; filled to the last byte, none touches
 * another. */
static void test_blocks(void **state) {
  (void)state;
  for (size_t shift = 0; shift < 16; shift += sizeof(void *)) {
    counter c = {.shift = shift};
    const glia_memory memory = counted(&c);
    glia_arena arena = glia_arena_open(&memory);
    assert_int_equal(c.requests, 0);
    unsigned char *block[300];
    for (size_t n = 0; n < 300; n++) {
      block[n] = glia_arena_take(&arena, n);
      check_block(block[n], n);
      memset(block[n], (int)(n % 251 + 1), n);
    }
    for (size_t n = 0; n < 300; n++) {
      for (size_t i = 0; i < n; i++) assert_int_equal(block[n][i], n % 251 + 1);
    }
    assert_int_equal(c.open, 300);
    glia_arena_close(&arena);
    assert_int_equal(c.open, 0);
  }
}

static void test_heap_by_default(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  assert_true(arena.memory.take == glia_heap.take && arena.memory.give == glia_heap.give);
  for (size_t n = 1; n < 100000; n = n * 3 + 1) {
    char *block = glia_arena_take(&arena, n);
    check_block(block, n);
    memset(block, -1, n);
  }
  glia_arena_close(&arena);
  assert_null(arena.blocks);
}

static void test_arrays(void **state) {
  (void)state;
  counter c = {0};
  const glia_memory memory = counted(&c);
  glia_arena arena = glia_arena_open(&memory);
  uint64_t *longs = glia_arena_array(&arena, 37, sizeof *longs);
  check_block(longs, 37 * sizeof *longs);
  assert_true(c.largest >= 37 * sizeof *longs);
  longs[36] = 1;
  float *floats = glia_arena_floats(&arena, 1001);
  check_block(floats, 1001 * sizeof *floats);
  floats[1000] = 1.0f;
  assert_non_null(glia_arena_array(&arena, 0, 8));
  assert_non_null(glia_arena_array(&arena, 8, 0));
  assert_non_null(glia_arena_array(&arena, SIZE_MAX, 0));
  assert_non_null(glia_arena_floats(&arena, 0));
  glia_arena_close(&arena);
  assert_int_equal(c.open, 0);
}

/* Sizes that cannot be: refused before the hook is asked for something small by mistake. */
static void test_overflow(void **state) {
  (void)state;
  static const size_t pairs[][2] = {
      {SIZE_MAX, 2},          {2, SIZE_MAX},         {SIZE_MAX / 2 + 1, 2}, {SIZE_MAX / 4 + 1, 4},
      {SIZE_MAX / 8 + 2, 8},  {SIZE_MAX, SIZE_MAX},  {SIZE_MAX, 1},         {1, SIZE_MAX},
      {(size_t)1 << (sizeof(size_t) * 4), (size_t)1 << (sizeof(size_t) * 4)},
      {SIZE_MAX / 16, 16},    {SIZE_MAX / 48 + 1, 48}};
  counter c = {0};
  const glia_memory memory = counted(&c);
  glia_arena arena = glia_arena_open(&memory);
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    assert_null(glia_arena_array(&arena, pairs[i][0], pairs[i][1]));
  }
  for (size_t less = 0; less < 200; less++) {
    assert_null(glia_arena_take(&arena, SIZE_MAX - less));
    assert_null(glia_arena_take(&arena, PTRDIFF_MAX + (size_t)1 + less));
  }
  assert_null(glia_arena_floats(&arena, SIZE_MAX / sizeof(float) + 1));
  assert_null(glia_arena_floats(&arena, SIZE_MAX / sizeof(float)));
  assert_int_equal(c.requests, 0);
  check_block(glia_arena_take(&arena, 5), 5);
  glia_arena_close(&arena);
  assert_int_equal(c.open, 0);
}

static void test_refused_requests(void **state) {
  (void)state;
  enum { TAKES = 20 };
  for (size_t refuse = 1; refuse <= TAKES; refuse++) {
    counter c = {.refuse = refuse};
    const glia_memory memory = counted(&c);
    glia_arena arena = glia_arena_open(&memory);
    for (size_t n = 1; n <= TAKES; n++) {
      char *block = glia_arena_take(&arena, n * 7);
      assert_true((block == NULL) == (n == refuse));
      if (block) memset(block, 1, n * 7); /* the arena goes on after a refusal */
    }
    assert_int_equal(c.open, TAKES - 1);
    glia_arena_close(&arena);
    assert_int_equal(c.open, 0);
  }
}

static void test_arena_in_its_own_memory(void **state) {
  (void)state;
  counter c = {0};
  const glia_memory memory = counted(&c);
  glia_arena arena = glia_arena_open(&memory);
  glia_arena *inside = glia_arena_take(&arena, sizeof *inside);
  assert_non_null(inside);
  *inside = arena;
  for (int i = 0; i < 5; i++) assert_non_null(glia_arena_take(inside, 100));
  assert_int_equal(c.open, 6);
  glia_arena_close(inside);
  assert_int_equal(c.open, 0);
}

static void test_close_and_go_on(void **state) {
  (void)state;
  counter c = {0};
  const glia_memory memory = counted(&c);
  glia_arena arena = glia_arena_open(&memory);
  glia_arena_close(&arena); /* nothing was taken */
  assert_non_null(glia_arena_take(&arena, 10));
  glia_arena_close(&arena);
  glia_arena_close(&arena);
  assert_int_equal(c.open, 0);
  check_block(glia_arena_take(&arena, 64), 64);
  assert_int_equal(c.open, 1);
  glia_arena_close(&arena);
  assert_int_equal(c.open, 0);
}

static void test_bytes(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  assert_true(glia_arena_bytes(&arena) == 0);
  size_t wanted = 0;
  for (size_t n = 1; n <= 50; n++) {
    assert_non_null(glia_arena_take(&arena, 100 * n));
    wanted += 100 * n;
    const size_t bytes = glia_arena_bytes(&arena);
    assert_true(bytes >= wanted && bytes <= wanted + 64 * n);
  }
  glia_arena_close(&arena);
  assert_true(glia_arena_bytes(&arena) == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_blocks),
      cmocka_unit_test(test_heap_by_default),
      cmocka_unit_test(test_arrays),
      cmocka_unit_test(test_overflow),
      cmocka_unit_test(test_refused_requests),
      cmocka_unit_test(test_arena_in_its_own_memory),
      cmocka_unit_test(test_close_and_go_on),
      cmocka_unit_test(test_bytes),
  };
  return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
