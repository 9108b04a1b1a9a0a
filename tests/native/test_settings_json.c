/* The published table: strict JSON that says, row by row, what the table says and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/settings.h"
#include "io/experiment.h"
#include "io/settings_json.h"
#include "oracle.h"
#include "train/branch.h"

enum { SENTINEL = 0x5A };

static char *whole_text(size_t *length) {
  *length = glia_settings_json(NULL, 0);
  char *text = malloc(*length + 1);
  assert_non_null(text);
  assert_int_equal(glia_settings_json(text, *length + 1), *length);
  assert_int_equal(strlen(text), *length);
  return text;
}

static int set_up(void **state) {
  size_t length;
  char *text = whole_text(&length), error[128];
  oracle *o = oracle_parse(text, length, error, sizeof error);
  if (!o) print_error("%s\n%s\n", error, text);
  free(text);
  *state = o;
  return o ? 0 : -1;
}

static int tear_down(void **state) {
  oracle_free(*state);
  return 0;
}

static int is_number(const glia_setting *s) {
  return s->type == GLIA_TYPE_REAL || s->type == GLIA_TYPE_INTEGER;
}

static void check_string(const oracle *o, size_t row, const char *name, const char *expected) {
  assert_int_equal(oracle_type_at(o, "settings[%zu].%s", row, name), ORACLE_STRING);
  assert_string_equal(oracle_string_at(o, "settings[%zu].%s", row, name), expected);
}

static void check_number(const oracle *o, size_t row, const char *name, double expected) {
  assert_int_equal(oracle_type_at(o, "settings[%zu].%s", row, name), ORACLE_NUMBER);
  assert_true(oracle_number_at(o, "settings[%zu].%s", row, name) == expected);
}

static void test_top(void **state) {
  const oracle *o = *state;
  size_t count;
  glia_settings_table(&count);
  assert_int_equal(oracle_count_at(o, "%s", ""), 2);
  assert_true(oracle_number_at(o, "version") == 1);
  assert_int_equal(oracle_type_at(o, "settings"), ORACLE_ARRAY);
  assert_int_equal(oracle_count_at(o, "settings"), count);
}

static void test_texts(void **state) {
  static const char *const types[] = {"choice", "real", "integer", "set", "layers"};
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    check_string(*state, i, "key", table[i].key);
    check_string(*state, i, "type", types[table[i].type]);
    check_string(*state, i, "group", table[i].group);
    check_string(*state, i, "label", table[i].label);
    check_string(*state, i, "help", table[i].help);
  }
}

static void test_numbers(void **state) {
  const oracle *o = *state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    if (!is_number(s)) {
      static const char *const absent[] = {"min", "max", "step", "unit", "scale", "marks"};
      for (size_t k = 0; k < 6; k++) {
        assert_int_equal(oracle_type_at(o, "settings[%zu].%s", i, absent[k]), ORACLE_ABSENT);
      }
      continue;
    }
    check_number(o, i, "default", s->preset);
    check_number(o, i, "min", s->min);
    check_number(o, i, "max", s->max);
    check_number(o, i, "step", s->step);
    check_string(o, i, "unit", s->unit);
    check_string(o, i, "scale", s->scale);
    assert_int_equal(oracle_type_at(o, "settings[%zu].marks", i), ORACLE_ARRAY);
    size_t marks = s->marks[0] != '\0';
    for (const char *c = s->marks; *c; c++) marks += *c == ',';
    assert_int_equal(oracle_count_at(o, "settings[%zu].marks", i), marks);
    const char *at = s->marks;
    for (size_t m = 0; m < marks; m++) {
      char *end;
      assert_true(oracle_number_at(o, "settings[%zu].marks[%zu]", i, m) == strtod(at, &end));
      at = end + 1;
    }
  }
}

/* A default that is text reads, as the value of its key, as the preset. */
static void test_defaults(void **state) {
  const oracle *o = *state;
  const glia_settings preset = glia_experiment_preset();
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (is_number(&table[i])) continue;
    const char *text = oracle_string_at(o, "settings[%zu].default", i);
    char value[256], pair[300];
    glia_experiment_value(&preset, &table[i], value, sizeof value);
    assert_string_equal(text, value);
    snprintf(pair, sizeof pair, "%s=%s", table[i].key, text);
    glia_settings read;
    assert_int_equal(glia_experiment_parse(pair, strlen(pair), &read, NULL), GLIA_OK);
    assert_int_equal(glia_experiment_format(&read, value, sizeof value), 0);
  }
}

/* Names, labels, help and tasks in table order; hidden layers do not offer the joint ones. Every name that
 * is offered is accepted. */
static void test_choices(void **state) {
  const oracle *o = *state;
  static const char *const tasks[] = {NULL, "classes", "values"};
  static const char *const spaces[] = {NULL, "plane", "line", "image", "table"};
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    if (!s->choices) {
      assert_int_equal(oracle_type_at(o, "settings[%zu].choices", i), ORACLE_ABSENT);
      continue;
    }
    size_t row = 0;
    for (size_t c = 0; c < s->choice_count; c++) {
      const glia_choice *choice = &s->choices[c];
      if (s->type == GLIA_TYPE_LAYERS && c >= GLIA_ACTIVATION_SOFTMAX) continue;
      assert_string_equal(oracle_string_at(o, "settings[%zu].choices[%zu].name", i, row),
                          choice->name);
      assert_string_equal(oracle_string_at(o, "settings[%zu].choices[%zu].label", i, row),
                          choice->label);
      assert_string_equal(oracle_string_at(o, "settings[%zu].choices[%zu].help", i, row),
                          choice->help);
      const oracle_type task = oracle_type_at(o, "settings[%zu].choices[%zu].task", i, row);
      assert_int_equal(task, tasks[choice->task] ? ORACLE_STRING : ORACLE_ABSENT);
      if (tasks[choice->task]) {
        assert_string_equal(oracle_string_at(o, "settings[%zu].choices[%zu].task", i, row),
                            tasks[choice->task]);
      }
      const char *space = spaces[choice->space]; /* data sets alone say where points lie */
      if (space) {
        assert_string_equal(oracle_string_at(o, "settings[%zu].choices[%zu].space", i, row), space);
      }
      assert_int_equal(oracle_count_at(o, "settings[%zu].choices[%zu]", i, row),
                       3 + (tasks[choice->task] != NULL) + (space != NULL));
      char pair[100];
      snprintf(pair, sizeof pair, "%s=%s%s", s->key, s->type == GLIA_TYPE_LAYERS ? "3:" : "",
               choice->name);
      glia_settings read;
      assert_int_equal(glia_experiment_parse(pair, strlen(pair), &read, NULL), GLIA_OK);
      row++;
    }
    assert_int_equal(oracle_count_at(o, "settings[%zu].choices", i), row);
  }
}

static void test_conditions(void **state) {
  const oracle *o = *state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (!table[i].when_key[0]) {
      assert_int_equal(oracle_type_at(o, "settings[%zu].when", i), ORACLE_ABSENT);
      continue;
    }
    check_string(o, i, "when.key", table[i].when_key);
    char joined[200] = "";
    const size_t names = oracle_count_at(o, "settings[%zu].when.names", i);
    for (size_t n = 0; n < names; n++) {
      if (n) strcat(joined, ",");
      strcat(joined, oracle_string_at(o, "settings[%zu].when.names[%zu]", i, n));
    }
    assert_string_equal(joined, table[i].when_name);
  }
}

/* The limits that are published are those the parser keeps. */
static void test_layers(void **state) {
  const oracle *o = *state;
  size_t row = 0, count;
  const glia_setting *table = glia_settings_table(&count);
  while (table[row].type != GLIA_TYPE_LAYERS) assert_true(++row < count);
  const int most = (int)oracle_number_at(o, "settings[%zu].maxLayers", row);
  const double units[] = {oracle_number_at(o, "settings[%zu].units.min", row),
                          oracle_number_at(o, "settings[%zu].units.max", row),
                          oracle_number_at(o, "settings[%zu].units.control", row)};
  assert_true(units[0] == 1 && units[2] > units[0] && units[2] <= units[1]);
  for (int step = -1; step <= 1; step++) {
    char text[200] = "layers=";
    for (int l = 0; l < most + step; l++) strcat(text, l ? ",1:relu" : "1:relu");
    glia_settings read;
    assert_true((glia_experiment_parse(text, strlen(text), &read, NULL) == GLIA_OK) == (step <= 0));
    for (int end = 0; end < 2; end++) {
      snprintf(text, sizeof text, "layers=%.0f:relu", units[end] + step);
      const int right = end ? step <= 0 : step >= 0;
      assert_true((glia_experiment_parse(text, strlen(text), &read, NULL) == GLIA_OK) == right);
    }
  }
}

static void test_norms(void **state) {
  const oracle *o = *state;
  size_t row = 0, count, norms;
  const glia_setting *table = glia_settings_table(&count);
  const glia_choice *norm = glia_norm_choices(&norms);
  while (table[row].type != GLIA_TYPE_LAYERS) assert_true(++row < count);
  assert_int_equal(oracle_count_at(o, "settings[%zu].norms", row), norms - 1);
  for (size_t n = 1; n < norms; n++) { /* none is what a layer has without a word */
    const char *name = oracle_string_at(o, "settings[%zu].norms[%zu].name", row, n - 1);
    assert_string_equal(name, norm[n].name);
    assert_string_equal(oracle_string_at(o, "settings[%zu].norms[%zu].label", row, n - 1),
                        norm[n].label);
    assert_string_equal(oracle_string_at(o, "settings[%zu].norms[%zu].help", row, n - 1),
                        norm[n].help);
    char pair[40];
    snprintf(pair, sizeof pair, "layers=3:tanh+%s", name);
    glia_settings read;
    assert_int_equal(glia_experiment_parse(pair, strlen(pair), &read, NULL), GLIA_OK);
    assert_int_equal(read.layers.layer[0].norm, n);
  }
}

/* What a hidden layer may carry beside its norm: what is published is what the layers are read by. */
static void test_extras(void **state) {
  const oracle *o = *state;
  size_t row = 0, count;
  const glia_setting *table = glia_settings_table(&count);
  while (table[row].type != GLIA_TYPE_LAYERS) assert_true(++row < count);
  const size_t extras = oracle_count_at(o, "settings[%zu].extras", row);
  assert_true(extras >= 3);
  for (size_t e = 0; e < extras; e++) {
    const char *name = oracle_string_at(o, "settings[%zu].extras[%zu].name", row, e);
    const double most = oracle_number_at(o, "settings[%zu].extras[%zu].max", row, e);
    assert_true(*oracle_string_at(o, "settings[%zu].extras[%zu].label", row, e));
    assert_true(*oracle_string_at(o, "settings[%zu].extras[%zu].help", row, e));
    char text[60];
    snprintf(text, sizeof text, "layers=3:tanh+%s%s", name, most > 0 ? "0.5" : "");
    glia_settings read;
    assert_int_equal(glia_experiment_parse(text, strlen(text), &read, NULL), GLIA_OK);
    snprintf(text, sizeof text, "layers=3:tanh+%sx", name);
    assert_int_not_equal(glia_experiment_parse(text, strlen(text), &read, NULL), GLIA_OK);
  }
}

/* What may change while a run goes on is marked, and nothing else. */
static void test_live(void **state) {
  const oracle *o = *state;
  size_t count, live = 0;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const int allowed = glia_branch_allows(table[i].key);
    assert_int_equal(oracle_type_at(o, "settings[%zu].live", i),
                     allowed ? ORACLE_TRUE : ORACLE_ABSENT);
    live += (size_t)allowed;
  }
  assert_true(live > 10 && live < count);
}

/* No name beyond those that were looked at above. */
static void test_nothing_else(void **state) {
  const oracle *o = *state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const size_t names = 6 + (is_number(&table[i]) ? 6u : 0u) + (table[i].choices ? 1u : 0u) +
                         (table[i].type == GLIA_TYPE_LAYERS ? 4u : 0u) +
                         (table[i].when_key[0] ? 1u : 0u) +
                         (glia_branch_allows(table[i].key) ? 1u : 0u);
    assert_int_equal(oracle_count_at(o, "settings[%zu]", i), names);
  }
}

static void test_every_room(void **state) {
  (void)state;
  size_t length;
  char *text = whole_text(&length);
  for (size_t k = 0; k < 120; k++) {
    const size_t room = k < 40 ? k : k < 80 ? length - 38 + (k - 40) : (k - 80) * length / 40;
    char *buffer = malloc(room + 1);
    assert_non_null(buffer);
    memset(buffer, SENTINEL, room + 1);
    assert_int_equal(glia_settings_json(buffer, room), length);
    const size_t kept = room == 0 ? 0 : room - 1 < length ? room - 1 : length;
    if (room) assert_int_equal(strlen(buffer), kept);
    assert_memory_equal(buffer, text, kept);
    assert_int_equal(buffer[room], SENTINEL);
    free(buffer);
  }
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_top),        cmocka_unit_test(test_texts),
      cmocka_unit_test(test_numbers),    cmocka_unit_test(test_defaults),
      cmocka_unit_test(test_choices),    cmocka_unit_test(test_conditions),
      cmocka_unit_test(test_norms),      cmocka_unit_test(test_layers),
      cmocka_unit_test(test_extras),     cmocka_unit_test(test_live),
      cmocka_unit_test(test_nothing_else),
      cmocka_unit_test(test_every_room),
  };
  return cmocka_run_group_tests_name("settings_json", tests, set_up, tear_down);
}
