/* Recurrent cells: a hidden state carried along a sequence, and back-propagation through time.
 *
 * Weights stand in blocks of `hidden` rows, one for each gate: LSTM i, f, g, o (Hochreiter and
 * Schmidhuber 1997, with forget gates); GRU r, z, n (Cho et al. 2014). With s = W_ih x + b_ih and
 * p = W_hh h + b_hh, h the state before:
 *   rnn   h' = tanh(s + p)
 *   lstm  i, f, o = sigmoid(s + p); g = tanh(s + p); c' = f c + i g; h' = o tanh(c')
 *   gru   r, z = sigmoid(s + p); n = tanh(s + r p); h' = (1 - z) n + z h
 */
#ifndef GLIA_MINI_RECUR_H
#define GLIA_MINI_RECUR_H

#include "base/status.h"

typedef enum glia_cell { GLIA_CELL_RNN, GLIA_CELL_LSTM, GLIA_CELL_GRU, GLIA_CELL_COUNT } glia_cell;

/* A sequence under way. All arrays are the caller's and do not overlap. */
typedef struct glia_recurrence {
  glia_cell cell;
  int steps, batch, inputs, hidden;
  const float *x;          /* (steps,batch,inputs) */
  const float *h0, *c0;    /* (batch,hidden); c0 is read for lstm alone */
  const float *w_ih, *w_hh; /* (blocks*hidden,inputs), (blocks*hidden,hidden) */
  const float *b_ih, *b_hh; /* (blocks*hidden) */
  float *h, *c;            /* (steps,batch,hidden) after each step; c for lstm alone */
  float *sums, *gates;     /* (steps,batch,blocks*hidden) before and after the activation */
} glia_recurrence;

/* Gradients of sum(h * upstream) + sum(c after the last step * upstream_c), of the shapes of what they
 * are gradients by; upstream_c may be NULL, dc0 is for lstm alone. */
typedef struct glia_recurrence_slopes {
  const float *upstream;   /* (steps,batch,hidden) */
  const float *upstream_c; /* (batch,hidden) */
  float *scratch;          /* 2 * blocks * hidden */
  float *dx, *dh0, *dc0, *dw_ih, *dw_hh, *db_ih, *db_hh;
} glia_recurrence_slopes;

/* Blocks of weights a cell has: 1, 4, 3. */
int glia_cell_blocks(glia_cell cell);

/* Refuses sizes out of range (RANGE, LIMIT). */
glia_status glia_recur_check(const glia_recurrence *r, glia_error *error);

/* Fills h, c, sums, gates. */
void glia_recur(const glia_recurrence *r);

/* Fills the gradients, after glia_recur. */
void glia_recur_backward(const glia_recurrence *r, const glia_recurrence_slopes *s);

#endif
