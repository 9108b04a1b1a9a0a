/**
 * @file What an embed and the page around it say to each other: one table for each direction, with the
 * fields of each message, checked on arrival. README.md beside this file says what they mean.
 *
 * Every message is an object with `glia: 1`, the version of this protocol, and its `type`. A message to an
 * embed may carry an `id`, a number or a text; what answers it says so in `answer`.
 */

export const version = 1;

/** What a field may hold. A name ending in ? may also be null or missing. @type {Record<string, (value: any) => boolean>} */
const kinds = {
  text: (v) => typeof v === 'string' && v.length <= 1 << 19,
  count: (v) => Number.isSafeInteger(v) && v >= 0,
  flag: (v) => typeof v === 'boolean',
  number: (v) => typeof v === 'number' && Number.isFinite(v),
  id: (v) => Number.isSafeInteger(v) || (typeof v === 'string' && v.length <= 64),
  metrics: (v) => typeof v === 'object' && v !== null && Object.values(v).every((each) => each === null || kinds.number(each)),
  wish: (v) => v === 'state' || v === 'receipt',
  'lesson or progress': (v) => v === 'lesson' || v === 'progress',
};

/** @typedef {Record<string, Record<string, string>>} Table */

const state = {
  experiment: 'text',
  step: 'count',
  reached: 'count',
  epoch: 'count',
  loss: 'number?',
  testLoss: 'number?',
  metrics: 'metrics',
  playing: 'flag',
};

/** From an embed to the page around it. @satisfies {Table} */
export const fromEmbed = {
  size: { height: 'count' },
  ready: { version: 'text', ...state },
  state: { ...state, answer: 'id?' },
  progress: { step: 'count', epoch: 'count', loss: 'number?', testLoss: 'number?' },
  receipt: { text: 'text', answer: 'id?' },
  error: { code: 'text', message: 'text', answer: 'id?' },
};

/** From the page around it to an embed. @satisfies {Table} */
export const toEmbed = {
  set: { experiment: 'text?', show: 'text?', hide: 'text?', id: 'id?' },
  play: { id: 'id?' },
  pause: { id: 'id?' },
  seek: { step: 'count', id: 'id?' },
  step: { steps: 'count?', id: 'id?' },
  ask: { what: 'wish', id: 'id?' },
};

/**
 * @typedef {object} State a run, and where it stands
 * @property {string} experiment @property {number} step @property {number} reached the last step made
 * @property {number} epoch @property {number | null} loss @property {number | null} testLoss
 * @property {Record<string, number | null>} metrics accuracy and testAccuracy, null where there are no classes
 * @property {boolean} playing
 */

const sayings = {
  text: 'a text',
  count: 'a whole number from 0',
  flag: 'true or false',
  number: 'a finite number',
  id: 'a whole number or a short text',
  metrics: 'an object of numbers',
  wish: '“state” or “receipt”',
  'lesson or progress': '“lesson” or “progress”',
};

/**
 * Checks a message that claims to be one of a table's.
 * @param {any} message
 * @param {Table} table
 * @returns {string} '' if it is one, else a sentence saying what is wrong and what would be right
 */
export function faultOf(message, table) {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return 'A message must be an object.';
  if (message.glia !== version) return `A message must carry glia: ${version}, the version of the protocol.`;
  if (typeof message.type !== 'string' || !Object.hasOwn(table, message.type)) {
    return `There is no message of type “${String(message.type).slice(0, 40)}”; there is ${Object.keys(table).join(', ')}.`;
  }
  const fields = table[message.type];
  for (const [name, kind] of Object.entries(fields)) {
    const value = message[name];
    if (kind.endsWith('?') && (value === null || value === undefined)) continue;
    const plain = /** @type {keyof typeof sayings} */ (kind.replace('?', ''));
    if (!kinds[plain](value)) return `The field ${name} of a message “${message.type}” must be ${sayings[plain]}.`;
  }
  const extra = Object.keys(message).find((name) => name !== 'glia' && name !== 'type' && !Object.hasOwn(fields, name));
  return extra === undefined ? '' : `A message “${message.type}” has no field ${extra.slice(0, 40)}.`;
}

/** @param {unknown} origin @returns {boolean} whether it is written as browsers write the origin of a web page */
export function isOrigin(origin) {
  try {
    const url = new URL(String(origin));
    return /^https?:$/.test(url.protocol) && url.origin === origin;
  } catch {
    return false;
  }
}
