/* Any bytes as an IDX file, and as a pair of an image and a label file. */
#include "data/idx.h"
#include "fuzz.h"

/* The first byte says how many of the following are the label file, times eight. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  glia_idx idx;
  glia_error error = {0};
  if (glia_idx_read(&idx, data, size, &error) == GLIA_OK) {
    MUST(idx.dimensions >= 1 && idx.dimensions <= GLIA_IDX_MAX_DIMENSIONS);
    MUST(idx.data + idx.count == data + size);
  } else {
    MUST(error.message[0] && error.position >= 0 && error.position <= (int)size);
  }
  if (size == 0) return 0;
  size_t labels = (size_t)data[0] * 8;
  if (labels > size - 1) labels = size - 1;
  glia_arena arena = glia_arena_open(NULL);
  glia_idx_images read;
  if (glia_idx_read_images(&read, data + 1 + labels, size - 1 - labels, labels ? data + 1 : NULL,
                           labels, data[0] % 3, &arena, &error) == GLIA_OK) {
    MUST(read.count > 0 && (size_t)read.height * read.width * read.count <= size);
    for (size_t i = 0; i < read.count * read.height * read.width; i++) {
      MUST(read.x[i] >= 0.0f && read.x[i] <= 1.0f);
    }
    for (size_t i = 0; labels && i < read.count; i++) {
      MUST(read.target[i] >= 0.0f && read.target[i] < (float)read.classes);
    }
  }
  glia_arena_close(&arena);
  return 0;
}
