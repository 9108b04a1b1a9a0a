#include "inspect/spread.h"

#include <string.h>

void glia_spread_begin(glia_spread *spread, const double range[2], uint32_t *bin) {
  memset(spread, 0, sizeof *spread);
  spread->bin = bin;
  spread->low = range[0];
  spread->high = range[1];
}

void glia_spread_first(glia_spread *spread, const float *x, size_t rows, size_t columns,
                       size_t stride) {
  for (size_t r = 0; r < rows; r++) {
    for (size_t c = 0; c < columns; c++) {
      const double value = (double)x[r * stride + c];
      if (!(value - value == 0.0)) {
        spread->bad++;
        continue;
      }
      if (!spread->count || value < spread->min) spread->min = value;
      if (!spread->count || value > spread->max) spread->max = value;
      spread->mean += value;
      spread->norm += value * value;
      spread->count++;
    }
  }
}

void glia_spread_turn(glia_spread *spread) {
  if (spread->count) spread->mean /= (double)spread->count;
  spread->norm = __builtin_sqrt(spread->norm);
  if (spread->low != 0.0 || spread->high != 0.0) return;
  spread->low = spread->min;
  spread->high = spread->max;
  if (spread->high > spread->low) return;
  /* All alike: a range around them, wide enough to be one in double. */
  const double size = spread->low < 0.0 ? -spread->low : spread->low;
  const double half = size > 1.0 ? 0.5 * size : 0.5;
  spread->low -= half;
  spread->high += half;
}

void glia_spread_second(glia_spread *spread, const float *x, size_t rows, size_t columns,
                        size_t stride, size_t bins) {
  const double width = spread->high - spread->low;
  for (size_t r = 0; r < rows; r++) {
    for (size_t c = 0; c < columns; c++) {
      const double value = (double)x[r * stride + c];
      if (!(value - value == 0.0)) continue;
      const double off = value - spread->mean;
      spread->deviation += off * off;
      if (value < spread->low) {
        spread->below++;
      } else if (value > spread->high) {
        spread->above++;
      } else {
        const size_t bin = (size_t)((value - spread->low) / width * (double)bins);
        spread->bin[bin < bins ? bin : bins - 1]++;
      }
    }
  }
}

void glia_spread_end(glia_spread *spread) {
  if (spread->count) spread->deviation /= (double)spread->count;
  spread->deviation = __builtin_sqrt(spread->deviation);
}
