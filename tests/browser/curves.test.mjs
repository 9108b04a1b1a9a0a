// Curves to fit: points and fit in the output, a small curve in every neuron, R² and RMSE below.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { drawn, middleOf, neuron, openPlayground, setSpeed, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** Trains and waits for the screen. @param {Page} page @param {number} steps */
async function train(page, steps) {
  await page.evaluate((count) => /** @type {any} */ (globalThis).glia.step(count), steps);
  await untilStep(page, steps);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));
}

/**
 * The row, as a share of the plot's height, at which each of some columns of a canvas has the accent's colour.
 * @param {Page} page @param {string} selector @param {{ left: number, top: number, width: number, height: number }} box CSS pixels within the canvas
 * @returns {Promise<(number | null)[]>} from the top, 0…1
 */
function accentRows(page, selector, box) {
  return page.evaluate((wanted, { left, top, width, height }) => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(wanted));
    const context = /** @type {CanvasRenderingContext2D} */ (/** @type {any} */ (globalThis).copyOf(canvas));
    const scale = canvas.width / canvas.clientWidth;
    const hex = /** @type {any} */ (globalThis).glia.palette().css.accent;
    const accent = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
    const rows = [];
    for (let k = 0; k < 16; k += 1) {
      const x = Math.floor((left + ((k + 0.5) / 16) * width) * scale);
      const { data } = context.getImageData(x, Math.floor(top * scale), 1, Math.max(1, Math.floor(height * scale)));
      let sum = 0;
      let count = 0;
      for (let y = 0; y < data.length / 4; y += 1) {
        if (Math.abs(data[4 * y] - accent[0]) + Math.abs(data[4 * y + 1] - accent[1]) + Math.abs(data[4 * y + 2] - accent[2]) < 120) {
          sum += y + 0.5;
          count += 1;
        }
      }
      rows.push(count ? (4 * sum) / count / data.length : null);
    }
    return rows;
  }, selector, box);
}

for (const name of browsers) {
  describe(`curves in ${name}`, () => {
    it('draws the network’s fit where the network answers', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=sine&layers=8:tanh,8:tanh');
      try {
        await page.waitForSelector('.output-line');
        await train(page, 600);
        // The points would lie over the curve.
        await page.click('[data-points="training"]');
        await page.click('[data-points="test"]');
        const { width, height } = await page.$eval('.output-line .map', (canvas) => ({ width: canvas.clientWidth, height: canvas.clientHeight }));
        const plot = { left: 36, top: 8, width: width - 44, height: height - 28 };
        const rows = await accentRows(page, '.output-line .map', plot);
        const fit = await page.evaluate(async () => {
          const { client, opened } = /** @type {any} */ (globalThis).glia;
          const { range } = opened.dataset;
          return [...(await client.predict(Float32Array.from({ length: 16 }, (_, k) => ((2 * k + 1) / 16 - 1) * range)))];
        });
        assert.ok(Math.max(...fit) > 0.5 && Math.min(...fit) < -0.5, 'it has learned something');
        rows.forEach((row, k) => {
          // The axis reaches from −1 to 1: noise does not carry a sine of 0.8 beyond.
          assert.ok(row !== null && Math.abs(1 - 2 * row - fit[k]) < 0.06, `column ${k}: ${row} is not ${fit[k]}`);
        });

        const still = await page.evaluate(async () => (await /** @type {any} */ (globalThis).glia.client.frame()).step);
        await setSpeed(page, 'full');
        await page.click('#play');
        await page.waitForFunction((step) => Number(document.querySelector('#step-count')?.textContent?.replaceAll(',', '')) > step + 100, {}, still);
        await page.click('#play');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('shows points, filled or hollow, and takes them away', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=abs&layers=1:tanh');
      try {
        await page.waitForSelector('.output-line');
        await drawn(page);
        const orange = () => page.evaluate(() => {
          const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.output-line .map'));
          const { data } = /** @type {CanvasRenderingContext2D} */ (/** @type {any} */ (globalThis).copyOf(canvas)).getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) count += Number(data[i] - data[i + 2] > 120);
          return count;
        });
        const both = await orange();
        await page.click('[data-points="training"]');
        const test = await orange();
        await page.click('[data-points="test"]');
        assert.ok(both > 2 * test && test > 30, `${both}, ${test}`);
        assert.equal(await orange(), 0);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('draws a small curve in every neuron, and a large one for the one pointed at', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=sine&layers=3:tanh');
      try {
        await page.waitForSelector('.output-line');
        await train(page, 100);
        for (const [layer, unit] of [[0, 0], [1, 0], [1, 2], [2, 0]]) {
          const box = await page.$eval(neuron(layer, unit), (element) => {
            const stage = /** @type {Element} */ (element.closest('.stage')).getBoundingClientRect();
            const { left, top, width, height } = element.getBoundingClientRect();
            return { left: left - stage.left, top: top - stage.top, width, height };
          });
          const rows = await accentRows(page, '.stage canvas:nth-of-type(2)', box);
          const wanted = await page.evaluate(async (l, u) => {
            const { client, opened, frame } = /** @type {any} */ (globalThis).glia;
            const field = opened.network.layers.slice(0, l).reduce((/** @type {number} */ sum, /** @type {any} */ { units }) => sum + units, u);
            const values = await Promise.all(Array.from({ length: 16 }, (_, k) => client.at(((2 * k + 1) / 16 - 1) * opened.dataset.range, 0)));
            return values.map((answer) => answer.values[field] / frame.scales[field]);
          }, layer, unit);
          // The rim lies over the first and the last column.
          const off = rows.slice(1, -1).map((row, k) => (row === null ? null : Math.abs((1 - 2 * row) / 0.84 - wanted[k + 1])));
          assert.ok(off.filter((distance) => distance !== null).length >= 11, `layer ${layer}, unit ${unit}: ${rows}`);
          assert.ok(off.every((distance) => distance === null || distance < 0.2), `layer ${layer}, unit ${unit}: ${off}`);
        }
        const at = await middleOf(page, neuron(1, 1));
        await page.mouse.move(at.x, at.y);
        await page.waitForFunction(() => document.querySelector('#output h2')?.textContent === 'Neuron 2 of hidden 1');
        await page.mouse.move(4, 4);
        await page.waitForFunction(() => document.querySelector('#output h2')?.textContent === 'What it learned');
        await page.mouse.click(at.x, at.y);
        await page.waitForFunction(() => /^From bottom to top: −.* to \+/.test(document.querySelector('#card .portrait-row .help')?.textContent ?? ''));
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('measures the fit by R² and RMSE, and reads it under the mouse', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=bumps&layers=6:tanh');
      try {
        await page.waitForSelector('.output-line');
        await train(page, 300);
        const wanted = await page.evaluate(async () => {
          const { client, opened } = /** @type {any} */ (globalThis).glia;
          const { x, y, test } = opened.dataset;
          const out = await client.predict(x);
          const held = [...test.keys()].filter((i) => test[i]);
          const mean = held.reduce((sum, i) => sum + y[i], 0) / held.length;
          const squares = held.reduce((sum, i) => sum + (y[i] - out[i]) ** 2, 0);
          return { r2: 1 - squares / held.reduce((sum, i) => sum + (y[i] - mean) ** 2, 0), rmse: Math.sqrt(squares / held.length) };
        });
        await page.waitForFunction(({ r2, rmse }) => {
          const shown = Object.fromEntries([...document.querySelectorAll('#output .numbers > div:not([hidden])')].map((figure) => [figure.querySelector('dt')?.textContent, Number(figure.querySelector('dd')?.textContent?.replace('−', '-'))]));
          return Math.abs(shown['test R²'] - r2) < 0.006 && Math.abs(shown['test RMSE'] - rmse) < 0.0006;
        }, {}, wanted);
        const box = await page.$eval('.output-line .plane', (element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return { left, top, width, height };
        });
        await page.mouse.move(box.left + box.width * 0.6, box.top + box.height / 2);
        await page.waitForSelector('.output-line .readout:not([hidden])');
        const [x, value] = await page.$eval('.output-line .readout', (element) => (element.textContent ?? '').replaceAll('−', '-').match(/x ([+\-\d.]+) +→ +([\-\d.]+)/)?.slice(1).map(Number) ?? []);
        const answered = await page.evaluate(async (at) => (await /** @type {any} */ (globalThis).glia.client.predict(Float32Array.of(at)))[0], x);
        assert.ok(Math.abs(answered - value) < 0.05, `at ${x}: ${value} is not ${answered}`);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('goes from the plane to a curve and back, and is sound to axe', async () => {
      const { page, problems, close } = await openPlayground(name, site, '', { colorScheme: 'dark' });
      try {
        for (const [experiment, view, inputs] of /** @type {const} */ ([['data=step', '.output-line', false], ['data=xor', '.output-plane', true], ['data=sine', '.output-line', false]])) {
          await page.evaluate((text) => (location.hash = text), experiment);
          await page.waitForFunction((text, selector) => /** @type {any} */ (globalThis).glia.opened.experiment === text && document.querySelector(selector), {}, experiment, view);
          assert.equal((await page.$$('.picture > *')).length, 1);
          assert.equal(await page.$eval('[data-setting="features"]', (element) => !(/** @type {HTMLElement} */ (element).hidden)), inputs, 'inputs are chosen in the plane alone');
        }
        await drawn(page);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
