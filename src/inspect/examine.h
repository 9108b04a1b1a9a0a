/* The single examinations a diagnosis consists of. Each adds what it finds. */
#ifndef GLIA_INSPECT_EXAMINE_H
#define GLIA_INSPECT_EXAMINE_H

#include "inspect/doctor.h"

double glia_complaint_threshold(glia_complaint complaint);

/* Open addressing: training rows by the hash of their inputs, counted from 1; 0 for none. */
typedef struct glia_leak_table {
  size_t size; /* a power of two, at least twice the rows */
  uint32_t *row;
} glia_leak_table;

void glia_examine_fault(glia_diagnosis *diagnosis, const glia_run *run);
void glia_examine_symmetry(glia_diagnosis *diagnosis, const glia_run *run);
void glia_examine_dead(glia_diagnosis *diagnosis, const glia_run *run, const glia_statistics *s);
void glia_examine_saturated(glia_diagnosis *diagnosis, const glia_run *run,
                            const glia_statistics *s);
void glia_examine_gradients(glia_diagnosis *diagnosis, const glia_run *run,
                            const glia_statistics *s);
void glia_examine_rate(glia_diagnosis *diagnosis, glia_run *run, const glia_statistics *s);
void glia_examine_overfitting(glia_diagnosis *diagnosis, glia_run *run);
void glia_examine_leak(glia_diagnosis *diagnosis, const glia_run *run, glia_leak_table *table);
void glia_examine_balance(glia_diagnosis *diagnosis, const glia_run *run);

/* The next free finding, filled but for its units and sentence; a scratch one when all are taken.
 * layer -1 for the whole run. */
glia_finding *glia_finding_add(glia_diagnosis *diagnosis, glia_complaint complaint, int layer,
                               double measured);

/* Adds a unit to a finding. */
void glia_finding_unit(glia_finding *finding, size_t unit);

/* Writes its sentence. */
void glia_finding_say(glia_finding *finding, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#endif
