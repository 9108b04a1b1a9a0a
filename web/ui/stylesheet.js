import { h } from './dom.js';

/**
 * Adds a stylesheet to the page, once, for a part that is fetched only when wanted. Resolves when it counts,
 * or cannot be had: what it dresses is then plain, but there.
 * @param {string | URL} address from the page's base
 * @returns {Promise<void>}
 */
export function stylesheet(address) {
  const { href } = new URL(address, document.baseURI);
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = h('link', {
      rel: 'stylesheet',
      href,
      onload: () => resolve(),
      onerror: () => {
        link.remove(); // the next who wants it asks again
        resolve();
      },
    });
    document.head.append(link);
  });
}
