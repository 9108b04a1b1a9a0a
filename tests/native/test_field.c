/* Heat maps: where the points lie, what every neuron answers there, and in which colour. */
#include "floats.h"

#include "inspect/field.h"
#include "path.h"

#define EVERY "data=circle&points=20&features=x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2"

static glia_field *field_of(const glia_run *run, size_t size) {
  glia_error error = {0};
  glia_field *field =
      glia_field_create(&run->settings, size, glia_field_neurons(run), NULL, &error);
  if (!field) fail_msg("no field: %s", error.message);
  return field;
}

/* Centres of pixels, row by row from the top left: x1 rises to the right, x2 upwards. */
static void test_grid(void **state) {
  (void)state;
  glia_run *run = run_of(EVERY "&layers=2:tanh", NULL);
  static const size_t sizes[] = {1, 2, 3, 17, 40};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    const size_t size = sizes[s];
    glia_field *field = field_of(run, size);
    assert_int_equal(field->size, size);
    assert_int_equal(field->features, 7);
    for (size_t row = 0; row < size; row++) {
      for (size_t column = 0; column < size; column++) {
        const double x1 = -6 + 12 * ((double)column + 0.5) / (double)size;
        const double x2 = 6 - 12 * ((double)row + 0.5) / (double)size;
        const double expected[7] = {x1, x2, x1 * x1, x2 * x2, x1 * x2, sin(x1), sin(x2)};
        const float *x = field->x + 7 * (row * size + column);
        for (int f = 0; f < 7; f++) {
          assert_true(fabs((double)x[f] - expected[f]) <= 1e-6 * (1 + fabs(expected[f])));
        }
      }
    }
    glia_field_free(field);
  }
  glia_run_free(run);
}

static void test_create_refuses(void **state) {
  (void)state;
  const glia_settings settings = settings_of("data=xor");
  static const size_t sizes[] = {0, GLIA_FIELD_MAX + 1, SIZE_MAX};
  for (size_t s = 0; s < 3; s++) {
    glia_error error = {0};
    assert_null(glia_field_create(&settings, sizes[s], 3, NULL, &error));
    assert_int_equal(error.status, GLIA_RANGE);
    assert_non_null(strstr(error.message, "1024"));
  }
  glia_error error = {0};
  assert_null(glia_field_create(&settings, 1024, SIZE_MAX / 4, NULL, &error));
  assert_int_equal(error.status, GLIA_MEMORY);
  glia_field_free(NULL);
}

static void test_palette(void **state) {
  (void)state;
  glia_palette p;
  glia_palette_make(&p, 0x00ff10, 0xc8c8c9, 0xff7f00, 0);
  static const uint8_t ends[2][3] = {{0x00, 0xff, 0x10}, {0xff, 0x7f, 0x00}},
                       zero[3] = {0xc8, 0xc8, 0xc9};
  for (int c = 0; c < 3; c++) {
    assert_int_equal(p.colour[0][c], ends[0][c]);
    assert_int_equal(p.colour[255][c], ends[1][c]);
    assert_true(abs(p.colour[127][c] - zero[c]) <= 1 && abs(p.colour[128][c] - zero[c]) <= 1);
    for (int i = 0; i < 256; i++) {
      const double t = (i - 127.5) / 127.5, end = ends[t > 0][c];
      assert_true(fabs(p.colour[i][c] - (zero[c] + (end - zero[c]) * fabs(t))) <= 0.5 + 1e-9);
    }
  }
  for (int i = 0; i < 256; i++) assert_int_equal(p.colour[i][3], 255);
}

/* A palette in which every colour names its own index. */
static glia_palette counting_palette(void) {
  glia_palette p;
  for (int i = 0; i < 256; i++) {
    const uint8_t colour[4] = {(uint8_t)i, (uint8_t)(255 - i), (uint8_t)(i ^ 0x5a), 255};
    memcpy(p.colour[i], colour, 4);
  }
  return p;
}

/* The colour of t in [-1, 1], the ends beyond; a hair from the boundary of two both are right. */
static void check_pixel(const glia_palette *p, const uint8_t *pixel, double t, const char *what) {
  t = t < -1 ? -1 : t > 1 ? 1 : t;
  const double exact = (t + 1) / 2 * 255;
  const int low = (int)floor(exact + 0.5 - 1e-3), high = (int)floor(exact + 0.5 + 1e-3);
  if (memcmp(pixel, p->colour[low], 4) != 0 &&
      memcmp(pixel, p->colour[high > 255 ? 255 : high], 4) != 0) {
    fail_msg("%s: t = %g has colour %d, not %d", what, t, pixel[0], low);
  }
}

static void check_plane(const glia_palette *p, const uint8_t *pixels, const float *values,
                        size_t count, glia_activation activation, int shown_as_it_is, float scale,
                        const char *what) {
  double largest = 0;
  for (size_t i = 0; i < count; i++) largest = fmax(largest, fabs((double)values[i]));
  const int fixed = shown_as_it_is || activation == GLIA_ACTIVATION_TANH;
  const int share = activation == GLIA_ACTIVATION_SIGMOID || activation == GLIA_ACTIVATION_SOFTMAX;
  if (fixed || share) assert_true(scale == 1.0f);
  else if (largest > 0) assert_true(scale == (float)largest);
  assert_true(scale > 0 && isfinite(scale));
  for (size_t i = 0; i < count; i++) {
    const double v = (double)values[i];
    check_pixel(p, pixels + 4 * i, share ? 2 * v - 1 : v / (double)scale, what);
  }
}

/* Every neuron's plane against the model's own activations at the grid's points. */
static void check_paint(const char *experiment, size_t size) {
  glia_run *run = run_of(experiment, NULL);
  assert_int_equal(glia_run_advance(run, 30, NULL), GLIA_OK);
  glia_field *field = field_of(run, size);
  const glia_network *n = &run->model->network;
  const size_t neurons = glia_field_neurons(run), plane = size * size, units = neurons - n->inputs;
  const glia_palette palette = counting_palette();
  uint8_t *pixels = malloc(neurons * plane * 4 + 4);
  float *scales = new_floats(neurons + 1), *pre = new_floats(plane * units),
        *post = new_floats(plane * units);
  memset(pixels, 0xee, neurons * plane * 4 + 4);
  const uint64_t hash = hash_of_run(run);
  glia_field_paint(field, run, &palette, 0, pixels, scales);
  assert_true(hash_of_run(run) == hash);
  for (int i = 0; i < 4; i++) assert_int_equal(pixels[neurons * plane * 4 + (size_t)i], 0xee);
  assert_true(is_sentinel(scales[neurons]));
  glia_model_activations(run->model, field->x, plane, pre, post);
  float *values = new_floats(plane);
  size_t neuron = 0, start = 0;
  for (; neuron < n->inputs; neuron++) {
    for (size_t i = 0; i < plane; i++) values[i] = field->x[i * n->inputs + neuron];
    check_plane(&palette, pixels + 4 * neuron * plane, values, plane, GLIA_ACTIVATION_LINEAR, 0,
                scales[neuron], "an input");
  }
  for (uint32_t l = 0; l < n->layer_count; l++) {
    const uint32_t wide = n->layer[l].units;
    const int last = l + 1 == n->layer_count;
    for (uint32_t u = 0; u < wide; u++, neuron++) {
      for (size_t i = 0; i < plane; i++) values[i] = post[start + i * wide + u];
      check_plane(&palette, pixels + 4 * neuron * plane, values, plane, n->layer[l].options.activation,
                  last, scales[neuron], last ? "an output" : "a hidden unit");
    }
    /* the same values from somebody else: the same pixels */
    uint8_t *again = malloc(wide * plane * 4);
    float *scales_again = new_floats(wide);
    glia_field_paint_layer(run, l, post + start, size, &palette, again, scales_again);
    assert_memory_equal(again, pixels + 4 * (neuron - wide) * plane, wide * plane * 4);
    assert_memory_equal(scales_again, scales + neuron - wide, wide * sizeof(float));
    free(again);
    free(scales_again);
    start += wide * plane;
  }
  assert_int_equal(neuron, neurons);
  uint8_t *output = malloc(n->outputs * plane * 4);
  glia_field_paint(field, run, &palette, 1, output, scales);
  assert_memory_equal(output, pixels + 4 * (neurons - n->outputs) * plane, n->outputs * plane * 4);
  free(pixels);
  free(output);
  free(scales);
  free(pre);
  free(post);
  free(values);
  glia_field_free(field);
  glia_run_free(run);
}

static void test_paint(void **state) {
  (void)state;
  static const size_t sizes[] = {1, 2, 15, 16, 17, 33};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    check_paint(EVERY "&layers=5:tanh,3:relu", sizes[s]);
    check_paint("data=xor&points=20&layers=5:linear,3:sigmoid&loss=cross_entropy", sizes[s]);
    check_paint("data=hills&points=20&layers=4:relu,5:relu", sizes[s]);
    check_paint("data=spiral&points=20&layers=&loss=mse", sizes[s]);
  }
}

/* Ends and middle of a tanh layer's colours; what is not finite is transparent, nothing else is. */
static void test_colours(void **state) {
  (void)state;
  glia_run *run = run_of("data=xor&points=20&layers=1:tanh,1:relu,1:sigmoid", NULL);
  glia_palette palette;
  glia_palette_make(&palette, 0x0000ff, 0xffffff, 0xff0000, 0);
  static const uint8_t none[4] = {0, 0, 0, 0};
  const float values[9] = {-1, 1, 0, -2, 2, NAN, INFINITY, -INFINITY, 0.5f};
  uint8_t pixels[36];
  float scale;
  glia_field_paint_layer(run, 0, values, 3, &palette, pixels, &scale);
  assert_true(scale == 1.0f);
  static const int index[9] = {0, 255, 128, 0, 255, -1, -1, -1, 191};
  for (int i = 0; i < 9; i++) {
    assert_memory_equal(pixels + 4 * i, index[i] < 0 ? none : palette.colour[index[i]], 4);
  }
  /* divided by the largest finite size */
  glia_field_paint_layer(run, 1, values, 3, &palette, pixels, &scale);
  assert_true(scale == 2.0f);
  static const int halved[9] = {64, 191, 128, 0, 255, -1, -1, -1, 159};
  for (int i = 0; i < 9; i++) {
    assert_memory_equal(pixels + 4 * i, halved[i] < 0 ? none : palette.colour[halved[i]], 4);
  }
  const float nothing[4] = {0, -0.0f, 0, 0}, tiny[4] = {1e-40f, 0, -1e-40f, 0},
              huge[4] = {3e38f, -3e38f, 0, 1.5e38f};
  glia_field_paint_layer(run, 1, nothing, 2, &palette, pixels, &scale);
  assert_true(scale > 0 && isfinite(scale));
  for (int i = 0; i < 4; i++) assert_memory_equal(pixels + 4 * i, palette.colour[128], 4);
  glia_field_paint_layer(run, 1, tiny, 2, &palette, pixels, &scale);
  for (int i = 0; i < 4; i++) assert_int_equal(pixels[4 * i + 3], 255);
  glia_field_paint_layer(run, 1, huge, 2, &palette, pixels, &scale);
  assert_true(scale == 3e38f);
  assert_memory_equal(pixels, palette.colour[255], 4);
  assert_memory_equal(pixels + 4, palette.colour[0], 4);
  assert_memory_equal(pixels + 12, palette.colour[191], 4);
  glia_run_free(run);
}

/* A large value is still a value: full colour, not a hole. */
static void test_large_values_are_opaque(void **state) {
  (void)state;
  glia_run *run = run_of("data=xor&points=20&layers=1:sigmoid", NULL);
  glia_palette palette;
  glia_palette_make(&palette, 0x0000ff, 0xffffff, 0xff0000, 0);
  const float huge[4] = {3e38f, -3e38f, 1, 0};
  uint8_t pixels[16];
  float scale;
  glia_field_paint_layer(run, 0, huge, 2, &palette, pixels, &scale);
  assert_memory_equal(pixels, palette.colour[255], 4);
  assert_memory_equal(pixels + 4, palette.colour[0], 4);
  glia_run_free(run);
}

static void test_at(void **state) {
  (void)state;
  static const char *const experiments[] = {
      EVERY "&layers=5:tanh,3:relu",
      "data=hills&points=20&layers=", "data=xor&points=20&layers=3:sigmoid&loss=cross_entropy"};
  for (size_t e = 0; e < 3; e++) {
    glia_run *run = run_of(experiments[e], NULL);
    assert_int_equal(glia_run_advance(run, 20, NULL), GLIA_OK);
    const size_t neurons = glia_field_neurons(run), inputs = run->model->network.inputs;
    float values[32], pre[32], post[32];
    assert_true(neurons < 32);
    for (int i = 0; i < 32; i++) values[i] = from_bits(SENTINEL_BITS);
    for (size_t place = 0; place < 25; place++) {
      const double x1 = -6 + 3 * (double)(place % 5), x2 = 6 - 2.9 * (double)(place / 5);
      glia_field_at(run, x1, x2, values);
      assert_true(is_sentinel(values[neurons]));
      const double expected[7] = {x1, x2, x1 * x1, x2 * x2, x1 * x2, sin(x1), sin(x2)};
      for (size_t i = 0; i < inputs; i++) {
        assert_true(fabs((double)values[i] - expected[i]) <= 1e-6 * (1 + fabs(expected[i])));
      }
      glia_model_activations(run->model, values, 1, pre, post);
      assert_memory_equal(values + inputs, post, (neurons - inputs) * sizeof(float));
    }
    glia_run_free(run);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_grid),
      cmocka_unit_test(test_create_refuses),
      cmocka_unit_test(test_palette),
      cmocka_unit_test(test_paint),
      cmocka_unit_test(test_colours),
      cmocka_unit_test(test_large_values_are_opaque),
      cmocka_unit_test(test_at),
  };
  return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
