#include "inspect/ledger_rule.h"

#include <string.h>

#include "kernels/reduce.h"

static int same(float a, float b) { return memcmp(&a, &b, sizeof a) == 0; }

static int is_penalized(const glia_optimizer_options *options, glia_role role) {
  return role == GLIA_ROLE_WEIGHTS || role == GLIA_ROLE_PROJECTION ||
         options->penalize == GLIA_PENALIZE_ALL;
}

/* From the raw gradient to the prepared one: L1, clipping by norm, clipping by value. */
static void prepare(glia_ledger *ledger, const glia_trainer *trainer,
                    const glia_ledger_start *start, size_t slot) {
  const glia_network *network = &trainer->model->network;
  const glia_optimizer_options *options = &trainer->options.optimizer;
  const float w = start->parameters[slot];
  ledger->gradient = start->gradient[slot];
  if (options->l1 > 0.0 && is_penalized(options, ledger->role)) {
    const float size = (float)options->l1;
    ledger->l1 = w > 0.0f ? size : w < 0.0f ? -size : 0.0f;
  }
  memcpy(start->scratch, start->gradient, network->storage * sizeof(float));
  ledger->norm = glia_gradient_prepare(options, network, start->parameters, start->scratch);
  ledger->clip_factor = 1.0f;
  if (options->clip_norm > 0.0) {
    const double share = options->clip_norm / (ledger->norm + 1e-6);
    if (share < 1.0) ledger->clip_factor = (float)share;
  }
  const float sum = ledger->gradient + ledger->l1;
  ledger->clipped = ledger->clip_factor < 1.0f ? sum * ledger->clip_factor : sum;
  ledger->limited = ledger->clipped;
  if (options->clip_value > 0.0) {
    const float limit = (float)options->clip_value;
    if (ledger->limited > limit) ledger->limited = limit;
    if (ledger->limited < -limit) ledger->limited = -limit;
  }
  ledger->agrees = ledger->limited == start->scratch[slot];
}

/* Adam's averages of one element, and what the first is divided by. */
static float average(float keep, float before, float take, float x) {
  return keep * before + take * x;
}

static float below(float squares, float scale, float eps) {
  return __builtin_sqrtf(squares) * scale + eps;
}

/* lamb: the direction of every element of the block, from the averages after the update. */
static void trust(glia_ledger *ledger, const glia_trainer *trainer,
                  const glia_ledger_start *start, float correct, float scale, float eps,
                  float decay) {
  const glia_network *network = &trainer->model->network;
  const glia_tensor *tensor = &network->tensor[network->layer[ledger->layer].tensor[ledger->role]];
  const size_t count = tensor->rows * tensor->stride;
  const float *w = start->parameters + tensor->offset;
  const float *m = trainer->state.first + tensor->offset;
  const float *v = trainer->state.second + tensor->offset;
  for (size_t i = 0; i < count; i++) {
    const float part = correct * m[i] / below(v[i], scale, eps);
    start->scratch[i] = part + decay * w[i];
  }
  ledger->weight_norm = __builtin_sqrt((double)glia_sum_squares(w, count));
  ledger->update_norm = __builtin_sqrt((double)glia_sum_squares(start->scratch, count));
  ledger->trust = ledger->weight_norm > 0.0 && ledger->update_norm > 0.0
                      ? ledger->weight_norm / ledger->update_norm
                      : 1.0;
}

void glia_ledger_rule(glia_ledger *l, const glia_trainer *trainer,
                      const glia_ledger_start *start) {
  const glia_network *network = &trainer->model->network;
  const glia_optimizer_options *options = &trainer->options.optimizer;
  const glia_optimizer_state *state = &trainer->state;
  const size_t slot = glia_network_slot(network, l->index, NULL);
  const float w = start->parameters[slot];
  prepare(l, trainer, start, slot);

  const int rms = options->kind == GLIA_OPTIMIZER_RMSPROP;
  const int adam = options->kind >= GLIA_OPTIMIZER_ADAM;
  const int apart = options->kind == GLIA_OPTIMIZER_ADAMW || options->kind == GLIA_OPTIMIZER_LAMB;
  const double momentum =
      glia_schedule_momentum(&trainer->options.schedule, options->momentum, start->step);
  l->optimizer = options->kind;
  l->rate = glia_schedule_rate(&trainer->options.schedule, options->rate, start->step);
  l->has_first = state->first != NULL;
  l->has_second = state->second != NULL;
  l->first_before = start->first;
  l->second_before = start->second;
  l->correction1 = adam ? 1.0 - state->beta1_power : 1.0;
  l->correction2 = adam ? 1.0 - state->beta2_power : 1.0;
  l->shrink = 1.0f;
  l->trust = 1.0;
  l->before = w;

  const float decay = is_penalized(options, l->role) ? (float)options->weight_decay : 0.0f;
  l->decay = apart ? 0.0f : decay * w;
  const float g = decay != 0.0f && !apart ? l->limited + l->decay : l->limited;
  const float rate = (float)l->rate, mu = (float)momentum, eps = (float)options->eps;
  const float b1 = (float)options->beta1, b2 = (float)(rms ? options->alpha : options->beta2);
  const float take1 = (float)(1.0 - (double)b1), take2 = (float)(1.0 - (double)b2);
  const float scale = (float)(1.0 / __builtin_sqrt(1.0 - state->beta2_power));
  float m = 0.0f, v = 0.0f, u = 0.0f;
  l->given = g;
  if (adam) {
    m = average(b1, start->first, take1, g);
    v = average(b2, start->second, take2, g * g);
    l->denominator = below(v, scale, eps);
    l->keep1 = options->beta1;
    l->keep2 = options->beta2;
    l->eps = options->eps;
  } else if (l->has_second) {
    v = rms ? average(b2, start->second, take2, g * g) : 1.0f * start->second + g * g;
    l->denominator = __builtin_sqrtf(v) + eps;
    u = g / l->denominator;
    l->keep2 = rms ? options->alpha : 1.0;
    l->eps = options->eps;
  } else {
    u = g;
  }
  if (!adam && l->has_first) {
    m = mu * start->first + u;
    l->momentum = momentum;
  }
  switch (options->kind) {
    case GLIA_OPTIMIZER_NESTEROV: l->change = rate * (g + mu * m); break;
    case GLIA_OPTIMIZER_ADAMW:
    case GLIA_OPTIMIZER_ADAM: {
      const float step = (float)(l->rate / l->correction1);
      l->change = step * m / l->denominator;
      if (apart) l->shrink = 1.0f - rate * decay;
      break;
    }
    case GLIA_OPTIMIZER_LAMB: {
      const float correct = (float)(1.0 / l->correction1);
      trust(l, trainer, start, correct, scale, eps, decay);
      l->change = (float)((double)rate * l->trust) * (correct * m / l->denominator + decay * w);
      break;
    }
    default: l->change = rate * (l->has_first ? m : u);
  }
  l->first_after = m;
  l->second_after = v;
  l->after = trainer->model->parameters[slot];
  const float computed = options->kind == GLIA_OPTIMIZER_ADAMW ? w * l->shrink - l->change
                                                               : w - l->change;
  if (!same(computed, l->after)) l->agrees = 0;
  if (l->has_first && !same(m, state->first[slot])) l->agrees = 0;
  if (l->has_second && !same(v, state->second[slot])) l->agrees = 0;
}
