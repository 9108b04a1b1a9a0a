/**
 * @file Loads the engine. Runs unchanged in a page, in a worker and in Node.
 *
 * JavaScript holds no mathematics here: it copies arrays in and out and turns failures into errors.
 */

import { GliaError } from './errors.js';
import { Experiment } from './experiment.js';
import { Heap, expectCount, expectFinite, expectLength, expectOptions } from './heap.js';
import { Network, Trainer } from './network.js';
import { formatSettings, settingsValues, withSettings } from './settings.js';

export { GliaError, Experiment, Network, Trainer };

/** The smallest module that uses a SIMD instruction: (func (result v128) i32.const 0, i8x16.splat). */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

const BUILDS = ['exact'];

/**
 * @param {string} build
 * @returns {Promise<BufferSource | Response>}
 */
async function fetchModule(build) {
  const url = new URL(`glia-${build}.wasm`, import.meta.url);
  if (url.protocol === 'file:' && typeof process !== 'undefined') {
    const { readFile } = await import('node:fs/promises');
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) {
    throw new GliaError('not_loaded', `The engine could not be loaded: ${url.pathname} answered ${response.status}.`);
  }
  return response;
}

/** @param {BufferSource | Response} source */
async function compile(source) {
  if (!(typeof Response !== 'undefined' && source instanceof Response)) {
    return WebAssembly.compile(/** @type {BufferSource} */ (source));
  }
  /* A server that does not know the type application/wasm is no reason to fail. */
  if (source.headers.get('content-type') === 'application/wasm') return WebAssembly.compileStreaming(source);
  return WebAssembly.compile(await source.arrayBuffer());
}

/**
 * Compares a module's exports with the list it was built from.
 * @param {Heap} heap
 */
function checkExports(heap) {
  for (const [name, signature] of Object.entries(heap.description.exports)) {
    const found = heap.c[name];
    if (typeof found !== 'function' || found.length !== signature.length - 1) {
      throw new GliaError('not_loaded', `The engine's module lacks ${name} with ${signature.length - 1} arguments.`);
    }
  }
}

/**
 * Loads and starts an engine.
 * @param {{ build?: string, wasm?: BufferSource }} [options] build: 'exact', the same bits everywhere;
 *   wasm: the module itself, where it was got in another way
 * @returns {Promise<Engine>}
 */
export async function loadEngine({ build = 'exact', wasm } = {}) {
  if (!BUILDS.includes(build)) {
    throw new GliaError('unknown_name', `There is no build '${build}'; there is ${BUILDS.join(', ')}.`);
  }
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(SIMD_PROBE)) {
    throw new GliaError(
      'no_simd',
      'Glia needs WebAssembly with SIMD, which this browser lacks; Chrome 91, Firefox 89, Safari 16.4 and later have it.',
    );
  }
  const module = await compile(wasm ?? (await fetchModule(build)));
  /* The runtime announces that memory grew; no view is kept that would have to be renewed. */
  const imports = { env: { emscripten_notify_memory_growth() {} } };
  const instance = await WebAssembly.instantiate(module, imports);
  /** @type {any} */ (instance.exports)._initialize?.();
  const heap = new Heap(instance);
  checkExports(heap);
  return new Engine(heap);
}

export class Engine {
  /** @param {Heap} heap */
  constructor(heap) {
    this.heap = heap;
    const { version, build } = heap.description;
    /** @type {string} */
    this.version = version;
    /** @type {string} */
    this.build = build;
    /** The settings table: every key, type, range, choice, default, unit and help text. */
    this.settings = JSON.parse(heap.text((at, room) => heap.c.glia_settings_json(at, room)));
    /** @type {Record<string, number>} */
    this.numericDefaults = Object.fromEntries(
      this.settings.settings.map((/** @type {any} */ s) => [s.key, s.default]),
    );
  }

  /** @param {ConstructorParameters<typeof Network>[1]} options */
  network(options) {
    return new Network(this.heap, options);
  }

  /**
   * @param {Network} network
   * @param {ConstructorParameters<typeof Trainer>[1]} [options]
   */
  trainer(network, options = {}) {
    return new Trainer(network, options, this.numericDefaults);
  }

  /** @param {string} [text] an experiment string; '' is the default experiment */
  experiment(text = '') {
    return new Experiment(this.heap, text);
  }

  /**
   * Reads an experiment string without running it.
   * @param {string} text
   * @returns {{ experiment: string, values: Record<string, string> }} the shortest form, and the value
   *   of every setting as it stands in an experiment string
   */
  check(text) {
    return withSettings(this.heap, text, (settings) => {
      const values = settingsValues(this.heap, settings);
      const keys = this.settings.settings.map((/** @type {any} */ setting) => setting.key);
      return {
        experiment: formatSettings(this.heap, settings),
        values: Object.fromEntries(keys.map((/** @type {string} */ key, /** @type {number} */ i) => [key, values[i]])),
      };
    });
  }

  /**
   * An activation function, or its derivative, of every element; softmax of every row.
   * @param {string} name
   * @param {ArrayLike<number>} x
   * @param {{ derivative?: boolean, columns?: number }} [options] columns: row length for softmax
   * @returns {Float32Array}
   */
  activation(name, x, options = {}) {
    const { heap } = this;
    const { derivative = false, columns = x.length } = options;
    expectOptions(options, ['derivative', 'columns'], 'An activation');
    if (x.length === 0) return new Float32Array(0);
    expectCount(columns, 1, 'columns');
    if (x.length % columns) {
      throw new GliaError('wrong_shape', `${x.length} numbers are no whole rows of ${columns} columns.`);
    }
    return heap.borrow([4 * x.length, 4 * x.length], (from, to) => {
      heap.putFloats(from, x);
      heap.withTexts([name], (at, length) =>
        heap.check(
          heap.c.glia_calc_activation(at, length, from, x.length / columns, columns, derivative ? 1 : 0, to, heap.failure),
        ),
      );
      return heap.floats(to, x.length);
    });
  }

  /**
   * A mean loss and its gradient by the output; for bce and cross_entropy output means logits.
   * @param {string} name
   * @param {ArrayLike<number>} output [rows][units]
   * @param {ArrayLike<number>} target class indices [rows] for cross_entropy, else [rows][units]
   * @param {number} rows
   * @returns {{ loss: number, gradient: Float32Array }}
   */
  loss(name, output, target, rows) {
    const { heap } = this;
    expectCount(rows, 1, 'rows');
    if (output.length === 0 || output.length % rows) {
      throw new GliaError('wrong_shape', `${output.length} outputs are no ${rows} rows.`);
    }
    const units = output.length / rows;
    expectLength(target, name === 'cross_entropy' ? rows : output.length, 'target');
    return heap.borrow([4 * output.length, 4 * target.length, 4 * output.length, 8], (from, to, slope, loss) => {
      heap.putFloats(from, output);
      heap.putFloats(to, target);
      heap.withTexts([name], (at, length) =>
        heap.check(heap.c.glia_calc_loss(at, length, from, to, rows, units, slope, loss, heap.failure)),
      );
      return {
        loss: expectFinite(heap.doubles(loss, 1)[0], 'The loss'),
        gradient: expectFinite(heap.floats(slope, output.length), 'The gradient'),
      };
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
