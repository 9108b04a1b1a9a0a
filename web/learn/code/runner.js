/** @file What runs programs of a language in the exercises' sandbox, for the whole page. */

import { sandboxIn } from '../../exercises/sandbox.js';

/** @typedef {import('../page/page.js').Language} Language */

/**
 * @param {import('../page/page.js').Page} page @param {Language} language
 * @returns {Promise<import('../../exercises/channel.js').Starter>}
 */
export async function runnerFor(page, language) {
  if (language !== 'javascript') throw new Error('Python cannot be run here yet.');
  return sandboxIn(new URL('exercises/sandbox.html', page.site));
}
