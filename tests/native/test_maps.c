/* Maps of classes, colours without a ramp, and weights as images. */
#include "inspected.h"

#include <math.h>

#include "inspect/field.h"

enum { SIZE = 37 };

static int channel(uint32_t colour, int c) { return (int)(colour >> (16 - 8 * c) & 0xff); }

/* Each pixel against the network's own answer at the pixel's middle. */
static void check_classes(const char *experiment, int discrete) {
  glia_run *run = open_run(experiment, NULL);
  go(run, 60);
  static const uint32_t colours[10] = {0xff0000, 0x00ff00, 0x0000ff, 0x808000, 0x008080,
                                       0x800080, 0x102030, 0xa0b0c0, 0x123456, 0x654321};
  const uint32_t zero = 0xf0f1f2;
  const uint32_t outputs = run->model->network.outputs;
  glia_field *field = glia_field_create(&run->settings, SIZE, outputs, NULL, NULL);
  assert_non_null(field);
  uint8_t pixels[4 * SIZE * SIZE + 1];
  memset(pixels, 77, sizeof pixels);
  glia_field_classes(field, run, colours, zero, discrete, pixels);
  assert_int_equal(pixels[4 * SIZE * SIZE], 77);
  int mixed = 0;
  for (int i = 0; i < SIZE * SIZE; i++) {
    const double step = 12.0 / SIZE;
    const float point[2] = {(float)(-6 + (i % SIZE + 0.5) * step),
                            (float)(6 - (i / SIZE + 0.5) * step)};
    float p[10];
    assert_int_equal(glia_run_predict(run, point, 1, p, NULL), GLIA_OK);
    uint32_t best = 0;
    for (uint32_t c = 1; c < outputs; c++) best = p[c] > p[best] ? c : best;
    const double sure = discrete ? 1 : ((double)p[best] - 1.0 / outputs) / (1 - 1.0 / outputs);
    mixed += sure < 0.9;
    for (int c = 0; c < 3; c++) {
      const double from = channel(zero, c), to = channel(colours[best], c);
      assert_true(fabs(pixels[4 * i + c] - (from + (to - from) * sure)) <= 0.51);
    }
    assert_int_equal(pixels[4 * i + 3], 255);
  }
  assert_true(discrete ? mixed == 0 : mixed > 10);
  glia_field_free(field);
  glia_run_free(run);
}

static void test_classes(void **state) {
  (void)state;
  for (int discrete = 0; discrete < 2; discrete++) {
    check_classes("data=blobs&classes=4&points=100&layers=5:tanh", discrete);
    check_classes("data=xor&points=60&layers=4:relu&loss=cross_entropy", discrete);
  }
}

static void test_classes_that_are_no_numbers(void **state) {
  (void)state;
  glia_run *run = open_run("data=blobs&classes=3&points=60&layers=", NULL);
  for (size_t i = 0; i < run->model->network.storage; i++) run->model->parameters[i] = NAN;
  glia_field *field = glia_field_create(&run->settings, 3, 3, NULL, NULL);
  static const uint32_t colours[3] = {0xffffff, 0xffffff, 0xffffff};
  static const uint8_t none[36];
  uint8_t pixels[36];
  memset(pixels, 1, sizeof pixels);
  glia_field_classes(field, run, colours, 0xffffff, 0, pixels);
  assert_memory_equal(pixels, none, sizeof none);
  glia_field_free(field);
  glia_run_free(run);
}

static void test_discrete_palette(void **state) {
  (void)state;
  glia_palette p;
  glia_palette_make(&p, 0x010203, 0xffffff, 0xa0b0c0, 1);
  static const uint8_t ends[2][4] = {{1, 2, 3, 255}, {0xa0, 0xb0, 0xc0, 255}};
  for (int i = 0; i < 256; i++) assert_memory_equal(p.colour[i], ends[i >= 128], 4);
}

/* The image's own size, a larger one, and one that is no multiple of it. */
static void test_weights(void **state) {
  (void)state;
  glia_run *run = open_run("data=digits8&points=40&layers=5:relu", NULL);
  go(run, 20);
  glia_palette palette;
  for (int i = 0; i < 256; i++) memset(palette.colour[i], i, 4);
  static float parameters[64 * 5 + 5 + 5 * 10 + 10];
  glia_network_export(&run->model->network, run->model->parameters, parameters);
  static const size_t sizes[] = {8, 24, 13, 1};
  for (size_t s = 0; s < 4; s++) {
    const size_t size = sizes[s];
    for (uint32_t unit = 0; unit < 5; unit++) {
      const float *weights = parameters + 64 * unit;
      float largest = 0;
      for (int i = 0; i < 64; i++) largest = fabsf(weights[i]) > largest ? fabsf(weights[i]) : largest;
      uint8_t pixels[4 * 24 * 24 + 1];
      memset(pixels, 77, sizeof pixels);
      assert_true(glia_field_weights(run, unit, size, &palette, pixels) == largest);
      assert_int_equal(pixels[4 * size * size], 77);
      for (size_t i = 0; i < size * size; i++) {
        const double row = floor((double)(i / size) * 8 / (double)size);
        const double column = floor((double)(i % size) * 8 / (double)size);
        const double w = (double)weights[(size_t)(8 * row + column)];
        assert_true(fabs(pixels[4 * i] - (w / (double)largest * 127.5 + 127.5)) <= 0.51);
      }
    }
  }
  glia_run_free(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_classes),
      cmocka_unit_test(test_classes_that_are_no_numbers),
      cmocka_unit_test(test_discrete_palette),
      cmocka_unit_test(test_weights),
  };
  return cmocka_run_group_tests_name("maps", tests, NULL, NULL);
}
