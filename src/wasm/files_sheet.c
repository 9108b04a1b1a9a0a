/* A CSV table for JavaScript: read, counted, and told as JSON. */
#include <string.h>

#include "base/text.h"
#include "wasm/about.h"
#include "wasm/files.h"
#include "wasm/files_json.h"

enum { EXAMPLES = 3 };

static int is_missing(const glia_csv_column *column, size_t row) {
  return column->missing && column->missing[row];
}

/* Bits of a number, the same for 0 and -0, and never 0. */
static uint64_t key_of(double value) {
  const double plain = value + 0.0;
  uint64_t bits;
  memcpy(&bits, &plain, sizeof bits);
  return bits + 1;
}

/* How many different numbers a column has. slot (mask + 1) is zeroed, and over twice as large as rows. */
static uint32_t count_numbers(const glia_csv_column *column, size_t rows, uint64_t *slot, size_t mask) {
  uint32_t count = 0;
  for (size_t row = 0; row < rows; row++) {
    if (is_missing(column, row)) continue;
    const uint64_t key = key_of(column->values[row]);
    uint64_t at = key * 0x9E3779B97F4A7C15u; /* 2^64 over the golden ratio (Knuth) */
    at = (at ^ at >> 32) & mask;
    while (slot[at] && slot[at] != key) at = (at + 1) & mask;
    count += !slot[at];
    slot[at] = key;
  }
  return count;
}

static int count_distinct(glia_sheet *sheet) {
  const glia_csv *csv = &sheet->csv;
  sheet->distinct = glia_arena_array(&sheet->arena, csv->columns, sizeof *sheet->distinct);
  size_t mask = 15;
  while (mask / 2 < csv->rows) mask = 2 * mask + 1;
  glia_arena scratch = glia_arena_open(&sheet->arena.memory);
  uint64_t *slot = glia_arena_array(&scratch, mask + 1, sizeof *slot);
  const int fine = sheet->distinct && slot;
  for (uint32_t c = 0; fine && c < csv->columns; c++) {
    const glia_csv_column *column = &csv->column[c];
    if (column->kind == GLIA_CSV_TEXT) {
      sheet->distinct[c] = column->text_count;
    } else {
      memset(slot, 0, (mask + 1) * sizeof *slot);
      sheet->distinct[c] = count_numbers(column, csv->rows, slot, mask);
    }
  }
  glia_arena_close(&scratch);
  return fine;
}

glia_sheet *glia_sheet_read(const char *text, int length, int separator, int decimal, int header,
                            glia_error *error) {
  const glia_csv_options options = {(char)separator, (char)decimal, (glia_csv_header)header};
  glia_arena arena = glia_arena_open(NULL);
  glia_sheet *sheet = glia_arena_take(&arena, sizeof *sheet);
  glia_status status = GLIA_MEMORY;
  if (!sheet) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
  } else {
    sheet->arena = arena;
    status = glia_csv_read(&sheet->csv, text, (size_t)length, &options, &sheet->arena, error);
    if (!status && !count_distinct(sheet)) status = glia_fail(error, GLIA_MEMORY, -1, NULL);
    arena = sheet->arena;
  }
  if (!status) return sheet;
  glia_arena_close(&arena);
  return NULL;
}

void glia_sheet_free(glia_sheet *sheet) {
  if (!sheet) return;
  glia_arena arena = sheet->arena;
  glia_arena_close(&arena);
}

static void put_cell(glia_text *text, const glia_csv_column *column, size_t row) {
  if (is_missing(column, row)) {
    glia_text_put(text, "\"\"");
  } else if (column->kind == GLIA_CSV_TEXT) {
    glia_text_json(text, column->texts[column->codes[row]]);
  } else {
    glia_text_put(text, "\"");
    glia_text_real(text, column->values[row]);
    glia_text_put(text, "\"");
  }
}

/* The first few values that differ from those before them. */
static void put_examples(glia_text *text, const glia_csv_column *column, size_t rows) {
  size_t shown[EXAMPLES], count = 0;
  glia_text_put(text, "[");
  for (size_t row = 0; row < rows && count < EXAMPLES; row++) {
    if (is_missing(column, row)) continue;
    int again = 0;
    for (size_t i = 0; i < count; i++) {
      again |= column->kind == GLIA_CSV_TEXT ? column->codes[shown[i]] == column->codes[row]
                                             : column->values[shown[i]] == column->values[row];
    }
    if (again) continue;
    glia_text_put(text, count ? "," : "");
    put_cell(text, column, row);
    shown[count++] = row;
  }
  glia_text_put(text, "]");
}

typedef struct telling {
  const glia_sheet *sheet;
  size_t preview;
} telling;

static void put_sheet(glia_text *text, const void *told) {
  const telling *t = told;
  const glia_csv *csv = &t->sheet->csv;
  const char separator[2] = {csv->separator}, decimal[2] = {csv->decimal};
  glia_text_put(text, "{\"separator\":");
  glia_text_json(text, separator);
  glia_text_put(text, ",\"decimal\":\"%s\",\"header\":%s,\"rows\":%lu,\"columns\":[", decimal,
                csv->header ? "true" : "false", (unsigned long)csv->rows);
  for (uint32_t c = 0; c < csv->columns; c++) {
    const glia_csv_column *column = &csv->column[c];
    glia_text_put(text, "%s{\"name\":", c ? "," : "");
    glia_text_json(text, column->name);
    glia_text_put(text, ",\"kind\":\"%s\",\"missing\":%lu,\"distinct\":%u,\"examples\":",
                  column->kind == GLIA_CSV_TEXT ? "text" : "numbers",
                  (unsigned long)column->missing_count, t->sheet->distinct[c]);
    put_examples(text, column, csv->rows);
    glia_text_put(text, "}");
  }
  glia_text_put(text, "],\"preview\":[");
  for (size_t row = 0; row < csv->rows && row < t->preview; row++) {
    glia_text_put(text, row ? ",[" : "[");
    for (uint32_t c = 0; c < csv->columns; c++) {
      glia_text_put(text, c ? "," : "");
      put_cell(text, &csv->column[c], row);
    }
    glia_text_put(text, "]");
  }
  glia_text_put(text, "]");
  glia_about_put_texts(text, "warnings", csv->warning, csv->warning_count);
  glia_text_put(text, "}");
}

char *glia_sheet_json(const glia_sheet *sheet, int most, glia_error *error) {
  const telling told = {sheet, (size_t)most};
  return glia_files_json(put_sheet, &told, error);
}
