/** @file Programs of the learner, run in the exercises' sandbox. Fetched when the first one is run. */

import { runProgram } from '../code/program.js';
import { runnerOn } from '../code/runner.js';

/**
 * @param {URL} site @param {string} source @param {import('./page.js').Language} language
 * @param {string[]} calls expressions, each worked out after the program
 * @returns {Promise<import('./page.js').Ran>}
 */
export const runCode = async (site, source, language, calls) => runProgram((await runnerOn(site, language)).start, { source, language, calls });
