/* Receipts: a short text that claims what an experiment came to, so that anyone can replay it.
 *
 * Words divided by blanks or line breaks, in this order:
 *
 *   glia-receipt/1
 *   experiment=data=xor&layers=4:relu    as glia_experiment_format writes it, so without blanks
 *   steps=500                            updates made
 *   hash=6b6c11ccf38f763c                of the parameters after them (glia_network_hash)
 *   loss=0.0123 testLoss=0.0456          mean losses, without penalties
 *   accuracy=1 testAccuracy=0.98         where the data set has classes
 *   edit=100,3,0.25                      for each change by hand: step, parameter, new value
 *   check=1a2b3c4d                       CRC-32 (ISO 3309) of all words before, each ended by one
 *                                        line feed
 *
 * Numbers are the shortest decimals that read back as the same bits; inf and nan stand for themselves.
 * How the words are broken into lines does not matter: a receipt survives being sent about. The
 * number behind glia-receipt/ is raised whenever the form changes, or what the engine computes: an
 * old receipt is then refused, and not called false.
 */
#ifndef GLIA_IO_RECEIPT_H
#define GLIA_IO_RECEIPT_H

#include "base/arena.h"
#include "base/settings.h"
#include "base/status.h"
#include "train/run.h"

enum {
  GLIA_RECEIPT_VERSION = 1,
  GLIA_RECEIPT_MAX = 1 << 18, /* bytes of a receipt; all edits a run can replay have room */
  GLIA_RECEIPT_NUMBERS = 5    /* hash, two losses, two accuracies */
};

/* The most steps a receipt may claim: what a double still counts one by one. */
#define GLIA_RECEIPT_STEPS 9007199254740992u

typedef struct glia_receipt_edit {
  uint64_t step;
  uint64_t parameter; /* canonical index */
  float value;
} glia_receipt_edit;

/* A receipt as it was read: claims, not facts. */
typedef struct glia_receipt {
  glia_settings settings;
  uint64_t steps, hash;
  double loss, test_loss;
  double accuracy, test_accuracy; /* NaN where the data set has values */
  size_t edit_count;
  const glia_receipt_edit *edit; /* (edit_count) ascending by step; the arena's */
} glia_receipt;

/* Writes the receipt of a run as it stands, with the changes by hand up to its step. Returns its
 * length; buffer gets at most room - 1 bytes and a zero. The whole text ends in a line feed. 0 with
 * CONFLICT where the experiment does not say all that the run came from: points that were given, or
 * a branch. */
size_t glia_receipt_write(glia_run *run, char *buffer, size_t room, glia_error *error);

/* Reads length bytes of text. Fails with SYNTAX, RANGE, LIMIT, or as glia_experiment_parse does;
 * error->position is the byte. CONFLICT where the check does not fit the words: the text was
 * changed, or not copied whole. MEMORY where the arena has no room for the edits. */
glia_status glia_receipt_read(glia_receipt *receipt, const char *text, size_t length,
                              glia_arena *arena, glia_error *error);

/* One number in which the replay differs; both as a receipt writes them. */
typedef struct glia_receipt_difference {
  const char *name; /* "hash", "loss" … */
  char claimed[32], found[32];
} glia_receipt_difference;

typedef struct glia_receipt_verdict {
  int verified;  /* every number came out the same, to the bit */
  int abandoned; /* progress asked to stop: nothing is known */
  uint64_t epoch_steps;    /* updates in an epoch of the replayed run, and its network's size; 0 */
  uint64_t parameter_count; /* where there is a sentence but no difference */
  uint32_t difference_count;
  glia_receipt_difference difference[GLIA_RECEIPT_NUMBERS];
  char sentence[GLIA_MESSAGE_SIZE]; /* why it is not verified, empty where it is */
} glia_receipt_verdict;

/* Called now and then, after at most some 1e8 multiplications; anything but 0 abandons the replay. */
typedef int (*glia_receipt_progress)(void *context, uint64_t step, uint64_t steps);

/* Replays the experiment and compares. progress may be NULL, memory as in glia_run_create. OK means
 * that the replay came to a verdict. Fails where there is nothing to compare: as glia_run_create,
 * RANGE for an edit of a parameter there is not. */
glia_status glia_receipt_verify(const glia_receipt *receipt, const glia_memory *memory,
                                glia_receipt_progress progress, void *context,
                                glia_receipt_verdict *verdict, glia_error *error);

#endif
