/* Forward and backward passes: every gradient by differences in double precision. */
#include "floats.h"

#include <stdio.h>

#include "differences.h"

enum { SEED = 141421 };

/* Every activation inside, every pair of last activation and loss; sizes and batches in turn. */
static void test_gradients_by_differences(void **state) {
  (void)state;
  size_t activations;
  const glia_choice *inside = glia_activation_choices(&activations);
  activations = GLIA_ACTIVATION_SOFTMAX; /* the joint ones are for the last layer */
  static const struct {
    const char *activation;
    glia_loss loss;
  } ends[] = {{"linear", GLIA_LOSS_MSE},       {"relu", GLIA_LOSS_MSE},
              {"tanh", GLIA_LOSS_MSE},         {"sigmoid", GLIA_LOSS_MSE},
              {"softmax", GLIA_LOSS_MSE},      {"log_softmax", GLIA_LOSS_MSE},
              {"silu", GLIA_LOSS_HUBER},       {"elu", GLIA_LOSS_MAE},
              {"sigmoid", GLIA_LOSS_BCE},      {"softmax", GLIA_LOSS_CROSS_ENTROPY},
              {"softmax", GLIA_LOSS_FOCAL}};
  enum { ENDS = sizeof ends / sizeof *ends };
  static const unsigned sizes[][4] = {{1, 0, 0, 1}, {13, 0, 0, 3}, {5, 0, 0, 4}, {3, 6, 0, 2},
                                      {8, 4, 0, 5}, {7, 9, 11, 2}, {2, 3, 4, 1}, {12, 1, 5, 13},
                                      {0, 0, 0, 3}, {4, 4, 4, 4},  {10, 7, 0, 6}};
  static const uint32_t inputs[] = {1, 2, 3, 4, 5, 7, 8, 13};
  uint32_t random = SEED;
  int turn = 0, telling = 0;
  for (size_t e = 0; e < ENDS; e++) {
    for (size_t a = 0; a < activations; a++) {
      for (int repeat = 0; repeat < 4; repeat++, turn++) {
        const unsigned *size = sizes[turn % 11];
        char layers[128];
        int length = 0;
        for (int l = 0; l < 3; l++) {
          if (!size[l]) continue;
          /* the same activation throughout, or the next ones above */
          length += snprintf(layers + length, sizeof layers - (size_t)length, "%u:%s,", size[l],
                             inside[(a + (repeat % 2 ? (size_t)l : 0)) % activations].name);
        }
        const int classes =
            ends[e].loss == GLIA_LOSS_CROSS_ENTROPY || ends[e].loss == GLIA_LOSS_FOCAL;
        const unsigned least = classes && size[3] < 2 ? 2 : size[3];
        snprintf(layers + length, sizeof layers - (size_t)length, "%u:%s", least,
                 ends[e].activation);
        const reference shape = reference_make(inputs[turn % 8], layers, ends[e].loss);
        telling += check_by_differences(&shape, layers, (size_t)(1 + turn % 9), &random);
      }
    }
  }
  assert_true(telling > turn * 3 / 4); /* dead ReLUs and softmax over one unit have none */
}

/* The workspace keeps what a test can compare with any layer. */
static void test_forward_against_reference(void **state) {
  (void)state;
  uint32_t random = SEED + 1;
  const reference shape =
      reference_make(7, "13:tanh,5:sigmoid,9:relu,3:softmax", GLIA_LOSS_CROSS_ENTROPY);
  fixture f = open_fixture(&shape, 9, 9);
  fill_random(&f, &random);
  pass(&f);
  double *p = doubles_of(f.canonical, f.network.parameter_count), *x = doubles_of(f.x, 9 * 7);
  double pre[30], post[30];
  for (size_t r = 0; r < 9; r++) {
    reference_forward(&shape, p, x + 7 * r, pre, post);
    size_t at = 0;
    for (uint32_t l = 0; l < 4; l++) {
      const glia_dense *d = &f.network.layer[l];
      for (uint32_t u = 0; u < d->units; u++, at++) {
        assert_true(fabs((double)f.workspace.stage[l].pre[r * d->stride + u] - pre[at]) < 1e-5);
        assert_true(fabs((double)f.workspace.stage[l].post[r * d->stride + u] - post[at]) < 1e-5);
      }
    }
  }
  free(p);
  free(x);
  close_fixture(&f);
}

/* A row has the same bits alone and anywhere in a batch. */
static void test_rows_are_independent(void **state) {
  (void)state;
  uint32_t random = SEED + 2;
  const reference shape =
      reference_make(5, "13:tanh,6:relu,7:sigmoid,3:softmax", GLIA_LOSS_CROSS_ENTROPY);
  enum { ROWS = 37 };
  fixture f = open_fixture(&shape, ROWS, ROWS);
  fill_random(&f, &random);
  pass(&f);
  fixture alone = open_fixture(&shape, ROWS, ROWS);
  for (size_t rows = 1; rows <= 9; rows++) {
    for (size_t first = 0; first + rows <= ROWS; first += rows) {
      glia_forward(&f.network, values_of(&f), f.shape.mode, f.x + first * 5, rows, &alone.workspace);
      for (uint32_t l = 0; l < 4; l++) {
        const size_t stride = f.network.layer[l].stride, bytes = rows * stride * sizeof(float);
        assert_memory_equal(alone.workspace.stage[l].pre, f.workspace.stage[l].pre + first * stride, bytes);
        assert_memory_equal(alone.workspace.stage[l].post, f.workspace.stage[l].post + first * stride, bytes);
      }
    }
  }
  close_fixture(&alone);
  close_fixture(&f);
}

/* A workspace larger than the batch, used before for others, gives what a fresh one gives. */
static void test_workspace_reuse(void **state) {
  (void)state;
  uint32_t random = SEED + 3;
  const reference shape = reference_make(3, "6:relu,5:tanh,2:linear", GLIA_LOSS_MSE);
  static const size_t batches[] = {9, 3, 1, 8, 5, 9};
  fixture shared = open_fixture(&shape, 9, 9);
  for (size_t b = 0; b < sizeof batches / sizeof *batches; b++) {
    fixture fresh = open_fixture(&shape, batches[b], batches[b]);
    fill_random(&fresh, &random);
    pass(&fresh);
    glia_forward(&fresh.network, values_of(&fresh), shape.mode, fresh.x, batches[b], &shared.workspace);
    const double loss =
        glia_output_loss(&fresh.network, fresh.target, batches[b], &shared.workspace);
    glia_backward(&fresh.network, values_of(&fresh), shape.mode, fresh.x, batches[b], &shared.workspace,
                  shared.gradient);
    assert_true(loss == fresh.loss);
    assert_memory_equal(shared.gradient, fresh.gradient, fresh.network.storage * sizeof(float));
    assert_memory_equal(shared.workspace.input_delta, fresh.workspace.input_delta,
                        batches[b] * 4 * sizeof(float));
    close_fixture(&fresh);
  }
  close_fixture(&shared);
}

/* A batch's gradient is the mean of its rows' gradients. */
static void test_batch_is_the_mean(void **state) {
  (void)state;
  uint32_t random = SEED + 4;
  const reference shape = reference_make(4, "7:tanh,3:sigmoid", GLIA_LOSS_BCE);
  enum { ROWS = 7 };
  fixture f = open_fixture(&shape, ROWS, ROWS), one = open_fixture(&shape, 1, 1);
  fill_random(&f, &random);
  pass(&f);
  double *mean = calloc(f.network.storage, sizeof *mean), loss = 0;
  for (size_t r = 0; r < ROWS; r++) {
    glia_forward(&f.network, values_of(&f), f.shape.mode, f.x + 4 * r, 1, &one.workspace);
    loss += glia_output_loss(&f.network, f.target + 3 * r, 1, &one.workspace) / ROWS;
    glia_backward(&f.network, values_of(&f), f.shape.mode, f.x + 4 * r, 1, &one.workspace, one.gradient);
    for (size_t k = 0; k < f.network.storage; k++) mean[k] += (double)one.gradient[k] / ROWS;
  }
  assert_true(fabs(loss - f.loss) < 1e-6);
  for (size_t k = 0; k < f.network.storage; k++) {
    assert_true(fabs((double)f.gradient[k] - mean[k]) < 1e-6);
  }
  free(mean);
  close_fixture(&f);
  close_fixture(&one);
}

/* The mean loss is the same however the rows are cut into portions. */
static void test_mean_loss(void **state) {
  (void)state;
  uint32_t random = SEED + 5;
  const reference shape = reference_make(3, "5:tanh,4:softmax", GLIA_LOSS_CROSS_ENTROPY);
  fixture f = open_fixture(&shape, 53, 53);
  fill_random(&f, &random);
  double *p = doubles_of(f.canonical, f.network.parameter_count), *x = doubles_of(f.x, 53 * 3);
  double *target = doubles_of(f.target, 53);
  for (size_t room = 1; room <= 60; room += 1 + room / 3) {
    fixture part = open_fixture(&shape, 1, room);
    for (size_t rows = 1; rows <= 53; rows += 13) {
      const double loss =
          glia_mean_loss(&f.network, values_of(&f), f.x, f.target, rows, &part.workspace);
      assert_true(fabs(loss - reference_loss(&shape, p, x, target, rows)) < 2e-6);
    }
    assert_true(glia_mean_loss(&f.network, values_of(&f), f.x, f.target, 0, &part.workspace) == 0.0);
    close_fixture(&part);
  }
  free(p);
  free(x);
  free(target);
  close_fixture(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gradients_by_differences),
      cmocka_unit_test(test_forward_against_reference),
      cmocka_unit_test(test_rows_are_independent),
      cmocka_unit_test(test_workspace_reuse),
      cmocka_unit_test(test_batch_is_the_mean),
      cmocka_unit_test(test_mean_loss),
  };
  return cmocka_run_group_tests_name("pass", tests, NULL, NULL);
}
