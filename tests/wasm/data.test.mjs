// Data sets through the JavaScript interface: what they hold, what is refused, and that networks learn them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();

/** Data sets that draw nothing by themselves. */
const given = ['points', 'values', 'curve', 'table', 'measurements', 'images28'];

/** @param {string} experiment @param {import('../../web/engine/points.js').Given} [points] */
const dataOf = (experiment, points) => {
  const run = engine.experiment(experiment, { points });
  const data = run.dataset();
  run.free();
  return data;
};

/** How many points each class has in a part. @param {any} data @param {number} part 0 training, 1 test */
const classesIn = (data, part) => {
  const counts = new Array(data.classes).fill(0);
  data.y.forEach((/** @type {number} */ label, /** @type {number} */ i) => {
    if (data.test[i] === part) counts[label]++;
  });
  return counts;
};

/** R² over the held-back points. @param {any} run */
const determination = (run) => {
  const { x, y, test, count } = run.dataset();
  const chosen = Array.from({ length: count }, (_, i) => i).filter((i) => test[i]);
  const answers = run.predict(chosen.map((i) => x[i]));
  const mean = chosen.reduce((sum, i) => sum + y[i], 0) / chosen.length;
  const sum = (/** @type {(k: number) => number} */ f) => chosen.reduce((total, _, k) => total + f(k) ** 2, 0);
  return 1 - sum((k) => answers[k] - y[chosen[k]]) / sum((k) => y[chosen[k]] - mean);
};

/** Share of each class that is found among the held-back points. @param {any} run @returns {number[]} */
const recalls = (run) => {
  const { x, y, test, count, inputs, classes } = run.dataset();
  const right = new Array(classes).fill(0);
  const all = new Array(classes).fill(0);
  const answers = run.predict(x);
  const outputs = answers.length / count;
  for (let i = 0; i < count; i++) {
    if (!test[i]) continue;
    const row = answers.subarray(i * outputs, (i + 1) * outputs);
    const found = outputs === 1 ? Number(row[0] > 0.5) : row.indexOf(Math.max(...row));
    all[y[i]]++;
    if (found === y[i]) right[y[i]]++;
  }
  assert.equal(x.length, count * inputs);
  return right.map((n, c) => n / all[c]);
};

describe('the settings of data', () => {
  const rows = new Map(engine.settings.settings.map((/** @type {any} */ row) => [row.key, row]));

  it('say when they matter', () => {
    assert.deepEqual(rows.get('classes').when, { key: 'data', names: ['spiral', 'rings', 'blobs', 'points', 'table'] });
    assert.deepEqual(rows.get('ratio').when, { key: 'data', names: ['imbalanced'] });
    const drawn = rows.get('data').choices.map((/** @type {any} */ choice) => choice.name)
      .filter((/** @type {string} */ name) => !given.includes(name));
    for (const key of ['points', 'noise', 'leak']) assert.deepEqual(rows.get(key).when, { key: 'data', names: drawn });
  });

  it('say where points lie', () => {
    const { choices } = rows.get('data');
    const inSpace = (/** @type {string} */ space) =>
      choices.filter((/** @type {any} */ c) => c.space === space).map((/** @type {any} */ c) => c.name);
    assert.deepEqual(inSpace('line'), ['sine', 'step', 'abs', 'bumps', 'curve']);
    assert.deepEqual(inSpace('image'), ['digits8', 'digits28', 'images28']);
    assert.equal(inSpace('plane').length, choices.length - 10);
  });

  it('stand in the experiment string in table order', () => {
    assert.equal(engine.check('leak=25&classes=5&data=blobs').experiment, 'data=blobs&classes=5&leak=25');
    assert.equal(engine.check('data=spiral&classes=2&ratio=10&leak=0').experiment, '');
  });
});

describe('several classes', () => {
  it('take turns, and each is in both parts', () => {
    for (const data of ['spiral', 'rings', 'blobs']) {
      for (const classes of [2, 3, 7, 10]) {
        const set = dataOf(`data=${data}&classes=${classes}&points=420&noise=0`);
        assert.equal(set.classes, classes);
        assert.equal(set.task, 'classes');
        const train = classesIn(set, 0);
        const test = classesIn(set, 1);
        train.forEach((n, c) => assert.equal(n + test[c], 420 / classes));
        if (classes > 2) test.forEach((n) => assert.ok(Math.abs(n - 84 / classes) < 1, `${n} of ${84 / classes}`));
        assert.equal(test.reduce((a, b) => a + b), 84);
      }
    }
  });

  it('have a softmax unit each, and a heat map each', () => {
    const run = engine.experiment('data=blobs&classes=5&layers=4:tanh');
    assert.equal(run.shape.outputs, 5);
    assert.equal(run.shape.loss, 'cross_entropy');
    assert.equal(run.shape.layers[1].activation, 'softmax');
    const size = 6;
    assert.equal(run.fields(size, { outputsOnly: true }).pixels.length, 4 * 5 * size * size);
    const [first] = [run.predict([1, 2])];
    assert.equal(first.length, 5);
    assert.ok(Math.abs(first.reduce((a, b) => a + b) - 1) < 1e-6);
    assert.deepEqual(first, run.valuesAt(1, 2).slice(-5));
    assert.equal(engine.experiment('data=blobs&classes=5&loss=focal').shape.outputs, 5);
    assert.equal(engine.experiment('data=blobs').shape.loss, 'bce');
  });

  it('are counted right where the largest share is theirs', () => {
    const run = engine.experiment('data=spiral&classes=5&points=300');
    const { testAccuracy } = run.advance({ steps: 150 });
    const found = recalls(run).reduce((sum, share) => sum + share / 5, 0);
    assert.ok(Number(testAccuracy) > 0.25 && Number(testAccuracy) < 0.99, `${testAccuracy} would not tell much`);
    assert.ok(Math.abs(Number(testAccuracy) - found) < 1e-9, `${testAccuracy}, counted here ${found}`);
  });

  it('need a loss that can tell them apart', () => {
    for (const loss of ['bce', 'mse', 'mae', 'huber']) {
      assertRefused(() => engine.check(`data=blobs&classes=3&loss=${loss}`), 'conflict', /two classes.*has 3.*cross_entropy/);
      assert.throws(() => engine.check(`data=rings&classes=3&loss=${loss}`), { position: 26 });
      engine.check(`data=blobs&classes=2&loss=${loss}`);
      engine.check(`data=moons&classes=3&loss=${loss}`); // moons have two, whatever classes says
    }
    assertRefused(() => engine.check('classes=11'), 'out_of_range', /2 to 10/);
  });
});

describe('an imbalanced set', () => {
  it('has the share it was asked for, in both parts', () => {
    for (const [ratio, points, rare] of [[10, 500, 50], [1, 500, 5], [7, 100, 7], [2.5, 1000, 25], [50, 10, 5], [1, 10, 1], [3, 50, 2]]) {
      const set = dataOf(`data=imbalanced&ratio=${ratio}&points=${points}`);
      const [train, test] = [classesIn(set, 0)[1], classesIn(set, 1)[1]];
      assert.equal(train + test, rare, `${ratio} % of ${points}`);
      assert.ok(train >= 1, 'nothing of the rare class is left to train on');
      if (rare > 1) assert.ok(test >= 1, 'the rare class is not tested');
    }
  });

  it('hides its rare class behind a good accuracy, and weights bring it out', () => {
    const text = 'data=imbalanced&ratio=5&points=2000';
    const plain = engine.experiment(text);
    const even = engine.experiment(`${text}&balance=balanced`);
    const accuracy = plain.advance({ epochs: 20 }).testAccuracy;
    even.advance({ epochs: 20 });
    assert.ok(Number(accuracy) > 0.94, `accuracy ${accuracy}`);
    const [missed, found] = [recalls(plain)[1], recalls(even)[1]];
    assert.ok(missed < 0.8 && found >= 0.85, `of the rare class ${missed} are found, with weights ${found}`);
  });
});

describe('a leak', () => {
  const key = (/** @type {any} */ { x, y, inputs }, /** @type {number} */ i) => `${x.slice(i * inputs, (i + 1) * inputs)}/${y[i]}`;

  it('copies exactly so many training points into the test', () => {
    for (const data of ['spiral', 'xor', 'hills', 'sine', 'blobs&classes=4', 'imbalanced', 'digits8']) {
      for (const [leak, copies] of [[0, 0], [10, 6], [50, 30], [100, 60]]) {
        const set = dataOf(`data=${data}&points=200&test=30&leak=${leak}`);
        const indices = Array.from({ length: 200 }, (_, i) => i);
        const originals = new Set(indices.filter((i) => !set.test[i]).map((i) => key(set, i)));
        assert.equal(originals.size, 140, 'training points are all different');
        const found = indices.filter((i) => set.test[i] && originals.has(key(set, i)));
        assert.equal(found.length, copies, `${data}: ${leak} % of 60`);
        assert.equal(set.leaked, copies);
        if (set.task === 'classes') assert.deepEqual(set.y, dataOf(`data=${data}&points=200&test=30`).y);
        assert.equal(new Set(found.map((i) => key(set, i))).size, copies, 'no point is copied twice');
      }
    }
  });

  it('makes the test look better than it is', () => {
    const text = 'data=spiral&noise=50&points=200&test=50&layers=64:relu,64:relu';
    const honest = engine.experiment(text).advance({ epochs: 200 });
    const leaky = engine.experiment(`${text}&leak=100`).advance({ epochs: 200 });
    assert.ok(Number(leaky.testAccuracy) > Number(honest.testAccuracy) + 0.05, `${leaky.testAccuracy} against ${honest.testAccuracy}`);
  });
});

describe('curves', () => {
  it('have one coordinate, and the features of x₁ alone', () => {
    const run = engine.experiment('data=sine&points=100&noise=0&layers=3:tanh');
    const { x, y, inputs, space, task } = run.dataset();
    assert.deepEqual([inputs, space, task, x.length, run.shape.inputs], [1, 'line', 'values', 100, 1]);
    y.forEach((value, i) => assert.ok(Math.abs(value - 0.8 * Math.sin(x[i])) < 1e-6));
    const more = engine.experiment('data=abs&features=x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2');
    assert.deepEqual(more.about.features, ['x1', 'x1sq', 'sinx1']);
    assert.equal(more.shape.inputs, 3);
    assertRefused(() => engine.check('data=step&features=x2,x1x2'), 'conflict', /curve.*x1sq/);
    assert.throws(() => engine.check('features=x2&data=step'), { position: 9 });
  });

  it('answer as a curve, which stripes of heat maps repeat', () => {
    const run = engine.experiment('data=bumps&layers=3:tanh,2:relu&features=x1,sinx1');
    run.advance({ steps: 20 });
    const size = 300;
    const neurons = 2 + 3 + 2 + 1;
    const curve = run.curve(size);
    assert.equal(curve.length, neurons * size);
    const middles = Float32Array.from({ length: size }, (_, i) => -6 + (12 * (i + 0.5)) / size);
    assert.deepEqual(curve.slice(0, size), middles);
    assert.deepEqual(curve.slice(-size), run.predict(middles));
    for (const i of [0, 17, 255, 256, 299]) {
      const at = run.valuesAt(middles[i], 3);
      at.forEach((value, neuron) => assert.equal(value, curve[neuron * size + i]));
    }
    const { pixels } = run.fields(5);
    for (let row = 1; row < 5; row++) assert.deepEqual(pixels.slice(20 * row, 20 * row + 20), pixels.slice(0, 20));
    assertRefused(() => engine.experiment('').curve(10), 'conflict', /sine/);
    assertRefused(() => run.curve(5000), 'out_of_range', /1024/);
  });

  for (const [data, least, options] of /** @type {[string, number, string][]} */ ([
    ['sine', 0.95, 'layers=16:tanh,16:tanh'],
    ['step', 0.95, ''],
    ['abs', 0.95, ''],
    ['bumps', 0.9, 'layers=16:tanh,16:tanh'],
  ])) {
    it(`are learnt: ${data}`, () => {
      const run = engine.experiment(`data=${data}&${options}`.replace(/&$/, ''));
      run.advance({ epochs: 150 });
      const found = determination(run);
      assert.ok(found > least, `R² is ${found}`);
    });
  }
});

describe('sets in the plane are learnt', () => {
  for (const [experiment, epochs, least] of /** @type {[string, number, number][]} */ ([
    ['data=moons', 40, 0.98],
    ['data=rings', 40, 0.98],
    ['data=rings&classes=5', 100, 0.95],
    ['data=blobs&classes=5', 40, 0.95],
    ['data=blobs&classes=10', 60, 0.95],
    ['data=spiral&classes=3', 100, 0.93],
    ['data=checkerboard&points=2000&layers=16:tanh,16:tanh', 100, 0.9],
    ['data=imbalanced', 20, 0.88],
  ])) {
    it(experiment, () => {
      for (const seed of [1, 2]) {
        const run = engine.experiment(`${experiment}&seed=${seed}`.replace('&seed=1', ''));
        const { testAccuracy } = run.advance({ epochs });
        assert.ok(Number(testAccuracy) > least, `seed ${seed}: ${testAccuracy}`);
        assert.equal(run.hash(), (run.seek(3), run.seek(epochs * run.snapshot().stepsPerEpoch), run.hash()));
        run.free();
      }
    });
  }
});

describe('digits', () => {
  it('are images, ten classes in turn', () => {
    const run = engine.experiment('data=digits28&points=50&layers=4:relu&noise=0');
    const { inputs, space, classes, x, y, count } = run.dataset();
    assert.deepEqual([inputs, space, classes, count, run.about.side], [784, 'image', 10, 50, 28]);
    assert.deepEqual(y, Float32Array.from({ length: 50 }, (_, i) => i % 10));
    assert.deepEqual(x, engine.digits(50, { size: 28, seed: 1, noise: 0 }).x);
    const noisy = dataOf('data=digits8&points=20&noise=30').x;
    assert.deepEqual(noisy, engine.digits(20, { size: 8, seed: 1, noise: 0.3 }).x);
    assert.equal(run.shape.inputs, 784);
    assert.equal(run.shape.parameterCount, 785 * 4 + 5 * 10);
    assert.deepEqual(run.about.features, []);
  });

  it('have no plane to draw, and an answer for each image', () => {
    const run = engine.experiment('data=digits8&points=20&layers=4:relu');
    for (const call of [() => run.fields(10), () => run.field(0, 0, 10), () => run.valuesAt(0, 0), () => run.gridInputs(10)]) {
      assertRefused(call, 'conflict', /64 inputs/);
    }
    assertRefused(() => run.curve(10), 'conflict', /coordinate/);
    const answers = run.predict(run.dataset().x);
    assert.equal(answers.length, 200);
    assert.ok(Math.abs(answers.subarray(0, 10).reduce((a, b) => a + b) - 1) < 1e-6);
    assertRefused(() => run.predict(new Float32Array(65)), 'wrong_shape', /64/);
    assertRefused(() => run.predict(new Float32Array(64).fill(NaN)), 'not_finite', /point 0/);
  });

  it('small ones are learnt: more than 90 % of others', () => {
    const run = engine.experiment('data=digits8&points=10000&test=10&layers=64:relu&rate=0.003&batch=32');
    run.advance({ epochs: 12 });
    const others = engine.digits(2000, { size: 8, seed: 99, noise: 0.05 });
    const answers = run.predict(others.x);
    const right = others.y.filter((digit, i) => {
      const row = answers.subarray(10 * i, 10 * i + 10);
      return row.indexOf(Math.max(...row)) === digit;
    }).length;
    assert.ok(right / 2000 > 0.9, `${right} of 2000`);
  });

  it('are drawn and framed, and refused where that cannot be', () => {
    const { x, y } = engine.digits(12, { size: 16, seed: 5 });
    assert.equal(x.length, 12 * 256);
    assert.deepEqual([...y], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    assertRefused(() => engine.digits(1, { size: 7 }), 'out_of_range', /8 to 256/);
    assertRefused(() => engine.digits(-1), 'bad_argument', /count/);
    assertRefused(() => engine.digits(1, { noise: 2 }), 'out_of_range', /noise/);
    const framed = engine.normalizeDigit(x.subarray(0, 256), 16, 16);
    assert.equal(framed?.length, 784);
    const small = engine.normalizeDigit(x.subarray(0, 256), 16, 16, { size: 8 });
    assert.equal(small?.length, 64);
    assert.ok(Math.max(...small.subarray(0, 8)) > 0 && Math.max(...small.subarray(56)) > 0, 'it fills the image');
    assertRefused(() => engine.normalizeDigit(x.subarray(0, 256), 16, 16, { size: 7 }), 'out_of_range', /8 to 256/);
    assert.equal(engine.normalizeDigit(new Float32Array(100), 10, 10), null);
    assertRefused(() => engine.normalizeDigit(new Float32Array(99), 10, 10), 'wrong_shape', /drawn/);
  });
});

describe('given points', () => {
  const square = { x: [-1, -1, 1, 1, -1, 1, 1, -1, 0, 3, 3, 0], y: [0, 0, 1, 1, 2, 2] };

  it('are the data, split as they say', () => {
    const test = [1, 0, 1, 0, 0, 0];
    const set = dataOf('data=points&classes=3', { ...square, test });
    assert.deepEqual([...set.x], square.x);
    assert.deepEqual([...set.y], square.y);
    assert.deepEqual([...set.test], test);
    assert.deepEqual([set.count, set.inputs, set.classes, set.leaked], [6, 2, 3, 0]);
    const split = dataOf('data=points&classes=3&test=50&leak=100', square);
    assert.deepEqual(classesIn(split, 1), [1, 1, 1]);
    assert.deepEqual([...split.x], square.x);
  });

  it('can be values, in the plane and as a curve', () => {
    const y = [1.5, -2.5, 0, 1, 2, 30];
    assert.deepEqual([...dataOf('data=values', { x: square.x, y }).y], y);
    const x = Float32Array.from({ length: 40 }, (_, i) => -6 + i * 0.3);
    const run = engine.experiment('data=curve&layers=16:tanh&test=25', { points: { x, y: x.map((v) => 0.1 * v * v - 1) } });
    run.advance({ steps: 3000 });
    assert.ok(determination(run) > 0.95);
    const hash = run.hash();
    run.seek(1000);
    run.reset();
    assert.equal(run.advance({ steps: 3000 }).step, 3000);
    assert.equal(run.hash(), hash);
  });

  it('are refused where they do not fit', () => {
    const make = (/** @type {string} */ text, /** @type {any} */ points) => () => engine.experiment(text, { points });
    assertRefused(make('data=points', undefined), 'conflict', /needs points/);
    assertRefused(make('data=xor', square), 'conflict', /data=xor draws its own/);
    assertRefused(make('data=points', square), 'out_of_range', /class of point 4.*0 to 1/);
    assertRefused(make('data=points&classes=3', { ...square, y: [0, 0, 1, 1, 0.5, 2] }), 'out_of_range', /point 4/);
    assertRefused(make('data=points&classes=3', { ...square, y: [0, NaN, 1, 1, 0, 2] }), 'out_of_range', /point 1/);
    assertRefused(make('data=points&classes=3', { ...square, x: square.x.with(5, Infinity) }), 'not_finite', /point 2/);
    assertRefused(make('data=values', { ...square, y: [0, 0, 1, 1, 0, -Infinity] }), 'not_finite', /value of point 5/);
    assertRefused(make('data=curve', square), 'wrong_shape', /1 coordinate.*have 2/);
    assertRefused(make('data=points&classes=3', { x: [1, 2, 3, 4, 5, 6], y: square.y }), 'wrong_shape', /2 coordinates.*have 1/);
    assertRefused(make('data=points&classes=3', { x: [1, 2, 3], y: [0, 1] }), 'wrong_shape', /3 numbers/);
    assertRefused(make('data=points&classes=3', { x: [], y: [] }), 'wrong_shape', /y 0/);
    assertRefused(make('data=points', { x: [1, 2], y: [0] }), 'out_of_range', /at least 2/);
    assertRefused(make('data=points&classes=3', { ...square, test: [1, 1, 1, 1, 1, 1] }), 'out_of_range', /every one/);
    assertRefused(make('data=points&classes=3', { ...square, test: [0, 0, 0, 0, 0, 0] }), 'out_of_range', /none/);
    assertRefused(make('data=points&classes=3', { ...square, test: [0] }), 'wrong_shape', /test/);
    const many = 100001;
    assertRefused(make('data=curve', { x: new Float32Array(many), y: new Float32Array(many) }), 'too_large', /100000/);
  });
});

describe('every set', () => {
  it('is the same again, and another for another seed', () => {
    for (const { name } of engine.settings.settings.find((/** @type {any} */ s) => s.key === 'data').choices) {
      if (given.includes(name)) continue;
      const text = `data=${name}&classes=4&points=40&noise=20&leak=50`;
      assert.deepEqual(dataOf(text), dataOf(text));
      assert.notDeepEqual(dataOf(text).x, dataOf(`${text}&seed=2`).x);
    }
  });
});
