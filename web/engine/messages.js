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
/** @type {Record<string, (value: unknown) => boolean>} */
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
  /** @param {unknown} v */ colours: (v) => Array.isArray(v) && v.every(kinds.colour),
  /** @param {unknown} v */ flag: (v) => typeof v === 'boolean',
  /** @param {unknown} v */ list: (v) => Array.isArray(v),
  /** @param {unknown} v */ texts: (v) => Array.isArray(v) && v.every(kinds.text),
  /** @param {unknown} v */ numbers: (v) => Array.isArray(v) && v.every(kinds.number),
  /** @param {unknown} v */ counts: (v) => Array.isArray(v) && v.every(kinds.count),
  /** @param {unknown} v */ 'count or counts': (v) => kinds.count(v) || kinds.counts(v),
  /** @param {unknown} v */ 'number or two': (v) => kinds.number(v) || (kinds.numbers(v) && /** @type {any} */ (v).length === 2),
  /** @param {unknown} v */ 'test or train': (v) => v === 'test' || v === 'train',
  /** @param {unknown} v */ recipes: (v) => Array.isArray(v) && v.every(kinds.texts),
  /** @param {unknown} v */ objects: (v) => Array.isArray(v) && v.every(kinds.object),
  /** @param {unknown} v */ object: (v) => typeof v === 'object' && v !== null && !Array.isArray(v),
  /** @param {unknown} v */ settings: (v) =>
    kinds.object(v) && Object.values(/** @type {object} */ (v)).every((each) => kinds.text(each) || kinds.number(each)),
};

/** @type {Record<string, Record<string, string>>} */
export const questions = {
  check: { experiment: 'text' },
  open: { experiment: 'text', x: 'floats?', y: 'floats?', test: 'bytes?', instead: 'flag?' },
  givePoints: { experiment: 'text', x: 'floats', y: 'floats', test: 'bytes?' },
  branch: { changes: 'settings', instead: 'flag?' },
  undo: {},
  redo: {},
  view: {
    size: 'count', outputSize: 'count', negative: 'colour', zero: 'colour', positive: 'colour',
    classes: 'colours?', discrete: 'flag?',
  },
  frame: {},
  recycle: { buffers: 'buffers' },
  play: { stepsPerSecond: 'positive?' },
  pause: {},
  stopAt: { epoch: 'number?', testLoss: 'number?', testAccuracy: 'number?' },
  step: { steps: 'count' },
  epoch: { epochs: 'count' },
  reset: {},
  seek: { step: 'count' },
  setParameter: { index: 'count', value: 'number' },
  history: {},
  rates: { span: 'count', count: 'count' },
  metrics: { part: 'test or train' },
  cost: {},
  activations: { x: 'floats' },
  surface: { plane: 'text?', points: 'count?', extent: 'number or two?', test: 'flag?', seed: 'count?' },
  surfaceAt: {},
  race: { experiments: 'texts', share: 'flag?', x: 'floats?', y: 'floats?', test: 'bytes?' },
  raceAdvance: { steps: 'count' },
  raceHistory: {},
  raceClose: {},
  survey: { rates: 'numbers', seeds: 'counts', steps: 'count' },
  surveyClose: {},
  weightImages: { layer: 'count', units: 'count or counts?', size: 'count?' },
  ledger: { index: 'count', example: 'count?' },
  statistics: { ranges: 'object?' },
  doctor: {},
  gradientCheck: { rows: 'count?', against: 'floats?' },
  walk: { part: 'text?', row: 'count?', x: 'floats?', target: 'number?' },
  receipt: {},
  verify: { receipt: 'text' },
  judge: { receipt: 'text', conditions: 'object' },
  save: {},
  restore: { text: 'text' },
  at: { x1: 'number', x2: 'number' },
  predict: { x: 'floats' },
  curve: { size: 'count' },
  hash: {},
  grid: { size: 'count' },
  activate: { layer: 'count', positive: 'floats', negative: 'floats?' },
  paint: { layer: 'count', values: 'floats', size: 'count' },
  layer: { inputs: 'floats', rows: 'count', weights: 'floats', biases: 'floats', activation: 'text' },
  activation: { name: 'text', x: 'floats', derivative: 'flag?' },
  lossCurve: { name: 'text', output: 'floats', target: 'number' },
  random: { count: 'count', seed: 'count' },
  cook: { recipes: 'recipes', cases: 'objects' },
  digits: { count: 'count', size: 'count', seed: 'count', noise: 'number?' },
  csv: { bytes: 'bytes', options: 'object?' },
  table: { options: 'object?' },
  idx: { bytes: 'bytes', labels: 'bytes?', options: 'object?' },
  size: { experiment: 'text' },
  timeLayer: { inputs: 'count', units: 'count', rows: 'count?' },
  mini: { call: 'text', given: 'list' },
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
    const test = kinds[kind.replace('?', '')];
    if (!test(value)) return `The field ${name} of a message '${message.type}' must be: ${kind}.`;
  }
  for (const name of Object.keys(message)) {
    if (name !== 'id' && name !== 'type' && !Object.hasOwn(fields, name)) {
      return `A message '${message.type}' has no field ${name}.`;
    }
  }
  return '';
}
