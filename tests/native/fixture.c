#include "fixture.h"

#include "floats.h"
#include "nn/init.h"

static void fill_garbage(float *block, size_t count) {
  for (size_t i = 0; i < count; i++) block[i] = i % 2 ? NAN : 1e20f;
}

/* What a stage shares with the one before is spoilt twice, which does no harm. */
static void spoil_stage(glia_stage *stage, size_t rows, size_t stride) {
  float *const matrices[] = {stage->pre, stage->z,     stage->act, stage->post,
                             stage->hat, stage->delta, stage->mask};
  for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++) {
    if (matrices[i]) fill_garbage(matrices[i], rows * stride);
  }
  if (stage->inverse) fill_garbage(stage->inverse, rows + stride);
  if (stage->mean) fill_garbage(stage->mean, stride);
  if (stage->variance) fill_garbage(stage->variance, stride);
}

static void spoil(fixture *f) {
  const size_t rows = f->workspace.rows;
  for (uint32_t l = 0; l < f->network.layer_count; l++) {
    spoil_stage(&f->workspace.stage[l], rows, f->network.layer[l].stride);
  }
  fill_garbage(f->workspace.input_delta, rows * ((f->network.inputs + 3) / 4 * 4));
  if (f->workspace.skip) fill_garbage(f->workspace.skip, rows * f->network.widest);
  if (f->workspace.extra) fill_garbage(f->workspace.extra, rows * f->network.widest);
  fill_garbage(f->gradient, f->network.storage);
}

fixture open_fixture(const reference *shape, size_t rows, size_t room) {
  fixture f = {.shape = *shape, .rows = rows, .arena = glia_arena_open(NULL)};
  glia_error error = {0};
  if (glia_network_plan(&f.network, shape->inputs, &shape->layers, &shape->loss, &error) ||
      glia_workspace_take(&f.workspace, &f.network, room, 1, 1, &f.arena, &error)) {
    fail_msg("refused: %s", error.message);
  }
  f.canonical = new_floats(f.network.parameter_count);
  f.parameters = new_floats(f.network.storage);
  f.running = new_floats(f.network.running);
  glia_running_init(&f.network, f.running);
  f.gradient = new_floats(f.network.storage);
  f.x = new_floats(rows * shape->inputs);
  f.target = new_floats(rows * reference_targets(shape));
  spoil(&f);
  return f;
}

void close_fixture(fixture *f) {
  free(f->canonical);
  free(f->parameters);
  free(f->running);
  free(f->gradient);
  free(f->x);
  free(f->target);
  glia_arena_close(&f->arena);
}

glia_values values_of(const fixture *f) { return (glia_values){f->parameters, f->running}; }

void pass(fixture *f) {
  const glia_values values = values_of(f);
  const glia_mode mode = f->shape.mode;
  glia_forward(&f->network, values, mode, f->x, f->rows, &f->workspace);
  f->loss = glia_output_loss(&f->network, f->target, f->rows, &f->workspace);
  glia_backward(&f->network, values, mode, f->x, f->rows, &f->workspace, f->gradient);
}

void check_gradient_padding(const fixture *f) {
  float *canonical = new_floats(f->network.parameter_count),
        *again = new_floats(f->network.storage);
  glia_network_export(&f->network, f->gradient, canonical);
  glia_network_import(&f->network, canonical, again); /* zeros in the padding */
  for (size_t k = 0; k < f->network.storage; k++) {
    if (!(f->gradient[k] == again[k]))
      fail_msg("float %zu of the gradient is %a, not %a", k, (double)f->gradient[k],
               (double)again[k]);
  }
  free(canonical);
  free(again);
}
