/* The cells of a CSV text one after the other; what they hold is the business of others (csv.h). */
#ifndef GLIA_DATA_CSV_SCAN_H
#define GLIA_DATA_CSV_SCAN_H

#include <stddef.h>

#include "base/status.h"

/* A reading position: always at the beginning of a cell or at the end. */
typedef struct csv_scan {
  const char *text;
  size_t length, at;
  size_t line;       /* from 1; a line break within quotes counts too */
  size_t line_start; /* its first byte */
  char separator;
} csv_scan;

typedef struct csv_cell {
  const char *text; /* without quotes around it and, if there were none, without blanks around it */
  size_t length;
  size_t at, line, line_start; /* where the cell begins, its quote included */
  int quoted;
  int doubled; /* whether it has quotes written twice */
  int last;    /* whether it ends its line */
} csv_cell;

/* Goes past empty lines and such of blanks; returns how many there were. */
size_t csv_scan_blank_lines(csv_scan *scan);

/* Reads a cell. Fails with SYNTAX where a quote is not closed or something stands between a closing
 * quote and the separator. At the end of the text there is one more, empty cell; look at `at` before. */
glia_status csv_scan_cell(csv_scan *scan, csv_cell *cell, glia_error *error);

/* The column of a place in its line, from 1, in characters. */
size_t csv_scan_column(const csv_scan *scan, size_t line_start, size_t at);

/* Writes the cell's text to out, which has room for cell->length bytes; returns how many it wrote. */
size_t csv_cell_copy(const csv_cell *cell, char *out);

/* The cell's text without the blanks around it that stood within its quotes. */
const char *csv_cell_trimmed(const csv_cell *cell, size_t *length);

/* Whether the cell stands for no value. */
int csv_cell_missing(const csv_cell *cell);

/* The number a text stands for; 0, and value left alone, where it is none or larger than any float. */
int csv_number(const char *text, size_t length, char mark, double *value);

/* Whether both cells have the same text. */
int csv_cell_same(const csv_cell *a, const csv_cell *b);

enum { CSV_BRIEF = 48 };

/* Writes a text as it can be shown within a sentence, at most some forty bytes of it. Returns out. */
const char *csv_brief(char out[CSV_BRIEF], const char *text, size_t length);

/* The separator of the cells that follow, guessed from the first lines. */
char csv_guess_separator(csv_scan scan);

#endif
