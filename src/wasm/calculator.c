/* Single functions of the engine for JavaScript: arrays in, numbers out. */
#include <string.h>

#include "base/rng.h"
#include "base/vec.h"
#include "kernels/gemm.h"
#include "nn/activation.h"
#include "nn/dropout.h"
#include "nn/loss.h"
#include "nn/normalization.h"
#include "wasm/common.h"
#include "wasm/exports.h"

glia_status glia_calc_activation(const char *name, int length, const float *x,
                                 const float *upstream, int rows, int columns, float *out,
                                 double slope, double alpha, glia_error *error) {
  const int kind = glia_wasm_find("activation", name, length, error);
  if (kind < 0) return GLIA_UNKNOWN;
  const glia_curve curve = {(glia_activation)kind, (float)slope, (float)alpha};
  const size_t r = (size_t)rows, c = (size_t)columns, stride = glia_pad(c);
  glia_arena arena = glia_arena_open(NULL);
  float *pre = glia_arena_array(&arena, r, stride * sizeof *pre);
  float *post = glia_arena_array(&arena, r, stride * sizeof *post);
  float *delta = upstream ? glia_arena_array(&arena, r, stride * sizeof *delta) : pre;
  if (!pre || !post || !delta) {
    glia_arena_close(&arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  glia_wasm_pad(x, r, c, pre);
  glia_activation_forward(curve, pre, post, r, c, stride);
  if (upstream) {
    glia_wasm_pad(upstream, r, c, delta);
    glia_activation_backward(curve, pre, post, delta, r, c, stride);
  }
  glia_wasm_unpad(upstream ? delta : post, r, c, out);
  glia_arena_close(&arena);
  return GLIA_OK;
}

glia_status glia_calc_loss(const char *name, int length, const double *constants,
                           const float *weights, const float *output, const float *target,
                           int rows, int units, float *gradient, double *loss, glia_error *error) {
  const int kind = glia_wasm_find("loss", name, length, error);
  if (kind < 0) return GLIA_UNKNOWN;
  glia_loss_spec spec = glia_wasm_spec(kind, constants, weights);
  spec.shares = constants[4] != 0;
  const size_t r = (size_t)rows, u = (size_t)units, stride = glia_pad(u);
  const glia_status status = spec.shares ? glia_loss_check_shares(target, r, u, error)
                                         : glia_loss_check(spec.kind, target, r, u, error);
  if (status) return status;
  if (constants[5] != 0) {
    return glia_loss_bce_probabilities(&spec, output, target, r, u, gradient, loss, error);
  }
  glia_arena arena = glia_arena_open(NULL);
  float *padded = glia_arena_array(&arena, r, stride * sizeof *padded);
  float *slope = glia_arena_array(&arena, r, stride * sizeof *slope);
  if (!padded || !slope) {
    glia_arena_close(&arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  glia_wasm_pad(output, r, u, padded);
  *loss = glia_loss_mean(&spec, padded, target, r, u, stride, slope, NULL);
  glia_wasm_unpad(slope, r, u, gradient);
  glia_arena_close(&arena);
  return GLIA_OK;
}

/* Padded copies for the normalization functions, taken one after the other. */
static float *padded_copy(const float *from, size_t rows, size_t columns, glia_arena *arena,
                          int *fine) {
  float *to = glia_arena_array(arena, rows, glia_pad(columns) * sizeof *to);
  if (!to) *fine = 0;
  if (to && from) glia_wasm_pad(from, rows, columns, to);
  return to;
}

glia_status glia_calc_batch_norm(const float *x, const float *upstream, const float *vectors,
                                 float *running, int rows, int columns, const double *constants,
                                 float *out, float *dx, float *gradients, glia_error *error) {
  const size_t r = (size_t)rows, c = (size_t)columns, stride = glia_pad(c);
  const float eps = (float)constants[0], momentum = (float)constants[1];
  const int fixed = constants[2] != 0;
  glia_arena arena = glia_arena_open(NULL);
  int fine = 1;
  float *in = padded_copy(x, r, c, &arena, &fine), *y = padded_copy(NULL, r, c, &arena, &fine);
  float *hat = padded_copy(NULL, r, c, &arena, &fine);
  float *delta = padded_copy(upstream, r, c, &arena, &fine);
  float *shape = padded_copy(vectors, 2, c, &arena, &fine);
  float *kept = padded_copy(running, 2, c, &arena, &fine);
  float *found = padded_copy(NULL, 3, c, &arena, &fine);
  float *slopes = padded_copy(NULL, 2, c, &arena, &fine);
  if (!fine) {
    glia_arena_close(&arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  float *inverse = found + 2 * stride;
  if (fixed) {
    glia_batch_norm_fixed(in, shape, shape + stride, kept, r, c, stride, eps, inverse, hat, y);
  } else {
    glia_batch_norm(in, shape, shape + stride, r, c, stride, eps, found, found + stride, inverse,
                    hat, y);
    glia_batch_norm_follow(found, found + stride, r, stride, momentum, kept);
  }
  glia_batch_norm_backward(shape, inverse, hat, r, c, stride, fixed, delta, slopes,
                           slopes + stride);
  glia_wasm_unpad(y, r, c, out);
  glia_wasm_unpad(delta, r, c, dx);
  glia_wasm_unpad(slopes, 2, c, gradients);
  glia_wasm_unpad(kept, 2, c, running);
  glia_arena_close(&arena);
  return GLIA_OK;
}

glia_status glia_calc_layer_norm(const float *x, const float *upstream, const float *vectors,
                                 int rows, int columns, float *out, float *dx, float *gradients,
                                 double eps, glia_error *error) {
  const size_t r = (size_t)rows, c = (size_t)columns, stride = glia_pad(c);
  glia_arena arena = glia_arena_open(NULL);
  int fine = 1;
  float *in = padded_copy(x, r, c, &arena, &fine), *y = padded_copy(NULL, r, c, &arena, &fine);
  float *hat = padded_copy(NULL, r, c, &arena, &fine);
  float *delta = padded_copy(upstream, r, c, &arena, &fine);
  float *shape = padded_copy(vectors, 2, c, &arena, &fine);
  float *slopes = padded_copy(NULL, 2, c, &arena, &fine);
  float *inverse = padded_copy(NULL, 1, r, &arena, &fine);
  if (!fine) {
    glia_arena_close(&arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  glia_layer_norm(in, shape, shape + stride, r, c, stride, (float)eps, inverse, hat, y);
  glia_layer_norm_backward(shape, inverse, hat, r, c, stride, delta, slopes, slopes + stride);
  glia_wasm_unpad(y, r, c, out);
  glia_wasm_unpad(delta, r, c, dx);
  glia_wasm_unpad(slopes, 2, c, gradients);
  glia_arena_close(&arena);
  return GLIA_OK;
}

void glia_calc_dropout(float *mask, int count, double rate, int layer, double seed, double step) {
  /* count is a multiple of 4: one row of that width. */
  const glia_dropout_key key = {glia_wasm_whole(seed), glia_wasm_whole(step), (uint32_t)layer};
  glia_dropout_mask(key, (float)rate, 1, (size_t)count, mask);
}

glia_status glia_calc_matmul(const float *a, const float *b, int m, int k, int n, float *c,
                             glia_error *error) {
  const size_t rows = (size_t)m, inner = (size_t)k, columns = (size_t)n;
  const size_t stride = glia_pad(columns);
  if (stride == columns) {
    glia_gemm_nn(a, inner, b, stride, NULL, c, stride, rows, inner, stride);
    return GLIA_OK;
  }
  glia_arena arena = glia_arena_open(NULL);
  float *padded = glia_arena_array(&arena, inner, stride * sizeof *padded);
  float *product = glia_arena_array(&arena, rows, stride * sizeof *product);
  if (!padded || !product) {
    glia_arena_close(&arena);
    return glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  glia_wasm_pad(b, inner, columns, padded);
  glia_gemm_nn(a, inner, padded, stride, NULL, product, stride, rows, inner, stride);
  glia_wasm_unpad(product, rows, columns, c);
  glia_arena_close(&arena);
  return GLIA_OK;
}

glia_status glia_calc_dense(const float *x, int rows, int inputs, const float *weights,
                            const float *biases, int units, const char *activation, int length,
                            float *out, glia_error *error) {
  const int kind = glia_wasm_find("activation", activation, length, error);
  if (kind < 0) return GLIA_UNKNOWN;
  const glia_layers layers = {
      1, {{.units = (uint32_t)units, .activation = (glia_activation)kind}}};
  const glia_loss_spec loss = glia_loss_spec_of(GLIA_LOSS_MSE);
  const glia_start start = {GLIA_INIT_ZEROS, 1.0, 0};
  glia_model *model =
      glia_model_create((uint32_t)inputs, &layers, &loss, start, NULL, error);
  if (!model) return error ? error->status : GLIA_MEMORY;
  const size_t count = (size_t)inputs * (size_t)units;
  float *parameters = glia_arena_floats(&model->arena, count + (size_t)units);
  glia_status status = GLIA_OK;
  if (parameters) {
    memcpy(parameters, weights, count * sizeof *parameters);
    memcpy(parameters + count, biases, (size_t)units * sizeof *parameters);
    glia_network_import(&model->network, parameters, model->parameters);
    glia_model_predict(model, x, (size_t)rows, out);
  } else {
    status = glia_fail(error, GLIA_MEMORY, -1, NULL);
  }
  glia_model_free(model);
  return status;
}

void glia_calc_random(float *out, int count, double seed) {
  glia_rng rng = glia_rng_open(glia_wasm_whole(seed), GLIA_STREAM_USER, 0);
  for (int i = 0; i < count; i++) out[i] = (float)glia_rng_between(&rng, -1.0, 1.0);
}
