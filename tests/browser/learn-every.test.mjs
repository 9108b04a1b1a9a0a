// Every lesson, with all of its widgets awake: light to load, within the width of a phone, in order for those who listen.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readContent } from '../../web/tools/learn.mjs';
import { accessibilityProblems, serveDist } from './lib/browsers.mjs';
import { openLesson, wakeAll } from './learn-page.mjs';

/** What a lesson's page may weigh, packed, before an editor is opened. */
const most = 250 * 1024;

const { lessons } = await readContent();

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** Packed bytes of files of the site. @param {string[]} urls */
async function weight(urls) {
  let bytes = 0;
  for (const url of urls) bytes += gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer()), { level: 9 }).length;
  return bytes;
}

describe('every lesson', () => {
  for (const { name } of lessons) {
    it(name, async () => {
      const { page, problems, close } = await openLesson('chromium', site, `learn/${name}.html`, { width: 390, height: 844, colorScheme: 'dark' });
      try {
        /** @type {Set<string>} */
        const asked = new Set([page.url()]);
        page.on('request', (request) => asked.add(request.url().split('#')[0]));
        await page.reload();
        await wakeAll(page);
        const own = [...asked].filter((url) => url.startsWith(site.url));
        assert.ok(own.some((url) => url.endsWith('.wasm')), 'what the engine’s worker loads was not counted');
        assert.ok(!own.some((url) => /editor/.test(url)), 'an editor was loaded');
        const bytes = await weight(own);
        assert.ok(bytes < most, `${bytes} bytes in ${own.length} files`);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, 'the page is wider than a phone');
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  }
});
