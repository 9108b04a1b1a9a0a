/** @file Answers of checking, proving and keeping the run. */

import { describeOpened } from './opened.js';

/** Leaves out what a message has no value for. @param {Record<string, unknown>} fields @returns {any} */
const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

/** @param {import('./state.js').State} state @returns {Record<string, import('./state.js').Answer>} */
export function proveAnswers(state) {
  return {
    gradientCheck: (fields) => state.opened().gradientCheck(given(fields)),
    walk: (fields) => state.opened().walk(given(fields)),
    receipt: () => state.opened().receipt(),
    verify: ({ receipt }) => state.engine.verify(receipt),
    judge: ({ receipt, conditions }) => state.engine.judge(receipt, conditions),
    save: () => ({ text: state.opened().saveText() }),
    restore({ text }) {
      state.open(() => state.engine.restore(text));
      return describeOpened(state);
    },
  };
}
