#include <string.h>

#include "train/race.h"

static glia_status check(const double *rates, size_t rate_count, size_t seed_count,
                         uint64_t steps, glia_error *error) {
  const glia_setting *rate = glia_setting_find("rate", 4);
  if (rate_count < 1 || seed_count < 1 || rate_count > GLIA_SURVEY_MAX ||
      seed_count > GLIA_SURVEY_MAX / rate_count) {
    return glia_fail(error, GLIA_RANGE, -1, "a map has 1 to %d cells, not %lu by %lu",
                     GLIA_SURVEY_MAX, (unsigned long)rate_count, (unsigned long)seed_count);
  }
  if (steps < 1) return glia_fail(error, GLIA_RANGE, -1, "a map needs at least one step");
  for (size_t i = 0; i < rate_count; i++) {
    if (rates[i] >= rate->min && rates[i] <= rate->max) continue;
    return glia_fail(error, GLIA_RANGE, -1, "rate is %g; it must be from %g to %g", rates[i],
                     rate->min, rate->max);
  }
  return GLIA_OK;
}

/* Copies given points; 0 where memory is short. */
static int copy_given(const glia_given *given, glia_arena *arena, glia_given *copy) {
  *copy = (glia_given){0};
  if (!given) return 1;
  const size_t numbers = given->count * given->numbers;
  float *x = glia_arena_floats(arena, numbers);
  float *target = glia_arena_floats(arena, given->count);
  uint8_t *held = given->held ? glia_arena_take(arena, given->count) : NULL;
  if (!x || !target || (given->held && !held)) return 0;
  memcpy(x, given->x, numbers * sizeof *x);
  memcpy(target, given->target, given->count * sizeof *target);
  if (held) memcpy(held, given->held, given->count);
  *copy = (glia_given){given->count, given->numbers, x, target, held};
  return 1;
}

glia_survey *glia_survey_create(const glia_settings *settings, const glia_given *given,
                                const double *rates, size_t rate_count, const uint32_t *seeds,
                                size_t seed_count, uint64_t steps, const glia_memory *memory,
                                glia_error *error) {
  if (check(rates, rate_count, seed_count, steps, error)) return NULL;
  if (glia_given_check(settings, given, error)) return NULL;
  const size_t cells = rate_count * seed_count;
  glia_arena arena = glia_arena_open(memory);
  glia_survey *survey = glia_arena_take(&arena, sizeof *survey);
  double *rate = glia_arena_array(&arena, rate_count, sizeof *rate);
  uint32_t *seed = glia_arena_array(&arena, seed_count, sizeof *seed);
  uint8_t *cell = glia_arena_take(&arena, cells);
  float *first = glia_arena_floats(&arena, cells);
  float *loss = glia_arena_floats(&arena, cells);
  float *test_loss = glia_arena_floats(&arena, cells);
  glia_given copy;
  if (!copy_given(given, &arena, &copy) || !survey || !rate || !seed || !cell || !first || !loss || !test_loss) {
    glia_fail(error, GLIA_MEMORY, -1, NULL);
    glia_arena_close(&arena);
    return NULL;
  }
  memcpy(rate, rates, rate_count * sizeof *rate);
  memcpy(seed, seeds, seed_count * sizeof *seed);
  *survey = (glia_survey){.arena = arena,
                          .settings = *settings,
                          .given = copy,
                          .steps = steps,
                          .rates = rate_count,
                          .seeds = seed_count,
                          .rate = rate,
                          .seed = seed,
                          .cell = cell,
                          .first = first,
                          .loss = loss,
                          .test_loss = test_loss};
  return survey;
}

void glia_survey_free(glia_survey *survey) {
  if (!survey) return;
  glia_run_free(survey->run);
  glia_arena arena = survey->arena;
  glia_arena_close(&arena);
}

static glia_status begin_cell(glia_survey *survey, glia_error *error) {
  glia_settings settings = survey->settings;
  settings.rate = survey->rate[survey->done / survey->seeds];
  settings.seed = survey->seed[survey->done % survey->seeds];
  survey->run = glia_run_create_with(&settings, survey->given.count ? &survey->given : NULL, 0,
                                     &survey->arena.memory, error);
  if (!survey->run) return error ? error->status : GLIA_MEMORY;
  survey->first[survey->done] = survey->run->history.loss[0];
  return GLIA_OK;
}

static void end_cell(glia_survey *survey) {
  glia_run *run = survey->run;
  survey->loss[survey->done] = (float)glia_run_loss(run, &run->dataset.train);
  survey->test_loss[survey->done] = (float)glia_run_loss(run, &run->dataset.test);
  survey->cell[survey->done] = run->trainer->fault ? GLIA_CELL_DIVERGED : GLIA_CELL_DONE;
  glia_run_free(run);
  survey->run = NULL;
  survey->done++;
}

glia_status glia_survey_work(glia_survey *survey, uint64_t steps, size_t *left,
                             glia_error *error) {
  const size_t cells = survey->rates * survey->seeds;
  glia_status status = GLIA_OK;
  while (steps && survey->done < cells) {
    if (!survey->run) status = begin_cell(survey, error);
    if (status) break;
    glia_run *run = survey->run;
    const uint64_t before = run->trainer->step, missing = survey->steps - before;
    const uint64_t most = steps < missing ? steps : missing;
    glia_run_advance(run, most, NULL);
    steps -= most; /* a run that ends early has taken its time all the same */
    if (run->trainer->fault || run->stopped || before + most == survey->steps) end_cell(survey);
  }
  *left = cells - survey->done;
  return status;
}
