#include "data/csv_texts.h"

#include <string.h>

#include "base/text.h"

#define HASH_START 14695981039346656037u

/* FNV-1a (Fowler, Noll and Vo), its high bits folded into the low ones that are used. */
static uint64_t hash_byte(uint64_t hash, char byte) {
  return (hash ^ (unsigned char)byte) * 1099511628211u;
}

static uint32_t hash_end(uint64_t hash) { return (uint32_t)(hash ^ hash >> 29); }

static uint32_t hash_text(const char *text) {
  uint64_t hash = HASH_START;
  for (; *text; text++) hash = hash_byte(hash, *text);
  return hash_end(hash);
}

static uint32_t hash_cell(const csv_cell *cell) {
  uint64_t hash = HASH_START;
  for (size_t i = 0; i < cell->length; i++) {
    hash = hash_byte(hash, cell->text[i]);
    i += cell->doubled && cell->text[i] == '"';
  }
  return hash_end(hash);
}

/* ---- names ---- */

typedef struct {
  const char **name;
  uint32_t *slot; /* index of a name + 1, or 0 */
  uint32_t mask;
  uint32_t *next; /* (columns) the number to try next where this column's name comes again */
} names;

/* The slot of a name, or the empty one where it belongs. */
static uint32_t *find(const names *n, const char *text) {
  uint32_t at = hash_text(text) & n->mask;
  while (n->slot[at] && strcmp(n->name[n->slot[at] - 1], text) != 0) at = (at + 1) & n->mask;
  return &n->slot[at];
}

static char *cell_text(const csv_cell *cell, glia_arena *arena) {
  char *text = glia_arena_take(arena, cell->length + 1);
  if (text) text[csv_cell_copy(cell, text)] = '\0';
  return text;
}

static void put_numbered(char *out, size_t room, const char *text, uint32_t number) {
  glia_text name = glia_text_open(out, room);
  glia_text_put(&name, "%s %lu", text, (unsigned long)number);
}

static char *numbered(const char *text, uint32_t number, glia_arena *arena) {
  const size_t room = strlen(text) + 12;
  char *name = glia_arena_take(arena, room);
  if (name) put_numbered(name, room, text, number);
  return name;
}

/* A name of its own for a column whose text the earlier column `first` has. */
static const char *another(names *n, uint32_t first, char *room, size_t size) {
  do {
    put_numbered(room, size, n->name[first], n->next[first]++);
  } while (*find(n, room));
  return room;
}

int csv_names(const char **name, const csv_cell *head, uint32_t columns, glia_arena *arena,
              uint32_t *repeated, uint32_t *first_repeated) {
  glia_arena scratch = glia_arena_open(&arena->memory);
  names n = {.name = name, .mask = 3};
  while (n.mask / 4 < columns) n.mask = 2 * n.mask + 1;
  n.slot = glia_arena_array(&scratch, (size_t)n.mask + 1, sizeof *n.slot);
  n.next = glia_arena_array(&scratch, columns, sizeof *n.next);
  uint32_t *first = glia_arena_array(&scratch, columns, sizeof *first); /* 0, or 1 + whose text it repeats */
  int ok = n.slot && n.next && first;
  *repeated = *first_repeated = 0;

  /* First all that the file gives: a name made here must not take one from a later column. */
  for (uint32_t c = 0; ok && c < columns; c++) {
    const int given = head && !csv_cell_missing(&head[c]);
    name[c] = given ? cell_text(&head[c], arena) : numbered("column", c + 1, arena);
    if (!name[c]) {
      ok = 0;
      break;
    }
    n.next[c] = 2;
    uint32_t *slot = find(&n, name[c]);
    first[c] = *slot;
    if (!*slot) *slot = c + 1;
  }
  for (uint32_t c = 0; ok && c < columns; c++) {
    if (!first[c]) continue;
    const size_t size = strlen(name[c]) + 12;
    char *room = glia_arena_take(arena, size);
    if (!room) {
      ok = 0;
      break;
    }
    name[c] = another(&n, first[c] - 1, room, size);
    *find(&n, name[c]) = c + 1;
    if (!(*repeated)++) *first_repeated = c;
  }
  glia_arena_close(&scratch);
  return ok;
}

/* ---- texts ---- */

typedef struct {
  glia_arena memory;
  uint32_t *slot; /* (size) index of a text + 1, or 0 */
  uint32_t *at;   /* (size / 2) where the text first comes */
  uint32_t *hash; /* (size / 2) */
  uint32_t size, count;
} table;

static int open_table(table *t, uint32_t size, const glia_memory *memory) {
  t->memory = glia_arena_open(memory);
  t->slot = glia_arena_array(&t->memory, size, sizeof *t->slot);
  t->at = glia_arena_array(&t->memory, size / 2, sizeof *t->at);
  t->hash = glia_arena_array(&t->memory, size / 2, sizeof *t->hash);
  t->size = size;
  t->count = 0;
  return t->slot && t->at && t->hash;
}

static void put(table *t, uint32_t at, uint32_t hash) {
  uint32_t i = hash & (t->size - 1);
  while (t->slot[i]) i = (i + 1) & (t->size - 1);
  t->at[t->count] = at;
  t->hash[t->count] = hash;
  t->slot[i] = ++t->count;
}

static int grow(table *t) {
  table larger;
  const int ok = t->size <= UINT32_MAX / 4 && open_table(&larger, 2 * t->size, &t->memory.memory);
  if (!ok) {
    if (t->size <= UINT32_MAX / 4) glia_arena_close(&larger.memory);
    return 0;
  }
  for (uint32_t i = 0; i < t->count; i++) put(&larger, t->at[i], t->hash[i]);
  glia_arena_close(&t->memory);
  *t = larger;
  return 1;
}

/* The cell that begins at a byte; it was read before, so there is one. */
static csv_cell cell_at(csv_scan *scan, uint32_t at) {
  csv_cell cell = {0};
  scan->at = at;
  (void)csv_scan_cell(scan, &cell, NULL);
  return cell;
}

static int lookup(table *t, csv_scan *scan, uint32_t at, uint32_t *index) {
  const csv_cell cell = cell_at(scan, at);
  const uint32_t hash = hash_cell(&cell);
  for (uint32_t i = hash & (t->size - 1); t->slot[i]; i = (i + 1) & (t->size - 1)) {
    const uint32_t known = t->slot[i] - 1;
    if (t->hash[known] != hash) continue;
    const csv_cell other = cell_at(scan, t->at[known]);
    if (csv_cell_same(&cell, &other)) {
      *index = known;
      return 1;
    }
  }
  if (t->count == t->size / 2 && !grow(t)) return 0;
  *index = t->count;
  put(t, at, hash);
  return 1;
}

static int keep(const table *t, csv_scan *scan, glia_arena *arena, const char *const **texts) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < t->count; i++) bytes += cell_at(scan, t->at[i]).length + 1;
  const char **list = glia_arena_array(arena, t->count, sizeof *list);
  char *text = glia_arena_take(arena, bytes);
  if (!list || !text) return 0;
  for (uint32_t i = 0; i < t->count; i++) {
    const csv_cell cell = cell_at(scan, t->at[i]);
    list[i] = text;
    text += csv_cell_copy(&cell, text);
    *text++ = '\0';
  }
  *texts = list;
  return 1;
}

int csv_intern(csv_scan scan, uint32_t *code, const uint8_t *missing, size_t rows,
               glia_arena *arena, const char *const **texts, uint32_t *count) {
  table t;
  int ok = open_table(&t, 64, &arena->memory);
  for (size_t row = 0; ok && row < rows; row++) {
    if (!missing || !missing[row]) ok = lookup(&t, &scan, code[row], &code[row]);
  }
  if (ok) ok = keep(&t, &scan, arena, texts);
  *count = t.count;
  glia_arena_close(&t.memory);
  return ok;
}
