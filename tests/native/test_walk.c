/* One example's walk: the numbers are those of training on that example alone. */
#include "inspected.h"

#include "inspect/walk.h"

typedef struct walk {
  float *all, *pre, *z, *post, *delta, *gradient, *after;
  double loss;
  size_t units;
} walk;

static walk walk_of(glia_run *run, glia_walk_of of, size_t row, const float *x, float target) {
  const glia_network *network = &run->model->network;
  walk w = {.units = 0};
  for (uint32_t l = 0; l < network->layer_count; l++) w.units += network->layer[l].units;
  w.all = malloc((glia_walk_floats(run) + 1) * sizeof *w.all);
  w.all[glia_walk_floats(run)] = 4711;
  glia_error error = {0};
  const uint64_t before = whole_state(run);
  if (glia_walk(run, of, row, x, target, w.all, &w.loss, &error)) fail_msg("%s", error.message);
  assert_true(whole_state(run) == before && w.all[glia_walk_floats(run)] == 4711);
  w.pre = w.all + network->inputs + 1;
  w.z = w.pre + w.units;
  w.post = w.z + w.units;
  w.delta = w.post + w.units;
  w.gradient = w.delta + w.units;
  w.after = w.gradient + network->parameter_count;
  return w;
}

static void check_experiment(const char *experiment) {
  glia_run *run = open_run(experiment, NULL);
  const glia_network *network = &run->model->network;
  for (int stage = 0; stage < 2; stage++) {
    for (int test = 0; test < 2; test++) {
      const glia_part *part = test ? &run->dataset.test : &run->dataset.train;
      const size_t row = 5 + (size_t)stage, inputs = network->inputs;
      const float *x = part->x + row * inputs, *target = part->target + row;
      walk w = walk_of(run, test ? GLIA_WALK_TEST : GLIA_WALK_TRAIN, row, NULL, 0);
      assert_memory_equal(w.all, x, inputs * sizeof *x);
      assert_true(w.all[inputs] == *target);
      float *pre = malloc(2 * w.units * sizeof *pre), *gradient = malloc(network->parameter_count * sizeof *gradient);
      glia_model_activations(run->model, x, 1, pre, pre + w.units);
      assert_memory_equal(w.pre, pre, w.units * sizeof *pre);
      assert_memory_equal(w.post, pre + w.units, w.units * sizeof *pre);
      double loss = 0;
      assert_int_equal(glia_model_gradients(run->model, NULL, x, target, 1, &loss, gradient, NULL, NULL), GLIA_OK);
      assert_true(w.loss == loss);
      assert_memory_equal(w.gradient, gradient, network->parameter_count * sizeof *gradient);
      size_t unit = 0; /* a bias's gradient is the delta of its unit */
      for (uint32_t l = 0; l < network->layer_count; l++) {
        const size_t biases = network->tensor[network->layer[l].tensor[GLIA_ROLE_BIASES]].canonical;
        for (uint32_t u = 0; u < network->layer[l].units; u++) assert_true(w.delta[unit++] == gradient[biases + u]);
      }
      /* The update that the run's own trainer makes of this example, on a run that may change. */
      glia_run *other = open_run(experiment, NULL);
      go(other, run->trainer->step);
      assert_int_equal(glia_trainer_update(other->trainer, x, target, 1, NULL), GLIA_OK);
      glia_network_export(network, other->model->parameters, gradient);
      assert_memory_equal(w.after, gradient, network->parameter_count * sizeof *gradient);
      glia_run_free(other);
      free(pre);
      free(gradient);
      free(w.all);
    }
    go(run, 30);
  }
  glia_run_free(run);
}

static void test_walks(void **state) {
  (void)state;
  static const char *const kinds[] = {
      "", "optimizer=sgd&l1=0.01&decay=0.1", "data=rings&classes=3&optimizer=momentum&clip_norm=0.1", "data=circle&loss=mse&optimizer=lamb",
      "data=sine&layers=4:gelu+ln,4:tanh+res&optimizer=nesterov&schedule=one_cycle", "data=digits8&points=60&layers=4:relu&optimizer=adagrad",
      "data=imbalanced&balance=balanced&optimizer=rmsprop", "optimizer=adamw&decay=0.1&clip_value=0.001"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) check_experiment(kinds[i]);
}

static void test_given(void **state) {
  (void)state;
  glia_run *run = open_run("data=circle&loss=mse&layers=3:tanh&features=x1,x1sq", NULL);
  const float x[] = {2, -1};
  walk w = walk_of(run, GLIA_WALK_GIVEN, 0, x, 0);
  assert_true(w.all[0] == 2 && w.all[1] == 4 && w.all[2] == -1); /* class 0 is -1 under mse */
  float y;
  assert_int_equal(glia_run_predict(run, x, 1, &y, NULL), GLIA_OK);
  assert_true(w.post[3] == y && fabs(w.loss - ((double)y + 1) * ((double)y + 1)) < 1e-6);
  free(w.all);
  glia_run_free(run);
}

/* Batch norm and dropout: as the network is used. */
static void test_as_used(void **state) {
  (void)state;
  glia_run *run = open_run("data=circle&layers=4:tanh+bn+drop0.5,3:relu", NULL);
  go(run, 50);
  walk w = walk_of(run, GLIA_WALK_TRAIN, 3, NULL, 0);
  float y, moved = 0;
  glia_model_predict(run->model, run->dataset.train.x + 6, 1, &y);
  assert_true(w.post[7] == y && w.z[0] != w.pre[0] && w.z[4] == w.pre[4]);
  for (size_t i = 0; i < run->model->network.parameter_count; i++) moved = fmaxf(moved, fabsf(w.gradient[i]));
  assert_true(moved > 0);
  free(w.all);
  glia_run_free(run);
}

static void test_refusals(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_run *run = open_run("data=rings&classes=3&layers=3:tanh", &memory);
  float *out = malloc(glia_walk_floats(run) * sizeof *out);
  double loss;
  glia_error error = {0};
  const float bad[] = {0, INFINITY}, good[] = {0, 1};
  assert_int_equal(glia_walk(run, GLIA_WALK_TRAIN, 400, NULL, 0, out, &loss, &error), GLIA_RANGE);
  assert_int_equal(glia_walk(run, GLIA_WALK_TEST, 100, NULL, 0, out, &loss, &error), GLIA_RANGE);
  assert_int_equal(glia_walk(run, GLIA_WALK_GIVEN, 0, bad, 0, out, &loss, &error), GLIA_NOT_FINITE);
  assert_int_equal(glia_walk(run, GLIA_WALK_GIVEN, 0, good, NAN, out, &loss, &error), GLIA_NOT_FINITE);
  assert_int_equal(glia_walk(run, GLIA_WALK_GIVEN, 0, good, 3, out, &loss, &error), GLIA_RANGE);
  assert_int_equal(glia_walk(run, GLIA_WALK_GIVEN, 0, good, 0.5f, out, &loss, &error), GLIA_RANGE);
  const size_t live = count.live;
  for (size_t nth = 1;; nth++) {
    counting_refuse(&count, nth);
    const glia_status status = glia_walk(run, GLIA_WALK_GIVEN, 0, good, 2, out, &loss, &error);
    counting_refuse(&count, 0);
    assert_int_equal(count.live, live);
    if (!status) {
      assert_true(nth > 8);
      break;
    }
    assert_int_equal(status, GLIA_MEMORY);
  }
  free(out);
  glia_run_free(run);
  run = open_run("data=plane&rate=10&optimizer=sgd&layers=2:linear", NULL);
  for (size_t i = 0; i < 9; i++) assert_int_equal(glia_run_set_parameter(run, i, 1e13f, NULL), GLIA_OK);
  out = malloc(glia_walk_floats(run) * sizeof *out);
  assert_int_equal(glia_walk(run, GLIA_WALK_TRAIN, 0, NULL, 0, out, &loss, &error), GLIA_NOT_FINITE);
  free(out);
  glia_run_free(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_walks), cmocka_unit_test(test_given),
      cmocka_unit_test(test_as_used), cmocka_unit_test(test_refusals),
  };
  return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
