/** @file Parts that are fetched when first wanted. */

import { GliaError } from './errors.js';

/** How browsers say that a module could not be had, as against one that came and failed. */
const unfetched = /dynamically imported module|importing a module/i;

/**
 * Loads a module that was not there from the start. A try that failed may be made again: Firefox remembers that an
 * address could not be had and asks no more, so the module is then asked for by another one.
 * @template T
 * @param {() => Promise<T>} load nothing but `() => import('…')`
 * @param {string} from import.meta.url of the file in which `load` stands
 * @returns {Promise<T>} rejects with a sentence
 */
export async function later(load, from) {
  try {
    return await load().catch((error) => {
      // The bundler has given the module its final name by now; it stands in the text of the function alone.
      const [, name] = String(load).match(/import\(\s*["'`](.+?)["'`]\s*\)/) ?? [];
      if (!name || !unfetched.test(error.message)) throw error;
      return import(`${new URL(name, from).href}?again=${Date.now()}`);
    });
  } catch (error) {
    if (!(error instanceof Error && unfetched.test(error.message))) throw error;
    throw new GliaError('not_loaded', 'This part could not be fetched; try again when the network is back.');
  }
}
