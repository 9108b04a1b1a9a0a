#include <string.h>

#include "base/text.h"
#include "data/csv_reader.h"

csv_sort csv_sort_of(const csv_cell *cell) {
  if (csv_cell_missing(cell)) return CSV_MISSING;
  size_t length;
  const char *text = csv_cell_trimmed(cell, &length);
  double value;
  if (csv_number(text, length, '.', &value)) {
    return memchr(text, '.', length) ? CSV_POINT : CSV_WHOLE;
  }
  return csv_number(text, length, ',', &value) ? CSV_COMMA : CSV_TEXT;
}

void csv_tally_cell(csv_reader *r, uint32_t column, const csv_cell *cell) {
  csv_tally *t = &r->tally[column];
  const csv_sort of = csv_sort_of(cell);
  if (!t->count[of]++ || cell->at < t->first[of].at) {
    t->first[of].at = (uint32_t)cell->at;
    t->first[of].line = (uint32_t)cell->line;
  }
}

static glia_status read_head(csv_reader *r, csv_scan *scan) {
  csv_scan again = *scan;
  csv_cell cell;
  size_t columns = 0;
  do {
    const glia_status status = csv_scan_cell(scan, &cell, r->error);
    if (status) return status;
    columns++;
  } while (!cell.last);
  if (columns > GLIA_CSV_MAX_COLUMNS) {
    return glia_fail(r->error, GLIA_LIMIT, (int)again.at,
                     "line %lu, column 1: the line has %lu cells; a table can have %d columns",
                     (unsigned long)again.line, (unsigned long)columns, GLIA_CSV_MAX_COLUMNS);
  }
  r->columns = (uint32_t)columns;
  r->head = glia_arena_array(r->scratch, columns, sizeof *r->head);
  r->tally = glia_arena_array(r->scratch, columns, sizeof *r->tally);
  r->name = glia_arena_array(r->scratch, columns, sizeof *r->name);
  if (!r->head || !r->tally || !r->name) return csv_no_memory(r);
  for (size_t c = 0; c < columns; c++) (void)csv_scan_cell(&again, &r->head[c], NULL);
  r->lines = 1;
  return GLIA_OK;
}

/* The line that ends with cell has not as many cells as the first. noticed: the first cell too many,
 * or the last of too few. */
static glia_status ragged(csv_reader *r, const csv_scan *scan, size_t first_line, size_t cells,
                          const csv_cell *noticed) {
  char spread[64] = "";
  if (noticed->line != first_line) {
    glia_text text = glia_text_open(spread, sizeof spread);
    glia_text_put(&text, " (a quoted cell goes on from line %lu)",
             (unsigned long)first_line);
  }
  return glia_fail(
      r->error, GLIA_SYNTAX, (int)noticed->at,
      "line %lu, column %lu: the line has %lu cell%s%s, but %lu %s expected, as in line %lu",
      (unsigned long)noticed->line,
      (unsigned long)csv_scan_column(scan, noticed->line_start, noticed->at), (unsigned long)cells,
      cells == 1 ? "" : "s", spread, (unsigned long)r->columns, r->columns == 1 ? "is" : "are",
      (unsigned long)r->head[0].line);
}

static glia_status read_line(csv_reader *r, csv_scan *scan) {
  const size_t first_line = scan->line;
  csv_cell cell, noticed = {0};
  size_t cells = 0;
  do {
    const glia_status status = csv_scan_cell(scan, &cell, r->error);
    if (status) return status;
    if (cells < r->columns) {
      csv_tally *t = &r->tally[cells];
      csv_tally_cell(r, (uint32_t)cells, &cell);
      t->head_again |= !t->head_again && csv_cell_same(&cell, &r->head[cells]);
    }
    if (cells <= r->columns) noticed = cell;
    cells++;
  } while (!cell.last);
  if (cells != r->columns) return ragged(r, scan, first_line, cells, &noticed);
  r->lines++;
  return GLIA_OK;
}

glia_status csv_count(csv_reader *r) {
  csv_scan scan = r->scan;
  csv_scan_blank_lines(&scan);
  if (scan.at == scan.length) {
    return glia_fail(r->error, GLIA_SYNTAX, (int)scan.at,
                     "line %lu, column 1: the file holds nothing; expected are lines of cells",
                     (unsigned long)scan.line);
  }
  glia_status status = read_head(r, &scan);
  while (!status) {
    const size_t blank = csv_scan_blank_lines(&scan);
    if (scan.at == scan.length) break;
    r->blank_within += blank;
    status = read_line(r, &scan);
  }
  return status;
}
