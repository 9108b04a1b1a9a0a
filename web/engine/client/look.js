/** @file Questions that look into the run: ledger, statistics, doctor. */

import { Drawing } from './draw.js';

/** @typedef {import('../inspect.js').Ledger} Ledger */
/** @typedef {import('../inspect.js').Statistics} Statistics */
/** @typedef {import('../inspect.js').Finding} Finding */

export class Looking extends Drawing {
  /**
   * Why one parameter changed in the last update, number by number.
   * @param {number} index
   * @param {{ example?: number }} [options] example: a row of the batch whose delta is explained, too
   * @returns {Promise<Ledger>}
   */
  ledger(index, { example } = {}) {
    return this.ask('ledger', { index, example: example ?? null });
  }

  /**
   * Spread of weights, gradients and activations, layer by layer, over the training part.
   * @param {import('../inspect.js').Ranges} [ranges] of the histograms, each layer's own if not given
   * @returns {Promise<Statistics>}
   */
  statistics(ranges) {
    return this.ask('statistics', { ranges: ranges ?? null });
  }

  /** What is wrong with this run and what cures it; empty when nothing is. @returns {Promise<Finding[]>} */
  doctor() {
    return this.ask('doctor');
  }
}
