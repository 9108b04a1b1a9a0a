// Experiments through the JavaScript interface.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();

describe('an experiment', () => {
  it('is what its shortest string says', () => {
    const given = 'seed=3&rate=0.010&data=xor&noise=5';
    assert.equal(engine.experiment(given).format(), 'data=xor&seed=3');
    assert.deepEqual(engine.check(given).values.data, 'xor');
    assert.equal(engine.check('').experiment, '');
    assert.equal(engine.check('layers=').values.layers, '');
  });

  it('is refused with code, position and sentence', () => {
    assertRefused(() => engine.experiment('noise=77'), 'out_of_range', /noise.*0 to 50/);
    assertRefused(() => engine.check('data=plane&loss=bce'), 'conflict', /mse/);
    assertRefused(() => engine.check('nose=7'), 'unknown_name', /noise/);
    assert.throws(() => engine.check('data=xor&noise=77'), { position: 15 });
  });

  it('advances by steps, epochs and time', () => {
    const run = engine.experiment('data=xor');
    assert.equal(run.advance({ steps: 10 }).step, 10);
    const later = run.advance({ epochs: 2 });
    assert.equal(later.step, 10 + 2 * later.stepsPerEpoch);
    const last = run.advance({ milliseconds: 30 });
    assert.ok(last.step > later.step);
    assert.ok(last.loss < 0.2 && Number(last.accuracy) > 0.9, `loss ${last.loss}`);
    assertRefused(() => run.advance({}), 'bad_argument', /steps/);
    assertRefused(() => run.advance({ steps: -1 }), 'bad_argument', /steps/);
  });

  it('goes back exactly, also across a change by hand', () => {
    const run = engine.experiment('data=circle');
    run.advance({ steps: 100 });
    run.setParameter(3, 0.5);
    const edited = run.hash();
    run.advance({ steps: 100 });
    const after = run.hash();
    run.seek(40);
    run.seek(100);
    assert.equal(run.hash(), edited);
    run.seek(200);
    assert.equal(run.hash(), after);
    assert.equal(run.snapshot().edits, 1);
    run.reset();
    assert.equal(run.hash(), engine.experiment('data=circle').hash());
    assert.equal(run.snapshot().edits, 0);
    assertRefused(() => run.setParameter(1e6, 0), 'out_of_range', /parameter/);
    assertRefused(() => run.setParameter(0, Infinity), 'not_finite', /finite/);
  });

  it('takes no memory while it trains', async () => {
    const own = await loadEngine();
    const { heap } = own;
    /* Where blocks of several sizes would come to lie tells of holes in the allocator's list. Asking orders
       the list anew, so what counts is an answer given twice. */
    const places = () => {
      const answers = [0, 1, 2, 3].map(() => {
        const taken = [8, 60, 500, 4000, 30000, 250000].map((bytes) => heap.take(bytes));
        for (const at of taken.toReversed()) heap.give(at);
        return taken;
      });
      assert.deepEqual(answers[3], answers[2], 'the allocator answers differently each time');
      return answers[3];
    };
    for (const optimizer of own.settings.settings.find((/** @type {any} */ s) => s.key === 'optimizer').choices) {
      const run = own.experiment(`layers=6:relu+bn+drop0.2,6:tanh+ln+res,4:gelu&points=60&batch=7&optimizer=${optimizer.name}&rate=0.001`);
      run.advance({ steps: 1 });
      const before = { places: places(), bytes: heap.memory.buffer.byteLength };
      assert.ok(run.train(1500) && run.stepsMade() === 1501);
      heap.c.glia_play_seek(run.at, 700, heap.failure);
      assert.deepEqual({ places: places(), bytes: heap.memory.buffer.byteLength }, before, optimizer.name);
      run.free();
    }
  });

  it('keeps to the memory it may use for going back, and goes back exactly all the same', async () => {
    // Adam on a wide network: one state of parameters and two averages is more than a megabyte.
    const wide = 'layers=320:tanh,320:tanh&points=20&batch=5';
    /** @param {number} [historyBytes] */
    const travel = async (historyBytes) => {
      const own = await loadEngine();
      const begin = own.heap.memory.buffer.byteLength;
      const run = own.experiment(wide, { historyBytes });
      const hashes = [];
      for (let step = 0; step < 12; step++, run.advance({ steps: 1 })) hashes.push(run.hash());
      const grown = own.heap.memory.buffer.byteLength - begin;
      for (const step of [11, 0, 7, 3, 10]) {
        run.seek(step);
        assert.equal(run.hash(), hashes[step], `step ${step} of a run with ${historyBytes ?? 'the usual'} bytes`);
      }
      assert.equal(own.heap.memory.buffer.byteLength - begin, grown, 'seeking took memory');
      return { grown, hashes };
    };
    const usual = await travel();
    const small = await travel(4e6);
    const none = await travel(0);
    assert.deepEqual(small.hashes, usual.hashes);
    assert.deepEqual(none.hashes, usual.hashes);
    assert.ok(usual.grown - small.grown > 8e6, `${usual.grown} and ${small.grown} bytes`);
    assert.ok(none.grown <= small.grown);
    assertRefused(() => engine.experiment('', { historyBytes: -1 }), 'bad_argument', /historyBytes is -1/);
    assertRefused(() => engine.experiment('', { historyBytes: 1.5 }), 'bad_argument', /historyBytes is 1.5/);
    assertRefused(() => engine.experiment('', { historyBytes: NaN }), 'bad_argument', /historyBytes/);
    assertRefused(() => engine.experiment('', { historyBytes: 2 ** 32 }), 'out_of_range', /historyBytes/);
    assertRefused(() => engine.race(['data=xor'], { memory: 2 ** 32 }), 'out_of_range', /memory/);
  });

  it('stops when it diverges, says where, and can go back', () => {
    const run = engine.experiment('data=plane&layers=8:linear,8:linear,8:linear&optimizer=sgd&rate=10');
    const snapshot = run.advance({ steps: 10000 });
    assert.ok(snapshot.diverged, 'it did not diverge');
    assert.equal(snapshot.diverged.step, snapshot.step + 1);
    assert.match(snapshot.diverged.message, /step \d+.*learning rate/);
    assert.ok(run.parameters().every(Number.isFinite));
    assert.equal(run.advance({ steps: 5 }).step, snapshot.step);
    assert.equal(run.seek(1).diverged, null);
    assert.equal(run.snapshot().step, 1);
  });

  it('shows its points, split as asked', () => {
    const { count, x, y, test, range } = engine.experiment('points=200&test=30').dataset();
    assert.equal(count, 200);
    assert.equal(test.reduce((a, b) => a + b, 0), 60);
    assert.equal(y.reduce((a, b) => a + b, 0), 100);
    assert.ok(x.every((v) => Math.abs(v) <= range));
  });

  it('keeps the losses of its way, thinned evenly', () => {
    const run = engine.experiment('');
    run.advance({ steps: 5000 });
    const { steps, loss, testLoss } = run.history();
    assert.ok(steps.length > 500 && steps.length <= 1024);
    assert.equal(loss.length, steps.length);
    assert.equal(testLoss.length, steps.length);
    const gap = steps[1];
    steps.forEach((step, i) => assert.equal(step, i * gap));
    run.seek(steps[300]);
    assert.equal(Math.fround(run.snapshot().loss), loss[300]);
  });

  it('draws every neuron: orientation, scale and colours', () => {
    const run = engine.experiment('layers=2:tanh');
    run.setPalette({ negative: [255, 0, 0], zero: [0, 255, 0], positive: [0, 0, 255] });
    const size = 16;
    const { pixels, scales } = run.fields(size);
    const neurons = 2 + 2 + 1;
    assert.equal(pixels.length, 4 * neurons * size * size);
    assert.equal(scales.length, neurons);
    const at = (neuron, row, column) => [...pixels.slice(4 * ((neuron * size + row) * size + column)).slice(0, 4)];
    // x1 rises to the right, x2 upwards.
    assert.deepEqual(at(0, 5, 0), [255, 0, 0, 255]);
    assert.deepEqual(at(0, 5, 15), [0, 0, 255, 255]);
    assert.deepEqual(at(1, 0, 5), [0, 0, 255, 255]);
    assert.deepEqual(at(1, 15, 5), [255, 0, 0, 255]);
    assert.ok(Math.abs(scales[0] - (6 - 6 / 16)) < 1e-6);
    assert.deepEqual(run.field(1, 1, size), pixels.slice(4 * 3 * size * size, 4 * 4 * size * size));
    assert.deepEqual(run.fields(size, { outputsOnly: true }).pixels, pixels.slice(4 * 4 * size * size));
    assertRefused(() => run.field(3, 0, size), 'out_of_range', /layer 3/);
    assertRefused(() => run.fields(5000), 'out_of_range', /pixels/);
  });

  it('keeps no grid of sizes that are no longer asked for, and nothing once it is freed', () => {
    const run = engine.experiment('');
    run.fields(100);
    const before = engine.heap.memory.buffer.byteLength;
    for (let size = 60; size < 100; size++) run.fields(size);
    assert.ok(engine.heap.memory.buffer.byteLength < before + 16e6);
    run.free();
    for (const call of [() => run.fields(8), () => run.gridInputs(8), () => run.parameters(), () => run.snapshot(),
      () => run.setPalette({ negative: [0, 0, 0], zero: [0, 0, 0], positive: [0, 0, 0] })]) {
      assertRefused(call, 'bad_argument', /freed/);
    }
  });

  it('has no accuracy where the data has values', () => {
    assert.equal(engine.experiment('data=plane').snapshot().accuracy, null);
  });

  it('paints values somebody else computed as it paints its own', () => {
    const run = engine.experiment('layers=3:relu,4:tanh');
    const size = 12;
    const own = run.fields(size);
    let values = run.gridInputs(size);
    let unit = 2;
    run.shape.layers.forEach((layer, l) => {
      const p = run.parameters();
      const weights = p.slice(layer.weights, layer.biases);
      const biases = p.slice(Number(layer.biases), Number(layer.biases) + layer.units);
      const plus = engine.layer(values, size * size, weights, biases, 'relu');
      const minus = engine.layer(values, size * size, weights.map((w) => -w), biases.map((b) => -b), 'relu');
      values = run.activate(l, plus, minus);
      const { pixels } = run.paint(l, values, size);
      assert.deepEqual(pixels, own.pixels.slice(4 * unit * size * size, 4 * (unit + layer.units) * size * size));
      unit += layer.units;
    });
    const holes = run.paint(0, new Float32Array(3 * size * size).fill(NaN), size);
    assert.ok(holes.pixels.every((byte) => byte === 0));
  });
});
