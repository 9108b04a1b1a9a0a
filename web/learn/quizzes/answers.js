/** @file Answers that were typed: read kindly, compared by what they say and not by how they are spaced. */

/** A number as people write it, or NaN: 0,5 and −3 as well. @param {string} text */
export function numberIn(text) {
  const plain = text.trim().replaceAll('−', '-').replace(',', '.');
  return plain === '' ? NaN : Number(plain);
}

/** A printed text without what does not matter: spaces, kinds of quotation marks, Python's capital letters, 2.0 for 2. @param {string} text */
const bare = (text) => text.replace(/\b(True|False|None)\b/g, (word) => ({ True: 'true', False: 'false', None: 'null' })[word] ?? word).replace(/["“”‘’]/g, "'").replace(/\s+/g, '').replaceAll('−', '-').replace(/(\d)\.0+(?!\d)/g, '$1');

/**
 * @param {string} given @param {string | number} wanted
 * @param {number} [tolerance] of a number
 * @returns {boolean | null} null: a number is wanted and this is none
 */
export function isAnswer(given, wanted, tolerance = 0) {
  if (typeof wanted === 'string') return bare(given) === bare(wanted);
  const number = numberIn(given);
  if (Number.isNaN(number)) return null;
  // A little room for how decimals are kept: 0.1 + 0.2 is 0.3 to whoever answers.
  return Math.abs(number - wanted) <= tolerance + 1e-9 * Math.max(1, Math.abs(wanted));
}
