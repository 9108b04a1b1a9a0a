/* Losses and accuracies of a run against plain double loops over its points. */
#include "floats.h"

#include "inspect/measure.h"
#include "path.h"
#include "reference.h"

/* The run's network and its parameters in double. */
typedef struct plain {
  reference shape;
  double *parameters, *running;
} plain;

static plain plain_of(const glia_model *model) {
  const glia_network *n = &model->network;
  plain p = {.shape = {.inputs = n->inputs, .loss = n->loss}};
  p.shape.layers.count = n->layer_count;
  for (uint32_t l = 0; l < n->layer_count; l++) {
    p.shape.layers.layer[l] = n->layer[l].options;
  }
  float *canonical = new_floats(n->parameter_count);
  glia_network_export(n, model->parameters, canonical);
  p.parameters = doubles_of(canonical, n->parameter_count);
  free(canonical);
  double *to = p.running = calloc(n->running + 1, sizeof *to);
  for (uint32_t l = 0; l < n->layer_count; l++) {
    const glia_dense *d = &n->layer[l];
    for (size_t i = 0; d->options.norm == GLIA_NORM_BATCH && i < 2 * d->units; i++) {
      *to++ = (double)model->running[d->running + i / d->units * d->stride + i % d->units];
    }
  }
  p.shape.running = p.running;
  return p;
}

/* The class of an answer: above the middle of one output's range, or the largest of several. */
static int class_of(const reference *shape, const double *output) {
  const uint32_t units = reference_outputs(shape);
  if (units == 1) {
    const int tanh =
        shape->layers.layer[shape->layers.count - 1].activation == GLIA_ACTIVATION_TANH;
    return output[0] > (tanh ? 0 : 0.5);
  }
  int best = 0;
  for (uint32_t u = 1; u < units; u++) best = output[u] > output[best] ? (int)u : best;
  return best;
}

static double plain_accuracy(const plain *p, const glia_part *part) {
  const size_t units = reference_units(&p->shape), last = units - reference_outputs(&p->shape);
  double *pre = malloc(2 * units * sizeof *pre),
         *x = doubles_of(part->x, part->rows * p->shape.inputs);
  size_t right = 0;
  for (size_t r = 0; r < part->rows; r++) {
    reference_forward(&p->shape, p->parameters, x + r * p->shape.inputs, pre, pre + units);
    const int label = part->target[r] == 1.0f; /* 0 or -1 is the other class */
    right += class_of(&p->shape, pre + units + last) == label;
  }
  free(pre);
  free(x);
  return (double)right / (double)part->rows;
}

static double plain_loss(const plain *p, const glia_part *part) {
  double *x = doubles_of(part->x, part->rows * p->shape.inputs),
         *t = doubles_of(part->target, part->rows);
  const double loss = reference_loss(&p->shape, p->parameters, x, t, part->rows);
  free(x);
  free(t);
  return loss;
}

static void check_run(const char *experiment, uint64_t steps) {
  glia_run *run = run_of(experiment, NULL);
  glia_snapshot s;
  assert_int_equal(glia_run_advance(run, steps, NULL), GLIA_OK);
  glia_measure(run, &s);
  plain p = plain_of(run->model);
  const glia_dataset *data = &run->dataset;
  const size_t each = (data->train.rows + run->settings.batch - 1) / run->settings.batch;
  assert_true(s.step == (double)steps && s.reached == (double)steps);
  assert_true(s.stepsPerEpoch == (double)each && s.epoch == (double)(steps / each));
  assert_true(s.rate == run->settings.rate && s.edits == 0 && s.fault == 0 && s.faultLayer == 0);
  assert_true(steps ? s.batchLoss == run->trainer->loss && s.batchLoss > 0 : s.batchLoss == 0);
  const double loss = plain_loss(&p, &data->train), test = plain_loss(&p, &data->test);
  if (!(fabs(s.loss - loss) < 1e-5 * (1 + loss) && fabs(s.testLoss - test) < 1e-5 * (1 + test))) {
    fail_msg("%s: losses %.9g and %.9g, plain %.9g and %.9g", experiment, s.loss, s.testLoss, loss,
             test);
  }
  if (data->task == GLIA_TASK_CLASSES) {
    assert_true(s.accuracy == plain_accuracy(&p, &data->train));
    assert_true(s.testAccuracy == plain_accuracy(&p, &data->test));
    assert_true(glia_accuracy(run->model, data->train.x, data->train.target, data->train.rows) ==
                s.accuracy);
  } else {
    assert_true(isnan(s.accuracy) && isnan(s.testAccuracy));
  }
  free(p.parameters);
  free(p.running);
  glia_run_free(run);
}

/* Parts of fewer and of more rows than are passed forward together. */
static void test_against_plain_loops(void **state) {
  (void)state;
  static const char *const experiments[] = {
      "data=xor&points=50&test=20&layers=5:tanh&batch=7",
      "data=circle&points=1100&test=40&layers=4:relu,3:tanh&loss=cross_entropy&batch=33",
      "data=spiral&points=700&test=70&layers=6:tanh&loss=mse&optimizer=momentum",
      "data=gauss&points=10&test=10&layers=&noise=50",
      "data=gauss&points=601&layers=&noise=50&loss=cross_entropy",
      "data=xor&points=300&layers=6:tanh+bn+drop0.3,4:relu+ln+res&batch=9",
      "data=gauss&points=300&noise=40&layers=5:gelu+bn+res&loss=focal&focus=1&balance=balanced",
      "data=circle&points=300&layers=5:silu+nobias&loss=cross_entropy&smoothing=20&balance=balanced",
      "data=plane&points=300&layers=5:elu+bn&loss=huber&delta=0.2",
      "data=hills&points=300&layers=5:softplus+ln&loss=mae",
      "data=spiral&points=300&layers=5:leaky_relu+bn&loss=mae",
      "data=hills&points=900&test=30&layers=4:sigmoid",
      "data=plane&points=20&layers=3:relu&features=x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2"};
  for (size_t e = 0; e < sizeof experiments / sizeof *experiments; e++) {
    check_run(experiments[e], 0);
    check_run(experiments[e], 1);
    check_run(experiments[e], 61);
  }
}

/* Measuring changes nothing, and after edits and seeks the numbers are of the state shown. */
static void test_seek_and_edits(void **state) {
  (void)state;
  glia_run *run = run_of("data=xor&points=30&test=50&layers=3:tanh&batch=4", NULL);
  glia_snapshot before, after;
  assert_int_equal(glia_run_advance(run, 40, NULL), GLIA_OK);
  glia_measure(run, &before);
  const uint64_t hash = hash_of_run(run);
  assert_int_equal(glia_run_advance(run, 25, NULL), GLIA_OK);
  assert_int_equal(glia_run_seek(run, 40, NULL), GLIA_OK);
  glia_measure(run, &after);
  assert_true(hash_of_run(run) == hash);
  assert_true(after.step == 40 && after.reached == 65 && after.epoch == 10);
  assert_true(after.loss == before.loss && after.testLoss == before.testLoss);
  assert_true(after.accuracy == before.accuracy && after.testAccuracy == before.testAccuracy);
  assert_int_equal(glia_run_set_parameter(run, 0, 3, NULL), GLIA_OK);
  assert_int_equal(glia_run_set_parameter(run, 1, -3, NULL), GLIA_OK);
  glia_measure(run, &after);
  assert_true(after.reached == 40 && after.edits == 2 && after.loss != before.loss);
  glia_run_free(run);
}

/* Classes of a model alone: with several outputs the first of equals, with one the strictly
 * greater. */
static void test_ties(void **state) {
  (void)state;
  const glia_start start = {GLIA_INIT_AUTO, 1, 1};
  const reference three = reference_make(1, "3:softmax", GLIA_LOSS_CROSS_ENTROPY);
  glia_model *model =
      glia_model_create(1, &three.layers, &three.loss, start, NULL, NULL);
  const float equal[6] = {0, 0, 0, 1, 1, 1}, second[6] = {0, 0, 0, 0, 1, 1};
  const float x[4] = {1, 2, 3, 4}, target[4] = {0, 1, 2, 0};
  assert_int_equal(glia_model_set(model, equal, NULL), GLIA_OK);
  assert_true(glia_accuracy(model, x, target, 4) == 0.5);
  assert_int_equal(glia_model_set(model, second, NULL), GLIA_OK);
  assert_true(glia_accuracy(model, x, target, 4) == 0.25);
  assert_true(glia_accuracy(model, x, target, 0) == 0.0);
  glia_model_free(model);
  const reference one = reference_make(1, "1:sigmoid", GLIA_LOSS_BCE);
  model = glia_model_create(1, &one.layers, &one.loss, start, NULL, NULL);
  const float middle[2] = {0, 0}, labels[4] = {0, 1, 1, 1};
  assert_int_equal(glia_model_set(model, middle, NULL), GLIA_OK);
  assert_true(glia_accuracy(model, x, labels, 4) == 0.25); /* one half is not above the middle */
  glia_model_free(model);
}

/* A loss beyond the finite numbers is shown as it is. */
static void test_loss_that_is_not_finite(void **state) {
  (void)state;
  glia_run *run = run_of("data=plane&points=20&layers=&batch=4", NULL);
  assert_int_equal(glia_run_set_parameter(run, 0, 1e30f, NULL), GLIA_OK);
  glia_snapshot s;
  glia_measure(run, &s);
  assert_false(isfinite(s.loss));
  assert_false(isfinite(s.testLoss));
  glia_run_free(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_against_plain_loops),
      cmocka_unit_test(test_seek_and_edits),
      cmocka_unit_test(test_ties),
      cmocka_unit_test(test_loss_that_is_not_finite),
  };
  return cmocka_run_group_tests_name("measure", tests, NULL, NULL);
}
