// Points of one's own by finger, and what else the page does with one's own data: races, measures and cards call columns
// and classes by the names of the file.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { drop, flowers, press, settled, textOf, untilUsed } from './files-page.mjs';
import { drawn, openPlayground } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

describe('points by finger in chromium', () => {
  it('are tapped and drawn without the page moving; with the tool “Look” it scrolls again', async () => {
    const { page, problems, close } = await openPlayground('chromium', site, 'points=20&layers=4:tanh', { width: 390, height: 844, touch: true });
    try {
      await page.$eval('#data input[value="points"]', (input) => /** @type {HTMLElement} */ (input).click());
      await page.waitForSelector('.own-pad');
      await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.data === 'points');
      await page.$eval('.own-pad', (pad) => pad.scrollIntoView({ block: 'start', behavior: 'instant' }));
      await drawn(page);
      const count = () => page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.dataset.count);
      const place = (/** @type {number} */ u, /** @type {number} */ v) => page.$eval('.own-pad', (pad, a, b) => {
        const { left, top, width, height } = pad.getBoundingClientRect();
        return { x: left + a * width, y: top + b * height };
      }, u, v);
      const before = await count();
      const at = await place(0.6, 0.3);
      await page.touchscreen.tap(at.x, at.y);
      await page.waitForFunction((wanted) => /** @type {any} */ (globalThis).glia.opened.dataset.count === wanted, {}, before + 1);

      const scrolled = await page.evaluate(() => scrollY);
      const from = await place(0.5, 0.85);
      const to = await place(0.5, 0.25);
      const stroke = async () => {
        await page.touchscreen.touchStart(from.x, from.y);
        for (let i = 1; i <= 8; i += 1) await page.touchscreen.touchMove(from.x, from.y + ((to.y - from.y) * i) / 8);
        await page.touchscreen.touchEnd();
      };
      await stroke();
      await page.waitForFunction((wanted) => /** @type {any} */ (globalThis).glia.opened.dataset.count > wanted, {}, before + 6);
      assert.equal(await page.evaluate(() => scrollY), scrolled, 'the page stays where it is');
      assert.equal(await page.$eval('.own-pad', (pad) => getComputedStyle(pad).touchAction), 'none');

      await page.$eval('.own-panel input[value="look"]', (input) => /** @type {HTMLElement} */ (input).click());
      assert.equal(await page.$eval('.own-pad', (pad) => getComputedStyle(pad).touchAction), 'pan-y');
      const drawnSoFar = await count();
      await stroke();
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
      assert.equal(await count(), drawnSoFar, 'looking draws nothing');
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  });
});

for (const name of browsers) {
  describe(`what the page makes of a table in ${name}`, () => {
    it('races on it, and calls classes and columns by their names', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=4:tanh');
      try {
        await drop(page, [{ name: 'flowers.csv', bytes: flowers(60) }]);
        await page.waitForSelector('.files-form');
        await settled(page);
        await press(page, 'Use these data');
        await untilUsed(page, 'table');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(80));
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.openLens('measures'));
        await page.waitForSelector('.confusion td');
        assert.deepEqual(await page.$$eval('.confusion tbody th', (all) => all.map((each) => each.textContent?.trim())), ['alpina', 'borealis', 'campestris']);
        assert.deepEqual(await page.$$eval('.scores tbody:not(.means) th', (all) => all.map((each) => each.textContent?.trim())), ['alpina', 'borealis', 'campestris']);

        await page.evaluate(() => {
          const { glia } = /** @type {any} */ (globalThis);
          glia.select({ kind: 'neuron', layer: 1, unit: 0, input: 0 });
          glia.openLens('card');
        });
        await page.waitForFunction(() => /To the row shown it answers −?\d/.test(document.querySelector('#card')?.textContent ?? ''));
        assert.deepEqual(await page.$$eval('#card .weights .field > span', (all) => all.map((each) => each.textContent)), ['sepal length', 'sepal width', 'petal length', 'petal width']);
        assert.ok(await page.$eval('#card', (card) => card.scrollWidth <= card.clientWidth), 'long names stay in the card');

        await page.evaluate(() => [...document.querySelectorAll('.own button')].find((button) => button.textContent === 'See the points')?.dispatchEvent(new MouseEvent('click')));
        await page.waitForSelector('dialog .own-table');
        assert.match(await textOf(page, 'dialog .own-table'), /sepal length\s+sepal width\s+petal length\s+petal width\s+class\s+part/);
        assert.match(await textOf(page, 'dialog .own-table tbody tr'), /alpina\s+(train|test)$/);
        await page.keyboard.press('Escape');

        await page.evaluate(() => /** @type {any} */ (globalThis).glia.openLens('compare'));
        await page.waitForFunction(() => [...document.querySelectorAll('#lenses [role="tab"]')].some((tab) => tab.textContent === 'Race'));
        await page.evaluate(() => /** @type {HTMLElement} */ ([...document.querySelectorAll('#lenses [role="tab"]')].find((tab) => tab.textContent === 'Race')).click());
        await page.waitForFunction(() => [...document.querySelectorAll('#lenses button')].some((button) => button.textContent === 'Start the race'));
        await page.evaluate(() => /** @type {HTMLElement} */ ([...document.querySelectorAll('#lenses button')].find((button) => button.textContent === 'Start the race')).click());
        await page.waitForFunction(() => [...document.querySelectorAll('#lenses button')].some((button) => button.textContent === 'New race'));
        assert.deepEqual(await page.$$eval('#lenses .refusal:not([hidden])', (all) => all.map((each) => each.textContent)), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
