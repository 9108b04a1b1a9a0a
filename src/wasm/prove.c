#include "wasm/prove.h"

#include <string.h>

int glia_prove(const char *text, int length, double *numbers, glia_error *error) {
  glia_arena arena = glia_arena_open(NULL);
  glia_receipt receipt;
  glia_receipt_verdict verdict;
  glia_status status = glia_receipt_read(&receipt, text, (size_t)length, &arena, error);
  if (!status) status = glia_receipt_verify(&receipt, NULL, NULL, NULL, &verdict, error);
  glia_arena_close(&arena);
  if (status) return (int)status;
  numbers[0] = (double)verdict.epoch_steps;
  numbers[1] = (double)verdict.parameter_count;
  memcpy(error->message, verdict.sentence, sizeof error->message);
  return verdict.verified ? 0 : -1;
}
