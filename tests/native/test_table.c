/* From CSV texts to inputs and targets: choice of columns, texts as classes and one-hot, missing
 * cells, and that test rows tell nothing. */
#include "floats.h"

#include <stdio.h>

#include "counting.h"
#include "data/table.h"

static const char flowers[] =
    "length,colour,width,kind\n"
    "1,red,10,b\n"
    "2,green,?,a\n"
    "3,red,30,b\n"
    "4,NA,40,a\n"
    "5,blue,50,\n"
    "6,green,60,c\n";

static glia_csv csv_of(const char *text, glia_arena *arena) {
  glia_csv csv;
  glia_error error = {0};
  if (glia_csv_read(&csv, text, strlen(text), NULL, arena, &error)) fail_msg("%s", error.message);
  return csv;
}

static glia_table table_of(const glia_csv *csv, glia_table_choice choice, glia_arena *arena) {
  glia_table table;
  glia_error error = {0};
  if (glia_table_choose(&table, csv, &choice, arena, &error)) fail_msg("%s", error.message);
  return table;
}

static void check_refused(const glia_csv *csv, glia_table_choice choice, glia_status status,
                          const char *sentence) {
  glia_arena arena = glia_arena_open(NULL);
  glia_table table;
  glia_error error = {0};
  assert_int_equal(glia_table_choose(&table, csv, &choice, &arena, &error), status);
  assert_string_equal(error.message, sentence);
  glia_arena_close(&arena);
}

static const glia_table_scaling as_is = {GLIA_SCALING_NONE, GLIA_SCALING_NONE, 0.0, 0.0};

static void test_drop(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = csv_of(flowers, &arena);
  glia_table t = table_of(&csv, (glia_table_choice){.target = 3}, &arena);
  assert_int_equal(t.rows, 3);
  assert_int_equal(t.dropped, 3);
  static const uint32_t rows[] = {0, 2, 5};
  assert_memory_equal(t.row, rows, sizeof rows);
  /* blue is in no row that is kept, nor is class a */
  static const char *const names[] = {"length", "colour = red", "colour = green", "width"};
  assert_int_equal(t.inputs, 4);
  for (size_t i = 0; i < 4; i++) assert_string_equal(t.input[i].name, names[i]);
  assert_int_equal(t.task, GLIA_TASK_CLASSES);
  assert_int_equal(t.classes, 2);
  assert_string_equal(t.class_name[0], "b");
  assert_string_equal(t.class_name[1], "c");
  assert_int_equal(glia_table_fit(&t, NULL, &as_is, NULL), GLIA_OK);
  float x[12], y[3];
  assert_int_equal(glia_table_write(&t, x, y, NULL), GLIA_OK);
  static const float expected[] = {1, 1, 0, 10, 3, 1, 0, 30, 6, 0, 1, 60};
  assert_memory_equal(x, expected, sizeof expected);
  assert_true(y[0] == 0.0f && y[1] == 0.0f && y[2] == 1.0f);
  glia_arena_close(&arena);
}

static void test_mean(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = csv_of(flowers, &arena);
  static const uint32_t inputs[] = {2, 1};
  glia_table t = table_of(&csv, (glia_table_choice){.inputs = inputs, .input_count = 2, .target = 3,
                                                    .missing = GLIA_TABLE_MEAN}, &arena);
  assert_int_equal(t.rows, 5); /* all that have a target */
  assert_int_equal(t.inputs, 3); /* width, red, green */
  assert_int_equal(t.classes, 3);
  /* The last row is held back, so the means are of 10, 30, 40 and of red, green, red. */
  const uint8_t held[] = {0, 0, 0, 0, 1};
  assert_int_equal(glia_table_fit(&t, held, &as_is, NULL), GLIA_OK);
  float x[15], y[5];
  assert_int_equal(glia_table_write(&t, x, y, NULL), GLIA_OK);
  const float mean = (float)(80.0 / 3.0), two = (float)(2.0 / 3.0), one = (float)(1.0 / 3.0);
  const float expected[] = {10, 1, 0, mean, 0, 1, 30, 1, 0, 40, two, one, 60, 0, 1};
  for (size_t i = 0; i < 15; i++) {
    if (!(fabsf(x[i] - expected[i]) < 1e-6f)) fail_msg("x[%zu] is %g", i, (double)x[i]);
  }
  static const float classes[] = {0, 1, 0, 1, 2};
  assert_memory_equal(y, classes, sizeof classes);

  /* Scaled: the numbers are, the texts are not, and a filled value is the mean, 0. */
  const glia_table_scaling standard = {GLIA_SCALING_STANDARD, GLIA_SCALING_NONE, 0.0, 0.0};
  assert_int_equal(glia_table_fit(&t, held, &standard, NULL), GLIA_OK);
  assert_int_equal(glia_table_write(&t, x, y, NULL), GLIA_OK);
  assert_true(fabsf(x[3]) < 1e-7f && x[1] == 1.0f && x[2] == 0.0f);
  assert_true(fabsf(x[0] + x[6] + x[9]) < 1e-6f);
  const double deviation = sqrt((100.0 + 900.0 + 1600.0) / 3.0 - (80.0 / 3.0) * (80.0 / 3.0));
  assert_true(fabs((double)x[0] - (10.0 - 80.0 / 3.0) / deviation) < 1e-6);
  assert_true(fabs((double)x[12] - (60.0 - 80.0 / 3.0) / deviation) < 1e-6);
  glia_arena_close(&arena);
}

/* What held rows hold changes no other row. */
static void test_held_rows_tell_nothing(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv a = csv_of("x,y\n1,1\n2,2.5\n?,3\n40,4\n", &arena);
  const glia_csv b = csv_of("x,y\n1,1\n2,2.5\n?,3\n-9e9,400\n", &arena);
  const uint8_t held[] = {0, 0, 0, 1};
  const glia_table_scaling how = {GLIA_SCALING_RANGE, GLIA_SCALING_STANDARD, -1.0, 1.0};
  float x[2][4], y[2][4];
  for (int i = 0; i < 2; i++) {
    glia_table t = table_of(i ? &b : &a,
                            (glia_table_choice){.target = 1, .missing = GLIA_TABLE_MEAN}, &arena);
    assert_int_equal(t.task, GLIA_TASK_VALUES);
    assert_null(t.label);
    assert_int_equal(glia_table_fit(&t, held, &how, NULL), GLIA_OK);
    assert_int_equal(glia_table_write(&t, x[i], y[i], NULL), GLIA_OK);
    assert_true(glia_scale_restore(&t.target_scale, (double)y[i][1]) - 2.5 < 1e-6);
  }
  assert_memory_equal(x[0], x[1], 3 * sizeof(float));
  assert_memory_equal(y[0], y[1], 3 * sizeof(float));
  assert_true(x[0][0] == -1.0f && x[0][1] == 1.0f && x[0][2] == 0.0f);
  assert_true(x[0][3] == 77.0f); /* outside the range, not clipped */
  glia_arena_close(&arena);
}

static void test_tasks(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  char text[4000] = "x,few,many,half\n";
  for (int i = 0; i < 60; i++) {
    char line[64];
    snprintf(line, sizeof line, "%d,%d,%d,%g\n", i, (i * 7) % 3 - 1, i % 30, (double)(i % 4) / 2.0);
    strcat(text, line);
  }
  const glia_csv csv = csv_of(text, &arena);
  glia_table t = table_of(&csv, (glia_table_choice){.target = 1}, &arena);
  assert_int_equal(t.task, GLIA_TASK_CLASSES);
  assert_int_equal(t.classes, 3);
  assert_string_equal(t.class_name[0], "-1");
  assert_string_equal(t.class_name[2], "1");
  for (int i = 0; i < 60; i++) assert_true(t.label[i] == (float)((i * 7) % 3));
  t = table_of(&csv, (glia_table_choice){.target = 2}, &arena);
  assert_int_equal(t.task, GLIA_TASK_VALUES);
  t = table_of(&csv, (glia_table_choice){.target = 3}, &arena);
  assert_int_equal(t.task, GLIA_TASK_VALUES);
  t = table_of(&csv, (glia_table_choice){.target = 3, .task = GLIA_TASK_CLASSES}, &arena);
  assert_int_equal(t.classes, 4);
  assert_string_equal(t.class_name[1], "0.5");
  t = table_of(&csv, (glia_table_choice){.target = 1, .task = GLIA_TASK_VALUES}, &arena);
  assert_int_equal(t.task, GLIA_TASK_VALUES);
  assert_int_equal(t.inputs, 3);
  glia_arena_close(&arena);
}

static void test_refused(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = csv_of("a,b,t,none\n1,2,x,\n3,4,x,\n5,6,x,\n", &arena);
  static const uint32_t beyond[] = {4}, twice[] = {0, 1, 0}, target[] = {0, 2}, good[] = {0},
                        none[] = {3};
  check_refused(&csv, (glia_table_choice){.inputs = beyond, .input_count = 1}, GLIA_RANGE,
                "there is no column 5; the table has 4");
  check_refused(&csv, (glia_table_choice){.inputs = good, .input_count = 1, .target = 4}, GLIA_RANGE,
                "there is no column 5; the table has 4");
  check_refused(&csv, (glia_table_choice){.inputs = twice, .input_count = 3, .target = 2},
                GLIA_CONFLICT,
                "column 'a' is chosen twice; it can be an input or the target, once");
  check_refused(&csv, (glia_table_choice){.inputs = target, .input_count = 2, .target = 2},
                GLIA_CONFLICT,
                "column 't' is chosen twice; it can be an input or the target, once");
  check_refused(&csv, (glia_table_choice){.inputs = good, .input_count = 0, .target = 2},
                GLIA_CONFLICT,
                "no column is chosen as input; one at least is needed besides the target");
  check_refused(&csv, (glia_table_choice){.inputs = good, .input_count = 1, .target = 2},
                GLIA_CONFLICT,
                "column 't' is 'x' in every row that is kept; there must be two classes at least");
  check_refused(&csv, (glia_table_choice){.inputs = good, .input_count = 1, .target = 2,
                                          .task = GLIA_TASK_VALUES},
                GLIA_CONFLICT, "column 't' holds texts; they can be classes, not values");
  check_refused(&csv, (glia_table_choice){.target = 1}, GLIA_CONFLICT,
                "no row has a value in every column that is needed; the first one lacks 'none'");
  glia_table t = table_of(&csv, (glia_table_choice){.inputs = none, .input_count = 1, .target = 1,
                                                    .missing = GLIA_TABLE_MEAN}, &arena);
  glia_error error = {0};
  assert_int_equal(glia_table_fit(&t, NULL, &as_is, &error), GLIA_CONFLICT);
  assert_string_equal(error.message, "no training row has a value of column 'none', so none can be "
                                     "put in where it is missing");
  const uint8_t all[] = {1, 1, 1};
  assert_int_equal(glia_table_fit(&t, all, &as_is, &error), GLIA_ARGUMENT);
  const glia_table_scaling empty = {GLIA_SCALING_NONE, GLIA_SCALING_RANGE, 1.0, 1.0};
  assert_int_equal(glia_table_fit(&t, NULL, &empty, &error), GLIA_RANGE);
  const glia_csv one = csv_of("7\n8\n", &arena);
  check_refused(&one, (glia_table_choice){0}, GLIA_CONFLICT,
                "no column is chosen as input; one at least is needed besides the target");
  glia_arena_close(&arena);
}

static void test_limits(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  char *text = malloc(200000);
  assert_non_null(text);
  size_t length = (size_t)sprintf(text, "id,text,y\n");
  for (int i = 0; i < 5000; i++) length += (size_t)sprintf(text + length, "%d,t%d,%d.5\n", i, i, i);
  const glia_csv csv = csv_of(text, &arena);
  free(text);
  check_refused(&csv, (glia_table_choice){.target = 2}, GLIA_LIMIT,
                "with column 'text' there are 5001 inputs, one for each text of a column of texts; "
                "there can be 4096");
  static const uint32_t id[] = {0};
  check_refused(&csv, (glia_table_choice){.inputs = id, .input_count = 1, .target = 1}, GLIA_LIMIT,
                "column 'text' has more than 256 different values; there can be that many classes");
  check_refused(&csv, (glia_table_choice){.inputs = id, .input_count = 1, .target = 2,
                                          .task = GLIA_TASK_CLASSES}, GLIA_LIMIT,
                "column 'y' has more than 256 different values; there can be that many classes");
  glia_arena_close(&arena);
}

/* Doubles are scaled before they become floats: seconds since 1970 keep their differences. */
static void test_precision(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = csv_of("t,y\n1700000001,0.5\n1700000002,1\n1700000003,1.5\n", &arena);
  glia_table t = table_of(&csv, (glia_table_choice){.target = 1}, &arena);
  const glia_table_scaling how = {GLIA_SCALING_RANGE, GLIA_SCALING_NONE, 0.0, 1.0};
  float x[3], y[3];
  assert_int_equal(glia_table_fit(&t, NULL, &how, NULL), GLIA_OK);
  assert_int_equal(glia_table_write(&t, x, y, NULL), GLIA_OK);
  assert_true(x[0] == 0.0f && x[1] == 0.5f && x[2] == 1.0f);
  glia_arena_close(&arena);
}

static void test_too_far(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  const glia_csv csv = csv_of("x,y\n0,0.5\n1e-30,1\n1e38,1.5\n", &arena);
  glia_table t = table_of(&csv, (glia_table_choice){.target = 1}, &arena);
  const uint8_t held[] = {0, 0, 1};
  const glia_table_scaling how = {GLIA_SCALING_STANDARD, GLIA_SCALING_NONE, 0.0, 0.0};
  float x[3], y[3];
  glia_error error = {0};
  assert_int_equal(glia_table_fit(&t, held, &how, NULL), GLIA_OK);
  assert_int_equal(glia_table_write(&t, x, y, &error), GLIA_NOT_FINITE);
  assert_string_equal(error.message, "row 3 of column 'x' is no finite number once it is scaled; it "
                                     "is too far from the training rows");
  glia_arena_close(&arena);
}

static void test_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_arena of_csv = glia_arena_open(NULL);
  const glia_csv csv = csv_of(flowers, &of_csv);
  for (uint32_t target = 0; target < 4; target += 3) {
    glia_status status = GLIA_MEMORY;
    for (size_t refuse = 1; status; refuse++) {
      counting_refuse(&count, refuse);
      glia_arena arena = glia_arena_open(&memory);
      const glia_table_choice choice = {.target = target, .task = GLIA_TASK_CLASSES};
      glia_table t;
      glia_error error = {0};
      status = glia_table_choose(&t, &csv, &choice, &arena, &error);
      glia_arena_close(&arena);
      assert_int_equal(count.live, 0);
      if (status) assert_int_equal(status, GLIA_MEMORY);
      if (!status) assert_true(refuse > 8);
    }
  }
  glia_arena_close(&of_csv);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_drop),    cmocka_unit_test(test_mean),
      cmocka_unit_test(test_held_rows_tell_nothing), cmocka_unit_test(test_tasks),
      cmocka_unit_test(test_refused), cmocka_unit_test(test_limits),
      cmocka_unit_test(test_precision), cmocka_unit_test(test_too_far),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
