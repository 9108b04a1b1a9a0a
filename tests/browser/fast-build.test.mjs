// The fast build in both browsers: where relaxed SIMD is there it trains as the exact one does, but for the
// last bits; where it is not, a clear error says so.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, openPage, serveDist } from './lib/browsers.mjs';

/** A module of one function: i32.const 0, splat, three times, relaxed_madd. Kept apart from the engine's own probe. */
const relaxed = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0,
  253, 15, 253, 133, 2, 11,
];

/** Sums long enough that fusing shows, and few enough steps that it stays small. */
const experiments = ['data=xor&layers=4:tanh', 'data=spiral&layers=16:tanh,16:relu&batch=20', 'data=digits8&points=200&layers=24:gelu'];

for (const name of browsers) {
  describe(`the fast build in ${name}`, () => {
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

    it('trains to within the last bits, or is refused with a reason', async (test) => {
      const got = await tab.page.evaluate(
        async (texts, url, probe) => {
          const { loadEngine } = await import(`${url}engine/engine.js`);
          const able = WebAssembly.validate(new Uint8Array(probe));
          const exact = await loadEngine();
          /** @type {any} */
          let fast;
          try {
            fast = await loadEngine({ build: 'fast' });
          } catch (/** @type {any} */ error) {
            return { able, code: error.code, message: error.message, builds: [], runs: [] };
          }
          const runs = texts.map((/** @type {string} */ text) => {
            const both = [exact, fast].map((engine) => {
              const run = engine.experiment(text);
              const { loss } = run.advance({ steps: 60 });
              return { loss, hash: run.hash(), parameters: run.parameters() };
            });
            const [a, b] = both;
            let apart = 0;
            for (const [i, value] of a.parameters.entries()) {
              const difference = Math.abs(value - b.parameters[i]);
              if (!(difference <= apart)) apart = difference;
            }
            return { text, losses: [a.loss, b.loss], apart, same: a.hash === b.hash };
          });
          return { able, code: '', message: '', builds: [exact.build, fast.build], runs };
        },
        experiments,
        site.url,
        relaxed,
      );
      test.diagnostic(got.able ? 'relaxed SIMD is there' : 'relaxed SIMD is missing');
      if (!got.able) {
        assert.equal(got.code, 'no_simd');
        assert.match(got.message, /relaxed SIMD.*exact/s);
        return;
      }
      assert.equal(got.message, '');
      assert.deepEqual(got.builds, ['exact', 'fast']);
      assert.equal(got.runs.length, experiments.length);
      for (const { text, losses, apart } of got.runs) {
        assert.ok(apart <= 1e-3, `${text}: a parameter is ${apart} apart`);
        assert.ok(Math.abs(losses[0] - losses[1]) <= 1e-3 * losses[0], `${text}: losses ${losses}`);
      }
    });
  });
}
