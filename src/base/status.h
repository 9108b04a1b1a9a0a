/* What went wrong, as a code for programs and a sentence for people. */
#ifndef GLIA_BASE_STATUS_H
#define GLIA_BASE_STATUS_H

typedef enum glia_status {
#define GLIA_STATUS(id, code, sentence) GLIA_##id,
#include "status.def"
#undef GLIA_STATUS
  GLIA_STATUS_COUNT
} glia_status;

enum { GLIA_MESSAGE_SIZE = 512 };

/* Filled by a call that fails, untouched by one that succeeds. The caller owns it. */
typedef struct glia_error {
  glia_status status;
  int position; /* byte offset into the text that was refused, -1 where there is no text */
  char message[GLIA_MESSAGE_SIZE];
} glia_error;

/* The code of a status ("out_of_memory"), static storage; "unknown" for a number that is none. */
const char *glia_status_code(int status);

/* The default sentence of a status, static storage. */
const char *glia_status_sentence(int status);

/* Fills error (which may be NULL) and returns status, so that a caller can `return glia_fail(…)`.
 * format NULL stands for the default sentence. Too long a sentence is cut at a whole UTF-8 character. */
glia_status glia_fail(glia_error *error, glia_status status, int position, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

#endif
