/**
 * Where in the plane, or on the line, something lies: the names of its regions, and a count by region.
 */

/** Anticlockwise from the right. */
const around = ['at the right', 'at the upper right', 'at the top', 'at the upper left', 'at the left', 'at the lower left', 'at the bottom', 'at the lower right'];

const middle = 'in the middle';

/**
 * The region of a point of the plane: the middle, a third of the way out, or one of the eight around it.
 * @param {number} x1 @param {number} x2 upwards @param {number} range of both, from the middle
 */
export function regionOfPlane(x1, x2, range) {
  if (Math.hypot(x1, x2) < range / 3) return middle;
  return around[(Math.round(Math.atan2(x2, x1) / (Math.PI / 4)) + 8) % 8];
}

/** The region of a point of the line. @param {number} x @param {number} range */
export function regionOfLine(x, range) {
  if (Math.abs(x) < range / 3) return middle;
  return x < 0 ? 'at the left' : 'at the right';
}

/**
 * Amounts added up by region, the largest sum first.
 * @param {{ region: string, amount: number }[]} entries
 * @returns {{ region: string, count: number, sum: number }[]}
 */
export function byRegion(entries) {
  /** @type {Map<string, { region: string, count: number, sum: number }>} */
  const sums = new Map();
  for (const { region, amount } of entries) {
    const own = sums.get(region) ?? { region, count: 0, sum: 0 };
    own.count += 1;
    own.sum += amount;
    sums.set(region, own);
  }
  return [...sums.values()].sort((a, b) => b.sum - a.sum);
}

/** “a, b and c”. @param {string[]} parts */
export const listed = (parts) => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`);
