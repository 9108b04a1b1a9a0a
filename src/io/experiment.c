#include "io/experiment.h"

#include <string.h>

#include "base/text.h"
#include "data/features.h"
#include "train/run.h"

static void *field_of(glia_settings *settings, const glia_setting *setting) {
  return (char *)settings + setting->offset;
}

static const void *value_of(const glia_settings *settings, const glia_setting *setting) {
  return (const char *)settings + setting->offset;
}

static void put_preset(glia_settings *settings, const glia_setting *setting) {
  void *field = field_of(settings, setting);
  switch (setting->type) {
    case GLIA_TYPE_REAL: *(double *)field = setting->preset; return;
    case GLIA_TYPE_LAYERS:
      glia_layers_parse(setting->preset_text, strlen(setting->preset_text), GLIA_MAX_HIDDEN, 0,
                        field, NULL);
      return;
    default: *(uint32_t *)field = (uint32_t)setting->preset;
  }
}

glia_settings glia_experiment_preset(void) {
  glia_settings settings;
  memset(&settings, 0, sizeof settings);
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) put_preset(&settings, &table[i]);
  return settings;
}

/* A piece of the decoded text, and where it began in the text as it was given. */
typedef struct piece {
  const char *text;
  size_t length;
  int position;
  const int *origin; /* of each byte and of the end, or NULL where they follow position */
} piece;

static piece part_of(piece whole, size_t start, size_t length) {
  const int position = whole.origin ? whole.origin[start] : whole.position + (int)start;
  return (piece){whole.text + start, length, position,
                 whole.origin ? whole.origin + start : NULL};
}

static void put_names(glia_text *text, const glia_choice *choices, size_t count) {
  for (size_t i = 0; i < count; i++) glia_text_put(text, "%s%s", i ? ", " : "", choices[i].name);
}

/* "unknown name 'x': data is one of a, b, c" */
static glia_status refuse_name(const char *what, piece name, const glia_choice *choices,
                               size_t count, glia_error *error) {
  char names[160];
  glia_text text = glia_text_open(names, sizeof names);
  put_names(&text, choices, count);
  return glia_fail(error, GLIA_UNKNOWN, name.position, "%s cannot be '%.*s'; it is one of %s", what,
                   (int)(name.length < 40 ? name.length : 40), name.text, names);
}

static glia_status refuse_number(const glia_setting *setting, piece value, glia_status status,
                                 glia_error *error) {
  char low[32], high[32];
  glia_text from = glia_text_open(low, sizeof low), to = glia_text_open(high, sizeof high);
  glia_text_real(&from, setting->min);
  glia_text_real(&to, setting->max);
  return glia_fail(error, status, value.position, "%s cannot be '%.*s'; it is %s from %s to %s%s%s",
                   setting->key, (int)(value.length < 40 ? value.length : 40), value.text,
                   setting->type == GLIA_TYPE_INTEGER ? "a whole number" : "a number", low, high,
                   setting->unit[0] ? " " : "", setting->unit);
}

/* The part of a piece up to the next comma; the piece is left with what follows it. */
static piece next_item(piece *rest) {
  const char *comma = memchr(rest->text, ',', rest->length);
  const size_t length = comma ? (size_t)(comma - rest->text) : rest->length;
  const piece item = part_of(*rest, 0, length);
  *rest = comma ? part_of(*rest, length + 1, rest->length - length - 1) : part_of(*rest, length, 0);
  return item;
}

static glia_status parse_set(const glia_setting *setting, piece value, uint32_t *bits,
                             glia_error *error) {
  uint32_t read = 0;
  int more = 1;
  while (more) {
    more = memchr(value.text, ',', value.length) != NULL;
    const piece item = next_item(&value);
    const int index =
        glia_choice_find(setting->choices, setting->choice_count, item.text, item.length);
    if (index < 0) {
      return refuse_name(setting->key, item, setting->choices, setting->choice_count, error);
    }
    if ((read >> index) & 1u) {
      return glia_fail(error, GLIA_SYNTAX, item.position, "%s names %s twice", setting->key,
                       setting->choices[index].name);
    }
    read |= 1u << index;
  }
  *bits = read;
  return GLIA_OK;
}

static glia_status parse_layer(piece item, int hidden, glia_layer *layer, glia_error *error) {
  const char *colon = memchr(item.text, ':', item.length);
  double units;
  const size_t digits = colon ? (size_t)(colon - item.text) : item.length;
  const int number = colon && glia_text_read_real(item.text, digits, &units);
  if (!number || !(units >= 1) || !(units <= GLIA_MAX_UNITS) ||
      units != (double)(uint32_t)units) {
    return glia_fail(error, number ? GLIA_RANGE : GLIA_SYNTAX, item.position,
                     "layers cannot hold '%.*s'; a layer is its units, 1 to %d, a colon and its "
                     "activation, such as 8:tanh",
                     (int)(item.length < 40 ? item.length : 40), item.text, GLIA_MAX_UNITS);
  }
  const piece name = part_of(item, digits + 1, item.length - digits - 1);
  size_t count;
  const glia_choice *choices = glia_activation_choices(&count);
  const int index = glia_choice_find(choices, count, name.text, name.length);
  if (hidden && index == GLIA_ACTIVATION_SOFTMAX) {
    return glia_fail(error, GLIA_CONFLICT, name.position,
                     "layers cannot hold softmax; its units share one whole, which only an output "
                     "layer does");
  }
  if (index < 0) {
    if (hidden) count = GLIA_ACTIVATION_SOFTMAX; /* the last of the list */
    return refuse_name("the activation of one of the layers", name, choices, count, error);
  }
  *layer = (glia_layer){(uint32_t)units, (glia_activation)index};
  return GLIA_OK;
}

static glia_status parse_layers(piece rest, uint32_t most, int hidden, glia_layers *layers,
                                glia_error *error) {
  glia_layers read;
  memset(&read, 0, sizeof read);
  int more = rest.length > 0;
  while (more) {
    more = memchr(rest.text, ',', rest.length) != NULL;
    const piece item = next_item(&rest);
    if (read.count == most) {
      return glia_fail(error, GLIA_LIMIT, item.position, "there can be at most %u layers here",
                       most);
    }
    const glia_status status = parse_layer(item, hidden, &read.layer[read.count], error);
    if (status) return status;
    read.count++;
  }
  *layers = read;
  return GLIA_OK;
}

glia_status glia_layers_parse(const char *text, size_t length, uint32_t most, int offset,
                              glia_layers *layers, glia_error *error) {
  return parse_layers((piece){text, length, offset, NULL}, most, 0, layers, error);
}

static glia_status parse_value(const glia_setting *setting, piece value, glia_settings *settings,
                               glia_error *error) {
  void *field = field_of(settings, setting);
  double number = 0;
  switch (setting->type) {
    case GLIA_TYPE_CHOICE: {
      const int index =
          glia_choice_find(setting->choices, setting->choice_count, value.text, value.length);
      if (index < 0) {
        return refuse_name(setting->key, value, setting->choices, setting->choice_count, error);
      }
      *(uint32_t *)field = (uint32_t)index;
      return GLIA_OK;
    }
    case GLIA_TYPE_SET: return parse_set(setting, value, field, error);
    case GLIA_TYPE_LAYERS: return parse_layers(value, GLIA_MAX_HIDDEN, 1, field, error);
    case GLIA_TYPE_REAL:
    case GLIA_TYPE_INTEGER: break;
  }
  if (!glia_text_read_real(value.text, value.length, &number)) {
    return refuse_number(setting, value, GLIA_SYNTAX, error);
  }
  if (!(number >= setting->min && number <= setting->max)) {
    return refuse_number(setting, value, GLIA_RANGE, error);
  }
  if (setting->type == GLIA_TYPE_REAL) {
    *(double *)field = number + 0.0; /* -0 becomes 0, so equal experiments have equal strings */
    return GLIA_OK;
  }
  if (number != (double)(uint32_t)number) return refuse_number(setting, value, GLIA_RANGE, error);
  *(uint32_t *)field = (uint32_t)number;
  return GLIA_OK;
}

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/* The text without percent-encoding. origin[i]: where byte i stood in the text given. */
typedef struct decoded {
  char text[GLIA_EXPERIMENT_MAX + 1];
  int origin[GLIA_EXPERIMENT_MAX + 1];
  size_t length;
} decoded;

static glia_status decode(const char *text, size_t length, decoded *out, glia_error *error) {
  if (length > GLIA_EXPERIMENT_MAX) {
    return glia_fail(error, GLIA_LIMIT, GLIA_EXPERIMENT_MAX,
                     "an experiment has at most %d characters; this text has %lu",
                     GLIA_EXPERIMENT_MAX, (unsigned long)length);
  }
  out->length = 0;
  for (size_t i = 0; i < length; i++) {
    const int at = (int)i;
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < length ? hex(text[i + 1]) : -1;
      const int low = i + 2 < length ? hex(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return glia_fail(error, GLIA_SYNTAX, at,
                         "a percent sign must be followed by two hexadecimal digits");
      }
      c = (char)(high * 16 + low);
      i += 2;
    }
    if ((unsigned char)c < 0x21 || (unsigned char)c > 0x7E) {
      return glia_fail(error, GLIA_SYNTAX, at,
                       "an experiment consists of letters, digits and the signs = & , : . + - _");
    }
    out->text[out->length] = c;
    out->origin[out->length++] = at;
  }
  out->text[out->length] = '\0';
  out->origin[out->length] = (int)length;
  return GLIA_OK;
}

static glia_status refuse_key(piece key, glia_error *error) {
  char keys[160];
  glia_text text = glia_text_open(keys, sizeof keys);
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) glia_text_put(&text, "%s%s", i ? ", " : "", table[i].key);
  return glia_fail(error, GLIA_UNKNOWN, key.position, "there is no setting '%.*s'; there are %s",
                   (int)(key.length < 40 ? key.length : 40), key.text, keys);
}

/* Where the value of each setting began, -1 where it is not given. */
typedef struct given {
  int position[32];
} given;

static glia_status parse_pair(const decoded *source, size_t start, size_t end, given *seen,
                              glia_settings *settings, glia_error *error) {
  if (start == end) {
    return glia_fail(error, GLIA_SYNTAX, source->origin[start],
                     "there is no setting beside this &; it only stands between two of them");
  }
  const char *equals = memchr(source->text + start, '=', end - start);
  if (!equals) {
    return glia_fail(error, GLIA_SYNTAX, source->origin[start],
                     "'%.*s' has no value; a setting is written key=value, such as noise=10",
                     (int)(end - start < 40 ? end - start : 40), source->text + start);
  }
  const size_t middle = (size_t)(equals - source->text);
  const piece all = {source->text, source->length, 0, source->origin};
  const piece key = part_of(all, start, middle - start);
  const piece value = part_of(all, middle + 1, end - middle - 1);
  const glia_setting *setting = glia_setting_find(key.text, key.length);
  if (!setting) return refuse_key(key, error);
  size_t count;
  int *position = &seen->position[setting - glia_settings_table(&count)];
  if (*position >= 0) {
    return glia_fail(error, GLIA_SYNTAX, key.position, "the setting %s is given twice",
                     setting->key);
  }
  *position = value.position;
  return parse_value(setting, value, settings, error);
}

static int position_of(const given *seen, const char *key) {
  size_t count;
  return seen->position[glia_setting_find(key, strlen(key)) - glia_settings_table(&count)];
}

/* Settings that are right one by one may still not go together. */
static glia_status check_together(const glia_settings *settings, const given *seen,
                                  glia_error *error) {
  glia_layers layers;
  glia_loss loss;
  glia_error why;
  glia_status status = glia_run_plan(settings, &layers, &loss, &why);
  if (status) return glia_fail(error, status, position_of(seen, "loss"), "%s", why.message);
  glia_network network;
  status = glia_network_plan(&network, glia_features_count(settings->features), &layers, loss, &why);
  if (status) {
    return glia_fail(error, status, position_of(seen, "layers"), "layers are too large: %s",
                     why.message);
  }
  return GLIA_OK;
}

glia_status glia_experiment_parse(const char *text, size_t length, glia_settings *settings,
                                  glia_error *error) {
  decoded source;
  glia_status status = decode(text, length, &source, error);
  if (status) return status;
  glia_settings read = glia_experiment_preset();
  given seen;
  for (size_t i = 0; i < 32; i++) seen.position[i] = -1;
  int more = source.length > 0;
  for (size_t start = 0; more;) {
    const char *ampersand = memchr(source.text + start, '&', source.length - start);
    const size_t end = ampersand ? (size_t)(ampersand - source.text) : source.length;
    status = parse_pair(&source, start, end, &seen, &read, error);
    if (status) return status;
    more = ampersand != NULL;
    start = end + 1;
  }
  status = check_together(&read, &seen, error);
  if (!status) *settings = read;
  return status;
}

static void put_value(glia_text *text, const glia_settings *settings,
                      const glia_setting *setting) {
  const void *value = value_of(settings, setting);
  switch (setting->type) {
    case GLIA_TYPE_CHOICE:
      glia_text_put(text, "%s", setting->choices[*(const uint32_t *)value].name);
      return;
    case GLIA_TYPE_REAL: glia_text_real(text, *(const double *)value); return;
    case GLIA_TYPE_INTEGER: glia_text_put(text, "%u", *(const uint32_t *)value); return;
    case GLIA_TYPE_SET: {
      const char *comma = "";
      for (size_t i = 0; i < setting->choice_count; i++) {
        if (!((*(const uint32_t *)value >> i) & 1u)) continue;
        glia_text_put(text, "%s%s", comma, setting->choices[i].name);
        comma = ",";
      }
      return;
    }
    case GLIA_TYPE_LAYERS: {
      const glia_layers *layers = value;
      for (uint32_t l = 0; l < layers->count; l++) {
        const glia_layer *layer = &layers->layer[l];
        glia_text_put(text, "%s%u:%s", l ? "," : "", layer->units,
                      setting->choices[layer->activation].name);
      }
    }
  }
}

size_t glia_experiment_value(const glia_settings *settings, const glia_setting *setting,
                             char *buffer, size_t room) {
  glia_text text = glia_text_open(buffer, room);
  put_value(&text, settings, setting);
  return text.length;
}

size_t glia_experiment_format(const glia_settings *settings, char *buffer, size_t room) {
  const glia_settings preset = glia_experiment_preset();
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  glia_text text = glia_text_open(buffer, room);
  for (size_t i = 0; i < count; i++) {
    char value[512], usual[512];
    glia_experiment_value(settings, &table[i], value, sizeof value);
    glia_experiment_value(&preset, &table[i], usual, sizeof usual);
    if (strcmp(value, usual) == 0) continue;
    glia_text_put(&text, "%s%s=%s", text.length ? "&" : "", table[i].key, value);
  }
  return text.length;
}
