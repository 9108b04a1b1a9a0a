// A run that begins with other weights than its seed's: what it learns and goes back to is exact.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';

describe('a run that begins with given weights', () => {
  const experiment = 'layers=4:tanh,3:relu&points=60&batch=8&optimizer=adam';

  it('has them, learns from them, and comes back to them to the bit', async () => {
    const engine = await loadEngine();
    const learned = engine.experiment(experiment);
    learned.advance({ steps: 40 });
    const weights = learned.parameters();
    const run = engine.experiment(experiment);
    const initial = run.hash();
    run.beginWith(weights);
    assert.deepEqual(run.parameters(), weights);
    assert.equal(run.snapshot().step, 0);
    const { loss } = learned.snapshot();
    assert.equal(run.snapshot().loss, loss, 'the loss is that of these weights');
    assert.equal(run.history().loss[0], Math.fround(loss), 'and the first of the way');
    run.advance({ steps: 500 });
    const far = run.hash();
    assert.notEqual(far, learned.hash());
    run.seek(0);
    assert.deepEqual(run.parameters(), weights, 'back at the beginning');
    run.seek(123);
    run.seek(500);
    assert.equal(run.hash(), far, 'and forth again');
    run.reset();
    assert.equal(run.hash(), initial, 'a reset is to the seed’s weights');
  });

  it('is refused with a sentence once there are steps, and for a wrong number of weights', async () => {
    const engine = await loadEngine();
    const run = engine.experiment(experiment);
    assert.throws(() => run.beginWith(new Float32Array(3)), { code: 'wrong_shape' });
    run.advance({ steps: 1 });
    assert.throws(() => run.beginWith(run.parameters()), /made steps already/);
  });
});
