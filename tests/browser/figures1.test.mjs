// Figures of lessons made of the playground's own drawing: the small playground, the guided tour, slow motion. Their
// numbers are those the engine gives under Node for the same experiment.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { measure } from '../../web/ui/format.js';
import { accessibilityProblems, browsers, openPage } from './lib/browsers.mjs';
import { atRest, patience } from './lib/wait.mjs';
import { lessonSite } from './lesson-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const engine = await loadEngine();
const small = 'data=xor&layers=4:tanh&seed=3';
const toured = 'data=gauss&features=x1,x2,x1x2&layers=4:relu&loss=cross_entropy';

/** @type {Awaited<ReturnType<typeof lessonSite>>} */
let site;
before(async () => {
  site = await lessonSite('figures1', await readFile(new URL('pages/figures1.md', import.meta.url), 'utf8'));
});
after(() => site.close());

/** Scrolls to a figure and waits until it lives. @param {Page} page @param {string} id */
async function meet(page, id) {
  await page.$eval(`#${id}`, (element) => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
  await page.waitForSelector(`#${id}.alive`);
}

/** @param {Page} page @param {string} selector */
const textOf = (page, selector) => page.$eval(selector, (element) => (element.textContent ?? '').replaceAll('−', '-'));

/** @param {Page} page @param {string} selector */
const press = (page, selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).click());

/** What the figure “small” shows. @param {Page} page */
const losses = async (page) => {
  const [testLoss, loss] = await page.$$eval('#small .numbers dd', (cells) => cells.map((cell) => cell.textContent));
  return { testLoss, loss, where: await textOf(page, '#small .frame-where') };
};

/** @param {{ step: number, loss: number, testLoss: number }} state @param {number} epoch */
const asShown = ({ step, loss, testLoss }, epoch) => ({ testLoss: measure(testLoss), loss: measure(loss), where: `step ${step} · epoch ${epoch}` });

/** @param {Page} page @param {() => Promise<unknown>} found @param {unknown} wanted */
async function until(page, found, wanted) {
  const end = Date.now() + patience;
  for (;;) {
    const now = await found();
    if (JSON.stringify(now) === JSON.stringify(wanted) || Date.now() > end) return assert.deepEqual(now, wanted);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)));
  }
}

/** Whether a text holds a number, as three digits say it. @param {string} words @param {number} value */
const holds = (words, value) => (words.match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).some((found) => Math.abs(Number(found) - value) <= 0.006 * Math.abs(value) + 1e-9);

for (const name of browsers) {
  describe(`figures with the playground's drawing in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let opened;
    /** @type {Page} */
    let page;
    before(async () => {
      opened = await openPage(name, site.url, { width: 1280, height: 900 });
      ({ page } = opened);
    });
    after(async () => {
      const { problems } = opened;
      await opened.close();
      assert.deepEqual(problems, []);
    });

    it('the small playground has the controls named, and no other', async () => {
      await meet(page, 'small');
      const buttons = await page.$$eval('#small .frame-buttons > *', (all) => all.map((each) => each.getAttribute('aria-label')));
      assert.deepEqual(buttons, ['Reset to the same initial weights', 'Play', 'One step', 'One epoch', 'Speed of training']);
      assert.deepEqual(await page.$$eval('#small .frame-settings [data-setting]', (all) => all.map((each) => /** @type {HTMLElement} */ (each).dataset.setting)), ['data', 'noise', 'rate']);
      assert.ok(await page.$eval('#small .layer-control', (element) => element.getBoundingClientRect().height > 0));
      await meet(page, 'walk');
      assert.equal(await page.$eval('#walk .layer-controls', (element) => element.getBoundingClientRect().height), 0);
    });

    it('its numbers are the engine’s, step by step, and its link leads to the same experiment', async () => {
      await meet(page, 'small');
      const run = engine.experiment(small);
      await until(page, () => losses(page), asShown(run.snapshot(), 0));
      await press(page, '#small [aria-label="One step"]');
      await until(page, () => losses(page), asShown(run.advance({ steps: 1 }), 0));
      await press(page, '#small [aria-label="One epoch"]');
      await until(page, () => losses(page), asShown(run.advance({ steps: 25 }), 1));
      assert.equal(await page.$eval('#small .frame-open', (a) => /** @type {HTMLAnchorElement} */ (a).href), new URL(`../index.html#${run.format()}`, site.url).href);
      run.free();
    });

    it('a weight changed on its drawing, by keyboard alone, changes the run', async () => {
      const run = engine.experiment(small);
      await press(page, '#small [aria-label^="Reset"]');
      await until(page, () => losses(page), asShown(run.snapshot(), 0));
      await meet(page, 'other-data');
      await meet(page, 'large-weight');
      await page.focus('#small [role="treeitem"][tabindex="0"]');
      // From the inputs to the first hidden neuron, its bias and its first weight; chosen, and on to its field.
      for (const key of ['Home', 'PageDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'Enter', 'Tab']) await page.keyboard.press(/** @type {any} */ (key));
      const index = run.shape.layers[0].weights;
      assert.equal(await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement?.closest('[data-parameter]'))?.dataset.parameter), String(index));
      await page.keyboard.down('Control');
      await page.keyboard.press('a');
      await page.keyboard.up('Control');
      await page.keyboard.type('-2.5');
      await page.keyboard.press('Enter');
      run.setParameter(index, -2.5);
      await until(page, () => losses(page), asShown(run.snapshot(), 0));
      await page.waitForSelector('#large-weight .passed');
      assert.equal(await page.$('#other-data .passed'), null, 'what nobody did is not done');
      run.free();
    });

    it('a setting changed makes another run, which the link names', async () => {
      await page.select('#small [data-setting="data"] select', 'circle');
      const run = engine.experiment('data=circle&layers=4:tanh&seed=3');
      await until(page, () => losses(page), asShown(run.snapshot(), 0));
      assert.equal(await page.$eval('#small .frame-open', (a) => /** @type {HTMLAnchorElement} */ (a).hash), `#${run.format()}`);
      assert.equal(await page.evaluate(() => location.hash), '', 'the page’s own address stays');
      await page.waitForSelector('#other-data .passed');
      run.free();
    });

    it('out of sight it rests, and goes on when it is seen again', async () => {
      await meet(page, 'small');
      await page.select('#small .frame-speed', 'slow');
      await press(page, '#small [aria-label="Play"]');
      await page.waitForFunction(() => !/step 0 /.test(document.querySelector('#small .frame-where')?.textContent ?? ''));
      await meet(page, 'imbalance');
      await page.waitForSelector('#small [aria-label="Play"]');
      // The last frame comes after the pause.
      const before = await atRest(() => textOf(page, '#small .frame-where'));
      await meet(page, 'small');
      await page.waitForFunction((was) => document.querySelector('#small .frame-where')?.textContent !== was, {}, before);
      await press(page, '#small [aria-label="Pause"]');
    });

    it('the tour’s texts hold the engine’s numbers for its point, by keyboard from first to last', async () => {
      await meet(page, 'walk');
      const run = engine.experiment(toured);
      run.advance({ steps: 300 });
      const { x, y, inputs } = run.dataset();
      for (const point of [0, 1]) {
        const walk = run.walk({ x: x.slice(point * inputs, (point + 1) * inputs), target: y[point] });
        const weights = [...walk.parameters.subarray(run.shape.layers[0].weights + 3, run.shape.layers[0].weights + 6)];
        const bias = walk.parameters[Number(run.shape.layers[0].biases) + 1];
        const numbers = [
          [...walk.inputs], weights, [bias],
          [...walk.inputs, ...weights, bias, walk.layers[0].pre[1]],
          [walk.layers[0].pre[1], walk.layers[0].post[1]], [4],
          [walk.target, walk.loss],
        ];
        if (point > 0) await press(page, '#walk .tour-example .button');
        await page.focus('#walk .tour-controls .button');
        await page.keyboard.press('Home');
        for (const [i, wanted] of numbers.entries()) {
          await until(page, () => textOf(page, '#walk .tour-count'), `${i + 1} of 7`);
          const words = await textOf(page, '#walk .tour-words');
          for (const value of wanted) assert.ok(holds(words, value), `step ${i + 1} should hold ${value}: ${words}`);
          assert.doesNotMatch(words, /[{}]/);
          await page.keyboard.press('ArrowRight');
        }
        const share = (walk.output[0] * 100).toFixed(1);
        assert.ok((await textOf(page, '#walk .tour-words')).includes(`${share} %`), `the probability is ${share} %`);
      }
      assert.equal(await page.$eval('#walk .tour-text', (element) => element.getAttribute('aria-live')), 'polite');
      run.free();
    });

    it('the tour’s line joins the text to what it speaks about', async () => {
      await meet(page, 'walk');
      await page.focus('#walk .tour-controls .button');
      const aims = [[0, 0], [1, 1], [1, 1], [1, 1], [1, 1], [1, 0], [2, 0]];
      await page.keyboard.press('Home');
      for (const [i, [layer, unit]] of aims.entries()) {
        await until(page, () => textOf(page, '#walk .tour-count'), `${i + 1} of 7`);
        const found = await page.evaluate((l, u) => {
          const box = (/** @type {string} */ selector) => /** @type {Element} */ (document.querySelector(selector)).getBoundingClientRect();
          const ring = box('#walk .tour-marker rect');
          const aim = box(`#walk [data-kind="neuron"][data-layer="${l}"][data-unit="${u}"]`);
          const card = box('#walk .tour');
          const path = /** @type {SVGPathElement} */ (document.querySelector('#walk .tour-marker path'));
          const end = path.getPointAtLength(path.getTotalLength());
          const ground = box('#walk .tour-marker');
          const foot = Number(getComputedStyle(/** @type {Element} */ (document.querySelector('#walk .tour'))).getPropertyValue('--foot').replace('px', ''));
          return {
            touches: ring.left <= aim.right && ring.right >= aim.left && ring.top <= aim.bottom && ring.bottom >= aim.top,
            gap: card.top - ground.top - end.y,
            aside: Math.abs(ground.left + end.x - card.left - 1 - foot),
          };
        }, layer, unit);
        assert.ok(found.touches, `step ${i + 1}: the ring is at its neuron`);
        assert.ok(found.gap >= 0 && found.gap <= 14, `step ${i + 1}: ${found.gap} pixels between line and text`);
        assert.ok(found.aside <= 1, `step ${i + 1}: the line meets the text ${found.aside} pixels aside`);
        await page.keyboard.press('ArrowRight');
      }
    });

    it('slow motion tells the engine’s walk, and can carry its update out', async () => {
      await meet(page, 'slow');
      const run = engine.experiment('data=xor&layers=4:tanh');
      const { x, y, inputs } = run.dataset();
      const walk = run.walk({ x: x.slice(3 * inputs, 4 * inputs), target: Number(y[3]) });
      const words = () => textOf(page, '#slow .slow-words');
      for (const value of walk.inputs) assert.ok(holds(await words(), value));
      await press(page, '#slow [aria-label="Next act"]');
      for (const value of [walk.layers[0].pre[0], walk.layers[0].post[0]]) assert.ok(holds(await words(), value), await words());
      await page.focus('#slow [aria-label="Next act"]');
      await page.keyboard.press('End');
      const changes = [...walk.after].flatMap((value, i) => (value === walk.parameters[i] ? [] : [value]));
      assert.ok((await words()).includes(`changes ${changes.length} of ${walk.after.length} numbers`), await words());
      assert.equal(await page.$('#slow [aria-label="Close slow motion"]'), null, 'there is nothing to close it to');
      await press(page, '#slow .slow-head .button');
      await page.waitForFunction(() => /^Done/.test(document.querySelector('#slow .slow-words')?.textContent ?? ''));
      run.free();
    });

    it('nothing is wrong with the page for keyboard and screen reader, light or dark', async () => {
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.evaluate(() => {
        document.documentElement.dataset.theme = 'dark';
        document.dispatchEvent(new Event('themechange'));
      });
      await meet(page, 'walk');
      assert.deepEqual(await accessibilityProblems(page), []);
    });

    it('at the width of a phone nothing is wider than the page', async () => {
      await page.setViewport({ width: 390, height: 844 });
      for (const id of ['small', 'walk', 'slow', 'vanishing']) {
        await meet(page, id);
        const found = await page.evaluate((figure) => ({
          page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          figure: /** @type {Element} */ (document.querySelector(`#${figure}`)).scrollWidth - /** @type {Element} */ (document.querySelector(`#${figure}`)).clientWidth,
        }), id);
        assert.deepEqual(found, { page: 0, figure: 0 }, id);
      }
    });
  });
}
