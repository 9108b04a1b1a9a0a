#include "data/dataset.h"

#include "data/features.h"
#include "data/order.h"
#include "data/points.h"

static int take_part(glia_part *part, size_t rows, uint32_t features, glia_arena *arena) {
  part->rows = 0; /* counts up as rows are put in */
  part->x = glia_arena_floats(arena, rows * features);
  part->target = glia_arena_floats(arena, rows);
  return part->x && part->target;
}

static void put(glia_part *part, uint32_t bits, uint32_t features, const float *xy, float target) {
  glia_features_fill(bits, xy, 1, part->x + part->rows * features);
  part->target[part->rows++] = target;
}

glia_status glia_dataset_make(glia_dataset *dataset, const glia_settings *settings,
                              glia_arena *arena, glia_error *error) {
  const size_t count = settings->points;
  size_t tests = (size_t)((double)count * settings->test / 100.0 + 0.5);
  if (tests < 1) tests = 1;
  if (tests > count - 1) tests = count - 1;

  dataset->task = glia_data_task((glia_data)settings->data);
  dataset->classes = dataset->task == GLIA_TASK_CLASSES ? 2 : 0;
  dataset->features = glia_features_count(settings->features);
  dataset->count = count;
  dataset->xy = glia_arena_floats(arena, 2 * count);
  dataset->target = glia_arena_floats(arena, count);
  dataset->held = glia_arena_take(arena, count);
  uint32_t *order = glia_arena_array(arena, count, sizeof *order);
  if (!dataset->xy || !dataset->target || !dataset->held || !order ||
      !take_part(&dataset->train, count - tests, dataset->features, arena) ||
      !take_part(&dataset->test, tests, dataset->features, arena)) {
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }

  glia_points_draw((glia_data)settings->data, count, settings->noise, settings->seed, dataset->xy,
                   dataset->target);
  glia_order_shuffle(order, count, settings->seed, GLIA_STREAM_SPLIT, 0);
  for (size_t i = 0; i < tests; i++) dataset->held[order[i]] = 1;
  for (size_t i = 0; i < count; i++) {
    put(dataset->held[i] ? &dataset->test : &dataset->train, settings->features,
        dataset->features, dataset->xy + 2 * i, dataset->target[i]);
  }
  return GLIA_OK;
}
