/** @file Questions about the run itself: opening, training, going back in time. */

import { Calculating } from './calculate.js';

/** @typedef {import('../experiment.js').Snapshot} Snapshot */
/** @typedef {import('../experiment.js').Dataset} Dataset */

/**
 * @typedef {object} Layer one column of the drawn network
 * @property {string} name 'inputs', 'hidden 1' …, 'output'
 * @property {number} units
 * @property {string[]} [labels] of inputs; empty where they are the pixels of an image
 * @property {number} [inputs]
 * @property {string} [activation]
 * @property {number} [weights] offset of weights [units][inputs] within the parameters
 * @property {number} [biases] offset of biases [units]
 */

/**
 * @typedef {object} Opened
 * @property {string} experiment the shortest form
 * @property {Record<string, string>} values of every setting, as text
 * @property {{ parameterCount: number, loss: string, task: 'classes' | 'values',
 *   space: 'plane' | 'line' | 'image' | 'table', outputs: number, classes: number, layers: Layer[] }} network
 * @property {Dataset} dataset
 * @property {number} step
 * @property {boolean} live whether it goes on from another run, under other settings
 * @property {number | null} from the step at which it does; it cannot go back before it
 * @property {{ before: number, after: number }} kept how many runs `undo` and `redo` can bring back
 */

export class Running extends Calculating {
  /** How often play or pause was asked for. A frame with a smaller number was drawn before the last. */
  switched = 0;

  /**
   * Starts an experiment at step 0 in place of the one before; when refused, that one stays.
   * @param {string} experiment
   * @param {import('../points.js').Given} [points] for data=points, values, curve, table, measurements and images28
   * @param {{ instead?: boolean }} [options] instead: the run before is not kept, as if the one before that had
   *   been open
   * @returns {Promise<Opened>}
   */
  open(experiment, points, { instead = false } = {}) {
    if (!points) return this.ask('open', { experiment, instead });
    return this.ask('open', {
      experiment,
      instead,
      x: Float32Array.from(points.x),
      y: Float32Array.from(points.y),
      test: points.test ? Uint8Array.from(points.test) : null,
    });
  }

  /**
   * Goes on from the present weights under other settings, in place of the run before. Those that can change
   * on the way are `live` in the table of settings; others are refused.
   * @param {Record<string, string | number>} changes values by key
   * @param {{ instead?: boolean }} [options] instead: goes on from the run that the present one took the place of, and
   *   the present one is not kept
   * @returns {Promise<Opened>}
   */
  branch(changes, { instead = false } = {}) {
    return this.ask('branch', { changes, instead });
  }

  /**
   * Back to the run before this one was opened, whole: weights, past and data. Four are kept, fewer where they
   * would hold more than 64 MB together.
   * @returns {Promise<Opened | null>} null when there is none
   */
  undo() {
    return this.ask('undo');
  }

  /** To the run that was undone, unless another was opened since. @returns {Promise<Opened | null>} */
  redo() {
    return this.ask('redo');
  }

  /** @param {{ stepsPerSecond?: number }} [pace] as fast as the engine can unless given */
  play({ stepsPerSecond } = {}) {
    this.switched++;
    return this.ask('play', { stepsPerSecond: stepsPerSecond ?? null });
  }

  pause() {
    this.switched++;
    return this.ask('pause');
  }

  /**
   * Lets playing stop at the end of the first epoch at which one of these holds, at the same step at any pace. A
   * condition that holds already when play is asked for counts again once it has not held. Without any: none.
   * @param {{ epoch?: number | null, testLoss?: number | null, testAccuracy?: number | null }} [conditions] epoch: this
   *   one is over; testLoss: not above; testAccuracy: a share of 1, not below, for classes
   * @returns {Promise<void>} refused, and nothing has changed, where a number makes no sense
   */
  stopAt({ epoch, testLoss, testAccuracy } = {}) {
    return this.ask('stopAt', { epoch: epoch ?? null, testLoss: testLoss ?? null, testAccuracy: testAccuracy ?? null });
  }

  /** @param {number} [steps] @returns {Promise<Snapshot>} */
  step(steps = 1) {
    return this.ask('step', { steps });
  }

  /** @param {number} [epochs] @returns {Promise<Snapshot>} */
  epoch(epochs = 1) {
    return this.ask('epoch', { epochs });
  }

  /** Back to the same initial weights. @returns {Promise<Snapshot>} */
  reset() {
    return this.ask('reset');
  }

  /** @param {number} step any step; earlier ones are exact to the bit @returns {Promise<Snapshot>} */
  seek(step) {
    return this.ask('seek', { step });
  }

  /** @param {number} index @param {number} value @returns {Promise<void>} */
  setParameter(index, value) {
    return this.ask('setParameter', { index, value });
  }

  /** @returns {Promise<{ steps: Float64Array, loss: Float32Array, testLoss: Float32Array }>} */
  history() {
    return this.ask('history');
  }

  /**
   * The learning rates the schedule has along the way.
   * @param {number} span steps @param {number} count rates at even distances, from step 0 to `span`
   * @returns {Promise<Float64Array>}
   */
  rates(span, count) {
    return this.ask('rates', { span, count });
  }

  /** @returns {Promise<string>} 16 hexadecimal digits: equal for equal bits */
  hash() {
    return this.ask('hash');
  }
}
