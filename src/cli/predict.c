/* What a trained network answers at points, as CSV. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/course.h"
#include "data/csv.h"

typedef struct points {
  size_t count;
  uint32_t numbers; /* that place a point: 2 in the plane, 1 on a line, the pixels of an image */
  float *x;         /* (count,numbers) */
} points;

static int out_of_memory(void) {
  return cli_fail(CLI_FAILED, "%s", glia_status_sentence(GLIA_MEMORY));
}

static int take_room(points *p, size_t count, glia_arena *arena) {
  p->x = glia_arena_array(arena, count, p->numbers * sizeof *p->x);
  return p->x ? CLI_DONE : out_of_memory();
}

static int refuse_point(const points *p, const char *text) {
  if (p->numbers == 1) return cli_fail(CLI_MISUSED, "'%s' is no point; here a point is a number", text);
  return cli_fail(CLI_MISUSED, "'%s' is no point; here a point is %u numbers joined by commas%s",
                  text, p->numbers, p->numbers == 2 ? ", such as 1.5,-2" : "");
}

/* "x1,x2" */
static int read_point(const char *text, points *p) {
  float *x = p->x + p->count * p->numbers;
  const char *rest = text;
  for (uint32_t i = 0; i < p->numbers; i++) {
    const int last = i + 1 == p->numbers;
    const size_t length = last ? strlen(rest) : strcspn(rest, ",");
    double number;
    if (!glia_text_read_real(rest, length, &number)) return refuse_point(p, text);
    x[i] = (float)number;
    if (!(x[i] - x[i] == 0.0f)) {
      return cli_fail(CLI_MISUSED, "'%s' is no point: a number is too large", text);
    }
    rest += length;
    if (!last && *rest++ != ',') return refuse_point(p, text);
  }
  p->count++;
  return CLI_DONE;
}

static int read_operands(const cli_call *call, points *p, glia_arena *arena) {
  int code = take_room(p, (size_t)call->operands - 1, arena);
  for (int i = 1; i < call->operands && !code; i++) code = read_point(call->operand[i], p);
  return code;
}

static int read_column(const char *path, const glia_csv *csv, uint32_t c, points *p) {
  const glia_csv_column *column = &csv->column[c];
  if (column->kind != GLIA_CSV_NUMBER || column->missing_count) {
    return cli_fail(CLI_MISUSED, "%s: column %u must hold numbers only, none missing", path, c + 1);
  }
  /* data/decimal.h: no number of a table is too large for a float. */
  for (size_t row = 0; row < csv->rows; row++) p->x[row * p->numbers + c] = (float)column->values[row];
  return CLI_DONE;
}

static int read_points(const char *path, points *p, glia_arena *arena) {
  size_t length;
  glia_csv csv;
  glia_error error = {GLIA_OK, -1, ""};
  const char *text = cli_read_file(path, GLIA_CSV_MAX_BYTES, arena, &length);
  if (!text) return CLI_MISUSED;
  if (glia_csv_read(&csv, text, length, NULL, arena, &error)) {
    return cli_fail(cli_code(&error), "%s: %s", path, error.message);
  }
  if (csv.columns != p->numbers) {
    return cli_fail(CLI_MISUSED, "%s: there must be %u columns, for a point's numbers, not %u", path,
                    p->numbers, csv.columns);
  }
  p->count = csv.rows;
  int code = take_room(p, csv.rows, arena);
  for (uint32_t c = 0; c < csv.columns && !code; c++) code = read_column(path, &csv, c, p);
  return code;
}

/* The points held back for the test, in the order they were drawn. */
static int take_tests(const glia_dataset *data, points *p, glia_arena *arena) {
  const int code = take_room(p, data->count, arena);
  if (code) return code;
  glia_dataset_points(data, p->x);
  for (size_t i = 0; i < data->count; i++) {
    if (!data->held[i]) continue;
    memmove(p->x + p->numbers * p->count++, p->x + p->numbers * i, p->numbers * sizeof *p->x);
  }
  return CLI_DONE;
}

static void put(float value, const char *before) {
  char digits[40];
  glia_text text = glia_text_open(digits, sizeof digits);
  glia_text_float(&text, value);
  printf("%s%s", before, digits);
}

static unsigned class_of(const glia_network *network, const float *output) {
  if (network->outputs == 1) {
    const int tanh =
        network->layer[network->layer_count - 1].options.activation == GLIA_ACTIVATION_TANH;
    return output[0] > (tanh ? 0.0f : 0.5f);
  }
  unsigned best = 0;
  for (unsigned u = 1; u < network->outputs; u++) best = output[u] > output[best] ? u : best;
  return best;
}

static int print_answers(glia_run *run, const points *p, glia_arena *arena) {
  const glia_network *network = &run->model->network;
  glia_error error = {GLIA_OK, -1, ""};
  float *out = glia_arena_array(arena, p->count, network->outputs * sizeof *out);
  if (!out) return out_of_memory();
  if (glia_run_predict(run, p->x, p->count, out, &error)) {
    return cli_refuse(cli_code(&error), &error, NULL);
  }
  const int classes = run->dataset.task == GLIA_TASK_CLASSES;
  for (uint32_t n = 0; n < p->numbers; n++) printf("%sx%u", n ? "," : "", n + 1);
  if (classes) printf(",class");
  if (network->outputs == 1) printf(",output");
  for (uint32_t u = 0; network->outputs > 1 && u < network->outputs; u++) printf(",output%u", u);
  printf("\n");
  for (size_t i = 0; i < p->count; i++) {
    const float *row = out + i * network->outputs;
    for (uint32_t n = 0; n < p->numbers; n++) put(p->x[i * p->numbers + n], n ? "," : "");
    if (classes) printf(",%u", class_of(network, row));
    for (uint32_t u = 0; u < network->outputs; u++) put(row[u], ",");
    printf("\n");
    if (i % 16 == 0 && !cli_output_fine()) return CLI_FAILED;
  }
  return CLI_DONE;
}

static int answer(glia_run *run, const cli_call *call, glia_arena *arena) {
  points p = {0, run->dataset.numbers, NULL};
  int code;
  if (call->points) code = read_points(call->points, &p, arena);
  else if (call->operands > 1) code = read_operands(call, &p, arena);
  else code = take_tests(&run->dataset, &p, arena);
  if (code) return code;
  cli_course course = cli_course_of_run(run);
  code = cli_course_train(&course, call->steps, 0);
  return code ? code : print_answers(run, &p, arena);
}

int cli_predict(const cli_call *call) {
  if (call->points && call->operands > 1) {
    return cli_fail(CLI_MISUSED, "points come from --points or from the arguments, not from both");
  }
  int code;
  glia_run *run = cli_open_run(call->operand[0], &code);
  if (!run) return code;
  glia_arena arena = glia_arena_open(NULL);
  code = answer(run, call, &arena);
  glia_arena_close(&arena);
  glia_run_free(run);
  return code;
}
