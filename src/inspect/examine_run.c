#include <string.h>

#include "inspect/examine.h"

/* The layer whose last update was largest for its size, or -1. */
static int most_moved(const glia_statistics *s, double *ratio) {
  int layer = -1;
  *ratio = 0.0;
  for (size_t l = 0; l < s->layers; l++) {
    const glia_layer_statistics *each = &s->layer[l];
    if (!(each->parameter_norm > 0.0)) continue;
    const double moved = each->update_norm / each->parameter_norm;
    if (!(moved > *ratio)) continue;
    *ratio = moved;
    layer = (int)l;
  }
  return layer;
}

void glia_examine_rate(glia_diagnosis *diagnosis, glia_run *run, const glia_statistics *s) {
  if (!s->updated) return;
  const glia_trainer *trainer = run->trainer;
  const double first = (double)run->history.loss[0], rate = glia_trainer_rate(trainer);
  const double loss = glia_run_loss(run, &run->dataset.train);
  double moved;
  const int layer = most_moved(s, &moved);
  if (trainer->step >= 20 && moved > glia_complaint_threshold(GLIA_COMPLAINT_RATE_LARGE)) {
    glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_RATE_LARGE, layer, moved);
    glia_finding_say(f,
                     "The steps are too large: the last update changed layer %d by %.3g of its "
                     "size; a hundredth or a thousandth is usual. The rate is %.3g.",
                     layer + 1, moved, rate);
  }
  const double left = loss / first;
  if (glia_run_epoch(run) >= 1 && first > 0.0 &&
      left > glia_complaint_threshold(GLIA_COMPLAINT_NO_PROGRESS)) {
    glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_NO_PROGRESS, -1, left);
    glia_finding_say(f,
                     "The loss is higher than at the start: %.3g, and it was %.3g. The steps "
                     "overshoot; the rate of %.3g is too large for this network and data.",
                     loss, first, rate);
  }
  const double all = s->update_norm / s->parameter_norm;
  if (glia_run_epoch(run) >= 5 && s->parameter_norm > 0.0 && s->gradient_norm > 1e-3 &&
      left > 0.98 && all < glia_complaint_threshold(GLIA_COMPLAINT_RATE_SMALL)) {
    glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_RATE_SMALL, -1, all);
    glia_finding_say(f,
                     "The steps are too small: the last update changed the weights by %.2g of "
                     "their size, and after %llu epochs the loss has hardly moved. The rate is "
                     "%.3g.",
                     all, (unsigned long long)glia_run_epoch(run), rate);
  }
}

void glia_examine_overfitting(glia_diagnosis *diagnosis, glia_run *run) {
  if (glia_run_epoch(run) < 10) return;
  const double loss = glia_run_loss(run, &run->dataset.train);
  const double test = glia_run_loss(run, &run->dataset.test);
  const glia_history *history = &run->history;
  double best = test;
  uint64_t when = run->trainer->step;
  for (size_t i = 0; i < history->count && i * history->interval < run->trainer->step; i++) {
    if (!((double)history->test_loss[i] < best)) continue;
    best = (double)history->test_loss[i];
    when = i * history->interval;
  }
  const double ratio = test / loss;
  if (!(ratio > glia_complaint_threshold(GLIA_COMPLAINT_OVERFITTING)) || !(test > 1.2 * best) ||
      !(test - loss > 0.05)) {
    return;
  }
  glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_OVERFITTING, -1, ratio);
  glia_finding_say(f,
                   "The network learns its training points by heart: the test loss is %.3g, %.3g "
                   "times the training loss, and was %.3g at step %llu. More points, a penalty, a "
                   "smaller network or stopping early help.",
                   test, ratio, best, (unsigned long long)when);
}

static uint64_t hash_row(const float *x, size_t count) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (size_t i = 0; i < count; i++) {
    const float value = x[i] + 0.0f; /* -0 and 0 are the same point */
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    hash = (hash ^ bits) * 0x100000001B3u;
    hash ^= hash >> 29;
  }
  return hash;
}

static int same_row(const float *a, const float *b, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (a[i] != b[i]) return 0;
  }
  return 1;
}

void glia_examine_leak(glia_diagnosis *diagnosis, const glia_run *run, glia_leak_table *table) {
  const glia_part *train = &run->dataset.train, *test = &run->dataset.test;
  const size_t inputs = run->model->network.inputs, mask = table->size - 1;
  for (size_t i = 0; i < train->rows; i++) {
    const float *x = train->x + i * inputs;
    size_t at = (size_t)hash_row(x, inputs) & mask;
    while (table->row[at] && !same_row(x, train->x + (table->row[at] - 1) * inputs, inputs)) {
      at = (at + 1) & mask;
    }
    table->row[at] = (uint32_t)i + 1; /* of equal rows one is enough */
  }
  size_t leaked = 0;
  for (size_t i = 0; i < test->rows; i++) {
    const float *x = test->x + i * inputs;
    for (size_t at = (size_t)hash_row(x, inputs) & mask; table->row[at]; at = (at + 1) & mask) {
      if (!same_row(x, train->x + (table->row[at] - 1) * inputs, inputs)) continue;
      leaked++;
      break;
    }
  }
  if (!leaked) return;
  glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_LEAK, -1,
                                     (double)leaked / (double)test->rows);
  glia_finding_say(f,
                   "%lu of %lu test points are also training points, to the last bit: the test "
                   "tells nothing about new points there, and looks better than it is.",
                   (unsigned long)leaked, (unsigned long)test->rows);
}

void glia_examine_balance(glia_diagnosis *diagnosis, const glia_run *run) {
  enum { MOST_CLASSES = 64 };
  const glia_dataset *data = &run->dataset;
  const size_t classes = data->classes;
  size_t count[MOST_CLASSES] = {0};
  if (classes < 2 || classes > MOST_CLASSES || run->settings.balance != GLIA_BALANCE_NONE) return;
  for (size_t i = 0; i < data->train.rows; i++) {
    const float target = data->train.target[i]; /* under losses of values class 0 is -1 */
    count[target > 0.0f ? (size_t)target : 0]++;
  }
  size_t rare = 0, common = 0;
  for (size_t c = 1; c < classes; c++) {
    if (count[c] < count[rare]) rare = c;
    if (count[c] > count[common]) common = c;
  }
  const double ratio = (double)count[rare] / (double)count[common];
  if (!(ratio < glia_complaint_threshold(GLIA_COMPLAINT_IMBALANCE))) return;
  glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_IMBALANCE, -1, ratio);
  glia_finding_say(f,
                   "Class %lu has %lu training points and class %lu has %lu: a network that always "
                   "answers the common class is already right mostly. Weigh the classes, and look "
                   "at more than accuracy.",
                   (unsigned long)rare, (unsigned long)count[rare], (unsigned long)common,
                   (unsigned long)count[common]);
}
