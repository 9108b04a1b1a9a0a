/* Any bytes as a saved state. The check at its end would keep nearly all of them out, so the target can
 * also write that itself; a run that comes of it trains on, goes back, and is saved again. */
#include "fuzz.h"
#include "inspect/measure.h"
#include "io/experiment.h"
#include "io/receipt_words.h"
#include "io/state.h"

enum { MOST = 4096 };

/* Whether the experiment named takes little to make. */
static int is_small(const uint8_t *bytes, size_t length) {
  const uint8_t *end = length > 13 ? memchr(bytes + 13, '\n', length - 13) : NULL;
  glia_settings settings;
  if (!end || glia_experiment_parse((const char *)bytes + 13, (size_t)(end - bytes) - 13, &settings, NULL)) {
    return 1; /* nothing is made of it */
  }
  uint32_t units = 0;
  for (uint32_t l = 0; l < settings.layers.count; l++) units += settings.layers.layer[l].units;
  return units <= 64 && settings.points <= 200 && settings.batch <= 100 && settings.patience <= 20 &&
         settings.data != GLIA_DATA_DIGITS8 && settings.data != GLIA_DATA_DIGITS28;
}

static void use(glia_run *run) {
  glia_error error = {0};
  glia_snapshot now;
  glia_run_advance(run, 5, &error);
  glia_measure(run, &now);
  if (run->trainer->step - run->history.origin < 500) glia_run_seek(run, run->history.origin, &error);
  error = (glia_error){0};
  const size_t length = glia_state_write(run, NULL, 0, &error);
  MUST(length > 13);
}

/* The first byte says how. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > MOST) return 0;
  const size_t length = size - 1;
  uint8_t *exact = malloc(length ? length : 1); /* just its size, so that reading beyond it is seen */
  if (!exact) return 0;
  memcpy(exact, data + 1, length);
  if (data[0] & 1 && length >= 4) {
    const uint32_t check = glia_receipt_check(0, (const char *)exact, length - 4);
    memcpy(exact + length - 4, &check, 4);
  }
  limited memory = {data[0] / 2u, 0};
  const glia_memory hook = {limited_take, limited_give, &memory};
  glia_error error = {0};
  if (is_small(exact, length)) {
    glia_run *run = glia_state_read(exact, length, &hook, &error);
    check_error(run ? GLIA_OK : error.status, &error, GLIA_EXPERIMENT_MAX);
    memory.left = 0;
    if (run) use(run);
    glia_run_free(run);
    MUST(memory.live == 0);
  }
  free(exact);
  return 0;
}
