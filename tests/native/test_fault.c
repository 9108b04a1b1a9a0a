/* Planted faults: each shows its symptom by numbers, and a run without one does not. */
#include "inspected.h"

#include <stdio.h>

#include "inspect/measure.h"
#include "inspect/trace.h"
#include "train/fault.h"

static glia_snapshot after(glia_run *run, uint64_t steps) {
  glia_snapshot now;
  go(run, steps);
  glia_measure(run, &now);
  return now;
}

static glia_snapshot trained(const char *experiment, uint64_t steps) {
  glia_run *run = open_run(experiment, NULL);
  const glia_snapshot now = after(run, steps);
  glia_run_free(run);
  return now;
}

/* The largest difference between the weights of units of the first layer. */
static float spread(const glia_run *run) {
  const glia_network *network = &run->model->network;
  const glia_dense *dense = &network->layer[0];
  const float *w = glia_network_block(network, 0, GLIA_ROLE_WEIGHTS, run->model->parameters);
  float most = 0;
  for (uint32_t i = 0; i < dense->inputs; i++) {
    for (uint32_t u = 1; u < dense->units; u++) {
      const float off = fabsf(w[i * dense->stride + u] - w[i * dense->stride]);
      if (off > most) most = off;
    }
  }
  return most;
}

static void test_bad_init(void **state) {
  (void)state;
  glia_run *bad = open_run("data=xor&layers=4:tanh+he_normal,4:tanh&fault=bad_init", NULL);
  glia_run *good = open_run("data=xor&layers=4:tanh+he_normal,4:tanh", NULL);
  assert_true(spread(bad) == 0 && spread(good) > 0.1f);
  const glia_snapshot sick = after(bad, 2000), well = after(good, 2000);
  assert_true(spread(bad) == 0); /* alike for ever */
  assert_true(sick.testAccuracy < 0.85 && well.testAccuracy > 0.95);
  glia_run_reset(bad);
  assert_true(spread(bad) == 0);
  glia_run_free(bad);
  glia_run_free(good);
}

static void test_shuffled_labels(void **state) {
  (void)state;
  const char *const sick = "data=gauss&points=60&test=50&layers=64:relu,64:relu&fault=shuffled_labels";
  glia_run *run = open_run(sick, NULL);
  glia_run *plain = open_run("data=gauss&points=60&test=50&layers=64:relu,64:relu", NULL);
  const glia_dataset *a = &run->dataset, *b = &plain->dataset;
  assert_memory_equal(a->xy, b->xy, a->count * 2 * sizeof(float));
  assert_memory_equal(a->test.target, b->test.target, a->test.rows * sizeof(float));
  double ones_a = 0, ones_b = 0;
  size_t moved = 0, row = 0;
  for (size_t r = 0; r < a->train.rows; r++) {
    ones_a += (double)a->train.target[r];
    ones_b += (double)b->train.target[r];
    moved += a->train.target[r] != b->train.target[r];
  }
  assert_true(ones_a == ones_b && moved > a->train.rows / 4);
  for (size_t i = 0; i < a->count; i++) { /* what is shown is what is trained on */
    if (!a->held[i]) assert_true(a->target[i] == a->train.target[row++]);
  }
  const glia_snapshot start = after(run, 0), end = after(run, 6000);
  assert_true(end.loss < 0.6 * start.loss && end.accuracy > 0.8); /* learned by heart */
  assert_true(end.testAccuracy < 0.75);
  assert_true(after(plain, 6000).testAccuracy > 0.95);
  glia_run_free(run);
  glia_run_free(plain);
}

static size_t found_in_training(const glia_dataset *data) {
  size_t found = 0;
  for (size_t t = 0; t < data->test.rows; t++) {
    for (size_t r = 0; r < data->train.rows; r++) {
      if (memcmp(data->test.x + t * data->features, data->train.x + r * data->features,
                 data->features * sizeof(float)) == 0) {
        found++;
        break;
      }
    }
  }
  return found;
}

static void test_leaky_split(void **state) {
  (void)state;
  glia_run *run = open_run("data=spiral&points=100&noise=40&fault=leaky_split", NULL);
  assert_int_equal(run->dataset.leaked, 18);
  assert_int_equal(found_in_training(&run->dataset), 18);
  glia_run_free(run);
  run = open_run("data=spiral&points=100&noise=40", NULL);
  assert_int_equal(found_in_training(&run->dataset), 0);
  glia_run_free(run);
}

/* Batches of the first epoch that hold both classes. */
static size_t mixed_batches(const char *experiment, size_t *batches) {
  glia_run *run = open_run(experiment, NULL);
  glia_trace trace;
  assert_int_equal(glia_trace_open(&trace, run, NULL, NULL), GLIA_OK);
  size_t mixed = 0;
  *batches = (size_t)glia_trainer_epoch_steps(run->trainer);
  for (size_t b = 0; b < *batches; b++) {
    glia_trace_next(&trace, run, 0); /* the batch that the step then takes */
    float low = 1, high = 0;
    for (size_t r = 0; r < trace.rows; r++) {
      low = fminf(low, trace.target[r]);
      high = fmaxf(high, trace.target[r]);
    }
    mixed += low != high;
    const double loss = trace.loss;
    go(run, 1);
    assert_true(run->trainer->loss == loss);
  }
  glia_trace_close(&trace);
  glia_run_free(run);
  return mixed;
}

static void test_no_shuffling(void **state) {
  (void)state;
  size_t batches;
  assert_true(mixed_batches("data=circle&fault=no_shuffling&batch=10", &batches) <= 1);
  assert_int_equal(batches, 40);
  assert_true(mixed_batches("data=circle&batch=10", &batches) > 30);
  /* A network that forgets the first class while it sees only the second. */
  const glia_snapshot sick = trained("data=circle&noise=30&rate=0.3&optimizer=sgd&batch=10&fault=no_shuffling", 800);
  const glia_snapshot well = trained("data=circle&noise=30&rate=0.3&optimizer=sgd&batch=10", 800);
  if (!(sick.testLoss > 2 * well.testLoss)) fail_msg("%g %g", sick.testLoss, well.testLoss);
}

static void test_train_on_test(void **state) {
  (void)state;
  glia_run *run = open_run("data=circle&points=100&noise=50&test=50&layers=32:relu,32:relu&fault=train_on_test", NULL);
  glia_run *plain = open_run("data=circle&points=100&noise=50&test=50&layers=32:relu,32:relu", NULL);
  const glia_dataset *data = &run->dataset;
  assert_int_equal(data->train.rows, 100);
  assert_int_equal(found_in_training(data), 50);
  assert_memory_equal(data->train.x, plain->dataset.train.x, 50 * data->features * sizeof(float));
  assert_memory_equal(data->test.x, plain->dataset.test.x, 50 * data->features * sizeof(float));
  assert_int_equal(run->trainer->rows, 100);
  const glia_snapshot sick = after(run, 6000), well = after(plain, 6000);
  assert_true(sick.testAccuracy > 0.97); /* too good for such noise */
  assert_true(well.testAccuracy < 0.92 && well.testLoss > 2 * sick.testLoss);
  glia_run_free(run);
  glia_run_free(plain);
}

static void check_dead(const char *layers, uint32_t at) {
  char experiment[200];
  snprintf(experiment, sizeof experiment, "data=circle&layers=%s&fault=dead_layer", layers);
  glia_run *run = open_run(experiment, NULL);
  const glia_network *network = &run->model->network;
  const size_t storage = network->storage * sizeof(float);
  float *before = malloc(storage);
  memcpy(before, run->model->parameters, storage);
  const uint64_t hash = hash_of(run);
  go(run, 200);
  for (uint32_t l = 0; l <= at; l++) { /* nothing reaches the layer, nor what is below it */
    const float *was = glia_network_block(network, l, GLIA_ROLE_WEIGHTS, before);
    const float *is = glia_network_block(network, l, GLIA_ROLE_WEIGHTS, run->model->parameters);
    assert_memory_equal(was, is, network->layer[l].inputs * network->layer[l].stride * sizeof(float));
  }
  const glia_dense *dense = &network->layer[at];
  float out[100];
  glia_model_predict(run->model, run->dataset.train.x, 100, out);
  const glia_stage *stage = &run->model->workspace.stage[at];
  for (size_t r = 1; r < 100; r++) { /* the same answer to every point */
    assert_memory_equal(stage->post, stage->post + r * dense->stride, dense->units * sizeof(float));
  }
  glia_run_reset(run);
  assert_true(hash_of(run) == hash);
  free(before);
  glia_run_free(run);
}

static void test_dead_layer(void **state) {
  (void)state;
  check_dead("8:relu,8:relu", 0);
  check_dead("5:tanh,5:relu", 0);
  check_dead("5:linear,3:relu+bn", 1);
  check_dead("5:leaky_relu,3:gelu+ln,4:relu", 1);
  static const char *const curves[] = {"sigmoid", "elu", "silu", "softplus", "gelu_tanh"};
  for (size_t i = 0; i < 5; i++) {
    char layers[40];
    snprintf(layers, sizeof layers, "6:%s", curves[i]);
    check_dead(layers, 0);
  }
  const glia_snapshot sick = trained("data=circle&fault=dead_layer", 2000);
  assert_true(sick.testAccuracy < 0.65 && trained("data=circle", 2000).testAccuracy > 0.95);
}

static void test_refusals(void **state) {
  (void)state;
  static const char *const wrong[] = {"data=points&fault=leaky_split", "data=curve&fault=shuffled_labels",
                                      "layers=&fault=dead_layer", "layers=3:linear,2:leaky_relu&fault=dead_layer",
                                      "layers=3:relu+nobias&fault=dead_layer"};
  for (size_t i = 0; i < 5; i++) {
    glia_settings settings;
    glia_error error;
    assert_int_equal(glia_experiment_parse(wrong[i], strlen(wrong[i]), &settings, &error), GLIA_CONFLICT);
      assert_true(error.position > 0 && wrong[i][error.position - 1] == '=');
  }
}

/* A fault of order only, so the data and the start are those of the run without one. */
static void test_none_is_none(void **state) {
  (void)state;
  glia_run *plain = open_run("", NULL), *none = open_run("fault=none", NULL);
  go(plain, 100);
  go(none, 100);
  assert_true(hash_of(plain) == hash_of(none));
  glia_run_free(plain);
  glia_run_free(none);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bad_init),      cmocka_unit_test(test_shuffled_labels),
      cmocka_unit_test(test_leaky_split),   cmocka_unit_test(test_no_shuffling),
      cmocka_unit_test(test_train_on_test), cmocka_unit_test(test_dead_layer),
      cmocka_unit_test(test_refusals),      cmocka_unit_test(test_none_is_none),
  };
  return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
