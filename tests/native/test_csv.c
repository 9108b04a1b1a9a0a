/* CSV files as they are found: what is read from them, and what is said of them. */
#include "floats.h"

#include <stdio.h>

#include "csv_text.h"

/* The whole table as text: names:cells, columns divided by |, rows by blanks, ~ for missing. */
static void check_options(const char *text, const glia_csv_options *options, const char *expected) {
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = good(text, options, &arena);
  char shown[2000] = "";
  for (uint32_t c = 0; c < csv.columns; c++) {
    const glia_csv_column *column = &csv.column[c];
    size_t missing = 0;
    snprintf(shown + strlen(shown), 300, "%s%s%s", c ? "|" : "", column->name,
             column->kind == GLIA_CSV_TEXT ? "=" : ":");
    assert_true((column->values != NULL) == (column->kind == GLIA_CSV_NUMBER));
    assert_true((column->codes != NULL) == (column->kind == GLIA_CSV_TEXT));
    assert_true((column->missing != NULL) == (column->missing_count > 0));
    for (size_t row = 0; row < csv.rows; row++) {
      char *at = shown + strlen(shown);
      if (row) *at++ = ' ';
      *at = '\0';
      if (column->missing && column->missing[row]) {
        strcpy(at, "~");
        missing++;
        assert_true(column->values ? column->values[row] == 0.0 : column->codes[row] == 0);
      } else if (column->values) {
        snprintf(at, 40, "%g", column->values[row]);
      } else {
        assert_true(column->codes[row] < column->text_count);
        strcpy(at, column->texts[column->codes[row]]);
      }
    }
    assert_int_equal(missing, column->missing_count);
  }
  if (strcmp(shown, expected) != 0) fail_msg("%s\nbecame  %s\nand not %s", text, shown, expected);
  glia_arena_close(&arena);
}

static void check(const char *text, const char *expected) { check_options(text, NULL, expected); }

static void test_plain(void **state) {
  (void)state;
  check("a,b\n1,2\n3,4\n", "a:1 3|b:2 4");
  check("a,b\n1,2\n3,4", "a:1 3|b:2 4");
  check("a,b\r\n1,2\r\n3,4\r\n", "a:1 3|b:2 4");
  check("a,b\r1,2\r3,4\r", "a:1 3|b:2 4");
  check("\xEF\xBB\xBF" "a,b\n1,2\n", "a:1|b:2");
  check("\xEF\xBB\xBF\"a\",b\n1,2\n", "a:1|b:2");
  check("a,b\n1,2\n\n \n\r\n\n", "a:1|b:2");
  check("\n\n a , b \n 1 , 2 \n\n\t3\t,4\n", "a:1 3|b:2 4");
  check("x\n1\n2\n", "x:1 2");
  check("1,2\n3,4\n", "column 1:1 3|column 2:2 4");
  check("1", "column 1:1");
  check("n,t\n-1.5e1,x\n+.5,y\n5.,x\n0x10,z\n", "n=-1.5e1 +.5 5. 0x10|t=x y x z");
  check("n\n-1.5e1\n+.5\n5.\n1E+2\n-0\n", "n:-15 0.5 5 100 -0");
}

static void test_quotes(void **state) {
  (void)state;
  check("a,\"b,c\"\n\"1\",\"x \"\"y\"\"\"\n2,\"\"\"\"\n", "a:1 2|b,c=x \"y\" \"");
  check("a,b\n1,\"two\nlines\"\n2,\"two\r\nlines\"\n3,\"two\nlines\"\n",
        "a:1 2 3|b=two\nlines two\r\nlines two\nlines");
  check("a,b\n1, \"x, y\" \n2,\" z \"\n", "a:1 2|b=x, y  z ");
  check("a,b\n1,5\" pipe\n2,it's\"so\"\n", "a:1 2|b=5\" pipe it's\"so\"");
  check("a,b\n\" 1 \",\"\"\n2,\"NA\"\n", "a:1 2|b:~ ~");
  check("\"a\"\n\"\"\n\"3\"\n", "a:~ 3");
}

static void test_separators(void **state) {
  (void)state;
  check("a;b\n1;2\n", "a:1|b:2");
  check("a\tb\n1\t2\n", "a:1|b:2");
  check("a|b\n1|2\n", "a:1|b:2");
  check("a\tb\n\t2\n3\t\n", "a:~ 3|b:2 ~");
  check("a,b\n\"x;y\",1\n\"z;w\",2\n", "a=x;y z;w|b:1 2");
  check("a;b,c\n1;2\n3;4\n", "a:1 3|b,c:2 4");
  check("date,note\n2020,a; b\n2021,c\n", "date:2020 2021|note=a; b c");
  check("sep=;\na;b,c;d,e\n1;2;3\n", "a:1|b,c:2|d,e:3");
  check("sep=|\r\na,b|c\r\n1|2\r\n", "a,b:1|c:2");
  check("\"a|b\",\"c|d\"\n1,2\n", "a|b:1|c|d:2");
  const glia_csv_options semicolon = {.separator = ';'};
  check_options("a,b\n1,2\n", &semicolon, "a,b:1.2");
}

static void test_decimal_comma(void **state) {
  (void)state;
  check("a;b\n1,5;2\n2,25;3\n", "a:1.5 2.25|b:2 3");
  check("a;b\n1,5;2,5\n2,25;3,5\n", "a:1.5 2.25|b:2.5 3.5");
  check("1,5;2,5\n2,25;3,5\n", "column 1:1.5 2.25|column 2:2.5 3.5");
  check("a\tb\n-1,5e2\t2\n", "a:-150|b:2");
  check("a;b\n1,5;2.5\n2,25;3.5\n", "a=1,5 2,25|b:2.5 3.5");
  check("a,b\n\"1,5\",2\n", "a=1,5|b:2");
  const glia_csv_options comma = {.decimal = ','}, point = {.decimal = '.'};
  check_options("a,b\n\"1,5\",2\n", &comma, "a:1.5|b:2");
  check_options("a;b\n1,5;2.5\n", &comma, "a:1.5|b=2.5");
  check_options("a;b\n1,5;2\n", &point, "a=1,5|b:2");
  check_options("a;b\n1.500,5;2\n", &comma, "a=1.500,5|b:2");
}

static void test_header(void **state) {
  (void)state;
  check("name,town\nAnn,Rome\nBob,Oslo\n", "name=Ann Bob|town=Rome Oslo");
  check("Ann,Rome\nBob,Rome\n", "column 1=Ann Bob|column 2=Rome Rome");
  check("x,x\nAnn,Rome\n", "column 1=x Ann|column 2=x Rome");
  check("land,1990\nItaly,3\n", "column 1=land Italy|column 2:1990 3");
  check(",a,b\n1,2,3\n", "column 1:1|a:2|b:3");
  check("NA,setosa\n1,setosa\n", "column 1:~ 1|column 2=setosa setosa");
  check("a,b\n?,?\n", "a:~|b:~");
  check("?,?\n1,2\n", "column 1:~ 1|column 2:~ 2");
  const glia_csv_options yes = {.header = GLIA_CSV_HEADER_YES}, no = {.header = GLIA_CSV_HEADER_NO};
  check_options("land,1990\nItaly,3\n", &yes, "land=Italy|1990:3");
  check_options("a,b\n1,2\n", &no, "column 1=a 1|column 2=b 2");
}

static void test_repeated_names(void **state) {
  (void)state;
  check("a,a,b,a\n1,2,3,4\n", "a:1|a 2:2|b:3|a 3:4");
  check("a,a,a 2,a 2\n1,2,3,4\n", "a:1|a 3:2|a 2:3|a 2 2:4");
  check("column 2,,x\n1,2,3\n", "column 2:1|column 2 2:2|x:3");
  check("\"a\"\"\",a\"\n1,2\n", "a\":1|a\" 2:2");
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = good("SepalWidth,b,SepalWidth,b\n1,2,3,4\n", NULL, &arena);
  assert_int_equal(csv.warning_count, 1);
  assert_string_equal(csv.warning[0], "the name 'SepalWidth' comes again over column 3, which is "
                                      "called 'SepalWidth 2' here; so do 1 more");
  glia_arena_close(&arena);
}

static void test_missing(void **state) {
  (void)state;
  check("a,b\n,x\nNA,\nN/A,y\n?,?\nnan,n/a\nNaN,NA\n7,x\n", "a:~ ~ ~ ~ ~ ~ 7|b=x ~ y ~ ~ ~ x");
  check("a,b\nna,1\nnull,2\n?!,3\nNAN,\n", "a=na null ?! ~|b:1 2 3 ~");
  check("a,b\n,\n", "a:~|b:~");
  check("a,b,\n1,2,\n3,4,\n", "a:1 3|b:2 4");
  check("a,,b\n1,,2\n", "a:1|b:2");
  check("a,,b\n1,5,2\n", "a:1|column 2:5|b:2");
}

static void check_warning(const char *text, const char *expected) {
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = good(text, NULL, &arena);
  for (uint32_t i = 0; i < csv.warning_count; i++) {
    if (strcmp(csv.warning[i], expected) == 0) {
      glia_arena_close(&arena);
      return;
    }
  }
  fail_msg("'%s' is not said of %s, but %u others, first '%s'", expected, text, csv.warning_count,
           csv.warning_count ? csv.warning[0] : "");
}

static void test_warnings(void **state) {
  (void)state;
  check_warning("a,b\n1,2\nx,3\n3,4\n", "column 'a' is read as text: 'x' in line 3 is no number (1 such cell)");
  check_warning("2\n1e40\n3\n4\ny\n", "column 'column 1' is read as text: '1e40' in line 2 is no number (2 such cells)");
  check_warning("a;b\n1;2\n3;4,5\n", "the comma is read as the decimal mark, as in '4,5' in line 3");
  check_warning("a;b\n1,5;2\n2;3.5\n", "column 'a' is read as text: '1,5' in line 2 is no number (1 such cell)");
  check_warning("a,b\n1,\n3,?\n", "column 'b' has no value in any line");
  check_warning("a,b,\n1,2,\n", "1 column is without name and values left out");
  check_warning("a,b\n1,caf\xE9\n", "line 2 holds letters that are not UTF-8; they may be shown wrongly");
  check_warning("a\n1\n\n\n2\n\n", "2 empty lines are passed over");
  glia_arena arena = glia_arena_open(NULL);
  assert_int_equal(good("a,b\n1,x\n2,y\n", NULL, &arena).warning_count, 0);
  assert_int_equal(good("a,b\n1,k1\n2,y\n3,z\n", NULL, &arena).warning_count, 0);
  assert_int_equal(good("\xC3\xA4,\xF0\x9F\x98\x80\n1,2\n", NULL, &arena).warning_count, 0);
  glia_arena_close(&arena);
}

/* More than there is room for: the last one counts the rest. */
static void test_many_warnings(void **state) {
  (void)state;
  char text[2000] = "";
  for (int line = 0; line < 3; line++) {
    for (int c = 0; c < 40; c++) {
      snprintf(text + strlen(text), 20, line ? "%s" : "%sc%d", c ? "," : "", c);
      if (line && c == 0) strcat(text, "1");
    }
    strcat(text, "\n");
  }
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = good(text, NULL, &arena);
  assert_int_equal(csv.columns, 40);
  assert_int_equal(csv.warning_count, GLIA_CSV_MAX_WARNINGS);
  assert_string_equal(csv.warning[0], "column 'c1' has no value in any line");
  assert_string_equal(csv.warning[GLIA_CSV_MAX_WARNINGS - 1], "24 more such remarks are left out");
  glia_arena_close(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plain),          cmocka_unit_test(test_quotes),
      cmocka_unit_test(test_separators),     cmocka_unit_test(test_decimal_comma),
      cmocka_unit_test(test_header),         cmocka_unit_test(test_repeated_names),
      cmocka_unit_test(test_missing),        cmocka_unit_test(test_warnings),
      cmocka_unit_test(test_many_warnings),
  };
  return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
