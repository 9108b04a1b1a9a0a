// Tables that people bring: dropped, chosen or pasted, looked at, used; the same bits as on the command line; what
// cannot be used gets a sentence and changes nothing.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { engineState, openPlayground } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const glia = fileURLToPath(new URL('../../build/glia', import.meta.url));
/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
let folder = '';
before(async () => {
  site = await serveDist();
  folder = mkdtempSync(join(tmpdir(), 'glia-files-'));
});
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

/** Numbers that look random and are the same each time. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Four measurements of three kinds of flower. @param {number} rows */
function flowers(rows) {
  const next = random(7);
  const lines = Array.from({ length: rows }, (_, i) => {
    const kind = i % 3;
    return `${(4 + kind + next()).toFixed(2)},${(3 + next()).toFixed(2)},${(1 + 2 * kind + next()).toFixed(2)},${(kind + next() / 2).toFixed(2)},${['alpina', 'borealis', 'campestris'][kind]}`;
  });
  return `sepal length,sepal width,petal length,petal width,kind\n${lines.join('\n')}\n`;
}

/** A price that follows from an area and an age. @param {number} rows */
function houses(rows) {
  const next = random(11);
  const lines = Array.from({ length: rows }, () => {
    const [area, age] = [next() * 100, next() * 50];
    return `${(1000 + 3 * area - 4 * age).toFixed(2)};${area.toFixed(2)};${age.toFixed(2)}`;
  });
  return `price;area;age\n${lines.join('\n')}\n`;
}

/** What the command line makes of the same file. @param {string} text @param {string} experiment @param {number} steps @param {string[]} [more] */
function hashOnCommandLine(text, experiment, steps, more = []) {
  const path = join(folder, 'table.csv');
  writeFileSync(path, text);
  return execFileSync(glia, ['hash', experiment, '--steps', String(steps), '--data', path, ...more], { encoding: 'utf8' }).trim();
}

/** Drops files onto the page. @param {Page} page @param {{ name: string, bytes: Uint8Array | string }[]} files @param {string} [selector] */
async function drop(page, files, selector = 'body') {
  const sent = files.map(({ name, bytes }) => ({ name, letters: Buffer.from(bytes).toString('base64') }));
  await page.evaluate((list, at) => {
    const dataTransfer = new DataTransfer();
    for (const { name, letters } of list) dataTransfer.items.add(new File([Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))], name));
    for (const type of ['dragover', 'drop']) document.querySelector(at)?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, sent, selector);
}

/** Waits until the form has been answered. @param {Page} page */
const settled = (page) => page.waitForFunction(() => {
  const [use] = [...document.querySelectorAll('.files-form .primary')];
  return use instanceof HTMLButtonElement && (!use.disabled || document.querySelector('.files-form .refusal:not([hidden])'));
});

/** @param {Page} page @param {string} text */
async function press(page, text) {
  await page.evaluate((wanted) => {
    const found = [...document.querySelectorAll('dialog button, .toast button')].find((button) => button.textContent === wanted);
    /** @type {HTMLButtonElement} */ (found).click();
  }, text);
}

/** @param {Page} page @param {string} selector */
const textOf = (page, selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).innerText);

/** Waits until data are in use and the window is gone. @param {Page} page @param {string} data */
async function untilUsed(page, data) {
  await page.waitForFunction((wanted) => /** @type {any} */ (globalThis).glia.opened.values.data === wanted && !document.querySelector('dialog'), {}, data);
}

for (const name of browsers) {
  describe(`tables of one’s own in ${name}`, () => {
    it('drops a table, uses it, and learns the same bits as the command line; undo brings back what was', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=6:tanh&seed=3');
      try {
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(20));
        const before = await engineState(page);
        const text = flowers(90);
        await drop(page, [{ name: 'flowers.csv', bytes: text }]);
        await page.waitForSelector('.files-form');
        await settled(page);
        assert.match(await textOf(page, '.files-title'), /flowers\.csv\s+90 rows of 5 columns, separated by commas/);
        assert.match(await textOf(page, '.files-summary'), /3 classes \(alpina, borealis, campestris\) from 4 inputs; 72 rows to train on, 18 held back/);
        assert.deepEqual(await page.$$eval('.files-preview tbody tr:first-child td', (cells) => cells.map((cell) => cell.textContent)), text.split('\n')[1].split(',').map((cell) => (Number(cell) ? String(Number(cell)) : cell)));
        assert.deepEqual(await accessibilityProblems(page), []);
        await press(page, 'Use these data');
        await untilUsed(page, 'table');
        assert.equal(await page.evaluate(() => location.hash), '#data=table&classes=3&columns=4&layers=6:tanh&seed=3');
        assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.network.layers[0].labels), ['sepal length', 'sepal width', 'petal length', 'petal width']);
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(40));
        assert.equal((await engineState(page)).hash, hashOnCommandLine(text, 'layers=6:tanh&seed=3', 40));

        // Another seed splits anew, and another share; so does a visit later on.
        for (const [patch, experiment] of /** @type {[Record<string, string>, string][]} */ ([[{ seed: '8' }, 'layers=6:tanh&seed=8'], [{ test: '40' }, 'layers=6:tanh&seed=8&test=40']])) {
          assert.equal(await page.evaluate((asked) => /** @type {any} */ (globalThis).glia.change(asked), patch), null);
          await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(15));
          assert.equal((await engineState(page)).hash, hashOnCommandLine(text, experiment, 15));
        }
        await page.reload();
        await page.waitForSelector('.ready');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(15));
        assert.equal((await engineState(page)).hash, hashOnCommandLine(text, 'layers=6:tanh&seed=8&test=40', 15), 'kept to the bit');
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ seed: '2', test: '20' })), null);
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(15));
        assert.equal((await engineState(page)).hash, hashOnCommandLine(text, 'layers=6:tanh&seed=2', 15), 'and split anew from what was kept');
        assert.ok(before.step === 20);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('gives back by undo the run that was there', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=6:tanh&seed=3');
      try {
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(20));
        const before = await engineState(page);
        for (const rows of [60, 90]) {
          await drop(page, [{ name: `flowers${rows}.csv`, bytes: flowers(rows) }]);
          await page.waitForSelector('.files-form');
          await settled(page);
          await press(page, 'Use these data');
          await untilUsed(page, 'table');
        }
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.dataset.count), 90);
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.undo());
        assert.deepEqual(await page.evaluate(() => [/** @type {any} */ (globalThis).glia.opened.dataset.count, /** @type {any} */ (globalThis).glia.opened.network.classNames]), [60, ['alpina', 'borealis', 'campestris']]);
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.undo());
        const after = await engineState(page);
        assert.deepEqual([after.experiment, after.step, after.hash], [before.experiment, 20, before.hash]);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('learns a value instead, from other columns, as the command line does', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=3:tanh');
      try {
        const text = houses(80);
        await drop(page, [{ name: 'houses.csv.gz', bytes: gzipSync(text) }]);
        await page.waitForSelector('.files-form');
        await settled(page);
        await page.select('.files-learn select', '0');
        await page.waitForFunction(() => document.querySelector('.files-summary')?.textContent?.startsWith('a value from 2 inputs'));
        await settled(page);
        await press(page, 'Use these data');
        await untilUsed(page, 'measurements');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(30));
        assert.equal((await engineState(page)).hash, hashOnCommandLine(text, 'layers=3:tanh', 30, ['--target', 'price']));
        assert.match(await page.$eval('.numbers div:last-child', (element) => /** @type {HTMLElement} */ (element).title), /standard deviations of price/);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
