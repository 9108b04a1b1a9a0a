import { figure } from '../../ui/format.js';
import { listed, regionOfPlane } from './regions.js';

/**
 * The areas that a network gives to the classes, in words. The simplest picture that fits most of the plane is named,
 * with how much of it agrees: one class everywhere, a circle, a straight border, opposite quarters; failing these, how
 * much each class takes, in how many pieces, and where.
 *
 * @typedef {object} Territory what is decided on a grid over the plane
 * @property {ArrayLike<number>} decided class [side][side], rows from the top, columns from the left
 * @property {number} side @property {number} classes @property {number} range of x₁ and x₂, from the middle
 */

/** Share of the plane that must agree for a picture to be named. */
const fits = 0.94;

/** Smaller pieces than this share of the plane are specks. */
const speck = 0.005;

/** Middle of each cell. @param {Territory} of @returns {{ x1: number, x2: number, taken: number }[]} */
function cells({ decided, side, range }) {
  const place = (/** @type {number} */ i) => ((2 * i + 1) / side - 1) * range;
  return Array.from(decided, (taken, at) => ({ x1: place(at % side), x2: -place(Math.floor(at / side)), taken }));
}

/** @param {Territory} of */
export function describeTerritory(of) {
  const all = cells(of);
  const shares = Array.from({ length: of.classes }, (_, c) => all.filter(({ taken }) => taken === c).length / all.length);
  const alone = shares.findIndex((share) => share > 1 - speck);
  if (alone >= 0) return `Class ${alone} is taken to lie everywhere.`;
  return (of.classes === 2 && simplePicture(all, of.range, Math.max(...shares))) || pieces(of, all, shares);
}

/**
 * @param {{ x1: number, x2: number, taken: number }[]} all @param {number} range @param {number} plain agreement with
 *   the larger class everywhere
 */
function simplePicture(all, range, plain) {
  const pictures = [circle(all), border(all, range), quarters(all)].sort((a, b) => b.agreement - a.agreement);
  const [{ words, agreement }] = pictures;
  // A picture must say more than that one class is nearly everywhere.
  if (agreement < fits || agreement - plain < (1 - plain) / 2) return null;
  return `${words}; ${whole(agreement)} of the plane agrees with that.`;
}

/** The best cut of places along one measure. @param {{ at: number, taken: number }[]} places */
function cut(places) {
  const sorted = [...places].sort((a, b) => a.at - b.at);
  const ones = sorted.filter(({ taken }) => taken === 1).length;
  let best = { at: 0, agreement: 0, below: 0 };
  let onesBelow = 0;
  sorted.forEach(({ at, taken }, i) => {
    onesBelow += taken;
    const next = sorted[i + 1];
    if (!next || next.at === at) return;
    const zerosBelow = i + 1 - onesBelow;
    // Class 1 below the cut and class 0 above it, or the other way round.
    const right = [zerosBelow + ones - onesBelow, onesBelow + sorted.length - ones - zerosBelow];
    right.forEach((count, below) => {
      const agreement = count / sorted.length;
      if (agreement > best.agreement) best = { at: (at + next.at) / 2, agreement, below };
    });
  });
  return best;
}

/** @param {{ x1: number, x2: number, taken: number }[]} all */
function circle(all) {
  const { at, agreement, below } = cut(all.map(({ x1, x2, taken }) => ({ at: Math.hypot(x1, x2), taken })));
  const words = `Class ${below} is taken to lie inside a circle of radius about ${figure(at, 2)} around the middle, class ${1 - below} outside`;
  return { words, agreement };
}

/** @param {{ x1: number, x2: number, taken: number }[]} all @param {number} range */
function border(all, range) {
  let best = { words: '', agreement: 0 };
  // Half of the directions are enough: a cut knows which class lies below it.
  for (let i = 0; i < 8; i += 1) {
    const angle = (i * Math.PI) / 8;
    const [a, b] = [Math.cos(angle), Math.sin(angle)];
    const { agreement, below } = cut(all.map(({ x1, x2, taken }) => ({ at: a * x1 + b * x2, taken })));
    if (agreement <= best.agreement) continue;
    const [above, under] = [regionOfPlane(a * range, b * range, range), regionOfPlane(-a * range, -b * range, range)];
    best = { words: `The border is nearly a straight line: class ${1 - below} ${above}, class ${below} ${under}`, agreement };
  }
  return best;
}

/** @param {{ x1: number, x2: number, taken: number }[]} all */
function quarters(all) {
  const same = all.filter(({ x1, x2, taken }) => (x1 * x2 > 0) === (taken === 1)).length / all.length;
  const rising = same >= 0.5 ? 1 : 0;
  const words = `Class ${rising} is taken to lie at the upper right and the lower left, class ${1 - rising} at the upper left and the lower right`;
  return { words, agreement: Math.max(same, 1 - same) };
}

/** @param {Territory} of @param {{ x1: number, x2: number, taken: number }[]} all @param {number[]} shares */
function pieces(of, all, shares) {
  const counts = countPieces(of);
  const held = holders(all, of.range);
  const sentences = shares.flatMap((share, c) => {
    if (share < speck) return [`class ${c} almost nothing`];
    const places = held.filter(({ taken }) => taken === c).map(({ region }) => region);
    const where = places.length ? `, above all ${listed(places)}` : '';
    const number = counts[c] === 1 ? 'one piece' : `${counts[c]} pieces`;
    return [`class ${c} ${whole(share)} of the plane in ${number}${where}`];
  });
  return `The network gives ${sentences.join('; ')}.`;
}

/** Regions that belong almost wholly to one class. @param {{ x1: number, x2: number, taken: number }[]} all @param {number} range */
function holders(all, range) {
  /** @type {Map<string, number[]>} */
  const regions = new Map();
  for (const { x1, x2, taken } of all) {
    const region = regionOfPlane(x1, x2, range);
    const counts = regions.get(region) ?? [];
    counts[taken] = (counts[taken] ?? 0) + 1;
    regions.set(region, counts);
  }
  return [...regions].flatMap(([region, counts]) => {
    const cellsInIt = counts.reduce((sum, count) => sum + (count ?? 0), 0);
    const taken = counts.findIndex((count) => (count ?? 0) > 0.85 * cellsInIt);
    return taken < 0 ? [] : [{ region, taken }];
  });
}

/** How many connected pieces each class has, specks left out. @param {Territory} of */
function countPieces({ decided, side, classes }) {
  const counts = /** @type {number[]} */ (Array(classes).fill(0));
  const seen = new Uint8Array(side * side);
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start]) continue;
    const own = decided[start];
    const open = [start];
    let size = 0;
    seen[start] = 1;
    while (open.length) {
      const at = /** @type {number} */ (open.pop());
      size += 1;
      const column = at % side;
      const near = [column > 0 ? at - 1 : -1, column < side - 1 ? at + 1 : -1, at - side, at + side];
      for (const next of near) {
        if (next < 0 || next >= seen.length || seen[next] || decided[next] !== own) continue;
        seen[next] = 1;
        open.push(next);
      }
    }
    if (size >= speck * seen.length) counts[own] += 1;
  }
  return counts.map((number) => Math.max(1, number));
}

/** A share in whole per cent. @param {number} share */
const whole = (share) => `${Math.round(share * 100)}\u00a0%`;
