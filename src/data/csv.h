/* CSV files: text in memory becomes a table of columns, each of numbers or of texts.
 *
 * Cells are divided by , ; tab or |, and may stand in quotes: then they may hold the separator, line
 * breaks, and quotes written twice. A line ends with LF, CRLF or CR. Lines that hold nothing but blanks
 * are passed over. Every other line must have as many cells as the first. Blanks around a cell are no
 * part of it, unless they stand within its quotes.
 *
 * A cell is missing where it is empty, NA, N/A, n/a, ? or nan (in letters of either size). A column is one of
 * numbers if it has no other cell than numbers and missing ones, and one number at least; a column
 * without any value counts as one of numbers, all missing. Numbers follow base/decimal.h; one over
 * 3.4028235e38, the largest float, is none: nothing the engine computes with could hold it.
 *
 * What is guessed, where the caller does not say:
 *   separator  the one by which the first lines have equally many cells; before the comma comes any
 *              other that does so too, if the commas in its cells stand in numbers (1,5;2,5). A first
 *              line such as sep=; decides.
 *   decimal    the comma, if the separator is another sign, numbers such as 1,5 occur and none such as
 *              1.5; else the point. Reading the comma is told in a warning: 1,234 may have been meant as
 *              a thousand.
 *   header     the first line names the columns if none of its cells is a number and at least one of
 *              them stands above numbers; where all columns are text, if its cells are different texts
 *              that do not come again below them.
 */
#ifndef GLIA_DATA_CSV_H
#define GLIA_DATA_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

enum {
  GLIA_CSV_MAX_BYTES = 1 << 28,   /* of a file */
  GLIA_CSV_MAX_COLUMNS = 1 << 14, /* of a table */
  GLIA_CSV_MAX_CELLS = 1 << 26,   /* of a table */
  GLIA_CSV_MAX_WARNINGS = 16      /* further ones are only counted, in the last */
};

typedef enum glia_csv_header {
  GLIA_CSV_HEADER_GUESS,
  GLIA_CSV_HEADER_YES,
  GLIA_CSV_HEADER_NO
} glia_csv_header;

/* All zero: everything is guessed. */
typedef struct glia_csv_options {
  char separator; /* ',' ';' '\t' '|', or 0 to guess */
  char decimal;   /* '.' ',', or 0 to guess */
  glia_csv_header header;
} glia_csv_options;

typedef enum glia_csv_kind { GLIA_CSV_NUMBER, GLIA_CSV_TEXT } glia_csv_kind;

typedef struct glia_csv_column {
  const char *name; /* no two columns have the same; made up ("column 3") where the file gives none */
  glia_csv_kind kind;
  size_t missing_count;
  const uint8_t *missing;   /* (rows) 1 where the cell is missing; NULL where none is */
  const double *values;     /* (rows) of a column of numbers, else NULL; 0 where missing */
  const uint32_t *codes;    /* (rows) of a column of texts, else NULL: index of the cell's text; 0 where missing */
  const char *const *texts; /* (text_count) the different texts, in the order in which they come first */
  uint32_t text_count;
} glia_csv_column;

typedef struct glia_csv {
  size_t rows; /* at least 1, without the header */
  uint32_t columns;
  const glia_csv_column *column; /* (columns) */
  char separator, decimal;       /* as given or guessed */
  int header;                    /* whether the first line named the columns */
  uint32_t warning_count;
  const char *warning[GLIA_CSV_MAX_WARNINGS]; /* sentences for the one whose file it is */
} glia_csv;

/* Reads length bytes of text (UTF-8, with or without a byte-order mark; need not end in a zero byte).
 * options NULL stands for guessing everything. All of csv lies in the arena, nothing of text is kept;
 * scratch memory comes from the arena's hook and is given back. On failure csv is not usable, and
 * what was taken goes with the arena.
 *
 * Fails with SYNTAX (no table; the sentence names line and column, error->position is the byte), LIMIT
 * (more than the sizes above; found before memory is taken), ARGUMENT (options that cannot be) and
 * MEMORY. */
glia_status glia_csv_read(glia_csv *csv, const char *text, size_t length,
                          const glia_csv_options *options, glia_arena *arena, glia_error *error);

#endif
