// The explainer: captions follow the slider and the keys, its numbers are the engine's, it speaks only when asked and
// able to, and it stands still for those who want no motion.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { begun, experiment, mostWords, row, sceneAt, scenes, stillOf, total, training, unit } from '../../web/learn/explainer/script.js';
import { accessibilityProblems, browsers, openPage, serveDist } from './lib/browsers.mjs';
import { siteWithoutEngine } from './lib/broken.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/**
 * @param {import('./lib/browsers.mjs').BrowserName} name @param {Parameters<typeof openPage>[2]} [options]
 * @param {() => void} [first] runs in the page before its own scripts
 */
async function open(name, options = {}, first) {
  const opened = await openPage(name, `${site.url}explainer.html`, { width: 1440, height: 900, ...options });
  if (first) {
    // What is under way when a page is left counts as a request that failed.
    await opened.page.waitForSelector('#player.ready');
    await opened.page.evaluateOnNewDocument(first);
    await opened.page.reload({ waitUntil: 'load' });
  }
  await opened.page.waitForSelector('#player.ready');
  return opened;
}

/** Moves the slider as a hand would. @param {Page} page @param {number} time */
const slide = (page, time) =>
  page.$eval('#player input', (input, to) => {
    /** @type {HTMLInputElement} */ (input).value = String(to);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, time);

/** @param {Page} page */
const seen = (page) =>
  page.evaluate(() => ({
    caption: document.querySelector('#player .caption')?.textContent,
    current: [...document.querySelectorAll('#script button')].findIndex((button) => button.getAttribute('aria-current') === 'step'),
    marked: document.querySelectorAll('#script [aria-current]').length,
    time: Number(/** @type {HTMLInputElement} */ (document.querySelector('#player input')).value),
    label: document.querySelector('#player canvas')?.getAttribute('aria-label') ?? '',
  }));

/** @param {Page} page @returns {Promise<string>} */
const picture = (page) => page.$eval('#player canvas', (canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());

/** Writes down every word that is drawn. */
function watchWords() {
  const { prototype } = CanvasRenderingContext2D;
  const draw = prototype.fillText;
  /** @type {string[]} */
  const words = [];
  Object.assign(globalThis, { words });
  prototype.fillText = function fillText(text, ...rest) {
    words.push(String(text));
    return draw.call(this, text, ...rest);
  };
}

/** A device with a voice of its own, which writes down what it is given, and one elsewhere. */
function giveVoices() {
  /** @type {string[]} */
  const spoken = [];
  const voices = [{ lang: 'en-GB', localService: false, name: 'far' }, { lang: 'en-GB', localService: true, name: 'near' }];
  Object.assign(globalThis, {
    spoken,
    SpeechSynthesisUtterance: class {
      /** @type {any} */ voice = null;
      lang = '';
      /** @param {string} text */
      constructor(text) {
        this.text = text;
      }
    },
  });
  const speech = {
    pending: false,
    getVoices: () => voices,
    addEventListener() {},
    speak: (/** @type {any} */ { text, voice }) => spoken.push(`${voice.name}: ${text}`),
    cancel: () => spoken.push('hush'),
  };
  Object.defineProperty(globalThis, 'speechSynthesis', { value: speech });
}

function takeVoices() {
  Object.defineProperty(globalThis, 'speechSynthesis', { value: { pending: false, getVoices: () => [], addEventListener() {}, speak() {}, cancel() {} } });
}

/** @param {Page} page @returns {Promise<string[]>} */
const said = (page) => page.evaluate(() => /** @type {any} */ (globalThis).spoken);

const number = (/** @type {number} */ value) => (Number(value.toFixed(2)) || 0).toFixed(2).replace('-', '−');
const percent = (/** @type {number} */ value) => `${(100 * value).toFixed(1)} %`;

/** What each scene has to show, by the engine under Node. */
async function expected() {
  const engine = await loadEngine();
  const run = engine.experiment(experiment);
  const first = run.snapshot();
  run.advance({ steps: begun });
  const walk = run.walk({ part: 'train', row });
  const { parameters, inputs, layers } = walk;
  for (const [index, value] of walk.after.entries()) run.setParameter(index, value);
  const lossAfter = run.walk({ part: 'train', row }).loss;
  const last = engine.experiment(experiment).advance({ steps: training.steps });
  const weights = [0, 1].map((i) => parameters[2 * unit + i]);
  const products = weights.map((weight, i) => weight * inputs[i]);
  const [up, down] = [walk.gradient.filter((slope) => slope < 0).length, walk.gradient.filter((slope) => slope > 0).length];
  return {
    lossBefore: walk.loss, lossAfter, first, last, guess: walk.output[0], target: walk.target,
    /** Words drawn, and words in the label, scene by scene. @type {Record<string, { drawn: string[], told: string[] }>} */
    scenes: {
      examples: { drawn: [`x₁ = ${number(inputs[0])}`, `x₂ = ${number(inputs[1])}`], told: [`x₁ = ${number(inputs[0])}, x₂ = ${number(inputs[1])}`] },
      weights: {
        drawn: [...weights.map((weight) => `× ${number(weight)}`), ...products.map((product) => `= ${number(product)}`)],
        told: products.map((product, i) => `${number(inputs[i])} × ${number(weights[i])} = ${number(product)}`),
      },
      sum: { drawn: [...products, parameters[6 + unit], layers[0].pre[unit]].map(number), told: [`bias ${number(parameters[6 + unit])} make ${number(layers[0].pre[unit])}`] },
      curve: { drawn: [`sum ${number(layers[0].pre[unit])}`, `answer ${number(layers[0].post[unit])}`], told: [`answer ${number(layers[0].post[unit])}`] },
      layer: { drawn: [...layers[0].post].map(number), told: [[...layers[0].post].map(number).join(', ')] },
      guess: { drawn: [`blue: ${percent(walk.output[0])}`], told: [percent(walk.output[0])] },
      loss: { drawn: [`guess ${number(walk.output[0])}`, `loss = ${number(walk.loss)}`], told: [`The loss is ${number(walk.loss)}`] },
      gradient: { drawn: [...walk.gradient.slice(0, 6), ...walk.gradient.slice(9, 12)].map((slope) => (slope < 0 ? '▲' : '▼')), told: [`${up} should grow and ${down} should shrink`] },
      update: { drawn: [`loss ${number(walk.loss)}`, `→ ${number(lossAfter)}`], told: [`from ${number(walk.loss)} to ${number(lossAfter)}`] },
      training: { drawn: [String(training.steps), number(last.loss), percent(Number(last.accuracy))], told: [`from ${number(first.loss)} to ${number(last.loss)}`, percent(Number(first.accuracy))] },
    },
  };
}

describe('the explainer’s table', () => {
  it('fills 60 seconds without a gap, with captions short enough to read aloud', () => {
    assert.equal(total, 60);
    let end = 0;
    for (const { scene, start, length, caption } of scenes) {
      assert.equal(start, end, scene);
      end += length;
      const words = caption.split(/\s+/).length;
      assert.ok(words <= mostWords && mostWords <= 14, `${scene}: ${words} words`);
      assert.ok(words / length <= 2.6, `${scene}: too many words for ${length} s`);
    }
    assert.equal(end, total);
    assert.deepEqual([0, 5.99, 6, 59.9, 60, 90].map(sceneAt), [0, 0, 1, 9, 9, 9]);
  });

  it('tells nothing that the engine does not bear out', async () => {
    const { lossBefore, lossAfter, first, last, guess, target } = await expected();
    assert.ok(lossAfter < lossBefore, 'the loss gets smaller');
    assert.ok(Math.abs(guess - target) > 0.5, 'the guess is wrong');
    assert.ok(Number(last.accuracy) > 0.99 && Number(first.accuracy) < 0.6, 'the network learns to tell them apart');
  });
});

for (const name of browsers) {
  describe(`the explainer in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof open>>} */
    let opened;
    before(async () => {
      opened = await open(name, {}, watchWords);
    });
    after(() => opened?.close());

    it('has captions, script and label that follow the slider, and the same picture for the same time', async () => {
      const { page } = opened;
      await slide(page, 16.3);
      const before = await picture(page);
      for (const [i, { start, length, caption, title }] of scenes.entries()) {
        await slide(page, start + length / 2);
        const now = await seen(page);
        assert.equal(now.caption, caption);
        assert.deepEqual([now.current, now.marked], [i, 1]);
        assert.ok(now.label.startsWith(`Scene ${i + 1} of ${scenes.length}, ${title}. `), now.label);
      }
      await slide(page, 16.3);
      assert.equal(await picture(page), before);
      await slide(page, 16.6);
      assert.notEqual(await picture(page), before);
    });

    it('draws and tells the engine’s numbers', async () => {
      const { page } = opened;
      const { scenes: all } = await expected();
      for (const [i, { scene }] of scenes.entries()) {
        await page.evaluate(() => {
          /** @type {any} */ (globalThis).words.length = 0;
        });
        await slide(page, Math.round(stillOf(i) * 10) / 10);
        const drawn = await page.evaluate(() => [.../** @type {any} */ (globalThis).words]);
        const { label } = await seen(page);
        const listed = await page.$$eval('#script .seen', (lines, at) => lines[at].textContent ?? '', i);
        for (const words of all[scene].drawn) {
          const at = drawn.indexOf(words);
          assert.ok(at >= 0, `${scene}: “${words}” is not drawn: ${drawn.join(' | ')}`);
          drawn.splice(at, 1);
        }
        for (const words of all[scene].told) {
          assert.ok(label.includes(words), `${scene}: “${words}” is not in “${label}”`);
          assert.ok(listed.includes(words), `${scene}: “${words}” is not in “${listed}”`);
        }
      }
    });

    it('goes by keys, buttons and lines of the script', async () => {
      const { page } = opened;
      await slide(page, 0);
      await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
      await page.keyboard.press('End');
      assert.equal((await seen(page)).time, total);
      await page.keyboard.press('Home');
      assert.equal((await seen(page)).time, 0);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      assert.equal((await seen(page)).time, 2);
      await page.focus('#player input');
      await page.keyboard.press('ArrowLeft');
      assert.equal((await seen(page)).time, 1);
      await page.click('#player button[aria-label="Next scene"]');
      assert.equal((await seen(page)).current, 1);
      await page.click('#player button[aria-label="Previous scene"]');
      assert.equal((await seen(page)).current, 0);
      await page.click('#script li:nth-child(7) button');
      assert.equal((await seen(page)).caption, scenes[6].caption);
      // Elsewhere the keys are the page's own.
      await page.keyboard.press('Home');
      assert.equal((await seen(page)).current, 6);
    });

    it('plays by the clock, pauses, and stops at the end', async () => {
      const { page } = opened;
      await slide(page, 5);
      await page.focus('#player input');
      await page.keyboard.press(' ');
      await page.waitForSelector('#player button[aria-label="Pause"]');
      await page.waitForFunction(() => Number(/** @type {HTMLInputElement} */ (document.querySelector('#player input')).value) > 6);
      assert.equal((await seen(page)).current, 1);
      await page.keyboard.press(' ');
      await page.waitForSelector('#player button[aria-label="Play"]');
      const { time } = await seen(page);
      await new Promise((done) => setTimeout(done, 300));
      assert.equal((await seen(page)).time, time);
      await slide(page, 59.7);
      await page.keyboard.press(' ');
      await page.waitForFunction((end) => Number(/** @type {HTMLInputElement} */ (document.querySelector('#player input')).value) === end, {}, total);
      await page.waitForSelector('#player button[aria-label="Play"]');
    });

    it('fills the screen and comes back', async () => {
      const { page } = opened;
      assert.equal(await page.$eval('#player button[aria-label="Full screen"]', (button) => /** @type {HTMLElement} */ (button).hidden), false);
      await page.click('#player button[aria-label="Full screen"]');
      await page.waitForFunction(() => document.fullscreenElement?.id === 'player');
      await page.waitForSelector('#player button[aria-label="Full screen"][aria-pressed="true"]');
      await page.keyboard.press('f');
      await page.waitForFunction(() => document.fullscreenElement === null);
      await page.waitForSelector('#player button[aria-label="Full screen"][aria-pressed="false"]');
      assert.deepEqual(opened.problems, []);
    });

    it('speaks captions only when asked, with the device’s own voice, and is hushed', async () => {
      const { page, problems, close } = await open(name, {}, giveVoices);
      try {
        await slide(page, 8);
        assert.deepEqual(await said(page), [], 'silent until sound is asked for');
        await page.click('#player button[aria-label="Sound"]');
        assert.deepEqual((await said(page)).filter((words) => words !== 'hush'), [`near: ${scenes[1].caption}`]);
        assert.equal(await page.$eval('#player .caption', (caption) => caption.getAttribute('aria-live')), 'off');
        await slide(page, 14);
        assert.equal((await said(page)).at(-1), `near: ${scenes[2].caption}`);
        await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
        await page.keyboard.press('m');
        assert.equal((await said(page)).at(-1), 'hush');
        const { length } = await said(page);
        await slide(page, 20);
        assert.equal((await said(page)).length, length);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('is silent where there is no voice, small and dark without overflow, and open to all', async () => {
      const { page, problems, close } = await open(name, { width: 390, height: 844, colorScheme: 'dark' }, takeVoices);
      try {
        assert.equal(await page.$eval('#player button[aria-label="Sound"]', (button) => /** @type {HTMLElement} */ (button).hidden), true);
        for (const i of scenes.keys()) {
          await slide(page, stillOf(i));
          assert.equal((await seen(page)).caption, scenes[i].caption);
        }
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
        assert.deepEqual(await accessibilityProblems(page), []);
        // Another theme: the maps are made anew in its colours.
        const before = await picture(page);
        await page.click('#theme');
        await page.click('.popover:popover-open input[value="light"]');
        await page.waitForFunction((old) => /** @type {HTMLCanvasElement} */ (document.querySelector('#player canvas')).toDataURL() !== old, {}, before);
        await page.keyboard.press('Escape');
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('stands still for those who want no motion: one picture for each scene', async () => {
      const { page, problems, close } = await open(name, { reducedMotion: true });
      try {
        assert.equal(await page.$eval('#player button[aria-label="Play"]', (button) => /** @type {HTMLElement} */ (button).hidden), true);
        await page.keyboard.press(' ');
        await new Promise((done) => setTimeout(done, 300));
        assert.equal((await seen(page)).current, 0);
        await slide(page, 8);
        const early = await picture(page);
        await slide(page, 11);
        assert.equal(await picture(page), early);
        await page.keyboard.press('ArrowRight');
        assert.equal((await seen(page)).caption, scenes[2].caption);
        await page.click('#player button[aria-label="Next scene"]');
        assert.equal((await seen(page)).caption, scenes[3].caption);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('says that the engine cannot be had, and begins when it can', async () => {
      const broken = await siteWithoutEngine();
      const { page, close } = await openPage(name, `${broken.url}explainer.html`);
      try {
        await page.waitForSelector('#player .again:not([hidden])');
        assert.match(await page.$eval('#player .refusal', (line) => line.textContent ?? ''), /^The engine could not be loaded: .* try again when the network is back\.$/);
        assert.deepEqual(await accessibilityProblems(page), []);
        await broken.mend();
        await page.click('#player .again');
        await page.waitForSelector('#player.ready');
        assert.equal(await page.$('#player .refusal:not([hidden])'), null);
      } finally {
        await close();
        await broken.close();
      }
    });
  });
}
