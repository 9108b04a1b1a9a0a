#include "io/receipt.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "inspect/measure.h"
#include "io/experiment.h"
#include "io/receipt_words.h"

static void put_number(glia_text *text, double value) {
  if (value != value) {
    glia_text_put(text, "nan");
  } else if (value - value != 0.0) {
    glia_text_put(text, value > 0.0 ? "inf" : "-inf");
  } else {
    glia_text_real(text, value);
  }
}

static void put_field(glia_text *text, const char *name, double value) {
  glia_text_put(text, "%s=", name);
  put_number(text, value);
  glia_text_put(text, "\n");
}

static void put_body(glia_text *text, glia_run *run) {
  char experiment[GLIA_EXPERIMENT_MAX + 1];
  glia_experiment_format(&run->settings, experiment, sizeof experiment);
  glia_snapshot now;
  glia_measure(run, &now);
  glia_text_put(text, "glia-receipt/%d\nexperiment=%s\nsteps=%" PRIu64 "\nhash=%016" PRIx64 "\n",
                GLIA_RECEIPT_VERSION, experiment, run->trainer->step,
                glia_network_hash(&run->model->network, run->model->parameters));
  put_field(text, "loss", now.loss);
  put_field(text, "testLoss", now.testLoss);
  if (run->dataset.task == GLIA_TASK_CLASSES) {
    put_field(text, "accuracy", now.accuracy);
    put_field(text, "testAccuracy", now.testAccuracy);
  }
  for (size_t i = 0; i < run->history.edits; i++) {
    const glia_edit *edit = &run->history.edit[i];
    if (edit->step > run->trainer->step) break; /* the run went back to before it */
    glia_text_put(text, "edit=%" PRIu64 ",%lu,", edit->step,
                  (unsigned long)glia_network_index(&run->model->network, edit->slot));
    glia_text_float(text, edit->value);
    glia_text_put(text, "\n");
  }
}

/* Whether the experiment and the changes by hand say all that the run came from. */
static glia_status check(const glia_run *run, glia_error *error) {
  if (glia_data_is_given((glia_data)run->settings.data)) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "a receipt holds no points, so only runs on data that is drawn have one");
  }
  /* A branch takes over changes by hand, but not their list. */
  if (run->history.origin || run->altered) {
    return glia_fail(error, GLIA_CONFLICT, -1,
                     "a receipt holds one experiment, so a run whose settings were changed on the "
                     "way has none");
  }
  return GLIA_OK;
}

size_t glia_receipt_write(glia_run *run, char *buffer, size_t room, glia_error *error) {
  if (check(run, error)) return 0;
  glia_text text = glia_text_open(buffer, room);
  put_body(&text, run);
  const int whole = text.length < room;
  glia_text_put(&text, "check=%08" PRIx32 "\n",
                whole ? glia_receipt_check(0, buffer, text.length) : 0);
  return text.length;
}

/* Steps that take some 1e8 multiplications: each parameter takes part in three for each example. */
static uint64_t portion_of(const glia_run *run) {
  const double each =
      3.0 * (double)run->model->network.parameter_count * (double)run->settings.batch;
  const double steps = 1e8 / (each + 1.0);
  return steps < 1.0 ? 1 : steps > 1e5 ? 100000 : (uint64_t)steps;
}

typedef struct replay {
  glia_run *run;
  uint64_t steps, portion;
  glia_receipt_progress progress;
  void *context;
  glia_receipt_verdict *verdict;
} replay;

/* Trains up to a step; 0 where that cannot be, which the verdict then says. */
static int walk(const replay *r, uint64_t to) {
  glia_run *run = r->run;
  glia_error error = {GLIA_OK, -1, ""};
  while (run->trainer->step < to && !run->stopped) {
    const uint64_t left = to - run->trainer->step;
    if (glia_run_advance(run, left < r->portion ? left : r->portion, &error)) {
      glia_fail(&error, error.status, -1, "the receipt claims %" PRIu64 " steps, but %s", r->steps,
                error.message);
      memcpy(r->verdict->sentence, error.message, sizeof error.message);
      return 0;
    }
    if (r->progress && r->progress(r->context, run->trainer->step, r->steps)) {
      r->verdict->abandoned = 1;
      return 0;
    }
  }
  /* Patience ran out, and the run is back at its best step; what lies behind it was trained too. */
  if (run->trainer->step < to && to <= run->reached) glia_run_seek(run, to, &error);
  if (run->trainer->step == to) return 1;
  glia_fail(&error, GLIA_OK, -1,
            "the receipt claims %" PRIu64 " steps, but the experiment's patience ends training at "
            "step %" PRIu64,
            r->steps, run->reached);
  memcpy(r->verdict->sentence, error.message, sizeof error.message);
  return 0;
}

static int same_bits(double a, double b) {
  return (a != a && b != b) || memcmp(&a, &b, sizeof a) == 0;
}

static glia_receipt_difference *add_difference(glia_receipt_verdict *verdict, const char *name) {
  glia_receipt_difference *difference = &verdict->difference[verdict->difference_count++];
  difference->name = name;
  return difference;
}

static void compare(glia_receipt_verdict *verdict, const char *name, double claimed, double found) {
  if (same_bits(claimed, found)) return;
  glia_receipt_difference *difference = add_difference(verdict, name);
  glia_text text = glia_text_open(difference->claimed, sizeof difference->claimed);
  put_number(&text, claimed);
  text = glia_text_open(difference->found, sizeof difference->found);
  put_number(&text, found);
}

static void judge(const glia_receipt *receipt, glia_run *run, glia_receipt_verdict *verdict) {
  const uint64_t hash = glia_network_hash(&run->model->network, run->model->parameters);
  if (hash != receipt->hash) {
    glia_receipt_difference *difference = add_difference(verdict, "hash");
    glia_text text = glia_text_open(difference->claimed, sizeof difference->claimed);
    glia_text_put(&text, "%016" PRIx64, receipt->hash);
    text = glia_text_open(difference->found, sizeof difference->found);
    glia_text_put(&text, "%016" PRIx64, hash);
  }
  glia_snapshot now;
  glia_measure(run, &now);
  compare(verdict, "loss", receipt->loss, now.loss);
  compare(verdict, "testLoss", receipt->test_loss, now.testLoss);
  compare(verdict, "accuracy", receipt->accuracy, now.accuracy);
  compare(verdict, "testAccuracy", receipt->test_accuracy, now.testAccuracy);
  verdict->epoch_steps = glia_trainer_epoch_steps(run->trainer);
  verdict->parameter_count = run->model->network.parameter_count;
  verdict->verified = verdict->difference_count == 0;
  if (verdict->verified) return;
  glia_text text = glia_text_open(verdict->sentence, sizeof verdict->sentence);
  for (uint32_t i = 0; i < verdict->difference_count; i++) {
    const glia_receipt_difference *d = &verdict->difference[i];
    glia_text_put(&text, "%s%s is %s in the receipt and %s in the replay", i ? "; " : "", d->name,
                  d->claimed, d->found);
  }
}

glia_status glia_receipt_verify(const glia_receipt *receipt, const glia_memory *memory,
                                glia_receipt_progress progress, void *context,
                                glia_receipt_verdict *verdict, glia_error *error) {
  memset(verdict, 0, sizeof *verdict);
  glia_run *run = glia_run_create(&receipt->settings, memory, error);
  if (!run) return error ? error->status : GLIA_ARGUMENT;
  const replay r = {run, receipt->steps, portion_of(run), progress, context, verdict};
  glia_status status = GLIA_OK;
  int possible = 1;
  for (size_t i = 0; possible && !status && i < receipt->edit_count; i++) {
    const glia_receipt_edit *edit = &receipt->edit[i];
    possible = walk(&r, edit->step);
    /* An index beyond every size_t is beyond every network too. */
    const size_t index = edit->parameter > GLIA_MAX_PARAMETERS ? GLIA_MAX_PARAMETERS
                                                               : (size_t)edit->parameter;
    if (possible) status = glia_run_set_parameter(run, index, edit->value, error);
  }
  if (!status && possible && walk(&r, receipt->steps)) judge(receipt, run, verdict);
  glia_run_free(run);
  return status;
}
