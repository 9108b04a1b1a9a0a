// On a phone the player lies over the page: reaching it by keyboard must leave the page where it is.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { openPlayground } from './playground-page.mjs';

for (const name of browsers) {
  it(`the focus in the player scrolls nothing in ${name}`, async () => {
    const site = await serveDist();
    const { page, problems, close } = await openPlayground(name, site, '', { width: 390, height: 844 });
    try {
      await page.focus('#play');
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      assert.equal(await page.evaluate(() => scrollY), 0);
      assert.deepEqual(problems, []);
    } finally {
      await close();
      await site.close();
    }
  });
}
