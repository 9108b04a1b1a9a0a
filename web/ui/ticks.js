/** Round numbers for axes. */

/**
 * Ticks from 0 to at most `max`, about `wanted` of them, at 1, 2 or 5 times a power of ten.
 * @param {number} max
 * @param {number} wanted
 * @param {number} [least] smallest distance that makes sense, 1 for counts
 * @returns {{ values: number[], places: number }} places: decimals a label needs
 */
export function ticks(max, wanted, least = 0) {
  if (!(max > 0)) return { values: [0], places: 0 };
  const rough = Math.max(max / Math.max(1, wanted), least);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough * 0.999) ?? rough;
  const values = [];
  for (let i = 0; i * step <= max * 1.0001; i += 1) values.push(i * step);
  return { values, places: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/**
 * The smallest round number not below `value`, so that an axis rests while a curve moves.
 * @param {number} value
 */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((times) => times * power >= value * 0.999) ?? 10) * power;
}
