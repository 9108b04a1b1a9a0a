/** @file Questions that look into the run: measures, ledger, statistics, doctor, loss surface, cost. */

import { Drawing } from './draw.js';

/** @typedef {import('../inspect.js').Ledger} Ledger */
/** @typedef {import('../inspect.js').Statistics} Statistics */
/** @typedef {import('../inspect.js').Finding} Finding */

/**
 * A loss surface, or what is computed of it.
 * @typedef {object} Surface
 * @property {number} side grid points along a side
 * @property {number[]} a coordinates of the columns, in units of the first direction
 * @property {number[]} b of the rows, of the second
 * @property {[number, number]} share under plane 'path': how much of the path's squared distances lies along each
 * @property {{ count: number, steps: number[], a: number[], b: number[] }} path kept states of the run, projected
 * @property {Float32Array} loss mean losses [side][side], rows of equal b; NaN where not computed yet
 * @property {number} left grid points not computed yet
 */

export class Looking extends Drawing {
  /**
   * How good the answers are over one part of the data, in the form of `engine.metrics`.
   * @param {{ part?: 'test' | 'train' }} [options]
   * @returns {Promise<any>} of kind 'binary' for two classes, 'multiclass' for more, 'values' for values
   */
  metrics({ part = 'test' } = {}) {
    return this.ask('metrics', { part });
  }

  /** What the run takes. @returns {Promise<import('../experiment.js').Cost>} */
  cost() {
    return this.ask('cost');
  }

  /**
   * What every layer makes of one point, or of one image.
   * @param {Float32Array} x [dataset.inputs]
   * @returns {Promise<{ units: number, pre: Float32Array, post: Float32Array }[]>} hidden layers, then the output
   */
  activations(x) {
    return this.ask('activations', { x });
  }

  /**
   * The loss over a plane through the present weights, computed in slices while training goes on. Refused as
   * 'closed' when another is asked for, or another experiment opened, before it is ready.
   * @param {{ plane?: 'random' | 'path', points?: number, extent?: number | [number, number], test?: boolean,
   *   seed?: number }} [options] see `Experiment.landscape`
   * @param {{ onPart?: (part: Surface) => void }} [how] onPart: called with what there is, ten times a second
   * @returns {Promise<Surface>}
   */
  surface(options = {}, { onPart } = {}) {
    return this.ask('surface', { ...options }, [], onPart);
  }

  /**
   * Where the present weights lie on that surface's plane, projected at right angles, and their loss.
   * @returns {Promise<{ a: number, b: number, loss: number }>}
   */
  surfaceAt() {
    return this.ask('surfaceAt');
  }

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
