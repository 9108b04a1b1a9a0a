#include "io/experiment.h"

#include <string.h>

#include "base/text.h"
#include "data/inputs.h"
#include "nn/activation.h"
#include "io/piece.h"
#include "train/fault.h"
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

static glia_status refuse_number(const glia_setting *setting, glia_piece value, glia_status status,
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

static glia_status parse_set(const glia_setting *setting, glia_piece value, uint32_t *bits,
                             glia_error *error) {
  uint32_t read = 0;
  int more = 1;
  while (more) {
    more = memchr(value.text, ',', value.length) != NULL;
    const glia_piece item = glia_piece_next(&value, ',');
    const int index =
        glia_choice_find(setting->choices, setting->choice_count, item.text, item.length);
    if (index < 0) {
      return glia_piece_refuse(setting->key, item, setting->choices, setting->choice_count, error);
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

static glia_status parse_value(const glia_setting *setting, glia_piece value, glia_settings *settings,
                               glia_error *error) {
  void *field = field_of(settings, setting);
  double number = 0;
  switch (setting->type) {
    case GLIA_TYPE_CHOICE: {
      const int index =
          glia_choice_find(setting->choices, setting->choice_count, value.text, value.length);
      if (index < 0) {
        return glia_piece_refuse(setting->key, value, setting->choices, setting->choice_count, error);
      }
      *(uint32_t *)field = (uint32_t)index;
      return GLIA_OK;
    }
    case GLIA_TYPE_SET: return parse_set(setting, value, field, error);
    case GLIA_TYPE_LAYERS: return glia_piece_layers(value, GLIA_MAX_HIDDEN, 1, field, error);
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

static glia_status refuse_key(glia_piece key, glia_error *error) {
  char keys[400];
  glia_text text = glia_text_open(keys, sizeof keys);
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) glia_text_put(&text, "%s%s", i ? ", " : "", table[i].key);
  return glia_fail(error, GLIA_UNKNOWN, key.position, "there is no setting '%.*s'; there are %s",
                   (int)(key.length < 40 ? key.length : 40), key.text, keys);
}

enum { MAX_SETTINGS = 64 };

/* Where the value of each setting began, -1 where it is not given. */
typedef struct given {
  int position[MAX_SETTINGS];
} given;

static int *position_of(given *seen, const glia_setting *setting) {
  size_t count;
  return &seen->position[setting - glia_settings_table(&count)];
}

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
  const glia_piece all = {source->text, source->length, 0, source->origin};
  const glia_piece key = glia_piece_part(all, start, middle - start);
  const glia_piece value = glia_piece_part(all, middle + 1, end - middle - 1);
  const glia_setting *setting = glia_setting_find(key.text, key.length);
  if (!setting) return refuse_key(key, error);
  int *position = position_of(seen, setting);
  if (*position >= 0) {
    return glia_fail(error, GLIA_SYNTAX, key.position, "the setting %s is given twice",
                     setting->key);
  }
  *position = value.position;
  return parse_value(setting, value, settings, error);
}

/* Settings that are right one by one may still not go together. */
static glia_status check_together(const glia_settings *settings, given *seen, glia_error *error) {
  glia_layers layers;
  glia_loss_spec loss;
  glia_error why;
  glia_status status = glia_run_plan(settings, &layers, &loss, &why);
  const char *key = glia_fault_check(settings, NULL) ? "fault" : "loss";
  if (!status) {
    status = glia_inputs_check(settings, &why);
    key = "features";
  }
  if (!status) {
    const glia_trainer_options training = glia_run_training(settings);
    status = glia_schedule_check(&training.schedule, &why);
    key = settings->schedule == GLIA_SCHEDULE_WARMUP_COSINE ? "warmup" : "schedule";
    /* The default warm-up may be too long for a length that is given. */
    if (*position_of(seen, glia_setting_find(key, strlen(key))) < 0) key = "horizon";
  }
  glia_network network;
  if (!status) {
    status = glia_network_plan(&network, glia_inputs_count(settings), &layers, &loss,
                               &why);
    key = "layers";
  }
  if (!status) {
    status = glia_start_check(&network, glia_run_start(settings), &why);
    key = settings->init == GLIA_INIT_ORTHOGONAL ? "init" : "layers";
  }
  if (!status) return GLIA_OK;
  const int position = *position_of(seen, glia_setting_find(key, strlen(key)));
  return glia_fail(error, status, position, "%s", why.message);
}

glia_status glia_experiment_parse(const char *text, size_t length, glia_settings *settings,
                                  glia_error *error) {
  decoded source;
  glia_status status = decode(text, length, &source, error);
  if (status) return status;
  glia_settings read = glia_experiment_preset();
  given seen;
  for (size_t i = 0; i < MAX_SETTINGS; i++) seen.position[i] = -1;
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
    case GLIA_TYPE_LAYERS: glia_layers_put(text, value); return;
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
    char value[1024], usual[1024];
    glia_experiment_value(settings, &table[i], value, sizeof value);
    glia_experiment_value(&preset, &table[i], usual, sizeof usual);
    if (strcmp(value, usual) == 0) continue;
    glia_text_put(&text, "%s%s=%s", text.length ? "&" : "", table[i].key, value);
  }
  return text.length;
}
