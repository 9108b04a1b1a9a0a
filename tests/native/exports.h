/* What the tests of the functions made for JavaScript share. Their memory comes from glia_heap, so each of
 * these programs has a glia_heap of its own that counts and can refuse. Every call goes through CALL: in the
 * end each function of exports.def in the program's group must have been called, and each that took memory
 * must have been refused it. */
#ifndef GLIA_TESTS_EXPORTS_H
#define GLIA_TESTS_EXPORTS_H

#include "floats.h"

#include "base/arena.h"
#include "wasm/exports.h"
#include "wasm/inspect.h"

enum {
#define GLIA_EXPORT(name, signature) CALL_##name,
#include "wasm/exports.def"
#undef GLIA_EXPORT
  CALL_COUNT
};

static const char *const export_names[] = {
#define GLIA_EXPORT(name, signature) #name,
#include "wasm/exports.def"
#undef GLIA_EXPORT
};

static struct {
  int function; /* the one called last, CALL_COUNT for none */
  size_t requests; /* since heap_refuse */
  size_t refuse;   /* the request to refuse, from 1; 0 for none */
  size_t live;
  size_t called[CALL_COUNT + 1], took[CALL_COUNT + 1], refused[CALL_COUNT + 1]; /* the last: none of them */
} heap;

static void *heap_take(void *context, size_t bytes) {
  (void)context;
  heap.took[heap.function]++;
  if (++heap.requests == heap.refuse) {
    heap.refused[heap.function]++;
    return NULL;
  }
  void *block = malloc(bytes);
  assert_non_null(block);
  heap.live++;
  return block;
}

static void heap_give(void *context, void *block) {
  (void)context;
  heap.live -= block != NULL;
  free(block);
}

const glia_memory glia_heap = {heap_take, heap_give, NULL};

static inline void heap_refuse(size_t nth) {
  heap.requests = 0;
  heap.refuse = nth;
}

static inline void begin_call(int function) {
  heap.function = function;
  heap.called[function]++;
}

/* Before a test calls the engine itself to prepare something. */
static inline void begin_preparation(void) { heap.function = CALL_COUNT; }

#define CALL(name, ...) (begin_call(CALL_##name), name(__VA_ARGS__))

static glia_error error;

static inline void expect_error(glia_status status, const char *word) {
  if (error.status != status || !strstr(error.message, word)) {
    fail_msg("expected %s with '%s', not %s: %s", glia_status_code(status), word,
             glia_status_code(error.status), error.message);
  }
  error = (glia_error){0};
}

/* Does `what` with its first request for memory refused, its second … until it succeeds after at least
 * `least` refusals. failed tells from what it returned; a failure leaves nothing behind. */
#define SWEEP(least, failed, ...)                            \
  for (size_t nth = 1;; nth++) {                             \
    const size_t live_before = heap.live;                    \
    error = (glia_error){0};                                 \
    heap_refuse(nth);                                        \
    __VA_ARGS__;                                             \
    const size_t requests_made = heap.requests;              \
    heap_refuse(0);                                          \
    if (!(failed)) {                                         \
      assert_true(requests_made < nth && nth > (least));     \
      break;                                                 \
    }                                                        \
    assert_true(requests_made >= nth && nth < 1000);         \
    assert_int_equal(heap.live, live_before);                \
    expect_error(GLIA_MEMORY, "memory");                     \
  }

typedef enum group { GROUP_NET, GROUP_CALC, GROUP_PLAY, GROUP_PROVE, GROUP_LOOK } group;

/* Which program a function belongs to; a new name belongs to the last. */
static inline group group_of(const char *name) {
  static const struct {
    const char *start;
    group of;
  } known[] = {
      {"glia_net_", GROUP_NET},     {"glia_model_", GROUP_NET},  {"glia_coach_", GROUP_NET},
      {"glia_trainer_", GROUP_NET}, {"glia_calc_", GROUP_CALC},
      {"glia_play_", GROUP_PLAY},   {"glia_run_", GROUP_PLAY},   {"glia_measure", GROUP_PLAY},
      {"glia_field_", GROUP_PLAY},  {"glia_palette_", GROUP_PLAY},
      {"glia_gradient_", GROUP_PROVE}, {"glia_walk", GROUP_PROVE}, {"glia_state_", GROUP_PROVE},
      {"glia_receipt_", GROUP_PROVE}, {"glia_prove", GROUP_PROVE},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strncmp(name, known[i].start, strlen(known[i].start)) == 0) return known[i].of;
  }
  return GROUP_LOOK;
}

static inline void expect_all_called(group mine) {
  int count = 0;
  for (int i = 0; i < CALL_COUNT; i++) {
    if (group_of(export_names[i]) != mine) continue;
    count++;
    if (!heap.called[i]) fail_msg("%s is called by no test", export_names[i]);
    if (heap.took[i] && !heap.refused[i]) {
      fail_msg("%s takes memory and was never refused any", export_names[i]);
    }
  }
  assert_true(count > 5);
}

static int nothing_is_left(void **state) {
  (void)state;
  return heap.live == 0 ? 0 : -1;
}

#define LEAVES_NOTHING(test) cmocka_unit_test_teardown(test, nothing_is_left)

/* A text as it crosses: address and length, with no zero after it to rely on. */
#define TEXT(literal) literal, (int)(sizeof(literal) - 1)

#endif
