import { sandboxIn } from './sandbox.js';

/**
 * The languages a learner may write in, and how each of them runs on a page.
 *
 * @typedef {import('./content.js').Language} Language
 * @typedef {import('./python/files.js').Progress} Progress
 * @typedef {object} Runner
 * @property {import('./channel.js').Starter} start a fresh sandbox for somebody's code
 * @property {(tell: (progress: Progress) => void) => Promise<void>} prepare loads what the language needs, if that has
 *   not been done; rejects with a sentence
 * @property {() => void} close nothing will run any more
 */

/** @type {Record<Language, string>} */
export const languageNames = { javascript: 'JavaScript', python: 'Python' };

/** @param {unknown} name @returns {name is Language} */
export const isLanguage = (name) => typeof name === 'string' && Object.hasOwn(languageNames, name);

/**
 * @param {Language} language @param {URL} exercises address of the folder of exercises
 * @returns {Promise<Runner>}
 */
export async function runnerFor(language, exercises) {
  if (language === 'python') return (await import('./python/runtime.js')).pythonIn(exercises);
  return { start: sandboxIn(new URL('sandbox.html', exercises)), prepare: async () => {}, close() {} };
}
