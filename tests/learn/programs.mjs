// Programs of lessons run without a browser: JavaScript by the sandbox's own harness in a thread, Python by Pyodide.

import { runProgram } from '../../web/learn/code/program.js';
import { startInThread } from '../exercises/node-sandbox.mjs';
import { startPython } from '../exercises/pyodide.mjs';

/** @type {Record<import('../../web/learn/page/page.js').Language, import('../../web/exercises/channel.js').Starter>} */
const starters = { javascript: startInThread, python: startPython };

/**
 * @param {string} source @param {import('../../web/learn/page/page.js').Language} language @param {string[]} [calls]
 * @returns {Promise<import('../../web/learn/page/page.js').Ran>}
 */
export const ranHere = (source, language, calls = []) => runProgram(starters[language], { source, language, calls });

/** As much of a page as judging a program takes. @type {any} */
export const pageHere = { runCode: ranHere };
