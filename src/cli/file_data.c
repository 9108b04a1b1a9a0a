#include "cli/file_data.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "data/idx.h"
#include "data/order.h"
#include "data/split.h"
#include "data/table.h"

/* held (rows) as glia_dataset_make decides it for points that are given, from the same share and the
 * same seed. label (rows): classes, or NULL for values. NULL without memory. */
static uint8_t *split(const glia_settings *settings, const float *label, uint32_t classes,
                      size_t rows, glia_arena *arena, size_t *tests) {
  uint8_t *held = glia_arena_take(arena, rows);
  uint32_t *order = glia_arena_array(arena, rows, sizeof *order);
  if (!held || !order) return NULL;
  const glia_split by = {rows, order, label, classes};
  *tests = glia_split_tests(rows, settings->test);
  glia_order_shuffle(order, rows, settings->seed, GLIA_STREAM_SPLIT, 0);
  if (label && classes <= GLIA_MAX_CLASSES) glia_split_by_class(&by, *tests, held);
  else glia_split_plain(&by, *tests, held);
  return held;
}

static int fill(glia_part *part, size_t rows, uint32_t inputs, glia_arena *arena) {
  part->x = glia_arena_array(arena, rows, inputs * sizeof *part->x);
  part->target = glia_arena_floats(arena, rows);
  return part->x && part->target;
}

static int out_of_memory(void) {
  return cli_fail(CLI_FAILED, "%s", glia_status_sentence(GLIA_MEMORY));
}

/* Rows of x (rows,inputs) and target (rows) go to the part each belongs to. */
static int divide(cli_file_data *data, const float *x, const float *target, size_t rows,
                  const uint8_t *held, size_t tests) {
  if (!fill(&data->train, rows - tests, data->inputs, &data->arena) ||
      !fill(&data->test, tests, data->inputs, &data->arena)) {
    return out_of_memory();
  }
  for (size_t i = 0; i < rows; i++) {
    glia_part *part = held[i] ? &data->test : &data->train;
    memcpy(part->x + part->rows * data->inputs, x + i * data->inputs,
           data->inputs * sizeof *x);
    part->target[part->rows++] = target[i];
  }
  return CLI_DONE;
}

static int find_target(const glia_csv *csv, const char *name, uint32_t *target) {
  *target = csv->columns - 1;
  if (!name) return CLI_DONE;
  for (uint32_t c = 0; c < csv->columns; c++) {
    if (strcmp(csv->column[c].name, name) == 0) {
      *target = c;
      return CLI_DONE;
    }
  }
  char names[300];
  glia_text text = glia_text_open(names, sizeof names);
  for (uint32_t c = 0; c < csv->columns; c++) {
    glia_text_put(&text, "%s%s", c ? ", " : "", csv->column[c].name);
  }
  return cli_fail(CLI_MISUSED, "there is no column '%s'; there are %s%s", name, names,
                  text.length >= sizeof names ? " …" : "");
}

static void tell_table(const glia_csv *csv, const glia_table *table) {
  printf("target: %s, ", csv->column[table->target].name);
  if (table->task == GLIA_TASK_VALUES) printf("a value; losses are of the standardised target\n");
  for (uint32_t c = 0; c < table->classes && c < 10; c++) {
    printf("%s%s", c ? ", " : "classes ", table->class_name[c]);
  }
  if (table->task == GLIA_TASK_CLASSES) printf("%s\n", table->classes > 10 ? " …" : "");
  for (uint32_t i = 0; i < csv->warning_count; i++) printf("note: %s\n", csv->warning[i]);
  if (table->dropped) {
    printf("note: %lu rows with a missing value were left out\n", (unsigned long)table->dropped);
  }
}

static int use_table(cli_file_data *data, glia_table *table, const glia_settings *settings,
                     glia_arena *scratch) {
  static const glia_table_scaling scaling = {GLIA_SCALING_STANDARD, GLIA_SCALING_STANDARD, 0, 0};
  size_t tests;
  const uint8_t *held = split(settings, table->label, table->classes, table->rows, scratch, &tests);
  float *x = glia_arena_array(scratch, table->rows, table->inputs * sizeof *x);
  float *target = glia_arena_floats(scratch, table->rows);
  if (!held || !x || !target) return out_of_memory();
  glia_error error = {GLIA_OK, -1, ""};
  glia_status status = glia_table_fit(table, held, &scaling, &error);
  if (!status) status = glia_table_write(table, x, target, &error);
  if (status) return cli_refuse(cli_code(&error), &error, NULL);
  data->inputs = table->inputs;
  data->task = table->task;
  data->classes = table->classes;
  if (table->task == GLIA_TASK_VALUES) data->restore = table->target_scale;
  return divide(data, x, target, table->rows, held, tests);
}

static int read_csv(cli_file_data *data, const cli_call *call, const char *text, size_t length,
                    const glia_settings *settings, int tell, glia_arena *scratch) {
  glia_csv csv;
  glia_table table;
  glia_error error = {GLIA_OK, -1, ""};
  if (call->labels) {
    return cli_fail(CLI_MISUSED, "--labels goes with IDX images; %s is none", call->data);
  }
  if (glia_csv_read(&csv, text, length, NULL, scratch, &error)) {
    return cli_fail(cli_code(&error), "%s: %s", call->data, error.message);
  }
  glia_table_choice choice = {.task = call->task};
  const int code = find_target(&csv, call->target, &choice.target);
  if (code) return code;
  if (glia_table_choose(&table, &csv, &choice, scratch, &error)) {
    return cli_fail(cli_code(&error), "%s: %s", call->data, error.message);
  }
  if (table.rows < 2) {
    return cli_fail(CLI_MISUSED, "%s: one row is too few: some must train and some test", call->data);
  }
  if (tell) tell_table(&csv, &table);
  return use_table(data, &table, settings, scratch);
}

static int read_images(cli_file_data *data, const cli_call *call, const char *bytes, size_t length,
                       const glia_settings *settings, int tell, glia_arena *scratch) {
  if (call->target || call->task) {
    return cli_fail(CLI_MISUSED, "--target and --task go with tables; %s holds images", call->data);
  }
  if (!call->labels) {
    return cli_fail(CLI_MISUSED, "%s holds images; --labels FILE must name the file of their labels",
                    call->data);
  }
  size_t labels_length;
  const char *labels = cli_read_file(call->labels, GLIA_IDX_MAX_ELEMENTS, scratch, &labels_length);
  if (!labels) return CLI_MISUSED;
  glia_idx_images images;
  glia_error error = {GLIA_OK, -1, ""};
  if (glia_idx_read_images(&images, (const uint8_t *)bytes, length, (const uint8_t *)labels,
                           labels_length, 0, scratch, &error)) {
    return cli_refuse(cli_code(&error), &error, NULL);
  }
  if (images.count < 2 || images.classes < 2) {
    return cli_fail(CLI_MISUSED, "%s has no two classes of images to tell apart", call->data);
  }
  size_t tests;
  const uint8_t *held = split(settings, images.target, images.classes, images.count, scratch, &tests);
  if (!held) return out_of_memory();
  if (tell) {
    printf("images: %u by %u, %u classes\n", images.width, images.height, images.classes);
  }
  data->inputs = images.height * images.width;
  data->task = GLIA_TASK_CLASSES;
  data->classes = images.classes;
  return divide(data, images.x, images.target, images.count, held, tests);
}

int cli_file_data_read(cli_file_data *data, const cli_call *call, const glia_settings *settings,
                       int tell) {
  *data = (cli_file_data){.arena = glia_arena_open(NULL)};
  glia_arena scratch = glia_arena_open(NULL);
  size_t length;
  const char *text = cli_read_file(call->data, GLIA_CSV_MAX_BYTES + 4096, &scratch, &length);
  int code = CLI_MISUSED;
  if (text) {
    /* No table begins with zero bytes, and every IDX file does; gzip, which people forget to undo. */
    const int packed = length > 1 && (unsigned char)text[0] == 0x1F && (unsigned char)text[1] == 0x8B;
    const int images = length > 2 && text[0] == 0 && text[1] == 0;
    if (packed) {
      code = cli_fail(CLI_MISUSED, "%s is packed with gzip; unpack it first: gunzip %s", call->data,
                      call->data);
    } else {
      code = images ? read_images(data, call, text, length, settings, tell, &scratch)
                    : read_csv(data, call, text, length, settings, tell, &scratch);
    }
  }
  glia_arena_close(&scratch);
  return code;
}
