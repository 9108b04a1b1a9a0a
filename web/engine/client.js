/**
 * @file The engine as a page sees it: every question a promise.
 *
 * The engine runs in a worker of its own. Should that worker die, every open promise is rejected and
 * `onLost` is called once; the page can then connect again.
 */

import { GliaError } from './errors.js';

/** @typedef {import('./experiment.js').Snapshot} Snapshot */
/** @typedef {import('./experiment.js').Dataset} Dataset */
/** @typedef {import('./experiment.js').Colour} Colour */

/**
 * @typedef {object} Layer one column of the drawn network
 * @property {string} name 'inputs', 'hidden 1' …, 'output'
 * @property {number} units
 * @property {string[]} [labels] of inputs; empty where they are the pixels of an image
 * @property {number} [inputs]
 * @property {string} [activation]
 * @property {number} [weights] offset of weights [units][inputs] within the parameters
 * @property {number} [biases] offset of biases [units]
 */

/**
 * @typedef {object} Opened
 * @property {string} experiment the shortest form
 * @property {Record<string, string>} values of every setting, as text
 * @property {{ parameterCount: number, loss: string, task: 'classes' | 'values',
 *   space: 'plane' | 'line' | 'image', outputs: number, classes: number, layers: Layer[] }} network
 * @property {Dataset} dataset
 * @property {number} step
 */

/**
 * @typedef {Snapshot & { parameters: Float32Array, size: number, outputSize: number,
 *   fields: Uint8ClampedArray, scales: Float32Array, output: Uint8ClampedArray, curve: Float32Array | null,
 *   playing: boolean, switched: number }} Frame
 *   fields: RGBA [neurons][size][size], inputs first, output last; output: RGBA [outputs][outputSize][outputSize];
 *   scales: for each neuron the value shown at full colour; these are empty where data are images. curve: where
 *   points lie on a line, what every neuron answers along it, [neurons][outputSize], else null; switched: see
 *   Client.switched
 */

/**
 * Starts a worker and an engine in it.
 * @param {{ base: URL | string, onLost?: (error: GliaError) => void }} options base: the folder with
 *   worker.js and the engine's module
 * @returns {Promise<Client>}
 */
export async function connect({ base, onLost = () => {} }) {
  const worker = new Worker(new URL('worker.js', base), { type: 'module', name: 'glia engine' });
  /** @type {{ version: string, build: string, settings: any }} */
  const ready = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.error) reject(new GliaError(data.error.code, data.error.message));
      else resolve(data.value);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new GliaError('not_loaded', `The engine's worker could not be started${event.message ? `: ${event.message}` : '.'}`));
    };
  }).catch((error) => {
    worker.terminate();
    throw error;
  });
  return new Client(worker, ready, onLost);
}

export class Client {
  /**
   * @param {Worker} worker
   * @param {{ version: string, build: string, settings: any }} ready
   * @param {(error: GliaError) => void} onLost
   */
  constructor(worker, { version, build, settings }, onLost) {
    this.worker = worker;
    this.version = version;
    this.build = build;
    this.settings = settings;
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: GliaError) => void }>} */
    this.waiting = new Map();
    this.lastId = 0;
    /** How often play or pause was asked for. A frame with a smaller number was drawn before the last. */
    this.switched = 0;
    /** @type {GliaError | null} */
    this.lost = null;
    worker.onmessage = ({ data }) => this.settle(data);
    const lose = (/** @type {string} */ why) => {
      if (this.lost) return;
      const error = new GliaError('worker_lost', `The engine stopped unexpectedly: ${why}.`);
      this.end(error);
      onLost(error);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      lose(event.message || 'its worker failed');
    };
    worker.onmessageerror = () => lose('an answer could not be read');
  }

  /** @param {{ id: number, value?: any, error?: { code: string, message: string, position: number } }} data */
  settle({ id, value, error }) {
    const question = this.waiting.get(id);
    if (!question) return;
    this.waiting.delete(id);
    if (error) question.reject(new GliaError(error.code, error.message, error.position));
    else question.resolve(value);
  }

  /** @param {GliaError} error */
  end(error) {
    this.lost = error;
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} [fields]
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  ask(type, fields = {}, transfer = []) {
    if (this.lost) return Promise.reject(this.lost);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.worker.postMessage({ id, type, ...fields }, transfer);
      this.waiting.set(id, { resolve, reject });
    });
  }

  /**
   * Reads an experiment string; the run is left as it is.
   * @param {string} experiment
   * @returns {Promise<{ experiment: string, values: Record<string, string> }>}
   */
  check(experiment) {
    return this.ask('check', { experiment });
  }

  /**
   * Starts an experiment at step 0 in place of the one before; when refused, that one stays.
   * @param {string} experiment
   * @param {import('./points.js').Given} [points] for data=points, values and curve
   * @returns {Promise<Opened>}
   */
  open(experiment, points) {
    if (!points) return this.ask('open', { experiment });
    return this.ask('open', {
      experiment,
      x: Float32Array.from(points.x),
      y: Float32Array.from(points.y),
      test: points.test ? Uint8Array.from(points.test) : null,
    });
  }

  /** @param {{ size: number, outputSize: number, palette: { negative: Colour, zero: Colour, positive: Colour } }} view */
  view({ size, outputSize, palette }) {
    return this.ask('view', { size, outputSize, ...palette });
  }

  /** The newest state. @returns {Promise<Frame>} */
  frame() {
    return this.ask('frame');
  }

  /** Gives a drawn frame's pixels back to be written again; the frame's pixels are then gone. @param {Frame} frame */
  recycle(frame) {
    const buffers = [frame.fields.buffer, frame.output.buffer];
    if (buffers.some((buffer) => buffer.byteLength === 0)) return;
    this.ask('recycle', { buffers }, buffers).catch(() => {});
  }

  /** @param {{ stepsPerSecond?: number }} [pace] as fast as the engine can unless given */
  play({ stepsPerSecond } = {}) {
    this.switched++;
    return this.ask('play', { stepsPerSecond: stepsPerSecond ?? null });
  }

  pause() {
    this.switched++;
    return this.ask('pause');
  }

  /** @param {number} [steps] @returns {Promise<Snapshot>} */
  step(steps = 1) {
    return this.ask('step', { steps });
  }

  /** @param {number} [epochs] @returns {Promise<Snapshot>} */
  epoch(epochs = 1) {
    return this.ask('epoch', { epochs });
  }

  /** Back to the same initial weights. @returns {Promise<Snapshot>} */
  reset() {
    return this.ask('reset');
  }

  /** @param {number} step any step; earlier ones are exact to the bit @returns {Promise<Snapshot>} */
  seek(step) {
    return this.ask('seek', { step });
  }

  /** @param {number} index @param {number} value @returns {Promise<void>} */
  setParameter(index, value) {
    return this.ask('setParameter', { index, value });
  }

  /** @returns {Promise<{ steps: Float64Array, loss: Float32Array, testLoss: Float32Array }>} */
  history() {
    return this.ask('history');
  }

  /** Every neuron's output at a point of the plane. @param {number} x1 @param {number} x2 @returns {Promise<{ values: Float32Array }>} */
  at(x1, x2) {
    return this.ask('at', { x1, x2 });
  }

  /**
   * What the network answers to points, or images.
   * @param {Float32Array} x [rows][dataset.inputs]
   * @returns {Promise<Float32Array>} [rows][outputs]: a probability for each class, under bce that of class 1 alone; or a value
   */
  predict(x) {
    return this.ask('predict', { x });
  }

  /** What every neuron answers along the line. @param {number} size @returns {Promise<Float32Array>} [neurons][size] */
  curve(size) {
    return this.ask('curve', { size });
  }

  /** @returns {Promise<string>} 16 hexadecimal digits: equal for equal bits */
  hash() {
    return this.ask('hash');
  }

  /** What the network is given at each pixel of a heat map. @param {number} size @returns {Promise<Float32Array>} [size*size][features] */
  grid(size) {
    return this.ask('grid', { size });
  }

  /**
   * A layer's activation of the weighted sums positive - negative; with negative null, positive as it is.
   * @param {number} layer 0 for the first hidden one
   * @param {Float32Array} positive [rows][units]
   * @param {Float32Array | null} negative
   * @returns {Promise<Float32Array>}
   */
  activate(layer, positive, negative) {
    return this.ask('activate', { layer, positive, negative });
  }

  /**
   * Colours values [size*size][units] of a layer; what is not finite stays transparent.
   * @param {number} layer 0 for the first hidden one
   * @param {Float32Array} values
   * @param {number} size
   * @returns {Promise<{ pixels: Uint8ClampedArray, scales: Float32Array }>}
   */
  paint(layer, values, size) {
    return this.ask('paint', { layer, values, size });
  }

  /**
   * The engine's own dense layer.
   * @param {Float32Array} inputs [rows][inputs]
   * @param {number} rows
   * @param {Float32Array} weights [units][inputs]
   * @param {Float32Array} biases [units]
   * @param {string} activation
   * @returns {Promise<Float32Array>} [rows][units]
   */
  layer(inputs, rows, weights, biases, activation) {
    return this.ask('layer', { inputs, rows, weights, biases, activation });
  }

  /** Uniform in [-1, 1), the same for the same seed. @param {number} count @param {number} seed @returns {Promise<Float32Array>} */
  random(count, seed) {
    return this.ask('random', { count, seed });
  }

  /**
   * Drawn digits, the ten in turn.
   * @param {number} count
   * @param {{ size?: number, seed?: number, noise?: number }} [options]
   * @returns {Promise<{ x: Float32Array, y: Float32Array }>} x [count][size][size], y [count]
   */
  digits(count, { size = 28, seed = 1, noise } = {}) {
    return this.ask('digits', { count, size, seed, noise: noise ?? null });
  }

  /**
   * A drawing scaled and centred as MNIST's digits are.
   * @param {Float32Array} drawn [height][width], 0 for paper, 1 for ink
   * @param {number} width
   * @param {number} height
   * @returns {Promise<Float32Array | null>} [28][28]; null for a drawing without ink
   */
  normalizeDigit(drawn, width, height) {
    return this.ask('normalizeDigit', { drawn, width, height });
  }

  /** Ends the worker; every open promise is rejected. */
  async close() {
    this.end(new GliaError('closed', 'The engine was closed.'));
  }
}
