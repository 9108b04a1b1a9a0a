/**
 * @file The loss of one answer while the answer moves, with a point to drag along the curve: values and slopes are the
 * engine's. Over the difference from the target for values, over the logit of the right class for classes.
 */

import { pointOnCurves } from './point-on-curves.js';

/** @param {HTMLElement} place @param {{ loss: string }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { loss }, page) {
  const client = await page.client();
  const { label, task } = /** @type {any[]} */ (client.settings.settings).find(({ key }) => key === 'loss').choices.find((/** @type {any} */ each) => each.name === loss);
  const classes = task === 'classes';
  const compute = async (/** @type {Float32Array} */ x) => {
    const { losses, slopes } = await client.lossCurve(loss, x, classes ? 1 : 0);
    return [{ name: loss, label, values: losses, slopes }];
  };
  return pointOnCurves(place, { over: classes ? 'Logit of the right class' : 'Answer minus target', what: 'Loss', highest: 6, from: classes ? -6 : -3, to: classes ? 6 : 3, compute, derivative: true }, page);
}
