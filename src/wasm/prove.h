/* Receipts for JavaScript. */
#ifndef GLIA_WASM_PROVE_H
#define GLIA_WASM_PROVE_H

#include "io/receipt.h"

/* Reads a receipt and replays it. 0: verified, and numbers holds the updates of an epoch and the count of
 * parameters. -1: not, and error->message says why. Else the status by which it cannot be replayed. */
int glia_prove(const char *text, int length, double *numbers, glia_error *error);

#endif
