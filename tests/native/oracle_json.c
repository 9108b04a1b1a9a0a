#include "oracle_json.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

typedef struct {
  const char *text;
  size_t at, length;
  char *error;
  size_t error_size;
  int depth;
} reader;

static json *parse_value(reader *r);

/* Notes the first failure; the returned NULL travels up. */
static void *refuse(reader *r, const char *what) {
  if (r->error_size && !r->error[0]) {
    snprintf(r->error, r->error_size, "At byte %zu: %s.", r->at, what);
  }
  return NULL;
}

static char peek(const reader *r) { return r->at < r->length ? r->text[r->at] : '\0'; }

static void skip_space(reader *r) {
  while (r->at < r->length && memchr(" \t\n\r", r->text[r->at], 4)) r->at++;
}

static int take(reader *r, char c) {
  if (peek(r) != c || r->at >= r->length) return 0;
  r->at++;
  return 1;
}

static json *new_value(reader *r, oracle_type type) {
  json *value = calloc(1, sizeof *value);
  if (!value) return refuse(r, "no memory is left");
  value->type = type;
  return value;
}

void json_free(json *value) {
  if (!value) return;
  for (size_t i = 0; i < value->count; i++) {
    json_free(value->items[i]);
    if (value->keys) free(value->keys[i]);
  }
  free(value->items);
  free(value->keys);
  free(value->numbers);
  free(value->string);
  free(value);
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

static size_t take_digits(reader *r) {
  const size_t from = r->at;
  while (is_digit(peek(r))) r->at++;
  return r->at - from;
}

static json *parse_number(reader *r) {
  const size_t from = r->at;
  take(r, '-');
  if (!take(r, '0') && take_digits(r) == 0) return refuse(r, "a value is expected");
  if (take(r, '.') && take_digits(r) == 0) return refuse(r, "a digit is expected after the point");
  if (peek(r) == 'e' || peek(r) == 'E') {
    r->at++;
    if (!take(r, '+')) take(r, '-');
    if (take_digits(r) == 0) return refuse(r, "a digit is expected in the exponent");
  }
  char digits[64];
  const size_t length = r->at - from;
  if (length >= sizeof digits) return refuse(r, "the number is too long");
  memcpy(digits, r->text + from, length);
  digits[length] = '\0';
  json *value = new_value(r, ORACLE_NUMBER);
  if (!value) return NULL;
  value->number = strtod(digits, NULL);
  if (isfinite(value->number)) return value;
  json_free(value);
  return refuse(r, "the number is too large");
}

/* Four hexadecimal digits, or -1. */
static long take_hex(reader *r) {
  long code = 0;
  for (int i = 0; i < 4; i++) {
    const char c = peek(r);
    int digit;
    if (is_digit(c)) digit = c - '0';
    else if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    else return -1;
    code = code * 16 + digit;
    r->at++;
  }
  return code;
}

static size_t put_utf8(char *out, long code) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  const size_t bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (size_t i = bytes - 1; i > 0; i--) {
    out[i] = (char)(0x80 | (code & 0x3f));
    code >>= 6;
  }
  out[0] = (char)((0xf00 >> bytes) | code);
  return bytes;
}

/* The character an escape stands for (after the backslash), or -1. */
static long take_escape(reader *r) {
  static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char c = peek(r);
  const char *name = c ? strchr(names, c) : NULL;
  if (name) {
    r->at++;
    return meanings[name - names];
  }
  if (!take(r, 'u')) return -1;
  const long code = take_hex(r);
  if (code <= 0 || (code >= 0xdc00 && code < 0xe000)) return -1; /* NUL would end the string */
  if (code < 0xd800 || code >= 0xe000) return code;
  if (!take(r, '\\') || !take(r, 'u')) return -1;
  const long low = take_hex(r);
  if (low < 0xdc00 || low >= 0xe000) return -1;
  return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

static char *parse_text(reader *r) {
  if (!take(r, '"')) return refuse(r, "a quoted string is expected");
  size_t end = r->at;
  while (end < r->length && r->text[end] != '"') end += r->text[end] == '\\' ? 2 : 1;
  if (end >= r->length) return refuse(r, "the string has no end");
  char *text = malloc(end - r->at + 1); /* an escape is never shorter than its UTF-8 */
  if (!text) return refuse(r, "no memory is left");
  size_t length = 0;
  while (!take(r, '"')) {
    const char c = r->text[r->at++];
    long code = 0;
    if (c == '\\') code = take_escape(r);
    else if ((unsigned char)c < 0x20) code = -1;
    if (code < 0) {
      free(text);
      return refuse(r, "the string holds a bad escape or a control character");
    }
    if (code > 0) length += put_utf8(text + length, code);
    else text[length++] = c;
  }
  text[length] = '\0';
  return text;
}

/* Makes room for one more item; 0 when no memory is left. */
static int grow(reader *r, json *value) {
  if (value->count & (value->count - 1)) return 1; /* room is a power of two */
  const size_t room = value->count ? 2 * value->count : 1;
  json **items = realloc(value->items, room * sizeof *items);
  if (items) value->items = items;
  char **keys = NULL;
  if (value->type == ORACLE_OBJECT) {
    keys = realloc(value->keys, room * sizeof *keys);
    if (keys) value->keys = keys;
  }
  if (items && (keys || value->type == ORACLE_ARRAY)) return 1;
  refuse(r, "no memory is left");
  return 0;
}

/* One key: value of an object, or one value of an array, appended. */
static int parse_item(reader *r, json *value) {
  if (!grow(r, value)) return 0;
  char *key = NULL;
  if (value->type == ORACLE_OBJECT) {
    key = parse_text(r);
    if (!key) return 0;
    for (size_t i = 0; i < value->count; i++) {
      if (strcmp(value->keys[i], key) == 0) refuse(r, "the key is there twice");
    }
    skip_space(r);
    if (!take(r, ':')) refuse(r, "a colon is expected");
    skip_space(r);
  }
  json *item = r->error[0] ? NULL : parse_value(r);
  if (!item) {
    free(key);
    return 0;
  }
  if (key) value->keys[value->count] = key;
  value->items[value->count++] = item;
  return 1;
}

static int collect_numbers(reader *r, json *value) {
  for (size_t i = 0; i < value->count; i++) {
    if (value->items[i]->type != ORACLE_NUMBER) return 1;
  }
  value->numbers = malloc((value->count ? value->count : 1) * sizeof *value->numbers);
  if (!value->numbers) {
    refuse(r, "no memory is left");
    return 0;
  }
  for (size_t i = 0; i < value->count; i++) value->numbers[i] = value->items[i]->number;
  return 1;
}

static json *parse_container(reader *r, oracle_type type, char close) {
  json *value = new_value(r, type);
  if (!value) return NULL;
  if (++r->depth > MAX_DEPTH) {
    json_free(value);
    return refuse(r, "the nesting is too deep");
  }
  r->at++;
  skip_space(r);
  if (!take(r, close)) {
    for (;;) {
      if (!parse_item(r, value)) {
        json_free(value);
        return NULL;
      }
      skip_space(r);
      if (take(r, close)) break;
      if (!take(r, ',')) {
        json_free(value);
        return refuse(r, "a comma or the end of the list is expected");
      }
      skip_space(r);
    }
  }
  r->depth--;
  if (type == ORACLE_ARRAY && !collect_numbers(r, value)) {
    json_free(value);
    return NULL;
  }
  return value;
}

static json *parse_word(reader *r, const char *word, oracle_type type) {
  const size_t length = strlen(word);
  if (r->length - r->at < length || memcmp(r->text + r->at, word, length) != 0) {
    return refuse(r, "a value is expected");
  }
  r->at += length;
  return new_value(r, type);
}

static json *parse_value(reader *r) {
  switch (peek(r)) {
    case '{': return parse_container(r, ORACLE_OBJECT, '}');
    case '[': return parse_container(r, ORACLE_ARRAY, ']');
    case 'n': return parse_word(r, "null", ORACLE_NULL);
    case 't': return parse_word(r, "true", ORACLE_TRUE);
    case 'f': return parse_word(r, "false", ORACLE_FALSE);
    case '"': {
      json *value = new_value(r, ORACLE_STRING);
      if (!value) return NULL;
      value->string = parse_text(r);
      if (value->string) return value;
      json_free(value);
      return NULL;
    }
    default: return parse_number(r);
  }
}

json *json_parse(const char *text, size_t length, char *error, size_t error_size) {
  char spare[128];
  reader r = {text, 0, length, error, error_size, 0};
  if (!error || error_size == 0) {
    r.error = spare;
    r.error_size = sizeof spare;
  }
  r.error[0] = '\0';
  skip_space(&r);
  json *value = parse_value(&r);
  if (!value) return NULL;
  skip_space(&r);
  if (r.at == length) return value;
  json_free(value);
  return refuse(&r, "there is something after the end of the value");
}
