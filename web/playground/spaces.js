import { later as fetchLater } from '../engine/later.js';
import { planeView } from './output-plane.js';

/**
 * The spaces in which points can lie, each with the view of the output that fits it. What the first page
 * does not need is fetched when a data set asks for it.
 * @typedef {import('./types.js').CreateOutput} CreateOutput
 */

/** @type {Record<string, () => Promise<CreateOutput>>} */
export const later = {
  table: async () => (await fetchLater(() => import('./files/output-table.js'), import.meta.url)).tableView,
  image: async () => (await fetchLater(() => import('./image/output-image.js'), import.meta.url)).imageView,
  line: async () => (await fetchLater(() => import('./output-line.js'), import.meta.url)).lineView,
};

export const first = { space: 'plane', create: planeView };

/** Whether the page has a view for a space. @param {string} space */
export const isShown = (space) => space === first.space || space in later;
