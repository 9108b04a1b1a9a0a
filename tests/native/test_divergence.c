/* The stop at the first bad number: where it is seen, what is said, and what stays. */
#include "floats.h"

#include <stdio.h>

#include "reference.h"
#include "train/trainer.h"

static glia_trainer *open_trainer(uint32_t inputs, const char *layers, glia_optimizer kind,
                                  double rate) {
  const reference shape = reference_make(inputs, layers, GLIA_LOSS_MSE);
  glia_trainer_options options = {
      .optimizer = glia_optimizer_preset(), .batch = 4, .shuffle = 1, .seed = 3};
  options.optimizer.kind = kind;
  options.optimizer.rate = rate;
  const glia_start start = {GLIA_INIT_AUTO, 1, 6};
  glia_model *model = glia_model_create(inputs, &shape.layers, &shape.loss, start, NULL, NULL);
  assert_non_null(model);
  glia_trainer *trainer = glia_trainer_create(model, &options, NULL, NULL);
  assert_non_null(trainer);
  return trainer;
}

static void close_all(glia_trainer *trainer) {
  glia_model *model = trainer->model;
  glia_trainer_free(trainer);
  glia_model_free(model);
}

static uint64_t hash_of(const glia_trainer *trainer) {
  return glia_network_hash(&trainer->model->network, trainer->model->parameters);
}

static void check_finite(const glia_trainer *trainer) {
  for (size_t k = 0; k < trainer->model->network.storage; k++) {
    assert_true(isfinite(trainer->model->parameters[k]));
  }
}

/* After a fault: the sentence names step and layer, and no call changes anything any more. */
static void check_stopped(glia_trainer *trainer, uint64_t step) {
  const uint64_t hash = hash_of(trainer);
  const float x[2] = {1, 1}, target[2] = {0, 0};
  glia_error error = {0};
  char text[64];
  check_finite(trainer);
  assert_int_equal(trainer->step, step);
  assert_int_equal(glia_trainer_fault(trainer, &error), GLIA_DIVERGED);
  assert_int_equal(error.status, GLIA_DIVERGED);
  snprintf(text, sizeof text, "at step %llu:", (unsigned long long)step + 1);
  if (!strstr(error.message, text)) fail_msg("no \"%s\" in: %s", text, error.message);
  snprintf(text, sizeof text, "in layer %u ", trainer->fault_layer);
  if (!strstr(error.message, text)) fail_msg("no \"%s\" in: %s", text, error.message);
  assert_int_equal(glia_trainer_advance(trainer, 10), 0);
  assert_int_equal(glia_trainer_update(trainer, x, target, 1, &error), GLIA_DIVERGED);
  assert_int_equal(trainer->step, step);
  assert_true(hash_of(trainer) == hash);
}

/* Far too large a rate: the parameters are those of a run that stopped just before. */
static void test_huge_rate(void **state) {
  (void)state;
  float x[24], target[12];
  for (int i = 0; i < 12; i++) {
    x[2 * i] = (float)(i % 5) * 1.5f - 3;
    x[2 * i + 1] = (float)(i % 7) - 3;
    target[i] = (float)(i % 3) * 40 - 40;
  }
  static const char *const layers[] = {"1:linear", "6:relu,1:linear", "5:linear,4:relu,1:linear"};
  for (size_t l = 0; l < 3; l++) {
    for (int kind = 0; kind <= GLIA_OPTIMIZER_MOMENTUM; kind++) {
      glia_trainer *a = open_trainer(2, layers[l], (glia_optimizer)kind, 10);
      glia_trainer *b = open_trainer(2, layers[l], (glia_optimizer)kind, 10);
      assert_int_equal(glia_trainer_fault(a, NULL), GLIA_OK);
      assert_int_equal(glia_trainer_set_data(a, x, target, 12, NULL), GLIA_OK);
      assert_int_equal(glia_trainer_set_data(b, x, target, 12, NULL), GLIA_OK);
      const uint64_t made = glia_trainer_advance(a, 1000);
      assert_true(made < 1000 && a->fault != GLIA_FAULT_NONE);
      assert_int_equal(glia_trainer_advance(b, made), made);
      assert_int_equal(b->fault, GLIA_FAULT_NONE);
      assert_true(hash_of(a) == hash_of(b));
      check_stopped(a, made);
      assert_int_equal(glia_trainer_advance(b, 1), 0); /* one at a time stops at the same place */
      assert_true(b->fault == a->fault && b->fault_layer == a->fault_layer);
      assert_true(hash_of(a) == hash_of(b));
      close_all(a);
      close_all(b);
    }
  }
}

/* One update of a chain of single units, no biases, that must fail in a given way. */
static void check_fault(const char *layers, const float *parameters, float x, float target,
                        double rate, glia_fault fault, uint32_t layer) {
  glia_trainer *trainer = open_trainer(1, layers, GLIA_OPTIMIZER_SGD, rate);
  assert_int_equal(glia_model_set(trainer->model, parameters, NULL), GLIA_OK);
  const uint64_t hash = hash_of(trainer);
  glia_error error = {0};
  assert_int_equal(glia_trainer_update(trainer, &x, &target, 1, &error), GLIA_DIVERGED);
  if (trainer->fault != fault || trainer->fault_layer != layer) {
    fail_msg("fault %d in layer %u, not %d in %u: %s", (int)trainer->fault, trainer->fault_layer,
             (int)fault, layer, error.message);
  }
  static const char *const names[] = {"", "activation", "loss", "gradient", "weight"};
  assert_non_null(strstr(error.message, names[fault]));
  assert_true(hash_of(trainer) == hash);
  check_stopped(trainer, 0);
  close_all(trainer);
}

static void test_each_fault(void **state) {
  (void)state;
  const float big[6] = {1e20f, 0, 1e10f, 0, 1e20f, 0};
  check_fault("1:linear,1:linear,1:linear", big, 1, 0, 0.1, GLIA_FAULT_ACTIVATION, 3);
  check_fault("1:linear,1:linear,1:linear", big, 1e10f, 0, 0.1, GLIA_FAULT_ACTIVATION, 2);
  check_fault("1:linear,1:linear,1:linear", big, 1e30f, 0, 0.1, GLIA_FAULT_ACTIVATION, 1);
  const float square[2] = {1e25f, 0};
  check_fault("1:linear", square, 1, 0, 0.1, GLIA_FAULT_LOSS, 1);
  const float steep[2] = {1e-20f, 0};
  check_fault("1:linear", steep, 1e30f, 0, 0.1, GLIA_FAULT_GRADIENT, 1);
  const float through[4] = {1e-20f, 0, 1e5f, 0};
  check_fault("1:linear,1:linear", through, 1e25f, 0, 0.1, GLIA_FAULT_GRADIENT, 1);
  const float step[2] = {0.1f, 0};
  check_fault("1:linear", step, 1.5e19f, 0, 10, GLIA_FAULT_PARAMETER, 1);
  const float last[4] = {1e19f, 0, 0.1f, 0};
  check_fault("1:linear,1:linear", last, 1.5f, 0, 10, GLIA_FAULT_PARAMETER, 2);
}

/* Nothing that is not finite may be kept: an optimizer that has swallowed an infinite square would
 * take steps of zero for ever after and call it training. */
static void test_adam_keeps_no_bad_numbers(void **state) {
  (void)state;
  glia_trainer *trainer = open_trainer(1, "1:linear", GLIA_OPTIMIZER_ADAM, 0.1);
  const float parameters[2] = {0.1f, 0}, x = 1.5e19f, target = 0;
  assert_int_equal(glia_model_set(trainer->model, parameters, NULL), GLIA_OK);
  glia_error error = {0};
  const glia_status status = glia_trainer_update(trainer, &x, &target, 1, &error);
  if (status != GLIA_DIVERGED) {
    for (size_t k = 0; k < trainer->model->network.storage; k++) {
      if (!isfinite(trainer->state.first[k]) || !isfinite(trainer->state.second[k])) {
        fail_msg(
            "an update with the gradient %g left the average %g and the average of squares %g "
            "and no fault",
            (double)trainer->gradient[k], (double)trainer->state.first[k],
            (double)trainer->state.second[k]);
      }
    }
  }
  close_all(trainer);
}

/* A gradient whose squares overflow float32 still has a length. */
static void test_norm_of_a_long_gradient(void **state) {
  (void)state;
  glia_trainer *trainer = open_trainer(1, "1:linear", GLIA_OPTIMIZER_SGD, 1e-6);
  const float parameters[2] = {0, 0}, x = 1e12f, target = 1e12f;
  assert_int_equal(glia_model_set(trainer->model, parameters, NULL), GLIA_OK);
  assert_int_equal(glia_trainer_update(trainer, &x, &target, 1, NULL), GLIA_OK);
  const double norm = trainer->gradient_norm;
  if (!(fabs(norm - 2e24) < 1e19)) fail_msg("the norm is %g, not 2e24", norm);
  close_all(trainer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_huge_rate),
      cmocka_unit_test(test_each_fault),
      cmocka_unit_test(test_adam_keeps_no_bad_numbers),
      cmocka_unit_test(test_norm_of_a_long_gradient),
  };
  return cmocka_run_group_tests_name("divergence", tests, NULL, NULL);
}
