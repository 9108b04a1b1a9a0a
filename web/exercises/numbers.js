/**
 * Numbers and lists as text: short, and never so short that two different numbers look alike.
 */

/** @param {number} value @param {number} [digits] significant digits */
export function formatNumber(value, digits = 6) {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '0';
  return String(Number(value.toPrecision(digits)));
}

/**
 * Two numbers with as many digits as it takes to see that they differ.
 * @param {number} a @param {number} b @returns {[string, string]}
 */
export function formatPair(a, b) {
  for (let digits = 6; digits < 17; digits += 2) {
    const pair = [formatNumber(a, digits), formatNumber(b, digits)];
    if (pair[0] !== pair[1]) return [pair[0], pair[1]];
  }
  return [String(a), String(b)];
}

/** @param {number} count @param {string} one @param {string} [many] */
export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/**
 * A nested list of numbers, as it would be written in code.
 * @param {unknown} value @returns {string}
 */
export function formatList(value) {
  if (Array.isArray(value)) return `[${value.map(formatList).join(', ')}]`;
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

/** @typedef {{ text: string, mark?: boolean }} Part a piece of text; mark: this is what differs */

/**
 * A value that came back, in pieces, so that one item can be marked. Long lists show only what is around the mark.
 * @param {import('./harness.js').Encoded} value @param {number} mark item to mark, or -1 @param {number} [digits]
 * @returns {Part[]}
 */
export function partsOf(value, mark, digits = 6) {
  if (typeof value === 'number') return [{ text: formatNumber(value, digits), mark: mark >= 0 }];
  if (value.kind !== 'array') return [{ text: nameOf(value), mark: true }];
  const items = value.items ?? [];
  const length = value.length ?? items.length;
  const from = items.length > 24 ? Math.max(0, Math.min(mark - 4, items.length - 12)) : 0;
  const to = items.length > 24 ? Math.min(items.length, from + 12) : items.length;
  /** @type {Part[]} */
  const parts = [{ text: from > 0 ? `[… ${from} more, ` : '[' }];
  for (let i = from; i < to; i++) {
    if (i > from) parts.push({ text: ', ' });
    const inner = partsOf(items[i], -1, digits).map((part) => part.text).join('');
    parts.push({ text: inner, mark: i === mark });
  }
  const rest = length - to;
  if (rest > 0) parts.push({ text: `${to > from ? ', ' : ''}… ${rest} more` });
  parts.push({ text: ']' });
  return parts;
}

/** @param {Exclude<import('./harness.js').Encoded, number>} value a value that is no number and no list */
export function nameOf(value) {
  if (value.kind === 'promise') return 'a Promise';
  if (value.kind === 'null' || value.kind === 'undefined') return value.kind;
  return value.text || value.kind;
}
