/** @file What runs programs in the exercises' sandbox: one runner for each language, shared by all widgets of the page. */

import { runnerFor } from '../../exercises/languages.js';
import { loadingBar } from '../../exercises/python/progress.js';

/** @typedef {import('../page/page.js').Language} Language @typedef {import('../../exercises/languages.js').Runner} Runner */

/** @type {Map<Language, Promise<Runner>>} */
const runners = new Map();

/** @param {URL} site @param {Language} language @returns {Promise<Runner>} */
export function runnerOn(site, language) {
  const made = runners.get(language) ?? runnerFor(language, new URL('exercises/', site));
  runners.set(language, made);
  made.catch(() => runners.delete(language)); // the next one tries anew
  return made;
}

/**
 * Waits until a language can run; a bar tells how far it has come, for Python is several megabytes.
 * @param {import('../page/page.js').Page} page @param {Language} language
 * @param {HTMLElement} place the bar is put into it, and taken away again
 * @returns {Promise<Runner>} rejects with a sentence
 */
export async function readyRunner(page, language, place) {
  const runner = await runnerOn(page.site, language);
  const bar = loadingBar();
  place.append(bar.element);
  try {
    await runner.prepare((progress) => {
      if (bar.element.hidden) page.say('Python is being loaded.');
      bar.tell(progress);
    });
  } finally {
    bar.element.remove();
  }
  return runner;
}
