#include "data/idx.h"

enum { UNSIGNED_BYTES = 0x08, IMAGES = 3, LABELS = 1 };

static uint32_t read_size(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static const char *type_name(uint8_t type) {
  switch (type) {
    case 0x09: return "signed bytes";
    case 0x0B: return "16-bit integers";
    case 0x0C: return "32-bit integers";
    case 0x0D: return "32-bit floats";
    case 0x0E: return "64-bit floats";
    default: return NULL;
  }
}

/* what: "the image file" … */
static glia_status check_magic(const char *what, const uint8_t *bytes, size_t length,
                               glia_error *error) {
  if (length >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B) {
    return glia_fail(error, GLIA_SYNTAX, 0, "%s is packed with gzip; unpack it first", what);
  }
  if (length < 4) {
    return glia_fail(error, GLIA_SYNTAX, (int)length,
                     "%s has %lu bytes; an IDX file begins with a header of at least 8", what,
                     (unsigned long)length);
  }
  const char *type = type_name(bytes[2]);
  if (bytes[0] == 0 && bytes[1] == 0 && type) {
    return glia_fail(error, GLIA_SYNTAX, 2, "%s holds %s; only unsigned bytes (0x08) can be read",
                     what, type);
  }
  if (bytes[0] || bytes[1] || bytes[2] != UNSIGNED_BYTES || bytes[3] == 0) {
    return glia_fail(error, GLIA_SYNTAX, 0,
                     "%s begins with 0x%02x%02x%02x%02x, which is no IDX file of unsigned bytes; "
                     "images begin with 0x00000803, labels with 0x00000801",
                     what, bytes[0], bytes[1], bytes[2], bytes[3]);
  }
  if (bytes[3] > GLIA_IDX_MAX_DIMENSIONS) {
    return glia_fail(error, GLIA_LIMIT, 3, "%s has %d dimensions; %d can be read", what, bytes[3],
                     GLIA_IDX_MAX_DIMENSIONS);
  }
  return GLIA_OK;
}

static glia_status read_tensor(const char *what, glia_idx *idx, const uint8_t *bytes, size_t length,
                               glia_error *error) {
  const glia_status status = check_magic(what, bytes, length, error);
  if (status) return status;
  const uint32_t dimensions = bytes[3];
  const size_t header = 4 + 4 * (size_t)dimensions;
  if (length < header) {
    return glia_fail(error, GLIA_SYNTAX, (int)length,
                     "%s ends within its header, after %lu of %lu bytes", what,
                     (unsigned long)length, (unsigned long)header);
  }
  glia_idx read = {.dimensions = dimensions, .data = bytes + header};
  uint64_t count = 1; /* below 2^60 at each step */
  int empty = 0;
  for (uint32_t d = 0; d < dimensions; d++) {
    read.size[d] = read_size(bytes + 4 + 4 * d);
    if (read.size[d] == 0) empty = 1;
    if (read.size[d]) count *= read.size[d];
    if (count > GLIA_IDX_MAX_ELEMENTS) {
      return glia_fail(error, GLIA_LIMIT, (int)(4 + 4 * d),
                       "%s tells of more than %d bytes; that many can be read", what,
                       GLIA_IDX_MAX_ELEMENTS);
    }
  }
  read.count = empty ? 0 : (size_t)count;
  const size_t found = length - header;
  if (found < read.count) {
    return glia_fail(error, GLIA_SYNTAX, (int)length,
                     "%s is cut off: its header tells of %lu bytes, but %lu follow", what,
                     (unsigned long)read.count, (unsigned long)found);
  }
  if (found > read.count) {
    return glia_fail(error, GLIA_SYNTAX, (int)(header + read.count),
                     "%s is too long: its header tells of %lu bytes, but %lu follow", what,
                     (unsigned long)read.count, (unsigned long)found);
  }
  *idx = read;
  return GLIA_OK;
}

glia_status glia_idx_read(glia_idx *idx, const uint8_t *bytes, size_t length, glia_error *error) {
  return read_tensor("the file", idx, bytes, length, error);
}

static glia_status read_dimensions(const char *what, const char *wanted, uint32_t dimensions,
                                   glia_idx *idx, const uint8_t *bytes, size_t length,
                                   glia_error *error) {
  const glia_status status = read_tensor(what, idx, bytes, length, error);
  if (status || idx->dimensions == dimensions) return status;
  const char *is = idx->dimensions == LABELS   ? " (these are labels)"
                   : idx->dimensions == IMAGES ? " (these are images)"
                                               : "";
  return glia_fail(error, GLIA_SYNTAX, 3, "%s begins with 0x%08lx%s; %s begin with 0x%08lx", what,
                   0x800ul + idx->dimensions, is, wanted, 0x800ul + dimensions);
}

glia_status glia_idx_read_images(glia_idx_images *read, const uint8_t *images, size_t images_length,
                                 const uint8_t *labels, size_t labels_length, size_t most,
                                 glia_arena *arena, glia_error *error) {
  glia_idx image, label = {0};
  glia_status status = read_dimensions("the image file", "images", IMAGES, &image, images,
                                       images_length, error);
  if (!status && labels) {
    status = read_dimensions("the label file", "labels", LABELS, &label, labels, labels_length,
                             error);
  }
  if (status) return status;
  if (image.count == 0) {
    return glia_fail(error, GLIA_SHAPE, 4, "the image file holds no image: %lu of %lu x %lu pixels",
                     (unsigned long)image.size[0], (unsigned long)image.size[1],
                     (unsigned long)image.size[2]);
  }
  if (labels && label.size[0] != image.size[0]) {
    return glia_fail(error, GLIA_SHAPE, 4,
                     "there are %lu images, but %lu labels; each image needs one",
                     (unsigned long)image.size[0], (unsigned long)label.size[0]);
  }
  const size_t count = most && most < image.size[0] ? most : image.size[0];
  const size_t pixels = image.count / image.size[0];
  float *x = glia_arena_floats(arena, count * pixels);
  float *target = labels ? glia_arena_floats(arena, count) : NULL;
  if (!x || (labels && !target)) return glia_fail(error, GLIA_MEMORY, -1, NULL);

  for (size_t i = 0; i < count * pixels; i++) x[i] = (float)image.data[i] / 255.0f;
  uint32_t classes = 0;
  for (size_t i = 0; labels && i < count; i++) {
    target[i] = (float)label.data[i];
    if (label.data[i] >= classes) classes = label.data[i] + 1u;
  }
  *read = (glia_idx_images){count, image.size[1], image.size[2], classes, x, target, image.size[0]};
  return GLIA_OK;
}
