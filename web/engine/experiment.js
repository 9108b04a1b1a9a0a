/** @file One experiment as the playground runs it: the high level of the engine. */

import { GliaError } from './errors.js';
import { WORD, expectCount, own, release } from './heap.js';
import { describe, hashOf, parametersOf } from './network.js';
import { formatSettings, withSettings } from './settings.js';

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
 * @property {{ step: number, layer: number, message: string } | null} diverged where training stopped,
 *   with the step and the layer (from 1; 0 for none) that left the finite numbers
 */

/**
 * @typedef {object} Dataset
 * @property {number} count
 * @property {number} range both coordinates lie in [-range, range]
 * @property {Float32Array} x [count][2]
 * @property {Float32Array} y [count] class 0 or 1, or a value
 * @property {Uint8Array} test [count] 1 for points held back
 */

/** @typedef {[number, number, number]} Colour red, green, blue, 0 to 255 */

/** @param {Colour} colour */
const packed = ([r, g, b]) => (r << 16) | (g << 8) | b;

/** How many grids are kept: those of the neurons, of the outputs, and of somebody else's layers. */
const GRIDS = 4;

/** How long a portion of training may run before the clock is looked at, in milliseconds. */
const PORTION_MS = 4;

export class Experiment {
  /**
   * @param {Heap} heap
   * @param {string} experiment
   */
  constructor(heap, experiment) {
    this.heap = heap;
    const at = withSettings(heap, experiment, (settings) =>
      heap.checked(heap.c.glia_run_create(settings, 0, heap.failure)),
    );
    this.owned = own(this, at, heap.c.glia_run_free);
    this.model = heap.c.glia_play_model(at);
    this.shape = describe(heap, this.model);
    this.neurons = heap.c.glia_field_neurons(at);
    /** Steps a millisecond took lately; portions of training are cut by it. */
    this.pace = 1;
    /** Grids by size and number of planes. @type {Map<string, ReturnType<typeof own>>} */
    this.grids = new Map();
    this.palette = heap.take(heap.description.paletteSize);
    this.paletteOwned = own(this, this.palette, (palette) => heap.give(palette));
    this.setPalette({ negative: [224, 123, 26], zero: [244, 242, 236], positive: [59, 76, 192] });
  }

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
    const { heap } = this;
    const status = heap.c.glia_play_advance(this.at, steps, heap.failure);
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

  /** @returns {string} 64-bit hash of the parameters, 16 hexadecimal digits */
  hash() {
    return hashOf(this.heap, this.useModel());
  }

  useModel() {
    if (!this.at) throw new GliaError('bad_argument', 'This experiment was freed.');
    return this.model;
  }

  /** @returns {Dataset} */
  dataset() {
    const { heap } = this;
    const count = heap.c.glia_play_points(this.at, 0, 0, 0);
    return heap.borrow([8 * count, 4 * count, count], (xy, target, held) => {
      heap.c.glia_play_points(this.at, xy, target, held);
      return {
        count,
        range: heap.description.range,
        x: heap.floats(xy, 2 * count),
        y: heap.floats(target, count),
        test: heap.bytes(held, count),
      };
    });
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

  /** @param {{ negative: Colour, zero: Colour, positive: Colour }} colours of heat maps */
  setPalette({ negative, zero, positive }) {
    if (!this.paletteOwned.at) throw new GliaError('bad_argument', 'This experiment was freed.');
    this.heap.c.glia_palette_make(this.palette, packed(negative), packed(zero), packed(positive));
  }

  /**
   * @param {number} size
   * @param {number} planes
   * @returns {number} the address of a grid, made on first use
   */
  grid(size, planes) {
    const { heap } = this;
    const settings = heap.c.glia_play_settings(this.at);
    expectCount(size, 1, 'The size of a heat map', WORD);
    const key = `${size}/${planes}`;
    let grid = this.grids.get(key);
    this.grids.delete(key);
    grid ??= own(this, heap.checked(heap.c.glia_field_create(settings, size, planes, 0, heap.failure)), heap.c.glia_field_free);
    /* Memory of WebAssembly never shrinks, so grids of sizes no longer asked for must go. */
    for (const [oldest, unused] of this.grids) {
      if (this.grids.size < GRIDS) break;
      this.grids.delete(oldest);
      release(unused);
    }
    this.grids.set(key, grid);
    return grid.at;
  }

  /**
   * Heat maps of every neuron in one call.
   * @param {number} size pixels along a side
   * @param {{ outputsOnly?: boolean, into?: Uint8ClampedArray }} [options] into: written to and returned
   * @returns {{ pixels: Uint8ClampedArray, scales: Float32Array }} RGBA [neurons][size][size], inputs
   *   first, then layer by layer; and for each neuron the value shown at full colour
   */
  fields(size, { outputsOnly = false, into } = {}) {
    const { heap } = this;
    const neurons = outputsOnly ? this.shape.outputs : this.neurons;
    if (into && into.length !== 4 * neurons * size * size) {
      throw new GliaError('wrong_shape', `The pixels of ${neurons} heat maps of ${size} by ${size} need ${4 * neurons * size * size} bytes, not ${into.length}.`);
    }
    const grid = this.grid(size, neurons);
    return heap.borrow([4 * neurons * size * size, 4 * neurons], (pixels, scales) => {
      heap.c.glia_field_paint(grid, this.at, this.palette, outputsOnly ? 1 : 0, pixels, scales);
      const target = into ?? new Uint8ClampedArray(4 * neurons * size * size);
      target.set(new Uint8Array(heap.memory.buffer, pixels, target.length));
      return { pixels: target, scales: heap.floats(scales, neurons) };
    });
  }

  /**
   * The heat map of one neuron.
   * @param {number} layer 0 for the inputs
   * @param {number} unit
   * @param {number} size
   * @param {Uint8ClampedArray} [rgba] written to when given, at least 4 × size × size long
   * @returns {Uint8ClampedArray}
   */
  field(layer, unit, size, rgba) {
    const units = [this.shape.inputs, ...this.shape.layers.map((each) => each.units)];
    if (!(layer in units) || !Number.isInteger(unit) || !(unit >= 0 && unit < units[layer])) {
      throw new GliaError('out_of_range', `There is no unit ${unit} in layer ${layer}.`);
    }
    const before = units.slice(0, layer).reduce((sum, count) => sum + count, 0);
    const bytes = 4 * size * size;
    const start = (before + unit) * bytes;
    const pixels = this.fields(size).pixels.slice(start, start + bytes);
    if (!rgba) return pixels;
    if (rgba.length < bytes) {
      throw new GliaError('wrong_shape', `A heat map of ${size} by ${size} needs ${bytes} bytes, not ${rgba.length}.`);
    }
    rgba.set(pixels);
    return rgba;
  }

  /**
   * @param {number} x1
   * @param {number} x2
   * @returns {Float32Array} what every neuron answers at this point
   */
  valuesAt(x1, x2) {
    const { heap } = this;
    return heap.borrow([4 * this.neurons], (out) => {
      heap.c.glia_field_at(this.at, x1, x2, out);
      return heap.floats(out, this.neurons);
    });
  }

  /** @param {number} size @returns {Float32Array} [size*size][features], row by row from the top left */
  gridInputs(size) {
    const { heap } = this;
    const count = size * size * this.shape.inputs;
    const grid = this.grid(size, 0);
    return heap.borrow([4 * count], (out) => {
      heap.c.glia_field_inputs(grid, out);
      return heap.floats(out, count);
    });
  }

  /**
   * A layer's activation of weighted sums that are given as positive - negative.
   * @param {number} layer 0 for the first hidden one
   * @param {Float32Array} positive [rows][units]
   * @param {Float32Array | null} negative null: positive is the result already
   * @returns {Float32Array}
   */
  activate(layer, positive, negative) {
    const { heap } = this;
    const bytes = 4 * positive.length;
    const units = this.shape.layers[layer]?.units ?? 1;
    if (positive.length % units || (negative && negative.length !== positive.length)) {
      throw new GliaError('wrong_shape', `Layer ${layer} has ${units} units; ${positive.length} values are no whole rows of it.`);
    }
    return heap.borrow([bytes, bytes, bytes], (plus, minus, out) => {
      heap.putFloats(plus, positive);
      if (negative) heap.putFloats(minus, negative);
      const rows = positive.length / units;
      heap.check(
        heap.c.glia_play_activate(this.at, layer, plus, negative ? minus : 0, rows, out, heap.failure),
      );
      return heap.floats(out, positive.length);
    });
  }

  /**
   * Colours values of one layer that somebody else computed.
   * @param {number} layer 0 for the first hidden one
   * @param {Float32Array} values [size*size][units]
   * @param {number} size
   */
  paint(layer, values, size) {
    const { heap } = this;
    const units = this.shape.layers[layer]?.units;
    if (!units || values.length !== size * size * units) {
      throw new GliaError('wrong_shape', `A heat map of layer ${layer} at ${size} by ${size} needs other than ${values.length} values.`);
    }
    return heap.borrow([4 * values.length, 4 * values.length, 4 * units], (from, pixels, scales) => {
      heap.putFloats(from, values);
      heap.c.glia_field_paint_layer(this.at, layer, from, size, this.palette, pixels, scales);
      return {
        pixels: new Uint8ClampedArray(heap.bytes(pixels, 4 * values.length).buffer),
        scales: heap.floats(scales, units),
      };
    });
  }

  free() {
    for (const grid of this.grids.values()) release(grid);
    this.grids.clear();
    release(this.paletteOwned);
    release(this.owned);
  }
}
