/* What of a CSV table a network is trained on, for JavaScript: chosen, split, filled and scaled. */
#include <string.h>

#include "base/text.h"
#include "data/csv_scan.h"
#include "data/dataset.h"
#include "data/order.h"
#include "data/split.h"
#include "wasm/about.h"
#include "wasm/common.h"
#include "wasm/files.h"
#include "wasm/files_json.h"

/* The limits of an experiment, from the table itself. */
#define GLIA_INTEGER_WHEN(key, preset, low, high, ...) MOST_##key = high,
enum {
#include "settings.def"
};

/* Rows that are named in one warning, and the characters of their list. */
enum { FEW = 8, FEW_ROWS = 160 };

static glia_status choose(glia_selection *s, const glia_sheet *sheet, const uint32_t *inputs, int count,
                          int target, int how, glia_error *error) {
  const glia_table_choice choice = {
      .inputs = count ? inputs : NULL,
      .input_count = (uint32_t)count,
      .target = (uint32_t)target,
      .task = how & GLIA_SELECT_CLASSES  ? GLIA_TASK_CLASSES
              : how & GLIA_SELECT_VALUES ? GLIA_TASK_VALUES
                                         : GLIA_TASK_ANY,
      .missing = how & GLIA_SELECT_MEAN ? GLIA_TABLE_MEAN : GLIA_TABLE_DROP};
  const glia_status status = glia_table_choose(&s->table, &sheet->csv, &choice, &s->arena, error);
  if (status || s->table.rows > 1) return status;
  return glia_fail(error, GLIA_CONFLICT, -1,
                   "only one row has all values; some rows must train and some test");
}

static glia_status fill(glia_selection *s, int how, double share, double seed, glia_error *error) {
  const glia_table *t = &s->table;
  const glia_scaling by = how & GLIA_SELECT_SCALE ? GLIA_SCALING_STANDARD : GLIA_SCALING_NONE;
  const glia_table_scaling scaling = {by, by, 0, 0};
  uint32_t *order = glia_arena_array(&s->arena, t->rows, sizeof *order);
  s->held = glia_arena_take(&s->arena, t->rows);
  s->x = glia_arena_array(&s->arena, t->rows, t->inputs * sizeof *s->x);
  s->target = glia_arena_floats(&s->arena, t->rows);
  if (!order || !s->held || !s->x || !s->target) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  const glia_split split = {t->rows, order, t->label, t->classes};
  s->tests = glia_split_tests(t->rows, share);
  glia_order_shuffle(order, t->rows, glia_wasm_whole(seed), GLIA_STREAM_SPLIT, 0);
  if (t->label && t->classes <= GLIA_MAX_CLASSES) glia_split_by_class(&split, s->tests, s->held);
  else glia_split_plain(&split, s->tests, s->held);
  const glia_status status = glia_table_fit(&s->table, s->held, &scaling, error);
  return status ? status : glia_table_write(&s->table, s->x, s->target, error);
}

glia_selection *glia_selection_make(const glia_sheet *sheet, const uint32_t *inputs, int count,
                                    int target, int how, double share, double seed,
                                    glia_error *error) {
  glia_arena arena = glia_arena_open(NULL);
  glia_selection *s = glia_arena_take(&arena, sizeof *s);
  glia_status status = GLIA_MEMORY;
  if (!s) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
  } else {
    s->arena = arena;
    status = choose(s, sheet, inputs, count, target, how, error);
    if (!status) status = fill(s, how, share, seed, error);
    arena = s->arena;
  }
  if (!status) return s;
  glia_arena_close(&arena);
  return NULL;
}

void glia_selection_free(glia_selection *selection) {
  if (!selection) return;
  glia_arena arena = selection->arena;
  glia_arena_close(&arena);
}

void glia_selection_copy(const glia_selection *s, float *x, float *target, uint8_t *held) {
  const size_t rows = s->table.rows;
  memcpy(x, s->x, rows * s->table.inputs * sizeof *x);
  memcpy(target, s->target, rows * sizeof *target);
  memcpy(held, s->held, rows);
}

/* Whether an input is the same in every training row, so that it says nothing. */
static int is_constant(const glia_selection *s, uint32_t input) {
  const uint32_t inputs = s->table.inputs;
  float first = 0.0f;
  int seen = 0;
  for (size_t i = 0; i < s->table.rows; i++) {
    if (s->held[i]) continue;
    const float value = s->x[i * inputs + input];
    if (seen && value != first) return 0;
    first = value;
    seen = 1;
  }
  return 1;
}

/* Which rows of the file are left out, counted from 1: the first few. Returns list. */
static const char *list_dropped(const glia_table *t, char list[FEW_ROWS]) {
  glia_text text = glia_text_open(list, FEW_ROWS);
  size_t named = 0, kept = 0;
  for (size_t row = 0; row < t->csv->rows && named < FEW; row++) {
    if (kept < t->rows && t->row[kept] == row) {
      kept++;
      continue;
    }
    glia_text_put(&text, "%s%lu", !named ? "" : named + 1 == t->dropped ? " and " : ", ", (unsigned long)row + 1);
    named++;
  }
  if (named < t->dropped) glia_text_put(&text, " and %lu more", (unsigned long)(t->dropped - named));
  return list;
}

/* One sentence of the list, built where it is put. */
#define WARN(...)                                           \
  do {                                                      \
    char sentence[GLIA_MESSAGE_SIZE];                       \
    glia_text warning = glia_text_open(sentence, sizeof sentence); \
    glia_text_put(&warning, __VA_ARGS__);                   \
    glia_text_put(text, count++ ? "," : "");                \
    glia_text_json(text, sentence);                         \
  } while (0)

static void put_warnings(glia_text *text, const glia_selection *s) {
  const glia_table *t = &s->table;
  int count = 0;
  char name[CSV_BRIEF];
  glia_text_put(text, ",\"warnings\":[");
  if (t->dropped) {
    char rows[FEW_ROWS];
    WARN("%lu of %lu rows are left out, because a value is missing: row%s %s.", (unsigned long)t->dropped,
         (unsigned long)t->csv->rows, t->dropped == 1 ? "" : "s", list_dropped(t, rows));
  }
  if (t->rows > GLIA_GIVEN_MAX) {
    WARN("There are %lu rows; a run can have at most %d.", (unsigned long)t->rows, GLIA_GIVEN_MAX);
  }
  if (t->inputs > MOST_columns) {
    WARN("There are %u inputs; the playground's networks take at most %d. Choose fewer columns.",
         t->inputs, MOST_columns);
  }
  if (t->classes > MOST_classes) {
    WARN("There are %u classes; the playground's networks tell at most %d apart. Choose another "
         "target, or learn it as a value.",
         t->classes, MOST_classes);
  }
  for (uint32_t i = 0; i < t->inputs && count < GLIA_CSV_MAX_WARNINGS; i++) {
    if (!is_constant(s, i)) continue;
    WARN("'%s' is the same in every training row, so it tells the network nothing.",
         csv_brief(name, t->input[i].name, strlen(t->input[i].name)));
  }
  for (uint32_t c = 0; c < t->classes && count < GLIA_CSV_MAX_WARNINGS; c++) {
    size_t training = 0, all = 0;
    for (size_t i = 0; i < t->rows; i++) {
      all += t->label[i] == (float)c;
      training += t->label[i] == (float)c && !s->held[i];
    }
    csv_brief(name, t->class_name[c], strlen(t->class_name[c]));
    if (!training) WARN("No training row is of class '%s'.", name);
    else if (training == all) WARN("No test row is of class '%s', so nothing tells whether it is learned.", name);
  }
  glia_text_put(text, "]");
}

static void put_scales(glia_text *text, const glia_table *t, int deviation) {
  glia_text_put(text, "[");
  for (uint32_t i = 0; i < t->inputs; i++) {
    glia_text_put(text, i ? "," : "");
    glia_text_real(text, deviation ? t->input[i].scale.divisor : t->input[i].scale.offset);
  }
  glia_text_put(text, "]");
}

static void put_selection(glia_text *text, const void *told) {
  const glia_selection *s = told;
  const glia_table *t = &s->table;
  const char *task = t->classes ? "classes" : "values";
  glia_text_put(text, "{\"task\":\"%s\",\"rows\":%lu,\"tests\":%lu,\"dropped\":%lu,\"inputs\":%u,\"names\":[",
                task, (unsigned long)t->rows, (unsigned long)s->tests, (unsigned long)t->dropped, t->inputs);
  for (uint32_t i = 0; i < t->inputs; i++) {
    glia_text_put(text, i ? "," : "");
    glia_text_json(text, t->input[i].name);
  }
  glia_text_put(text, "]");
  glia_about_put_texts(text, "classes", t->class_name, t->classes);
  glia_text_put(text, ",\"scale\":{\"mean\":");
  put_scales(text, t, 0);
  glia_text_put(text, ",\"deviation\":");
  put_scales(text, t, 1);
  glia_text_put(text, "},\"target\":{\"name\":");
  glia_text_json(text, t->csv->column[t->target].name);
  glia_text_put(text, ",\"mean\":");
  glia_text_real(text, t->target_scale.offset);
  glia_text_put(text, ",\"deviation\":");
  glia_text_real(text, t->target_scale.divisor);
  glia_text_put(text, "},\"experiment\":\"");
  if (t->inputs <= MOST_columns && t->classes <= MOST_classes && t->rows <= GLIA_GIVEN_MAX) {
    glia_text_put(text, "data=%s", t->classes ? "table" : "measurements");
    if (t->classes > 2) glia_text_put(text, "&classes=%u", t->classes);
    if (t->inputs != 2) glia_text_put(text, "&columns=%u", t->inputs);
  }
  glia_text_put(text, "\"");
  put_warnings(text, s);
  glia_text_put(text, "}");
}

char *glia_selection_json(const glia_selection *selection, glia_error *error) {
  return glia_files_json(put_selection, selection, error);
}
