/* What a run has come to: losses and, for classes, accuracies. */
#ifndef GLIA_INSPECT_MEASURE_H
#define GLIA_INSPECT_MEASURE_H

#include "train/run.h"

/* GLIA_MEASURE(field, meaning): all numbers of a snapshot, in the order in which they are handed to
 * JavaScript as doubles. */
#define GLIA_MEASURES(X)                                                          \
  X(step, "updates made")                                                         \
  X(epoch, "whole passes over the training part")                                 \
  X(reached, "the last step made on this path")                                   \
  X(stepsPerEpoch, "updates in one epoch")                                        \
  X(loss, "mean loss over the training part")                                     \
  X(testLoss, "mean loss over the test part")                                     \
  X(accuracy, "share of training points classed rightly, NaN for values")         \
  X(testAccuracy, "share of test points classed rightly, NaN for values")         \
  X(rate, "learning rate of the next update")                                     \
  X(batchLoss, "loss of the last batch before its update, 0 before the first")    \
  X(edits, "weights changed by hand")                                             \
  X(stopped, "1 when patience ran out and the best weights were restored")        \
  X(fault, "0, or which number stopped the run (glia_fault)")                     \
  X(faultLayer, "the layer it was seen in, from 1; 0 without a fault")

typedef struct glia_snapshot {
#define GLIA_MEASURE_FIELD(field, meaning) double field;
  GLIA_MEASURES(GLIA_MEASURE_FIELD)
#undef GLIA_MEASURE_FIELD
} glia_snapshot;

/* Measures a run as it stands; takes no memory. A loss that is not finite is reported as it is. */
void glia_measure(glia_run *run, glia_snapshot *snapshot);

/* The share of rows whose class the model finds. With one output a point is class 1 where the output
 * lies above the middle of its range, with several where that class's output is the largest (the
 * first of equals). target (rows) holds classes as the network is trained on them. */
double glia_accuracy(glia_model *model, const float *x, const float *target, size_t rows);

#endif
