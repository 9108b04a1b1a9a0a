/* Faults that a teacher plants for learners to find (the setting fault): those that lie in how a run
 * begins. The others lie where the thing they spoil is made: labels, leaks and test points that are trained
 * on in data/dataset.c, the order of the points in train/trainer.c. */
#ifndef GLIA_TRAIN_FAULT_H
#define GLIA_TRAIN_FAULT_H

#include "nn/model.h"

/* Refuses, with CONFLICT, a fault that the other settings leave no room for: of labels or of the split
 * where the points are given, of a layer where no hidden one can die. */
glia_status glia_fault_check(const glia_settings *settings, glia_error *error);

/* What bad initial weights are: every weight the same, whatever a layer asks for. */
void glia_fault_start(const glia_settings *settings, glia_layers *layers, glia_start *start);

/* Lets the units of the first hidden layer that can die begin dead: far below zero in the flat part of
 * their activation, where no gradient passes. Other faults leave the model as it is. */
void glia_fault_kill(const glia_settings *settings, glia_model *model);

#endif
