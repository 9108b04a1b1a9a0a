#include "wasm/common.h"

#include <string.h>

#include "base/text.h"
#include "base/vec.h"

/* JavaScript sends whole numbers it can count one by one; anything
 * else would not be defined here. */
uint64_t glia_wasm_whole(double count) {
  return count >= 0.0 && count <= 9007199254740992.0 ? (uint64_t)count : 0;
}

/* Index of a name in a list of the table, or -1 with a sentence. */
int glia_wasm_find(const char *key, const char *name, int length, glia_error *error) {
  size_t count;
  const glia_choice *choices;
  if (strcmp(key, "activation") == 0) {
    choices = glia_activation_choices(&count);
  } else {
    const glia_setting *setting = glia_setting_find(key, strlen(key));
    choices = setting->choices;
    count = setting->choice_count;
  }
  const int index = glia_choice_find(choices, count, name, (size_t)length);
  if (index >= 0) return index;
  char names[200];
  glia_text text = glia_text_open(names, sizeof names);
  for (size_t i = 0; i < count; i++) {
    glia_text_put(&text, "%s%s", i ? ", " : "", choices[i].name);
  }
  glia_fail(error, GLIA_UNKNOWN, -1, "%s cannot be '%.*s'; it is one of %s", key,
            length < 40 ? length : 40, name, names);
  return -1;
}

glia_loss_spec glia_wasm_spec(int kind, const double *constants, const float *weights) {
  glia_loss_spec spec = glia_loss_spec_of((glia_loss)kind);
  spec.delta = (float)constants[0];
  spec.gamma = (float)constants[1];
  spec.alpha = (float)constants[2];
  spec.smoothing = (float)constants[3];
  spec.weights = weights;
  return spec;
}

/* Rows copied into padded rows, or back. */
void glia_wasm_pad(const float *from, size_t rows, size_t columns, float *to) {
  const size_t stride = glia_pad(columns);
  for (size_t r = 0; r < rows; r++) {
    memcpy(to + r * stride, from + r * columns, columns * sizeof *to);
  }
}

void glia_wasm_unpad(const float *from, size_t rows, size_t columns, float *to) {
  const size_t stride = glia_pad(columns);
  for (size_t r = 0; r < rows; r++) {
    memcpy(to + r * columns, from + r * stride, columns * sizeof *to);
  }
}
