// Data through the worker's messages: points that a page brings along, curves, images, several classes.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { browsers, openPage, serveDist } from './lib/browsers.mjs';

for (const name of browsers) {
  describe(`the worker in ${name}`, () => {
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

    /**
     * Asks a fresh worker one question after the other. Arrays in questions are { floats } or { bytes };
     * in answers they become plain ones.
     * @param {any[]} questions
     * @returns {Promise<any[]>} values, or errors
     */
    const ask = (questions) =>
      tab.page.evaluate(
        async (list, url) => {
          const worker = new Worker(`${url}engine/worker.js`, { type: 'module' });
          const next = () => new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
          const plain = (/** @type {any} */ value) =>
            ArrayBuffer.isView(value)
              ? Array.from(/** @type {any} */ (value))
              : typeof value === 'object' && value && !Array.isArray(value)
                ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
                : value;
          const array = (/** @type {any} */ value) =>
            value?.floats ? Float32Array.from(value.floats) : value?.bytes ? Uint8Array.from(value.bytes) : value;
          await next();
          const answers = [];
          for (const [id, question] of list.entries()) {
            worker.postMessage({ id, ...Object.fromEntries(Object.entries(question).map(([key, each]) => [key, array(each)])) });
            const { value, error } = /** @type {any} */ (await next());
            answers.push(plain(error ?? value));
          }
          worker.terminate();
          return answers;
        },
        questions,
        site.url,
      );

    it('reads files, packed or not, and trains on what is chosen of them', async () => {
      const rows = Array.from({ length: 30 }, (_, i) => `${i % 3},${(i * 7) % 5},${i},${'abc'[i % 3]}`).join('\n');
      const bytes = { bytes: [...gzipSync(`x,y,z,kind\n${rows}\n`)] };
      const images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 255];
      const labels = [0, 0, 8, 1, 0, 0, 0, 2, 4, 9];
      const [early, sheet, chosen, refused, album, broken] = await ask([
        { type: 'table', options: {} },
        { type: 'csv', bytes, options: null },
        { type: 'table', options: { seed: 3 } },
        { type: 'table', options: { target: 9 } },
        { type: 'idx', bytes: { bytes: [...gzipSync(Uint8Array.from(images))] }, labels: { bytes: labels } },
        { type: 'csv', bytes: { bytes: [0x1f, 0x8b, 8, 0] }, options: null },
      ]);
      assert.match(early.message, /No table was read yet/);
      assert.deepEqual([sheet.rows, sheet.columns.map((/** @type {any} */ c) => c.kind)], [30, ['numbers', 'numbers', 'numbers', 'text']]);
      assert.deepEqual([chosen.experiment, chosen.names, chosen.classes], ['data=table&classes=3&columns=3', ['x', 'y', 'z'], ['a', 'b', 'c']]);
      assert.match(refused.message, /no column 10/);
      assert.deepEqual([album.count, album.x, album.y], [2, [0, 1], [4, 9]]);
      assert.equal(broken.code, 'bad_syntax');
      const floats = (/** @type {any} */ key) => ({ floats: chosen[key] });
      const [opened, after] = await ask([
        { type: 'open', experiment: chosen.experiment, x: floats('x'), y: floats('y'), test: { bytes: chosen.test } },
        { type: 'epoch', epochs: 40 },
      ]);
      assert.deepEqual(opened.network.layers[0], { name: 'inputs', units: 3, labels: ['column 1', 'column 2', 'column 3'] });
      assert.deepEqual(opened.network.space, 'table');
      assert.ok(after.testAccuracy > 0.9, `${after.testAccuracy}`);
    });

    it('opens points that are given, and refuses those that do not fit', async () => {
      const x = { floats: [-1, -1, 1, 1, -1, 1, 1, -1, 0, 2, 2, 0] };
      const y = { floats: [0, 0, 1, 1, 2, 2] };
      const [opened, frame, predicted, refused, wrong] = await ask([
        { type: 'open', experiment: 'data=points&classes=3&layers=2:tanh', x, y, test: { bytes: [1, 0, 0, 0, 0, 1] } },
        { type: 'frame' },
        { type: 'predict', x: { floats: [0.5, 0.5] } },
        { type: 'open', experiment: 'data=points', x, y },
        { type: 'open', experiment: '', x: [1, 2] },
      ]);
      assert.deepEqual([opened.dataset.test, opened.dataset.x, opened.dataset.y], [[1, 0, 0, 0, 0, 1], x.floats, y.floats]);
      assert.deepEqual([opened.network.classes, opened.network.outputs, opened.network.space], [3, 3, 'plane']);
      assert.deepEqual(opened.network.layers[0].labels, ['x₁', 'x₂']);
      assert.equal(frame.output.length, 4 * 3 * frame.outputSize ** 2);
      assert.equal(frame.curve, null);
      assert.equal(predicted.length, 3);
      assert.equal(refused.code, 'out_of_range');
      assert.match(wrong.message, /x.*floats/);
    });

    it('sends a curve where there is one coordinate', async () => {
      const [opened, frame, curve] = await ask([
        { type: 'open', experiment: 'data=sine&features=x1,x2,x1sq&layers=3:tanh' },
        { type: 'frame' },
        { type: 'curve', size: 120 },
      ]);
      assert.deepEqual([opened.network.task, opened.network.space, opened.dataset.inputs], ['values', 'line', 1]);
      assert.deepEqual(opened.network.layers[0].labels, ['x₁', 'x₁²']);
      assert.equal(frame.outputSize, 120);
      assert.equal(curve.length, 6 * 120);
      assert.deepEqual(frame.curve, curve);
    });

    it('sends images, no heat maps of them, and reads a drawing', async () => {
      const drawn = new Array(400).fill(0).fill(1, 150, 170);
      const [opened, frame, framed, empty, small, answer, digits, refused] = await ask([
        { type: 'open', experiment: 'data=digits28&points=20&layers=2:relu' },
        { type: 'frame' },
        { type: 'normalizeDigit', drawn: { floats: drawn }, width: 20, height: 20 },
        { type: 'normalizeDigit', drawn: { floats: drawn.map(() => 0) }, width: 20, height: 20 },
        { type: 'normalizeDigit', drawn: { floats: drawn }, width: 20, height: 20, size: 8 },
        { type: 'predict', x: { floats: new Array(784).fill(0.5) } },
        { type: 'digits', count: 3, size: 8, seed: 4 },
        { type: 'at', x1: 0, x2: 0 },
      ]);
      assert.deepEqual([opened.network.space, opened.network.classes, opened.dataset.x.length], ['image', 10, 784 * 20]);
      assert.deepEqual(opened.network.layers[0].labels, []);
      assert.deepEqual([frame.fields, frame.output, frame.scales, frame.curve], [[], [], [], null]);
      assert.ok(frame.loss > 0 && frame.parameters.length === 785 * 2 + 3 * 10);
      assert.deepEqual([framed.length, empty, small.length, answer.length, digits.x.length, digits.y.length], [784, null, 64, 10, 192, 3]);
      assert.equal(refused.code, 'conflict');
    });
  });
}
