// Losses of what comes in another form: shares of classes in place of labels, probabilities in place of logits.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertClose, assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();
const close = { atol: 1e-6, rtol: 1e-5 };

describe('cross-entropy', () => {
  const logits = [1, 2, -1, 0.5, 0, 3];
  it('takes the share of each class', () => {
    const labels = engine.loss('cross_entropy', logits, [1, 0], 2);
    const shares = engine.loss('cross_entropy', logits, [0, 1, 0, 1, 0, 0], 2);
    assertClose('loss', shares.loss, labels.loss, close);
    assertClose('gradient', shares.gradient, labels.gradient, close);
    const even = engine.loss('cross_entropy', logits, [0.5, 0.25, 0.25, 1, 0, 0], 2).loss;
    const apart = [0, 1, 2].map((label) => engine.loss('cross_entropy', logits.slice(0, 3), [label], 1).loss);
    const second = engine.loss('cross_entropy', logits.slice(3), [0], 1).loss;
    assertClose('mean', even, (apart[0] / 2 + apart[1] / 4 + apart[2] / 4 + second) / 2, close);
  });

  it('of a network, too', () => {
    const net = engine.network({ inputs: 2, layers: '3:tanh,3:softmax', loss: 'cross_entropy' });
    const x = [1, 2, -1, 0.5];
    const labels = net.gradients(x, [2, 0], 2);
    const shares = net.gradients(x, [0, 0, 1, 1, 0, 0], 2);
    assertClose('loss', shares.loss, labels.loss, close);
    assertClose('gradient', shares.parameters, labels.parameters, close);
    assertRefused(() => net.gradients(x, [0, 0, 1, 1, 1, 0], 2), 'out_of_range', /sum to 1 in the target of example 1/);
    assertRefused(() => net.gradients(x, [0, 0, 1], 2), 'wrong_shape', /2 rows of 1 target/);
    assertRefused(() => net.loss(x, [0, 0, 1, 1, 0, 0], 2), 'wrong_shape', /2 rows of 1 target/);
  });
});

describe('binary cross-entropy', () => {
  it('takes probabilities', () => {
    const z = [0.3, -2, 1];
    const p = z.map((v) => 1 / (1 + Math.exp(-v)));
    const target = [1, 0, 0.5];
    const logits = engine.loss('bce', z, target, 3);
    const given = engine.loss('bce', p, target, 3, { from: 'probabilities' });
    assertClose('loss', given.loss, logits.loss, close);
    assertClose('gradient', given.gradient.map((g, i) => g * p[i] * (1 - p[i])), logits.gradient, close);
    assert.deepEqual(engine.loss('bce', z, target, 3, { from: 'logits' }), logits);
  });

  it('refuses what is none, and other losses refuse the option', () => {
    assertRefused(() => engine.loss('bce', [0.5, 2], [0, 1], 2, { from: 'probabilities' }), 'out_of_range', /example 1/);
    assertRefused(() => engine.loss('mse', [0.5], [0], 1, { from: 'probabilities' }), 'bad_argument', /mse cannot be taken from/);
    assertRefused(() => engine.loss('bce', [0.5], [0], 1, /** @type {any} */ ({ from: 'odds' })), 'bad_argument', /from 'odds'/);
  });
});
