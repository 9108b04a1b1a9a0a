#include "data/table.h"

#include <string.h>

#include "base/text.h"
#include "data/csv_scan.h"

enum { FEW_NUMBERS = 10, ROWS_EACH = 5 };

typedef struct {
  glia_table *table;
  const glia_csv *csv;
  const glia_table_choice *choice;
  uint32_t *chosen; /* (chosen_count) columns */
  uint32_t chosen_count;
  glia_arena *arena, *scratch;
  glia_error *error;
} chooser;

static glia_status no_memory(chooser *c) { return glia_fail(c->error, GLIA_MEMORY, -1, NULL); }

static const char *brief(char out[CSV_BRIEF], const char *text) {
  return csv_brief(out, text, strlen(text));
}

static int is_missing(const glia_csv_column *column, size_t row) {
  return column->missing && column->missing[row];
}

/* ---- columns and rows ---- */

static glia_status check_column(chooser *c, uint32_t column, uint8_t *used) {
  if (column >= c->csv->columns) {
    return glia_fail(c->error, GLIA_RANGE, -1, "there is no column %lu; the table has %lu",
                     (unsigned long)column + 1, (unsigned long)c->csv->columns);
  }
  if (used[column]++) {
    char name[CSV_BRIEF];
    return glia_fail(c->error, GLIA_CONFLICT, -1,
                     "column '%s' is chosen twice; it can be an input or the target, once",
                     brief(name, c->csv->column[column].name));
  }
  return GLIA_OK;
}

static glia_status choose_columns(chooser *c) {
  const uint32_t columns = c->csv->columns;
  uint8_t *used = glia_arena_take(c->scratch, columns);
  c->chosen = glia_arena_array(c->scratch, columns, sizeof *c->chosen);
  if (!used || !c->chosen) return no_memory(c);
  glia_status status = check_column(c, c->choice->target, used);
  if (status) return status;
  if (c->choice->inputs) {
    for (uint32_t i = 0; i < c->choice->input_count; i++) {
      status = check_column(c, c->choice->inputs[i], used);
      if (status) return status;
      c->chosen[c->chosen_count++] = c->choice->inputs[i];
    }
  } else {
    for (uint32_t i = 0; i < columns; i++) {
      if (!used[i]) c->chosen[c->chosen_count++] = i;
    }
  }
  if (c->chosen_count) return GLIA_OK;
  return glia_fail(c->error, GLIA_CONFLICT, -1,
                   "no column is chosen as input; one at least is needed besides the target");
}

/* The first column for which a row is left out, or columns where it is kept. */
static uint32_t why_dropped(const chooser *c, size_t row) {
  const glia_csv_column *column = c->csv->column;
  if (is_missing(&column[c->choice->target], row)) return c->choice->target;
  for (uint32_t i = 0; c->choice->missing == GLIA_TABLE_DROP && i < c->chosen_count; i++) {
    if (is_missing(&column[c->chosen[i]], row)) return c->chosen[i];
  }
  return c->csv->columns;
}

static glia_status choose_rows(chooser *c) {
  size_t rows = 0;
  for (size_t row = 0; row < c->csv->rows; row++) rows += why_dropped(c, row) == c->csv->columns;
  if (rows == 0) {
    char name[CSV_BRIEF];
    return glia_fail(c->error, GLIA_CONFLICT, -1,
                     "no row has a value in every column that is needed; the first one lacks '%s'",
                     brief(name, c->csv->column[why_dropped(c, 0)].name));
  }
  uint32_t *kept = glia_arena_array(c->arena, rows, sizeof *kept);
  if (!kept) return no_memory(c);
  c->table->row = kept;
  c->table->rows = rows;
  c->table->dropped = c->csv->rows - rows;
  for (size_t row = 0; row < c->csv->rows; row++) {
    if (why_dropped(c, row) == c->csv->columns) *kept++ = (uint32_t)row;
  }
  return GLIA_OK;
}

/* ---- texts ---- */

/* index (text_count) = which of the texts that occur in the table's rows, from 0; -1 for others.
 * Returns how many occur. */
static uint32_t number_texts(const glia_table *t, const glia_csv_column *column, int32_t *index) {
  for (uint32_t i = 0; i < column->text_count; i++) index[i] = -1;
  for (size_t i = 0; i < t->rows; i++) {
    if (!is_missing(column, t->row[i])) index[column->codes[t->row[i]]] = 0;
  }
  uint32_t count = 0;
  for (uint32_t i = 0; i < column->text_count; i++) {
    if (index[i] == 0) index[i] = (int32_t)count++;
  }
  return count;
}

static const char *input_name(chooser *c, const char *column, const char *text) {
  const size_t room = strlen(column) + strlen(text) + 4;
  char *name = glia_arena_take(c->arena, room);
  if (!name) return NULL;
  glia_text out = glia_text_open(name, room);
  glia_text_put(&out, "%s = %s", column, text);
  return name;
}

static glia_status too_many_inputs(chooser *c, const glia_csv_column *column, size_t count) {
  char name[CSV_BRIEF];
  return glia_fail(c->error, GLIA_LIMIT, -1,
                   "with column '%s' there are %lu inputs, one for each text of a column of texts; "
                   "there can be %d",
                   brief(name, column->name), (unsigned long)count, GLIA_TABLE_MAX_INPUTS);
}

static glia_status choose_inputs(chooser *c) {
  glia_table *t = c->table;
  int32_t **index = glia_arena_array(c->scratch, c->chosen_count, sizeof *index);
  if (!index) return no_memory(c);
  size_t inputs = 0;
  for (uint32_t i = 0; i < c->chosen_count; i++) {
    const glia_csv_column *column = &c->csv->column[c->chosen[i]];
    if (column->kind == GLIA_CSV_NUMBER) {
      inputs++;
    } else {
      index[i] = glia_arena_array(c->scratch, column->text_count, sizeof *index[i]);
      if (!index[i]) return no_memory(c);
      inputs += number_texts(t, column, index[i]);
    }
    if (inputs > GLIA_TABLE_MAX_INPUTS) return too_many_inputs(c, column, inputs);
  }
  if (inputs == 0) {
    return glia_fail(c->error, GLIA_CONFLICT, -1, "the columns chosen as inputs hold no value");
  }
  glia_table_input *input = glia_arena_array(c->arena, inputs, sizeof *input);
  if (!input) return no_memory(c);
  t->input = input;
  t->inputs = (uint32_t)inputs;
  for (uint32_t i = 0; i < c->chosen_count; i++) {
    const glia_csv_column *column = &c->csv->column[c->chosen[i]];
    const int number = column->kind == GLIA_CSV_NUMBER;
    for (uint32_t text = 0; text < (number ? 1 : column->text_count); text++) {
      if (!number && index[i][text] < 0) continue;
      *input = (glia_table_input){.column = c->chosen[i], .text = number ? -1 : (int32_t)text};
      input->scale = (glia_scale){0.0, 1.0, 1.0, 0.0};
      input->name = number ? column->name : input_name(c, column->name, column->texts[text]);
      if (!input->name) return no_memory(c);
      input++;
    }
  }
  return GLIA_OK;
}

/* ---- the target ---- */

/* Different numbers, ascending; count is one more than GLIA_TABLE_MAX_CLASSES where there are more. */
typedef struct {
  double value[GLIA_TABLE_MAX_CLASSES + 1];
  uint32_t count;
  int whole;
} numbers;

static uint32_t place_of(const numbers *n, double value) {
  uint32_t low = 0, high = n->count;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (n->value[middle] < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static void find_numbers(const glia_table *t, const glia_csv_column *column, numbers *n) {
  n->count = 0;
  n->whole = 1;
  for (size_t i = 0; i < t->rows && n->count <= GLIA_TABLE_MAX_CLASSES; i++) {
    const double value = column->values[t->row[i]];
    /* Doubles of 2^53 and more are whole. */
    if (value > -0x1p53 && value < 0x1p53) n->whole &= (double)(int64_t)value == value;
    const uint32_t place = place_of(n, value);
    if (place < n->count && n->value[place] == value) continue;
    memmove(n->value + place + 1, n->value + place, (n->count - place) * sizeof *n->value);
    n->value[place] = value;
    n->count++;
  }
}

static glia_status set_classes(chooser *c, uint32_t count, const char **name, const float *label) {
  glia_table *t = c->table;
  t->task = GLIA_TASK_CLASSES;
  t->classes = count;
  t->class_name = name;
  t->label = label;
  if (count > 1) return GLIA_OK;
  char column[CSV_BRIEF], text[CSV_BRIEF];
  return glia_fail(c->error, GLIA_CONFLICT, -1,
                   "column '%s' is '%s' in every row that is kept; there must be two classes at least",
                   brief(column, c->csv->column[t->target].name), brief(text, name[0]));
}

static glia_status too_many_classes(chooser *c, const glia_csv_column *column) {
  char name[CSV_BRIEF];
  return glia_fail(c->error, GLIA_LIMIT, -1,
                   "column '%s' has more than %d different values; there can be that many classes",
                   brief(name, column->name), GLIA_TABLE_MAX_CLASSES);
}

static glia_status text_classes(chooser *c, const glia_csv_column *column) {
  const glia_table *t = c->table;
  int32_t *index = glia_arena_array(c->scratch, column->text_count, sizeof *index);
  if (!index) return no_memory(c);
  const uint32_t count = number_texts(t, column, index);
  if (count > GLIA_TABLE_MAX_CLASSES) return too_many_classes(c, column);
  const char **name = glia_arena_array(c->arena, count, sizeof *name);
  float *label = glia_arena_floats(c->arena, t->rows);
  if (!name || !label) return no_memory(c);
  for (uint32_t i = 0; i < column->text_count; i++) {
    if (index[i] >= 0) name[index[i]] = column->texts[i];
  }
  for (size_t i = 0; i < t->rows; i++) label[i] = (float)index[column->codes[t->row[i]]];
  return set_classes(c, count, name, label);
}

static glia_status number_classes(chooser *c, const glia_csv_column *column, const numbers *n) {
  const glia_table *t = c->table;
  if (n->count > GLIA_TABLE_MAX_CLASSES) return too_many_classes(c, column);
  enum { ROOM = 32 };
  const char **name = glia_arena_array(c->arena, n->count, sizeof *name);
  char *text = glia_arena_array(c->arena, n->count, ROOM);
  float *label = glia_arena_floats(c->arena, t->rows);
  if (!name || !text || !label) return no_memory(c);
  for (uint32_t i = 0; i < n->count; i++) {
    glia_text out = glia_text_open(text + (size_t)i * ROOM, ROOM);
    /* -0 is the number 0. */
    glia_text_real(&out, n->value[i] == 0.0 ? 0.0 : n->value[i]);
    name[i] = out.start;
  }
  for (size_t i = 0; i < t->rows; i++) label[i] = (float)place_of(n, column->values[t->row[i]]);
  return set_classes(c, n->count, name, label);
}

static glia_status choose_target(chooser *c) {
  glia_table *t = c->table;
  t->target = c->choice->target;
  t->task = c->choice->task;
  const glia_csv_column *column = &c->csv->column[t->target];
  if (column->kind == GLIA_CSV_TEXT) {
    if (t->task != GLIA_TASK_VALUES) return text_classes(c, column);
    char name[CSV_BRIEF];
    return glia_fail(c->error, GLIA_CONFLICT, -1,
                     "column '%s' holds texts; they can be classes, not values",
                     brief(name, column->name));
  }
  if (t->task != GLIA_TASK_VALUES) {
    numbers found;
    find_numbers(t, column, &found);
    const int classes = found.whole && found.count > 1 && found.count <= FEW_NUMBERS &&
                        t->rows >= (size_t)ROWS_EACH * found.count;
    if (t->task == GLIA_TASK_CLASSES || classes) return number_classes(c, column, &found);
  }
  t->task = GLIA_TASK_VALUES;
  return GLIA_OK;
}

glia_status glia_table_choose(glia_table *table, const glia_csv *csv,
                              const glia_table_choice *choice, glia_arena *arena,
                              glia_error *error) {
  *table = (glia_table){.csv = csv, .target_scale = {0.0, 1.0, 1.0, 0.0}};
  glia_arena scratch = glia_arena_open(&arena->memory);
  chooser c = {.table = table, .csv = csv, .choice = choice, .arena = arena, .scratch = &scratch,
               .error = error};
  glia_status status = choose_columns(&c);
  if (!status) status = choose_rows(&c);
  if (!status) status = choose_inputs(&c);
  if (!status) status = choose_target(&c);
  glia_arena_close(&scratch);
  return status;
}
