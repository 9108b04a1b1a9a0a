/* How fast training goes here: of an experiment, and of networks of a few usual sizes. */
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "cli/course.h"

enum { ROUNDS = 9 };

static void sort(double *x, int count) {
  for (int i = 1; i < count; i++) {
    for (int j = i; j > 0 && x[j] < x[j - 1]; j--) {
      const double larger = x[j - 1];
      x[j - 1] = x[j];
      x[j] = larger;
    }
  }
}

/* The median of steps made in a second; 0, with *error, where training diverges. */
static double measure(glia_trainer *trainer, double seconds, glia_error *error) {
  uint64_t portion = 1;
  double rates[ROUNDS] = {0};
  const double slice = seconds / (double)ROUNDS;
  for (double passed = 0; passed < slice;) { /* warms up, and finds how many steps fill a slice */
    const double start = cli_clock();
    if (glia_trainer_advance(trainer, portion) < portion) break;
    passed = cli_clock() - start;
    if (passed < slice) portion *= 2;
    if (passed > slice / 2) break;
  }
  for (int i = 0; i < ROUNDS && !trainer->fault; i++) {
    const double start = cli_clock();
    glia_trainer_advance(trainer, portion);
    rates[i] = (double)portion / (cli_clock() - start);
  }
  if (glia_trainer_fault(trainer, error)) return 0;
  sort(rates, ROUNDS);
  return rates[ROUNDS / 2];
}

static int report(const char *name, glia_trainer *trainer, double seconds) {
  glia_error error = {GLIA_OK, -1, ""};
  const double rate = measure(trainer, seconds, &error);
  if (rate == 0) return cli_refuse(CLI_FAILED, &error, NULL);
  const double epoch = (double)glia_trainer_epoch_steps(trainer);
  const double samples = rate / epoch * (double)trainer->rows;
  /* Forward, gradient by weights, gradient by inputs: a product and a sum for each parameter. */
  const double work = 6.0 * (double)trainer->model->network.parameter_count * samples * 1e-9;
  printf("%-34s %10lu %6u %12.0f %12.1f %12.0f %8.2f\n", name,
         (unsigned long)trainer->model->network.parameter_count, trainer->options.batch, rate,
         rate / epoch, samples, work);
  return cli_output_fine() ? CLI_DONE : CLI_FAILED;
}

static int bench_experiment(const char *text, double seconds) {
  int code;
  glia_run *run = cli_open_run(text, &code);
  if (!run) return code;
  char name[35]; /* the column's width; a longer one is cut */
  snprintf(name, sizeof name, "%s", *text ? text : "the default experiment");
  code = report(name, run->trainer, seconds);
  glia_run_free(run);
  return code;
}

/* A network for ten classes of images, on random brightness: the arithmetic is that of real ones. */
static int bench_images(const char *hidden, uint32_t batch, double seconds) {
  enum { INPUTS = 784, CLASSES = 10, EXAMPLES = 2048 };
  glia_layers layers;
  glia_error error = {GLIA_OK, -1, ""};
  glia_layers_parse(hidden, strlen(hidden), GLIA_MAX_HIDDEN, 0, &layers, &error);
  char name[40] = "784";
  for (uint32_t l = 0; l < layers.count; l++) {
    const size_t used = strlen(name);
    snprintf(name + used, sizeof name - used, "-%u", layers.layer[l].units);
  }
  strcat(name, "-10, Adam");
  layers.layer[layers.count++] =
      (glia_layer){.units = CLASSES, .activation = GLIA_ACTIVATION_SOFTMAX};
  const glia_loss_spec loss = glia_loss_spec_of(GLIA_LOSS_CROSS_ENTROPY);
  const glia_settings preset = glia_experiment_preset();
  glia_trainer_options options = glia_run_training(&preset);
  options.optimizer.rate = 0.001;
  options.batch = batch;
  glia_arena arena = glia_arena_open(NULL);
  float *x = glia_arena_floats(&arena, INPUTS * EXAMPLES);
  float *target = glia_arena_floats(&arena, EXAMPLES);
  glia_model *model = glia_model_create(INPUTS, &layers, &loss, glia_run_start(&preset), NULL, &error);
  glia_trainer *trainer = model ? glia_trainer_create(model, &options, NULL, &error) : NULL;
  int code = CLI_FAILED;
  if (x && target && trainer) {
    glia_rng rng = glia_rng_open(1, GLIA_STREAM_USER, 0);
    for (size_t i = 0; i < INPUTS * EXAMPLES; i++) x[i] = (float)glia_rng_uniform(&rng);
    for (size_t i = 0; i < EXAMPLES; i++) target[i] = (float)glia_rng_below(&rng, CLASSES);
    if (glia_trainer_set_data(trainer, x, target, EXAMPLES, &error) == GLIA_OK) {
      code = report(name, trainer, seconds);
    }
  }
  if (error.status) cli_refuse(code, &error, NULL);
  else if (!x || !target) cli_fail(code, "%s", glia_status_sentence(GLIA_MEMORY));
  glia_trainer_free(trainer);
  glia_model_free(model);
  glia_arena_close(&arena);
  return code;
}

int cli_bench(const cli_call *call) {
  static const char *const usual[] = {
      "layers=8:tanh,8:tanh&optimizer=sgd&batch=10",
      "layers=64:relu,64:relu&batch=32",
  };
  static const struct {
    const char *hidden;
    uint32_t batch;
  } images[] = {{"128:relu,64:relu", 32}, {"128:relu,64:relu", 128}, {"512:relu,256:relu", 128}};
  /* Nothing is printed before all experiments are known to be right. */
  for (int i = 0; i < call->operands; i++) {
    glia_settings settings;
    const int code = cli_experiment(call->operand[i], &settings);
    if (code) return code;
  }
  printf("%-34s %10s %6s %12s %12s %12s %8s\n", "", "parameters", "batch", "steps/s", "epochs/s",
         "samples/s", "GFLOP/s");
  int code = CLI_DONE;
  for (int i = 0; i < call->operands && !code; i++) {
    code = bench_experiment(call->operand[i], call->seconds);
  }
  if (call->operands) return code;
  code = bench_experiment("", call->seconds);
  for (size_t i = 0; i < sizeof usual / sizeof *usual && !code; i++) {
    code = bench_experiment(usual[i], call->seconds);
  }
  for (size_t i = 0; i < sizeof images / sizeof *images && !code; i++) {
    code = bench_images(images[i].hidden, images[i].batch, call->seconds);
  }
  if (!code) printf("An epoch of the image networks is 2048 images.\n");
  return code;
}
