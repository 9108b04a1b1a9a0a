/* Metrics against the reference's numbers, against definitions spelt out pair by pair, and where they
 * are not defined. */
#include "floats.h"
#include "oracle.h"

#include <stdio.h>

#include "counting.h"
#include "inspect/metrics.h"

enum { SEED = 271828 };

static uint32_t *labels_of(oracle_tensor t) {
  uint32_t *labels = malloc((t.count ? t.count : 1) * sizeof *labels);
  assert_non_null(labels);
  for (size_t i = 0; i < t.count; i++) labels[i] = (uint32_t)t.data[i];
  return labels;
}

/* NaN and null are the same. */
static void check_number(const oracle *o, const char *path, double got) {
  const oracle_type type = oracle_type_at(o, "%s", path);
  if (type == ORACLE_ABSENT) return;
  if (type == ORACLE_NULL) {
    if (got == got) fail_msg("%s is %g, not undefined", path, got);
    return;
  }
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const double expected = oracle_number_at(o, "%s", path);
  if (!(fabs(got - expected) <= t.atol + t.rtol * fabs(expected))) {
    fail_msg("%s is %.9g, not %.9g", path, got, expected);
  }
}

static void check_list(const oracle *o, const char *path, const double *got, size_t count) {
  if (oracle_type_at(o, "%s", path) == ORACLE_ABSENT) return;
  const oracle_tensor expected = oracle_tensor_at(o, "%s", path);
  assert_int_equal(expected.count, count);
  float *as_floats = new_floats(count);
  for (size_t i = 0; i < count; i++) as_floats[i] = (float)got[i];
  const oracle_tolerance t = oracle_float32_tolerance(o);
  oracle_check(path, as_floats, expected, t.atol, t.rtol);
  free(as_floats);
}

static void check_counts(const oracle *o, const char *path, const uint32_t *got, size_t count) {
  const oracle_tensor expected = oracle_tensor_at(o, "%s", path);
  assert_int_equal(expected.count, count);
  for (size_t i = 0; i < count; i++) assert_int_equal(got[i], (uint32_t)expected.data[i]);
}

static void check_average(const oracle *o, const char *at, const char *name, glia_class_average a) {
  char path[64];
  snprintf(path, sizeof path, "%s.%s.precision", at, name);
  assert_int_equal(oracle_type_at(o, "%s", path), ORACLE_NUMBER);
  check_number(o, path, a.precision);
  snprintf(path, sizeof path, "%s.%s.recall", at, name);
  check_number(o, path, a.recall);
  snprintf(path, sizeof path, "%s.%s.f1", at, name);
  check_number(o, path, a.f1);
}

static void check_classes(const oracle *o, const char *at, const glia_class_metrics *m) {
  char path[64];
  const size_t k = m->classes;
  snprintf(path, sizeof path, "%s.confusion", at);
  check_counts(o, path, m->confusion, k * k);
  snprintf(path, sizeof path, "%s.support", at);
  check_counts(o, path, m->support, k);
  snprintf(path, sizeof path, "%s.accuracy", at);
  check_number(o, path, m->accuracy);
  snprintf(path, sizeof path, "%s.precision", at);
  check_list(o, path, m->precision, k);
  snprintf(path, sizeof path, "%s.recall", at);
  check_list(o, path, m->recall, k);
  snprintf(path, sizeof path, "%s.f1", at);
  check_list(o, path, m->f1, k);
  check_average(o, at, "macro", m->macro);
  check_average(o, at, "micro", m->micro);
  check_average(o, at, "weighted", m->weighted);
}

static void check_binary(const oracle *o, const uint32_t *truth, size_t count, glia_arena *arena) {
  float *score = oracle_floats(oracle_tensor_at(o, "inputs.score"));
  glia_binary_metrics m;
  glia_error error;
  assert_int_equal(glia_metrics_binary(&m, score, truth, count, 0.5, arena, &error), GLIA_OK);
  check_number(o, "expected.roc_auc", m.areas.auc);
  check_number(o, "expected.average_precision", m.areas.average_precision);
  check_list(o, "expected.roc_curve.threshold", m.curves.threshold, m.curves.points);
  check_list(o, "expected.roc_curve.fpr", m.curves.fpr, m.curves.points);
  check_list(o, "expected.roc_curve.tpr", m.curves.tpr, m.curves.points);
  check_list(o, "expected.pr_curve.threshold", m.curves.threshold, m.curves.points);
  check_list(o, "expected.pr_curve.precision", m.curves.precision, m.curves.points);
  check_list(o, "expected.pr_curve.recall", m.curves.recall, m.curves.points);
  const int probabilities = oracle_type_at(o, "config.scores_are_probabilities") == ORACLE_TRUE;
  if (probabilities) {
    check_number(o, "expected.log_loss", m.log_loss);
    check_classes(o, "expected.at_threshold_0.5", &m.at_threshold);
  } else {
    assert_true(m.log_loss != m.log_loss);
  }
  free(score);
}

static void check_multiclass(const oracle *o, const uint32_t *truth, size_t count,
                             glia_arena *arena) {
  const uint32_t classes = (uint32_t)oracle_number_at(o, "config.classes");
  float *score = oracle_floats(oracle_tensor_at(o, "inputs.proba"));
  glia_multiclass_metrics m;
  glia_error error;
  assert_int_equal(glia_metrics_multiclass(&m, score, truth, count, classes, arena, &error), GLIA_OK);
  check_number(o, "expected.log_loss", m.log_loss);
  check_list(o, "expected.roc_auc_per_class", m.auc, classes);
  check_number(o, "expected.roc_auc_ovr_macro", m.auc_macro);
  check_list(o, "expected.average_precision_per_class", m.average_precision, classes);
  check_number(o, "expected.average_precision_macro", m.average_precision_macro);
  check_classes(o, "expected.argmax", &m.argmax);
  free(score);
}

static void run_case(const oracle *o, const char *name, void *user) {
  const char *metric = oracle_string_at(o, "config.metric");
  const oracle_tensor of_truth = oracle_tensor_at(o, "inputs.y_true");
  uint32_t *truth = labels_of(of_truth);
  glia_arena arena = glia_arena_open(NULL);
  if (strcmp(metric, "classification") == 0) {
    uint32_t *predicted = labels_of(oracle_tensor_at(o, "inputs.y_pred"));
    glia_class_metrics m;
    assert_int_equal(glia_metrics_classes(&m, truth, predicted, of_truth.count,
                                          (uint32_t)oracle_number_at(o, "config.classes"), &arena,
                                          NULL), GLIA_OK);
    check_classes(o, "expected", &m);
    free(predicted);
  } else if (strcmp(metric, "binary_scores") == 0) {
    check_binary(o, truth, of_truth.count, &arena);
  } else if (strcmp(metric, "multiclass_scores") == 0) {
    check_multiclass(o, truth, of_truth.count, &arena);
  } else {
    fail_msg("case %s has the unknown metric %s", name, metric);
  }
  glia_arena_close(&arena);
  free(truth);
  ++*(size_t *)user;
}

static void test_oracle_cases(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  size_t run = 0;
  assert_true(oracle_each("metrics", "", run_case, &run) > 0);
  assert_true(run >= 18);
}

/* Falling, and equal scores as they stood, for every length around the powers of two. */
static void test_rank(void **state) {
  (void)state;
  uint32_t random = SEED;
  for (size_t count = 0; count < 140; count++) {
    for (int kind = 0; kind < 4; kind++) {
      const size_t stride = 1 + count % 3;
      float *score = new_floats(count * stride + 1);
      for (size_t i = 0; i < count; i++) {
        score[i * stride] = kind == 0   ? next_float(&random, ORDINARY)
                            : kind == 1 ? (float)(next_bits(&random) % 5)
                            : kind == 2 ? (float)i
                                        : -(float)i;
      }
      if (kind == 1 && count > 4) {
        score[0] = 0.0f;
        score[2 * stride] = -0.0f;
        score[3 * stride] = INFINITY;
        score[stride] = -INFINITY;
      }
      uint32_t order[140], scratch[140];
      uint8_t seen[140] = {0};
      glia_rank(score, stride, count, order, scratch);
      for (size_t i = 0; i < count; i++) {
        assert_true(order[i] < count && !seen[order[i]]++);
        if (i == 0) continue;
        const float a = score[order[i - 1] * stride], b = score[order[i] * stride];
        assert_true(a > b || (a == b && order[i - 1] < order[i]));
      }
      free(score);
    }
  }
}

/* The area is the share of pairs; average precision the sum over thresholds. */
static void test_areas_by_definition(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  for (int round = 0; round < 300; round++) {
    const size_t count = 2 + next_bits(&random) % 60;
    float score[64];
    uint32_t truth[64], order[64], scratch[64];
    const uint32_t levels = 1 + next_bits(&random) % 40;
    size_t positives = 0;
    for (size_t i = 0; i < count; i++) {
      score[i] = (float)(next_bits(&random) % levels) - 7.5f;
      truth[i] = next_bits(&random) % 3;
      positives += truth[i] == 2;
    }
    double pairs = 0.0, right = 0.0;
    for (size_t i = 0; i < count; i++) {
      for (size_t j = 0; j < count; j++) {
        if (truth[i] != 2 || truth[j] == 2) continue;
        pairs += 1.0;
        right += score[i] > score[j] ? 1.0 : score[i] == score[j] ? 0.5 : 0.0;
      }
    }
    double precision = 0.0, recall_before = 0.0;
    for (int level = 50; level >= -8; level--) {
      const double threshold = level - 0.5;
      double hits = 0.0, taken = 0.0;
      for (size_t i = 0; i < count; i++) {
        if ((double)score[i] < threshold) continue;
        taken += 1.0;
        hits += truth[i] == 2;
      }
      if (taken == 0.0 || positives == 0) continue;
      const double recall = hits / (double)positives;
      precision += (recall - recall_before) * hits / taken;
      recall_before = recall;
    }
    glia_rank(score, 1, count, order, scratch);
    const glia_areas areas = glia_rank_areas(score, 1, truth, 2, order, count, NULL);
    assert_int_equal(areas.positives, positives);
    assert_int_equal(areas.negatives, count - positives);
    if (pairs > 0.0) {
      assert_true(fabs(areas.auc - right / pairs) < 1e-12);
    } else {
      assert_true(areas.auc != areas.auc);
    }
    if (positives) {
      assert_true(fabs(areas.average_precision - precision) < 1e-12);
    } else {
      assert_true(areas.average_precision != areas.average_precision);
    }
  }
}

/* A hundred thousand already sorted and all equal scores: no depth, no square. */
static void test_many(void **state) {
  (void)state;
  enum { COUNT = 100000 };
  float *score = new_floats(COUNT);
  uint32_t *truth = calloc(COUNT, sizeof *truth);
  assert_non_null(truth);
  for (int kind = 0; kind < 3; kind++) {
    for (size_t i = 0; i < COUNT; i++) {
      score[i] = kind == 0 ? (float)i / COUNT : kind == 1 ? 0.25f : 1.0f - (float)i / COUNT;
      truth[i] = i >= COUNT / 2;
    }
    glia_arena arena = glia_arena_open(NULL);
    glia_binary_metrics m;
    assert_int_equal(glia_metrics_binary(&m, score, truth, COUNT, 0.5, &arena, NULL), GLIA_OK);
    assert_true(m.areas.auc == (kind == 0 ? 1.0 : kind == 1 ? 0.5 : 0.0));
    glia_arena_close(&arena);
  }
  free(score);
  free(truth);
}

static void test_log_loss(void **state) {
  (void)state;
  const float half[] = {0.5f, 0.5f, 0.5f, 0.5f};
  const uint32_t truth[] = {0, 1};
  assert_true(fabs(glia_log_loss(half, truth, 2, 2, 0) - log(2.0)) < 1e-15);
  assert_true(fabs(glia_log_loss(half, truth, 2, 2, 1) - log(2.0)) < 1e-15);
  const float sure[] = {1.0f, 0.0f, 0.0f, 1.0f}, wrong[] = {0.0f, 1.0f, 1.0f, 0.0f};
  assert_true(glia_log_loss(sure, truth, 2, 2, 0) < 1e-14);
  assert_true(fabs(glia_log_loss(wrong, truth, 2, 2, 0) + log(1e-15)) < 1e-9);
  const float none[][2] = {{0.5f, 0.6f}, {-0.1f, 1.1f}, {NAN, 1.0f}, {2.0f, -1.0f}, {0.0f, 0.0f}};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    const double loss = glia_log_loss(none[i], truth, 1, 2, 0);
    assert_true(loss != loss);
  }
  const float outside[] = {1.5f};
  assert_true(isnan(glia_log_loss(outside, truth, 1, 2, 1)));
  assert_true(isnan(glia_log_loss(half, truth, 0, 2, 1)));
  /* As a softmax in float32 leaves them. */
  const float rounded[] = {1.0000001f, 0.0f};
  assert_true(fabs(glia_log_loss(rounded, truth, 1, 2, 0)) < 1e-6);
}

/* Larger scores far from one another lose nothing: an absent class is undefined, not 0. */
static void test_absent_class(void **state) {
  (void)state;
  const float score[] = {0.5f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f, 0.5f, 0.5f, 0.0f};
  const uint32_t truth[] = {0, 1, 0};
  glia_arena arena = glia_arena_open(NULL);
  glia_multiclass_metrics m;
  assert_int_equal(glia_metrics_multiclass(&m, score, truth, 3, 3, &arena, NULL), GLIA_OK);
  assert_true(m.auc[0] == 1.0 && m.auc[1] == 0.75 && isnan(m.auc[2]) && isnan(m.auc_macro));
  assert_true(isnan(m.average_precision[2]) && isnan(m.average_precision_macro));
  assert_true(m.argmax.confusion[0] == 2); /* the first of equals */
  assert_true(m.argmax.accuracy == 1.0);
  glia_arena_close(&arena);
}

static void test_values(void **state) {
  (void)state;
  const float truth[] = {3.0f, -0.5f, 2.0f, 7.0f}, predicted[] = {2.5f, 0.0f, 2.0f, 8.0f};
  glia_value_metrics m;
  assert_int_equal(glia_metrics_values(&m, predicted, truth, 4, NULL), GLIA_OK);
  assert_true(fabs(m.mae - 0.5) < 1e-15);
  assert_true(fabs(m.rmse - sqrt(0.375)) < 1e-15);
  assert_true(fabs(m.r2 - (1.0 - 1.5 / 29.1875)) < 1e-15);
  assert_int_equal(glia_metrics_values(&m, truth, truth, 4, NULL), GLIA_OK);
  assert_true(m.mae == 0.0 && m.rmse == 0.0 && m.r2 == 1.0);
  const float constant[] = {0.1f, 0.1f, 0.1f, 0.1f};
  assert_int_equal(glia_metrics_values(&m, predicted, constant, 4, NULL), GLIA_OK);
  assert_true(isnan(m.r2) && m.rmse > 0.0);
  const float huge[] = {3e38f, -3e38f};
  assert_int_equal(glia_metrics_values(&m, huge, huge, 2, NULL), GLIA_OK);
  assert_true(m.r2 == 1.0);
  glia_error error = {0};
  const float holes[] = {1.0f, NAN};
  assert_int_equal(glia_metrics_values(&m, holes, truth, 2, &error), GLIA_NOT_FINITE);
  assert_string_equal(error.message, "the predicted value of example 2 is no finite number");
  assert_int_equal(glia_metrics_values(&m, truth, holes, 2, &error), GLIA_NOT_FINITE);
  assert_int_equal(glia_metrics_values(&m, truth, truth, 0, &error), GLIA_ARGUMENT);
}

static void test_refused(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  const uint32_t good[] = {0, 1, 2}, bad[] = {0, 3, 1};
  const float score[] = {0.1f, NAN, 0.3f};
  glia_error error = {0};
  glia_class_metrics m;
  glia_binary_metrics b;
  glia_multiclass_metrics k;
  assert_int_equal(glia_metrics_classes(&m, bad, good, 3, 3, &arena, &error), GLIA_RANGE);
  assert_string_equal(error.message, "the class of example 2 is 3; classes go from 0 to 2");
  assert_int_equal(glia_metrics_classes(&m, good, bad, 3, 3, &arena, &error), GLIA_RANGE);
  assert_string_equal(error.message, "the predicted class of example 2 is 3; classes go from 0 to 2");
  assert_int_equal(glia_metrics_classes(&m, good, good, 0, 3, &arena, &error), GLIA_ARGUMENT);
  assert_int_equal(glia_metrics_classes(&m, good, good, 3, 0, &arena, &error), GLIA_ARGUMENT);
  assert_int_equal(glia_metrics_classes(&m, good, good, 3, 4097, &arena, &error), GLIA_LIMIT);
  assert_int_equal(glia_metrics_classes(&m, good, good, (size_t)1 << 27, 3, &arena, &error),
                   GLIA_LIMIT);
  assert_int_equal(glia_metrics_binary(&b, score, good, 2, 0.5, &arena, &error), GLIA_NOT_FINITE);
  assert_string_equal(error.message, "the score of example 2 is not a number");
  assert_int_equal(glia_metrics_binary(&b, score, good, 3, 0.5, &arena, &error), GLIA_RANGE);
  assert_int_equal(glia_metrics_binary(&b, score, good, 1, NAN, &arena, &error), GLIA_NOT_FINITE);
  assert_int_equal(glia_metrics_multiclass(&k, score, good, 1, 3, &arena, &error), GLIA_NOT_FINITE);
  assert_null(arena.blocks);
  glia_arena_close(&arena);
}

static glia_status measure(int which, glia_arena *arena, glia_error *error) {
  static const float score[] = {0.5f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f};
  static const uint32_t truth[] = {0, 1, 1};
  glia_class_metrics m;
  glia_binary_metrics b;
  glia_multiclass_metrics k;
  if (which == 0) return glia_metrics_classes(&m, truth, truth, 3, 2, arena, error);
  if (which == 1) return glia_metrics_binary(&b, score, truth, 3, 0.5, arena, error);
  return glia_metrics_multiclass(&k, score, truth, 2, 3, arena, error);
}

static void test_memory(void **state) {
  (void)state;
  for (int which = 0; which < 3; which++) {
    counting count = {0};
    const glia_memory memory = counting_memory(&count);
    glia_status status = GLIA_MEMORY;
    for (size_t refuse = 1; status; refuse++) {
      counting_refuse(&count, refuse);
      glia_arena arena = glia_arena_open(&memory);
      glia_error error = {0};
      status = measure(which, &arena, &error);
      glia_arena_close(&arena);
      assert_int_equal(count.live, 0);
      if (status) assert_int_equal(status, GLIA_MEMORY);
      if (!status) assert_true(refuse > 4);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle_cases), cmocka_unit_test(test_rank),
      cmocka_unit_test(test_areas_by_definition), cmocka_unit_test(test_many),
      cmocka_unit_test(test_log_loss),     cmocka_unit_test(test_absent_class),
      cmocka_unit_test(test_values),       cmocka_unit_test(test_refused),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
