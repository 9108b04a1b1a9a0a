/* Bounded text: writing that never overruns and tells how much room it would have needed. */
#ifndef GLIA_BASE_TEXT_H
#define GLIA_BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

/* A text under construction in the caller's buffer; always ends in a zero byte if room > 0. */
typedef struct glia_text {
  char *start;
  size_t room;   /* bytes of the buffer, the final zero included */
  size_t length; /* bytes the whole text has, also those there was no room for */
} glia_text;

glia_text glia_text_open(char *buffer, size_t room);

/* Appends as printf does, of which it knows %s %.9s %.*s %c %d %u %x %g %.3g %.*g, l and ll before d, u
 * and x, and a width with or without a leading zero before these three (%04x). Any other letter after a
 * percent sign is written as it stands. The C library's own printf and strtod would be an eighth of the
 * WebAssembly module, most of it for numbers of 128 bits. */
void glia_text_put(glia_text *text, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
void glia_text_put_list(glia_text *text, const char *format, va_list arguments);

/* Appends the shortest decimal that reads back as exactly this finite number: 0.1, 1e-9, 500. */
void glia_text_real(glia_text *text, double value);

/* The same for a float32: the shortest decimal that rounds to it. */
void glia_text_float(glia_text *text, float value);

/* Appends a JSON string, quotes included. */
void glia_text_json(glia_text *text, const char *value);

/* Reads the whole of length bytes, at most 2048, as a decimal number (12, -0.5, 1e-3); 0 where it is
 * none. A number too large for a double is read as infinity. */
int glia_text_read_real(const char *from, size_t length, double *value);

#endif
