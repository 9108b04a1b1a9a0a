#include "base/text.h"

#include <stdint.h>
#include <string.h>

#include "base/decimal.h"

glia_text glia_text_open(char *buffer, size_t room) {
  if (room) buffer[0] = '\0';
  return (glia_text){buffer, room, 0};
}

static void put_bytes(glia_text *text, const char *from, size_t count) {
  if (text->length < text->room) {
    const size_t left = text->room - text->length - 1, kept = count < left ? count : left;
    memcpy(text->start + text->length, from, kept);
    text->start[text->length + kept] = '\0';
  }
  text->length += count;
}

static void put_repeated(glia_text *text, char c, int count) {
  for (; count > 0; count--) put_bytes(text, &c, 1);
}

static void put_whole(glia_text *text, uint64_t value, int negative, unsigned base, int width, char fill) {
  char digits[20];
  int count = 0;
  do {
    digits[sizeof digits - (size_t)++count] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value);
  const int missing = width - count - negative;
  if (fill == ' ') put_repeated(text, ' ', missing);
  if (negative) put_bytes(text, "-", 1);
  if (fill == '0') put_repeated(text, '0', missing);
  put_bytes(text, digits + sizeof digits - count, (size_t)count);
}

/* Puts the sign. Where a number has no digits it is put whole, and 0 returned. */
static int has_digits(glia_text *text, double *value) {
  uint64_t bits;
  memcpy(&bits, value, sizeof bits);
  if (bits >> 63 && *value == *value) put_bytes(text, "-", 1);
  bits &= INT64_MAX;
  memcpy(value, &bits, sizeof bits);
  if (*value - *value == 0.0) return 1;
  put_bytes(text, *value == *value ? "inf" : "nan", 3);
  return 0;
}

/* Digits as %g of that precision writes them, but for the exponent: after it stands what has the least
 * length, e-9, or (long_exponent) a sign and two digits, e-09. */
static void put_digits(glia_text *text, const glia_digits *digits, int precision, int long_exponent) {
  const int exponent = digits->point - 1, apart = exponent < -4 || exponent >= precision;
  int before = apart ? 1 : digits->point; /* digits before the decimal point */
  if (before <= 0) {
    put_bytes(text, "0.", 2);
    put_repeated(text, '0', -before);
    before = digits->count;
  }
  const int first = before < digits->count ? before : digits->count;
  put_bytes(text, digits->digit, (size_t)first);
  put_repeated(text, '0', before - first);
  if (first < digits->count) {
    put_bytes(text, ".", 1);
    put_bytes(text, digits->digit + first, (size_t)(digits->count - first));
  }
  if (!apart) return;
  put_bytes(text, "e", 1);
  if (long_exponent && exponent >= 0) put_bytes(text, "+", 1);
  const int size = exponent < 0 ? -exponent : exponent;
  if (exponent < 0) put_bytes(text, "-", 1);
  put_whole(text, (uint64_t)size, 0, 10, long_exponent ? 2 : 0, '0');
}

static void put_general(glia_text *text, double value, int precision) {
  if (precision < 1) precision = 1;
  if (precision > GLIA_DIGITS_MAX) precision = GLIA_DIGITS_MAX;
  if (!has_digits(text, &value)) return;
  const glia_digits digits = glia_digits_rounded(value, precision);
  put_digits(text, &digits, precision, 1);
}

void glia_text_put_list(glia_text *text, const char *format, va_list arguments) {
  put_bytes(text, "", 0);
  while (*format) {
    const char *from = format;
    while (*format && *format != '%') format++;
    put_bytes(text, from, (size_t)(format - from));
    if (!*format) return;
    format++;
    const char fill = *format == '0' ? '0' : ' ';
    int width = 0, precision = -1, longs = 0;
    for (; *format >= '0' && *format <= '9'; format++) width = width * 10 + (*format - '0');
    if (*format == '.') {
      precision = 0;
      if (*++format == '*') {
        precision = va_arg(arguments, int);
        format++;
      }
      for (; *format >= '0' && *format <= '9'; format++) precision = precision * 10 + (*format - '0');
    }
    for (; *format == 'l'; format++) longs++;
    const char letter = *format ? *format++ : '%';
    switch (letter) {
      case 's': {
        const char *value = va_arg(arguments, const char *);
        size_t length = 0;
        while ((precision < 0 || length < (size_t)precision) && value[length]) length++;
        put_bytes(text, value, length);
        break;
      }
      case 'c': put_repeated(text, (char)va_arg(arguments, int), 1); break;
      case 'd': {
        const long long value = longs > 1 ? va_arg(arguments, long long)
                                : longs   ? va_arg(arguments, long)
                                          : va_arg(arguments, int);
        put_whole(text, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0, 10, width, fill);
        break;
      }
      case 'u':
      case 'x': {
        const uint64_t value = longs > 1 ? va_arg(arguments, unsigned long long)
                               : longs   ? va_arg(arguments, unsigned long)
                                         : va_arg(arguments, unsigned);
        put_whole(text, value, 0, letter == 'x' ? 16 : 10, width, fill);
        break;
      }
      case 'g': put_general(text, va_arg(arguments, double), precision < 0 ? 6 : precision); break;
      default: put_repeated(text, letter, 1);
    }
  }
}

void glia_text_put(glia_text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  glia_text_put_list(text, format, arguments);
  va_end(arguments);
}

/* printf turns to exponents sooner than people do: whole numbers are written as such up to 1e15. */
static void put_shortest(glia_text *text, double value, int single) {
  if (!has_digits(text, &value)) return;
  const int whole = value < 1e15 && value == (double)(int64_t)value;
  const glia_digits digits =
      whole ? glia_digits_rounded(value, GLIA_DIGITS_MAX) : glia_digits_shortest(value, single);
  put_digits(text, &digits, whole ? GLIA_DIGITS_MAX : digits.count, 0);
}

void glia_text_real(glia_text *text, double value) { put_shortest(text, value, 0); }

void glia_text_float(glia_text *text, float value) { put_shortest(text, (double)value, 1); }

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
  enum { MOST = 2048 }; /* any number of an experiment string has room */
  return length <= MOST && glia_decimal_read(from, length, '.', value);
}
