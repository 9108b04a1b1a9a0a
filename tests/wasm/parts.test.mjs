// The engine in two parts: the first trains and draws by itself, the rest joins it, and both together are the whole.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { neededBy } from '../../web/tools/wasm-parts.mjs';
import { loadEngine } from './lib.mjs';

const [first, rest] = ['first', 'rest'].map((part) => readFileSync(new URL(`../../dist/engine/glia-${part}.wasm`, import.meta.url)));
const experiment = 'data=spiral&points=120&layers=6:tanh+bn,4:relu+drop0.2&optimizer=adam&decay=0.001&seed=5';

/** The first part with its own layer of JavaScript, and a way to bring the rest. */
async function firstPart() {
  const { Core } = await import('../../web/engine/core.js');
  const { Engine } = await import('../../web/engine/engine.js');
  const { complete, instantiate } = await import('../../web/engine/module.js');
  const heap = await instantiate('glia-first.wasm', { wasm: first });
  return { core: new Core(heap), bring: () => complete(heap, 'glia-rest.wasm', rest).then(() => new Engine(heap)) };
}

describe('the engine in two parts', () => {
  it('opens, trains, goes back, branches and draws with the first alone, bit for bit as the whole does', async () => {
    const whole = (await loadEngine()).experiment(experiment);
    const run = (await firstPart()).core.experiment(experiment);
    for (const one of [whole, run]) one.advance({ epochs: 12 });
    assert.equal(run.hash(), whole.hash());
    assert.deepEqual(run.snapshot(), whole.snapshot());
    assert.deepEqual(run.fields(12), whole.fields(12));
    for (const one of [whole, run]) one.seek(17);
    assert.equal(run.hash(), whole.hash());
    assert.equal(run.branch({ rate: 0.2 }).advance({ steps: 30 }).testLoss, whole.branch({ rate: 0.2 }).advance({ steps: 30 }).testLoss);
  });

  it('says so where the rest is missing, and answers when it has come, about the same run', async () => {
    const { core, bring } = await firstPart();
    const run = core.experiment(experiment);
    run.advance({ steps: 40 });
    const before = run.hash();
    for (const ask of [() => run.gradientCheck(), () => run.doctor(), () => run.receipt(), () => run.save(), () => run.measure()]) {
      assert.throws(ask, { code: 'not_loaded', message: /has not come yet/ });
    }
    assert.equal(run.hash(), before, 'nothing is spoiled by asking too early');
    const engine = await bring();
    const whole = (await loadEngine()).experiment(experiment);
    whole.advance({ steps: 40 });
    assert.deepEqual(run.gradientCheck(), whole.gradientCheck());
    assert.deepEqual(run.doctor(), whole.doctor());
    assert.equal(run.receipt(), whole.receipt());
    assert.deepEqual(run.measure(), whole.measure());
    assert.equal(engine.verify(run.receipt()).ok, true);
    assert.equal(engine.restore(run.save()).advance({ steps: 25 }).testLoss, run.advance({ steps: 25 }).testLoss);
    const net = engine.network({ inputs: 3, layers: '4:gelu,2:softmax', loss: 'cross_entropy', seed: 3 });
    assert.equal(net.predict([1, 2, 3], 1).length, 2);
  });

  it('is cut along calls: what an export calls comes with it, what only others call does not', () => {
    const text = ' (elem $0 (i32.const 1) $table)\n (export "glia_a" (func $a))\n (export "glia_b" (func $b))\n (export "_initialize" (func $i))\n'
      + ' (func $a\n  (call $c\n   (call $imported)\n  )\n )\n (func $b\n  (return_call $d)\n )\n (func $c (param $0 i32)\n  (drop (ref.func $e))\n )\n'
      + ' (func $d\n )\n (func $e\n )\n (func $table\n )\n (func $i\n )\n';
    assert.deepEqual(neededBy(text, ['glia_a']).sort(), ['a', 'c', 'e', 'i', 'table']);
    assert.throws(() => neededBy(text, ['glia_z']), /glia_z is said to be needed first, and no export\./);
  });
});
