/**
 * @file Loads the engine. Runs unchanged in a page, in a worker and in Node.
 *
 * JavaScript holds no mathematics here: it copies arrays in and out and turns failures into errors.
 */

import { Calculator } from './calculator.js';
import { GliaError } from './errors.js';
import { Experiment } from './experiment.js';
import { loadFiles } from './files.js';
import { loadMini } from './mini.js';
import { instantiate } from './module.js';
import { Network } from './network.js';
import { drawDigits, normalizeDigit } from './points.js';
import { Race, Survey } from './race.js';
import { judge, verify } from './receipt.js';
import { formatSettings, settingsValues, withSettings } from './settings.js';
import { readStateText, restoreState } from './state.js';
import { Trainer } from './trainer.js';

export { GliaError, Experiment, Network, Trainer, loadFiles, loadMini };

const BUILDS = ['exact', 'fast'];

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
  return new Engine(await instantiate(`glia-${build}.wasm`, { wasm, relaxed: build === 'fast' }));
}

/** @typedef {import('./heap.js').Heap} Heap */

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

  /**
   * An experiment that stands where a saved one stood and goes on as that would have.
   * @param {Uint8Array | string} saved what `save` or `saveText` gave
   * @returns {Experiment}
   */
  restore(saved) {
    const { bytes, check } = typeof saved === 'string' ? readStateText(saved) : { bytes: saved, check() {} };
    if (!(bytes instanceof Uint8Array)) throw new GliaError('bad_argument', 'A saved state is a Uint8Array or a text.');
    const at = restoreState(this.heap, bytes);
    const run = new Experiment(this.heap, '', undefined, { at, free: this.heap.c.glia_run_free });
    try {
      check(run);
    } catch (error) {
      run.free();
      throw error;
    }
    return run;
  }

  /** Replays a receipt. @param {string} receipt */
  verify(receipt) {
    return verify(this, receipt);
  }

  /**
   * Whether a receipt holds and meets a challenge.
   * @param {string} receipt
   * @param {import('./receipt.js').Conditions} conditions
   */
  judge(receipt, conditions) {
    return judge(this, receipt, conditions);
  }
}
