#include "data/order.h"

void glia_order_identity(uint32_t *order, size_t count) {
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
}

void glia_order_shuffle(uint32_t *order, size_t count, uint64_t seed, glia_stream stream,
                        uint32_t part) {
  glia_order_identity(order, count);
  glia_rng rng = glia_rng_open(seed, stream, part);
  for (size_t left = count; left > 1; left--) {
    const uint32_t pick = glia_rng_below(&rng, (uint32_t)left);
    const uint32_t last = order[left - 1];
    order[left - 1] = order[pick];
    order[pick] = last;
  }
}

static int after(const float *keys, uint32_t a, uint32_t b) {
  return keys[a] > keys[b] || (keys[a] == keys[b] && a > b);
}

/* Shell's sort (1959): in place, and quick enough for what is sorted once. */
void glia_order_sort(uint32_t *order, size_t count, const float *keys) {
  glia_order_identity(order, count);
  size_t gap = count;
  while (gap > 1) {
    gap = gap > 2 ? gap * 5 / 11 : 1;
    for (size_t i = gap; i < count; i++) {
      const uint32_t moved = order[i];
      size_t at = i;
      for (; at >= gap && after(keys, order[at - gap], moved); at -= gap) order[at] = order[at - gap];
      order[at] = moved;
    }
  }
}
