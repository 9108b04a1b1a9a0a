/* The table of the ways in which digits are written. */
#ifndef GLIA_DATA_DIGIT_FORMS_H
#define GLIA_DATA_DIGIT_FORMS_H

#include <stddef.h>
#include <stdint.h>

enum { GLIA_FORM_KEYS = 18, GLIA_FORM_SHAPES = 6 };

/* A point of the paper in hundredths of the digit's height: x to the right, y down. */
typedef struct glia_key {
  int8_t x, y;
} glia_key;

/* One way to write a digit. Its shapes have the same keys in the same order, so that any mixture of
 * two of them is that digit too. One character of pen belongs to each key: '-' the curve goes on
 * smoothly, '^' it turns a corner there, '.' the pen leaves the paper. */
typedef struct glia_digit_form {
  uint8_t digit, weight; /* how often it is chosen, beside the other forms of the digit */
  const char *pen;       /* at most GLIA_FORM_KEYS, ends with '.' */
  glia_key shape[GLIA_FORM_SHAPES][GLIA_FORM_KEYS]; /* unused keys and shapes are zero */
} glia_digit_form;

extern const glia_digit_form glia_digit_forms[];
extern const size_t glia_digit_form_count;

#endif
