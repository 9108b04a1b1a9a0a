/* Miniatures of architectures for JavaScript, in a module of their own (mini.def). Functions with plain
 * arguments are exported as they are (mini/). Where there are many arrays, they cross as two blocks of
 * floats, what goes in and what comes out, one array after the other in the order told here. */
#ifndef GLIA_WASM_MINI_H
#define GLIA_WASM_MINI_H

#include "mini/attend.h"
#include "mini/conv.h"
#include "mini/pool.h"
#include "mini/recur.h"

/* JSON of what JavaScript has to know of this module: what about.h puts, the largest size, the
 * numbers of a glia_window, cells with their blocks of weights, poolings. */
int glia_mini_describe(char *buffer, int room);

/* sizes: cell, steps, batch, inputs, hidden.
 * in: x, h0, c0 (lstm alone), W_ih, W_hh, b_ih, b_hh; with slopes also the upstream gradient by h and (lstm
 * alone) by c after the last step.
 * out: h, c (lstm alone), sums, gates; with slopes also dx, dh0, dc0 (lstm alone), dW_ih, dW_hh, db_ih, db_hh. */
glia_status glia_mini_recur(const int *sizes, int slopes, const float *in, float *out, glia_error *error);

/* sizes: heads, seq, dim. mask: glia_attention's, or 0.
 * in: q, k, v; with slopes also the upstream gradient.
 * out: scores, weights, out; with slopes also dq, dk, dv. */
glia_status glia_mini_attend(const int *sizes, int causal, float temperature, const uint8_t *mask,
                             int slopes, const float *in, float *out, glia_error *error);

/* sizes: batch, seq, dim, heads.
 * in: x, W_in, b_in, W_out, b_out; with slopes also the upstream gradient.
 * out: q, k, v, scores, weights, out; with slopes also dx, dW_in, db_in, dW_out, db_out. */
glia_status glia_mini_multihead(const int *sizes, int causal, float temperature, const uint8_t *mask,
                                int slopes, const float *in, float *out, glia_error *error);

#endif
