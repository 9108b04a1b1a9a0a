#include "base/status.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

static const char *const codes[] = {
#define GLIA_STATUS(id, code, sentence) code,
#include "status.def"
#undef GLIA_STATUS
};

static const char *const sentences[] = {
#define GLIA_STATUS(id, code, sentence) sentence,
#include "status.def"
#undef GLIA_STATUS
};

static int known(int status) { return status >= 0 && status < GLIA_STATUS_COUNT; }

const char *glia_status_code(int status) { return known(status) ? codes[status] : "unknown"; }

const char *glia_status_sentence(int status) {
  return known(status) ? sentences[status] : "an unknown error";
}

static void cut_at_character(char *text, size_t length) {
  while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
  text[length] = '\0';
}

glia_status glia_fail(glia_error *error, glia_status status, int position, const char *format,
                      ...) {
  if (!error) return status;
  error->status = status;
  error->position = position;
  if (!format) {
    strcpy(error->message, glia_status_sentence(status));
    return status;
  }
  char whole[2 * GLIA_MESSAGE_SIZE]; /* arguments may lie in the message that is replaced */
  glia_text text = glia_text_open(whole, sizeof whole);
  va_list arguments;
  va_start(arguments, format);
  glia_text_put_list(&text, format, arguments);
  va_end(arguments);
  if (text.length >= GLIA_MESSAGE_SIZE) cut_at_character(whole, GLIA_MESSAGE_SIZE - 1);
  strcpy(error->message, whole);
  return status;
}
