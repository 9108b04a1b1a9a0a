/* Data for JavaScript: runs on given points, what a run's data are, and drawn digits. */
#include "base/text.h"
#include "data/digits.h"
#include "data/inputs.h"
#include "wasm/common.h"
#include "wasm/exports.h"

glia_run *glia_play_create(const glia_settings *settings, const float *x, const float *target,
                           const uint8_t *held, int count, int numbers, double history_bytes,
                           glia_error *error) {
  const glia_given given = {(size_t)count, (uint32_t)numbers, x, target, held};
  return glia_run_create_with(settings, x ? &given : NULL, (size_t)glia_wasm_whole(history_bytes), NULL,
                              error);
}

int glia_play_describe(const glia_run *run, char *buffer, int room) {
  const glia_dataset *data = &run->dataset;
  const glia_setting *sets = glia_setting_find("data", 4);
  const glia_setting *features = glia_setting_find("features", 8);
  static const char *const spaces[] = {"", "plane", "line", "image", "table"};
  const glia_space space = glia_data_space((glia_data)run->settings.data);
  const uint32_t bits = glia_inputs_features(&run->settings);
  glia_text text = glia_text_open(buffer, (size_t)room);
  glia_text_put(&text,
                "{\"data\":\"%s\",\"task\":\"%s\",\"space\":\"%s\",\"classes\":%u,\"inputs\":%u"
                ",\"side\":%u,\"count\":%lu,\"leaked\":%lu,\"features\":[",
                sets->choices[run->settings.data].name, data->classes ? "classes" : "values",
                spaces[space], data->classes, data->numbers, glia_inputs_side(&run->settings),
                (unsigned long)data->count, (unsigned long)data->leaked);
  const char *comma = "";
  for (size_t i = 0; i < features->choice_count; i++) {
    if (!((bits >> i) & 1u)) continue;
    glia_text_put(&text, "%s\"%s\"", comma, features->choices[i].name);
    comma = ",";
  }
  const glia_network *network = &run->model->network;
  const uint64_t rows = run->trainer->options.batch < data->train.rows ? run->trainer->options.batch
                                                                       : data->train.rows;
  glia_text_put(&text, "],\"given\":%s,\"cost\":[%llu,%llu]}",
                glia_data_is_given((glia_data)run->settings.data) ? "true" : "false",
                (unsigned long long)glia_network_operations(network, 0),
                (unsigned long long)(rows * glia_network_operations(network, 1)));
  return (int)text.length;
}

static glia_status check_side(int size, glia_error *error) {
  if (size >= GLIA_DIGIT_SIZE_MIN && size <= GLIA_DIGIT_SIZE_MAX) return GLIA_OK;
  return glia_fail(error, GLIA_RANGE, -1, "a digit has %d to %d pixels along a side, not %d",
                   GLIA_DIGIT_SIZE_MIN, GLIA_DIGIT_SIZE_MAX, size);
}

glia_status glia_calc_digits(int count, int size, double seed, double noise, float *pixels,
                             float *target, glia_error *error) {
  const glia_status status = check_side(size, error);
  if (status) return status;
  glia_digit_style style = glia_digit_preset();
  if (noise >= 0.0) style.noise = noise;
  glia_digits_draw((size_t)count, (uint32_t)size, &style, glia_wasm_whole(seed), pixels, target);
  return GLIA_OK;
}

int glia_calc_normalize(const float *drawn, int width, int height, int size, float *pixels,
                        glia_error *error) {
  if (check_side(size, error)) return -1;
  return glia_digit_normalize(drawn, (uint32_t)width, (uint32_t)height, (uint32_t)size, pixels);
}
