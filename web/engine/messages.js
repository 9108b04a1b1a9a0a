/**
 * @file Everything a page can ask of the worker that owns the engine: one table, with the fields of
 * each message, checked on arrival. Answers carry the id of the question.
 *
 *   question  { id, type, ...fields }
 *   answer    { id, value } or { id, error: { code, message, position } }, after any number of
 *   part      { id, part } something of an answer that takes long
 *   first     { type: 'ready', value: { version, build, settings } } or { type: 'ready', error }
 */

/** What a field may hold. A name ending in ? may also be null or missing. */
const kinds = {
  /** @param {unknown} v */ text: (v) => typeof v === 'string',
  /** @param {unknown} v */ number: (v) => typeof v === 'number' && !Number.isNaN(v),
  /** @param {unknown} v */ positive: (v) => typeof v === 'number' && v > 0 && Number.isFinite(v),
  /** @param {unknown} v */ count: (v) => typeof v === 'number' && Number.isSafeInteger(v) && v >= 0,
  /** @param {unknown} v */ floats: (v) => v instanceof Float32Array,
  /** @param {unknown} v */ bytes: (v) => v instanceof Uint8Array,
  /** @param {unknown} v */ buffers: (v) => Array.isArray(v) && v.every((each) => each instanceof ArrayBuffer),
  /** @param {unknown} v */ colour: (v) =>
    Array.isArray(v) && v.length === 3 && v.every((c) => Number.isInteger(c) && c >= 0 && c <= 255),
  /** @param {unknown} v */ object: (v) => typeof v === 'object' && v !== null && !Array.isArray(v),
};

/** @type {Record<string, Record<string, string>>} */
export const questions = {
  check: { experiment: 'text' },
  open: { experiment: 'text', x: 'floats?', y: 'floats?', test: 'bytes?' },
  view: { size: 'count', outputSize: 'count', negative: 'colour', zero: 'colour', positive: 'colour' },
  frame: {},
  recycle: { buffers: 'buffers' },
  play: { stepsPerSecond: 'positive?' },
  pause: {},
  step: { steps: 'count' },
  epoch: { epochs: 'count' },
  reset: {},
  seek: { step: 'count' },
  setParameter: { index: 'count', value: 'number' },
  history: {},
  ledger: { index: 'count', example: 'count?' },
  statistics: { ranges: 'object?' },
  doctor: {},
  at: { x1: 'number', x2: 'number' },
  predict: { x: 'floats' },
  curve: { size: 'count' },
  hash: {},
  grid: { size: 'count' },
  activate: { layer: 'count', positive: 'floats', negative: 'floats?' },
  paint: { layer: 'count', values: 'floats', size: 'count' },
  layer: { inputs: 'floats', rows: 'count', weights: 'floats', biases: 'floats', activation: 'text' },
  random: { count: 'count', seed: 'count' },
  digits: { count: 'count', size: 'count', seed: 'count', noise: 'number?' },
  normalizeDigit: { drawn: 'floats', width: 'count', height: 'count', size: 'count?' },
};

/**
 * Checks a message that claims to be a question.
 * @param {any} message
 * @returns {string} '' if it is one, else a sentence saying what is wrong with it
 */
export function faultOf(message) {
  if (typeof message !== 'object' || message === null) return 'A message must be an object.';
  if (!Number.isSafeInteger(message.id)) return 'A message needs a whole number as its id.';
  if (!Object.hasOwn(questions, message.type)) return `There is no message of type '${message.type}'.`;
  const fields = questions[message.type];
  for (const [name, kind] of Object.entries(fields)) {
    const value = message[name];
    if (kind.endsWith('?') && (value === null || value === undefined)) continue;
    const test = kinds[/** @type {keyof typeof kinds} */ (kind.replace('?', ''))];
    if (!test(value)) return `The field ${name} of a message '${message.type}' must be: ${kind}.`;
  }
  for (const name of Object.keys(message)) {
    if (name !== 'id' && name !== 'type' && !Object.hasOwn(fields, name)) {
      return `A message '${message.type}' has no field ${name}.`;
    }
  }
  return '';
}
