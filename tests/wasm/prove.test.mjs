// Checking, proving and keeping runs through the JavaScript interface.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();
const glia = fileURLToPath(new URL('../../build/glia', import.meta.url));

describe('the gradient check', () => {
  it('agrees with the engine everywhere, on a batch or on more', () => {
    const run = engine.experiment('data=spiral&layers=6:tanh+ln,5:gelu+bn&features=x1,x2,sinx1');
    run.advance({ steps: 100 });
    const hash = run.hash();
    for (const options of [{}, { rows: 40 }]) {
      const { analytic, numeric, agreement, verdicts } = run.gradientCheck(options);
      assert.equal(verdicts.length, run.shape.parameterCount);
      assert.ok(verdicts.every((verdict) => verdict === 'agrees'));
      assert.ok(agreement.every((part) => part <= 1e-3) && agreement.some((part) => part > 0));
      assert.ok(analytic.some((part, i) => part !== Math.fround(numeric[i])));
    }
    assert.equal(run.hash(), hash);
  });

  it('finds what is wrong in another gradient, there only', () => {
    const run = engine.experiment('data=xor&layers=4:tanh');
    const { analytic } = run.gradientCheck({ rows: 10 });
    const theirs = analytic.slice();
    theirs[3] += 0.5;
    theirs[7] = NaN;
    const { verdicts, agreement } = run.gradientCheck({ rows: 10, against: theirs });
    assert.deepEqual(verdicts.flatMap((verdict, i) => (verdict === 'differs' ? [i] : [])), [3, 7]);
    assert.equal(agreement[7], Infinity);
    assert.equal(agreement[0], 0);
    const summed = run.gradientCheck({ rows: 10, against: analytic.map((part) => part * 10) });
    assert.ok(summed.verdicts.filter((verdict) => verdict === 'differs').length > 10);
  });

  it('refuses what it cannot check', () => {
    const run = engine.experiment('data=xor&points=20');
    assertRefused(() => run.gradientCheck({ rows: 17 }), 'out_of_range', /16 training points/);
    assertRefused(() => run.gradientCheck({ rows: 0 }), 'bad_argument', /rows/);
    assertRefused(() => run.gradientCheck({ against: [1, 2] }), 'wrong_shape', /against/);
    assertRefused(() => run.gradientCheck(/** @type {any} */ ({ row: 3 })), 'unknown_name', /row/);
  });
});

describe('a walk', () => {
  const text = 'data=circle&layers=4:tanh,3:relu&optimizer=momentum&seed=4';

  it('is what a network and a trainer make of that example', () => {
    const run = engine.experiment(text);
    run.advance({ steps: 50 });
    const { inputs, target, layers, output, loss, gradient, parameters, after } = run.walk({ part: 'test', row: 7 });
    const net = engine.network({ inputs: 2, layers: '4:tanh,3:relu,1:sigmoid', loss: 'bce' });
    net.setParameters(run.parameters());
    const values = net.activations(inputs, 1);
    layers.forEach(({ pre, post }, l) => {
      assert.deepEqual(pre, values[l].pre);
      assert.deepEqual(post, values[l].post);
    });
    assert.deepEqual(output, layers[2].post);
    const right = net.gradients(inputs, [target], 1);
    assert.equal(loss, right.loss);
    assert.deepEqual(gradient, right.parameters);
    assert.deepEqual(parameters, run.parameters());
    const biases = run.shape.layers[1].biases ?? NaN;
    assert.deepEqual(layers[1].delta, gradient.slice(biases, biases + 3));
    assert.ok(after.some((value, i) => value !== parameters[i]));
    net.free();
    run.free();
  });

  it('goes where training on that example alone goes', () => {
    const single = engine.experiment(`${text}&batch=1`);
    const hash = single.hash();
    const rows = engine.experiment(text).dataset().count * 0.8;
    const walks = Array.from({ length: rows }, (_, row) => single.walk({ row }).after);
    assert.equal(single.hash(), hash);
    single.advance({ steps: 1 });
    const now = single.parameters();
    assert.equal(walks.filter((after) => after.every((value, i) => value === now[i])).length, 1);
  });

  it('takes any point with its class, and refuses what is none', () => {
    const run = engine.experiment('data=rings&classes=3&layers=3:tanh');
    assert.equal(run.walk({ x: [1, 2], target: 2 }).target, 2);
    assertRefused(() => run.walk({ x: [1, 2], target: 3 }), 'out_of_range', /class/);
    assertRefused(() => run.walk({ x: [1, NaN], target: 1 }), 'not_finite', /finite/);
    assertRefused(() => run.walk({ x: [1, 2] }), 'bad_argument', /target/);
    assertRefused(() => run.walk({ x: [1], target: 0 }), 'wrong_shape', /x/);
    assertRefused(() => run.walk({ row: 1e6 }), 'out_of_range', /example/);
    assertRefused(() => run.walk({ part: /** @type {any} */ ('all') }), 'unknown_name', /train and test/);
  });
});

describe('receipts', () => {
  const made = () => {
    const run = engine.experiment('data=circle&noise=10&layers=3:tanh&seed=5');
    run.advance({ steps: 300 });
    run.setParameter(2, 0.25);
    run.advance({ steps: 100 });
    return run;
  };

  it('are verified here and by the native program, with every number', () => {
    const run = made();
    const receipt = run.receipt();
    const verdict = engine.verify(receipt);
    const { loss, testLoss, accuracy, testAccuracy, stepsPerEpoch } = run.snapshot();
    assert.deepEqual(verdict, {
      ok: true,
      sentence: '',
      experiment: run.format(),
      steps: 400,
      epochs: Math.ceil(400 / stepsPerEpoch),
      hash: run.hash(),
      metrics: { loss, testLoss, accuracy, testAccuracy },
      layers: 1,
      neurons: 3,
      parameters: run.shape.parameterCount,
      edits: 1,
    });
    assert.match(execFileSync(glia, ['verify', receipt], { encoding: 'utf8' }), /^verified/);
    const curve = engine.experiment('data=sine');
    assert.equal(engine.verify(curve.receipt()).metrics?.accuracy, null);
  });

  it('are refused when altered, cut or made up', () => {
    const receipt = made().receipt();
    const altered = receipt.replace(/testAccuracy=\S+/, 'testAccuracy=1');
    assert.notEqual(altered, receipt);
    assert.match(engine.verify(altered).sentence, /changed/);
    assert.notEqual(spawnSync(glia, ['verify', altered]).status, 0);
    assert.equal(engine.verify(receipt.slice(0, -20)).ok, false);
    assert.match(engine.verify('hello').sentence, /glia-receipt/);
    assert.match(engine.verify('x'.repeat(1e6)).sentence, /bytes/);
    /* A lie whose check is right: another run's words under this run's steps. */
    const body = receipt.replace(/steps=400/, 'steps=401').replace(/check=.*\n/, '');
    assert.match(engine.verify(`${body}check=${crc(body)}\n`).sentence, /hash is \w+ in the receipt and \w+ in the replay/);
    assert.equal(engine.verify(receipt).ok, true);
  });

  /** CRC-32 of ISO 3309. @param {string} text */
  function crc(text) {
    let rest = -1;
    for (const letter of Buffer.from(text)) {
      rest ^= letter;
      for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    }
    return (~rest >>> 0).toString(16).padStart(8, '0');
  }

  it('do not exist for what they cannot hold', () => {
    const points = { x: [0, 0, 1, 1], y: [0, 1] };
    assertRefused(() => engine.experiment('data=points', { points }).receipt(), 'conflict', /no points/);
    const run = made();
    const branch = run.branch({ rate: 0.1 });
    branch.advance({ steps: 5 });
    assertRefused(() => branch.receipt(), 'conflict', /one experiment/);
  });

  it('are judged by what a challenge asks for', () => {
    const run = made();
    const receipt = run.receipt();
    const { testAccuracy, loss } = run.snapshot();
    const good = { atLeast: Number(testAccuracy), neurons: 3, layers: 1, epochs: 16, steps: 400, edits: 1, noise: 10, parameters: 13, settings: { data: 'circle', noise: '10.0' } };
    assert.deepEqual(engine.judge(receipt, good).why, []);
    assert.equal(engine.judge(receipt, good).passed, true);
    assert.equal(engine.judge(receipt, { part: 'train', metric: 'loss', atMost: loss }).passed, true);
    /** @type {[object, RegExp][]} */
    const bad = [
      [{ atLeast: Number(testAccuracy) + 0.001 }, /^The test accuracy is .*; at least/],
      [{ part: 'train', metric: 'loss', atMost: loss * 0.999 }, /^The training loss is/],
      [{ neurons: 2 }, /3 neurons in hidden layers; at most 2/],
      [{ layers: 0 }, /1 hidden layers/],
      [{ epochs: 15 }, /epochs/],
      [{ steps: 399 }, /400 steps/],
      [{ parameters: 12 }, /13 parameters/],
      [{ edits: 0 }, /1 changes by hand/],
      [{ noise: 11 }, /noise is 10 %/],
      [{ settings: { data: 'xor' } }, /data is circle; it must be xor/],
    ];
    for (const [conditions, sentence] of bad) {
      const { passed, why } = engine.judge(receipt, conditions);
      assert.equal(passed, false);
      assert.equal(why.length, 1);
      assert.match(why[0], sentence);
    }
    assert.equal(engine.judge('hello', {}).passed, false);
    const leaky = engine.experiment('data=circle&leak=50&fault=train_on_test').receipt();
    assert.equal(engine.judge(leaky, {}).why.length, 2);
    assert.equal(engine.judge(leaky, { settings: { leak: 50, fault: 'train_on_test' } }).passed, true);
    const curve = engine.experiment('data=sine').receipt();
    assert.match(engine.judge(curve, { atLeast: 0 }).why[0], /not there/);
    assertRefused(() => engine.judge(receipt, /** @type {any} */ ({ neuron: 3 })), 'unknown_name', /neuron/);
    assertRefused(() => engine.judge(receipt, { settings: { nose: 3 } }), 'unknown_name', /nose/);
  });
});

describe('a saved run', () => {
  it('goes on bit for bit, in another engine', async () => {
    const other = await loadEngine();
    for (const text of ['layers=8:relu+drop0.3,6:tanh+bn&schedule=one_cycle&horizon=1000', 'data=circle&noise=50&patience=20&optimizer=lamb']) {
      const whole = engine.experiment(text);
      whole.advance({ steps: 1000 });
      const half = engine.experiment(text);
      half.advance({ steps: 500 });
      for (const saved of [half.save(), half.saveText()]) {
        const again = other.restore(saved);
        assert.equal(again.hash(), half.hash());
        assert.deepEqual(again.snapshot(), half.snapshot());
        assert.deepEqual(again.history(), half.history());
        again.advance({ steps: 500 });
        assert.equal(again.hash(), whole.hash());
        assert.deepEqual(again.snapshot(), whole.snapshot());
        again.seek(123);
        assert.equal(again.hash(), half.seek(123) && half.hash());
        half.seek(500);
        again.free();
      }
    }
  });

  it('keeps given points and changes by hand', () => {
    const points = { x: [-1, -1, 1, 1, -1, 1, 1, -1], y: [0, 0, 1, 1], test: [0, 1, 0, 1] };
    const run = engine.experiment('data=points&layers=2:tanh', { points });
    run.advance({ steps: 9 });
    run.setParameter(1, 0.5);
    const again = engine.restore(run.saveText());
    assert.deepEqual(again.dataset(), run.dataset());
    assert.equal(again.hash(), run.hash());
    assert.equal(again.snapshot().edits, 1);
    run.free();
    again.advance({ steps: 3 });
  });

  it('is refused when it is damaged, changed or something else', () => {
    const run = engine.experiment('data=xor&layers=2:tanh');
    const text = run.saveText();
    const bytes = run.save();
    bytes[60] ^= 1;
    assertRefused(() => engine.restore(bytes), 'conflict', /changed/);
    assertRefused(() => engine.restore(bytes.subarray(0, 9)), 'bad_syntax', /no state/);
    assertRefused(() => engine.restore(text.slice(0, -9)), 'bad_syntax', /not whole/);
    assertRefused(() => engine.restore('{"a":1}'), 'bad_syntax', /no run/);
    assertRefused(() => engine.restore('null'), 'bad_syntax', /no run/);
    assertRefused(() => engine.restore(text.replace('state/1', 'state/9')), 'unknown_name', /state\/9/);
    assertRefused(() => engine.restore(text.replace('data=xor', 'data=circle')), 'bad_syntax', /experiment was changed/);
    assertRefused(() => engine.restore(text.replace('"step": 0', '"step": 7')), 'bad_syntax', /step was changed/);
    assertRefused(() => engine.restore(text.replace(/"state": "../, '"state": "*')), 'bad_syntax', /base64/);
    assertRefused(() => engine.restore(text.replace(/(.{40})"\n/, '"\n')), 'conflict', /not copied whole/);
    assertRefused(() => engine.restore(/** @type {any} */ (7)), 'bad_argument', /Uint8Array/);
    assert.equal(engine.restore(text).hash(), run.hash());
  });
});

describe('a planted fault', () => {
  it('is a setting like any other', () => {
    const run = engine.experiment('data=circle&fault=dead_layer');
    assert.equal(run.format(), 'data=circle&fault=dead_layer');
    run.advance({ steps: 100 });
    const { dead } = run.statistics().layers[0];
    assert.equal(dead, 8);
    assertRefused(() => engine.experiment('layers=&fault=dead_layer'), 'conflict', /hidden layer/);
    assertRefused(() => run.branch({ fault: 'none' }), 'conflict', /fault/);
  });
});
