/* The settings of one experiment as plain values, and the table they come from (settings.def). */
#ifndef GLIA_BASE_SETTINGS_H
#define GLIA_BASE_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "settings.def"

#define GLIA_ENUM_DATA(id, name, label, task, help) GLIA_DATA_##id,
typedef enum glia_data { GLIA_DATA_LIST(GLIA_ENUM_DATA) GLIA_DATA_COUNT } glia_data;
#define GLIA_ENUM_FEATURE(id, name, label, task, help) GLIA_FEATURE_##id,
typedef enum glia_feature { GLIA_FEATURE_LIST(GLIA_ENUM_FEATURE) GLIA_FEATURE_COUNT } glia_feature;
#define GLIA_ENUM_ACTIVATION(id, name, label, task, help) GLIA_ACTIVATION_##id,
typedef enum glia_activation {
  GLIA_ACTIVATION_LIST(GLIA_ENUM_ACTIVATION) GLIA_ACTIVATION_COUNT
} glia_activation;
#define GLIA_ENUM_LOSS(id, name, label, task, help) GLIA_LOSS_##id,
typedef enum glia_loss { GLIA_LOSS_LIST(GLIA_ENUM_LOSS) GLIA_LOSS_COUNT } glia_loss;
#define GLIA_ENUM_INIT(id, name, label, task, help) GLIA_INIT_##id,
typedef enum glia_init { GLIA_INIT_LIST(GLIA_ENUM_INIT) GLIA_INIT_COUNT } glia_init;
#define GLIA_ENUM_OPTIMIZER(id, name, label, task, help) GLIA_OPTIMIZER_##id,
typedef enum glia_optimizer {
  GLIA_OPTIMIZER_LIST(GLIA_ENUM_OPTIMIZER) GLIA_OPTIMIZER_COUNT
} glia_optimizer;

/* What a data set asks for: a class of each point, or a value. */
typedef enum glia_task { GLIA_TASK_ANY, GLIA_TASK_CLASSES, GLIA_TASK_VALUES } glia_task;

enum {
  GLIA_MAX_HIDDEN = 8,         /* hidden layers of an experiment */
  GLIA_MAX_LAYERS = 16,        /* layers of a network, output included */
  GLIA_MAX_UNITS = 4096,       /* units of one layer */
  GLIA_CONTROL_UNITS = 16,     /* units a page's buttons go up to */
  GLIA_MAX_PARAMETERS = 1 << 26
};

typedef struct glia_layer {
  uint32_t units;
  glia_activation activation;
} glia_layer;

typedef struct glia_layers {
  uint32_t count;
  glia_layer layer[GLIA_MAX_LAYERS];
} glia_layers;

/* One experiment, all values present and within their limits. A plain value: copied freely. */
typedef struct glia_settings {
#define GLIA_CHOICE(key, LIST, preset, group, label, help) uint32_t key;
#define GLIA_REAL(key, ...) double key;
#define GLIA_INTEGER(key, ...) uint32_t key;
#define GLIA_SET(key, ...) uint32_t key;
#define GLIA_LAYERS(key, ...) glia_layers key;
#include "settings.def"
} glia_settings;

typedef struct glia_choice {
  const char *name, *label, *help;
  glia_task task;
} glia_choice;

typedef enum glia_setting_type {
  GLIA_TYPE_CHOICE,
  GLIA_TYPE_REAL,
  GLIA_TYPE_INTEGER,
  GLIA_TYPE_SET,
  GLIA_TYPE_LAYERS
} glia_setting_type;

/* One row of the table. Text is static. */
typedef struct glia_setting {
  const char *key;
  glia_setting_type type;
  size_t offset; /* of the value within glia_settings */
  const char *group, *label, *unit, *scale, *marks, *help;
  double min, max, step;
  const char *preset_text; /* default of layers */
  double preset;           /* default of a number; index of a choice; bits of a set */
  const glia_choice *choices;
  size_t choice_count;
  const char *when_key, *when_name;
} glia_setting;

/* The rows in table order. */
const glia_setting *glia_settings_table(size_t *count);

/* The names an activation may have, for networks and layers given as text. */
const glia_choice *glia_activation_choices(size_t *count);

/* Index of a name among choices, or -1. length bytes of name are compared. */
int glia_choice_find(const glia_choice *choices, size_t count, const char *name, size_t length);

/* The row of a key, or NULL. */
const glia_setting *glia_setting_find(const char *key, size_t length);

/* Whether the data set asks for classes or for values. */
glia_task glia_data_task(glia_data data);

#endif
