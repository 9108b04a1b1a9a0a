// The figures of lessons that compute something: what they show is what the engine says under Node of the same
// experiment, they work by keyboard, fit a phone, and are sound to axe.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { accessibilityProblems, browsers, openPage } from './lib/browsers.mjs';
import { serveQuizzes } from './quiz-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const engine = await loadEngine();
/** @type {Awaited<ReturnType<typeof serveQuizzes>>} */
let site;
before(async () => {
  site = await serveQuizzes();
});
after(() => site.close());

/** @param {Page} page @param {string} id */
async function alive(page, id) {
  await page.$eval(`#${id}`, (element) => element.scrollIntoView());
  await page.waitForSelector(`#${id}.alive`);
}

/** Presses the button of a figure that has this text, by keyboard. @param {Page} page @param {string} id @param {string} text */
async function press(page, id, text) {
  await page.waitForFunction((of, words) => [...document.querySelectorAll(`#${of} button`)].some((button) => button.textContent === words && !(/** @type {HTMLButtonElement} */ (button).disabled)), { timeout: 60_000 }, id, text);
  await page.evaluate((of, words) => /** @type {HTMLElement} */ ([...document.querySelectorAll(`#${of} button`)].find((button) => button.textContent === words)).focus(), id, text);
  await page.keyboard.press('Enter');
}

/** The rows of a figure's table, cells as text. @param {Page} page @param {string} id */
const rows = (page, id) => page.$$eval(`#${id} .figure-table tbody tr`, (found) => found.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')));

/** A number as the page writes it. @param {string} text */
const number = (text) => Number(text.replaceAll('−', '-'));

/** @param {number} shown @param {number} real */
const agrees = (shown, real) => assert.ok(Math.abs(shown - real) <= 0.006 * Math.abs(real) + 1e-9, `the page says ${shown}, the engine ${real}`);

for (const name of browsers) {
  describe(`figures that compute in ${name}`, () => {
    /** @type {Page} */
    let page;
    /** @type {string[]} */
    let problems;
    /** @type {() => Promise<void>} */
    let close;
    before(async () => {
      ({ page, problems, close } = await openPage(name, new URL('learn/figures.html', site.url).href));
    });
    after(() => close());

    it('multiplies linear layers out into one, until ReLU comes between them', async () => {
      await alive(page, 'stack');
      await press(page, 'stack', 'Train 200 steps');
      await page.waitForFunction(() => /Trained 200 steps/.test(document.querySelector('#stack .figure-state')?.textContent ?? ''));
      const run = engine.experiment('data=moons&layers=3:linear,3:linear&init=glorot_uniform&seed=2');
      run.advance({ steps: 200 });
      const parameters = run.parameters();
      const at = (/** @type {number} */ from, /** @type {number} */ count) => parameters.slice(from, from + count);
      // Weights, then biases, layer by layer: 3 × 2, 3 × 3, 1 × 3.
      const inner = engine.matmul(at(9, 9), at(0, 6), 3, 3, 2);
      const product = engine.matmul(at(21, 3), inner, 1, 3, 2);
      const shown = await page.$$eval('#stack .matrix:last-child td', (cells) => cells.map((cell) => cell.textContent ?? ''));
      assert.equal(shown.length, 2);
      shown.forEach((text, i) => assert.ok(Math.abs(number(text) - product[i]) <= 0.051 * Math.abs(product[i]), `${text} is not ${product[i]}`));
      assert.match(await page.$eval('#stack .words', (words) => words.textContent ?? ''), /They are the same/);
      await page.focus('#stack input[type="checkbox"]');
      await page.keyboard.press(' ');
      await page.waitForFunction(() => /No single matrix/.test(document.querySelector('#stack .words')?.textContent ?? ''));
      run.free();
    });

    it('fits a curve with a hidden layer of the chosen width', async () => {
      await alive(page, 'corners');
      await press(page, 'corners', 'Train');
      await page.waitForFunction(() => document.querySelectorAll('#corners tbody tr').length === 1, { timeout: 60_000 });
      const [[curve, width, , loss]] = await rows(page, 'corners');
      const run = engine.experiment(`data=sine&layers=${width}:tanh&rate=0.02`);
      run.advance({ epochs: 120 });
      assert.equal(curve, 'Sine');
      agrees(number(loss), run.snapshot().testLoss);
      run.free();
    });

    it('lets optimizers race from the same weights', async () => {
      await alive(page, 'heat');
      await press(page, 'heat', 'Start the race');
      await page.waitForFunction(() => document.querySelector('#heat button')?.textContent === 'Race again', { timeout: 60_000 });
      const shown = await rows(page, 'heat');
      for (const [i, optimizer] of ['sgd', 'adam'].entries()) {
        const run = engine.experiment(`data=spiral&layers=4:tanh&rate=0.02&optimizer=${optimizer}`);
        run.advance({ steps: 60 });
        agrees(number(shown[i][1]), run.snapshot().testLoss);
        agrees(number(shown[i][2]), run.snapshot().loss);
        run.free();
      }
    });

    it('prints every number of the chain rule, stage by stage', async () => {
      await alive(page, 'numbers');
      const run = engine.experiment('data=xor&layers=2:tanh&optimizer=sgd&rate=0.1&seed=2');
      const walk = run.walk({ part: 'train', row: 0 });
      assert.ok((await rows(page, 'numbers')).every(([, , slope, after]) => slope === '' && after === ''), 'slopes are told when their stage comes');
      for (let stage = 1; stage < 11; stage += 1) await press(page, 'numbers', 'Next');
      assert.match(await page.$eval('#numbers .figure-state', (state) => state.textContent ?? ''), /^Stage 11 of 11/);
      const shown = await rows(page, 'numbers');
      // In the order of reading: weights of a neuron and its bias; of the engine's: a layer's weights, then its biases.
      const order = [0, 1, 4, 2, 3, 5, 6, 7, 8];
      shown.forEach(([, value, slope, after], i) => {
        agrees(number(value), walk.parameters[order[i]]);
        agrees(number(slope), walk.gradient[order[i]]);
        agrees(number(after), walk.after[order[i]]);
      });
      run.free();
    });

    it('shows where optimizers stand on the surface of two parameters', async () => {
      await alive(page, 'valley');
      assert.match((await page.$eval('#valley canvas', (canvas) => canvas.getAttribute('aria-label'))) ?? '', /surface/, 'it has a name while it is computed, too');
      await press(page, 'valley', 'Walk');
      await page.waitForFunction(() => document.querySelector('#valley button')?.textContent === 'Walk again', { timeout: 60_000 });
      const shown = await rows(page, 'valley');
      for (const [i, optimizer] of ['sgd', 'adam'].entries()) {
        const run = engine.experiment(`data=circle&features=x1sq&layers=&batch=400&rate=0.05&seed=3&optimizer=${optimizer}`);
        run.advance({ steps: 20 });
        agrees(number(shown[i][1]), run.snapshot().loss);
        run.free();
      }
    });

    it('fits a phone, in the dark, and is sound to axe', async () => {
      const phone = await openPage(name, new URL('learn/figures.html', site.url).href, { width: 390, height: 844, colorScheme: 'dark' });
      try {
        for (const id of ['stack', 'corners', 'heat', 'numbers', 'valley']) await alive(phone.page, id);
        const [wide, room] = await phone.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(wide <= room, `the page is ${wide} wide, the screen ${room}`);
        assert.deepEqual(await accessibilityProblems(phone.page, 'main'), []);
        assert.deepEqual(phone.problems, []);
      } finally {
        await phone.close();
      }
      assert.deepEqual(await accessibilityProblems(page, 'main'), []);
      assert.deepEqual(problems, []);
    });
  });
}
