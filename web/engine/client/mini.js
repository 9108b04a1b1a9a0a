/** @file Questions about miniatures of architectures. */

import { Asking } from './asking.js';

/** @typedef {import('../mini.js').Mini} Mini */
/** @typedef {import('../mini.js').Call} Call */

export class Miniatures extends Asking {
  /**
   * What a method of `Mini` answers, see ../mini.js.
   * @template {Call} K
   * @param {K} call
   * @param {Parameters<Mini[K]>} given its arguments
   * @returns {Promise<ReturnType<Mini[K]>>}
   */
  mini(call, ...given) {
    return this.ask('mini', { call, given });
  }
}
