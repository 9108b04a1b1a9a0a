#include "base/settings.h"

#include <string.h>

#define CHOICE_ROW(id, name, label, task, help) {#name, label, help, GLIA_TASK_##task},
static const glia_choice DATA_choices[] = {GLIA_DATA_LIST(CHOICE_ROW)};
static const glia_choice FEATURE_choices[] = {GLIA_FEATURE_LIST(CHOICE_ROW)};
static const glia_choice ACTIVATION_choices[] = {GLIA_ACTIVATION_LIST(CHOICE_ROW)};
static const glia_choice LOSS_choices[] = {GLIA_LOSS_LIST(CHOICE_ROW)};
static const glia_choice INIT_choices[] = {GLIA_INIT_LIST(CHOICE_ROW)};
static const glia_choice OPTIMIZER_choices[] = {GLIA_OPTIMIZER_LIST(CHOICE_ROW)};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const glia_setting table[] = {
#define GLIA_CHOICE(k, LIST, preset_id, in_group, text, line)                                      \
  {.key = #k, .type = GLIA_TYPE_CHOICE, .offset = offsetof(glia_settings, k), .group = in_group,   \
   .label = text, .unit = "", .scale = "", .marks = "", .help = line,                              \
   .preset = GLIA_##LIST##_##preset_id, .choices = LIST##_choices,                                 \
   .choice_count = COUNT(LIST##_choices), .when_key = "", .when_name = ""},
#define GLIA_REAL(k, value, low, high, by, scaled, in_unit, in_group, text, at, wkey, wname, line) \
  {.key = #k, .type = GLIA_TYPE_REAL, .offset = offsetof(glia_settings, k), .group = in_group,     \
   .label = text, .unit = in_unit, .scale = scaled, .marks = at, .help = line, .min = low,         \
   .max = high, .step = by, .preset = value, .when_key = wkey, .when_name = wname},
#define GLIA_INTEGER(k, value, low, high, by, in_unit, in_group, text, at, line)                   \
  {.key = #k, .type = GLIA_TYPE_INTEGER, .offset = offsetof(glia_settings, k), .group = in_group,  \
   .label = text, .unit = in_unit, .scale = "linear", .marks = at, .help = line, .min = low,       \
   .max = high, .step = by, .preset = value, .when_key = "", .when_name = ""},
#define GLIA_SET(k, LIST, bits, in_group, text, line)                                              \
  {.key = #k, .type = GLIA_TYPE_SET, .offset = offsetof(glia_settings, k), .group = in_group,      \
   .label = text, .unit = "", .scale = "", .marks = "", .help = line, .preset = bits,              \
   .choices = LIST##_choices, .choice_count = COUNT(LIST##_choices), .when_key = "",               \
   .when_name = ""},
#define GLIA_LAYERS(k, names, in_group, text, line)                                                \
  {.key = #k, .type = GLIA_TYPE_LAYERS, .offset = offsetof(glia_settings, k), .group = in_group,   \
   .label = text, .unit = "", .scale = "", .marks = "", .help = line, .preset_text = names,        \
   .choices = ACTIVATION_choices, .choice_count = COUNT(ACTIVATION_choices), .when_key = "",       \
   .when_name = ""},
#include "settings.def"
};

const glia_setting *glia_settings_table(size_t *count) {
  *count = COUNT(table);
  return table;
}

const glia_choice *glia_activation_choices(size_t *count) {
  *count = COUNT(ACTIVATION_choices);
  return ACTIVATION_choices;
}

int glia_choice_find(const glia_choice *choices, size_t count, const char *name, size_t length) {
  for (size_t i = 0; i < count; i++) {
    if (strlen(choices[i].name) == length && memcmp(choices[i].name, name, length) == 0) {
      return (int)i;
    }
  }
  return -1;
}

const glia_setting *glia_setting_find(const char *key, size_t length) {
  for (size_t i = 0; i < COUNT(table); i++) {
    if (strlen(table[i].key) == length && memcmp(table[i].key, key, length) == 0) return &table[i];
  }
  return NULL;
}

glia_task glia_data_task(glia_data data) { return DATA_choices[data].task; }
