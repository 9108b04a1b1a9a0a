/* What JavaScript has to know of the module for files, told by C. */
#include "wasm/about.h"
#include "wasm/files.h"

static const char *const scalings[] = {[GLIA_SCALING_NONE] = "none",
                                       [GLIA_SCALING_STANDARD] = "standard",
                                       [GLIA_SCALING_RANGE] = "minmax",
                                       [GLIA_SCALING_SAMPLE] = "standard_sample"};

int glia_files_describe(char *buffer, int room) {
  glia_text text = glia_text_open(buffer, (size_t)room);
  glia_about_put(&text);
  glia_text_put(&text, ",\"maxBytes\":%d,\"scaleBytes\":%d", GLIA_CSV_MAX_BYTES, (int)sizeof(glia_scale));
  glia_about_put_texts(&text, "scalings", scalings, sizeof scalings / sizeof *scalings);
  glia_text_put(&text, "}");
  return (int)text.length;
}
