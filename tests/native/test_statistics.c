/* Statistics against plain loops over what the model itself answers. */
#include "inspected.h"

#include "inspect/statistics.h"

enum { BINS = 16 };

static glia_statistics *measure(glia_run *run, glia_statistics_options options) {
  glia_error error;
  glia_statistics *s = glia_statistics_create(run, &options, NULL, &error);
  if (!s) fail_msg("%s", error.message);
  return s;
}

static int near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(b)); }

static void check_spread(const glia_spread *s, const float *x, size_t count, const double range[2]) {
  double sum = 0, squares = 0, off = 0, min = INFINITY, max = -INFINITY;
  for (size_t i = 0; i < count; i++) {
    sum += (double)x[i];
    squares += (double)x[i] * (double)x[i];
    min = fmin(min, (double)x[i]);
    max = fmax(max, (double)x[i]);
  }
  const double mean = sum / (double)count;
  for (size_t i = 0; i < count; i++) off += pow((double)x[i] - mean, 2);
  assert_true(s->count == count && s->bad == 0);
  assert_true(near(s->mean, mean) && near(s->norm, sqrt(squares)));
  assert_true(near(s->deviation, sqrt(off / (double)count)));
  assert_true(s->min == min && s->max == max);
  const int given = range[0] != 0 || range[1] != 0;
  if (given) assert_true(s->low == range[0] && s->high == range[1]);
  else if (max > min) assert_true(s->low == min && s->high == max);
  else assert_true(s->low < min && s->high > max);
  size_t bins[BINS] = {0}, below = 0, above = 0;
  for (size_t i = 0; i < count; i++) {
    const double at = ((double)x[i] - s->low) / (s->high - s->low) * BINS;
    if ((double)x[i] < s->low) below++;
    else if ((double)x[i] > s->high) above++;
    else bins[at >= BINS ? BINS - 1 : (size_t)at]++;
  }
  assert_true(s->below == below && s->above == above);
  if (!given) assert_true(below == 0 && above == 0);
  for (int i = 0; i < BINS; i++) assert_int_equal(s->bin[i], bins[i]);
}

static float slope_of(glia_activation kind, float y) {
  if (kind == GLIA_ACTIVATION_TANH) return 1.0f - y * y;
  if (kind == GLIA_ACTIVATION_SIGMOID) return y * (1.0f - y);
  return kind == GLIA_ACTIVATION_RELU ? (float)(y > 0) : 1.0f;
}

/* Plain networks: what follows the activation is the activation. */
static void check_run(const char *experiment, uint64_t steps, glia_statistics_options options) {
  glia_run *run = open_run(experiment, NULL);
  go(run, steps);
  const uint64_t hash = whole_state(run);
  glia_statistics *s = measure(run, options);
  assert_true(whole_state(run) == hash && s->step == steps && s->layers == run->model->network.layer_count);
  const glia_network *n = &run->model->network;
  const glia_part *part = &run->dataset.train;
  size_t units = 0;
  for (uint32_t l = 0; l < n->layer_count; l++) units += n->layer[l].units;
  float *pre = new_floats(part->rows * units), *post = new_floats(part->rows * units);
  float *w = new_floats(n->parameter_count), *g = new_floats(n->parameter_count);
  float *old = new_floats(n->parameter_count);
  double loss;
  glia_model_activations(run->model, part->x, part->rows, pre, post);
  glia_network_export(n, run->model->parameters, w);
  assert_int_equal(glia_model_gradients(run->model, NULL, part->x, part->target, part->rows, &loss, g, NULL, NULL), GLIA_OK);
  if (steps) assert_int_equal(glia_run_seek(run, steps - 1, NULL), GLIA_OK);
  glia_network_export(n, run->model->parameters, old);
  double all = 0;
  const float *y = post;
  for (uint32_t l = 0; l < n->layer_count; l++) {
    const glia_dense *d = &n->layer[l];
    const glia_layer_statistics *layer = &s->layer[l];
    const size_t first = n->tensor[d->tensor[GLIA_ROLE_WEIGHTS]].canonical, count = (size_t)d->inputs * d->units;
    check_spread(&layer->weights, w + first, count, options.range[0]);
    double squares = 0, sizes = 0, moved = 0;
    for (size_t i = first; i < first + count + d->units; i++) {
      squares += pow((double)g[i], 2);
      sizes += pow((double)w[i], 2);
      moved += pow((double)w[i] - (double)old[i], 2);
    }
    all += squares;
    assert_true(fabs(layer->gradient_norm - sqrt(squares)) <= 1e-5 * sqrt(squares) + 1e-9);
    assert_true(near(layer->parameter_norm, sqrt(sizes)) && near(layer->update_norm, sqrt(moved)));
    if (layer->gradients.count != count) fail_msg("%s layer %u: %zu of %zu gradients, %zu bad", experiment, l, layer->gradients.count, count, layer->gradients.bad);
    check_spread(&layer->activations, y, part->rows * d->units, options.range[2]);
    size_t dead = 0;
    for (size_t u = 0; u < d->units; u++) {
      size_t active = 0, far = 0;
      for (size_t r = 0; r < part->rows; r++) {
        const float slope = slope_of(d->options.activation, y[r * d->units + u]);
        active += slope > 0;
        if (d->options.activation == GLIA_ACTIVATION_TANH) far += slope < 0.05f;
        if (d->options.activation == GLIA_ACTIVATION_SIGMOID) far += slope < 0.0125f;
      }
      assert_true(near((double)layer->unit[u].active, (double)((float)active / (float)part->rows)));
      assert_true(near((double)layer->unit[u].saturated, (double)((float)far / (float)part->rows)));
      dead += active == 0;
    }
    assert_int_equal(layer->dead, dead);
    y += part->rows * d->units;
  }
  assert_true(fabs(s->gradient_norm - sqrt(all)) <= 1e-5 * sqrt(all) + 1e-9);
  assert_true(s->updated == (steps > 0));
  free(pre), free(post), free(w), free(g), free(old);
  glia_statistics_free(s);
  glia_run_free(run);
}

static void test_plain(void **state) {
  (void)state;
  const glia_statistics_options found = {.bins = BINS};
  const glia_statistics_options given = {BINS, {{-0.5, 0.5}, {-1e-3, 1e-3}, {0.1, 0.9}}};
  check_run("data=spiral&layers=6:relu,5:tanh", 50, found);
  check_run("data=spiral&points=900&layers=6:relu,5:tanh", 20, found); /* several portions */
  check_run("data=hills&layers=9:sigmoid,3:linear&gain=8", 1, given);
  check_run("data=gauss&layers=4:relu&init=zeros", 0, given);
  check_run("data=gauss&layers=4:relu&init=zeros", 3, found);
  check_run("data=xor&layers=&loss=mse", 7, found);
}

/* Gradients of the loss as the network is used: batch norm by its running statistics, nothing dropped. */
static void test_gradients(void **state) {
  (void)state;
  glia_run *run = open_run("data=circle&points=400&layers=5:tanh+bn+drop0.3,4:silu+ln+res&balance=balanced", NULL);
  go(run, 40);
  glia_statistics *s = measure(run, (glia_statistics_options){.bins = BINS});
  const glia_network *n = &run->model->network;
  for (uint32_t l = 0; l < n->layer_count; l++) {
    double squares = 0;
    for (size_t i = 0; i < n->parameter_count; i++) {
      int block;
      float *w = &run->model->parameters[glia_network_slot(n, i, &block)];
      if (n->tensor[block].layer != l) continue;
      const float kept = *w, h = 0.01f;
      *w = kept + h;
      const double up = glia_run_loss(run, &run->dataset.train);
      *w = kept - h;
      const double down = glia_run_loss(run, &run->dataset.train);
      *w = kept;
      squares += pow((up - down) / 0.02, 2);
    }
    if (!(fabs(s->layer[l].gradient_norm - sqrt(squares)) <= 0.01 * sqrt(squares) + 1e-4)) {
      fail_msg("layer %u: gradient norm %g, by differences %g", l, s->layer[l].gradient_norm, sqrt(squares));
    }
  }
  glia_statistics_free(s);
  glia_run_free(run);
}

static void test_json(void **state) {
  (void)state;
  glia_run *run = open_run("data=plane&layers=8:linear,8:linear&optimizer=sgd&rate=10", NULL);
  assert_int_equal(glia_run_advance(run, 100000, NULL), GLIA_DIVERGED);
  glia_statistics *s = measure(run, (glia_statistics_options){.bins = 4});
  const size_t length = glia_statistics_json(s, NULL, 0);
  char *text = malloc(length + 1);
  assert_int_equal(glia_statistics_json(s, text, length + 1), length);
  assert_int_equal(strlen(text), length);
  assert_null(strstr(text, "inf"));
  assert_null(strstr(text, "nan"));
  free(text);
  glia_statistics_free(s);
  glia_run_free(run);
}

static void test_refusals_and_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_run *run = open_run("data=xor&points=20&layers=3:tanh", &memory);
  go(run, 3);
  static const glia_statistics_options wrong[] = {
      {.bins = 0}, {.bins = 257}, {4, {{1, 1}}}, {4, {{0}, {2, 1}}}, {4, {{0}, {0}, {0, NAN}}}, {4, {{-INFINITY, 0}}}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    glia_error error = {0};
    assert_null(glia_statistics_create(run, &wrong[i], NULL, &error));
    assert_int_equal(error.status, GLIA_RANGE);
  }
  const uint64_t hash = whole_state(run);
  for (size_t nth = 1;; nth++) {
    const size_t live = count.live;
    glia_error error = {0};
    counting_refuse(&count, nth);
    const glia_statistics_options options = {.bins = BINS};
    glia_statistics *s = glia_statistics_create(run, &options, &memory, &error);
    const size_t requests = count.requests;
    counting_refuse(&count, 0);
    assert_true(whole_state(run) == hash);
    if (s) {
      glia_statistics_free(s);
      assert_true(count.live == live && requests < nth && nth > 8);
      break;
    }
    assert_int_equal(error.status, GLIA_MEMORY);
    assert_int_equal(count.live, live);
  }
  glia_run_free(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plain),
      cmocka_unit_test(test_gradients),
      cmocka_unit_test(test_json),
      cmocka_unit_test(test_refusals_and_memory),
  };
  return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
