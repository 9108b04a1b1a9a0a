#include "train/optimizer.h"

#include <string.h>

#include "base/vec.h"

glia_optimizer_options glia_optimizer_preset(void) {
  const char *const keys[] = {"optimizer", "rate", "momentum", "beta1", "beta2", "eps"};
  double value[6];
  for (int i = 0; i < 6; i++) value[i] = glia_setting_find(keys[i], strlen(keys[i]))->preset;
  return (glia_optimizer_options){(glia_optimizer)(int)value[0], value[1], value[2],
                                  value[3],                      value[4], value[5]};
}

static glia_status check(const char *key, double value, glia_error *error) {
  const glia_setting *setting = glia_setting_find(key, strlen(key));
  if (value >= setting->min && value <= setting->max) return GLIA_OK;
  return glia_fail(error, GLIA_RANGE, -1, "%s is %g; it must be from %g to %g", key, value,
                   setting->min, setting->max);
}

glia_status glia_optimizer_check(const glia_optimizer_options *options, glia_error *error) {
  glia_status status = check("rate", options->rate, error);
  if (!status) status = check("momentum", options->momentum, error);
  if (!status) status = check("beta1", options->beta1, error);
  if (!status) status = check("beta2", options->beta2, error);
  if (!status) status = check("eps", options->eps, error);
  return status;
}

glia_status glia_optimizer_take(glia_optimizer_state *state, glia_optimizer kind, size_t count,
                                glia_arena *arena, glia_error *error) {
  glia_optimizer_state taken = {.beta1_power = 1.0, .beta2_power = 1.0};
  const int arrays = kind == GLIA_OPTIMIZER_ADAM ? 2 : kind == GLIA_OPTIMIZER_MOMENTUM ? 1 : 0;
  if (arrays > 0) taken.first = glia_arena_floats(arena, count);
  if (arrays > 1) taken.second = glia_arena_floats(arena, count);
  if ((arrays > 0 && !taken.first) || (arrays > 1 && !taken.second)) {
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  *state = taken;
  return GLIA_OK;
}

/* Collects, over all lanes, w - w: zero for a finite w and NaN for any other, so the sum tells. */
static vf finite_trace(vf trace, vf w) { return vf_add(trace, vf_sub(w, w)); }

static int is_finite_trace(vf trace) { return vf_sum(trace) == 0.0f; }

static int sgd(float rate, const float *w, const float *g, float *out, size_t count) {
  const vf step = vf_splat(rate);
  vf trace = vf_zero();
  for (size_t i = 0; i < count; i += GLIA_LANES) {
    const vf next = vf_sub(vf_load(w + i), vf_mul(step, vf_load(g + i)));
    vf_store(out + i, next);
    trace = finite_trace(trace, next);
  }
  return is_finite_trace(trace);
}

static int momentum(float rate, float mu, float *velocity, const float *w, const float *g,
                    float *out, size_t count) {
  const vf step = vf_splat(rate), keep = vf_splat(mu);
  vf trace = vf_zero();
  for (size_t i = 0; i < count; i += GLIA_LANES) {
    const vf v = vf_add(vf_mul(keep, vf_load(velocity + i)), vf_load(g + i));
    const vf next = vf_sub(vf_load(w + i), vf_mul(step, v));
    vf_store(velocity + i, v);
    vf_store(out + i, next);
    trace = finite_trace(trace, next);
  }
  return is_finite_trace(trace);
}

static int adam(const glia_optimizer_options *options, glia_optimizer_state *state, const float *w,
                const float *g, float *out, size_t count) {
  /* The constants are rounded once, here; moments and corrections then use the same ones. */
  const float b1 = (float)options->beta1, b2 = (float)options->beta2;
  state->beta1_power *= (double)b1;
  state->beta2_power *= (double)b2;
  const double correct1 = 1.0 - state->beta1_power, correct2 = 1.0 - state->beta2_power;
  const vf keep1 = vf_splat(b1), take1 = vf_splat((float)(1.0 - (double)b1));
  const vf keep2 = vf_splat(b2), take2 = vf_splat((float)(1.0 - (double)b2));
  const vf step = vf_splat((float)(options->rate / correct1));
  const vf scale = vf_splat((float)(1.0 / __builtin_sqrt(correct2)));
  const vf eps = vf_splat((float)options->eps);
  vf trace = vf_zero();
  for (size_t i = 0; i < count; i += GLIA_LANES) {
    const vf slope = vf_load(g + i);
    const vf m = vf_add(vf_mul(keep1, vf_load(state->first + i)), vf_mul(take1, slope));
    const vf v = vf_add(vf_mul(keep2, vf_load(state->second + i)),
                        vf_mul(take2, vf_mul(slope, slope)));
    const vf below = vf_add(vf_mul(vf_sqrt(v), scale), eps);
    const vf next = vf_sub(vf_load(w + i), vf_div(vf_mul(step, m), below));
    vf_store(state->first + i, m);
    vf_store(state->second + i, v);
    vf_store(out + i, next);
    trace = finite_trace(finite_trace(trace, next), v);
  }
  return is_finite_trace(trace);
}

int glia_optimizer_update(const glia_optimizer_options *options, glia_optimizer_state *state,
                          const float *parameters, const float *gradient, float *updated,
                          size_t count) {
  state->updates++;
  switch (options->kind) {
    case GLIA_OPTIMIZER_SGD:
      return sgd((float)options->rate, parameters, gradient, updated, count);
    case GLIA_OPTIMIZER_MOMENTUM:
      return momentum((float)options->rate, (float)options->momentum, state->first, parameters,
                      gradient, updated, count);
    case GLIA_OPTIMIZER_ADAM: return adam(options, state, parameters, gradient, updated, count);
    case GLIA_OPTIMIZER_COUNT: break;
  }
  return 0;
}
