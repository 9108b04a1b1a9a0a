/** @file What runs programs of a language in the exercises' sandbox, for the whole page. */

import { sandboxIn } from '../../exercises/sandbox.js';

/**
 * @param {URL} site @param {import('../page/page.js').Language} language
 * @returns {Promise<import('../../exercises/channel.js').Starter>}
 */
export async function starterFor(site, language) {
  if (language !== 'javascript') throw new Error('Python cannot be run here yet.');
  return sandboxIn(new URL('exercises/sandbox.html', site));
}
