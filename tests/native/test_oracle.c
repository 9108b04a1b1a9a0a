/* The reader of oracle files itself: what is no JSON is refused, what is absent is noticed, and a
 * wrong number, NaN above all, fails a comparison. */
#define _POSIX_C_SOURCE 200809L /* fork */
#include "floats.h"
#include "oracle.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static oracle *parse(const char *text) {
  char error[128];
  oracle *o = oracle_parse(text, strlen(text), error, sizeof error);
  if (!o) fail_msg("%s was refused: %s", text, error);
  return o;
}

static void test_paths(void **state) {
  (void)state;
  oracle *o = parse("{\"a\":{\"b.c\":[1,-2.5e1,{\"d\":\"x\\u00e9\\n\"}],\"b\":null},\n \"at\":true,"
                    "\"t\":{\"shape\":[2,1,3],\"data\":[1,2,3,4,5,-0.0]},\"n\":[7,8],\"e\":[]}");
  assert_true(oracle_number_at(o, "a.b.c[%d]", 1) == -25.0);
  assert_string_equal(oracle_string_at(o, "a.b.c[2].d"), "x\xc3\xa9\n");
  assert_int_equal(oracle_type_at(o, "a.b"), ORACLE_NULL);
  assert_int_equal(oracle_type_at(o, "at"), ORACLE_TRUE);
  assert_int_equal(oracle_type_at(o, "a.x"), ORACLE_ABSENT);
  assert_int_equal(oracle_type_at(o, "a.b.c[3]"), ORACLE_ABSENT);
  assert_int_equal(oracle_type_at(o, "at.x"), ORACLE_ABSENT);
  assert_int_equal(oracle_type_at(o, "%s", ""), ORACLE_OBJECT);
  assert_int_equal(oracle_count_at(o, "a.b.c"), 3);
  assert_int_equal(oracle_count_at(o, "e"), 0);
  assert_string_equal(oracle_key_at(o, 1, "a"), "b");
  const oracle_tensor t = oracle_tensor_at(o, "t");
  assert_int_equal(t.count, 6);
  assert_int_equal(t.rank, 3);
  assert_int_equal(t.shape[2], 3);
  assert_true(t.data[4] == 5 && signbit(t.data[5]));
  assert_int_equal(oracle_tensor_at(o, "n").rank, 1);
  assert_int_equal(oracle_tensor_at(o, "n").shape[0], 2);
  assert_int_equal(oracle_tensor_at(o, "n[1]").count, 1);
  assert_true(oracle_tensor_at(o, "n[1]").data[0] == 8);
  float *copy = oracle_floats(t);
  assert_true(copy[2] == 3.0f && signbit(copy[5]));
  free(copy);
  oracle_free(o);
}

static void test_malformed(void **state) {
  (void)state;
  static const char *const texts[] = {
      "",       " ",       "{",        "[",         "[1",        "[1,]",   "[,1]",    "{\"a\"}",
      "{a:1}",  "[1] 2",   "01",       "-",         "+1",        "1.",     ".5",      "1e",
      "1e+",    "1e999",   "NaN",      "Infinity",  "nul",       "truex",  "\"",      "\"\\x\"",
      "\"\t\"", "[1 2]",   "\"\\",     "]",         "[1}",       "{\"a\":}", "{\"a\":1,}",
      "{\"a\" 1}", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
      "{\"a\":1,\"a\":2}"};
  char error[128];
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    error[0] = '\0';
    if (oracle_parse(texts[i], strlen(texts[i]), error, sizeof error)) {
      fail_msg("%s was taken for JSON", texts[i]);
    }
    assert_true(strncmp(error, "At byte ", 8) == 0);
    assert_null(oracle_parse(texts[i], strlen(texts[i]), NULL, 0));
  }
  char deep[200];
  memset(deep, '[', sizeof deep);
  assert_null(oracle_parse(deep, sizeof deep, error, sizeof error));
  assert_null(oracle_parse("1\0", 2, error, sizeof error));
}

/* Every beginning of a good text is refused, and nothing beyond it is read. */
static void test_truncated(void **state) {
  (void)state;
  static const char text[] = "{\"a\":[1.5e-3,\"\\u20ac\\\"\",true,null],\"b\":{\"c\":[]}}";
  char error[128];
  for (size_t n = 0; n + 1 < sizeof text - 1; n++) {
    char *part = malloc(n + 1);
    assert_non_null(part);
    memcpy(part, text, n);
    char *exact = realloc(part, n ? n : 1);
    assert_non_null(exact);
    assert_null(oracle_parse(exact, n, error, sizeof error));
    free(exact);
  }
}

/* What must fail: each runs as the only test of a child process, whose report nobody sees. */
static double numbers[3] = {1.0, 2.0, -3.0};
static float got[3];

static oracle_tensor three(size_t count) {
  const oracle_tensor t = {numbers, count, 1, {count}};
  return t;
}

static void check_got(void **state) {
  (void)state;
  oracle_check("numbers", got, three(3), 1e-6, 1e-6);
}

static void check_nothing(void **state) {
  (void)state;
  oracle_check("nothing", got, three(0), 1, 1);
}

static oracle *sample(void) {
  return parse("{\"a\":[1],\"t\":{\"shape\":[2],\"data\":[1]},\"f\":[0.1]}");
}

static void absent_path(void **state) {
  (void)state;
  oracle_number_at(sample(), "a[%d]", 9);
}

static void wrong_type(void **state) {
  (void)state;
  oracle_string_at(sample(), "a");
}

static void wrong_shape(void **state) {
  (void)state;
  oracle_tensor_at(sample(), "t");
}

static void no_float(void **state) {
  (void)state;
  free(oracle_floats(oracle_tensor_at(sample(), "f")));
}

static int fails(CMUnitTestFunction function) {
  fflush(NULL);
  const pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    unsetenv("CMOCKA_XML_FILE");
    if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr)) _exit(99);
    const struct CMUnitTest tests[] = {{"inner", function, NULL, NULL, NULL}};
    _exit(cmocka_run_group_tests_name("inner", tests, NULL, NULL));
  }
  int status = 0;
  assert_true(waitpid(child, &status, 0) == child);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
  return WEXITSTATUS(status);
}

static int fails_with(float a, float b, float c) {
  got[0] = a;
  got[1] = b;
  got[2] = c;
  return fails(check_got);
}

static void test_failures(void **state) {
  (void)state;
  assert_false(fails_with(1.0f, 2.0f, -3.0f));
  assert_false(fails_with(1.0f, 2.000001f, -3.0f));
  assert_true(fails_with(1.0f, 2.0001f, -3.0f));
  assert_true(fails_with(1.0f, 2.0f, 3.0f));
  assert_true(fails_with(NAN, 2.0f, -3.0f));
  assert_true(fails_with(1.0f, INFINITY, -3.0f));
  assert_true(fails(check_nothing));
  assert_true(fails(absent_path));
  assert_true(fails(wrong_type));
  assert_true(fails(wrong_shape));
  assert_true(fails(no_float));
}

static void test_padded_rows(void **state) {
  (void)state;
  static const float padded[8] = {1.0f, 2.0f, -3.0f, 99.0f, 1.0f, 2.0f, -3.0f, 99.0f};
  static const double values[6] = {1.0, 2.0, -3.0, 1.0, 2.0, -3.0};
  const oracle_tensor t = {values, 6, 2, {2, 3}};
  oracle_check_rows("rows", padded, 4, t, 0, 0);
}

static void count_case(const oracle *o, const char *name, void *user) {
  assert_string_equal(oracle_string_at(o, "case"), name);
  assert_true(oracle_float32_tolerance(o).rtol > 0);
  ++*(size_t *)user;
}

static void test_files(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  size_t calls = 0, all = 0;
  assert_true(oracle_each("activations", "tanh", count_case, &calls) == 1 && calls == 1);
  assert_true(oracle_each("mlp", "", count_case, &all) == all && all > 1);
  assert_true(oracle_each("mlp", "no such case", count_case, &all) == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_paths),     cmocka_unit_test(test_malformed),
      cmocka_unit_test(test_truncated), cmocka_unit_test(test_failures),
      cmocka_unit_test(test_padded_rows), cmocka_unit_test(test_files),
  };
  return cmocka_run_group_tests_name("oracle", tests, NULL, NULL);
}
