/* CSV files that are refused, large ones, ones made at random, a real one, and too little memory. */
#include "floats.h"

#include <stdio.h>

#include "counting.h"
#include "csv_text.h"

typedef struct {
  const char *text;
  size_t length;
  glia_status status;
  int position;
  const char *sentence;
} bad;

#define TEXT(text) text, sizeof text - 1

static void test_refused(void **state) {
  (void)state;
  static const bad files[] = {
      {TEXT(""), GLIA_SYNTAX, 0, "line 1, column 1: the file holds nothing; expected are lines of cells"},
      {TEXT("\n \n"), GLIA_SYNTAX, 3, "line 3, column 1: the file holds nothing; expected are lines of cells"},
      {TEXT("a,b\n"), GLIA_SYNTAX, 4,
       "line 1, column 1: the names of the columns are all there is; lines of values are expected below them"},
      {TEXT("a,b\n1,2\n3\n"), GLIA_SYNTAX, 8,
       "line 3, column 1: the line has 1 cell, but 2 are expected, as in line 1"},
      {TEXT("\na,b\n1,2\n\xC3\xA4,4,\xC3\xB6,6\n"), GLIA_SYNTAX, 14,
       "line 4, column 5: the line has 4 cells, but 2 are expected, as in line 2"},
      {TEXT("a,b\n1,2\n3,\"4\n5\",6\n7,8\n"), GLIA_SYNTAX, 16,
       "line 4, column 4: the line has 3 cells (a quoted cell goes on from line 3), but 2 are expected, as in line 1"},
      {TEXT("a,b\n1,\"2\n3,4\n"), GLIA_SYNTAX, 6,
       "line 2, column 3: the quote that opens here is never closed; a quote within a quoted cell is written twice"},
      {TEXT("a,b\n1,\"2\"x\n"), GLIA_SYNTAX, 9,
       "line 2, column 6: after a closing quote there must be a separator or the end of the line; a quote "
       "within a quoted cell is written twice"},
      {TEXT("a,b\n1,\0\n"), GLIA_SYNTAX, 6,
       "line 2, column 3: there is a zero byte, so this is no CSV file, which is plain text"},
      {TEXT("\37\213\10\0abc"), GLIA_SYNTAX, 0,
       "line 1, column 1: the file is packed with gzip; unpack it first"},
      {TEXT("PK\3\4abc"), GLIA_SYNTAX, 0,
       "line 1, column 1: the file is a zip archive or a spreadsheet; save the sheet as CSV first"},
      {TEXT("\377\376a\0,\0"), GLIA_SYNTAX, 0, "line 1, column 1: the text is UTF-16; save it as UTF-8"},
      {TEXT("\"\",\"\"\n,\n"), GLIA_OK, 0, ""},
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    glia_arena arena = glia_arena_open(NULL);
    glia_csv csv;
    glia_error error = {0};
    const glia_status status = read_options(&csv, files[i].text, files[i].length, NULL, &arena, &error);
    if (status != files[i].status || error.position != files[i].position ||
        strcmp(error.message, files[i].sentence) != 0) {
      fail_msg("file %zu gives %d at %d: %s", i, (int)status, error.position, error.message);
    }
    glia_arena_close(&arena);
  }
  glia_arena arena = glia_arena_open(NULL);
  glia_csv csv;
  glia_error error = {0};
  const glia_csv_options colon = {.separator = ':'}, letter = {.decimal = 'x'};
  const glia_csv_options header = {.header = GLIA_CSV_HEADER_YES};
  assert_int_equal(glia_csv_read(&csv, "1", 1, &colon, &arena, &error), GLIA_ARGUMENT);
  assert_int_equal(glia_csv_read(&csv, "1", 1, &letter, &arena, &error), GLIA_ARGUMENT);
  assert_int_equal(glia_csv_read(&csv, "1", 1, &header, &arena, &error), GLIA_SYNTAX);
  assert_int_equal(glia_csv_read(&csv, ",\n,\n", 4, &header, &arena, &error), GLIA_SYNTAX);
  assert_string_equal(error.message, "line 1, column 1: no column has a name or a value");
  glia_arena_close(&arena);
}

/* Refused by their size alone, before memory is taken for them. */
static void test_limits(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_arena arena = glia_arena_open(&memory);
  glia_csv csv;
  glia_error error = {0};
  assert_int_equal(glia_csv_read(&csv, "1", (size_t)GLIA_CSV_MAX_BYTES + 1, NULL, &arena, &error),
                   GLIA_LIMIT);
  assert_string_equal(error.message, "the file has 268435457 bytes; 268435456 can be read");
  char *wide = malloc(GLIA_CSV_MAX_COLUMNS + 1);
  assert_non_null(wide);
  memset(wide, ',', GLIA_CSV_MAX_COLUMNS + 1);
  assert_int_equal(glia_csv_read(&csv, wide, GLIA_CSV_MAX_COLUMNS, NULL, &arena, &error), GLIA_LIMIT);
  assert_string_equal(error.message,
                      "line 1, column 1: the line has 16385 cells; a table can have 16384 columns");
  assert_int_equal(count.requests, 0);
  wide[GLIA_CSV_MAX_COLUMNS - 1] = '1';
  assert_int_equal(glia_csv_read(&csv, wide, GLIA_CSV_MAX_COLUMNS, NULL, &arena, &error), GLIA_OK);
  assert_int_equal(csv.columns, GLIA_CSV_MAX_COLUMNS);
  free(wide);
  glia_arena_close(&arena);
  assert_int_equal(count.live, 0);
}

/* Names that are all the same, and texts that are all different, take no square of their number. */
static void test_many_columns_and_texts(void **state) {
  (void)state;
  enum { MANY = 16384, ROWS = 100000 };
  char *text = malloc(2000000);
  assert_non_null(text);
  size_t length = 0;
  for (int line = 0; line < 2; line++) {
    for (int c = 0; c < MANY; c++) {
      text[length++] = line ? '1' : 'x';
      text[length++] = c == MANY - 1 ? '\n' : ',';
    }
  }
  glia_arena arena = glia_arena_open(NULL);
  glia_csv csv;
  assert_int_equal(read_options(&csv, text, length, NULL, &arena, NULL), GLIA_OK);
  assert_string_equal(csv.column[MANY - 1].name, "x 16384");
  glia_arena_close(&arena);
  length = (size_t)sprintf(text, "n,t\n");
  for (int row = 0; row < ROWS; row++) {
    length += (size_t)sprintf(text + length, "%d.25,t%d\n", row, row % 2 ? row : row / 2);
  }
  assert_int_equal(read_options(&csv, text, length, NULL, &arena, NULL), GLIA_OK);
  assert_int_equal(csv.rows, ROWS);
  for (uint32_t row = 0; row < ROWS; row++) {
    char name[20];
    sprintf(name, "t%u", row % 2 ? row : row / 2);
    assert_true(csv.column[0].values[row] == row + 0.25);
    assert_string_equal(csv.column[1].texts[csv.column[1].codes[row]], name);
  }
  for (uint32_t i = 1; i < csv.column[1].text_count; i++) {
    assert_string_not_equal(csv.column[1].texts[i], csv.column[1].texts[i - 1]);
  }
  glia_arena_close(&arena);
  free(text);
}

static void test_memory(void **state) {
  (void)state;
  static const char *const texts[] = {
      "a,b,a,c\n1,x,3,\n2,\"y\"\"z\",,\nq,x,5,\n4,w,5,\n", "x,y\nz,x\n", "a;b\n1,5;2\n", "1,2\nx\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    counting count = {0};
    const glia_memory memory = counting_memory(&count);
    glia_status status = GLIA_MEMORY;
    for (size_t refuse = 1; status == GLIA_MEMORY; refuse++) {
      assert_true(refuse < 100);
      counting_refuse(&count, refuse);
      glia_arena arena = glia_arena_open(&memory);
      glia_csv csv;
      glia_error error = {0};
      status = read_options(&csv, texts[i], strlen(texts[i]), NULL, &arena, &error);
      if (status == GLIA_MEMORY) assert_int_equal(error.status, GLIA_MEMORY);
      glia_arena_close(&arena);
      assert_int_equal(count.live, 0);
    }
    assert_int_equal(status, i == 3 ? GLIA_SYNTAX : GLIA_OK);
  }
  /* With growth of the table of texts. */
  char many[2000] = "a,b\n";
  for (int i = 0; i < 100; i++) snprintf(many + strlen(many), 40, "%d,t%d\n", i, i);
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_status status = GLIA_MEMORY;
  for (size_t refuse = 1; status; refuse++) {
    counting_refuse(&count, refuse);
    glia_arena arena = glia_arena_open(&memory);
    glia_csv csv;
    status = read_options(&csv, many, strlen(many), NULL, &arena, NULL);
    glia_arena_close(&arena);
    assert_int_equal(count.live, 0);
  }
}

/* The same file with every separator, line end and quoting gives the same table. */
static void test_random_tables(void **state) {
  (void)state;
  static const char separators[] = ",;\t|";
  static const char *const ends[] = {"\n", "\r\n", "\r"};
  uint32_t random = 160493;
  for (int round = 0; round < 300; round++) {
    const char separator = separators[next_bits(&random) % 4];
    const char *end = ends[next_bits(&random) % 3];
    const int columns = 2 + (int)(next_bits(&random) % 5), rows = 2 + (int)(next_bits(&random) % 40);
    static char text[20000];
    double value[50][8];
    size_t length = 0;
    for (int c = 0; c < columns; c++) {
      length += (size_t)sprintf(text + length, "%sname%d", c ? (char[]){separator, 0} : "", c);
    }
    length += (size_t)sprintf(text + length, "%s", end);
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < columns; c++) {
        value[row][c] = (double)next_float(&random, ORDINARY) * pow(10.0, (int)(next_bits(&random) % 20) - 10);
        const char *quote = next_bits(&random) % 4 ? "" : "\"";
        const int missing = c > 0 && next_bits(&random) % 8 == 0;
        if (missing) value[row][c] = NAN;
        if (c) text[length++] = separator;
        if (missing) {
          length += (size_t)sprintf(text + length, "%s%s%s", quote, next_bits(&random) % 2 ? "NA" : "", quote);
        } else {
          length += (size_t)sprintf(text + length, "%s%.17g%s", quote, value[row][c], quote);
        }
      }
      length += (size_t)sprintf(text + length, "%s", end);
    }
    glia_arena arena = glia_arena_open(NULL);
    glia_csv csv;
    glia_error error = {0};
    if (read_options(&csv, text, length, NULL, &arena, &error)) fail_msg("%s\n%s", error.message, text);
    assert_int_equal(csv.separator, separator);
    assert_int_equal(csv.rows, rows);
    assert_int_equal(csv.columns, columns);
    for (int c = 0; c < columns; c++) {
      for (int row = 0; row < rows; row++) {
        const int missing = csv.column[c].missing && csv.column[c].missing[row];
        assert_int_equal(missing, isnan(value[row][c]));
        if (!missing) assert_true(csv.column[c].values[row] == value[row][c]);
      }
    }
    glia_arena_close(&arena);
  }
}

static void test_iris(void **state) {
  (void)state;
  const char *oracle = getenv("GLIA_ORACLE");
  if (!oracle) skip();
  char path[4096];
  snprintf(path, sizeof path, "%s/../data/iris.csv", oracle);
  FILE *file = fopen(path, "rb");
  if (!file) skip();
  static char text[10000];
  const size_t length = fread(text, 1, sizeof text, file);
  fclose(file);
  glia_arena arena = glia_arena_open(NULL);
  glia_csv csv;
  assert_int_equal(read_options(&csv, text, length, NULL, &arena, NULL), GLIA_OK);
  assert_int_equal(csv.rows, 150);
  assert_int_equal(csv.columns, 5);
  assert_true(csv.header && csv.separator == ',');
  assert_string_equal(csv.column[3].name, "SepalWidth 2");
  assert_int_equal(csv.warning_count, 1);
  assert_true(csv.column[0].values[0] == 5.1 && csv.column[3].values[149] == 1.8);
  assert_int_equal(csv.column[4].kind, GLIA_CSV_TEXT);
  assert_int_equal(csv.column[4].text_count, 3);
  assert_string_equal(csv.column[4].texts[2], "virginica");
  assert_int_equal(csv.column[4].codes[149], 2);
  glia_arena_close(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_refused),
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_many_columns_and_texts),
      cmocka_unit_test(test_memory),
      cmocka_unit_test(test_random_tables),
      cmocka_unit_test(test_iris),
  };
  return cmocka_run_group_tests_name("csv_files", tests, NULL, NULL);
}
