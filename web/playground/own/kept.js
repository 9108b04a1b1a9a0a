import { fromLetters, isAbout, toLetters } from './saved.js';

/**
 * @file What of one's own data outlives the page, where storage allows: the points, and for those out of a file also the
 * file's text, or at least what it was and which of its columns were chosen.
 *
 * @typedef {import('./store.js').Rows} Rows
 * @typedef {import('./store.js').About} About
 */

/** Characters that are kept of one thing; a browser gives a page about five million. */
const mostText = 2_000_000;
const key = (/** @type {string} */ kind, part = '') => `glia.own.${kind}${part}`;

/** In as many digits as tell a float from its neighbours. @param {ArrayLike<number>} list */
const brief = (list) => Array.from(list, (value) => Number(Math.fround(value).toPrecision(9)));

/** @param {string} name @param {() => string | null} text null: nothing is to be kept */
function put(name, text) {
  try {
    const written = text();
    // What was kept before would be out of date.
    if (written === null || written.length > mostText) localStorage.removeItem(name);
    else localStorage.setItem(name, written);
  } catch {
    // Storage may be blocked or full; the points then last as long as the page.
    try {
      localStorage.removeItem(name);
    } catch {
      // Blocked.
    }
  }
}

/** @param {string} name @returns {any} */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {string} kind @param {Rows} rows */
export function keep(kind, rows) {
  const { about, source, ...points } = rows;
  const few = rows.x.length * 5 <= mostText;
  put(key(kind), () => (few ? JSON.stringify({ ...points, x: brief(rows.x), y: brief(rows.y), test: Array.from(rows.test) }) : null));
  put(key(kind, '.source'), () => lettersOf(source));
  put(key(kind, '.about'), () => (about ? JSON.stringify(about) : null));
}

/** @param {Uint8Array | undefined} bytes */
function lettersOf(bytes) {
  if (!bytes || bytes.length > mostText) return null;
  return JSON.stringify(toLetters(bytes));
}

/** @param {string} kind @returns {Uint8Array | undefined} */
function restoredSource(kind) {
  const letters = read(key(kind, '.source'));
  return typeof letters === 'string' ? fromLetters(letters) : undefined;
}

/** @param {string} kind @returns {Rows | null} */
export function restored(kind) {
  const rows = read(key(kind));
  const whole = rows && Array.isArray(rows.x) && Array.isArray(rows.y) && Array.isArray(rows.test)
    && rows.x.length === rows.y.length * rows.numbers && (rows.test.length === rows.y.length || rows.test.length === 0)
    && [...rows.x, ...rows.y].every((value) => Number.isFinite(value));
  if (!whole) return null;
  const about = restoredAbout(kind);
  return { ...rows, share: String(rows.share), ...(about ? { about, source: restoredSource(kind) } : {}) };
}

/** What the file was, though its points may be gone. @param {string} kind @returns {About | null} */
export function restoredAbout(kind) {
  const about = read(key(kind, '.about'));
  return isAbout(about) ? about : null;
}
