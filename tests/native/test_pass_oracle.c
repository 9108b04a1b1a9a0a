/* Whole networks of the oracle with all their intermediate values: z, a, dz, dW, db, dX and the
 * loss. */
#include "floats.h"

#include "fixture.h"
#include "nn/loss.h"
#include "oracle_shape.h"

static void run_oracle(const oracle *o, const char *name, void *user) {
  const reference shape = oracle_shape(o);
  ++*(int *)user;
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const size_t rows = (size_t)oracle_number_at(o, "config.batch");
  fixture f = open_fixture(&shape, rows, rows);
  float *x = oracle_floats(oracle_tensor_at(o, "inputs.X"));
  float *target = oracle_floats(oracle_tensor_at(o, "inputs.Y"));
  memcpy(f.x, x, rows * shape.inputs * sizeof *x);
  memcpy(f.target, target, rows * reference_targets(&shape) * sizeof *target);
  float *to = f.canonical;
  for (uint32_t l = 0; l < shape.layers.count; l++) {
    const oracle_tensor w = oracle_tensor_at(o, "inputs.params[%u].W", l);
    const oracle_tensor b = oracle_tensor_at(o, "inputs.params[%u].b", l);
    for (size_t i = 0; i < w.count; i++) *to++ = (float)w.data[i];
    for (size_t i = 0; i < b.count; i++) *to++ = (float)b.data[i];
  }
  assert_int_equal(to - f.canonical, f.network.parameter_count);
  glia_network_import(&f.network, f.canonical, f.parameters);
  assert_int_equal(glia_loss_check(shape.loss.kind, f.target, rows, f.network.outputs, NULL), GLIA_OK);
  pass(&f);
  const double loss = oracle_number_at(o, "expected.loss");
  if (!(fabs(f.loss - loss) <= t.atol + t.rtol * loss)) {
    fail_msg("%s: the loss is %.9g, not %.9g", name, f.loss, loss);
  }
  float *gradient = new_floats(f.network.parameter_count), *at = gradient;
  glia_network_export(&f.network, f.gradient, gradient);
  for (uint32_t l = 0; l < shape.layers.count; l++) {
    const size_t stride = f.network.layer[l].stride;
    oracle_check_rows("z", f.workspace.stage[l].pre, stride,
                      oracle_tensor_at(o, "expected.layers[%u].z", l), t.atol, t.rtol);
    oracle_check_rows("a", f.workspace.stage[l].post, stride,
                      oracle_tensor_at(o, "expected.layers[%u].a", l), t.atol, t.rtol);
    oracle_check_rows("dz", f.workspace.stage[l].delta, stride,
                      oracle_tensor_at(o, "expected.layers[%u].dz", l), t.atol, t.rtol);
    const oracle_tensor w = oracle_tensor_at(o, "expected.layers[%u].dW", l);
    const oracle_tensor b = oracle_tensor_at(o, "expected.layers[%u].db", l);
    oracle_check("dW", at, w, t.atol, t.rtol);
    oracle_check("db", at + w.count, b, t.atol, t.rtol);
    at += w.count + b.count;
  }
  oracle_check_rows("dX", f.workspace.input_delta, (shape.inputs + 3) / 4 * 4,
                    oracle_tensor_at(o, "expected.dX"), t.atol, t.rtol);
  check_gradient_padding(&f);
  free(x);
  free(target);
  free(gradient);
  close_fixture(&f);
}

static void test_oracle(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  int ran = 0;
  oracle_each("mlp", "", run_oracle, &ran);
  assert_true(ran >= 15);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle),
  };
  return cmocka_run_group_tests_name("pass oracle", tests, NULL, NULL);
}
