/* Sets with several classes and curves: where their points lie without noise. */
#include "floats.h"

#include <stdio.h>

#include "data/points.h"
#include "io/experiment.h"

enum { N = 4000 };

#define PI 3.14159265358979323846

static float xy[2 * N], target[N];

static glia_settings draw(const char *experiment) {
  glia_settings settings;
  glia_error error;
  char text[200];
  snprintf(text, sizeof text, "%s&points=%d&noise=0&seed=31", experiment, N);
  if (glia_experiment_parse(text, strlen(text), &settings, &error)) {
    fail_msg("%s is refused: %s", text, error.message);
  }
  glia_points_draw(&settings, xy, target);
  return settings;
}

static double x1_of(size_t i) { return (double)xy[2 * i]; }
static double x2_of(size_t i) { return (double)xy[2 * i + 1]; }

static void check_near(const char *what, double got, double expected, double bound) {
  if (!(fabs(got - expected) <= bound))
    fail_msg("%s is %g, not %g ± %g", what, got, expected, bound);
}

/* Numbers from 0 to 1 that should be spread evenly. */
static void check_even(const char *what, const double *shares, size_t count) {
  enum { CELLS = 20 };
  size_t seen[CELLS] = {0};
  double chi = 0;
  for (size_t i = 0; i < count; i++) {
    assert_true(shares[i] >= -1e-6 && shares[i] <= 1 + 1e-6);
    const double cell = fmin(fmax(shares[i] * CELLS, 0), CELLS - 1);
    seen[(size_t)cell]++;
  }
  const double expected = (double)count / CELLS;
  for (int c = 0; c < CELLS; c++) {
    chi += ((double)seen[c] - expected) * ((double)seen[c] - expected) / expected;
  }
  if (!(chi <= 19 + 5 * sqrt(38))) fail_msg("%s: chi-square is %g of 19", what, chi);
}

static const uint32_t several[] = {2, 3, 5, 10};
enum { SEVERAL = 4 };

static void draw_classes(const char *data, uint32_t classes) {
  char text[80];
  snprintf(text, sizeof text, "data=%s&classes=%u", data, classes);
  draw(text);
  for (size_t i = 0; i < N; i++) assert_true(target[i] == (float)(i % classes));
}

/* Upper half circle to the left, lower half circle to the right, each reaching into the other. */
static void test_moons(void **state) {
  (void)state;
  double along[2][N];
  size_t count[2] = {0, 0};
  draw("data=moons");
  for (size_t i = 0; i < N; i++) {
    const int lower = target[i] == 1.0f;
    const double side = lower ? -1 : 1;
    const double a = side * x1_of(i) + 1.6, b = side * x2_of(i) + 0.8;
    check_near("the radius of a moon", hypot(a, b), 3.2, 1e-5);
    assert_true(b >= -1e-6);
    along[lower][count[lower]++] = atan2(fmax(b, 0), a) / PI;
  }
  assert_true(count[0] == N / 2 && count[1] == N / 2);
  for (int c = 0; c < 2; c++) check_even("a moon", along[c], count[c]);
}

static void test_rings(void **state) {
  (void)state;
  for (int k = 0; k < SEVERAL; k++) {
    const uint32_t classes = several[k];
    double turn[N];
    draw_classes("rings", classes);
    for (size_t i = 0; i < N; i++) {
      const double expected = 1.2 + 3.8 * (double)(i % classes) / (classes - 1);
      check_near("the radius of a ring", hypot(x1_of(i), x2_of(i)), expected, 1e-5);
      turn[i] = atan2(x2_of(i), x1_of(i)) / (2 * PI) + 0.5;
    }
    check_even("directions", turn, N);
  }
}

/* Centres in a circle, the first at an eighth of a turn; no two clouds nearer than five deviations. */
static void test_blobs(void **state) {
  (void)state;
  for (int k = 0; k < SEVERAL; k++) {
    const uint32_t classes = several[k];
    const double deviation = fmin(0.9, 2 * 3.6 * sin(PI / classes) / 5);
    draw_classes("blobs", classes);
    for (uint32_t c = 0; c < classes; c++) {
      double sum[2] = {0}, squares[2] = {0}, product = 0, n = 0;
      for (size_t i = c; i < N; i += classes, n++) {
        const double angle = 2 * PI * c / classes + PI / 4;
        const double d[2] = {x1_of(i) - 3.6 * cos(angle), x2_of(i) - 3.6 * sin(angle)};
        for (int x = 0; x < 2; x++) {
          sum[x] += d[x];
          squares[x] += d[x] * d[x];
        }
        product += d[0] * d[1];
      }
      const double variance = deviation * deviation;
      for (int x = 0; x < 2; x++) {
        check_near("a centre", sum[x] / n, 0, 5 * deviation / sqrt(n));
        check_near("a variance", squares[x] / n, variance, 5 * variance * sqrt(2 / n));
      }
      check_near("a covariance", product / n, 0, 5 * variance / sqrt(n));
    }
  }
}

/* Arms of one spiral, turned on by a share of a whole turn; further arms wind less. */
static void test_spirals(void **state) {
  (void)state;
  for (int k = 0; k < SEVERAL; k++) {
    const uint32_t classes = several[k];
    const size_t each = (N + classes - 1) / classes;
    draw_classes("spiral", classes);
    for (size_t i = 0; i < N; i++) {
      const double share = (double)(i / classes) / (double)(each - 1);
      const double angle = 2 * PI * (3.2 / classes * share + (double)(i % classes) / classes);
      check_near("x₁ on an arm", x1_of(i), (0.2 + 5 * share) * sin(angle), 1e-5);
      check_near("x₂ on an arm", x2_of(i), (0.2 + 5 * share) * cos(angle), 1e-5);
    }
  }
}

static void test_checkerboard(void **state) {
  (void)state;
  size_t seen[16] = {0};
  double across[N], up[N];
  draw("data=checkerboard");
  for (size_t i = 0; i < N; i++) {
    const double a = (x1_of(i) + 5.4) / 2.7, b = (x2_of(i) + 5.4) / 2.7;
    const int column = (int)floor(a), row = (int)floor(b);
    assert_in_range(column, 0, 3);
    assert_in_range(row, 0, 3);
    assert_true(target[i] == (float)((row + column) % 2));
    seen[4 * row + column]++;
    across[i] = (a - column - 0.15 / 2.7) / (1 - 0.3 / 2.7);
    up[i] = (b - row - 0.15 / 2.7) / (1 - 0.3 / 2.7);
  }
  for (int s = 0; s < 16; s++) check_near("points in a square", (double)seen[s], N / 16, 5 * sqrt(N / 16));
  check_even("across squares", across, N);
  check_even("up squares", up, N);
}

/* As many rare points as asked, rounded up, and evenly among the others; two clouds that touch. */
static void test_imbalanced(void **state) {
  (void)state;
  static const double ratios[] = {1, 2.5, 3, 7, 10, 33, 50};
  for (size_t r = 0; r < sizeof ratios / sizeof *ratios; r++) {
    char text[60];
    snprintf(text, sizeof text, "data=imbalanced&ratio=%g", ratios[r]);
    draw(text);
    double rare = 0;
    for (size_t i = 0; i < N; i++) {
      rare += (double)target[i];
      const double exact = (double)(i + 1) * ratios[r] / 100;
      assert_true(rare >= exact - 1e-6 && rare < exact + 1);
    }
    for (int c = 0; c < 2; c++) {
      double sum[2] = {0}, squares[2] = {0}, n = 0;
      const double centre = c ? 1.8 : -1, deviation = c ? 1.0 : 1.6;
      for (size_t i = 0; i < N; i++) {
        if (target[i] != (float)c) continue;
        n++;
        const double d[2] = {x1_of(i) - centre, x2_of(i) - centre};
        for (int x = 0; x < 2; x++) {
          sum[x] += d[x];
          squares[x] += d[x] * d[x];
        }
      }
      for (int x = 0; x < 2; x++) {
        check_near("a centre", sum[x] / n, 0, 5 * deviation / sqrt(n));
        check_near("a deviation", sqrt(squares[x] / n), deviation, 5 * deviation / sqrt(2 * n));
      }
    }
  }
}

static double curve_at(glia_data data, double x) {
  switch (data) {
    case GLIA_DATA_SINE: return 0.8 * sin(x);
    case GLIA_DATA_STEP: return x < 0 ? -0.7 : 0.7;
    case GLIA_DATA_ABS: return 1.6 * fabs(x) / 6 - 0.8;
    default:
      return 0.8 * exp(-pow(x + 3.6, 2) / 2) - 0.7 * exp(-pow((x - 0.4) / 0.7, 2) / 2) +
             0.8 * exp(-pow((x - 3.4) / 0.4, 2) / 2);
  }
}

static void test_curves(void **state) {
  (void)state;
  static const char *const names[] = {"sine", "step", "abs", "bumps"};
  for (int k = 0; k < 4; k++) {
    char text[40];
    snprintf(text, sizeof text, "data=%s", names[k]);
    const glia_settings settings = draw(text);
    const glia_data data = (glia_data)settings.data;
    double along[N], lowest = 9, highest = -9;
    for (size_t i = 0; i < N; i++) {
      const double x = (double)xy[i], value = curve_at(data, x);
      along[i] = x / 12 + 0.5;
      if (fabs(x) > 1e-6) check_near(names[k], (double)target[i], value, 3e-6);
      lowest = fmin(lowest, value);
      highest = fmax(highest, value);
    }
    check_even("the line", along, N);
    assert_true(lowest < -0.6 && highest > 0.6 && lowest >= -0.85 && highest <= 0.85);
    for (double x = -6; x <= 6; x += 0.0371) {
      check_near(names[k], glia_points_value(data, x, 7), curve_at(data, x), 1e-12);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_moons),        cmocka_unit_test(test_rings),
      cmocka_unit_test(test_blobs),        cmocka_unit_test(test_spirals),
      cmocka_unit_test(test_checkerboard), cmocka_unit_test(test_imbalanced),
      cmocka_unit_test(test_curves),
  };
  return cmocka_run_group_tests_name("shapes", tests, NULL, NULL);
}
