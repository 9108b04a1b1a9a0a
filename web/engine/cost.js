/**
 * @file What networks cost: the size of one that is not opened, and the time one layer takes here and now.
 */

import { expectCount } from './heap.js';
import { withLossOptions } from './network.js';

/** @typedef {import('./engine.js').Engine} Engine */

/**
 * @typedef {object} Sized
 * @property {string} experiment the shortest form
 * @property {number[]} widths numbers of an input, then units of each layer
 * @property {number} parameters
 * @property {number} operationsPerExample
 * @property {number} operationsPerStep
 */

/** @param {Engine} engine @param {string} experiment @returns {Sized} */
export function sizeOf(engine, experiment) {
  const run = engine.experiment(experiment, { historyBytes: 0 });
  try {
    const { parameters, operationsPerExample, operationsPerStep } = run.cost();
    const { inputs, layers } = run.shape;
    return { experiment: run.format(), widths: [inputs, ...layers.map(({ units }) => units)], parameters, operationsPerExample, operationsPerStep };
  } finally {
    run.free();
  }
}

/** Shorter stretches than this cannot be told by every browser's clock, in milliseconds. */
const STRETCH_MS = 8;

/** The shortest of so many stretches counts: in the others something else took part of the time. */
const STRETCHES = 5;

/** Milliseconds of one call, the least disturbed. @param {() => void} call */
function timeOf(call) {
  call(); // warm
  let times = 1;
  let best = Infinity;
  for (let done = 0; done < STRETCHES;) {
    const began = performance.now();
    for (let i = 0; i < times; i += 1) call();
    const took = performance.now() - began;
    if (took < STRETCH_MS) {
      times *= took < STRETCH_MS / 4 ? 4 : 2;
      continue;
    }
    best = Math.min(best, took / times);
    done += 1;
  }
  return best;
}

/**
 * Times one dense layer with ReLU: forward, and backward with the gradients by weights, biases and inputs.
 * @param {Engine} engine
 * @param {number} inputs
 * @param {number} units
 * @param {{ rows?: number }} [options] rows: examples at a time
 * @returns {{ weights: number, rows: number, forward: number, backward: number }} milliseconds for all rows
 */
export function timeLayer(engine, inputs, units, { rows = 64 } = {}) {
  expectCount(rows, 1, 'rows', 4096);
  const net = engine.network({ inputs, layers: `${units}:relu`, loss: 'mse', seed: 1 });
  const { heap } = engine;
  const { c } = heap;
  const x = engine.random(rows * inputs, 1);
  const y = engine.random(rows * units, 2);
  try {
    return heap.borrow([4 * x.length, 4 * y.length, 4 * y.length, 8, 4 * net.parameterCount, 4 * x.length], (from, target, out, loss, slope, dx) => {
      heap.putFloats(from, x);
      heap.putFloats(target, y);
      return withLossOptions(heap, {}, units, [0], (constants) => {
        const forward = timeOf(() => void c.glia_model_predict(net.at, from, rows, out));
        const both = timeOf(() => heap.check(c.glia_net_gradients(net.at, constants, 0, from, target, rows, loss, slope, dx, heap.failure)));
        return { weights: inputs * units, rows, forward, backward: both - forward };
      });
    });
  } finally {
    net.free();
  }
}
