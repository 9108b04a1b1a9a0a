/* Reading oracle cases in tests: JSON files with inputs and the numbers that must come out.
 *
 *   static void test_tanh(void **state) {
 *     if (!oracle_available()) skip();
 *     oracle *o = oracle_load("activations/tanh.json");
 *     const oracle_tensor x = oracle_tensor_at(o, "inputs.x");
 *     float *in = oracle_floats(x), *out = …;
 *     const oracle_tolerance t = oracle_float32_tolerance(o);
 *     oracle_check("y", out, oracle_tensor_at(o, "expected.y"), t.atol, t.rtol);
 *     free(in);
 *     oracle_free(o);
 *   }
 *
 * The environment variable GLIA_ORACLE names the folder of the cases. Where it is not set,
 * oracle_available() is 0 and the test leaves its oracle part out; where it is set, a missing or
 * malformed file, an absent path or a wrong type fails the running cmocka test with a sentence.
 *
 * A path is a printf format: object keys joined by dots, array positions from 0 in brackets, as in
 * "inputs.params[%d].W", "expected.layers[0].dz" or "expected.params_after.20[1].b". A key that
 * itself holds a dot is found too (at every object the longest key that fits is taken).
 */
#ifndef GLIA_TESTS_ORACLE_H
#define GLIA_TESTS_ORACLE_H

#include <stddef.h>

typedef struct oracle oracle;

enum { ORACLE_MAX_RANK = 6 };

/* data belongs to the oracle and lives until oracle_free. Row-major, count = product of shape. */
typedef struct {
  const double *data;
  size_t count;
  size_t rank;
  size_t shape[ORACLE_MAX_RANK];
} oracle_tensor;

typedef struct {
  double atol, rtol;
} oracle_tolerance;

typedef enum {
  ORACLE_NULL,
  ORACLE_FALSE,
  ORACLE_TRUE,
  ORACLE_NUMBER,
  ORACLE_STRING,
  ORACLE_ARRAY,
  ORACLE_OBJECT,
  ORACLE_ABSENT /* no such path */
} oracle_type;

/* 1 when GLIA_ORACLE is set. */
int oracle_available(void);

/* Loads $GLIA_ORACLE/<file>; the caller frees it. Fails the test when that is impossible. */
oracle *oracle_load(const char *file);

/* Parses length bytes of JSON text (strict: RFC 8259, no duplicate keys, one value, nothing after
 * it). Returns NULL and writes a sentence with the position to error (of error_size bytes) when it
 * is not. The caller frees the result. */
oracle *oracle_parse(const char *text, size_t length, char *error, size_t error_size);

/* NULL is allowed. */
void oracle_free(oracle *o);

/* What is at the path; never fails. The empty path is the whole file. */
oracle_type oracle_type_at(const oracle *o, const char *path, ...)
    __attribute__((format(printf, 2, 3)));

/* How many items the array or object at the path has. */
size_t oracle_count_at(const oracle *o, const char *path, ...)
    __attribute__((format(printf, 2, 3)));

/* The n-th key (from 0, in file order) of the object at the path; belongs to the oracle. */
const char *oracle_key_at(const oracle *o, size_t n, const char *path, ...)
    __attribute__((format(printf, 3, 4)));

double oracle_number_at(const oracle *o, const char *path, ...)
    __attribute__((format(printf, 2, 3)));

/* The string at the path, UTF-8; belongs to the oracle. */
const char *oracle_string_at(const oracle *o, const char *path, ...)
    __attribute__((format(printf, 2, 3)));

/* The tensor {"shape": …, "data": …} at the path; a plain array of numbers is a tensor of rank 1, a
 * number one of rank 0 with count 1. Fails when shape and data disagree or an item is no number. */
oracle_tensor oracle_tensor_at(const oracle *o, const char *path, ...)
    __attribute__((format(printf, 2, 3)));

/* A copy as floats, to be given to free(). Fails if an element is not exactly a float32: inputs of
 * the oracle all are. */
float *oracle_floats(oracle_tensor t);

/* The file's tolerance line for float32 arithmetic. */
oracle_tolerance oracle_float32_tolerance(const oracle *o);

/* Fails unless |got - expected| <= atol + rtol*|expected| for each element (so NaN fails); says
 * name, index, both values, and how far off the worst element is. got: expected.count floats. */
void oracle_check(const char *name, const float *got, oracle_tensor expected, double atol,
                  double rtol);

/* The same where rows of got lie ld floats apart; the last axis of expected is the row. */
void oracle_check_rows(const char *name, const float *got, size_t ld, oracle_tensor expected,
                       double atol, double rtol);

/* Loads every case of a kind ("mlp", "losses", …) listed in index.json whose name starts with
 * prefix ("" for all), and calls run with it. Returns how many there were; a test that expects
 * some must compare with 0. */
size_t oracle_each(const char *kind, const char *prefix,
                   void (*run)(const oracle *o, const char *name, void *user), void *user);

#endif
