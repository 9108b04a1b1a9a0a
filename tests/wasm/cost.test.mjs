// What networks cost that are not opened: their size, and the time of one layer.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sizeOf, timeLayer } from '../../web/engine/cost.js';
import { assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();

describe('the size of a network', () => {
  it('is that of the opened one', () => {
    for (const text of ['', 'data=xor&layers=4:tanh', 'data=digits8&layers=32:relu+bn,16:relu+res']) {
      const run = engine.experiment(text);
      const { parameters, operationsPerExample, operationsPerStep } = run.cost();
      const widths = [run.shape.inputs, ...run.shape.layers.map(({ units }) => units)];
      assert.deepEqual(sizeOf(engine, text), { experiment: run.format(), widths, parameters, operationsPerExample, operationsPerStep });
      run.free();
    }
    assert.deepEqual(sizeOf(engine, '').widths, [2, 8, 8, 1]);
  });

  it('takes no memory for good', () => {
    sizeOf(engine, 'data=digits8&layers=256:relu,256:relu');
    const before = engine.heap.memory.buffer.byteLength;
    for (let i = 0; i < 20; i += 1) sizeOf(engine, 'data=digits8&layers=256:relu,256:relu');
    assert.equal(engine.heap.memory.buffer.byteLength, before);
  });

  it('is refused where the experiment is', () => {
    assertRefused(() => sizeOf(engine, 'layers=0:relu'), 'out_of_range', /./);
  });
});

describe('the time of a layer', () => {
  it('grows with its weights', () => {
    const [narrow, wide] = [32, 256].map((width) => timeLayer(engine, width, width));
    assert.equal(wide.weights, 64 * narrow.weights);
    // 64 times as long on a quiet machine; here only that it is no matter of the call itself.
    for (const way of /** @type {const} */ (['forward', 'backward'])) assert.ok(narrow[way] > 0 && wide[way] > 8 * narrow[way], `${way}: ${narrow[way]} and ${wide[way]} ms`);
  });

  it('is refused for sizes that are none', () => {
    assertRefused(() => timeLayer(engine, 4, 4, { rows: 0 }), 'bad_argument', /rows is 0/);
    assertRefused(() => timeLayer(engine, 4, 0), 'out_of_range', /./);
    assertRefused(() => timeLayer(engine, 0, 4), 'bad_argument', /./);
  });
});
