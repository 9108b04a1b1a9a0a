/** @file The engine for a page of the learning side: one worker that all share, and more for those who hold a run. */

import { connect } from '../../engine/client.js';

/** The site's top folder; the frame of the page says where it is (tools/learn/pages.mjs). */
export const site = new URL(document.body.dataset.root || './', document.baseURI);

/** @type {Promise<import('../../engine/client.js').Client> | null} */
let shared = null;

/** The page's one worker. It is started anew if it was lost. */
export function client() {
  shared ??= connect({ base: new URL('engine/', site), onLost: () => (shared = null) }).catch((error) => {
    shared = null;
    throw error;
  });
  return shared;
}

/** A worker of one's own. */
export const newClient = () => connect({ base: new URL('engine/', site) });
