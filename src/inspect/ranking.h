/* Scores in order, and the curves and areas that follow from the order alone. */
#ifndef GLIA_INSPECT_RANKING_H
#define GLIA_INSPECT_RANKING_H

#include <stddef.h>
#include <stdint.h>

/* order (count) = the examples by falling score, equal ones in their given order (merge sort: count log
 * count steps whatever the scores, no recursion). score: element i at score[i * stride], no NaN.
 * scratch (count). */
void glia_rank(const float *score, size_t stride, size_t count, uint32_t *order,
               uint32_t *scratch);

typedef struct glia_areas {
  size_t positives, negatives;
  size_t thresholds;        /* different scores */
  double auc;               /* the share of pairs in which the positive scores higher, ties one half; NaN
                               without positives or without negatives */
  double average_precision; /* sum of the gains in recall, each times its precision; NaN without positives */
} glia_areas;

/* One point for each threshold, from the highest down: examples whose score is at least threshold are
 * taken for positive. Without the points (0, 0) of the ROC curve and (recall 0, precision 1) of the
 * precision-recall curve, which no threshold gives. */
typedef struct glia_curves {
  size_t points;
  double *threshold;
  double *fpr, *tpr;          /* ROC: false and true positive rate; 0 without negatives, positives */
  double *precision, *recall; /* recall is tpr */
} glia_curves;

/* The areas, and the curves unless NULL (its arrays, of at least as many numbers as there are
 * different scores, are the caller's; points is set). positive: the class that counts as positive.
 * order from glia_rank. */
glia_areas glia_rank_areas(const float *score, size_t stride, const uint32_t *truth,
                           uint32_t positive, const uint32_t *order, size_t count,
                           glia_curves *curves);

#endif
