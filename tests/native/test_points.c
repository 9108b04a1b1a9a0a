/* Data sets: where their points lie without noise, what noise does, and what it leaves alone. */
#include "floats.h"

#include "data/inputs.h"
#include "data/points.h"
#include "io/experiment.h"

enum { N = 4000, SEED = 99 };

#define PI 3.14159265358979323846

typedef struct {
  float xy[2 * N], target[N];
} sample;

static glia_settings settings_of(glia_data data, size_t count, double noise, uint64_t seed) {
  glia_settings settings = glia_experiment_preset();
  settings.data = data;
  settings.points = (uint32_t)count;
  settings.noise = noise;
  settings.seed = (uint32_t)seed;
  return settings;
}

/* Whether the points are drawn in the plane or on a line. */
static int is_drawn(int data) {
  return !glia_data_is_given((glia_data)data) && glia_data_space((glia_data)data) != GLIA_SPACE_IMAGE;
}

static int on_line(int data) { return glia_data_space((glia_data)data) == GLIA_SPACE_LINE; }

static sample *draw_as(const glia_settings *settings) {
  sample *s = malloc(sizeof *s);
  assert_non_null(s);
  for (size_t i = 0; i < 2 * N; i++) s->xy[i] = from_bits(SENTINEL_BITS);
  for (size_t i = 0; i < N; i++) s->target[i] = from_bits(SENTINEL_BITS);
  glia_points_draw(settings, s->xy, s->target);
  const size_t count = settings->points, numbers = on_line((int)settings->data) ? 1 : 2;
  assert_int_equal(glia_inputs_numbers(settings), numbers);
  for (size_t i = numbers * count; i < 2 * N; i++) assert_true(is_sentinel(s->xy[i]));
  for (size_t i = count; i < N; i++) assert_true(is_sentinel(s->target[i]));
  return s;
}

static sample *draw(glia_data data, size_t count, double noise, uint64_t seed) {
  const glia_settings settings = settings_of(data, count, noise, seed);
  return draw_as(&settings);
}

static double x1_of(const sample *s, size_t i) { return (double)s->xy[2 * i]; }
static double x2_of(const sample *s, size_t i) { return (double)s->xy[2 * i + 1]; }

static int has_classes(int data) { return glia_data_task((glia_data)data) == GLIA_TASK_CLASSES; }

/* |got - expected| <= bound, so that NaN fails. */
static void check_near(const char *what, double got, double expected, double bound) {
  if (!(fabs(got - expected) <= bound))
    fail_msg("%s is %g, not %g ± %g", what, got, expected, bound);
}

static void check_even(const char *what, const size_t *seen, size_t cells, size_t total) {
  double chi = 0;
  const double expected = (double)total / (double)cells, freedom = (double)cells - 1;
  for (size_t i = 0; i < cells; i++) {
    chi += ((double)seen[i] - expected) * ((double)seen[i] - expected) / expected;
  }
  if (!(chi <= freedom + 5 * sqrt(2 * freedom))) {
    fail_msg("%s: chi-square is %g with %g degrees of freedom", what, chi, freedom);
  }
}

static size_t cell_of(double share, size_t cells) {
  assert_true(share >= -1e-6 && share <= 1 + 1e-6);
  const size_t cell = share <= 0 ? 0 : (size_t)(share * (double)cells);
  return cell < cells ? cell : cells - 1;
}

/* Every set, count and noise: inside the square, classes in turn, values in range, the same twice.
 */
/* Classes take turns, as many as settings say where the set knows several. */
static void test_every_set(void **state) {
  (void)state;
  static const size_t counts[] = {0, 1, 2, 3, 10, 11, 500, N};
  static const double noises[] = {0, 5, 33.3, 50};
  for (int data = 0; data < GLIA_DATA_COUNT; data++) {
    if (!is_drawn(data)) continue;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
      for (size_t k = 0; k < sizeof noises / sizeof *noises; k++) {
        glia_settings settings = settings_of((glia_data)data, counts[c], noises[k], SEED + k);
        settings.classes = k == 1 ? 3 : k == 2 ? 10 : 2;
        const uint32_t classes = glia_settings_classes(&settings);
        sample *s = draw_as(&settings), *again = draw_as(&settings);
        assert_memory_equal(s, again, sizeof *s);
        for (size_t i = 0; i < counts[c]; i++) {
          assert_true(on_line(data) ? fabsf(s->xy[i]) <= 6.0f
                                    : fabs(x1_of(s, i)) <= 6.0 && fabs(x2_of(s, i)) <= 6.0);
          if (data == GLIA_DATA_IMBALANCED) assert_true(s->target[i] == (float)(i % 10 == 0));
          else if (has_classes(data)) assert_true(s->target[i] == (float)(i % classes));
          else assert_true(fabsf(s->target[i]) <= 1.0f);
        }
        free(s);
        free(again);
      }
    }
  }
}

static void test_seeds(void **state) {
  (void)state;
  for (int data = 0; data < GLIA_DATA_COUNT; data++) {
    if (!is_drawn(data)) continue;
    sample *s = draw((glia_data)data, 100, 20, 1);
    static const uint64_t others[] = {0, 2, 4294967295u};
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
      sample *other = draw((glia_data)data, 100, 20, others[k]);
      assert_memory_not_equal(s->xy, other->xy, (on_line(data) ? 100 : 200) * sizeof(float));
      free(other);
    }
    free(s);
  }
}

static void test_circle(void **state) {
  (void)state;
  sample *s = draw(GLIA_DATA_CIRCLE, N, 0, SEED);
  size_t area[2][20] = {{0}}, turn[2][20] = {{0}};
  for (size_t i = 0; i < N; i++) {
    const int inside = s->target[i] == 1.0f;
    const double low = inside ? 0 : 3.4, high = inside ? 2.4 : 5.2;
    const double radius = hypot(x1_of(s, i), x2_of(s, i));
    assert_true(radius >= low - 1e-6 && radius <= high + 1e-6);
    area[inside][cell_of((radius * radius - low * low) / (high * high - low * low), 20)]++;
    turn[inside][cell_of(atan2(x2_of(s, i), x1_of(s, i)) / (2 * PI) + 0.5, 20)]++;
  }
  for (int c = 0; c < 2; c++) {
    check_even("rings of equal area", area[c], 20, N / 2);
    check_even("directions", turn[c], 20, N / 2);
  }
  free(s);
}

static void test_xor(void **state) {
  (void)state;
  sample *s = draw(GLIA_DATA_XOR, N, 0, SEED);
  size_t quadrant[4] = {0}, along[2][20] = {{0}};
  for (size_t i = 0; i < N; i++) {
    const double a = x1_of(s, i), b = x2_of(s, i);
    assert_true((a > 0) == (b > 0) ? s->target[i] == 1.0f : s->target[i] == 0.0f);
    assert_true(fabs(a) >= 0.35 - 1e-6 && fabs(b) >= 0.35 - 1e-6 && fabs(a) <= 5.2 &&
                fabs(b) <= 5.2);
    quadrant[(a > 0) * 2 + (b > 0)]++;
    along[0][cell_of((fabs(a) - 0.35) / 4.85, 20)]++;
    along[1][cell_of((fabs(b) - 0.35) / 4.85, 20)]++;
  }
  check_even("quadrants", quadrant, 4, N);
  check_even("distances from the axes", along[0], 20, N);
  check_even("distances from the axes", along[1], 20, N);
  free(s);
}

static void test_gauss(void **state) {
  (void)state;
  sample *s = draw(GLIA_DATA_GAUSS, N, 0, SEED);
  for (int c = 0; c < 2; c++) {
    double sum[2] = {0}, squares[2] = {0}, product = 0;
    const double centre = c ? 2.2 : -2.2, n = N / 2;
    for (size_t i = (size_t)c; i < N; i += 2) {
      const double d[2] = {x1_of(s, i) - centre, x2_of(s, i) - centre};
      for (int k = 0; k < 2; k++) {
        sum[k] += d[k];
        squares[k] += d[k] * d[k];
      }
      product += d[0] * d[1];
    }
    const double variance = 0.85 * 0.85;
    for (int k = 0; k < 2; k++) {
      check_near("the centre of a cloud", sum[k] / n, 0, 5 * 0.85 / sqrt(n));
      check_near("the variance of a cloud", squares[k] / n, variance, 5 * variance * sqrt(2 / n));
    }
    check_near("the covariance of a cloud", product / n, 0, 5 * variance / sqrt(n));
  }
  free(s);
}

/* Both arms are one Archimedean spiral, the second half a turn on: 1.6 turns from 0.2 out to 5.2,
 * with points at equal steps. */
static void test_spiral(void **state) {
  (void)state;
  static const size_t counts[] = {10, 11, 500, N};
  for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
    sample *s = draw(GLIA_DATA_SPIRAL, counts[k], 0, SEED);
    const double last = (double)((counts[k] + 1) / 2 - 1);
    for (size_t i = 0; i < counts[k]; i++) {
      const double share = (double)(i / 2) / last, half = i % 2 ? PI : 0;
      const double radius = 0.2 + 5 * share, turn = 1.6 * 2 * PI * share + half;
      check_near("x₁ on the spiral", x1_of(s, i), radius * sin(turn), 1e-6);
      check_near("x₂ on the spiral", x2_of(s, i), radius * cos(turn), 1e-6);
    }
    free(s);
  }
}

static void test_values_match_points(void **state) {
  (void)state;
  for (int data = 0; data < GLIA_DATA_COUNT; data++) {
    if (!is_drawn(data) || has_classes(data)) continue;
    sample *s = draw((glia_data)data, N, 0, SEED);
    size_t seen[36] = {0};
    for (size_t i = 0; i < N; i++) {
      const double a = on_line(data) ? (double)s->xy[i] : x1_of(s, i);
      const double b = on_line(data) ? 99 : x2_of(s, i); /* of no matter on a line */
      const double exact = glia_points_value((glia_data)data, a, b);
      if (fabs(a) > 1e-6) check_near("a value without noise", (double)s->target[i], exact, 2e-6);
      seen[on_line(data) ? cell_of(a / 12 + 0.5, 36)
                         : 6 * cell_of(a / 12 + 0.5, 6) + cell_of(b / 12 + 0.5, 6)]++;
    }
    check_even("the square", seen, 36, N);
    free(s);
  }
}

/* "rises evenly in one direction": an affine function over the whole square, corners included, so
 * that a network of one linear unit can learn it exactly; and it uses the range of values. */
static void test_plane_is_a_plane(void **state) {
  (void)state;
  const double origin = glia_points_value(GLIA_DATA_PLANE, 0, 0);
  const double by1 = glia_points_value(GLIA_DATA_PLANE, 1, 0) - origin;
  const double by2 = glia_points_value(GLIA_DATA_PLANE, 0, 1) - origin;
  double lowest = 0, highest = 0;
  assert_true(by1 > 0 && by2 >= 0);
  for (double a = -6; a <= 6; a += 0.5) {
    for (double b = -6; b <= 6; b += 0.5) {
      const double value = glia_points_value(GLIA_DATA_PLANE, a, b),
                   flat = origin + a * by1 + b * by2;
      if (!(fabs(value - flat) <= 1e-12)) {
        fail_msg("at (%g, %g) the plane has the value %g; a plane would have %g", a, b, value,
                 flat);
      }
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  }
  assert_true(lowest >= -1 && lowest <= -0.8 && highest <= 1 && highest >= 0.8);
}

static void test_hills(void **state) {
  (void)state;
  static const double hills[6][3] = {{-3.4, 2.6, 1}, {0.3, 3.6, -1}, {3.4, 1.4, 1},
                                     {2.8, -3.0, -1}, {-0.4, -2.2, 1}, {-3.8, -2.8, -1}};
  for (double a = -6; a <= 6; a += 0.25) {
    for (double b = -6; b <= 6; b += 0.25) {
      double sum = 0;
      for (int h = 0; h < 6; h++) {
        const double far = hypot(a - hills[h][0], b - hills[h][1]);
        sum += hills[h][2] * exp(-0.5 * far * far);
      }
      const double expected = fmin(1, fmax(-1, sum));
      check_near("the height", glia_points_value(GLIA_DATA_HILLS, a, b), expected, 1e-13);
    }
  }
  for (int h = 0; h < 6; h++) {
    const double top = glia_points_value(GLIA_DATA_HILLS, hills[h][0], hills[h][1]);
    assert_true(top * hills[h][2] > 0.9);
  }
  check_near("level ground", glia_points_value(GLIA_DATA_HILLS, 6, -6), 0, 0.01);
}

/* Noise moves each point of a class along one arrow, in proportion; which points there are, and
 * their classes, stay. 100 % would be 2.5 units in each direction. */
static void test_noise_moves_points(void **state) {
  (void)state;
  for (int data = 0; data < GLIA_DATA_COUNT; data++) {
    if (!is_drawn(data) || !has_classes(data)) continue;
    sample *still = draw((glia_data)data, N, 0, SEED), *some = draw((glia_data)data, N, 10, SEED);
    sample *much = draw((glia_data)data, N, 50, SEED);
    assert_memory_equal(still->target, some->target, sizeof still->target);
    assert_memory_equal(still->target, much->target, sizeof still->target);
    double sum = 0, squares = 0, product = 0, last = 0;
    for (size_t i = 0; i < 2 * N; i++) {
      const double little = (double)some->xy[i] - (double)still->xy[i];
      const double lot = (double)much->xy[i] - (double)still->xy[i];
      if (fabsf(much->xy[i]) < 6.0f && fabsf(some->xy[i]) < 6.0f && fabsf(still->xy[i]) < 6.0f)
        check_near("five times the noise", lot, 5 * little, 1e-5);
      sum += little;
      squares += little * little;
      if (i % 2) product += little * last;
      last = little;
    }
    const double n = 2 * N;
    check_near("the mean shift", sum / n, 0, 5 * 0.25 / sqrt(n));
    check_near("the variance of shifts", squares / n, 0.0625, 5 * 0.0625 * sqrt(2 / n));
    check_near("the covariance of shifts", product / (n / 2), 0, 5 * 0.0625 / sqrt(n / 2));
    free(still);
    free(some);
    free(much);
  }
}

/* Values stray, their points stay. */
static void test_noise_moves_values(void **state) {
  (void)state;
  for (int data = 0; data < GLIA_DATA_COUNT; data++) {
    if (!is_drawn(data) || has_classes(data)) continue;
    sample *still = draw((glia_data)data, N, 0, SEED), *some = draw((glia_data)data, N, 5, SEED);
    assert_memory_equal(still->xy, some->xy, sizeof still->xy);
    double sum = 0, squares = 0, n = 0;
    for (size_t i = 0; i < N; i++) {
      if (fabsf(still->target[i]) > 0.75f) continue; /* far from the limits, noise is not cut */
      const double shift = (double)some->target[i] - (double)still->target[i];
      sum += shift;
      squares += shift * shift;
      n++;
    }
    assert_true(n > 1000);
    check_near("the mean shift", sum / n, 0, 5 * 0.05 / sqrt(n));
    check_near("the variance of shifts", squares / n, 0.0025, 5 * 0.0025 * sqrt(2 / n));
    free(still);
    free(some);
  }
}

/* Point i stays where it is when there are more points; on a spiral they move closer together. */
static void test_more_points(void **state) {
  (void)state;
  for (int data = 0; data < GLIA_DATA_COUNT; data++) {
    if (!is_drawn(data) || data == GLIA_DATA_SPIRAL) continue;
    sample *few = draw((glia_data)data, 101, 25, SEED), *many = draw((glia_data)data, N, 25, SEED);
    assert_memory_equal(few->xy, many->xy, (on_line(data) ? 101 : 202) * sizeof(float));
    assert_memory_equal(few->target, many->target, 101 * sizeof(float));
    free(few);
    free(many);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_set),           cmocka_unit_test(test_seeds),
      cmocka_unit_test(test_circle),              cmocka_unit_test(test_xor),
      cmocka_unit_test(test_gauss),               cmocka_unit_test(test_spiral),
      cmocka_unit_test(test_values_match_points), cmocka_unit_test(test_plane_is_a_plane),
      cmocka_unit_test(test_hills),               cmocka_unit_test(test_noise_moves_points),
      cmocka_unit_test(test_noise_moves_values),  cmocka_unit_test(test_more_points),
  };
  return cmocka_run_group_tests_name("points", tests, NULL, NULL);
}
