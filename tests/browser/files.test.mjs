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
import { drop, flowers, houses, press, settled, textOf, untilUsed } from './files-page.mjs';
import { engineState, openPlayground } from './playground-page.mjs';

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

/** What the command line makes of the same file. @param {string} text @param {string} experiment @param {number} steps @param {string[]} [more] */
function hashOnCommandLine(text, experiment, steps, more = []) {
  const path = join(folder, 'table.csv');
  writeFileSync(path, text);
  return execFileSync(glia, ['hash', experiment, '--steps', String(steps), '--data', path, ...more], { encoding: 'utf8' }).trim();
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
        await page.waitForFunction(() => document.querySelector('.files-summary')?.textContent?.startsWith('A value from 2 inputs'));
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
