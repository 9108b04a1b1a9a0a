/* How a CSV file is read: what the parts of the reader hand to each other. */
#ifndef GLIA_DATA_CSV_READER_H
#define GLIA_DATA_CSV_READER_H

#include "data/csv.h"
#include "data/csv_scan.h"

/* What a cell can be read as: nothing, a number (without a mark, with a point, with a comma), a text. */
typedef enum csv_sort { CSV_MISSING, CSV_WHOLE, CSV_POINT, CSV_COMMA, CSV_TEXT, CSV_SORTS } csv_sort;

/* What a column holds below the first line. */
typedef struct csv_tally {
  size_t count[CSV_SORTS];
  struct {
    uint32_t at, line;
  } first[CSV_SORTS]; /* the first cell of its sort */
  int head_again;     /* the first line's text comes again */
} csv_tally;

typedef struct csv_reader {
  csv_scan scan; /* at the first line */
  glia_csv *csv;
  glia_arena *arena, *scratch;
  glia_error *error;
  uint32_t columns;
  size_t lines;        /* of the table: with the first one, until that is known to be a header */
  size_t blank_within; /* empty lines before the last of those */
  size_t more_warnings;
  csv_cell *head;    /* (columns) the first line */
  csv_tally *tally;  /* (columns) */
  const char **name; /* (columns) */
} csv_reader;

glia_status csv_no_memory(csv_reader *r);

/* Adds a sentence to the warnings, or counts it where they are full. Fails with MEMORY. */
glia_status csv_warn(csv_reader *r, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* Refuses what is no text, and goes past a byte-order mark and a line that names the separator. */
glia_status csv_check(csv_reader *r);

/* First pass: counts lines, and the sorts of cells in each column; every line has as many cells. */
glia_status csv_count(csv_reader *r);

/* Decides, from what was counted, header, names and decimal mark. */
glia_status csv_judge(csv_reader *r, const glia_csv_options *options);

/* Decides a column's kind; says what stands in the way where most of its cells are numbers. */
glia_status csv_judge_column(csv_reader *r, uint32_t column, glia_csv_kind *kind);

/* The sort of a cell, whatever the decimal mark will be. */
csv_sort csv_sort_of(const csv_cell *cell);

/* Counts a cell as one of its column. */
void csv_tally_cell(csv_reader *r, uint32_t column, const csv_cell *cell);

#endif
