/* What JavaScript has to know of C, told by C: sizes, offsets, codes, and the order of numbers. */
#include "wasm/exports.h"

#include "base/text.h"
#include "data/points.h"
#include "glia.h"
#include "wasm/about.h"

static const char *const measures[] = {
#define GLIA_MEASURE_NAME(field, meaning) #field,
    GLIA_MEASURES(GLIA_MEASURE_NAME)
#undef GLIA_MEASURE_NAME
};

static void put_names(glia_text *text, const char *name, const glia_choice *choices, size_t count) {
  glia_text_put(text, ",\"%s\":[", name);
  for (size_t i = 0; i < count; i++) {
    glia_text_put(text, "%s\"%s\"", i ? "," : "", choices[i].name);
  }
  glia_text_put(text, "]");
}

int glia_describe(char *buffer, int room) {
  glia_text text = glia_text_open(buffer, (size_t)room);
  glia_about_put(&text);
  glia_text_put(&text,
                ",\"settingsSize\":%d,\"paletteSize\":%d,\"range\":%g,\"historyRows\":%d"
                ",\"historyBytes\":%d,\"maxFieldSize\":%d,\"maxExperiment\":%d",
                (int)sizeof(glia_settings), (int)sizeof(glia_palette), GLIA_PLANE,
                GLIA_HISTORY_ROWS, GLIA_RUN_HISTORY_BYTES, GLIA_FIELD_MAX, GLIA_EXPERIMENT_MAX);
  glia_about_put_texts(&text, "measures", measures, sizeof measures / sizeof *measures);
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
