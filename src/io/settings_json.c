#include "io/settings_json.h"

#include "base/text.h"
#include "nn/activation.h"
#include "io/experiment.h"
#include "train/branch.h"

static const char *const type_names[] = {
    [GLIA_TYPE_CHOICE] = "choice", [GLIA_TYPE_REAL] = "real", [GLIA_TYPE_INTEGER] = "integer",
    [GLIA_TYPE_SET] = "set",       [GLIA_TYPE_LAYERS] = "layers",
};

static void put_string(glia_text *text, const char *name, const char *value) {
  glia_text_put(text, ",\"%s\":", name);
  glia_text_json(text, value);
}

static void put_number(glia_text *text, const char *name, double value) {
  glia_text_put(text, ",\"%s\":", name);
  glia_text_real(text, value);
}

/* GLIA_EXTRA_LIST as JSON, each item after a comma. */
#define GLIA_SHOWN(value) #value
#define GLIA_EXTRA(name, label, max, help) \
  ",{\"name\":\"" #name "\",\"label\":\"" label "\",\"max\":" GLIA_SHOWN(max) ",\"help\":\"" help "\"}"
static const char extras[] = GLIA_EXTRA_LIST(GLIA_EXTRA);

static void put_choices(glia_text *text, const glia_setting *setting) {
  static const char *const tasks[] = {"", "classes", "values"};
  static const char *const spaces[] = {"", "plane", "line", "image", "table"};
  glia_text_put(text, ",\"choices\":[");
  for (size_t i = 0; i < setting->choice_count; i++) {
    const glia_choice *choice = &setting->choices[i];
    /* Softmax shares one whole among the units of an output layer; hidden layers do not offer it. */
    if (setting->type == GLIA_TYPE_LAYERS && glia_activation_is_joint((glia_activation)i)) continue;
    glia_text_put(text, "%s{\"name\":", i ? "," : "");
    glia_text_json(text, choice->name);
    put_string(text, "label", choice->label);
    put_string(text, "help", choice->help);
    if (choice->task != GLIA_TASK_ANY) put_string(text, "task", tasks[choice->task]);
    if (choice->space != GLIA_SPACE_ANY) put_string(text, "space", spaces[choice->space]);
    glia_text_put(text, "}");
  }
  glia_text_put(text, "]");
}

static void put_default(glia_text *text, const glia_setting *setting) {
  if (setting->type == GLIA_TYPE_REAL || setting->type == GLIA_TYPE_INTEGER) {
    put_number(text, "default", setting->preset);
    return;
  }
  const glia_settings preset = glia_experiment_preset();
  char value[512];
  glia_experiment_value(&preset, setting, value, sizeof value);
  put_string(text, "default", value);
}

static void put_row(glia_text *text, const glia_setting *setting) {
  glia_text_put(text, "{\"key\":\"%s\"", setting->key);
  put_string(text, "type", type_names[setting->type]);
  put_string(text, "group", setting->group);
  put_string(text, "label", setting->label);
  put_string(text, "help", setting->help);
  put_default(text, setting);
  if (setting->type == GLIA_TYPE_REAL || setting->type == GLIA_TYPE_INTEGER) {
    put_number(text, "min", setting->min);
    put_number(text, "max", setting->max);
    put_number(text, "step", setting->step);
    put_string(text, "unit", setting->unit);
    put_string(text, "scale", setting->scale);
    glia_text_put(text, ",\"marks\":[%s]", setting->marks);
  }
  if (glia_branch_allows(setting->key)) glia_text_put(text, ",\"live\":true");
  if (setting->choices) put_choices(text, setting);
  if (setting->type == GLIA_TYPE_LAYERS) {
    size_t norms;
    const glia_choice *norm = glia_norm_choices(&norms);
    glia_text_put(text, ",\"norms\":[");
    for (size_t i = 1; i < norms; i++) {
      glia_text_put(text, "%s{\"name\":\"%s\"", i > 1 ? "," : "", norm[i].name);
      put_string(text, "label", norm[i].label);
      put_string(text, "help", norm[i].help);
      glia_text_put(text, "}");
    }
    glia_text_put(text, "],\"extras\":[%s]", extras + 1);
    glia_text_put(text, ",\"maxLayers\":%d,\"units\":{\"min\":1,\"max\":%d,\"control\":%d}",
                  GLIA_MAX_HIDDEN, GLIA_MAX_UNITS, GLIA_CONTROL_UNITS);
  }
  if (setting->when_key[0]) {
    glia_text_put(text, ",\"when\":{\"key\":\"%s\",\"names\":[\"", setting->when_key);
    for (const char *c = setting->when_name; *c; c++) {
      glia_text_put(text, *c == ',' ? "\",\"" : "%c", *c);
    }
    glia_text_put(text, "\"]}");
  }
  glia_text_put(text, "}");
}

size_t glia_settings_json(char *buffer, size_t room) {
  glia_text text = glia_text_open(buffer, room);
  glia_text_put(&text, "{\"version\":1,\"settings\":[");
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (i) glia_text_put(&text, ",");
    put_row(&text, &table[i]);
  }
  glia_text_put(&text, "]}");
  return text.length;
}
