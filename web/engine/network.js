/** @file Networks, the low level of the engine: arrays in, arrays out. */

import { WORD, expectCount, expectFinite, expectLength, expectOptions, own, release } from './heap.js';
import { GliaError } from './errors.js';
import { describe, hashOf, parametersOf } from './shape.js';

/** @typedef {import('./heap.js').Heap} Heap */
/** @typedef {import('./shape.js').NetworkShape} NetworkShape */

const NETWORK_OPTIONS = ['inputs', 'layers', 'loss', 'init', 'gain', 'seed'];
export const LOSS_OPTIONS = ['delta', 'gamma', 'alpha', 'labelSmoothing', 'classWeights', 'posWeight'];

/**
 * Constants of a loss. Those a loss does not have are ignored.
 * @typedef {object} LossOptions
 * @property {number} [delta] huber: where squared error ends
 * @property {number} [gamma] focal: how little attention is left for what is right
 * @property {number | ArrayLike<number>} [alpha] focal: weight of class 1 with one output, weights of the
 *   classes with several
 * @property {number} [labelSmoothing] cross_entropy: share of each label spread over all classes
 * @property {ArrayLike<number>} [classWeights] cross_entropy: weights of the classes
 * @property {number | ArrayLike<number>} [posWeight] bce: weight of positive targets, one or one an output
 */

/**
 * Runs `use` with a loss's constants [delta, gamma, alpha, smoothing, ...more] as doubles and its weights,
 * or 0, in the engine's memory.
 * @template T
 * @param {Heap} heap
 * @param {LossOptions} options
 * @param {number} outputs
 * @param {number[]} more
 * @param {(constants: number, weights: number) => T} use
 * @returns {T}
 */
export function withLossOptions(heap, options, outputs, more, use) {
  const { delta = 1, gamma = 2, alpha, labelSmoothing = 0, classWeights, posWeight } = options;
  const constants = [delta, gamma, typeof alpha === 'number' ? alpha : -1, labelSmoothing, ...more];
  /** @type {ArrayLike<number> | undefined} */
  let weights = classWeights ?? (typeof alpha === 'object' ? alpha : undefined);
  if (posWeight !== undefined) {
    weights = typeof posWeight === 'number' ? new Array(outputs).fill(posWeight) : posWeight;
  }
  if (weights) expectLength(weights, outputs, 'The array of weights, one for each output,');
  return heap.borrow([8 * constants.length, 4 * outputs], (numbers, list) => {
    heap.putDoubles(numbers, constants);
    if (weights) heap.putFloats(list, weights);
    return use(numbers, weights ? list : 0);
  });
}

/** A network with its parameters. Free it when done; what is forgotten is freed by the collector. */
export class Network {
  /**
   * @param {Heap} heap
   * @param {{ inputs: number, layers: string, loss?: string, init?: string, gain?: number, seed?: number }
   *   & LossOptions} options layers: "units:activation" joined by commas, the output layer last, with the
   *   extras an experiment string knows: 8:tanh+bn+drop0.2+res
   */
  constructor(heap, options) {
    const { inputs, layers, loss = 'mse', init = 'auto', gain = 1, seed = 1 } = options ?? {};
    expectOptions(options ?? {}, [...NETWORK_OPTIONS, ...LOSS_OPTIONS], 'A network');
    expectCount(inputs, 1, 'inputs', WORD);
    expectCount(seed, 0, 'seed');
    this.heap = heap;
    this.lossOptions = options;
    /* The engine says what is wrong with layers; how many outputs there are is all that is needed here. */
    const outputs = Math.max(1, Math.min(4096, Number.parseInt(String(layers).split(',').at(-1) ?? '', 10) || 1));
    const at = heap.withTexts([String(layers), String(loss), String(init)], (l, ln, o, on, i, n) =>
      withLossOptions(heap, options, outputs, [gain, seed], (numbers, weights) =>
        heap.checked(heap.c.glia_net_create(inputs, l, ln, o, on, i, n, numbers, weights, heap.failure)),
      ),
    );
    this.owned = own(this, at, heap.c.glia_model_free);
    this.shape = describe(heap, at);
    this.parameterCount = this.shape.parameterCount;
  }

  /** @returns {number} the address of the model */
  get at() {
    if (!this.owned.at) throw new GliaError('bad_argument', 'This network was freed.');
    return this.owned.at;
  }

  /** All parameters, per layer weights [units][inputs], then biases [units]. A copy. */
  parameters() {
    return parametersOf(this.heap, this.at, this.parameterCount);
  }

  /** @param {ArrayLike<number>} values as `parameters` returns them; every one must be finite */
  setParameters(values) {
    expectLength(values, this.parameterCount, 'The array of parameters');
    const { heap } = this;
    heap.borrow([4 * values.length], (at) => {
      heap.putFloats(at, values);
      heap.check(heap.c.glia_model_set(this.at, at, heap.failure));
    });
  }

  hash() {
    return hashOf(this.heap, this.at);
  }

  /**
   * @param {ArrayLike<number>} x [rows][inputs]
   * @param {number} rows
   * @param {Float32Array} [out] written to and returned when given, [rows][outputs]
   * @returns {Float32Array} [rows][outputs], after the last activation
   */
  predict(x, rows, out) {
    const { heap, shape } = this;
    this.expectRows(x, rows);
    const count = rows * shape.outputs;
    if (out) expectLength(out, count, 'out');
    const bytes = 4 * x.length;
    return heap.scratch(bytes + 4 * count, (from) => {
      heap.putFloats(from, x);
      heap.c.glia_model_predict(this.at, from, rows, from + bytes);
      return expectFinite(heap.floats(from + bytes, count, out), 'The prediction');
    });
  }

  /**
   * What every neuron answers, one plane of rows for each: what a heat map of each neuron is drawn from.
   * @param {ArrayLike<number>} x [rows][inputs]
   * @param {number} rows
   * @param {Float32Array} [out] written to and returned when given, [units of all layers][rows]
   * @returns {Float32Array} [units of all layers][rows], layer after layer, each after its activation
   */
  neurons(x, rows, out) {
    const { heap, shape } = this;
    this.expectRows(x, rows);
    const count = rows * shape.layers.reduce((sum, layer) => sum + layer.units, 0);
    if (out) expectLength(out, count, 'out');
    const bytes = 4 * x.length;
    return heap.scratch(bytes + 4 * count, (from) => {
      heap.putFloats(from, x);
      heap.c.glia_model_neurons(this.at, from, rows, from + bytes);
      return heap.floats(from + bytes, count, out);
    });
  }

  /**
   * @param {ArrayLike<number>} x [rows][inputs]
   * @param {number} rows
   * @returns {{ units: number, pre: Float32Array, post: Float32Array }[]} for each layer the weighted
   *   sums and the activations, [rows][units]
   */
  activations(x, rows) {
    const { heap, shape } = this;
    this.expectRows(x, rows);
    const total = rows * shape.layers.reduce((sum, layer) => sum + layer.units, 0);
    return heap.borrow([4 * x.length, 4 * total, 4 * total], (from, pre, post) => {
      heap.putFloats(from, x);
      heap.c.glia_model_activations(this.at, from, rows, pre, post);
      let offset = 0;
      return shape.layers.map(({ units }) => {
        const start = 4 * offset;
        offset += rows * units;
        return {
          units,
          pre: heap.floats(pre + start, rows * units),
          post: heap.floats(post + start, rows * units),
        };
      });
    });
  }

  /**
   * The mean loss and its gradient, as in training: batch norm uses the batch's own statistics.
   * @param {ArrayLike<number>} x [rows][inputs]
   * @param {ArrayLike<number>} y class indices [rows] under cross_entropy, else values [rows][outputs]; under
   *   cross_entropy also [rows][outputs], the share of each class
   * @param {number} rows
   * @param {LossOptions} [options] in place of the constants the network was made with
   * @returns {{ loss: number, parameters: Float32Array, inputs: Float32Array }}
   */
  gradients(x, y, rows, options) {
    const { heap, parameterCount } = this;
    if (options) expectOptions(options, LOSS_OPTIONS, 'A loss');
    const constantsOf = options ?? this.lossOptions;
    const { outputs, loss: kind } = this.shape;
    const shares = kind === 'cross_entropy' && y?.length === rows * outputs;
    this.expectRows(x, rows);
    if (!shares) this.expectTargets(y, rows);
    return heap.borrow(
      [4 * x.length, 4 * y.length, 8, 4 * parameterCount, 4 * x.length],
      (from, target, loss, slope, inputs) => {
        heap.putFloats(from, x);
        heap.putFloats(target, y);
        withLossOptions(heap, constantsOf, outputs, [shares ? 1 : 0], (constants, weights) =>
          heap.check(
            heap.c.glia_net_gradients(this.at, constants, weights, from, target, rows, loss, slope, inputs, heap.failure),
          ),
        );
        return {
          loss: expectFinite(heap.doubles(loss, 1)[0], 'The loss'),
          parameters: expectFinite(heap.floats(slope, parameterCount), 'The gradient'),
          inputs: expectFinite(heap.floats(inputs, x.length), 'The gradient by the inputs'),
        };
      },
    );
  }

  /**
   * @param {ArrayLike<number>} x
   * @param {ArrayLike<number>} y
   * @param {number} rows
   * @returns {number} the mean loss
   */
  loss(x, y, rows) {
    const { heap } = this;
    this.expectRows(x, rows);
    this.expectTargets(y, rows);
    return heap.borrow([4 * x.length, 4 * y.length, 8], (from, target, loss) => {
      heap.putFloats(from, x);
      heap.putFloats(target, y);
      heap.check(heap.c.glia_net_loss(this.at, from, target, rows, loss, heap.failure));
      return expectFinite(heap.doubles(loss, 1)[0], 'The loss');
    });
  }

  free() {
    release(this.owned);
  }

  /** @param {ArrayLike<number>} x @param {number} rows */
  expectRows(x, rows) {
    expectCount(rows, 1, 'rows');
    expectLength(x, rows * this.shape.inputs, `x, with ${rows} rows of ${this.shape.inputs} inputs,`);
  }

  /** @param {ArrayLike<number>} y @param {number} rows */
  expectTargets(y, rows) {
    const each = this.shape.targets;
    expectLength(y, rows * each, `y, with ${rows} rows of ${each} target${each > 1 ? 's' : ''},`);
  }
}
