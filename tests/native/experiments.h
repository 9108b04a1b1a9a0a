/* What tests of experiment strings share: random valid settings, equality, parsing from blocks of
 * exactly the text's length. */
#ifndef GLIA_TESTS_EXPERIMENTS_H
#define GLIA_TESTS_EXPERIMENTS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/experiment.h"
#include "train/fault.h"

/* xorshift64*; the state is the seed and must not be 0. */
static inline uint64_t next_random(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * 0x2545F4914F6CDD1D;
}

/* 0 … n-1; the high bits are the good ones. */
static inline uint32_t pick(uint64_t *random, uint32_t n) {
  return (uint32_t)((next_random(random) >> 32) * n >> 32);
}

static inline const glia_setting *rows_of_table(size_t *count) {
  return glia_settings_table(count);
}

static inline const void *field_at(const glia_settings *settings, const glia_setting *s) {
  return (const char *)settings + s->offset;
}

/* The same value of one setting; -0 and 0 are not the same. */
static inline int same_value(const glia_settings *a, const glia_settings *b,
                             const glia_setting *s) {
  const void *x = field_at(a, s), *y = field_at(b, s);
  if (s->type == GLIA_TYPE_REAL) return memcmp(x, y, sizeof(double)) == 0;
  if (s->type != GLIA_TYPE_LAYERS) return memcmp(x, y, sizeof(uint32_t)) == 0;
  const glia_layers *m = x, *n = y;
  if (m->count != n->count) return 0;
  for (uint32_t l = 0; l < m->count; l++) {
    const glia_layer *a_layer = &m->layer[l], *b_layer = &n->layer[l];
    if (a_layer->units != b_layer->units || a_layer->activation != b_layer->activation ||
        a_layer->norm != b_layer->norm || a_layer->init != b_layer->init ||
        memcmp(&a_layer->dropout, &b_layer->dropout, sizeof(float)) != 0 ||
        a_layer->residual != b_layer->residual || a_layer->no_bias != b_layer->no_bias)
      return 0;
  }
  return 1;
}

static inline int same_settings(const glia_settings *a, const glia_settings *b) {
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (!same_value(a, b, &table[i])) return 0;
  }
  return 1;
}

/* Parses from a block of exactly length bytes, so that a sanitizer sees one byte read too far. */
static inline glia_status parse_exactly(const char *text, size_t length, glia_settings *settings,
                                        glia_error *error) {
  char *exact = malloc(length ? length : 1);
  assert_non_null(exact);
  memcpy(exact, text, length);
  const glia_status status = glia_experiment_parse(exact, length, settings, error);
  free(exact);
  return status;
}

static inline glia_settings parse_right(const char *text) {
  glia_settings settings;
  glia_error error;
  if (parse_exactly(text, strlen(text), &settings, &error)) {
    fail_msg("'%s' is refused at %d: %s", text, error.position, error.message);
  }
  return settings;
}

static inline double random_real(const glia_setting *s, uint64_t *random) {
  const double share = (double)(next_random(random) >> 11) * 0x1p-53;
  double value;
  switch (pick(random, 6)) {
    case 0: return s->preset;
    case 1: return s->min;
    case 2: return s->max;
    case 3: /* a few decimals, as people type */
      value = s->min + share * (s->max - s->min);
      value = floor(value * 1000) / 1000;
      break;
    case 4: /* any size */
      value = s->min > 0 ? s->min * pow(s->max / s->min, share) : s->max * pow(2, -1074 * share);
      break;
    default: value = s->min + share * (s->max - s->min);
  }
  return value < s->min ? s->min : value > s->max ? s->max : value;
}

static inline uint32_t random_integer(const glia_setting *s, uint64_t *random) {
  const uint32_t low = (uint32_t)s->min, high = (uint32_t)s->max;
  switch (pick(random, 5)) {
    case 0: return (uint32_t)s->preset;
    case 1: return low;
    case 2: return high;
    case 3: return low + pick(random, high - low < 50 ? high - low + 1 : 50);
    default:
      return low + (uint32_t)((next_random(random) >> 32) * ((uint64_t)high - low + 1) >> 32);
  }
}

/* None, all or some of what a layer can have besides its activation. */
static inline void add_extras(glia_layer *layer, uint64_t *random) {
  const uint32_t mask = pick(random, 3) ? pick(random, 32) : pick(random, 2) * 31;
  if (mask & 1) layer->norm = (glia_norm)(1 + pick(random, GLIA_NORM_COUNT - 1));
  if (mask & 2) layer->init = (glia_init)(1 + pick(random, GLIA_INIT_COUNT - 1));
  if (mask & 4) {
    layer->dropout = pick(random, 2) ? (float)(1 + pick(random, 9)) / 10
                                     : 0.9f * (float)(1 + pick(random, 1u << 24)) * 0x1p-24f;
  }
  layer->residual = (mask >> 3) & 1;
  layer->no_bias = (mask >> 4) & 1;
}

static inline glia_layers random_layers(uint64_t *random) {
  glia_layers layers;
  memset(&layers, 0, sizeof layers);
  layers.count = pick(random, GLIA_MAX_HIDDEN + 1);
  for (uint32_t l = 0; l < layers.count; l++) {
    layers.layer[l].units = 1 + pick(random, pick(random, 4) ? 16 : 1000);
    layers.layer[l].activation = (glia_activation)pick(random, GLIA_ACTIVATION_SOFTMAX);
    add_extras(&layers.layer[l], random);
  }
  if (layers.count && !pick(random, 8))
    layers.layer[pick(random, layers.count)].units = GLIA_MAX_UNITS;
  return layers;
}

/* Matrices of more than 500 units on either side may be too large for an orthogonal start. */
static inline void keep_orthogonal_small(glia_settings *settings) {
  uint32_t widest = 0;
  for (uint32_t l = 0; l < settings->layers.count; l++) {
    if (settings->layers.layer[l].units > widest) widest = settings->layers.layer[l].units;
  }
  if (widest <= 500) return;
  if (settings->init == GLIA_INIT_ORTHOGONAL) settings->init = GLIA_INIT_HE_NORMAL;
  for (uint32_t l = 0; l < settings->layers.count; l++) {
    glia_layer *layer = &settings->layers.layer[l];
    if (layer->init == GLIA_INIT_ORTHOGONAL) layer->init = GLIA_INIT_HE_NORMAL;
  }
}

/* Any settings that are allowed; about a third of them stand at their defaults. */
static inline glia_settings random_settings(uint64_t *random) {
  glia_settings settings = glia_experiment_preset();
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    void *field = (char *)&settings + s->offset;
    if (!pick(random, 4)) continue;
    switch (s->type) {
      case GLIA_TYPE_CHOICE: *(uint32_t *)field = pick(random, (uint32_t)s->choice_count); break;
      case GLIA_TYPE_SET: *(uint32_t *)field = 1 + pick(random, (1u << s->choice_count) - 1); break;
      case GLIA_TYPE_REAL: *(double *)field = random_real(s, random); break;
      case GLIA_TYPE_INTEGER: *(uint32_t *)field = random_integer(s, random); break;
      case GLIA_TYPE_LAYERS: *(glia_layers *)field = random_layers(random); break;
    }
  }
  if (glia_data_space((glia_data)settings.data) == GLIA_SPACE_LINE) {
    settings.features |= 1u << GLIA_FEATURE_X1; /* a curve needs a feature of x1 */
  }
  if (glia_settings_classes(&settings) > 2) {
    static const glia_loss losses[] = {GLIA_LOSS_AUTO, GLIA_LOSS_CROSS_ENTROPY, GLIA_LOSS_FOCAL};
    settings.loss = losses[settings.loss % 3];
  }
  if (glia_data_task((glia_data)settings.data) == GLIA_TASK_VALUES) {
    static const glia_loss losses[] = {GLIA_LOSS_AUTO, GLIA_LOSS_MSE, GLIA_LOSS_MAE,
                                       GLIA_LOSS_HUBER};
    settings.loss = losses[settings.loss % 4];
  }
  if (glia_fault_check(&settings, NULL)) settings.fault = GLIA_FLAW_NONE;
  keep_orthogonal_small(&settings);
  if (settings.schedule == GLIA_SCHEDULE_WARMUP_COSINE && settings.warmup >= settings.horizon) {
    settings.warmup = settings.horizon / 2;
  }
  return settings;
}

/* Parses a wrong text; the settings given stay as they are to the byte; without an error to fill
 * the code is the same. */
static inline glia_error refuse(const char *text, size_t length) {
  glia_settings settings;
  memset(&settings, 0x5A, sizeof settings);
  const glia_settings before = settings;
  glia_error error;
  memset(&error, 0x5A, sizeof error);
  const glia_status status = parse_exactly(text, length, &settings, &error);
  if (!status) fail_msg("'%.*s' is accepted", (int)length, text);
  assert_memory_equal(&settings, &before, sizeof settings);
  assert_int_equal(error.status, status);
  assert_int_equal(parse_exactly(text, length, &settings, NULL), status);
  assert_memory_equal(&settings, &before, sizeof settings);
  const char *end = memchr(error.message, '\0', sizeof error.message);
  assert_non_null(end);
  const size_t said = (size_t)(end - error.message);
  assert_in_range(said, 8,
                  sizeof error.message - 2); /* a sentence, and not one that had to be cut */
  for (size_t i = 0; i < said; i++) assert_in_range(error.message[i], 0x20, 0x7E);
  return error;
}

static inline void check_says(const char *text, const glia_error *error, const char *what) {
  if (what && !strstr(error->message, what)) {
    fail_msg("'%s': the sentence does not mention '%s': %s", text, what, error->message);
  }
}

static inline void check(const char *text, glia_status status, int position) {
  const glia_error error = refuse(text, strlen(text));
  if (error.status != status || error.position != position) {
    fail_msg("'%s' is refused as %s at %d, not %s at %d: %s", text, glia_status_code(error.status),
             error.position, glia_status_code(status), position, error.message);
  }
}

#endif
