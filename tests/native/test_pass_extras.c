/* Passes through layers with everything a layer can have, against differences in double. */
#include "floats.h"

#include <stdio.h>

#include "differences.h"

enum { SEED = 173205 };

static int check_shape(const char *layers, uint32_t inputs, const glia_loss_spec *loss,
                       glia_mode mode, size_t rows, uint32_t *random) {
  reference shape = reference_make(inputs, layers, loss->kind);
  shape.loss = *loss;
  shape.mode = mode;
  return check_by_differences(&shape, layers, rows, random);
}

static const char *const extras[] = {"+bn",          "+ln",           "+drop0.3",
                                     "+res",         "+nobias",       "+res+drop0.5",
                                     "+bn+nobias",   "+ln+res",       "+bn+res",
                                     "+bn+drop0.4",  "+nobias+res",   "+ln+drop0.2+res+nobias",
                                     "+bn+drop0.2+res"};
enum { EXTRAS = sizeof extras / sizeof *extras };

static const glia_mode modes[] = {{1, 0, 0, 0}, {1, 1, 99, 5}, {1, 1, UINT64_MAX, 1ull << 40}, {0, 0, 0, 0}};

/* The spec of a loss with constants that are not the usual ones, and a last layer it goes with. */
static const char *end_of(int turn, glia_loss_spec *spec) {
  static const float weights[4] = {0.5f, 2, 1, 3};
  static const glia_loss losses[] = {GLIA_LOSS_MSE, GLIA_LOSS_CROSS_ENTROPY, GLIA_LOSS_HUBER,
                                     GLIA_LOSS_BCE, GLIA_LOSS_FOCAL,         GLIA_LOSS_MAE,
                                     GLIA_LOSS_FOCAL};
  *spec = glia_loss_spec_of(losses[turn % 7]);
  spec->delta = 0.7f;
  spec->gamma = 1.5f;
  switch (turn % 7) {
    case 1: spec->smoothing = 0.15f; spec->weights = weights; return "4:softmax+ln";
    case 3: spec->weights = weights; return "2:sigmoid+nobias";
    case 4: spec->weights = weights; return "3:softmax+bn";
    case 5: return "2:tanh";
    case 6: spec->alpha = 0.25f; return "1:sigmoid";
    default: return turn % 2 ? "3:linear+nobias" : "2:elu+bn";
  }
}

/* Every set of extras on widths that fit and widths that need a projection, every activation and every
 * loss in turn, in training and in use. */
static void test_gradients_by_differences(void **state) {
  (void)state;
  size_t count;
  const glia_choice *activation = glia_activation_choices(&count);
  static const unsigned widths[][3] = {{3, 3, 3}, {5, 7, 4}, {4, 4, 2}, {6, 3, 3}, {1, 5, 5}};
  uint32_t random = SEED;
  int turn = 0, telling = 0;
  for (size_t e = 0; e < EXTRAS; e++) {
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
      for (size_t w = 0; w < 5; w++, turn++) {
        glia_loss_spec spec;
        char layers[200];
        const char *end = end_of(turn, &spec);
        snprintf(layers, sizeof layers, "%u:%s%s,%u:%s%s,%s", widths[w][1],
                 activation[turn % GLIA_ACTIVATION_SOFTMAX].name, extras[e], widths[w][2],
                 activation[(turn / 3) % GLIA_ACTIVATION_SOFTMAX].name, extras[(e + w) % EXTRAS], end);
        telling += check_shape(layers, widths[w][0], &spec, modes[m], (size_t)(3 + turn % 6), &random);
      }
    }
  }
  assert_true(telling > turn * 3 / 4);
}

/* All three layers deep, widths around whole vectors. */
static void test_deep(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  const glia_loss_spec mse = glia_loss_spec_of(GLIA_LOSS_MSE);
  static const char *const layers[] = {
      "8:tanh+bn+res,8:relu+ln+res+drop0.3,9:silu+res,3:linear+bn",
      "5:gelu+ln,5:gelu+ln+res,5:gelu+ln+res,5:gelu+ln+res,1:linear",
      "13:elu+res+nobias,4:leaky_relu+res+nobias,13:softplus+res+nobias,4:linear+nobias",
      "1:tanh+bn+res,1:tanh+ln+res,2:sigmoid+bn"};
  for (size_t l = 0; l < 4; l++) {
    for (size_t m = 0; m < 4; m++) check_shape(layers[l], 4, &mse, modes[m], 6, &random);
  }
}

/* Dropout is there in training alone, falls where its key says, and the backward pass drops alike. */
static void test_dropout_in_a_pass(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  reference shape = reference_make(3, "13:linear+drop0.5,2:linear", GLIA_LOSS_MSE);
  fixture f = open_fixture(&shape, 9, 9);
  fill_random(&f, &random);
  const glia_stage *stage = &f.workspace.stage[0];
  pass(&f);
  assert_memory_equal(stage->act, stage->post, 9 * 16 * sizeof(float));
  float mask[9 * 16];
  for (uint64_t step = 0; step < 5; step++) {
    f.shape.mode = (glia_mode){1, 1, 77, step};
    pass(&f);
    glia_dropout_mask((glia_dropout_key){77, step, 0}, 0.5f, 9, 16, mask);
    for (size_t i = 0; i < 9 * 16; i++) {
      assert_true(stage->post[i] == stage->act[i] * mask[i]);
      if (i % 16 < 13) assert_true((stage->delta[i] == 0.0f) == (mask[i] == 0.0f));
    }
  }
  close_fixture(&f);
}

/* Two layers drop each their own. */
static void test_layers_drop_apart(void **state) {
  (void)state;
  uint32_t random = SEED + 3;
  reference shape = reference_make(2, "16:linear+drop0.5,16:linear+drop0.5,1:linear", GLIA_LOSS_MSE);
  shape.mode = (glia_mode){1, 1, 3, 4};
  fixture f = open_fixture(&shape, 8, 8);
  fill_random(&f, &random);
  pass(&f);
  assert_memory_not_equal(f.workspace.stage[0].mask, f.workspace.stage[1].mask, 128 * sizeof(float));
  close_fixture(&f);
}

/* In use a row's answer does not depend on the others, batch norm or not; in training it does. */
static void test_rows_in_use(void **state) {
  (void)state;
  uint32_t random = SEED + 4;
  const reference shape =
      reference_make(3, "6:tanh+bn+drop0.5,5:relu+ln+res,3:softmax+bn", GLIA_LOSS_CROSS_ENTROPY);
  fixture f = open_fixture(&shape, 11, 11), one = open_fixture(&shape, 1, 1);
  fill_random(&f, &random);
  pass(&f);
  for (size_t r = 0; r < 11; r++) {
    glia_forward(&f.network, values_of(&f), shape.mode, f.x + 3 * r, 1, &one.workspace);
    for (uint32_t l = 0; l < 3; l++) {
      const size_t stride = f.network.layer[l].stride;
      assert_memory_equal(one.workspace.stage[l].post, f.workspace.stage[l].post + r * stride,
                          stride * sizeof(float));
    }
  }
  float before[4];
  memcpy(before, f.workspace.stage[2].post, sizeof before);
  f.shape.mode.batch_statistics = 1;
  pass(&f);
  assert_memory_not_equal(before, f.workspace.stage[2].post, 3 * sizeof(float));
  close_fixture(&f);
  close_fixture(&one);
}

/* Running statistics follow the last pass, layer by layer, each in its own place; nothing else moves. */
static void test_follow_statistics(void **state) {
  (void)state;
  uint32_t random = SEED + 5;
  reference shape = reference_make(3, "5:tanh+bn,4:tanh+ln,6:relu,2:linear+bn", GLIA_LOSS_MSE);
  shape.mode.batch_statistics = 1;
  fixture f = open_fixture(&shape, 7, 9);
  assert_int_equal(f.network.running, 2 * 8 + 2 * 4);
  fill_random(&f, &random);
  pass(&f);
  glia_follow_statistics(&f.network, &f.workspace, 7, f.running);
  double *p = doubles_of(f.canonical, f.network.parameter_count), *x = doubles_of(f.x, 21);
  reference_values values = reference_run(&shape, p, x, 7);
  static const size_t starts[] = {0, 5 + 4 + 6}, units[] = {5, 2}, at[] = {0, 16}, strides[] = {8, 4};
  for (int l = 0; l < 2; l++) {
    const double *pre = values.pre + 7 * starts[l];
    for (size_t u = 0; u < units[l]; u++) {
      double mean = 0, variance = 0;
      for (size_t r = 0; r < 7; r++) mean += pre[r * units[l] + u] / 7;
      for (size_t r = 0; r < 7; r++) variance += pow(pre[r * units[l] + u] - mean, 2) / 6;
      assert_true(fabs((double)f.running[at[l] + u] - 0.1 * mean) < 1e-6);
      assert_true(fabs((double)f.running[at[l] + strides[l] + u] - (0.9 + 0.1 * variance)) < 3e-6);
    }
  }
  reference_done(&values);
  free(p);
  free(x);
  close_fixture(&f);
}

/* The same workspace after other batches and other modes: the same bits as a fresh one. */
static void test_workspace_reuse(void **state) {
  (void)state;
  uint32_t random = SEED + 6;
  reference shape = reference_make(3, "6:tanh+bn+drop0.5+res,6:relu+ln+res,2:linear+bn", GLIA_LOSS_MSE);
  fixture shared = open_fixture(&shape, 9, 9);
  for (size_t turn = 0; turn < 12; turn++) {
    shape.mode = modes[turn % 4];
    const size_t rows = 2 + turn * 5 % 8;
    fixture fresh = open_fixture(&shape, rows, rows);
    fill_random(&fresh, &random);
    pass(&fresh);
    glia_forward(&fresh.network, values_of(&fresh), shape.mode, fresh.x, rows, &shared.workspace);
    assert_true(glia_output_loss(&fresh.network, fresh.target, rows, &shared.workspace) == fresh.loss);
    glia_backward(&fresh.network, values_of(&fresh), shape.mode, fresh.x, rows, &shared.workspace,
                  shared.gradient);
    assert_memory_equal(shared.gradient, fresh.gradient, fresh.network.storage * sizeof(float));
    close_fixture(&fresh);
  }
  close_fixture(&shared);
}

/* Whatever the portions, with weighted classes too: each counts by what it divides by. */
static void test_weighted_mean_loss(void **state) {
  (void)state;
  uint32_t random = SEED + 7;
  static const float weights[3] = {5, 0.5f, 1};
  reference shape = reference_make(2, "4:tanh+bn,3:softmax", GLIA_LOSS_CROSS_ENTROPY);
  shape.loss.weights = weights;
  fixture f = open_fixture(&shape, 31, 31);
  double still[8] = {0, 0, 0, 0, 1, 1, 1, 1};
  shape.running = f.shape.running = still;
  fill_random(&f, &random);
  double *p = doubles_of(f.canonical, f.network.parameter_count), *x = doubles_of(f.x, 62);
  double *t = doubles_of(f.target, 31);
  const double expected = reference_loss(&shape, p, x, t, 31);
  for (size_t room = 1; room <= 32; room += 1 + room / 4) {
    fixture part = open_fixture(&shape, 1, room);
    const double loss = glia_mean_loss(&f.network, values_of(&f), f.x, f.target, 31, &part.workspace);
    assert_true(fabs(loss - expected) < 2e-6 * (1 + expected));
    close_fixture(&part);
  }
  free(p);
  free(x);
  free(t);
  close_fixture(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gradients_by_differences), cmocka_unit_test(test_deep),
      cmocka_unit_test(test_dropout_in_a_pass),        cmocka_unit_test(test_layers_drop_apart),
      cmocka_unit_test(test_rows_in_use),              cmocka_unit_test(test_follow_statistics),
      cmocka_unit_test(test_workspace_reuse),          cmocka_unit_test(test_weighted_mean_loss),
  };
  return cmocka_run_group_tests_name("pass extras", tests, NULL, NULL);
}
