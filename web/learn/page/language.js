/** @file JavaScript or Python: the learner's choice, the same on every page and in the exercises, and remembered. */

import { remembered } from '../../exercises/storage.js';

/** @typedef {import('./page.js').Language} Language */

const kept = remembered('glia.exercise.language');

/** @type {Language} */
let chosen = kept.read() === 'python' ? 'python' : 'javascript';

/** @type {Set<(language: Language) => void>} */
const listeners = new Set();

export const language = () => chosen;

/** @param {Language} next */
export function setLanguage(next) {
  if (next === chosen) return;
  chosen = next;
  kept.write(next);
  for (const tell of listeners) tell(next);
}

/** @param {(language: Language) => void} then @returns {() => void} */
export function onLanguage(then) {
  listeners.add(then);
  return () => listeners.delete(then);
}
