// What a page asks of a run: measures of a part, cost, activations, maps of classes, weights as images.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertClose, assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();

/**
 * Rows of one part, with what the network answers to each.
 * @param {any} run @param {'test' | 'train'} part @returns {{ y: number, out: number[] }[]}
 */
function answersOf(run, part) {
  const { x, y, test, inputs } = run.dataset();
  const all = run.predict(x);
  const { outputs } = run.shape;
  const rows = [];
  for (let i = 0; i < y.length; i++) {
    if ((test[i] === 1) === (part === 'test')) rows.push({ y: y[i], out: [...all.slice(i * outputs, (i + 1) * outputs)] });
  }
  assert.equal(inputs * y.length, x.length);
  return rows;
}

/** @param {number[]} values */
const argmax = (values) => values.reduce((best, value, i) => (value > values[best] ? i : best), 0);

describe('measures of a run', () => {
  const cases = /** @type {const} */ ([
    ['data=xor&noise=45&layers=3:tanh', 2, ([p]) => Number(p > 0.5)],
    ['data=xor&noise=45&layers=3:tanh&loss=mse', 2, ([p]) => Number(p > 0)],
    ['data=xor&noise=40&layers=3:relu&loss=cross_entropy', 2, argmax],
    ['data=blobs&classes=5&noise=50&layers=4:tanh', 5, argmax],
  ]);
  for (const [text, classes, choose] of cases) {
    for (const part of /** @type {const} */ (['test', 'train'])) {
      it(`count what is predicted: ${text}, ${part}`, () => {
        const run = engine.experiment(text);
        const snapshot = run.advance({ steps: 150 });
        const got = run.measure({ part });
        const rows = answersOf(run, part);
        const confusion = Array.from({ length: classes }, () => new Array(classes).fill(0));
        for (const { y, out } of rows) confusion[y][/** @type {any} */ (choose)(out)]++;
        assert.deepEqual(got.confusion, confusion);
        const right = confusion.reduce((sum, row, c) => sum + row[c], 0);
        assert.ok(right > 0 && right < rows.length, 'the case must have right and wrong answers');
        assert.equal(got.accuracy, right / rows.length);
        assert.equal(got.accuracy, part === 'test' ? snapshot.testAccuracy : snapshot.accuracy);
        for (let c = 0; c < classes; c++) {
          const support = confusion[c].reduce((sum, n) => sum + n, 0);
          const chosen = confusion.reduce((sum, row) => sum + row[c], 0);
          assert.equal(got.support[c], support);
          assertClose('recall', got.perClass.recall[c], confusion[c][c] / support, { atol: 1e-12, rtol: 0 });
          assertClose('precision', got.perClass.precision[c], chosen ? confusion[c][c] / chosen : 0, { atol: 1e-12, rtol: 0 });
        }
        assert.equal(got.kind, classes === 2 ? 'binary' : 'multiclass');
        if (classes > 2) return;
        /* The area under ROC is the share of pairs in the right order. */
        const score = (/** @type {number[]} */ out) => out[out.length - 1];
        let pairs = 0;
        let ordered = 0;
        for (const one of rows.filter(({ y }) => y === 1)) {
          for (const zero of rows.filter(({ y }) => y === 0)) {
            pairs++;
            ordered += score(one.out) > score(zero.out) ? 1 : score(one.out) === score(zero.out) ? 0.5 : 0;
          }
        }
        assertClose('auc', got.auc, ordered / pairs, { atol: 1e-12, rtol: 0 });
        assert.equal(got.roc.tpr.at(-1), 1);
        assert.equal(got.roc.fpr.at(-1), 1);
        if (text.includes('mse')) assert.equal(got.log_loss, null);
        else {
          const loss = rows.reduce((sum, { y, out }) => sum - Math.log(y ? score(out) : 1 - score(out)), 0) / rows.length;
          assertClose('log loss', got.log_loss, loss, { atol: 1e-5, rtol: 1e-5 });
        }
      });
    }
  }

  it('of values', () => {
    const run = engine.experiment('data=hills&layers=6:tanh&noise=20');
    run.advance({ steps: 200 });
    for (const part of /** @type {const} */ (['test', 'train'])) {
      const rows = answersOf(run, part);
      const mean = rows.reduce((sum, { y }) => sum + y, 0) / rows.length;
      const squares = rows.reduce((sum, { y, out }) => sum + (y - out[0]) ** 2, 0);
      const spread = rows.reduce((sum, { y }) => sum + (y - mean) ** 2, 0);
      const { kind, rmse, mae, r2 } = run.measure({ part });
      assert.equal(kind, 'values');
      assertClose('rmse', rmse, Math.sqrt(squares / rows.length), { atol: 1e-6, rtol: 1e-6 });
      assertClose('mae', mae, rows.reduce((sum, { y, out }) => sum + Math.abs(y - out[0]), 0) / rows.length, { atol: 1e-6, rtol: 1e-6 });
      assertClose('r2', r2, 1 - squares / spread, { atol: 1e-6, rtol: 1e-6 });
    }
    assertRefused(() => run.measure({ part: /** @type {any} */ ('all') }), 'unknown_name', /test and train/);
  });

  it('agree with the accuracy shown where an answer lies in the very middle', () => {
    const run = engine.experiment('data=xor&layers=');
    for (let i = 0; i < run.shape.parameterCount; i++) run.setParameter(i, 0);
    assert.equal(run.measure({ part: 'train' }).accuracy, run.snapshot().accuracy);
  });
});

describe('the cost of a run', () => {
  it('counts operations, and measures time', () => {
    const run = engine.experiment('data=spiral&features=x1,x2&layers=8:tanh,5:relu&batch=20');
    assert.deepEqual(run.cost(), {
      parameters: 3 * 8 + 9 * 5 + 6,
      operationsPerExample: 2 * (2 * 8 + 8 * 5 + 5),
      operationsPerStep: 20 * (2 * 2 * 2 * 8 + 3 * 2 * (8 * 5 + 5)),
      millisecondsPerStep: null,
    });
    const before = performance.now();
    run.advance({ steps: 2000 });
    const all = performance.now() - before;
    const each = run.cost().millisecondsPerStep ?? NaN;
    assert.ok(each > 0 && each * 2000 <= all + 1 && each * 2000 > all / 2, `${each * 2000} of ${all} ms`);
  });

  it('of a step is no more than that of all training points', () => {
    const run = engine.experiment('data=xor&points=20&batch=1000&layers=&features=x1,x2');
    const train = run.dataset().test.filter((held) => !held).length;
    assert.equal(run.cost().operationsPerStep, train * 2 * 2 * 2);
  });

  it('in memory grows with the data and the network', () => {
    const bytes = (/** @type {string} */ text) => engine.experiment(text).bytes();
    const small = bytes('data=xor&layers=2:tanh');
    assert.ok(small > 50_000 && small < 5e6, `${small} bytes`);
    assert.ok(bytes('data=digits28&points=200&layers=2:relu') > small + 4 * 784 * 200);
    assert.ok(bytes('data=digits8&points=200&layers=500:relu,500:relu') > 8 * (500 * 500));
  });
});

describe('activations', () => {
  it('are every layer by plain loops', () => {
    const run = engine.experiment('data=circle&features=x1,x2,x1x2&layers=4:tanh,3:relu');
    run.advance({ steps: 40 });
    const [x1, x2] = [0.75, -2.5];
    const p = run.parameters();
    let at = 0;
    let below = [x1, x2, x1 * x2];
    const curves = [Math.tanh, (/** @type {number} */ z) => Math.max(0, z), (/** @type {number} */ z) => 1 / (1 + Math.exp(-z))];
    const layers = run.activations([x1, x2]);
    assert.equal(layers.length, 3);
    for (const [l, units] of [4, 3, 1].entries()) {
      const biases = at + units * below.length;
      const pre = Array.from({ length: units }, (_, u) => below.reduce((sum, value, i) => sum + value * p[at + u * below.length + i], p[biases + u]));
      at = biases + units;
      below = pre.map(curves[l]);
      assertClose('pre', layers[l].pre, pre, { atol: 1e-5, rtol: 1e-5 });
      assertClose('post', layers[l].post, below, { atol: 1e-5, rtol: 1e-5 });
      assert.equal(layers[l].units, units);
    }
  });

  it('of a table with more columns than there are features', () => {
    const x = Float32Array.from({ length: 40 * 20 }, (_, i) => Math.sin(i));
    const y = Float32Array.from({ length: 40 }, (_, i) => i % 2);
    const run = engine.experiment('data=table&columns=20&layers=3:tanh', { points: { x, y } });
    const row = x.slice(20, 40);
    const p = run.parameters();
    const pre = [0, 1, 2].map((u) => row.reduce((sum, value, i) => sum + value * p[20 * u + i], p[60 + u]));
    const [first, last] = run.activations(row);
    assertClose('pre', first.pre, pre, { atol: 1e-5, rtol: 1e-5 });
    assert.deepEqual(last.post, run.predict(row));
    assert.deepEqual([run.about.given, engine.experiment('').about.given], [true, false]);
  });

  it('also of images, and nothing that is no point', () => {
    const run = engine.experiment('data=digits8&points=40&layers=6:relu');
    const image = run.dataset().x.slice(0, 64);
    const layers = run.activations(image);
    assert.deepEqual(layers.map(({ units }) => units), [6, 10]);
    assert.deepEqual(layers[1].post, run.predict(image));
    assertRefused(() => run.activations([1, 2]), 'wrong_shape', /64/);
    assertRefused(() => run.activations(image.fill(NaN)), 'not_finite', /point 0/);
  });
});

describe('maps', () => {
  /** @type {[number, number, number][]} */
  const colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 20, 30]];

  it('of classes take the colour of the most probable, by how sure it is', () => {
    const run = engine.experiment('data=blobs&classes=4&layers=5:tanh');
    run.advance({ steps: 60 });
    run.setPalette({ negative: [0, 0, 0], zero: [200, 210, 220], positive: [255, 255, 255] });
    const size = 24;
    for (const discrete of [false, true]) {
      const pixels = run.classMap(size, { colours, discrete });
      for (let i = 0; i < size * size; i++) {
        const point = [-6 + ((i % size) + 0.5) * (12 / size), 6 - (Math.floor(i / size) + 0.5) * (12 / size)];
        const p = [...run.predict(point)];
        const best = argmax(p);
        const sure = discrete ? 1 : (p[best] - 0.25) / 0.75;
        const zero = [200, 210, 220];
        const expected = zero.map((from, c) => from + (colours[best][c] - from) * sure);
        assertClose('pixel', pixels.slice(4 * i, 4 * i + 3), expected, { atol: 0.51, rtol: 0 });
        assert.equal(pixels[4 * i + 3], 255);
      }
    }
    assertRefused(() => run.classMap(8, { colours: colours.slice(1) }), 'wrong_shape', /4 classes/);
    assertRefused(() => engine.experiment('').classMap(8, { colours }), 'conflict', /one output/);
    assertRefused(() => engine.experiment('data=digits8&points=40').classMap(8, { colours: [...colours, ...colours, ...colours] }), 'conflict', /image/);
  });

  it('without a ramp show the sign alone', () => {
    for (const text of ['data=spiral&layers=5:tanh', 'data=hills&layers=5:tanh']) {
      const run = engine.experiment(text);
      run.advance({ steps: 60 });
      run.setPalette({ negative: [1, 2, 3], zero: [200, 210, 220], positive: [7, 8, 9] });
      const { pixels } = run.fields(16, { outputsOnly: true, discrete: true });
      const middle = text.includes('spiral') ? 0.5 : 0;
      const seen = new Set();
      for (let i = 0; i < 256; i++) {
        const [value] = run.predict([-6 + ((i % 16) + 0.5) * 0.75, 6 - (Math.floor(i / 16) + 0.5) * 0.75]);
        seen.add(value >= middle);
        assert.deepEqual([...pixels.slice(4 * i, 4 * i + 4)], value >= middle ? [7, 8, 9, 255] : [1, 2, 3, 255]);
      }
      assert.equal(seen.size, 2);
    }
  });

  it('of weights are images, each by its own largest', () => {
    const run = engine.experiment('data=digits8&points=60&layers=6:relu');
    run.advance({ steps: 30 });
    run.setPalette({ negative: [0, 0, 0], zero: [100, 100, 100], positive: [200, 200, 200] });
    const p = run.parameters();
    const { pixels, scales, side } = run.weightImages(0, [4, 1]);
    assert.equal(side, 8);
    assert.equal(pixels.length, 2 * 4 * 64);
    for (const [k, unit] of [4, 1].entries()) {
      const weights = p.slice(64 * unit, 64 * unit + 64);
      const largest = Math.max(...weights.map(Math.abs));
      assert.equal(scales[k], Math.fround(largest));
      for (let i = 0; i < 64; i++) {
        assertClose('pixel', pixels[4 * (64 * k + i)], 100 + (100 * weights[i]) / largest, { atol: 1.3, rtol: 0 });
      }
    }
    assert.equal(run.weightImages(0, 3, 16).pixels.length, 3 * 4 * 256);
    assert.equal(run.weightImages().scales.length, 6);
    assertRefused(() => run.weightImages(1), 'out_of_range', /layer 1/);
    assertRefused(() => run.weightImages(0, [6]), 'out_of_range', /6/);
    assertRefused(() => engine.experiment('').weightImages(), 'conflict', /image/);
  });
});

describe('the present weights on a loss surface', () => {
  it('are in its middle at first, and where the path says later', () => {
    const run = engine.experiment('data=circle&layers=4:tanh');
    run.advance({ steps: 100 });
    const surface = run.landscape({ points: 3 });
    assert.deepEqual(surface.present(), { a: 0, b: 0, loss: run.snapshot().loss });
    run.advance({ steps: 50 });
    const { a, b, loss } = surface.present();
    assert.equal(loss, run.snapshot().loss);
    assert.ok(Math.abs(a) + Math.abs(b) > 1e-4);
    /* Along the path's own plane every kept state lies where it was found to lie. */
    const path = run.landscape({ plane: 'path', points: 3 });
    const k = Math.floor(path.path.count / 2);
    run.seek(path.path.steps[k]);
    const there = path.present();
    assertClose('a', there.a, path.path.a[k], { atol: 1e-9, rtol: 1e-9 });
    assertClose('b', there.b, path.path.b[k], { atol: 1e-9, rtol: 1e-9 });
    surface.free();
    assertRefused(() => surface.present(), 'bad_argument', /freed/);
  });
});

describe('settings that can change on the way', () => {
  it('are marked in the table, and a branch takes these alone', () => {
    const run = engine.experiment('data=xor&layers=3:tanh');
    run.advance({ steps: 10 });
    const { settings } = engine.settings;
    assert.ok(settings.some(({ key, live }) => key === 'rate' && live === true));
    assert.ok(settings.some(({ key, live }) => key === 'layers' && live === undefined));
    const other = { optimizer: 'adam', schedule: 'step', penalize: 'all', data: 'circle', features: 'x1', layers: '4:relu', loss: 'mse', init: 'he_normal', balance: 'balanced' };
    for (const { key, type, min, max, default: preset, live, choices } of settings) {
      const value =
        type === 'real' || type === 'integer'
          ? preset === max ? min : max
          : (/** @type {any} */ (other)[key] ?? choices.find((/** @type {any} */ { name }) => name !== preset).name);
      if (live) {
        const branch = run.branch({ [key]: value });
        assert.deepEqual([branch.branchedAt, branch.stepsMade()], [10, 10]);
        branch.free();
      } else assertRefused(() => run.branch({ [key]: value }), 'conflict', /cannot change/);
    }
    assert.equal(run.branchedAt, null);
  });
});
