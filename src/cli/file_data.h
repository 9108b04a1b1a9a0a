/* Data from a file, split and scaled: what --data, --labels, --target and --task ask for. */
#ifndef GLIA_CLI_FILE_DATA_H
#define GLIA_CLI_FILE_DATA_H

#include "cli/cli.h"
#include "data/dataset.h"
#include "data/scale.h"

typedef struct cli_file_data {
  glia_arena arena;
  uint32_t inputs;
  glia_task task;
  uint32_t classes;   /* at least 2, or 0 for values */
  glia_part train, test;
  glia_scale restore; /* of values: how the target was scaled; all zero for classes */
} cli_file_data;

/* Reads the file, which is a CSV table or IDX images, and divides it: the experiment's `test` and
 * `seed` say which rows are held back. CSV columns are standardised by the training rows. tell: prints
 * what was read. Returns an exit code; closing data->arena is the caller's in any case. */
int cli_file_data_read(cli_file_data *data, const cli_call *call, const glia_settings *settings,
                       int tell);

#endif
