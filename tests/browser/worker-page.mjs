// A worker and a client of its own within a page, so that the page's own run is left alone.

import { openPlayground } from './playground-page.mjs';

/**
 * @param {import('./lib/browsers.mjs').BrowserName} name
 * @param {{ url: string }} site
 */
export async function openClient(name, site) {
  const opened = await openPlayground(name, site);
  await opened.page.evaluate(async () => {
    const { client } = /** @type {any} */ (globalThis).glia;
    const worker = new Worker(new URL('engine/worker.js', location.href), { type: 'module' });
    const ready = await new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data.value)));
    /** @type {any} */ (globalThis).client = new client.constructor(worker, ready, (/** @type {Error} */ error) => console.error(error));
  });
  return opened;
}
