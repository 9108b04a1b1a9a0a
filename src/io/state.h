/* A run as bytes: what is needed to go on from where it stands, bit for bit, in another process.
 *
 *   glia-state/1\n
 *   the experiment, as glia_experiment_format writes it, and \n
 *   14 numbers of 8 bytes: see struct head in state.c
 *   points that were given: x, target (float32), held (bytes)
 *   changes by hand: step (8 bytes), canonical parameter (4 bytes), value (float32)
 *   the kept losses: of the training part, of the test part (float32)
 *   states: of the first step the run can go back to, and of the step from which it is replayed: powers of
 *     β₁ and β₂ and the loss of the last batch (8 bytes each); parameters, what the optimizer remembers of
 *     each (canonical order), running statistics (float32)
 *   CRC-32 of all bytes before (4 bytes)
 *
 * All little-endian, as every machine is that the engine runs on. The state that is kept is that of the
 * present step; under early stopping that of the best one so far, since the run may have to go back to it.
 * The number behind glia-state/ is raised whenever the form changes, or what the engine computes.
 */
#ifndef GLIA_IO_STATE_H
#define GLIA_IO_STATE_H

#include "train/run.h"

/* Writes the state of a run, which stands afterwards as it stood. Returns its length; bytes is written to
 * only where room suffices. 0 with MEMORY. */
size_t glia_state_write(glia_run *run, void *bytes, size_t room, glia_error *error);

/* A run that stands where the saved one stood and goes on as that would have gone on; the caller owns it.
 * It goes back as far as the saved one could, by replay. Nothing is taken for a text whose length is not
 * the one its experiment asks for. NULL with SYNTAX (no saved state), UNKNOWN (of another version),
 * CONFLICT (damaged, or made by an engine that computes otherwise), or as glia_experiment_parse and
 * glia_run_create_with. */
glia_run *glia_state_read(const void *bytes, size_t length, const glia_memory *memory,
                          glia_error *error);

#endif
