/** @file Answers about miniatures of architectures. Their module is loaded at the first question. */

import { calls } from '../mini.js';

/**
 * @param {import('./state.js').State} state
 * @param {() => Promise<import('../mini.js').Mini>} loadMini
 * @returns {Record<string, import('./state.js').Answer>}
 */
export function miniAnswers(state, loadMini) {
  /** @type {Promise<import('../mini.js').Mini> | null} */
  let loading = null;

  const mini = () => {
    loading ??= loadMini().catch((error) => {
      loading = null; // the next question tries again
      throw error;
    });
    return loading;
  };

  return {
    async mini({ call, given }) {
      if (!calls.includes(call)) throw state.failure('unknown_name', `There is no miniature '${call}'; there is ${calls.join(', ')}.`);
      const each = /** @type {any} */ (await mini());
      return each[call](...given);
    },
  };
}
