// Checking, proving and keeping a run through the client of the page.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../../dist/engine/engine.js';
import { browsers, serveDist } from './lib/browsers.mjs';
import { openPlayground } from './playground-page.mjs';

const engine = await loadEngine();
const glia = fileURLToPath(new URL('../../build/glia', import.meta.url));
const text = 'data=circle&noise=20&layers=5:tanh,3:relu+drop0.2&patience=50';

for (const name of browsers) {
  describe(`proving a run in ${name}`, () => {
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

    /** What a script makes of the page's client. @param {string} script @param {unknown[]} values */
    const ask = (script, ...values) =>
      opened.page.evaluate(
        (body, given) => new Function('client', 'given', `return (async () => { ${body} })()`)(/** @type {any} */ (globalThis).glia.client, given),
        script,
        values,
      );

    it('writes a receipt that the native program accepts, and refuses an altered one', async () => {
      const receipt = await ask('await client.open(given[0]); await client.step(500); await client.setParameter(0, 0.5); await client.step(20); return client.receipt()', text);
      assert.match(execFileSync(glia, ['verify', receipt], { encoding: 'utf8' }), /^verified: 520 steps/);
      const altered = receipt.replace('steps=520', 'steps=521');
      assert.notEqual(spawnSync(glia, ['verify', altered]).status, 0);
      const [good, bad, judged] = await ask(
        'return [await client.verify(given[0]), await client.verify(given[1]), await client.judge(given[0], { neurons: 4 })]',
        receipt,
        altered,
      );
      assert.equal(good.ok, true);
      assert.equal(good.edits, 1);
      assert.equal(bad.ok, false);
      assert.match(bad.sentence, /changed/);
      assert.deepEqual(judged.why, ['It took 8 neurons in hidden layers; at most 4 are allowed.']);
    });

    it('keeps a run as a text and opens it again, here or elsewhere', async () => {
      const [saved, hash, reopened, again] = await ask(
        `await client.open(given[0]); await client.step(300);
         const { text } = await client.save(); await client.step(200);
         const hash = await client.hash(); await client.open('data=xor');
         const opened = await client.restore(text); await client.step(200);
         return [text, hash, opened, await client.hash()]`,
        text,
      );
      assert.equal(again, hash);
      assert.equal(reopened.step, 300);
      assert.equal(reopened.experiment, engine.check(text).experiment);
      const here = engine.restore(saved);
      here.advance({ steps: 200 });
      assert.equal(here.hash(), hash);
      const [code, still] = await ask('return [await client.restore(given[0]).catch((e) => e.code), await client.hash()]', saved.slice(0, 400));
      assert.deepEqual([code, still], ['bad_syntax', hash]);
    });

    it('checks gradients and walks one example', async () => {
      const [own, other, walk] = await ask(
        `await client.open('data=xor&layers=3:tanh'); await client.step(10);
         const own = await client.gradientCheck({ rows: 8 });
         const theirs = own.analytic.slice(); theirs[4] += 1;
         const other = await client.gradientCheck({ rows: 8, against: theirs });
         const { after, layers, loss } = await client.walk({ part: 'test', row: 2 });
         return [
           { numeric: [...own.numeric], verdicts: own.verdicts },
           { verdicts: other.verdicts },
           { after: [...after], delta: [...layers[0].delta], loss },
         ]`,
      );
      const run = engine.experiment('data=xor&layers=3:tanh');
      run.advance({ steps: 10 });
      assert.ok(own.verdicts.length === 13 && own.verdicts.every((/** @type {string} */ verdict) => verdict === 'agrees'));
      assert.deepEqual(own.numeric, [...run.gradientCheck({ rows: 8 }).numeric]);
      assert.deepEqual(other.verdicts.indexOf('differs'), 4);
      const here = run.walk({ part: 'test', row: 2 });
      assert.deepEqual(walk.after, [...here.after]);
      assert.deepEqual(walk.delta, [...here.layers[0].delta]);
      assert.equal(walk.loss, here.loss);
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
