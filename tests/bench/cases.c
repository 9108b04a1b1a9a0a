#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "glia.h"
#include "kernels/gemm.h"
#include "kernels/reduce.h"
#include "nn/activation.h"

typedef enum kind { PEAK, PEAK_LOADS, NN, TN, TRANSPOSE, SUMS, CURVE, UPDATE, TRAIN, PREDICT, NEURONS } kind;

/* m, k, n: of a product; rows m and columns n of anything else; batch m of a network. */
typedef struct bench_case {
  const char *name;
  kind kind;
  uint32_t m, k, n;
  const char *layers; /* after k inputs */
  int choice;         /* of an activation or an optimizer */
} bench_case;

#define DIGITS "128:relu,64:relu,10:softmax"
#define LARGE "512:relu,256:relu,10:softmax"
#define TINY "8:tanh,8:tanh,1:tanh"
#define TRAINING(name, batch, inputs, layers, optimizer) \
  {name, TRAIN, batch, inputs, 0, layers, optimizer}

static const bench_case cases[] = {
    {"peak", PEAK, 0, 0, 0, NULL, 0},
    {"peak, operands loaded", PEAK_LOADS, 0, 0, 0, NULL, 0},
    {"a*b 256x784x128", NN, 256, 784, 128, NULL, 0},
    {"a*b 32x784x128", NN, 32, 784, 128, NULL, 0},
    {"a*b 128x128x64", NN, 128, 128, 64, NULL, 0},
    {"a*b 512x512x512", NN, 512, 512, 512, NULL, 0},
    {"a*b 1x784x128", NN, 1, 784, 128, NULL, 0},
    {"a*b 10x8x8", NN, 10, 8, 8, NULL, 0},
    {"aT*b 784x32x128", TN, 784, 32, 128, NULL, 0},
    {"aT*b 784x128x128", TN, 784, 128, 128, NULL, 0},
    {"aT*b 128x128x64", TN, 128, 128, 64, NULL, 0},
    {"aT*b 8x10x8", TN, 8, 10, 8, NULL, 0},
    {"transpose 784x128", TRANSPOSE, 784, 0, 128, NULL, 0},
    {"column sums 128x128", SUMS, 128, 0, 128, NULL, 0},
    {"relu 8192", CURVE, 1, 0, 8192, NULL, GLIA_ACTIVATION_RELU},
    {"tanh 8192", CURVE, 1, 0, 8192, NULL, GLIA_ACTIVATION_TANH},
    {"sigmoid 8192", CURVE, 1, 0, 8192, NULL, GLIA_ACTIVATION_SIGMOID},
    {"gelu 8192", CURVE, 1, 0, 8192, NULL, GLIA_ACTIVATION_GELU},
    {"sgd 109,386 weights", UPDATE, 0, 784, 0, DIGITS, GLIA_OPTIMIZER_SGD},
    {"adam 109,386 weights", UPDATE, 0, 784, 0, DIGITS, GLIA_OPTIMIZER_ADAM},
    TRAINING("train 2-8-8-1 sgd batch 10", 10, 2, TINY, GLIA_OPTIMIZER_SGD),
    TRAINING("train 784-128-64-10 adam batch 32", 32, 784, DIGITS, GLIA_OPTIMIZER_ADAM),
    TRAINING("train 784-128-64-10 adam batch 128", 128, 784, DIGITS, GLIA_OPTIMIZER_ADAM),
    TRAINING("train 784-512-256-10 adam batch 128", 128, 784, LARGE, GLIA_OPTIMIZER_ADAM),
    {"predict 784-128-64-10 batch 1", PREDICT, 1, 784, 0, DIGITS, 0},
    {"predict 784-128-64-10 batch 256", PREDICT, 256, 784, 0, DIGITS, 0},
    {"neurons 2-8-8-1 rows 10000", NEURONS, 10000, 2, 0, TINY, 0},
    TRAINING("batch 8 of 64-64-10", 8, 64, "64:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("batch 16 of 64-64-10", 16, 64, "64:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("batch 32 of 64-64-10", 32, 64, "64:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("batch 64 of 64-64-10", 64, 64, "64:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("width 64 of 64-w-w-10", 32, 64, "64:relu,64:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("width 128 of 64-w-w-10", 32, 64, "128:relu,128:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("width 256 of 64-w-w-10", 32, 64, "256:relu,256:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("depth 1 of 64-(64)-10", 32, 64, "64:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("depth 2 of 64-(64)-10", 32, 64, "64:relu,64:relu,10:softmax", GLIA_OPTIMIZER_SGD),
    TRAINING("depth 4 of 64-(64)-10", 32, 64, "64:relu,64:relu,64:relu,64:relu,10:softmax",
             GLIA_OPTIMIZER_SGD),
};

/* What the open case works on. */
static struct {
  const bench_case *at;
  float *a, *b, *c, *x, *y;
  glia_model *model;
  glia_trainer *trainer;
} open;

enum { PEAK_ROUNDS = 1000, EXAMPLES = 1280 };

int bench_count(void) { return (int)(sizeof cases / sizeof *cases); }

int bench_name(int which, char *buffer, int room) {
  return snprintf(buffer, (size_t)room, "%s", cases[which].name);
}

char *bench_text(void) {
  static char text[100];
  return text;
}

static int plan(const bench_case *of, glia_layers *layers) {
  glia_error error;
  return glia_layers_parse(of->layers, strlen(of->layers), GLIA_MAX_LAYERS, 0, layers, &error);
}

double bench_flops(int which) {
  const bench_case *of = &cases[which];
  if (of->kind <= PEAK_LOADS) return PEAK_ROUNDS * 9 * GLIA_LANES * 2.0;
  if (of->kind == NN || of->kind == TN) return 2.0 * of->m * of->k * of->n;
  glia_layers layers;
  if (of->kind < TRAIN || plan(of, &layers)) return 0.0;
  double products = 0.0, below = of->k;
  for (uint32_t l = 0; l < layers.count; l++) {
    const double product = below * layers.layer[l].units;
    products += of->kind == TRAIN ? (l ? 3.0 : 2.0) * product : product;
    below = layers.layer[l].units;
  }
  return 2.0 * of->m * products;
}

double bench_items(int which) {
  const bench_case *of = &cases[which];
  switch (of->kind) {
    case TRANSPOSE:
    case SUMS:
    case CURVE: return (double)of->m * of->n;
    case UPDATE: return 109386.0;
    case TRAIN:
    case PREDICT: return of->m;
    default: return 1.0;
  }
}

static float *noise(size_t count) {
  float *values = malloc((count + 4) * sizeof *values);
  uint32_t state = 12345;
  for (size_t i = 0; values && i < count + 4; i++) {
    state = state * 1664525u + 1013904223u;
    values[i] = (float)(state >> 8) / 16777216.0f - 0.5f;
  }
  return values;
}

static int open_network(const bench_case *of) {
  glia_layers layers;
  glia_error error;
  if (plan(of, &layers)) return 1;
  const int softmax =
      layers.layer[layers.count - 1].activation == GLIA_ACTIVATION_SOFTMAX;
  const glia_loss_spec loss =
      glia_loss_spec_of(softmax ? GLIA_LOSS_CROSS_ENTROPY : GLIA_LOSS_MSE);
  const glia_start start = {GLIA_INIT_AUTO, 1.0, 1};
  open.model = glia_model_create(of->k, &layers, &loss, start, NULL, &error);
  if (!open.model) return 1;
  const size_t rows = of->m > EXAMPLES ? of->m : EXAMPLES;
  open.x = noise(rows * of->k);
  open.y = calloc(rows, sizeof *open.y);
  open.c = malloc(rows * 64 * sizeof *open.c);
  if (!open.x || !open.y || !open.c) return 1;
  for (size_t i = 0; softmax && i < rows; i++) open.y[i] = (float)(i % 10);
  glia_trainer_options options = {.optimizer = glia_optimizer_preset(), .batch = of->m, .seed = 1};
  if (of->kind == UPDATE) options.batch = 1;
  options.schedule = glia_schedule_preset();
  options.optimizer.kind = (glia_optimizer)of->choice;
  options.optimizer.rate = 1e-4;
  if (of->kind != TRAIN && of->kind != UPDATE) return 0;
  open.trainer = glia_trainer_create(open.model, &options, NULL, &error);
  if (!open.trainer) return 1;
  for (size_t i = 0; i < open.model->network.storage; i++) {
    open.trainer->gradient[i] = (float)(i % 17) * 1e-3f - 8e-3f;
  }
  return glia_trainer_set_data(open.trainer, open.x, open.y, EXAMPLES, &error) != GLIA_OK;
}

int bench_open(int which) {
  const bench_case *of = &cases[which];
  open.at = of;
  const size_t m = of->m, k = of->k, n = of->n;
  switch (of->kind) {
    case PEAK:
    case PEAK_LOADS: open.a = noise(4096); return !open.a;
    case NN:
    case TN:
      open.a = noise(m * k);
      open.b = noise(k * n);
      open.c = noise(m * n);
      return !open.a || !open.b || !open.c;
    case TRANSPOSE:
    case SUMS:
    case CURVE:
      open.a = noise(m * n);
      open.c = noise(m * n);
      return !open.a || !open.c;
    default: return open_network(of);
  }
}

void bench_close(void) {
  glia_trainer_free(open.trainer);
  glia_model_free(open.model);
  float *arrays[] = {open.a, open.b, open.c, open.x, open.y};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
  memset(&open, 0, sizeof open);
}

/* The most multiply-adds a core does: nine independent sums, operands in registers and the nearest
 * cache, in the shape of the products' inner loop. */
static void peak(const float *a, float *out) {
  vf s[9];
  for (int i = 0; i < 9; i++) s[i] = vf_splat((float)i);
  const vf b0 = vf_load(a), b1 = vf_load(a + 4), b2 = vf_load(a + 8);
#if defined(__clang__)
#pragma clang loop unroll_count(4)
#else
#pragma GCC unroll 4
#endif
  for (int t = 0; t < PEAK_ROUNDS; t++) {
    const float *p = a + ((unsigned)t * 12 & 511);
    const vf a0 = vf_load(p);
    s[0] = vf_madd(a0, b0, s[0]), s[1] = vf_madd(a0, b1, s[1]), s[2] = vf_madd(a0, b2, s[2]);
    const vf a1 = vf_load(p + 4);
    s[3] = vf_madd(a1, b0, s[3]), s[4] = vf_madd(a1, b1, s[4]), s[5] = vf_madd(a1, b2, s[5]);
    const vf a2 = vf_load(p + 8);
    s[6] = vf_madd(a2, b0, s[6]), s[7] = vf_madd(a2, b1, s[7]), s[8] = vf_madd(a2, b2, s[8]);
  }
  for (int i = 0; i < 9; i++) vf_store(out + 4 * i, s[i]);
}

/* The same with both operands loaded anew and one of them spread over the lanes: which of the two a
 * core does faster depends on how it hands out its ports. */
static void peak_loads(const float *a, float *out) {
  vf s[9];
  for (int i = 0; i < 9; i++) s[i] = vf_splat((float)i);
  for (int t = 0; t < PEAK_ROUNDS; t++) {
    const float *p = a + ((unsigned)t * 12 & 511);
    const vf b0 = vf_load(p), b1 = vf_load(p + 4), b2 = vf_load(p + 8);
    for (int r = 0; r < 3; r++) {
      const vf x = vf_splat(p[600 + r]);
      s[3 * r] = vf_madd(x, b0, s[3 * r]);
      s[3 * r + 1] = vf_madd(x, b1, s[3 * r + 1]);
      s[3 * r + 2] = vf_madd(x, b2, s[3 * r + 2]);
    }
  }
  for (int i = 0; i < 9; i++) vf_store(out + 4 * i, s[i]);
}

static void update(void) {
  glia_trainer *trainer = open.trainer;
  glia_model *model = open.model;
  glia_optimizer_update(&trainer->options.optimizer, &trainer->state, &model->network, 1e-4, 0.0,
                        model->parameters, trainer->gradient, model->spare);
}

void bench_run(int times) {
  const bench_case *of = open.at;
  const size_t m = of->m, k = of->k, n = of->n;
  if (of->kind == TRAIN) {
    glia_trainer_advance(open.trainer, (uint64_t)times);
    return;
  }
  const glia_curve curve = glia_curve_of((glia_activation)of->choice);
  for (; times > 0; times--) {
    switch (of->kind) {
      case PEAK: peak(open.a, open.a + 1024); break;
      case PEAK_LOADS: peak_loads(open.a, open.a + 1024); break;
      case NN: glia_gemm_nn(open.a, k, open.b, n, NULL, open.c, n, m, k, n); break;
      case TN: glia_gemm_tn(open.a, m, open.b, n, open.c, n, m, k, n); break;
      case TRANSPOSE: glia_transpose(open.a, n, open.c, m, m, n); break;
      case SUMS: glia_column_sums(open.a, n, open.c, m, n); break;
      case CURVE: glia_activation_forward(curve, open.a, open.c, m, n, n); break;
      case UPDATE: update(); break;
      case PREDICT: glia_model_predict(open.model, open.x, m, open.c); break;
      case NEURONS: glia_model_neurons(open.model, open.x, m, open.c); break;
      case TRAIN: break;
    }
  }
}
