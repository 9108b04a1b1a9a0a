/* Training: epochs and batches, equality with a plain run, the stop at the first bad number. */
#include "floats.h"

#include <stdio.h>

#include "reference.h"
#include "train/trainer.h"

enum { SEED = 1729 };

static glia_trainer_options options_of(glia_optimizer kind, double rate, uint32_t batch,
                                       int shuffle) {
  glia_trainer_options o = {
      .optimizer = glia_optimizer_preset(), .batch = batch, .shuffle = shuffle, .seed = 5};
  o.optimizer.kind = kind;
  o.optimizer.rate = rate;
  return o;
}

static glia_model *model_of(const reference *shape, uint64_t seed) {
  const glia_start start = {GLIA_INIT_AUTO, 1, seed};
  glia_model *model =
      glia_model_create(shape->inputs, &shape->layers, &shape->loss, start, NULL, NULL);
  assert_non_null(model);
  return model;
}

static glia_trainer *trainer_of(glia_model *model, glia_trainer_options options) {
  glia_error error = {0};
  glia_trainer *trainer = glia_trainer_create(model, &options, NULL, &error);
  if (!trainer) fail_msg("no trainer: %s", error.message);
  return trainer;
}

static uint64_t hash_of(const glia_trainer *trainer) {
  return glia_network_hash(&trainer->model->network, trainer->model->parameters);
}

static void set_data(glia_trainer *trainer, const float *x, const float *target, size_t rows) {
  glia_error error = {0};
  if (glia_trainer_set_data(trainer, x, target, rows, &error)) fail_msg("%s", error.message);
}

static void close_all(glia_trainer *trainer) {
  glia_model *model = trainer->model;
  glia_trainer_free(trainer);
  glia_model_free(model);
}

/* Plain gradient descent in double, batches in the given order, the last one with its own mean. */
static void test_partial_batches_against_plain_run(void **state) {
  (void)state;
  uint32_t random = SEED;
  const reference shape = reference_make(2, "3:tanh,2:linear", GLIA_LOSS_MSE);
  static const struct {
    size_t rows;
    uint32_t batch;
  } cuts[] = {{7, 3}, {7, 2}, {5, 5}, {5, 9}, {6, 4}, {3, 1}};
  for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
    const size_t rows = cuts[c].rows, batch = cuts[c].batch;
    glia_trainer *trainer =
        trainer_of(model_of(&shape, 8), options_of(GLIA_OPTIMIZER_SGD, 0.1, cuts[c].batch, 0));
    const size_t count = trainer->model->network.parameter_count;
    float *x = random_floats(rows * 2, &random, ORDINARY),
          *t = random_floats(rows * 2, &random, ORDINARY);
    float *start = new_floats(count), *got = new_floats(count);
    glia_network_export(&trainer->model->network, trainer->model->parameters, start);
    double *w = doubles_of(start, count), *dx = doubles_of(x, rows * 2),
           *dt = doubles_of(t, rows * 2);
    double *g = malloc(count * sizeof *g);
    set_data(trainer, x, t, rows);
    const size_t each = (rows + batch - 1) / batch;
    assert_int_equal(glia_trainer_epoch_steps(trainer), each);
    for (size_t step = 0; step < 3 * each; step++) {
      const size_t first = step % each * batch, size = rows - first < batch ? rows - first : batch;
      const double loss = reference_loss(&shape, w, dx + 2 * first, dt + 2 * first, size);
      reference_gradient(&shape, w, dx + 2 * first, dt + 2 * first, size, g, NULL);
      for (size_t i = 0; i < count; i++) w[i] -= 0.1 * g[i];
      assert_int_equal(glia_trainer_advance(trainer, 1), 1);
      assert_int_equal(trainer->step, step + 1);
      assert_true(fabs(trainer->loss - loss) < 1e-5);
    }
    glia_network_export(&trainer->model->network, trainer->model->parameters, got);
    for (size_t i = 0; i < count; i++) assert_true(fabs((double)got[i] - w[i]) < 1e-5);
    assert_memory_not_equal(got, start, count * sizeof(float));
    free(x);
    free(t);
    free(start);
    free(got);
    free(w);
    free(dx);
    free(dt);
    free(g);
    close_all(trainer);
  }
}

enum { EXAMPLES = 10 };

/* Which examples one step trained on, as bits: the model answers 0 and example k has the squared
 * target 4^k, so the loss times the size of the batch is their sum. */
static unsigned examples_of_step(glia_trainer *trainer, size_t size) {
  const float zeros[2] = {0, 0};
  assert_int_equal(glia_model_set(trainer->model, zeros, NULL), GLIA_OK);
  assert_int_equal(glia_trainer_advance(trainer, 1), 1);
  double sum = trainer->loss * (double)size + 0.25;
  unsigned bits = 0;
  for (int k = EXAMPLES - 1; k >= 0; k--) {
    if (sum >= (double)(1 << 2 * k)) {
      sum -= (double)(1 << 2 * k);
      bits |= 1u << k;
    }
  }
  assert_true(sum >= 0 && sum < 0.5);
  return bits;
}

static glia_trainer *observed(uint32_t batch, int shuffle, uint64_t seed) {
  const reference shape = reference_make(1, "1:linear", GLIA_LOSS_MSE);
  glia_trainer_options options = options_of(GLIA_OPTIMIZER_SGD, 1e-6, batch, shuffle);
  options.seed = seed;
  glia_trainer *trainer = trainer_of(model_of(&shape, 1), options);
  float x[EXAMPLES] = {0}, target[EXAMPLES];
  for (int k = 0; k < EXAMPLES; k++) target[k] = (float)(1 << k);
  set_data(trainer, x, target, EXAMPLES);
  memset(target, 0, sizeof target); /* the trainer has its own copy */
  return trainer;
}

static int count_bits(unsigned bits) {
  int count = 0;
  for (; bits; bits &= bits - 1) count++;
  return count;
}

static void test_epochs_visit_each_example_once(void **state) {
  (void)state;
  for (uint32_t batch = 1; batch <= 12; batch++) {
    for (int shuffle = 0; shuffle < 2; shuffle++) {
      glia_trainer *trainer = observed(batch, shuffle, 31);
      for (int epoch = 0; epoch < 4; epoch++) {
        unsigned seen = 0;
        for (size_t first = 0; first < EXAMPLES; first += batch) {
          const size_t size = EXAMPLES - first < batch ? EXAMPLES - first : batch;
          const unsigned bits = examples_of_step(trainer, size);
          assert_int_equal(count_bits(bits), size);
          assert_int_equal(seen & bits, 0);
          seen |= bits;
          if (!shuffle) assert_int_equal(bits, ((1u << size) - 1) << first);
        }
        assert_int_equal(seen, (1u << EXAMPLES) - 1);
      }
      close_all(trainer);
    }
  }
}

/* Orders differ between epochs and between seeds, and are the same again for the same. */
static void test_shuffling(void **state) {
  (void)state;
  unsigned order[2][3][EXAMPLES];
  for (int seed = 0; seed < 2; seed++) {
    glia_trainer *trainer = observed(1, 1, (uint64_t)seed << 32),
                 *again = observed(1, 1, (uint64_t)seed << 32);
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int i = 0; i < EXAMPLES; i++) {
        order[seed][epoch][i] = examples_of_step(trainer, 1);
        assert_int_equal(examples_of_step(again, 1), order[seed][epoch][i]);
      }
    }
    close_all(trainer);
    close_all(again);
  }
  const size_t bytes = sizeof order[0][0];
  assert_memory_not_equal(order[0][0], order[0][1], bytes);
  assert_memory_not_equal(order[0][1], order[0][2], bytes);
  assert_memory_not_equal(order[0][0], order[1][0], bytes);
  assert_memory_not_equal(order[0][1], order[1][0], bytes);
}

/* The same batches by hand: the same bits, for every optimizer. */
static void test_update_equals_advance(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  const reference shape = reference_make(3, "5:relu,4:softmax", GLIA_LOSS_CROSS_ENTROPY);
  enum { ROWS = 11, BATCH = 4 };
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    const glia_trainer_options options = options_of((glia_optimizer)kind, 0.05, BATCH, 0);
    glia_trainer *a = trainer_of(model_of(&shape, 2), options),
                 *b = trainer_of(model_of(&shape, 2), options);
    float *x = random_floats(ROWS * 3, &random, ORDINARY), target[ROWS];
    for (int i = 0; i < ROWS; i++) target[i] = (float)(next_bits(&random) % 4);
    set_data(a, x, target, ROWS);
    for (int epoch = 0; epoch < 3; epoch++) {
      for (size_t first = 0; first < ROWS; first += BATCH) {
        const size_t size = ROWS - first < BATCH ? ROWS - first : BATCH;
        assert_int_equal(glia_trainer_advance(a, 1), 1);
        assert_int_equal(glia_trainer_update(b, x + 3 * first, target + first, size, NULL),
                         GLIA_OK);
        assert_true(hash_of(a) == hash_of(b));
        assert_true(a->loss == b->loss && a->step == b->step);
        assert_true(a->gradient_norm == b->gradient_norm);
      }
    }
    /* in one go, too */
    glia_trainer *c = trainer_of(model_of(&shape, 2), options);
    set_data(c, x, target, ROWS);
    assert_int_equal(glia_trainer_advance(c, 9), 9);
    assert_true(hash_of(a) == hash_of(c));
    free(x);
    close_all(a);
    close_all(b);
    close_all(c);
  }
}

/* A batch larger than every one before gets its room; a smaller one afterwards is itself again. */
static void test_growing_batches(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  const reference shape = reference_make(3, "5:tanh,2:linear", GLIA_LOSS_MSE);
  const glia_trainer_options options = options_of(GLIA_OPTIMIZER_ADAM, 0.05, 2, 1);
  glia_trainer *a = trainer_of(model_of(&shape, 2), options),
               *b = trainer_of(model_of(&shape, 2), options);
  float *x = random_floats(3 * 50, &random, ORDINARY),
        *t = random_floats(2 * 50, &random, ORDINARY);
  set_data(a, x, t, 5);
  assert_int_equal(glia_trainer_update(b, x, t, 50, NULL), GLIA_OK); /* b has room from the start */
  assert_int_equal(glia_trainer_update(a, x, t, 50, NULL), GLIA_OK);
  for (size_t rows = 1; rows <= 50; rows += 7) {
    assert_int_equal(glia_trainer_update(a, x, t, rows, NULL), GLIA_OK);
    assert_int_equal(glia_trainer_update(b, x, t, rows, NULL), GLIA_OK);
    assert_true(hash_of(a) == hash_of(b));
  }
  assert_int_equal(glia_trainer_advance(a, 10), 10);
  free(x);
  free(t);
  close_all(a);
  close_all(b);
}

static void test_create_refuses(void **state) {
  (void)state;
  const reference shape = reference_make(1, "1:linear", GLIA_LOSS_MSE);
  glia_model *model = model_of(&shape, 1);
  static const uint32_t batches[] = {0, 10001, UINT32_MAX};
  for (size_t i = 0; i < 3; i++) {
    const glia_trainer_options options = options_of(GLIA_OPTIMIZER_SGD, 0.1, batches[i], 0);
    glia_error error = {0};
    assert_null(glia_trainer_create(model, &options, NULL, &error));
    assert_int_equal(error.status, GLIA_RANGE);
    assert_non_null(strstr(error.message, "batch"));
  }
  const glia_trainer_options options = options_of(GLIA_OPTIMIZER_SGD, (double)NAN, 1, 0);
  assert_null(glia_trainer_create(model, &options, NULL, NULL));
  glia_trainer_free(NULL);
  glia_model_free(model);
}

static void test_data_that_is_refused(void **state) {
  (void)state;
  const reference shape = reference_make(2, "2:softmax", GLIA_LOSS_CROSS_ENTROPY);
  glia_trainer *a = trainer_of(model_of(&shape, 2), options_of(GLIA_OPTIMIZER_SGD, 0.5, 2, 1));
  glia_trainer *b = trainer_of(model_of(&shape, 2), options_of(GLIA_OPTIMIZER_SGD, 0.5, 2, 1));
  float x[6] = {1, 2, -1, 1, 0, 3}, target[3] = {0, 1, 1};
  assert_int_equal(glia_trainer_epoch_steps(a), 0);
  assert_int_equal(glia_trainer_advance(a, 5), 0); /* nothing to train on */
  assert_int_equal(a->step, 0);
  set_data(a, x, target, 3);
  set_data(b, x, target, 3);
  glia_error error = {0};
  assert_int_equal(glia_trainer_set_data(a, x, target, 0, &error), GLIA_RANGE);
  assert_true(strlen(error.message) > 10);
  assert_int_equal(glia_trainer_update(a, x, target, 0, &error), GLIA_RANGE);
  static const float bad[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < 6; i++) {
    const float before = x[i];
    x[i] = bad[i % 3];
    char place[64];
    snprintf(place, sizeof place, "input %zu of example %zu ", i % 2, i / 2);
    assert_int_equal(glia_trainer_set_data(a, x, target, 3, &error), GLIA_NOT_FINITE);
    assert_non_null(strstr(error.message, place));
    assert_int_equal(glia_trainer_update(a, x, target, 3, &error), GLIA_NOT_FINITE);
    assert_non_null(strstr(error.message, place));
    x[i] = before;
  }
  target[2] = 2;
  assert_int_equal(glia_trainer_set_data(a, x, target, 3, &error), GLIA_RANGE);
  assert_int_equal(glia_trainer_update(a, x, target, 3, &error), GLIA_RANGE);
  assert_non_null(strstr(error.message, "example 2"));
  target[2] = NAN;
  assert_int_equal(glia_trainer_set_data(a, x, target, 3, &error), GLIA_NOT_FINITE);
  assert_int_equal(a->step, 0);
  /* the data set before is still there, whole */
  assert_int_equal(glia_trainer_advance(a, 20), 20);
  assert_int_equal(glia_trainer_advance(b, 20), 20);
  assert_true(hash_of(a) == hash_of(b));
  close_all(a);
  close_all(b);
}

static void test_gradient_norm(void **state) {
  (void)state;
  uint32_t random = SEED + 3;
  const reference shape = reference_make(5, "9:tanh,3:linear", GLIA_LOSS_MSE);
  glia_trainer *trainer =
      trainer_of(model_of(&shape, 4), options_of(GLIA_OPTIMIZER_SGD, 0.1, 6, 1));
  float *x = random_floats(5 * 6, &random, ORDINARY), *t = random_floats(3 * 6, &random, ORDINARY);
  float *g = new_floats(trainer->model->network.parameter_count);
  double squares = 0, loss;
  assert_int_equal(glia_model_gradients(trainer->model, NULL, x, t, 6, &loss, g, NULL, NULL), GLIA_OK);
  for (size_t i = 0; i < trainer->model->network.parameter_count; i++)
    squares += (double)g[i] * (double)g[i];
  assert_int_equal(glia_trainer_update(trainer, x, t, 6, NULL), GLIA_OK);
  assert_true(fabs(trainer->gradient_norm - sqrt(squares)) < 1e-6 * sqrt(squares));
  assert_true(trainer->loss == loss);
  free(x);
  free(t);
  free(g);
  close_all(trainer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_partial_batches_against_plain_run),
      cmocka_unit_test(test_epochs_visit_each_example_once),
      cmocka_unit_test(test_shuffling),
      cmocka_unit_test(test_update_equals_advance),
      cmocka_unit_test(test_growing_batches),
      cmocka_unit_test(test_create_refuses),
      cmocka_unit_test(test_data_that_is_refused),
      cmocka_unit_test(test_gradient_norm),
  };
  return cmocka_run_group_tests_name("trainer", tests, NULL, NULL);
}
