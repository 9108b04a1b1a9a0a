/* A small strict JSON reader behind oracle.h. */
#ifndef GLIA_TESTS_ORACLE_JSON_H
#define GLIA_TESTS_ORACLE_JSON_H

#include <stddef.h>

#include "oracle.h"

typedef struct json json;
struct json {
  oracle_type type;
  double number;
  char *string;    /* UTF-8, ends with NUL */
  size_t count;    /* of an array or object */
  json **items;    /* the values */
  char **keys;     /* of an object, one for each item */
  double *numbers; /* of an array in which every item is a number (not NULL even if empty) */
};

/* As oracle_parse. */
json *json_parse(const char *text, size_t length, char *error, size_t error_size);
void json_free(json *value); /* NULL is allowed */

#endif
