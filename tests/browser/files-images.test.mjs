// Images people bring: IDX files, packed or not, chosen one after the other, looked at, used as digits are; the same
// bits as on the command line.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { drop, press, settled, textOf, untilUsed } from './files-page.mjs';
import { engineState, openPlayground } from './playground-page.mjs';

const glia = fileURLToPath(new URL('../../build/glia', import.meta.url));
/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
let folder = '';
before(async () => {
  site = await serveDist();
  folder = mkdtempSync(join(tmpdir(), 'glia-images-'));
});
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

/** A number as IDX headers hold it. @param {number} value */
const big = (value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

/** Images of a bar for each class, higher with the class. @param {number} count @param {number} side @param {number} classes */
function bars(count, side, classes) {
  const images = [0, 0, 8, 3, ...big(count), ...big(side), ...big(side)];
  const labels = [0, 0, 8, 1, ...big(count)];
  for (let i = 0; i < count; i += 1) {
    const label = (i * 7) % classes;
    labels.push(label);
    for (let row = 0; row < side; row += 1) for (let column = 0; column < side; column += 1) images.push(row >= 2 * label && row < 2 * label + 4 ? 255 - ((i * 31 + column * 5) % 60) : 0);
  }
  return { images: Uint8Array.from(images), labels: Uint8Array.from(labels) };
}

for (const name of browsers) {
  describe(`images of one’s own in ${name}`, () => {
    it('are read from two packed files, shown with their labels, and learned as on the command line', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=12:relu&batch=8');
      try {
        const { images, labels } = bars(600, 28, 10);
        await drop(page, [{ name: 'bars-images.gz', bytes: gzipSync(images) }]);
        await page.waitForSelector('.files-form');
        assert.match(await textOf(page, '.files-form'), /holds images\. Now choose, or drop, the file of their labels/);
        await drop(page, [{ name: 'bars-labels.gz', bytes: gzipSync(labels) }], 'dialog');
        await page.waitForSelector('.files-images');
        await settled(page);
        assert.match(await textOf(page, '.files-title'), /600 images of 28 × 28 pixels, labels in bars-labels\.gz/);
        assert.deepEqual(await page.$$eval('.files-images figcaption', (all) => all.slice(0, 6).map((each) => each.textContent)), ['0', '7', '4', '1', '8', '5']);
        assert.ok(await page.$eval('.files-images canvas', (canvas) => {
          const { data } = /** @type {any} */ (globalThis).copyOf(canvas).getImageData(0, 0, 56, 56);
          return data[4 * (56 * 3 + 20) + 3] > 150 && data[4 * (56 * 50 + 20) + 3] === 0;
        }), 'the first image: a bar at its top');
        assert.deepEqual(await accessibilityProblems(page), []);
        await page.select('.files-form select', '500');
        await page.waitForFunction(() => document.querySelector('.files-summary')?.textContent === '500 images of 10 classes.');
        await page.select('.files-form select', '600');
        await page.waitForFunction(() => document.querySelector('.files-summary')?.textContent === '600 images of 10 classes.');
        await settled(page);
        await press(page, 'Use these images');
        await untilUsed(page, 'images28');
        assert.equal(await page.evaluate(() => location.hash), '#data=images28&layers=12:relu&batch=8');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(60));
        const [imagePath, labelPath] = [['images', images], ['labels', labels]].map(([file, bytes]) => {
          const path = join(folder, String(file));
          writeFileSync(path, /** @type {Uint8Array} */ (bytes));
          return path;
        });
        const onCommandLine = (/** @type {string} */ experiment, /** @type {string} */ steps) => execFileSync(glia, ['hash', experiment, '--steps', steps, '--data', imagePath, '--labels', labelPath], { encoding: 'utf8' }).trim();
        assert.equal((await engineState(page)).hash, onCommandLine('layers=12:relu&batch=8', '60'));
        await page.waitForSelector('.output-image');
        assert.match(await textOf(page, '#output'), /test image 1 of 120/);
        assert.match(await textOf(page, '#data .chosen'), /out of “bars-images\.gz”/);

        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ seed: '4', test: '30' })), null);
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(20));
        assert.equal((await engineState(page)).hash, onCommandLine('layers=12:relu&batch=8&seed=4&test=30', '20'));
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.undo());
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.undo());
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.values.data), 'spiral');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('are refused with a sentence where they do not fit', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=4:tanh');
      try {
        const small = bars(20, 8, 4);
        const right = bars(20, 28, 10);
        const many = bars(20, 28, 12);
        /** @type {[Uint8Array, Uint8Array, RegExp][]} */
        const wrong = [
          [small.images, small.labels, /These images are 8 by 8 pixels; the playground takes 28 by 28/],
          [right.images, bars(19, 28, 10).labels, /20 images, but 19 labels/],
          [right.images.subarray(0, 9000), right.labels, /cut off/],
          [many.images, many.labels, /labels up to 11; the playground tells 10 classes apart/],
        ];
        await page.click('#own-file');
        await page.waitForSelector('dialog[open]');
        for (const [images, labels, sentence] of wrong) {
          await drop(page, [{ name: 'images', bytes: images }, { name: 'labels', bytes: labels }], 'dialog');
          await page.waitForFunction((source) => [...document.querySelectorAll('dialog .refusal:not([hidden])')].some((each) => new RegExp(source).test(each.textContent ?? '')), {}, sentence.source);
        }
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.values.data), 'spiral');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
