// The same bits in WebAssembly as natively, whatever the pace of training.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goldenHashes } from '../golden/hashes.mjs';
import { loadEngine } from './lib.mjs';

const engine = await loadEngine();

describe('golden hashes under Node', () => {
  for (const { hash, steps, experiment } of goldenHashes()) {
    it(`${experiment || 'the default experiment'} after ${steps} steps`, () => {
      const run = engine.experiment(experiment);
      run.advance({ steps });
      assert.equal(run.hash(), hash);
      run.free();
    });
  }

  it('do not depend on how the steps are portioned, nor on looking in between', () => {
    const [{ hash, steps, experiment }] = goldenHashes();
    const run = engine.experiment(experiment);
    for (let left = steps, portion = 1; left > 0; portion = (portion * 7) % 31) {
      const now = Math.min(left, portion);
      run.advance({ steps: now });
      run.fields(8);
      run.valuesAt(1, -2);
      left -= now;
    }
    assert.equal(run.hash(), hash);
    run.free();
  });

  it('are met again by seeking there and back', () => {
    const [{ hash, steps, experiment }] = goldenHashes();
    const run = engine.experiment(experiment);
    run.advance({ steps: 3 * steps });
    for (const step of [steps + 1, 0, steps]) run.seek(step);
    assert.equal(run.hash(), hash);
    run.free();
  });
});
