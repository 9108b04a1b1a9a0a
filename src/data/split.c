#include "data/split.h"

#include <string.h>

#include "base/settings.h"
#include "data/order.h"

size_t glia_split_tests(size_t count, double share) {
  const size_t tests = (size_t)((double)count * share / 100.0 + 0.5);
  if (tests < 1) return 1;
  return tests < count ? tests : count - 1;
}

void glia_split_plain(const glia_split *split, size_t tests, uint8_t *held) {
  memset(held, 0, split->count);
  for (size_t i = 0; i < tests; i++) held[split->order[i]] = 1;
}

/* Seats for the test are given out one by one. */
typedef struct seats {
  size_t points, taken;
} seats;

/* How much a class wants the next seat. First come the classes that have none and can spare a point,
 * last those that would lose their only one to train with; in between who is furthest from its share. */
static double want(const seats *of, size_t tests, size_t count) {
  const double missing = (double)of->points * (double)tests / (double)count - (double)of->taken;
  const double bound = 4.0 + (double)count;
  if (of->taken == of->points) return -4.0 * bound;
  if (of->taken + 1 == of->points) return missing - 2.0 * bound;
  return of->taken ? missing : missing + 2.0 * bound;
}

void glia_split_by_class(const glia_split *split, size_t tests, uint8_t *held) {
  seats of[GLIA_MAX_CLASSES] = {{0, 0}};
  for (size_t i = 0; i < split->count; i++) of[(size_t)split->target[i]].points++;
  for (size_t given = 0; given < tests; given++) {
    uint32_t keenest = 0;
    for (uint32_t c = 1; c < split->classes; c++) {
      if (want(&of[c], tests, split->count) > want(&of[keenest], tests, split->count)) keenest = c;
    }
    of[keenest].taken++;
  }
  memset(held, 0, split->count);
  for (size_t i = 0; i < split->count; i++) {
    const uint32_t point = split->order[i];
    seats *here = &of[(size_t)split->target[point]];
    if (!here->taken) continue;
    here->taken--;
    held[point] = 1;
  }
}

/* The place in the order of the next training point from `from` on, round the end; of the class unless
 * that is negative. count if there is none. */
static size_t next_training(const glia_split *split, const uint8_t *held, int class_index,
                            size_t from) {
  for (size_t i = 0; i < split->count; i++) {
    const size_t at = from + i < split->count ? from + i : from + i - split->count;
    const uint32_t point = split->order[at];
    if (!held[point] && (class_index < 0 || (int)split->target[point] == class_index)) return at;
  }
  return split->count;
}

void glia_split_leak(const glia_split *split, const uint8_t *held, size_t leaks, uint32_t *source) {
  size_t next[GLIA_MAX_CLASSES] = {0};
  glia_order_identity(source, split->count);
  for (size_t i = 0; i < split->count && leaks; i++) {
    const uint32_t point = split->order[i];
    if (!held[point]) continue;
    const int class_index = split->classes ? (int)split->target[point] : -1;
    size_t *from = &next[split->classes ? class_index : 0];
    size_t at = next_training(split, held, class_index, *from);
    if (at == split->count) at = next_training(split, held, -1, *from);
    *from = at + 1 < split->count ? at + 1 : 0;
    source[point] = split->order[at];
    leaks--;
  }
}
