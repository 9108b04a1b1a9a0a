/** @file One experiment as the playground runs it: the high level of the engine. */

import { gradientCheck, walk } from './check.js';
import { GliaError } from './errors.js';
import { WORD, expectCount, expectLength, own, release } from './heap.js';
import { Drawable } from './fields.js';
import { beginWith, putGiven } from './points.js';
import { formatSettings, withSettings } from './settings.js';
import { describe, hashOf, parametersOf } from './shape.js';
import { saveState, stateText } from './state.js';

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * @typedef {object} Snapshot
 * @property {number} step updates made
 * @property {number} epoch whole passes over the training part
 * @property {number} reached the last step made on this path
 * @property {number} stepsPerEpoch
 * @property {number} loss mean over the training part
 * @property {number} testLoss mean over the test part
 * @property {{ accuracy: number | null, testAccuracy: number | null }} metrics null where the data has values
 * @property {number | null} accuracy
 * @property {number | null} testAccuracy
 * @property {number} rate
 * @property {number} batchLoss
 * @property {number} edits
 * @property {boolean} stopped whether patience ran out and the best weights were restored
 * @property {{ step: number, layer: number, message: string } | null} diverged where training stopped,
 *   with the step and the layer (from 1; 0 for none) that left the finite numbers
 */

/**
 * @typedef {object} Cost
 * @property {number} parameters
 * @property {number} operationsPerExample multiplications and additions by weights for one answer
 * @property {number} operationsPerStep of one training step: a batch forward, and the gradients
 * @property {number | null} millisecondsPerStep measured over all steps this run has trained here; null before
 */

/** @typedef {import('./points.js').Dataset} Dataset */

/** @typedef {import('./fields.js').Colour} Colour */

/** How long a portion of training may run before the clock is looked at, in milliseconds. */
const PORTION_MS = 4;

export class Experiment extends Drawable {
  /**
   * @param {Heap} heap
   * @param {string} experiment
   * @param {import('./points.js').Given} [points] for data=points, values, curve, table, measurements and images28
   * @param {{ at: number, free: (at: number) => void }} [made] a run there is already, in place of a new one
   * @param {number} [historyBytes] memory for states to go back to, at the most
   */
  constructor(heap, experiment, points, made, historyBytes = heap.description.historyBytes) {
    super(heap);
    expectCount(historyBytes, 0, 'historyBytes', WORD);
    const at =
      made?.at ??
      withSettings(heap, experiment, (settings) =>
        putGiven(heap, points, (...given) =>
          heap.checked(heap.c.glia_play_create(settings, ...given, historyBytes, heap.failure)),
        ),
      );
    this.owned = own(this, at, made?.free ?? heap.c.glia_run_free);
    /** @type {import('./points.js').About} */
    this.about = JSON.parse(heap.text((to, room) => heap.c.glia_play_describe(at, to, room)));
    this.model = heap.c.glia_play_model(at);
    this.shape = describe(heap, this.model);
    this.neurons = heap.c.glia_field_neurons(at);
    /** Steps a millisecond took lately; portions of training are cut by it. */
    this.pace = 1;
    /** What training took so far. */
    this.spent = { milliseconds: 0, steps: 0 };
  }

  /** @override */
  get at() {
    if (!this.owned.at) throw new GliaError('bad_argument', 'This experiment was freed.');
    return this.owned.at;
  }

  /**
   * Trains. By steps or epochs exactly; by milliseconds as many steps as fit, at least one.
   * A run that diverges stops and says so in the snapshot; it never throws for that.
   * @param {{ steps?: number, epochs?: number, milliseconds?: number }} amount
   * @returns {Snapshot}
   */
  advance({ steps, epochs, milliseconds } = {}) {
    if (steps !== undefined) {
      expectCount(steps, 0, 'steps');
      this.train(steps);
    } else if (epochs !== undefined) {
      expectCount(epochs, 0, 'epochs');
      expectCount(epochs * this.epochSteps(), 0, 'The number of steps in these epochs');
      this.train(epochs * this.epochSteps());
    } else if (milliseconds !== undefined && milliseconds >= 0) {
      this.trainFor(milliseconds);
    } else {
      throw new GliaError('bad_argument', 'advance needs steps, epochs or milliseconds.');
    }
    return this.snapshot();
  }

  /** @param {number} steps @returns {boolean} whether all were made */
  train(steps) {
    const { heap, spent } = this;
    const first = this.stepsMade();
    const before = performance.now();
    const status = heap.c.glia_play_advance(this.at, steps, heap.failure);
    spent.milliseconds += performance.now() - before;
    spent.steps += Math.max(0, this.stepsMade() - first); // fewer when patience went back to the best step
    if (status && heap.description.statuses[status] !== 'diverged') throw heap.error();
    return status === 0;
  }

  /**
   * Makes as many steps as fit into a time, at least one unless `most` is 0.
   * @param {number} milliseconds
   * @param {number} [most] steps
   * @returns {number} steps made: 0 where the run has stopped
   */
  trainFor(milliseconds, most = Infinity) {
    const start = performance.now();
    const first = this.stepsMade();
    let left = milliseconds;
    let due = most;
    while (due > 0 && left > 0.25) {
      const steps = Math.min(due, Math.max(1, Math.floor(this.pace * Math.min(left, PORTION_MS))));
      const before = performance.now();
      if (!this.train(steps)) break;
      const now = performance.now();
      /* A clock too coarse to see the portion tells only that the pace may double. */
      this.pace = now > before ? Math.min(steps / (now - before), 2 * this.pace + 1) : 2 * this.pace;
      left = milliseconds - (now - start);
      due -= steps;
    }
    return this.stepsMade() - first;
  }

  /**
   * Goes to any step, exact to the bit: earlier ones by replay, later ones by training.
   * @param {number} step
   * @returns {Snapshot}
   */
  seek(step) {
    expectCount(step, 0, 'step');
    const { heap } = this;
    const status = heap.c.glia_play_seek(this.at, step, heap.failure);
    if (status && heap.description.statuses[status] !== 'diverged') throw heap.error();
    return this.snapshot();
  }

  /** Updates made so far, without measuring anything else. */
  stepsMade() {
    return this.heap.c.glia_play_step(this.at);
  }

  /** Updates in one epoch. */
  epochSteps() {
    return this.heap.c.glia_play_epoch_steps(this.at);
  }

  /** Back to the initial weights. @returns {Snapshot} */
  reset() {
    this.heap.c.glia_run_reset(this.at);
    this.branchedAt = null;
    return this.snapshot();
  }

  /** @returns {Snapshot} */
  snapshot() {
    const { heap } = this;
    const { measures } = heap.description;
    const numbers = heap.borrow([8 * measures.length], (out) => {
      heap.c.glia_measure(this.at, out);
      return heap.doubles(out, measures.length);
    });
    const all = /** @type {any} */ (Object.fromEntries(measures.map((name, i) => [name, numbers[i]])));
    const { fault, faultLayer, ...snapshot } = all;
    snapshot.stopped = snapshot.stopped === 1;
    for (const name of ['accuracy', 'testAccuracy']) if (Number.isNaN(snapshot[name])) snapshot[name] = null;
    snapshot.metrics = { accuracy: snapshot.accuracy, testAccuracy: snapshot.testAccuracy };
    snapshot.diverged = null;
    if (fault) {
      heap.c.glia_play_fault(this.at, heap.failure);
      snapshot.diverged = { step: snapshot.step + 1, layer: faultLayer, message: heap.error().message };
    }
    return snapshot;
  }

  /** @returns {string} the shortest experiment string of this run */
  format() {
    return formatSettings(this.heap, this.heap.c.glia_play_settings(this.at));
  }

  /** All parameters, per layer weights [units][inputs], then biases [units]. A copy. */
  parameters() {
    return parametersOf(this.heap, this.useModel(), this.shape.parameterCount);
  }

  /**
   * Sets one parameter by hand; steps after this one are forgotten.
   * @param {number} index
   * @param {number} value
   */
  setParameter(index, value) {
    expectCount(index, 0, 'The index of a parameter', WORD);
    this.heap.check(this.heap.c.glia_run_set_parameter(this.at, index, value, this.heap.failure));
  }

  /** Begins with other weights than the seed's, before the first step. @param {ArrayLike<number>} parameters all of them */
  beginWith(parameters) {
    beginWith(this, parameters);
  }

  /** @returns {string} 64-bit hash of the parameters, 16 hexadecimal digits */
  hash() {
    return hashOf(this.heap, this.useModel());
  }

  useModel() {
    return this.at && this.model;
  }

  /** @returns {Dataset} */
  dataset() {
    const { heap, about } = this;
    const { count, inputs, space, task, classes, leaked } = about;
    return heap.borrow([4 * count * inputs, 4 * count, count], (xy, target, held) => {
      heap.c.glia_play_points(this.at, xy, target, held);
      return {
        count,
        range: heap.description.range,
        space,
        inputs,
        task,
        classes,
        leaked,
        x: heap.floats(xy, count * inputs),
        y: heap.floats(target, count),
        test: heap.bytes(held, count),
      };
    });
  }

  /**
   * What the network answers to points of the plane, of the line, or to images.
   * @param {ArrayLike<number>} x [rows][inputs], inputs as `dataset` tells
   * @returns {Float32Array} [rows][outputs]: a probability for each class, under bce that of class 1 alone; or a value
   */
  predict(x) {
    const { heap, about, shape } = this;
    if (x.length % about.inputs) {
      throw new GliaError('wrong_shape', `${x.length} numbers are no whole points of ${about.inputs}.`);
    }
    const rows = x.length / about.inputs;
    return heap.borrow([4 * x.length, 4 * rows * shape.outputs], (from, out) => {
      heap.putFloats(from, x);
      heap.check(heap.c.glia_run_predict(this.at, from, rows, out, heap.failure));
      return heap.floats(out, rows * shape.outputs);
    });
  }

  /**
   * What every layer makes of one point of the plane, of the line, or of one image.
   * @param {ArrayLike<number>} x [inputs], as `dataset` tells
   * @returns {{ units: number, pre: Float32Array, post: Float32Array }[]} hidden layers, then the output: weighted
   *   sums before the activation, and the answers after it
   */
  activations(x) {
    const { heap, about, shape } = this;
    expectLength(x, about.inputs, 'A point');
    const units = shape.layers.map((layer) => layer.units);
    const bytes = 4 * units.reduce((sum, count) => sum + count, 0);
    return heap.borrow([4 * x.length, bytes, bytes], (from, pre, post) => {
      heap.putFloats(from, x);
      heap.check(heap.c.glia_play_activations(this.at, from, pre, post, heap.failure));
      let start = 0;
      return units.map((count) => {
        const layer = { units: count, pre: heap.floats(pre + start, count), post: heap.floats(post + start, count) };
        start += 4 * count;
        return layer;
      });
    });
  }

  /**
   * How good the answers are over one part of the data, in the form of `engine.metrics`: of kind 'binary' for
   * two classes, 'multiclass' for more, 'values' for values.
   * @param {{ part?: 'test' | 'train' }} [options]
   * @returns {any} see `engine.metrics`; what is not defined is null
   */
  measure({ part = 'test' } = {}) {
    const { heap } = this;
    if (part !== 'test' && part !== 'train') {
      throw new GliaError('unknown_name', `There is no part '${part}'; there are test and train.`);
    }
    return JSON.parse(heap.takenText(heap.c.glia_play_metrics(this.at, part === 'test' ? 1 : 0, heap.failure)));
  }

  /**
   * What this run takes.
   * @returns {Cost}
   */
  cost() {
    const { milliseconds, steps } = this.spent;
    return {
      parameters: this.shape.parameterCount,
      operationsPerExample: this.about.cost[0],
      operationsPerStep: this.about.cost[1],
      millisecondsPerStep: steps ? milliseconds / steps : null,
    };
  }

  /**
   * The learning rates that the schedule has for the updates from the first one to the one after `span`.
   * @param {number} span updates, up to 2^53
   * @param {number} count rates at even distances, 2 or more
   * @returns {Float64Array}
   */
  rates(span, count) {
    expectCount(span, 0, 'span');
    expectCount(count, 2, 'count', WORD);
    return this.heap.borrow([8 * count], (out) => {
      this.heap.c.glia_play_rates(this.at, span, count, out);
      return this.heap.doubles(out, count);
    });
  }

  /** Bytes of the engine's memory that it holds. */
  bytes() {
    return this.heap.c.glia_run_bytes(this.at) >>> 0;
  }

  /** The losses of the way so far, evenly thinned. */
  history() {
    const { heap } = this;
    const rows = heap.description.historyRows;
    return heap.borrow([8 * rows, 4 * rows, 4 * rows], (steps, loss, testLoss) => {
      const count = heap.c.glia_play_history(this.at, steps, loss, testLoss);
      return {
        steps: heap.doubles(steps, count),
        loss: heap.floats(loss, count),
        testLoss: heap.floats(testLoss, count),
      };
    });
  }

  /**
   * The engine's gradient beside a numeric one, or somebody's beside the engine's.
   * @param {Parameters<typeof gradientCheck>[1]} [options]
   */
  gradientCheck(options = {}) {
    return gradientCheck(this, options);
  }

  /**
   * One example's way through the network and back, and the update it would cause.
   * @param {import('./check.js').Example} [example] the first training example unless given
   */
  walk(example = {}) {
    return walk(this, example);
  }

  /** @returns {string} what the run has come to, as a claim that anyone can replay: see `Engine.verify`; `glia verify` accepts it, too */
  receipt() {
    const { heap, at } = this;
    const { c, failure } = heap;
    if (!c.glia_receipt_write(at, 0, 0, failure)) throw heap.error();
    return heap.text((to, room) => c.glia_receipt_write(at, to, room, failure));
  }

  /** @returns {Uint8Array} everything to go on from here: see `Engine.restore` */
  save() {
    return saveState(this);
  }

  /** @returns {string} the same as JSON, to be kept as a file */
  saveText() {
    return stateText(this);
  }

  free() {
    this.freeDrawings();
    release(this.owned);
  }
}
