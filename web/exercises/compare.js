import { formatNumber, formatPair, nameOf, plural } from './numbers.js';

/**
 * Compares what the learner's function returned with the right answer, and says in words what is different.
 *
 * @typedef {import('./harness.js').Encoded} Encoded
 * @typedef {import('./content.js').Returns} Returns
 * @typedef {(string | number)[]} Path of an item: indices and names of fields, from outside in
 * @typedef {{ message: string, mark: Path, digits: number, comparable: boolean }} Difference
 *   mark: the item that differs; digits: how many to show to see it; comparable: shape right, numbers finite
 */

/** What is said otherwise in each language. @type {Record<import('./content.js').Language, { object: string, promise: string, nothing: string, undefined: string }>} */
const terms = {
  javascript: {
    object: 'an object',
    promise: 'a Promise',
    nothing: 'nothing',
    undefined: 'Often an index has run past the end of a list: the item there is undefined, and arithmetic with undefined gives NaN. Infinity divided by Infinity and 0 times Infinity give NaN, too.',
  },
  python: {
    object: 'a dict',
    promise: 'a coroutine',
    nothing: 'None',
    undefined: 'Python writes it as `nan`. Infinity minus Infinity and 0 times Infinity give it, often after a number has grown past all bounds.',
  },
};

/** @param {string} message @param {number} [mark] @returns {Difference} */
const shapeFault = (message, mark = -1) => ({ message, mark: mark < 0 ? [] : [mark], digits: 6, comparable: false });

/**
 * What is wrong with the shape of a result that should be a list of numbers; null when the shape is right.
 * @param {Encoded} got @param {number} count how many numbers it should hold @param {string} each what each stands for
 * @param {import('./content.js').Language} [language] @returns {Difference | null}
 */
export function shapeInWords(got, count, each, language = 'javascript') {
  const wanted = `expected ${plural(count, 'number')}, one per ${each}`;
  if (typeof got === 'number') return shapeFault(`${wanted}; got a single number instead of a list.`);
  if (got.kind === 'undefined') return shapeFault(`${wanted}; got ${terms[language].nothing}: is \`return\` missing?`);
  if (got.kind === 'promise') {
    return shapeFault(`${wanted}; got ${terms[language].promise}: the function must return its numbers at once, so it cannot be async.`);
  }
  if (got.kind === 'lazy') return shapeFault(`${wanted}; got ${lazy(got)}.`);
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

/** @param {Exclude<Encoded, number>} got */
const lazy = (got) => `${nameOf(got)}, whose items are not worked out yet: put it into \`list(…)\``;

/** What came in the place of numbers. @param {Encoded} got @param {import('./content.js').Language} language */
function strange(got, language) {
  if (typeof got === 'number') return 'a single number';
  if (got.kind === 'undefined') return `${terms[language].nothing}: is \`return\` missing?`;
  if (got.kind === 'lazy') return lazy(got);
  if (got.kind === 'promise') return `${terms[language].promise}: the function must return its answer at once, so it cannot be async`;
  if (got.kind === 'array') return got.length === 0 ? 'an empty list' : `a list of ${plural(got.length ?? 0, 'item')}`;
  if (got.kind === 'boolean') return `${nameOf(got)}, which is not a number`;
  return nameOf(got);
}

/** @param {Path} path @returns {string} where an item is, in words */
export function placeOf(path) {
  const [first, second] = path;
  if (path.length === 0) return 'the number';
  if (typeof first === 'string') return path.length === 1 ? `\`${first}\`` : `\`${first}\`, ${placeOf(path.slice(1))}`;
  if (path.length === 1) return `number ${first + 1}`;
  if (typeof second === 'string') return `item ${first + 1}, ${placeOf(path.slice(1))}`;
  return path.length === 2 ? `row ${first + 1}, number ${second + 1}` : `item ${first + 1}, ${placeOf(path.slice(1))}`;
}

/** @typedef {{ path: Path, right: number, value: number }} Leaf */

/**
 * Walks both values side by side.
 * @param {any} expected @param {Encoded} got @param {{ each?: string[], fields?: Returns['fields'] }} returns
 * @param {Path} path @param {Leaf[]} leaves what was found, pair by pair
 * @param {import('./content.js').Language} language @returns {Difference | null} what is wrong with the shape
 */
function walk(expected, got, returns, path, leaves, language) {
  const where = path.length > 0 ? `${placeOf(path)}: ` : '';
  const fault = (/** @type {string} */ text, /** @type {Path} */ mark = path) => ({ ...shapeFault(`${where}${text}`), mark });
  if (typeof expected === 'number') {
    if (typeof got !== 'number') return fault(`expected a single number; got ${strange(got, language)}.`);
    leaves.push({ path, right: expected, value: got });
    return null;
  }
  if (!Array.isArray(expected)) {
    const names = Object.keys(expected);
    const wanted = `expected ${terms[language].object} with ${names.map((name) => `\`${name}\``).join(', ')}`;
    if (typeof got === 'number' || got.kind !== 'object') return fault(`${wanted}; got ${strange(got, language)}.`);
    for (const name of names) {
      const at = got.names?.indexOf(name) ?? -1;
      if (at < 0) return fault(`${wanted}; \`${name}\` is missing.`);
      const inner = walk(expected[name], /** @type {Encoded[]} */ (got.items)[at], returns.fields?.[name] ?? {}, [...path, name], leaves, language);
      if (inner) return inner;
    }
    return null;
  }
  const [each = 'place', ...more] = returns.each ?? [];
  const [first] = expected;
  if (typeof first === 'number' || first === undefined) {
    const flat = shapeInWords(got, expected.length, each, language);
    if (flat) return { ...flat, message: `${where}${flat.message}`, mark: [...path, ...flat.mark] };
    /** @type {number[]} */ (/** @type {any} */ (got).items).forEach((value, i) => leaves.push({ path: [...path, i], right: expected[i], value }));
    return null;
  }
  const matrix = Array.isArray(first) && typeof first[0] === 'number';
  const columns = matrix ? first.length : 0;
  const wanted = matrix
    ? `expected ${plural(expected.length, 'row')} of ${plural(columns, 'number')}, one row per ${each}${more[0] ? ` and one number per ${more[0]}` : ''}`
    : `expected a list with ${plural(expected.length, 'item')}, one per ${each}`;
  if (typeof got === 'number' || got.kind !== 'array') return fault(`${wanted}; got ${strange(got, language)}.`);
  const items = got.items ?? [];
  if (matrix && items.length > 0) {
    const lengths = items.map((item) => (typeof item === 'object' && item.kind === 'array' ? (item.length ?? 0) : -1));
    if (lengths.includes(-1)) return fault(`${wanted}; item ${lengths.indexOf(-1) + 1} is ${strange(items[lengths.indexOf(-1)], language)}, not a row.`, [...path, lengths.indexOf(-1)]);
    const uneven = lengths.findIndex((length) => length !== lengths[0]);
    if (uneven >= 0) return fault(`${wanted}; row 1 has ${plural(lengths[0], 'number')}, row ${uneven + 1} has ${lengths[uneven]}.`, [...path, uneven]);
    if (got.length !== expected.length || lengths[0] !== columns) {
      const swapped = got.length === columns && lengths[0] === expected.length ? ' Are rows and columns swapped?' : '';
      return fault(`${wanted}; got ${plural(got.length ?? 0, 'row')} of ${lengths[0]}.${swapped}`);
    }
  } else if (got.length !== expected.length) {
    return fault(`${wanted}; got ${got.length === 0 ? 'an empty list' : got.length}.`);
  }
  for (const [i, part] of expected.entries()) {
    const inner = walk(part, items[i], matrix ? { each: more } : returns.fields ? { fields: returns.fields } : { each: more }, [...path, i], leaves, language);
    if (inner) return inner;
  }
  return null;
}

/** @param {Leaf} leaf @param {import('./content.js').Language} language */
function notFinite({ value, path }, language) {
  const place = `${placeOf(path)} is`;
  if (!Number.isNaN(value)) return `${place} ${formatNumber(value)}: a number grew past all bounds, or something was divided by 0.`;
  return `${place} NaN, “not a number”. ${terms[language].undefined}`;
}

/**
 * @param {any} expected numbers, lists and objects of them @param {Encoded} got
 * @param {{ tolerance: number, returns: Returns }} task @param {import('./content.js').Language} [language]
 * @returns {Difference | null} null: equal
 */
export function compare(expected, got, { tolerance, returns }, language = 'javascript') {
  /** @type {Leaf[]} */
  const leaves = [];
  const fault = walk(expected, got, returns, [], leaves, language);
  if (fault) return fault;
  const broken = leaves.find(({ value }) => !Number.isFinite(value));
  if (broken) return { ...shapeFault(notFinite(broken, language)), mark: broken.path };
  // Written so that a NaN among the expected numbers would be a difference, too.
  const differs = leaves.find(({ value, right }) => !closeTo(value, right, tolerance));
  if (!differs) return null;
  const [right, wrong] = formatPair(differs.right, differs.value);
  const digits = Math.max(6, right.replace(/\D/g, '').length);
  return { message: `${placeOf(differs.path)} differs: expected ${right}, got ${wrong}.`, mark: differs.path, digits, comparable: true };
}

/** @param {number} a @param {number} b @param {number} tolerance */
export const closeTo = (a, b, tolerance) => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

/**
 * Whether a result is what a mistake gives, NaN and Infinity included.
 * @param {any} answer the mistake's @param {Encoded} got @param {number} tolerance
 */
export function sameNumbers(answer, got, tolerance) {
  /** @type {Leaf[]} */
  const leaves = [];
  if (walk(answer, got, {}, [], leaves, 'javascript')) return false;
  return leaves.every(({ right, value }) => Object.is(right, value) || right === value || closeTo(value, right, tolerance));
}

/** A result as plain numbers, lists and objects, for a recipe to measure. @param {Encoded} got @returns {any} */
export function plain(got) {
  if (typeof got === 'number') return got;
  const items = (got.items ?? []).map(plain);
  return got.kind === 'array' ? items : Object.fromEntries((got.names ?? []).map((name, i) => [name, items[i]]));
}
