#include "data/csv.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "data/csv_reader.h"
#include "data/csv_texts.h"

glia_status csv_no_memory(csv_reader *r) { return glia_fail(r->error, GLIA_MEMORY, -1, NULL); }

static glia_status put_warning(csv_reader *r, const char *text) {
  char *kept = glia_arena_take(r->arena, strlen(text) + 1);
  if (!kept) return csv_no_memory(r);
  r->csv->warning[r->csv->warning_count++] = strcpy(kept, text);
  return GLIA_OK;
}

glia_status csv_warn(csv_reader *r, const char *format, ...) {
  if (r->csv->warning_count == GLIA_CSV_MAX_WARNINGS - 1) {
    r->more_warnings++;
    return GLIA_OK;
  }
  char warning[GLIA_MESSAGE_SIZE];
  glia_text text = glia_text_open(warning, sizeof warning);
  va_list arguments;
  va_start(arguments, format);
  glia_text_put_list(&text, format, arguments);
  va_end(arguments);
  return put_warning(r, warning);
}

/* ---- second pass: the values ---- */

/* A column while it is filled. */
typedef struct {
  int kept;
  glia_csv_kind kind;
  double *values;
  uint32_t *codes;
  uint8_t *missing;
} filling;

/* Spreadsheets write separators after the last column; what has neither name nor value is no column. */
static int is_nothing(const csv_reader *r, uint32_t c) {
  return r->csv->header && csv_cell_missing(&r->head[c]) && r->tally[c].count[CSV_MISSING] == r->lines;
}

static glia_status take_columns(csv_reader *r, filling *fill) {
  const size_t rows = r->lines;
  if (rows > GLIA_CSV_MAX_CELLS / r->columns) {
    return glia_fail(r->error, GLIA_LIMIT, -1,
                     "the table has %lu rows of %lu columns; it can have %d cells in all",
                     (unsigned long)rows, (unsigned long)r->columns, GLIA_CSV_MAX_CELLS);
  }
  uint32_t kept = 0;
  for (uint32_t c = 0; c < r->columns; c++) {
    filling *f = &fill[c];
    f->kept = !is_nothing(r, c);
    if (!f->kept) continue;
    kept++;
    const glia_status status = csv_judge_column(r, c, &f->kind);
    if (status) return status;
    int ok;
    if (f->kind == GLIA_CSV_NUMBER) {
      f->values = glia_arena_array(r->arena, rows, sizeof *f->values);
      ok = f->values != NULL;
    } else {
      f->codes = glia_arena_array(r->arena, rows, sizeof *f->codes);
      ok = f->codes != NULL;
    }
    if (ok && r->tally[c].count[CSV_MISSING]) {
      f->missing = glia_arena_take(r->arena, rows);
      ok = f->missing != NULL;
    }
    if (!ok) return csv_no_memory(r);
  }
  if (kept == 0) {
    return glia_fail(r->error, GLIA_SYNTAX, (int)r->scan.at,
                     "line %lu, column 1: no column has a name or a value",
                     (unsigned long)r->head[0].line);
  }
  r->csv->columns = kept;
  if (kept == r->columns) return GLIA_OK;
  return csv_warn(r, "%lu column%s without name and values left out",
                  (unsigned long)(r->columns - kept), r->columns - kept == 1 ? " is" : "s are");
}

static void put_cell(const csv_cell *cell, filling *f, size_t row, char mark) {
  if (!f->kept) return;
  if (f->missing && csv_cell_missing(cell)) {
    f->missing[row] = 1;
  } else if (f->values) {
    size_t length;
    const char *text = csv_cell_trimmed(cell, &length);
    (void)csv_number(text, length, mark, &f->values[row]); /* as in the first pass */
  } else {
    f->codes[row] = (uint32_t)cell->at;
  }
}

static void put_cells(csv_reader *r, filling *fill) {
  csv_scan scan = r->scan;
  csv_cell cell;
  csv_scan_blank_lines(&scan);
  for (uint32_t c = 0; r->csv->header && c < r->columns; c++) (void)csv_scan_cell(&scan, &cell, NULL);
  for (size_t row = 0; row < r->lines; row++) {
    csv_scan_blank_lines(&scan);
    for (uint32_t c = 0; c < r->columns; c++) {
      (void)csv_scan_cell(&scan, &cell, NULL);
      put_cell(&cell, &fill[c], row, r->csv->decimal);
    }
  }
}

static glia_status fill_table(csv_reader *r) {
  glia_csv *csv = r->csv;
  csv->rows = r->lines;
  filling *fill = glia_arena_array(r->scratch, r->columns, sizeof *fill);
  if (!fill) return csv_no_memory(r);
  const glia_status status = take_columns(r, fill);
  if (status) return status;
  glia_csv_column *column = glia_arena_array(r->arena, csv->columns, sizeof *column);
  if (!column) return csv_no_memory(r);
  csv->column = column;
  put_cells(r, fill);
  for (uint32_t c = 0; c < r->columns; c++) {
    const filling *f = &fill[c];
    if (!f->kept) continue;
    *column = (glia_csv_column){r->name[c], f->kind,   r->tally[c].count[CSV_MISSING], f->missing,
                                f->values,  f->codes, NULL,                           0};
    if (f->codes && !csv_intern(r->scan, f->codes, f->missing, csv->rows, r->arena, &column->texts,
                                &column->text_count)) {
      return csv_no_memory(r);
    }
    column++;
  }
  return GLIA_OK;
}

static glia_status read_table(csv_reader *r, const glia_csv_options *options) {
  glia_status status = csv_check(r);
  if (status) return status;
  if (options->separator) r->scan.separator = options->separator;
  if (!r->scan.separator) r->scan.separator = csv_guess_separator(r->scan);
  r->csv->separator = r->scan.separator;
  status = csv_count(r);
  if (!status) status = csv_judge(r, options);
  if (!status) status = fill_table(r);
  if (status || !r->more_warnings) return status;
  char warning[64];
  glia_text text = glia_text_open(warning, sizeof warning);
  glia_text_put(&text, "%lu more such remarks are left out", (unsigned long)r->more_warnings);
  return put_warning(r, warning);
}

glia_status glia_csv_read(glia_csv *csv, const char *text, size_t length,
                          const glia_csv_options *options, glia_arena *arena, glia_error *error) {
  static const glia_csv_options guess_all = {0, 0, GLIA_CSV_HEADER_GUESS};
  if (!options) options = &guess_all;
  if (options->separator && !strchr(",;\t|", options->separator)) {
    return glia_fail(error, GLIA_ARGUMENT, -1, "cells are separated by , ; tab or |");
  }
  if (options->decimal && options->decimal != '.' && options->decimal != ',') {
    return glia_fail(error, GLIA_ARGUMENT, -1, "the decimal mark is . or ,");
  }
  *csv = (glia_csv){0};
  glia_arena scratch = glia_arena_open(&arena->memory);
  csv_reader r = {.scan = {.text = text, .length = length},
                  .csv = csv,
                  .arena = arena,
                  .scratch = &scratch,
                  .error = error};
  const glia_status status = read_table(&r, options);
  glia_arena_close(&scratch);
  return status;
}
