/* The functions made for JavaScript: experiments under way, and their heat maps. */
#include "exports.h"

#include "path.h"

static const double history = 1 << 20;

static glia_run *play(const char *experiment) {
  const glia_settings settings = settings_of(experiment);
  glia_run *run = CALL(glia_play_create, &settings, NULL, NULL, NULL, 0, 0, history, &error);
  assert_non_null(run);
  return run;
}

static void test_create(void **state) {
  (void)state;
  const glia_settings drawn = settings_of("data=xor&points=20&layers=3:tanh+bn+drop0.2&optimizer=adam");
  const glia_settings given = settings_of("data=points&layers=3:tanh&batch=2");
  const float x[] = {1, 1, -1, 1, 1, -1, -1, -1}, target[] = {0, 1, 1, 0};
  const uint8_t held[] = {0, 1, 0, 0};
  glia_run *run;
  SWEEP(20, !run, run = CALL(glia_play_create, &drawn, NULL, NULL, NULL, 0, 0, history, &error));
  CALL(glia_run_free, run);
  SWEEP(20, !run, run = CALL(glia_play_create, &given, x, target, held, 4, 2, history, &error));
  float points[8], classes[4];
  uint8_t test[4];
  assert_int_equal(CALL(glia_play_points, run, NULL, NULL, NULL), 4);
  assert_int_equal(CALL(glia_play_points, run, points, classes, test), 4);
  assert_memory_equal(points, x, sizeof x);
  assert_memory_equal(classes, target, sizeof target);
  assert_memory_equal(test, held, sizeof held);
  CALL(glia_run_free, run);
  assert_null(CALL(glia_play_create, &given, NULL, NULL, NULL, 0, 0, history, &error));
  expect_error(GLIA_CONFLICT, "points");
  const float wrong[] = {0, 1, 0.5f, 0};
  assert_null(CALL(glia_play_create, &given, x, wrong, held, 4, 2, history, &error));
  expect_error(GLIA_RANGE, "class");
  const glia_settings conflict = settings_of("data=xor&loss=mse");
  glia_settings values = conflict;
  values.data = GLIA_DATA_PLANE;
  values.loss = GLIA_LOSS_BCE;
  assert_null(CALL(glia_play_create, &values, NULL, NULL, NULL, 0, 0, history, &error));
  expect_error(GLIA_CONFLICT, "mse");
  CALL(glia_run_free, NULL);
}

static void test_training(void **state) {
  (void)state;
  glia_run *run = play("data=xor&points=40&layers=3:tanh&batch=10&rate=0.25&schedule=step&every=1000");
  char about[1024];
  const int length = CALL(glia_play_describe, run, NULL, 0);
  assert_int_equal(CALL(glia_play_describe, run, about, sizeof about), length);
  assert_non_null(strstr(about, "{\"data\":\"xor\",\"task\":\"classes\",\"space\":\"plane\",\"classes\":2,\"inputs\":2"));
  assert_ptr_equal(CALL(glia_play_settings, run), &run->settings);
  const glia_model *model = CALL(glia_play_model, run);
  const double epoch = CALL(glia_play_epoch_steps, run);
  assert_true(epoch == (double)((run->dataset.train.rows + 9) / 10));
  heap_refuse(1); /* training takes none */
  assert_int_equal(CALL(glia_play_advance, run, 20, &error), GLIA_OK);
  const uint64_t there = hash_of_run(run);
  assert_true(CALL(glia_play_step, run) == 20);
  assert_int_equal(CALL(glia_play_seek, run, 7, &error), GLIA_OK);
  assert_true(CALL(glia_play_step, run) == 7 && hash_of_run(run) != there);
  assert_int_equal(CALL(glia_play_seek, run, 20, &error), GLIA_OK);
  assert_true(hash_of_run(run) == there);
  assert_int_equal(heap.requests, 0);
  heap_refuse(0);
  glia_snapshot now;
  CALL(glia_measure, run, (void *)&now);
  assert_true(now.step == 20 && now.stepsPerEpoch == epoch && now.accuracy >= 0 && now.accuracy <= 1);
  double steps[GLIA_HISTORY_ROWS];
  float loss[GLIA_HISTORY_ROWS], test_loss[GLIA_HISTORY_ROWS];
  assert_int_equal(CALL(glia_play_history, run, steps, loss, test_loss), 21);
  assert_true(steps[20] == 20 && loss[20] == (float)now.loss && test_loss[20] == (float)now.testLoss);
  double rates[3];
  CALL(glia_play_rates, run, 2000, 3, rates);
  assert_true(rates[0] == 0.25 && rates[1] == 0.125 && rates[2] == 0.0625);
  assert_int_equal(CALL(glia_run_set_parameter, run, 0, 0.5f, &error), GLIA_OK);
  assert_true(model->parameters[0] == 0.5f);
  assert_int_equal(CALL(glia_run_set_parameter, run, 99, 0.5f, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "parameter 99");
  assert_int_equal(CALL(glia_run_set_parameter, run, 0, INFINITY, &error), GLIA_NOT_FINITE);
  expect_error(GLIA_NOT_FINITE, "finite");
  assert_int_equal(CALL(glia_play_fault, run, &error), GLIA_OK);
  CALL(glia_run_reset, run);
  assert_true(CALL(glia_play_step, run) == 0);
  CALL(glia_run_free, run);
}

static void test_divergence(void **state) {
  (void)state;
  glia_run *run = play("data=plane&layers=8:linear,8:linear&optimizer=sgd&rate=10");
  assert_int_equal(CALL(glia_play_advance, run, 1e4, &error), GLIA_DIVERGED);
  expect_error(GLIA_DIVERGED, "step");
  assert_int_equal(CALL(glia_play_fault, run, &error), GLIA_DIVERGED);
  expect_error(GLIA_DIVERGED, "layer");
  CALL(glia_run_free, run);
}

static void test_predict(void **state) {
  (void)state;
  glia_run *run = play("data=xor&points=20&layers=3:tanh");
  const float points[] = {1, 2, -3, 4}, wrong[] = {1, 2, NAN, 4};
  float out[2], values[6];
  assert_int_equal(CALL(glia_run_predict, run, points, 2, out, &error), GLIA_OK);
  CALL(glia_field_at, run, 1, 2, values);
  assert_true(values[0] == 1 && values[1] == 2 && values[5] == out[0]);
  assert_int_equal(CALL(glia_run_predict, run, wrong, 2, out, &error), GLIA_NOT_FINITE);
  expect_error(GLIA_NOT_FINITE, "point 1");
  CALL(glia_run_free, run);
}

static void test_activations(void **state) {
  (void)state;
  glia_run *run = play("data=xor&points=20&layers=3:tanh&features=x1,x2sq");
  const float point[] = {2, -3}, inputs[] = {2, 9}, wrong[] = {INFINITY, 0};
  float pre[4], post[4], other[2][4];
  heap_refuse(1);
  assert_int_equal(CALL(glia_play_activations, run, point, pre, post, &error), GLIA_OK);
  assert_int_equal(heap.requests, 0);
  heap_refuse(0);
  glia_model_activations(run->model, inputs, 1, other[0], other[1]);
  assert_memory_equal(pre, other[0], sizeof pre);
  assert_memory_equal(post, other[1], sizeof post);
  assert_int_equal(CALL(glia_play_activations, run, wrong, pre, post, &error), GLIA_NOT_FINITE);
  expect_error(GLIA_NOT_FINITE, "point 0");
  CALL(glia_run_free, run);
}

static void test_metrics(void **state) {
  (void)state;
  static const char *const experiments[] = {"data=xor&points=20&layers=3:tanh", "data=hills&points=20&layers=",
                                            "data=blobs&classes=3&points=30&layers="};
  static const char *const kinds[] = {"{\"kind\":\"binary\",", "{\"kind\":\"values\",",
                                      "{\"kind\":\"multiclass\","};
  for (int i = 0; i < 3; i++) {
    glia_run *run = play(experiments[i]);
    const size_t bytes = CALL(glia_run_bytes, run);
    assert_true(bytes > 10000 && bytes < 4 << 20);
    char *text;
    for (int test = 0; test < 2; test++) {
      SWEEP(5, !text, text = CALL(glia_play_metrics, run, test, &error));
      if (strncmp(text, kinds[i], strlen(kinds[i])) != 0) fail_msg("%s", text);
      CALL(glia_bytes_give, text);
    }
    assert_true(CALL(glia_run_bytes, run) == bytes);
    /* An answer that is no number has no rank. */
    for (size_t k = 0; k < run->model->network.storage; k++) run->model->parameters[k] = NAN;
    assert_null(CALL(glia_play_metrics, run, 0, &error));
    assert_int_equal(error.status, GLIA_NOT_FINITE);
    CALL(glia_run_free, run);
  }
}

static void test_activate(void **state) {
  (void)state;
  glia_run *run = play("data=xor&points=20&layers=3:relu,2:tanh");
  const float plus[] = {1, 2, 3, 4, 5, 6}, minus[] = {2, 1, 3, 4.5f, 4, 1};
  float out[6];
  glia_status status;
  SWEEP(1, status, status = CALL(glia_play_activate, run, 0, plus, minus, 2, out, &error));
  const float answers[] = {0, 1, 0, 0, 1, 5};
  assert_memory_equal(out, answers, sizeof out);
  assert_int_equal(CALL(glia_play_activate, run, 0, plus, NULL, 2, out, &error), GLIA_OK);
  assert_memory_equal(out, plus, sizeof out);
  assert_int_equal(CALL(glia_play_activate, run, 3, plus, minus, 2, out, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "no layer 3; they go from 0 to 2");
  assert_int_equal(CALL(glia_play_activate, run, -1, plus, minus, 2, out, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "no layer -1");
  CALL(glia_run_free, run);
}

enum { SIZE = 6, PLANE = SIZE * SIZE, NEURONS = 2 + 3 + 1 };

static void test_fields(void **state) {
  (void)state;
  glia_run *run = play("data=xor&points=20&layers=3:tanh");
  const glia_settings *settings = CALL(glia_play_settings, run);
  assert_int_equal(CALL(glia_field_neurons, run), NEURONS);
  glia_field *field;
  SWEEP(3, !field, field = CALL(glia_field_create, settings, SIZE, NEURONS, NULL, &error));
  glia_palette palette;
  CALL(glia_palette_make, &palette, 0xFF0000, 0x00FF00, 0x0000FF, 0);
  assert_true(palette.colour[0][0] == 255 && palette.colour[255][2] == 255 && palette.colour[9][3] == 255);
  glia_palette ramp;
  uint8_t shades[4 * 6];
  const float shares[] = {-1, 0, 0.5f, 1, 7, NAN};
  CALL(glia_palette_ramp, &ramp, 0xFFFFFF, 0x00007F);
  CALL(glia_palette_paint, &ramp, shares, 6, 0, 1, shades);
  const uint8_t right[] = {255, 255, 255, 255, 255, 255, 255, 255, 127, 127, 191, 255,
                           0,   0,   127, 255, 0,   0,   127, 255, 0,   0,   0,   0};
  assert_memory_equal(shades, right, sizeof right);
  uint8_t pixels[NEURONS * PLANE * 4], again[3 * PLANE * 4];
  float scales[NEURONS], x[2 * PLANE], values[3 * PLANE];
  CALL(glia_field_paint, field, run, &palette, 0, pixels, scales);
  assert_memory_equal(pixels, palette.colour[0], 3); /* x1 is least at the left edge, red */
  CALL(glia_field_inputs, field, x);
  assert_true(x[0] == -5 && x[1] == 5 && x[2 * (PLANE - 1)] == 5 && x[2 * PLANE - 1] == -5);
  float at[NEURONS];
  for (int i = 0; i < PLANE; i++) {
    CALL(glia_field_at, run, (double)x[2 * i], (double)x[2 * i + 1], at);
    memcpy(values + 3 * i, at + 2, 3 * sizeof *values);
  }
  CALL(glia_field_paint_layer, run, 0, values, SIZE, &palette, again, scales);
  assert_memory_equal(again, pixels + 2 * PLANE * 4, sizeof again);
  const uint32_t colours[1] = {0x123456};
  CALL(glia_field_classes, field, run, colours, 0, 1, again);
  static const uint8_t only[4] = {0x12, 0x34, 0x56, 255};
  for (int i = 0; i < PLANE; i++) assert_memory_equal(again + 4 * i, only, 4);
  CALL(glia_field_free, field);
  assert_int_equal(CALL(glia_field_check, settings, &error), GLIA_OK);
  assert_null(CALL(glia_field_create, settings, 0, NEURONS, NULL, &error));
  expect_error(GLIA_RANGE, "1 to 1024");
  assert_int_equal(CALL(glia_field_curve, run, SIZE, values, &error), GLIA_CONFLICT);
  expect_error(GLIA_CONFLICT, "one coordinate");
  CALL(glia_run_free, run);
  CALL(glia_field_free, NULL);
}

static void test_lines_and_images(void **state) {
  (void)state;
  glia_run *run = play("data=sine&features=x1&layers=3:tanh");
  float values[5 * SIZE];
  assert_int_equal(CALL(glia_field_curve, run, SIZE, values, &error), GLIA_OK);
  assert_true(values[0] == -5 && values[SIZE - 1] == 5);
  assert_int_equal(CALL(glia_field_curve, run, 0, values, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "1 to 1024");
  CALL(glia_run_free, run);
  run = play("data=digits8&points=20&layers=2:tanh");
  glia_palette palette;
  uint8_t pixels[64 * 4];
  CALL(glia_palette_make, &palette, 0xFF0000, 0x00FF00, 0x0000FF, 0);
  assert_true(CALL(glia_field_weights, run, 1, 8, &palette, pixels) > 0 && pixels[255] == 255);
  CALL(glia_run_free, run);
  const glia_settings digits = settings_of("data=digits8");
  assert_int_equal(CALL(glia_field_check, &digits, &error), GLIA_CONFLICT);
  expect_error(GLIA_CONFLICT, "64 inputs");
}

static void test_branch(void **state) {
  (void)state;
  glia_run *run = play("data=xor&points=20&layers=3:tanh&optimizer=adam");
  assert_int_equal(CALL(glia_play_advance, run, 9, &error), GLIA_OK);
  glia_settings settings = run->settings;
  settings.rate = 0.5;
  glia_run *branch;
  SWEEP(20, !branch, branch = CALL(glia_run_branch, run, &settings, NULL, &error));
  assert_true(hash_of_run(branch) == hash_of_run(run) && CALL(glia_play_step, branch) == 9);
  assert_int_equal(CALL(glia_play_seek, branch, 3, &error), GLIA_RANGE);
  expect_error(GLIA_RANGE, "step 9");
  CALL(glia_run_free, branch);
  settings.seed++;
  assert_null(CALL(glia_run_branch, run, &settings, NULL, &error));
  expect_error(GLIA_CONFLICT, "seed");
  CALL(glia_run_free, run);
}

static void test_all_called(void **state) {
  (void)state;
  expect_all_called(GROUP_PLAY);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      LEAVES_NOTHING(test_create),   LEAVES_NOTHING(test_training), LEAVES_NOTHING(test_divergence),
      LEAVES_NOTHING(test_predict),  LEAVES_NOTHING(test_activate), LEAVES_NOTHING(test_fields),
      LEAVES_NOTHING(test_activations), LEAVES_NOTHING(test_metrics),
      LEAVES_NOTHING(test_branch),   LEAVES_NOTHING(test_lines_and_images),
      LEAVES_NOTHING(test_all_called),
  };
  return cmocka_run_group_tests_name("exports: experiments", tests, NULL, NULL);
}
