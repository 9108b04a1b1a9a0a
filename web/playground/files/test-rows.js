/**
 * @file The rows of a table that are held back, one after the other.
 * @typedef {ReturnType<typeof testRows>} TestRows
 */

/** Test rows that are looked at: more would take longer than a glance is worth. */
const most = 2000;

/** @param {import('../types.js').Opened} opened */
export function testRows({ dataset }) {
  const { x, y, test, inputs } = dataset;
  /** @type {number[]} */
  const places = [];
  for (let i = 0; i < test.length && places.length < most; i += 1) if (test[i]) places.push(i);
  const all = new Float32Array(places.length * inputs);
  places.forEach((place, i) => all.set(x.subarray(place * inputs, (place + 1) * inputs), i * inputs));
  return {
    count: places.length,
    x: all,
    /** @param {number} at */
    row: (at) => all.subarray(at * inputs, (at + 1) * inputs),
    /** Its class or value. @param {number} at */
    truth: (at) => y[places[at]],
    /** Its number among all rows. @param {number} at */
    place: (at) => places[at],
  };
}
