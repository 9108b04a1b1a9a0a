/**
 * @file Loads the engine. Runs unchanged in a page, in a worker and in Node.
 *
 * JavaScript holds no mathematics here: it copies arrays in and out and turns failures into errors.
 */

import { Calculator } from './calculator.js';
import { GliaError } from './errors.js';
import { Experiment } from './experiment.js';
import { Heap } from './heap.js';
import { Network } from './network.js';
import { drawDigits, normalizeDigit } from './points.js';
import { Race, Survey } from './race.js';
import { formatSettings, settingsValues, withSettings } from './settings.js';
import { Trainer } from './trainer.js';

export { GliaError, Experiment, Network, Trainer };

/** The smallest module that uses a SIMD instruction: (func (result v128) i32.const 0, i8x16.splat). */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** The smallest module that uses relaxed SIMD: (func (result v128) three i32.const 0 splat, relaxed_madd). */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65,
  0, 253, 15, 253, 133, 2, 11,
]);

const NO_RELAXED =
  "The fast build needs WebAssembly with relaxed SIMD, which is missing here; Chrome from 114 and Node from 21 on have it, Node 20 with --experimental-wasm-relaxed-simd. The build 'exact' runs here.";
const BUILDS = ['exact', 'fast'];

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
 * @param {{ build?: string, wasm?: BufferSource }} [options] build: 'exact', the same bits everywhere,
 *   or 'fast', which may differ in the last bits, for large networks where relaxed SIMD is there; wasm: the module itself, where it was got in another way
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
  if (build === 'fast' && !WebAssembly.validate(RELAXED_PROBE)) throw new GliaError('no_simd', NO_RELAXED);
  const module = await compile(wasm ?? (await fetchModule(build)));
  /* The runtime announces that memory grew; no view is kept that would have to be renewed. */
  const imports = { env: { emscripten_notify_memory_growth() {} } };
  const instance = await WebAssembly.instantiate(module, imports);
  /** @type {any} */ (instance.exports)._initialize?.();
  const heap = new Heap(instance);
  checkExports(heap);
  return new Engine(heap);
}

export class Engine extends Calculator {
  /** @param {Heap} heap */
  constructor(heap) {
    super(heap);
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

  /**
   * @param {string} [text] an experiment string; '' is the default experiment
   * @param {{ points?: import('./points.js').Given, historyBytes?: number }} [options] points: for data=points,
   *   values, curve, table, measurements and images28; historyBytes: memory for states to go back to, 16 MB unless told otherwise. Less makes
   *   seeking back slower, never wrong; two states are always kept
   */
  experiment(text = '', { points, historyBytes } = {}) {
    return new Experiment(this.heap, text, points, undefined, historyBytes);
  }

  /**
   * Experiments advanced in lockstep, for comparison.
   * @param {string[]} experiments
   * @param {ConstructorParameters<typeof Race>[2]} [options]
   */
  race(experiments, options) {
    return new Race(this.heap, experiments, options);
  }

  /**
   * A map of which rates converge from which seeds, to be worked out in portions.
   * @param {string} experiment
   * @param {ConstructorParameters<typeof Survey>[2]} options
   */
  survey(experiment, options) {
    return new Survey(this.heap, experiment, options);
  }

  /** Drawn digits, see `drawDigits`. @param {number} count @param {Parameters<typeof drawDigits>[2]} [options] */
  digits(count, options) {
    return drawDigits(this.heap, count, options);
  }

  /**
   * A drawing in the frame of the engine's digits, see `normalizeDigit`.
   * @param {ArrayLike<number>} drawn @param {number} width @param {number} height
   * @param {Parameters<typeof normalizeDigit>[4]} [options]
   */
  normalizeDigit(drawn, width, height, options) {
    return normalizeDigit(this.heap, drawn, width, height, options);
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
}
