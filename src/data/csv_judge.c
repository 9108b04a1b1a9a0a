#include <string.h>

#include "base/text.h"
#include "data/csv_reader.h"
#include "data/csv_texts.h"

static size_t numbers_of(const csv_tally *t) {
  return t->count[CSV_WHOLE] + t->count[CSV_POINT] + t->count[CSV_COMMA];
}

/* Whether the first line is a header; makes the names of a header on the way. -1 without memory. */
static int guess_header(csv_reader *r, uint32_t *repeated, uint32_t *first_repeated) {
  int above_numbers = 0, all_text = 1, again = 0, texts = 0;
  for (uint32_t c = 0; c < r->columns; c++) {
    const csv_sort head = csv_sort_of(&r->head[c]);
    if (head != CSV_TEXT && head != CSV_MISSING) return 0;
    const csv_tally *t = &r->tally[c];
    texts += head == CSV_TEXT;
    above_numbers |= head == CSV_TEXT && numbers_of(t) > t->count[CSV_TEXT];
    all_text &= head == CSV_TEXT && numbers_of(t) == 0;
    again |= t->head_again;
  }
  if (!texts || !(above_numbers || (all_text && !again))) return 0;
  if (!csv_names(r->name, r->head, r->columns, r->arena, repeated, first_repeated)) return -1;
  return above_numbers || !*repeated;
}

static glia_status judge_header(csv_reader *r, glia_csv_header wanted) {
  uint32_t repeated = 0, first = 0;
  int header = wanted == GLIA_CSV_HEADER_YES;
  if (wanted == GLIA_CSV_HEADER_GUESS) {
    header = guess_header(r, &repeated, &first);
  } else if (header && !csv_names(r->name, r->head, r->columns, r->arena, &repeated, &first)) {
    header = -1;
  }
  if (header < 0) return csv_no_memory(r);
  r->csv->header = header;
  if (!header) {
    for (uint32_t c = 0; c < r->columns; c++) csv_tally_cell(r, c, &r->head[c]);
    const int named = csv_names(r->name, NULL, r->columns, r->arena, &repeated, &first);
    return named ? GLIA_OK : csv_no_memory(r);
  }
  if (r->lines == 1) {
    return glia_fail(r->error, GLIA_SYNTAX, (int)r->scan.length,
                     "line %lu, column 1: the names of the columns are all there is; lines of values "
                     "are expected below them",
                     (unsigned long)r->head[0].line);
  }
  r->lines--;
  if (!repeated) return GLIA_OK;
  char given[CSV_BRIEF], made[CSV_BRIEF], more[40] = "";
  glia_text text = glia_text_open(more, sizeof more);
  if (repeated > 1) glia_text_put(&text, "; so do %lu more", (unsigned long)repeated - 1);
  return csv_warn(r, "the name '%s' comes again over column %lu, which is called '%s' here%s",
                  csv_brief(given, r->head[first].text, r->head[first].length),
                  (unsigned long)first + 1, csv_brief(made, r->name[first], strlen(r->name[first])),
                  more);
}

/* The text of a cell that was read before, fit to be shown. */
static const char *shown(const csv_reader *r, uint32_t at, char out[CSV_BRIEF]) {
  csv_scan scan = r->scan;
  scan.at = at;
  csv_cell cell = {0};
  (void)csv_scan_cell(&scan, &cell, NULL);
  return csv_brief(out, cell.text, cell.length);
}

static glia_status judge_decimal(csv_reader *r, char wanted) {
  r->csv->decimal = wanted ? wanted : '.';
  if (wanted || r->scan.separator == ',') return GLIA_OK;
  const csv_tally *example = NULL;
  for (uint32_t c = 0; c < r->columns; c++) {
    const csv_tally *t = &r->tally[c];
    if (t->count[CSV_POINT]) return GLIA_OK;
    if (!t->count[CSV_COMMA]) continue;
    if (!example || t->first[CSV_COMMA].at < example->first[CSV_COMMA].at) example = t;
  }
  if (!example) return GLIA_OK;
  r->csv->decimal = ',';
  char text[CSV_BRIEF];
  return csv_warn(r, "the comma is read as the decimal mark, as in '%s' in line %lu",
                  shown(r, example->first[CSV_COMMA].at, text),
                  (unsigned long)example->first[CSV_COMMA].line);
}

glia_status csv_judge(csv_reader *r, const glia_csv_options *options) {
  const glia_status status = judge_header(r, options->header);
  if (status) return status;
  if (r->columns == 1 && r->blank_within > 0) {
    const glia_status warned = csv_warn(r, "%lu empty line%s passed over", (unsigned long)r->blank_within,
                                        r->blank_within == 1 ? " is" : "s are");
    if (warned) return warned;
  }
  return judge_decimal(r, options->decimal);
}

glia_status csv_judge_column(csv_reader *r, uint32_t column, glia_csv_kind *kind) {
  const csv_tally *t = &r->tally[column];
  const csv_sort right = r->csv->decimal == ',' ? CSV_COMMA : CSV_POINT;
  const csv_sort wrong = right == CSV_COMMA ? CSV_POINT : CSV_COMMA;
  const size_t numbers = t->count[CSV_WHOLE] + t->count[right];
  const size_t others = t->count[CSV_TEXT] + t->count[wrong];
  char name[CSV_BRIEF], text[CSV_BRIEF];
  csv_brief(name, r->name[column], strlen(r->name[column]));
  *kind = others ? GLIA_CSV_TEXT : GLIA_CSV_NUMBER;
  if (numbers + others == 0) return csv_warn(r, "column '%s' has no value in any line", name);
  if (!others || numbers + t->count[wrong] <= t->count[CSV_TEXT]) return GLIA_OK;
  csv_sort first = t->count[CSV_TEXT] ? CSV_TEXT : wrong;
  if (t->count[wrong] && t->first[wrong].at < t->first[first].at) first = wrong;
  return csv_warn(r, "column '%s' is read as text: '%s' in line %lu is no number (%lu such cell%s)", name,
                  shown(r, t->first[first].at, text), (unsigned long)t->first[first].line,
                  (unsigned long)others, others == 1 ? "" : "s");
}
