#include "data/digits.h"

#include <string.h>

#include "base/rng.h"
#include "base/scalar.h"
#include "data/strokes.h"

#define TURN 6.283185307179586
#define MNIST_BOX 20.0 /* pixels of 28 */
/* Ink lighter than this share of the darkest does not count for the box of a drawing: neither noise
 * nor the rim of a blurred line should move it. */
#define FAINT 0.25

glia_digit_style glia_digit_preset(void) {
  return (glia_digit_style){
      .slant = 1.0, .wobble = 1.0, .width = 1.0, .shift = 1.2, .noise = 0.01};
}

/* NaN gives low. */
static double clamp(double x, double low, double high) {
  return x > low ? x < high ? x : high : low;
}

static double smaller(double a, double b) { return a < b ? a : b; }
static double larger(double a, double b) { return a > b ? a : b; }

/* Bends the paper: two long waves for each direction. */
static void warp(glia_trace *trace, double amount, glia_rng *rng) {
  enum { WAVES = 2 };
  double fx[2][WAVES], fy[2][WAVES], phase[2][WAVES], height[2][WAVES];
  for (int axis = 0; axis < 2; axis++) {
    for (int wave = 0; wave < WAVES; wave++) {
      fx[axis][wave] = glia_rng_between(rng, -0.045, 0.045);
      fy[axis][wave] = glia_rng_between(rng, -0.045, 0.045);
      phase[axis][wave] = glia_rng_between(rng, 0.0, TURN);
      height[axis][wave] = amount * glia_rng_normal(rng);
    }
  }
  for (size_t i = 0; i < trace->count; i++) {
    glia_trace_point *point = &trace->point[i];
    double moved[2] = {point->x, point->y};
    for (int axis = 0; axis < 2; axis++) {
      for (int wave = 0; wave < WAVES; wave++) {
        moved[axis] +=
            height[axis][wave] *
            glia_sin(fx[axis][wave] * point->x + fy[axis][wave] * point->y + phase[axis][wave]);
      }
    }
    point->x = moved[0];
    point->y = moved[1];
  }
}

/* Leans, turns and stretches. */
static void tilt(glia_trace *trace, double amount, glia_rng *rng) {
  const double shear = amount * (0.12 + 0.26 * glia_rng_normal(rng));
  const double turn = amount * 0.10 * glia_rng_normal(rng);
  const double aspect = glia_exp(amount * 0.17 * glia_rng_normal(rng));
  /* The foot wider or narrower than the head; the waist higher or lower, and to one side. */
  const double taper = amount * 0.10 * glia_rng_normal(rng);
  const double waist = amount * 0.12 * glia_rng_normal(rng);
  const double bulge = amount * 0.10 * glia_rng_normal(rng);
  const double c = glia_cos(turn), s = glia_sin(turn);
  for (size_t i = 0; i < trace->count; i++) {
    glia_trace_point *point = &trace->point[i];
    const double u = point->x / 50.0 - 1.0, v = point->y / 50.0 - 1.0;
    const double y = 50.0 * (v + waist * (1.0 - v * v));
    const double x = 50.0 * aspect * (u + bulge * (1.0 - u * u)) * (1.0 + taper * v) - shear * y;
    point->x = c * x - s * y;
    point->y = s * x + c * y;
  }
}

static void move(glia_trace *trace, double dx, double dy) {
  for (size_t i = 0; i < trace->count; i++) {
    trace->point[i].x += dx;
    trace->point[i].y += dy;
  }
}

/* Scales the trace so that with a pen of this radius it fits a square box of this side, whose centre
 * is (x, y). */
static void fit(glia_trace *trace, double radius, double side, double x, double y) {
  double low_x = 1e9, low_y = 1e9, high_x = -1e9, high_y = -1e9;
  for (size_t i = 0; i < trace->count; i++) {
    const glia_trace_point at = trace->point[i];
    low_x = smaller(low_x, at.x);
    low_y = smaller(low_y, at.y);
    high_x = larger(high_x, at.x);
    high_y = larger(high_y, at.y);
  }
  const double extent = larger(larger(high_x - low_x, high_y - low_y), 1e-3);
  const double scale = (side - 2.0 * radius) / extent;
  for (size_t i = 0; i < trace->count; i++) {
    glia_trace_point *point = &trace->point[i];
    point->x = x + scale * (point->x - (low_x + high_x) / 2.0);
    point->y = y + scale * (point->y - (low_y + high_y) / 2.0);
  }
}

/* The first pixel whose centre may lie within reach of low … high, and one beyond the last. */
static void reach_of(double low, double high, double reach, uint32_t size, uint32_t *begin,
                     uint32_t *end) {
  *begin = (uint32_t)clamp(low - reach - 0.5, 0.0, size);
  *end = (uint32_t)clamp(high + reach + 1.5, 0.0, size);
}

/* Inks every pixel by how far its centre lies from the line a b: fully within the radius, not at all
 * beyond it, and less and less over a rim of soft pixels around the radius. */
static void paint(glia_trace_point a, glia_trace_point b, double radius, double soft, double ink,
                  uint32_t size, float *pixels) {
  const double reach = radius + soft / 2.0, dx = b.x - a.x, dy = b.y - a.y;
  const double squared = dx * dx + dy * dy, inverse = squared > 0.0 ? 1.0 / squared : 0.0;
  uint32_t left, right, top, bottom;
  reach_of(smaller(a.x, b.x), larger(a.x, b.x), reach, size, &left, &right);
  reach_of(smaller(a.y, b.y), larger(a.y, b.y), reach, size, &top, &bottom);
  for (uint32_t row = top; row < bottom; row++) {
    for (uint32_t column = left; column < right; column++) {
      const double px = column + 0.5 - a.x, py = row + 0.5 - a.y;
      const double along = clamp((px * dx + py * dy) * inverse, 0.0, 1.0);
      const double ox = px - along * dx, oy = py - along * dy, far = ox * ox + oy * oy;
      if (far >= reach * reach) continue;
      const float shade = (float)(ink * smaller((reach - glia_sqrt(far)) / soft, 1.0));
      float *pixel = &pixels[(size_t)row * size + column];
      if (shade > *pixel) *pixel = shade;
    }
  }
}

static double ink_of(float drawn) {
  return drawn > 0.0f ? smaller((double)drawn, 1.0) : 0.0; /* NaN is not above 0 */
}

typedef struct box {
  uint32_t left, right, top, bottom; /* right and bottom one beyond */
} box;

typedef struct mass {
  double x, y; /* where its centre lies */
} mass;

/* The centre of mass of the ink within a box, which holds some. */
static mass mass_of(const float *drawn, uint32_t width, const box *within) {
  double sum = 0.0, sum_x = 0.0, sum_y = 0.0;
  for (uint32_t y = within->top; y < within->bottom; y++) {
    for (uint32_t x = within->left; x < within->right; x++) {
      const double here = ink_of(drawn[(size_t)y * width + x]);
      sum += here;
      sum_x += here * (x + 0.5);
      sum_y += here * (y + 0.5);
    }
  }
  return (mass){sum_x / sum, sum_y / sum};
}

/* Every amount within what can be drawn. */
static glia_digit_style bounded(const glia_digit_style *style) {
  const glia_digit_style asked = style ? *style : glia_digit_preset();
  return (glia_digit_style){.slant = clamp(asked.slant, 0.0, GLIA_DIGIT_STYLE_MAX),
                            .wobble = clamp(asked.wobble, 0.0, GLIA_DIGIT_STYLE_MAX),
                            .width = clamp(asked.width, 0.0, GLIA_DIGIT_STYLE_MAX),
                            .shift = clamp(asked.shift, 0.0, GLIA_DIGIT_SIZE),
                            .noise = clamp(asked.noise, 0.0, 1.0)};
}

typedef struct pen {
  double radius, soft, ink;
  double press, pace, start; /* its pressure rises and falls along the way */
} pen;

/* unit is what a pixel of MNIST's box has become. */
static pen take_pen(double unit, double width, glia_rng *rng) {
  const double radius = clamp(1.25 * glia_exp(0.28 * width * glia_rng_normal(rng)), 0.6, 2.6);
  pen taken;
  taken.radius = larger(radius * unit, 0.4); /* a thinner line would fade between pixels */
  taken.soft = 1.0 + 0.4 * width * glia_rng_uniform(rng);
  taken.ink = 1.0 - 0.08 * width * glia_rng_uniform(rng);
  taken.press = 0.16 * width * glia_rng_uniform(rng);
  taken.pace = glia_rng_between(rng, 0.03, 0.15);
  taken.start = glia_rng_between(rng, 0.0, TURN);
  return taken;
}

static void ink_trace(const glia_trace *trace, const pen *with, uint32_t size, float *pixels) {
  memset(pixels, 0, (size_t)size * size * sizeof *pixels);
  for (size_t i = 1; i < trace->count; i++) {
    const glia_trace_point a = trace->point[i - 1], b = trace->point[i];
    if (a.lift) continue;
    const double pressure = 1.0 + with->press * glia_sin(with->start + with->pace * (double)i);
    paint(a, b, with->radius * pressure, with->soft, with->ink, size, pixels);
  }
}

static void add_noise(double deviation, glia_rng *rng, size_t count, float *pixels) {
  for (size_t i = 0; i < count; i++) {
    /* The sum of three uniform numbers is near enough to a normal one, of deviation 1/2. */
    const double sum = glia_rng_uniform(rng) + glia_rng_uniform(rng) + glia_rng_uniform(rng) - 1.5;
    pixels[i] = (float)clamp((double)pixels[i] + 2.0 * deviation * sum, 0.0, 1.0);
  }
}

/* An image so small that it has no pixels to spare for a margin. */
static int is_small(uint32_t size) { return size < 16; }

/* The side of the box that a digit's ink fills in an image of this size. */
static double box_side(uint32_t size) {
  return is_small(size) ? size - 1.0 : MNIST_BOX * size / (double)GLIA_DIGIT_SIZE;
}

void glia_digit_draw(uint32_t digit, uint32_t size, const glia_digit_style *style, uint64_t seed,
                     uint32_t index, float *pixels) {
  if (size < GLIA_DIGIT_SIZE_MIN || size > GLIA_DIGIT_SIZE_MAX) return;
  const size_t count = (size_t)size * size;
  memset(pixels, 0, count * sizeof *pixels);
  if (digit > 9) return;
  const glia_digit_style how = bounded(style);
  glia_rng rng = glia_rng_open(seed, GLIA_STREAM_DATA, index);
  glia_trace trace;
  glia_strokes_trace(digit, 2.2 * how.wobble, &rng, &trace);
  warp(&trace, 3.5 * how.wobble, &rng);
  tilt(&trace, how.slant, &rng);

  const int small = is_small(size);
  const double side = box_side(size);
  const double unit = side / MNIST_BOX, middle = size / 2.0;
  const pen with = take_pen(unit, how.width, &rng);
  double x = how.shift * unit * glia_rng_between(&rng, -1.0, 1.0);
  double y = how.shift * unit * glia_rng_between(&rng, -1.0, 1.0);
  fit(&trace, with.radius, side, middle, middle);
  if (!small) {
    /* Lines that cross or touch count once, so the centre of mass must be measured in ink. */
    ink_trace(&trace, &with, size, pixels);
    const mass ink = mass_of(pixels, size, &(box){0, size, 0, size});
    x += middle - ink.x;
    y += middle - ink.y;
  }
  move(&trace, x, y);
  ink_trace(&trace, &with, size, pixels);
  if (how.noise > 0.0) add_noise(how.noise, &rng, count, pixels);
}

void glia_digits_draw(size_t count, uint32_t size, const glia_digit_style *style, uint64_t seed,
                      float *pixels, float *target) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t digit = (uint32_t)(i % 10);
    glia_digit_draw(digit, size, style, seed, (uint32_t)i, pixels + i * size * size);
    target[i] = (float)digit;
  }
}

/* Where the ink of a drawing lies; 0 when there is none. */
static int box_of(const float *drawn, uint32_t width, uint32_t height, box *found) {
  double darkest = 0.0;
  const size_t count = (size_t)width * height;
  for (size_t i = 0; i < count; i++) darkest = larger(darkest, ink_of(drawn[i]));
  if (!(darkest > 0.0)) return 0;
  *found = (box){width, 0, height, 0};
  for (uint32_t y = 0; y < height; y++) {
    for (uint32_t x = 0; x < width; x++) {
      if (ink_of(drawn[(size_t)y * width + x]) < FAINT * darkest) continue;
      if (x < found->left) found->left = x;
      if (x >= found->right) found->right = x + 1;
      if (y < found->top) found->top = y;
      found->bottom = y + 1;
    }
  }
  return 1;
}

/* The mean ink of the rectangle around (x, y), with its rim counted by the part inside. */
static double mean_around(const float *drawn, uint32_t width, const box *within, double x,
                          double y, double reach) {
  const double left = larger(x - reach, within->left), right = smaller(x + reach, within->right);
  const double top = larger(y - reach, within->top), bottom = smaller(y + reach, within->bottom);
  if (!(left < right && top < bottom)) return 0.0;
  double sum = 0.0;
  for (uint32_t row = (uint32_t)top; row < bottom; row++) {
    const double tall = smaller(bottom, row + 1.0) - larger(top, row);
    double line = 0.0;
    for (uint32_t column = (uint32_t)left; column < right; column++) {
      const double wide = smaller(right, column + 1.0) - larger(left, column);
      line += wide * ink_of(drawn[(size_t)row * width + column]);
    }
    sum += tall * line;
  }
  return sum / (4.0 * reach * reach);
}

int glia_digit_normalize(const float *drawn, uint32_t width, uint32_t height, uint32_t size,
                         float *pixels) {
  if (size < GLIA_DIGIT_SIZE_MIN || size > GLIA_DIGIT_SIZE_MAX) return 0;
  memset(pixels, 0, (size_t)size * size * sizeof *pixels);
  box ink;
  if (!box_of(drawn, width, height, &ink)) return 0;
  const mass centre = is_small(size)
                          ? (mass){(ink.left + ink.right) / 2.0, (ink.top + ink.bottom) / 2.0}
                          : mass_of(drawn, width, &ink);
  /* Pixels of the drawing for one of the image. */
  const double step = larger(ink.right - ink.left, ink.bottom - ink.top) / box_side(size);
  /* A drawing smaller than the image is interpolated between its pixels. */
  const double reach = larger(step, 1.0) / 2.0, middle = size / 2.0;
  for (uint32_t row = 0; row < size; row++) {
    for (uint32_t column = 0; column < size; column++) {
      const double x = centre.x + (column + 0.5 - middle) * step;
      const double y = centre.y + (row + 0.5 - middle) * step;
      pixels[(size_t)row * size + column] =
          (float)smaller(mean_around(drawn, width, &ink, x, y, reach), 1.0);
    }
  }
  return 1;
}
