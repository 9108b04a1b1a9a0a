#include <string.h>

#include "data/csv_reader.h"

/* Bytes of the UTF-8 character at t, 0 where there is none. */
static size_t utf8_length(const unsigned char *t, size_t left) {
  if (t[0] < 0x80) return 1;
  const size_t length = t[0] >= 0xF0 ? 4 : t[0] >= 0xE0 ? 3 : 2;
  if (t[0] < 0xC2 || t[0] > 0xF4 || length > left) return 0;
  for (size_t i = 1; i < length; i++) {
    if ((t[i] & 0xC0) != 0x80) return 0;
  }
  const int overlong = (t[0] == 0xE0 && t[1] < 0xA0) || (t[0] == 0xF0 && t[1] < 0x90);
  const int beyond = (t[0] == 0xED && t[1] > 0x9F) || (t[0] == 0xF4 && t[1] > 0x8F);
  return overlong || beyond ? 0 : length;
}

/* The line of a byte, and through column its place in it. */
static size_t line_of(const char *text, size_t at, size_t *column) {
  size_t line = 1, start = 0;
  for (size_t i = 0; i < at; i++) {
    if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) {
      line++;
      start = i + 1;
    }
  }
  *column = at - start + 1;
  return line;
}

static glia_status check_text(csv_reader *r) {
  const char *text = r->scan.text;
  const size_t length = r->scan.length;
  const unsigned char *byte = (const unsigned char *)text;
  if (length > GLIA_CSV_MAX_BYTES) {
    return glia_fail(r->error, GLIA_LIMIT, GLIA_CSV_MAX_BYTES,
                     "the file has %lu bytes; %d can be read", (unsigned long)length,
                     GLIA_CSV_MAX_BYTES);
  }
  if (length >= 2 && byte[0] == 0x1F && byte[1] == 0x8B) {
    return glia_fail(r->error, GLIA_SYNTAX, 0,
                     "line 1, column 1: the file is packed with gzip; unpack it first");
  }
  if (length >= 4 && memcmp(text, "PK\3\4", 4) == 0) {
    return glia_fail(r->error, GLIA_SYNTAX, 0,
                     "line 1, column 1: the file is a zip archive or a spreadsheet; save the sheet "
                     "as CSV first");
  }
  if (length >= 2 && ((byte[0] == 0xFF && byte[1] == 0xFE) || (byte[0] == 0xFE && byte[1] == 0xFF))) {
    return glia_fail(r->error, GLIA_SYNTAX, 0,
                     "line 1, column 1: the text is UTF-16; save it as UTF-8");
  }
  size_t column;
  const char *zero = length ? memchr(text, 0, length) : NULL;
  if (zero) {
    const size_t line = line_of(text, (size_t)(zero - text), &column);
    return glia_fail(r->error, GLIA_SYNTAX, (int)(zero - text),
                     "line %lu, column %lu: there is a zero byte, so this is no CSV file, which is "
                     "plain text",
                     (unsigned long)line, (unsigned long)column);
  }
  for (size_t i = 0; i < length;) {
    const size_t step = utf8_length(byte + i, length - i);
    if (!step) {
      const size_t line = line_of(text, i, &column);
      return csv_warn(r, "line %lu holds letters that are not UTF-8; they may be shown wrongly",
                      (unsigned long)line);
    }
    i += step;
  }
  return GLIA_OK;
}

/* Past a byte-order mark; past a line that names the separator, and takes it. */
static void pass_preamble(csv_scan *scan) {
  if (scan->length >= 3 && memcmp(scan->text, "\xEF\xBB\xBF", 3) == 0) scan->at = 3;
  scan->line = 1;
  scan->line_start = scan->at;
  const char *t = scan->text + scan->at;
  if (scan->length - scan->at < 6 || memcmp(t, "sep=", 4) != 0) return;
  if (!memchr(",;\t|", t[4], 4) || (t[5] != '\n' && t[5] != '\r')) return;
  scan->separator = t[4];
  scan->at += 5;
  csv_scan_blank_lines(scan); /* what is left of this line is one */
}

glia_status csv_check(csv_reader *r) {
  const glia_status status = check_text(r);
  if (!status) pass_preamble(&r->scan);
  return status;
}
