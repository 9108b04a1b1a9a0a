/* Learning-rate schedules: the oracle's tables, their ends, and constants that are refused. */
#include "floats.h"

#include <stddef.h>
#include <stdio.h>

#include "oracle_schedule.h"

static glia_schedule_options options_of(glia_schedule kind) {
  glia_schedule_options options = glia_schedule_preset();
  options.kind = kind;
  return options;
}

static void near(double got, double expected) {
  if (!(fabs(got - expected) <= 1e-12 * fabs(expected) + 1e-16)) fail_msg("%.17g, not %.17g", got, expected);
}

static void test_oracle_tables(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  oracle *o = oracle_load("optim/schedule_tables.json");
  const size_t tables = oracle_count_at(o, "config.schedules");
  assert_true(tables >= 10);
  for (size_t s = 0; s < tables; s++) {
    char path[60];
    snprintf(path, sizeof path, "config.schedules[%zu]", s);
    const glia_schedule_options options = oracle_schedule(o, path);
    const double rate = oracle_number_or(o, path, "max_lr", oracle_number_at(o, "%s.lr", path));
    const oracle_tensor rates = oracle_tensor_at(o, "expected.schedules[%zu].lr", s);
    assert_int_equal(glia_schedule_check(&options, NULL), GLIA_OK);
    for (size_t t = 0; t < rates.count; t++) near(glia_schedule_rate(&options, rate, t), rates.data[t]);
    if (oracle_type_at(o, "expected.schedules[%zu].momentum", s) == ORACLE_ABSENT) continue;
    const oracle_tensor momenta = oracle_tensor_at(o, "expected.schedules[%zu].momentum", s);
    for (size_t t = 0; t < momenta.count; t++) {
      near(glia_schedule_momentum(&options, 0.9, t), momenta.data[t]);
    }
  }
  oracle_free(o);
}

/* Rates of the cases that also train: the rates alone, next to where test_optimizer_oracle uses them. */
static void run_case(const oracle *o, const char *name, void *user) {
  (void)name;
  if (oracle_type_at(o, "expected.lr") == ORACLE_ABSENT) return;
  const glia_schedule_options options = oracle_schedule(o, "config.schedule");
  const double rate = oracle_number_or(o, "config.schedule", "max_lr", oracle_number_at(o, "config.lr"));
  const oracle_tensor rates = oracle_tensor_at(o, "expected.lr");
  for (size_t t = 0; t < rates.count; t++) near(glia_schedule_rate(&options, rate, t), rates.data[t]);
  ++*(int *)user;
}

static void test_oracle_cases(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  int ran = 0;
  oracle_each("optim", "schedule_", run_case, &ran);
  assert_true(ran >= 7);
}

static void test_preset(void **state) {
  (void)state;
  for (int kind = 0; kind < GLIA_SCHEDULE_COUNT; kind++) {
    const glia_schedule_options options = options_of((glia_schedule)kind);
    assert_int_equal(glia_schedule_check(&options, NULL), GLIA_OK);
    for (uint64_t t = 0; t < 20000; t += 7) {
      const double rate = glia_schedule_rate(&options, 0.3, t);
      assert_true(rate >= 0 && rate <= 0.3 * (1 + 1e-15));
      assert_true(glia_schedule_momentum(&options, 0.77, t) == 0.77);
    }
  }
  const glia_schedule_options constant = glia_schedule_preset();
  assert_true(glia_schedule_rate(&constant, 0.3, UINT64_MAX) == 0.3);
}

/* Where a schedule turns, where it ends, and far beyond. */
static void test_ends(void **state) {
  (void)state;
  static const uint64_t far[] = {100, 101, 1000, 1u << 31, 1ull << 40, UINT64_MAX};
  glia_schedule_options o = options_of(GLIA_SCHEDULE_WARMUP_COSINE);
  o.horizon = 100;
  o.warmup = 20;
  o.floor = 0.01;
  near(glia_schedule_rate(&o, 0.4, 0), 0.02);
  near(glia_schedule_rate(&o, 0.4, 19), 0.4);
  near(glia_schedule_rate(&o, 0.4, 20), 0.4);
  near(glia_schedule_rate(&o, 0.4, 60), 0.205);
  for (size_t i = 0; i < 6; i++) near(glia_schedule_rate(&o, 0.4, far[i]), 0.01);
  o.warmup = 0;
  near(glia_schedule_rate(&o, 0.4, 0), 0.4);
  o = options_of(GLIA_SCHEDULE_ONE_CYCLE);
  o.horizon = 100;
  o.cycle_momentum = 1;
  near(glia_schedule_rate(&o, 0.5, 0), 0.5 / 25);
  near(glia_schedule_rate(&o, 0.5, 29), 0.5);
  near(glia_schedule_momentum(&o, 0.1, 0), 0.95);
  near(glia_schedule_momentum(&o, 0.1, 29), 0.85);
  for (size_t i = 0; i < 6; i++) {
    near(glia_schedule_rate(&o, 0.5, far[i]), 0.5 / 25 / 1e4);
    near(glia_schedule_momentum(&o, 0.1, far[i]), 0.95);
  }
  for (double horizon = 1; horizon < 12; horizon += 0.25) { /* turning points anywhere */
    o.horizon = horizon;
    for (uint64_t t = 0; t < 15; t++) {
      const double rate = glia_schedule_rate(&o, 0.5, t), mu = glia_schedule_momentum(&o, 0.1, t);
      assert_true(rate > 0 && rate <= 0.5 * (1 + 1e-15) && mu >= 0.85 - 1e-15 && mu <= 0.95 + 1e-15);
    }
  }
  o = options_of(GLIA_SCHEDULE_COSINE); /* down, up again, and on for ever */
  o.horizon = 50;
  o.floor = 0.1;
  for (uint64_t t = 0; t < 400; t++) {
    const uint64_t within = t % 100, mirrored = within > 50 ? 100 - within : within;
    near(glia_schedule_rate(&o, 0.3, t), glia_schedule_rate(&o, 0.3, mirrored));
    near(glia_schedule_rate(&o, 0.3, t + 100000000000u), glia_schedule_rate(&o, 0.3, mirrored));
  }
  near(glia_schedule_rate(&o, 0.3, 50), 0.1);
}

static void test_powers(void **state) {
  (void)state;
  glia_schedule_options o = options_of(GLIA_SCHEDULE_STEP);
  o.every = 2.5;
  o.factor = 0.1;
  static const double steps[] = {1, 1, 1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.001, 0.001, 1e-4};
  for (uint64_t t = 0; t <= 10; t++) near(glia_schedule_rate(&o, 1, t), steps[t]);
  o = options_of(GLIA_SCHEDULE_EXPONENTIAL);
  o.factor = 0.5;
  for (uint64_t t = 0; t < 1000; t++) near(glia_schedule_rate(&o, 8, t), ldexp(8, -(int)t));
  assert_true(glia_schedule_rate(&o, 8, UINT64_MAX) == 0); /* and not less, and no NaN */
  o.factor = 1;
  assert_true(glia_schedule_rate(&o, 8, UINT64_MAX) == 8);
}

static void refused(glia_schedule kind, size_t field, double value) {
  glia_schedule_options o = options_of(kind);
  memcpy((char *)&o + field, &value, sizeof value);
  glia_error error = {0};
  if (glia_schedule_check(&o, &error) != GLIA_RANGE) {
    fail_msg("kind %d takes %g at %zu", (int)kind, value, field);
  }
  assert_true(error.status == GLIA_RANGE && error.position == -1 && strlen(error.message) > 10);
  assert_int_equal(glia_schedule_check(&o, NULL), GLIA_RANGE);
}

static void test_check(void **state) {
  (void)state;
#define FIELD(name) offsetof(glia_schedule_options, name)
  static const double bad[] = {-1, (double)NAN, -(double)INFINITY};
  for (size_t b = 0; b < 3; b++) {
    refused(GLIA_SCHEDULE_STEP, FIELD(every), bad[b]);
    refused(GLIA_SCHEDULE_STEP, FIELD(factor), bad[b]);
    refused(GLIA_SCHEDULE_EXPONENTIAL, FIELD(factor), bad[b]);
    refused(GLIA_SCHEDULE_ONE_CYCLE, FIELD(rise), bad[b]);
    refused(GLIA_SCHEDULE_ONE_CYCLE, FIELD(start_div), bad[b]);
    refused(GLIA_SCHEDULE_ONE_CYCLE, FIELD(end_div), bad[b]);
    refused(GLIA_SCHEDULE_WARMUP_COSINE, FIELD(warmup), bad[b]);
    for (int kind = GLIA_SCHEDULE_COSINE; kind <= GLIA_SCHEDULE_ONE_CYCLE; kind++) {
      refused((glia_schedule)kind, FIELD(horizon), bad[b]);
      if (kind != GLIA_SCHEDULE_ONE_CYCLE) refused((glia_schedule)kind, FIELD(floor), bad[b]);
    }
  }
  refused(GLIA_SCHEDULE_STEP, FIELD(every), 0.5);
  refused(GLIA_SCHEDULE_STEP, FIELD(factor), 0);
  refused(GLIA_SCHEDULE_EXPONENTIAL, FIELD(factor), 1.5);
  refused(GLIA_SCHEDULE_COSINE, FIELD(horizon), 0);
  refused(GLIA_SCHEDULE_WARMUP_COSINE, FIELD(warmup), 5000);
  refused(GLIA_SCHEDULE_ONE_CYCLE, FIELD(rise), 0);
  refused(GLIA_SCHEDULE_ONE_CYCLE, FIELD(rise), 1);
#undef FIELD
  glia_schedule_options o = glia_schedule_preset(); /* what a kind has no use for is not looked at */
  o.every = o.factor = o.horizon = o.warmup = o.floor = -5;
  assert_int_equal(glia_schedule_check(&o, NULL), GLIA_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle_tables), cmocka_unit_test(test_oracle_cases),
      cmocka_unit_test(test_preset),        cmocka_unit_test(test_ends),
      cmocka_unit_test(test_powers),        cmocka_unit_test(test_check),
  };
  return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
