// Slow motion: one example's way through the network and back. Its numbers are the engine's own walk, and the
// run stays as it is until the update is asked for.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { engineState, middleOf, neuron, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const engine = await loadEngine();
const text = 'data=circle&layers=3:tanh,2:relu&seed=3&optimizer=sgd&rate=0.1';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** What is said now, with the minus signs of a program. @param {Page} page */
const said = (page) => page.$eval('.slow', (element) => ({
  title: (element.querySelector('h2')?.textContent ?? '').replaceAll('−', '-'),
  words: (element.querySelector('.slow-words')?.textContent ?? '').replaceAll('−', '-'),
  phase: /** @type {HTMLElement} */ (element).dataset.phase,
}));

/** Whether a text holds a number, as three digits say it. @param {string} words @param {number} value */
const holds = (words, value) => (words.match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).some((found) => Math.abs(Number(found) - value) <= 0.006 * Math.abs(value) + 1e-9);

/** Opens slow motion and stops it at its first act. @param {Page} page */
async function open(page) {
  await page.$eval('#slow', (button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForFunction(() => document.querySelector('.slow:not([hidden]) .slow-words')?.textContent);
  await page.click('[aria-label="Pause slow motion"]');
  await page.keyboard.press('Home');
}

/** Colours of a piece of the drawing, as drawn. @param {Page} page @param {number} x @param {number} y in the window */
const colourAt = (page, x, y) =>
  page.$eval('.stage canvas', (canvas, px, py) => {
    const target = /** @type {HTMLCanvasElement} */ (canvas);
    const box = target.getBoundingClientRect();
    const ratio = target.width / box.width;
    const copy = Object.assign(document.createElement('canvas'), { width: 5, height: 5 });
    const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d', { willReadFrequently: true }));
    context.drawImage(target, (px - box.left) * ratio - 2, (py - box.top) * ratio - 2, 5, 5, 0, 0, 5, 5);
    const { data } = context.getImageData(0, 0, 5, 5);
    let most = 0;
    for (let i = 3; i < data.length; i += 4) most = Math.max(most, data[i]);
    return most;
  }, x, y);

for (const name of browsers) {
  describe(`slow motion in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {Page} */
    let page;
    const run = engine.experiment(text);
    before(async () => {
      opened = await openPlayground(name, site, text, { reducedMotion: true });
      page = opened.page;
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(25));
      await untilStep(page, 25);
      run.advance({ steps: 25 });
    });
    after(async () => {
      run.free();
      await opened?.close();
    });

    it('walks through every unit, the loss, the deltas and the gradients with the engine’s numbers', async () => {
      await open(page);
      const { x, y } = run.dataset();
      const walk = run.walk({ x: x.slice(0, 2), target: y[0] });
      /** @type {Record<string, string[]>} */
      const heard = {};
      for (let i = 0; i < 40; i += 1) {
        const { title, words, phase } = await said(page);
        if (heard[title]) break;
        heard[title] = [String(phase), words];
        await page.keyboard.press('ArrowRight');
      }
      const acts = Object.entries(heard).map(([title, [phase, words]]) => ({ title: title.replace('Slow motion · ', ''), phase, words }));
      assert.deepEqual(acts.map(({ phase }) => phase), ['inputs', ...Array(6).fill('forward'), 'loss', ...Array(3).fill(['backward', 'gradient']).flat(), 'update']);
      for (const value of walk.inputs) assert.ok(holds(acts[0].words, value), acts[0].words);
      const units = walk.layers.flatMap(({ pre, post }) => Array.from(pre, (sum, u) => [sum, post[u]]));
      units.forEach(([pre, post], i) => {
        assert.ok(holds(acts[1 + i].words, pre) && holds(acts[1 + i].words, post), `${acts[1 + i].words} tells ${pre} and ${post}`);
      });
      // The first unit's arithmetic comes out as it is written.
      const sum = acts[1].words.split(' = ')[0].replaceAll('×', '*').replace('bias', '');
      assert.ok(Math.abs(new Function(`return ${sum}`)() - walk.layers[0].pre[0]) < 0.02, acts[1].words);
      assert.ok(holds(acts[7].words, walk.loss), acts[7].words);
      assert.ok(holds(acts[8].words, walk.layers[2].delta[0]), acts[8].words);
      for (const [l, act] of [[2, acts[9]], [1, acts[11]], [0, acts[13]]]) {
        const { weights, units: count, inputs } = await page.evaluate((at) => /** @type {any} */ (globalThis).glia.opened.network.layers[at + 1], /** @type {number} */ (l));
        const largest = walk.gradient.slice(weights, weights + count * inputs).reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
        assert.ok(largest === 0 || holds(/** @type {any} */ (act).words, largest), `${/** @type {any} */ (act).words} tells ${largest}`);
      }
      const moves = Array.from(walk.after, (value, i) => Math.abs(value - walk.parameters[i]));
      const most = moves.indexOf(Math.max(...moves));
      assert.ok(holds(acts[14].words, walk.after[most]) && holds(acts[14].words, walk.parameters[most]), acts[14].words);
    });

    it('lights up the links it speaks of, and their words', async () => {
      await page.keyboard.press('Home');
      await page.mouse.move(4, 4);
      const from = await middleOf(page, neuron(0, 0));
      const to = await middleOf(page, neuron(1, 0));
      const at = /** @type {const} */ ([(from.x + to.x) / 2, (from.y + to.y) / 2]);
      const dark = await colourAt(page, ...at);
      await page.keyboard.press('ArrowRight');
      assert.ok((await colourAt(page, ...at)) > dark + 60, 'the link into the first neuron stands out');
      await page.keyboard.press('ArrowRight');
      assert.ok((await colourAt(page, ...at)) < dark + 30, 'and goes back when the next one speaks');
      const label = await page.$eval(neuron(1, 1), (element) => element.getAttribute('aria-label') ?? '');
      assert.match(label, /For this point it says/);
    });

    it('takes another example by a click on the map, and the one after by its button', async () => {
      const { x, range } = run.dataset();
      const spot = await page.$eval('.plane', (plane, px, py, r) => {
        const { left, top, width, height } = plane.getBoundingClientRect();
        return { x: left + ((px + r) / (2 * r)) * width, y: top + ((r - py) / (2 * r)) * height };
      }, x[2 * 17], x[2 * 17 + 1], range);
      const before = await page.$eval('.slow-point', (element) => element.textContent);
      await page.mouse.click(spot.x, spot.y);
      await page.waitForFunction((old) => document.querySelector('.slow-point')?.textContent !== old, {}, before);
      const { words } = await said(page);
      assert.ok(holds(words, x[2 * 17]) && holds(words, x[2 * 17 + 1]), words);
      const ring = await middleOf(page, '.slow-here');
      assert.ok(Math.hypot(ring.x - spot.x, ring.y - spot.y) < 3);
      await page.click('[aria-label="Example after"]');
      await page.waitForFunction((old) => document.querySelector('.slow-words')?.textContent?.replaceAll('−', '-') !== old, {}, words);
      assert.ok(holds((await said(page)).words, x[2 * 18]));
    });

    it('changes nothing but by “Do this update”, which sets the engine’s own numbers', async () => {
      const before = await engineState(page);
      assert.equal(before.hash, run.hash());
      const { x, y } = run.dataset();
      const { after: wanted } = run.walk({ x: x.slice(36, 38), target: y[18] });
      await page.focus('.slow-track');
      await page.keyboard.press('End');
      await page.waitForFunction(() => /** @type {HTMLElement | null} */ (document.querySelector('.slow'))?.dataset.phase === 'update');
      await page.click('.slow-head .button');
      await page.waitForFunction(() => /^Done/.test(document.querySelector('.slow-words')?.textContent ?? ''));
      const now = await engineState(page);
      assert.deepEqual(now.parameters, [...wanted]);
      assert.equal(now.step, before.step);
    });

    it('plays by itself, at a speed, and stands still at its end', async () => {
      await page.select('.slow-speed', '4');
      await page.focus('.slow-track');
      await page.keyboard.press('Home');
      await page.click('[aria-label="Play slow motion"]');
      await page.waitForFunction(() => /** @type {HTMLElement | null} */ (document.querySelector('.slow'))?.dataset.phase === 'forward');
      await page.keyboard.press('End');
      await page.waitForSelector('[aria-label="Play slow motion"]');
      assert.equal((await said(page)).phase, 'update');
    });

    it('is plain to assistive technology, and Escape puts it away', async () => {
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.focus('.slow-button:not([disabled])');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.slow[hidden]');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'slow');
      assert.ok(await page.$('main:not(.slowing)'));
      assert.equal(await page.$('.slow-here'), null);
      const label = await page.$eval(neuron(1, 1), (element) => element.getAttribute('aria-label') ?? '');
      assert.doesNotMatch(label, /For this point/);
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });

  describe(`slow motion of other networks in ${name}`, () => {
    it('walks through images, values and wide layers, with normalisation and residuals', async () => {
      const { page, problems, close } = await openPlayground(name, site, text, { reducedMotion: true });
      try {
        await open(page);
        for (const other of ['data=digits8&layers=10:relu', 'data=hills&layers=3:gelu+ln', 'layers=4:tanh+bn,4:tanh+res,12:relu']) {
          await page.evaluate((experiment) => (location.hash = experiment), other);
          await page.waitForFunction((experiment) => /** @type {any} */ (globalThis).glia.opened.experiment === experiment, {}, engine.check(other).experiment);
          await page.waitForFunction(() => document.querySelector('.slow-words')?.textContent?.includes('enters'));
          const acts = Number(await page.$eval('.slow-track', (track) => /** @type {HTMLInputElement} */ (track).max)) + 1;
          assert.ok(acts >= 6, `${other} has ${acts} acts`);
          await page.focus('.slow-track');
          for (let i = 1; i < acts; i += 1) {
            await page.keyboard.press('ArrowRight');
            const { words } = await said(page);
            assert.ok(words.length > 10 && !/NaN|undefined|–/.test(words), `${other}: ${words}`);
          }
        }
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
