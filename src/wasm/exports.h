/* The functions made for JavaScript: thin adapters where a C function takes names, 64-bit counts or
 * structures. Functions with plain arguments are exported as they are (see exports.def).
 *
 * Names cross as (address, length) in UTF-8. Arrays are the caller's, in memory taken with
 * glia_bytes_take. Functions that return an int status fill error when it is not 0; those that return
 * an object return 0 on failure.
 */
#ifndef GLIA_WASM_EXPORTS_H
#define GLIA_WASM_EXPORTS_H

#include "glia.h"

void *glia_bytes_take(size_t bytes);
void glia_bytes_give(void *bytes);

/* JSON of versions, structure offsets, status codes and names. Returns the length needed. */
int glia_describe(char *buffer, int room);

/* Every setting's value as text, in table order, each ended by a zero byte. Returns the length. */
int glia_experiment_values(const glia_settings *settings, char *buffer, int room);

/* A network from text: layers as in an experiment string but with the output layer as the last.
 * numbers: constants of the loss (delta, gamma, alpha, smoothing), gain, seed. weights: the loss's, one
 * for each output, or 0. */
glia_model *glia_net_create(int inputs, const char *layers, int layers_length, const char *loss,
                            int loss_length, const char *init, int init_length,
                            const double *numbers, const float *weights, glia_error *error);
/* glia_model_gradients with the network's loss under other constants: as in glia_net_create without gain and
 * seed, then whether targets are shares of the classes. */
glia_status glia_net_gradients(glia_model *model, const double *constants, const float *weights,
                               const float *x, const float *target, int rows, double *loss,
                               float *gradient, float *input_gradient, glia_error *error);
/* JSON of a model's shape: inputs, outputs, targets, parameterCount, loss, layers. */
int glia_net_describe(const glia_model *model, char *buffer, int room);
/* parameters[parameterCount], canonical order. */
void glia_net_get(const glia_model *model, float *parameters);
/* 16 hexadecimal digits and a zero. */
void glia_net_hash(const glia_model *model, char *text);
/* Mean loss into *loss; refuses targets as glia_loss_check does. */
glia_status glia_net_loss(glia_model *model, const float *x, const float *target, int rows,
                          double *loss, glia_error *error);

/* Share of rows whose class is found; -1 where the outputs are not one choice among classes. */
double glia_net_accuracy(glia_model *model, const float *x, const float *target, int rows);

/* numbers: rate, momentum, beta1, beta2, alpha, eps, weight_decay, l1, penalize all, clip_norm,
 * clip_value, batch, shuffle, seed, then of the schedule factor, every, horizon, warmup, floor, rise,
 * start_div, end_div, cycle_momentum, low_momentum, high_momentum. */
glia_trainer *glia_coach_create(glia_model *model, const char *optimizer, int optimizer_length,
                                const char *schedule, int schedule_length, const double *numbers,
                                glia_error *error);
double glia_coach_advance(glia_trainer *trainer, double steps);
/* report: step, steps per epoch (0 without data), loss of the last batch, rate, gradient norm, fault. */
void glia_coach_report(const glia_trainer *trainer, double *report);

/* out (rows,columns) = f(x); with upstream (rows,columns): the gradient by x of sum(f(x) upstream). */
glia_status glia_calc_activation(const char *name, int length, const float *x,
                                 const float *upstream, int rows, int columns, float *out,
                                 double slope, double alpha, glia_error *error);
/* constants: as in glia_net_create without gain and seed, then whether targets are shares of the classes and
 * whether output are probabilities (bce alone). */
glia_status glia_calc_loss(const char *name, int length, const double *constants,
                           const float *weights, const float *output, const float *target,
                           int rows, int units, float *gradient, double *loss, glia_error *error);
/* Batch norm of x (rows,columns) forward and backward. vectors (2,columns): gamma, beta. running
 * (2,columns): means and variances, moved on unless they are used. constants: eps, momentum, 1 to use
 * the running statistics. gradients (2,columns): by gamma and beta. */
glia_status glia_calc_batch_norm(const float *x, const float *upstream, const float *vectors,
                                 float *running, int rows, int columns, const double *constants,
                                 float *out, float *dx, float *gradients, glia_error *error);
glia_status glia_calc_layer_norm(const float *x, const float *upstream, const float *vectors,
                                 int rows, int columns, float *out, float *dx, float *gradients,
                                 double eps, glia_error *error);
/* mask[count], count a multiple of 4: see glia_dropout_mask. */
void glia_calc_dropout(float *mask, int count, double rate, int layer, double seed, double step);
glia_status glia_calc_matmul(const float *a, const float *b, int m, int k, int n, float *c,
                             glia_error *error);
/* out (rows,units) = f(x (rows,inputs) · weightsᵀ (units,inputs) + biases (units)). */
glia_status glia_calc_dense(const float *x, int rows, int inputs, const float *weights,
                            const float *biases, int units, const char *activation, int length,
                            float *out, glia_error *error);
typedef enum glia_metrics_kind {
  GLIA_METRICS_LABELS,     /* scores: predicted classes */
  GLIA_METRICS_BINARY,     /* scores: one for each example, the higher the more class 1 */
  GLIA_METRICS_MULTICLASS, /* scores (count,classes) */
  GLIA_METRICS_VALUES      /* scores: predicted values */
} glia_metrics_kind;

/* The metrics of inspect/metrics.h as JSON, ended by a zero byte; the caller gives it back with
 * glia_bytes_give. What is not defined is null. NULL with error filled. */
char *glia_calc_metrics(int kind, const float *scores, const float *truth, int count, int classes,
                        double threshold, glia_error *error);
/* The metrics of a run's test part, or training part, in the same form: values where the data has values,
 * binary where one or two outputs tell two classes apart (the score is the probability of class 1, or the
 * one output), else multiclass. Classes are predicted as glia_predicted_class does. */
char *glia_play_metrics(glia_run *run, int test, glia_error *error);
/* out[count] = a[count] operation b[count], by element, in double precision. operation is a character:
 * + - * / ^ as everywhere, m the larger, > = g (at least) 1 or 0; e exp, l log, s square root, of a
 * alone. Any other gives NaN. */
void glia_calc_elementwise(int operation, const double *a, const double *b, int count, double *out);
/* c (m,n) = a (m,k) · b (k,n) in double precision, summed in order. */
void glia_calc_product(const double *a, const double *b, int m, int k, int n, double *c);
/* out[count]: uniform in [-1, 1). */
void glia_calc_random(float *out, int count, double seed);

/* A run on points that are given, x (count,numbers), target (count), held (count) or 0; x 0: a run whose
 * data are drawn. history_bytes: see glia_run_create_within. */
glia_run *glia_play_create(const glia_settings *settings, const float *x, const float *target,
                           const uint8_t *held, int count, int numbers, double history_bytes,
                           glia_error *error);
/* JSON of a run's data: data, task (classes or values), space (plane, line, image or table), classes, inputs
 * (numbers of a point), side (of an image, else 0), count, leaked, features (those in use), given (whether the
 * points are), cost (operations of an example forward, and of one training step; see glia_network_operations). */
int glia_play_describe(const glia_run *run, char *buffer, int room);
/* pixels (count,size,size), target (count): drawn digits in turn. noise: deviation of each pixel, negative
 * for the usual one. */
glia_status glia_calc_digits(int count, int size, double seed, double noise, float *pixels,
                             float *target, glia_error *error);
/* glia_digit_normalize, or -1 with RANGE for a size that cannot be drawn. */
int glia_calc_normalize(const float *drawn, int width, int height, int size, float *pixels,
                        glia_error *error);

glia_model *glia_play_model(glia_run *run);
const glia_settings *glia_play_settings(const glia_run *run);
double glia_play_step(const glia_run *run);
double glia_play_epoch_steps(const glia_run *run);
glia_status glia_play_advance(glia_run *run, double steps, glia_error *error);
glia_status glia_play_seek(glia_run *run, double step, glia_error *error);
glia_status glia_play_fault(const glia_run *run, glia_error *error);
/* The kept losses; arrays have room for historyRows. Returns how many there are. */
int glia_play_history(const glia_run *run, double *steps, float *loss, float *test_loss);
/* rates[count]: the schedule's rates of the run's updates at even distances from the first one to the one after
 * span; count 2 or more. */
void glia_play_rates(const glia_run *run, double span, int count, double *rates);
/* The data set: xy (count,inputs), inputs as glia_play_describe tells; arrays may be 0 to ask for the count
 * alone. Classes count from 0 under every loss. */
int glia_play_points(const glia_run *run, float *xy, float *target, uint8_t *held);
/* pre and post of every layer for one point (numbers) as glia_model_activations gives them; NOT_FINITE. */
glia_status glia_play_activations(glia_run *run, const float *point, float *pre, float *post,
                                  glia_error *error);
/* out (rows,units) = f(positive - negative) with the activation of a layer (0: the first hidden one);
 * negative 0: out = positive. */
glia_status glia_play_activate(glia_run *run, int layer, const float *positive,
                               const float *negative, int rows, float *out, glia_error *error);

/* x (size*size,features): what the network is given at each pixel. */
void glia_field_inputs(const glia_field *field, float *x);

#endif
