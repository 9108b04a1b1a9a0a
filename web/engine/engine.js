/**
 * @file Loads the engine. Runs unchanged in a page, in a worker and in Node.
 *
 * JavaScript holds no mathematics here: it copies arrays in and out and turns failures into errors.
 */

import { Calculator } from './calculator.js';
import { drawDigits, normalizeDigit } from './digits.js';
import { GliaError } from './errors.js';
import { Experiment } from './experiment.js';
import { loadFiles } from './files.js';
import { loadMini } from './mini.js';
import { instantiate } from './module.js';
import { Network } from './network.js';
import { Race, Survey } from './race.js';
import { judge, verify } from './receipt.js';
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
