/**
 * @file The worker that owns the engine: hands each question to its answer in answers/, by theme. It starts with what
 * draws and trains a run; the rest comes after the first drawing, or when it is first asked for.
 */

import { drawAnswers } from './answers/draw.js';
import { pointsAnswers } from './answers/points.js';
import { runAnswers } from './answers/run.js';
import { State } from './answers/state.js';
import { Core } from './core.js';
import { GliaError } from './errors.js';
import { later } from './later.js';
import { faultOf } from './messages.js';
import { complete, instantiate } from './module.js';

/** What answers the questions of messages.js from the start. */
const themes = [runAnswers, drawAnswers, pointsAnswers];

/** How long after the first drawing the rest is fetched, in milliseconds: the page has its own to fetch then. */
const REST_MS = 1500;

/** @type {Record<string, import('./answers/state.js').Answer>} */
const answers = {};
/** @type {State} */
let state;
/** @type {Promise<unknown> | null} */
let rest = null;

/** The rest of the answers. */
function fetchRest() {
  rest ??= Promise.all([later(() => import('./rest.js'), import.meta.url), complete(state.engine.heap, 'glia-rest.wasm')]).then(
    ([{ restAnswers }]) => Object.assign(answers, restAnswers(state)),
    (error) => {
      rest = null; // the next question tries again
      throw error;
    },
  );
  return rest;
}

let soon = false;

/** Once, and nobody waits for it: whoever does will be told. */
function fetchRestSoon() {
  if (!soon) setTimeout(() => fetchRest().catch(() => {}), REST_MS);
  soon = true;
}

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
  const part = (/** @type {unknown} */ value) => postMessage({ id, part: value }, { transfer: buffersIn(value) });
  try {
    if (!answers[type]) await fetchRest();
    const pending = answers[type](fields, part);
    const value = pending instanceof Promise ? await pending : pending;
    postMessage({ id, value }, { transfer: buffersIn(value) });
    if (type === 'frame') fetchRestSoon();
  } catch (error) {
    postMessage({ id, error: asError(error) });
    /* Not a refusal but a fault: the engine's memory may be spoiled, so this worker must end. */
    if (!(error instanceof GliaError)) setTimeout(() => { throw error; });
  }
}

try {
  const engine = new Core(await instantiate('glia-first.wasm'));
  state = new State(engine, (code, sentence) => new GliaError(code, sentence));
  Object.assign(answers, ...themes.map((theme) => theme(state)));
  onmessage = (event) => void answer(event);
  const { version, build, settings } = engine;
  postMessage({ type: 'ready', value: { version, build, settings } });
} catch (error) {
  postMessage({ type: 'ready', error: asError(error) });
}
