/* Experiment strings that are right: read, written, read again; shortest, and the same for the
 * same. */
#include "experiments.h"

enum { SENTINEL = 0x5A, ROUNDS = 3000, SEED = 20240614 };

static char *format(const glia_settings *settings) {
  char *text = malloc(GLIA_EXPERIMENT_MAX + 1);
  assert_non_null(text);
  const size_t length = glia_experiment_format(settings, text, GLIA_EXPERIMENT_MAX + 1);
  assert_true(length <= GLIA_EXPERIMENT_MAX);
  assert_int_equal(strlen(text), length);
  return text;
}

static void check_canonical(const char *text, const char *expected) {
  const glia_settings settings = parse_right(text);
  char *canonical = format(&settings);
  if (strcmp(canonical, expected) != 0)
    fail_msg("'%s' becomes '%s', not '%s'", text, canonical, expected);
  free(canonical);
}

static void test_preset(void **state) {
  (void)state;
  const glia_settings preset = glia_experiment_preset();
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    const void *field = field_at(&preset, &table[i]);
    char value[200];
    glia_experiment_value(&preset, &table[i], value, sizeof value);
    if (table[i].type == GLIA_TYPE_REAL) assert_true(*(const double *)field == table[i].preset);
    else if (table[i].type == GLIA_TYPE_LAYERS) assert_string_equal(value, table[i].preset_text);
    else assert_int_equal(*(const uint32_t *)field, (uint32_t)table[i].preset);
  }
  glia_settings read;
  assert_int_equal(glia_experiment_parse(NULL, 0, &read, NULL), GLIA_OK);
  assert_true(same_settings(&read, &preset));
  assert_int_equal(glia_experiment_parse("noise=1", 0, &read, NULL), GLIA_OK);
  assert_true(same_settings(&read, &preset));
  char *text = format(&preset);
  assert_string_equal(text, "");
  free(text);
}

static void test_fields(void **state) {
  (void)state;
  const glia_settings s = parse_right(
      "seed=4294967295&batch=7&eps=1e-9&beta2=0.5&beta1=0.25&momentum=0.125&rate=0.5&optimizer="
      "momentum&"
      "loss=mse&init=he_normal&layers=12:relu,1:linear,4096:sigmoid&features=sinx2,x1&test=33.3&"
      "noise=12.5&points=123&data=gauss");
  assert_int_equal(s.data, GLIA_DATA_GAUSS);
  assert_int_equal(s.points, 123);
  assert_true(s.noise == 12.5 && s.test == 33.3);
  assert_int_equal(s.features, 1u << GLIA_FEATURE_X1 | 1u << GLIA_FEATURE_SIN_X2);
  assert_int_equal(s.layers.count, 3);
  assert_true(s.layers.layer[0].units == 12 &&
              s.layers.layer[0].activation == GLIA_ACTIVATION_RELU);
  assert_true(s.layers.layer[1].units == 1 &&
              s.layers.layer[1].activation == GLIA_ACTIVATION_LINEAR);
  assert_true(s.layers.layer[2].units == 4096 &&
              s.layers.layer[2].activation == GLIA_ACTIVATION_SIGMOID);
  assert_int_equal(s.init, GLIA_INIT_HE_NORMAL);
  assert_int_equal(s.loss, GLIA_LOSS_MSE);
  assert_int_equal(s.optimizer, GLIA_OPTIMIZER_MOMENTUM);
  assert_true(s.rate == 0.5 && s.momentum == 0.125 && s.beta1 == 0.25 && s.beta2 == 0.5 &&
              s.eps == 1e-9);
  assert_int_equal(s.batch, 7);
  assert_int_equal(s.seed, 4294967295u);
}

static void test_limits_are_inside(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    if (s->type != GLIA_TYPE_REAL && s->type != GLIA_TYPE_INTEGER) continue;
    for (int end = 0; end < 2; end++) {
      const double limit = end ? s->max : s->min;
      char text[100];
      snprintf(text, sizeof text, "%s=%.17g", s->key, limit);
      const glia_settings read = parse_right(text);
      if (s->type == GLIA_TYPE_REAL) assert_true(*(const double *)field_at(&read, s) == limit);
      else assert_int_equal(*(const uint32_t *)field_at(&read, s), (uint32_t)limit);
    }
  }
}

static void test_random_settings_round_trip(void **state) {
  (void)state;
  uint64_t random = SEED;
  for (int i = 0; i < ROUNDS; i++) {
    const glia_settings settings = random_settings(&random);
    char *text = format(&settings);
    const glia_settings read = parse_right(text);
    if (!same_settings(&settings, &read))
      fail_msg("'%s' does not read as what it was written from", text);
    char *again = format(&read);
    assert_string_equal(again, text);
    free(again);
    free(text);
  }
}

/* The pairs of a string, cut apart. */
typedef struct {
  char text[GLIA_EXPERIMENT_MAX + 1];
  char *pair[64];
  size_t count;
} pairs;

static void cut(const char *text, pairs *p) {
  strcpy(p->text, text);
  p->count = 0;
  for (char *at = strtok(p->text, "&"); at; at = strtok(NULL, "&")) p->pair[p->count++] = at;
}

static void join(const pairs *p, size_t without, char *text) {
  *text = '\0';
  for (size_t i = 0; i < p->count; i++) {
    if (i == without) continue;
    if (*text) strcat(text, "&");
    strcat(text, p->pair[i]);
  }
}

/* Without any one pair the settings are others; in any order they are the same and so is the
 * string; keys come in table order. */
static void test_shortest(void **state) {
  (void)state;
  uint64_t random = SEED + 1;
  for (int i = 0; i < ROUNDS / 5; i++) {
    const glia_settings settings = random_settings(&random);
    char *canonical = format(&settings), text[GLIA_EXPERIMENT_MAX + 1];
    pairs p;
    cut(canonical, &p);
    const glia_setting *last = NULL;
    for (size_t k = 0; k < p.count; k++) {
      const glia_setting *s = glia_setting_find(p.pair[k], strcspn(p.pair[k], "="));
      assert_true(s && (!last || s > last));
      last = s;
      join(&p, k, text);
      glia_settings less;
      const glia_status status = glia_experiment_parse(text, strlen(text), &less, NULL);
      if (!status && same_settings(&less, &settings))
        fail_msg("'%s' says no more than '%s'", canonical, text);
    }
    for (size_t k = p.count; k > 1; k--) {
      const size_t other = pick(&random, (uint32_t)k);
      char *swap = p.pair[other];
      p.pair[other] = p.pair[k - 1];
      p.pair[k - 1] = swap;
    }
    join(&p, SIZE_MAX, text);
    check_canonical(text, canonical);
    free(canonical);
  }
}

/* All settings at once, none at its default: read, written, and read again, from either end; and each
 * key, the last ones too, only once. */
static void test_all_settings(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  glia_settings settings = glia_experiment_preset();
  for (size_t i = 0; i < count; i++) {
    const glia_setting *s = &table[i];
    void *field = (char *)&settings + s->offset;
    if (s->type == GLIA_TYPE_REAL) *(double *)field = s->min + (s->max - s->min) / 3;
    else if (s->type == GLIA_TYPE_INTEGER) *(uint32_t *)field = (uint32_t)s->preset + 1;
    else if (s->type == GLIA_TYPE_SET) *(uint32_t *)field = (1u << s->choice_count) - 1;
    else if (s->type == GLIA_TYPE_CHOICE) *(uint32_t *)field = s->preset > 0 ? 0 : 1;
  }
  settings.loss = GLIA_LOSS_MSE;
  settings.layers.count = GLIA_MAX_HIDDEN;
  for (int l = 0; l < GLIA_MAX_HIDDEN; l++) { /* the longest there are */
    settings.layers.layer[l] = (glia_layer){64, GLIA_ACTIVATION_LEAKY_RELU, GLIA_NORM_BATCH,
                                            GLIA_INIT_GLOROT_UNIFORM, 0.12345679f, 1, 1};
  }
  char *text = format(&settings), turned[GLIA_EXPERIMENT_MAX + 1] = "", twice[GLIA_EXPERIMENT_MAX + 1];
  pairs p;
  cut(text, &p);
  assert_int_equal(p.count, count);
  const glia_settings read = parse_right(text);
  assert_true(same_settings(&read, &settings));
  for (size_t i = p.count; i-- > 0;) strcat(strcat(turned, p.pair[i]), i ? "&" : "");
  check_canonical(turned, text);
  for (size_t i = 0; i < count; i++) {
    const int length = snprintf(twice, sizeof twice, "%s&%s", turned, p.pair[i]);
    assert_in_range(length, 1, GLIA_EXPERIMENT_MAX);
    check(twice, GLIA_SYNTAX, (int)strlen(turned) + 1);
  }
  free(text);
}

/* Extras in any order, and shares in any form, are written one way. */
static void test_layer_extras(void **state) {
  (void)state;
  static const char *const same[][2] = {
      {"layers=8:tanh+res+bn+nobias+drop0.5", "layers=8:tanh+bn+drop0.5+res+nobias"},
      {"layers=8:tanh+he_normal+ln", "layers=8:tanh+ln+he_normal"},
      {"layers=8:tanh+drop.20", "layers=8:tanh+drop0.2"},
      {"layers=8:tanh+drop2e-1", "layers=8:tanh+drop0.2"},
      {"layers=8:tanh+drop9e-1", "layers=8:tanh+drop0.9"},
      {"layers=8:tanh%2Bbn%2Cx", NULL},
      {"layers=8:tanh%2bbn%2C4:relu%2Bzeros", "layers=8:tanh+bn,4:relu+zeros"},
      {"layers=8:gelu_tanh+bn+drop0.2+res+nobias+he_normal",
       "layers=8:gelu_tanh+bn+drop0.2+res+nobias+he_normal"}};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    if (same[i][1]) check_canonical(same[i][0], same[i][1]);
    else check(same[i][0], GLIA_SYNTAX, 21);
  }
  const glia_settings s = parse_right("layers=3:silu,8:tanh+bn+drop0.25+res+nobias+orthogonal,2:elu+ln");
  const glia_layer *plain = &s.layers.layer[0], *rich = &s.layers.layer[1];
  assert_true(plain->norm == GLIA_NORM_NONE && plain->init == GLIA_INIT_AUTO && plain->dropout == 0 &&
              !plain->residual && !plain->no_bias);
  assert_true(rich->norm == GLIA_NORM_BATCH && rich->init == GLIA_INIT_ORTHOGONAL &&
              rich->dropout == 0.25f && rich->residual && rich->no_bias);
  assert_int_equal(s.layers.layer[2].norm, GLIA_NORM_LAYER);
}

static void test_equal_experiments(void **state) {
  (void)state;
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  const glia_settings preset = glia_experiment_preset();
  char all[GLIA_EXPERIMENT_MAX + 1] = "", pair[300], value[200];
  for (size_t i = 0; i < count; i++) { /* a default that is written out says nothing */
    glia_experiment_value(&preset, &table[i], value, sizeof value);
    snprintf(pair, sizeof pair, "%s%s=%s", i ? "&" : "", table[i].key, value);
    strcat(all, pair);
    check_canonical(pair + (i > 0), "");
  }
  check_canonical(all, "");
  static const char *const same[][2] = {{"rate=3e-1", "rate=0.3"},
                                        {"rate=0.30", "rate=0.3"},
                                        {"rate=.3", "rate=0.3"},
                                        {"rate=30e-2", "rate=0.3"},
                                        {"rate=00.3", "rate=0.3"},
                                        {"rate=3E-01", "rate=0.3"},
                                        {"noise=-0", "noise=0"},
                                        {"noise=-0.0e5", "noise=0"},
                                        {"noise=0", "noise=0"},
                                        {"seed=007", "seed=7"},
                                        {"seed=-0", "seed=0"},
                                        {"seed=4294967295", "seed=4294967295"},
                                        {"seed=1e3", "seed=1000"},
                                        {"seed=12.0", "seed=12"},
                                        {"points=1e4", "points=10000"},
                                        {"features=x2,x1", ""},
                                        {"features=x2", "features=x2"},
                                        {"features=sinx2,x1x2,x1", "features=x1,x1x2,sinx2"},
                                        {"layers=03:tanh", "layers=3:tanh"},
                                        {"layers=", "layers="},
                                        {"eps=0.00001", "eps=1e-5"},
                                        {"seed=2&data=xor", "data=xor&seed=2"}};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) check_canonical(same[i][0], same[i][1]);
}

/* Links pass through programs that encode: upper and lower case, separators too, everything. */
static void test_percent_encoding(void **state) {
  (void)state;
  static const char *const same[][2] = {{"%64ata=xor", "data=xor"},
                                        {"dat%61=xor", "data=xor"},
                                        {"data=xo%72", "data=xor"},
                                        {"data%3Dxor", "data=xor"},
                                        {"data%3dxor", "data=xor"},
                                        {"data=xor%26seed=2", "data=xor&seed=2"},
                                        {"data%3Dxor%26seed%3D2", "data=xor&seed=2"},
                                        {"layers=4%3Arelu%2C2%3atanh", "layers=4:relu,2:tanh"},
                                        {"features=x1%2Csinx1", "features=x1,sinx1"},
                                        {"rate=3e%2D1", "rate=0.3"},
                                        {"eps=1%65%2d5", "eps=1e-5"}};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) check_canonical(same[i][0], same[i][1]);
  uint64_t random = SEED + 2;
  for (int i = 0; i < ROUNDS / 5; i++) {
    const glia_settings settings = random_settings(&random);
    char *text = format(&settings), encoded[3 * GLIA_EXPERIMENT_MAX], *to = encoded;
    const uint32_t one_in = 1 + pick(&random, 4);
    for (const char *at = text; *at; at++) {
      if (pick(&random, one_in)) *to++ = *at;
      else to += sprintf(to, pick(&random, 2) ? "%%%02x" : "%%%02X", (unsigned)*at);
    }
    *to = '\0';
    if (to - encoded <= GLIA_EXPERIMENT_MAX) check_canonical(encoded, text);
    free(text);
  }
}

/* 2048 bytes are read to the last one. */
static void test_longest_text(void **state) {
  (void)state;
  static const char *const zeros = "000000000000000000000000000000000000000000000000";
  char text[GLIA_EXPERIMENT_MAX + 1], plain[1024] = "layers=", *end = plain + 7, *to = text;
  for (int l = 0; l < 8; l++) end += sprintf(end, "%s%s9:relu", l ? "," : "", zeros);
  end += sprintf(end, "&rate=0.2%s&beta1=0.5%s&beta2=0.5%s&noise=%s20&seed=", zeros, zeros, zeros,
                 zeros);
  const size_t length = (size_t)(end - plain), encode = (GLIA_EXPERIMENT_MAX - length - 12) / 2;
  assert_true(encode < length); /* each adds two bytes */
  for (size_t i = 0; i < length; i++)
    to += sprintf(to, i < encode ? "%%%02X" : "%c", (unsigned)plain[i]);
  memset(to, '0', (size_t)(text + GLIA_EXPERIMENT_MAX - to));
  memcpy(text + GLIA_EXPERIMENT_MAX - 2, "77", 3);
  check_canonical(
      text,
      "noise=20&layers=9:relu,9:relu,9:relu,9:relu,9:relu,9:relu,9:relu,9:relu&rate=0.2&"
      "beta1=0.5&beta2=0.5&seed=77");
}

static void check_rooms(const glia_settings *settings, const glia_setting *s) {
  char whole[GLIA_EXPERIMENT_MAX + 1];
  const size_t length = s ? glia_experiment_value(settings, s, whole, sizeof whole)
                          : glia_experiment_format(settings, whole, sizeof whole);
  for (size_t room = 0; room <= length + 2; room++) {
    char *buffer = malloc(room ? room : 1);
    assert_non_null(buffer);
    memset(buffer, SENTINEL, room ? room : 1);
    assert_int_equal(s ? glia_experiment_value(settings, s, buffer, room)
                       : glia_experiment_format(settings, buffer, room), length);
    const size_t kept = room == 0 ? 0 : room - 1 < length ? room - 1 : length;
    assert_memory_equal(buffer, whole, kept);
    assert_int_equal(buffer[kept], room ? '\0' : SENTINEL);
    for (size_t i = kept + 1; i < room; i++) assert_int_equal(buffer[i], SENTINEL);
    free(buffer);
  }
  assert_int_equal(
      s ? glia_experiment_value(settings, s, NULL, 0) : glia_experiment_format(settings, NULL, 0),
      length);
}

static void test_every_room(void **state) {
  (void)state;
  uint64_t random = SEED + 3;
  size_t count;
  const glia_setting *table = rows_of_table(&count);
  for (int i = 0; i < 5; i++) {
    const glia_settings settings = random_settings(&random);
    check_rooms(&settings, NULL);
    for (size_t k = 0; k < count; k++) check_rooms(&settings, &table[k]);
  }
}

static void test_success_leaves_the_error(void **state) {
  (void)state;
  glia_error error;
  memset(&error, SENTINEL, sizeof error);
  const glia_error before = error;
  glia_settings settings;
  assert_int_equal(glia_experiment_parse("data=xor&layers=&rate=1", 23, &settings, &error),
                   GLIA_OK);
  assert_memory_equal(&error, &before, sizeof error);
}

static void test_layers_alone(void **state) {
  (void)state;
  glia_layers layers;
  glia_error error;
  assert_int_equal(glia_layers_parse("16:relu,5:softmax", 17, 16, 0, &layers, NULL), GLIA_OK);
  assert_int_equal(layers.count, 2);
  assert_int_equal(layers.layer[1].activation, GLIA_ACTIVATION_SOFTMAX);
  assert_int_equal(glia_layers_parse("16:relu,5:softmax", 7, 1, 0, &layers, NULL), GLIA_OK);
  assert_int_equal(layers.count, 1);
  const glia_layers before = layers;
  assert_int_equal(glia_layers_parse("16:relu,5:softmax", 17, 1, 100, &layers, &error), GLIA_LIMIT);
  assert_int_equal(error.position, 108);
  assert_int_equal(glia_layers_parse("16:relu,5:soft", 14, 2, 100, &layers, &error), GLIA_UNKNOWN);
  assert_int_equal(error.position, 110);
  assert_memory_equal(&layers, &before, sizeof layers);
  assert_int_equal(glia_layers_parse(NULL, 0, 0, 0, &layers, NULL), GLIA_OK);
  assert_int_equal(layers.count, 0);
  assert_int_equal(glia_layers_parse("1:tanh", 6, 0, 0, &layers, NULL), GLIA_LIMIT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_preset),            cmocka_unit_test(test_fields),
      cmocka_unit_test(test_limits_are_inside), cmocka_unit_test(test_random_settings_round_trip),
      cmocka_unit_test(test_shortest),          cmocka_unit_test(test_equal_experiments),
      cmocka_unit_test(test_percent_encoding),  cmocka_unit_test(test_longest_text),
      cmocka_unit_test(test_every_room),        cmocka_unit_test(test_success_leaves_the_error),
      cmocka_unit_test(test_layers_alone),      cmocka_unit_test(test_all_settings),
      cmocka_unit_test(test_layer_extras),
  };
  return cmocka_run_group_tests_name("experiment", tests, NULL, NULL);
}
