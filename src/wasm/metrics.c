/* Metrics for JavaScript, as one JSON text. */
#include <string.h>

#include "base/text.h"
#include "inspect/measure.h"
#include "inspect/metrics.h"
#include "wasm/exports.h"

static void put_number(glia_text *text, double value) {
  if (value - value == 0.0) {
    glia_text_real(text, value);
  } else {
    glia_text_put(text, "null");
  }
}

static void put_named(glia_text *text, const char *name, double value) {
  glia_text_put(text, ",\"%s\":", name);
  put_number(text, value);
}

static void put_list(glia_text *text, const char *name, const double *values, size_t count) {
  glia_text_put(text, ",\"%s\":[", name);
  for (size_t i = 0; i < count; i++) {
    if (i) glia_text_put(text, ",");
    put_number(text, values[i]);
  }
  glia_text_put(text, "]");
}

static void put_counts(glia_text *text, const uint32_t *values, size_t count) {
  for (size_t i = 0; i < count; i++) glia_text_put(text, "%s%u", i ? "," : "[", values[i]);
  glia_text_put(text, "]");
}

static void put_average(glia_text *text, const char *name, glia_class_average average) {
  glia_text_put(text, ",\"%s\":{\"precision\":", name);
  put_number(text, average.precision);
  put_named(text, "recall", average.recall);
  put_named(text, "f1", average.f1);
  glia_text_put(text, "}");
}

/* headline: whose precision, recall and F1 stand at the top: class 1, or the mean over the classes. */
static void put_classes(glia_text *text, const glia_class_metrics *metrics, int headline) {
  put_named(text, "accuracy", metrics->accuracy);
  glia_text_put(text, ",\"confusion\":[");
  for (uint32_t c = 0; c < metrics->classes; c++) {
    if (c) glia_text_put(text, ",");
    put_counts(text, metrics->confusion + (size_t)c * metrics->classes, metrics->classes);
  }
  glia_text_put(text, "],\"support\":");
  put_counts(text, metrics->support, metrics->classes);
  const int one = headline && metrics->classes == 2;
  put_named(text, "precision", one ? metrics->precision[1] : metrics->macro.precision);
  put_named(text, "recall", one ? metrics->recall[1] : metrics->macro.recall);
  put_named(text, "f1", one ? metrics->f1[1] : metrics->macro.f1);
  glia_text_put(text, ",\"perClass\":{\"count\":%u", metrics->classes);
  put_list(text, "precision", metrics->precision, metrics->classes);
  put_list(text, "recall", metrics->recall, metrics->classes);
  put_list(text, "f1", metrics->f1, metrics->classes);
  glia_text_put(text, "}");
  put_average(text, "macro", metrics->macro);
  put_average(text, "micro", metrics->micro);
  put_average(text, "weighted", metrics->weighted);
}

static void put_binary(glia_text *text, const glia_binary_metrics *metrics) {
  put_classes(text, &metrics->at_threshold, 1);
  put_named(text, "auc", metrics->areas.auc);
  put_named(text, "average_precision", metrics->areas.average_precision);
  put_named(text, "log_loss", metrics->log_loss);
  const glia_curves *curves = &metrics->curves;
  glia_text_put(text, ",\"roc\":{\"points\":%lu", (unsigned long)curves->points);
  put_list(text, "threshold", curves->threshold, curves->points);
  put_list(text, "fpr", curves->fpr, curves->points);
  put_list(text, "tpr", curves->tpr, curves->points);
  glia_text_put(text, "},\"pr\":{\"points\":%lu", (unsigned long)curves->points);
  put_list(text, "threshold", curves->threshold, curves->points);
  put_list(text, "precision", curves->precision, curves->points);
  put_list(text, "recall", curves->recall, curves->points);
  glia_text_put(text, "}");
}

static void put_multiclass(glia_text *text, const glia_multiclass_metrics *metrics) {
  put_classes(text, &metrics->argmax, 0);
  put_named(text, "auc", metrics->auc_macro);
  put_named(text, "average_precision", metrics->average_precision_macro);
  put_named(text, "log_loss", metrics->log_loss);
  put_list(text, "aucPerClass", metrics->auc, metrics->argmax.classes);
  put_list(text, "averagePrecisionPerClass", metrics->average_precision, metrics->argmax.classes);
}

typedef union any_metrics {
  glia_class_metrics labels;
  glia_binary_metrics binary;
  glia_multiclass_metrics multiclass;
  glia_value_metrics values;
} any_metrics;

static void put_metrics(glia_text *text, glia_metrics_kind kind, const any_metrics *metrics) {
  static const char *const kinds[] = {"labels", "binary", "multiclass", "values"};
  glia_text_put(text, "{\"kind\":\"%s\"", kinds[kind]);
  switch (kind) {
    case GLIA_METRICS_LABELS: put_classes(text, &metrics->labels, 0); break;
    case GLIA_METRICS_BINARY: put_binary(text, &metrics->binary); break;
    case GLIA_METRICS_MULTICLASS: put_multiclass(text, &metrics->multiclass); break;
    case GLIA_METRICS_VALUES:
      put_named(text, "mae", metrics->values.mae);
      put_named(text, "rmse", metrics->values.rmse);
      put_named(text, "r2", metrics->values.r2);
      break;
  }
  glia_text_put(text, "}");
}

/* Class indices from JavaScript's float32; a number that is none becomes one no class has. */
static void to_indices(const float *from, size_t count, uint32_t *to) {
  for (size_t i = 0; i < count; i++) {
    const int whole = from[i] >= 0.0f && from[i] < 65536.0f && from[i] == (float)(uint32_t)from[i];
    to[i] = whole ? (uint32_t)from[i] : UINT32_MAX;
  }
}

static glia_status measure(glia_metrics_kind kind, const float *scores, const float *truth,
                           size_t count, uint32_t classes, double threshold, any_metrics *metrics,
                           glia_arena *arena, glia_error *error) {
  if (kind == GLIA_METRICS_VALUES) {
    return glia_metrics_values(&metrics->values, scores, truth, count, error);
  }
  uint32_t *labels = glia_arena_array(arena, count, sizeof *labels);
  uint32_t *predicted = glia_arena_array(arena, count, sizeof *predicted);
  if (!labels || !predicted) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  to_indices(truth, count, labels);
  switch (kind) {
    case GLIA_METRICS_LABELS:
      to_indices(scores, count, predicted);
      return glia_metrics_classes(&metrics->labels, labels, predicted, count, classes, arena,
                                  error);
    case GLIA_METRICS_BINARY:
      return glia_metrics_binary(&metrics->binary, scores, labels, count, threshold, arena, error);
    default:
      return glia_metrics_multiclass(&metrics->multiclass, scores, labels, count, classes, arena,
                                     error);
  }
}

/* The metrics as a text that JavaScript takes over. */
static char *to_text(glia_metrics_kind kind, const any_metrics *metrics, glia_error *error) {
  glia_text length = glia_text_open(NULL, 0);
  put_metrics(&length, kind, metrics);
  char *json = glia_bytes_take(length.length + 1);
  if (!json) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    return NULL;
  }
  glia_text text = glia_text_open(json, length.length + 1);
  put_metrics(&text, kind, metrics);
  return json;
}

char *glia_calc_metrics(int kind, const float *scores, const float *truth, int count, int classes,
                        double threshold, glia_error *error) {
  if (kind < GLIA_METRICS_LABELS || kind > GLIA_METRICS_VALUES) {
    glia_fail(error, GLIA_ARGUMENT, -1, "there are no metrics of kind %d", kind);
    return NULL;
  }
  glia_arena arena = glia_arena_open(NULL);
  any_metrics metrics;
  char *json = NULL;
  if (!measure((glia_metrics_kind)kind, scores, truth, (size_t)count, (uint32_t)classes, threshold,
               &metrics, &arena, error)) {
    json = to_text((glia_metrics_kind)kind, &metrics, error);
  }
  glia_arena_close(&arena);
  return json;
}

static char *measure_part(glia_run *run, const glia_part *part, glia_arena *arena,
                          glia_error *error) {
  const glia_network *network = &run->model->network;
  const uint32_t outputs = network->outputs, classes = run->dataset.classes;
  const size_t rows = part->rows;
  float *output = glia_arena_array(arena, rows, outputs * sizeof *output);
  float *score = glia_arena_floats(arena, rows);
  float *truth = glia_arena_floats(arena, rows);
  uint32_t *label = glia_arena_array(arena, rows, sizeof *label);
  uint32_t *predicted = glia_arena_array(arena, rows, sizeof *predicted);
  if (!output || !score || !truth || !label || !predicted) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    return NULL;
  }
  glia_model_predict(run->model, part->x, rows, output);
  const glia_metrics_kind kind = !classes       ? GLIA_METRICS_VALUES
                                 : classes == 2 ? GLIA_METRICS_BINARY
                                                : GLIA_METRICS_MULTICLASS;
  for (size_t r = 0; r < rows; r++) {
    const float *row = output + r * outputs, target = part->target[r];
    score[r] = row[outputs - 1];
    /* Class 0 is 0 or, under mse, -1. */
    label[r] = target > 0.0f ? (uint32_t)target : 0;
    truth[r] = classes ? (float)label[r] : target;
    predicted[r] = classes ? (uint32_t)glia_predicted_class(network, row) : 0;
  }
  any_metrics metrics;
  if (measure(kind, classes > 2 ? output : score, truth, rows, classes, 0.5, &metrics, arena, error)) {
    return NULL;
  }
  /* Not by the threshold: what counts is what the network is taken to say everywhere else. */
  if (kind == GLIA_METRICS_BINARY &&
      glia_metrics_classes(&metrics.binary.at_threshold, label, predicted, rows, 2, arena, error)) {
    return NULL;
  }
  return to_text(kind, &metrics, error);
}

char *glia_play_metrics(glia_run *run, int test, glia_error *error) {
  glia_arena arena = glia_arena_open(NULL);
  char *json = measure_part(run, test ? &run->dataset.test : &run->dataset.train, &arena, error);
  glia_arena_close(&arena);
  return json;
}
