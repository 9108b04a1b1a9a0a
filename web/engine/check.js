/** @file A run's gradients beside numeric ones, and one example's way through the network. C computes, this copies. */

import { GliaError } from './errors.js';
import { expectCount, expectLength, expectOptions } from './heap.js';

/** @typedef {import('./experiment.js').Experiment} Experiment */

/** In the order of glia_verdict. */
const VERDICTS = /** @type {const} */ (['agrees', 'kink', 'differs']);

/**
 * How far two gradients agree, for each parameter in canonical order; see src/inspect/check.h.
 * @typedef {object} GradientCheck
 * @property {Float32Array} analytic the engine's own, by its backward pass
 * @property {Float64Array} numeric by central differences in double precision
 * @property {Float64Array} agreement |a - n| / max(|a| + |n|, floor): 0 for equal; infinite for no number
 * @property {('agrees' | 'kink' | 'differs')[]} verdicts kink: a corner leaves no one slope to compare with
 */

/**
 * Compares the engine's gradient with a numeric one, or another's with the engine's.
 * @param {Experiment} run
 * @param {{ rows?: number, against?: ArrayLike<number> }} options rows: the first
 *   ones of the training part, as many as a batch has unless given; against: a gradient of the mean loss over those rows, without penalties and dropout
 * @returns {GradientCheck}
 */
export function gradientCheck(run, options) {
  expectOptions(options, ['rows', 'against'], 'A gradient check');
  const { rows = 0, against } = options;
  const { heap } = run;
  const count = run.shape.parameterCount;
  expectCount(rows, options.rows === undefined ? 0 : 1, 'rows', 2 ** 31 - 1);
  if (against) expectLength(against, count, 'against');
  return heap.borrow([4 * count, 4 * count, 8 * count, 8 * count, count], (given, analytic, numeric, agreement, verdicts) => {
    if (against) heap.putFloats(given, against);
    heap.check(
      heap.c.glia_gradient_check(run.at, rows, against ? given : 0, analytic, numeric, agreement, verdicts, heap.failure),
    );
    return {
      analytic: heap.floats(analytic, count),
      numeric: heap.doubles(numeric, count),
      agreement: heap.doubles(agreement, count),
      verdicts: Array.from(heap.bytes(verdicts, count), (verdict) => VERDICTS[verdict]),
    };
  });
}

/** In the order of glia_walk_of. */
const PARTS = ['train', 'test'];

/**
 * One example's way; see src/inspect/walk.h. As the network is used: running statistics, nothing dropped.
 * @typedef {object} Walk
 * @property {Float32Array} inputs of the network
 * @property {number} target as it is trained on: a class, a value, or -1 and 1 for two classes under losses of values
 * @property {{ pre: Float32Array, z: Float32Array, post: Float32Array, delta: Float32Array }[]} layers weighted sums; the
 *   same normalized; answers; the loss's gradient by the weighted sums
 * @property {Float32Array} output the answers of the last layer
 * @property {number} loss of this example, without penalties
 * @property {Float32Array} gradient by every parameter, canonical order
 * @property {Float32Array} parameters as they are
 * @property {Float32Array} after as an update on this example alone would make them, by the run's optimizer as it stands
 */

/**
 * @typedef {{ part?: 'train' | 'test', row?: number, x?: ArrayLike<number>, target?: number }} Example a row of a part, or a
 *   point (or image) with its class or value
 */

/**
 * Takes one example through the network and back; the run does not change.
 * @param {Experiment} run
 * @param {Example} options
 * @returns {Walk}
 */
export function walk(run, options) {
  expectOptions(options, ['part', 'row', 'x', 'target'], 'A walk');
  const { part = 'train', row = 0, x, target = 0 } = options;
  const { heap, shape, about } = run;
  if (!PARTS.includes(part)) throw new GliaError('unknown_name', `There is no part '${part}'; there are train and test.`);
  expectCount(row, 0, 'row', 2 ** 31 - 1);
  if (x) expectLength(x, about.inputs, 'x');
  if (x && typeof options.target !== 'number') {
    throw new GliaError('bad_argument', 'An example is x with its target: a class from 0, or a value.');
  }
  const floats = heap.c.glia_walk_floats(run.at);
  return heap.borrow([4 * about.inputs, 4 * floats, 8], (from, out, loss) => {
    if (x) heap.putFloats(from, x);
    heap.check(heap.c.glia_walk(run.at, x ? PARTS.length : PARTS.indexOf(part), row, from, target, out, loss, heap.failure));
    const all = heap.floats(out, floats);
    let at = 0;
    const next = (/** @type {number} */ count) => all.slice(at, (at += count));
    const inputs = next(shape.inputs);
    const [aim] = next(1);
    const [pre, z, post, delta] = Array.from({ length: 4 }, () => shape.layers.map(({ units }) => next(units)));
    return {
      inputs,
      target: aim,
      layers: shape.layers.map((_, l) => ({ pre: pre[l], z: z[l], post: post[l], delta: delta[l] })),
      output: post[post.length - 1].slice(),
      loss: heap.doubles(loss, 1)[0],
      gradient: next(shape.parameterCount),
      parameters: run.parameters(),
      after: next(shape.parameterCount),
    };
  });
}
