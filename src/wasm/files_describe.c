/* What JavaScript has to know of the module for files, told by C. */
#include <stddef.h>

#include "base/text.h"
#include "glia.h"
#include "wasm/files.h"
#include "wasm/files_json.h"

static const char *const statuses[] = {
#define GLIA_STATUS(id, code, sentence) code,
#include "status.def"
#undef GLIA_STATUS
};

static const char *const scalings[] = {[GLIA_SCALING_NONE] = "none",
                                       [GLIA_SCALING_STANDARD] = "standard",
                                       [GLIA_SCALING_RANGE] = "minmax",
                                       [GLIA_SCALING_SAMPLE] = "standard_sample"};

int glia_files_describe(char *buffer, int room) {
  glia_text text = glia_text_open(buffer, (size_t)room);
  glia_text_put(&text,
                "{\"version\":\"%s\",\"build\":\"exact\""
                ",\"error\":{\"size\":%d,\"status\":%d,\"position\":%d,\"message\":%d}"
                ",\"maxBytes\":%d,\"scaleBytes\":%d",
                GLIA_VERSION, (int)sizeof(glia_error), (int)offsetof(glia_error, status),
                (int)offsetof(glia_error, position), (int)offsetof(glia_error, message),
                GLIA_CSV_MAX_BYTES, (int)sizeof(glia_scale));
  glia_files_put_texts(&text, "statuses", statuses, sizeof statuses / sizeof *statuses);
  glia_files_put_texts(&text, "scalings", scalings, sizeof scalings / sizeof *scalings);
  glia_text_put(&text, "}");
  return (int)text.length;
}
