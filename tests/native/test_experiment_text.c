/* Experiment strings as bytes: broken encoding, bytes that do not belong, lengths, empty pairs; and
 * settings that are right one by one but not together. */
#include "experiments.h"

#include "data/features.h"
#include "nn/network.h"
#include "train/run.h"

static void test_broken_encoding(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int position;
  } broken[] = {{"%", 0},
                {"%6", 0},
                {"%zz", 0},
                {"%6z", 0},
                {"%z4", 0},
                {"noise=%", 6},
                {"noise=%3", 6},
                {"noise=%3g", 6},
                {"noise=1%", 7},
                {"noise=1%2", 7},
                {"noise=%%31", 6},
                {"noise=%+1", 6},
                {"noise=% 1", 6},
                {"noise=%0x1", 6},
                {"noise=%31%", 9},
                {"%6Eoise=%3", 8},
                {"noise=10%&rate=1", 8},
                {"noise=%G0", 6},
                {"noise=%:0", 6},
                {"noise=%/0", 6},
                {"noise=%`0", 6},
                {"noise=%@0", 6}};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    check(broken[i].text, GLIA_SYNTAX, broken[i].position);
    const glia_error error = refuse(broken[i].text, strlen(broken[i].text));
    check_says(broken[i].text, &error, "percent");
    check_says(broken[i].text, &error, "hexadecimal");
  }
}

/* Every byte that is not a visible ASCII character, as it is and encoded, NUL among them. */
static void test_foreign_bytes(void **state) {
  (void)state;
  for (int c = 0; c < 256; c++) {
    if (c > 0x20 && c < 0x7F) continue;
    char text[40] = "noise=1&rate=1";
    text[7] = (char)c;
    glia_error error = refuse(text, 14);
    assert_int_equal(error.status, GLIA_SYNTAX);
    assert_int_equal(error.position, 7);
    sprintf(text, c % 2 ? "noise=1%%%02X&rate=1" : "noise=1%%%02x&rate=1", (unsigned)c);
    error = refuse(text, strlen(text));
    assert_int_equal(error.status, GLIA_SYNTAX);
    assert_int_equal(error.position, 7);
  }
  check("noise=1\n", GLIA_SYNTAX, 7);
  check(" noise=1", GLIA_SYNTAX, 0);
  check("layers=8:tanh, 8:tanh", GLIA_SYNTAX, 14);
}

/* The sentence about signs that do not belong lists those that do: each that a name, a limit or the
 * program's own writing makes use of. */
static void test_the_signs_named(void **state) {
  (void)state;
  uint64_t random = 77;
  const glia_error error = refuse("noise= 1", 8);
  for (int i = 0; i < 500; i++) {
    const glia_settings settings = random_settings(&random);
    char text[GLIA_EXPERIMENT_MAX + 1];
    glia_experiment_format(&settings, text, sizeof text);
    for (const char *c = text; *c; c++) {
      if ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || strchr(error.message, *c))
        continue;
      fail_msg("'%s' holds a %c, which is not among the signs named: %s", text, *c, error.message);
    }
  }
}

/* Visible signs that mean nothing are refused as part of what they stand in, never accepted. */
static void test_other_signs(void **state) {
  (void)state;
  for (const char *c = "!\"#$'()*/;<>?@[\\]^`{|}~_"; *c; c++) {
    char text[40];
    snprintf(text, sizeof text, "noise=1%c", *c);
    check(text, GLIA_SYNTAX, 6);
    snprintf(text, sizeof text, "%cnoise=1", *c);
    check(text, GLIA_UNKNOWN, 0);
    snprintf(text, sizeof text, "data=xor%c", *c);
    check(text, GLIA_UNKNOWN, 5);
    snprintf(text, sizeof text, "layers=8:tanh%c", *c);
    check(text, GLIA_UNKNOWN, 9);
  }
  /* formats of printf are text like any other */
  check("noise=%25n%25s", GLIA_SYNTAX, 6);
  const glia_error error = refuse("data=%25n%25s", 13);
  check_says("data=%25n%25s", &error, "'%n%s'");
}

static void test_lengths(void **state) {
  (void)state;
  enum { LONGEST = 300000 };
  char *text = malloc(LONGEST);
  assert_non_null(text);
  memset(text, 'a', LONGEST);
  glia_error error = refuse(text, GLIA_EXPERIMENT_MAX);
  assert_int_equal(error.status, GLIA_SYNTAX);
  for (size_t length = GLIA_EXPERIMENT_MAX + 1; length <= LONGEST; length = length * 2 + 1) {
    error = refuse(text, length);
    assert_int_equal(error.status, GLIA_LIMIT);
    assert_int_equal(error.position, GLIA_EXPERIMENT_MAX);
    char number[30];
    snprintf(number, sizeof number, "%zu", length);
    check_says("a long text", &error, number);
    check_says("a long text", &error, "2048");
  }
  memset(text, '%', GLIA_EXPERIMENT_MAX + 1); /* the length comes first */
  error = refuse(text, GLIA_EXPERIMENT_MAX + 1);
  assert_int_equal(error.status, GLIA_LIMIT);
  free(text);
}

/* A pair that is not there is refused wherever it is not: first, between, last; and not as "''". */
static void test_empty_pairs(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int position;
  } empty[] = {{"&", 0}, {"&&", 0}, {"&noise=1", 0}, {"noise=1&&rate=1", 8}, {"noise=1&", 8},
               {"noise=1&&", 8}, {"noise=1%26", 10}, {"data=xor&noise=1%26&", 19}};
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    check(empty[i].text, GLIA_SYNTAX, empty[i].position);
    const glia_error error = refuse(empty[i].text, strlen(empty[i].text));
    if (strstr(error.message, "''")) fail_msg("'%s': %s", empty[i].text, error.message);
  }
}

/* Softmax in a hidden layer: refused at that layer, and never offered. */
static void test_hidden_softmax(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int from, to; /* of the layer */
  } hidden[] = {{"layers=8:softmax", 7, 16},
                {"layers=8:tanh,4:softmax", 14, 23},
                {"layers=8:tanh,4:softmax,2:relu", 14, 23},
                {"noise=1&layers=1:relu,1:relu,3:softmax", 29, 38}};
  for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
    const glia_error error = refuse(hidden[i].text, strlen(hidden[i].text));
    assert_int_equal(error.status, GLIA_CONFLICT);
    check_says(hidden[i].text, &error, "softmax");
    if (error.position < hidden[i].from || error.position >= hidden[i].to) {
      fail_msg("'%s' is refused at %d, outside the layer: %s", hidden[i].text, error.position,
               error.message);
    }
  }
}

static void test_unknown_activation(void **state) {
  (void)state;
  const char *text = "layers=8:foo";
  const glia_error error = refuse(text, strlen(text));
  check_says(text, &error, "layers");
  if (strstr(error.message, "softmax"))
    fail_msg("hidden layers cannot be softmax: %s", error.message);
}

/* The loss is what does not fit; the place of its value is told, whatever the order. */
static void test_loss_and_data(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int position;
  } together[] = {{"data=plane&loss=bce", 16},
                  {"loss=bce&data=plane", 5},
                  {"data=hills&noise=1&loss=cross_entropy", 24},
                  {"data%3Dhills&%6Coss=bce", 20}};
  for (size_t i = 0; i < sizeof together / sizeof *together; i++) {
    const glia_error error = refuse(together[i].text, strlen(together[i].text));
    assert_int_equal(error.status, GLIA_CONFLICT);
    check_says(together[i].text, &error, "loss=mse");
    check_says(together[i].text, &error, "data");
    if (error.position != together[i].position) {
      fail_msg("'%s' is refused at %d, not at its loss: %s", together[i].text, error.position,
               error.message);
    }
  }
  for (int loss = 0; loss < GLIA_LOSS_COUNT; loss++) {
    char text[60];
    snprintf(text, sizeof text, "data=xor&loss=%s",
             glia_setting_find("loss", 4)->choices[loss].name);
    parse_right(text);
  }
}

/* Parameters of an experiment in the plain sense: a weight for each input of each unit, and a bias.
 */
static double parameters_of(const char *layers, double inputs) {
  double sum = 0;
  for (const char *at = layers; at && *at; at = strchr(at, ',')) {
    if (*at == ',') at++;
    const double units = strtod(at, NULL);
    sum += (inputs + 1) * units;
    inputs = units;
  }
  return sum + inputs + 1; /* one output */
}

static const char *const large[] = {
    "4096:relu,4096:relu,4096:relu,4096:relu", "4096:relu,4096:relu,4096:relu,4096:relu,4096:relu",
    "4096:relu,4096:relu,4096:relu,4096:relu,4096:relu,4096:relu,4096:relu,4096:relu",
    "4096:relu,4096:relu,4096:relu,4096:relu,4084:relu",
    "4094:relu,4094:relu,4094:relu,4094:relu,4094:relu",
    "4093:relu,4093:relu,4093:relu,4093:relu,4093:relu",
    "4095:relu,4095:relu,4095:relu,4095:relu,4089:relu"};
static const char *const inputs[] = {"x1", "x1,x2", "x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2"};

/* Refused is what has more than 2^26 parameters, at the layers, with the true number. */
static void test_number_of_parameters(void **state) {
  (void)state;
  for (size_t l = 0; l < sizeof large / sizeof *large; l++) {
    for (size_t f = 0; f < sizeof inputs / sizeof *inputs; f++) {
      char text[300];
      snprintf(text, sizeof text, "features=%s&layers=%s", inputs[f], large[l]);
      const double count = parameters_of(large[l], f == 2 ? 7 : (double)f + 1);
      glia_settings settings;
      glia_error error = {GLIA_OK, 0, ""};
      const glia_status status = glia_experiment_parse(text, strlen(text), &settings, &error);
      const glia_status right = count > GLIA_MAX_PARAMETERS ? GLIA_LIMIT : GLIA_OK;
      if (status != right) {
        fail_msg("'%s' has %.0f parameters, %d are allowed, and it is %s: %s", text, count,
                 GLIA_MAX_PARAMETERS, status ? "refused" : "accepted", error.message);
      }
    }
  }
}

static void test_position_of_too_many_parameters(void **state) {
  (void)state;
  const char *text = "noise=1&layers=4096:relu,4096:relu,4096:relu,4096:relu,4096:relu,4096:relu";
  const glia_error error = refuse(text, strlen(text));
  assert_int_equal(error.status, GLIA_LIMIT);
  check_says(text, &error, "67108864");
  check_says(text, &error, "layers");
  if (error.position < 15)
    fail_msg("refused at %d, not within its layers: %s", error.position, error.message);
}

/* What is accepted can be laid out as a network with the inputs it has. */
static void test_accepted_networks_exist(void **state) {
  (void)state;
  for (size_t l = 0; l < sizeof large / sizeof *large; l++) {
    for (size_t f = 0; f < sizeof inputs / sizeof *inputs; f++) {
      char text[300];
      snprintf(text, sizeof text, "features=%s&layers=%s", inputs[f], large[l]);
      glia_settings settings;
      if (glia_experiment_parse(text, strlen(text), &settings, NULL)) continue;
      glia_layers layers;
      glia_loss_spec loss;
      glia_network network;
      glia_error error;
      assert_int_equal(glia_run_plan(&settings, &layers, &loss, NULL), GLIA_OK);
      if (glia_network_plan(&network, glia_features_count(settings.features), &layers, &loss,
                            &error)) {
        fail_msg("'%s' is accepted, and then: %s", text, error.message);
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_broken_encoding),      cmocka_unit_test(test_foreign_bytes),
      cmocka_unit_test(test_the_signs_named),      cmocka_unit_test(test_other_signs),
      cmocka_unit_test(test_lengths),              cmocka_unit_test(test_empty_pairs),
      cmocka_unit_test(test_hidden_softmax),       cmocka_unit_test(test_unknown_activation),
      cmocka_unit_test(test_loss_and_data),        cmocka_unit_test(test_number_of_parameters),
      cmocka_unit_test(test_position_of_too_many_parameters),
      cmocka_unit_test(test_accepted_networks_exist),
  };
  return cmocka_run_group_tests_name("experiment_text", tests, NULL, NULL);
}
