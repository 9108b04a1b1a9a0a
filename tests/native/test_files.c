/* The functions of the module for files: what they tell, and no memory lost where it runs out. */
#include "exports.h"

#include "wasm/files.h"

static const char flowers[] = "width;colour;kind\n1,5;red;a\n2,5;blue;b\n;red;a\n3,5;green;b\n-0;red;a\n0;blue;b\n";

static glia_sheet *sheet_of(const char *text) {
  begin_preparation();
  glia_sheet *sheet = glia_sheet_read(text, (int)strlen(text), 0, 0, 0, &error);
  if (!sheet) fail_msg("%s", error.message);
  return sheet;
}

static void expect_json(char *json, const char *part) {
  assert_non_null(json);
  if (!strstr(json, part)) fail_msg("'%s' is not in %s", part, json);
  glia_bytes_give(json);
}

static void test_sheet(void **state) {
  (void)state;
  begin_preparation();
  glia_sheet *sheet;
  SWEEP(5, !sheet, sheet = glia_sheet_read(flowers, (int)strlen(flowers), 0, 0, 0, &error));
  assert_int_equal(sheet->distinct[0], 4); /* 0 and -0 are one */
  assert_int_equal(sheet->distinct[1], 3);
  expect_json(glia_sheet_json(sheet, 1, &error), "\"preview\":[[\"1.5\",\"red\",\"a\"]],\"warnings\":[");
  expect_json(glia_sheet_json(sheet, 99, &error), ",[\"\",\"red\",\"a\"],");
  expect_json(glia_sheet_json(sheet, 0, &error), "{\"separator\":\";\",\"decimal\":\",\",\"header\":true,\"rows\":6,");
  glia_sheet_free(sheet);
  glia_sheet_free(NULL);
  assert_null(glia_sheet_read(flowers, (int)strlen(flowers), 'x', 0, 0, &error));
  expect_error(GLIA_ARGUMENT, "separated by");
}

static void test_selection(void **state) {
  (void)state;
  glia_sheet *sheet = sheet_of(flowers);
  const uint32_t inputs[] = {1, 0};
  glia_selection *s;
  SWEEP(5, !s, s = glia_selection_make(sheet, inputs, 2, 2, GLIA_SELECT_MEAN | GLIA_SELECT_SCALE, 30, 7, &error));
  assert_true(s->table.rows == 6 && s->table.inputs == 4 && s->tests == 2);
  float x[24], target[6];
  uint8_t held[6];
  glia_selection_copy(s, x, target, held);
  assert_memory_equal(x, s->x, sizeof x);
  for (int i = 0; i < 6; i++) assert_true(target[i] == (float)(i % 2));
  expect_json(glia_selection_json(s, &error), "\"names\":[\"colour = red\",\"colour = blue\",\"colour = green\",\"width\"]");
  expect_json(glia_selection_json(s, &error), "\"experiment\":\"data=table&columns=4\"");
  glia_selection_free(s);
  glia_selection_free(NULL);
  assert_null(glia_selection_make(sheet, NULL, 0, 1, GLIA_SELECT_VALUES, 20, 1, &error));
  expect_error(GLIA_CONFLICT, "holds texts");
  glia_sheet_free(sheet);
  sheet = sheet_of("a,b\n1,2\n");
  assert_null(glia_selection_make(sheet, NULL, 0, 1, GLIA_SELECT_VALUES, 20, 1, &error));
  expect_error(GLIA_CONFLICT, "only one row");
  glia_sheet_free(sheet);
}

static void test_album(void **state) {
  (void)state;
  static const uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 255, 51, 1, 2, 3};
  static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 4, 9};
  begin_preparation();
  glia_album *album;
  SWEEP(2, !album, album = glia_album_read(images, sizeof images, labels, sizeof labels, 0, &error));
  uint32_t sizes[5];
  glia_album_sizes(album, sizes);
  assert_true(sizes[0] == 2 && sizes[1] == 1 && sizes[2] == 3 && sizes[3] == 10 && sizes[4] == 2);
  float x[6], target[2];
  glia_album_copy(album, x, target);
  assert_true(x[0] == 0 && x[1] == 1 && x[2] == 51.0f / 255.0f && target[0] == 4 && target[1] == 9);
  glia_album_free(album);
  glia_album_free(NULL);
  assert_null(glia_album_read(labels, sizeof labels, NULL, 0, 0, &error));
  expect_error(GLIA_SYNTAX, "these are labels");
}

static void test_scale(void **state) {
  (void)state;
  begin_preparation();
  float x[8];
  static const float given[] = {1, 10, 3, 10, 2, 10, 9, 20};
  double statistics[10];
  glia_scale scale[2];
  glia_status status;
  SWEEP(1, status, memcpy(x, given, sizeof x);
        status = glia_file_scale(GLIA_SCALING_SAMPLE, x, 4, 2, 3, 0, 1, scale, statistics, &error));
  static const float scaled[] = {-1, 0, 1, 0, 0, 0, 7, 10};
  static const double found[] = {2, 10, 0, 0, 1, 0, 1, 10, 3, 10};
  assert_memory_equal(x, scaled, sizeof x);
  for (int i = 0; i < 10; i++) assert_true(statistics[i] == found[i] || i == 2);
  assert_int_equal(glia_file_restore(scale, x, 4, 2, &error), GLIA_OK);
  assert_memory_equal(x, given, sizeof x);
  assert_int_equal(glia_file_scale(9, x, 4, 2, 4, 0, 1, scale, statistics, &error), GLIA_ARGUMENT);
  expect_error(GLIA_ARGUMENT, "no scaling 9");
}

static void test_describe(void **state) {
  (void)state;
  static char json[4096];
  const int length = glia_files_describe(NULL, 0);
  assert_in_range(length, 100, sizeof json - 1);
  assert_int_equal(glia_files_describe(json, sizeof json), length);
  assert_non_null(strstr(json, "\"statuses\":[\"ok\",\"out_of_memory\","));
  assert_non_null(strstr(json, "\"scalings\":[\"none\",\"standard\",\"minmax\",\"standard_sample\"]"));
}

int main(void) {
  const struct CMUnitTest tests[] = {LEAVES_NOTHING(test_sheet), LEAVES_NOTHING(test_selection),
                                     LEAVES_NOTHING(test_album), LEAVES_NOTHING(test_scale),
                                     LEAVES_NOTHING(test_describe)};
  return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
