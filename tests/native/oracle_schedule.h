/* Schedules of oracle cases. */
#ifndef GLIA_TESTS_ORACLE_SCHEDULE_H
#define GLIA_TESTS_ORACLE_SCHEDULE_H

#include "oracle.h"
#include "train/schedule.h"

/* The number at path.key, or another where there is none. */
double oracle_number_or(const oracle *o, const char *path, const char *key, double otherwise);

/* The schedule at a path, "type" and its constants under the oracle's names; the engine's preset where
 * there is nothing at the path. Fails for a type the engine has not. */
glia_schedule_options oracle_schedule(const oracle *o, const char *path);

#endif
