// Looking into the run through the client of the page: what the worker hands over is what the engine says.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { browsers, serveDist } from './lib/browsers.mjs';
import { openClient } from './worker-page.mjs';

/** As it arrives from the browser, where -0 is 0. @param {unknown} value */
const plain = (value) => JSON.parse(JSON.stringify(value));

const engine = await loadEngine();
const text = 'data=xor&layers=4:tanh,3:relu&batch=5';

for (const name of browsers) {
  describe(`looking into a run in ${name}`, () => {
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

    it('explains a weight, and tells statistics and findings', async () => {
      const got = await opened.page.evaluate(async (experiment) => {
        const { client } = /** @type {any} */ (globalThis);
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

    it('measures, counts, and answers layer by layer', async () => {
      const experiment = 'data=blobs&classes=3&layers=4:tanh';
      const got = await opened.page.evaluate(async (text) => {
        const { client } = /** @type {any} */ (globalThis);
        await client.open(text);
        await client.step(30);
        return {
          test: await client.metrics(),
          train: await client.metrics({ part: 'train' }),
          cost: await client.cost(),
          activations: (await client.activations(Float32Array.of(1, 2))).map((/** @type {any} */ { pre, post }) => [[...pre], [...post]]),
          refused: await client.metrics({ part: 'all' }).catch((/** @type {any} */ error) => error.message),
        };
      }, experiment);
      const run = engine.experiment(experiment);
      run.advance({ steps: 30 });
      assert.deepEqual(plain(got.test), plain(run.measure()));
      assert.deepEqual(plain(got.train), plain(run.measure({ part: 'train' })));
      assert.ok(got.cost.millisecondsPerStep > 0 && got.cost.parameters === run.shape.parameterCount);
      assert.deepEqual(plain(got.activations), plain(run.activations([1, 2]).map(({ pre, post }) => [[...pre], [...post]])));
      assert.match(got.refused, /part.*test or train/);
    });

    it('computes a loss surface while training goes on, and follows the weights on it', async () => {
      const got = await opened.page.evaluate(async () => {
        const { client } = /** @type {any} */ (globalThis);
        await client.open('data=circle&layers=4:tanh');
        const none = await client.surfaceAt().catch((/** @type {any} */ error) => error.message);
        await client.step(50);
        await client.play();
        /** @type {any[]} */
        const parts = [];
        const first = await client.frame();
        const surface = await client.surface({ points: 40 }, { onPart: (/** @type {any} */ part) => parts.push(part) });
        const last = await client.frame();
        const at = await client.surfaceAt();
        await client.pause();
        const now = await client.frame();
        const still = await client.surfaceAt();
        const stale = client.surface({ points: 100 }).catch((/** @type {any} */ error) => error.code);
        await client.open('data=xor');
        return {
          none, at, still, loss: now.loss, left: parts.map(({ left }) => left), trained: last.step - first.step,
          computed: parts[0] ? parts[0].loss.filter(Number.isFinite).length : 0,
          surface: { ...surface, loss: [...surface.loss] },
          stale: await stale,
          gone: await client.surfaceAt().catch((/** @type {any} */ error) => error.message),
        };
      });
      assert.match(got.none, /no loss surface/);
      assert.match(got.gone, /no loss surface/);
      assert.equal(got.stale, 'closed');
      const { side, a, b, loss, left } = got.surface;
      assert.deepEqual([side, a.length, b.length, loss.length, left], [81, 81, 81, 81 * 81, 0]);
      assert.ok(loss.every((/** @type {any} */ value) => value > 0));
      assert.ok(got.left.length > 0, 'no part came before the whole');
      assert.ok(got.left.every((/** @type {number} */ each, /** @type {number} */ i) => each < (i ? got.left[i - 1] : 81 * 81)));
      assert.equal(got.computed, 81 * 81 - got.left[0]);
      assert.ok(got.trained > 0, 'training stood still meanwhile');
      assert.ok(Math.abs(got.at.a) + Math.abs(got.at.b) > 0);
      assert.equal(got.still.loss, got.loss);
    });

    it('draws classes, signs and weights', async () => {
      const got = await opened.page.evaluate(async () => {
        const { client } = /** @type {any} */ (globalThis);
        const palette = { negative: [10, 0, 0], zero: [20, 0, 0], positive: [30, 0, 0] };
        const classes = [[1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4]];
        const reds = (/** @type {Uint8ClampedArray} */ pixels) => [...new Set([...pixels].filter((_, i) => i % 4 === 0))].sort((x, y) => x - y);
        await client.open('data=blobs&classes=4&layers=6:tanh');
        await client.step(200);
        await client.view({ size: 8, outputSize: 16, palette });
        const without = (await client.frame()).classes;
        await client.view({ size: 8, outputSize: 16, palette, classes, discrete: true });
        const frame = await client.frame();
        const sharp = reds(frame.classes);
        const length = frame.classes.length;
        client.recycle(frame);
        const detached = frame.classes.byteLength;
        await client.view({ size: 8, outputSize: 16, palette, classes: classes.slice(1) });
        const few = await client.frame().catch((/** @type {any} */ error) => error.code);
        await client.view({ size: 8, outputSize: 16, palette, classes, discrete: true });
        await client.open('data=xor&layers=4:tanh');
        const two = await client.frame();
        await client.open('data=digits8&points=40&layers=5:relu');
        const image = (await client.frame()).classes;
        const weights = await client.weightImages(0, 2, 16);
        return { without, sharp, length, detached, few, two: [two.classes, reds(two.output)], image, weights: [weights.pixels.length, weights.scales.length, weights.side] };
      });
      assert.deepEqual([got.without, got.image], [null, null]);
      assert.deepEqual(got.sharp, [1, 2, 3, 4]);
      assert.deepEqual([got.length, got.detached, got.few], [4 * 16 * 16, 0, 'wrong_shape']);
      assert.deepEqual(got.two, [null, [10, 30]]);
      assert.deepEqual(got.weights, [2 * 4 * 256, 2, 16]);
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
