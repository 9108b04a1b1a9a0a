/* Any bytes as a CSV file: read, chosen from, scaled; what comes out must be consistent and finite, and
 * the nth request for memory may fail. */
#include "data/table.h"
#include "fuzz.h"

static void check_column(const glia_csv *csv, const glia_csv_column *column) {
  MUST(column->name);
  MUST((column->values != NULL) == (column->kind == GLIA_CSV_NUMBER));
  MUST((column->codes != NULL) == (column->kind == GLIA_CSV_TEXT));
  size_t missing = 0;
  for (size_t row = 0; row < csv->rows; row++) {
    const int gone = column->missing && column->missing[row];
    missing += gone ? 1 : 0;
    if (column->values) MUST(column->values[row] - column->values[row] == 0.0);
    if (column->values && gone) MUST(column->values[row] == 0.0);
    if (column->codes) MUST(column->codes[row] < column->text_count);
  }
  MUST(missing == column->missing_count);
  for (uint32_t i = 1; i < column->text_count && i < 50; i++) {
    for (uint32_t j = 0; j < i; j++) MUST(strcmp(column->texts[i], column->texts[j]) != 0);
  }
}

static void check_csv(const glia_csv *csv) {
  MUST(csv->rows > 0 && csv->columns > 0);
  MUST(csv->warning_count <= GLIA_CSV_MAX_WARNINGS);
  for (uint32_t i = 0; i < csv->warning_count; i++) MUST(strlen(csv->warning[i]) > 0);
  for (uint32_t c = 0; c < csv->columns; c++) {
    check_column(csv, &csv->column[c]);
    for (uint32_t d = 0; d < c && d < 50; d++) {
      MUST(strcmp(csv->column[c].name, csv->column[d].name) != 0);
    }
  }
}

static void train_on(const glia_csv *csv, uint8_t how, glia_arena *arena) {
  const glia_table_choice choice = {.target = how % csv->columns,
                                    .task = (glia_task)(how / 3 % 3),
                                    .missing = (glia_table_missing)(how / 9 % 2)};
  glia_table table;
  glia_error error = {0};
  if (glia_table_choose(&table, csv, &choice, arena, &error)) {
    MUST(error.status && error.message[0]);
    return;
  }
  MUST(table.rows > 0 && table.rows + table.dropped == csv->rows && table.inputs > 0);
  if (table.rows * table.inputs > 1 << 20) return;
  uint8_t *held = glia_arena_take(arena, table.rows);
  float *x = glia_arena_floats(arena, table.rows * table.inputs);
  float *target = glia_arena_floats(arena, table.rows);
  if (!held || !x || !target) return;
  for (size_t i = 0; i < table.rows; i++) held[i] = i % 4 == 3;
  const glia_table_scaling scaling = {(glia_scaling)(how / 18 % 3), (glia_scaling)(how / 54 % 3),
                                      -1.0, 1.0};
  if (glia_table_fit(&table, held, &scaling, &error)) return;
  if (glia_table_write(&table, x, target, &error)) return;
  for (size_t i = 0; i < table.rows * table.inputs; i++) MUST(x[i] - x[i] == 0.0f);
  for (size_t i = 0; i < table.rows; i++) {
    MUST(target[i] - target[i] == 0.0f);
    if (table.task == GLIA_TASK_CLASSES) MUST(target[i] >= 0.0f && target[i] < (float)table.classes);
  }
}

/* The first three bytes say how, the rest is the file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char separators[] = {0, 0, 0, 0, ',', ';', '\t', '|'};
  static const char decimals[] = {0, 0, '.', ','};
  if (size < 3) return 0;
  limited memory = {data[2] < 128 ? 0u : data[2] - 127u, 0};
  const glia_memory hook = {limited_take, limited_give, &memory};
  glia_arena arena = glia_arena_open(&hook);
  const glia_csv_options options = {separators[data[0] % 8], decimals[data[0] / 8 % 4],
                                    (glia_csv_header)(data[0] / 32 % 3)};
  glia_csv csv;
  glia_error error = {0};
  const glia_status status =
      glia_csv_read(&csv, (const char *)data + 3, size - 3, &options, &arena, &error);
  if (status) {
    MUST(error.status == status && error.message[0]);
    MUST(error.position >= -1 && error.position <= (int)size);
  } else {
    check_csv(&csv);
    train_on(&csv, data[1], &arena);
  }
  glia_arena_close(&arena);
  MUST(memory.live == 0);
  return 0;
}
