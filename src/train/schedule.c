#include "train/schedule.h"

#include "base/scalar.h"

#define PI 3.141592653589793

glia_schedule_options glia_schedule_preset(void) {
  return (glia_schedule_options){.kind = GLIA_SCHEDULE_CONSTANT,
                                 .factor = 0.5,
                                 .every = 1000,
                                 .horizon = 5000,
                                 .rise = 0.3,
                                 .start_div = 25,
                                 .end_div = 1e4,
                                 .low_momentum = 0.85,
                                 .high_momentum = 0.95};
}

static glia_status need(int fine, const char *what, double value, glia_error *error) {
  return fine ? GLIA_OK : glia_fail(error, GLIA_RANGE, -1, "%s, not %g", what, value);
}

glia_status glia_schedule_check(const glia_schedule_options *options, glia_error *error) {
  const glia_schedule_options *o = options;
  glia_status status = GLIA_OK;
  switch (o->kind) {
    case GLIA_SCHEDULE_CONSTANT:
    case GLIA_SCHEDULE_COUNT: return GLIA_OK;
    case GLIA_SCHEDULE_STEP:
      status = need(o->every >= 1, "the schedule's steps must be 1 or more", o->every, error);
      if (status) return status;
      return need(o->factor > 0 && o->factor <= 10, "the schedule's factor must be above 0",
                  o->factor, error);
    case GLIA_SCHEDULE_EXPONENTIAL:
      return need(o->factor > 0 && o->factor <= 1, "the schedule's factor must be above 0, up to 1",
                  o->factor, error);
    case GLIA_SCHEDULE_WARMUP_COSINE:
      status = need(o->warmup >= 0 && o->warmup < o->horizon,
                    "the warm-up must be shorter than the schedule's length", o->warmup, error);
      if (status) return status;
      break;
    case GLIA_SCHEDULE_ONE_CYCLE:
      status = need(o->rise > 0 && o->rise < 1, "the rising share must lie between 0 and 1",
                    o->rise, error);
      if (status) return status;
      status = need(o->start_div > 0 && o->end_div > 0, "the divisors must be above 0",
                    o->start_div, error);
      if (status) return status;
      break;
    case GLIA_SCHEDULE_COSINE: break;
  }
  status = need(o->horizon >= 1, "the schedule's length must be 1 or more", o->horizon, error);
  if (status) return status;
  return need(o->floor >= 0, "the lowest rate must be 0 or more", o->floor, error);
}

/* From `from` at x = 0 to `to` at x = 1, along half a cosine. */
static double along(double from, double to, double x) {
  return to + (from - to) * (1.0 + glia_cos(PI * x)) / 2.0;
}

/* From a to b and on to c, turning where a one-cycle schedule turns. */
static double cycle(const glia_schedule_options *options, double a, double b, double c,
                    uint64_t t) {
  const double turn = options->rise * options->horizon - 1.0, end = options->horizon - 1.0;
  const double at = (double)t < end ? (double)t : end;
  if (at <= turn) return turn > 0.0 ? along(a, b, at / turn) : b;
  return end > turn ? along(b, c, (at - turn) / (end - turn)) : c;
}

double glia_schedule_rate(const glia_schedule_options *options, double rate, uint64_t t) {
  const double step = (double)t;
  switch (options->kind) {
    case GLIA_SCHEDULE_STEP:
      return rate * glia_pow(options->factor, (double)(uint64_t)(step / options->every));
    case GLIA_SCHEDULE_EXPONENTIAL: return rate * glia_pow(options->factor, step);
    case GLIA_SCHEDULE_COSINE: {
      /* The period is twice the horizon; reducing t keeps the cosine's argument small. */
      const double period = 2.0 * options->horizon;
      const double within = step - period * (double)(uint64_t)(step / period);
      return along(rate, options->floor, within / options->horizon);
    }
    case GLIA_SCHEDULE_WARMUP_COSINE: {
      if (step < options->warmup) return rate * (step + 1.0) / options->warmup;
      const double left = options->horizon - options->warmup, gone = step - options->warmup;
      return along(rate, options->floor, gone < left ? gone / left : 1.0);
    }
    case GLIA_SCHEDULE_ONE_CYCLE: {
      const double first = rate / options->start_div;
      return cycle(options, first, rate, first / options->end_div, t);
    }
    case GLIA_SCHEDULE_CONSTANT:
    case GLIA_SCHEDULE_COUNT: break;
  }
  return rate;
}

double glia_schedule_momentum(const glia_schedule_options *options, double momentum, uint64_t t) {
  if (options->kind != GLIA_SCHEDULE_ONE_CYCLE || !options->cycle_momentum) return momentum;
  return cycle(options, options->high_momentum, options->low_momentum, options->high_momentum, t);
}
