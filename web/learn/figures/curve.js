/** @file Curves of activation functions, with a point to drag along them: values and slopes are the engine's. */

import { pointOnCurves } from './point-on-curves.js';

/** @param {HTMLElement} place @param {{ functions: string[], from?: number, to?: number, derivative?: boolean }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { functions, from = -6, to = 6, derivative = false }, page) {
  const client = await page.client();
  const { choices } = /** @type {any[]} */ (client.settings.settings).find(({ key }) => key === 'layers');
  const compute = (/** @type {Float32Array} */ x) =>
    Promise.all(
      functions.map(async (name) => ({
        name,
        label: choices.find((/** @type {any} */ each) => each.name === name)?.label ?? name,
        values: await client.activation(name, x),
        slopes: await client.activation(name, x, { derivative: true }),
      })),
    );
  return pointOnCurves(place, { over: 'Weighted sum', what: 'Function', from, to, compute, derivative }, page);
}
