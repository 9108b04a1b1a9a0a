// The window for files: what cannot be used gets a sentence and changes nothing, rows pasted, the keyboard alone, a
// phone, a new visit without the file, a run saved with its table.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { drop, flowers, houses, press, settled, textOf, untilUsed } from './files-page.mjs';
import { engineState, openPlayground } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** The sentence why not. @param {Page} page */
async function refused(page) {
  await page.waitForSelector('dialog .refusal:not([hidden])');
  return textOf(page, 'dialog .refusal:not([hidden])');
}

/** Pastes a text. @param {Page} page @param {string} text @param {string} [selector] */
const paste = (page, text, selector = 'body') => page.evaluate((pasted, at) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', pasted);
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  // Firefox makes an event of its own clipboard alone.
  if (!event.clipboardData?.getData('text/plain')) Object.defineProperty(event, 'clipboardData', { value: clipboardData });
  document.querySelector(at)?.dispatchEvent(event);
}, text, selector);

const idx = (/** @type {number[]} */ head) => Uint8Array.from([0, 0, 8, ...head]);

/** Files that cannot be used, and what is said. @type {[string, Uint8Array | string, RegExp][]} */
const wrong = [
  ['empty.csv', '', /empty|no table|nothing/i],
  ['picture.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff]), /zero byte, so this is no CSV file/],
  ['book.xlsx', Uint8Array.from([0x50, 0x4b, 3, 4, 9, 9]), /spreadsheet; save the sheet as CSV/],
  ['one.csv', 'length\n1\n2\n3\n4\n', /one column only/],
  ['quote.csv', 'a,b\n1,"2\n3,4\n', /quote/i],
  ['ragged.csv', 'a,b\n1,2\n1,2,3\n', /line 3.*3 cells/i],
  ['cut.csv.gz', gzipSync(flowers(30)).subarray(0, 60), /cut off or damaged/],
  ['same.csv', 'a,b\n1,x\n2,x\n3,x\n', /class/],
  ['run.json', '{"glia":"receipt/1"}', /receipt\/1/],
  ['tensor.idx', idx([2, 0, 0, 0, 1, 0, 0, 0, 1, 7]), /neither images nor labels/],
];

for (const name of browsers) {
  describe(`the window for files in ${name}`, () => {
    it('says what is wrong with a file, and leaves the run alone', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=4:tanh');
      try {
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(10));
        const before = await engineState(page);
        await page.click('#own-file');
        await page.waitForSelector('dialog[open]');
        for (const [file, bytes, sentence] of wrong) {
          await drop(page, [{ name: file, bytes }], 'dialog');
          await page.waitForFunction((source, flags) => new RegExp(source, flags).test(document.querySelector('dialog .refusal:not([hidden])')?.textContent ?? ''), {}, sentence.source, sentence.flags)
            .catch(async () => assert.fail(`${file}: ${await textOf(page, 'dialog')}`));
        }
        // A file of 200 MB is not read at all.
        await page.evaluate(() => {
          const file = new File(['a,b\n1,2\n'], 'huge.csv');
          Object.defineProperty(file, 'size', { value: 200e6 });
          const transfer = { types: ['Files'], files: [file] };
          document.querySelector('dialog')?.dispatchEvent(Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer: transfer }));
        });
        await page.waitForFunction(() => /“huge.csv” has 200 MB; files of up to \d+ MB can be opened here/.test(document.querySelector('dialog .refusal:not([hidden])')?.textContent ?? ''));
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('dialog'));
        const after = await engineState(page);
        assert.deepEqual([after.experiment, after.step, after.hash], [before.experiment, 10, before.hash]);
        assert.equal(await page.evaluate(() => document.activeElement?.id), 'own-file');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('tells of missing values by their rows, leaves rows out or fills them in, and closes without a trace', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=4:tanh');
      try {
        const rows = flowers(30).split('\n');
        rows[4] = rows[4].replace(/^[^,]*/, '');
        rows[9] = rows[9].replace(/^[^,]*/, 'NA');
        await drop(page, [{ name: 'gaps.csv', bytes: rows.join('\n') }]);
        await page.waitForSelector('.files-form');
        await settled(page);
        assert.match(await textOf(page, '.files-warnings'), /2 of 30 rows are left out, because a value is missing: rows 4 and 9\./);
        assert.match(await textOf(page, '.files-preview tbody tr:nth-child(4)'), /missing/);
        await page.select('.files-form > .own-row:not(.files-learn) select', 'mean');
        await page.waitForFunction(() => /24 rows to train on, 6 held back/.test(document.querySelector('.files-summary')?.textContent ?? ''));
        // Another column is learned: the one before is an input now, and the task is guessed anew.
        await page.select('.files-learn select', '2');
        await page.waitForFunction(() => /^A value from 6 inputs/.test(document.querySelector('.files-summary')?.textContent ?? ''));
        await page.evaluate(() => /** @type {HTMLInputElement} */ (document.querySelector('.files-columns label:nth-child(5) input')).click());
        await page.waitForFunction(() => /^A value from 3 inputs/.test(document.querySelector('.files-summary')?.textContent ?? ''));
        await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('.files-from .button:last-child')).click());
        assert.match(await refused(page), /No column is chosen as input/);
        await press(page, 'Close');
        await page.waitForFunction(() => !document.querySelector('dialog'));
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.values.data), 'spiral');
        assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('glia.own')).length), 0);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('takes rows pasted out of a spreadsheet; two columns are drawn as a plane with their names', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=4:tanh');
      try {
        const rows = Array.from({ length: 40 }, (_, i) => `${(i % 7) + (i % 2) * 9}\t${(i * 3) % 11}\t${i % 2 ? 'far' : 'near'}`);
        await paste(page, `width\theight\tplace\n${rows.join('\n')}\n`);
        await page.waitForSelector('.files-form');
        await settled(page);
        assert.match(await textOf(page, '.files-title'), /pasted rows\s+40 rows of 3 columns, separated by tabs/);
        await press(page, 'Use these data');
        await untilUsed(page, 'table');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(20));
        await page.waitForSelector('.output-table .plane');
        assert.match(await textOf(page, '.output-table'), /near.*far.*Across: width\. Up: height\. Both in standard deviations/s);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.frame.fields.length > 0), true);
        // A text that is no table is nobody’s business.
        await paste(page, 'just words');
        assert.equal(await page.$('dialog'), null);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('is worked with the keyboard alone, on a phone, in the dark; rows are walked one by one', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=4:tanh', { width: 390, height: 844, colorScheme: 'dark' });
      try {
        await page.focus('#own-file');
        await page.keyboard.press('Enter');
        await page.waitForSelector('dialog[open]');
        await page.focus('.files-paste textarea');
        await page.evaluate((text) => {
          /** @type {HTMLTextAreaElement} */ (document.querySelector('.files-paste textarea')).value = text;
        }, flowers(30));
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.files-form');
        await settled(page);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no wider than the phone');
        const walked = await tabsTo(page, 'Use these data');
        assert.ok(walked.some((text) => text.includes('sepal width')), walked.join(' | '));
        await page.keyboard.press('Enter');
        await untilUsed(page, 'table');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(60));
        await page.waitForFunction(() => /test row 1 of 6/.test(document.querySelector('.output-rows .example-name')?.textContent ?? ''));
        await page.focus('[aria-label="Next test row"]');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => /test row 2 of 6/.test(document.querySelector('.output-rows .example-name')?.textContent ?? ''));
        await page.waitForFunction(() => /^(✓ Right: |✗ Wrong: )(alpina|borealis|campestris)/.test(document.querySelector('.output-rows .verdict')?.textContent ?? ''));
        assert.match(await textOf(page, '.row-cells'), /sepal length\s+\d\.\d+/);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no wider than the phone');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('saves the table with the run; a link without it says kindly what is missing', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=4:tanh');
      try {
        await drop(page, [{ name: 'houses.csv', bytes: houses(50) }]);
        await page.waitForSelector('.files-form');
        await settled(page);
        await page.select('.files-learn select', '0');
        await page.waitForFunction(() => document.querySelector('.files-summary')?.textContent?.startsWith('A value'));
        await settled(page);
        await press(page, 'Use these data');
        await untilUsed(page, 'measurements');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(25));
        const { hash, experiment } = await engineState(page);
        const saved = await page.evaluate(async () => {
          /** @type {Promise<Blob>} */
          const blob = new Promise((resolve) => {
            const make = URL.createObjectURL;
            URL.createObjectURL = (made) => {
              URL.createObjectURL = make;
              resolve(/** @type {Blob} */ (made));
              return make(made);
            };
          });
          HTMLAnchorElement.prototype.click = () => {};
          /** @type {HTMLElement} */ (document.querySelector('#save-file')).click();
          return (await blob).text();
        });
        await page.evaluate(() => localStorage.clear());
        await page.reload();
        await page.waitForSelector('.ready');
        assert.match(await textOf(page, '#notices'), /data of somebody’s own file, which no link can hold\. Open the file, or the run saved with it/);
        await drop(page, [{ name: 'mine.json', bytes: saved }]);
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.data === 'measurements');
        const again = await engineState(page);
        assert.deepEqual([again.hash, again.step], [hash, 25]);
        assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.network.layers[0].labels), ['area', 'age']);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ seed: '9' })), null, 'split anew from the file that was saved along');

        // Without what was saved, the file itself opens the link’s experiment.
        await page.evaluate((text) => {
          localStorage.clear();
          history.replaceState(null, '', `#${text}`);
        }, experiment);
        await page.reload();
        await page.waitForSelector('.ready');
        await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('#notices .notice .button:last-child')).click());
        await page.waitForSelector('dialog[open]');
        await drop(page, [{ name: 'houses.csv', bytes: houses(50) }], 'dialog');
        await page.waitForSelector('.files-form');
        await settled(page);
        await page.select('.files-learn select', '0');
        await page.waitForFunction(() => document.querySelector('.files-summary')?.textContent?.startsWith('A value'));
        await settled(page);
        await press(page, 'Use these data');
        await untilUsed(page, 'measurements');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(25));
        assert.equal((await engineState(page)).hash, hash);
        assert.equal(await textOf(page, '#notices'), '');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}

/** Walks by Tab to a button, and tells by what on the way. @param {Page} page @param {string} text */
async function tabsTo(page, text) {
  /** @type {string[]} */
  const walked = [];
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = /** @type {HTMLElement | null} */ (document.activeElement);
      return (element instanceof HTMLInputElement ? element.parentElement : element)?.innerText ?? '';
    });
    walked.push(at);
    if (at === text) return walked;
  }
  throw new Error(`Tab never comes to “${text}”: ${walked.join(' | ')}`);
}
