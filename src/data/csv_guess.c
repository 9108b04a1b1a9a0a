#include "data/csv_scan.h"

#include <string.h>

enum { SAMPLE = 64, SAMPLE_BYTES = 1 << 20 };

typedef struct {
  size_t lines;      /* looked at */
  size_t cells;      /* in the most usual number of cells of a line */
  size_t usual;      /* lines that have it */
  int divided;       /* whether any line has several cells */
  int prose;         /* whether, below the first line, a comma in a cell stands in no number */
} sample;

static int has_prose_comma(const csv_cell *cell) {
  double value;
  return !cell->quoted && cell->length && memchr(cell->text, ',', cell->length) &&
         !csv_number(cell->text, cell->length, ',', &value);
}

static sample look(csv_scan scan, char separator) {
  scan.separator = separator;
  size_t count[SAMPLE];
  sample s = {0};
  const size_t start = scan.at;
  while (s.lines < SAMPLE && scan.at - start < SAMPLE_BYTES) {
    csv_scan_blank_lines(&scan);
    if (scan.at == scan.length) break;
    size_t cells = 0;
    csv_cell cell;
    do {
      if (csv_scan_cell(&scan, &cell, NULL)) goto counted; /* such a line tells nothing */
      cells++;
      s.prose |= s.lines > 0 && has_prose_comma(&cell);
    } while (!cell.last);
    s.divided |= cells > 1;
    count[s.lines++] = cells;
  }
counted:
  for (size_t i = 0; i < s.lines; i++) {
    size_t same = 0;
    for (size_t j = 0; j < s.lines; j++) same += count[j] == count[i];
    if (same > s.usual || (same == s.usual && count[i] > s.cells)) {
      s.usual = same;
      s.cells = count[i];
    }
  }
  return s;
}

/* Whether a divides the lines better than b does. */
static int better(char mark_a, const sample *a, const sample *b) {
  if ((a->cells > 1) != (b->cells > 1)) return a->cells > 1;
  const size_t share_a = a->usual * b->lines, share_b = b->usual * a->lines;
  if (share_a != share_b) return share_a > share_b;
  if (mark_a == ',') return 0; /* decided when the comma was compared with the others */
  return a->cells > b->cells;
}

char csv_guess_separator(csv_scan scan) {
  static const char others[] = {'\t', ';', '|'};
  char best = ',';
  sample of_best = {0};
  for (size_t i = 0; i < sizeof others; i++) {
    const sample s = look(scan, others[i]);
    if (s.divided && (best == ',' || better(others[i], &s, &of_best))) {
      best = others[i];
      of_best = s;
    }
  }
  if (best == ',') return best;
  const sample comma = look(scan, ',');
  if (!comma.divided) return best;
  const int equal = (comma.cells > 1) == (of_best.cells > 1) &&
                    comma.usual * of_best.lines == of_best.usual * comma.lines;
  if (equal) return of_best.prose && comma.cells > of_best.cells ? ',' : best;
  return better(',', &comma, &of_best) ? ',' : best;
}
