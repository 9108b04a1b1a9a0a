// Convolution, pooling, recurrent cells and attention against PyTorch in float64, every case of these kinds, through
// the JavaScript interface; and what is refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { miniAnswers } from '../../web/engine/answers/mini.js';
import { faultOf } from '../../web/engine/messages.js';
import { assertClose, assertRefused, loadEngine, loadMini, oracleCase, oracleIndex } from './lib.mjs';

const engine = await loadEngine();
const mini = await loadMini();

/** @param {string} cell @param {any} config @param {any} inputs */
function recur(cell, { seq, batch, input, hidden }, inputs) {
  return mini.recur(cell, {
    shape: [seq, batch, input, hidden],
    x: inputs.x.data, h0: inputs.h0.data, wIn: inputs.W_ih.data, wState: inputs.W_hh.data, bIn: inputs.b_ih.data, bState: inputs.b_hh.data,
    upstream: inputs.upstream_h.data,
    ...(cell === 'lstm' ? { c0: inputs.c0.data, upstreamC: inputs.upstream_c_last.data } : {}),
  });
}

/** A whole small network: convolution, ReLU, largest of 2 × 2, one layer, cross-entropy; forward and back. */
function convnet({ config, inputs, expected }, tolerance) {
  const { X, Y, conv_W, conv_b, fc_W, fc_b } = inputs;
  const [rows] = X.shape;
  const given = { x: X.data, shape: X.shape, kernel: conv_W.data, bias: conv_b.data, kernelShape: conv_W.shape.slice(2), stride: config.stride, padding: config.padding };
  const { y: z, shape } = mini.convolve(given);
  assertClose('conv_z', z, expected.conv_z, tolerance);
  const columns = shape[3];
  const window = { kernelShape: [config.pool, config.pool], stride: config.pool, shape };
  const active = engine.activation('relu', z, { columns });
  const pooled = mini.pool('max', { x: active, ...window });
  assertClose('pooled', pooled.y, expected.pooled, tolerance);
  const [units, wide] = fc_W.shape;
  const head = engine.network({ inputs: wide, layers: `${units}:softmax`, loss: 'cross_entropy' });
  head.setParameters([...fc_W.data, ...fc_b.data]);
  assertClose('logits', head.activations(pooled.y, rows)[0].pre, expected.logits, tolerance);
  const slopes = head.gradients(pooled.y, Y.data, rows);
  assertClose('loss', slopes.loss, expected.loss, tolerance);
  assertClose('dfc_W', slopes.parameters.subarray(0, units * wide), expected.dfc_W, tolerance);
  assertClose('dfc_b', slopes.parameters.subarray(units * wide), expected.dfc_b, tolerance);
  const { dx } = mini.pool('max', { x: active, ...window, upstream: slopes.inputs });
  const back = mini.convolve({ ...given, upstream: engine.activation('relu', z, { columns, upstream: dx }) });
  assertClose('dconv_W', back.dkernel, expected.dconv_W, tolerance);
  assertClose('dconv_b', back.dbias, expected.dconv_b, tolerance);
  assertClose('dX', back.dx, expected.dX, tolerance);
}

/** By folder: how a case is checked, and how many numbers of `expected` were asked for. @type {Record<string, (each: any, tolerance: any) => void>} */
const kinds = {
  conv(each, tolerance) {
    const { config, inputs, expected } = each;
    if (config.network === 'convnet') return convnet(each, tolerance);
    const images = { x: inputs.x.data, shape: inputs.x.shape, stride: config.stride, upstream: inputs.upstream.data };
    if (config.layer === 'conv2d') {
      const got = mini.convolve({ ...images, kernel: inputs.W.data, bias: inputs.b.data, kernelShape: config.kernel, padding: config.padding });
      assert.deepEqual(got.shape, expected.y.shape);
      for (const [name, ours] of Object.entries({ y: 'y', dx: 'dx', dW: 'dkernel', db: 'dbias' })) assertClose(name, got[ours], expected[name], tolerance);
      return;
    }
    const got = mini.pool(config.layer === 'avg_pool2d' ? 'mean' : 'max', { ...images, kernelShape: [config.kernel, config.kernel] });
    assert.deepEqual(got.shape, expected.y.shape);
    assertClose('y', got.y, expected.y, tolerance);
    assertClose('dx', got.dx, expected.dx, tolerance);
    if (expected.argmax) assert.deepEqual([...got.winner], expected.argmax.data);
    else assert.ok(got.winner.every((at) => at === -1));
  },
  rnn({ config, inputs, expected }, tolerance) {
    const got = recur(config.cell, config, inputs);
    const names = { h: 'h', c: 'c', gates: 'gates', dW_ih: 'dwIn', dW_hh: 'dwState', db_ih: 'dbIn', db_hh: 'dbState', dx: 'dx', dh0: 'dh0', dc0: 'dc0' };
    const asked = Object.keys(expected).filter((name) => name !== 'surrogate_loss');
    for (const name of asked) assertClose(name, got[names[name]], expected[name], tolerance);
    assert.ok(asked.length >= 7);
  },
  attention({ config, inputs, expected }, tolerance) {
    const { causal } = config;
    const got =
      config.layer === 'sdpa'
        ? mini.attend({ shape: inputs.q.shape, q: inputs.q.data, k: inputs.k.data, v: inputs.v.data, causal, upstream: inputs.upstream.data })
        : mini.multihead({
            shape: [config.batch, config.seq, config.dim, config.heads], x: inputs.x.data, wIn: inputs.W_in.data, bIn: inputs.b_in.data,
            wOut: inputs.W_out.data, bOut: inputs.b_out.data, causal, upstream: inputs.upstream.data,
          });
    const names = { dW_in: 'dwIn', db_in: 'dbIn', dW_out: 'dwOut', db_out: 'dbOut' };
    for (const name of Object.keys(expected)) assertClose(name, got[names[name] ?? name], expected[name], tolerance);
  },
};

describe('agreement with PyTorch', () => {
  const cases = oracleIndex().filter(({ kind }) => Object.hasOwn(kinds, kind));
  for (const { kind, file } of cases) {
    const each = oracleCase(file);
    it(`${kind}/${each.case}`, () => kinds[kind](each, each.tolerance.float32));
  }
  if (!cases.length) it('is not checked here: there is no oracle beside this checkout', { skip: true }, () => {});
});

const picture = { x: [1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 1, 3, 3], kernel: [1, 0, -1, 2], bias: [0.5], kernelShape: [2, 2] };

describe('a convolution', () => {
  it('tells what each of its numbers is the sum of', () => {
    const { y, shape } = mini.convolve({ ...picture, padding: 1, stride: 2 });
    assert.deepEqual(shape, [1, 1, 2, 2]);
    for (const { row, column, pixels } of [{ row: 0, column: 0, pixels: [0, 0, 0, 1] }, { row: 1, column: 1, pixels: [5, 6, 8, 9] }]) {
      const terms = mini.convolveTerms({ ...picture, padding: 1, stride: 2, row, column });
      assert.deepEqual([...terms.pixels], pixels);
      assert.deepEqual([...terms.products], pixels.map((pixel, i) => pixel * picture.kernel[i]));
      assert.equal(terms.products.reduce((a, b) => a + b, 0.5), y[row * 2 + column]);
    }
  });

  it('does not turn its kernel round', () => {
    assert.deepEqual([...mini.convolve(picture).y], [7.5, 9.5, 13.5, 15.5]);
  });

  it('refuses what does not fit, and says what would', () => {
    assertRefused(() => mini.convolve({ ...picture, kernelShape: [4, 1] }), 'wrong_shape', /kernel of 4 by 1 does not fit an image of 3 by 3/);
    assertRefused(() => mini.convolve({ ...picture, padding: 2 }), 'out_of_range', /padding is 2; it must be from 0 to 1/);
    assertRefused(() => mini.convolve({ ...picture, kernel: [1, 2] }), 'wrong_shape', /kernel has 2 numbers; 4 are expected/);
    assertRefused(() => mini.convolve({ ...picture, bias: [] }), 'out_of_range', /filters is 0/);
    assertRefused(() => mini.convolve({ ...picture, stride: 0 }), 'bad_argument', /stride is 0/);
    assertRefused(() => mini.convolve({ ...picture, shape: [1, 1, 3, 2] }), 'wrong_shape', /x has 9 numbers; 6 are expected/);
    assertRefused(() => mini.convolve({ ...picture, bias: [Infinity] }), 'not_finite', /y holds Infinity/);
    assertRefused(() => mini.convolveTerms({ ...picture, row: 2, column: 0 }), 'out_of_range', /row is 2; .* 0 to 1/);
    assertRefused(() => mini.convolve(/** @type {any} */ ({ ...picture, strides: 1 })), 'unknown_name', /no option 'strides'/);
    assertRefused(() => mini.pool('least', { x: picture.x, shape: [1, 1, 3, 3], kernelShape: [2, 2] }), 'unknown_name', /max, mean/);
  });
});

describe('attention', () => {
  const three = { shape: [1, 3, 2], q: [1, 0, 0, 1, 1, 1], k: [2, 0, 0, 2, 1, 1], v: [1, 2, 3, 4, 5, 6] };
  const rows = (/** @type {Float32Array} */ weights) => [0, 1, 2].map((row) => [...weights.subarray(3 * row, 3 * row + 3)]);

  it('gives rows that add up to 1, whatever may be looked at', () => {
    const mask = [1, 1, 0, 0, 1, 0, 1, 1, 1];
    for (const options of [{}, { causal: true }, { mask }, { temperature: 0.01 }, { temperature: 100 }]) {
      const { weights } = mini.attend({ ...three, ...options });
      for (const row of rows(weights)) assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-6);
    }
    const seen = rows(mini.attend({ ...three, mask }).weights).flat().map((weight) => Number(weight > 0));
    assert.deepEqual(seen, mask);
  });

  it('is as a softmax at its temperature', () => {
    for (const temperature of [0.5, 1, 4]) {
      const { scores, weights } = mini.attend({ ...three, temperature });
      const exact = rows(scores).map((row) => {
        const parts = row.map((score) => Math.exp(score / temperature));
        return parts.map((part) => part / parts.reduce((a, b) => a + b));
      });
      assertClose(`weights at ${temperature}`, weights, exact.flat(), { atol: 1e-6, rtol: 0 });
    }
  });

  it('has the gradients that differences tell, with a mask and a temperature', () => {
    const options = { mask: [1, 1, 0, 0, 1, 1, 1, 0, 1], temperature: 0.7 };
    const upstream = [0.3, -1, 0.5, 2, -0.25, 1];
    const got = mini.attend({ ...three, ...options, upstream });
    const value = (/** @type {any} */ given) => mini.attend({ ...given, ...options }).out.reduce((sum, out, i) => sum + out * upstream[i], 0);
    for (const name of /** @type {const} */ (['q', 'k', 'v'])) {
      const slopes = three[name].map((_, i) => {
        const shifted = (/** @type {number} */ by) => ({ ...three, [name]: three[name].map((each, j) => each + (i === j ? by : 0)) });
        return (value(shifted(2 ** -7)) - value(shifted(-(2 ** -7)))) * 2 ** 6;
      });
      assertClose(`d${name}`, got[`d${name}`], slopes, { atol: 1e-3, rtol: 1e-3 });
    }
  });

  it('refuses a query that may look nowhere, and other slips', () => {
    assertRefused(() => mini.attend({ ...three, mask: [1, 1, 1, 0, 0, 0, 1, 1, 1] }), 'conflict', /position 1 may look nowhere/);
    assertRefused(() => mini.attend({ ...three, causal: true, mask: [0, 1, 1, 1, 1, 1, 1, 1, 1] }), 'conflict', /position 0/);
    assertRefused(() => mini.attend({ ...three, temperature: 0 }), 'out_of_range', /temperature is 0/);
    assertRefused(() => mini.attend({ ...three, temperature: NaN }), 'out_of_range', /temperature/);
    assertRefused(() => mini.attend({ ...three, mask: [1] }), 'wrong_shape', /mask has 1 numbers; 9/);
    const layer = { shape: [1, 1, 3, 2], x: [1, 2, 3], wIn: new Array(27).fill(0), bIn: new Array(9).fill(0), wOut: new Array(9).fill(0), bOut: [0, 0, 0] };
    assertRefused(() => mini.multihead(layer), 'wrong_shape', /dim is 3 and heads 2/);
  });

  it('tells positions by sines and cosines', () => {
    const exact = [0, 1, 2].flatMap((p) => [0, 1].flatMap((i) => [Math.sin(p / 100 ** i), Math.cos(p / 100 ** i)]));
    assertClose('positions', mini.positions(3, 4), exact, { atol: 1e-7, rtol: 0 });
    assertClose('slower', mini.positions(3, 4, 16), [0, 1, 2].flatMap((p) => [0, 1].flatMap((i) => [Math.sin(p / 4 ** i), Math.cos(p / 4 ** i)])), { atol: 1e-7, rtol: 0 });
    assertRefused(() => mini.positions(3, 4, 0), 'out_of_range', /base is 0/);
  });
});

describe('the worker’s answer', () => {
  it('loads the module once, at the first question, and again after it could not be had', async () => {
    let asked = 0;
    const { mini: answer } = miniAnswers(/** @type {any} */ ({ failure: (/** @type {string} */ code, /** @type {string} */ sentence) => Object.assign(new Error(sentence), { code }) }), async () => {
      asked += 1;
      if (asked === 1) throw new Error('no network');
      return mini;
    });
    const question = { call: 'positions', given: [2, 2] };
    await assert.rejects(async () => answer(question, () => {}), /no network/);
    assert.deepEqual(await answer(question, () => {}), mini.positions(2, 2));
    await answer(question, () => {});
    assert.equal(asked, 2);
    await assert.rejects(async () => answer({ call: 'constructor', given: [] }, () => {}), /no miniature 'constructor'; there is convolve/);
    assert.equal(faultOf({ id: 1, type: 'mini', call: 'pool', given: 'max' }), "The field given of a message 'mini' must be: list.");
  });
});

describe('a recurrent cell', () => {
  const one = { shape: [2, 1, 1, 1], x: [1, 2], h0: [0.5], wIn: [0.25], wState: [-1], bIn: [0.125], bState: [0.25] };

  it('shows the sum of each step', () => {
    const { h, sums, gates } = mini.recur('rnn', one);
    assert.equal(sums[0], 0.25 + 0.125 - 0.5 + 0.25);
    assert.deepEqual([...gates], [...h]);
    assertClose('h', h, [Math.tanh(sums[0]), Math.tanh(sums[1])], { atol: 1e-6, rtol: 0 });
  });

  it('refuses what does not fit', () => {
    assertRefused(() => mini.recur('elman', one), 'unknown_name', /rnn, lstm, gru/);
    assertRefused(() => mini.recur('gru', one), 'wrong_shape', /wIn has 1 numbers; 3/);
    assertRefused(() => mini.recur('rnn', { ...one, shape: [2, 1, 1, 0] }), 'bad_argument', /hidden is 0/);
    assertRefused(() => mini.recur('rnn', { ...one, x: [1] }), 'wrong_shape', /x has 1 numbers; 2/);
    assertRefused(() => mini.recur('rnn', { ...one, wIn: [Infinity] }), 'not_finite', /sums holds Infinity/);
  });
});
