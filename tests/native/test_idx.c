/* IDX files: MNIST's own, every wrong one with its sentence, every memory request refused once. */
#define _POSIX_C_SOURCE 200809L /* popen */
#include "floats.h"

#include <stdio.h>

#include "counting.h"
#include "data/idx.h"

static const uint8_t images_2x2x3[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3,
                                       0, 1, 2, 3, 4, 5, 255, 128, 64, 32, 16, 8};
static const uint8_t labels_2[] = {0, 0, 8, 1, 0, 0, 0, 2, 7, 3};

/* The bytes in a block of exactly their size, so that a sanitizer sees a step beyond. */
static uint8_t *exactly(const void *bytes, size_t length) {
  uint8_t *copy = malloc(length ? length : 1);
  assert_non_null(copy);
  if (length) memcpy(copy, bytes, length);
  return copy;
}

static void test_tensor(void **state) {
  (void)state;
  glia_idx idx;
  assert_int_equal(glia_idx_read(&idx, images_2x2x3, sizeof images_2x2x3, NULL), GLIA_OK);
  assert_int_equal(idx.dimensions, 3);
  assert_int_equal(idx.size[0], 2);
  assert_int_equal(idx.size[1], 2);
  assert_int_equal(idx.size[2], 3);
  assert_int_equal(idx.count, 12);
  assert_ptr_equal(idx.data, images_2x2x3 + 16);
  static const uint8_t four[] = {0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 42};
  assert_int_equal(glia_idx_read(&idx, four, sizeof four, NULL), GLIA_OK);
  assert_int_equal(idx.dimensions, 4);
  assert_int_equal(idx.data[0], 42);
  static const uint8_t none[] = {0, 0, 8, 2, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF};
  glia_error error = {0};
  assert_int_equal(glia_idx_read(&idx, none, sizeof none, &error), GLIA_LIMIT);
  static const uint8_t empty[] = {0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 9};
  assert_int_equal(glia_idx_read(&idx, empty, sizeof empty, &error), GLIA_OK);
  assert_int_equal(idx.count, 0);
}

static void test_images(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  glia_idx_images read;
  assert_int_equal(glia_idx_read_images(&read, images_2x2x3, sizeof images_2x2x3, labels_2,
                                        sizeof labels_2, 0, &arena, NULL), GLIA_OK);
  assert_int_equal(read.count, 2);
  assert_int_equal(read.height, 2);
  assert_int_equal(read.width, 3);
  assert_int_equal(read.classes, 8);
  for (size_t i = 0; i < 12; i++) assert_true(read.x[i] == (float)images_2x2x3[16 + i] / 255.0f);
  assert_true(read.x[6] == 1.0f && read.target[0] == 7.0f && read.target[1] == 3.0f);
  assert_int_equal(glia_idx_read_images(&read, images_2x2x3, sizeof images_2x2x3, NULL, 0, 1,
                                        &arena, NULL), GLIA_OK);
  assert_true(read.count == 1 && read.classes == 0 && read.target == NULL);
  assert_int_equal(glia_idx_read_images(&read, images_2x2x3, sizeof images_2x2x3, labels_2,
                                        sizeof labels_2, 9, &arena, NULL), GLIA_OK);
  assert_int_equal(read.count, 2);
  glia_arena_close(&arena);
}

typedef struct {
  const char *bytes;
  size_t length;
  glia_status status;
  int position;
  const char *sentence;
} wrong;

#define BYTES(text) text, sizeof text - 1

static void test_wrong_files(void **state) {
  (void)state;
  static const wrong files[] = {
      {BYTES(""), GLIA_SYNTAX, 0, "the file has 0 bytes; an IDX file begins with a header of at least 8"},
      {BYTES("\0\0\10"), GLIA_SYNTAX, 3, "the file has 3 bytes; an IDX file begins with a header of at least 8"},
      {BYTES("\37\213\10\0\0\0\0\0"), GLIA_SYNTAX, 0, "the file is packed with gzip; unpack it first"},
      {BYTES("\0\0\15\1\0\0\0\1abcd"), GLIA_SYNTAX, 2,
       "the file holds 32-bit floats; only unsigned bytes (0x08) can be read"},
      {BYTES("\211PNG\r\n\32\n"), GLIA_SYNTAX, 0,
       "the file begins with 0x89504e47, which is no IDX file of unsigned bytes; images begin with "
       "0x00000803, labels with 0x00000801"},
      {BYTES("\0\0\10\0\0\0\0\0"), GLIA_SYNTAX, 0,
       "the file begins with 0x00000800, which is no IDX file of unsigned bytes; images begin with "
       "0x00000803, labels with 0x00000801"},
      {BYTES("\0\0\10\5\0\0\0\1\0\0\0\1"), GLIA_LIMIT, 3, "the file has 5 dimensions; 4 can be read"},
      {BYTES("\0\0\10\2\0\0\0\1\0\0"), GLIA_SYNTAX, 10,
       "the file ends within its header, after 10 of 12 bytes"},
      {BYTES("\0\0\10\1\0\0\0\5abc"), GLIA_SYNTAX, 11,
       "the file is cut off: its header tells of 5 bytes, but 3 follow"},
      {BYTES("\0\0\10\1\0\0\0\2abc"), GLIA_SYNTAX, 10,
       "the file is too long: its header tells of 2 bytes, but 3 follow"},
      {BYTES("\0\0\10\1\377\377\377\377abc"), GLIA_LIMIT, 4,
       "the file tells of more than 268435456 bytes; that many can be read"},
      /* 2^16 * 2^16 * 2^16 * 2^16 is 0 in 64 bits */
      {BYTES("\0\0\10\4\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0"), GLIA_LIMIT, 8,
       "the file tells of more than 268435456 bytes; that many can be read"},
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    uint8_t *bytes = exactly(files[i].bytes, files[i].length);
    glia_idx idx;
    glia_error error = {0};
    const glia_status status = glia_idx_read(&idx, bytes, files[i].length, &error);
    free(bytes);
    if (status != files[i].status || error.position != files[i].position ||
        strcmp(error.message, files[i].sentence) != 0) {
      fail_msg("file %zu gives %d at %d: %s", i, (int)status, error.position, error.message);
    }
  }
}

/* Every beginning of a good file is refused, without reading past it. */
static void test_every_cut(void **state) {
  (void)state;
  for (size_t length = 0; length < sizeof images_2x2x3; length++) {
    uint8_t *bytes = exactly(images_2x2x3, length);
    glia_idx idx;
    glia_error error = {0};
    assert_int_equal(glia_idx_read(&idx, bytes, length, &error), GLIA_SYNTAX);
    free(bytes);
  }
}

static void test_wrong_pairs(void **state) {
  (void)state;
  glia_arena arena = glia_arena_open(NULL);
  glia_idx_images read;
  glia_error error = {0};
  assert_int_equal(glia_idx_read_images(&read, labels_2, sizeof labels_2, images_2x2x3,
                                        sizeof images_2x2x3, 0, &arena, &error), GLIA_SYNTAX);
  assert_string_equal(error.message, "the image file begins with 0x00000801 (these are labels); images "
                                     "begin with 0x00000803");
  assert_int_equal(glia_idx_read_images(&read, images_2x2x3, sizeof images_2x2x3, images_2x2x3,
                                        sizeof images_2x2x3, 0, &arena, &error), GLIA_SYNTAX);
  assert_string_equal(error.message, "the label file begins with 0x00000803 (these are images); labels "
                                     "begin with 0x00000801");
  static const uint8_t one[] = {0, 0, 8, 1, 0, 0, 0, 1, 7};
  assert_int_equal(glia_idx_read_images(&read, images_2x2x3, sizeof images_2x2x3, one, sizeof one, 0,
                                        &arena, &error), GLIA_SHAPE);
  assert_string_equal(error.message, "there are 2 images, but 1 labels; each image needs one");
  static const uint8_t none[] = {0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28};
  assert_int_equal(glia_idx_read_images(&read, none, sizeof none, NULL, 0, 0, &arena, &error),
                   GLIA_SHAPE);
  assert_null(arena.blocks); /* nothing was taken before all was checked */
  glia_arena_close(&arena);
}

static void test_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  for (size_t refuse = 1;; refuse++) {
    counting_refuse(&count, refuse);
    glia_arena arena = glia_arena_open(&memory);
    glia_idx_images read;
    glia_error error = {0};
    const glia_status status =
        glia_idx_read_images(&read, images_2x2x3, sizeof images_2x2x3, labels_2, sizeof labels_2, 0,
                             &arena, &error);
    glia_arena_close(&arena);
    assert_int_equal(count.live, 0);
    if (status == GLIA_OK) {
      assert_true(refuse > 2);
      return;
    }
    assert_int_equal(status, GLIA_MEMORY);
  }
}

/* The real digits, packed as they are distributed: refused with the advice to unpack. */
static void test_packed_mnist(void **state) {
  (void)state;
  const char *oracle = getenv("GLIA_ORACLE");
  if (!oracle) skip();
  char path[4096];
  snprintf(path, sizeof path, "%s/../data/mnist/t10k-images-idx3-ubyte.gz", oracle);
  FILE *file = fopen(path, "rb");
  if (!file) skip();
  uint8_t bytes[256];
  const size_t length = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  glia_idx idx;
  glia_error error = {0};
  assert_int_equal(glia_idx_read(&idx, bytes, length, &error), GLIA_SYNTAX);
  assert_string_equal(error.message, "the file is packed with gzip; unpack it first");
}

/* All of them, unpacked by the system's gzip. */
static uint8_t *unpack(const char *name, size_t *length) {
  char command[4400];
  snprintf(command, sizeof command, "gzip -dc '%s/../data/mnist/%s' 2>/dev/null",
           getenv("GLIA_ORACLE"), name);
  FILE *pipe = popen(command, "r");
  if (!pipe) return NULL;
  enum { ROOM = 1 << 24 };
  uint8_t *bytes = malloc(ROOM);
  assert_non_null(bytes);
  *length = fread(bytes, 1, ROOM, pipe);
  pclose(pipe);
  return bytes;
}

static void test_mnist(void **state) {
  (void)state;
  if (!getenv("GLIA_ORACLE")) skip();
  size_t images_length, labels_length;
  uint8_t *images = unpack("t10k-images-idx3-ubyte.gz", &images_length);
  uint8_t *labels = unpack("t10k-labels-idx1-ubyte.gz", &labels_length);
  if (!images || !labels || !images_length || !labels_length) {
    free(images);
    free(labels);
    skip();
  }
  glia_arena arena = glia_arena_open(NULL);
  glia_idx_images read;
  glia_error error = {0};
  assert_int_equal(glia_idx_read_images(&read, images, images_length, labels, labels_length, 0,
                                        &arena, &error), GLIA_OK);
  assert_int_equal(read.count, 10000);
  assert_int_equal(read.height, 28);
  assert_int_equal(read.width, 28);
  assert_int_equal(read.classes, 10);
  /* Its well-known numbers: the first digits, how many of each there are, the mean brightness. */
  static const float first[] = {7, 2, 1, 0, 4, 1, 4, 9, 5, 9};
  static const int each[] = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
  int found[10] = {0};
  for (size_t i = 0; i < 10; i++) assert_true(read.target[i] == first[i]);
  for (size_t i = 0; i < read.count; i++) found[(int)read.target[i]]++;
  for (size_t i = 0; i < 10; i++) assert_int_equal(found[i], each[i]);
  double sum = 0.0;
  for (size_t i = 0; i < read.count * 784; i++) sum += (double)read.x[i];
  assert_true(fabs(sum / 7840000.0 - 0.1325) < 1e-4);
  glia_arena_close(&arena);
  free(images);
  free(labels);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tensor),      cmocka_unit_test(test_images),
      cmocka_unit_test(test_wrong_files), cmocka_unit_test(test_every_cut),
      cmocka_unit_test(test_wrong_pairs), cmocka_unit_test(test_memory),
      cmocka_unit_test(test_packed_mnist), cmocka_unit_test(test_mnist),
  };
  return cmocka_run_group_tests_name("idx", tests, NULL, NULL);
}
