/**
 * @file The worker that owns the engine: hands each question to its answer in answers/, by theme.
 */

import { calculateAnswers } from './answers/calculate.js';
import { costAnswers } from './answers/cost.js';
import { drawAnswers } from './answers/draw.js';
import { filesAnswers } from './answers/files.js';
import { lookAnswers } from './answers/look.js';
import { miniAnswers } from './answers/mini.js';
import { pointsAnswers } from './answers/points.js';
import { proveAnswers } from './answers/prove.js';
import { raceAnswers } from './answers/race.js';
import { runAnswers } from './answers/run.js';
import { State } from './answers/state.js';
import { GliaError, loadEngine, loadFiles, loadMini } from './engine.js';
import { faultOf } from './messages.js';

/** What answers the questions of messages.js. */
const themes = [calculateAnswers, runAnswers, drawAnswers, lookAnswers, raceAnswers, filesAnswers, proveAnswers, pointsAnswers, miniAnswers, costAnswers];

/** @type {Record<string, import('./answers/state.js').Answer>} */
let answers = {};

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
    const pending = answers[type](fields, part);
    const value = pending instanceof Promise ? await pending : pending;
    postMessage({ id, value }, { transfer: buffersIn(value) });
  } catch (error) {
    postMessage({ id, error: asError(error) });
    /* Not a refusal but a fault: the engine's memory may be spoiled, so this worker must end. */
    if (!(error instanceof GliaError)) setTimeout(() => { throw error; });
  }
}

try {
  const engine = await loadEngine();
  const state = new State(engine, (code, sentence) => new GliaError(code, sentence), loadFiles, loadMini);
  answers = Object.assign({}, ...themes.map((theme) => theme(state)));
  onmessage = (event) => void answer(event);
  const { version, build, settings } = engine;
  postMessage({ type: 'ready', value: { version, build, settings } });
} catch (error) {
  postMessage({ type: 'ready', error: asError(error) });
}
