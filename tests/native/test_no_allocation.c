/* Training takes no memory: not one request in a thousand steps, with every kind of layer, optimizer and
 * schedule. The program's own glia_heap counts; that nothing passes it by, a test of the structure checks. */
#include "floats.h"

#include <stdio.h>

#include "counting.h"
#include "path.h"

static counting count;
const glia_memory glia_heap = {counting_take, counting_give, &count};

static const char layers[] =
    "6:relu+bn+drop0.2,6:tanh+ln+res,5:gelu+res,5:elu+bn+res+drop0.5,4:sigmoid+nobias,4:silu";

static glia_run *new_run(unsigned optimizer, const char *more) {
  const glia_setting *setting = glia_setting_find("optimizer", 9);
  char text[512];
  snprintf(text, sizeof text, "data=spiral&points=60&layers=%s&batch=7&optimizer=%s&rate=0.001&%s", layers,
           setting->choices[optimizer].name, more);
  return run_of(text, NULL);
}

static void expect_no_request(glia_run *run, const char *what) {
  glia_error error = {0};
  counting_refuse(&count, 1);
  const glia_status status = glia_run_advance(run, 1000, &error);
  const size_t requests = count.requests;
  counting_refuse(&count, 0);
  if (status) fail_msg("%s: %s", what, error.message);
  assert_int_equal(run->trainer->step, 1000);
  if (requests) fail_msg("%s: %zu requests for memory in 1000 steps", what, requests);
}

static void test_optimizers(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    glia_run *run = new_run(kind, "clip_norm=1&l1=0.001&decay=0.001");
    assert_true(count.live > 0);
    expect_no_request(run, glia_setting_find("optimizer", 9)->choices[kind].name);
    counting_refuse(&count, 1); /* nor does going back */
    assert_int_equal(glia_run_seek(run, 7, NULL), GLIA_OK);
    assert_int_equal(glia_run_seek(run, 900, NULL), GLIA_OK);
    assert_int_equal(count.requests, 0);
    counting_refuse(&count, 0);
    glia_run_free(run);
  }
}

static void test_schedules_and_losses(void **state) {
  (void)state;
  const glia_setting *schedule = glia_setting_find("schedule", 8);
  static const char *const losses[] = {"bce", "mse&clip_value=1", "huber&penalize=all", "mae",
                                       "cross_entropy&smoothing=10&balance=balanced", "focal&balance=balanced"};
  for (size_t i = 0; i < schedule->choice_count || i < 6; i++) {
    char more[128];
    snprintf(more, sizeof more, "schedule=%s&loss=%s", schedule->choices[i % schedule->choice_count].name,
             losses[i % 6]);
    glia_run *run = new_run(GLIA_OPTIMIZER_ADAM, more);
    expect_no_request(run, more);
    glia_run_free(run);
  }
}

static int nothing_is_left(void **state) {
  (void)state;
  return count.live == 0 ? 0 : -1;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(test_optimizers, nothing_is_left),
      cmocka_unit_test_teardown(test_schedules_and_losses, nothing_is_left),
  };
  return cmocka_run_group_tests_name("no allocation", tests, NULL, NULL);
}
