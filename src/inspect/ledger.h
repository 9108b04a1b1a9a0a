/* The ledger: why one parameter changed in the last update, number by number. */
#ifndef GLIA_INSPECT_LEDGER_H
#define GLIA_INSPECT_LEDGER_H

#include "train/run.h"

/* What one example of the batch contributed: product = input · delta, rounded once.
 *   weight      input: what entered the unit through it;   delta: the loss's gradient by the weighted sum
 *   bias        input: 1;                                  delta: the same
 *   gamma       input: the normalized weighted sum;        delta: by gamma · it + beta
 *   beta        input: 1;                                  delta: the same
 *   projection  input: what entered the layer;             delta: by the layer's answer
 * The loss is a mean over the batch, and deltas carry their share of it: products are added, not
 * averaged. */
typedef struct glia_ledger_entry {
  uint32_t example; /* row of the training part */
  uint32_t point;   /* number among all points, training and test, as they were drawn */
  float input, delta, product;
} glia_ledger_entry;

/* What one unit of the layer above sent back: product = weight · delta. */
typedef struct glia_ledger_term {
  float weight, delta, product;
} glia_ledger_term;

/* How the delta of one example came about. */
typedef struct glia_ledger_detail {
  size_t row;          /* in the batch */
  float pre, z, act, post; /* of the parameter's unit: weighted sum, normalized, activation, answer */
  float mask;          /* dropout: 0, or 1 / (1 - rate); 1 without */
  float by_post;       /* gradient by post: the terms added up in order, then skip; 0 on the last layer */
  float skip;          /* what came past the layer above (residual connection) */
  float by_z;          /* by_post · mask · slope of the activation at z; last layer: from the loss */
  float by_pre;        /* through normalization; without one, by_z */
  size_t terms;        /* units of the layer above; 0 on the last layer */
  glia_ledger_term *term;
  float target;        /* the first target number */
} glia_ledger_detail;

/* All numbers are those of the update itself, none is a re-estimate. What has no meaning for the
 * optimizer is 0. */
typedef struct glia_ledger {
  glia_arena arena;
  size_t index; /* canonical */
  glia_role role;
  uint32_t layer, unit, input; /* from 0; input 0 for vectors */
  uint64_t step;               /* the number of the update, from 1 */
  double loss;                 /* of the batch, before the update, without penalties */
  size_t rows;
  glia_ledger_entry *entry;
  glia_ledger_detail *detail;  /* NULL unless asked for */

  /* The gradient on its way: */
  float gradient;    /* the products added up in order */
  float l1;          /* + l1 · sign(w) */
  double norm;       /* of the whole gradient then */
  float clip_factor; /* · min(1, clip_norm / (norm + 1e-6)); 1 without */
  float clipped;     /* after that */
  float limited;     /* after being brought within ± clip_value */
  float decay;       /* + decay · w, except under adamw and lamb */
  float given;       /* what the rule is given: g */

  /* The rule (see train/optimizer.h), t = the optimizer's updates including this one: */
  glia_optimizer optimizer;
  double rate, momentum, keep1, keep2, eps; /* keep: beta1; beta2, or rmsprop's alpha */
  int has_first, has_second;
  float first_before, first_after;   /* velocity, or average of gradients */
  float second_before, second_after; /* sum or average of squares */
  double correction1, correction2;   /* 1 - beta^t; 1 without */
  float denominator;                 /* root of the squares, corrected, + eps */
  float shrink;                      /* adamw: w is multiplied by 1 - rate · decay; 1 without */
  double weight_norm, update_norm, trust; /* lamb: of the block, and their quotient */
  float change;      /* what is taken off w · shrink */
  float before, after;
  int agrees;        /* whether this arithmetic gave the bits training did */

  int edited;        /* set by hand since */
  float value;       /* as it is now */
} glia_ledger;

/* Explains the last update of canonical parameter index. example: a row of the batch to explain in
 * detail, or -1. The update is made again from the kept history; the run stands as it stood. The
 * caller owns the result. NULL with RANGE (no such parameter or row, no update made yet, or none since
 * a branch began) or MEMORY. */
glia_ledger *glia_ledger_create(glia_run *run, size_t index, int example,
                                const glia_memory *memory, glia_error *error);
void glia_ledger_free(glia_ledger *ledger); /* NULL is fine */

/* The ledger as JSON, names as above in camel case, numbers such that they read back to the same bits,
 * null for one that is not finite. Returns the length needed. */
size_t glia_ledger_json(const glia_ledger *ledger, const glia_run *run, char *buffer, size_t room);

#endif
