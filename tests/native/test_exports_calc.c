/* The functions made for JavaScript: single functions of the engine. */
#include "exports.h"

static const double constants[] = {1.0, 2.0, -1.0, 0.0, 0.0, 0.0};

static void test_activation(void **state) {
  (void)state;
  const float x[] = {-1, 0, 2, -3, 4, 5}, upstream[] = {1, 1, 1, 2, 2, 2};
  float out[6];
  glia_status status;
  SWEEP(3, status, status = CALL(glia_calc_activation, TEXT("leaky_relu"), x, upstream, 2, 3, out, 0.5, 1, &error));
  const float slopes[] = {0.5f, 0.5f, 1, 1, 2, 2};
  assert_memory_equal(out, slopes, sizeof out);
  SWEEP(2, status, status = CALL(glia_calc_activation, TEXT("softmax"), x, NULL, 2, 3, out, 0, 0, &error));
  assert_true(fabsf(out[0] + out[1] + out[2] - 1) < 1e-6f && fabsf(out[3] + out[4] + out[5] - 1) < 1e-6f);
  assert_true(fabs((double)out[2] - exp(2) / (exp(-1) + 1 + exp(2))) < 1e-6);
  assert_int_equal(CALL(glia_calc_activation, TEXT("rellu"), x, NULL, 2, 3, out, 0, 0, &error), GLIA_UNKNOWN);
  expect_error(GLIA_UNKNOWN, "activation cannot be 'rellu'; it is one of linear");
}

static void test_loss(void **state) {
  (void)state;
  const float output[] = {1, 2, 3, 1, 1, 1}, target[] = {2, 0};
  float gradient[6];
  double loss;
  glia_status status;
  SWEEP(2, status, status = CALL(glia_calc_loss, TEXT("cross_entropy"), constants, NULL, output, target, 2, 3,
                                 gradient, &loss, &error));
  const double sum = exp(1) + exp(2) + exp(3);
  assert_true(fabs(loss - ((log(sum) - 3) + log(3)) / 2) < 1e-6);
  assert_true(fabs((double)gradient[2] - (exp(3) / sum - 1) / 2) < 1e-6);
  assert_true(fabs((double)gradient[4] - 1.0 / 6) < 1e-6);
  const double with_shares[] = {1.0, 2.0, -1.0, 0.0, 1.0, 0.0}, probabilities[] = {1.0, 2.0, -1.0, 0.0, 0.0, 1.0};
  const float share[] = {0, 0, 1, 1, 0, 0};
  float again[6];
  double same;
  assert_int_equal(CALL(glia_calc_loss, TEXT("cross_entropy"), with_shares, NULL, output, share, 2, 3, again, &same,
                        &error), GLIA_OK);
  assert_true(fabs(loss - same) < 1e-6 && fabsf(gradient[2] - again[2]) < 1e-6f);
  assert_int_equal(CALL(glia_calc_loss, TEXT("cross_entropy"), with_shares, NULL, output, output, 2, 3, again, &same,
                        &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "example 0");
  assert_int_equal(CALL(glia_calc_loss, TEXT("bce"), probabilities, NULL, share, share, 6, 1, again, &same, &error),
                   GLIA_OK);
  assert_true(same == 0 && again[0] == 0);
  const float wrong[] = {2, 3};
  assert_int_equal(CALL(glia_calc_loss, TEXT("cross_entropy"), constants, NULL, output, wrong, 2, 3, gradient,
                        &loss, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "example 1");
  assert_int_equal(CALL(glia_calc_loss, TEXT("cross_entropy"), constants, NULL, output, target, 2, 1, gradient,
                        &loss, &error), GLIA_SHAPE);
  expect_error(GLIA_SHAPE, "at least 2");
  assert_int_equal(CALL(glia_calc_loss, TEXT("auto"), constants, NULL, output, target, 2, 3, gradient, &loss,
                        &error), GLIA_ARGUMENT);
  expect_error(GLIA_ARGUMENT, "auto");
  assert_int_equal(CALL(glia_calc_loss, TEXT(""), constants, NULL, output, target, 2, 3, gradient, &loss,
                        &error), GLIA_UNKNOWN);
  expect_error(GLIA_UNKNOWN, "loss cannot be ''");
}

static void test_matmul(void **state) {
  (void)state;
  const float a[] = {1, 2, 3, 4, 5, 6}, b[] = {1, 0, 0, 1, 1, 1};
  float c[4], even[8];
  glia_status status;
  SWEEP(2, status, status = CALL(glia_calc_matmul, a, b, 2, 3, 2, c, &error));
  const float product[] = {4, 5, 10, 11};
  assert_memory_equal(c, product, sizeof c);
  const float wide[] = {1, 2, 3, 4};
  SWEEP(0, status, status = CALL(glia_calc_matmul, a, wide, 2, 1, 4, even, &error));
  const float products[] = {1, 2, 3, 4, 2, 4, 6, 8};
  assert_memory_equal(even, products, sizeof even);
}

static void test_arithmetic(void **state) {
  (void)state;
  const double a[] = {7, -3, 0.25, 1}, b[] = {2, -3, -0.5, 0};
  const struct {
    int operation;
    double expected[4];
  } cases[] = {
      {'+', {9, -6, -0.25, 1}},   {'-', {5, 0, 0.75, 1}},      {'*', {14, 9, -0.125, 0}},
      {'/', {3.5, 1, -0.5, INFINITY}}, {'>', {1, 0, 1, 1}},    {'g', {1, 1, 1, 1}},
      {'=', {0, 1, 0, 0}},        {'m', {7, -3, 0.25, 1}},
  };
  double out[5];
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    out[4] = 99; /* one past the end stays as it is */
    CALL(glia_calc_elementwise, cases[c].operation, a, b, 4, out);
    for (int i = 0; i < 4; i++) assert_true(out[i] == cases[c].expected[i]);
    assert_true(out[4] == 99);
  }
  const double x[] = {0, 1, 4};
  CALL(glia_calc_elementwise, 'e', x, x, 3, out);
  assert_true(out[0] == 1 && fabs(out[1] - 2.718281828459045) < 1e-14);
  CALL(glia_calc_elementwise, 'l', x, x, 3, out);
  assert_true(out[0] == -INFINITY && out[1] == 0 && fabs(out[2] - 1.3862943611198906) < 1e-14);
  CALL(glia_calc_elementwise, 's', x, x, 3, out);
  assert_true(out[0] == 0 && out[1] == 1 && out[2] == 2);
  CALL(glia_calc_elementwise, '^', x + 2, x + 2, 1, out);
  assert_true(fabs(out[0] - 256) < 1e-10);
  CALL(glia_calc_elementwise, '?', x, x, 3, out);
  for (int i = 0; i < 3; i++) assert_true(isnan(out[i]));
  const double left[] = {1, 2, 3, 4, 5, 6}, right[] = {1, 0, 0, 1, 1, 1};
  CALL(glia_calc_product, left, right, 2, 3, 2, out);
  assert_true(out[0] == 4 && out[1] == 5 && out[2] == 10 && out[3] == 11);
}

static void test_dense(void **state) {
  (void)state;
  const float x[] = {1, 2, -1, 0.5f}, weights[] = {1, 0, 0, 1, 1, 1}, biases[] = {0, -1, 0.5f};
  float out[6];
  glia_status status;
  SWEEP(6, status, status = CALL(glia_calc_dense, x, 2, 2, weights, biases, 3, TEXT("relu"), out, &error));
  const float answers[] = {1, 1, 3.5f, 0, 0, 0};
  assert_memory_equal(out, answers, sizeof out);
  assert_int_equal(CALL(glia_calc_dense, x, 2, 2, weights, biases, 3, TEXT("curve"), out, &error), GLIA_UNKNOWN);
  expect_error(GLIA_UNKNOWN, "curve");
  assert_int_equal(CALL(glia_calc_dense, x, 2, 2, weights, biases, 0, TEXT("relu"), out, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "unit");
}

static void test_norms(void **state) {
  (void)state;
  const float x[] = {1, 10, 3, 30}, upstream[] = {1, 0, 0, 1}, vectors[] = {2, 2, 5, 5};
  const double fresh[] = {0, 0.1, 0}, fixed[] = {0, 0.1, 1};
  float running[] = {0, 0, 1, 1}, out[4], dx[4], gradients[4];
  glia_status status;
  SWEEP(8, status, status = CALL(glia_calc_batch_norm, x, upstream, vectors, running, 2, 2, fresh, out, dx,
                                 gradients, &error));
  for (int i = 0; i < 4; i++) assert_true(fabsf(out[i] - (i < 2 ? 3 : 7)) < 1e-5f);
  assert_true(fabsf(running[0] - 0.2f) < 1e-6f && fabsf(running[1] - 2) < 1e-6f);
  assert_true(fabsf(gradients[2] - 1) < 1e-6f && fabsf(gradients[3] - 1) < 1e-6f);
  const float before = running[0];
  SWEEP(8, status, status = CALL(glia_calc_batch_norm, x, upstream, vectors, running, 2, 2, fixed, out, dx,
                                 gradients, &error));
  assert_true(running[0] == before);
  SWEEP(7, status, status = CALL(glia_calc_layer_norm, x, upstream, vectors, 2, 2, out, dx, gradients, 0, &error));
  for (int i = 0; i < 4; i++) assert_true(fabsf(out[i] - (i % 2 ? 7 : 3)) < 1e-5f);
}

static void test_metrics(void **state) {
  (void)state;
  const float scores[] = {0.1f, 0.8f, 0.4f, 0.9f}, truth[] = {0, 1, 1, 1}, values[] = {0, 1, 1, 2};
  const float three[] = {0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.2f, 0.2f, 0.6f, 0.5f, 0.3f, 0.2f};
  const float classes[] = {0, 1, 2, 1};
  char *json;
  SWEEP(4, !json, json = CALL(glia_calc_metrics, GLIA_METRICS_BINARY, scores, truth, 4, 2, 0.5, &error));
  assert_non_null(strstr(json, "{\"kind\":\"binary\",\"accuracy\":0.75,\"confusion\":[[1,0],[1,2]]"));
  assert_non_null(strstr(json, ",\"auc\":1,"));
  glia_bytes_give(json);
  SWEEP(4, !json, json = CALL(glia_calc_metrics, GLIA_METRICS_MULTICLASS, three, classes, 4, 3, 0, &error));
  assert_non_null(strstr(json, "{\"kind\":\"multiclass\",\"accuracy\":0.75,\"confusion\":[[1,0,0],[1,1,0],[0,0,1]]"));
  glia_bytes_give(json);
  SWEEP(3, !json, json = CALL(glia_calc_metrics, GLIA_METRICS_LABELS, truth, truth, 4, 2, 0, &error));
  assert_non_null(strstr(json, "{\"kind\":\"labels\",\"accuracy\":1,"));
  glia_bytes_give(json);
  SWEEP(1, !json, json = CALL(glia_calc_metrics, GLIA_METRICS_VALUES, values, truth, 4, 0, 0, &error));
  assert_string_equal(json, "{\"kind\":\"values\",\"mae\":0.25,\"rmse\":0.5,\"r2\":-0.33333333333333326}");
  glia_bytes_give(json);
  assert_null(CALL(glia_calc_metrics, GLIA_METRICS_LABELS, values, truth, 4, 2, 0, &error));
  expect_error(GLIA_RANGE, "class");
  assert_null(CALL(glia_calc_metrics, 4, values, truth, 4, 2, 0, &error));
  expect_error(GLIA_ARGUMENT, "kind 4");
  assert_null(CALL(glia_calc_metrics, -1, values, truth, 4, 2, 0, &error));
  expect_error(GLIA_ARGUMENT, "kind -1");
}

static void test_draws(void **state) {
  (void)state;
  float mask[400], again[400], digits[2 * 64], target[2], drawn[6] = {0, 1, 1, 0, 1, 1}, frame[28 * 28];
  CALL(glia_calc_dropout, mask, 400, 0.5, 1, 7, 3);
  int dropped = 0;
  for (int i = 0; i < 400; i++) {
    assert_true(mask[i] == 0 || mask[i] == 2);
    dropped += mask[i] == 0;
  }
  assert_in_range(dropped, 150, 250);
  CALL(glia_calc_random, mask, 400, 7);
  CALL(glia_calc_random, again, 400, 7);
  assert_memory_equal(mask, again, sizeof mask);
  for (int i = 0; i < 400; i++) assert_true(mask[i] >= -1 && mask[i] < 1);
  CALL(glia_calc_random, again, 400, 8);
  assert_memory_not_equal(mask, again, sizeof mask);
  CALL(glia_calc_random, again, 1, NAN);
  assert_int_equal(CALL(glia_calc_digits, 2, 8, 1, -1, digits, target, &error), GLIA_OK);
  assert_true(target[0] == 0 && target[1] == 1);
  assert_int_equal(CALL(glia_calc_digits, 2, 7, 1, -1, digits, target, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "8 to 256");
  assert_int_equal(CALL(glia_calc_normalize, drawn, 3, 2, 28, frame, &error), 1);
  assert_int_equal(CALL(glia_calc_normalize, drawn, 1, 1, 28, frame, &error), 0); /* paper alone */
  assert_int_equal(CALL(glia_calc_normalize, drawn, 3, 2, 257, frame, &error), -1);
  expect_error(GLIA_RANGE, "8 to 256");
}

static void test_all_called(void **state) {
  (void)state;
  expect_all_called(GROUP_CALC);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      LEAVES_NOTHING(test_activation), LEAVES_NOTHING(test_loss),   LEAVES_NOTHING(test_matmul),
      LEAVES_NOTHING(test_dense),      LEAVES_NOTHING(test_norms),  LEAVES_NOTHING(test_metrics),
      LEAVES_NOTHING(test_draws),      LEAVES_NOTHING(test_arithmetic), LEAVES_NOTHING(test_all_called),
  };
  return cmocka_run_group_tests_name("exports: single functions", tests, NULL, NULL);
}
