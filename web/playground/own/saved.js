/**
 * @file A saved run whose data came in a file remembers, beside the engine's state, what that file was: names of columns
 * and classes, how they were scaled, and, where it is not too long, the file itself, so that it can be split anew.
 *
 * @typedef {import('./store.js').Rows} Rows
 * @typedef {Pick<Rows, 'about' | 'source'>} Origin
 */

/** Bytes of a file that are written into a saved run. */
const mostBytes = 4_000_000;

/** @param {string} text of a saved run @param {Origin | null} rows its data */
export function withOrigin(text, rows) {
  if (!rows?.about) return text;
  const { about, source } = rows;
  return `${JSON.stringify({ ...JSON.parse(text), own: { about, ...(source && source.length <= mostBytes ? { source: toLetters(source) } : {}) } }, null, 1)}\n`;
}

/** What a saved run says of its file; nothing where it says nothing that can be understood. @param {string} text @returns {Origin} */
export function originIn(text) {
  try {
    const { about, source } = JSON.parse(text).own;
    return isAbout(about) ? { about, ...(typeof source === 'string' ? { source: fromLetters(source) } : {}) } : {};
  } catch {
    return {};
  }
}

/** @param {any} about @returns {about is import('./store.js').About} */
export function isAbout(about) {
  const texts = (/** @type {unknown} */ list) => Array.isArray(list) && list.every((each) => typeof each === 'string');
  const numbers = (/** @type {unknown} */ list) => Array.isArray(list) && list.length === about.columns.length && list.every((each) => Number.isFinite(each));
  if (typeof about?.file !== 'string' || !texts(about.columns) || !texts(about.classes)) return false;
  if (about.scale !== undefined && !(numbers(about.scale?.mean) && numbers(about.scale?.deviation))) return false;
  const { target } = about;
  return target === undefined || (typeof target?.name === 'string' && Number.isFinite(target.mean) && Number.isFinite(target.deviation));
}

/** @param {Uint8Array} bytes */
export const toLetters = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** @param {string} letters */
export const fromLetters = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
