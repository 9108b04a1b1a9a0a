#include "data/points.h"

#include "base/rng.h"
#include "base/scalar.h"

#define PI 3.141592653589793

typedef struct hill {
  double x1, x2, height;
} hill;

static const hill hills[] = {{-3.4, 2.6, 1.0}, {0.3, 3.6, -1.0}, {3.4, 1.4, 1.0},
                             {2.8, -3.0, -1.0}, {-0.4, -2.2, 1.0}, {-3.8, -2.8, -1.0}};

static double clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

double glia_points_value(glia_data data, double x1, double x2) {
  if (data == GLIA_DATA_PLANE) return (x1 + 0.5 * x2) / (1.5 * GLIA_PLANE);
  double value = 0.0;
  for (size_t i = 0; i < sizeof hills / sizeof *hills; i++) {
    const double dx = x1 - hills[i].x1, dy = x2 - hills[i].x2;
    value += hills[i].height * glia_exp(-(dx * dx + dy * dy) / 2.0);
  }
  return clamp(value, -1.0, 1.0);
}

/* Where a point of a class lies before noise. position runs from 0 to 1 over the points of a class,
 * so that a spiral's arm is filled evenly. */
static void place(glia_data data, int class_index, double position, glia_rng *rng, double *x1,
                  double *x2) {
  switch (data) {
    case GLIA_DATA_CIRCLE: {
      /* The square root spreads points evenly over the area, not over the radius. */
      const double inner = class_index ? 0.0 : 3.4, outer = class_index ? 2.4 : 5.2;
      const double share = glia_rng_uniform(rng);
      const double radius =
          __builtin_sqrt(inner * inner + share * (outer * outer - inner * inner));
      const double angle = 2.0 * PI * glia_rng_uniform(rng);
      *x1 = radius * glia_cos(angle);
      *x2 = radius * glia_sin(angle);
      return;
    }
    case GLIA_DATA_XOR: {
      const double gap = 0.35;
      const double a = glia_rng_between(rng, gap, 5.2), b = glia_rng_between(rng, gap, 5.2);
      const double side = glia_rng_uniform(rng) < 0.5 ? -1.0 : 1.0;
      *x1 = side * a;
      *x2 = (class_index ? side : -side) * b;
      return;
    }
    case GLIA_DATA_GAUSS: {
      const double centre = class_index ? 2.2 : -2.2;
      *x1 = centre + glia_rng_normal(rng) * 0.85;
      *x2 = centre + glia_rng_normal(rng) * 0.85;
      return;
    }
    case GLIA_DATA_SPIRAL: {
      const double turns = 1.6;
      const double radius = 0.2 + 5.0 * position;
      const double angle = 2.0 * PI * turns * position + (class_index ? PI : 0.0);
      *x1 = radius * glia_sin(angle);
      *x2 = radius * glia_cos(angle);
      return;
    }
    default:
      *x1 = glia_rng_between(rng, -GLIA_PLANE, GLIA_PLANE);
      *x2 = glia_rng_between(rng, -GLIA_PLANE, GLIA_PLANE);
  }
}

void glia_points_draw(glia_data data, size_t count, double noise, uint64_t seed, float *xy,
                      float *target) {
  const int classes = glia_data_task(data) == GLIA_TASK_CLASSES;
  const double spread = noise / 100.0;
  const size_t pairs = (count + 1) / 2;
  for (size_t i = 0; i < count; i++) {
    /* One part of the stream for each point: point i draws the same chance whatever count and noise. */
    glia_rng rng = glia_rng_open(seed, GLIA_STREAM_DATA, (uint32_t)i);
    const int class_index = (int)(i % 2);
    const double position = pairs > 1 ? (double)(i / 2) / (double)(pairs - 1) : 0.0;
    double x1, x2;
    place(data, class_index, position, &rng, &x1, &x2);
    if (classes) {
      x1 += 2.5 * spread * glia_rng_normal(&rng);
      x2 += 2.5 * spread * glia_rng_normal(&rng);
      target[i] = (float)class_index;
    } else {
      const double exact = glia_points_value(data, x1, x2);
      target[i] = (float)clamp(exact + spread * glia_rng_normal(&rng), -1.0, 1.0);
    }
    xy[2 * i] = (float)clamp(x1, -GLIA_PLANE, GLIA_PLANE);
    xy[2 * i + 1] = (float)clamp(x2, -GLIA_PLANE, GLIA_PLANE);
  }
}
