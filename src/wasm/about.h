/* What every module tells JavaScript of itself. */
#ifndef GLIA_WASM_ABOUT_H
#define GLIA_WASM_ABOUT_H

#include "base/text.h"

/* {"version":…,"build":…,"error":{size and offsets},"statuses":[codes]  and no closing brace: the module's
 * own fields follow. */
void glia_about_put(glia_text *text);

/* ,"name":["…",…] */
void glia_about_put_texts(glia_text *text, const char *name, const char *const *texts, size_t count);

#endif
