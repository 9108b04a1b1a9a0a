/* The words a receipt is written in. */
#ifndef GLIA_IO_RECEIPT_WORDS_H
#define GLIA_IO_RECEIPT_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32 (ISO 3309, reflected polynomial 0xEDB88320) of bytes that follow others with the check
 * `before`; 0 where they are the first. */
uint32_t glia_receipt_check(uint32_t before, const char *bytes, size_t length);

#endif
