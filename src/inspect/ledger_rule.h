/* The arithmetic of one parameter's update, step by step: what train/optimizer.c does to whole arrays. */
#ifndef GLIA_INSPECT_LEDGER_RULE_H
#define GLIA_INSPECT_LEDGER_RULE_H

#include "inspect/ledger.h"

/* The state an update began from. */
typedef struct glia_ledger_start {
  uint64_t step;
  const float *parameters; /* storage order */
  const float *gradient;   /* as the backward pass left it */
  float first, second;     /* of the parameter; 0 where there is none */
  float *scratch;          /* network.storage floats */
} glia_ledger_start;

/* Fills everything from gradient to agrees. The trainer stands after the update. */
void glia_ledger_rule(glia_ledger *ledger, const glia_trainer *trainer,
                      const glia_ledger_start *start);

#endif
