/** @file Receipts, a run's claim in a short text: replayed and judged by any engine. */

import { GliaError } from './errors.js';
import { expectOptions } from './heap.js';

/** @typedef {import('./engine.js').Engine} Engine */

/**
 * What came of replaying a receipt. Where ok is false all that was claimed is null.
 * @typedef {object} Verdict
 * @property {boolean} ok every number came out the same, to the bit
 * @property {string} sentence why not; '' where it did
 * @property {string | null} experiment
 * @property {number | null} steps
 * @property {number | null} epochs begun: steps divided by those of an epoch, rounded up
 * @property {string | null} hash
 * @property {{ loss: number, testLoss: number, accuracy: number | null, testAccuracy: number | null } | null} metrics
 * @property {number | null} layers hidden ones
 * @property {number | null} neurons in them
 * @property {number | null} parameters
 * @property {number | null} edits changes by hand
 */

/** @type {Omit<Verdict, 'ok' | 'sentence'>} */
const UNKNOWN = {
  experiment: null,
  steps: null,
  epochs: null,
  hash: null,
  metrics: null,
  layers: null,
  neurons: null,
  parameters: null,
  edits: null,
};

/** The most a receipt can have, see GLIA_RECEIPT_MAX; the engine says so of longer ones. */
const LONGEST = 2 ** 19;

/**
 * Replays a receipt from its first step.
 * @param {Engine} engine
 * @param {string} text
 * @returns {Verdict}
 */
export function verify(engine, text) {
  const { heap } = engine;
  if (typeof text !== 'string') throw new GliaError('bad_argument', 'A receipt is a text.');
  return heap.borrow([16], (numbers) => {
    const status = heap.withTexts([text.slice(0, LONGEST)], (at, length) => heap.c.glia_prove(at, length, numbers, heap.failure));
    if (status) return { ok: false, sentence: heap.error().message, ...UNKNOWN };
    const [stepsPerEpoch, parameters] = heap.doubles(numbers, 2);
    return { ok: true, sentence: '', ...claims(engine, text, stepsPerEpoch), parameters };
  });
}

/** The words of a receipt that the engine has accepted. @param {Engine} engine @param {string} text @param {number} stepsPerEpoch */
function claims(engine, text, stepsPerEpoch) {
  /** @type {Map<string, string>} */
  const words = new Map();
  let edits = 0;
  for (const word of text.trim().split(/\s+/)) {
    const [, name, value] = word.match(/^(\w+)=(.*)$/s) ?? [];
    if (name === 'edit') edits++;
    else if (name) words.set(name, value);
  }
  const number = (/** @type {string} */ name) => Number((words.get(name) ?? 'NaN').replace('inf', 'Infinity').replace('nan', 'NaN'));
  const share = (/** @type {string} */ name) => (words.has(name) ? number(name) : null);
  const experiment = words.get('experiment') ?? '';
  const units = engine.check(experiment).values.layers.split(',').filter(Boolean).map((layer) => Number.parseInt(layer, 10));
  return {
    experiment,
    steps: number('steps'),
    epochs: Math.ceil(number('steps') / stepsPerEpoch),
    hash: words.get('hash') ?? '',
    metrics: { loss: number('loss'), testLoss: number('testLoss'), accuracy: share('accuracy'), testAccuracy: share('testAccuracy') },
    layers: units.length,
    neurons: units.reduce((sum, count) => sum + count, 0),
    edits,
  };
}

/**
 * What a challenge asks for. neurons, layers, epochs, steps, parameters and edits are the most allowed; noise the
 * least; settings: values that must be exactly these, as in an experiment string. A leak or a planted fault
 * passes no challenge that does not name it among its settings.
 * @typedef {object} Conditions
 * @property {'test' | 'train'} [part]
 * @property {'accuracy' | 'loss'} [metric]
 * @property {number} [atLeast] @property {number} [atMost]
 * @property {number} [neurons] @property {number} [layers] @property {number} [epochs] @property {number} [steps]
 * @property {number} [parameters] @property {number} [edits] @property {number} [noise]
 * @property {Record<string, string | number>} [settings]
 */

/** What is limited from above, and how a sentence says it. @type {Record<string, string>} */
const LIMITS = {
  neurons: 'neurons in hidden layers',
  layers: 'hidden layers',
  epochs: 'epochs',
  steps: 'steps',
  parameters: 'parameters',
  edits: 'changes by hand',
};

/**
 * Replays a receipt and holds it against what was asked for.
 * @param {Engine} engine
 * @param {string} text
 * @param {Conditions} conditions
 * @returns {{ passed: boolean, why: string[], verdict: Verdict }} why: a sentence for each condition not met
 */
export function judge(engine, text, conditions) {
  const known = ['part', 'metric', 'atLeast', 'atMost', 'noise', 'settings', ...Object.keys(LIMITS)];
  expectOptions(conditions, known, 'A challenge');
  const { part = 'test', metric = 'accuracy', atLeast, atMost, noise, settings = {} } = conditions;
  if (!['test', 'train'].includes(part) || !['accuracy', 'loss'].includes(metric)) {
    throw new GliaError('unknown_name', `A challenge is about accuracy or loss of test or train, not ${metric} of ${part}.`);
  }
  /* The names of settings are checked before anything is replayed. */
  const defaults = engine.check('').values;
  for (const key of Object.keys(settings)) {
    if (!(key in defaults)) throw new GliaError('unknown_name', `A challenge names ${key}, which is no setting.`);
  }
  const verdict = verify(engine, text);
  if (!verdict.ok || !verdict.metrics) return { passed: false, why: [verdict.sentence], verdict };
  /** @type {string[]} */
  const why = [];
  const found = verdict.metrics[part === 'test' ? (metric === 'loss' ? 'testLoss' : 'testAccuracy') : metric];
  const named = `the ${part === 'test' ? 'test' : 'training'} ${metric}`;
  /* Written so that what is no number passes nothing. */
  if (atLeast !== undefined && !(found !== null && found >= atLeast)) why.push(`${sentence(named)} is ${found ?? 'not there'}; at least ${atLeast} is asked for.`);
  if (atMost !== undefined && !(found !== null && found <= atMost)) why.push(`${sentence(named)} is ${found ?? 'not there'}; at most ${atMost} is asked for.`);
  for (const [name, words] of Object.entries(LIMITS)) {
    const limit = conditions[/** @type {'neurons'} */ (name)];
    const used = Number(verdict[/** @type {'neurons'} */ (name)]);
    if (limit !== undefined && !(used <= limit)) why.push(`It took ${used} ${words}; at most ${limit} are allowed.`);
  }
  const { values } = engine.check(verdict.experiment ?? '');
  if (noise !== undefined && !(Number(values.noise) >= noise)) why.push(`The noise is ${values.noise} %; at least ${noise} % is asked for.`);
  for (const [key, wanted] of Object.entries({ leak: 0, fault: 'none', ...settings })) {
    const right = engine.check(`${key}=${wanted}`).values[key];
    if (values[key] !== right) why.push(`The setting ${key} is ${values[key]}; it must be ${right}.`);
  }
  return { passed: why.length === 0, why, verdict };
}

/** @param {string} words */
const sentence = (words) => words[0].toUpperCase() + words.slice(1);
