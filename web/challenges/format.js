/**
 * @file What a challenge is, as data and as the text of a link; README.md beside this file describes the text.
 * Whether a run meets one is for the engine to say (`judge`).
 *
 * @typedef {object} Goal of which one end is given
 * @property {'test' | 'train'} part @property {'accuracy' | 'loss'} metric
 * @property {number} [atLeast] a share of 1 @property {number} [atMost]
 *
 * @typedef {object} Challenge
 * @property {string} id small letters and hyphens; empty for one from a link
 * @property {number} level 1 easy … 3 hard; 0 for one from a link
 * @property {string} title @property {string} sentence
 * @property {string} experiment what it starts with
 * @property {string[]} lock settings that must keep the value they have there
 * @property {Goal} goal
 * @property {Partial<Record<Limit, number>>} limits the most that is allowed
 * @property {string[]} hints
 *
 * @typedef {'neurons' | 'layers' | 'epochs' | 'steps' | 'parameters' | 'edits'} Limit
 */

/** What can be limited, as a checklist names it. @type {Record<Limit, string>} */
export const limitNames = {
  neurons: 'hidden neurons',
  layers: 'hidden layers',
  parameters: 'parameters',
  epochs: 'epochs',
  steps: 'steps',
  edits: 'changes by hand',
};

/** Letters of a title and of a sentence at the most. */
export const longest = { title: 60, sentence: 280 };

/**
 * What the engine's `judge` is asked.
 * @param {Challenge} challenge
 * @param {Record<string, string>} values of its experiment
 * @returns {import('../engine/receipt.js').Conditions}
 */
export const conditionsOf = ({ goal, limits, lock }, values) => ({
  ...goal,
  ...limits,
  settings: Object.fromEntries(lock.map((key) => [key, values[key]])),
});

/** @param {Challenge} challenge @returns {string} behind the # of a link */
export function writeChallenge({ title, sentence, goal, limits, lock, experiment }) {
  const end = goal.atLeast === undefined ? `<${goal.atMost}` : `>${goal.atLeast}`;
  const pairs = [
    ['challenge', title],
    ['about', sentence],
    ['goal', `${goal.part}-${goal.metric}${end}`],
    ...Object.entries(limits).map(([name, most]) => [`max-${name}`, String(most)]),
    ['lock', lock.join(',')],
  ];
  const own = pairs.filter(([, value]) => value !== '').map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll('%2C', ',')}`);
  return [...own, experiment].filter(Boolean).join('&');
}

/**
 * @param {string} text behind the # of a link
 * @returns {Challenge} whose experiment and locks the engine has yet to accept
 * @throws {Error} with a sentence saying what is wrong and what would be right
 */
export function readChallenge(text) {
  /** @type {Map<string, string>} */
  const own = new Map();
  /** @type {string[]} */
  const rest = [];
  for (const pair of text.split('&').filter(Boolean)) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    if (!/^(challenge|about|goal|lock|max-.*)$/.test(key)) rest.push(pair);
    else if (own.has(key)) throw new Error(`The challenge names ${key} twice.`);
    else own.set(key, decode(at < 0 ? '' : pair.slice(at + 1), key));
  }
  const title = own.get('challenge') ?? '';
  const sentence = own.get('about') ?? '';
  if (!title.trim() || title.length > longest.title) throw new Error(`A challenge needs a title of at most ${longest.title} letters: challenge=Three neurons.`);
  if (sentence.length > longest.sentence) throw new Error(`What a challenge says about itself must be at most ${longest.sentence} letters long.`);
  return {
    id: '',
    level: 0,
    title,
    sentence,
    experiment: rest.join('&'),
    lock: (own.get('lock') ?? '').split(',').filter(Boolean),
    goal: readGoal(own.get('goal') ?? ''),
    limits: readLimits(own),
    hints: [],
  };
}

/** @param {string} value @param {string} key */
function decode(value, key) {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    throw new Error(`What the challenge says as ${key} has a % that no letter follows from; write %25 for the sign itself.`);
  }
}

/** @param {string} text @returns {Goal} */
function readGoal(text) {
  const [, part, metric, end, digits] = text.match(/^(test|train)-(accuracy|loss)([<>])(\d+(?:\.\d+)?|\.\d+)$/) ?? [];
  const value = Number(digits);
  const fits = part && (metric === 'accuracy' ? end === '>' && value <= 1 : end === '<');
  if (!fits) throw new Error(`The goal of a challenge must read like test-accuracy>0.95, a share of 1, or train-loss<0.1, not “${text.slice(0, 40)}”.`);
  return { part: /** @type {'test'} */ (part), metric: /** @type {'loss'} */ (metric), [end === '>' ? 'atLeast' : 'atMost']: value };
}

/** @param {Map<string, string>} own */
function readLimits(own) {
  /** @type {Challenge['limits']} */
  const limits = {};
  for (const [key, digits] of own) {
    if (!key.startsWith('max-')) continue;
    const name = key.slice('max-'.length);
    if (!Object.hasOwn(limitNames, name)) throw new Error(`A challenge cannot limit ${name.slice(0, 40)}; it can limit ${Object.keys(limitNames).join(', ')}.`);
    if (!/^\d{1,9}$/.test(digits)) throw new Error(`The limit ${key} must be a whole number of at most nine digits, not “${digits.slice(0, 40)}”.`);
    limits[/** @type {Limit} */ (name)] = Number(digits);
  }
  return limits;
}
