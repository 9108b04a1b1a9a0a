// Every page of the learning side as it is shipped, walked from its head to its end: nothing to complain of, in order for
// keyboard and screen reader in light and dark, nothing that runs out on a phone, and what it weighs.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readContent } from '../../web/tools/learn.mjs';
import { accessibilityProblems, serveDist } from './lib/browsers.mjs';
import { bytesOf } from './lib/first-load.mjs';
import { openLesson, wakeAll } from './learn-page.mjs';

/** What a page may weigh as it travels, packed, with all its figures, before an editor is opened. */
const most = 250 * 1024;

const { lessons, pages } = await readContent();
const all = [...lessons, ...pages].map(({ name, read }) => ({ path: `learn/${name}.html`, widgets: read.widgets.length }));
const plain = ['learn.html', 'learn/glossary.html'].map((path) => ({ path, widgets: 0 }));

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** Figures that did not start, stand empty or have lost their size. @param {import('puppeteer-core').Page} page */
const lifeless = (page) =>
  page.$$eval('.widget', (widgets) =>
    widgets.filter((widget) => {
      const place = widget.querySelector(':scope > .place');
      return !widget.classList.contains('alive') || !place?.firstElementChild || place.getBoundingClientRect().height < 24 || place.querySelector('[role="alert"]:not(:empty):not([hidden])');
    }).map(({ id }) => id));

/** @param {import('puppeteer-core').Page} page */
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** One page, as one learner sees it. @param {'chromium' | 'firefox'} name @param {string} path @param {Parameters<typeof openLesson>[3]} options @param {(page: import('puppeteer-core').Page) => Promise<void>} then */
async function walk(name, path, options, then) {
  const { page, problems, close } = await openLesson(name, site, path, { reducedMotion: true, timeout: 60_000, ...options });
  try {
    await wakeAll(page);
    assert.deepEqual(await lifeless(page), []);
    await then(page);
    assert.equal(await overflow(page), 0);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
}

describe('in Chromium', () => {
  for (const { path, widgets } of [...all, ...plain]) {
    it(`${path} in daylight: ${widgets} widgets, all alive, little to load`, async (t) => {
      await walk('chromium', path, { colorScheme: 'light' }, async (page) => {
        const files = await bytesOf(page);
        const sum = files.reduce((total, { bytes }) => total + bytes, 0);
        const list = files.toSorted((a, b) => b.bytes - a.bytes).map(({ path: of, bytes }) => `${bytes} ${of}`);
        t.diagnostic(`${path}: ${(sum / 1024).toFixed(0)} KB in ${files.length} files`);
        assert.ok(files.every(({ bytes }) => bytes > 0), list.join('\n'));
        assert.ok(!files.some((file) => /editor|codemirror/.test(file.path)), 'an editor was loaded');
        assert.ok(sum < most, `${sum} bytes:\n${list.join('\n')}`);
        assert.deepEqual(await accessibilityProblems(page), []);
      });
    });

    it(`${path} on a phone at night`, () =>
      walk('chromium', path, { colorScheme: 'dark', width: 390, height: 844 }, async (page) => {
        assert.deepEqual(await accessibilityProblems(page), []);
      }));
  }

  it('a long list of contents follows the reader, in groups', async () => {
    const { page, close } = await openLesson('chromium', site, 'learn/reference.html');
    try {
      assert.ok((await page.$$('.contents .group')).length >= 5);
      await page.$eval('#clip', (element) => element.scrollIntoView());
      await page.waitForFunction(() => {
        const [here, list] = ['.contents a.here', '.contents'].map((selector) => document.querySelector(selector)?.getBoundingClientRect());
        return here && list && here.top >= list.top && here.bottom <= list.bottom && list.bottom <= innerHeight && (document.querySelector('.contents')?.scrollTop ?? 0) > 0;
      });
    } finally {
      await close();
    }
  });
});

describe('in Firefox', () => {
  for (const path of ['learn/layers.html', 'learn/trouble.html']) {
    it(path, () => walk('firefox', path, {}, async () => {}));
  }
});
