// Looking into runs through the JavaScript interface.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();
const f = Math.fround;

describe('the ledger', () => {
  const text = 'data=xor&layers=4:tanh,3:relu&batch=5&l1=0.001&clip_norm=0.5&optimizer=momentum&decay=0.01';

  it('explains every parameter with the bits of training', () => {
    const run = engine.experiment(text);
    run.advance({ steps: 20 });
    const before = run.parameters();
    run.advance({ steps: 1 });
    const after = run.parameters();
    const hash = run.hash();
    for (let i = 0; i < after.length; i++) {
      const ledger = run.ledger(i);
      assert.equal(ledger.step, 21);
      assert.equal(ledger.agrees, true);
      assert.equal(f(ledger.before), before[i]);
      assert.equal(f(ledger.after), after[i]);
      assert.equal(ledger.examples.length, 5);
      const sum = ledger.examples.reduce((total, { input, delta }) => f(total + f(f(input) * f(delta))), 0);
      assert.equal(sum, f(ledger.gradient));
      const velocity = f(f(0.9) * f(ledger.first?.before ?? NaN));
      assert.equal(f(velocity + f(ledger.given)), f(ledger.first?.after ?? NaN));
      assert.equal(f(f(ledger.before) - f(ledger.change)), after[i]);
    }
    assert.equal(run.hash(), hash);
    assert.equal(run.snapshot().step, 21);
  });

  it('explains one example in detail, and names its point', () => {
    const run = engine.experiment('data=gauss&layers=3:tanh&batch=4');
    run.advance({ steps: 3 });
    const { examples, detail, layer, unit } = run.ledger(1, { example: 2 });
    assert.ok(detail);
    assert.equal(detail.row, 2);
    assert.equal(detail.above.length, 1);
    assert.equal(f(detail.above.reduce((sum, { product }) => f(sum + f(product)), 0)), f(detail.byPost));
    assert.equal(f(detail.byPre), f(examples[2].delta));
    const { x, test } = run.dataset();
    for (const { input, point } of examples) {
      assert.equal(f(input), x[2 * point + 1]); // parameter 1 is the weight from x₂
      assert.equal(test[point], 0);
    }
    assert.deepEqual([layer, unit], [0, 0]);
  });

  it('refuses what is not there', () => {
    const run = engine.experiment(text);
    assertRefused(() => run.ledger(0), 'out_of_range', /no update/);
    run.advance({ steps: 1 });
    assertRefused(() => run.ledger(1e6), 'out_of_range', /parameter/);
    assertRefused(() => run.ledger(0, { example: 5 }), 'out_of_range', /5 examples/);
    assertRefused(() => run.ledger(-1), 'bad_argument', /whole number/);
  });
});

describe('the loss surface', () => {
  it('has the present loss in its middle, and comes in portions', () => {
    const run = engine.experiment('data=circle&layers=4:tanh');
    const { loss, testLoss } = run.advance({ steps: 300 });
    for (const plane of /** @type {const} */ (['random', 'path'])) {
      const surface = run.landscape({ plane, points: 6 });
      assert.equal(surface.side, 13);
      assert.equal(surface.advance({ rows: 2 }), 13 * 11);
      assert.ok(Number.isNaN(surface.loss()[26]) && surface.loss()[25] > 0);
      while (surface.advance({ milliseconds: 1 }));
      assert.equal(surface.loss()[84], f(loss));
      assert.equal(surface.a[6], 0);
      assert.ok(surface.loss().every(Number.isFinite));
      assert.equal(surface.path.steps.length, surface.path.count);
      if (plane === 'path') assert.ok(surface.share[0] > 0.5 && surface.share[0] + surface.share[1] <= 1.000001);
      surface.free();
    }
    const test = run.landscape({ test: true, points: 1, extent: 0.5 });
    test.advance();
    assert.equal(test.loss()[4], f(testLoss));
    assert.deepEqual(test.a, [-0.5, 0, 0.5]);
    assertRefused(() => run.landscape({ points: 101 }), 'out_of_range', /100/);
    assertRefused(() => engine.experiment('').landscape({ plane: 'path' }), 'conflict', /path/);
  });
});

describe('statistics', () => {
  it('count and measure every layer', () => {
    const run = engine.experiment('layers=6:relu,4:tanh');
    run.advance({ epochs: 2 });
    const { layers, step, updated } = run.statistics({ bins: 10, activations: [-1, 1] });
    assert.equal(step, 50);
    assert.equal(updated, true);
    assert.deepEqual(layers.map((layer) => layer.units.length), [6, 4, 1]);
    const weights = run.parameters().slice(0, 12);
    assert.equal(layers[0].weights.max, Math.max(...weights));
    assert.equal(layers[0].weights.bins.reduce((a, b) => a + b), 12);
    assert.deepEqual([layers[1].activations.low, layers[1].activations.high], [-1, 1]);
    assert.equal(layers[1].activations.count, 4 * 400);
    assertRefused(() => run.statistics({ bins: 1000 }), 'out_of_range', /256/);
  });
});

describe('the doctor', () => {
  it('names what is wrong and the settings that cure it', () => {
    const [symmetry] = engine.experiment('init=zeros').doctor();
    assert.equal(symmetry.code, 'symmetry');
    assert.equal(symmetry.layer, 0);
    assert.deepEqual(symmetry.settings, ['init', 'gain']);
    const run = engine.experiment('data=plane&layers=8:linear,8:linear&optimizer=sgd&rate=10');
    const { diverged } = run.advance({ steps: 1e5 });
    const [finding] = run.doctor();
    assert.equal(finding.code, 'diverged');
    assert.equal(finding.sentence, diverged?.message);
  });

  it('finds nothing wrong with a healthy run, but a leak where there is one', () => {
    const run = engine.experiment('data=circle&layers=8:tanh&rate=0.003');
    run.advance({ steps: 500 });
    assert.deepEqual(run.doctor(), []);
    const codes = engine.experiment('data=circle&leak=50&layers=8:tanh').doctor().map(({ code }) => code);
    assert.deepEqual(codes, ['leak']);
  });
});

describe('a branch', () => {
  it('goes on as the run would have, or under other settings', () => {
    const run = engine.experiment('data=xor&seed=4');
    run.advance({ steps: 100 });
    const same = run.branch();
    const slow = run.branch({ rate: 0.001, batch: 4 });
    assert.equal(slow.format(), 'data=xor&rate=0.001&batch=4&seed=4');
    for (const each of [run, same, slow]) each.advance({ steps: 50 });
    assert.equal(same.hash(), run.hash());
    assert.notEqual(slow.hash(), run.hash());
    assert.equal(slow.snapshot().step, 150);
    assertRefused(() => slow.seek(99), 'out_of_range', /step 100/);
    assertRefused(() => run.branch({ noise: 20 }), 'conflict', /noise/);
    assertRefused(() => run.branch({ rate: 99 }), 'out_of_range', /rate/);
  });
});

describe('a race', () => {
  it('is separate runs in lockstep', () => {
    const texts = ['data=xor', 'data=xor&rate=0.1', 'data=xor&seed=9'];
    const race = engine.race(texts);
    const [first] = race.advance(70);
    assert.equal(first.step, 70);
    texts.forEach((text, i) => {
      const run = engine.experiment(text);
      run.advance({ steps: 70 });
      assert.equal(race.runs[i].hash(), run.hash());
    });
    assert.equal(race.runs[1].ledger(0).agrees, true);
    race.free();
    assertRefused(() => race.advance(1), 'bad_argument', /freed/);
    const shared = engine.race(texts, { share: true, memory: 1e6 });
    assert.equal(shared.runs[2].hash(), shared.runs[0].hash());
    assertRefused(() => engine.race([]), 'out_of_range', /64/);
    assertRefused(() => engine.race(['data=xor', 'noise=99']), 'out_of_range', /noise/);
  });

  it('and a map tells which rates converge', () => {
    const map = engine.survey('data=plane&layers=4:linear&optimizer=sgd', { rates: [0.001, 10], seeds: [1, 2], steps: 100 });
    assert.ok(Number.isNaN(map.read().loss[0]));
    while (map.advance(64));
    const { states, loss, first } = map.read();
    assert.deepEqual(states, ['done', 'done', 'diverged', 'diverged']);
    assert.ok(loss[0] < first[0]);
    const run = engine.experiment('data=plane&layers=4:linear&optimizer=sgd&rate=0.001&seed=2');
    assert.equal(f(run.advance({ steps: 100 }).loss), loss[1]);
    const x = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i));
    const points = { x, y: Float32Array.from({ length: 20 }, (_, i) => i % 3) };
    const table = 'data=table&columns=4&classes=3&layers=4:tanh&rate=0.1&seed=5';
    const mapped = engine.survey(table, { rates: [0.1], seeds: [5], steps: 50, points });
    while (mapped.advance(64));
    assert.equal(mapped.read().loss[0], f(engine.experiment(table, { points }).advance({ steps: 50 }).loss));
    assertRefused(() => engine.survey('', { rates: [99], seeds: [1], steps: 1 }), 'out_of_range', /rate/);
  });
});
