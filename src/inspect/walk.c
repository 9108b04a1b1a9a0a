#include "inspect/walk.h"

#include <string.h>

#include "data/inputs.h"

static size_t units_of(const glia_network *network) {
  size_t units = 0;
  for (uint32_t l = 0; l < network->layer_count; l++) units += network->layer[l].units;
  return units;
}

size_t glia_walk_floats(const glia_run *run) {
  const glia_network *network = &run->model->network;
  return network->inputs + 1 + 4 * units_of(network) + 2 * network->parameter_count;
}

/* inputs and target of the example, in order. */
static glia_status find_example(const glia_run *run, glia_walk_of of, size_t row, const float *x,
                                float target, float *out, glia_error *error) {
  const glia_dataset *data = &run->dataset;
  const uint32_t inputs = run->model->network.inputs;
  if (of != GLIA_WALK_GIVEN) {
    const glia_part *part = of == GLIA_WALK_TEST ? &data->test : &data->train;
    if (row >= part->rows) {
      return glia_fail(error, GLIA_RANGE, -1, "there is no example %lu; they go from 0 to %lu",
                       (unsigned long)row, (unsigned long)(part->rows - 1));
    }
    memcpy(out, part->x + row * inputs, inputs * sizeof *out);
    out[inputs] = part->target[row];
    return GLIA_OK;
  }
  float off = target - target;
  for (uint32_t i = 0; i < data->numbers; i++) off += x[i] - x[i];
  if (!(off == 0.0f)) {
    return glia_fail(error, GLIA_NOT_FINITE, -1, "a number of the example is not finite");
  }
  if (data->classes && !(target >= 0.0f && target < (float)data->classes &&
                         target == (float)(uint32_t)target)) {
    return glia_fail(error, GLIA_RANGE, -1, "the example's class is a whole number from 0 to %u",
                     data->classes - 1);
  }
  glia_inputs_fill(&run->settings, x, 1, out);
  out[inputs] = glia_run_target(run, target);
  return GLIA_OK;
}

static float *copy(const float *from, size_t count, glia_arena *arena, int *fine) {
  float *to = from ? glia_arena_floats(arena, count) : NULL;
  if (to) memcpy(to, from, count * sizeof *to);
  else if (from) *fine = 0;
  return to;
}

/* after (canonical) = the parameters after the update by gradient, which is changed. */
static glia_status step(const glia_run *run, float *gradient, float *after, glia_arena *arena,
                        glia_error *error) {
  const glia_trainer *trainer = run->trainer;
  const glia_network *network = &run->model->network;
  const glia_optimizer_options *optimizer = &trainer->options.optimizer;
  int fine = 1;
  glia_optimizer_state state = trainer->state;
  state.first = copy(state.first, network->storage, arena, &fine);
  state.second = copy(state.second, network->storage, arena, &fine);
  float *updated = copy(run->model->parameters, network->storage, arena, &fine);
  if (!fine) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  glia_gradient_prepare(optimizer, network, run->model->parameters, gradient);
  if (!glia_optimizer_update(optimizer, &state, network, glia_trainer_rate(trainer),
                             glia_schedule_momentum(&trainer->options.schedule, optimizer->momentum,
                                                    trainer->step),
                             run->model->parameters, gradient, updated)) {
    return glia_fail(error, GLIA_NOT_FINITE, -1,
                     "a step on this example would lead out of the finite numbers");
  }
  glia_network_export(network, updated, after);
  return GLIA_OK;
}

/* One of four arrays of each layer's units, without padding. */
static float *put_units(const glia_network *network, const glia_workspace *workspace, int which,
                        float *out) {
  for (uint32_t l = 0; l < network->layer_count; l++) {
    const glia_stage *stage = &workspace->stage[l];
    const float *const from[] = {stage->pre, stage->z, stage->post, stage->delta};
    memcpy(out, from[which], network->layer[l].units * sizeof *out);
    out += network->layer[l].units;
  }
  return out;
}

glia_status glia_walk(glia_run *run, glia_walk_of of, size_t row, const float *x, float target,
                      float *out, double *loss, glia_error *error) {
  const glia_network *network = &run->model->network;
  glia_status status = find_example(run, of, row, x, target, out, error);
  if (status) return status;
  glia_arena arena = glia_arena_open(&run->arena.memory);
  glia_workspace workspace;
  float *gradient = glia_arena_floats(&arena, network->storage);
  status = gradient ? glia_workspace_take(&workspace, network, 1, 1, 0, &arena, error)
                    : glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (!status) {
    const glia_values values = glia_model_values(run->model);
    const glia_mode use = {0};
    glia_forward(network, values, use, out, 1, &workspace);
    *loss = glia_output_loss(network, out + network->inputs, 1, &workspace);
    glia_backward(network, values, use, out, 1, &workspace, gradient);
    out += network->inputs + 1;
    for (int which = 0; which < 4; which++) out = put_units(network, &workspace, which, out);
    glia_network_export(network, gradient, out);
    status = step(run, gradient, out + network->parameter_count, &arena, error);
  }
  glia_arena_close(&arena);
  return status;
}
