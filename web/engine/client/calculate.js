/** @file Questions that need no run: checking an experiment string, arithmetic, drawn digits. */

import { Filing } from './files.js';

export class Calculating extends Filing {
  /**
   * Reads an experiment string; the run is left as it is.
   * @param {string} experiment
   * @returns {Promise<{ experiment: string, values: Record<string, string> }>}
   */
  check(experiment) {
    return this.ask('check', { experiment });
  }

  /**
   * The engine's own dense layer.
   * @param {Float32Array} inputs [rows][inputs]
   * @param {number} rows
   * @param {Float32Array} weights [units][inputs]
   * @param {Float32Array} biases [units]
   * @param {string} activation
   * @returns {Promise<Float32Array>} [rows][units]
   */
  layer(inputs, rows, weights, biases, activation) {
    return this.ask('layer', { inputs, rows, weights, biases, activation });
  }

  /**
   * An activation function of every element, or its derivative.
   * @param {string} name not softmax or log_softmax for a derivative
   * @param {Float32Array} x
   * @param {{ derivative?: boolean }} [options]
   * @returns {Promise<Float32Array>}
   */
  activation(name, x, { derivative = false } = {}) {
    return this.ask('activation', { name, x, derivative });
  }

  /**
   * The loss of each of many answers by itself, and its slope there, see `lossCurve` of answers/calculate.js.
   * @param {string} name @param {Float32Array} output @param {number} target
   * @returns {Promise<{ losses: Float32Array, slopes: Float32Array }>} both [output.length]
   */
  lossCurve(name, output, target) {
    return this.ask('lossCurve', { name, output, target });
  }

  /** Uniform in [-1, 1), the same for the same seed. @param {number} count @param {number} seed @returns {Promise<Float32Array>} */
  random(count, seed) {
    return this.ask('random', { count, seed });
  }

  /**
   * Works recipes out, see recipe.js: the answers of each for each case; null where it has no meaning for one.
   * Rejects where the first recipe, the right one, has none.
   * @param {string[][]} recipes @param {Record<string, any>[]} cases @returns {Promise<any[][]>} [recipe][case]
   */
  cook(recipes, cases) {
    return this.ask('cook', { recipes, cases });
  }

  /**
   * Drawn digits, the ten in turn.
   * @param {number} count
   * @param {{ size?: number, seed?: number, noise?: number }} [options]
   * @returns {Promise<{ x: Float32Array, y: Float32Array }>} x [count][size][size], y [count]
   */
  digits(count, { size = 28, seed = 1, noise } = {}) {
    return this.ask('digits', { count, size, seed, noise: noise ?? null });
  }

  /**
   * A drawing scaled and centred as the engine's digits are; at 28 as MNIST's.
   * @param {Float32Array} drawn [height][width], 0 for paper, 1 for ink
   * @param {number} width
   * @param {number} height
   * @param {{ size?: number }} [options] size: pixels along a side of the image, 8 to 256
   * @returns {Promise<Float32Array | null>} [size][size]; null for a drawing without ink
   */
  normalizeDigit(drawn, width, height, { size = 28 } = {}) {
    return this.ask('normalizeDigit', { drawn, width, height, size });
  }
}
