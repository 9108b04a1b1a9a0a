/** @file Single functions of the engine: arrays in, numbers out, nothing kept. */

import { Core } from './core.js';
import { GliaError } from './errors.js';
import { expectCount, expectFinite, expectLength, expectOptions } from './heap.js';
import { LOSS_OPTIONS, withLossOptions } from './network.js';

/** @typedef {import('./heap.js').Heap} Heap */

export class Calculator extends Core {
  /**
   * An activation function, or its derivative, of every element; softmax and log_softmax of every row.
   * @param {string} name
   * @param {ArrayLike<number>} x
   * @param {{ derivative?: boolean, slope?: number, alpha?: number, columns?: number,
   *   upstream?: ArrayLike<number> }} [options] slope: of leaky_relu; alpha: of elu; columns: row length
   *   for softmax; upstream: the answer is then the gradient by x of sum(f(x) · upstream)
   * @returns {Float32Array}
   */
  activation(name, x, options = {}) {
    const { heap } = this;
    const { derivative = false, slope = 0.01, alpha = 1, columns = x.length, upstream } = options;
    expectOptions(options, ['derivative', 'slope', 'alpha', 'columns', 'upstream'], 'An activation');
    if (x.length === 0) return new Float32Array(0);
    expectCount(columns, 1, 'columns');
    if (x.length % columns) {
      throw new GliaError('wrong_shape', `${x.length} numbers are no whole rows of ${columns} columns.`);
    }
    if (upstream) expectLength(upstream, x.length, 'upstream');
    else if (derivative && name.endsWith('softmax')) {
      throw new GliaError(
        'bad_argument',
        `${name} has no derivative by element: each output depends on every input. Give upstream, the gradient by its outputs.`,
      );
    }
    const above = upstream ?? (derivative ? new Float32Array(x.length).fill(1) : null);
    return heap.borrow([4 * x.length, 4 * x.length, 4 * x.length], (from, over, to) => {
      heap.putFloats(from, x);
      if (above) heap.putFloats(over, above);
      heap.withTexts([name], (at, length) =>
        heap.check(
          heap.c.glia_calc_activation(
            at, length, from, above ? over : 0, x.length / columns, columns, to, slope, alpha, heap.failure,
          ),
        ),
      );
      return heap.floats(to, x.length);
    });
  }

  /**
   * A mean loss and its gradient by the output; for bce, cross_entropy and focal output means logits.
   * @param {string} name
   * @param {ArrayLike<number>} output [rows][units]
   * @param {ArrayLike<number>} target class indices [rows] for cross_entropy, and for focal with several
   *   outputs, else [rows][units]; for cross_entropy also [rows][units], the share of each class
   * @param {number} rows
   * @param {import('./network.js').LossOptions & { from?: 'logits' | 'probabilities' }} [options] from: what
   *   output is, for bce alone
   * @returns {{ loss: number, gradient: Float32Array }}
   */
  loss(name, output, target, rows, options = {}) {
    const { heap } = this;
    expectOptions(options, [...LOSS_OPTIONS, 'from'], 'A loss');
    expectCount(rows, 1, 'rows');
    const { from: given = 'logits' } = options;
    if (given !== 'logits' && (given !== 'probabilities' || name !== 'bce')) {
      throw new GliaError('bad_argument', `${name} cannot be taken from '${given}'; bce can, from logits or probabilities.`);
    }
    if (output.length === 0 || output.length % rows) {
      throw new GliaError('wrong_shape', `${output.length} outputs are no ${rows} rows.`);
    }
    const units = output.length / rows;
    const byClass = name === 'cross_entropy' || (name === 'focal' && units > 1);
    const shares = name === 'cross_entropy' && units > 1 && target?.length === output.length;
    expectLength(target, byClass && !shares ? rows : output.length, 'target');
    const form = [shares ? 1 : 0, given === 'probabilities' ? 1 : 0];
    return heap.borrow([4 * output.length, 4 * target.length, 4 * output.length, 8], (from, to, slope, loss) => {
      heap.putFloats(from, output);
      heap.putFloats(to, target);
      heap.withTexts([name], (at, length) =>
        withLossOptions(heap, options, units, form, (constants, weights) =>
          heap.check(
            heap.c.glia_calc_loss(at, length, constants, weights, from, to, rows, units, slope, loss, heap.failure),
          ),
        ),
      );
      return {
        loss: expectFinite(heap.doubles(loss, 1)[0], 'The loss'),
        gradient: expectFinite(heap.floats(slope, output.length), 'The gradient'),
      };
    });
  }

  /**
   * Batch normalization of x [rows][columns], forward and backward.
   * @param {ArrayLike<number>} x
   * @param {number} rows
   * @param {{ gamma: ArrayLike<number>, beta: ArrayLike<number>, upstream?: ArrayLike<number>,
   *   runningMean?: ArrayLike<number>, runningVariance?: ArrayLike<number>, training?: boolean,
   *   eps?: number, momentum?: number }} options upstream: gradient by the answer
   * @returns {{ y: Float32Array, dx: Float32Array, dgamma: Float32Array, dbeta: Float32Array,
   *   runningMean: Float32Array, runningVariance: Float32Array }}
   */
  batchNorm(x, rows, options) {
    const { heap } = this;
    const { gamma, beta, training = true, eps = 1e-5, momentum = 0.1 } = options;
    const columns = gamma.length;
    expectLength(x, rows * columns, 'x');
    expectLength(beta, columns, 'beta');
    const { upstream = new Float32Array(x.length) } = options;
    const { runningMean = new Float32Array(columns), runningVariance = new Float32Array(columns).fill(1) } = options;
    expectLength(upstream, x.length, 'upstream');
    const matrix = 4 * x.length;
    const pair = 8 * columns;
    return heap.borrow([matrix, matrix, pair, pair, 24, matrix, matrix, pair], (from, up, shape, kept, constants, y, dx, slopes) => {
      heap.putFloats(from, x);
      heap.putFloats(up, upstream);
      heap.putFloats(shape, [...Array.from(gamma), ...Array.from(beta)]);
      heap.putFloats(kept, [...Array.from(runningMean), ...Array.from(runningVariance)]);
      heap.putDoubles(constants, [eps, momentum, training ? 0 : 1]);
      heap.check(heap.c.glia_calc_batch_norm(from, up, shape, kept, rows, columns, constants, y, dx, slopes, heap.failure));
      return {
        y: heap.floats(y, x.length),
        dx: heap.floats(dx, x.length),
        dgamma: heap.floats(slopes, columns),
        dbeta: heap.floats(slopes + 4 * columns, columns),
        runningMean: heap.floats(kept, columns),
        runningVariance: heap.floats(kept + 4 * columns, columns),
      };
    });
  }

  /**
   * Layer normalization of x [rows][columns], forward and backward.
   * @param {ArrayLike<number>} x
   * @param {number} rows
   * @param {{ gamma: ArrayLike<number>, beta: ArrayLike<number>, upstream?: ArrayLike<number>, eps?: number }} options
   * @returns {{ y: Float32Array, dx: Float32Array, dgamma: Float32Array, dbeta: Float32Array }}
   */
  layerNorm(x, rows, { gamma, beta, upstream = new Float32Array(x.length), eps = 1e-5 }) {
    const { heap } = this;
    const columns = gamma.length;
    expectLength(x, rows * columns, 'x');
    expectLength(beta, columns, 'beta');
    expectLength(upstream, x.length, 'upstream');
    const matrix = 4 * x.length;
    return heap.borrow([matrix, matrix, 8 * columns, matrix, matrix, 8 * columns], (from, up, shape, y, dx, slopes) => {
      heap.putFloats(from, x);
      heap.putFloats(up, upstream);
      heap.putFloats(shape, [...Array.from(gamma), ...Array.from(beta)]);
      heap.check(heap.c.glia_calc_layer_norm(from, up, shape, rows, columns, y, dx, slopes, eps, heap.failure));
      return {
        y: heap.floats(y, x.length),
        dx: heap.floats(dx, x.length),
        dgamma: heap.floats(slopes, columns),
        dbeta: heap.floats(slopes + 4 * columns, columns),
      };
    });
  }

  /**
   * A dropout mask as training draws it: 0 for what is dropped, 1 / (1 - rate) for what is kept.
   * @param {number} count
   * @param {number} rate
   * @param {{ layer?: number, seed?: number, step?: number }} [key]
   * @returns {Float32Array}
   */
  dropoutMask(count, rate, { layer = 0, seed = 1, step = 0 } = {}) {
    expectCount(count, 0, 'count');
    if (!(rate >= 0 && rate < 1)) throw new GliaError('out_of_range', `The rate of dropout is ${rate}; it must be from 0 to below 1.`);
    const whole = 4 * Math.ceil(count / 4);
    return this.heap.borrow([4 * whole], (mask) => {
      this.heap.c.glia_calc_dropout(mask, whole, rate, layer, seed, step);
      return this.heap.floats(mask, count);
    });
  }

  /**
   * How good predictions are. Numbers that are not defined (an area without positives) are null.
   * @param {ArrayLike<number>} scores binary: one for each example, the higher the more class 1; multiclass:
   *   [examples][classes]; labels: predicted classes; values: predicted values
   * @param {ArrayLike<number>} labels true classes, or values
   * @param {{ kind?: 'binary' | 'multiclass' | 'labels' | 'values', classes?: number, threshold?: number }}
   *   [options] threshold: from which score on the answer is class 1
   * @returns {any} for classes: accuracy, confusion [true][predicted], support, precision, recall, f1 (of class 1
   *   if binary, else the mean over the classes), perClass, macro, micro, weighted; from scores also auc,
   *   average_precision, log_loss, and binary the curves roc and pr; for values: mae, rmse, r2
   */
  metrics(scores, labels, { kind = 'binary', classes = 2, threshold = 0.5 } = {}) {
    const { heap } = this;
    const kinds = ['labels', 'binary', 'multiclass', 'values'];
    if (!kinds.includes(kind)) {
      throw new GliaError('unknown_name', `There are no metrics of kind '${kind}'; there are ${kinds.join(', ')}.`);
    }
    expectCount(classes, 1, 'classes');
    expectLength(scores, kind === 'multiclass' ? labels.length * classes : labels.length, 'scores');
    return heap.borrow([4 * scores.length, 4 * labels.length], (from, truth) => {
      heap.putFloats(from, scores);
      heap.putFloats(truth, labels);
      const call = heap.c.glia_calc_metrics;
      const text = call(kinds.indexOf(kind), from, truth, labels.length, classes, threshold, heap.failure);
      return JSON.parse(heap.takenText(text));
    });
  }

  /**
   * The product of two row-major matrices.
   * @param {ArrayLike<number>} a [m][k]
   * @param {ArrayLike<number>} b [k][n]
   * @param {number} m
   * @param {number} k
   * @param {number} n
   * @returns {Float32Array} [m][n]
   */
  matmul(a, b, m, k, n) {
    const { heap } = this;
    for (const [name, value] of Object.entries({ m, k, n })) expectCount(value, 1, name);
    expectLength(a, m * k, 'a');
    expectLength(b, k * n, 'b');
    return heap.borrow([4 * a.length, 4 * b.length, 4 * m * n], (left, right, product) => {
      heap.putFloats(left, a);
      heap.putFloats(right, b);
      heap.check(heap.c.glia_calc_matmul(left, right, m, k, n, product, heap.failure));
      return expectFinite(heap.floats(product, m * n), 'The product');
    });
  }

  /**
   * Arithmetic by element, in double precision; infinities and NaN pass through.
   * @param {string} sign + - * / ^, m the larger, > = g (at least) 1 or 0; of a alone: e exp, l log, s square root
   * @param {ArrayLike<number>} a
   * @param {ArrayLike<number>} b as many
   * @returns {Float64Array}
   */
  elementwise(sign, a, b) {
    const { heap } = this;
    if (!/^[-+*/^m>=gels]$/.test(sign)) throw new GliaError('unknown_name', `There is no arithmetic '${sign}'.`);
    expectLength(b, a.length, 'b');
    return heap.borrow([8 * a.length, 8 * a.length, 8 * a.length], (left, right, out) => {
      heap.putDoubles(left, a);
      heap.putDoubles(right, b);
      heap.c.glia_calc_elementwise(sign.charCodeAt(0), left, right, a.length, out);
      return heap.doubles(out, a.length);
    });
  }

  /**
   * The product of two row-major matrices in double precision, summed in order; infinities and NaN pass through.
   * @param {ArrayLike<number>} a [m][k] @param {ArrayLike<number>} b [k][n]
   * @param {number} m @param {number} k @param {number} n
   * @returns {Float64Array} [m][n]
   */
  product(a, b, m, k, n) {
    const { heap } = this;
    for (const [name, value] of Object.entries({ m, k, n })) expectCount(value, 1, name);
    expectLength(a, m * k, 'a');
    expectLength(b, k * n, 'b');
    return heap.borrow([8 * a.length, 8 * b.length, 8 * m * n], (left, right, out) => {
      heap.putDoubles(left, a);
      heap.putDoubles(right, b);
      heap.c.glia_calc_product(left, right, m, k, n, out);
      return heap.doubles(out, m * n);
    });
  }

  /**
   * One dense layer.
   * @param {ArrayLike<number>} inputs [rows][inputs]
   * @param {number} rows
   * @param {ArrayLike<number>} weights [units][inputs]
   * @param {ArrayLike<number>} biases [units]
   * @param {string} activation
   * @returns {Float32Array} [rows][units]
   */
  layer(inputs, rows, weights, biases, activation) {
    const { heap } = this;
    expectCount(rows, 1, 'rows');
    const units = biases.length;
    const each = inputs.length / rows;
    expectCount(each, 1, 'The number of inputs');
    expectCount(units, 1, 'The number of biases');
    expectLength(weights, units * each, 'weights');
    return heap.borrow([4 * inputs.length, 4 * weights.length, 4 * units, 4 * rows * units], (x, w, b, out) => {
      heap.putFloats(x, inputs);
      heap.putFloats(w, weights);
      heap.putFloats(b, biases);
      heap.withTexts([activation], (at, length) =>
        heap.check(heap.c.glia_calc_dense(x, rows, each, w, b, units, at, length, out, heap.failure)),
      );
      return heap.floats(out, rows * units);
    });
  }

  /**
   * @param {number} count
   * @param {number} seed
   * @returns {Float32Array} uniform in [-1, 1), the same for the same seed everywhere
   */
  random(count, seed) {
    expectCount(count, 0, 'count');
    expectCount(seed, 0, 'seed');
    return this.heap.borrow([4 * count], (out) => {
      this.heap.c.glia_calc_random(out, count, seed);
      return this.heap.floats(out, count);
    });
  }
}
