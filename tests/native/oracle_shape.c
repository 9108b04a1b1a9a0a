#include "oracle_shape.h"

#include <string.h>

#include "floats.h"

static int named(const glia_choice *choices, size_t count, const char *name) {
  const int index = glia_choice_find(choices, count, name, strlen(name));
  if (index < 0) fail_msg("the engine has nothing called %s", name);
  return index;
}

glia_activation oracle_activation(const char *name) {
  size_t count;
  const glia_choice *choices = glia_activation_choices(&count);
  return (glia_activation)named(choices, count, name);
}

glia_loss oracle_loss(const char *name) {
  const glia_setting *setting = glia_setting_find("loss", 4);
  return (glia_loss)named(setting->choices, setting->choice_count, name);
}

reference oracle_shape(const oracle *o) {
  reference shape;
  memset(&shape, 0, sizeof shape);
  shape.inputs = (uint32_t)oracle_number_at(o, "config.layers[0].in");
  shape.layers.count = (uint32_t)oracle_count_at(o, "config.layers");
  for (uint32_t l = 0; l < shape.layers.count; l++) {
    glia_layer *layer = &shape.layers.layer[l];
    layer->activation = oracle_activation(oracle_string_at(o, "config.layers[%u].activation", l));
    layer->units = (uint32_t)oracle_number_at(o, "config.layers[%u].out", l);
  }
  shape.loss = glia_loss_spec_of(oracle_loss(oracle_string_at(o, "config.loss")));
  return shape;
}

double *oracle_parameters(const oracle *o, const char *path, const char *prefix, size_t count) {
  double *all = malloc(count * sizeof *all);
  assert_non_null(all);
  size_t at = 0;
  for (size_t l = 0; l < oracle_count_at(o, "%s", path); l++) {
    for (int part = 0; part < 2; part++) {
      const oracle_tensor t =
          oracle_tensor_at(o, "%s[%zu].%s%s", path, l, prefix, part ? "b" : "W");
      assert_true(at + t.count <= count);
      for (size_t i = 0; i < t.count; i++) all[at++] = t.data[i];
    }
  }
  assert_int_equal(at, count);
  return all;
}

void oracle_check_number(const char *name, const char *what, size_t at, double got, double expected,
                         oracle_tolerance t) {
  if (!(fabs(got - expected) <= t.atol + t.rtol * fabs(expected))) {
    fail_msg("%s: %s %zu is %.9g, not %.9g", name, what, at, got, expected);
  }
}

void oracle_check_parameters(const oracle *o, const char *name, const char *path,
                             const char *prefix, const glia_network *network,
                             const float *storage) {
  const size_t count = network->parameter_count;
  double *expected = oracle_parameters(o, path, prefix, count);
  float *got = new_floats(count);
  glia_network_export(network, storage, got);
  for (size_t i = 0; i < count; i++) {
    oracle_check_number(name, path, i, (double)got[i], expected[i], oracle_float32_tolerance(o));
  }
  free(expected);
  free(got);
}
