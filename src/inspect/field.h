/* Heat maps: what every neuron answers over the plane, as pixels.
 *
 * Where points lie on a line the plane has stripes: x1 decides alone; the answers as a curve are
 * glia_field_curve's. Of a table with more columns the plane is that of the first two, all others being 0,
 * their mean once they are scaled. Images have no plane: what can be asked is glia_run_predict. */
#ifndef GLIA_INSPECT_FIELD_H
#define GLIA_INSPECT_FIELD_H

#include "train/run.h"

/* 256 colours from the most negative value to the most positive, RGBA bytes in memory order. */
typedef struct glia_palette {
  uint8_t colour[256][4];
} glia_palette;

enum { GLIA_FIELD_MAX = 1024 }; /* pixels along a side */

/* A grid of size × size points over the plane, the centres of the pixels, row by row from the top
 * left (x1 rises to the right, x2 upwards), and room for every neuron's values there. */
typedef struct glia_field {
  glia_arena arena;
  size_t size;
  uint32_t features;
  float *x;      /* (size*size, features) */
  size_t planes; /* neurons there is room for */
  float *values; /* (planes, size*size) */
} glia_field;

/* A ramp between two colours, for what has no middle: shares, losses, counts. Luminance rises or falls
 * evenly where all three channels do. */
void glia_palette_ramp(glia_palette *palette, uint32_t low, uint32_t high);

/* pixels (count) RGBA of values (count): low and what is less in the first colour, high and what is more in
 * the last. high must be above low. A value that is not finite becomes a transparent pixel. */
void glia_palette_paint(const glia_palette *palette, const float *values, size_t count, double low,
                        double high, uint8_t *pixels);

/* A ramp through three colours, each 0xRRGGBB: negative at -1, zero at 0, positive at 1. discrete: no
 * ramp, the sign alone counts. */
void glia_palette_make(glia_palette *palette, uint32_t negative, uint32_t zero, uint32_t positive,
                       int discrete);

/* Fails with CONFLICT where the data are images: there is no plane to draw. */
glia_status glia_field_check(const glia_settings *settings, glia_error *error);

/* A grid for a run's inputs with room for as many neurons; the caller owns it. NULL with RANGE (size
 * not 1 to GLIA_FIELD_MAX), CONFLICT (images) or MEMORY. A grid serves every run with the same features
 * of points in the same space. */
glia_field *glia_field_create(const glia_settings *settings, size_t size, size_t planes,
                              const glia_memory *memory, glia_error *error);
void glia_field_free(glia_field *field); /* NULL is fine */

/* Neurons of a run: inputs and the units of every layer, in this order. */
size_t glia_field_neurons(const glia_run *run);

/* Pixels of every neuron, (neurons, size, size) RGBA, and for each the value that is shown at full
 * colour. What is drawn at colour t in [-1, 1]: tanh: the value; sigmoid and softmax: twice the
 * value minus one; an output that is compared with values: the value; all others: the value divided by
 * its largest size in the field. only_last: the output layer's neurons alone. The field must have
 * been made for these features, with as many planes as neurons are asked for. */
void glia_field_paint(glia_field *field, glia_run *run, const glia_palette *palette, int only_last,
                      uint8_t *pixels, float *scales);

/* The same for values (size*size, units) of one layer that somebody else computed: layer counts from
 * 0 for the first hidden one. A value that is not finite becomes a transparent pixel. */
void glia_field_paint_layer(const glia_run *run, uint32_t layer, const float *values, size_t size,
                            const glia_palette *palette, uint8_t *pixels, float *scales);

/* The map of a network with one output for each class: pixels (size, size) RGBA. Each takes the colour of
 * its most probable class (the first of equals), mixed with the colour `zero` by how sure it is: pure at
 * probability 1, zero at 1 / outputs. discrete: pure everywhere. colours (outputs) and zero are 0xRRGGBB. A
 * probability that is not finite gives a transparent pixel. The field needs room for the outputs. */
void glia_field_classes(glia_field *field, glia_run *run, const uint32_t *colours, uint32_t zero,
                        int discrete, uint8_t *pixels);

/* The weights of one unit of the first hidden layer where data are images: pixels (size, size) RGBA, each
 * that of the nearest input, 0 at the palette's middle, the largest in size at full colour. Returns that
 * largest size (1 where all weights are 0). */
float glia_field_weights(const glia_run *run, uint32_t unit, size_t size,
                         const glia_palette *palette, uint8_t *pixels);

/* What every neuron answers at one point: values (glia_field_neurons). On a line x2 does not matter; for
 * images nothing is written. */
void glia_field_at(glia_run *run, double x1, double x2, float *values);

/* values (glia_field_neurons, size): what every neuron answers along the line, at the middles of `size`
 * equal parts of [-GLIA_PLANE, GLIA_PLANE] from left to right. CONFLICT where points do not lie on a
 * line, RANGE for a size that is not 1 to GLIA_FIELD_MAX. Takes no memory. */
glia_status glia_field_curve(glia_run *run, size_t size, float *values, glia_error *error);

#endif
