#include "inspect/metrics.h"

#include "base/scalar.h"

static glia_status no_memory(glia_error *error) { return glia_fail(error, GLIA_MEMORY, -1, NULL); }

static double quotient(double part, double whole) { return whole != 0.0 ? part / whole : 0.0; }

static glia_status check_count(size_t count, uint32_t classes, glia_error *error) {
  if (count == 0) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "there is no example to measure; one is needed");
  }
  if (classes == 0 || classes > GLIA_METRICS_MAX_CLASSES) {
    return glia_fail(error, classes ? GLIA_LIMIT : GLIA_ARGUMENT, -1,
                     "there are %lu classes; 1 to %d can be measured", (unsigned long)classes,
                     GLIA_METRICS_MAX_CLASSES);
  }
  if (count > GLIA_METRICS_MAX_SCORES / classes) {
    return glia_fail(error, GLIA_LIMIT, -1,
                     "there are %lu examples of %lu classes; there can be %d scores in all",
                     (unsigned long)count, (unsigned long)classes, GLIA_METRICS_MAX_SCORES);
  }
  return GLIA_OK;
}

static glia_status check_labels(const char *what, const uint32_t *label, size_t count,
                                uint32_t classes, glia_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (label[i] < classes) continue;
    return glia_fail(error, GLIA_RANGE, -1, "%s of example %lu is %lu; classes go from 0 to %lu",
                     what, (unsigned long)i + 1, (unsigned long)label[i],
                     (unsigned long)classes - 1);
  }
  return GLIA_OK;
}

static glia_status check_scores(const float *score, size_t count, uint32_t classes,
                                glia_error *error) {
  for (size_t i = 0; i < count * classes; i++) {
    if (score[i] == score[i]) continue;
    return glia_fail(error, GLIA_NOT_FINITE, -1, "the score of example %lu is not a number",
                     (unsigned long)(i / classes) + 1);
  }
  return GLIA_OK;
}

/* ---- classes ---- */

typedef struct {
  uint32_t *confusion, *support;
  double *precision, *recall, *f1;
} class_arrays;

static int take_arrays(class_arrays *a, glia_class_metrics *m, uint32_t classes,
                       glia_arena *arena) {
  m->confusion = a->confusion =
      glia_arena_array(arena, (size_t)classes * classes, sizeof *a->confusion);
  m->support = a->support = glia_arena_array(arena, classes, sizeof *a->support);
  m->precision = a->precision = glia_arena_array(arena, classes, sizeof *a->precision);
  m->recall = a->recall = glia_arena_array(arena, classes, sizeof *a->recall);
  m->f1 = a->f1 = glia_arena_array(arena, classes, sizeof *a->f1);
  return a->confusion && a->support && a->precision && a->recall && a->f1;
}

static void add(glia_class_average *sum, const class_arrays *a, uint32_t c, double weight) {
  sum->precision += weight * a->precision[c];
  sum->recall += weight * a->recall[c];
  sum->f1 += weight * a->f1[c];
}

static void divide(glia_class_average *sum, double by) {
  sum->precision /= by;
  sum->recall /= by;
  sum->f1 /= by;
}

static void summarize(glia_class_metrics *m, const class_arrays *a) {
  const uint32_t classes = m->classes;
  size_t right = 0;
  for (uint32_t c = 0; c < classes; c++) {
    size_t predicted = 0, of_class = 0;
    for (uint32_t other = 0; other < classes; other++) {
      predicted += a->confusion[(size_t)other * classes + c];
      of_class += a->confusion[(size_t)c * classes + other];
    }
    const uint32_t hits = a->confusion[(size_t)c * classes + c];
    right += hits;
    a->support[c] = (uint32_t)of_class;
    a->precision[c] = quotient(hits, (double)predicted);
    a->recall[c] = quotient(hits, (double)of_class);
    a->f1[c] = quotient(2.0 * hits, (double)(predicted + of_class));
    add(&m->macro, a, c, 1.0);
    add(&m->weighted, a, c, (double)of_class);
  }
  divide(&m->macro, (double)classes);
  divide(&m->weighted, (double)m->count);
  m->accuracy = (double)right / (double)m->count;
  m->micro = (glia_class_average){m->accuracy, m->accuracy, m->accuracy};
}

glia_status glia_metrics_classes(glia_class_metrics *metrics, const uint32_t *truth,
                                 const uint32_t *predicted, size_t count, uint32_t classes,
                                 glia_arena *arena, glia_error *error) {
  glia_status status = check_count(count, classes, error);
  if (!status) status = check_labels("the class", truth, count, classes, error);
  if (!status) status = check_labels("the predicted class", predicted, count, classes, error);
  if (status) return status;
  glia_class_metrics m = {.count = count, .classes = classes};
  class_arrays a;
  if (!take_arrays(&a, &m, classes, arena)) return no_memory(error);
  for (size_t i = 0; i < count; i++) a.confusion[(size_t)truth[i] * classes + predicted[i]]++;
  summarize(&m, &a);
  *metrics = m;
  return GLIA_OK;
}

/* ---- scores ---- */

static double clip(double p) {
  const double least = 1e-15;
  return p < least ? least : p > 1.0 - least ? 1.0 - least : p;
}

static int is_probability(double p) { return p >= -1e-5 && p <= 1.0 + 1e-5; }

/* -log of the share of the true class in one row; NaN where these are no probabilities. */
static double row_loss(const float *p, uint32_t classes, uint32_t truth) {
  double sum = 0.0, clipped = 0.0;
  for (uint32_t c = 0; c < classes; c++) {
    const double value = (double)p[c];
    if (!is_probability(value)) return __builtin_nan("");
    sum += value;
    clipped += clip(value);
  }
  if (!(sum >= 1.0 - 1e-3 && sum <= 1.0 + 1e-3)) return __builtin_nan("");
  return -glia_log(clip((double)p[truth]) / clipped);
}

double glia_log_loss(const float *probability, const uint32_t *truth, size_t count,
                     uint32_t classes, int single) {
  double sum = 0.0;
  for (size_t i = 0; i < count; i++) {
    if (!single) {
      sum += row_loss(probability + i * classes, classes, truth[i]);
    } else {
      const double p = (double)probability[i];
      if (!is_probability(p)) return __builtin_nan("");
      sum -= glia_log(truth[i] ? clip(p) : 1.0 - clip(p));
    }
  }
  return count ? sum / (double)count : __builtin_nan("");
}

static int take_curves(glia_curves *curves, size_t points, glia_arena *arena) {
  curves->threshold = glia_arena_array(arena, points, sizeof *curves->threshold);
  curves->fpr = glia_arena_array(arena, points, sizeof *curves->fpr);
  curves->tpr = glia_arena_array(arena, points, sizeof *curves->tpr);
  curves->precision = glia_arena_array(arena, points, sizeof *curves->precision);
  curves->recall = glia_arena_array(arena, points, sizeof *curves->recall);
  return curves->threshold && curves->fpr && curves->tpr && curves->precision && curves->recall;
}

glia_status glia_metrics_binary(glia_binary_metrics *metrics, const float *score,
                                const uint32_t *truth, size_t count, double threshold,
                                glia_arena *arena, glia_error *error) {
  glia_status status = check_count(count, 2, error);
  if (!status) status = check_labels("the class", truth, count, 2, error);
  if (!status) status = check_scores(score, count, 1, error);
  if (!status && threshold != threshold) {
    status = glia_fail(error, GLIA_NOT_FINITE, -1, "the threshold is not a number");
  }
  if (status) return status;
  glia_arena memory = glia_arena_open(&arena->memory);
  uint32_t *order = glia_arena_array(&memory, count, sizeof *order);
  uint32_t *scratch = glia_arena_array(&memory, count, sizeof *scratch);
  glia_binary_metrics m = {0};
  if (!order || !scratch) {
    status = no_memory(error);
  } else {
    glia_rank(score, 1, count, order, scratch);
    m.areas = glia_rank_areas(score, 1, truth, 1, order, count, NULL);
    if (!take_curves(&m.curves, m.areas.thresholds, arena)) status = no_memory(error);
  }
  if (!status) {
    m.areas = glia_rank_areas(score, 1, truth, 1, order, count, &m.curves);
    m.log_loss = glia_log_loss(score, truth, count, 2, 1);
    for (size_t i = 0; i < count; i++) scratch[i] = (double)score[i] >= threshold;
    status = glia_metrics_classes(&m.at_threshold, truth, scratch, count, 2, arena, error);
  }
  glia_arena_close(&memory);
  if (!status) *metrics = m;
  return status;
}

static uint32_t largest(const float *score, uint32_t classes) {
  uint32_t best = 0;
  for (uint32_t c = 1; c < classes; c++) {
    if (score[c] > score[best]) best = c;
  }
  return best;
}

static glia_status measure_multiclass(glia_multiclass_metrics *m, const float *score,
                                      const uint32_t *truth, size_t count, uint32_t classes,
                                      glia_arena *arena, glia_arena *memory, glia_error *error) {
  uint32_t *order = glia_arena_array(memory, count, sizeof *order);
  uint32_t *scratch = glia_arena_array(memory, count, sizeof *scratch);
  double *auc = glia_arena_array(arena, classes, sizeof *auc);
  double *precision = glia_arena_array(arena, classes, sizeof *precision);
  if (!order || !scratch || !auc || !precision) return no_memory(error);
  m->auc = auc;
  m->average_precision = precision;
  for (uint32_t c = 0; c < classes; c++) {
    glia_rank(score + c, classes, count, order, scratch);
    const glia_areas areas = glia_rank_areas(score + c, classes, truth, c, order, count, NULL);
    auc[c] = areas.auc;
    precision[c] = areas.average_precision;
    m->auc_macro += areas.auc / (double)classes;
    m->average_precision_macro += areas.average_precision / (double)classes;
  }
  m->log_loss = glia_log_loss(score, truth, count, classes, 0);
  for (size_t i = 0; i < count; i++) scratch[i] = largest(score + i * classes, classes);
  return glia_metrics_classes(&m->argmax, truth, scratch, count, classes, arena, error);
}

glia_status glia_metrics_multiclass(glia_multiclass_metrics *metrics, const float *score,
                                    const uint32_t *truth, size_t count, uint32_t classes,
                                    glia_arena *arena, glia_error *error) {
  glia_status status = check_count(count, classes, error);
  if (!status) status = check_labels("the class", truth, count, classes, error);
  if (!status) status = check_scores(score, count, classes, error);
  if (status) return status;
  glia_multiclass_metrics m = {0};
  glia_arena memory = glia_arena_open(&arena->memory);
  status = measure_multiclass(&m, score, truth, count, classes, arena, &memory, error);
  glia_arena_close(&memory);
  if (!status) *metrics = m;
  return status;
}

/* ---- values ---- */

static glia_status check_values(const char *what, const float *value, size_t count,
                                glia_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (value[i] - value[i] == 0.0f) continue;
    return glia_fail(error, GLIA_NOT_FINITE, -1, "%s of example %lu is no finite number", what,
                     (unsigned long)i + 1);
  }
  return GLIA_OK;
}

glia_status glia_metrics_values(glia_value_metrics *metrics, const float *predicted,
                                const float *truth, size_t count, glia_error *error) {
  glia_status status = check_count(count, 1, error);
  if (!status) status = check_values("the predicted value", predicted, count, error);
  if (!status) status = check_values("the value", truth, count, error);
  if (status) return status;
  double sum = 0.0, absolute = 0.0, squares = 0.0, deviations = 0.0;
  int constant = 1;
  for (size_t i = 0; i < count; i++) {
    sum += (double)truth[i];
    constant &= truth[i] == truth[0];
  }
  const double n = (double)count, mean = sum / n;
  for (size_t i = 0; i < count; i++) {
    const double e = (double)predicted[i] - (double)truth[i], d = (double)truth[i] - mean;
    absolute += e < 0.0 ? -e : e;
    squares += e * e;
    deviations += d * d;
  }
  metrics->mae = absolute / n;
  metrics->rmse = glia_sqrt(squares / n);
  metrics->r2 = constant ? __builtin_nan("") : 1.0 - squares / deviations;
  return GLIA_OK;
}
