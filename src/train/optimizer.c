#include "train/optimizer.h"

#include <string.h>

#include "base/vec.h"
#include "kernels/reduce.h"

static double preset_of(const char *key) { return glia_setting_find(key, strlen(key))->preset; }

glia_optimizer_options glia_optimizer_preset(void) {
  return (glia_optimizer_options){.kind = (glia_optimizer)(int)preset_of("optimizer"),
                                  .rate = preset_of("rate"),
                                  .momentum = preset_of("momentum"),
                                  .beta1 = preset_of("beta1"),
                                  .beta2 = preset_of("beta2"),
                                  .alpha = preset_of("alpha"),
                                  .eps = preset_of("eps"),
                                  .penalize = GLIA_PENALIZE_WEIGHTS};
}

static glia_status check(const char *key, double value, glia_error *error) {
  const glia_setting *setting = glia_setting_find(key, strlen(key));
  if (value >= setting->min && value <= setting->max) return GLIA_OK;
  return glia_fail(error, GLIA_RANGE, -1, "%s is %g; it must be from %g to %g", key, value,
                   setting->min, setting->max);
}

static glia_status check_least(const char *name, double value, glia_error *error) {
  if (value >= 0.0 && value <= 1e9) return GLIA_OK;
  return glia_fail(error, GLIA_RANGE, -1, "%s is %g; it must be 0 or more", name, value);
}

glia_status glia_optimizer_check(const glia_optimizer_options *options, glia_error *error) {
  glia_status status = check("rate", options->rate, error);
  if (!status) status = check("momentum", options->momentum, error);
  if (!status) status = check("beta1", options->beta1, error);
  if (!status) status = check("beta2", options->beta2, error);
  if (!status) status = check("alpha", options->alpha, error);
  if (!status) status = check("eps", options->eps, error);
  if (!status) status = check_least("weight_decay", options->weight_decay, error);
  if (!status) status = check_least("l1", options->l1, error);
  if (!status) status = check_least("clip_norm", options->clip_norm, error);
  if (!status) status = check_least("clip_value", options->clip_value, error);
  return status;
}

static int needs_first(const glia_optimizer_options *options) {
  switch (options->kind) {
    case GLIA_OPTIMIZER_SGD:
    case GLIA_OPTIMIZER_ADAGRAD: return 0;
    case GLIA_OPTIMIZER_RMSPROP: return options->momentum > 0.0;
    default: return 1;
  }
}

static int needs_second(const glia_optimizer_options *options) {
  return options->kind >= GLIA_OPTIMIZER_ADAGRAD;
}

size_t glia_optimizer_arrays(const glia_optimizer_options *options) {
  return (size_t)(needs_first(options) + needs_second(options));
}

glia_status glia_optimizer_take(glia_optimizer_state *state, const glia_optimizer_options *options,
                                size_t count, glia_arena *arena, glia_error *error) {
  glia_optimizer_state taken = {.beta1_power = 1.0, .beta2_power = 1.0};
  if (needs_first(options)) taken.first = glia_arena_floats(arena, count);
  if (needs_second(options)) taken.second = glia_arena_floats(arena, count);
  if ((needs_first(options) && !taken.first) || (needs_second(options) && !taken.second)) {
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  *state = taken;
  return GLIA_OK;
}

/* One stretch of parameters with all that belongs to it. */
typedef struct stretch {
  const float *w, *g;
  float *first, *second, *out;
  size_t count;
  float decay; /* joins the gradient, or shrinks the weights under adamw and lamb */
  vf *squares; /* takes in the squares of g by lanes, as glia_sum_squares does */
} stretch;

/* The constants of an update, rounded once; moments and corrections then use the same ones. */
typedef struct constants {
  float rate, mu, keep1, take1, keep2, take2;
  float correct1; /* 1 / (1 - beta1^t) */
  float step;     /* rate / (1 - beta1^t) */
  float scale2;   /* 1 / sqrt(1 - beta2^t) */
  float eps;
} constants;

static constants constants_of(const glia_optimizer_options *options, glia_optimizer_state *state,
                              double rate, double momentum) {
  const int rms = options->kind == GLIA_OPTIMIZER_RMSPROP;
  const float b1 = (float)options->beta1, b2 = (float)(rms ? options->alpha : options->beta2);
  state->beta1_power *= (double)b1;
  state->beta2_power *= (double)b2;
  return (constants){.rate = (float)rate,
                     .mu = (float)momentum,
                     .keep1 = b1,
                     .take1 = (float)(1.0 - (double)b1),
                     .keep2 = b2,
                     .take2 = (float)(1.0 - (double)b2),
                     .correct1 = (float)(1.0 / (1.0 - state->beta1_power)),
                     .step = (float)(rate / (1.0 - state->beta1_power)),
                     .scale2 = (float)(1.0 / __builtin_sqrt(1.0 - state->beta2_power)),
                     .eps = (float)options->eps};
}

/* Collects, over all lanes, w - w: zero for a finite w and NaN for any other, so the sum tells. */
static vf finite_trace(vf trace, vf w) { return vf_add(trace, vf_sub(w, w)); }

static int is_finite_trace(vf trace) { return vf_sum(trace) == 0.0f; }

/* The loop all rules share: w and g are four parameters and their gradient (decay included), at is
 * where they stand; the rule gives the new w. */
#define EACH(new_w)                                                                   \
  const vf decay = vf_splat(s.decay);                                                 \
  vf trace = vf_zero(), squares = *s.squares;                                         \
  for (size_t at = 0; at < s.count; at += GLIA_LANES) {                               \
    const vf w = vf_load(s.w + at);                                                   \
    const vf given = vf_load(s.g + at);                                               \
    const vf g = s.decay != 0.0f ? vf_add(given, vf_mul(decay, w)) : given;           \
    squares = vf_madd(given, given, squares);                                         \
    const vf next = (new_w);                                                          \
    vf_store(s.out + at, next);                                                       \
    trace = finite_trace(trace, next);                                                \
  }                                                                                   \
  *s.squares = squares;                                                               \
  return is_finite_trace(trace)

static int sgd(stretch s, constants c) {
  const vf rate = vf_splat(c.rate);
  EACH(vf_sub(w, vf_mul(rate, g)));
}

static vf speed_up(float *velocity, vf mu, vf g) {
  const vf v = vf_add(vf_mul(mu, vf_load(velocity)), g);
  vf_store(velocity, v);
  return v;
}

static int momentum_rule(stretch s, constants c) {
  const vf rate = vf_splat(c.rate), mu = vf_splat(c.mu);
  EACH(vf_sub(w, vf_mul(rate, speed_up(s.first + at, mu, g))));
}

static int nesterov(stretch s, constants c) {
  const vf rate = vf_splat(c.rate), mu = vf_splat(c.mu);
  EACH(vf_sub(w, vf_mul(rate, vf_add(g, vf_mul(mu, speed_up(s.first + at, mu, g))))));
}

/* g over the root of the kept squares, which take in g² first. */
static vf scaled(float *squares, vf keep, vf take, vf eps, vf g) {
  const vf sum = vf_add(vf_mul(keep, vf_load(squares)), vf_mul(take, vf_mul(g, g)));
  vf_store(squares, sum);
  return vf_div(g, vf_add(vf_sqrt(sum), eps));
}

static int adagrad(stretch s, constants c) {
  const vf rate = vf_splat(c.rate), eps = vf_splat(c.eps), one = vf_splat(1.0f);
  EACH(vf_sub(w, vf_mul(rate, scaled(s.second + at, one, one, eps, g))));
}

static int rmsprop(stretch s, constants c) {
  const vf rate = vf_splat(c.rate), eps = vf_splat(c.eps), mu = vf_splat(c.mu);
  const vf keep = vf_splat(c.keep2), take = vf_splat(c.take2);
  if (!s.first) {
    EACH(vf_sub(w, vf_mul(rate, scaled(s.second + at, keep, take, eps, g))));
  }
  EACH(vf_sub(w, vf_mul(rate, speed_up(s.first + at, mu,
                                       scaled(s.second + at, keep, take, eps, g)))));
}

/* Adam's fraction times step: the averages take in g, and are corrected for having started at 0. */
static vf adam_fraction(float *first, float *second, const constants *c, vf step, vf g) {
  const vf m = vf_add(vf_mul(vf_splat(c->keep1), vf_load(first)), vf_mul(vf_splat(c->take1), g));
  const vf v = vf_add(vf_mul(vf_splat(c->keep2), vf_load(second)),
                      vf_mul(vf_splat(c->take2), vf_mul(g, g)));
  vf_store(first, m);
  vf_store(second, v);
  const vf below = vf_add(vf_mul(vf_sqrt(v), vf_splat(c->scale2)), vf_splat(c->eps));
  return vf_div(vf_mul(step, m), below);
}

static int adam(stretch s, constants c) {
  const vf step = vf_splat(c.step);
  EACH(vf_sub(w, adam_fraction(s.first + at, s.second + at, &c, step, g)));
}

static int adamw(stretch s, constants c) {
  const vf step = vf_splat(c.step), shrink = vf_splat(1.0f - c.rate * s.decay);
  s.decay = 0.0f;
  EACH(vf_sub(vf_mul(w, shrink), adam_fraction(s.first + at, s.second + at, &c, step, g)));
}

static int lamb(stretch s, constants c) {
  const vf step = vf_splat(c.correct1), wd = vf_splat(s.decay);
  for (size_t at = 0; at < s.count; at += GLIA_LANES) {
    const vf part = adam_fraction(s.first + at, s.second + at, &c, step, vf_load(s.g + at));
    vf_store(s.out + at, vf_add(part, vf_mul(wd, vf_load(s.w + at))));
  }
  const double weight_norm = __builtin_sqrt((double)glia_sum_squares(s.w, s.count));
  const double update_norm = __builtin_sqrt((double)glia_sum_squares(s.out, s.count));
  const double trust = weight_norm > 0.0 && update_norm > 0.0 ? weight_norm / update_norm : 1.0;
  const vf rate = vf_splat((float)((double)c.rate * trust));
  s.decay = 0.0f;
  EACH(((void)g, vf_sub(w, vf_mul(rate, vf_load(s.out + at)))));
}

static int update_stretch(glia_optimizer kind, stretch s, constants c) {
  switch (kind) {
    case GLIA_OPTIMIZER_SGD: return sgd(s, c);
    case GLIA_OPTIMIZER_MOMENTUM: return momentum_rule(s, c);
    case GLIA_OPTIMIZER_NESTEROV: return nesterov(s, c);
    case GLIA_OPTIMIZER_ADAGRAD: return adagrad(s, c);
    case GLIA_OPTIMIZER_RMSPROP: return rmsprop(s, c);
    case GLIA_OPTIMIZER_ADAM: return adam(s, c);
    case GLIA_OPTIMIZER_ADAMW: return adamw(s, c);
    case GLIA_OPTIMIZER_LAMB: return lamb(s, c);
    case GLIA_OPTIMIZER_COUNT: break;
  }
  return 0;
}

/* How far an array reaches from an offset, or nowhere. */
static float *from(float *array, size_t offset) { return array ? array + offset : NULL; }

int glia_optimizer_update(const glia_optimizer_options *options, glia_optimizer_state *state,
                          const glia_network *network, double rate, double momentum,
                          const float *parameters, const float *gradient, float *updated) {
  vf squares = vf_zero();
  state->updates++;
  const constants c = constants_of(options, state, rate, momentum);
  const float decay = (float)options->weight_decay;
  const int everything = decay == 0.0f || options->penalize == GLIA_PENALIZE_ALL;
  if (everything && options->kind != GLIA_OPTIMIZER_LAMB) {
    const stretch all = {parameters, gradient,         state->first, state->second,
                         updated,    network->storage, decay,        &squares};
    const int finite = update_stretch(options->kind, all, c);
    state->sum_squares = vf_sum(squares);
    return finite;
  }
  int finite = 1;
  for (int t = 0; t < network->tensor_count; t++) {
    const glia_tensor *tensor = &network->tensor[t];
    const int weights = tensor->role == GLIA_ROLE_WEIGHTS || tensor->role == GLIA_ROLE_PROJECTION;
    const int decays = weights || options->penalize == GLIA_PENALIZE_ALL;
    const size_t at = tensor->offset;
    const stretch block = {parameters + at,
                           gradient + at,
                           from(state->first, at),
                           from(state->second, at),
                           updated + at,
                           tensor->rows * tensor->stride,
                           decays ? decay : 0.0f,
                           &squares};
    if (!update_stretch(options->kind, block, c)) finite = 0;
  }
  state->sum_squares = vf_sum(squares);
  return finite;
}
