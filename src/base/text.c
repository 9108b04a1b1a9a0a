#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

glia_text glia_text_open(char *buffer, size_t room) {
  if (room) buffer[0] = '\0';
  return (glia_text){buffer, room, 0};
}

void glia_text_put(glia_text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const size_t left = text->length < text->room ? text->room - text->length : 0;
  const int written = vsnprintf(left ? text->start + text->length : NULL, left, format, arguments);
  va_end(arguments);
  if (written > 0) text->length += (size_t)written;
}

/* printf turns to exponents sooner than people do, and writes 1e-09: 1000 and 1e-9 instead. */
static void put_plain(glia_text *text, double value, char *digits) {
  const double size = value < 0 ? -value : value;
  char plain[40];
  snprintf(plain, sizeof plain, "%.0f", value);
  if (size < 1e15 && strtod(plain, NULL) == value) {
    glia_text_put(text, "%s", plain);
    return;
  }
  char *exponent = strchr(digits, 'e');
  if (!exponent) {
    glia_text_put(text, "%s", digits);
    return;
  }
  const int power = atoi(exponent + 1);
  *exponent = '\0';
  glia_text_put(text, "%se%d", digits, power);
}

void glia_text_real(glia_text *text, double value) {
  char digits[40];
  for (int precision = 1; precision <= 17; precision++) {
    snprintf(digits, sizeof digits, "%.*g", precision, value);
    if (strtod(digits, NULL) == value) break;
  }
  put_plain(text, value, digits);
}

void glia_text_float(glia_text *text, float value) {
  char digits[40];
  for (int precision = 1; precision <= 9; precision++) {
    snprintf(digits, sizeof digits, "%.*g", precision, (double)value);
    if ((float)strtod(digits, NULL) == value) break;
  }
  put_plain(text, (double)value, digits);
}

void glia_text_json(glia_text *text, const char *value) {
  glia_text_put(text, "\"");
  for (; *value; value++) {
    const unsigned char c = (unsigned char)*value;
    if (c == '"' || c == '\\') {
      glia_text_put(text, "\\%c", c);
    } else if (c < 0x20) {
      glia_text_put(text, "\\u%04x", c);
    } else {
      glia_text_put(text, "%c", c);
    }
  }
  glia_text_put(text, "\"");
}

int glia_text_read_real(const char *from, size_t length, double *value) {
  char digits[2049]; /* any number of an experiment string has room */
  if (length == 0 || length >= sizeof digits) return 0;
  /* strtod alone would take "inf", "0x10" and leading blanks. */
  for (size_t i = 0; i < length; i++) {
    if (!from[i] || !strchr("0123456789.eE+-", from[i])) return 0;
  }
  memcpy(digits, from, length);
  digits[length] = '\0';
  char *end;
  const double read = strtod(digits, &end);
  if (*end || end == digits) return 0;
  *value = read;
  return 1;
}
