#include "oracle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracle_json.h"

struct oracle {
  json *root;
  char name[128]; /* for messages */
};

int oracle_available(void) {
  const char *root = getenv("GLIA_ORACLE");
  return root != NULL && *root != '\0';
}

oracle *oracle_parse(const char *text, size_t length, char *error, size_t error_size) {
  json *root = json_parse(text, length, error, error_size);
  if (!root) return NULL;
  oracle *o = calloc(1, sizeof *o);
  if (!o) {
    json_free(root);
    snprintf(error, error_size, "No memory is left.");
    return NULL;
  }
  o->root = root;
  snprintf(o->name, sizeof o->name, "text");
  return o;
}

oracle *oracle_load(const char *file) {
  char path[4096], error[256];
  const char *root = getenv("GLIA_ORACLE");
  if (!root || !*root) fail_msg("GLIA_ORACLE is not set; ask oracle_available() first.");
  if (snprintf(path, sizeof path, "%s/%s", root, file) >= (int)sizeof path) {
    fail_msg("The path of the oracle file %s is too long.", file);
  }
  FILE *stream = fopen(path, "rb");
  if (!stream) fail_msg("The oracle file %s cannot be opened.", path);
  char *text = NULL;
  size_t length = 0, capacity = 0;
  for (;;) {
    if (length == capacity) {
      capacity = capacity ? 2 * capacity : 65536;
      char *larger = realloc(text, capacity);
      if (!larger) fail_msg("No memory is left for %s.", path);
      text = larger;
    }
    const size_t got = fread(text + length, 1, capacity - length, stream);
    if (got == 0) break;
    length += got;
  }
  const int failed = ferror(stream);
  fclose(stream);
  if (failed) fail_msg("The oracle file %s cannot be read.", path);
  oracle *o = oracle_parse(text, length, error, sizeof error);
  free(text);
  if (!o) fail_msg("%s: %s", path, error);
  snprintf(o->name, sizeof o->name, "%s", file);
  return o;
}

void oracle_free(oracle *o) {
  if (!o) return;
  json_free(o->root);
  free(o);
}

/* The value at a path, or NULL. */
static const json *find(const json *at, const char *path) {
  while (at && *path) {
    if (*path == '[') {
      char *end;
      const unsigned long index = strtoul(path + 1, &end, 10);
      if (end == path + 1 || *end != ']' || at->type != ORACLE_ARRAY || index >= at->count) {
        return NULL;
      }
      at = at->items[index];
      path = end + 1;
    } else {
      if (at->type != ORACLE_OBJECT) return NULL;
      const json *best = NULL;
      size_t best_length = 0;
      for (size_t i = 0; i < at->count; i++) {
        const size_t length = strlen(at->keys[i]);
        const char after = strncmp(path, at->keys[i], length) == 0 ? path[length] : 'x';
        if (length > best_length && (after == '\0' || after == '.' || after == '[')) {
          best = at->items[i];
          best_length = length;
        }
      }
      at = best;
      path += best_length;
    }
    if (*path == '.') path++;
  }
  return at;
}

enum { PATH_SIZE = 256 };

/* Writes the formatted path to buffer and looks it up. */
static const json *find_format(const oracle *o, char *buffer, const char *path, va_list args) {
  if (vsnprintf(buffer, PATH_SIZE, path, args) >= PATH_SIZE) {
    fail_msg("The path %s… is too long.", buffer);
  }
  return find(o->root, buffer);
}

/* Opens the variable arguments: declares `at` (checked to be there) and `where`. */
#define FIND(o, path)                                                        \
  char where[PATH_SIZE];                                                     \
  va_list args;                                                              \
  va_start(args, path);                                                      \
  const json *at = find_format(o, where, path, args);                        \
  va_end(args);                                                              \
  if (!at) fail_msg("%s has no %s.", (o)->name, where)

oracle_type oracle_type_at(const oracle *o, const char *path, ...) {
  char where[PATH_SIZE];
  va_list args;
  va_start(args, path);
  const json *at = find_format(o, where, path, args);
  va_end(args);
  return at ? at->type : ORACLE_ABSENT;
}

size_t oracle_count_at(const oracle *o, const char *path, ...) {
  FIND(o, path);
  if (at->type != ORACLE_ARRAY && at->type != ORACLE_OBJECT) {
    fail_msg("%s in %s is neither an array nor an object.", where, o->name);
  }
  return at->count;
}

const char *oracle_key_at(const oracle *o, size_t n, const char *path, ...) {
  FIND(o, path);
  if (at->type != ORACLE_OBJECT || n >= at->count) {
    fail_msg("%s in %s is no object with a key number %zu.", where, o->name, n);
  }
  return at->keys[n];
}

double oracle_number_at(const oracle *o, const char *path, ...) {
  FIND(o, path);
  if (at->type != ORACLE_NUMBER) fail_msg("%s in %s is not a number.", where, o->name);
  return at->number;
}

const char *oracle_string_at(const oracle *o, const char *path, ...) {
  FIND(o, path);
  if (at->type != ORACLE_STRING) fail_msg("%s in %s is not a string.", where, o->name);
  return at->string;
}

oracle_tensor oracle_tensor_at(const oracle *o, const char *path, ...) {
  FIND(o, path);
  oracle_tensor t = {NULL, 0, 0, {0}};
  if (at->type == ORACLE_NUMBER) {
    t.data = &at->number;
    t.count = 1;
    return t;
  }
  if (at->type == ORACLE_ARRAY && at->numbers) {
    t.data = at->numbers;
    t.count = at->count;
    t.rank = 1;
    t.shape[0] = at->count;
    return t;
  }
  const json *shape = at->type == ORACLE_OBJECT ? find(at, "shape") : NULL;
  const json *data = at->type == ORACLE_OBJECT ? find(at, "data") : NULL;
  if (!shape || !data || !shape->numbers || !data->numbers || shape->count > ORACLE_MAX_RANK) {
    fail_msg("%s in %s is not a tensor.", where, o->name);
  }
  t.data = data->numbers;
  t.count = data->count;
  t.rank = shape->count;
  double product = 1;
  for (size_t i = 0; i < t.rank; i++) {
    const double side = shape->numbers[i];
    if (!(side >= 0 && side <= 1e9 && side == floor(side))) {
      fail_msg("The shape of %s in %s holds %g.", where, o->name, side);
    }
    t.shape[i] = (size_t)side;
    product *= side;
  }
  if (product != (double)t.count) {
    fail_msg("%s in %s: the shape asks for %g elements, there are %zu.", where, o->name, product,
             t.count);
  }
  return t;
}

float *oracle_floats(oracle_tensor t) {
  float *copy = malloc((t.count ? t.count : 1) * sizeof *copy);
  if (!copy) fail_msg("No memory is left for %zu floats.", t.count);
  for (size_t i = 0; i < t.count; i++) {
    copy[i] = (float)t.data[i];
    if ((double)copy[i] != t.data[i]) {
      fail_msg("Element %zu is %.17g, which is not a float32.", i, t.data[i]);
    }
  }
  return copy;
}

oracle_tolerance oracle_float32_tolerance(const oracle *o) {
  const oracle_tolerance t = {oracle_number_at(o, "tolerance.float32.atol"),
                              oracle_number_at(o, "tolerance.float32.rtol")};
  return t;
}

void oracle_check_rows(const char *name, const float *got, size_t ld, oracle_tensor expected,
                       double atol, double rtol) {
  if (expected.count == 0) fail_msg("%s: there is nothing to compare.", name);
  const size_t columns = expected.rank ? expected.shape[expected.rank - 1] : 1;
  size_t bad = 0, worst = 0;
  double worst_excess = -1;
  for (size_t i = 0; i < expected.count; i++) {
    const double value = (double)got[i / columns * ld + i % columns];
    const double difference = fabs(value - expected.data[i]);
    const double allowed = atol + rtol * fabs(expected.data[i]);
    if (difference <= allowed) continue;
    const double excess = isnan(difference) ? (double)INFINITY : difference - allowed;
    if (excess > worst_excess) {
      worst_excess = excess;
      worst = i;
    }
    bad++;
  }
  if (bad) {
    fail_msg("%s: %zu of %zu elements are off; the worst, at index %zu, is %.9g, expected %.17g.",
             name, bad, expected.count, worst, (double)got[worst / columns * ld + worst % columns],
             expected.data[worst]);
  }
}

void oracle_check(const char *name, const float *got, oracle_tensor expected, double atol,
                  double rtol) {
  const size_t columns = expected.rank ? expected.shape[expected.rank - 1] : 1;
  oracle_check_rows(name, got, columns, expected, atol, rtol);
}

size_t oracle_each(const char *kind, const char *prefix,
                   void (*run)(const oracle *o, const char *name, void *user), void *user) {
  oracle *index = oracle_load("index.json");
  const size_t cases = oracle_count_at(index, "cases");
  size_t found = 0;
  for (size_t i = 0; i < cases; i++) {
    const char *name = oracle_string_at(index, "cases[%zu].case", i);
    if (strcmp(oracle_string_at(index, "cases[%zu].kind", i), kind) != 0) continue;
    if (strncmp(name, prefix, strlen(prefix)) != 0) continue;
    oracle *o = oracle_load(oracle_string_at(index, "cases[%zu].file", i));
    run(o, name, user);
    oracle_free(o);
    found++;
  }
  oracle_free(index);
  return found;
}
