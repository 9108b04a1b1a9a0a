#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "io/receipt.h"

static int show(void *context, uint64_t step, uint64_t steps) {
  (void)context;
  char note[48];
  snprintf(note, sizeof note, "step %" PRIu64 " of %" PRIu64, step, steps);
  cli_bar_show(step, steps, note);
  return cli_reader_gone();
}

/* The text of a receipt: the argument itself if it begins like one, else what the file holds. */
static const char *text_of(const char *argument, glia_arena *arena, size_t *length) {
  const char *start = argument + strspn(argument, " \t\r\n");
  if (strncmp(start, "glia-receipt/", strlen("glia-receipt/")) == 0) {
    *length = strlen(argument);
    return argument;
  }
  char missing[400];
  snprintf(missing, sizeof missing,
           "'%.200s' is neither a receipt nor a file that exists; a receipt begins with "
           "glia-receipt/1, as 'glia receipt EXPERIMENT' prints it",
           argument);
  return cli_read_file_or(argument, missing, GLIA_RECEIPT_MAX, arena, length);
}

static int verify(const char *text, size_t length, glia_arena *arena) {
  glia_receipt receipt;
  glia_receipt_verdict verdict;
  glia_error error = {GLIA_OK, -1, ""};
  if (glia_receipt_read(&receipt, text, length, arena, &error)) {
    return cli_refuse(cli_code(&error), &error, "character");
  }
  cli_bar_begin();
  const glia_status status = glia_receipt_verify(&receipt, NULL, show, NULL, &verdict, &error);
  cli_bar_clear();
  if (status) return cli_refuse(cli_code(&error), &error, NULL);
  if (verdict.abandoned) return CLI_FAILED;
  if (verdict.verified) {
    printf("verified: %" PRIu64 " steps give hash %016" PRIx64 ", and every number is the same\n",
           receipt.steps, receipt.hash);
    return CLI_DONE;
  }
  if (!verdict.difference_count) printf("not verified: %s\n", verdict.sentence);
  for (uint32_t i = 0; i < verdict.difference_count; i++) {
    const glia_receipt_difference *d = &verdict.difference[i];
    printf("not verified: %s is %s in the receipt and %s in the replay\n", d->name, d->claimed,
           d->found);
  }
  return CLI_FAILED;
}

int cli_verify(const cli_call *call) {
  glia_arena arena = glia_arena_open(NULL);
  size_t length = 0;
  const char *text = text_of(call->operand[0], &arena, &length);
  const int code = text ? verify(text, length, &arena) : CLI_MISUSED;
  glia_arena_close(&arena);
  return code;
}
