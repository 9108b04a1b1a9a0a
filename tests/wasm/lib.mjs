/** @file What the tests of the engine under Node share. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
export const { loadEngine, loadFiles, loadMini } = await import('../../dist/engine/engine.js');

/**
 * @typedef {{ config: any, inputs: any, expected: any, tolerance: any, kind: string, case: string }} Case
 */

/** @param {string} name a file below the oracle's folder @returns {Case} */
export function oracleCase(name) {
  return JSON.parse(readFileSync(join(shared, 'oracle', name), 'utf8'));
}

/** Every case that lies there, listed by folder. @returns {{ file: string, kind: string, case: string }[]} empty where the oracle is absent */
export function oracleIndex() {
  const folder = join(shared, 'oracle');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: kind }) =>
      readdirSync(join(folder, kind))
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => ({ file: `${kind}/${name}`, kind, case: name.replace(/\.json$/, '') })),
    );
}

/**
 * Fails unless every number agrees; NaN never does.
 * @param {string} what
 * @param {ArrayLike<number> | number} got
 * @param {any} expected a tensor, a number, or an array
 * @param {{ atol: number, rtol: number }} tolerance
 */
export function assertClose(what, got, expected, { atol, rtol }) {
  const left = typeof got === 'number' ? [got] : got;
  const right = typeof expected === 'number' ? [expected] : (expected.data ?? expected);
  assert.equal(left.length, right.length, `${what}: how many numbers`);
  for (let i = 0; i < right.length; i++) {
    const difference = Math.abs(left[i] - right[i]);
    assert.ok(difference <= atol + rtol * Math.abs(right[i]), `${what}[${i}] is ${left[i]}, not ${right[i]}`);
  }
}

/** @param {() => unknown} call @param {string} code @param {RegExp} sentence */
export function assertRefused(call, code, sentence) {
  assert.throws(call, (/** @type {any} */ error) => {
    assert.equal(error.name, 'GliaError');
    assert.equal(error.code, code, error.message);
    assert.match(error.message, sentence);
    return true;
  });
}
