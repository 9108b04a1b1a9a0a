/* What sequences of calls are made from: bytes read as numbers, layers, settings and points. */
#ifndef GLIA_TESTS_FUZZ_WORLD_H
#define GLIA_TESTS_FUZZ_WORLD_H

#include "data/inputs.h"
#include "fuzz.h"
#include "glia.h"

enum { MOST_CALLS = 48, MOST_STEP = 60, ROWS = 6, INPUTS = 3, RACERS = 3, NUMBERS = 28 * 28 };

typedef struct world {
  const uint8_t *data;
  size_t size, at;
  limited memory;
  glia_memory hook;
  glia_run *run;
  glia_race *race;
  glia_survey *survey;
  glia_model *model;
  glia_trainer *trainer;
} world;

static inline unsigned next(world *w) { return w->at < w->size ? w->data[w->at++] : 0; }

/* Ordinary numbers mostly, and all the others. */
static inline float next_float(world *w) {
  static const float odd[] = {0.0f, -0.0f, 1e38f, -1e38f, 1e-45f, 1e30f, __builtin_nanf(""),
                              __builtin_inff()};
  const unsigned b = next(w);
  return b >= 248 ? odd[b - 248] : ((float)b - 124.0f) / 31.0f;
}

static inline glia_layer next_layer(world *w) {
  const unsigned a = next(w), b = next(w);
  return (glia_layer){.units = 1 + a % 6,
                      .activation = (glia_activation)(b % GLIA_ACTIVATION_SOFTMAX),
                      .norm = (glia_norm)(a / 8 % GLIA_NORM_COUNT),
                      .init = (glia_init)(b / 16 % GLIA_INIT_COUNT),
                      .dropout = a & 64 ? 0.4f : 0.0f,
                      .residual = a >> 7,
                      .no_bias = b >> 7};
}

/* A few settings other than their defaults; small enough to be quick. */
static inline void next_settings(world *w, glia_settings *settings) {
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (unsigned left = next(w) % 8; left > 0; left--) {
    const glia_setting *row = &table[next(w) % count];
    char *field = (char *)settings + row->offset;
    const unsigned b = next(w);
    const double real = b == 0 ? row->min : b == 255 ? row->max : row->min + (row->max - row->min) / (1.0 + b);
    uint32_t whole = (uint32_t)real;
    if (row->type == GLIA_TYPE_CHOICE) whole = b % (uint32_t)row->choice_count;
    if (row->type == GLIA_TYPE_SET) whole = 1 + b % ((1u << row->choice_count) - 1);
    if (row->type == GLIA_TYPE_REAL) memcpy(field, &real, sizeof real);
    else if (row->type != GLIA_TYPE_LAYERS) memcpy(field, &whole, sizeof whole);
  }
  settings->layers.count = next(w) % 4;
  for (uint32_t l = 0; l < settings->layers.count; l++) settings->layers.layer[l] = next_layer(w);
  settings->points = 10 + settings->points % 40;
}

static inline glia_settings next_experiment(world *w) {
  glia_settings settings = glia_experiment_preset();
  next_settings(w, &settings);
  if (settings.data == GLIA_DATA_DIGITS28) settings.data = GLIA_DATA_DIGITS8;
  return settings;
}

typedef struct points {
  float x[NUMBERS * ROWS], target[ROWS];
  glia_given given;
} points;

/* Points for data that ask for them, else NULL. */
static inline const glia_given *next_points(world *w, const glia_settings *settings, points *points) {
  if (!glia_data_is_given((glia_data)settings->data)) return NULL;
  const uint32_t numbers = glia_inputs_numbers(settings);
  MUST(numbers <= NUMBERS);
  for (uint32_t i = 0; i < numbers * ROWS; i++) points->x[i] = next_float(w);
  for (int i = 0; i < ROWS; i++) points->target[i] = (float)(i % 2);
  points->given = (glia_given){ROWS, numbers, points->x, points->target, NULL};
  return &points->given;
}

/* Something was made, or the error says why not. */
static inline void check_made(const void *made, const glia_error *error) {
  MUST(made ? !error->status : error->status && error->message[0]);
}

#endif
