/** @file Points that a caller brings along. */

import { GliaError } from './errors.js';
import { expectLength } from './heap.js';

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * @typedef {object} Given
 * @property {ArrayLike<number>} x [count][2] coordinates; [count] for data=curve,
 *   [count][columns] for data=table and measurements, [count][784] from 0 (paper) to 1 (ink) for data=images28
 * @property {ArrayLike<number>} y [count] classes from 0, or values
 * @property {ArrayLike<number>} [test] [count] not 0 for points to hold back; split as the settings say unless given
 */

/**
 * @typedef {object} Dataset
 * @property {number} count
 * @property {number} range both coordinates lie in [-range, range]
 * @property {'plane' | 'line' | 'image' | 'table'} space where points lie
 * @property {number} inputs numbers of a point: 2 in the plane, 1 on a line, all pixels of an image, the columns of a table
 * @property {'classes' | 'values'} task
 * @property {number} classes how many; 0 for values
 * @property {number} leaked points held back that are copies of training points
 * @property {Float32Array} x [count][inputs]
 * @property {Float32Array} y [count] a class from 0, or a value
 * @property {Uint8Array} test [count] 1 for points held back
 */

/**
 * @typedef {object} About what a run's data are
 * @property {string} data name of the data set
 * @property {'classes' | 'values'} task
 * @property {'plane' | 'line' | 'image' | 'table'} space
 * @property {number} classes
 * @property {number} inputs numbers of a point
 * @property {number} side of an image in pixels, else 0
 * @property {number} count
 * @property {number} leaked
 * @property {string[]} features those in use: on a line the ones of x₁ alone, of images and tables none
 * @property {boolean} given whether the points are
 * @property {[number, number]} cost operations of one example forward, and of one training step
 */

/**
 * Hands the addresses of given points to `use`, zeros where there are none.
 * @template T
 * @param {Heap} heap
 * @param {Given | null | undefined} points
 * @param {(x: number, y: number, test: number, count: number, numbers: number) => T} use
 * @returns {T}
 */
export function putGiven(heap, points, use) {
  if (!points) return use(0, 0, 0, 0, 0);
  const { x, y, test } = points;
  const count = y?.length ?? 0;
  if (!x || !count || x.length % count) {
    throw new GliaError(
      'wrong_shape',
      `Points need x, their coordinates, and y, one class or value for each; x has ${x?.length ?? 'no'} numbers, y ${count}.`,
    );
  }
  if (test) expectLength(test, count, 'test');
  return heap.borrow([4 * x.length, 4 * count, count], (xs, ys, held) => {
    heap.putFloats(xs, x);
    heap.putFloats(ys, y);
    if (test) new Uint8Array(heap.memory.buffer, held, count).set(Uint8Array.from(test, (flag) => (flag ? 1 : 0)));
    return use(xs, ys, test ? held : 0, count, x.length / count);
  });
}

/**
 * Gives a run that has made no step yet other weights to begin with. Going back and forth stays exact to the bit, for
 * the first state that is kept is this one; the initial weights of the seed come back with a reset.
 * @param {import('./experiment.js').Experiment} run
 * @param {ArrayLike<number>} parameters
 */
export function beginWith(run, parameters) {
  const { heap } = run;
  if (run.stepsMade() > 0) throw new GliaError('bad_argument', 'This experiment has made steps already; only a new one can begin with other weights.');
  expectLength(parameters, run.shape.parameterCount, 'The array of parameters');
  heap.borrow([4 * parameters.length], (at) => {
    heap.putFloats(at, parameters);
    heap.check(heap.c.glia_model_set(run.useModel(), at, heap.failure));
  });
  // A change by hand, though to the same number: with it, what is kept of step 0 is taken anew.
  run.setParameter(0, parameters[0]);
}
