// Every lesson, walked from its head to its end: each widget comes to life, each try has something it can look at, each
// quiz answers when it is asked, and the page has nothing to complain of.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readContent } from '../../web/tools/learn.mjs';
import { openPage, serveDist } from './lib/browsers.mjs';
import { arrive, checked } from './quiz-page.mjs';

const { lessons } = await readContent();

let site = /** @type {Awaited<ReturnType<typeof serveDist>>} */ (/** @type {any} */ (null));
before(async () => {
  site = await serveDist();
});
after(() => site.close());

describe('in Chromium', () => {
  for (const { name, read } of lessons) {
    test(`${name}: ${read.widgets.length} widgets`, async () => {
      const { page, problems, close } = await openPage('chromium', `${site.url}learn/${name}.html`, { width: 1100, height: 900, reducedMotion: true });
      try {
        await page.waitForSelector('.widget');
        for (const { id } of read.widgets) await arrive(page, id);
        // An empty answer is judged kindly, and is no try.
        for (const { id } of read.widgets.filter(({ kind }) => ['choice', 'predict-output', 'blank', 'order'].includes(kind))) assert.equal((await checked(page, id)).is, 'open', id);
        assert.deepEqual(await page.$$eval('.try .verdict', (all) => all.map((each) => each.textContent).filter(Boolean)), []);
        assert.deepEqual(await page.$$eval('.try .question-state', (all) => all.map((each) => each.textContent).filter((text) => text?.startsWith('Done'))), [], 'nothing is done by itself');
        assert.equal(await page.$eval('#progress', (progress) => /\d+ of \d+ points/.exec(progress.textContent ?? '')?.[0].startsWith('0 of')), true);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  }
});
