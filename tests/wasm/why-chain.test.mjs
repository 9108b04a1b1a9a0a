// The chain that says why a weight moved: whatever it writes down as arithmetic must come out, for every
// optimizer, penalty and kind of layer. What is written is worked out here by a plain evaluation of its signs.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { chainOf } from '../../web/playground/why-chain.js';

const engine = await loadEngine();
const names = { from: 'x₁', above: (/** @type {number} */ unit) => `unit ${unit}`, activation: 'Tanh', loss: 'loss' };

/** @param {string} text @param {number} [example] @param {number} [index] @param {number} [steps] */
function chain(text, example = 0, index = 0, steps = 7) {
  const run = engine.experiment(text);
  run.advance({ steps });
  const ledger = run.ledger(index, { example });
  run.free();
  return { ledger, lines: chainOf(ledger, example, names) };
}

/** Works an arithmetic out; NaN where it is told in words. @param {import('../../web/playground/why-chain.js').Part[]} sum */
function worth(sum) {
  const text = sum.map((part) => (typeof part === 'string' ? part : `(${part.value})`)).join('');
  if (/[a-z]{4}/.test(text.replaceAll(/e[-+]\d+/g, ''))) return NaN;
  const plain = text.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('−', '-').replaceAll('²', '**2').replaceAll('√', 'Math.sqrt');
  return /** @type {number} */ (new Function(`return ${plain}`)());
}

/** @param {ReturnType<typeof chain>['lines']} lines @returns {number} how many sums came out */
function check(lines) {
  let held = 0;
  for (const { label, sum, result } of lines) {
    const value = sum.length ? worth(sum) : NaN;
    if (Number.isNaN(value)) continue;
    // float32 numbers behind a difference: what they are rounded by is not small beside what is left.
    const size = Math.max(...sum.map((part) => (typeof part === 'string' ? 0 : Math.abs(part.value))), 1e-12);
    assert.ok(Math.abs(value - result.value) <= 1e-5 * Math.abs(result.value) + 3e-7 * size, `${label}: ${value} is not ${result.value}`);
    held += 1;
  }
  return held;
}

describe('the chain of an update', () => {
  for (const optimizer of ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw', 'lamb']) {
    it(`writes down ${optimizer}’s arithmetic as it is`, () => {
      for (const more of ['', '&l1=0.02', '&decay=0.1', '&clip_norm=0.01&l1=0.02', '&clip_value=0.001', '&l1=0.03&decay=0.05&clip_norm=0.02']) {
        const { ledger, lines } = chain(`data=xor&layers=3:tanh,2:relu&batch=3&optimizer=${optimizer}${more}`);
        assert.equal(ledger.agrees, true);
        assert.ok(check(lines) >= 4, `${optimizer}${more} shows its arithmetic`);
        const asked = lines.filter(({ question }) => question);
        for (const line of asked) assert.ok(line.sum.length > 0 && line.result.name !== 'after', `${line.label} can be worked out from its line`);
        // The new value is what the field above shows: a chain ends there.
        assert.deepEqual(lines.at(-1)?.result, { name: 'after', value: ledger.after });
        assert.equal(lines.filter(({ main }) => main).length, 5);
      }
    });
  }

  it('goes from the loss back through the layer above, normalisation and dropout', () => {
    for (const layers of ['3:tanh', '3:tanh,2:relu', '4:tanh,4:gelu+res', '4:relu+bn,3:tanh', '4:tanh+ln,2:tanh', '6:tanh+drop0.5,2:tanh']) {
      for (const example of [0, 2]) {
        const { ledger, lines } = chain(`data=circle&layers=${layers}&batch=3`, example);
        check(lines);
        const delta = lines.filter(({ result }) => result.name === 'delta');
        assert.equal(delta.length, 1);
        assert.equal(delta[0].result.value, ledger.examples[example].delta);
        assert.equal(lines.filter(({ result }) => result.name.startsWith('term')).length, ledger.detail?.above.length);
      }
    }
  });

  it('lists the few products of a small batch, and no more than can be read of a large one', () => {
    const few = chain('data=xor&layers=3:tanh&batch=4').lines.find(({ result }) => result.name === 'gradient');
    assert.equal(few?.sum.filter((part) => typeof part !== 'string').length, 4);
    const many = chain('data=xor&layers=3:tanh&batch=40').lines.find(({ result }) => result.name === 'gradient');
    assert.deepEqual([many?.sum, many?.question], [[], undefined]);
    const wide = chain('data=xor&layers=3:tanh,30:tanh').lines.filter(({ result }) => result.name.startsWith('term'));
    assert.equal(wide.length, 16);
  });

  it('says so of a number that is none', () => {
    const { ledger } = chain('data=xor&layers=3:tanh');
    const lines = chainOf({ ...ledger, gradient: /** @type {any} */ (null) }, 0, names);
    assert.ok(Number.isNaN(lines.find(({ result }) => result.name === 'gradient')?.result.value));
  });
});
