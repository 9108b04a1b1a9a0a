/* Losses of the oracle: the mean, each part alone, and the gradient. */
#include "floats.h"

#include "nn/activation.h"
#include "oracle_shape.h"

static size_t padded(size_t units) { return (units + 3) / 4 * 4; }

/* The engine's loss for a case: its constants, weights for free(). */
static glia_loss_spec spec_of(const oracle *o) {
  static const struct {
    const char *name;
    glia_loss loss;
  } names[] = {{"mse", GLIA_LOSS_MSE},
               {"mae", GLIA_LOSS_MAE},
               {"huber", GLIA_LOSS_HUBER},
               {"smooth_l1", GLIA_LOSS_HUBER}, /* huber divided by its delta */
               {"bce", GLIA_LOSS_BCE},
               {"bce_with_logits", GLIA_LOSS_BCE},
               {"cross_entropy", GLIA_LOSS_CROSS_ENTROPY},
               {"focal_binary", GLIA_LOSS_FOCAL},
               {"focal_multiclass", GLIA_LOSS_FOCAL}};
  const char *name = oracle_string_at(o, "config.loss");
  glia_loss_spec spec = glia_loss_spec_of(GLIA_LOSS_COUNT);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(name, names[i].name) == 0) spec = glia_loss_spec_of(names[i].loss);
  }
  if (spec.kind == GLIA_LOSS_COUNT) fail_msg("the engine has no loss for %s", name);
  const char *delta = oracle_type_at(o, "config.beta") == ORACLE_NUMBER ? "beta" : "delta";
  if (oracle_type_at(o, "config.%s", delta) == ORACLE_NUMBER) {
    spec.delta = (float)oracle_number_at(o, "config.%s", delta);
  }
  if (oracle_type_at(o, "config.gamma") == ORACLE_NUMBER) {
    spec.gamma = (float)oracle_number_at(o, "config.gamma");
  }
  if (oracle_type_at(o, "config.alpha") == ORACLE_NUMBER) {
    spec.alpha = (float)oracle_number_at(o, "config.alpha");
  }
  if (oracle_type_at(o, "config.label_smoothing") == ORACLE_NUMBER) {
    spec.smoothing = (float)oracle_number_at(o, "config.label_smoothing");
  }
  static const char *const weights[] = {"pos_weight", "class_weights", "alpha"};
  for (int i = 0; i < 3; i++) {
    if (oracle_type_at(o, "inputs.%s", weights[i]) == ORACLE_ABSENT) continue;
    spec.weights = oracle_floats(oracle_tensor_at(o, "inputs.%s", weights[i]));
  }
  return spec;
}

static int has(const oracle *o, const char *path) {
  return oracle_type_at(o, "%s", path) != ORACLE_ABSENT;
}

/* An activation in between, where the case has one: mse of a sigmoid. */
static void run_through(glia_curve curve, float *block, size_t rows, size_t units, size_t stride,
                        float *post) {
  for (size_t i = 0; i < rows * stride; i++) block[i] = i % stride < units ? block[i] : 0.0f;
  glia_activation_forward(curve, block, post, rows, units, stride);
}

/* Each element's, or example's, loss before the mean. Class weights are in it, their sum is not. */
static void check_parts(const oracle *o, const char *name, const glia_loss_spec *spec,
                        const float *output, const float *target, size_t rows, size_t units,
                        double scale) {
  const int elements = has(o, "expected.per_element");
  if (!elements && !has(o, "expected.per_sample")) return;
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const oracle_tensor parts =
      oracle_tensor_at(o, elements ? "expected.per_element" : "expected.per_sample");
  const size_t stride = padded(units), each = parts.count / rows;
  for (size_t i = 0; i < parts.count; i++) {
    const size_t r = i / each, u = i % each;
    double weight, got;
    if (elements) { /* the unit alone */
      const float one[4] = {output[r * stride + u], 0, 0, 0};
      glia_loss_spec own = *spec;
      if (own.weights) own.weights += u;
      got = glia_loss_mean(&own, one, target + r * units + u, 1, 1, 4, NULL, NULL);
    } else {
      const float *own = target + r * (spec->shares ? units : 1);
      got = glia_loss_mean(spec, output + r * stride, own, 1, units, stride, NULL, &weight);
      got *= weight;
    }
    oracle_check_number(name, "part", i, scale * got, parts.data[i], t);
  }
}

/* bce of probabilities, which has a function of its own. */
static void run_probabilities(const oracle *o, const char *name) {
  const oracle_tensor pred = oracle_tensor_at(o, "inputs.pred");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const size_t rows = pred.shape[0], units = pred.shape[1];
  const glia_loss_spec spec = spec_of(o);
  float *output = oracle_floats(pred), *target = oracle_floats(oracle_tensor_at(o, "inputs.target"));
  float *gradient = new_floats(rows * units);
  double loss;
  assert_int_equal(glia_loss_bce_probabilities(&spec, output, target, rows, units, gradient, &loss, NULL), GLIA_OK);
  oracle_check_number(name, "loss", 0, loss, oracle_number_at(o, "expected.loss"), t);
  oracle_check_rows("gradient", gradient, units, oracle_tensor_at(o, "expected.grad_pred"), t.atol, t.rtol);
  output[units] = 1.5f;
  assert_int_equal(glia_loss_bce_probabilities(&spec, output, target, rows, units, gradient, &loss, NULL), GLIA_RANGE);
  free((void *)(uintptr_t)spec.weights);
  free(output);
  free(target);
  free(gradient);
}

static void run_case(const oracle *o, const char *name, void *user) {
  ++*(int *)user;
  if (strcmp(oracle_string_at(o, "config.loss"), "bce") == 0 && has(o, "inputs.pred")) {
    run_probabilities(o, name);
    return;
  }
  glia_loss_spec spec = spec_of(o);
  spec.shares = has(o, "inputs.target_probs");
  const int by_logits = has(o, "inputs.logits");
  const int through = !glia_loss_is_fused(spec.kind) && by_logits;
  const double scale =
      strcmp(oracle_string_at(o, "config.loss"), "smooth_l1") == 0 ? 1 / (double)spec.delta : 1;
  const oracle_tensor shape = oracle_tensor_at(o, by_logits ? "inputs.logits" : "inputs.pred");
  const oracle_tolerance t = oracle_float32_tolerance(o);
  const size_t rows = shape.shape[0], units = shape.shape[1], stride = padded(units);
  float *compact = oracle_floats(shape), *block = new_floats(rows * stride);
  float *post = new_floats(rows * stride), *gradient = new_floats(rows * stride);
  float *target = oracle_floats(
      oracle_tensor_at(o, spec.shares                ? "inputs.target_probs"
                          : has(o, "inputs.labels") ? "inputs.labels"
                                                    : "inputs.target"));
  for (size_t i = 0; i < rows * stride; i++) { /* garbage in the padding */
    block[i] = i % stride < units ? compact[i / stride * units + i % stride] : i % 2 ? NAN : 50.0f;
  }
  const glia_curve sigmoid = glia_curve_of(GLIA_ACTIVATION_SIGMOID);
  if (through) run_through(sigmoid, block, rows, units, stride, post);
  const float *output = through ? post : block;
  assert_int_equal(spec.shares ? glia_loss_check_shares(target, rows, units, NULL)
                               : glia_loss_check(spec.kind, target, rows, units, NULL), GLIA_OK);
  double weight;
  const double mean =
      glia_loss_mean(&spec, output, target, rows, units, stride, gradient, &weight);
  oracle_check_number(name, "loss", 0, scale * mean, oracle_number_at(o, "expected.loss"), t);
  if (has(o, "expected.normaliser")) {
    oracle_check_number(name, "normaliser", 0, weight, oracle_number_at(o, "expected.normaliser"), t);
  }
  if (through) glia_activation_backward(sigmoid, block, post, gradient, rows, units, stride);
  for (size_t i = 0; i < rows * stride; i++) {
    gradient[i] *= (float)scale;
    if (i % stride >= units) assert_true(gradient[i] == 0.0f);
  }
  oracle_check_rows("gradient", gradient, stride,
                    oracle_tensor_at(o, by_logits ? "expected.grad_logits" : "expected.grad_pred"),
                    t.atol, t.rtol);
  check_parts(o, name, &spec, output, target, rows, units, scale);
  free((void *)(uintptr_t)spec.weights);
  free(compact);
  free(block);
  free(post);
  free(gradient);
  free(target);
}

static void test_oracle(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  int ran = 0;
  oracle_each("losses", "", run_case, &ran);
  assert_true(ran >= 23);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_oracle),
  };
  return cmocka_run_group_tests_name("loss oracle", tests, NULL, NULL);
}
