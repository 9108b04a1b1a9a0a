#include "fixture.h"

#include "floats.h"

static void fill_garbage(float *block, size_t count) {
  for (size_t i = 0; i < count; i++) block[i] = i % 2 ? NAN : 1e20f;
}

static void spoil(fixture *f) {
  for (uint32_t l = 0; l < f->network.layer_count; l++) {
    const size_t count = f->workspace.rows * f->network.layer[l].stride;
    fill_garbage(f->workspace.pre[l], count);
    fill_garbage(f->workspace.post[l], count);
    fill_garbage(f->workspace.delta[l], count);
  }
  fill_garbage(f->workspace.input_delta, f->workspace.rows * ((f->network.inputs + 3) / 4 * 4));
  fill_garbage(f->gradient, f->network.storage);
}

fixture open_fixture(const reference *shape, size_t rows, size_t room) {
  fixture f = {.shape = *shape, .rows = rows, .arena = glia_arena_open(NULL)};
  glia_error error = {0};
  if (glia_network_plan(&f.network, shape->inputs, &shape->layers, shape->loss, &error) ||
      glia_workspace_take(&f.workspace, &f.network, room, 1, 1, &f.arena, &error)) {
    fail_msg("refused: %s", error.message);
  }
  f.canonical = new_floats(f.network.parameter_count);
  f.parameters = new_floats(f.network.storage);
  f.gradient = new_floats(f.network.storage);
  f.x = new_floats(rows * shape->inputs);
  f.target = new_floats(rows * reference_targets(shape));
  spoil(&f);
  return f;
}

void close_fixture(fixture *f) {
  free(f->canonical);
  free(f->parameters);
  free(f->gradient);
  free(f->x);
  free(f->target);
  glia_arena_close(&f->arena);
}

void pass(fixture *f) {
  glia_forward(&f->network, f->parameters, f->x, f->rows, &f->workspace);
  f->loss = glia_output_loss(&f->network, f->target, f->rows, &f->workspace);
  glia_backward(&f->network, f->parameters, f->x, f->rows, &f->workspace, f->gradient);
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
