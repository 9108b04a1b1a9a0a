#include "data/csv_scan.h"

#include <string.h>

#include "base/decimal.h"

static int is_blank(const csv_scan *scan, char c) {
  return c == ' ' || (c == '\t' && scan->separator != '\t');
}

/* Past the end of a line, if there is one here. */
static void pass_line_end(csv_scan *scan) {
  if (scan->at >= scan->length) return;
  const char c = scan->text[scan->at];
  if (c != '\n' && c != '\r') return;
  scan->at++;
  if (c == '\r' && scan->at < scan->length && scan->text[scan->at] == '\n') scan->at++;
  scan->line++;
  scan->line_start = scan->at;
}

static void pass_blanks(csv_scan *scan) {
  while (scan->at < scan->length && is_blank(scan, scan->text[scan->at])) scan->at++;
}

static int at_line_end(const csv_scan *scan) {
  return scan->at == scan->length || scan->text[scan->at] == '\n' || scan->text[scan->at] == '\r';
}

size_t csv_scan_blank_lines(csv_scan *scan) {
  size_t lines = 0;
  for (;;) {
    csv_scan ahead = *scan;
    pass_blanks(&ahead);
    if (!at_line_end(&ahead)) return lines;
    if (ahead.at == ahead.length) {
      *scan = ahead;
      return lines;
    }
    pass_line_end(&ahead);
    *scan = ahead;
    lines++;
  }
}

size_t csv_scan_column(const csv_scan *scan, size_t line_start, size_t at) {
  size_t column = 1;
  for (size_t i = line_start; i < at; i++) column += ((unsigned char)scan->text[i] & 0xC0) != 0x80;
  return column;
}

static glia_status scan_quoted(csv_scan *scan, csv_cell *cell, glia_error *error) {
  const size_t start = ++scan->at;
  for (;;) {
    if (scan->at == scan->length) {
      return glia_fail(error, GLIA_SYNTAX, (int)cell->at,
                       "line %lu, column %lu: the quote that opens here is never closed; a quote "
                       "within a quoted cell is written twice",
                       (unsigned long)cell->line,
                       (unsigned long)csv_scan_column(scan, cell->line_start, cell->at));
    }
    const char c = scan->text[scan->at];
    if (c == '\n' || c == '\r') {
      pass_line_end(scan);
    } else if (c != '"') {
      scan->at++;
    } else if (scan->at + 1 < scan->length && scan->text[scan->at + 1] == '"') {
      cell->doubled = 1;
      scan->at += 2;
    } else {
      break;
    }
  }
  cell->text = scan->text + start;
  cell->length = scan->at - start;
  scan->at++;
  pass_blanks(scan);
  if (at_line_end(scan) || scan->text[scan->at] == scan->separator) return GLIA_OK;
  return glia_fail(error, GLIA_SYNTAX, (int)scan->at,
                   "line %lu, column %lu: after a closing quote there must be a separator or the end "
                   "of the line; a quote within a quoted cell is written twice",
                   (unsigned long)scan->line,
                   (unsigned long)csv_scan_column(scan, scan->line_start, scan->at));
}

glia_status csv_scan_cell(csv_scan *scan, csv_cell *cell, glia_error *error) {
  pass_blanks(scan);
  *cell = (csv_cell){.at = scan->at, .line = scan->line, .line_start = scan->line_start};
  if (scan->at < scan->length && scan->text[scan->at] == '"') {
    cell->quoted = 1;
    const glia_status status = scan_quoted(scan, cell, error);
    if (status) return status;
  } else {
    const char *from = scan->text + scan->at, *end = scan->text + scan->length, *to = from;
    const char separator = scan->separator;
    while (to < end && *to != separator && *to != '\n' && *to != '\r') to++;
    scan->at += (size_t)(to - from);
    while (to > from && is_blank(scan, to[-1])) to--;
    cell->text = from;
    cell->length = (size_t)(to - from);
  }
  cell->last = at_line_end(scan);
  if (cell->last) {
    pass_line_end(scan);
  } else {
    scan->at++;
  }
  return GLIA_OK;
}

size_t csv_cell_copy(const csv_cell *cell, char *out) {
  if (!cell->doubled) {
    if (cell->length) memcpy(out, cell->text, cell->length);
    return cell->length;
  }
  size_t written = 0;
  for (size_t i = 0; i < cell->length; i++) {
    out[written++] = cell->text[i];
    i += cell->text[i] == '"';
  }
  return written;
}

const char *csv_cell_trimmed(const csv_cell *cell, size_t *length) {
  const char *from = cell->text, *to = from + cell->length;
  while (from < to && (*from == ' ' || *from == '\t')) from++;
  while (to > from && (to[-1] == ' ' || to[-1] == '\t')) to--;
  *length = (size_t)(to - from);
  return from;
}

static int is_letter(char c, char lower) { return c == lower || c == lower - 'a' + 'A'; }

int csv_cell_missing(const csv_cell *cell) {
  size_t length;
  const char *t = csv_cell_trimmed(cell, &length);
  switch (length) {
    case 0: return 1;
    case 1: return *t == '?';
    case 2: return t[0] == 'N' && t[1] == 'A';
    case 3:
      return memcmp(t, "N/A", 3) == 0 || memcmp(t, "n/a", 3) == 0 ||
             (is_letter(t[0], 'n') && is_letter(t[1], 'a') && is_letter(t[2], 'n'));
    default: return 0;
  }
}

int csv_number(const char *text, size_t length, char mark, double *value) {
  double read;
  if (!glia_decimal_read(text, length, mark, &read)) return 0;
  if (!(read >= -0x1.fffffep+127 && read <= 0x1.fffffep+127)) return 0;
  *value = read;
  return 1;
}

int csv_cell_same(const csv_cell *a, const csv_cell *b) {
  if (!a->doubled && !b->doubled) {
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
  }
  size_t i = 0, j = 0;
  for (; i < a->length && j < b->length; i++, j++) {
    if (a->text[i] != b->text[j]) return 0;
    i += a->doubled && a->text[i] == '"';
    j += b->doubled && b->text[j] == '"';
  }
  return i == a->length && j == b->length;
}

const char *csv_brief(char out[CSV_BRIEF], const char *text, size_t length) {
  const size_t most = CSV_BRIEF - 4;
  size_t kept = length <= most ? length : most;
  if (kept < length) {
    while (kept > 0 && ((unsigned char)text[kept] & 0xC0) == 0x80) kept--;
  }
  for (size_t i = 0; i < kept; i++) {
    out[i] = (unsigned char)text[i] < 0x20 || text[i] == 0x7F ? ' ' : text[i];
  }
  strcpy(out + kept, kept < length ? "..." : "");
  return out;
}
