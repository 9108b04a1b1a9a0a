import { shapeInWords } from './compare.js';
import { whatHappened } from './messages.js';
import { understood } from './run-tests.js';

/**
 * The learner's own function as the layers of the live network: for every pixel of the heat maps their code computes
 * each layer from the one before, and the engine only applies the activation and turns numbers into colours.
 *
 * Their function ends in ReLU. Other activations need the sum before it, and relu(z) - relu(-z) = z: so the function is
 * asked twice, the second time with weights and biases negated, and the engine takes it from there.
 *
 * @typedef {import('./content.js').Exercise} Exercise
 * @typedef {{ name: string, units: number, inputs?: number, activation?: string, weights?: number, biases?: number }} Layer
 * @typedef {{ network: { layers: Layer[] } }} Opened
 * @typedef {{ fields: Uint8ClampedArray, output: Uint8ClampedArray, scales: Float32Array }} Picture
 * @typedef {Picture & { parameters: Float32Array, size: number, outputSize: number, playing: boolean }} Frame
 * @typedef {{ label: string, waiting: string, shown(): void, paint(frame: Frame): Promise<Picture> }} Painter
 *
 * @typedef {object} Engine the part of the client used
 * @property {(size: number) => Promise<Float32Array>} grid
 *   layers count from 0 for the first hidden one
 * @property {(layer: number, positive: Float32Array, negative: Float32Array | null) => Promise<Float32Array>} activate
 * @property {(layer: number, values: Float32Array, size: number) =>
 *   Promise<{ pixels: Uint8ClampedArray, scales: Float32Array }>} paint
 */

/** The picture may be computed this many times coarser than the output is drawn, finest first. Python is slower. */
const coarsenesses = { javascript: [1, 2, 3, 4, 6], python: [1, 2, 3, 4, 6, 9, 12] };

/** How much longer than JavaScript a language may take for a picture. */
const patience = { javascript: 1, python: 3 };

/** Milliseconds a picture may take while the network trains, so that it stays lively, and while it stands. */
const budgets = { playing: 40, standing: 500 };

/** Pixels of all neurons' pictures together. */
const mostPixels = 2_000_000;

/** The picture under way is no longer wanted: the network has changed, or the code was taken out. */
class Superseded extends Error {}

/**
 * @param {object} options
 * @param {Exercise} options.exercise @param {string} options.code
 * @param {import('./content.js').Language} options.language @param {import('./languages.js').Runner} options.runner
 * @param {Engine} options.engine @param {Opened} options.opened the network that is open
 * @param {(message: string) => void} options.onEnd the code was ended, and why
 * @param {(message: string) => void} options.onFault what is wrong with its results; empty when nothing is
 * @param {() => void} options.onShown a picture by the code is on the screen
 * @returns {Promise<{ painter: Painter, networkChanged(opened: Opened): void, stop(): void } | { message: string, line: number }>}
 */
export async function startLive({ exercise, code, language, runner, engine, opened, onEnd, onFault, onShown }) {
  const [task] = exercise.functions;
  const entry = task.names[language];
  const each = task.returns.each?.[0] ?? 'unit';
  const limits = { ...exercise.limits, pass: exercise.limits.pass * patience[language] };
  const coarseness = coarsenesses[language];
  const started = await runner.start({ code, entries: [entry], milliseconds: limits.load });
  if ('kind' in started) {
    const problem = await understood(started, code, language);
    return { message: whatHappened(problem, { entry, limits, language }), line: problem.line };
  }
  const sandbox = started;
  let { layers } = opened.network;
  let generation = 0;
  let running = true;
  let cost = 0; // milliseconds for one point of the plane, as last measured; 0 = not yet
  /** @type {Promise<Picture> | null} */
  let pass = null;
  /** @type {{ size: number, values: Float32Array } | null} */
  let grid = null;
  let fault = '';

  /** @param {string} message */
  const end = (message) => {
    if (!running) return;
    stop();
    onEnd(message);
  };

  const stop = () => {
    running = false;
    generation++;
    sandbox.close();
  };

  /** @param {number} started */
  const current = (started) => {
    if (started !== generation) throw new Superseded('The network has changed.');
  };

  /**
   * One layer by the learner's function, once or twice.
   * @param {Float32Array} rows [count][inputs] @param {Layer} layer @param {Float32Array} weights
   * @param {Float32Array} biases @param {{ left: number }} budget milliseconds left for this picture
   */
  const ask = async (rows, layer, weights, biases, budget) => {
    const before = performance.now();
    const inputs = layer.inputs ?? 0;
    const shared = [{ flat: weights, columns: inputs }, { flat: biases, columns: 0 }];
    const outcome = await sandbox.map(entry, rows.slice(), inputs, layer.units, shared, Math.max(1, budget.left));
    budget.left -= performance.now() - before;
    if (outcome.kind !== 'rows') {
      const late = outcome.kind === 'late' ? { ...outcome, milliseconds: limits.pass } : outcome;
      end(`In layer “${layer.name}”, ${whatHappened(late, { entry, limits, language })}`);
      throw new Superseded('The learner’s code has ended.');
    }
    if (outcome.fault !== null && fault === '') {
      const words = shapeInWords(outcome.fault, layer.units, each, language);
      const message = words ? words.message : 'some results are not finite numbers.';
      fault = `In layer “${layer.name}”, ${message} Striped pixels are places where your function gave no usable number.`;
    }
    return outcome.values;
  };

  /**
   * The pictures of all neurons but the inputs, which nobody computes, at one resolution.
   * @param {Float32Array} parameters @param {number} size pixels of a side
   */
  const compute = async (parameters, size) => {
    const started = generation;
    const [, ...network] = layers; // the engine counts from the first hidden layer, too
    const budget = { left: limits.pass };
    fault = '';
    const plane = grid?.size === size ? grid : { size, values: await engine.grid(size) };
    current(started);
    grid = plane;
    let { values } = plane;
    /** @type {Promise<{ pixels: Uint8ClampedArray, scales: Float32Array, units: number }>[]} */
    const painted = [];
    for (const [index, layer] of network.entries()) {
      current(started);
      const { units, inputs = 0, weights: w = 0, biases: b = 0 } = layer;
      const weights = parameters.slice(w, w + units * inputs);
      const biases = parameters.slice(b, b + units);
      const positive = await ask(values, layer, weights, biases, budget);
      const negative =
        layer.activation === 'relu' ? null : await ask(values, layer, weights.map(negate), biases.map(negate), budget);
      current(started);
      const spoilt = takeOut(positive, negative);
      values = negative === null ? positive : await engine.activate(index, positive, negative);
      for (const at of spoilt) values[at] = NaN; // what comes after is spoilt by it, too
      // The engine answers between two slices of training: the next layer need not wait for these colours.
      const picture = engine.paint(index, values, size).then(({ pixels, scales }) => {
        clear(pixels, spoilt, units, size);
        return { pixels, scales, units };
      });
      picture.catch(() => {}); // nobody waits for it if a later layer ends this pass first
      painted.push(picture);
    }
    const pictures = await Promise.all(painted);
    current(started);
    // The learner's share alone: waiting for the engine does not grow with the picture.
    cost = (limits.pass - budget.left) / (size * size);
    onFault(fault);
    return pictures;
  };

  /** @param {Frame} frame */
  const sizeFor = ({ playing, outputSize }) => {
    const neurons = layers.reduce((sum, { units }) => sum + units, 0);
    const budget = playing ? budgets.playing : budgets.standing;
    const sizes = coarseness.map((times) => Math.max(4, Math.round(outputSize / times)));
    const fits = (/** @type {number} */ size) => size * size * Math.max(cost, 1e-6) <= budget && size * size * neurons <= mostPixels;
    return sizes.find(fits) ?? sizes[sizes.length - 1];
  };

  /** @param {Frame} frame @returns {Promise<Picture>} */
  const draw = async (frame) => {
    const { size: fieldSize, outputSize } = frame;
    const inputs = layers[0].units;
    const parameters = frame.parameters.slice(); // the frame may go back to the worker before the picture is done
    let size = Math.max(4, Math.round(outputSize / coarseness[coarseness.length - 1]));
    // The roughest picture first, to learn how quick the code is; while the network stands, finer ones as long as
    // they fit: code that has run for a while is quicker than code that has just started.
    let painted = cost === 0 ? await compute(parameters, size) : null;
    for (let finer = sizeFor(frame); painted === null || finer > size; finer = frame.playing ? size : sizeFor(frame)) {
      size = finer;
      painted = await compute(parameters, size);
    }
    const last = painted[painted.length - 1];
    return {
      fields: join([
        frame.fields.subarray(0, inputs * fieldSize * fieldSize * 4),
        ...painted.map(({ pixels, units }) => stripe(resize(pixels, units, size, fieldSize), fieldSize)),
      ]),
      output: stripe(resize(last.pixels, last.units, size, outputSize), outputSize),
      scales: Float32Array.from([...frame.scales.subarray(0, inputs), ...painted.flatMap(({ scales }) => [...scales])]),
    };
  };

  /**
   * Never rejects: where there is no picture by the learner's code, the engine's stays.
   * @param {Frame} frame @returns {Promise<Picture>}
   */
  const drawOrLeave = async (frame) => {
    const started = generation;
    try {
      return await draw(frame);
    } catch (error) {
      // An engine that has opened another network refuses what belongs to the old one, perhaps before we are told.
      if (!(error instanceof Superseded)) await new Promise((resolve) => setTimeout(resolve, 50));
      if (started === generation) end(error instanceof Error ? error.message : String(error));
      return frame;
    }
  };

  return {
    painter: {
      label: `drawn by your ${entry}`,
      waiting: `waiting for your ${entry} …`,
      shown: onShown,
      paint(frame) {
        // Never two at once: who asks meanwhile gets the picture that is under way.
        pass ??= drawOrLeave(frame).finally(() => (pass = null));
        return pass;
      },
    },
    networkChanged(next) {
      generation++;
      ({ layers } = next.network);
      grid = null;
      cost = 0;
    },
    stop,
  };
}

/** @param {number} value */
const negate = (value) => -value;

/**
 * Replaces what is no finite number by 0, for the engine, and says where it was.
 * @param {Float32Array} positive @param {Float32Array | null} negative
 */
function takeOut(positive, negative) {
  /** @type {number[]} */
  const spoilt = [];
  for (let i = 0; i < positive.length; i++) {
    if (Number.isFinite(positive[i]) && (negative === null || Number.isFinite(negative[i]))) continue;
    positive[i] = 0;
    if (negative) negative[i] = 0;
    spoilt.push(i);
  }
  return spoilt;
}

/**
 * Takes the pixels for which there is no number out of the pictures: they are left transparent.
 * @param {Uint8ClampedArray} pixels [units][size][size][4] @param {number[]} spoilt indices of [size * size][units]
 * @param {number} units @param {number} size
 */
function clear(pixels, spoilt, units, size) {
  for (const at of spoilt) {
    const place = ((at % units) * size * size + Math.floor(at / units)) * 4;
    pixels.fill(0, place, place + 4);
  }
}

/**
 * Stripes over what is transparent: only now, at the size it is shown in, or small pictures would turn plain grey.
 * @param {Uint8ClampedArray} pixels [units][size][size][4], changed @param {number} size
 */
function stripe(pixels, size) {
  const width = Math.max(4, Math.round(size / 24));
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] > 0) continue;
    const pixel = (at / 4) % (size * size);
    const dark = Math.floor((Math.floor(pixel / size) + (pixel % size)) / width) % 2 === 0;
    pixels.set(dark ? [120, 120, 124, 255] : [205, 205, 208, 255], at);
  }
  return pixels;
}

/**
 * Pictures of another size; every pixel stays a pixel, so that the coarseness can be seen.
 * @param {Uint8ClampedArray} pixels [units][from][from][4] @param {number} units @param {number} from @param {number} to
 */
function resize(pixels, units, from, to) {
  if (from === to) return pixels;
  const source = new Uint32Array(pixels.buffer, pixels.byteOffset, units * from * from);
  const target = new Uint32Array(units * to * to);
  for (let unit = 0, at = 0; unit < units; unit++) {
    for (let y = 0; y < to; y++) {
      const row = (unit * from + Math.floor(((y + 0.5) * from) / to)) * from;
      for (let x = 0; x < to; x++) target[at++] = source[row + Math.floor(((x + 0.5) * from) / to)];
    }
  }
  return new Uint8ClampedArray(target.buffer);
}

/** @param {Uint8ClampedArray[]} parts */
function join(parts) {
  const whole = new Uint8ClampedArray(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
