// The engine's JavaScript interface: names, shapes, and what it says to wrong calls.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertClose, assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();
const near = { atol: 1e-6, rtol: 1e-6 };

describe('loading', () => {
  it('tells version and build, and publishes the settings table', () => {
    assert.match(engine.version, /^\d+\.\d+\.\d+$/);
    assert.equal(engine.build, 'exact');
    const keys = engine.settings.settings.map((s) => s.key);
    for (const key of ['data', 'noise', 'features', 'layers', 'loss', 'optimizer', 'rate', 'batch', 'seed']) {
      assert.ok(keys.includes(key), key);
    }
  });

  it('refuses a build there is not', async () => {
    await assert.rejects(loadEngine({ build: 'turbo' }), { code: 'unknown_name', message: /exact/ });
  });

  it('takes the fast build only where it is asked for and can run', async () => {
    const fast = await loadEngine({ build: 'fast' }).catch((/** @type {any} */ error) => error);
    if (fast.code) assert.deepEqual([fast.code, /relaxed SIMD/.test(fast.message)], ['no_simd', true]);
    else assert.equal(fast.build, 'fast');
  });

  it('refuses a module that is not the engine', async () => {
    const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    await assert.rejects(loadEngine({ wasm: empty }));
  });

  it('gives every engine a memory of its own', async () => {
    const other = await loadEngine();
    const run = other.experiment('');
    const before = run.hash();
    engine.experiment('').advance({ steps: 5 });
    assert.equal(run.hash(), before);
  });
});

describe('a network', () => {
  const options = { inputs: 3, layers: '4:tanh,2:linear', loss: 'mse', seed: 3 };

  it('keeps its parameters as weights [units][inputs], then biases, layer by layer', () => {
    const net = engine.network(options);
    assert.equal(net.parameterCount, 3 * 4 + 4 + 4 * 2 + 2);
    const values = Float32Array.from({ length: net.parameterCount }, (_, i) => (i - 10) / 8);
    net.setParameters(values);
    assert.deepEqual(net.parameters(), values);
    const x = [0.5, -1, 2];
    const hidden = [0, 1, 2, 3].map((u) => Math.tanh(values[12 + u] + x.reduce((s, v, i) => s + v * values[3 * u + i], 0)));
    const out = [0, 1].map((u) => values[24 + u] + hidden.reduce((s, v, i) => s + v * values[16 + 4 * u + i], 0));
    assertClose('predict', net.predict(x, 1), out, near);
    const [first, last] = net.activations(x, 1);
    assert.equal(first.units, 4);
    assertClose('post of layer 1', first.post, hidden, near);
    assertClose('pre of layer 2', last.pre, out, near);
    net.free();
  });

  it('predicts a row in a batch with the same bits as alone', () => {
    const net = engine.network({ inputs: 5, layers: '7:sigmoid,3:softmax', loss: 'cross_entropy' });
    const rows = 301;
    const x = engine.random(rows * 5, 9);
    const all = net.predict(x, rows);
    for (const row of [0, 1, 255, 256, 300]) {
      assert.deepEqual(net.predict(x.slice(5 * row, 5 * row + 5), 1), all.slice(3 * row, 3 * row + 3));
    }
  });

  it('answers as planes, one for each neuron, and into an array that is given', () => {
    const net = engine.network({ inputs: 3, layers: '5:tanh+bn,7:relu+res,1:sigmoid', loss: 'bce' });
    for (const rows of [1, 3, 256, 300]) {
      const x = engine.random(3 * rows, rows);
      const layers = net.activations(x, rows);
      const planes = net.neurons(x, rows);
      let plane = 0;
      for (const { units, post } of layers) {
        for (let u = 0; u < units; u++, plane++) {
          for (let r = 0; r < rows; r++) assert.equal(planes[plane * rows + r], post[r * units + u]);
        }
      }
      assert.equal(planes.length, plane * rows);
      const out = new Float32Array(rows);
      assert.equal(net.predict(x, rows, out), out);
      assert.deepEqual(out, net.predict(x, rows));
      assert.throws(() => net.predict(x, rows, new Float32Array(rows + 1)), { code: 'wrong_shape' });
    }
  });

  it('gives gradients that finite differences confirm', () => {
    const net = engine.network({ inputs: 2, layers: '3:tanh,1:sigmoid', loss: 'bce', seed: 5 });
    const x = [0.3, -0.7, 1.1, 0.4, -0.2, 0.9];
    const y = [1, 0, 1];
    const { loss, parameters, inputs } = net.gradients(x, y, 3);
    assert.equal(inputs.length, 6);
    assert.ok(Math.abs(net.loss(x, y, 3) - loss) < 1e-6);
    const start = net.parameters();
    const h = 1 / 256;
    start.forEach((value, i) => {
      const at = (v) => {
        const moved = start.slice();
        moved[i] = v;
        net.setParameters(moved);
        return net.loss(x, y, 3);
      };
      const numeric = (at(value + h) - at(value - h)) / (2 * h);
      assert.ok(Math.abs(numeric - parameters[i]) < 2e-4, `parameter ${i}: ${parameters[i]} against ${numeric}`);
    });
  });

  it('refuses what it cannot be, with a sentence', () => {
    const make = (more) => () => engine.network({ ...options, ...more });
    assertRefused(make({ layers: '4:tan' }), 'unknown_name', /tanh/);
    assertRefused(make({ layers: '0:tanh' }), 'out_of_range', /1 to/);
    assertRefused(make({ layers: '4:softmax,2:linear' }), 'conflict', /last/);
    assertRefused(make({ layers: '1:linear', loss: 'bce' }), 'conflict', /sigmoid/);
    assertRefused(make({ inputs: 0 }), 'bad_argument', /inputs/);
    assertRefused(make({ inputs: 1e6, layers: '4096:relu' }), 'too_large', /parameters/);
    assertRefused(make({ loss: 'hinge' }), 'unknown_name', /mse/);
  });

  it('refuses arrays of the wrong length and numbers that are none', () => {
    const net = engine.network(options);
    assertRefused(() => net.predict([1, 2], 1), 'wrong_shape', /3 are expected/);
    assertRefused(() => net.setParameters([1]), 'wrong_shape', /26/);
    const bad = net.parameters();
    const good = net.parameters();
    bad[7] = NaN;
    assertRefused(() => net.setParameters(bad), 'not_finite', /7/);
    assert.deepEqual(net.parameters(), good);
    net.free();
    assertRefused(() => net.predict([1, 2, 3], 1), 'bad_argument', /freed/);
    net.free();
  });
});

describe('a trainer', () => {
  const x = engine.random(40, 1);
  const y = Float32Array.from({ length: 20 }, (_, i) => (x[2 * i] * x[2 * i + 1] > 0 ? 1 : 0));
  const make = (options) => {
    const net = engine.network({ inputs: 2, layers: '6:tanh,1:sigmoid', loss: 'bce', seed: 2 });
    return { net, trainer: engine.trainer(net, options) };
  };

  it('learns, counts steps and epochs, and reports both losses', () => {
    const { trainer } = make({ optimizer: 'adam', rate: 0.05, batch: 8, seed: 1 });
    trainer.setData(x, y, 20);
    trainer.setTestData(x.slice(0, 10), y.slice(0, 5), 5);
    const first = trainer.step(1);
    assert.equal(first.step, 1);
    const last = trainer.epoch(200);
    assert.equal(last.step, 1 + 200 * 3);
    assert.equal(last.epoch, 200);
    assert.ok(Number(last.loss) < 0.2 * Number(first.loss), `${first.loss} to ${last.loss}`);
    assert.ok(Number(last.testLoss) < Number(first.testLoss));
    assert.ok(Number(last.metrics.accuracy) > 0.9);
    assert.equal(last.rate, 0.05);
  });

  it('makes plain SGD steps: w - rate g', () => {
    const { net, trainer } = make({ optimizer: 'sgd', rate: 0.5 });
    const before = net.parameters();
    const { parameters, loss } = net.gradients(x, y, 20);
    const report = trainer.update(x, y, 20);
    assert.equal(report.step, 1);
    assert.equal(report.loss, loss);
    assertClose('gradient norm', report.gradientNorm, Math.hypot(...parameters), { atol: 1e-6, rtol: 1e-5 });
    assertClose('parameters', net.parameters(), before.map((w, i) => w - 0.5 * parameters[i]), { atol: 1e-7, rtol: 1e-6 });
  });

  it('stops at the first number that is not finite and keeps the last finite state', () => {
    const net = engine.network({ inputs: 1, layers: '1:linear', loss: 'mse' });
    const trainer = engine.trainer(net, { optimizer: 'sgd', rate: 10, batch: 1 });
    trainer.setData([1000], [0], 1);
    assertRefused(() => trainer.step(1000), 'diverged', /step \d+.*layer 1.*learning rate/);
    assert.ok(net.parameters().every(Number.isFinite));
    assertRefused(() => trainer.step(1), 'diverged', /step/);
  });

  it('stops where batch norm would hide an overflow, and where decay would', () => {
    const net = engine.network({ inputs: 1, layers: '2:relu+bn,1:linear' });
    const trainer = engine.trainer(net, { rate: 0.1, batch: 2 });
    trainer.setData([1e25, -1e25], [0, 1], 2);
    assertRefused(() => trainer.step(1), 'diverged', /layer 1/);
    const heavy = engine.network({ inputs: 1, layers: '1:linear' });
    heavy.setParameters([1e30, 0]);
    const decaying = engine.trainer(heavy, { optimizer: 'adam', weight_decay: 0.1 });
    assertRefused(() => decaying.update([0], [0], 1), 'diverged', /layer 1/);
  });

  it('says null for what was not given', () => {
    const { trainer } = make({ optimizer: 'adam' });
    trainer.setData(x, y, 20);
    const { testLoss, metrics } = trainer.step(1);
    assert.equal(testLoss, null);
    assert.equal(metrics.testAccuracy, null);
  });

  it('refuses options it does not have', () => {
    const { net } = make({});
    assertRefused(() => engine.trainer(net, /** @type {any} */ ({ optimzer: 'adam' })), 'unknown_name', /optimizer/);
    assertRefused(() => engine.network(/** @type {any} */ ({ inputs: 1, layers: '1:linear', los: 'mse' })), 'unknown_name', /loss/);
  });

  it('refuses wrong calls', () => {
    const { net, trainer } = make({ optimizer: 'adam' });
    assertRefused(() => trainer.step(1), 'bad_argument', /setData/);
    assertRefused(() => trainer.setData(x, y.slice(1), 20), 'wrong_shape', /20/);
    assertRefused(() => trainer.setData(x, y.map(() => 2), 20), 'out_of_range', /bce/);
    assertRefused(() => trainer.setData(x.map(() => NaN), y, 20), 'not_finite', /example 0/);
    assertRefused(() => engine.trainer(net, { optimizer: 'sdg' }), 'unknown_name', /sgd/);
    assertRefused(() => engine.trainer(net, { rate: -1 }), 'out_of_range', /rate/);
    assertRefused(() => engine.trainer(net, { batch: 0 }), 'bad_argument', /batch/);
    net.free();
    assertRefused(() => trainer.update(x, y, 20), 'bad_argument', /freed/);
  });
});

describe('sizes and numbers out of reach', () => {
  it('are refused, and the engine goes on as before', () => {
    const net = engine.network({ inputs: 2, layers: '1:linear' });
    const before = net.predict([1, 2], 1);
    assertRefused(() => engine.matmul(new Float32Array(65536), new Float32Array(65536), 65536, 1, 65536), 'out_of_memory', /room/);
    assertRefused(() => engine.random(2 ** 30, 1), 'out_of_memory', /room/);
    assertRefused(() => engine.network({ inputs: 2 ** 32 + 2, layers: '1:linear' }), 'out_of_range', /inputs/);
    assertRefused(() => engine.network({ inputs: 2, layers: '1:linear', seed: 1e30 }), 'out_of_range', /seed/);
    assertRefused(() => engine.experiment('').setParameter(2 ** 32, 5), 'out_of_range', /parameter/);
    assertRefused(() => engine.experiment('').advance({ steps: 2 ** 64 }), 'out_of_range', /steps/);
    assertRefused(() => engine.experiment('').advance({ epochs: 2 ** 52 }), 'out_of_range', /epochs/);
    assert.deepEqual(net.predict([1, 2], 1), before);
  });

  it('are never answered with NaN or infinity', () => {
    const net = engine.network({ inputs: 2, layers: '1:linear' });
    assertRefused(() => net.predict([NaN, 1], 1), 'not_finite', /finite/);
    assertRefused(() => net.loss([1, 1], [1e30], 1), 'not_finite', /loss/);
    assertRefused(() => engine.matmul([1e38], [1e38], 1, 1, 1), 'not_finite', /product/);
  });
});

describe('single functions', () => {
  it('activation, with derivative and softmax rows', () => {
    assertClose('tanh', engine.activation('tanh', [-1, 0, 2]), [-1, 0, 2].map(Math.tanh), near);
    assertClose("relu'", engine.activation('relu', [-1, 0, 2], { derivative: true }), [0, 0, 1], near);
    assertClose('softmax', engine.activation('softmax', [1000, 1000, 0, 0], { columns: 2 }), [0.5, 0.5, 0.5, 0.5], near);
    assertRefused(() => engine.activation('swoosh', [1]), 'unknown_name', /relu/);
    assertRefused(() => engine.activation('softmax', [1, 2, 3], { columns: 2 }), 'wrong_shape', /rows/);
    assertRefused(() => engine.activation('softmax', [1, 2], { derivative: true }), 'bad_argument', /derivative/);
  });

  it('loss, from logits where it is fused', () => {
    const { loss, gradient } = engine.loss('cross_entropy', [1, 2, 3], [2], 1);
    const e = [1, 2, 3].map(Math.exp);
    const sum = e[0] + e[1] + e[2];
    assertClose('loss', loss, Math.log(sum) - 3, near);
    assertClose('gradient', gradient, [e[0] / sum, e[1] / sum, e[2] / sum - 1], near);
    assertRefused(() => engine.loss('cross_entropy', [1, 2, 3], [3], 1), 'out_of_range', /0 to 2/);
    assertRefused(() => engine.loss('mse', [1, 2], [1], 1), 'wrong_shape', /target/);
  });

  it('matmul of any size', () => {
    for (const [m, k, n] of [[1, 1, 1], [2, 3, 4], [5, 7, 3], [13, 17, 11]]) {
      const a = engine.random(m * k, 1);
      const b = engine.random(k * n, 2);
      const c = Array.from({ length: m * n }, (_, at) => {
        let sum = 0;
        for (let i = 0; i < k; i++) sum += a[Math.floor(at / n) * k + i] * b[i * n + (at % n)];
        return sum;
      });
      assertClose(`${m}x${k}x${n}`, engine.matmul(a, b, m, k, n), c, { atol: 1e-5, rtol: 1e-5 });
    }
    assertRefused(() => engine.matmul([1], [1, 2], 1, 1, 1), 'wrong_shape', /b has 2/);
  });

  it('layer: rows through one dense layer', () => {
    assertClose('layer', engine.layer([1, 2, -1, 0], 2, [1, 1, -2, 0.5], [0.5, 0], 'relu'), [3.5, 0, 0, 2], near);
  });

  it('random: the same for the same seed, within [-1, 1)', () => {
    const one = engine.random(1000, 5);
    assert.deepEqual(engine.random(1000, 5), one);
    assert.notDeepEqual(engine.random(1000, 6), one);
    assert.ok(one.every((v) => v >= -1 && v < 1));
  });
});
