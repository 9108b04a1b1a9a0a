#include "inspect/json.h"

void glia_json_key(glia_text *text, const char *name, int first) {
  glia_text_put(text, "%s\"%s\":", first ? "" : ",", name);
}

void glia_json_number(glia_text *text, double value) {
  if (value - value == 0.0) {
    glia_text_real(text, value);
  } else {
    glia_text_put(text, "null");
  }
}

void glia_json_single(glia_text *text, float value) {
  if (value - value == 0.0f) {
    glia_text_float(text, value);
  } else {
    glia_text_put(text, "null");
  }
}

void glia_json_real(glia_text *text, const char *name, double value) {
  glia_json_key(text, name, 0);
  glia_json_number(text, value);
}

void glia_json_float(glia_text *text, const char *name, float value) {
  glia_json_key(text, name, 0);
  glia_json_single(text, value);
}

void glia_json_flag(glia_text *text, const char *name, int value) {
  glia_json_key(text, name, 0);
  glia_text_put(text, value ? "true" : "false");
}

void glia_json_text(glia_text *text, const char *name, const char *value) {
  glia_json_key(text, name, 0);
  glia_text_json(text, value);
}
