/* Files for JavaScript, in a module of their own (files.def): CSV tables, what of them a network is trained
 * on, IDX images, scaling. Arrays cross as in exports.h; functions that return an object return 0 on
 * failure and fill error. */
#ifndef GLIA_WASM_FILES_H
#define GLIA_WASM_FILES_H

#include "data/csv.h"
#include "data/idx.h"
#include "data/table.h"

/* JSON of what JavaScript has to know of this module: version, error, statuses, limits. */
int glia_files_describe(char *buffer, int room);

/* ---- a table that was read ---- */

typedef struct glia_sheet {
  glia_arena arena;
  glia_csv csv;
  uint32_t *distinct; /* (columns) how many different values there are, missing ones aside */
} glia_sheet;

/* Reads a CSV text; separator and decimal are a character each or 0, header is a glia_csv_header. The
 * caller owns the sheet; nothing of text is kept. */
glia_sheet *glia_sheet_read(const char *text, int length, int separator, int decimal, int header,
                            glia_error *error);
void glia_sheet_free(glia_sheet *sheet); /* NULL is fine */

/* JSON: separator, decimal, header, rows, columns (name, kind: numbers or texts, missing, distinct, examples),
 * preview (the first `most` rows, cell by cell as text, '' where missing), warnings. Ended by a zero byte;
 * the caller gives it back with glia_bytes_give. */
char *glia_sheet_json(const glia_sheet *sheet, int most, glia_error *error);

/* ---- what a network is trained on ---- */

typedef struct glia_selection {
  glia_arena arena;
  glia_table table;
  size_t tests;
  uint8_t *held; /* (rows) */
  float *x;      /* (rows,inputs) filled and scaled */
  float *target; /* (rows) class, or value, scaled as the inputs are */
} glia_selection;

/* Bits of `how` of glia_selection_make. */
enum {
  GLIA_SELECT_CLASSES = 1,
  GLIA_SELECT_VALUES = 2, /* neither: what the target's column looks like (glia_table_choice) */
  GLIA_SELECT_MEAN = 4,   /* what is missing is taken for the mean, else its row is left out */
  GLIA_SELECT_SCALE = 8   /* inputs, and a target of values, to mean 0 and deviation 1 */
};

/* inputs[count] columns, count 0: all but the target. share: of the rows held back for the test, in percent;
 * which ones follows from share and seed as it does for points given to an experiment. The caller owns
 * the selection, and the sheet must outlive it. */
glia_selection *glia_selection_make(const glia_sheet *sheet, const uint32_t *inputs, int count,
                                    int target, int how, double share, double seed,
                                    glia_error *error);
void glia_selection_free(glia_selection *selection); /* NULL is fine */

/* JSON: task, rows, tests, dropped, names of inputs, classes, scale (mean and deviation of each input),
 * target (name, mean, deviation), experiment (the string for it, '' where an experiment's limits are
 * passed), warnings. As glia_sheet_json. */
char *glia_selection_json(const glia_selection *selection, glia_error *error);

/* x (rows,inputs), target (rows), held (rows). */
void glia_selection_copy(const glia_selection *selection, float *x, float *target, uint8_t *held);

/* ---- images ---- */

typedef struct glia_album {
  glia_arena arena;
  glia_idx_images images;
} glia_album;

/* Reads IDX images and labels (0: none), at most `most` images (0: all). */
glia_album *glia_album_read(const uint8_t *images, int images_length, const uint8_t *labels,
                            int labels_length, int most, glia_error *error);
void glia_album_free(glia_album *album); /* NULL is fine */

/* sizes (5): count, height, width, classes (0 without labels), images in the file, read or not. */
void glia_album_sizes(const glia_album *album, uint32_t *sizes);

/* x (count,height*width); target (count), untouched without labels. */
void glia_album_copy(const glia_album *album, float *x, float *target);

/* ---- scaling ---- */

/* x (rows,columns) scaled in place by the statistics of its first `fit` rows. kind: a glia_scaling; low and
 * high are for GLIA_SCALING_RANGE. scale (columns): how, for glia_file_restore. statistics (5,columns): mean,
 * deviation (divisor n), sample deviation (n - 1), smallest, largest. */
glia_status glia_file_scale(int kind, float *x, int rows, int columns, int fit, double low, double high,
                            glia_scale *scale, double *statistics, glia_error *error);

/* The way back, in place: x (rows,columns) as it was before it was scaled so. */
glia_status glia_file_restore(const glia_scale *scale, float *x, int rows, int columns, glia_error *error);

#endif
