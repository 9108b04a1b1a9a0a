// Every page of the learning side without a mouse: walked by Tab from its head to its end, on a wide and a narrow
// window, and all that is on it worked by keys.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, openPage, serveDist } from './lib/browsers.mjs';
import { arriveAt, learnPages, nameless, walkByTab } from './keys-page.mjs';

const pages = await learnPages();

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`by keyboard in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let opened;
    const stay = name === 'firefox';
    before(async () => {
      opened = await openPage(name, `${site.url}${pages[0]}`, { width: 1440, height: 900, reducedMotion: true, timeout: 60_000 });
    });
    after(() => opened?.close());

    it('has pages to walk', () => assert.ok(pages.length >= 13, pages.join(', ')));

    for (const path of pages) {
      it(`${path}: each stop once, in order, in sight, named`, async (t) => {
        const { page } = opened;
        await page.setViewport({ width: 1440, height: 900 });
        await arriveAt(page, site.url + path);
        const wide = await walkByTab(page, { stay });
        t.diagnostic(`${path}: ${wide.stops} stops`);
        assert.ok(wide.stops > 3, 'it has hardly a stop');
        assert.deepEqual(wide.faults, []);
        if (name === 'chromium') assert.deepEqual(await nameless(page), []);
        await page.setViewport({ width: 390, height: 844 });
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));
        assert.deepEqual((await walkByTab(page, { stay })).faults, []);
      });
    }

    it('had nothing to complain of', () => {
      assert.deepEqual(opened.problems, []);
    });
  });
}
