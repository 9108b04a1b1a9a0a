import { measure, signed } from '../../ui/format.js';

/**
 * @file A loss surface in words, for who cannot see it and who wants to be sure.
 * @typedef {import('../types.js').Surface} Surface
 */

/** Relative difference below which two losses are called equal. */
const alike = 0.02;

/**
 * @param {Surface} surface wholly computed
 * @param {number} here the loss in the middle
 */
export function describeSurface({ side, a, b, loss }, here) {
  const middle = (side - 1) / 2;
  const at = (/** @type {number} */ column, /** @type {number} */ row) => loss[row * side + column];
  const ends = [at(0, middle), at(side - 1, middle), at(middle, 0), at(middle, side - 1)];
  const higher = ends.filter((end) => !(end <= here * (1 + alike))).length;
  const lower = ends.filter((end) => end < here * (1 - alike)).length;
  const shape = higher === 4 ? 'in a valley' : lower === 4 ? 'on a peak' : higher && lower ? 'on a slope' : higher ? 'at the foot of a slope' : lower ? 'on a ridge' : 'on level ground';
  let best = 0;
  for (let i = 1; i < loss.length; i += 1) if (loss[i] < loss[best] || !Number.isFinite(loss[best])) best = i;
  const along = (/** @type {string} */ name, /** @type {number} */ first, /** @type {number} */ last, /** @type {number[]} */ axis) =>
    `Along direction ${name} it is ${measure(first)} at ${signed(axis[0], 2)} and ${measure(last)} at ${signed(axis[side - 1], 2)}.`;
  const [column, row] = [best % side, Math.floor(best / side)];
  const lowest = column === middle && row === middle
    ? 'Nowhere on this surface is it lower.'
    : `The lowest loss on this surface is ${measure(loss[best])}, at a ${signed(a[column], 2)}, b ${signed(b[row], 2)}.`;
  return `The run stands ${shape}: loss ${measure(here)}. ${along('a', ends[0], ends[1], a)} ${along('b', ends[2], ends[3], b)} ${lowest}`;
}
