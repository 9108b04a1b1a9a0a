// The widgets of a real lesson together: a try on a figure, which is noticed when it is done, and the section it ends.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browsers, openPage, serveDist } from './lib/browsers.mjs';
import { arrive } from './quiz-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** Moves a slider of a figure as a hand does, to a share of its way. @param {Page} page @param {string} figure @param {number} index @param {number} share */
const slide = (page, figure, index, share) =>
  page.$$eval(`#${figure} input[type="range"]`, (all, at, to) => {
    const slider = /** @type {HTMLInputElement} */ (all[at]);
    slider.value = String(Number(slider.max) * to);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    slider.dispatchEvent(new Event('change', { bubbles: true }));
  }, index, share);

/**
 * Sets a weight of the first hidden layer by keyboard: walks the network's tree to it, and on to its field.
 * @param {Page} page @param {string} figure @param {number} neuron from 1 @param {string} input @param {string} text
 */
async function setWeight(page, figure, neuron, input, text) {
  const { keyboard } = page;
  const walkTo = async (/** @type {RegExp} */ label) => {
    for (let i = 0; i < 30; i += 1) {
      if (label.test(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''))) return;
      await keyboard.press('ArrowDown');
    }
    throw new Error(`No arrow leads to ${label}.`);
  };
  await page.focus(`#${figure} [role="treeitem"][tabindex="0"]`);
  await keyboard.press('Home');
  await walkTo(new RegExp(`^neuron ${neuron} of hidden 1`));
  await keyboard.press('ArrowRight');
  await walkTo(new RegExp(`^weight .* from ${input} to neuron ${neuron} of hidden 1`));
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await keyboard.down('Control');
  await keyboard.press('a');
  await keyboard.up('Control');
  await keyboard.type(text);
  await keyboard.press('Enter');
}

/** @param {Page} page @param {string} id */
const stateOf = (page, id) => page.$eval(`#${id} .question-state`, (state) => state.textContent ?? '');

/** @param {Page} page @param {string} id */
const done = (page, id) => page.waitForFunction((widget) => /Done ✓/.test(document.querySelector(`#${widget} .question-state`)?.textContent ?? ''), {}, id);

let site = /** @type {Awaited<ReturnType<typeof serveDist>>} */ (/** @type {any} */ (null));
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(name, () => {
    test('tries on one neuron: each is noticed by what was changed, and not by what was there', async () => {
      const { page, problems, close } = await openPage(name, `${site.url}learn/one-neuron.html`, { width: 1100, height: 1200 });
      try {
        await page.waitForSelector('.widget');
        for (const id of ['separate', 'no-weights', 'far-bias', 'first-line']) await arrive(page, id);
        assert.match(await stateOf(page, 'no-weights'), /^1 point$/);
        await slide(page, 'first-line', 0, 0.5);
        await new Promise((resolve) => setTimeout(resolve, 500));
        assert.match(await stateOf(page, 'no-weights'), /^1 point$/, 'one weight of two is not all of them');
        await slide(page, 'first-line', 1, 0.5);
        await done(page, 'no-weights');
        assert.match(await page.$eval('#no-weights .verdict', (verdict) => verdict.textContent ?? ''), /^Done\. The line is gone/);
        assert.match(await stateOf(page, 'far-bias'), /^1 point$/);
        await slide(page, 'first-line', 2, 0.05);
        await done(page, 'far-bias');
        assert.match(await stateOf(page, 'separate'), /^2 points$/);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    test('tries on a network in a frame: its settings by its controls, its weights by hand', async () => {
      const { page, problems, close } = await openPage(name, `${site.url}learn/layers.html`, { width: 1100, height: 1200 });
      try {
        await page.waitForSelector('.widget');
        for (const id of ['weights-to-zero', 'use-sigmoid', 'third-neuron', 'lab-bench']) await arrive(page, id);
        // Every weight of the hidden layer, by the field that a press on it opens.
        for (let i = 0; i < 4; i += 1) {
          assert.match(await stateOf(page, 'weights-to-zero'), /^1 point$/, `after ${i} of 4 weights`);
          await setWeight(page, 'lab-bench', Math.floor(i / 2) + 1, ['x₁', 'x₂'][i % 2], '0');
        }
        await done(page, 'weights-to-zero');
        assert.match(await stateOf(page, 'third-neuron'), /^1 point$/);
        await page.click('#lab-bench [aria-label="More units of hidden 1"]');
        await done(page, 'third-neuron');
        await page.$eval('#lab-bench', (figure) => /** @type {HTMLElement} */ (figure.querySelector('input[value="sigmoid"]')).click());
        await done(page, 'use-sigmoid');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
