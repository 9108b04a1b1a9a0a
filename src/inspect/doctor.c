#include "inspect/doctor.h"

#include <string.h>

#include "base/text.h"
#include "inspect/examine.h"
#include "inspect/json.h"

static const struct {
  const char *code, *settings;
  double threshold;
} complaints[] = {
#define ROW(id, code, threshold, settings) {#code, settings, threshold},
    GLIA_COMPLAINTS(ROW)
#undef ROW
};

const char *glia_complaint_code(glia_complaint complaint) { return complaints[complaint].code; }

const char *glia_complaint_settings(glia_complaint complaint) {
  return complaints[complaint].settings;
}

double glia_complaint_threshold(glia_complaint complaint) {
  return complaints[complaint].threshold;
}

static void examine(glia_diagnosis *d, glia_run *run, const glia_statistics *s,
                    glia_leak_table *table) {
  glia_examine_fault(d, run);
  glia_examine_symmetry(d, run);
  glia_examine_dead(d, run, s);
  glia_examine_saturated(d, run, s);
  glia_examine_gradients(d, run, s);
  glia_examine_rate(d, run, s);
  glia_examine_overfitting(d, run);
  glia_examine_leak(d, run, table);
  glia_examine_balance(d, run);
}

glia_diagnosis *glia_diagnosis_create(glia_run *run, const glia_statistics *statistics,
                                      const glia_memory *memory, glia_error *error) {
  glia_arena arena = glia_arena_open(memory), meanwhile = glia_arena_open(memory);
  glia_diagnosis *diagnosis = glia_arena_take(&arena, sizeof *diagnosis);
  glia_leak_table table = {.size = 1};
  while (table.size < 2 * run->dataset.train.rows) table.size *= 2;
  table.row = glia_arena_array(&meanwhile, table.size, sizeof *table.row);
  if (diagnosis && table.row) {
    diagnosis->arena = arena;
    examine(diagnosis, run, statistics, &table);
  } else {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    glia_arena_close(&arena);
    diagnosis = NULL;
  }
  glia_arena_close(&meanwhile);
  return diagnosis;
}

void glia_diagnosis_free(glia_diagnosis *diagnosis) {
  if (!diagnosis) return;
  glia_arena arena = diagnosis->arena;
  glia_arena_close(&arena);
}

/* Keys joined by commas as a JSON list; those that the table lacks are left out. */
static void put_settings(glia_text *text, const char *keys) {
  glia_text_put(text, ",\"settings\":[");
  int first = 1;
  for (const char *at = keys; *at;) {
    const char *comma = strchr(at, ',');
    const size_t length = comma ? (size_t)(comma - at) : strlen(at);
    if (glia_setting_find(at, length)) {
      glia_text_put(text, "%s\"%.*s\"", first ? "" : ",", (int)length, at);
      first = 0;
    }
    at += length + (comma != NULL);
  }
  glia_text_put(text, "]");
}

size_t glia_diagnosis_json(const glia_diagnosis *diagnosis, char *buffer, size_t room) {
  glia_text text = glia_text_open(buffer, room);
  glia_text_put(&text, "{\"findings\":[");
  for (size_t i = 0; i < diagnosis->count; i++) {
    const glia_finding *f = &diagnosis->finding[i];
    glia_text_put(&text, "%s{\"code\":\"%s\",\"layer\":", i ? "," : "",
                  glia_complaint_code(f->complaint));
    if (f->layer < 0) {
      glia_text_put(&text, "null");
    } else {
      glia_text_put(&text, "%d", f->layer);
    }
    glia_text_put(&text, ",\"unitCount\":%lu,\"units\":[", (unsigned long)f->units);
    for (size_t u = 0; u < f->units && u < GLIA_FINDING_UNITS; u++) {
      glia_text_put(&text, "%s%u", u ? "," : "", f->unit[u]);
    }
    glia_text_put(&text, "]");
    glia_json_real(&text, "measured", f->measured);
    glia_json_real(&text, "threshold", f->threshold);
    glia_json_text(&text, "sentence", f->sentence);
    put_settings(&text, glia_complaint_settings(f->complaint));
    glia_text_put(&text, "}");
  }
  glia_text_put(&text, "]}");
  return text.length;
}
