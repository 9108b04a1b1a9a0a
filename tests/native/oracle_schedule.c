#include "oracle_schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

double oracle_number_or(const oracle *o, const char *path, const char *key, double otherwise) {
  if (oracle_type_at(o, "%s.%s", path, key) == ORACLE_ABSENT) return otherwise;
  return oracle_number_at(o, "%s.%s", path, key);
}

glia_schedule_options oracle_schedule(const oracle *o, const char *path) {
  glia_schedule_options options = glia_schedule_preset();
  if (oracle_type_at(o, "%s", path) == ORACLE_ABSENT) return options;
  const char *name = oracle_string_at(o, "%s.type", path);
  const glia_setting *setting = glia_setting_find("schedule", 8);
  const int kind = glia_choice_find(setting->choices, setting->choice_count, name, strlen(name));
  if (kind < 0) fail_msg("the engine has no schedule %s", name);
  options.kind = (glia_schedule)kind;
  options.factor = oracle_number_or(o, path, "gamma", options.factor);
  options.every = oracle_number_or(o, path, "step_size", options.every);
  options.horizon = oracle_number_or(o, path, "T_max", options.horizon);
  options.horizon = oracle_number_or(o, path, "total_steps", options.horizon);
  options.warmup = oracle_number_or(o, path, "warmup_steps", options.warmup);
  options.floor = oracle_number_or(o, path, "eta_min", options.floor);
  options.rise = oracle_number_or(o, path, "pct_start", options.rise);
  options.start_div = oracle_number_or(o, path, "div_factor", options.start_div);
  options.end_div = oracle_number_or(o, path, "final_div_factor", options.end_div);
  options.low_momentum = oracle_number_or(o, path, "base_momentum", options.low_momentum);
  options.high_momentum = oracle_number_or(o, path, "max_momentum", options.high_momentum);
  options.cycle_momentum = oracle_type_at(o, "%s.cycle_momentum", path) == ORACLE_TRUE;
  return options;
}
