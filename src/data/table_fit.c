#include <string.h>

#include "data/csv_scan.h"
#include "data/table.h"

/* The values of one input in the table's rows, before scaling. */
typedef struct {
  const glia_table *table;
  const glia_csv_column *column;
  int32_t text;
} source;

static int is_missing(const source *s, size_t i) {
  return s->column->missing && s->column->missing[s->table->row[i]];
}

static double value_of(const source *s, size_t i) {
  const uint32_t row = s->table->row[i];
  return s->text < 0 ? s->column->values[row] : s->column->codes[row] == (uint32_t)s->text;
}

static glia_column_statistics measure(const source *s, const uint8_t *held) {
  glia_column_statistics statistics = glia_column_statistics_begin();
  for (size_t i = 0; i < s->table->rows; i++) {
    if (!(held && held[i]) && !is_missing(s, i)) glia_column_statistics_first(&statistics, value_of(s, i));
  }
  glia_column_statistics_middle(&statistics);
  for (size_t i = 0; i < s->table->rows; i++) {
    if (!(held && held[i]) && !is_missing(s, i)) glia_column_statistics_second(&statistics, value_of(s, i));
  }
  glia_column_statistics_end(&statistics);
  return statistics;
}

glia_status glia_table_fit(glia_table *table, const uint8_t *held,
                           const glia_table_scaling *scaling, glia_error *error) {
  const double low = scaling->low, high = scaling->high;
  glia_status status = glia_scaling_check(scaling->inputs, low, high, error);
  if (!status) status = glia_scaling_check(scaling->target, low, high, error);
  if (status) return status;
  size_t training = 0;
  for (size_t i = 0; i < table->rows; i++) training += !(held && held[i]);
  if (training == 0) {
    return glia_fail(error, GLIA_ARGUMENT, -1,
                     "there is no training row; a scaling needs one at least");
  }
  for (uint32_t c = 0; c < table->inputs; c++) {
    glia_table_input *input = &table->input[c];
    const glia_csv_column *column = &table->csv->column[input->column];
    const source s = {table, column, input->text};
    const glia_column_statistics statistics = measure(&s, held);
    if (statistics.count == 0) {
      char name[CSV_BRIEF];
      return glia_fail(error, GLIA_CONFLICT, -1,
                       "no training row has a value of column '%s', so none can be put in where it "
                       "is missing",
                       csv_brief(name, column->name, strlen(column->name)));
    }
    const glia_scaling of = input->text < 0 ? scaling->inputs : GLIA_SCALING_NONE;
    input->scale = glia_scale_of(&statistics, of, low, high);
    input->fill = statistics.mean;
  }
  if (table->task == GLIA_TASK_VALUES) {
    const source s = {table, &table->csv->column[table->target], -1};
    const glia_column_statistics statistics = measure(&s, held);
    table->target_scale = glia_scale_of(&statistics, scaling->target, low, high);
  }
  return GLIA_OK;
}

/* Writes a scaled value; 0 where it is no finite float. */
static int put(const glia_scale *scale, double value, float *to) {
  const double scaled = glia_scale_value(scale, value);
  if (!(scaled >= -0x1.fffffep+127 && scaled <= 0x1.fffffep+127)) return 0;
  *to = (float)scaled;
  return 1;
}

static glia_status not_finite(const source *s, size_t i, glia_error *error) {
  char name[CSV_BRIEF];
  return glia_fail(error, GLIA_NOT_FINITE, -1,
                   "row %lu of column '%s' is no finite number once it is scaled; it is too far from "
                   "the training rows",
                   (unsigned long)s->table->row[i] + 1,
                   csv_brief(name, s->column->name, strlen(s->column->name)));
}

glia_status glia_table_write(const glia_table *table, float *x, float *target, glia_error *error) {
  for (uint32_t c = 0; c < table->inputs; c++) {
    const glia_table_input *input = &table->input[c];
    const source s = {table, &table->csv->column[input->column], input->text};
    for (size_t i = 0; i < table->rows; i++) {
      const double value = is_missing(&s, i) ? input->fill : value_of(&s, i);
      if (!put(&input->scale, value, &x[i * table->inputs + c])) return not_finite(&s, i, error);
    }
  }
  const source s = {table, &table->csv->column[table->target], -1};
  for (size_t i = 0; i < table->rows; i++) {
    if (table->task == GLIA_TASK_CLASSES) {
      target[i] = table->label[i];
    } else if (!put(&table->target_scale, value_of(&s, i), &target[i])) {
      return not_finite(&s, i, error);
    }
  }
  return GLIA_OK;
}
