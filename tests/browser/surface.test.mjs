// The lens “Surface”: the loss around the weights as the engine computes it, the run walking on it, and how it is
// read off by eyes, keys and ears.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { contour } from '../../web/playground/lens/contours.js';
import { scaleOf } from '../../web/playground/lens/surface-scale.js';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { engineState, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** @param {Page} page @param {number} steps */
async function train(page, steps) {
  const from = (await engineState(page)).step;
  await page.evaluate((count) => /** @type {any} */ (globalThis).glia.step(count), steps);
  await untilStep(page, from + steps);
}

/** Writes down the surfaces the page asks for, with their answers. @param {Page} page */
const listen = (page) => page.evaluate(() => {
  const { client } = /** @type {any} */ (globalThis).glia;
  const ask = client.surface.bind(client);
  /** @type {any[]} */
  const asked = [];
  Object.assign(globalThis, { asked });
  client.surface = async (/** @type {any} */ options, /** @type {any} */ how) => {
    /** @type {any} */
    const one = { options, surface: null };
    asked.push(one);
    one.surface = await ask(options, how);
    one.loss = [...one.surface.loss];
    return one.surface;
  };
});

/** @param {Page} page @returns {Promise<{ options: any, loss: number[], surface: any }[]>} */
const asked = (page) => page.evaluate(() => /** @type {any} */ (globalThis).asked);

/** Waits for the words of a surface other than the one before. @param {Page} page @param {string} [before] */
async function words(page, before = '') {
  await page.waitForFunction((old) => {
    const now = document.querySelector('.surface-words')?.textContent;
    return now && now !== old;
  }, {}, before);
  return page.$eval('.surface-words', (element) => element.textContent ?? '');
}

describe('contour lines', () => {
  it('lie where the height is: on a cone they are circles', () => {
    const side = 41;
    const heights = Array.from({ length: side * side }, (_, i) => Math.hypot((i % side) - 20, Math.floor(i / side) - 20));
    let segments = 0;
    let length = 0;
    contour(heights, side, 12.5, (x0, y0, x1, y1) => {
      segments += 1;
      length += Math.hypot(x1 - x0, y1 - y0);
      for (const [x, y] of [[x0, y0], [x1, y1]]) assert.ok(Math.abs(Math.hypot(x - 20, y - 20) - 12.5) < 0.05);
    });
    assert.ok(segments > 60);
    assert.ok(Math.abs(length - 2 * Math.PI * 12.5) < 0.5, 'closed, without gaps or anything twice');
  });

  it('leave out what is not known, and keep saddles apart', () => {
    let segments = 0;
    contour([0, 1, NaN, 0], 2, 0.5, () => (segments += 1));
    assert.equal(segments, 0);
    contour([1, 0, 0, 1], 2, 0.5, () => (segments += 1));
    assert.equal(segments, 2);
    contour([0, 1, 1, 0], 2, 0.5, () => (segments += 1));
    assert.equal(segments, 4);
  });

  it('run at equal distances of the scale, logarithmic or not', () => {
    const log = scaleOf([0.01, 0.1, 1, 10, 100], true);
    assert.ok(log && Math.abs(log.place(1) - 0.5) < 1e-9 && log.place(0.001) === 0 && log.place(1e9) === 1);
    const plain = scaleOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000], false);
    assert.ok(plain && plain.high === 9 && Math.abs(plain.place(4.5) - 0.5) < 1e-9);
    for (const scale of [log, plain]) {
      scale?.levels.forEach((level, i) => assert.ok(Math.abs(scale.place(level) - (i + 1) / (scale.levels.length + 1)) < 1e-9));
    }
    assert.equal(scaleOf([NaN, NaN], true), null);
  });
});

for (const name of browsers) {
  describe(`the loss surface in ${name}`, () => {
    it('is drawn, told in words, and read off by keys and mouse', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=circle&layers=3:tanh');
      try {
        await listen(page);
        await train(page, 40);
        await page.click('[data-tab="surface"]');
        const said = await words(page);
        const [{ options, loss, surface }] = await asked(page);
        assert.deepEqual([options.plane, options.test, surface.side, loss.length], ['random', false, 41, 41 * 41]);
        const middle = loss[20 * 41 + 20];
        const shownLoss = await page.evaluate(() => /** @type {any} */ (globalThis).glia.frame.loss);
        assert.ok(Math.abs(middle - shownLoss) < 1e-5, 'the middle is where the run stands');
        const round = (/** @type {number} */ value) => (value >= 1 ? value.toFixed(2) : value.toFixed(3));
        for (const end of [middle, loss[20 * 41], loss[20 * 41 + 40], loss[20], loss[40 * 41 + 20]]) assert.ok(said.includes(round(end)), `${round(end)} in “${said}”`);

        // Colour: where the loss is highest the ground differs most from the palette's zero.
        const difference = (/** @type {number} */ at) => page.$eval('canvas.surface', (element, index) => {
          const canvas = /** @type {HTMLCanvasElement} */ (element);
          const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
          const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d', { willReadFrequently: true }));
          context.drawImage(canvas, 0, 0);
          const ratio = canvas.width / canvas.clientWidth;
          const [w, h] = [canvas.clientWidth - 48, canvas.clientHeight - 40];
          const [x, y] = [40 + ((index % 41) / 40) * w, 6 + (1 - Math.floor(index / 41) / 40) * h];
          const inside = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) => Math.min(high, Math.max(low, value));
          const [r, g, b] = context.getImageData(Math.round(inside(x, 43, 37 + w) * ratio), Math.round(inside(y, 9, 3 + h) * ratio), 1, 1).data;
          const zero = /** @type {any} */ (globalThis).glia.palette().zero;
          return Math.abs(r - zero[0]) + Math.abs(g - zero[1]) + Math.abs(b - zero[2]);
        }, at);
        assert.ok(await difference(loss.indexOf(Math.max(...loss))) > 100 + await difference(loss.indexOf(Math.min(...loss))));

        await page.focus('canvas.surface');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('ArrowUp');
        const spoken = () => page.$eval('#lenses [aria-live="polite"]', (element) => element.textContent ?? '');
        assert.ok((await spoken()).endsWith(`: loss ${round(loss[22 * 41 + 21])}`), await spoken());
        await page.keyboard.press('Home');
        assert.ok((await spoken()).endsWith(`: loss ${round(middle)}`), await spoken());
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('follows the run as it walks, and is made anew when it walks out', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=circle&layers=3:tanh&rate=0.03');
      try {
        await listen(page);
        await train(page, 10);
        await page.click('[data-tab="surface"]');
        await words(page);
        const at = () => page.$eval('#lenses .lens:not([hidden])', (element) => (/** @type {HTMLElement} */ (element).dataset.at ?? '').split(' ').map(Number));
        await page.waitForFunction(() => /** @type {HTMLElement | null} */ (document.querySelector('#lenses .lens:not([hidden])'))?.dataset.at === '0 0');
        await train(page, 5);
        await page.waitForFunction(() => /** @type {HTMLElement | null} */ (document.querySelector('#lenses .lens:not([hidden])'))?.dataset.at !== '0 0');
        const now = await page.evaluate(() => /** @type {any} */ (globalThis).glia.client.surfaceAt());
        await page.waitForFunction((text) => /** @type {HTMLElement | null} */ (document.querySelector('#lenses .lens:not([hidden])'))?.dataset.at === text, {}, `${now.a} ${now.b}`);
        assert.ok((await at()).some((value) => value !== 0));
        assert.equal((await asked(page)).length, 1);

        // The path's plane reaches as far as the run has been: soon it is left.
        await page.click('[data-choose="path"]');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).asked[1]?.loss);
        const before = (await asked(page)).length;
        await page.click('#play');
        await page.waitForFunction((count) => /** @type {any} */ (globalThis).asked.length > count, {}, before);
        await page.waitForFunction((count) => /** @type {any} */ (globalThis).asked[count].loss, {}, before);
        await page.click('#play');
        const third = (await asked(page))[before];
        assert.equal(third.options.plane, 'path');
        assert.ok(third.surface.path.count >= 2);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('says why there is no surface, and makes it when there can be one', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=circle&layers=3:tanh');
      try {
        await listen(page);
        await page.click('[data-tab="surface"]');
        await words(page);
        await page.click('[data-choose="path"]');
        await page.waitForFunction(() => /Train a little/.test(document.querySelector('#lenses .lens:not([hidden]) .refusal')?.textContent ?? ''));
        assert.equal(await page.$eval('.surface-words', (element) => element.textContent), '');
        await train(page, 50);
        await words(page);
        assert.equal(await page.$eval('#lenses .lens:not([hidden]) .refusal', (element) => element.textContent), '');
        await page.click('[data-choose="test"]');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).asked.at(-1).options.test && /** @type {any} */ (globalThis).asked.at(-1).loss);
        const last = (await asked(page)).at(-1);
        const testLoss = await page.evaluate(() => /** @type {any} */ (globalThis).glia.frame.testLoss);
        assert.ok(Math.abs(Number(last?.loss[20 * 41 + 20]) - testLoss) < 1e-5);
        // Another experiment: the old surface is gone, a new one comes.
        const count = (await asked(page)).length;
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ noise: '20' }));
        await page.waitForFunction((before) => /** @type {any} */ (globalThis).asked.length > before, {}, count);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('is sound to axe, and fits a phone', async () => {
      for (const options of [{}, { colorScheme: /** @type {const} */ ('dark'), width: 390, height: 844 }]) {
        const { page, problems, close } = await openPlayground(name, site, 'data=circle&layers=3:tanh', options);
        try {
          await page.click('[data-tab="surface"]');
          await words(page);
          assert.deepEqual(await accessibilityProblems(page, '#lenses'), []);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      }
    });
  });
}
