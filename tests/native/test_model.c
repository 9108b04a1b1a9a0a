/* A model through its public calls: initial parameters, predictions in portions, gradients. */
#include "floats.h"

#include "counting.h"
#include "nn/model.h"
#include "reference.h"

enum { SEED = 662607 };

static glia_model *model_of(const reference *shape, uint64_t seed, const glia_memory *memory) {
  glia_error error = {0};
  const glia_start start = {GLIA_INIT_AUTO, 1, seed};
  glia_model *model =
      glia_model_create(shape->inputs, &shape->layers, &shape->loss, start, memory, &error);
  if (!model) fail_msg("no model: %s", error.message);
  return model;
}

static float *parameters_of(const glia_model *model) {
  float *canonical = new_floats(model->network.parameter_count);
  glia_network_export(&model->network, model->parameters, canonical);
  return canonical;
}

static void test_create(void **state) {
  (void)state;
  const reference shape = reference_make(3, "5:relu,6:tanh,2:linear", GLIA_LOSS_MSE);
  glia_model *model = model_of(&shape, 77, NULL);
  float *expected = new_floats(model->network.storage);
  glia_network_init(&model->network, GLIA_INIT_AUTO, 1, 77, expected);
  assert_memory_equal(model->parameters, expected, model->network.storage * sizeof(float));
  free(expected);
  glia_model_free(model);
  glia_model_free(NULL);
}

static void test_create_refuses(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  reference shape = reference_make(3, "2:linear", GLIA_LOSS_BCE);
  glia_error error = {0};
  const glia_start start = {GLIA_INIT_AUTO, 1, 1};
  assert_null(glia_model_create(3, &shape.layers, &shape.loss, start, &memory, &error));
  assert_int_equal(error.status, GLIA_CONFLICT);
  shape.loss = glia_loss_spec_of(GLIA_LOSS_MSE);
  assert_null(glia_model_create(0, &shape.layers, &shape.loss, start, &memory, NULL));
  assert_int_equal(count.requests, 0);
}

static void test_set(void **state) {
  (void)state;
  uint32_t random = SEED;
  const reference shape = reference_make(3, "5:relu,6:tanh,2:linear", GLIA_LOSS_MSE);
  glia_model *model = model_of(&shape, 1, NULL);
  const size_t count = model->network.parameter_count;
  float *wanted = random_floats(count, &random, WIDE);
  assert_int_equal(glia_model_set(model, wanted, NULL), GLIA_OK);
  float *got = parameters_of(model);
  assert_memory_equal(got, wanted, count * sizeof(float));
  const uint64_t hash = glia_network_hash(&model->network, model->parameters);
  static const float bad[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < count; i++) {
    const float before = wanted[i];
    wanted[0] = 0.25f; /* a change that must not be taken over */
    wanted[i] = bad[i % 3];
    glia_error error = {0};
    assert_int_equal(glia_model_set(model, wanted, &error), GLIA_NOT_FINITE);
    assert_int_equal(error.status, GLIA_NOT_FINITE);
    assert_true(strlen(error.message) > 10);
    assert_true(glia_network_hash(&model->network, model->parameters) == hash);
    wanted[i] = before;
  }
  free(wanted);
  free(got);
  glia_model_free(model);
}

/* More rows than are passed together, around the cuts; every layer's values at their place. */
static void test_predict_and_activations(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  const reference shape = reference_make(3, "5:relu,7:tanh,3:softmax", GLIA_LOSS_CROSS_ENTROPY);
  const size_t units = reference_units(&shape), most = 2 * GLIA_PORTION + 1;
  glia_model *model = model_of(&shape, 5, NULL);
  float *canonical = parameters_of(model), *x = random_floats(most * 3, &random, ORDINARY);
  double *p = doubles_of(canonical, model->network.parameter_count), *dx = doubles_of(x, most * 3);
  static const size_t counts[] = {
      1, 2, GLIA_PORTION - 1, GLIA_PORTION, GLIA_PORTION + 1, 2 * GLIA_PORTION + 1};
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    const size_t rows = counts[c];
    float *out = new_floats(rows * 3 + 1), *pre = new_floats(rows * units + 1);
    float *post = new_floats(rows * units + 1);
    glia_model_predict(model, x, rows, out);
    glia_model_activations(model, x, rows, pre, post);
    assert_true(is_sentinel(out[rows * 3]) && is_sentinel(pre[rows * units]));
    assert_true(is_sentinel(post[rows * units]));
    for (size_t r = 0; r < rows; r++) {
      double z[15], a[15];
      reference_forward(&shape, p, dx + 3 * r, z, a);
      size_t start = 0, unit = 0;
      for (uint32_t l = 0; l < 3; l++) {
        const uint32_t wide = shape.layers.layer[l].units;
        for (uint32_t u = 0; u < wide; u++, unit++) {
          assert_true(fabs((double)pre[start + r * wide + u] - z[unit]) < 2e-6 * 4);
          assert_true(fabs((double)post[start + r * wide + u] - a[unit]) < 2e-6 * 4);
        }
        if (l == 2) assert_memory_equal(out + 3 * r, post + start + 3 * r, 3 * sizeof(float));
        start += rows * wide;
      }
    }
    free(out);
    free(pre);
    free(post);
  }
  glia_model_predict(model, x, 0, NULL);
  free(canonical);
  free(x);
  free(p);
  free(dx);
  glia_model_free(model);
}

static void test_gradients(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  const reference shape = reference_make(5, "7:tanh,3:softmax", GLIA_LOSS_CROSS_ENTROPY);
  glia_model *model = model_of(&shape, 3, NULL);
  const size_t count = model->network.parameter_count;
  for (size_t rows = 1; rows <= 9; rows++) {
    float *x = random_floats(rows * 5, &random, ORDINARY), *target = new_floats(rows);
    for (size_t r = 0; r < rows; r++) target[r] = (float)(next_bits(&random) % 3);
    float *canonical = parameters_of(model), *gradient = new_floats(count + 1);
    float *by_x = new_floats(rows * 5 + 1), *without = new_floats(count);
    double *p = doubles_of(canonical, count), *dx = doubles_of(x, rows * 5);
    double *t = doubles_of(target, rows), *expected = malloc((count + rows * 5) * sizeof *expected);
    double loss = 0, loss_without = 0;
    const uint64_t hash = glia_network_hash(&model->network, model->parameters);
    assert_int_equal(glia_model_gradients(model, NULL, x, target, rows, &loss, gradient, by_x, NULL),
                     GLIA_OK);
    assert_int_equal(
        glia_model_gradients(model, NULL, x, target, rows, &loss_without, without, NULL, NULL), GLIA_OK);
    assert_true(glia_network_hash(&model->network, model->parameters) == hash);
    assert_true(is_sentinel(gradient[count]) && is_sentinel(by_x[rows * 5]));
    assert_true(loss == loss_without);
    assert_memory_equal(gradient, without, count * sizeof(float));
    reference_gradient(&shape, p, dx, t, rows, expected, expected + count);
    assert_true(fabs(loss - reference_loss(&shape, p, dx, t, rows)) < 1e-6);
    for (size_t i = 0; i < count; i++) assert_true(fabs((double)gradient[i] - expected[i]) < 2e-6);
    for (size_t i = 0; i < rows * 5; i++) {
      assert_true(fabs((double)by_x[i] - expected[count + i]) < 2e-6);
    }
    assert_true(largest_of(expected, count) > 1e-2);
    free(x);
    free(target);
    free(canonical);
    free(gradient);
    free(by_x);
    free(without);
    free(p);
    free(dx);
    free(t);
    free(expected);
  }
  glia_model_free(model);
}

/* Batch norm: gradients by the batch's own statistics, which they leave alone; answers by the running
 * ones. Another loss of the caller's in place of the network's constants. */
static void test_normalized(void **state) {
  (void)state;
  uint32_t random = SEED + 3;
  reference shape = reference_make(3, "5:tanh+bn+drop0.5,4:relu+ln+res,3:softmax", GLIA_LOSS_CROSS_ENTROPY);
  glia_model *model = model_of(&shape, 3, NULL);
  const size_t count = model->network.parameter_count, storage = model->network.running;
  double running[10];
  for (size_t i = 0; i < 10; i++) {
    const float value = next_float(&random, ORDINARY) / 2 + (i < 5 ? 0.0f : 1.25f);
    model->running[i < 5 ? i : i + 3] = value; /* stride 8 */
    running[i] = (double)value;
  }
  float *before = new_floats(storage), *canonical = parameters_of(model), *gradient = new_floats(count);
  memcpy(before, model->running, storage * sizeof *before);
  float *x = random_floats(7 * 3, &random, ORDINARY), target[7], out[7 * 3];
  for (int r = 0; r < 7; r++) target[r] = (float)(next_bits(&random) % 3);
  double *p = doubles_of(canonical, count), *dx = doubles_of(x, 21), *t = doubles_of(target, 7);
  double *expected = malloc(count * sizeof *expected), loss;
  static const float weights[3] = {2, 0.5f, 1};
  glia_loss_spec by = shape.loss;
  by.weights = weights;
  by.smoothing = 0.1f;
  for (int own = 0; own < 2; own++) {
    shape.loss = own ? glia_loss_spec_of(GLIA_LOSS_CROSS_ENTROPY) : by;
    shape.mode.batch_statistics = 1;
    assert_int_equal(
        glia_model_gradients(model, own ? NULL : &by, x, target, 7, &loss, gradient, NULL, NULL), GLIA_OK);
    reference_gradient(&shape, p, dx, t, 7, expected, NULL);
    assert_true(fabs(loss - reference_loss(&shape, p, dx, t, 7)) < 1e-5);
    for (size_t i = 0; i < count; i++) assert_true(fabs((double)gradient[i] - expected[i]) < 3e-5);
  }
  assert_true(largest_of(expected, count) > 1e-2);
  assert_memory_equal(model->running, before, storage * sizeof *before);
  shape.mode.batch_statistics = 0;
  shape.running = running;
  glia_model_predict(model, x, 7, out);
  reference_values values = reference_run(&shape, p, dx, 7);
  for (size_t i = 0; i < 21; i++) assert_true(fabs((double)out[i] - values.post[7 * 9 + i]) < 1e-5);
  reference_done(&values);
  glia_model_restart(model, (glia_start){GLIA_INIT_AUTO, 1, 3}); /* statistics begin anew, too */
  assert_true(model->running[0] == 0.0f && model->running[8] == 1.0f);
  free(before);
  free(canonical);
  free(gradient);
  free(x);
  free(p);
  free(dx);
  free(t);
  free(expected);
  glia_model_free(model);
}

/* Bad targets are refused, and what was to be filled is as it was; nothing taken is kept. */
static void test_gradients_refuse(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  const reference shape = reference_make(2, "2:sigmoid", GLIA_LOSS_BCE);
  glia_model *model = model_of(&shape, 3, &memory);
  const size_t live = count.live;
  const float x[4] = {1, 2, 3, 4}, bad[4] = {0, 1, 1.5f, 0}, good[4] = {0, 1, 1, 0};
  float gradient[6] = {9, 9, 9, 9, 9, 9};
  double loss = 9;
  glia_error error = {0};
  assert_int_equal(glia_model_gradients(model, NULL, x, bad, 2, &loss, gradient, NULL, &error),
                   GLIA_RANGE);
  assert_non_null(strstr(error.message, "example 1"));
  assert_true(loss == 9 && gradient[0] == 9 && gradient[5] == 9);
  error = (glia_error){GLIA_OK, 3, "as before"};
  assert_int_equal(glia_model_gradients(model, NULL, x, good, 2, &loss, gradient, NULL, &error), GLIA_OK);
  assert_string_equal(error.message, "as before"); /* untouched by a call that succeeds */
  assert_int_equal(error.position, 3);
  assert_int_equal(count.live, live);
  glia_model_free(model);
  assert_int_equal(count.live, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_create),
      cmocka_unit_test(test_create_refuses),
      cmocka_unit_test(test_set),
      cmocka_unit_test(test_predict_and_activations),
      cmocka_unit_test(test_gradients),
      cmocka_unit_test(test_normalized),
      cmocka_unit_test(test_gradients_refuse),
  };
  return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
