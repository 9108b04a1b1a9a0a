// The same bits in both browsers as natively and under Node.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { goldenHashes } from '../golden/hashes.mjs';
import { browsers, openPage, serveDist } from './lib/browsers.mjs';

for (const name of browsers) {
  describe(`golden hashes in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let tab;
    before(async () => {
      site = await serveDist();
      tab = await openPage(name, site.url);
    });
    after(async () => {
      await tab?.close();
      await site?.close();
    });

    for (const { hash, steps, experiment } of goldenHashes()) {
      it(`${experiment || 'the default experiment'} after ${steps} steps`, async () => {
        const got = await tab.page.evaluate(
          async (text, count, url) => {
            const { loadEngine } = await import(`${url}engine/engine.js`);
            const run = (await loadEngine()).experiment(text);
            run.advance({ steps: count });
            return run.hash();
          },
          experiment,
          steps,
          site.url,
        );
        assert.equal(got, hash);
      });
    }
  });
}
