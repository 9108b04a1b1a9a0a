/* The table of settings: complete, consistent with the plain struct, and with itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/settings.h"

static const char *const keys[] = {
    "data", "classes", "columns", "ratio", "points", "noise", "test", "leak", "features", "layers", "init",
    "gain", "loss", "delta", "focus", "smoothing", "balance", "optimizer", "rate", "momentum", "beta1", "beta2", "alpha",
    "eps", "schedule", "horizon", "warmup", "every", "factor", "floor", "l1", "decay", "penalize",
    "clip_norm", "clip_value", "patience", "batch", "seed", "fault",
};
enum { KEYS = sizeof keys / sizeof *keys };

static void test_keys(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  assert_int_equal(count, KEYS);
  assert_in_range(count, 33, 64); /* the parser notes where each of at most 64 began */
  for (size_t i = 0; i < count; i++) {
    assert_string_equal(table[i].key, keys[i]);
    assert_ptr_equal(glia_setting_find(keys[i], strlen(keys[i])), &table[i]);
  }
}

/* length bytes are compared: no more of the text is read, and a part of a key is none. */
static void test_find(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const size_t length = strlen(table[i].key);
    char *exact = malloc(length);
    assert_non_null(exact);
    memcpy(exact, table[i].key, length);
    assert_ptr_equal(glia_setting_find(exact, length), &table[i]);
    assert_null(glia_setting_find(exact, length - 1));
    exact[0] = (char)(exact[0] - 32);
    assert_null(glia_setting_find(exact, length));
    free(exact);
    char longer[40];
    strcpy(longer, table[i].key);
    strcat(longer, "x");
    assert_null(glia_setting_find(longer, length + 1));
    assert_ptr_equal(glia_setting_find(longer, length), &table[i]);
    assert_null(
        glia_setting_find(table[i].key, length + 1)); /* the zero byte is no part of a key */
  }
  assert_null(glia_setting_find("", 0));
  assert_null(glia_setting_find("regularization", 14));
}

static size_t size_of(const glia_setting *setting) {
  if (setting->type == GLIA_TYPE_REAL) return sizeof(double);
  return setting->type == GLIA_TYPE_LAYERS ? sizeof(glia_layers) : sizeof(uint32_t);
}

static void test_fields(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const size_t end = table[i].offset + size_of(&table[i]);
    assert_true(end <= sizeof(glia_settings));
    assert_int_equal(table[i].offset % (table[i].type == GLIA_TYPE_REAL ? sizeof(double) : 4), 0);
    if (i + 1 < count) assert_true(end <= table[i + 1].offset);
  }
  assert_int_equal(glia_setting_find("noise", 5)->offset, offsetof(glia_settings, noise));
  assert_int_equal(glia_setting_find("layers", 6)->offset, offsetof(glia_settings, layers));
  assert_int_equal(glia_setting_find("seed", 4)->offset, offsetof(glia_settings, seed));
}

static int is_one_of(const char *text, const char *const *of, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(text, of[i]) == 0) return 1;
  }
  return 0;
}

static void test_texts(void **state) {
  (void)state;
  static const char *const groups[] = {"data", "inputs", "network", "training", "puzzle"};
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    assert_true(s->key && s->label && s->help && s->unit && s->scale && s->marks && s->when_key &&
                s->when_name);
    assert_true(is_one_of(s->group, groups, 5));
    assert_true(strlen(s->label) > 0 && strlen(s->help) > 8);
    assert_null(strchr(s->help, '\n'));
    for (size_t j = 0; j < i; j++) {
      assert_string_not_equal(s->label, table[j].label);
      assert_string_not_equal(s->help, table[j].help);
    }
    const int number = s->type == GLIA_TYPE_REAL || s->type == GLIA_TYPE_INTEGER;
    const int names =
        s->type == GLIA_TYPE_CHOICE || s->type == GLIA_TYPE_SET || s->type == GLIA_TYPE_LAYERS;
    assert_true(number != names);
    assert_true((s->choices != NULL) == names && (s->choice_count > 0) == names);
    assert_true((s->preset_text != NULL) == (s->type == GLIA_TYPE_LAYERS));
  }
}

static void test_numbers(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  int logs = 0;
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    if (s->type != GLIA_TYPE_REAL && s->type != GLIA_TYPE_INTEGER) continue;
    assert_true(s->min < s->max && s->min <= s->preset && s->preset <= s->max && s->min >= 0);
    const int logarithmic = strcmp(s->scale, "log") == 0;
    logs += logarithmic;
    assert_true(logarithmic || strcmp(s->scale, "linear") == 0);
    /* a logarithmic scale that reaches zero does so by a mark of its own, its default */
    const int off = s->min == 0 && s->preset == 0 && strncmp(s->marks, "0,", 2) == 0;
    assert_true(logarithmic ? (s->min > 0 && s->marks[0]) || off : s->step > 0);
    if (s->type == GLIA_TYPE_INTEGER) {
      assert_true(s->max <= UINT32_MAX && s->min == (double)(uint32_t)s->min);
      assert_true(s->preset == (double)(uint32_t)s->preset && s->step == (double)(uint32_t)s->step);
    }
    double last = -1; /* marks: numbers within the limits, rising, with commas between */
    const char *at = s->marks;
    while (*at) {
      char *end;
      const double mark = strtod(at, &end);
      assert_true(end != at && mark >= s->min && mark <= s->max && mark > last);
      assert_true(*end == '\0' || (*end == ',' && end[1]));
      last = mark;
      at = *end ? end + 1 : end;
    }
  }
  assert_true(logs >= 1);
}

static void test_choices(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    if (!s->choices) continue;
    if (s->type == GLIA_TYPE_CHOICE)
      assert_true(s->preset >= 0 && s->preset < (double)s->choice_count);
    if (s->type == GLIA_TYPE_SET)
      assert_in_range((uint32_t)s->preset, 1, (1u << s->choice_count) - 1);
    for (size_t c = 0; c < s->choice_count; c++) {
      const glia_choice *choice = &s->choices[c];
      const size_t length = strlen(choice->name);
      assert_true(length > 0 &&
                  strspn(choice->name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length);
      assert_true(strlen(choice->label) > 0 && strlen(choice->help) > 8);
      assert_int_equal(glia_choice_find(s->choices, s->choice_count, choice->name, length), c);
      assert_int_equal(glia_choice_find(s->choices, c, choice->name, length), -1);
      assert_int_equal(glia_choice_find(s->choices, s->choice_count, choice->name, 0), -1);
      assert_int_equal(glia_choice_find(s->choices, s->choice_count, choice->name, length + 1), -1);
    }
    assert_int_equal(glia_choice_find(s->choices, s->choice_count, "", 0), -1);
    assert_int_equal(glia_choice_find(s->choices, s->choice_count, "nothing", 7), -1);
  }
}

static void test_when(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  int conditions = 0;
  for (size_t i = 0; i < count; i++) {
    if (!table[i].when_key[0]) {
      assert_string_equal(table[i].when_name, "");
      continue;
    }
    conditions++;
    const glia_setting *other = glia_setting_find(table[i].when_key, strlen(table[i].when_key));
    assert_non_null(other);
    assert_int_equal(other->type, GLIA_TYPE_CHOICE);
    for (const char *name = table[i].when_name; name; name = strchr(name, ',')) {
      name += *name == ',';
      assert_true(glia_choice_find(other->choices, other->choice_count, name,
                                   strcspn(name, ",")) >= 0);
    }
  }
  assert_int_equal(conditions, 19); /* six of data, momentum and four more of optimizers … */
}

static void test_enumerations(void **state) {
  (void)state;
  assert_int_equal(glia_setting_find("data", 4)->choice_count, GLIA_DATA_COUNT);
  assert_int_equal(glia_setting_find("features", 8)->choice_count, GLIA_FEATURE_COUNT);
  assert_int_equal(glia_setting_find("layers", 6)->choice_count, GLIA_ACTIVATION_COUNT);
  assert_int_equal(glia_setting_find("init", 4)->choice_count, GLIA_INIT_COUNT);
  assert_int_equal(glia_setting_find("loss", 4)->choice_count, GLIA_LOSS_COUNT);
  assert_int_equal(glia_setting_find("optimizer", 9)->choice_count, GLIA_OPTIMIZER_COUNT);
  assert_int_equal(glia_setting_find("schedule", 8)->choice_count, GLIA_SCHEDULE_COUNT);
  assert_int_equal(glia_setting_find("penalize", 8)->choice_count, GLIA_PENALIZE_COUNT);
  assert_int_equal(glia_setting_find("balance", 7)->choice_count, GLIA_BALANCE_COUNT);
  size_t count;
  assert_ptr_equal(glia_activation_choices(&count), glia_setting_find("layers", 6)->choices);
  assert_int_equal(count, GLIA_ACTIVATION_COUNT);
  assert_string_equal(glia_activation_choices(&count)[GLIA_ACTIVATION_TANH].name, "tanh");
  assert_string_equal(glia_norm_choices(&count)[GLIA_NORM_LAYER].name, "ln");
  assert_int_equal(count, GLIA_NORM_COUNT);
}

static void test_tasks(void **state) {
  (void)state;
  static const char *const values[] = {"plane", "hills",  "sine",  "step",        "abs",
                                       "bumps", "values", "curve", "measurements"};
  static const char *const lines[] = {"sine", "step", "abs", "bumps", "curve"};
  static const char *const images[] = {"digits8", "digits28", "images28"};
  static const char *const tables[] = {"table", "measurements"};
  static const char *const given[] = {"points", "values", "curve", "table", "measurements", "images28"};
  const glia_setting *data = glia_setting_find("data", 4);
  for (int d = 0; d < GLIA_DATA_COUNT; d++) {
    const glia_task task = glia_data_task((glia_data)d);
    assert_int_equal(
        task, is_one_of(data->choices[d].name, values, 9) ? GLIA_TASK_VALUES : GLIA_TASK_CLASSES);
    assert_int_equal(data->choices[d].task, task);
    const char *name = data->choices[d].name;
    const glia_space space = glia_data_space((glia_data)d);
    assert_int_equal(space, is_one_of(name, lines, 5)    ? GLIA_SPACE_LINE
                            : is_one_of(name, images, 3) ? GLIA_SPACE_IMAGE
                            : is_one_of(name, tables, 2) ? GLIA_SPACE_TABLE
                                                         : GLIA_SPACE_PLANE);
    assert_int_equal(glia_data_is_given((glia_data)d), is_one_of(name, given, 6));
    /* what is drawn has a count, noise and leaks; what is given has none */
    static const char *const drawn[] = {"points", "noise", "leak"};
    static const char *const many[] = {"spiral", "rings", "blobs", "points", "table"};
    glia_settings settings = {.data = (uint32_t)d, .classes = 7};
    for (int k = 0; k < 3; k++) {
      const glia_setting *row = glia_setting_find(drawn[k], strlen(drawn[k]));
      assert_int_equal(glia_setting_applies(&settings, row), !is_one_of(name, given, 6));
    }
    assert_true(glia_setting_applies(&settings, glia_setting_find("seed", 4)));
    assert_int_equal(glia_settings_classes(&settings), task == GLIA_TASK_VALUES     ? 0
                                                       : is_one_of(name, images, 3) ? 10
                                                       : is_one_of(name, many, 5)   ? 7
                                                                                    : 2);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_keys),    cmocka_unit_test(test_find),
      cmocka_unit_test(test_fields),  cmocka_unit_test(test_texts),
      cmocka_unit_test(test_numbers), cmocka_unit_test(test_choices),
      cmocka_unit_test(test_when),    cmocka_unit_test(test_enumerations),
      cmocka_unit_test(test_tasks),
  };
  return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
