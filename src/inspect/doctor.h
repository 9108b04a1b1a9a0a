/* The doctor: what is wrong with a run, how far it is off, and which settings cure it. */
#ifndef GLIA_INSPECT_DOCTOR_H
#define GLIA_INSPECT_DOCTOR_H

#include "inspect/statistics.h"

/* GLIA_COMPLAINTS(X): X(identifier, code, threshold, settings). What is measured against the threshold:
 *
 *   diverged     1: a number was no longer finite, and training stopped there
 *   symmetry     hidden units whose incoming weights and bias are all the same, more than
 *   dead         share of a hidden layer's units through which no gradient passes on any training
 *                example, more than
 *   saturated    a tanh or sigmoid unit's share of examples with a slope below a twentieth of the
 *                steepest, at least (the largest of the layer is measured)
 *   vanishing    root mean square of a hidden layer's weight gradients, divided by the largest of the
 *                layers after it, less than
 *   exploding    norm of a layer's gradient divided by the norm of its parameters, more than
 *   rate_large   norm of a layer's last update divided by the norm of its parameters, more than, from
 *                step 20 on
 *   no_progress  training loss after an epoch or more, divided by the one at the start, more than
 *   rate_small   norm of the last update divided by the norm of the parameters, less than, where after 5
 *                epochs less than 2 % of the loss is gone and there is a gradient to follow
 *   overfitting  test loss divided by the training loss, more than, where it also lies 20 % above its
 *                own best and 0.05 above the training loss, from epoch 10 on
 *   leak         share of test points whose inputs equal those of a training point, more than
 *   imbalance    points of the rarest class divided by those of the commonest, less than, unless classes
 *                are balanced */
#define GLIA_COMPLAINTS(X)                                                            \
  X(DIVERGED, diverged, 0, "rate,clip_norm,schedule,init")                            \
  X(SYMMETRY, symmetry, 1, "init,gain")                                               \
  X(DEAD, dead, 0, "layers,rate,init,gain")                                           \
  X(SATURATED, saturated, 0.9,  "gain,init,layers,rate")                              \
  X(VANISHING, vanishing, 0.001, "layers,init,gain")                                  \
  X(EXPLODING, exploding, 100, "gain,init,clip_norm,rate,layers")                     \
  X(RATE_LARGE, rate_large, 0.1, "rate,schedule,clip_norm,optimizer")                 \
  X(NO_PROGRESS, no_progress, 1.05, "rate,clip_norm,optimizer")                       \
  X(RATE_SMALL, rate_small, 0.00001, "rate,optimizer,schedule")                       \
  X(OVERFITTING, overfitting, 1.5, "decay,l1,patience,layers,points")                 \
  X(LEAK, leak, 0, "leak,data")                                                       \
  X(IMBALANCE, imbalance, 0.25, "balance,loss,data")

typedef enum glia_complaint {
#define GLIA_COMPLAINT_ID(id, code, threshold, settings) GLIA_COMPLAINT_##id,
  GLIA_COMPLAINTS(GLIA_COMPLAINT_ID)
#undef GLIA_COMPLAINT_ID
  GLIA_COMPLAINT_COUNT
} glia_complaint;

enum { GLIA_FINDING_UNITS = 16, GLIA_FINDING_TEXT = 320, GLIA_FINDINGS = 64 };

typedef struct glia_finding {
  glia_complaint complaint;
  int layer;                /* from 0; -1 where it is about the whole run */
  size_t units;             /* how many units of the layer it is about; 0: the layer as a whole */
  uint32_t unit[GLIA_FINDING_UNITS]; /* the first of them, from 0 */
  double measured, threshold;
  char sentence[GLIA_FINDING_TEXT];
} glia_finding;

typedef struct glia_diagnosis {
  glia_arena arena;
  size_t count;
  glia_finding finding[GLIA_FINDINGS]; /* in the order of the list above, layer by layer */
} glia_diagnosis;

/* Examines a run by statistics just made of it. The run stands as it stood; the caller owns the result.
 * NULL with MEMORY. */
glia_diagnosis *glia_diagnosis_create(glia_run *run, const glia_statistics *statistics,
                                      const glia_memory *memory, glia_error *error);
void glia_diagnosis_free(glia_diagnosis *diagnosis); /* NULL is fine */

/* The code of a complaint, and the keys of the settings that cure it, joined by commas: those the
 * table has. Static storage. */
const char *glia_complaint_code(glia_complaint complaint);
const char *glia_complaint_settings(glia_complaint complaint);

/* As JSON: {"findings":[{"code","layer","units":[…],"unitCount","measured","threshold","sentence",
 * "settings":[…]}]}, layer null for the whole run. Returns the length needed. */
size_t glia_diagnosis_json(const glia_diagnosis *diagnosis, char *buffer, size_t room);

#endif
