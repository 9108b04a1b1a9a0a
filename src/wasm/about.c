#include "wasm/about.h"

#include <stddef.h>

#include "glia.h"

static const char *const statuses[] = {
#define GLIA_STATUS(id, code, sentence) code,
#include "status.def"
#undef GLIA_STATUS
};

void glia_about_put_texts(glia_text *text, const char *name, const char *const *texts, size_t count) {
  glia_text_put(text, ",\"%s\":[", name);
  for (size_t i = 0; i < count; i++) {
    glia_text_put(text, i ? "," : "");
    glia_text_json(text, texts[i]);
  }
  glia_text_put(text, "]");
}

void glia_about_put(glia_text *text) {
#if defined(GLIA_FAST)
  const char *build = "fast";
#else
  const char *build = "exact";
#endif
  glia_text_put(text,
                "{\"version\":\"%s\",\"build\":\"%s\""
                ",\"error\":{\"size\":%d,\"status\":%d,\"position\":%d,\"message\":%d}",
                GLIA_VERSION, build, (int)sizeof(glia_error), (int)offsetof(glia_error, status),
                (int)offsetof(glia_error, position), (int)offsetof(glia_error, message));
  glia_about_put_texts(text, "statuses", statuses, sizeof statuses / sizeof *statuses);
}
