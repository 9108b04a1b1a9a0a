/* Experiment strings broken at random for about a second: whatever the bytes, the answer is one of
 * the agreed ones, nothing is read or written outside, and what is accepted is what it says it is.
 * The seed is printed; GLIA_SEED repeats a run from its beginning. */
#include "experiments.h"

#include <time.h>

enum { ROOM = GLIA_EXPERIMENT_MAX + 200, SECONDS = 1 };

static const char *const starts[] = {
    "",
    "data=gauss&noise=10&features=x1,x2&layers=8:tanh,8:tanh&loss=bce&rate=0.01&batch=16&seed=7",
    "data%3Dxor%26layers=4%3Arelu%2C2%3Atanh",
    "data=plane&loss=mse&noise=-0&test=33.3&points=1e3",
    "data=hills&loss=cross_entropy",
    "layers=4096:relu,4096:relu,4096:relu,4096:relu,4096:relu",
    "eps=1e-9&beta1=.5&beta2=0.9999&momentum=0&init=he_normal&optimizer=momentum&seed=4294967295"};

static const char *const pieces[] = {
    "&", "=", ",", ":", "%", "%2", "%2C", "%26", "%3d", "%00", "%FF", "-", "+", ".", "e", "e-5",
    "1e400", "-1", "0", "nan", "inf", "0x1", "softmax", "tanh", "relu", "8:tanh", ",8:tanh",
    "4096:", "0:", "x1", "x2", "sinx1", "noise=", "&noise=5", "data=", "plane", "loss=", "bce",
    "layers=", "features=", "&seed=1", "rate=", "points=", "auto",
    "99999999999999999999999999999999999999999999999999999999999999999999999", " ", "\t", "\n",
    "\xC3\xA9", "\xFF"};

static size_t insert(char *text, size_t length, size_t at, const char *piece, size_t size) {
  if (length + size > ROOM) return length;
  memmove(text + at + size, text + at, length - at);
  memcpy(text + at, piece, size);
  return length + size;
}

static size_t mutate(char *text, size_t length, uint64_t *random) {
  const size_t at = pick(random, (uint32_t)length + 1);
  const uint32_t kind = pick(random, 10);
  if (kind < 5) {
    const char *piece = pieces[pick(random, sizeof pieces / sizeof *pieces)];
    return insert(text, length, at, piece, strlen(piece));
  }
  if (kind == 5 || length == 0) {
    const char any = (char)next_random(random);
    return insert(text, length, at, &any, 1);
  }
  const size_t rest = length - at;
  const size_t size = rest ? pick(random, (uint32_t)(rest < 20 ? rest : 20) + 1) : 0;
  if (kind == 6) { /* take a part out */
    memmove(text + at, text + at + size, rest - size);
    return length - size;
  }
  if (kind == 7) { /* double a part; rarely, many times */
    char part[20];
    memcpy(part, text + at, size);
    for (uint32_t times = pick(random, 30) ? 1 : 200; times > 0; times--)
      length = insert(text, length, at, part, size);
    return length;
  }
  if (at < length)
    text[at] =
        kind == 8 ? (char)(text[at] ^ (1 << pick(random, 8))) : (char)(0x20 + pick(random, 0x5F));
  return length;
}

static void check_accepted(const char *text, size_t length, const glia_settings *settings) {
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    const void *field = field_at(settings, &table[i]);
    if (table[i].type == GLIA_TYPE_CHOICE)
      assert_true(*(const uint32_t *)field < table[i].choice_count);
    if (table[i].type == GLIA_TYPE_SET)
      assert_in_range(*(const uint32_t *)field, 1, (1u << table[i].choice_count) - 1);
    if (table[i].type == GLIA_TYPE_INTEGER) {
      assert_true(*(const uint32_t *)field >= table[i].min &&
                  *(const uint32_t *)field <= table[i].max);
    }
    if (table[i].type == GLIA_TYPE_REAL) {
      const double value = *(const double *)field;
      assert_true(value >= table[i].min && value <= table[i].max && !signbit(value));
    }
  }
  assert_true(settings->layers.count <= GLIA_MAX_HIDDEN);
  for (uint32_t l = 0; l < settings->layers.count; l++) {
    assert_in_range(settings->layers.layer[l].units, 1, GLIA_MAX_UNITS);
    assert_true(settings->layers.layer[l].activation < GLIA_ACTIVATION_SOFTMAX);
  }
  char canonical[GLIA_EXPERIMENT_MAX + 1];
  const size_t written = glia_experiment_format(settings, canonical, sizeof canonical);
  glia_settings again;
  if (written > GLIA_EXPERIMENT_MAX || glia_experiment_parse(canonical, written, &again, NULL) ||
      !same_settings(&again, settings)) {
    fail_msg("'%.*s' is accepted, but '%s' is something else", (int)length, text, canonical);
  }
}

static void check_refused(const char *text, size_t length, glia_status status,
                          const glia_error *error) {
  const char *end = memchr(error->message, '\0', sizeof error->message);
  const int known = status == GLIA_SYNTAX || status == GLIA_UNKNOWN || status == GLIA_RANGE ||
                    status == GLIA_CONFLICT || status == GLIA_LIMIT;
  int ascii = 1;
  for (const char *c = error->message; end && c < end; c++)
    ascii = ascii && *c >= 0x20 && *c <= 0x7E;
  if (!known || error->status != status || !end || end - error->message < 8 || !ascii ||
      error->position < -1 || error->position > (int)length) {
    fail_msg("'%.*s': %s at %d: %.255s", (int)length, text, glia_status_code(status),
             error->position, error->message);
  }
}

static void run_one(const char *text, size_t length, size_t *accepted) {
  glia_settings settings;
  memset(&settings, 0x5A, sizeof settings);
  const glia_settings before = settings;
  glia_error error;
  memset(&error, 0x5A, sizeof error);
  const glia_error silence = error;
  const glia_status status = parse_exactly(text, length, &settings, &error);
  if (status) {
    assert_memory_equal(&settings, &before, sizeof settings);
    check_refused(text, length, status, &error);
    return;
  }
  ++*accepted;
  assert_memory_equal(&error, &silence, sizeof error);
  check_accepted(text, length, &settings);
}

static uint64_t seed_of_run(void) {
  const char *given = getenv("GLIA_SEED");
  const uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
  print_message("# GLIA_SEED=%llu\n", (unsigned long long)seed);
  return seed * 0x9E3779B97F4A7C15 | 1;
}

static void test_mutations(void **state) {
  (void)state;
  uint64_t random = seed_of_run();
  size_t runs = 0, accepted = 0;
  char *text = malloc(ROOM + 1);
  assert_non_null(text);
  const clock_t start = clock();
  do {
    for (int i = 0; i < 200; i++, runs++) {
      const uint32_t from = pick(&random, 2 + sizeof starts / sizeof *starts);
      size_t length;
      if (from < sizeof starts / sizeof *starts) {
        length = strlen(starts[from]);
        memcpy(text, starts[from], length);
      } else {
        const glia_settings settings = random_settings(&random);
        length = glia_experiment_format(&settings, text, ROOM + 1);
      }
      for (uint32_t changes = pick(&random, 6); changes > 0; changes--)
        length = mutate(text, length, &random);
      run_one(text, length, &accepted);
    }
  } while (clock() - start < SECONDS * CLOCKS_PER_SEC);
  free(text);
  assert_true(runs >= 1000);
  assert_true(accepted * 100 > runs && accepted * 10 < runs * 9); /* both answers are met often */
}

/* Bytes without any form. */
static void test_noise(void **state) {
  (void)state;
  uint64_t random = seed_of_run();
  size_t accepted = 0;
  for (int i = 0; i < 20000; i++) {
    char text[64];
    const size_t length = pick(&random, sizeof text + 1);
    const int ascii = i % 2;
    for (size_t k = 0; k < length; k++)
      text[k] = (char)(ascii ? 0x21 + pick(&random, 0x5E) : pick(&random, 256));
    run_one(text, length, &accepted);
  }
  assert_true(accepted >= 1); /* the empty text */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_mutations),
                                     cmocka_unit_test(test_noise)};
  return cmocka_run_group_tests_name("experiment_fuzz", tests, NULL, NULL);
}
