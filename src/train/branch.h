/* Branches: going on from a step of a run under other settings, beside the run itself. */
#ifndef GLIA_TRAIN_BRANCH_H
#define GLIA_TRAIN_BRANCH_H

#include "train/run.h"

/* Whether a setting may differ between a run and its branch: the rules by which training goes on
 * (optimizer and its constants, rate, schedule, penalties, clipping, patience, batch). All others would
 * need another network or other data. */
int glia_branch_allows(const char *key);

/* A new run that stands where run stands and goes on under these settings; the caller owns it, and run
 * is not touched. NULL with CONFLICT, naming the setting that cannot change on the way, or as
 * glia_run_create.
 *
 * What is taken over: parameters, running statistics, losses up to here, the step number (and with it the
 * place in the schedule and the masks of dropout), and, unless the optimizer is another kind, what it
 * remembers; beta1 and beta2 keep the powers they had come to. Another optimizer begins as at step 0 of
 * its averages. Another batch size goes on at the same step number, which is another place in its
 * epoch. Patience counts anew, and a fault is forgotten. With equal settings (and no patience) the branch
 * makes the steps the run would have made, to the bit.
 *
 * The branch goes back to its first step (history.origin) and no further; the steps before it are
 * the run's. Both use up to as much memory for their past. */
glia_run *glia_run_branch(const glia_run *run, const glia_settings *settings,
                          const glia_memory *memory, glia_error *error);

#endif
