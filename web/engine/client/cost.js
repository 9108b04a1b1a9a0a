/** @file Questions about what networks cost that are not opened. */

import { Miniatures } from './mini.js';

export class Costing extends Miniatures {
  /**
   * How large the network of an experiment is; the run is left as it is.
   * @param {string} experiment
   * @returns {Promise<import('../cost.js').Sized>}
   */
  size(experiment) {
    return this.ask('size', { experiment });
  }

  /**
   * Times one dense layer with ReLU, here and now. Takes about a tenth of a second, in which nothing else is answered.
   * @param {number} inputs
   * @param {number} units
   * @param {{ rows?: number }} [options] rows: examples at a time, 64 unless given
   * @returns {Promise<ReturnType<typeof import('../cost.js').timeLayer>>}
   */
  timeLayer(inputs, units, { rows } = {}) {
    return this.ask('timeLayer', { inputs, units, rows: rows ?? null });
  }
}
