/* Experiment strings that are wrong: each is refused with its code, at its exact byte, in a
 * sentence that names what is meant and says what is allowed, and nothing has changed. */
#include "experiments.h"

/* Behind each of these the text that follows is shifted, and still found to the byte. */
static const struct {
  const char *text;
  int length;
} before[] = {{"", 0}, {"data=xor&", 9}, {"%64ata=xo%72&", 13}, {"data%3Dxor%26", 13}};

static int is_number(const glia_setting *s) {
  return s->type == GLIA_TYPE_REAL || s->type == GLIA_TYPE_INTEGER;
}

static void check_number(const glia_setting *s, const char *value, glia_status status) {
  for (size_t b = 0; b < sizeof before / sizeof *before; b++) {
    char text[400], limit[40];
    snprintf(text, sizeof text, "%s%s=%s", before[b].text, s->key, value);
    check(text, status, before[b].length + (int)strlen(s->key) + 1);
    const glia_error error = refuse(text, strlen(text));
    check_says(text, &error, s->key);
    check_says(text, &error, s->type == GLIA_TYPE_INTEGER ? "whole number" : "number");
    for (int end = 0; end < 2; end++) {
      const double at = end ? s->max : s->min;
      snprintf(limit, sizeof limit, at < 1e-4 && at > 0 ? "%.0e" : "%.10g", at);
      const char *e = strstr(limit, "e-0");
      if (e) memmove(limit + (e - limit) + 2, e + 3, strlen(e + 3) + 1); /* 1e-06 is 1e-6 */
      check_says(text, &error, limit);
    }
    if (strlen(value) <= 30) check_says(text, &error, value);
  }
}

static void test_numbers_out_of_range(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    if (!is_number(s)) continue;
    static const char *const far[] = {
        "-1",    "-1e300",
        "1e300", "99999999999999999999",
        "-0.5",  "999999999999999999999999999999999999999999999999999999999999"};
    for (size_t k = 0; k < sizeof far / sizeof *far; k++) check_number(s, far[k], GLIA_RANGE);
    for (int end = 0; end < 2; end++) {
      char value[40];
      const double limit = end ? s->max : s->min, outward = end ? INFINITY : -INFINITY;
      if (s->type == GLIA_TYPE_INTEGER)
        snprintf(value, sizeof value, "%.0f", limit + (end ? 1 : -1));
      else snprintf(value, sizeof value, "%.17g", nextafter(limit, outward));
      check_number(s, value, GLIA_RANGE);
    }
    if (s->min > 0) {
      check_number(s, "0", GLIA_RANGE);
      check_number(s, "-0", GLIA_RANGE);
      check_number(s, "1e-400", GLIA_RANGE);
    }
    if (s->type == GLIA_TYPE_INTEGER) {
      check_number(s, "10.5", GLIA_RANGE);
      check_number(s, "12345e-1", GLIA_RANGE);
    }
  }
}

/* A number that is only too large is no different from 1e300. */
static void test_numbers_beyond_double(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (!is_number(&table[i])) continue;
    check_number(&table[i], "1e400", GLIA_RANGE);
    check_number(&table[i], "-1e400", GLIA_RANGE);
  }
}

static void test_numbers_that_are_none(void **state) {
  (void)state;
  static const char *const wrong[] = {"",      "nan",   "NaN", "inf", "-inf",    "Infinity", "0x10",
                                      "0x1p3", "abc",   "12a", "5;",  "5,",      ",5",       "1,5",
                                      "1_000", "1'000", "--5", "+-5", "5-",      "5+",       "-",
                                      "+",     ".",     "e",   "e5",  "5e",      "5e+",      "5e-",
                                      "1.2.3", "5=5",   "(5)", "5f",  "10:tanh", "auto"};
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (!is_number(&table[i])) continue;
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
      check_number(&table[i], wrong[k], GLIA_SYNTAX);
  }
}

/* A number within the limits, however many digits it is written with, is either read, or refused in
 * a sentence that says it is too long: "it is a number from 0 to 50" would be no help
 * with 10.000…0. */
static void test_many_digits(void **state) {
  (void)state;
  for (size_t zeros = 1; zeros < 1500; zeros += zeros < 100 ? 1 : 61) {
    char text[1600] = "noise=10.";
    memset(text + 9, '0', zeros);
    text[9 + zeros] = '\0';
    glia_settings settings;
    glia_error error;
    if (!glia_experiment_parse(text, strlen(text), &settings, &error)) {
      assert_true(settings.noise == 10);
    } else if (!strstr(error.message, "long") && !strstr(error.message, "digits")) {
      fail_msg("10.0 with %zu zeros: %s", zeros, error.message);
    }
  }
}

static void test_choices(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    if (s->type != GLIA_TYPE_CHOICE && s->type != GLIA_TYPE_SET) continue;
    const char *name = s->choices[0].name;
    char wrong[8][80];
    snprintf(wrong[0], 80, "%s", "");
    snprintf(wrong[1], 80, "%sx", name);
    snprintf(wrong[2], 80, "%.*s", (int)strlen(name) - 1, name);
    snprintf(wrong[3], 80, "%c%s", name[0] - 32, name + 1);
    snprintf(wrong[4], 80, "%s|%s", name, s->choices[1].name);
    snprintf(wrong[5], 80, "0");
    snprintf(wrong[6], 80, "=%s", name);
    snprintf(wrong[7], 80, "a_name_that_is_longer_than_any_choice_and_than_the_40_bytes_quoted");
    for (int k = 0; k < 8; k++) {
      for (size_t b = 0; b < sizeof before / sizeof *before; b++) {
        if (b && strcmp(s->key, "data") == 0) continue;
        char text[1000];
        snprintf(text, sizeof text, "%s%s=%s", before[b].text, s->key, wrong[k]);
        check(text, GLIA_UNKNOWN, before[b].length + (int)strlen(s->key) + 1);
        const glia_error error = refuse(text, strlen(text));
        check_says(text, &error, s->key);
        for (size_t c = 0; c < s->choice_count; c++) check_says(text, &error, s->choices[c].name);
      }
    }
  }
}

static const struct {
  const char *text;
  glia_status status;
  int position;
  const char *says[2];
} wrong[] = {
    {"colour=red", GLIA_UNKNOWN, 0, {"colour", "data, classes, columns, ratio"}},
    {"noise=5&colour=red&rate=1", GLIA_UNKNOWN, 8, {"colour", "seed"}},
    {"Noise=5", GLIA_UNKNOWN, 0, {"Noise", "noise"}},
    {"#noise=5", GLIA_UNKNOWN, 0, {"#noise", "noise"}},
    {"=5", GLIA_UNKNOWN, 0, {"data", "seed"}},
    {"noise=5&=5", GLIA_UNKNOWN, 8, {"data", "seed"}},
    {"noises=5", GLIA_UNKNOWN, 0, {"noises", NULL}},
    {"nois=5", GLIA_UNKNOWN, 0, {"nois", NULL}},
    {"noise", GLIA_SYNTAX, 0, {"noise", "key=value"}},
    {"noise=5&rate", GLIA_SYNTAX, 8, {"rate", "key=value"}},
    {"noise=5&rate&seed=1", GLIA_SYNTAX, 8, {"rate", "key=value"}},
    {"noise=5;rate=1", GLIA_SYNTAX, 6, {"noise", "5;rate=1"}},
    {"noise=5&noise=5", GLIA_SYNTAX, 8, {"noise", "twice"}},
    {"noise=5&rate=1&noise=x", GLIA_SYNTAX, 15, {"noise", "twice"}},
    {"layers=&layers=", GLIA_SYNTAX, 8, {"layers", "twice"}},
    {"features=x1,", GLIA_UNKNOWN, 12, {"features", "x1sq"}},
    {"features=,x1", GLIA_UNKNOWN, 9, {"features", "x1sq"}},
    {"features=x1,,x2", GLIA_UNKNOWN, 12, {"features", "x1sq"}},
    {"features=x1,x2,x3", GLIA_UNKNOWN, 15, {"features", "x3"}},
    {"features=x1,x2,x1", GLIA_SYNTAX, 15, {"features", "x1"}},
    {"features=x1;x2", GLIA_UNKNOWN, 9, {"features", "x1;x2"}},
    {"layers=8", GLIA_SYNTAX, 7, {"layers", "8:tanh"}},
    {"layers=8,8", GLIA_SYNTAX, 7, {"layers", "8:tanh"}},
    {"layers=8:tanh,8", GLIA_SYNTAX, 14, {"layers", "8:tanh"}},
    {"layers=8:tanh,", GLIA_SYNTAX, 14, {"layers", "8:tanh"}},
    {"layers=,8:tanh", GLIA_SYNTAX, 7, {"layers", "8:tanh"}},
    {"layers=8:tanh,,8:tanh", GLIA_SYNTAX, 14, {"layers", "8:tanh"}},
    {"layers=0:tanh", GLIA_RANGE, 7, {"layers", "1 to 4096"}},
    {"layers=8:relu,4097:tanh", GLIA_RANGE, 14, {"layers", "1 to 4096"}},
    {"layers=-8:tanh", GLIA_RANGE, 7, {"layers", "1 to 4096"}},
    {"layers=1.5:tanh", GLIA_RANGE, 7, {"layers", "1 to 4096"}},
    {"layers=99999999999999999999:tanh", GLIA_RANGE, 7, {"layers", "1 to 4096"}},
    {"layers=8:tanh,8:foo", GLIA_UNKNOWN, 16, {"foo", "sigmoid"}},
    {"layers=8:Tanh", GLIA_UNKNOWN, 9, {"Tanh", "tanh"}},
    {"layers=8:", GLIA_UNKNOWN, 9, {"linear", "sigmoid"}},
    {"layers=8:tanh:relu", GLIA_UNKNOWN, 9, {"tanh:relu", "sigmoid"}},
    {"layers=8:log_softmax", GLIA_CONFLICT, 9, {"log_softmax", "output"}},
    {"layers=8:tanh+", GLIA_SYNTAX, 14, {"+bn", "+he_normal"}},
    {"layers=8:tanh+bm", GLIA_SYNTAX, 14, {"+bm", "+bn"}},
    {"layers=8:tanh+none", GLIA_SYNTAX, 14, {"+none", "+bn"}},
    {"layers=8:tanh+auto", GLIA_SYNTAX, 14, {"+auto", "+he_normal"}},
    {"layers=8:tanh+BN", GLIA_SYNTAX, 14, {"+BN", "+bn"}},
    {"layers=8:tanh+bn+bn", GLIA_SYNTAX, 17, {"+bn", "once each"}},
    {"layers=8:tanh+bn+ln", GLIA_SYNTAX, 17, {"+ln", "+bn or +ln"}},
    {"layers=8:tanh+res+res", GLIA_SYNTAX, 18, {"+res", "once each"}},
    {"layers=8:tanh+nobias+nobias", GLIA_SYNTAX, 21, {"+nobias", "once each"}},
    {"layers=8:tanh+drop0.1+drop0.2", GLIA_SYNTAX, 22, {"+drop0.2", "once each"}},
    {"layers=8:tanh+zeros+he_normal", GLIA_SYNTAX, 20, {"+he_normal", "one initialisation"}},
    {"layers=8:tanh+drop", GLIA_SYNTAX, 14, {"+drop", "0.9"}},
    {"layers=8:tanh+drop0", GLIA_SYNTAX, 14, {"+drop0", "0.9"}},
    {"layers=8:tanh+drop0.95", GLIA_SYNTAX, 14, {"+drop0.95", "0.9"}},
    {"layers=8:tanh+drop-0.1", GLIA_SYNTAX, 14, {"+drop-0.1", "0.9"}},
    {"layers=8:tanh+dropnan", GLIA_SYNTAX, 14, {"+dropnan", "0.9"}},
    {"layers=8:tanh+drop0.2x", GLIA_SYNTAX, 14, {"+drop0.2x", "0.9"}},
    {"layers=8+bn:tanh", GLIA_SYNTAX, 7, {"8+bn:tanh", "8:tanh"}},
    {"layers=8:tanh+bn,4:relu+no", GLIA_SYNTAX, 24, {"+no", "+nobias"}},
    {"layers=8:+bn", GLIA_UNKNOWN, 9, {"linear", "sigmoid"}},
    {"patience=5&layers=8:tanh+bn&patience=5", GLIA_SYNTAX, 28, {"patience", "twice"}},
    {"schedule=warmup_cosine&horizon=500&warmup=500", GLIA_RANGE, 42, {"warm-up", "500"}},
    {"schedule=warmup_cosine&horizon=400", GLIA_RANGE, 31, {"warm-up", "500"}},
    {"layers=8:tanh+drop1e-60", GLIA_SYNTAX, 14, {"+drop1e-60", "0.9"}},
    {"seed=1&init=orthogonal&layers=1000:tanh,1000:tanh", GLIA_LIMIT, 12, {"layer 2", "orthogonal"}},
    {"seed=1&layers=1000:tanh,1000:tanh+orthogonal", GLIA_LIMIT, 14, {"layer 2", "he_normal"}},
    {"data=hills&loss=focal", GLIA_CONFLICT, 16, {"classes", "mse"}},
    {"layers=8:tanh;8:tanh", GLIA_UNKNOWN, 9, {"tanh;8:tanh", "sigmoid"}},
    {"layers=1:relu,2:relu,3:relu,4:relu,5:relu,6:relu,7:relu,8:relu,9:relu",
     GLIA_LIMIT,
     63,
     {"layers", "8"}},
};

static void test_wrong_pairs(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    check(wrong[i].text, wrong[i].status, wrong[i].position);
    const glia_error error = refuse(wrong[i].text, strlen(wrong[i].text));
    check_says(wrong[i].text, &error, wrong[i].says[0]);
    check_says(wrong[i].text, &error, wrong[i].says[1]);
  }
}

/* An encoded text is refused as the plain one is, at the place the same character now has. */
static void test_positions_in_encoded_text(void **state) {
  (void)state;
  uint64_t random = 20240615;
  for (size_t round = 0; round < 20; round++) {
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
      char encoded[600], *to = encoded;
      int position = 0;
      const int length = (int)strlen(wrong[i].text);
      for (int at = 0; at <= length; at++) {
        if (at == wrong[i].position) position = (int)(to - encoded);
        if (at == length) break;
        const int encode = round == 0 || !pick(&random, 3);
        to += sprintf(to, encode ? "%%%02X" : "%c", (unsigned)wrong[i].text[at]);
      }
      check(encoded, wrong[i].status, position);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numbers_out_of_range), cmocka_unit_test(test_numbers_beyond_double),
      cmocka_unit_test(test_numbers_that_are_none), cmocka_unit_test(test_many_digits),
      cmocka_unit_test(test_choices),              cmocka_unit_test(test_wrong_pairs),
      cmocka_unit_test(test_positions_in_encoded_text),
  };
  return cmocka_run_group_tests_name("experiment_refusals", tests, NULL, NULL);
}
