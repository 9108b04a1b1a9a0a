/* Convolution, pooling, recurrent cells and attention against PyTorch in float64, every case of these kinds;
 * sizes at their limits; memory running out. */
#include "floats.h"

#include <stdio.h>

#include "mini/size.h"
#include "nn/activation.h"
#include "nn/loss.h"
#include "oracle.h"
#include "wasm/mini.h"

static struct {
  size_t requests, refuse, live;
} heap;

static void *heap_take(void *context, size_t bytes) {
  (void)context;
  if (++heap.requests == heap.refuse) return NULL;
  heap.live++;
  return malloc(bytes);
}

static void heap_give(void *context, void *block) {
  (void)context;
  heap.live -= block != NULL;
  free(block);
}

const glia_memory glia_heap = {heap_take, heap_give, NULL};

static glia_error error;

static void expect_error(glia_status got, glia_status expected, const char *part) {
  assert_int_equal(got, expected);
  if (!strstr(error.message, part)) fail_msg("'%s' is not in '%s'", part, error.message);
}

static float *floats_at(const oracle *o, const char *path) { return oracle_floats(oracle_tensor_at(o, "%s", path)); }

/* Compares an array with the expected tensor of a name and moves behind it. */
static const float *check(const oracle *o, const char *name, const float *got) {
  char path[40];
  snprintf(path, sizeof path, "expected.%s", name);
  const oracle_tensor expected = oracle_tensor_at(o, "%s", path);
  const oracle_tolerance t = oracle_float32_tolerance(o);
  oracle_check(name, got, expected, t.atol, t.rtol);
  return got + expected.count;
}

/* Puts inputs one after the other, as blocks cross; the result is for free(). */
static float *block_of(const oracle *o, const char *const *names) {
  size_t count = 0;
  float *all = NULL;
  for (; *names; names++) {
    const oracle_tensor t = oracle_tensor_at(o, "inputs.%s", *names);
    all = realloc(all, (count + t.count) * sizeof *all);
    assert_non_null(all);
    for (size_t i = 0; i < t.count; i++) all[count++] = (float)t.data[i];
  }
  return all;
}

static int config_int(const oracle *o, const char *name) { return (int)oracle_number_at(o, "config.%s", name); }

static glia_window window_of(oracle_tensor x, int kernel_height, int kernel_width, int stride, int padding) {
  const glia_window w = {.images = (int)x.shape[0], .channels = (int)x.shape[1], .height = (int)x.shape[2],
                         .width = (int)x.shape[3], .kernel_height = kernel_height,
                         .kernel_width = kernel_width, .stride = stride, .padding = padding};
  return w;
}

/* ---- convolution and pooling ---- */

static void run_conv(const oracle *o) {
  const oracle_tensor x = oracle_tensor_at(o, "inputs.x"), kernel = oracle_tensor_at(o, "inputs.W");
  glia_window w = window_of(x, (int)kernel.shape[2], (int)kernel.shape[3], config_int(o, "stride"), config_int(o, "padding"));
  const int filters = (int)kernel.shape[0];
  assert_int_equal(glia_convolve_plan(&w, filters, &error), GLIA_OK);
  const oracle_tensor up = oracle_tensor_at(o, "inputs.upstream");
  assert_true(w.rows == (int)up.shape[2] && w.columns == (int)up.shape[3]);
  float *in = floats_at(o, "inputs.x"), *weights = floats_at(o, "inputs.W"), *bias = floats_at(o, "inputs.b");
  float *upstream = floats_at(o, "inputs.upstream"), *y = new_floats(up.count), *dx = new_floats(x.count);
  float *dw = new_floats(kernel.count), *db = new_floats((size_t)filters);
  glia_convolve(&w, filters, in, weights, bias, y);
  glia_convolve_backward(&w, filters, in, weights, upstream, dx, dw, db);
  check(o, "y", y);
  check(o, "dx", dx);
  check(o, "dW", dw);
  check(o, "db", db);
  float *const all[] = {in, weights, bias, upstream, y, dx, dw, db};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

static void run_pool(const oracle *o, glia_pooling kind) {
  const oracle_tensor x = oracle_tensor_at(o, "inputs.x"), up = oracle_tensor_at(o, "inputs.upstream");
  const int side = config_int(o, "kernel");
  glia_window w = window_of(x, side, side, config_int(o, "stride"), 0);
  assert_int_equal(glia_pool_plan(&w, &error), GLIA_OK);
  assert_true(w.rows == (int)up.shape[2] && w.columns == (int)up.shape[3]);
  float *in = floats_at(o, "inputs.x"), *upstream = floats_at(o, "inputs.upstream");
  float *y = new_floats(up.count), *dx = new_floats(x.count);
  int32_t *winner = malloc(up.count * sizeof *winner);
  assert_non_null(winner);
  glia_pool(&w, kind, in, y, winner);
  glia_pool_backward(&w, kind, winner, upstream, dx);
  check(o, "y", y);
  check(o, "dx", dx);
  for (size_t i = 0; i < up.count; i++) {
    assert_true(winner[i] == (kind == GLIA_POOLING_MAX ? (int)oracle_tensor_at(o, "expected.argmax").data[i] : -1));
  }
  free(in), free(upstream), free(y), free(dx), free(winner);
}

/* conv, relu, 2 x 2 max, one dense layer, cross-entropy; forward and back. The width of each map is a multiple
 * of 4, so that the engine's padded rows are the oracle's. */
static void run_convnet(const oracle *o) {
  const oracle_tensor x = oracle_tensor_at(o, "inputs.X"), z = oracle_tensor_at(o, "expected.conv_z");
  const oracle_tensor pooled = oracle_tensor_at(o, "expected.pooled"), fc = oracle_tensor_at(o, "inputs.fc_W");
  const size_t rows = x.shape[0], units = fc.shape[0], wide = fc.shape[1], width = z.shape[3], stride = (units + 3) / 4 * 4;
  const int filters = (int)z.shape[1];
  assert_true(width % 4 == 0);
  float *image = floats_at(o, "inputs.X"), *target = floats_at(o, "inputs.Y"), *kernel = floats_at(o, "inputs.conv_W");
  float *bias = floats_at(o, "inputs.conv_b"), *fc_w = floats_at(o, "inputs.fc_W"), *fc_b = floats_at(o, "inputs.fc_b");
  float *map = new_floats(z.count), *active = new_floats(z.count), *small = new_floats(pooled.count);
  float *logits = new_floats(rows * stride), *slope = new_floats(rows * stride), *dsmall = new_floats(pooled.count);
  float *dmap = new_floats(z.count), *dkernel = new_floats(9 * (size_t)filters), *dbias = new_floats((size_t)filters);
  float *dx = new_floats(x.count), *dfc_w = new_floats(fc.count), *dfc_b = new_floats(units), *tight = new_floats(rows * units);
  int32_t *winner = malloc(pooled.count * sizeof *winner);
  memset(logits, 0, rows * stride * sizeof *logits);
  memset(dsmall, 0, pooled.count * sizeof *dsmall);
  memset(dfc_w, 0, fc.count * sizeof *dfc_w);
  memset(dfc_b, 0, units * sizeof *dfc_b);
  glia_window w = window_of(x, 3, 3, config_int(o, "stride"), config_int(o, "padding")), p = window_of(z, 2, 2, 2, 0);
  assert_true(!glia_convolve_plan(&w, filters, &error) && !glia_pool_plan(&p, &error));
  const glia_curve relu = glia_curve_of(GLIA_ACTIVATION_RELU);
  glia_convolve(&w, filters, image, kernel, bias, map);
  check(o, "conv_z", map);
  glia_activation_forward(relu, map, active, z.count / width, width, width);
  glia_pool(&p, GLIA_POOLING_MAX, active, small, winner);
  check(o, "pooled", small);
  for (size_t r = 0; r < rows; r++) {
    for (size_t u = 0; u < units; u++) {
      float sum = fc_b[u];
      for (size_t i = 0; i < wide; i++) sum += fc_w[u * wide + i] * small[r * wide + i];
      tight[r * units + u] = logits[r * stride + u] = sum;
    }
  }
  check(o, "logits", tight);
  const glia_loss_spec loss = glia_loss_spec_of(GLIA_LOSS_CROSS_ENTROPY);
  const float value = (float)glia_loss_mean(&loss, logits, target, rows, units, stride, slope, NULL);
  check(o, "loss", &value);
  for (size_t r = 0; r < rows; r++) {
    for (size_t u = 0; u < units; u++) {
      dfc_b[u] += slope[r * stride + u];
      for (size_t i = 0; i < wide; i++) {
        dfc_w[u * wide + i] += slope[r * stride + u] * small[r * wide + i];
        dsmall[r * wide + i] += slope[r * stride + u] * fc_w[u * wide + i];
      }
    }
  }
  check(o, "dfc_W", dfc_w);
  check(o, "dfc_b", dfc_b);
  glia_pool_backward(&p, GLIA_POOLING_MAX, winner, dsmall, dmap);
  glia_activation_backward(relu, map, active, dmap, z.count / width, width, width);
  glia_convolve_backward(&w, filters, image, kernel, dmap, dx, dkernel, dbias);
  check(o, "dconv_W", dkernel);
  check(o, "dconv_b", dbias);
  check(o, "dX", dx);
  float *const all[] = {image, target, kernel, bias, fc_w, fc_b, map, active, small, logits, slope,
                        dsmall, dmap, dkernel, dbias, dx, dfc_w, dfc_b, tight};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
  free(winner);
}

static void run_image_case(const oracle *o, const char *name, void *user) {
  (void)name, (void)user;
  if (oracle_type_at(o, "config.layer") == ORACLE_ABSENT) {
    run_convnet(o);
    return;
  }
  const char *layer = oracle_string_at(o, "config.layer");
  if (!strcmp(layer, "conv2d")) run_conv(o);
  else if (!strcmp(layer, "max_pool2d")) run_pool(o, GLIA_POOLING_MAX);
  else if (!strcmp(layer, "avg_pool2d")) run_pool(o, GLIA_POOLING_MEAN);
  else fail_msg("no test knows the layer '%s'", layer);
}

static void test_images(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  assert_int_equal(oracle_each("conv", "", run_image_case, NULL), 6);
}

/* ---- recurrent cells ---- */

static void run_cell(const oracle *o, const char *name, void *user) {
  (void)name, (void)user;
  static const char *const cells[] = {"rnn", "lstm", "gru"};
  int cell = 0;
  while (strcmp(cells[cell], oracle_string_at(o, "config.cell"))) assert_true(++cell < 3);
  const int lstm = cell == GLIA_CELL_LSTM;
  static const char *const plain[] = {"x", "h0", "W_ih", "W_hh", "b_ih", "b_hh", "upstream_h", NULL};
  static const char *const more[] = {"x", "h0", "c0", "W_ih", "W_hh", "b_ih", "b_hh", "upstream_h", "upstream_c_last", NULL};
  float *in = block_of(o, lstm ? more : plain), *out = new_floats(4096);
  const int sizes[] = {cell, config_int(o, "seq"), config_int(o, "batch"), config_int(o, "input"), config_int(o, "hidden")};
  assert_int_equal(glia_mini_recur(sizes, 1, in, out, &error), GLIA_OK);
  const float *at = check(o, "h", out);
  const float *h = out;
  if (lstm) at = check(o, "c", at);
  const size_t gates = (size_t)sizes[1] * sizes[2] * sizes[4] * glia_cell_blocks(cell);
  if (cell == GLIA_CELL_RNN) assert_memory_equal(at + gates, h, gates * sizeof *h);
  else check(o, "gates", at + gates);
  at = check(o, "dx", at + 2 * gates);
  at = check(o, "dh0", at);
  if (lstm) at = check(o, "dc0", at);
  check(o, "db_hh", check(o, "db_ih", check(o, "dW_hh", check(o, "dW_ih", at))));
  free(in), free(out);
}

static void test_cells(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  assert_int_equal(oracle_each("rnn", "", run_cell, NULL), 6);
}

/* ---- attention ---- */

static void run_attention(const oracle *o, const char *name, void *user) {
  (void)name, (void)user;
  static const char *const heads[] = {"q", "k", "v", "upstream", NULL};
  static const char *const layer[] = {"x", "W_in", "b_in", "W_out", "b_out", "upstream", NULL};
  const int whole = strcmp(oracle_string_at(o, "config.layer"), "sdpa") != 0;
  const int causal = oracle_type_at(o, "config.causal") == ORACLE_TRUE;
  float *in = block_of(o, whole ? layer : heads), *out = new_floats(4096);
  if (whole) {
    const int sizes[] = {config_int(o, "batch"), config_int(o, "seq"), config_int(o, "dim"), config_int(o, "heads")};
    assert_int_equal(glia_mini_multihead(sizes, causal, 1, NULL, 1, in, out, &error), GLIA_OK);
    const size_t size = (size_t)sizes[0] * sizes[1] * sizes[2], pairs = (size_t)sizes[0] * sizes[3] * sizes[1] * sizes[1];
    const float *at = check(o, "dx", check(o, "out", check(o, "weights", out + 3 * size + pairs)));
    check(o, "db_out", check(o, "dW_out", check(o, "db_in", check(o, "dW_in", at))));
  } else {
    const int sizes[] = {config_int(o, "heads"), config_int(o, "seq"), config_int(o, "head_dim")};
    assert_int_equal(glia_mini_attend(sizes, causal, 1, NULL, 1, in, out, &error), GLIA_OK);
    const float *at = check(o, "out", check(o, "weights", check(o, "scores", out)));
    check(o, "dv", check(o, "dk", check(o, "dq", at)));
  }
  free(in), free(out);
}

static void test_attention(void **state) {
  (void)state;
  if (!oracle_available()) skip();
  assert_int_equal(oracle_each("attention", "", run_attention, NULL), 6);
}

/* ---- what the oracle does not ask ---- */

/* The products of every place, and the bias, add up to what the convolution gives there. */
static void test_terms(void **state) {
  (void)state;
  glia_window w = {.images = 1, .channels = 2, .height = 5, .width = 4, .kernel_height = 3, .kernel_width = 2, .stride = 2, .padding = 1};
  assert_int_equal(glia_convolve_plan(&w, 1, &error), GLIA_OK);
  float x[40], kernel[12], y[32], pixels[12], products[12];
  const float bias = 0.5f;
  for (int i = 0; i < 40; i++) x[i] = (float)(i % 7) - 3;
  for (int i = 0; i < 12; i++) kernel[i] = (float)(i % 5) - 2;
  assert_true(w.rows * w.columns <= 32);
  glia_convolve(&w, 1, x, kernel, &bias, y);
  int padded = 0;
  for (int place = 0; place < w.rows * w.columns; place++) {
    glia_convolve_terms(&w, x, kernel, place / w.columns, place % w.columns, pixels, products);
    float sum = bias;
    for (int i = 0; i < 12; i++) {
      assert_true(products[i] == pixels[i] * kernel[i]);
      const int inside = glia_window_pixel(&w, place / w.columns, place % w.columns, i % 6 / 2, i % 2);
      assert_true(inside < 0 ? pixels[i] == 0 : pixels[i] == x[20 * (i / 6) + inside]);
      padded += inside < 0;
      sum += products[i];
    }
    assert_true(sum == y[place]); /* small whole numbers and a half: no rounding */
  }
  assert_true(padded > 0);
}

static void test_mask(void **state) {
  (void)state;
  const uint8_t mask[] = {1, 1, 0, 1};
  const int sizes[] = {1, 2, 1};
  const float in[] = {1, 2, 3, 4, 5, 6};
  float out[10];
  assert_int_equal(glia_mini_attend(sizes, 0, 0.5f, mask, 0, in, out, &error), GLIA_OK);
  const double first = exp((3.0 - 4.0) / 0.5); /* scores q k: 3, 4 */
  assert_true(fabs(out[4] - first / (first + 1)) < 1e-6);
  assert_true(out[6] == 0 && out[7] == 1); /* the second looks at itself alone */
  assert_true(fabs(out[8] - (5 * out[4] + 6 * out[5])) < 1e-5 && out[9] == 6);
  const uint8_t blind[] = {1, 1, 0, 0};
  expect_error(glia_mini_attend(sizes, 0, 1, blind, 0, in, out, &error), GLIA_CONFLICT, "position 1 may look nowhere");
  expect_error(glia_mini_attend(sizes, 0, 0, NULL, 0, in, out, &error), GLIA_RANGE, "temperature is 0");
}

static void test_positions(void **state) {
  (void)state;
  float out[12];
  glia_positions(3, 4, 16, out);
  for (int p = 0; p < 3; p++) {
    for (int c = 0; c < 4; c++) {
      const double turn = c < 2 ? p : p / 4.0;
      assert_true(fabs(out[4 * p + c] - (c % 2 ? cos(turn) : sin(turn))) < 1e-7);
    }
  }
}

/* ---- refusals and memory ---- */

static void test_limits(void **state) {
  (void)state;
  glia_window w = {1, 1, 5, 5, 3, 3, 1, 2, 0, 0};
  assert_int_equal(glia_convolve_plan(&w, GLIA_MINI_MOST, &error), GLIA_OK);
  assert_true(w.rows == 7 && w.columns == 7);
  expect_error(glia_pool_plan(&w, &error), GLIA_CONFLICT, "pooling takes none");
  expect_error(glia_convolve_plan(&w, 0, &error), GLIA_RANGE, "filters is 0");
  w.padding = 3;
  expect_error(glia_window_plan(&w, &error), GLIA_RANGE, "from 0 to 2");
  w.padding = 0, w.kernel_width = 6;
  expect_error(glia_window_plan(&w, &error), GLIA_SHAPE, "3 by 6 does not fit");
  const glia_window large = {1024, 1024, 1024, 1024, 1, 1, 1, 0, 0, 0};
  w = large;
  expect_error(glia_window_plan(&w, &error), GLIA_LIMIT, "the images");
  w.images = INT32_MAX;
  expect_error(glia_window_plan(&w, &error), GLIA_RANGE, "images is 2147483647");
  const int cell[] = {3, 1, 1, 1, 1}, long_one[] = {1, 1024, 1024, 1024, 1024};
  expect_error(glia_mini_recur(cell, 0, NULL, NULL, &error), GLIA_ARGUMENT, "cell 3");
  expect_error(glia_mini_recur(long_one, 0, NULL, NULL, &error), GLIA_LIMIT, "the gates");
  const int wide[] = {1024, 1024, 1024}, batches[] = {1024, 1, 1024, 1024}, odd[] = {1, 2, 5, 2};
  expect_error(glia_mini_attend(wide, 0, 1, NULL, 0, NULL, NULL, &error), GLIA_LIMIT, "the weights");
  expect_error(glia_mini_multihead(batches, 0, 1, NULL, 0, NULL, NULL, &error), GLIA_RANGE, "batch times heads is 1048576");
  expect_error(glia_mini_multihead(odd, 0, 1, NULL, 0, NULL, NULL, &error), GLIA_SHAPE, "multiple of heads");
}

static void test_memory(void **state) {
  (void)state;
  float in[64] = {0}, out[128];
  const int cell[] = {GLIA_CELL_LSTM, 1, 1, 1, 1}, heads[] = {1, 2, 2}, layer[] = {1, 2, 2, 1};
  for (int call = 0; call < 3; call++) {
    size_t refused = 0;
    for (heap.refuse = 1;; heap.refuse++) {
      heap.requests = 0;
      const glia_status status = call == 0   ? glia_mini_recur(cell, 1, in, out, &error)
                                 : call == 1 ? glia_mini_attend(heads, 0, 1, NULL, 1, in, out, &error)
                                             : glia_mini_multihead(layer, 0, 1, NULL, 1, in, out, &error);
      assert_int_equal(heap.live, 0);
      if (!status) break;
      assert_int_equal(status, GLIA_MEMORY);
      refused++;
    }
    assert_true(refused > 0);
  }
  heap.refuse = 0;
}

static void test_description(void **state) {
  (void)state;
  char json[2048];
  const int length = glia_mini_describe(NULL, 0);
  assert_true(length > 0 && length < (int)sizeof json);
  assert_int_equal(glia_mini_describe(json, sizeof json), length);
  assert_non_null(strstr(json, "\"blocks\":[1,4,3],\"cells\":[\"rnn\",\"lstm\",\"gru\"],\"poolings\":[\"max\",\"mean\"]}"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_images), cmocka_unit_test(test_cells),  cmocka_unit_test(test_attention),
      cmocka_unit_test(test_terms),  cmocka_unit_test(test_mask),   cmocka_unit_test(test_positions),
      cmocka_unit_test(test_limits), cmocka_unit_test(test_memory), cmocka_unit_test(test_description),
  };
  return cmocka_run_group_tests_name("mini", tests, NULL, NULL);
}
