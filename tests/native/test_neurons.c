/* Every neuron's answers, one plane for each: the bits of the rows, and plain loops in double. */
#include "floats.h"

#include "reference.h"

#include "nn/model.h"

/* Plain layers go along the planes; those with a norm, a residual connection or a softmax row by row. */
static const struct {
  uint32_t inputs;
  const char *layers;
  glia_loss loss;
} networks[] = {
    {2, "1:linear", GLIA_LOSS_MSE},
    {2, "8:tanh,8:relu,1:sigmoid", GLIA_LOSS_BCE},
    {7, "5:elu,3:softplus,13:gelu,2:linear", GLIA_LOSS_MSE},
    {3, "4:silu+nobias,1:leaky_relu+nobias,6:gelu_tanh,1:tanh", GLIA_LOSS_MAE},
    {1, "9:sigmoid+drop0.5,4:tanh,1:linear", GLIA_LOSS_HUBER},
    {5, "6:tanh,3:softmax", GLIA_LOSS_CROSS_ENTROPY},
    {4, "6:relu+bn,5:tanh+ln,1:sigmoid", GLIA_LOSS_BCE},
    {4, "4:tanh+res,6:relu+res,1:linear", GLIA_LOSS_MSE},
};

static const size_t row_counts[] = {0, 1, 2, 3, 4, 5, 7, 8, 63, 255, 256, 257, 260, 515};

/* Parameters other than the initial ones, so that no bias is 0. */
static void stir(glia_model *model, uint32_t *random) {
  const size_t count = model->network.parameter_count;
  float *parameters = random_floats(count, random, ORDINARY);
  for (size_t i = 0; i < count; i++) parameters[i] *= 0.5f;
  glia_error error = {0};
  assert_int_equal(glia_model_set(model, parameters, &error), GLIA_OK);
  free(parameters);
}

static void check_planes(glia_model *model, const reference *shape, const float *x, size_t rows) {
  const size_t units = reference_units(shape), total = units * rows;
  float *planes = new_floats(total + 4), *pre = new_floats(total), *post = new_floats(total);
  float *canonical = new_floats(model->network.parameter_count);
  glia_model_neurons(model, x, rows, planes);
  glia_model_activations(model, x, rows, pre, post);
  glia_network_export(&model->network, model->parameters, canonical);
  double *parameters = doubles_of(canonical, model->network.parameter_count);
  double *by_x = doubles_of(x, rows * shape->inputs);
  double plain_pre[64], plain_post[64];
  for (size_t i = total; i < total + 4; i++) assert_true(is_sentinel(planes[i]));
  for (size_t r = 0; r < rows; r++) {
    reference_forward(shape, parameters, by_x + r * shape->inputs, plain_pre, plain_post);
    size_t unit = 0;
    const float *layer = post;
    for (uint32_t l = 0; l < shape->layers.count; l++) {
      const size_t width = shape->layers.layer[l].units;
      for (size_t u = 0; u < width; u++, unit++) {
        const float value = planes[unit * rows + r];
        if (!same_bits(value, layer[r * width + u])) {
          fail_msg("row %zu of %zu, layer %u, unit %zu: %a in its plane, %a in its row", r, rows, l, u,
                   (double)value, (double)layer[r * width + u]);
        }
        const double expected = plain_post[unit];
        if (!(fabs((double)value - expected) <= 2e-5 * (1 + fabs(expected)))) {
          fail_msg("row %zu of %zu, layer %u, unit %zu: %g, not %g", r, rows, l, u, (double)value, expected);
        }
      }
      layer += rows * width;
    }
  }
  free(planes);
  free(pre);
  free(post);
  free(canonical);
  free(parameters);
  free(by_x);
}

static void test_planes(void **state) {
  (void)state;
  uint32_t random = 20250711;
  for (size_t n = 0; n < sizeof networks / sizeof *networks; n++) {
    const reference shape = reference_make(networks[n].inputs, networks[n].layers, networks[n].loss);
    assert_true(reference_units(&shape) <= 64);
    const glia_start start = {GLIA_INIT_AUTO, 1, 3};
    glia_error error = {0};
    glia_model *model =
        glia_model_create(shape.inputs, &shape.layers, &shape.loss, start, NULL, &error);
    if (!model) fail_msg("%s: %s", networks[n].layers, error.message);
    stir(model, &random);
    for (size_t i = 0; i < sizeof row_counts / sizeof *row_counts; i++) {
      float *x = random_floats(row_counts[i] * shape.inputs, &random, ORDINARY);
      check_planes(model, &shape, x, row_counts[i]);
      free(x);
    }
    glia_model_free(model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_planes)};
  return cmocka_run_group_tests_name("neurons", tests, NULL, NULL);
}
