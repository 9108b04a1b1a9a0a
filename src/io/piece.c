#include "io/piece.h"

#include <string.h>

glia_piece glia_piece_part(glia_piece whole, size_t start, size_t length) {
  const int position = whole.origin ? whole.origin[start] : whole.position + (int)start;
  return (glia_piece){whole.text + start, length, position,
                 whole.origin ? whole.origin + start : NULL};
}

static void put_names(glia_text *text, const glia_choice *choices, size_t count) {
  for (size_t i = 0; i < count; i++) glia_text_put(text, "%s%s", i ? ", " : "", choices[i].name);
}

glia_status glia_piece_refuse(const char *what, glia_piece name, const glia_choice *choices,
                               size_t count, glia_error *error) {
  char names[300];
  glia_text text = glia_text_open(names, sizeof names);
  put_names(&text, choices, count);
  return glia_fail(error, GLIA_UNKNOWN, name.position, "%s cannot be '%.*s'; it is one of %s", what,
                   (int)(name.length < 40 ? name.length : 40), name.text, names);
}

glia_piece glia_piece_next(glia_piece *rest, char separator) {
  const char *end = memchr(rest->text, separator, rest->length);
  const size_t length = end ? (size_t)(end - rest->text) : rest->length;
  const glia_piece item = glia_piece_part(*rest, 0, length);
  *rest = end ? glia_piece_part(*rest, length + 1, rest->length - length - 1) : glia_piece_part(*rest, length, 0);
  return item;
}
