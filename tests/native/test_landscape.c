/* The loss surface against losses measured by setting the weights, and its plane against its definition. */
#include "inspected.h"

#include "inspect/landscape.h"
#include "inspect/plane.h"

static glia_landscape *open_plane(const glia_run *run, glia_landscape_options options) {
  glia_error error;
  glia_landscape *plane = glia_landscape_create(run, &options, NULL, &error);
  if (!plane) fail_msg("%s", error.message);
  return plane;
}

/* The loss with the run's own weights moved there, by the run's own measure. */
static double loss_there(glia_run *run, const glia_landscape *plane, double a, double b, int test) {
  const size_t storage = run->model->network.storage;
  float *kept = new_floats(storage);
  memcpy(kept, run->model->parameters, storage * sizeof *kept);
  for (size_t i = 0; i < storage; i++) {
    const double w = (double)plane->centre[i] + a * (double)plane->direction[0][i] +
                     b * (double)plane->direction[1][i];
    run->model->parameters[i] = (float)w;
  }
  const double loss = glia_run_loss(run, test ? &run->dataset.test : &run->dataset.train);
  memcpy(run->model->parameters, kept, storage * sizeof *kept);
  free(kept);
  return loss;
}

static void check_grid(glia_run *run, glia_landscape *plane, int test) {
  const size_t side = plane->side, n = plane->options.points;
  assert_true(glia_landscape_work(plane, run, 0) == side * side);
  while (glia_landscape_work(plane, run, side)) continue;
  assert_true(glia_landscape_work(plane, run, 5) == 0);
  for (size_t i = 0; i < side * side; i++) {
    const double a = ((double)(i % side) - (double)n) / (double)n * plane->options.extent[0];
    const double b = ((double)(i / side) - (double)n) / (double)n * plane->options.extent[1];
    assert_true((float)loss_there(run, plane, a, b, test) == plane->loss[i]);
  }
}

static void test_random(void **state) {
  (void)state;
  static const char *const experiments[] = {
      "data=spiral&points=300", "data=hills&points=40&layers=5:tanh+ln,4:relu+bn+res&seed=9"};
  for (int e = 0; e < 4; e++) {
    glia_run *run = open_run(experiments[e % 2], NULL);
    go(run, 60);
    const uint64_t hash = whole_state(run);
    glia_landscape *plane = open_plane(run, (glia_landscape_options){.points = 3, .test = e / 2, .seed = 5});
    assert_true(plane->options.extent[0] == 1.0 && plane->side == 7);
    const glia_part *part = e / 2 ? &run->dataset.test : &run->dataset.train;
    assert_true(glia_landscape_loss(plane, run, 0, 0) == glia_run_loss(run, part));
    check_grid(run, plane, e / 2);
    assert_true(plane->loss[24] == (float)glia_run_loss(run, part));
    assert_true(whole_state(run) == hash);
    glia_landscape_free(plane);
    glia_run_free(run);
  }
}

/* The path on a plane whose directions are neither of length 1 nor at right angles. */
static void test_projection(void **state) {
  (void)state;
  glia_run *run = open_run("data=xor&layers=2:tanh&features=x1,x2", NULL);
  go(run, 40);
  glia_landscape *plane = open_plane(run, (glia_landscape_options){.points = 1, .seed = 2});
  const size_t storage = run->model->network.storage;
  for (size_t k = 0; k < plane->path; k++) {
    double a = 0, b = 0;
    for (size_t i = 0; i < storage; i++) {
      const double d0 = (double)plane->direction[0][i], d1 = (double)plane->direction[1][i];
      const double rest = (double)run->history.state[k * run->history.floats + i] -
                          (double)plane->centre[i] - plane->path_a[k] * d0 - plane->path_b[k] * d1;
      a += rest * d0;
      b += rest * d1;
    }
    assert_true(fabs(a) < 1e-6 && fabs(b) < 1e-6);
  }
  /* Where the run goes from there: 0 at first, and then what is left stands at right angles. */
  double at[2];
  glia_landscape_project(plane, run, at);
  assert_true(at[0] == 0.0 && at[1] == 0.0);
  go(run, 25);
  glia_landscape_project(plane, run, at);
  double a = 0, b = 0;
  for (size_t i = 0; i < storage; i++) {
    const double d0 = (double)plane->direction[0][i], d1 = (double)plane->direction[1][i];
    const double rest = (double)run->model->parameters[i] - (double)plane->centre[i] - at[0] * d0 -
                        at[1] * d1;
    a += rest * d0;
    b += rest * d1;
  }
  assert_true(fabs(a) < 1e-6 && fabs(b) < 1e-6 && fabs(at[0]) + fabs(at[1]) > 1e-4);
  glia_landscape_free(plane);
  glia_run_free(run);
}

static void test_filters(void **state) {
  (void)state;
  glia_run *run = open_run("data=xor&layers=7:relu+bn+res,5:tanh", NULL);
  go(run, 30);
  glia_landscape *plane = open_plane(run, (glia_landscape_options){.points = 1, .seed = 3});
  glia_landscape *again = open_plane(run, (glia_landscape_options){.points = 1, .seed = 3});
  glia_landscape *other = open_plane(run, (glia_landscape_options){.points = 1, .seed = 4});
  const glia_network *n = &run->model->network;
  for (int d = 0; d < 2; d++) {
    assert_memory_equal(plane->direction[d], again->direction[d], n->storage * sizeof(float));
    assert_true(memcmp(plane->direction[d], other->direction[d], n->storage * sizeof(float)));
    for (size_t i = 0; i < n->parameter_count;) { /* canonical order: a unit's weights in a row */
      int block;
      const size_t first = glia_network_slot(n, i, &block);
      const glia_tensor *t = &n->tensor[block];
      double w = 0, v = 0;
      for (size_t k = 0; k < t->rows; k++) {
        const size_t slot = first + k * t->stride;
        w += pow((double)run->model->parameters[slot], 2);
        v += pow((double)plane->direction[d][slot], 2);
      }
      const int moves = t->role == GLIA_ROLE_WEIGHTS || t->role == GLIA_ROLE_PROJECTION;
      if (!moves) assert_true(v == 0);
      else assert_true(fabs(sqrt(v) - sqrt(w)) <= 1e-6 * sqrt(w) && w > 0);
      i += t->rows;
    }
  }
  glia_landscape_free(plane);
  glia_landscape_free(again);
  glia_landscape_free(other);
  glia_run_free(run);
}

static void test_path(void **state) {
  (void)state;
  glia_run *run = open_run("data=circle&points=60&layers=4:tanh&rate=0.03", NULL);
  go(run, 1500);
  assert_int_equal(glia_run_seek(run, 900, NULL), GLIA_OK);
  const uint64_t hash = whole_state(run);
  glia_landscape *plane = open_plane(run, (glia_landscape_options){.kind = GLIA_PLANE_PATH, .points = 2});
  const size_t storage = run->model->network.storage;
  const float *d0 = plane->direction[0], *d1 = plane->direction[1];
  assert_true(fabs(glia_plane_dot(d0, d0, storage) - 1) < 1e-5);
  assert_true(fabs(glia_plane_dot(d1, d1, storage) - 1) < 1e-5);
  assert_true(fabs(glia_plane_dot(d0, d1, storage)) < 1e-5);
  assert_true(plane->share[0] >= plane->share[1] && plane->share[1] > 0 &&
              plane->share[0] + plane->share[1] <= 1 + 1e-9);
  assert_true(plane->path == run->history.states);
  double far = 0;
  for (size_t k = 0; k < plane->path; k++) { /* what is left over is at right angles to both */
    const float *kept = run->history.state + k * run->history.floats;
    double a = 0, b = 0, size = 0;
    for (size_t i = 0; i < storage; i++) {
      const double off = (double)kept[i] - (double)plane->centre[i];
      const double rest = off - plane->path_a[k] * (double)d0[i] - plane->path_b[k] * (double)d1[i];
      a += rest * (double)d0[i];
      b += rest * (double)d1[i];
      size += off * off;
    }
    assert_true(fabs(a) < 1e-5 * (1 + sqrt(size)) && fabs(b) < 1e-5 * (1 + sqrt(size)));
    far = fmax(far, fabs(plane->path_a[k]));
    assert_true(plane->path_step[k] == (double)(k * run->history.state_interval));
    if (plane->path_step[k] == 900) {
      assert_true(fabs(plane->path_a[k]) < 1e-6 && fabs(plane->path_b[k]) < 1e-6);
    }
  }
  assert_true(fabs(plane->options.extent[0] - 1.1 * far) < 1e-9);
  check_grid(run, plane, 0);
  assert_true(whole_state(run) == hash);
  glia_landscape_free(plane);
  glia_run_free(run);
}

/* Eigenvectors of a matrix made from known ones. */
static void test_principal(void **state) {
  (void)state;
  enum { N = 5 };
  const double q[3][N] = {{0.6, 0.8, 0, 0, 0}, {-0.8, 0.6, 0, 0, 0}, {0, 0, 1, 0, 0}};
  const double sizes[3] = {2, 7, 3};
  double matrix[N * N] = {0}, vector[3 * N], value[2];
  for (int k = 0; k < 3; k++) {
    for (int i = 0; i < N * N; i++) matrix[i] += sizes[k] * q[k][i / N] * q[k][i % N];
  }
  glia_plane_principal(matrix, N, vector, value);
  assert_true(fabs(value[0] - 7) < 1e-9 && fabs(value[1] - 3) < 1e-9);
  for (int i = 0; i < N; i++) {
    assert_true(fabs(fabs(vector[i]) - fabs(q[1][i])) < 1e-9);
    assert_true(fabs(fabs(vector[N + i]) - fabs(q[2][i])) < 1e-9);
  }
  const double line[4] = {1, 2, 2, 4};
  glia_plane_principal(line, 2, vector, value);
  assert_true(fabs(value[0] - 5) < 1e-9 && fabs(value[1]) < 1e-9);
}

static void check_refused(const glia_run *run, glia_landscape_options options, glia_status status) {
  glia_error error = {0};
  assert_null(glia_landscape_create(run, &options, NULL, &error));
  assert_int_equal(error.status, status);
  assert_true(strlen(error.message) > 10);
}

static void test_refusals(void **state) {
  (void)state;
  glia_run *run = open_run("", NULL);
  check_refused(run, (glia_landscape_options){.points = 0}, GLIA_RANGE);
  check_refused(run, (glia_landscape_options){.points = 101}, GLIA_RANGE);
  check_refused(run, (glia_landscape_options){.points = 3, .extent = {NAN, 1}}, GLIA_RANGE);
  check_refused(run, (glia_landscape_options){.points = 3, .extent = {1, -1}}, GLIA_RANGE);
  check_refused(run, (glia_landscape_options){GLIA_PLANE_PATH, .points = 3}, GLIA_CONFLICT);
  glia_run_free(run);
  /* A path that is one straight line: the second direction is made perpendicular to it. */
  run = open_run("data=xor&layers=3:tanh", NULL);
  for (int i = 1; i <= 4; i++) {
    go(run, 1);
    for (size_t k = 0; k < run->model->network.parameter_count; k++) {
      assert_int_equal(glia_run_set_parameter(run, k, (float)i, NULL), GLIA_OK);
    }
  }
  glia_history *history = &run->history;
  const size_t storage = run->model->network.storage;
  for (size_t k = 0; k < storage; k++) history->state[k] = 0;
  glia_landscape *plane =
      open_plane(run, (glia_landscape_options){.kind = GLIA_PLANE_PATH, .points = 3});
  assert_true(plane->share[0] > 0.999 && plane->share[1] == 0);
  assert_true(fabs(glia_plane_dot(plane->direction[0], plane->direction[1], storage)) < 1e-5);
  assert_true(fabs(glia_plane_dot(plane->direction[1], plane->direction[1], storage) - 1) < 1e-5);
  assert_true(plane->options.extent[1] > 0);
  glia_landscape_free(plane);
  for (size_t s = 0; s < history->states; s++) { /* and one that went nowhere */
    memcpy(history->state + s * history->floats, run->model->parameters, storage * sizeof(float));
  }
  check_refused(run, (glia_landscape_options){GLIA_PLANE_PATH, .points = 3}, GLIA_CONFLICT);
  glia_run_free(run);
}

static void test_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_run *run = open_run("data=xor&points=20&layers=3:tanh", &memory);
  go(run, 40);
  for (int kind = 0; kind < 2; kind++) {
    for (size_t nth = 1;; nth++) {
      const size_t live = count.live;
      glia_error error = {0};
      counting_refuse(&count, nth);
      const glia_landscape_options options = {.kind = (glia_plane_kind)kind, .points = 2};
      glia_landscape *plane = glia_landscape_create(run, &options, &memory, &error);
      const size_t requests = count.requests;
      counting_refuse(&count, 0);
      if (plane) {
        counting_refuse(&count, 1);
        assert_true(glia_landscape_work(plane, run, 100) == 0 && count.requests == 0);
        counting_refuse(&count, 0);
        glia_landscape_free(plane);
        assert_true(count.live == live && requests < nth && nth > 10);
        break;
      }
      assert_int_equal(error.status, GLIA_MEMORY);
      assert_int_equal(count.live, live);
    }
  }
  glia_run_free(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random),    cmocka_unit_test(test_filters),
      cmocka_unit_test(test_projection),
      cmocka_unit_test(test_path),      cmocka_unit_test(test_principal),
      cmocka_unit_test(test_refusals),  cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("landscape", tests, NULL, NULL);
}
