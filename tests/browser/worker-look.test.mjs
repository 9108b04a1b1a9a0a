// Looking into the run through the client of the page: what the worker hands over is what the engine says.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { browsers, serveDist } from './lib/browsers.mjs';
import { openPlayground } from './playground-page.mjs';

/** As it arrives from the browser, where -0 is 0. @param {unknown} value */
const plain = (value) => JSON.parse(JSON.stringify(value));

const engine = await loadEngine();
const text = 'data=xor&layers=4:tanh,3:relu&batch=5';

for (const name of browsers) {
  describe(`looking into a run in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    before(async () => {
      site = await serveDist();
      opened = await openPlayground(name, site);
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    it('explains a weight, and tells statistics and findings', async () => {
      const got = await opened.page.evaluate(async (experiment) => {
        const { client } = /** @type {any} */ (globalThis).glia;
        await client.open(experiment);
        await client.step(40);
        const refused = await client.ledger(1e6).catch((/** @type {any} */ error) => error.code);
        return {
          ledger: await client.ledger(3, { example: 2 }),
          statistics: await client.statistics({ bins: 8, weights: [-2, 2] }),
          findings: await client.doctor(),
          refused,
        };
      }, text);
      const run = engine.experiment(text);
      run.advance({ steps: 40 });
      assert.deepEqual(plain(got.ledger), plain(run.ledger(3, { example: 2 })));
      assert.deepEqual(plain(got.statistics), plain(run.statistics({ bins: 8, weights: [-2, 2] })));
      assert.equal(got.statistics.layers[0].weights.bins.length, 8);
      assert.deepEqual(plain(got.findings), plain(run.doctor()));
      assert.equal(got.refused, 'out_of_range');
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
