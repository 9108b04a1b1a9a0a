/**
 * @file The worker that owns the engine: trains in time slices, answers questions between them.
 */

import { GliaError, loadEngine } from './engine.js';
import { faultOf } from './messages.js';

/** How long training may keep a question waiting, in milliseconds. */
const SLICE_MS = 8;

/** @typedef {import('./experiment.js').Experiment} Experiment */

/** @type {import('./engine.js').Engine} */
let engine;
/** @type {Experiment | null} */
let run = null;
let playing = false;
/** Steps a second while playing; null for as many as the engine makes. @type {number | null} */
let pace = null;
/** How many times playing was switched by a question; frames tell, so that a page knows an old one. */
let switched = 0;
/** When the steps owed to `pace` were last counted, and what part of a step is still owed. */
let paid = { time: 0, debt: 0 };

const view = { size: 40, outputSize: 120 };
/** @type {{ negative: any, zero: any, positive: any } | null} */
let palette = null;
/** Buffers of drawn frames, to be written again. @type {ArrayBuffer[]} */
let spare = [];

/** A message to itself comes back after those that wait already: the shortest way to let them in. */
const turn = new MessageChannel();
turn.port1.onmessage = () => slice();
let turning = false;

function keepTurning() {
  if (turning || !playing) return;
  turning = true;
  turn.port2.postMessage(null);
}

function slice() {
  turning = false;
  if (!playing || !run) return;
  const due = pace === null ? Infinity : stepsDue(pace);
  if (due >= 1 && run.trainFor(SLICE_MS, due) === 0) playing = false;
  if (pace === null) keepTurning();
  else if (playing) {
    turning = true;
    setTimeout(slice, 4);
  }
}

/**
 * Steps due by now at a pace. What an engine too slow for it, or a sleeping tab, leaves undone beyond a
 * twentieth of a second is let go.
 * @param {number} stepsPerSecond
 */
function stepsDue(stepsPerSecond) {
  const now = performance.now();
  const due = paid.debt + (Math.min(now - paid.time, 50) * stepsPerSecond) / 1000;
  paid = { time: now, debt: due - Math.floor(due) };
  return Math.floor(due);
}

/**
 * Makes steps in slices, so that other questions are answered between them.
 * @param {number} steps
 * @returns {Promise<import('./experiment.js').Snapshot>}
 */
async function trainSteps(steps) {
  const of = opened();
  for (let left = steps; left > 0; ) {
    const made = of.trainFor(SLICE_MS, left);
    if (made === 0) break;
    left -= made;
    if (left > 0) await nextTurn();
    if (of !== run) throw new GliaError('closed', 'Another experiment was opened meanwhile.');
  }
  return of.snapshot();
}

/** Lets the messages that wait be answered. */
function nextTurn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(null);
    };
    port2.postMessage(null);
  });
}

function opened() {
  if (!run) throw new GliaError('bad_argument', 'No experiment is open yet.');
  return run;
}

/** @param {number} length */
function pixelsFor(length) {
  const at = spare.findIndex((buffer) => buffer.byteLength === length);
  return new Uint8ClampedArray(at < 0 ? new ArrayBuffer(length) : spare.splice(at, 1)[0]);
}

/** @param {Experiment} of */
function describeNetwork(of) {
  const { inputs, outputs, parameterCount, loss, layers } = of.shape;
  const { task, classes, space, features } = of.about;
  const choices = engine.settings.settings.find((/** @type {any} */ s) => s.key === 'features').choices;
  const named = layers.map((layer, i) => ({
    name: i + 1 < layers.length ? `hidden ${i + 1}` : 'output',
    ...layer,
  }));
  const labels = features.map((name) => choices.find((/** @type {any} */ choice) => choice.name === name).label);
  return {
    parameterCount,
    loss,
    task,
    space,
    outputs,
    classes,
    layers: [{ name: 'inputs', units: inputs, labels }, ...named],
  };
}

/**
 * @param {string} text
 * @param {import('./points.js').Given | undefined} points
 */
function open(text, points) {
  const next = engine.experiment(text, { points });
  run?.free();
  run = next;
  playing = false;
  if (palette) next.setPalette(palette);
  const experiment = next.format();
  const { values } = engine.check(experiment);
  const network = describeNetwork(next);
  return {
    experiment,
    values,
    network,
    dataset: next.dataset(),
    step: 0,
  };
}

function frame() {
  const of = opened();
  const { size, outputSize } = view;
  const { neurons, shape } = of;
  const state = { ...of.snapshot(), parameters: of.parameters(), size, outputSize, playing, switched };
  if (of.about.space === 'image') {
    /* There is no plane to draw; each array is its own, for all of them move to the page. */
    return { ...state, fields: new Uint8ClampedArray(0), scales: new Float32Array(0), output: new Uint8ClampedArray(0), curve: null };
  }
  const fields = of.fields(size, { into: pixelsFor(4 * neurons * size * size) });
  const output = of.fields(outputSize, {
    outputsOnly: true,
    into: pixelsFor(4 * shape.outputs * outputSize * outputSize),
  });
  return {
    ...state,
    fields: fields.pixels,
    scales: fields.scales,
    output: output.pixels,
    curve: of.about.space === 'line' ? of.curve(outputSize) : null,
  };
}

/** The questions of messages.js, answered. @type {Record<string, (fields: any) => unknown>} */
const answers = {
  check: ({ experiment }) => engine.check(experiment),
  open: ({ experiment, x, y, test }) => open(experiment, x || y ? { x, y, test: test ?? undefined } : undefined),
  view({ size, outputSize, ...colours }) {
    const { maxFieldSize } = engine.heap.description;
    for (const each of [size, outputSize]) {
      if (each < 1 || each > maxFieldSize) {
        throw new GliaError('out_of_range', `A heat map has 1 to ${maxFieldSize} pixels along a side, not ${each}.`);
      }
    }
    Object.assign(view, { size, outputSize });
    palette = colours;
    run?.setPalette(colours);
    spare = [];
  },
  frame,
  recycle({ buffers }) {
    spare = [...spare, ...buffers].slice(-4);
  },
  play({ stepsPerSecond }) {
    opened();
    pace = stepsPerSecond ?? null;
    paid = { time: performance.now(), debt: 0 };
    playing = true;
    switched++;
    keepTurning();
  },
  pause() {
    playing = false;
    switched++;
  },
  step: ({ steps }) => trainSteps(steps),
  epoch: ({ epochs }) => trainSteps(epochs * opened().epochSteps()),
  reset: () => opened().reset(),
  seek: ({ step }) => opened().seek(step),
  setParameter: ({ index, value }) => opened().setParameter(index, value),
  history: () => opened().history(),
  at: ({ x1, x2 }) => ({ values: opened().valuesAt(x1, x2) }),
  predict: ({ x }) => opened().predict(x),
  curve: ({ size }) => opened().curve(size),
  hash: () => opened().hash(),
  grid: ({ size }) => opened().gridInputs(size),
  activate: ({ layer, positive, negative }) => opened().activate(layer, positive, negative ?? null),
  paint: ({ layer, values, size }) => opened().paint(layer, values, size),
  layer: ({ inputs, rows, weights, biases, activation }) =>
    engine.layer(inputs, rows, weights, biases, activation),
  random: ({ count, seed }) => engine.random(count, seed),
  digits: ({ count, size, seed, noise }) => engine.digits(count, { size, seed, noise: noise ?? undefined }),
  normalizeDigit: ({ drawn, width, height }) => engine.normalizeDigit(drawn, width, height),
};

/** The memory of every array in an answer, which moves to the page instead of being copied. @param {any} value */
function buffersIn(value) {
  /** @type {Set<ArrayBuffer>} */
  const found = new Set();
  const walk = (/** @type {any} */ part) => {
    if (ArrayBuffer.isView(part)) found.add(/** @type {ArrayBuffer} */ (part.buffer));
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(walk);
  };
  walk(value);
  return [...found];
}

/** @param {unknown} error */
function asError(error) {
  if (error instanceof GliaError) {
    return { code: error.code, message: error.message, position: error.position };
  }
  return { code: 'internal', message: `The engine failed: ${error instanceof Error ? error.message : error}`, position: -1 };
}

/** @param {MessageEvent} event */
async function answer({ data }) {
  const fault = faultOf(data);
  if (fault) {
    postMessage({ id: data?.id ?? -1, error: { code: 'bad_message', message: fault, position: -1 } });
    return;
  }
  const { id, type, ...fields } = data;
  try {
    const pending = answers[type](fields);
    const value = pending instanceof Promise ? await pending : pending;
    postMessage({ id, value }, { transfer: buffersIn(value) });
  } catch (error) {
    postMessage({ id, error: asError(error) });
    /* Not a refusal but a fault: the engine's memory may be spoiled, so this worker must end. */
    if (!(error instanceof GliaError)) setTimeout(() => { throw error; });
  }
}

try {
  engine = await loadEngine();
  onmessage = (event) => void answer(event);
  const { version, build, settings } = engine;
  postMessage({ type: 'ready', value: { version, build, settings } });
} catch (error) {
  postMessage({ type: 'ready', error: asError(error) });
}
