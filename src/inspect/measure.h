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

/* The class that an output row stands for: with one output 1 where it lies above the middle of its range,
 * with several the one whose output is the largest, the first of equals. */
int glia_predicted_class(const glia_network *network, const float *output);

/* The share of rows whose class the model finds, see glia_predicted_class. target (rows) holds classes as the network is trained on them. */
double glia_accuracy(glia_model *model, const float *x, const float *target, size_t rows);

#endif
