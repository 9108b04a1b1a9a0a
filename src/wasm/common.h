/* What the functions made for JavaScript share: counts, names and rows that crossed. */
#ifndef GLIA_WASM_COMMON_H
#define GLIA_WASM_COMMON_H

#include <stddef.h>
#include <stdint.h>

#include "nn/loss.h"

/* A count that crossed as a double; 0 for what is no count. */
uint64_t glia_wasm_whole(double count);

/* Index of a name in the table's list for key (a setting, or "activation"), or -1 with a sentence. */
int glia_wasm_find(const char *key, const char *name, int length, glia_error *error);

/* A loss with constants delta, gamma, alpha, smoothing, and weights or NULL. */
glia_loss_spec glia_wasm_spec(int kind, const double *constants, const float *weights);

/* Rows (rows,columns) into rows padded to whole vectors, whose padding is left alone, and back. */
void glia_wasm_pad(const float *from, size_t rows, size_t columns, float *to);
void glia_wasm_unpad(const float *from, size_t rows, size_t columns, float *to);

#endif
