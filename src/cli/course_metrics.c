#include <float.h>
#include <stdio.h>

#include "cli/course.h"
#include "inspect/metrics.h"

enum { MOST_LINES = 6 };

/* One column of numbers; the names are the same in both. */
typedef struct column {
  int lines;
  const char *name[MOST_LINES];
  double value[MOST_LINES];
} column;

static void add(column *c, const char *name, double value) {
  c->name[c->lines] = name;
  c->value[c->lines++] = value;
}

static void add_rates(column *c, const glia_class_metrics *m, uint32_t classes) {
  const int two = classes == 2; /* then the numbers of class 1, the positive one, are the usual ones */
  add(c, "accuracy", m->accuracy);
  add(c, two ? "precision" : "precision (macro)", two ? m->precision[1] : m->macro.precision);
  add(c, two ? "recall" : "recall (macro)", two ? m->recall[1] : m->macro.recall);
  add(c, two ? "F1" : "F1 (macro)", two ? m->f1[1] : m->macro.f1);
}

static glia_status measure_classes(column *c, const cli_course *course, const float *output,
                                   const glia_part *part, glia_arena *arena, glia_error *error) {
  const glia_network *network = &course->model->network;
  uint32_t *truth = glia_arena_array(arena, part->rows, sizeof *truth);
  if (!truth) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  /* Class 0 is 0 or, under losses of values, -1. */
  for (size_t i = 0; i < part->rows; i++) {
    truth[i] = part->target[i] > 0.0f ? (uint32_t)part->target[i] : 0;
  }
  if (network->outputs == 1) {
    /* The class is 1 above the middle of the range, as glia_accuracy has it, not at it. */
    const int tanh =
        network->layer[network->layer_count - 1].options.activation == GLIA_ACTIVATION_TANH;
    const double above = tanh ? DBL_MIN : 0.5 + DBL_EPSILON;
    glia_binary_metrics m;
    const glia_status status =
        glia_metrics_binary(&m, output, truth, part->rows, above, arena, error);
    if (status) return status;
    add_rates(c, &m.at_threshold, 2);
    add(c, "AUC", m.areas.auc);
    return GLIA_OK;
  }
  glia_multiclass_metrics m;
  const glia_status status = glia_metrics_multiclass(&m, output, truth, part->rows,
                                                     network->outputs, arena, error);
  if (status) return status;
  add_rates(c, &m.argmax, network->outputs);
  if (network->outputs == 2) add(c, "AUC", m.auc[1]);
  else add(c, "AUC (macro)", m.auc_macro);
  return GLIA_OK;
}

static glia_status measure_values(column *c, const cli_course *course, float *output,
                                  const glia_part *part, glia_arena *arena, glia_error *error) {
  float *truth = glia_arena_floats(arena, part->rows);
  if (!truth) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  const int scaled = course->restore.divisor != 0.0;
  for (size_t i = 0; i < part->rows; i++) {
    truth[i] = part->target[i];
    if (!scaled) continue;
    truth[i] = (float)glia_scale_restore(&course->restore, (double)truth[i]);
    output[i] = (float)glia_scale_restore(&course->restore, (double)output[i]);
  }
  glia_value_metrics m;
  const glia_status status = glia_metrics_values(&m, output, truth, part->rows, error);
  if (status) return status;
  add(c, "R2", m.r2);
  add(c, "RMSE", m.rmse);
  add(c, "MAE", m.mae);
  return GLIA_OK;
}

static glia_status measure(column *c, const cli_course *course, const glia_part *part,
                           glia_error *error) {
  glia_arena arena = glia_arena_open(NULL);
  float *output = glia_arena_array(&arena, part->rows,
                                   course->model->network.outputs * sizeof *output);
  glia_status status = output ? GLIA_OK : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (!status) {
    glia_model_predict(course->model, part->x, part->rows, output);
    status = course->task == GLIA_TASK_CLASSES
                 ? measure_classes(c, course, output, part, &arena, error)
                 : measure_values(c, course, output, part, &arena, error);
  }
  glia_arena_close(&arena);
  return status;
}

int cli_course_metrics(const cli_course *course) {
  column train = {0}, test = {0};
  glia_error error = {GLIA_OK, -1, ""};
  glia_status status = measure(&train, course, &course->train, &error);
  if (!status) status = measure(&test, course, &course->test, &error);
  if (status) return cli_refuse(CLI_FAILED, &error, NULL);
  printf("\n%-20s %12s %12s\n", "", "training", "test");
  for (int i = 0; i < train.lines; i++) {
    char left[32], right[32];
    printf("%-20s %12s %12s\n", train.name[i], cli_number(train.value[i], left),
           cli_number(test.value[i], right));
  }
  return CLI_DONE;
}
