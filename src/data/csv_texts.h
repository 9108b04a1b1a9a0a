/* Texts of a CSV file that stay: the names of its columns, and the different texts of a column. */
#ifndef GLIA_DATA_CSV_TEXTS_H
#define GLIA_DATA_CSV_TEXTS_H

#include <stdint.h>

#include "base/arena.h"
#include "data/csv_scan.h"

/* name (columns) = the texts of head (columns), or "column 1" … where a cell is missing or head is
 * NULL; a text that came before gets a number, "width 2", "width 3" …, such that no two are the same.
 * repeated = how many got one, first_repeated = the first of those columns. Returns 0 without memory. */
int csv_names(const char **name, const csv_cell *head, uint32_t columns, glia_arena *arena,
              uint32_t *repeated, uint32_t *first_repeated);

/* Replaces code (rows), each the byte at which the row's cell begins, by indices into texts, the
 * different texts in the order in which they come first. Rows where missing (rows, or NULL) is 1 are
 * left alone. scan: the file, at any position. Returns 0 without memory. */
int csv_intern(csv_scan scan, uint32_t *code, const uint8_t *missing, size_t rows,
               glia_arena *arena, const char *const **texts, uint32_t *count);

#endif
