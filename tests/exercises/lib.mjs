// What the tests of the exercises share: an engine, and a run of somebody's code.

import { loadEngine } from '../../dist/engine/engine.js';
import { cook } from '../../web/engine/recipe.js';
import { runTests } from '../../web/exercises/run-tests.js';
import { textOf } from './content.mjs';
import { startInThread } from './node-sandbox.mjs';

/** @typedef {import('../../web/exercises/content.js').Exercise} Exercise */
/** @typedef {import('../../web/exercises/content.js').Language} Language */

export const native = await loadEngine();

/** The engine as the worker's client shows it. @type {import('../../web/exercises/reference.js').Engine} */
export const engine = {
  cook: async (recipes, cases) => cook(native, recipes, cases),
  random: async (count, seed) => native.random(count, seed),
};

/**
 * @param {Exercise} exercise @param {string} code @param {{ seed?: number, language?: Language, start?: import('../../web/exercises/channel.js').Starter }} [options]
 */
export function run(exercise, code, { seed = 7, language = 'javascript', start = startInThread } = {}) {
  const { given } = exercise.files[language];
  return runTests({ exercise, code, seed, engine, start, language, given: given ? textOf(`${exercise.id}/${given}`) : '' });
}

/** All that a report says, in small letters and without the marks of code. @param {Awaited<ReturnType<typeof run>>} report */
export const said = ({ problem, mistake, tests }) => [problem, mistake, ...tests.map(({ message }) => message)].join('\n').replaceAll('`', '').toLowerCase();
