import { formatNumber, formatPair, nameOf, plural } from './numbers.js';

/**
 * Compares what the learner's function returned with the right answer, and says in words what is different.
 *
 * @typedef {import('./harness.js').Encoded} Encoded
 * @typedef {{ message: string, mark: number, digits: number, comparable: boolean }} Difference
 *   mark: the item that differs, or -1; digits: how many to show to see it; comparable: shape right, numbers finite
 */

/** @param {string} message @param {number} [mark] @returns {Difference} */
const shapeFault = (message, mark = -1) => ({ message, mark, digits: 6, comparable: false });

/**
 * What is wrong with the shape of a result that should be a list of numbers; null when the shape is right.
 * @param {Encoded} got @param {number} count how many numbers it should hold @param {string} each what each stands for
 * @returns {Difference | null}
 */
export function shapeInWords(got, count, each) {
  const wanted = `expected ${plural(count, 'number')}, one per ${each}`;
  if (typeof got === 'number') return shapeFault(`${wanted}; got a single number instead of a list.`);
  if (got.kind === 'undefined') return shapeFault(`${wanted}; got nothing: is \`return\` missing?`);
  if (got.kind === 'promise') {
    return shapeFault(`${wanted}; got a Promise: the function must return its numbers at once, so it cannot be async.`);
  }
  if (got.kind === 'typed') return shapeFault(`${wanted}, in a plain array; got ${nameOf(got)}.`);
  if (got.kind !== 'array') return shapeFault(`${wanted}; got ${nameOf(got)}, which is not a list.`);
  const items = got.items ?? [];
  const nested = items.findIndex((item) => typeof item === 'object' && item.kind === 'array');
  if (nested >= 0) {
    return shapeFault(`${wanted}; got a nested array: item ${nested + 1} is itself a list, not a number.`, nested);
  }
  if (got.length !== count) {
    const have = got.length === 0 ? 'an empty list' : `${got.length}`;
    return shapeFault(`${wanted}; got ${have}.`, (got.length ?? 0) > count ? count : -1);
  }
  const strange = items.findIndex((item) => typeof item !== 'number');
  if (strange >= 0) {
    const item = /** @type {Exclude<Encoded, number>} */ (items[strange]);
    return shapeFault(`${wanted}; item ${strange + 1} is ${nameOf(item)}, not a number.`, strange);
  }
  return null;
}

/** @param {number} value @param {number} at */
function notFinite(value, at) {
  const place = `number ${at + 1} is`;
  if (!Number.isNaN(value)) return `${place} ${formatNumber(value)}: a sum grew past all bounds, or something was divided by 0.`;
  return `${place} NaN, “not a number”. Often an index has run past the end of a list: the item there is undefined, and arithmetic with undefined gives NaN.`;
}

/**
 * @param {number[]} expected @param {Encoded} got
 * @param {{ tolerance: number, each: string }} exercise @returns {Difference | null} null: equal
 */
export function compare(expected, got, { tolerance, each }) {
  const fault = shapeInWords(got, expected.length, each);
  if (fault) return fault;
  const values = /** @type {number[]} */ (/** @type {any} */ (got).items);
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) return shapeFault(notFinite(values[broken], broken), broken);
  // Written so that a NaN among the expected numbers would be a difference, too.
  const at = values.findIndex((value, i) => !closeTo(value, expected[i], tolerance));
  if (at < 0) return null;
  const [right, wrong] = formatPair(expected[at], values[at]);
  const digits = Math.max(6, right.replace(/\D/g, '').length);
  return { message: `number ${at + 1} differs: expected ${right}, got ${wrong}.`, mark: at, digits, comparable: true };
}

/** @param {number} a @param {number} b @param {number} tolerance */
export const closeTo = (a, b, tolerance) => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
