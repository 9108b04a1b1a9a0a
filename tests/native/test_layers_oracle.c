/* Small networks of the oracle with normalization and residual connections. */
#include "floats.h"

#include <stddef.h>
#include <stdio.h>

#include "fixture.h"
#include "oracle_shape.h"

static fixture open_case(const oracle *o, const char *layers, size_t inputs, size_t rows,
                         glia_loss loss) {
  reference shape = reference_make((uint32_t)inputs, layers, loss);
  shape.mode.batch_statistics = 1;
  fixture f = open_fixture(&shape, rows, rows);
  float *x = oracle_floats(
      oracle_tensor_at(o, oracle_type_at(o, "inputs.X") == ORACLE_ABSENT ? "inputs.x" : "inputs.X"));
  memcpy(f.x, x, rows * inputs * sizeof *x);
  free(x);
  return f;
}

static float *put(const oracle *o, const char *path, float *to) {
  const oracle_tensor t = oracle_tensor_at(o, "%s", path);
  for (size_t i = 0; i < t.count; i++) *to++ = (float)t.data[i];
  return to;
}

static const float *check(const oracle *o, const char *path, const float *got) {
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const oracle_tensor expected = oracle_tensor_at(o, "%s", path);
  oracle_check(path, got, expected, t.atol, t.rtol);
  return got + expected.count;
}

static void check_rows(const oracle *o, const char *path, const float *got, size_t units) {
  const oracle_tolerance t = oracle_float32_tolerance(o);
  oracle_check_rows(path, got, (units + 3) / 4 * 4, oracle_tensor_at(o, "%s", path), t.atol, t.rtol);
}

/* A whole network with its loss; norm: the first layer has gamma and beta after its biases. */
static void run_network(const char *file, const char *layers, size_t depth, int norm,
                        const char *const *shown) {
  oracle *o = oracle_load(file);
  const oracle_tensor x = oracle_tensor_at(o, "inputs.X");
  fixture f = open_case(o, layers, x.shape[1], x.shape[0], GLIA_LOSS_CROSS_ENTROPY);
  float *target = oracle_floats(oracle_tensor_at(o, "inputs.Y")), *to = f.canonical;
  memcpy(f.target, target, f.rows * sizeof *target);
  free(target);
  char path[40];
  for (size_t l = 0; l < depth; l++) {
    snprintf(path, sizeof path, "inputs.params[%zu].W", l);
    to = put(o, path, to);
    snprintf(path, sizeof path, "inputs.params[%zu].b", l);
    to = put(o, path, to);
    if (norm && l == 0) to = put(o, "inputs.beta", put(o, "inputs.gamma", to));
  }
  assert_int_equal(to - f.canonical, f.network.parameter_count);
  glia_network_import(&f.network, f.canonical, f.parameters);
  pass(&f);
  oracle_check_number(file, "loss", 0, f.loss, oracle_number_at(o, "expected.loss"),
                      oracle_float32_tolerance(o));
  const glia_stage *stage = f.workspace.stage;
  check_rows(o, "expected.logits", stage[depth - 1].z, f.network.outputs);
  if (shown[0]) check_rows(o, shown[0], norm ? stage[0].pre : stage[0].post, f.network.layer[0].units);
  if (shown[1]) check_rows(o, shown[1], norm ? stage[0].z : stage[1].post, f.network.layer[0].units);
  float *gradient = new_floats(f.network.parameter_count);
  glia_network_export(&f.network, f.gradient, gradient);
  const float *at = gradient;
  for (size_t l = 0; l < depth; l++) {
    snprintf(path, sizeof path, "expected.grads[%zu].dW", l);
    at = check(o, path, at);
    snprintf(path, sizeof path, "expected.grads[%zu].db", l);
    at = check(o, path, at);
    if (norm && l == 0) at = check(o, "expected.dbeta", check(o, "expected.dgamma", at));
  }
  check_rows(o, "expected.dX", f.workspace.input_delta, f.network.inputs);
  check_gradient_padding(&f);
  free(gradient);
  close_fixture(&f);
  oracle_free(o);
}

static void test_networks(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  static const char *const normed[] = {"expected.z0", "expected.u"};
  static const char *const residual[] = {"expected.h0", "expected.h1"};
  run_network("layers/mlp_batchnorm.json", "6:relu+bn,3:softmax", 2, 1, normed);
  run_network("layers/mlp_layernorm.json", "6:relu+ln,3:softmax", 2, 1, normed);
  run_network("layers/residual_mlp.json", "5:tanh,5:tanh+res,4:softmax", 3, 0, residual);
}

/* The oracle's block goes around two layers, the engine's connection around one. So the first layer,
 * besides W1 x + b1, hands on x + c, large enough for its ReLU, and the connection takes that: its
 * projection is [0 | S] with S the oracle's, or the identity, and the biases take S c off again. A last
 * linear layer does nothing and carries the upstream gradient in. */
enum { SHIFT = 4 };

static void run_block(const char *file) {
  oracle *o = oracle_load(file);
  const int projected = oracle_type_at(o, "inputs.Ws") != ORACLE_ABSENT;
  const oracle_tensor x = oracle_tensor_at(o, "inputs.x"), w1 = oracle_tensor_at(o, "inputs.W1");
  const oracle_tensor w2 = oracle_tensor_at(o, "inputs.W2"), b1 = oracle_tensor_at(o, "inputs.b1");
  const size_t rows = x.shape[0], in = x.shape[1], mid = w1.shape[0], out = w2.shape[0], wide = mid + in;
  char layers[80];
  snprintf(layers, sizeof layers, "%zu:relu,%zu:linear+res,%zu:linear+nobias", wide, out, out);
  fixture f = open_case(o, layers, in, rows, GLIA_LOSS_MSE);
  memset(f.canonical, 0, f.network.parameter_count * sizeof(float));
  float *w = f.canonical, *b = w + wide * in, *v = b + wide, *c = v + out * wide, *p = c + out;
  float *last = p + out * wide;
  assert_int_equal(last + out * out - f.canonical, f.network.parameter_count);
  put(o, "inputs.W1", w);
  put(o, "inputs.b1", b);
  for (size_t i = 0; i < in; i++) {
    w[(mid + i) * in + i] = 1;
    b[mid + i] = SHIFT;
  }
  assert_int_equal(b1.count, mid);
  for (size_t u = 0; u < out; u++) {
    c[u] = (float)oracle_tensor_at(o, "inputs.b2").data[u];
    last[u * out + u] = 1;
    for (size_t i = 0; i < mid; i++) v[u * wide + i] = (float)w2.data[u * mid + i];
    for (size_t i = 0; i < in; i++) {
      const float skip = projected ? (float)oracle_tensor_at(o, "inputs.Ws").data[u * in + i] : u == i;
      p[u * wide + mid + i] = skip;
      c[u] -= skip * SHIFT;
    }
  }
  glia_network_import(&f.network, f.canonical, f.parameters);
  pass(&f); /* the loss is nobody's; the upstream gradient takes its place */
  check_rows(o, "expected.y", f.workspace.stage[1].post, out);
  const oracle_tensor up = oracle_tensor_at(o, "inputs.upstream");
  const size_t stride = f.network.layer[2].stride;
  for (size_t i = 0; i < rows * stride; i++) {
    f.workspace.stage[2].delta[i] =
        i % stride < out ? (float)up.data[i / stride * out + i % stride] : 0.0f;
  }
  glia_backward(&f.network, values_of(&f), f.shape.mode, f.x, rows, &f.workspace, f.gradient);
  float *g = new_floats(f.network.parameter_count), *own = new_floats(out * mid), *skip = new_floats(out * in);
  glia_network_export(&f.network, f.gradient, g);
  check(o, "expected.dW1", g);
  check(o, "expected.db1", g + wide * in);
  check(o, "expected.db2", g + (c - f.canonical));
  for (size_t u = 0; u < out; u++) {
    for (size_t i = 0; i < mid; i++) own[u * mid + i] = g[v - f.canonical + (ptrdiff_t)(u * wide + i)];
    for (size_t i = 0; i < in; i++) { /* its inputs were x + c */
      skip[u * in + i] = g[p - f.canonical + (ptrdiff_t)(u * wide + mid + i)] - SHIFT * g[c - f.canonical + (ptrdiff_t)u];
    }
  }
  check(o, "expected.dW2", own);
  if (projected) check(o, "expected.dWs", skip);
  check_rows(o, "expected.dx", f.workspace.input_delta, in);
  check_gradient_padding(&f);
  free(g);
  free(own);
  free(skip);
  close_fixture(&f);
  oracle_free(o);
}

static void test_blocks(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  run_block("layers/residual_identity.json");
  run_block("layers/residual_projection.json");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_networks),
      cmocka_unit_test(test_blocks),
  };
  return cmocka_run_group_tests_name("layers oracle", tests, NULL, NULL);
}
