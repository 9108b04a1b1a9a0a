/* Decimal numbers, read and written exactly, whatever the machine's language settings are. */
#ifndef GLIA_BASE_DECIMAL_H
#define GLIA_BASE_DECIMAL_H

#include <stddef.h>

/* Reads the whole of length bytes as a decimal number: an optional sign, digits with at most one
 * decimal mark (mark is '.' or ','; at least one digit, which may stand on either side of it), and an
 * optional exponent such as e-3. The value is the double nearest to the number written, of two equally
 * near ones the even one; infinity where it is beyond them all.
 *
 * Returns 0, and leaves value alone, where the text is no such number. */
int glia_decimal_read(const char *from, size_t length, char mark, double *value);

enum { GLIA_DIGITS_MAX = 17 }; /* as many as any double needs */

/* 0.d d d … * 10^point, without a zero at the end; 0 is one digit 0 at point 1. */
typedef struct glia_digits {
  char digit[GLIA_DIGITS_MAX]; /* '0' to '9' */
  int count, point;
} glia_digits;

/* A finite number of size >= 0 to 1 … GLIA_DIGITS_MAX digits: the nearest such decimal, of two equally
 * near ones the even one. */
glia_digits glia_digits_rounded(double size, int most);

/* The fewest digits to which it can be rounded so that they read back as the same double, or (single)
 * as the same float. */
glia_digits glia_digits_shortest(double size, int single);

#endif
