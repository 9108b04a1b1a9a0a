/* Scaled dot-product attention and the multi-head layer around it (Vaswani et al. 2017).
 *
 * All arrays are the caller's and do not overlap. */
#ifndef GLIA_MINI_ATTEND_H
#define GLIA_MINI_ATTEND_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

/* What a query may look at, and how sharply. */
typedef struct glia_attention {
  int heads, seq, dim;   /* dim: of one head's queries, keys and values */
  int causal;            /* position i sees positions j <= i alone */
  const uint8_t *mask;   /* (seq query,seq key), the same for all heads: 0 where a query may not look; NULL: anywhere */
  float temperature;     /* scores are divided by it before the softmax; 1 changes nothing */
} glia_attention;

/* Refuses sizes out of range, a temperature that is not above 0 (RANGE), and a query that may look nowhere
 * (CONFLICT). */
glia_status glia_attend_check(const glia_attention *a, glia_error *error);

/* q, k, v and out are (heads,seq,dim); scores and weights (heads,seq query,seq key).
 *   scores = q kᵀ / √dim, also where masked;  weights = softmax(scores / temperature) over what may be
 *   looked at, 0 elsewhere;  out = weights v */
void glia_attend(const glia_attention *a, const float *q, const float *k, const float *v, float *scores,
                 float *weights, float *out);

/* Gradients by q, k, v, of their shape, of sum(out * upstream). slope: (seq) of scratch. */
void glia_attend_backward(const glia_attention *a, const float *q, const float *k, const float *v,
                          const float *weights, const float *upstream, float *slope, float *dq,
                          float *dk, float *dv);

/* A layer of several heads: q, k, v = x W_inᵀ + b_in in this order, head h taking columns h*dim/heads and on of
 * each; the heads' results side by side go through W_out. */
typedef struct glia_multihead {
  int batch, seq, dim, heads; /* dim: of the layer, a multiple of heads */
  int causal;
  const uint8_t *mask; /* as above */
  float temperature;
  const float *x;              /* (batch,seq,dim) */
  const float *w_in, *b_in;    /* (3*dim,dim), (3*dim) */
  const float *w_out, *b_out;  /* (dim,dim), (dim) */
  float *qkv;                  /* (3,batch,heads,seq,dim/heads) */
  float *scores, *weights;     /* (batch,heads,seq,seq) */
  float *out;                  /* (batch,seq,dim) */
  const float *upstream;       /* (batch,seq,dim), or NULL: no gradients */
  float *dx, *dw_in, *db_in, *dw_out, *db_out;
} glia_multihead;

/* Refuses what glia_attend_check refuses, and a dim that is no multiple of heads (SHAPE). */
glia_status glia_multihead_check(const glia_multihead *m, glia_error *error);

/* Fills qkv to out and, with an upstream gradient, the gradients of sum(out * upstream). m must be checked.
 * What lies between is taken from the arena, which the caller closes (MEMORY). */
glia_status glia_multihead_run(const glia_multihead *m, glia_arena *arena, glia_error *error);

/* out (seq,dim): sines and cosines by which a position can be told, from fast to slow:
 *   out[p,2i] = sin(p / base^(2i/dim)), out[p,2i+1] = the cosine of the same (Vaswani et al. 2017, base 10000). */
void glia_positions(int seq, int dim, double base, float *out);

#endif
