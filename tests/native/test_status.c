/* Codes, sentences, and messages that are cut where they must be and nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"

enum { SENTINEL = 0x5A };

/* An error between two guards: what is written outside it is seen even without a sanitizer. */
typedef struct {
  unsigned char before[32];
  glia_error error;
  unsigned char after[32];
} guarded;

static void set_guards(guarded *g) { memset(g, SENTINEL, sizeof *g); }

static void check_guards(const guarded *g) {
  for (size_t i = 0; i < sizeof g->before; i++) {
    assert_int_equal(g->before[i], SENTINEL);
    assert_int_equal(g->after[i], SENTINEL);
  }
}

static void test_codes_and_sentences(void **state) {
  (void)state;
  assert_int_equal(GLIA_OK, 0); /* if (status) is how failures are told everywhere */
  assert_string_equal(glia_status_code(GLIA_OK), "ok");
  assert_string_equal(glia_status_code(GLIA_MEMORY), "out_of_memory");
  assert_string_equal(glia_status_code(GLIA_ARGUMENT), "bad_argument");
  assert_string_equal(glia_status_code(GLIA_SHAPE), "wrong_shape");
  assert_string_equal(glia_status_code(GLIA_RANGE), "out_of_range");
  assert_string_equal(glia_status_code(GLIA_SYNTAX), "bad_syntax");
  assert_string_equal(glia_status_code(GLIA_UNKNOWN), "unknown_name");
  assert_string_equal(glia_status_code(GLIA_CONFLICT), "conflict");
  assert_string_equal(glia_status_code(GLIA_LIMIT), "too_large");
  assert_string_equal(glia_status_code(GLIA_NOT_FINITE), "not_finite");
  assert_string_equal(glia_status_code(GLIA_DIVERGED), "diverged");
  for (int a = 0; a < GLIA_STATUS_COUNT; a++) {
    const char *code = glia_status_code(a), *sentence = glia_status_sentence(a);
    assert_true(strlen(code) > 0 && strspn(code, "abcdefghijklmnopqrstuvwxyz_") == strlen(code));
    assert_in_range(strlen(sentence), 8, GLIA_MESSAGE_SIZE - 1);
    for (int b = 0; b < a; b++) {
      assert_string_not_equal(code, glia_status_code(b));
      assert_string_not_equal(sentence, glia_status_sentence(b));
    }
  }
}

static void test_numbers_that_are_no_status(void **state) {
  (void)state;
  static const int none[] = {-1, GLIA_STATUS_COUNT, GLIA_STATUS_COUNT + 1, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    assert_string_equal(glia_status_code(none[i]), "unknown");
    assert_true(strlen(glia_status_sentence(none[i])) > 0);
  }
}

static void test_default_sentences(void **state) {
  (void)state;
  for (int status = 0; status < GLIA_STATUS_COUNT; status++) {
    guarded g;
    set_guards(&g);
    assert_int_equal(glia_fail(&g.error, (glia_status)status, status - 1, NULL), status);
    assert_int_equal(g.error.status, status);
    assert_int_equal(g.error.position, status - 1);
    assert_string_equal(g.error.message, glia_status_sentence(status));
    check_guards(&g);
    assert_int_equal(glia_fail(NULL, (glia_status)status, 3, NULL), status);
    assert_int_equal(glia_fail(NULL, (glia_status)status, 3, "%d", 4), status);
  }
}

static void test_format(void **state) {
  (void)state;
  guarded g;
  set_guards(&g);
  assert_int_equal(glia_fail(&g.error, GLIA_RANGE, 17, "%s is %d, not %.3g", "x", -3, 0.5),
                   GLIA_RANGE);
  assert_int_equal(g.error.position, 17);
  assert_string_equal(g.error.message, "x is -3, not 0.5");
  /* a message may be built on the one it replaces */
  glia_fail(&g.error, GLIA_LIMIT, -1, "first %s", "part");
  glia_fail(&g.error, GLIA_LIMIT, -1, "layer 2: %s", g.error.message);
  assert_string_equal(g.error.message, "layer 2: first part");
  glia_fail(&g.error, GLIA_SYNTAX, 0, "%s", "100 %s %n %d");
  assert_string_equal(g.error.message, "100 %s %n %d");
  glia_fail(&g.error, GLIA_SYNTAX, 0, "%s", "");
  assert_string_equal(g.error.message, "");
  check_guards(&g);
}

static void test_long_sentences(void **state) {
  (void)state;
  static char text[5000];
  for (size_t length = 240; length < sizeof text;
       length = length < 530 ? length + 1 : length + 611) {
    memset(text, 'a', length);
    text[length] = '\0';
    guarded g;
    set_guards(&g);
    glia_fail(&g.error, GLIA_SYNTAX, -1, "%s", text);
    const size_t expected = length < GLIA_MESSAGE_SIZE ? length : GLIA_MESSAGE_SIZE - 1;
    assert_int_equal(strlen(g.error.message), expected);
    assert_memory_equal(g.error.message, text, expected);
    check_guards(&g);
  }
}

/* Characters of each length, shifted byte by byte over the cut: what is left is whole characters,
 * and as many of them as there is room for. */
static void test_cut_at_a_character(void **state) {
  (void)state;
  static const char *const characters[] = {"e", "\xC3\xA9", "\xE2\x82\x81", "\xF0\x9F\xA7\xA0"};
  for (size_t bytes = 1; bytes <= 4; bytes++) {
    for (size_t before = 0; before < 12; before++) {
      char text[700];
      size_t length = before;
      memset(text, '.', before);
      while (length + bytes < sizeof text) {
        memcpy(text + length, characters[bytes - 1], bytes);
        length += bytes;
      }
      text[length] = '\0';
      guarded g;
      set_guards(&g);
      glia_fail(&g.error, GLIA_SYNTAX, -1, "%s", text);
      const size_t expected = before + (GLIA_MESSAGE_SIZE - 1 - before) / bytes * bytes;
      if (strlen(g.error.message) != expected) {
        fail_msg("%zu points and characters of %zu bytes: cut after %zu bytes, not %zu", before,
                 bytes, strlen(g.error.message), expected);
      }
      assert_memory_equal(g.error.message, text, expected);
      check_guards(&g);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_codes_and_sentences),
      cmocka_unit_test(test_numbers_that_are_no_status),
      cmocka_unit_test(test_default_sentences),
      cmocka_unit_test(test_format),
      cmocka_unit_test(test_long_sentences),
      cmocka_unit_test(test_cut_at_a_character),
  };
  return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
