#include "inspect/ranking.h"

/* Merges order[from … middle) and order[middle … to) into out; of equal scores the left one first. */
static void merge(const float *score, size_t stride, const uint32_t *order, size_t from,
                  size_t middle, size_t to, uint32_t *out) {
  size_t left = from, right = middle;
  for (size_t i = from; i < to; i++) {
    const int take_right =
        left == middle ||
        (right < to && score[order[right] * stride] > score[order[left] * stride]);
    out[i] = take_right ? order[right++] : order[left++];
  }
}

void glia_rank(const float *score, size_t stride, size_t count, uint32_t *order,
               uint32_t *scratch) {
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
  uint32_t *from = order, *to = scratch;
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t start = 0; start < count; start += 2 * width) {
      const size_t middle = count - start > width ? start + width : count;
      const size_t end = count - start > 2 * width ? start + 2 * width : count;
      merge(score, stride, from, start, middle, end, to);
    }
    uint32_t *swap = from;
    from = to;
    to = swap;
  }
  for (size_t i = 0; from != order && i < count; i++) order[i] = from[i];
}

static double share(size_t part, size_t whole) {
  return whole ? (double)part / (double)whole : 0.0;
}

glia_areas glia_rank_areas(const float *score, size_t stride, const uint32_t *truth,
                           uint32_t positive, const uint32_t *order, size_t count,
                           glia_curves *curves) {
  glia_areas areas = {0};
  for (size_t i = 0; i < count; i++) areas.positives += truth[i] == positive;
  areas.negatives = count - areas.positives;
  uint64_t twice = 0; /* pairs in the right order, doubled so that a tie is a whole number */
  size_t hits = 0, misses = 0;
  for (size_t i = 0; i < count;) {
    const float threshold = score[order[i] * stride];
    size_t more_hits = 0, more_misses = 0;
    for (; i < count && score[order[i] * stride] == threshold; i++) {
      if (truth[order[i]] == positive) {
        more_hits++;
      } else {
        more_misses++;
      }
    }
    twice += (uint64_t)more_misses * (2 * (uint64_t)hits + more_hits);
    hits += more_hits;
    misses += more_misses;
    const double precision = share(hits, hits + misses);
    areas.average_precision += share(more_hits, areas.positives) * precision;
    if (curves) {
      curves->threshold[areas.thresholds] = (double)threshold;
      curves->fpr[areas.thresholds] = share(misses, areas.negatives);
      curves->tpr[areas.thresholds] = share(hits, areas.positives);
      curves->precision[areas.thresholds] = precision;
      curves->recall[areas.thresholds] = curves->tpr[areas.thresholds];
    }
    areas.thresholds++;
  }
  if (curves) curves->points = areas.thresholds;
  if (!areas.positives) areas.average_precision = __builtin_nan("");
  areas.auc = areas.positives && areas.negatives
                  ? (double)twice / (2.0 * (double)areas.positives * (double)areas.negatives)
                  : __builtin_nan("");
  return areas;
}
