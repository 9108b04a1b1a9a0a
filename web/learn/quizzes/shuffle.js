/** @file An order that is drawn anew at each visit. */

/** The numbers from 0 below a count, shuffled. @param {number} count @returns {number[]} */
export function shuffledNumbers(count) {
  const drawn = crypto.getRandomValues(new Uint32Array(count));
  return [...drawn.keys()].sort((a, b) => drawn[a] - drawn[b]);
}
