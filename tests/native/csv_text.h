/* Reading CSV texts in tests. */
#ifndef GLIA_TESTS_CSV_TEXT_H
#define GLIA_TESTS_CSV_TEXT_H

#include "floats.h"

#include "data/csv.h"

/* Reads from a block of exactly the text's size, so that a sanitizer sees a step beyond. */
static inline glia_status read_options(glia_csv *csv, const char *text, size_t length,
                                const glia_csv_options *options, glia_arena *arena,
                                glia_error *error) {
  char *copy = malloc(length ? length : 1);
  assert_non_null(copy);
  memcpy(copy, text, length);
  const glia_status status = glia_csv_read(csv, copy, length, options, arena, error);
  memset(copy, 'x', length); /* nothing of it may be kept */
  free(copy);
  return status;
}

static inline glia_csv good(const char *text, const glia_csv_options *options, glia_arena *arena) {
  glia_csv csv;
  glia_error error = {0};
  if (read_options(&csv, text, strlen(text), options, arena, &error)) {
    fail_msg("%s was refused: %s", text, error.message);
  }
  return csv;
}

#endif
