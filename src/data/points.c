#include "data/points.h"

#include "base/rng.h"
#include "base/scalar.h"

#define PI 3.141592653589793

typedef struct hill {
  double x1, x2, height;
} hill;

static const hill hills[] = {{-3.4, 2.6, 1.0}, {0.3, 3.6, -1.0}, {3.4, 1.4, 1.0},
                             {2.8, -3.0, -1.0}, {-0.4, -2.2, 1.0}, {-3.8, -2.8, -1.0}};

typedef struct bump {
  double x, height, width; /* its deviation */
} bump;

static const bump bumps[] = {{-3.6, 0.8, 1.0}, {0.4, -0.7, 0.7}, {3.4, 0.8, 0.4}};

static double clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

/* A bell curve, 1 in the middle. */
static double bell(double squared_distance, double deviation) {
  return glia_exp(-squared_distance / (2.0 * deviation * deviation));
}

double glia_points_value(glia_data data, double x1, double x2) {
  double value = 0.0;
  switch (data) {
    case GLIA_DATA_PLANE: return (x1 + 0.5 * x2) / (1.5 * GLIA_PLANE);
    case GLIA_DATA_SINE: return 0.8 * glia_sin(x1);
    case GLIA_DATA_STEP: return x1 < 0.0 ? -0.7 : 0.7;
    case GLIA_DATA_ABS: return 1.6 * (x1 < 0.0 ? -x1 : x1) / GLIA_PLANE - 0.8;
    case GLIA_DATA_BUMPS:
      for (size_t i = 0; i < sizeof bumps / sizeof *bumps; i++) {
        const double dx = x1 - bumps[i].x;
        value += bumps[i].height * bell(dx * dx, bumps[i].width);
      }
      return value;
    default:
      for (size_t i = 0; i < sizeof hills / sizeof *hills; i++) {
        const double dx = x1 - hills[i].x1, dy = x2 - hills[i].x2;
        value += hills[i].height * bell(dx * dx + dy * dy, 1.0);
      }
      return clamp(value, -1.0, 1.0);
  }
}

typedef struct point {
  double x1, x2;
} point;

static point at_angle(double radius, double angle) {
  return (point){radius * glia_cos(angle), radius * glia_sin(angle)};
}

static point near_to(point centre, double deviation, glia_rng *rng) {
  const double dx = glia_rng_normal(rng), dy = glia_rng_normal(rng);
  return (point){centre.x1 + dx * deviation, centre.x2 + dy * deviation};
}

static point in_circle(uint32_t class_index, glia_rng *rng) {
  /* The square root spreads points evenly over the area, not over the radius. */
  const double inner = class_index ? 0.0 : 3.4, outer = class_index ? 2.4 : 5.2;
  const double share = glia_rng_uniform(rng);
  const double radius = __builtin_sqrt(inner * inner + share * (outer * outer - inner * inner));
  return at_angle(radius, 2.0 * PI * glia_rng_uniform(rng));
}

static point in_quadrant(uint32_t class_index, glia_rng *rng) {
  const double gap = 0.35;
  const double a = glia_rng_between(rng, gap, 5.2), b = glia_rng_between(rng, gap, 5.2);
  const double side = glia_rng_uniform(rng) < 0.5 ? -1.0 : 1.0;
  return (point){side * a, (class_index ? side : -side) * b};
}

/* Each further arm winds less, so that their distance stays. */
static point on_arm(uint32_t arm, uint32_t arms, double position) {
  const double turns = 3.2 / arms;
  const double radius = 0.2 + 5.0 * position;
  const double angle = 2.0 * PI * turns * position + 2.0 * PI * arm / arms;
  return (point){radius * glia_sin(angle), radius * glia_cos(angle)};
}

static point on_moon(uint32_t class_index, glia_rng *rng) {
  const double radius = 3.2, side = class_index ? -1.0 : 1.0;
  const point arc = at_angle(radius, PI * glia_rng_uniform(rng));
  return (point){side * (arc.x1 - radius / 2.0), side * (arc.x2 - radius / 4.0)};
}

static point on_ring(uint32_t ring, uint32_t rings, glia_rng *rng) {
  const double radius = 1.2 + 3.8 * ring / (rings - 1);
  return at_angle(radius, 2.0 * PI * glia_rng_uniform(rng));
}

/* The more clouds there are in the circle, the smaller each: a fifth of the way to the next. */
static point in_blob(uint32_t blob, uint32_t blobs, glia_rng *rng) {
  const double radius = 3.6, apart = 2.0 * radius * glia_sin(PI / blobs);
  const double deviation = apart / 5.0 < 0.9 ? apart / 5.0 : 0.9;
  return near_to(at_angle(radius, 2.0 * PI * blob / blobs + PI / 4.0), deviation, rng);
}

static point in_square(uint32_t class_index, glia_rng *rng) {
  const double side = 2.7, margin = 0.15;
  const uint32_t row = glia_rng_below(rng, 4);
  const uint32_t column = 2 * glia_rng_below(rng, 2) + ((row + class_index) & 1u);
  const double a = glia_rng_between(rng, margin, side - margin);
  const double b = glia_rng_between(rng, margin, side - margin);
  return (point){column * side + a - 2.0 * side, row * side + b - 2.0 * side};
}

static point in_crowd(uint32_t class_index, glia_rng *rng) {
  return class_index ? near_to((point){1.8, 1.8}, 1.0, rng) : near_to((point){-1.0, -1.0}, 1.6, rng);
}

/* Where a point of a class lies before noise. position runs from 0 to 1 over the points of a class,
 * so that a spiral's arm is filled evenly. */
static point place(glia_data data, uint32_t class_index, uint32_t classes, double position,
                   glia_rng *rng) {
  switch (data) {
    case GLIA_DATA_CIRCLE: return in_circle(class_index, rng);
    case GLIA_DATA_XOR: return in_quadrant(class_index, rng);
    case GLIA_DATA_GAUSS: {
      const double centre = class_index ? 2.2 : -2.2;
      return near_to((point){centre, centre}, 0.85, rng);
    }
    case GLIA_DATA_SPIRAL: return on_arm(class_index, classes, position);
    case GLIA_DATA_MOONS: return on_moon(class_index, rng);
    case GLIA_DATA_RINGS: return on_ring(class_index, classes, rng);
    case GLIA_DATA_BLOBS: return in_blob(class_index, classes, rng);
    case GLIA_DATA_CHECKERBOARD: return in_square(class_index, rng);
    case GLIA_DATA_IMBALANCED: return in_crowd(class_index, rng);
    default: break;
  }
  const double x1 = glia_rng_between(rng, -GLIA_PLANE, GLIA_PLANE);
  if (glia_data_space(data) == GLIA_SPACE_LINE) return (point){x1, 0.0};
  return (point){x1, glia_rng_between(rng, -GLIA_PLANE, GLIA_PLANE)};
}

/* How many of the first i points are of the rare class: their share, rounded up but for what the
 * product itself was rounded by. */
static double rare_before(double ratio, size_t i) {
  const double exact = (double)i * ratio / 100.0;
  const double whole = (double)(size_t)exact;
  return exact - whole > 1e-9 ? whole + 1.0 : whole;
}

static uint32_t class_of(const glia_settings *settings, uint32_t classes, size_t i) {
  if (settings->data != GLIA_DATA_IMBALANCED) return (uint32_t)(i % classes);
  return rare_before(settings->ratio, i + 1) > rare_before(settings->ratio, i);
}

void glia_points_draw(const glia_settings *settings, float *xy, float *target) {
  const glia_data data = (glia_data)settings->data;
  const uint32_t classes = glia_settings_classes(settings), turn = classes ? classes : 2;
  const size_t count = settings->points, each = (count + turn - 1) / turn;
  const double spread = settings->noise / 100.0;
  for (size_t i = 0; i < count; i++) {
    /* One part of the stream for each point: point i draws the same chance whatever count and noise. */
    glia_rng rng = glia_rng_open(settings->seed, GLIA_STREAM_DATA, (uint32_t)i);
    const uint32_t class_index = classes ? class_of(settings, classes, i) : 0;
    const double position = each > 1 ? (double)(i / turn) / (double)(each - 1) : 0.0;
    point at = place(data, class_index, classes, position, &rng);
    if (classes) {
      at.x1 += 2.5 * spread * glia_rng_normal(&rng);
      at.x2 += 2.5 * spread * glia_rng_normal(&rng);
      target[i] = (float)class_index;
    } else {
      const double exact = glia_points_value(data, at.x1, at.x2);
      target[i] = (float)clamp(exact + spread * glia_rng_normal(&rng), -1.0, 1.0);
    }
    *xy++ = (float)clamp(at.x1, -GLIA_PLANE, GLIA_PLANE);
    if (glia_data_space(data) == GLIA_SPACE_LINE) continue;
    *xy++ = (float)clamp(at.x2, -GLIA_PLANE, GLIA_PLANE);
  }
}
