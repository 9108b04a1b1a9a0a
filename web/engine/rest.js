/**
 * @file What the worker answers beyond training and drawing one run, with the rest of the engine: fetched when the
 * first drawing stands, or when it is first asked for.
 */

import { calculateAnswers } from './answers/calculate.js';
import { costAnswers } from './answers/cost.js';
import { filesAnswers } from './answers/files.js';
import { lookAnswers } from './answers/look.js';
import { miniAnswers } from './answers/mini.js';
import { proveAnswers } from './answers/prove.js';
import { raceAnswers } from './answers/race.js';
import { Engine, loadFiles, loadMini } from './engine.js';

/** @param {import('./answers/state.js').State} state @returns {Record<string, import('./answers/state.js').Answer>} */
export function restAnswers(state) {
  const engine = new Engine(state.engine.heap);
  return {
    ...calculateAnswers(engine),
    ...costAnswers(engine),
    ...filesAnswers(state, loadFiles),
    ...lookAnswers(state),
    ...miniAnswers(state, loadMini),
    ...proveAnswers(state, engine),
    ...raceAnswers(state, engine),
  };
}
