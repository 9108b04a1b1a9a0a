/* The engine's public C interface.
 *
 * Each header documents its own functions: shapes, units, ownership, errors, the source of formulas.
 * In short: settings (an experiment string, read by io/experiment.h) make a run (train/run.h), which
 * owns a data set, a model and its training; a run is measured (inspect/measure.h) and drawn
 * (inspect/field.h), explained (inspect/ledger.h), examined (inspect/statistics.h, inspect/doctor.h,
 * inspect/landscape.h, inspect/check.h, inspect/walk.h), proved (io/receipt.h), kept (io/state.h), branched
 * (train/branch.h) and raced (train/race.h). A model (nn/model.h) and a trainer (train/trainer.h) can also
 * be used alone.
 *
 * Whoever calls a _create function frees the result with the _free function beside it. No function
 * aborts, prints, or keeps state between calls outside the objects it is given. Objects may be used
 * from several threads, one thread at a time each.
 */
#ifndef GLIA_H
#define GLIA_H

#define GLIA_VERSION "0.1.0"

#include "base/status.h"
#include "data/csv.h"
#include "data/digits.h"
#include "data/idx.h"
#include "data/table.h"
#include "inspect/check.h"
#include "inspect/doctor.h"
#include "inspect/field.h"
#include "inspect/landscape.h"
#include "inspect/ledger.h"
#include "inspect/measure.h"
#include "inspect/metrics.h"
#include "inspect/statistics.h"
#include "inspect/walk.h"
#include "io/experiment.h"
#include "io/receipt.h"
#include "io/settings_json.h"
#include "io/state.h"
#include "nn/model.h"
#include "train/branch.h"
#include "train/race.h"
#include "train/run.h"
#include "train/trainer.h"

#endif
