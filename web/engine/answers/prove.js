/** @file Answers of checking, proving and keeping the run. */

import { describeOpened } from './opened.js';

/** Leaves out what a message has no value for. @param {Record<string, unknown>} fields @returns {any} */
const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

/**
 * @param {import('./state.js').State} state
 * @param {import('../engine.js').Engine} engine
 * @returns {Record<string, import('./state.js').Answer>}
 */
export function proveAnswers(state, engine) {
  return {
    gradientCheck: (fields) => state.opened().gradientCheck(given(fields)),
    walk: (fields) => state.opened().walk(given(fields)),
    receipt: () => state.opened().receipt(),
    verify: ({ receipt }) => engine.verify(receipt),
    judge: ({ receipt, conditions }) => engine.judge(receipt, conditions),
    save: () => ({ text: state.opened().saveText() }),
    restore({ text }) {
      state.open(() => engine.restore(text));
      return describeOpened(state);
    },
  };
}
