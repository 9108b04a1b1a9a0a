/* Drawn digits: what an image may depend on, where its ink lies, and whether it can be read. */
#include "floats.h"

#include <inttypes.h>

#include "base/rng.h"
#include "data/digit_forms.h"
#include "data/digits.h"
#include "data/strokes.h"
#include "reference.h"
#include "train/trainer.h"

enum { SIZE = GLIA_DIGIT_SIZE, AREA = SIZE * SIZE };

static const glia_digit_style still = {.slant = 1.0, .wobble = 1.0, .width = 1.0};

static double sum_of(const float *pixels, size_t count) {
  double sum = 0.0;
  for (size_t i = 0; i < count; i++) sum += (double)pixels[i];
  return sum;
}

static double difference(const float *a, const float *b, size_t count) {
  double sum = 0.0;
  for (size_t i = 0; i < count; i++) sum += fabs((double)a[i] - (double)b[i]);
  return sum;
}

typedef struct extent {
  double x, y; /* centre of mass */
  double width, height; /* of what is darker than a quarter */
} extent;

static extent extent_of(const float *pixels, uint32_t width, uint32_t height) {
  double mass = 0, x = 0, y = 0, left = width, right = 0, top = height, bottom = 0;
  for (uint32_t row = 0; row < height; row++) {
    for (uint32_t column = 0; column < width; column++) {
      const double ink = (double)pixels[row * width + column];
      mass += ink;
      x += ink * (column + 0.5);
      y += ink * (row + 0.5);
      if (ink < 0.25) continue;
      left = fmin(left, column);
      right = fmax(right, column + 1.0);
      top = fmin(top, row);
      bottom = fmax(bottom, row + 1.0);
    }
  }
  return (extent){x / mass, y / mass, right - left, bottom - top};
}

static void forms_are_whole(void **state) {
  (void)state;
  unsigned seen = 0;
  for (size_t i = 0; i < glia_digit_form_count; i++) {
    const glia_digit_form *form = &glia_digit_forms[i];
    const size_t count = strlen(form->pen);
    assert_in_range(form->digit, 0, 9);
    assert_true(form->weight > 0);
    assert_in_range(count, 2, GLIA_FORM_KEYS);
    assert_int_equal(strspn(form->pen, "-^."), count);
    assert_int_equal(form->pen[count - 1], '.');
    assert_null(strstr(form->pen, ".."));
    assert_true(form->pen[0] != '.');
    seen |= 1u << form->digit;
    for (size_t k = 0; k < GLIA_FORM_SHAPES; k++) {
      const glia_key *keys = form->shape[k];
      if (k > 0 && !keys[0].x && !keys[0].y) continue;
      /* As many keys as the pen has characters: (0, 0) is no key of any shape. */
      for (size_t j = 0; j < GLIA_FORM_KEYS; j++) {
        if ((keys[j].x || keys[j].y) != (j < count)) {
          fail_msg("form %zu ('%s' of %d), shape %zu: key %zu", i, form->pen, form->digit, k, j);
        }
      }
    }
  }
  assert_int_equal(seen, 0x3ff);
}

static void traces_stay_on_the_paper(void **state) {
  (void)state;
  for (uint32_t i = 0; i < 2000; i++) {
    glia_rng rng = glia_rng_open(11, GLIA_STREAM_USER, i);
    glia_trace trace;
    glia_strokes_trace(i % 10, 0.0, &rng, &trace);
    assert_in_range(trace.count, 2, GLIA_TRACE_POINTS);
    assert_true(trace.point[trace.count - 1].lift);
    for (size_t k = 0; k < trace.count; k++) {
      assert_true(trace.point[k].x > -40 && trace.point[k].x < 140);
      assert_true(trace.point[k].y > -25 && trace.point[k].y < 120);
    }
  }
}

static void same_bits_whatever_was_drawn_before(void **state) {
  (void)state;
  enum { COUNT = 60 };
  float *all = new_floats(COUNT * AREA), *one = new_floats(AREA), target[COUNT];
  glia_digits_draw(COUNT, SIZE, NULL, 5, all, target);
  uint64_t hash = 0xcbf29ce484222325u;
  for (uint32_t i = COUNT; i-- > 0;) {
    assert_true(target[i] == (float)(i % 10));
    glia_digit_draw(i % 10, SIZE, NULL, 5, i, one);
    assert_memory_equal(one, all + i * AREA, AREA * sizeof *one);
  }
  for (size_t i = 0; i < COUNT * AREA; i++) hash = (hash ^ bits_of(all[i])) * 0x100000001b3u;
  /* The same on every machine; another number only if the drawings were changed on purpose. */
  if (hash != UINT64_C(0xf3cd0a5f9efd27b9)) fail_msg("the images have %016" PRIx64, hash);

  const glia_digit_style preset = glia_digit_preset();
  glia_digit_draw(3, SIZE, &preset, 5, 3, one);
  assert_memory_equal(one, all + 3 * AREA, AREA * sizeof *one);
  glia_digit_draw(3, SIZE, NULL, 6, 3, one);
  assert_true(difference(one, all + 3 * AREA, AREA) > 5);
  glia_digit_draw(3, SIZE, NULL, UINT64_C(5) << 32, 3, one);
  assert_true(difference(one, all + 3 * AREA, AREA) > 5);
  glia_digit_draw(3, SIZE, NULL, 5, 13, one);
  assert_true(difference(one, all + 3 * AREA, AREA) > 5);
  free(all);
  free(one);
}

static void every_size_has_ink_in_range(void **state) {
  (void)state;
  static const uint32_t sizes[] = {8, 9, 15, 16, 28, 32, 100, 256};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    const uint32_t size = sizes[s];
    const size_t area = (size_t)size * size;
    float *pixels = new_floats(area);
    for (uint32_t i = 0; i < (size > 32 ? 20 : 400); i++) {
      glia_digit_draw(i % 10, size, NULL, 9, i, pixels);
      float darkest = 0.0f;
      for (size_t k = 0; k < area; k++) {
        assert_true(pixels[k] >= 0.0f && pixels[k] <= 1.0f);
        darkest = fmaxf(darkest, pixels[k]);
      }
      const double share = sum_of(pixels, area) / (double)area;
      assert_true(darkest > (size < 16 ? 0.4f : 0.6f));
      assert_true(share > 0.02 && share < (size < 16 ? 0.6 : 0.4));
    }
    free(pixels);
  }
}

static void ten_digits_differ(void **state) {
  (void)state;
  static const uint32_t sizes[] = {8, 28};
  const glia_digit_style plain = {0};
  for (size_t s = 0; s < 2; s++) {
    const size_t area = (size_t)sizes[s] * sizes[s];
    float *images = new_floats(10 * area);
    for (uint32_t d = 0; d < 10; d++) {
      glia_digit_draw(d, sizes[s], &plain, 1, 0, images + d * area);
    }
    for (size_t a = 0; a < 10; a++) {
      for (size_t b = 0; b < a; b++) {
        const double ink = sum_of(images + a * area, area) + sum_of(images + b * area, area);
        assert_true(difference(images + a * area, images + b * area, area) > 0.15 * ink);
      }
    }
    free(images);
  }
}

static void lies_as_in_mnist(void **state) {
  (void)state;
  float pixels[AREA];
  for (uint32_t i = 0; i < 1000; i++) {
    glia_digit_draw(i % 10, SIZE, &still, 2, i, pixels);
    const extent where = extent_of(pixels, SIZE, SIZE);
    assert_true(fabs(where.x - 14) < 1 && fabs(where.y - 14) < 1);
    const double side = fmax(where.width, where.height);
    assert_true(side >= 18 && side <= 22);
  }
}

static void style_varies_the_same_writing(void **state) {
  (void)state;
  const double nan = (double)from_bits(0x7fc00000), inf = HUGE_VAL;
  float clean[AREA], noisy[AREA];
  for (uint32_t i = 0; i < 50; i++) {
    glia_digit_style style = still;
    glia_digit_draw(i % 10, SIZE, &style, 3, i, clean);
    style.noise = 0.1;
    glia_digit_draw(i % 10, SIZE, &style, 3, i, noisy);
    assert_true(difference(clean, noisy, AREA) / AREA < 0.1);
    assert_true(difference(clean, noisy, AREA) / AREA > 0.02);
    style = (glia_digit_style){nan, nan, nan, nan, nan};
    glia_digit_draw(i % 10, SIZE, &style, 3, i, clean);
    style = (glia_digit_style){0};
    glia_digit_draw(i % 10, SIZE, &style, 3, i, noisy);
    assert_memory_equal(clean, noisy, sizeof clean);
    style = (glia_digit_style){inf, inf, inf, inf, inf};
    glia_digit_draw(i % 10, SIZE, &style, 3, i, clean);
    for (size_t k = 0; k < AREA; k++) assert_true(clean[k] >= 0.0f && clean[k] <= 1.0f);
  }
}

static void refuses_what_is_no_image(void **state) {
  (void)state;
  float pixels[AREA];
  for (size_t k = 0; k < AREA; k++) pixels[k] = from_bits(SENTINEL_BITS);
  glia_digit_draw(1, 0, NULL, 1, 0, pixels);
  glia_digit_draw(1, 7, NULL, 1, 0, pixels);
  glia_digit_draw(1, 257, NULL, 1, 0, pixels);
  glia_digit_draw(1, UINT32_MAX, NULL, 1, 0, pixels);
  for (size_t k = 0; k < AREA; k++) assert_true(is_sentinel(pixels[k]));
  glia_digit_draw(10, SIZE, NULL, 1, 0, pixels);
  for (size_t k = 0; k < AREA; k++) assert_true(pixels[k] == 0.0f);
}

/* The drawing on a larger paper, every pixel times × times, (left, top) pixels from its corner. */
static float *moved(const float *drawn, uint32_t side, uint32_t times, uint32_t left, uint32_t top,
                    uint32_t width, uint32_t height) {
  float *paper = calloc((size_t)width * height, sizeof *paper);
  assert_non_null(paper);
  for (uint32_t y = 0; y < side * times; y++) {
    for (uint32_t x = 0; x < side * times; x++) {
      paper[(size_t)(top + y) * width + left + x] = drawn[(y / times) * side + x / times];
    }
  }
  return paper;
}

static void normalizes_wherever_it_is_drawn(void **state) {
  (void)state;
  enum { SIDE = 112 };
  float *drawn = new_floats(SIDE * SIDE), frame[AREA], other[AREA];
  for (uint32_t i = 0; i < 100; i++) {
    glia_digit_draw(i % 10, SIDE, &still, 4, i, drawn);
    assert_int_equal(glia_digit_normalize(drawn, SIDE, SIDE, SIZE, frame), 1);
    const double ink = sum_of(frame, AREA);
    const extent where = extent_of(frame, SIZE, SIZE);
    assert_true(fabs(where.x - 14) < 0.05 && fabs(where.y - 14) < 0.05);
    const double side = fmax(where.width, where.height);
    assert_true(side >= 19 && side <= 21);

    float *paper = moved(drawn, SIDE, 1, 150, 7, 300, 120);
    assert_int_equal(glia_digit_normalize(paper, 300, 120, SIZE, other), 1);
    assert_true(difference(frame, other, AREA) < 1e-3);
    free(paper);
    paper = moved(drawn, SIDE, 3, 2, 30, 340, 400);
    assert_int_equal(glia_digit_normalize(paper, 340, 400, SIZE, other), 1);
    assert_true(difference(frame, other, AREA) < 1e-3);
    free(paper);
    /* Drawn in the frame at once, and brought into it again. */
    glia_digit_draw(i % 10, SIZE, &still, 4, i, other);
    assert_true(difference(frame, other, AREA) < 0.5 * ink);
    float again[AREA];
    assert_int_equal(glia_digit_normalize(frame, SIZE, SIZE, SIZE, again), 1);
    assert_true(difference(frame, again, AREA) < 0.5 * ink);
  }
  free(drawn);
}

static void normalizes_odd_drawings(void **state) {
  (void)state;
  float frame[AREA], *paper = calloc(50 * 20, sizeof *paper);
  assert_non_null(paper);
  frame[0] = 1.0f;
  assert_int_equal(glia_digit_normalize(paper, 50, 20, SIZE, frame), 0);
  for (size_t k = 0; k < AREA; k++) assert_true(frame[k] == 0.0f);
  assert_int_equal(glia_digit_normalize(paper, 0, 20, SIZE, frame), 0);
  assert_int_equal(glia_digit_normalize(paper, 50, 0, SIZE, frame), 0);
  paper[3] = -1.0f;
  paper[4] = from_bits(0x7fc00000);
  assert_int_equal(glia_digit_normalize(paper, 50, 20, SIZE, frame), 0);
  /* A single dot, darker than dark, at the very corner: it fills the box. */
  paper[999] = from_bits(0x7f800000);
  assert_int_equal(glia_digit_normalize(paper, 50, 20, SIZE, frame), 1);
  const extent dot = extent_of(frame, SIZE, SIZE);
  assert_true(fabs(dot.x - 14) < 0.1 && fabs(dot.y - 14) < 0.1);
  for (size_t k = 0; k < AREA; k++) assert_true(frame[k] >= 0.0f && frame[k] <= 1.0f);
  /* A flat line keeps its proportions. */
  for (size_t k = 0; k < 1000; k++) paper[k] = k / 50 == 5 && k % 50 >= 10 && k % 50 < 50;
  assert_int_equal(glia_digit_normalize(paper, 50, 20, SIZE, frame), 1);
  const extent line = extent_of(frame, SIZE, SIZE);
  assert_true(line.width >= 19 && line.width <= 21 && line.height <= 2);
  free(paper);
}

static void normalizes_to_small_images(void **state) {
  (void)state;
  enum { SIDE = 112, SMALL = GLIA_DIGIT_SIZE_MIN, CELLS = SMALL * SMALL };
  float *drawn = new_floats(SIDE * SIDE), small[CELLS], other[CELLS];
  for (uint32_t i = 0; i < 100; i++) {
    glia_digit_draw(i % 10, SIDE, &still, 4, i, drawn);
    assert_int_equal(glia_digit_normalize(drawn, SIDE, SIDE, SMALL, small), 1);
    /* The box of the ink, not its centre of mass, lies in the middle: on its longer axis the ink ends
     * half a pixel before either edge. */
    const extent where = extent_of(drawn, SIDE, SIDE);
    double before = 0, after = 0;
    for (size_t k = 0; k < SMALL; k++) {
      const int tall = where.height >= where.width;
      before = fmax(before, (double)small[tall ? k : k * SMALL]);
      after = fmax(after, (double)small[tall ? CELLS - 1 - k : k * SMALL + SMALL - 1]);
    }
    assert_true(before > 0.05 && before <= 0.51 && after > 0.05 && after <= 0.51);
    float *paper = moved(drawn, SIDE, 2, 31, 3, 300, 260);
    assert_int_equal(glia_digit_normalize(paper, 300, 260, SMALL, other), 1);
    assert_true(difference(small, other, CELLS) < 1e-3);
    free(paper);
  }
  small[0] = 0.25f;
  assert_int_equal(glia_digit_normalize(drawn, SIDE, SIDE, SMALL - 1, small), 0);
  assert_int_equal(glia_digit_normalize(drawn, SIDE, SIDE, GLIA_DIGIT_SIZE_MAX + 1, small), 0);
  assert_true(small[0] == 0.25f);
  free(drawn);
}

/* Images of another seed: drawn in their size at once, or as large as drawn and brought into it. */
static void draw_others(uint32_t size, uint32_t drawn, const glia_digit_style *style, size_t count,
                        float *x, float *target) {
  glia_digits_draw(count, size, style, 21, x, target);
  if (!drawn) return;
  float *large = new_floats(drawn * drawn);
  for (size_t i = 0; i < count; i++) {
    glia_digit_draw((uint32_t)target[i], drawn, style, 21, (uint32_t)i, large);
    assert_int_equal(glia_digit_normalize(large, drawn, drawn, size, x + i * size * size), 1);
  }
  free(large);
}

/* The share of count others that a network trained on count images reads. */
static double share_read(uint32_t size, uint32_t drawn, const char *layers, size_t count, uint64_t epochs) {
  const glia_digit_style style = {0.7, 0.7, 0.7, 0.7, 0.01};
  const uint32_t inputs = size * size;
  float *x = new_floats(count * inputs), *target = new_floats(count), *out = new_floats(count * 10);
  glia_digits_draw(count, size, &style, 20, x, target);
  const reference shape = reference_make(inputs, layers, GLIA_LOSS_CROSS_ENTROPY);
  glia_error error;
  const glia_start start = {GLIA_INIT_AUTO, 1, 20};
  glia_model *model = glia_model_create(inputs, &shape.layers, &shape.loss, start, NULL, &error);
  assert_non_null(model);
  glia_trainer_options options = {.batch = 32, .shuffle = 1, .seed = 20};
  options.optimizer = glia_optimizer_preset();
  options.optimizer.kind = GLIA_OPTIMIZER_ADAM;
  options.optimizer.rate = 0.002;
  glia_trainer *trainer = glia_trainer_create(model, &options, NULL, &error);
  assert_non_null(trainer);
  assert_int_equal(glia_trainer_set_data(trainer, x, target, count, &error), GLIA_OK);
  glia_trainer_advance(trainer, epochs * glia_trainer_epoch_steps(trainer));
  draw_others(size, drawn, &style, count, x, target);
  glia_model_predict(model, x, count, out);
  size_t right = 0;
  for (size_t i = 0; i < count; i++) {
    size_t best = 0;
    for (size_t k = 1; k < 10; k++) {
      if (out[10 * i + k] > out[10 * i + best]) best = k;
    }
    right += best == (size_t)target[i];
  }
  glia_trainer_free(trainer);
  glia_model_free(model);
  free(x);
  free(target);
  free(out);
  return (double)right / (double)count;
}

static void can_be_read(void **state) {
  (void)state;
  const double large = share_read(28, 0, "64:relu,10:softmax", 4000, 8);
  const double small = share_read(8, 0, "64:relu,10:softmax", 4000, 12);
  const double reduced = share_read(8, 112, "64:relu,10:softmax", 4000, 12);
  print_message("other drawings read: %.2f %% of 28x28, %.2f %% of 8x8, %.2f %% reduced to 8x8\n",
                100 * large, 100 * small, 100 * reduced);
  assert_true(large > 0.95);
  assert_true(small > 0.9);
  assert_true(reduced > 0.85);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(forms_are_whole),
      cmocka_unit_test(traces_stay_on_the_paper),
      cmocka_unit_test(same_bits_whatever_was_drawn_before),
      cmocka_unit_test(every_size_has_ink_in_range),
      cmocka_unit_test(ten_digits_differ),
      cmocka_unit_test(lies_as_in_mnist),
      cmocka_unit_test(style_varies_the_same_writing),
      cmocka_unit_test(refuses_what_is_no_image),
      cmocka_unit_test(normalizes_wherever_it_is_drawn),
      cmocka_unit_test(normalizes_odd_drawings),
      cmocka_unit_test(normalizes_to_small_images),
      cmocka_unit_test(can_be_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
