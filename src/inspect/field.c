#include "inspect/field.h"

#include <string.h>

#include "data/inputs.h"
#include "data/points.h"

static uint8_t mix(uint32_t from, uint32_t to, int shift, double t) {
  const double a = (double)((from >> shift) & 0xFFu), b = (double)((to >> shift) & 0xFFu);
  return (uint8_t)(a + (b - a) * t + 0.5);
}

void glia_palette_make(glia_palette *palette, uint32_t negative, uint32_t zero, uint32_t positive,
                       int discrete) {
  for (int i = 0; i < 256; i++) {
    const double t = (i - 127.5) / 127.5;
    const uint32_t end = t < 0 ? negative : positive;
    for (int channel = 0; channel < 3; channel++) {
      palette->colour[i][channel] = mix(zero, end, 16 - 8 * channel, discrete ? 1.0 : t < 0 ? -t : t);
    }
    palette->colour[i][3] = 255;
  }
}

void glia_palette_ramp(glia_palette *palette, uint32_t low, uint32_t high) {
  for (int i = 0; i < 256; i++) {
    for (int channel = 0; channel < 3; channel++) {
      palette->colour[i][channel] = mix(low, high, 16 - 8 * channel, i / 255.0);
    }
    palette->colour[i][3] = 255;
  }
}

void glia_palette_paint(const glia_palette *palette, const float *values, size_t count, double low,
                        double high, uint8_t *pixels) {
  for (size_t i = 0; i < count; i++, pixels += 4) {
    const double v = (double)values[i], t = (v - low) / (high - low);
    memset(pixels, 0, 4);
    if (v - v == 0.0) memcpy(pixels, palette->colour[t > 0.0 ? t < 1.0 ? (int)(t * 256.0) : 255 : 0], 4);
  }
}

glia_status glia_field_check(const glia_settings *settings, glia_error *error) {
  if (!glia_inputs_side(settings)) return GLIA_OK;
  return glia_fail(error, GLIA_CONFLICT, -1,
                   "an image has %u inputs, which no plane can show; ask for the network's answer to "
                   "one image instead (glia_run_predict)",
                   glia_inputs_count(settings));
}

static glia_status check_size(size_t size, glia_error *error) {
  if (size >= 1 && size <= GLIA_FIELD_MAX) return GLIA_OK;
  return glia_fail(error, GLIA_RANGE, -1, "a heat map has 1 to %d pixels along a side, not %lu",
                   GLIA_FIELD_MAX, (unsigned long)size);
}

/* The middle of pixel i of a row. */
static double centre(size_t i, size_t size) {
  const double step = 2.0 * GLIA_PLANE / (double)size;
  return -GLIA_PLANE + ((double)i + 0.5) * step;
}

/* x (inputs) of the network at a place of the plane. */
static void place(const glia_settings *settings, double x1, double x2, float *x) {
  const float xy[2] = {(float)x1, (float)x2};
  const uint32_t inputs = glia_inputs_count(settings);
  if (!glia_inputs_direct(settings)) {
    glia_inputs_fill(settings, xy, 1, x);
    return;
  }
  for (uint32_t i = 0; i < inputs; i++) x[i] = i < 2 ? xy[i] : 0.0f;
}

glia_field *glia_field_create(const glia_settings *settings, size_t size, size_t planes,
                              const glia_memory *memory, glia_error *error) {
  if (check_size(size, error) || glia_field_check(settings, error)) return NULL;
  glia_arena arena = glia_arena_open(memory);
  const uint32_t features = glia_inputs_count(settings);
  glia_field *field = glia_arena_take(&arena, sizeof *field);
  float *x = glia_arena_floats(&arena, size * size * features);
  float *values = glia_arena_array(&arena, planes, size * size * sizeof *values);
  if (!field || !x || !values) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    glia_arena_close(&arena);
    return NULL;
  }
  *field = (glia_field){arena, size, features, x, planes, values};
  for (size_t row = 0; row < size; row++) {
    for (size_t column = 0; column < size; column++) {
      const double step = 2.0 * GLIA_PLANE / (double)size;
      place(settings, centre(column, size), GLIA_PLANE - ((double)row + 0.5) * step,
            x + (row * size + column) * features);
    }
  }
  return field;
}

void glia_field_free(glia_field *field) {
  if (!field) return;
  glia_arena arena = field->arena;
  glia_arena_close(&arena);
}

size_t glia_field_neurons(const glia_run *run) {
  size_t count = run->model->network.inputs;
  for (uint32_t l = 0; l < run->model->network.layer_count; l++) {
    count += run->model->network.layer[l].units;
  }
  return count;
}

/* How a value becomes a colour between -1 and 1: times gain, plus offset. Gain 0: find it. */
typedef struct ramp {
  float gain, offset;
} ramp;

static ramp ramp_of(const glia_run *run, uint32_t layer) {
  const glia_network *network = &run->model->network;
  /* What comes past a residual layer is added to its activation, and the sum knows no bounds. */
  if (network->layer[layer].options.residual) return (ramp){0.0f, 0.0f};
  switch (network->layer[layer].options.activation) {
    case GLIA_ACTIVATION_TANH: return (ramp){1.0f, 0.0f};
    case GLIA_ACTIVATION_SIGMOID:
    case GLIA_ACTIVATION_SOFTMAX: return (ramp){2.0f, -1.0f};
    default:
      if (layer + 1 == network->layer_count) return (ramp){1.0f, 0.0f};
      return (ramp){0.0f, 0.0f};
  }
}

/* The largest size among count values that stand `stride` apart; 1 where all are as good as 0. */
static float largest(const float *values, size_t stride, size_t count) {
  float scale = 0.0f;
  for (size_t i = 0; i < count; i++) {
    const float v = values[i * stride], size = v < 0.0f ? -v : v;
    if (size > scale && size - size == 0.0f) scale = size;
  }
  return scale < 1e-30f ? 1.0f : scale;
}

static void shade(float v, ramp by, const glia_palette *palette, uint8_t *pixel) {
  const float t = v * by.gain + by.offset;
  if (!(v - v == 0.0f)) {
    memset(pixel, 0, 4);
    return;
  }
  const float at = t < -1.0f ? 0.0f : t > 1.0f ? 255.0f : t * 127.5f + 128.0f;
  memcpy(pixel, palette->colour[at > 255.0f ? 255 : (int)at], 4);
}

/* Colours count values that stand `stride` apart; returns the value shown at full colour. */
static float colour(const float *values, size_t stride, size_t count, ramp by,
                    const glia_palette *palette, uint8_t *pixels) {
  float scale = 1.0f;
  if (by.gain == 0.0f) {
    scale = largest(values, stride, count);
    by.gain = 1.0f / scale;
  }
  for (size_t i = 0; i < count; i++) shade(values[i * stride], by, palette, pixels + 4 * i);
  return scale;
}

/* Lays rows of units side by side into one plane for each unit. */
static void spread(const float *rows_of_units, size_t rows, size_t units, size_t stride,
                   float *planes, size_t plane, size_t at) {
  for (size_t u = 0; u < units; u++) {
    for (size_t r = 0; r < rows; r++) {
      planes[u * plane + at + r] = rows_of_units[r * stride + u];
    }
  }
}

/* What neurons answer over the grid, into the field's planes: those of the layers from `first` on, behind
 * the first `inputs` inputs. */
static void answer(glia_field *field, glia_run *run, uint32_t first, size_t inputs) {
  glia_model *model = run->model;
  const glia_network *network = &model->network;
  const size_t plane = field->size * field->size;
  if (first == 0) { /* all of them: that is what glia_model_neurons is quick at */
    spread(field->x, plane, inputs, network->inputs, field->values, plane, 0);
    glia_model_neurons(model, field->x, plane, field->values + inputs * plane);
    return;
  }
  for (size_t done = 0; done < plane; done += GLIA_PORTION) {
    const size_t portion = plane - done < GLIA_PORTION ? plane - done : GLIA_PORTION;
    const float *x = field->x + done * network->inputs;
    glia_forward(network, glia_model_values(model), (glia_mode){0}, x, portion, &model->workspace);
    spread(x, portion, inputs, network->inputs, field->values, plane, done);
    size_t unit = inputs;
    for (uint32_t l = first; l < network->layer_count; l++) {
      const glia_dense *dense = &network->layer[l];
      spread(model->workspace.stage[l].post, portion, dense->units, dense->stride,
             field->values + unit * plane, plane, done);
      unit += dense->units;
    }
  }
}

void glia_field_paint(glia_field *field, glia_run *run, const glia_palette *palette, int only_last,
                      uint8_t *pixels, float *scales) {
  const glia_network *network = &run->model->network;
  const size_t plane = field->size * field->size;
  const uint32_t first = only_last ? network->layer_count - 1 : 0;
  const size_t inputs = only_last ? 0 : network->inputs;
  answer(field, run, first, inputs);
  size_t unit = 0;
  for (; unit < inputs; unit++) {
    scales[unit] = colour(field->values + unit * plane, 1, plane, (ramp){0.0f, 0.0f}, palette,
                          pixels + 4 * unit * plane);
  }
  for (uint32_t l = first; l < network->layer_count; l++) {
    for (uint32_t u = 0; u < network->layer[l].units; u++, unit++) {
      scales[unit] = colour(field->values + unit * plane, 1, plane, ramp_of(run, l), palette,
                            pixels + 4 * unit * plane);
    }
  }
}

void glia_field_paint_layer(const glia_run *run, uint32_t layer, const float *values, size_t size,
                            const glia_palette *palette, uint8_t *pixels, float *scales) {
  const size_t units = run->model->network.layer[layer].units, plane = size * size;
  for (size_t u = 0; u < units; u++) {
    scales[u] = colour(values + u, units, plane, ramp_of(run, layer), palette,
                       pixels + 4 * u * plane);
  }
}

void glia_field_classes(glia_field *field, glia_run *run, const uint32_t *colours, uint32_t zero,
                        int discrete, uint8_t *pixels) {
  const glia_network *network = &run->model->network;
  const size_t plane = field->size * field->size;
  const double even = 1.0 / (double)network->outputs;
  answer(field, run, network->layer_count - 1, 0);
  for (size_t i = 0; i < plane; i++, pixels += 4) {
    uint32_t best = 0;
    float sum = 0.0f;
    for (uint32_t c = 0; c < network->outputs; c++) {
      const float p = field->values[c * plane + i];
      sum += p;
      if (p > field->values[best * plane + i]) best = c;
    }
    const double sure = ((double)field->values[best * plane + i] - even) / (1.0 - even);
    const double t = discrete ? 1.0 : sure < 0.0 ? 0.0 : sure > 1.0 ? 1.0 : sure;
    const int finite = sum - sum == 0.0f;
    for (int channel = 0; channel < 3; channel++) {
      pixels[channel] = finite ? mix(zero, colours[best], 16 - 8 * channel, t) : 0;
    }
    pixels[3] = finite ? 255 : 0;
  }
}

float glia_field_weights(const glia_run *run, uint32_t unit, size_t size,
                         const glia_palette *palette, uint8_t *pixels) {
  const glia_network *network = &run->model->network;
  const size_t side = glia_inputs_side(&run->settings), stride = network->layer[0].stride;
  const float *weights =
      glia_network_block(network, 0, GLIA_ROLE_WEIGHTS, run->model->parameters) + unit;
  const float scale = largest(weights, stride, side * side);
  for (size_t row = 0; row < size; row++) {
    for (size_t column = 0; column < size; column++, pixels += 4) {
      const size_t input = row * side / size * side + column * side / size;
      shade(weights[input * stride], (ramp){1.0f / scale, 0.0f}, palette, pixels);
    }
  }
  return scale;
}

void glia_field_at(glia_run *run, double x1, double x2, float *values) {
  const glia_network *network = &run->model->network;
  if (glia_inputs_side(&run->settings)) return;
  place(&run->settings, x1, x2, values);
  glia_workspace *workspace = &run->model->workspace;
  glia_forward(network, glia_model_values(run->model), (glia_mode){0}, values, 1, workspace);
  values += network->inputs;
  for (uint32_t l = 0; l < network->layer_count; l++) {
    memcpy(values, workspace->stage[l].post, network->layer[l].units * sizeof *values);
    values += network->layer[l].units;
  }
}

glia_status glia_field_curve(glia_run *run, size_t size, float *values, glia_error *error) {
  if (glia_data_space((glia_data)run->settings.data) != GLIA_SPACE_LINE) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "only a network with one coordinate answers with a curve; choose a data set "
                     "that is one, such as data=sine");
  }
  const glia_status status = check_size(size, error);
  if (status) return status;
  const glia_network *network = &run->model->network;
  for (size_t done = 0; done < size; done += GLIA_PORTION) {
    const size_t portion = size - done < GLIA_PORTION ? size - done : GLIA_PORTION;
    float at[GLIA_PORTION], x[GLIA_PORTION * GLIA_FEATURE_COUNT];
    for (size_t i = 0; i < portion; i++) at[i] = (float)centre(done + i, size);
    glia_inputs_fill(&run->settings, at, portion, x);
    glia_forward(network, glia_model_values(run->model), (glia_mode){0}, x, portion,
                 &run->model->workspace);
    spread(x, portion, network->inputs, network->inputs, values, size, done);
    size_t unit = network->inputs;
    for (uint32_t l = 0; l < network->layer_count; l++) {
      const glia_dense *dense = &network->layer[l];
      spread(run->model->workspace.stage[l].post, portion, dense->units, dense->stride,
             values + unit * size, size, done);
      unit += dense->units;
    }
  }
  return GLIA_OK;
}
