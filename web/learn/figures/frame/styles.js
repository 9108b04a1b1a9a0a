import { stylesheet } from '../../../ui/stylesheet.js';

/** What dresses the playground's drawing, on a page that begins without it. */
const sheets = ['playground/panels.css', 'playground/sentence.css', 'playground/network.css', 'playground/image/image.css', 'learn/figures/frame/frame.css'];

/** @param {URL} site its top folder @param {string[]} [more] others a figure needs */
export async function frameStyles(site, more = []) {
  await Promise.all([...sheets, ...more].map((path) => stylesheet(new URL(path, site))));
}
