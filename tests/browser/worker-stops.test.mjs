// Stop conditions, rates of a schedule, and settings slid over in one gesture, through the worker.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { browsers, serveDist } from './lib/browsers.mjs';
import { openClient } from './worker-page.mjs';

const engine = await loadEngine();
const circle = 'data=circle&points=100&layers=4:tanh&rate=0.03&batch=8';

/** The first epoch end at which a run trained here meets a condition. @param {(now: any) => boolean} holds @param {number} [from] epochs made before */
function firstEnd(holds, from = 0) {
  const run = engine.experiment(circle);
  let now = run.advance({ epochs: from });
  do now = run.advance({ epochs: 1 });
  while (!holds(now) && now.epoch < 500);
  const met = { step: now.step, hash: run.hash() };
  run.free();
  return met;
}

for (const name of browsers) {
  describe(`stopping in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openClient>>} */
    let opened;
    before(async () => {
      site = await serveDist();
      opened = await openClient(name, site);
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    /** Plays until it stops by itself. @param {any} conditions @param {any} pace @param {number} [first] steps made before */
    const stopped = (conditions, pace, first = 0) =>
      opened.page.evaluate(async ({ text, stops, speed, steps }) => {
        const { client } = /** @type {any} */ (globalThis);
        await client.open(text);
        await client.step(steps);
        await client.stopAt(stops);
        await client.play(speed);
        for (;;) {
          const { playing, step, halted } = await client.frame();
          if (!playing) return { step, halted, hash: await client.hash() };
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }, { text: circle, stops: conditions, speed: pace, steps: first });

    it('happens at the first epoch end that meets a condition, at any pace', async () => {
      const cases = [
        { conditions: { epoch: 7 }, halted: 'epoch', expected: firstEnd(({ epoch }) => epoch >= 7) },
        { conditions: { testLoss: 0.35 }, halted: 'testLoss', expected: firstEnd(({ testLoss }) => testLoss <= 0.35) },
        { conditions: { testAccuracy: 0.9, epoch: 400 }, halted: 'testAccuracy', expected: firstEnd(({ testAccuracy }) => testAccuracy >= 0.9) },
      ];
      for (const { conditions, halted, expected } of cases) {
        for (const pace of [{}, { stepsPerSecond: 3000 }, { stepsPerSecond: 317 }]) {
          assert.deepEqual(await stopped(conditions, pace), { ...expected, halted });
        }
        assert.deepEqual(await stopped(conditions, {}, 3), { ...expected, halted }, 'also from the middle of an epoch');
      }
    });

    it('does not happen again at once, but when the condition begins to hold anew', async () => {
      const { step } = firstEnd(({ epoch }) => epoch >= 7);
      const on = await stopped({ epoch: 7, testLoss: 0.35 }, {}, step);
      assert.deepEqual(on, { ...firstEnd(({ testLoss }) => testLoss <= 0.35, 7), halted: 'testLoss' });
    });

    it('refuses what makes no sense, and keeps what was asked for', async () => {
      const said = await opened.page.evaluate(async () => {
        const { client } = /** @type {any} */ (globalThis);
        const refused = (/** @type {any} */ wish) => client.stopAt(wish).then(() => 'taken', (/** @type {any} */ error) => error.message);
        return [await refused({ epoch: 0 }), await refused({ epoch: 2.5 }), await refused({ testLoss: -1 }), await refused({ testAccuracy: 2 }), await refused({})];
      });
      assert.deepEqual(said, [
        'An epoch to stop at is a whole number from 1, not 0.',
        'An epoch to stop at is a whole number from 1, not 2.5.',
        'A test loss to stop at is a number from 0, not -1.',
        'A test accuracy to stop at is a share from 0 to 1, not 2.',
        'taken',
      ]);
    });

    it('leaves one run to come back to after a gesture of many values', async () => {
      const got = await opened.page.evaluate(async (text) => {
        const { client } = /** @type {any} */ (globalThis);
        await client.open(text);
        await client.step(50);
        const hash = await client.hash();
        const first = await client.branch({ rate: 0.1 });
        await client.step(9);
        const second = await client.branch({ rate: 0.3 }, { instead: true });
        const there = await client.hash();
        const fresh = await client.open(`${text}&noise=10`, undefined, { instead: true });
        const back = await client.undo();
        return { hash, first, second, there, fresh, back, again: await client.hash(), redone: (await client.redo()).experiment };
      }, circle);
      assert.deepEqual([got.first.from, got.first.live], [50, true]);
      assert.ok(got.first.kept.before > 0);
      assert.deepEqual([got.second.from, got.second.kept, got.second.values.rate], [50, got.first.kept, '0.3']);
      assert.equal(got.there, got.hash, 'it goes on from the run before the gesture');
      assert.deepEqual([got.fresh.step, got.fresh.kept], [0, got.first.kept]);
      assert.deepEqual([got.back.step, got.back.kept, got.again], [50, { before: got.first.kept.before - 1, after: 1 }, got.hash]);
      assert.equal(got.redone, got.fresh.experiment);
    });

    it('knows the rates a schedule has on the way', async () => {
      const rates = await opened.page.evaluate(async () => {
        const { client } = /** @type {any} */ (globalThis);
        await client.open('data=xor&schedule=cosine&horizon=1000&rate=0.1');
        return [...(await client.rates(1000, 5))];
      });
      const expected = [0, 0.25, 0.5, 0.75, 1].map((part) => (0.1 * (1 + Math.cos(Math.PI * part))) / 2);
      rates.forEach((rate, i) => assert.ok(Math.abs(rate - expected[i]) <= 1e-12, `${rate} is not ${expected[i]}`));
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
