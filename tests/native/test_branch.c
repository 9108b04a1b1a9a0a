/* Branches: with the same settings the straight run to the bit, with others the rules named. */
#include "inspected.h"

#include "train/branch.h"

static const char *const experiments[] = {
    "data=xor&points=40&layers=4:tanh&optimizer=adam&batch=7",
    "data=circle&points=36&layers=4:relu+bn+drop0.2,3:tanh+ln+res&optimizer=momentum&batch=5&l1=0.001",
    "data=hills&points=30&layers=3:sigmoid&optimizer=rmsprop&schedule=cosine&horizon=300&batch=4",
    "data=gauss&points=30&layers=3:tanh&optimizer=lamb&decay=0.01&clip_norm=0.5&loss=cross_entropy"};

static glia_run *branch_of(const glia_run *run, const glia_settings *settings) {
  glia_error error;
  glia_run *branch = glia_run_branch(run, settings, NULL, &error);
  if (!branch) fail_msg("%s", error.message);
  return branch;
}

static void test_same_settings(void **state) {
  (void)state;
  for (size_t e = 0; e < 4; e++) {
    glia_run *run = open_run(experiments[e], NULL);
    go(run, 137);
    assert_int_equal(glia_run_set_parameter(run, 2, 0.5f, NULL), GLIA_OK);
    glia_run *branch = branch_of(run, &run->settings);
    assert_true(branch->trainer->step == 137 && hash_of(branch) == hash_of(run) && branch->altered == 1);
    go(run, 900);
    go(branch, 900);
    assert_true(hash_of(branch) == hash_of(run));
    assert_true(branch->history.count == run->history.count && branch->history.interval == run->history.interval);
    assert_memory_equal(branch->history.loss, run->history.loss, run->history.count * sizeof(float));
    static const uint64_t steps[] = {137, 400, 138, 1037, 700};
    for (size_t i = 0; i < 5; i++) {
      assert_int_equal(glia_run_seek(run, steps[i], NULL), GLIA_OK);
      assert_int_equal(glia_run_seek(branch, steps[i], NULL), GLIA_OK);
      assert_true(hash_of(branch) == hash_of(run) && branch->trainer->loss == run->trainer->loss);
    }
    glia_error error;
    const uint64_t hash = whole_state(branch);
    assert_int_equal(glia_run_seek(branch, 136, &error), GLIA_RANGE);
    assert_non_null(strstr(error.message, "137"));
    assert_true(whole_state(branch) == hash);
    glia_run_reset(branch);
    glia_run_reset(run);
    go(run, 50);
    go(branch, 50);
    assert_true(hash_of(branch) == hash_of(run) && branch->trainer->step == 50);
    assert_int_equal(glia_run_seek(branch, 10, &error), GLIA_OK);
    glia_run_free(branch);
    glia_run_free(run);
  }
}

/* Long after losses and states were thinned, at a step that no interval divides. */
static void test_late(void **state) {
  (void)state;
  glia_run *run = open_run(experiments[0], NULL);
  go(run, 2477);
  glia_run *branch = branch_of(run, &run->settings);
  go(run, 1500);
  go(branch, 1500);
  const glia_history *h = &branch->history;
  assert_true(hash_of(branch) == hash_of(run));
  assert_true(h->interval > 1 && h->interval == run->history.interval && h->count == run->history.count);
  assert_memory_equal(h->loss, run->history.loss, h->count * sizeof(float));
  assert_memory_equal(h->test_loss, run->history.test_loss, h->count * sizeof(float));
  /* The newest kept state is as near as the interval promises. */
  assert_true(h->origin + h->states * h->state_interval > branch->reached);
  assert_int_equal(glia_run_seek(branch, 2999, NULL), GLIA_OK);
  assert_int_equal(glia_run_seek(run, 2999, NULL), GLIA_OK);
  assert_true(hash_of(branch) == hash_of(run));
  glia_run_free(branch);
  glia_run_free(run);
}

/* The parent's changes by hand at the branch point and the branch's own, replayed. */
static void test_edits(void **state) {
  (void)state;
  glia_run *run = open_run(experiments[0], NULL);
  go(run, 100);
  glia_run *branch = branch_of(run, &run->settings);
  go(branch, 40);
  assert_int_equal(glia_run_set_parameter(branch, 1, -1.0f, NULL), GLIA_OK);
  go(branch, 60);
  const uint64_t hash = hash_of(branch);
  assert_int_equal(glia_run_seek(branch, 100, NULL), GLIA_OK);
  assert_true(hash_of(branch) == hash_of(run));
  assert_int_equal(glia_run_seek(branch, 200, NULL), GLIA_OK);
  assert_true(hash_of(branch) == hash);
  assert_int_equal(glia_run_seek(branch, 100, NULL), GLIA_OK);
  assert_int_equal(glia_run_set_parameter(branch, 1, 3.0f, NULL), GLIA_OK);
  go(branch, 5);
  assert_int_equal(glia_run_seek(branch, 100, NULL), GLIA_OK);
  glia_run *second = branch_of(branch, &branch->settings); /* a branch of a branch */
  assert_true(second->history.origin == 100 && hash_of(second) == hash_of(branch));
  glia_run_free(second);
  glia_run_free(branch);
  glia_run_free(run);
}

static glia_settings changed(const glia_run *run, const char *key) {
  glia_settings settings = run->settings;
  const glia_setting *s = glia_setting_find(key, strlen(key));
  void *field = (char *)&settings + s->offset;
  if (s->type == GLIA_TYPE_REAL) *(double *)field = *(double *)field == s->min ? s->max : s->min;
  else if (s->type == GLIA_TYPE_LAYERS) ((glia_layers *)field)->layer[0].dropout = 0.5f;
  else *(uint32_t *)field ^= 1;
  return settings;
}

static void test_every_setting(void **state) {
  (void)state;
  size_t count, allowed = 0;
  const glia_setting *table = glia_settings_table(&count);
  glia_run *run = open_run(experiments[0], NULL);
  go(run, 20);
  const uint64_t hash = whole_state(run);
  for (size_t i = 0; i < count; i++) {
    const glia_settings settings = changed(run, table[i].key);
    glia_error error = {0};
    glia_run *branch = glia_run_branch(run, &settings, NULL, &error);
    assert_true(whole_state(run) == hash);
    if (glia_branch_allows(table[i].key)) {
      if (!branch) fail_msg("%s: %s", table[i].key, error.message);
      assert_true(hash_of(branch) == hash_of(run));
      allowed++;
    } else {
      if (branch) fail_msg("%s could change", table[i].key);
      assert_int_equal(error.status, GLIA_CONFLICT);
      assert_non_null(strstr(error.message, table[i].key));
    }
    glia_run_free(branch);
  }
  assert_int_equal(allowed, 20);
  glia_run_free(run);
}

/* Another optimizer starts with empty averages: its first step is the one it makes first. */
static void test_other_rules(void **state) {
  (void)state;
  glia_run *run = open_run("data=xor&points=40&layers=4:tanh&optimizer=adam&batch=32", NULL);
  go(run, 64);
  glia_settings settings = run->settings;
  settings.optimizer = GLIA_OPTIMIZER_MOMENTUM;
  settings.rate = 0.1;
  glia_run *branch = branch_of(run, &settings);
  assert_true(branch->trainer->state.beta1_power == 1.0);
  go(branch, 1);
  const glia_network *n = &run->model->network;
  for (size_t i = 0; i < n->parameter_count; i++) {
    const size_t slot = glia_network_slot(n, i, NULL);
    const float w = run->model->parameters[slot], v = branch->trainer->state.first[slot];
    assert_true(bits_of(branch->model->parameters[slot]) == bits_of(w - 0.1f * v));
  }
  glia_run_free(branch);
  settings = run->settings;
  settings.batch = 1; /* the same step number, another place in the epoch */
  branch = branch_of(run, &settings);
  assert_true(glia_run_epoch(branch) == 2);
  go(branch, 100);
  glia_run_free(branch);
  settings = run->settings;
  settings.rate = 1e-6;
  branch = branch_of(run, &settings);
  assert_true(glia_trainer_rate(branch->trainer) == 1e-6);
  go(branch, 1);
  go(run, 1);
  assert_true(hash_of(branch) != hash_of(run));
  glia_run_free(branch);
  glia_run_free(run);
}

/* Points that came along with the experiment come along with its branches. */
static void test_given_points(void **state) {
  (void)state;
  float x[60], target[30];
  uint8_t held[30];
  uint32_t random = 7;
  for (int i = 0; i < 30; i++) {
    x[2 * i] = next_float(&random, ORDINARY);
    x[2 * i + 1] = next_float(&random, ORDINARY);
    target[i] = (float)(x[2 * i] > 0);
    held[i] = i % 4 == 0;
  }
  for (int split = 0; split < 2; split++) {
    const glia_settings settings =
        read_settings(split ? "data=points&layers=3:tanh&loss=mse" : "data=points&layers=3:tanh");
    const glia_given given = {30, 2, x, target, split ? held : NULL};
    glia_error error;
    glia_run *run = glia_run_create_with(&settings, &given, 1 << 20, NULL, &error);
    if (!run) fail_msg("%s", error.message);
    go(run, 20);
    glia_run *branch = branch_of(run, &settings);
    assert_memory_equal(branch->dataset.held, run->dataset.held, 30);
    go(run, 33);
    go(branch, 33);
    assert_true(hash_of(branch) == hash_of(run));
    assert_true(glia_run_loss(branch, &branch->dataset.test) == glia_run_loss(run, &run->dataset.test));
    glia_run_free(branch);
    glia_run_free(run);
  }
}

static void test_after_a_fault(void **state) {
  (void)state;
  glia_run *run = open_run("data=plane&layers=8:linear,8:linear&optimizer=sgd&rate=10", NULL);
  assert_int_equal(glia_run_advance(run, 10000, NULL), GLIA_DIVERGED);
  assert_int_equal(glia_run_seek(run, 1, NULL), GLIA_OK);
  glia_settings settings = run->settings;
  settings.rate = 0.001;
  settings.clip_norm = 1;
  glia_run *branch = branch_of(run, &settings);
  go(branch, 500);
  assert_true(branch->trainer->step == 501 && !branch->trainer->fault);
  glia_run_free(branch);
  glia_run_free(run);
}

static void test_memory(void **state) {
  (void)state;
  counting count = {0};
  const glia_memory memory = counting_memory(&count);
  glia_run *run = open_run(experiments[1], &memory);
  go(run, 30);
  for (size_t nth = 1;; nth++) {
    const size_t live = count.live;
    glia_error error = {0};
    counting_refuse(&count, nth);
    glia_run *branch = glia_run_branch(run, &run->settings, &memory, &error);
    const size_t requests = count.requests;
    counting_refuse(&count, 0);
    if (branch) {
      glia_run_free(branch);
      assert_true(count.live == live && requests < nth && nth > 10);
      break;
    }
    assert_int_equal(error.status, GLIA_MEMORY);
    assert_int_equal(count.live, live);
  }
  glia_run_free(run);
  assert_int_equal(count.live, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_same_settings), cmocka_unit_test(test_late), cmocka_unit_test(test_edits),
      cmocka_unit_test(test_every_setting), cmocka_unit_test(test_other_rules),
      cmocka_unit_test(test_given_points), cmocka_unit_test(test_after_a_fault), cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("branch", tests, NULL, NULL);
}
