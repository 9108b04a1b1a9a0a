/* How good predictions are, in the terms of the field.
 *
 * All sums are of doubles, in the order of the examples, by plain operations and glia_log, so the same
 * bits come out everywhere. A quotient 0/0 counts as 0, also within averages. A number that is not
 * defined (an area without positives, say) is NaN, on purpose: JavaScript is handed null for it.
 * Formulas agree with scikit-learn's (sklearn.metrics) where its result is defined.
 */
#ifndef GLIA_INSPECT_METRICS_H
#define GLIA_INSPECT_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "inspect/ranking.h"

enum {
  GLIA_METRICS_MAX_CLASSES = 4096,
  GLIA_METRICS_MAX_SCORES = 1 << 28 /* examples times classes */
};

typedef struct glia_class_average {
  double precision, recall, f1;
} glia_class_average;

/* Metrics of class labels. Arrays are the arena's that they were made with. */
typedef struct glia_class_metrics {
  size_t count; /* examples */
  uint32_t classes;
  double accuracy;             /* share of examples whose class is predicted */
  const uint32_t *confusion;   /* (classes, classes) examples of true class [row] predicted as [column] */
  const uint32_t *support;     /* (classes) examples of the class */
  const double *precision;     /* (classes) of those predicted as the class, the share that is */
  const double *recall;        /* (classes) of those of the class, the share predicted as it */
  const double *f1;            /* (classes) 2 precision recall / (precision + recall) */
  glia_class_average macro;    /* mean over all classes, absent ones included */
  glia_class_average micro;    /* of all examples together: each is the accuracy */
  glia_class_average weighted; /* mean over the classes, weighted by support */
} glia_class_metrics;

/* From true and predicted classes (count), each below classes. Fails with ARGUMENT (no example or no class),
 * RANGE (a class out of range; the sentence names the example, from 1), LIMIT and MEMORY. */
glia_status glia_metrics_classes(glia_class_metrics *metrics, const uint32_t *truth,
                                 const uint32_t *predicted, size_t count, uint32_t classes,
                                 glia_arena *arena, glia_error *error);

/* Metrics of one score for each example, the higher the more positive. */
typedef struct glia_binary_metrics {
  glia_class_metrics at_threshold; /* classes 0 and 1; predicted is 1 where score >= threshold */
  glia_areas areas;                /* positives, negatives, AUC, average precision */
  glia_curves curves;              /* ROC and precision-recall, from the highest score down */
  double log_loss;                 /* NaN where a score is no probability */
} glia_binary_metrics;

/* score (count), truth (count) of 0 and 1. Fails as above, with NOT_FINITE where a score is NaN. */
glia_status glia_metrics_binary(glia_binary_metrics *metrics, const float *score,
                                const uint32_t *truth, size_t count, double threshold,
                                glia_arena *arena, glia_error *error);

/* Metrics of one score for each class of each example. */
typedef struct glia_multiclass_metrics {
  glia_class_metrics argmax;       /* predicted is the class with the largest score, the first of equals */
  const double *auc;               /* (classes) of the class against all others */
  const double *average_precision; /* (classes) */
  double auc_macro;                /* mean over the classes; NaN where it is undefined for one */
  double average_precision_macro;
  double log_loss; /* NaN where the scores of an example are no probabilities */
} glia_multiclass_metrics;

/* score (count, classes), truth (count). Fails as glia_metrics_binary does. */
glia_status glia_metrics_multiclass(glia_multiclass_metrics *metrics, const float *score,
                                    const uint32_t *truth, size_t count, uint32_t classes,
                                    glia_arena *arena, glia_error *error);

/* Mean of -log of the probability given to the true class. Probabilities are clipped to 1e-15 … 1 -
 * 1e-15, then divided by the sum of their row. probability (count, classes), or for classes = 2 with
 * `single` set (count): that of class 1. NaN where one lies outside 0 … 1 (by more than 1e-5), where a row's sum
 * is off 1 by more than 1e-3, or without examples. truth must be below classes. */
double glia_log_loss(const float *probability, const uint32_t *truth, size_t count,
                     uint32_t classes, int single);

/* Metrics of predicted values. */
typedef struct glia_value_metrics {
  double mae, rmse; /* mean absolute error, root of the mean squared error */
  double r2; /* 1 - squared errors / squared deviations of the truth from its mean; NaN where that is constant */
} glia_value_metrics;

/* predicted and truth (count). Fails with ARGUMENT (no example) or NOT_FINITE. */
glia_status glia_metrics_values(glia_value_metrics *metrics, const float *predicted,
                                const float *truth, size_t count, glia_error *error);

#endif
