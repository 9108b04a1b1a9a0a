/* What the JSON texts about files share. */
#ifndef GLIA_WASM_FILES_JSON_H
#define GLIA_WASM_FILES_JSON_H

#include "base/status.h"
#include "base/text.h"

/* What `put` writes of `told`, in memory of its length; NULL with error filled. `put` is called twice. */
char *glia_files_json(void (*put)(glia_text *text, const void *told), const void *told,
                      glia_error *error);

#endif
