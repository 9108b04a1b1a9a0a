// The lens “Check”: the engine's gradients agree with measured ones and the network is painted so; somebody's
// are compared with the engine's, and the picture shows where they err.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { engineState, middleOf, neuron, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const engine = await loadEngine();
const text = 'data=circle&layers=3:tanh&seed=4&batch=8';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** @param {Page} page */
const result = (page) => page.$eval('.check-result', (element) => element.textContent ?? '');

/** Waits for a result. @param {Page} page @param {string} pattern */
const until = (page, pattern) => page.waitForFunction((wanted) => new RegExp(wanted).test(document.querySelector('.check-result')?.textContent ?? ''), {}, pattern);

/** The worst ten as they stand. @param {Page} page */
const worst = (page) =>
  page.$$eval('.check-table tbody tr', (rows) =>
    rows.map((row) => ({
      parameter: Number(/** @type {HTMLElement} */ (row).dataset.parameter),
      kind: /** @type {HTMLElement} */ (row).dataset.kind,
      numbers: [...row.querySelectorAll('td[title]')].map((cell) => Number((cell.getAttribute('title') ?? '').replaceAll('−', '-'))),
      name: row.querySelector('th')?.textContent,
    })),
  );

/** What a neuron's links say, from its open item in the tree. @param {Page} page @param {number} layer @param {number} unit */
async function spoken(page, layer, unit) {
  await page.focus('.tree [tabindex="0"]');
  await page.evaluate((selector) => {
    const item = /** @type {HTMLElement} */ (document.querySelector(selector));
    item.focus();
  }, neuron(layer, unit));
  await page.keyboard.press('ArrowRight');
  return page.$$eval(`${neuron(layer, unit)} [data-kind="weight"]`, (items) => items.map((item) => item.getAttribute('aria-label') ?? ''));
}

/**
 * A learner's gradients of this very network, in plain loops: 2 inputs, 3 tanh, a sigmoid with the binary
 * cross-entropy. How: 'right'; 'sum' forgets to divide by the batch; 'one' gets one weight wrong.
 * @param {Page} page @param {'right' | 'sum' | 'one' | 'throws' | null} how
 */
const learner = (page, how) =>
  page.evaluate((way) => {
    const { glia } = /** @type {any} */ (globalThis);
    if (!way) return glia.gradientsFrom(null);
    glia.gradientsFrom({
      label: 'your backprop',
      gradients: async (/** @type {any} */ { parameters: p, rows, inputs, targets }) => {
        if (way === 'throws') throw new Error('Line 3: nothing is returned');
        const g = new Float32Array(p.length);
        for (let r = 0; r < rows; r += 1) {
          const x = [inputs[2 * r], inputs[2 * r + 1]];
          const h = [0, 1, 2].map((u) => Math.tanh(p[2 * u] * x[0] + p[2 * u + 1] * x[1] + p[6 + u]));
          const out = 1 / (1 + Math.exp(-(h[0] * p[9] + h[1] * p[10] + h[2] * p[11] + p[12])));
          const delta = (out - targets[r]) / (way === 'sum' ? 1 : rows);
          h.forEach((value, u) => {
            const back = delta * p[9 + u] * (1 - value * value);
            g[2 * u] += back * x[0];
            g[2 * u + 1] += back * x[1];
            g[6 + u] += back;
            g[9 + u] += delta * value;
          });
          g[12] += delta;
        }
        if (way === 'one') g[3] += 0.1;
        return g;
      },
    });
  }, how);

for (const name of browsers) {
  describe(`gradient check in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {Page} */
    let page;
    const run = engine.experiment(text);
    before(async () => {
      opened = await openPlayground(name, site, text);
      page = opened.page;
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(40));
      await untilStep(page, 40);
      run.advance({ steps: 40 });
    });
    after(async () => {
      run.free();
      await opened?.close();
    });

    it('finds that the engine’s own gradients agree, number by number', async () => {
      await page.click('[data-tab="check"]');
      await until(page, '^✓ All 13 gradients agree');
      const found = run.gradientCheck();
      const rows = await worst(page);
      assert.equal(rows.length, 10);
      for (const { parameter, kind, numbers } of rows) {
        assert.equal(kind, found.verdicts[parameter]);
        assert.equal(Math.fround(numbers[0]), found.analytic[parameter]);
        assert.equal(Math.fround(numbers[1]), Math.fround(found.numeric[parameter]));
      }
      const least = Math.min(...rows.map(({ parameter }) => found.agreement[parameter]));
      assert.equal(found.agreement.filter((value) => value > least).length < 10, true, 'none that agrees less is left out');
    });

    it('paints the links, by pattern as well as colour, and says it', async () => {
      assert.equal(await page.$$eval('.check-legend li', (items) => items.length), 1);
      const said = await spoken(page, 1, 0);
      assert.equal(said.length, 2);
      for (const label of said) assert.match(label, /Gradient \S+, measured \S+: agrees\.$/);
      const from = await middleOf(page, neuron(0, 0));
      const to = await middleOf(page, neuron(1, 0));
      const [red, green, blue] = await page.$eval('.stage canvas', (canvas, x, y) => {
        const box = canvas.getBoundingClientRect();
        const ratio = /** @type {HTMLCanvasElement} */ (canvas).width / box.width;
        const copy = Object.assign(document.createElement('canvas'), { width: 5, height: 5 });
        const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d', { willReadFrequently: true }));
        context.drawImage(/** @type {HTMLCanvasElement} */ (canvas), (x - box.left) * ratio - 2, (y - box.top) * ratio - 2, 5, 5, 0, 0, 5, 5);
        const { data } = context.getImageData(0, 0, 5, 5);
        let at = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] > data[at + 3]) at = i;
        return [...data.slice(at, at + 3)];
      }, (from.x + to.x) / 2, (from.y + to.y) / 2);
      assert.ok(green > red + 40 && green >= blue, `green, not ${red} ${green} ${blue}`);
    });

    it('follows the run', async () => {
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(5));
      await untilStep(page, 45);
      run.advance({ steps: 5 });
      const { analytic } = run.gradientCheck();
      await page.waitForFunction((wanted) => [...document.querySelectorAll('.check-table td[title]')].some((cell) => Math.fround(Number(cell.getAttribute('title')?.replaceAll('−', '-'))) === wanted), {}, analytic[(await worst(page))[0].parameter]);
    });

    it('compares a learner’s gradients with the engine’s and shows where they err', async () => {
      await learner(page, 'right');
      await until(page, '^✓ All 13 gradients agree with the engine’s');
      await learner(page, 'one');
      await until(page, '^✗ 1 of 13 gradients differs from the engine’s');
      const [first] = await worst(page);
      assert.deepEqual([first.parameter, first.kind, first.name], [3, 'differs', 'x₂ → neuron 2 of hidden 1']);
      assert.ok(Math.abs(first.numbers[0] - first.numbers[1] - 0.1) < 1e-5);
      assert.match((await spoken(page, 1, 1))[1], /: differs\.$/);
      assert.match((await spoken(page, 1, 1))[0], /: agrees\.$/);
      await learner(page, 'sum');
      await until(page, '^✗ 1[0-3] of 13 gradients differ ');
      await learner(page, 'throws');
      await until(page, 'Line 3: nothing is returned');
      assert.doesNotMatch((await spoken(page, 1, 1))[0], /differs|agrees/);
      await learner(page, null);
      await until(page, '^✓ All 13 gradients agree\\.$');
    });

    it('leaves the drawing as it was, and the run', async () => {
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.$eval('.check-table .word', (word) => /** @type {HTMLElement} */ (word).click());
      assert.ok(await page.$('.check-table'), 'choosing from the table stays here');
      await page.$eval('[data-tab="card"]', (tab) => /** @type {HTMLElement} */ (tab).click());
      await page.waitForSelector('#card [data-parameter]');
      assert.doesNotMatch((await spoken(page, 1, 0))[0], /measured/);
      assert.equal((await engineState(page)).hash, run.hash());
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });

  describe(`gradient check of larger networks in ${name}`, () => {
    it('names corners, and says where a network is too large', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=gauss&layers=8:relu,8:relu');
      try {
        await page.click('[data-tab="check"]');
        await until(page, '^✓ ');
        assert.doesNotMatch(await result(page), /differ/);
        await page.evaluate(() => (location.hash = 'data=gauss&layers=300:relu,300:relu&batch=200'));
        await until(page, 'takes too long');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('keeps long names within the card, and names what normalization adds', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=rings&classes=3&layers=2:tanh+bn,3:relu+res');
      try {
        await page.$eval('[data-tab="check"]', (element) => /** @type {HTMLElement} */ (element).click());
        await until(page, '^✓ ');
        const table = await page.$eval('.check-table', (element) => ({ right: element.getBoundingClientRect().right, room: element.parentElement?.getBoundingClientRect().right ?? 0 }));
        assert.ok(table.right <= table.room, `the table ends at ${table.right}, its card at ${table.room}`);
        /* Every parameter has a name; those that are in no drawing are asked for one by one. */
        const layers = await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.network.layers);
        assert.ok(layers[1].gamma !== undefined && layers[2].projection !== undefined);
        const names = (await worst(page)).map((row) => row.name ?? '');
        assert.equal(names.length, 10);
        assert.deepEqual(names.filter((words) => /^parameter/.test(words)), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
