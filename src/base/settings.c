#include "base/settings.h"

#include <string.h>

#define DATA_ROW(id, name, label, task, space, help)                                               \
  {#name, label, help, GLIA_TASK_##task, GLIA_SPACE_##space},
#define CHOICE_ROW(id, name, label, task, help)                                                    \
  {#name, label, help, GLIA_TASK_##task, GLIA_SPACE_ANY},
static const glia_choice DATA_choices[] = {GLIA_DATA_LIST(DATA_ROW)};
static const glia_choice FEATURE_choices[] = {GLIA_FEATURE_LIST(CHOICE_ROW)};
static const glia_choice ACTIVATION_choices[] = {GLIA_ACTIVATION_LIST(CHOICE_ROW)};
static const glia_choice LOSS_choices[] = {GLIA_LOSS_LIST(CHOICE_ROW)};
static const glia_choice INIT_choices[] = {GLIA_INIT_LIST(CHOICE_ROW)};
static const glia_choice OPTIMIZER_choices[] = {GLIA_OPTIMIZER_LIST(CHOICE_ROW)};
static const glia_choice SCHEDULE_choices[] = {GLIA_SCHEDULE_LIST(CHOICE_ROW)};
static const glia_choice PENALIZE_choices[] = {GLIA_PENALIZE_LIST(CHOICE_ROW)};
static const glia_choice BALANCE_choices[] = {GLIA_BALANCE_LIST(CHOICE_ROW)};
static const glia_choice FLAW_choices[] = {GLIA_FLAW_LIST(CHOICE_ROW)};
static const glia_choice NORM_choices[] = {GLIA_NORM_LIST(CHOICE_ROW)};

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
#define GLIA_INTEGER_WHEN(k, value, low, high, by, in_unit, in_group, text, at, wkey, wname, line)  \
  {.key = #k, .type = GLIA_TYPE_INTEGER, .offset = offsetof(glia_settings, k), .group = in_group,  \
   .label = text, .unit = in_unit, .scale = "linear", .marks = at, .help = line, .min = low,       \
   .max = high, .step = by, .preset = value, .when_key = wkey, .when_name = wname},
#define GLIA_INTEGER(k, value, low, high, by, in_unit, in_group, text, at, line)                   \
  GLIA_INTEGER_WHEN(k, value, low, high, by, in_unit, in_group, text, at, "", "", line)
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

const glia_choice *glia_norm_choices(size_t *count) {
  *count = COUNT(NORM_choices);
  return NORM_choices;
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

/* Whether a name is among names joined by commas. */
static int listed(const char *names, const char *name) {
  const size_t length = strlen(name);
  for (const char *at = names; at; at = strchr(at, ',')) {
    if (*at == ',') at++;
    if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == '\0')) return 1;
  }
  return 0;
}

int glia_setting_applies(const glia_settings *settings, const glia_setting *setting) {
  const glia_setting *other = glia_setting_find(setting->when_key, strlen(setting->when_key));
  if (!other) return 1;
  uint32_t chosen;
  memcpy(&chosen, (const char *)settings + other->offset, sizeof chosen);
  return listed(setting->when_name, other->choices[chosen].name);
}

glia_task glia_data_task(glia_data data) { return DATA_choices[data].task; }

glia_space glia_data_space(glia_data data) { return DATA_choices[data].space; }

int glia_data_is_given(glia_data data) {
  return data >= GLIA_DATA_POINTS; /* they end the list */
}

uint32_t glia_settings_classes(const glia_settings *settings) {
  const glia_data data = (glia_data)settings->data;
  if (glia_data_task(data) != GLIA_TASK_CLASSES) return 0;
  if (glia_data_space(data) == GLIA_SPACE_IMAGE) return GLIA_MAX_CLASSES; /* digits */
  return glia_setting_applies(settings, glia_setting_find("classes", 7)) ? settings->classes : 2;
}
