// Digits on the page: a network learns them, reads what is drawn by mouse and by keys, and says so; and the
// same link gives the same bits as natively.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { drawn, engineState, middleOf, neuron, openPlayground, untilValue } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const glia = fileURLToPath(new URL('../../build/glia', import.meta.url));
const small = 'data=digits8&points=5000&noise=0&layers=64:relu&batch=32';

/** Trains in portions until the test accuracy is above a share; steps are bounded. @param {Page} page @param {number} share */
async function learn(page, share) {
  return page.evaluate(async (wanted) => {
    const { client, refresh } = /** @type {any} */ (globalThis).glia;
    let { testAccuracy } = await client.step(1000);
    for (let portions = 0; testAccuracy <= wanted && portions < 30; portions += 1) ({ testAccuracy } = await client.step(100));
    refresh();
    return testAccuracy;
  }, share);
}

/** Lets the page ask for all it wants to know of the network as it is now. @param {Page} page @param {string} sign a regular expression @param {string} selector */
const until = (page, selector, sign) =>
  page.waitForFunction((where, text) => new RegExp(text).test(document.querySelector(where)?.textContent ?? ''), {}, selector, sign);

/** The ten probabilities shown, and which is marked as first. @param {Page} page */
const shownBars = (page) =>
  page.$$eval('.bar', (bars) => bars.map((bar) => ({
    digit: bar.querySelector('dt')?.textContent?.replace(/\D/g, ''),
    percent: Number.parseInt(bar.querySelector('dd')?.textContent ?? '', 10),
    first: bar.classList.contains('first'),
    true: bar.classList.contains('truth'),
  })));

/** @param {Page} page */
const firstDigit = async (page) => (await shownBars(page)).find(({ first }) => first)?.digit;

const spoken = '.output-image > [role="status"]';

/** Forgets what was spoken, so that what is awaited next is said anew. @param {Page} page */
const hush = (page) => page.$eval(spoken, (status) => (status.textContent = ''));

/** The picture of what the network sees of the drawing. @param {Page} page */
const seenPicture = (page) => page.$eval('.image-seen', (canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());

/** Draws one stroke through places of the pad, from 0 to 1. @param {Page} page @param {[number, number][]} places */
async function draw(page, places) {
  // A page that still scrolls would draw elsewhere.
  const box = await page.$eval('.pad', async (pad) => {
    pad.scrollIntoView({ block: 'center', behavior: 'instant' });
    for (let before = NaN; ; ) {
      const { left, top, width } = pad.getBoundingClientRect();
      if (top === before) return { left, top, width };
      before = top;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
  });
  const at = (/** @type {[number, number]} */ [x, y]) => /** @type {[number, number]} */ ([box.left + x * box.width, box.top + y * box.width]);
  await hush(page);
  await page.mouse.move(...at(places[0]));
  await page.mouse.down();
  for (const place of places) await page.mouse.move(...at(place), { steps: 5 });
  await page.mouse.up();
}

for (const name of browsers) {
  describe(`digits in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {Page} */
    let page;
    before(async () => {
      site = await serveDist();
      opened = await openPlayground(name, site, small);
      page = opened.page;
      await page.waitForSelector('.output-image');
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    it('learns them', async () => {
      const accuracy = await learn(page, 0.9);
      assert.ok(accuracy > 0.9, `${accuracy} of the test images`);
      // What is said of an earlier step gives way to what is so now.
      const wrong = Math.round((1 - accuracy) * 1000);
      await until(page, '.mistakes h3', `^Wrong on ${wrong} of 1,000 test images$`);
    });

    it('shows a test image with the engine’s own probabilities', async () => {
      await page.click('.mistake:not([hidden])');
      await until(page, '.verdict', '^✗ Wrong');
      const { answer, truth } = await page.evaluate(async () => {
        const { client, opened: { dataset } } = /** @type {any} */ (globalThis).glia;
        const label = document.querySelector('.mistake:not([hidden])')?.getAttribute('aria-label') ?? '';
        const at = Number(label.match(/image ([\d,]+)/)?.[1].replace(',', '')) - 1;
        const place = [...dataset.test].flatMap((held, i) => (held ? [i] : []))[at];
        return { answer: [...(await client.predict(dataset.x.slice(64 * place, 64 * place + 64)))], truth: dataset.y[place] };
      });
      const bars = await shownBars(page);
      bars.forEach(({ percent }, digit) => assert.ok(Math.abs(percent - 100 * answer[digit]) <= 0.5001, `${digit}: ${percent} % shown, ${answer[digit]}`));
      assert.deepEqual(bars.filter((bar) => bar.true).map(({ digit }) => Number(digit)), [truth]);
      assert.equal(Number(bars.find(({ first }) => first)?.digit), answer.indexOf(Math.max(...answer)));
      await page.click('[aria-label="Next test image"]');
      await page.waitForFunction(() => /^(✓ Right|✗ Wrong)/.test(document.querySelector('.verdict')?.textContent ?? ''));
    });

    it('draws the image, its weights and the digits in the network, and says so', async () => {
      assert.match(await page.$eval('#network [data-kind="layer"][data-layer="0"]', (e) => e.getAttribute('aria-label') ?? ''), /all 64 pixels/);
      assert.match(await page.$eval(neuron(1, 0), (e) => e.getAttribute('aria-label') ?? ''), /64 weights shown as an image/);
      assert.match(await page.$eval(neuron(2, 7), (e) => e.getAttribute('aria-label') ?? ''), /digit 7/);
      // The picture in a neuron of the first layer is that of its weights: as many colours as there are.
      const at = await middleOf(page, neuron(1, 3));
      await page.mouse.click(at.x, at.y);
      const { colours, expected } = await page.evaluate(async () => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#card .portrait'));
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
        const { pixels } = await /** @type {any} */ (globalThis).glia.client.weightImages(0, 4, 8);
        const cell = canvas.width / 8;
        const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
        const at = (/** @type {number} */ x, /** @type {number} */ y) => [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4)];
        const places = [9, 18, 27, 36, 45]; // on the diagonal, away from the strip of its answer
        return {
          colours: places.map((i) => at(((i % 8) + 0.5) * cell, (Math.floor(i / 8) + 0.5) * cell)),
          expected: places.map((i) => [...pixels.slice(4 * (192 + i), 4 * (192 + i) + 4)]),
        };
      });
      assert.deepEqual(colours, expected);
      await page.mouse.click(at.x, at.y);
    });

    it('reads a 1 drawn by mouse, and speaks of it', async () => {
      await page.click('[data-image="own"]');
      await until(page, '.verdict', '^Nothing is drawn yet');
      await draw(page, [[0.5, 0.15], [0.49, 0.5], [0.48, 0.85]]);
      await until(page, spoken, '^You drew something the network reads as 1 \\(\\d+ %\\)');
      assert.equal(await firstDigit(page), '1');
      await until(page, '.verdict', '^Read as 1 ');
      // What it was given fills the image, as the images it learned from do.
      const rows = await page.evaluate(() => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.image-seen'));
        const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(0, 0, 112, 112);
        const dark = (/** @type {number} */ y) => Array.from({ length: 112 }, (_, x) => data[4 * (112 * y + x) + 3]).some((alpha) => alpha > 20);
        return [7, 56, 105].map(dark);
      });
      assert.deepEqual(rows, [true, true, true]);
    });

    it('takes a stroke back, and wipes the pad', async () => {
      const before = await seenPicture(page);
      await draw(page, [[0.2, 0.9], [0.8, 0.9]]);
      await until(page, spoken, '^You drew');
      assert.notEqual(await seenPicture(page), before);
      await hush(page);
      await page.click('.pad-buttons button:first-child');
      await until(page, spoken, '^You drew something the network reads as 1 ');
      assert.equal(await seenPicture(page), before);
      await page.click('.pad-buttons button:last-child');
      await until(page, '.verdict', '^Nothing is drawn yet');
      await until(page, spoken, '^The pad is empty');
    });

    it('reads what is drawn by keys', async () => {
      await page.focus('.pad');
      await hush(page);
      await page.keyboard.press(' ');
      for (let i = 0; i < 20; i += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press(' ');
      await until(page, spoken, '^You drew something the network reads as 1 ');
      assert.equal(await firstDigit(page), '1');
      await page.keyboard.press('Backspace');
      await until(page, '.verdict', '^Nothing is drawn yet');
    });

    it('follows the drawing while it trains', async () => {
      await page.click('#play');
      await draw(page, [[0.3, 0.2], [0.7, 0.2], [0.45, 0.85]]);
      await until(page, spoken, '^You drew something the network reads as \\d');
      await page.click('#play');
      assert.equal((await engineState(page)).playing, false);
    });

    it('has no fault that axe finds, and no complaint', async () => {
      assert.deepEqual(await accessibilityProblems(page), []);
      assert.deepEqual(opened.problems, []);
    });

    it('is drawn on by a finger, and the page stays where it is', async () => {
      const phone = await openPlayground(name, site, 'data=digits8&points=200&layers=12:relu', { width: 390, height: 844, touch: true });
      try {
        await phone.page.waitForSelector('.output-image');
        await phone.page.click('[data-image="own"]');
        await until(phone.page, '.verdict', '^Nothing is drawn yet');
        assert.equal(await phone.page.$eval('.pad', (pad) => getComputedStyle(pad).touchAction), 'none');
        assert.ok(await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
        if (name === 'chromium') {
          const { x, y } = await middleOf(phone.page, '.pad');
          const finger = await phone.page.touchscreen.touchStart(x, y + 60);
          for (let i = 1; i <= 12; i += 1) await finger.move(x, y + 60 - 10 * i);
          await finger.end();
          await until(phone.page, spoken, '^You drew something the network reads as \\d');
          assert.equal(await phone.page.evaluate(() => scrollY), 0);
        }
        assert.deepEqual(phone.problems, []);
      } finally {
        await phone.close();
      }
    });

    it('opens the same bits as natively', async () => {
      const experiment = 'data=digits28&points=200&layers=12:relu';
      const native = execFileSync(glia, ['hash', experiment, '--steps', '40'], { encoding: 'utf8' }).trim();
      const link = await openPlayground(name, site, experiment);
      try {
        await link.page.evaluate(() => /** @type {any} */ (globalThis).glia.client.step(40));
        assert.equal((await engineState(link.page)).hash, native);
      } finally {
        await link.close();
      }
    });

    it('gives a small network what digits need, says so, and takes it back', async () => {
      const link = await openPlayground(name, site, 'layers=4:tanh');
      try {
        await link.page.click('input[value="digits8"] + canvas');
        await untilValue(link.page, 'data', 'digits8');
        await until(link.page, '#toast', '32 units and 2,000 images');
        await untilValue(link.page, 'layers', '32:relu');
        await untilValue(link.page, 'points', '2000');
        await drawn(link.page);
        await link.page.click('input[value="circle"] + canvas');
        await untilValue(link.page, 'layers', '4:tanh');
        await untilValue(link.page, 'points', '500');
        assert.deepEqual(link.problems, []);
      } finally {
        await link.close();
      }
    });
  });
}
