/* How a run is planned from settings, and what happens when its training breaks down. */
#include "floats.h"

#include <stdio.h>

#include "inspect/measure.h"
#include "path.h"

static void check_plan(const char *experiment, glia_loss loss, uint32_t units,
                       glia_activation last) {
  const glia_settings settings = settings_of(experiment);
  glia_layers layers;
  glia_loss_spec planned;
  assert_int_equal(glia_run_plan(&settings, &layers, &planned, NULL), GLIA_OK);
  assert_int_equal(planned.kind, loss);
  assert_int_equal(layers.count, settings.layers.count + 1);
  for (uint32_t l = 0; l < settings.layers.count; l++) {
    assert_memory_equal(&layers.layer[l], &settings.layers.layer[l], sizeof(glia_layer));
  }
  assert_int_equal(layers.layer[layers.count - 1].units, units);
  assert_int_equal(layers.layer[layers.count - 1].activation, last);
  glia_run *run = run_of(experiment, NULL);
  assert_int_equal(run->model->network.loss.kind, loss);
  const glia_part *parts[] = {&run->dataset.train, &run->dataset.test};
  for (int p = 0; p < 2; p++) {
    for (size_t i = 0; i < parts[p]->rows; i++) {
      const float t = parts[p]->target[i];
      if (last == GLIA_ACTIVATION_LINEAR) assert_true(t >= -2 && t <= 2);
      else if (last == GLIA_ACTIVATION_TANH) assert_true(t == -1.0f || t == 1.0f);
      else assert_true(t == 0.0f || t == 1.0f);
    }
  }
  glia_run_free(run);
}

static void test_plan(void **state) {
  (void)state;
  check_plan("data=xor", GLIA_LOSS_BCE, 1, GLIA_ACTIVATION_SIGMOID);
  check_plan("data=circle&loss=bce&layers=3:relu", GLIA_LOSS_BCE, 1, GLIA_ACTIVATION_SIGMOID);
  check_plan("data=gauss&loss=cross_entropy&layers=", GLIA_LOSS_CROSS_ENTROPY, 2,
             GLIA_ACTIVATION_SOFTMAX);
  check_plan("data=spiral&loss=mse", GLIA_LOSS_MSE, 1, GLIA_ACTIVATION_TANH);
  check_plan("data=plane&layers=1:linear,1:tanh,1:relu,1:tanh,1:tanh,1:tanh,1:tanh,2:tanh",
             GLIA_LOSS_MSE, 1, GLIA_ACTIVATION_LINEAR);
  check_plan("data=xor&loss=focal", GLIA_LOSS_FOCAL, 2, GLIA_ACTIVATION_SOFTMAX);
  check_plan("data=xor&loss=mae", GLIA_LOSS_MAE, 1, GLIA_ACTIVATION_TANH);
  check_plan("data=xor&loss=huber", GLIA_LOSS_HUBER, 1, GLIA_ACTIVATION_TANH);
  check_plan("data=hills&loss=mae", GLIA_LOSS_MAE, 1, GLIA_ACTIVATION_LINEAR);
  check_plan("data=plane&loss=huber&layers=4:gelu+bn+drop0.2+res+nobias+zeros", GLIA_LOSS_HUBER, 1,
             GLIA_ACTIVATION_LINEAR);
  check_plan("data=hills&loss=mse", GLIA_LOSS_MSE, 1, GLIA_ACTIVATION_LINEAR);
  glia_settings settings = settings_of("data=hills");
  glia_layers layers;
  glia_loss_spec loss;
  static const glia_loss wrong[] = {GLIA_LOSS_BCE, GLIA_LOSS_CROSS_ENTROPY, GLIA_LOSS_FOCAL};
  for (int i = 0; i < 3; i++) {
    glia_error error = {0};
    settings.loss = wrong[i];
    assert_int_equal(glia_run_plan(&settings, &layers, &loss, &error), GLIA_CONFLICT);
    assert_true(strlen(error.message) > 10);
    assert_null(glia_run_create(&settings, NULL, &error));
    assert_int_equal(error.status, GLIA_CONFLICT);
  }
}

/* The constants of a loss are those of the settings, and balanced classes weigh the same together. */
static void test_loss_constants(void **state) {
  (void)state;
  glia_layers layers;
  glia_loss_spec loss;
  glia_settings s = settings_of("data=hills&loss=huber&delta=0.3");
  assert_int_equal(glia_run_plan(&s, &layers, &loss, NULL), GLIA_OK);
  assert_true(loss.delta == 0.3f && loss.smoothing == 0.0f);
  s = settings_of("loss=focal&focus=3&smoothing=20");
  assert_int_equal(glia_run_plan(&s, &layers, &loss, NULL), GLIA_OK);
  assert_true(loss.gamma == 3.0f && loss.smoothing == 0.0f && loss.alpha < 0.0f);
  s = settings_of("loss=cross_entropy&smoothing=20");
  assert_int_equal(glia_run_plan(&s, &layers, &loss, NULL), GLIA_OK);
  assert_true(loss.smoothing == 0.2f);
  static const char *const balanced[] = {"bce", "cross_entropy", "focal"};
  for (int i = 0; i < 3; i++) {
    char text[100];
    snprintf(text, sizeof text, "data=gauss&points=61&test=30&balance=balanced&loss=%s", balanced[i]);
    glia_run *run = run_of(text, NULL);
    const float *w = run->model->network.loss.weights;
    double count[2] = {0, 0};
    for (size_t r = 0; r < run->dataset.train.rows; r++) count[(int)run->dataset.train.target[r]]++;
    assert_non_null(w);
    const double one = i ? (double)w[1] * count[1] : (double)w[0] * count[1];
    const double zero = i ? (double)w[0] * count[0] : count[0];
    assert_true(fabs(one - zero) < 1e-5 * zero);
    if (i) assert_true(fabs(one + zero - (double)run->dataset.train.rows) < 1e-4);
    glia_run_free(run);
    run = run_of("data=hills&balance=balanced", NULL); /* values have no classes to balance */
    assert_null(run->model->network.loss.weights);
    glia_run_free(run);
  }
}

static void test_too_large(void **state) {
  (void)state;
  glia_settings settings = settings_of("data=xor");
  settings.layers.count = 8;
  for (int l = 0; l < 8; l++) settings.layers.layer[l] = (glia_layer){.units = 4096, .activation = GLIA_ACTIVATION_TANH};
  glia_error error = {0};
  assert_null(glia_run_create(&settings, NULL, &error));
  assert_int_equal(error.status, GLIA_LIMIT);
  glia_run_free(NULL);
}

static void check_broken(glia_run *run, const path *way) {
  glia_error error = {0};
  char text[64];
  snprintf(text, sizeof text, "at step %llu:", (unsigned long long)way->steps + 1);
  for (int again = 0; again < 2; again++) {
    assert_int_equal(glia_run_advance(run, again ? 0 : 1, &error), GLIA_DIVERGED);
    assert_non_null(strstr(error.message, text));
    assert_int_equal(run->trainer->fault, way->fault);
    assert_int_equal(run->trainer->step, way->steps);
    assert_int_equal(run->reached, way->steps);
    assert_true(hash_of_run(run) == way->hash[way->steps]);
  }
}

/* Breaks down, stays broken, goes back, breaks down again at the same place, is mended by hand. */
static void check_breakdown(const char *experiment, const path_edit *edits, size_t count,
                            glia_fault fault) {
  path way = path_of(experiment, 2000, edits, count);
  if (way.steps >= 2000 || (fault && way.fault != fault)) {
    fail_msg("%s: fault %d after %llu steps; the test is to see another", experiment,
             (int)way.fault, (unsigned long long)way.steps);
  }
  glia_run *run = run_of(experiment, NULL);
  glia_error error = {0};
  glia_snapshot snapshot;
  for (size_t e = 0; e < count; e++) {
    assert_int_equal(glia_run_seek(run, edits[e].step, NULL), GLIA_OK);
    assert_int_equal(glia_run_set_parameter(run, edits[e].index, edits[e].value, NULL), GLIA_OK);
  }
  assert_int_equal(glia_run_advance(run, 2000, &error), GLIA_DIVERGED);
  check_broken(run, &way);
  glia_measure(run, &snapshot);
  assert_true(snapshot.fault == way.fault && snapshot.faultLayer >= 1);
  assert_int_equal(glia_run_seek(run, 2000, &error), GLIA_DIVERGED);
  for (uint64_t step = 0; step <= way.steps; step += 1 + way.steps / 9) {
    const glia_status status = glia_run_seek(run, step, &error);
    if (step < way.steps) assert_int_equal(status, GLIA_OK);
    assert_true(hash_of_run(run) == way.hash[step]);
    if (step == way.steps) continue;
    assert_int_equal(run->trainer->fault, GLIA_FAULT_NONE);
    assert_int_equal(glia_run_advance(run, 2000, &error), GLIA_DIVERGED);
    check_broken(run, &way);
  }
  glia_run_reset(run);
  assert_true(run->trainer->fault == GLIA_FAULT_NONE && run->trainer->fault_layer == 0);
  assert_int_equal(glia_run_seek(run, 0, NULL), GLIA_OK);
  glia_run_free(run);
  path_free(&way);
}

static const path_edit steep[] = {
    {3, 0, 0.1f}, {3, 1, 0.0f}, {3, 2, 0.0f}, {3, 4, 0.0f}, {3, 3, 5e18f}};
enum { STEEP = 5 };

static void test_breakdown(void **state) {
  (void)state;
  check_breakdown("data=plane&points=20&layers=&features=x1,x2,x1sq&batch=3&rate=10&optimizer=sgd",
                  NULL, 0, GLIA_FAULT_NONE);
  check_breakdown("data=plane&points=20&layers=5:linear&batch=3&rate=5&optimizer=momentum",
                  NULL, 0, GLIA_FAULT_NONE);
  check_breakdown("data=hills&points=20&layers=4:linear,4:linear&batch=3&rate=5&optimizer=sgd",
                  NULL, 0, GLIA_FAULT_NONE);
}

/* The update itself overflows: an optimizer with a memory has then already changed it. */
static void test_breakdown_in_the_update(void **state) {
  (void)state;
  check_breakdown("data=plane&points=20&layers=1:linear&batch=10&rate=10&optimizer=sgd", steep,
                  STEEP, GLIA_FAULT_PARAMETER);
  check_breakdown("data=plane&points=20&layers=1:linear&batch=10&rate=10&optimizer=momentum", steep,
                  STEEP, GLIA_FAULT_PARAMETER);
}

/* A weight set by hand at the step of the breakdown goes on from the state before the failed
 * update, the optimizer's memory included. */
static void test_mended_by_hand(void **state) {
  (void)state;
  static const char *const experiment =
      "data=plane&points=20&layers=1:linear&batch=10&rate=10&optimizer=momentum";
  path_edit edits[STEEP + 2];
  memcpy(edits, steep, sizeof steep);
  edits[STEEP] = (path_edit){3, 3, 1e-3f};
  edits[STEEP + 1] = (path_edit){3, 0, 1e-3f};
  glia_run *run = run_of(experiment, NULL);
  glia_error error = {0};
  assert_int_equal(glia_run_advance(run, 3, &error), GLIA_OK);
  for (int e = 0; e < STEEP; e++) {
    assert_int_equal(glia_run_set_parameter(run, edits[e].index, edits[e].value, NULL), GLIA_OK);
  }
  assert_int_equal(glia_run_advance(run, 5, &error), GLIA_DIVERGED);
  assert_int_equal(run->trainer->fault, GLIA_FAULT_PARAMETER);
  assert_int_equal(run->trainer->step, 3);
  for (int e = STEEP; e < STEEP + 2; e++) {
    assert_int_equal(glia_run_set_parameter(run, edits[e].index, edits[e].value, NULL), GLIA_OK);
  }
  glia_snapshot snapshot;
  glia_measure(run, &snapshot);
  assert_true(snapshot.fault == 0);
  if (snapshot.faultLayer != 0) {
    fail_msg("after the fault was mended faultLayer is still %g", snapshot.faultLayer);
  }
  path way = path_of(experiment, 6, edits, STEEP + 2);
  for (uint64_t step = 3; step <= way.steps; step++) {
    assert_true(hash_of_run(run) == way.hash[step]);
    if (step < way.steps) assert_int_equal(glia_run_advance(run, 1, NULL), GLIA_OK);
  }
  assert_true(way.steps >= 4);
  path_free(&way);
  glia_run_free(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plan),
      cmocka_unit_test(test_loss_constants),
      cmocka_unit_test(test_too_large),
      cmocka_unit_test(test_breakdown),
      cmocka_unit_test(test_breakdown_in_the_update),
      cmocka_unit_test(test_mended_by_hand),
  };
  return cmocka_run_group_tests_name("run stops", tests, NULL, NULL);
}
