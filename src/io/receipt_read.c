#include <string.h>

#include "base/text.h"
#include "io/experiment.h"
#include "io/receipt.h"
#include "io/receipt_words.h"

uint32_t glia_receipt_check(uint32_t before, const char *bytes, size_t length) {
  uint32_t rest = ~before;
  for (size_t i = 0; i < length; i++) {
    rest ^= (unsigned char)bytes[i];
    for (int bit = 0; bit < 8; bit++) rest = rest >> 1 ^ (rest & 1 ? 0xEDB88320u : 0u);
  }
  return ~rest;
}

/* Reading goes word by word; next is the one that comes. */
typedef struct reader {
  const char *text;
  size_t length, at; /* at: behind the word */
  const char *word;
  size_t size; /* of the word; 0 at the end */
  uint32_t check; /* of the words before */
  glia_error *error;
} reader;

static int is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static void find_word(reader *r) {
  while (r->at < r->length && is_blank(r->text[r->at])) r->at++;
  r->word = r->text + r->at;
  while (r->at < r->length && !is_blank(r->text[r->at])) r->at++;
  r->size = (size_t)(r->text + r->at - r->word);
}

static void next_word(reader *r) {
  r->check = glia_receipt_check(r->check, r->word, r->size);
  r->check = glia_receipt_check(r->check, "\n", 1);
  find_word(r);
}

static int position(const reader *r) { return (int)(r->word - r->text); }

/* How much of a word an error shows. */
static int shown(const reader *r) { return (int)(r->size < 40 ? r->size : 40); }

static int begins(const reader *r, const char *name) {
  const size_t length = strlen(name);
  return r->size > length && memcmp(r->word, name, length) == 0 && r->word[length] == '=';
}

/* What stands behind name= in the word, which must be of that name. */
static glia_status value_of(const reader *r, const char *name, const char **value,
                            size_t *length) {
  if (!r->size) {
    return glia_fail(r->error, GLIA_SYNTAX, position(r),
                     "the receipt ends where %s= is expected; it was not copied whole", name);
  }
  if (!begins(r, name)) {
    return glia_fail(r->error, GLIA_SYNTAX, position(r),
                     "'%.*s' stands where the receipt must have %s=", shown(r), r->word, name);
  }
  *value = r->word + strlen(name) + 1;
  *length = (size_t)(r->word + r->size - *value);
  return GLIA_OK;
}

static int read_count(const char *from, size_t length, uint64_t *count) {
  if (length < 1 || length > 16) return 0;
  *count = 0;
  for (size_t i = 0; i < length; i++) {
    if (from[i] < '0' || from[i] > '9') return 0;
    *count = *count * 10 + (uint64_t)(from[i] - '0');
  }
  return *count <= GLIA_RECEIPT_STEPS;
}

static int read_hex(const char *from, size_t length, size_t digits, uint64_t *value) {
  if (length != digits) return 0;
  *value = 0;
  for (size_t i = 0; i < length; i++) {
    const char *digit = from[i] ? strchr("0123456789abcdef", from[i]) : NULL;
    if (!digit) return 0;
    *value = *value << 4 | (uint64_t)(from[i] <= '9' ? from[i] - '0' : from[i] - 'a' + 10);
  }
  return 1;
}

static int is(const char *from, size_t length, const char *name) {
  return length == strlen(name) && memcmp(from, name, length) == 0;
}

static int read_number(const char *from, size_t length, double *value) {
  if (is(from, length, "nan")) *value = __builtin_nan("");
  else if (is(from, length, "inf")) *value = __builtin_inf();
  else if (is(from, length, "-inf")) *value = -__builtin_inf();
  else return glia_text_read_real(from, length, value) && *value - *value == 0.0;
  return 1;
}

static glia_status refuse(const reader *r, const char *what) {
  return glia_fail(r->error, GLIA_SYNTAX, position(r), "'%.*s' is not right: %s", shown(r),
                   r->word, what);
}

static glia_status take_version(reader *r) {
  static const char name[] = "glia-receipt/";
  uint64_t version;
  if (r->size < sizeof name - 1 || memcmp(r->word, name, sizeof name - 1) != 0) {
    return glia_fail(r->error, GLIA_SYNTAX, position(r), "a receipt begins with %s%d; this text %s",
                     name, GLIA_RECEIPT_VERSION, r->size ? "does not" : "is empty");
  }
  if (!read_count(r->word + sizeof name - 1, r->size - sizeof name + 1, &version)) {
    return refuse(r, "the receipt's version is a whole number");
  }
  if (version != GLIA_RECEIPT_VERSION) {
    return glia_fail(r->error, GLIA_UNKNOWN, position(r),
                     "this is a receipt of version %lu; only version %d can be replayed here",
                     (unsigned long)version, GLIA_RECEIPT_VERSION);
  }
  next_word(r);
  return GLIA_OK;
}

static glia_status take_experiment(reader *r, glia_settings *settings) {
  const char *value = NULL;
  size_t length = 0;
  glia_status status = value_of(r, "experiment", &value, &length);
  if (status) return status;
  glia_error why;
  status = glia_experiment_parse(value, length, settings, &why);
  if (status) {
    const int within = why.position < 0 ? 0 : why.position;
    return glia_fail(r->error, status, (int)(value - r->text) + within, "%s", why.message);
  }
  next_word(r);
  return GLIA_OK;
}

static glia_status take_steps(reader *r, uint64_t *steps) {
  const char *value = NULL;
  size_t length = 0;
  const glia_status status = value_of(r, "steps", &value, &length);
  if (status) return status;
  if (!read_count(value, length, steps)) {
    return refuse(r, "steps are a whole number, up to 2 to the 53rd");
  }
  next_word(r);
  return GLIA_OK;
}

static glia_status take_hash(reader *r, uint64_t *hash) {
  const char *value = NULL;
  size_t length = 0;
  const glia_status status = value_of(r, "hash", &value, &length);
  if (status) return status;
  if (!read_hex(value, length, 16, hash)) return refuse(r, "a hash is 16 digits of 0-9 and a-f");
  next_word(r);
  return GLIA_OK;
}

static glia_status take_number(reader *r, const char *name, double *number) {
  const char *value = NULL;
  size_t length = 0;
  const glia_status status = value_of(r, name, &value, &length);
  if (status) return status;
  if (!read_number(value, length, number)) {
    return refuse(r, "behind the = must be a decimal number, inf or nan");
  }
  next_word(r);
  return GLIA_OK;
}

/* step,parameter,value */
static glia_status take_edit(reader *r, uint64_t from, uint64_t to, glia_receipt_edit *edit) {
  const char *value = NULL;
  size_t length = 0;
  const glia_status status = value_of(r, "edit", &value, &length);
  if (status) return status;
  const char *end = value + length;
  const char *first = memchr(value, ',', length);
  const char *second = first ? memchr(first + 1, ',', (size_t)(end - first - 1)) : NULL;
  double number;
  if (!second || !read_count(value, (size_t)(first - value), &edit->step) ||
      !read_count(first + 1, (size_t)(second - first - 1), &edit->parameter) ||
      !glia_text_read_real(second + 1, (size_t)(end - second - 1), &number)) {
    return refuse(r, "a change by hand is step,parameter,value, such as edit=100,3,0.25");
  }
  edit->value = (float)number;
  if (!(edit->value - edit->value == 0.0f)) return refuse(r, "no weight can be so large");
  if (edit->step < from || edit->step > to) {
    return glia_fail(r->error, GLIA_RANGE, position(r),
                     "'%.*s' is not right: changes by hand stand in the order of their steps, none "
                     "after the last one of the run",
                     shown(r), r->word);
  }
  next_word(r);
  return GLIA_OK;
}

static glia_status take_edits(reader *r, glia_receipt *receipt, glia_arena *arena) {
  const reader start = *r;
  size_t count = 0;
  for (; begins(r, "edit"); find_word(r)) count++;
  *r = start;
  if (!count) return GLIA_OK;
  if (count > GLIA_HISTORY_EDITS) {
    return glia_fail(r->error, GLIA_LIMIT, position(r),
                     "this receipt has %lu changes by hand; %d can be replayed",
                     (unsigned long)count, GLIA_HISTORY_EDITS);
  }
  glia_receipt_edit *edit = glia_arena_array(arena, count, sizeof *edit);
  if (!edit) return glia_fail(r->error, GLIA_MEMORY, -1, NULL);
  receipt->edit = edit;
  receipt->edit_count = count;
  uint64_t from = 0;
  for (size_t i = 0; i < count; i++) {
    const glia_status status = take_edit(r, from, receipt->steps, &edit[i]);
    if (status) return status;
    from = edit[i].step;
  }
  return GLIA_OK;
}

static glia_status take_check(reader *r) {
  const char *value = NULL;
  size_t length = 0;
  const glia_status status = value_of(r, "check", &value, &length);
  if (status) return status;
  uint64_t check;
  if (!read_hex(value, length, 8, &check)) return refuse(r, "a check is 8 digits of 0-9 and a-f");
  if (check != r->check) {
    return glia_fail(r->error, GLIA_CONFLICT, position(r),
                     "the check does not fit the words before it: the receipt was changed, or not "
                     "copied exactly");
  }
  find_word(r);
  if (!r->size) return GLIA_OK;
  return glia_fail(r->error, GLIA_SYNTAX, position(r),
                   "'%.*s' stands behind the receipt; it ends with its check", shown(r), r->word);
}

glia_status glia_receipt_read(glia_receipt *receipt, const char *text, size_t length,
                              glia_arena *arena, glia_error *error) {
  if (length > GLIA_RECEIPT_MAX) {
    return glia_fail(error, GLIA_LIMIT, GLIA_RECEIPT_MAX, "a receipt has at most %d bytes",
                     GLIA_RECEIPT_MAX);
  }
  memset(receipt, 0, sizeof *receipt);
  receipt->accuracy = receipt->test_accuracy = __builtin_nan("");
  reader r = {.text = text, .length = length, .error = error};
  find_word(&r);
  glia_status status = take_version(&r);
  if (!status) status = take_experiment(&r, &receipt->settings);
  if (!status) status = take_steps(&r, &receipt->steps);
  if (!status) status = take_hash(&r, &receipt->hash);
  if (!status) status = take_number(&r, "loss", &receipt->loss);
  if (!status) status = take_number(&r, "testLoss", &receipt->test_loss);
  const int classes = glia_data_task((glia_data)receipt->settings.data) == GLIA_TASK_CLASSES;
  if (!status && classes) status = take_number(&r, "accuracy", &receipt->accuracy);
  if (!status && classes) status = take_number(&r, "testAccuracy", &receipt->test_accuracy);
  if (!status) status = take_edits(&r, receipt, arena);
  if (!status) status = take_check(&r);
  return status;
}
