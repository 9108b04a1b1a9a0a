/* The same bits everywhere: hashes of trained parameters against those in tests/golden. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "glia.h"

static void golden(void **state) {
  (void)state;
  FILE *list = fopen("tests/golden/hashes.txt", "r");
  if (!list) fail_msg("tests/golden/hashes.txt cannot be read; run the tests from the top folder");
  char line[512];
  int compared = 0;
  while (fgets(line, sizeof line, list)) {
    line[strcspn(line, "\n")] = '\0';
    uint64_t expected;
    unsigned long steps;
    int used = 0;
    if (sscanf(line, "%16" SCNx64 " %lu%n", &expected, &steps, &used) != 2) {
      fail_msg("a line is not 'hash steps experiment': %s", line);
    }
    const char *experiment = line + used + (line[used] == ' ');
    glia_settings settings;
    glia_error error;
    if (glia_experiment_parse(experiment, strlen(experiment), &settings, &error)) {
      fail_msg("%s: %s", experiment, error.message);
    }
    glia_run *run = glia_run_create(&settings, NULL, &error);
    assert_non_null(run);
    assert_int_equal(glia_run_advance(run, steps, &error), GLIA_OK);
    const uint64_t got = glia_network_hash(&run->model->network, run->model->parameters);
    if (got != expected) {
      fail_msg("'%s' has %016" PRIx64 " after %lu steps, not %016" PRIx64, experiment, got, steps,
               expected);
    }
    glia_run_free(run);
    compared++;
  }
  fclose(list);
  assert_true(compared >= 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
