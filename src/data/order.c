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
