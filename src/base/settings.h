/* The settings of one experiment as plain values, and the table they come from (settings.def). */
#ifndef GLIA_BASE_SETTINGS_H
#define GLIA_BASE_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "settings.def"

#define GLIA_ENUM_DATA(id, name, label, task, space, help) GLIA_DATA_##id,
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
#define GLIA_ENUM_SCHEDULE(id, name, label, task, help) GLIA_SCHEDULE_##id,
typedef enum glia_schedule {
  GLIA_SCHEDULE_LIST(GLIA_ENUM_SCHEDULE) GLIA_SCHEDULE_COUNT
} glia_schedule;
#define GLIA_ENUM_PENALIZE(id, name, label, task, help) GLIA_PENALIZE_##id,
typedef enum glia_penalize {
  GLIA_PENALIZE_LIST(GLIA_ENUM_PENALIZE) GLIA_PENALIZE_COUNT
} glia_penalize;
#define GLIA_ENUM_BALANCE(id, name, label, task, help) GLIA_BALANCE_##id,
typedef enum glia_balance { GLIA_BALANCE_LIST(GLIA_ENUM_BALANCE) GLIA_BALANCE_COUNT } glia_balance;
#define GLIA_ENUM_FLAW(id, name, label, task, help) GLIA_FLAW_##id,
typedef enum glia_flaw { GLIA_FLAW_LIST(GLIA_ENUM_FLAW) GLIA_FLAW_COUNT } glia_flaw;
#define GLIA_ENUM_NORM(id, name, label, task, help) GLIA_NORM_##id,
typedef enum glia_norm { GLIA_NORM_LIST(GLIA_ENUM_NORM) GLIA_NORM_COUNT } glia_norm;

/* What a data set asks for: a class of each point, or a value. */
typedef enum glia_task { GLIA_TASK_ANY, GLIA_TASK_CLASSES, GLIA_TASK_VALUES } glia_task;

/* Where the points of a data set lie. ANY for choices that are no data set. */
typedef enum glia_space {
  GLIA_SPACE_ANY,
  GLIA_SPACE_PLANE, /* two coordinates */
  GLIA_SPACE_LINE,  /* one: values over it are a curve */
  GLIA_SPACE_IMAGE, /* the pixels of a square image */
  GLIA_SPACE_TABLE  /* the columns of a table: any numbers */
} glia_space;

enum {
  GLIA_MAX_HIDDEN = 8,         /* hidden layers of an experiment */
  GLIA_MAX_LAYERS = 16,        /* layers of a network, output included */
  GLIA_MAX_UNITS = 4096,       /* units of one layer */
  GLIA_CONTROL_UNITS = 16,     /* units a page's buttons go up to */
  GLIA_MAX_CLASSES = 10,       /* of an experiment's data */
  GLIA_MAX_PARAMETERS = 1 << 26
};

/* A layer as it is asked for. Zero means: none of the extras, biases present. */
typedef struct glia_layer {
  uint32_t units;
  glia_activation activation;
  glia_norm norm;     /* of the weighted sums, before the activation */
  glia_init init;     /* AUTO: the network's */
  float dropout;      /* share of activations set to zero in training, 0 to 0.9 */
  uint8_t residual;   /* what enters the layer is added to its activation */
  uint8_t no_bias;
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
#define GLIA_INTEGER_WHEN(key, ...) uint32_t key;
#define GLIA_SET(key, ...) uint32_t key;
#define GLIA_LAYERS(key, ...) glia_layers key;
#include "settings.def"
} glia_settings;

typedef struct glia_choice {
  const char *name, *label, *help;
  glia_task task;
  glia_space space;
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
  const char *when_key, *when_name; /* when_name: names joined by commas */
} glia_setting;

/* The rows in table order. */
const glia_setting *glia_settings_table(size_t *count);

/* The names an activation may have, for networks and layers given as text. */
const glia_choice *glia_activation_choices(size_t *count);

/* The names of normalizations in layers given as text. */
const glia_choice *glia_norm_choices(size_t *count);

/* Index of a name among choices, or -1. length bytes of name are compared. */
int glia_choice_find(const glia_choice *choices, size_t count, const char *name, size_t length);

/* The row of a key, or NULL. */
const glia_setting *glia_setting_find(const char *key, size_t length);

/* Whether a setting matters beside the others: its "when" holds, or it has none. */
int glia_setting_applies(const glia_settings *settings, const glia_setting *setting);

/* Whether the data set asks for classes or for values. */
glia_task glia_data_task(glia_data data);

/* Where its points lie: never ANY. */
glia_space glia_data_space(glia_data data);

/* Whether its points are not drawn but given along with the experiment. */
int glia_data_is_given(glia_data data);

/* How many classes the data has, 2 to GLIA_MAX_CLASSES; 0 for values. */
uint32_t glia_settings_classes(const glia_settings *settings);

#endif
