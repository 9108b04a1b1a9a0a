/* The functions made for JavaScript: networks and their trainers. */
#include "exports.h"

static const double constants[] = {1.0, 2.0, -1.0, 0.0, 1.0, 3.0};
/* As in glia_coach_create. */
static const double numbers[] = {0.1, 0.9, 0.9, 0.999, 0.99, 1e-8, 0, 0, 0,   0,  0,    2,   1,
                                 5,   0.5, 10,  100,   0,    0,    0.3, 25, 1e4, 0, 0.85, 0.95};
static const float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, target[] = {0, 1, 1, 0};

static glia_model *new_model(void) {
  glia_model *model = CALL(glia_net_create, 2, TEXT("3:tanh+bn,1:sigmoid"), TEXT("bce"), TEXT("auto"),
                           constants, NULL, &error);
  assert_non_null(model);
  return model;
}

static void test_net(void **state) {
  (void)state;
  glia_model *model;
  const float weights[] = {2.0f};
  SWEEP(8, !model, model = CALL(glia_net_create, 2, TEXT("3:tanh+bn+drop0.1+res,1:sigmoid"), TEXT("bce"),
                                TEXT("he_normal"), constants, weights, &error));
  char text[2048], hash[17];
  const int length = CALL(glia_net_describe, model, NULL, 0);
  assert_true(length > 100 && length < (int)sizeof text);
  assert_int_equal(CALL(glia_net_describe, model, text, sizeof text), length);
  assert_int_equal(strlen(text), length);
  assert_non_null(strstr(text, "{\"inputs\":2,\"outputs\":1,\"targets\":1,\"parameterCount\":25,\"loss\":\"bce\""));
  assert_non_null(strstr(text, "\"norm\":\"bn\",\"dropout\":0.1,\"residual\":true,\"weights\":0,\"biases\":6"));
  CALL(glia_net_hash, model, hash);
  assert_int_equal(strlen(hash), 16);
  float parameters[25], again[25];
  CALL(glia_net_get, model, parameters);
  parameters[3] = 0.25f;
  assert_int_equal(CALL(glia_model_set, model, parameters, &error), GLIA_OK);
  CALL(glia_net_get, model, again);
  assert_memory_equal(parameters, again, sizeof again);
  char other[17];
  CALL(glia_net_hash, model, other);
  assert_string_not_equal(hash, other);
  parameters[3] = NAN;
  assert_int_equal(CALL(glia_model_set, model, parameters, &error), GLIA_NOT_FINITE);
  expect_error(GLIA_NOT_FINITE, "finite");
  CALL(glia_model_free, model);
}

static void refuse_net(int inputs, const char *layers, const char *loss, const char *init,
                       glia_status status, const char *word) {
  assert_null(CALL(glia_net_create, inputs, layers, (int)strlen(layers), loss, (int)strlen(loss), init,
                   (int)strlen(init), constants, NULL, &error));
  expect_error(status, word);
}

static void test_net_refuses(void **state) {
  (void)state;
  refuse_net(2, "3:tanh,1:sigmoit", "bce", "auto", GLIA_UNKNOWN, "sigmoit");
  refuse_net(2, "3:tanh,1:sigmoid", "bca", "auto", GLIA_UNKNOWN, "loss cannot be 'bca'");
  refuse_net(2, "3:tanh,1:sigmoid", "bce", "best", GLIA_UNKNOWN, "init cannot be 'best'");
  refuse_net(2, "3:tanh,1:tanh", "auto", "auto", GLIA_ARGUMENT, "by name");
  refuse_net(2, "3:tanh,1:tanh", "bce", "auto", GLIA_CONFLICT, "sigmoid");
  refuse_net(2, "0:tanh", "mse", "auto", GLIA_RANGE, "unit");
  refuse_net(1 << 25, "1000:tanh", "mse", "auto", GLIA_LIMIT, "parameters");
}

static void test_answers(void **state) {
  (void)state;
  glia_model *model = new_model();
  float out[4], pre[16], post[16], planes[16];
  CALL(glia_model_predict, model, x, 4, out);
  CALL(glia_model_activations, model, x, 4, pre, post);
  CALL(glia_model_neurons, model, x, 4, planes);
  assert_memory_equal(out, post + 12, sizeof out);
  for (int row = 0; row < 4; row++) {
    for (int u = 0; u < 3; u++) assert_true(planes[u * 4 + row] == post[row * 3 + u]);
    assert_true(planes[12 + row] == out[row] && out[row] > 0 && out[row] < 1);
  }
  double loss = -1;
  assert_int_equal(CALL(glia_net_loss, model, x, target, 4, &loss, &error), GLIA_OK);
  double by_hand = 0;
  for (int i = 0; i < 4; i++) by_hand -= log(target[i] != 0 ? (double)out[i] : 1 - (double)out[i]) / 4;
  assert_true(fabs(loss - by_hand) < 1e-5);
  const float wrong[] = {0, 1, 2, 0};
  assert_int_equal(CALL(glia_net_loss, model, x, wrong, 4, &loss, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "example 2");
  const double share = CALL(glia_net_accuracy, model, x, target, 4);
  double right = 0;
  for (int i = 0; i < 4; i++) right += (out[i] > 0.5f) == (target[i] > 0.5f) ? 0.25 : 0;
  assert_true(share == right);
  CALL(glia_model_free, model);
}

static void test_gradients(void **state) {
  (void)state;
  glia_model *model = new_model();
  const float weights[] = {2.0f};
  static const double plain[] = {1.0, 2.0, -1.0, 0.0, 0.0}, shares[] = {1.0, 2.0, -1.0, 0.0, 1.0};
  float gradient[19], by_x[8];
  double loss, weighed;
  glia_status status;
  SWEEP(5, status, status = CALL(glia_net_gradients, model, plain, NULL, x, target, 4, &loss, gradient,
                                 by_x, &error));
  assert_true(loss > 0 && gradient[0] - gradient[0] == 0);
  assert_int_equal(CALL(glia_net_gradients, model, plain, weights, x, target, 4, &weighed, gradient,
                        NULL, &error), GLIA_OK);
  assert_true(weighed > loss); /* positive targets count twice */
  const float wrong[] = {0, 1, NAN, 0};
  assert_int_equal(CALL(glia_net_gradients, model, plain, NULL, x, wrong, 4, &loss, gradient, NULL,
                        &error), GLIA_NOT_FINITE);
  expect_error(GLIA_NOT_FINITE, "example 2");
  const float halves[] = {0.5f, 0.5f, 0.5f, 1.0f};
  assert_int_equal(CALL(glia_net_gradients, model, shares, NULL, x, halves, 4, &loss, gradient, NULL, &error),
                   GLIA_RANGE);
  expect_error(GLIA_RANGE, "sum to 1");
  CALL(glia_model_free, model);
}

static void test_coach(void **state) {
  (void)state;
  glia_model *model = new_model();
  glia_trainer *trainer;
  glia_status status;
  SWEEP(3, !trainer, trainer = CALL(glia_coach_create, model, TEXT("lamb"), TEXT("cosine"), numbers, &error));
  assert_true(CALL(glia_coach_advance, trainer, 3) == 0); /* without data */
  SWEEP(5, status, status = CALL(glia_trainer_set_data, trainer, x, target, 4, &error));
  double report[6];
  CALL(glia_coach_report, trainer, report);
  assert_true(report[0] == 0 && report[1] == 2 && report[5] == 0);
  assert_true(CALL(glia_coach_advance, trainer, 7) == 7);
  assert_true(CALL(glia_coach_advance, trainer, -1) == 0 && CALL(glia_coach_advance, trainer, NAN) == 0);
  SWEEP(1, status, status = CALL(glia_trainer_update, trainer, x, target, 4, &error));
  CALL(glia_coach_report, trainer, report);
  assert_true(report[0] == 8 && report[2] > 0 && report[3] > 0 && report[3] < numbers[0] && report[4] > 0);
  const float wrong[] = {0, 1, 2, 0};
  assert_int_equal(CALL(glia_trainer_update, trainer, x, wrong, 4, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "example 2");
  assert_int_equal(CALL(glia_trainer_set_data, trainer, x, wrong, 4, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "example 2");
  assert_int_equal(CALL(glia_trainer_fault, trainer, &error), GLIA_OK);
  CALL(glia_trainer_free, trainer);
  CALL(glia_model_free, model);
}

static void test_coach_refuses(void **state) {
  (void)state;
  glia_model *model = new_model();
  assert_null(CALL(glia_coach_create, model, TEXT("adamax"), TEXT("cosine"), numbers, &error));
  expect_error(GLIA_UNKNOWN, "optimizer cannot be 'adamax'");
  assert_null(CALL(glia_coach_create, model, TEXT("adam"), TEXT("cosinus"), numbers, &error));
  expect_error(GLIA_UNKNOWN, "schedule cannot be 'cosinus'");
  double wrong[sizeof numbers / sizeof *numbers];
  memcpy(wrong, numbers, sizeof wrong);
  wrong[11] = -1;
  assert_null(CALL(glia_coach_create, model, TEXT("adam"), TEXT("cosine"), wrong, &error));
  expect_error(GLIA_RANGE, "batch");
  CALL(glia_model_free, model);
}

/* A rate at which nothing stays finite: the fault has its sentence. */
static void test_coach_diverges(void **state) {
  (void)state;
  glia_model *model = CALL(glia_net_create, 2, TEXT("8:linear,8:linear,1:linear"), TEXT("mse"), TEXT("auto"),
                           constants, NULL, &error);
  double fast[sizeof numbers / sizeof *numbers];
  memcpy(fast, numbers, sizeof fast);
  fast[0] = 10;
  glia_trainer *trainer = CALL(glia_coach_create, model, TEXT("sgd"), TEXT("constant"), fast, &error);
  assert_int_equal(CALL(glia_trainer_set_data, trainer, x, target, 4, &error), GLIA_OK);
  const double made = CALL(glia_coach_advance, trainer, 1000);
  assert_true(made < 1000);
  assert_int_equal(CALL(glia_trainer_fault, trainer, &error), GLIA_DIVERGED);
  expect_error(GLIA_DIVERGED, "step");
  assert_true(CALL(glia_net_accuracy, model, x, target, 4) == -1);
  CALL(glia_trainer_free, trainer);
  CALL(glia_model_free, model);
  CALL(glia_trainer_free, NULL);
  CALL(glia_model_free, NULL);
}

static void test_all_called(void **state) {
  (void)state;
  expect_all_called(GROUP_NET);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      LEAVES_NOTHING(test_net),
      LEAVES_NOTHING(test_net_refuses),
      LEAVES_NOTHING(test_answers),
      LEAVES_NOTHING(test_gradients),
      LEAVES_NOTHING(test_coach),
      LEAVES_NOTHING(test_coach_refuses),
      LEAVES_NOTHING(test_coach_diverges),
      LEAVES_NOTHING(test_all_called),
  };
  return cmocka_run_group_tests_name("exports: networks", tests, NULL, NULL);
}
