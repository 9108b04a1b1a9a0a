#include "wasm/files_json.h"

#include "wasm/exports.h"

char *glia_files_json(void (*put)(glia_text *text, const void *told), const void *told,
                      glia_error *error) {
  glia_text length = glia_text_open(NULL, 0);
  put(&length, told);
  char *json = glia_bytes_take(length.length + 1);
  if (!json) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    return NULL;
  }
  glia_text text = glia_text_open(json, length.length + 1);
  put(&text, told);
  return json;
}
