/* What JavaScript has to know of C, told by C: sizes, offsets, codes, and the order of numbers. */
#include "wasm/exports.h"

#include <stddef.h>

#include "base/text.h"
#include "data/points.h"
#include "glia.h"

static const char *const statuses[] = {
#define GLIA_STATUS(id, code, sentence) code,
#include "status.def"
#undef GLIA_STATUS
};

static const char *const measures[] = {
#define GLIA_MEASURE_NAME(field, meaning) #field,
    GLIA_MEASURES(GLIA_MEASURE_NAME)
#undef GLIA_MEASURE_NAME
};

static void put_list(glia_text *text, const char *name, const char *const *items, size_t count) {
  glia_text_put(text, ",\"%s\":[", name);
  for (size_t i = 0; i < count; i++) glia_text_put(text, "%s\"%s\"", i ? "," : "", items[i]);
  glia_text_put(text, "]");
}

static void put_names(glia_text *text, const char *name, const glia_choice *choices, size_t count) {
  glia_text_put(text, ",\"%s\":[", name);
  for (size_t i = 0; i < count; i++) {
    glia_text_put(text, "%s\"%s\"", i ? "," : "", choices[i].name);
  }
  glia_text_put(text, "]");
}

int glia_describe(char *buffer, int room) {
  glia_text text = glia_text_open(buffer, (size_t)room);
#if defined(GLIA_FAST)
  const char *build = "fast";
#else
  const char *build = "exact";
#endif
  glia_text_put(&text, "{\"version\":\"%s\",\"build\":\"%s\"", GLIA_VERSION, build);
  glia_text_put(&text,
                ",\"error\":{\"size\":%d,\"status\":%d,\"position\":%d,\"message\":%d}"
                ",\"settingsSize\":%d,\"paletteSize\":%d,\"range\":%g,\"historyRows\":%d"
                ",\"historyBytes\":%d,\"maxFieldSize\":%d,\"maxExperiment\":%d",
                (int)sizeof(glia_error), (int)offsetof(glia_error, status),
                (int)offsetof(glia_error, position), (int)offsetof(glia_error, message),
                (int)sizeof(glia_settings), (int)sizeof(glia_palette), GLIA_PLANE,
                GLIA_HISTORY_ROWS, GLIA_RUN_HISTORY_BYTES, GLIA_FIELD_MAX, GLIA_EXPERIMENT_MAX);
  put_list(&text, "statuses", statuses, sizeof statuses / sizeof *statuses);
  put_list(&text, "measures", measures, sizeof measures / sizeof *measures);
  size_t count;
  const glia_choice *activations = glia_activation_choices(&count);
  put_names(&text, "activations", activations, count);
  static const char *const lists[] = {"loss", "optimizer", "init"};
  static const char *const names[] = {"losses", "optimizers", "inits"};
  static const size_t lengths[] = {4, 9, 4};
  for (int i = 0; i < 3; i++) {
    const glia_setting *setting = glia_setting_find(lists[i], lengths[i]);
    put_names(&text, names[i], setting->choices, setting->choice_count);
  }
  glia_text_put(&text, "}");
  return (int)text.length;
}
