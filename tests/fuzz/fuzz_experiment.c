/* Any bytes as an experiment: what is read must be within the table's limits, be written in the
 * shortest form, and read back as the same. */
#include "fuzz.h"
#include "io/experiment.h"
#include "train/run.h"

static void check_limits(const glia_settings *settings) {
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const char *field = (const char *)settings + table[i].offset;
    uint32_t whole = 0;
    double real = 0;
    if (table[i].type == GLIA_TYPE_REAL) memcpy(&real, field, sizeof real);
    else if (table[i].type != GLIA_TYPE_LAYERS) memcpy(&whole, field, sizeof whole);
    switch (table[i].type) {
      case GLIA_TYPE_CHOICE: MUST(whole < table[i].choice_count); break;
      case GLIA_TYPE_SET: MUST(whole && whole < 1u << table[i].choice_count); break;
      case GLIA_TYPE_REAL: MUST(real >= table[i].min && real <= table[i].max); break;
      case GLIA_TYPE_INTEGER: MUST(whole >= table[i].min && whole <= table[i].max); break;
      case GLIA_TYPE_LAYERS: MUST(settings->layers.count <= GLIA_MAX_HIDDEN); break;
    }
  }
}

/* A buffer too small gets the beginning and a zero, and nothing behind it is touched. */
static void check_room(const glia_settings *settings, const char *whole, size_t room) {
  char buffer[GLIA_EXPERIMENT_MAX + 2];
  memset(buffer, '#', sizeof buffer);
  const size_t length = glia_experiment_format(settings, buffer, room);
  MUST(length == strlen(whole));
  MUST(buffer[room] == '#');
  if (room) MUST(strlen(buffer) < room && memcmp(buffer, whole, strlen(buffer)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  glia_settings settings, again;
  glia_error error = {0};
  memset(&settings, 0xA5, sizeof settings);
  const glia_settings before = settings;
  const glia_status status = glia_experiment_parse((const char *)data, size, &settings, &error);
  check_error(status, &error, size);
  if (status) {
    MUST(memcmp(&settings, &before, sizeof settings) == 0);
    return 0;
  }
  check_limits(&settings);
  char text[GLIA_EXPERIMENT_MAX + 1], second[GLIA_EXPERIMENT_MAX + 1];
  const size_t length = glia_experiment_format(&settings, text, sizeof text);
  MUST(length < sizeof text);
  check_room(&settings, text, size ? data[0] % (length + 1) : 0);
  MUST(glia_experiment_parse(text, length, &again, &error) == GLIA_OK);
  MUST(glia_experiment_format(&again, second, sizeof second) == length);
  MUST(memcmp(text, second, length) == 0);
  glia_layers layers;
  glia_loss_spec loss;
  MUST(glia_run_plan(&settings, &layers, &loss, &error) == GLIA_OK);
  MUST(layers.count == settings.layers.count + 1);
  return 0;
}
