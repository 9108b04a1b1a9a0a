/** @file Networks and their training, the low level of the engine: arrays in, arrays out. */

import { WORD, expectCount, expectFinite, expectLength, expectOptions, own, release } from './heap.js';
import { GliaError } from './errors.js';

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * @typedef {object} LayerShape
 * @property {number} units
 * @property {number} inputs
 * @property {string} activation
 * @property {number} weights offset of weights [units][inputs] within the parameters
 * @property {number} biases offset of biases [units]
 */

/**
 * @typedef {object} NetworkShape
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} targets numbers in the target of one example: 1 for class indices, else outputs
 * @property {number} parameterCount
 * @property {string} loss
 * @property {LayerShape[]} layers
 */

/**
 * @param {Heap} heap
 * @param {number} model
 * @returns {NetworkShape}
 */
export function describe(heap, model) {
  return JSON.parse(heap.text((at, room) => heap.c.glia_net_describe(model, at, room)));
}

/**
 * @param {Heap} heap
 * @param {number} model
 * @returns {string} 16 hexadecimal digits
 */
export function hashOf(heap, model) {
  return heap.borrow([17], (at) => {
    heap.c.glia_net_hash(model, at);
    return new TextDecoder().decode(heap.bytes(at, 16));
  });
}

/**
 * @param {Heap} heap
 * @param {number} model
 * @param {number} count
 */
export function parametersOf(heap, model, count) {
  return heap.borrow([4 * count], (at) => {
    heap.c.glia_net_get(model, at);
    return heap.floats(at, count);
  });
}

/** A network with its parameters. Free it when done; what is forgotten is freed by the collector. */
export class Network {
  /**
   * @param {Heap} heap
   * @param {{ inputs: number, layers: string, loss?: string, init?: string, seed?: number }} options
   *   layers: "units:activation" joined by commas, the output layer last
   */
  constructor(heap, options) {
    const { inputs, layers, loss = 'mse', init = 'auto', seed = 1 } = options ?? {};
    expectOptions(options ?? {}, ['inputs', 'layers', 'loss', 'init', 'seed'], 'A network');
    expectCount(inputs, 1, 'inputs', WORD);
    expectCount(seed, 0, 'seed');
    this.heap = heap;
    const at = heap.withTexts([String(layers), String(loss), String(init)], (l, ln, o, on, i, n) =>
      heap.checked(heap.c.glia_net_create(inputs, l, ln, o, on, i, n, seed, heap.failure)),
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
   * @returns {Float32Array} [rows][outputs], after the last activation
   */
  predict(x, rows) {
    const { heap, shape } = this;
    this.expectRows(x, rows);
    return heap.borrow([4 * x.length, 4 * rows * shape.outputs], (from, to) => {
      heap.putFloats(from, x);
      heap.c.glia_model_predict(this.at, from, rows, to);
      return expectFinite(heap.floats(to, rows * shape.outputs), 'The prediction');
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
   * The mean loss and its gradient.
   * @param {ArrayLike<number>} x [rows][inputs]
   * @param {ArrayLike<number>} y class indices [rows] under cross_entropy, else values [rows][outputs]
   * @param {number} rows
   * @returns {{ loss: number, parameters: Float32Array, inputs: Float32Array }}
   */
  gradients(x, y, rows) {
    const { heap, parameterCount } = this;
    this.expectRows(x, rows);
    this.expectTargets(y, rows);
    return heap.borrow(
      [4 * x.length, 4 * y.length, 8, 4 * parameterCount, 4 * x.length],
      (from, target, loss, slope, inputs) => {
        heap.putFloats(from, x);
        heap.putFloats(target, y);
        heap.check(
          heap.c.glia_model_gradients(this.at, from, target, rows, loss, slope, inputs, heap.failure),
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

const TRAINER_OPTIONS = ['optimizer', 'rate', 'momentum', 'beta1', 'beta2', 'eps', 'batch', 'shuffle', 'seed'];

/** Training of a network. Free it before the network. */
export class Trainer {
  /**
   * @param {Network} network
   * @param {{ optimizer?: string, rate?: number, momentum?: number, beta1?: number, beta2?: number,
   *   eps?: number, batch?: number, shuffle?: boolean, seed?: number }} options
   * @param {Record<string, number>} defaults of the settings table
   */
  constructor(network, options, defaults) {
    const { heap } = network;
    const chosen = { shuffle: true, ...options };
    const numbers = ['rate', 'momentum', 'beta1', 'beta2', 'eps', 'batch', 'shuffle', 'seed'].map((key) =>
      Number(/** @type {any} */ (chosen)[key] ?? defaults[key]),
    );
    expectOptions(options, TRAINER_OPTIONS, 'A trainer');
    expectCount(numbers[5], 1, 'batch', WORD);
    expectCount(numbers[7], 0, 'seed');
    this.heap = heap;
    this.network = network;
    const optimizer = chosen.optimizer ?? 'sgd';
    const at = heap.withTexts([optimizer], (name, length) =>
      heap.borrow([8 * numbers.length], (values) => {
        heap.putDoubles(values, numbers);
        return heap.checked(heap.c.glia_coach_create(network.at, name, length, values, heap.failure));
      }),
    );
    this.owned = own(this, at, heap.c.glia_trainer_free);
    /** @type {{ x: ArrayLike<number>, y: ArrayLike<number>, rows: number } | null} */
    this.train = null;
    /** @type {{ x: ArrayLike<number>, y: ArrayLike<number>, rows: number } | null} */
    this.test = null;
  }

  get at() {
    if (!this.owned.at) throw new GliaError('bad_argument', 'This trainer was freed.');
    if (!this.network.owned.at) throw new GliaError('bad_argument', 'The network of this trainer was freed.');
    return this.owned.at;
  }

  /** @returns {{ step: number, epochSteps: number, loss: number, rate: number, gradientNorm: number }} */
  report() {
    const { heap } = this;
    return heap.borrow([48], (out) => {
      heap.c.glia_coach_report(this.at, out);
      const [step, epochSteps, loss, rate, gradientNorm] = heap.doubles(out, 6);
      return { step, epochSteps, loss, rate, gradientNorm };
    });
  }

  /**
   * One update on exactly this batch.
   * @param {ArrayLike<number>} x
   * @param {ArrayLike<number>} y
   * @param {number} rows
   * @returns {{ step: number, loss: number, rate: number, gradientNorm: number }} loss: before the update
   */
  update(x, y, rows) {
    const { heap } = this;
    this.network.expectRows(x, rows);
    this.network.expectTargets(y, rows);
    heap.borrow([4 * x.length, 4 * y.length], (from, target) => {
      heap.putFloats(from, x);
      heap.putFloats(target, y);
      heap.check(heap.c.glia_trainer_update(this.at, from, target, rows, heap.failure));
    });
    const { step, loss, rate, gradientNorm } = this.report();
    return { step, loss, rate, gradientNorm };
  }

  /** @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {number} rows */
  setData(x, y, rows) {
    const { heap } = this;
    this.network.expectRows(x, rows);
    this.network.expectTargets(y, rows);
    heap.borrow([4 * x.length, 4 * y.length], (from, target) => {
      heap.putFloats(from, x);
      heap.putFloats(target, y);
      heap.check(heap.c.glia_trainer_set_data(this.at, from, target, rows, heap.failure));
    });
    this.train = { x: Float32Array.from(x), y: Float32Array.from(y), rows };
  }

  /** @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {number} rows */
  setTestData(x, y, rows) {
    this.network.expectRows(x, rows);
    this.network.expectTargets(y, rows);
    this.test = { x: Float32Array.from(x), y: Float32Array.from(y), rows };
  }

  /**
   * Makes n updates on the data set before.
   * @param {number} [n]
   * @returns {{ step: number, epoch: number, loss: number, testLoss: number | null, rate: number,
   *   metrics: { accuracy: number | null, testAccuracy: number | null } }} losses over all training and all
   *   test examples; null for a part that was not given, and where outputs are no classes
   */
  step(n = 1) {
    expectCount(n, 0, 'The number of steps');
    if (!this.train) throw new GliaError('bad_argument', 'Call setData before training.');
    const { heap } = this;
    if (heap.c.glia_coach_advance(this.at, n) < n) heap.check(heap.c.glia_trainer_fault(this.at, heap.failure));
    const { step, epochSteps, rate } = this.report();
    return {
      step,
      epoch: Math.floor(step / epochSteps),
      loss: this.network.loss(this.train.x, this.train.y, this.train.rows),
      testLoss: this.test ? this.network.loss(this.test.x, this.test.y, this.test.rows) : null,
      rate,
      metrics: { accuracy: this.accuracy(this.train), testAccuracy: this.test && this.accuracy(this.test) },
    };
  }

  /** @param {{ x: ArrayLike<number>, y: ArrayLike<number>, rows: number }} part @returns {number | null} */
  accuracy({ x, y, rows }) {
    const { heap, network } = this;
    const share = heap.borrow([4 * x.length, 4 * y.length], (from, target) => {
      heap.putFloats(from, x);
      heap.putFloats(target, y);
      return heap.c.glia_net_accuracy(network.at, from, target, rows);
    });
    return share < 0 ? null : share;
  }

  /** As many updates as n epochs have. @param {number} [n] */
  epoch(n = 1) {
    expectCount(n, 0, 'The number of epochs');
    if (!this.train) throw new GliaError('bad_argument', 'Call setData before training.');
    return this.step(n * this.report().epochSteps);
  }

  free() {
    release(this.owned);
  }
}
