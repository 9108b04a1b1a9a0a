/* Every call that takes memory, with its first request refused, its second, its third … until it
 * succeeds: it fails with a sentence, keeps nothing, and what was there before still works. */
#include "floats.h"

#include "counting.h"
#include "inspect/field.h"
#include "path.h"
#include "reference.h"

static const glia_start start = {GLIA_INIT_AUTO, 1, 1};
static counting count;
static glia_memory memory;

static int begin(void **state) {
  (void)state;
  count = (counting){0};
  memory = counting_memory(&count);
  return 0;
}

static int all_given_back(void **state) {
  (void)state;
  return count.live == 0 ? 0 : -1;
}

static void check_error(const glia_error *error) {
  assert_int_equal(error->status, GLIA_MEMORY);
  assert_int_equal(error->position, -1);
  assert_true(strlen(error->message) > 10);
}

/* Tries a call with every request refused in turn; returns how many requests it makes. call returns
 * a status and must have kept nothing when that is not OK. */
static size_t sweep(glia_status (*call)(void *user, glia_error *error), void *user) {
  for (size_t nth = 1;; nth++) {
    assert_true(nth < 1000);
    const size_t live = count.live;
    glia_error error = {0};
    counting_refuse(&count, nth);
    const glia_status status = call(user, &error);
    const size_t requests = count.requests;
    counting_refuse(&count, 0);
    if (!status) {
      assert_true(requests < nth); /* it did not go on after a refusal */
      return nth - 1;
    }
    assert_int_equal(status, GLIA_MEMORY);
    check_error(&error);
    assert_int_equal(count.live, live);
  }
}

typedef struct training {
  reference shape;
  glia_model *model;
  glia_trainer *trainer;
  glia_trainer_options options;
  float x[60], target[40];
  size_t rows;
} training;

static training new_training(void) {
  training t = {.shape = reference_make(3, "4:tanh,5:relu,2:linear", GLIA_LOSS_MSE), .rows = 5};
  t.options = (glia_trainer_options){
      .optimizer = glia_optimizer_preset(), .batch = 2, .shuffle = 1, .seed = 7};
  uint32_t random = 4711;
  for (size_t i = 0; i < 60; i++) t.x[i] = next_float(&random, ORDINARY);
  for (size_t i = 0; i < 40; i++) t.target[i] = next_float(&random, ORDINARY);
  return t;
}

static glia_status create_model(void *user, glia_error *error) {
  training *t = user;
  t->model = glia_model_create(3, &t->shape.layers, &t->shape.loss, start, &memory, error);
  return t->model ? GLIA_OK : error->status;
}

static glia_status create_trainer(void *user, glia_error *error) {
  training *t = user;
  t->trainer = glia_trainer_create(t->model, &t->options, &memory, error);
  return t->trainer ? GLIA_OK : error->status;
}

static glia_status set_data(void *user, glia_error *error) {
  training *t = user;
  return glia_trainer_set_data(t->trainer, t->x, t->target, t->rows, error);
}

static uint64_t hash_of(const glia_model *model) {
  return glia_network_hash(&model->network, model->parameters);
}

static void test_model(void **state) {
  (void)state;
  training t = new_training();
  assert_true(sweep(create_model, &t) >= 8); /* model, two sets of parameters, pre and post of 3 */
  float pre[11], post[11], out[2];
  glia_model_activations(t.model, t.x, 1, pre, post);
  glia_model_predict(t.model, t.x, 1, out);
  assert_memory_equal(out, post + 9, sizeof out);
  glia_model_free(t.model);
}

static glia_status gradients(void *user, glia_error *error) {
  training *t = user;
  double loss = 0;
  float gradient[100], by_x[60];
  gradient[0] = -99;
  const glia_status status =
      glia_model_gradients(t->model, NULL, t->x, t->target, t->rows, &loss, gradient, by_x, error);
  if (status) assert_true(loss == 0 && gradient[0] == -99);
  else assert_true(loss > 0 && gradient[0] != -99);
  return status;
}

static void test_gradients(void **state) {
  (void)state;
  training t = new_training();
  glia_error error = {0};
  assert_int_equal(create_model(&t, &error), GLIA_OK);
  const uint64_t hash = hash_of(t.model);
  const size_t live = count.live;
  assert_true(sweep(gradients, &t) >= 10);
  assert_true(count.live == live && hash_of(t.model) == hash);
  glia_model_free(t.model);
}

static void test_trainer(void **state) {
  (void)state;
  for (int kind = 0; kind < GLIA_OPTIMIZER_COUNT; kind++) {
    training t = new_training();
    glia_error error = {0};
    t.options.optimizer.kind = (glia_optimizer)kind;
    assert_int_equal(create_model(&t, &error), GLIA_OK);
    const glia_optimizer k = t.options.optimizer.kind; /* room for what each remembers */
    const int first = k != GLIA_OPTIMIZER_SGD && k != GLIA_OPTIMIZER_ADAGRAD;
    assert_int_equal(sweep(create_trainer, &t), 2 + first + (k >= GLIA_OPTIMIZER_ADAGRAD));
    assert_true(sweep(set_data, &t) >= 10);
    assert_int_equal(glia_trainer_advance(t.trainer, 9), 9);
    glia_trainer_free(t.trainer);
    glia_model_free(t.model);
  }
}

/* Old data stays after a failed set_data, old room after a failed update: the same bits follow. */
static void test_old_data_stays(void **state) {
  (void)state;
  training a = new_training(), b = new_training();
  glia_error error = {0};
  training *both[] = {&a, &b};
  for (int i = 0; i < 2; i++) {
    both[i]->rows = 1; /* so that the second set_data needs more room */
    assert_int_equal(create_model(both[i], &error), GLIA_OK);
    assert_int_equal(create_trainer(both[i], &error), GLIA_OK);
    assert_int_equal(set_data(both[i], &error), GLIA_OK);
    assert_int_equal(glia_trainer_advance(both[i]->trainer, 3), 3);
  }
  for (size_t nth = 1;; nth++) {
    a.rows = 20;
    counting_refuse(&count, nth);
    const glia_status status = set_data(&a, &error);
    counting_refuse(&count, 0);
    if (!status) break;
    check_error(&error);
    assert_int_equal(glia_trainer_epoch_steps(a.trainer), 1);
    assert_int_equal(glia_trainer_advance(a.trainer, 4), 4);
    assert_int_equal(glia_trainer_advance(b.trainer, 4), 4);
    assert_true(hash_of(a.model) == hash_of(b.model));
  }
  b.rows = 20;
  assert_int_equal(set_data(&b, &error), GLIA_OK);
  for (size_t nth = 1;; nth++) {
    counting_refuse(&count, nth);
    const glia_status status = glia_trainer_update(a.trainer, a.x, a.target, 20, &error);
    counting_refuse(&count, 0);
    if (!status) break;
    assert_int_equal(status, GLIA_MEMORY);
    check_error(&error);
    assert_int_equal(glia_trainer_advance(a.trainer, 4), 4);
    assert_int_equal(glia_trainer_advance(b.trainer, 4), 4);
    assert_true(hash_of(a.model) == hash_of(b.model));
  }
  assert_int_equal(glia_trainer_update(b.trainer, b.x, b.target, 20, &error), GLIA_OK);
  assert_true(hash_of(a.model) == hash_of(b.model));
  counting_refuse(&count, 1); /* none is taken where the room is large enough, nor by advance */
  assert_int_equal(glia_trainer_update(a.trainer, a.x, a.target, 7, &error), GLIA_OK);
  assert_int_equal(glia_trainer_advance(a.trainer, 50), 50);
  assert_int_equal(count.requests, 0);
  for (int i = 0; i < 2; i++) {
    glia_trainer_free(both[i]->trainer);
    glia_model_free(both[i]->model);
  }
}

typedef struct running {
  glia_settings settings;
  glia_run *run;
  glia_field *field;
} running;

static glia_status create_run(void *user, glia_error *error) {
  running *r = user;
  r->run = glia_run_create(&r->settings, &memory, error);
  return r->run ? GLIA_OK : error->status;
}

static glia_status create_field(void *user, glia_error *error) {
  running *r = user;
  r->field = glia_field_create(&r->settings, 9, 6, &memory, error);
  return r->field ? GLIA_OK : error->status;
}

/* Everything a layer, a loss and an optimizer may want room for. */
static void test_run_with_extras(void **state) {
  (void)state;
  static const char *const experiment =
      "data=xor&points=20&layers=3:tanh+bn+drop0.2+res,4:relu+ln+res&batch=4&loss=cross_entropy&"
      "balance=balanced&optimizer=lamb&patience=3";
  running r = {.settings = settings_of(experiment)};
  assert_true(sweep(create_run, &r) >= 50);
  glia_run *undisturbed = run_of(experiment, NULL);
  counting_refuse(&count, 1);
  assert_int_equal(glia_run_advance(r.run, 100, NULL), GLIA_OK);
  assert_int_equal(count.requests, 0);
  assert_int_equal(glia_run_advance(undisturbed, 100, NULL), GLIA_OK);
  assert_true(hash_of_run(r.run) == hash_of_run(undisturbed));
  glia_run_free(undisturbed);
  glia_run_free(r.run);
}

static void test_run_and_field(void **state) {
  (void)state;
  running r = {.settings = settings_of("data=xor&points=20&layers=3:tanh&batch=4")};
  assert_true(sweep(create_run, &r) >= 30);
  assert_int_equal(sweep(create_field, &r), 3);
  glia_run *undisturbed = run_of("data=xor&points=20&layers=3:tanh&batch=4", NULL);
  assert_int_equal(glia_run_advance(r.run, 100, NULL), GLIA_OK);
  assert_int_equal(glia_run_advance(undisturbed, 100, NULL), GLIA_OK);
  assert_true(hash_of_run(r.run) == hash_of_run(undisturbed));
  counting_refuse(&count, 1);
  glia_palette palette;
  uint8_t pixels[6 * 9 * 9 * 4];
  float scales[6], values[6];
  glia_palette_make(&palette, 0, 0x808080, 0xffffff, 0);
  glia_field_paint(r.field, r.run, &palette, 0, pixels, scales);
  glia_field_at(r.run, 1, 2, values);
  assert_int_equal(count.requests, 0);
  glia_run_free(undisturbed);
  glia_field_free(r.field);
  glia_run_free(r.run);
}

/* The error may be left out. */
static void test_without_error(void **state) {
  (void)state;
  training t = new_training();
  glia_error error = {0};
  counting_refuse(&count, 1);
  assert_null(glia_model_create(3, &t.shape.layers, &t.shape.loss, start, &memory, NULL));
  assert_int_equal(create_model(&t, &error), GLIA_OK);
  counting_refuse(&count, 1);
  assert_null(glia_trainer_create(t.model, &t.options, &memory, NULL));
  const glia_settings settings = settings_of("data=xor&points=20");
  counting_refuse(&count, 1);
  assert_null(glia_run_create(&settings, &memory, NULL));
  counting_refuse(&count, 2);
  assert_null(glia_field_create(&settings, 3, 3, &memory, NULL));
  for (size_t nth = 1; nth < 20; nth++) {
    counting_refuse(&count, nth);
    glia_run *run = glia_run_create(&settings, &memory, NULL);
    assert_null(run);
  }
  glia_model_free(t.model);
}

int main(void) {
#define SWEPT(test) cmocka_unit_test_setup_teardown(test, begin, all_given_back)
  const struct CMUnitTest tests[] = {
      SWEPT(test_model),
      SWEPT(test_gradients),
      SWEPT(test_trainer),
      SWEPT(test_old_data_stays),
      SWEPT(test_run_with_extras),
      SWEPT(test_run_and_field),
      SWEPT(test_without_error),
  };
#undef SWEPT
  return cmocka_run_group_tests_name("allocation", tests, NULL, NULL);
}
