#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static char *refuse(const char *path, const char *why) {
  cli_fail(CLI_MISUSED, "%s cannot be read: %s", path, why);
  return NULL;
}

/* What is left of a file, in blocks that double: its length is not known beforehand, as of a pipe. */
static char *read_all(FILE *file, const char *path, size_t most, glia_arena *arena,
                      size_t *length) {
  glia_arena kept = glia_arena_open(&arena->memory);
  size_t room = 1 << 16, used = 0;
  char *text = glia_arena_take(&kept, room);
  while (text) {
    used += fread(text + used, 1, room - used, file);
    if (used < room || used > most) break;
    glia_arena next = glia_arena_open(&arena->memory);
    char *larger = glia_arena_array(&next, room, 2);
    if (larger) memcpy(larger, text, used);
    glia_arena_close(&kept);
    kept = next;
    room *= 2;
    text = larger;
  }
  char *result = NULL;
  if (!text) {
    cli_fail(CLI_FAILED, "there is not enough memory to read %s", path);
  } else if (ferror(file)) {
    refuse(path, strerror(errno ? errno : EIO));
  } else if (used > most) {
    cli_fail(CLI_MISUSED, "%s is too large: more than %lu bytes", path, (unsigned long)most);
  } else {
    result = glia_arena_array(arena, used + 1, 1);
    if (result) memcpy(result, text, used);
    else cli_fail(CLI_FAILED, "there is not enough memory to read %s", path);
    *length = used;
  }
  glia_arena_close(&kept);
  return result;
}

char *cli_read_file(const char *path, size_t most, glia_arena *arena, size_t *length) {
  return cli_read_file_or(path, NULL, most, arena, length);
}

char *cli_read_file_or(const char *path, const char *missing, size_t most, glia_arena *arena,
                       size_t *length) {
  if (strcmp(path, "-") == 0) return read_all(stdin, "standard input", most, arena, length);
  errno = 0;
  FILE *file = fopen(path, "rb");
  if (!file && missing && errno == ENOENT) {
    cli_fail(CLI_MISUSED, "%s", missing);
    return NULL;
  }
  if (!file) return refuse(path, strerror(errno));
  char *text = read_all(file, path, most, arena, length);
  fclose(file);
  return text;
}
