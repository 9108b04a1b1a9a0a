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
 * Lists, objects and numbers, as they would be written in code. A list of many items is cut short in the middle.
 * @param {unknown} value @param {'javascript' | 'python'} [language] @returns {string}
 */
export function formatList(value, language = 'javascript') {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) {
    const cut = value.length > 24;
    const shown = cut ? value.slice(0, 6) : value;
    return `[${shown.map((item) => formatList(item, language)).join(', ')}${cut ? `, … ${value.length - 6} more` : ''}]`;
  }
  if (value === null || typeof value !== 'object') return String(value);
  const fields = Object.entries(value).map(([name, part]) => `${language === 'python' ? `'${name}'` : name}: ${formatList(part, language)}`);
  return `{ ${fields.join(', ')} }`;
}

/** @typedef {{ text: string, mark?: boolean }} Part a piece of text; mark: this is what differs */

/** A plain value as the sandbox would send it. @param {any} value @returns {import('./harness.js').Encoded} */
export function encoded(value) {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return { kind: 'array', length: value.length, items: value.map(encoded) };
  return { kind: 'object', names: Object.keys(value), items: Object.values(value).map(encoded) };
}

/**
 * A value that came back, in pieces, so that one item can be marked. Long lists show only what is around the mark.
 * @param {import('./harness.js').Encoded} value @param {(string | number)[] | null} mark path of the item to mark; null for none
 * @param {number} [digits] @param {'javascript' | 'python'} [language] @returns {Part[]}
 */
export function partsOf(value, mark, digits = 6, language = 'javascript') {
  const here = mark !== null && mark.length === 0;
  if (typeof value === 'number') return [{ text: formatNumber(value, digits), mark: here }];
  if (value.kind === 'object' && value.items && value.items.length > 0 && !here) {
    const names = value.names ?? [];
    /** @type {Part[]} */
    const parts = [{ text: '{ ' }];
    names.forEach((name, i) => {
      parts.push({ text: `${i > 0 ? ', ' : ''}${language === 'python' ? `'${name}'` : name}: ` });
      parts.push(...partsOf(/** @type {any} */ (value.items)[i], mark && mark[0] === name ? mark.slice(1) : null, digits, language));
    });
    parts.push({ text: ' }' });
    return parts;
  }
  if (value.kind !== 'array') return [{ text: nameOf(value), mark: true }];
  const items = value.items ?? [];
  const length = value.length ?? items.length;
  const at = mark !== null && typeof mark[0] === 'number' ? mark[0] : -1;
  const from = items.length > 24 ? Math.max(0, Math.min(at - 4, items.length - 12)) : 0;
  const to = items.length > 24 ? Math.min(items.length, from + 12) : items.length;
  /** @type {Part[]} */
  const parts = [{ text: from > 0 ? `[… ${from} more, ` : '[' }];
  for (let i = from; i < to; i++) {
    if (i > from) parts.push({ text: ', ' });
    parts.push(...partsOf(items[i], i === at ? /** @type {any} */ (mark).slice(1) : null, digits, language));
  }
  const rest = length - to;
  if (rest > 0) parts.push({ text: `${to > from ? ', ' : ''}… ${rest} more` });
  parts.push({ text: ']' });
  return parts;
}

/** @param {Exclude<import('./harness.js').Encoded, number>} value a value that is no number and no list */
export function nameOf(value) {
  if (value.kind === 'promise') return value.text || 'a Promise';
  if (value.kind === 'null' || value.kind === 'undefined') return value.text || value.kind;
  return value.text || value.kind;
}
