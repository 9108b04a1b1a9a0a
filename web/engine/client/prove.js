/** @file Questions that check, prove and keep the run. */

import { Racing } from './race.js';

/** @typedef {import('../check.js').GradientCheck} GradientCheck */
/** @typedef {import('../check.js').Walk} Walk */
/** @typedef {import('../receipt.js').Verdict} Verdict */
/** @typedef {import('../receipt.js').Conditions} Conditions */

export class Proving extends Racing {
  /**
   * The engine's gradient beside a numeric one, or somebody's beside the engine's.
   * @param {{ rows?: number, against?: Float32Array }} [options]
   * @returns {Promise<GradientCheck>}
   */
  gradientCheck({ rows, against } = {}) {
    return this.ask('gradientCheck', { rows: rows ?? null, against: against ?? null });
  }

  /**
   * One example's way through the network and back, and the update it would cause.
   * @param {{ part?: 'train' | 'test', row?: number, x?: Float32Array, target?: number }} [example]
   * @returns {Promise<Walk>}
   */
  walk({ part, row, x, target } = {}) {
    return this.ask('walk', { part: part ?? null, row: row ?? null, x: x ?? null, target: target ?? null });
  }

  /** What the run has come to, as a claim that anyone can replay. @returns {Promise<string>} */
  receipt() {
    return this.ask('receipt');
  }

  /** Replays a receipt; the open run stays. @param {string} receipt @returns {Promise<Verdict>} */
  verify(receipt) {
    return this.ask('verify', { receipt });
  }

  /**
   * Whether a receipt holds and meets a challenge.
   * @param {string} receipt
   * @param {Conditions} conditions
   * @returns {Promise<{ passed: boolean, why: string[], verdict: Verdict }>}
   */
  judge(receipt, conditions) {
    return this.ask('judge', { receipt, conditions });
  }

  /** The run as JSON, to be kept as a file. @returns {Promise<{ text: string }>} */
  save() {
    return this.ask('save');
  }

  /** Opens a saved run in place of the one before; when refused, that one stays. @param {string} text @returns {Promise<import('./run.js').Opened>} */
  restore(text) {
    return this.ask('restore', { text });
  }
}
