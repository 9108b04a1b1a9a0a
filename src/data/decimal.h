/* Decimal numbers in files: read exactly, whatever the machine's language settings are. */
#ifndef GLIA_DATA_DECIMAL_H
#define GLIA_DATA_DECIMAL_H

#include <stddef.h>

/* Reads the whole of length bytes as a decimal number: an optional sign, digits with at most one
 * decimal mark (mark is '.' or ','; at least one digit, which may stand on either side of it), and an
 * optional exponent such as e-3. The value is the double nearest to the number written, of two equally
 * near ones the even one.
 *
 * Returns 0, and leaves value alone, where the text is no such number or where its size is over
 * 3.4028235e38, the largest float: nothing the engine computes with could hold it. */
int glia_decimal_read(const char *from, size_t length, char mark, double *value);

#endif
