// Arithmetic by element and products in double precision, on which the recipes of the exercises stand.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from './lib.mjs';

const engine = await loadEngine();
/** @type {Record<string, (a: number, b: number) => number>} */
const expected = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, m: (a, b) => (b > a ? b : a),
  '>': (a, b) => Number(a > b), g: (a, b) => Number(a >= b), '=': (a, b) => Number(a === b),
};

describe('arithmetic in double precision', () => {
  const a = [1, -2.5, 0, 1e300, 1 / 3, Infinity, NaN, 5, -0];
  const b = [3, 0.1, 0, 1e300, 1e-300, 2, 1, 5, 0];

  for (const [sign, work] of Object.entries(expected)) {
    test(`${sign} gives the very doubles of JavaScript`, () => {
      assert.deepEqual([...engine.elementwise(sign, a, b)], a.map((value, i) => work(value, b[i])));
    });
  }

  test('e, l, s and ^ agree to the last places', () => {
    const x = [0.001, 0.5, 1, 2, 30, 700];
    for (const [sign, work] of /** @type {const} */ ([['e', Math.exp], ['l', Math.log], ['s', Math.sqrt]])) {
      engine.elementwise(sign, x, x).forEach((value, i) => assert.ok(Math.abs(value - work(x[i])) <= 4e-16 * Math.max(1e-300, Math.abs(work(x[i]))) + 1e-18, `${sign} ${x[i]}`));
    }
    assert.ok(Math.abs(engine.elementwise('^', [0.999], [10])[0] - 0.999 ** 10) < 1e-15);
  });

  test('a product sums in order, and lets NaN through', () => {
    assert.deepEqual([...engine.product([1, 2, 3, 4, 5, 6], [1, 0, 0, 1, 1e-20, 1], 2, 3, 2)], [1 + 3e-20, 5, 4 + 6e-20, 11]);
    assert.deepEqual([...engine.product([0], [NaN], 1, 1, 1)], [NaN]);
  });

  test('refuses what it does not know', () => {
    assert.throws(() => engine.elementwise('%', [1], [1]), /no arithmetic '%'/);
    assert.throws(() => engine.elementwise('+', [1], [1, 2]), /b has 2 numbers; 1 are expected/);
    assert.throws(() => engine.product([1, 2], [1], 1, 1, 1), /a has 2 numbers/);
  });
});
