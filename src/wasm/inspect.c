#include "wasm/inspect.h"

#include <string.h>

#include "inspect/json.h"
#include "wasm/common.h"

glia_landscape *glia_look_landscape(const glia_run *run, int path, int points, double extent_a,
                                    double extent_b, int test, double seed, glia_error *error) {
  const glia_landscape_options options = {.kind = path ? GLIA_PLANE_PATH : GLIA_PLANE_RANDOM,
                                          .points = points > 0 ? (size_t)points : 0,
                                          .extent = {extent_a, extent_b},
                                          .test = test,
                                          .seed = glia_wasm_whole(seed)};
  return glia_landscape_create(run, &options, NULL, error);
}

static void put_list(glia_text *text, const char *name, const double *numbers, size_t count) {
  glia_json_key(text, name, 0);
  glia_text_put(text, "[");
  for (size_t i = 0; i < count; i++) {
    if (i) glia_text_put(text, ",");
    glia_json_number(text, numbers[i]);
  }
  glia_text_put(text, "]");
}

static void put_axis(glia_text *text, const char *name, const glia_landscape *landscape,
                     int direction) {
  glia_json_key(text, name, 0);
  glia_text_put(text, "[");
  for (size_t i = 0; i < landscape->side; i++) {
    if (i) glia_text_put(text, ",");
    glia_json_number(text, glia_landscape_at(landscape, direction, i));
  }
  glia_text_put(text, "]");
}

int glia_look_plane(const glia_landscape *landscape, char *buffer, int room) {
  glia_text text = glia_text_open(buffer, (size_t)room);
  glia_text_put(&text, "{\"side\":%lu", (unsigned long)landscape->side);
  put_axis(&text, "a", landscape, 0);
  put_axis(&text, "b", landscape, 1);
  put_list(&text, "share", landscape->share, 2);
  glia_text_put(&text, ",\"path\":{\"count\":%lu", (unsigned long)landscape->path);
  put_list(&text, "steps", landscape->path_step, landscape->path);
  put_list(&text, "a", landscape->path_a, landscape->path);
  put_list(&text, "b", landscape->path_b, landscape->path);
  glia_text_put(&text, "}}");
  return (int)text.length;
}

void glia_look_surface(const glia_landscape *landscape, float *loss) {
  const size_t all = landscape->side * landscape->side;
  for (size_t i = 0; i < all; i++) {
    loss[i] = i < landscape->done ? landscape->loss[i] : __builtin_nanf("");
  }
}

void glia_look_at(const glia_landscape *landscape, glia_run *run, double at[3]) {
  glia_landscape_project(landscape, run, at);
  at[2] = glia_run_loss(run, landscape->options.test ? &run->dataset.test : &run->dataset.train);
}

glia_statistics *glia_look_statistics(glia_run *run, int bins, const double *ranges,
                                      glia_error *error) {
  glia_statistics_options options = {.bins = bins > 0 ? (size_t)bins : 0};
  memcpy(options.range, ranges, sizeof options.range);
  return glia_statistics_create(run, &options, NULL, error);
}

static glia_given given_of(const float *x, const float *target, const uint8_t *held, int points,
                           int numbers) {
  return (glia_given){.count = (size_t)points,
                      .numbers = (uint32_t)numbers,
                      .x = x,
                      .target = target,
                      .held = held};
}

glia_race *glia_look_race(const glia_settings *settings, int count, int share, double history_bytes,
                          const float *x, const float *target, const uint8_t *held, int points,
                          int numbers, glia_error *error) {
  const glia_given given = given_of(x, target, held, points, numbers);
  return glia_race_create(settings, (size_t)count, x ? &given : NULL, share,
                          (size_t)glia_wasm_whole(history_bytes), NULL, error);
}

glia_run *glia_look_racer(const glia_race *race, int i) {
  return i >= 0 && (size_t)i < race->count ? race->run[i] : NULL;
}

glia_survey *glia_look_survey(const glia_settings *settings, const double *rates, int rate_count,
                              const uint32_t *seeds, int seed_count, double steps, const float *x,
                              const float *target, const uint8_t *held, int points, int numbers,
                              glia_error *error) {
  const glia_given given = given_of(x, target, held, points, numbers);
  return glia_survey_create(settings, x ? &given : NULL, rates, (size_t)rate_count, seeds,
                            (size_t)seed_count, glia_wasm_whole(steps), NULL, error);
}

int glia_look_survey_work(glia_survey *survey, double steps, glia_error *error) {
  size_t left;
  if (glia_survey_work(survey, glia_wasm_whole(steps), &left, error)) return -1;
  return (int)left;
}

void glia_look_survey_read(const glia_survey *survey, uint8_t *cell, float *first, float *loss,
                           float *test_loss) {
  const size_t cells = survey->rates * survey->seeds;
  for (size_t i = 0; i < cells; i++) {
    const int done = survey->cell[i] != GLIA_CELL_WAITING;
    cell[i] = survey->cell[i];
    first[i] = done ? survey->first[i] : __builtin_nanf("");
    loss[i] = done ? survey->loss[i] : __builtin_nanf("");
    test_loss[i] = done ? survey->test_loss[i] : __builtin_nanf("");
  }
}
