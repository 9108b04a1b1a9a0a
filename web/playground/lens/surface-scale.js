/**
 * @file The scale of a loss surface's colours: where a loss lies between the lowest and the highest shown, and at
 * which losses contour lines run. Far out a loss can be huge: what lies above most of the others is shown alike.
 *
 * @typedef {object} Scale
 * @property {number} low @property {number} high
 * @property {(loss: number) => number} place 0 … 1
 * @property {number[]} levels
 */

const lines = 9;

/** @param {ArrayLike<number>} loss NaN where unknown @param {boolean} log @returns {Scale | null} null: nothing is known yet */
export function scaleOf(loss, log) {
  const known = Array.from(loss).filter(Number.isFinite).sort((a, b) => a - b);
  if (known.length === 0) return null;
  const least = known[0];
  const usual = known[Math.floor((known.length - 1) * (log ? 1 : 0.9))];
  const positive = known.find((value) => value > 0) ?? 1;
  const low = log ? Math.max(least, positive) : least;
  const high = usual > low ? usual : low + 1;
  const bend = log ? Math.log : (/** @type {number} */ value) => value;
  const [from, to] = [bend(low), bend(high)];
  const place = (/** @type {number} */ value) => Math.min(1, Math.max(0, (bend(Math.max(value, low)) - from) / (to - from)));
  const levels = Array.from({ length: lines }, (_, i) => {
    const between = from + ((i + 1) / (lines + 1)) * (to - from);
    return log ? Math.exp(between) : between;
  });
  return { low, high, place, levels };
}
