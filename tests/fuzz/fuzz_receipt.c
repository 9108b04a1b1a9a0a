/* Any bytes as a receipt. The check at its end would keep nearly all of them out, so the target can
 * also write that itself; what is read and small enough is replayed. */
#include "fuzz.h"
#include "io/experiment.h"
#include "io/receipt.h"
#include "io/receipt_words.h"

enum { MOST = 4096, TAIL = 20 };

static int is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* text (length) with its check behind it. */
static size_t add_check(char *text, size_t length) {
  uint32_t check = 0;
  for (size_t i = 0; i < length;) {
    while (i < length && is_blank(text[i])) i++;
    const size_t start = i;
    while (i < length && !is_blank(text[i])) i++;
    if (i == start) break;
    check = glia_receipt_check(check, text + start, i - start);
    check = glia_receipt_check(check, "\n", 1);
  }
  static const char digits[] = "0123456789abcdef";
  memcpy(text + length, "\ncheck=", 7);
  for (int i = 0; i < 8; i++) text[length + 7 + (size_t)i] = digits[check >> (28 - 4 * i) & 15];
  return length + 15;
}

static int is_small(const glia_receipt *receipt) {
  const glia_settings *settings = &receipt->settings;
  uint32_t units = 0;
  for (uint32_t l = 0; l < settings->layers.count; l++) units += settings->layers.layer[l].units;
  return units <= 64 && settings->points <= 200 && settings->batch <= 100 && receipt->steps <= 40 &&
         settings->data != GLIA_DATA_DIGITS8 && settings->data != GLIA_DATA_DIGITS28;
}

static int count_calls(void *context, uint64_t step, uint64_t steps) {
  MUST(step <= steps);
  return ++*(int *)context > 100;
}

static void replay(const glia_receipt *receipt, const glia_memory *memory) {
  glia_receipt_verdict verdict;
  glia_error error = {0};
  int calls = 0;
  const glia_status status =
      glia_receipt_verify(receipt, memory, count_calls, &calls, &verdict, &error);
  check_error(status, &error, 0);
  if (status) return;
  MUST(verdict.difference_count <= GLIA_RECEIPT_NUMBERS);
  MUST(verdict.verified + verdict.abandoned + (verdict.sentence[0] != 0) == 1);
}

/* The first byte says how. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char text[MOST + TAIL];
  if (size < 1 || size > MOST) return 0;
  size_t length = size - 1;
  memcpy(text, data + 1, length);
  if (data[0] & 1) length = add_check(text, length);
  /* In memory of just its size, so that reading beyond it is seen. */
  char *exact = malloc(length ? length : 1);
  if (!exact) return 0;
  memcpy(exact, text, length);
  limited memory = {data[0] / 2u, 0};
  const glia_memory hook = {limited_take, limited_give, &memory};
  glia_arena arena = glia_arena_open(&hook);
  glia_receipt receipt;
  glia_error error = {0};
  const glia_status status = glia_receipt_read(&receipt, exact, length, &arena, &error);
  check_error(status, &error, length);
  if (!status && is_small(&receipt)) replay(&receipt, &hook);
  glia_arena_close(&arena);
  MUST(memory.live == 0);
  free(exact);
  return 0;
}
