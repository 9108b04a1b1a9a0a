/** @file Questions about several runs at once: a race, and a map of rates × seeds. */

import { Looking } from './look.js';

/** @typedef {import('../experiment.js').Snapshot} Snapshot */

/**
 * A map of rates (rows) and seeds (columns); arrays are [rates][seeds], NaN where a cell is not finished.
 * @typedef {object} Cells
 * @property {number[]} rates
 * @property {number[]} seeds
 * @property {number} steps each is trained for
 * @property {number} left cells not finished
 * @property {('waiting' | 'done' | 'diverged')[]} states
 * @property {Float32Array} first training loss before training
 * @property {Float32Array} loss training loss after it, or of the last finite state
 * @property {Float32Array} testLoss
 */

export class Racing extends Looking {
  /**
   * Lines experiments up at step 0, in place of the race before; the open run is left as it is.
   * @param {{ experiments: string[], share?: boolean, x?: ArrayLike<number>, y?: ArrayLike<number>, test?: ArrayLike<number> }} entry
   *   share: networks of the first one's shape start from its weights, as they do unless this is false;
   *   x, y, test: points for those whose data are given
   * @returns {Promise<{ count: number, own: boolean[] }>} own: which start from the weights that their experiment
   *   draws by itself, so that it gives the same run outside the race
   */
  race({ experiments, share = true, x, y, test }) {
    return this.ask('race', {
      experiments,
      share,
      x: x ? Float32Array.from(x) : null,
      y: y ? Float32Array.from(y) : null,
      test: test ? Uint8Array.from(test) : null,
    });
  }

  /**
   * Every racer makes so many steps more, in slices; those that diverged or stopped early stay where they are.
   * @param {number} steps
   * @returns {Promise<Snapshot[]>}
   */
  raceAdvance(steps) {
    return this.ask('raceAdvance', { steps });
  }

  /**
   * The way of each racer so far, evenly thinned, and what it takes.
   * @returns {Promise<{ steps: Float64Array, loss: Float32Array, testLoss: Float32Array,
   *   cost: import('../experiment.js').Cost }[]>}
   */
  raceHistory() {
    return this.ask('raceHistory');
  }

  /** Ends the race and gives its memory back. @returns {Promise<void>} */
  raceClose() {
    return this.ask('raceClose');
  }

  /**
   * Which rates converge from which seeds: the open experiment, trained anew in each cell, in slices. Refused as
   * 'closed' when another map is asked for, or another experiment opened, before it is ready.
   * @param {{ rates: number[], seeds: number[], steps: number }} cells
   * @param {{ onPart?: (part: Cells) => void }} [how] onPart: called with what there is, ten times a second
   * @returns {Promise<Cells>}
   */
  survey({ rates, seeds, steps }, { onPart } = {}) {
    return this.ask('survey', { rates, seeds, steps }, [], onPart);
  }

  /** Ends a map that is not ready yet. @returns {Promise<void>} */
  surveyClose() {
    return this.ask('surveyClose');
  }
}
