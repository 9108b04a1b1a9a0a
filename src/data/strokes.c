#include "data/strokes.h"

#include <string.h>

#include "base/scalar.h"
#include "data/digit_forms.h"

enum { STEPS = 7 }; /* straight pieces of the curve between two keys */

_Static_assert(GLIA_FORM_KEYS * STEPS <= GLIA_TRACE_POINTS, "the longest form has room in a trace");

static const glia_digit_form *choose(uint32_t digit, glia_rng *rng) {
  uint32_t total = 0;
  for (size_t i = 0; i < glia_digit_form_count; i++) {
    if (glia_digit_forms[i].digit == digit) total += glia_digit_forms[i].weight;
  }
  uint32_t ticket = glia_rng_below(rng, total);
  for (const glia_digit_form *form = glia_digit_forms;; form++) {
    if (form->digit != digit) continue;
    if (ticket < form->weight) return form;
    ticket -= form->weight;
  }
}

static uint32_t shapes_of(const glia_digit_form *form) {
  uint32_t count = 0;
  while (count < GLIA_FORM_SHAPES && (form->shape[count][0].x || form->shape[count][0].y)) count++;
  return count;
}

typedef struct knot {
  double x, y;
} knot;

/* The point at t of the line through a (at ta) and b (at tb), also beyond them. */
static knot between(knot a, knot b, double ta, double tb, double t) {
  const double share = tb > ta ? (t - ta) / (tb - ta) : 0.0;
  return (knot){a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

/* Knots stand apart by the square root of their distance: the curve then has no cusp and no loop of
 * its own between close keys (centripetal Catmull-Rom, Yuksel, Schaefer, Keyser 2009). */
static double spacing(knot a, knot b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  return glia_sqrt(glia_sqrt(dx * dx + dy * dy)) + 1e-6;
}

static void append(glia_trace *trace, knot at, int lift) {
  trace->point[trace->count++] = (glia_trace_point){at.x, at.y, lift};
}

/* The curve from b to c, between neighbours a and d (Barry and Goldman 1988), without b itself. */
static void curve(knot a, knot b, knot c, knot d, int lift, glia_trace *trace) {
  const double ta = 0.0, tb = spacing(a, b), tc = tb + spacing(b, c), td = tc + spacing(c, d);
  for (int step = 1; step <= STEPS; step++) {
    const double t = tb + (tc - tb) * step / (double)STEPS;
    const knot ab = between(a, b, ta, tb, t), bc = between(b, c, tb, tc, t),
               cd = between(c, d, tc, td, t);
    const knot abc = between(ab, bc, ta, tc, t), bcd = between(bc, cd, tb, td, t);
    append(trace, between(abc, bcd, tb, tc, t), lift && step == STEPS);
  }
}

/* A neighbour for the end of a curve: b mirrored at a. */
static knot beyond(knot a, knot b) { return (knot){2.0 * a.x - b.x, 2.0 * a.y - b.y}; }

void glia_strokes_trace(uint32_t digit, double jitter, glia_rng *rng, glia_trace *trace) {
  const glia_digit_form *form = choose(digit, rng);
  const size_t count = strlen(form->pen);
  const uint32_t shapes = shapes_of(form);
  const uint32_t first = glia_rng_below(rng, shapes), second = glia_rng_below(rng, shapes);
  const double mix = glia_rng_between(rng, -0.1, 1.1); /* a little beyond either is still legible */
  knot knots[GLIA_FORM_KEYS];
  for (size_t i = 0; i < count; i++) {
    const glia_key a = form->shape[first][i], b = form->shape[second][i];
    knots[i].x = a.x + (b.x - a.x) * mix + jitter * glia_rng_normal(rng);
    knots[i].y = a.y + (b.y - a.y) * mix + jitter * glia_rng_normal(rng);
  }
  trace->count = 0;
  for (size_t i = 0; i < count; i++) {
    const int begins = i == 0 || form->pen[i - 1] == '.';
    if (begins) append(trace, knots[i], 0);
    if (form->pen[i] == '.') continue;
    const int smooth_before = !begins && form->pen[i] == '-';
    const int smooth_after = form->pen[i + 1] == '-';
    curve(smooth_before ? knots[i - 1] : beyond(knots[i], knots[i + 1]), knots[i], knots[i + 1],
          smooth_after ? knots[i + 2] : beyond(knots[i + 1], knots[i]),
          form->pen[i + 1] == '.', trace);
  }
}
