/** @file Digits drawn by the engine, and drawings brought into their frame. */

import { GliaError } from './errors.js';
import { expectCount, expectLength } from './heap.js';

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * Digits drawn from strokes, the ten in turn.
 * @param {Heap} heap
 * @param {number} count
 * @param {{ size?: number, seed?: number, noise?: number }} [options] size: pixels along a side, 8 to 256;
 *   noise: deviation of what is added to every pixel, the usual one unless given
 * @returns {{ x: Float32Array, y: Float32Array }} x [count][size][size] from 0 (paper) to 1 (ink), y [count] the digits
 */
export function drawDigits(heap, count, { size = 28, seed = 1, noise } = {}) {
  expectCount(count, 0, 'count');
  expectCount(size, 1, 'size');
  expectCount(seed, 0, 'seed');
  if (noise !== undefined && !(noise >= 0 && noise <= 1)) {
    throw new GliaError('out_of_range', `noise is ${noise}; it must be from 0 to 1.`);
  }
  const pixels = count * size * size;
  return heap.borrow([4 * pixels, 4 * count], (x, y) => {
    heap.check(heap.c.glia_calc_digits(count, size, seed, noise ?? -1, x, y, heap.failure));
    return { x: heap.floats(x, pixels), y: heap.floats(y, count) };
  });
}

/**
 * Brings any drawing into the frame of the engine's digits, scaled and centred; at 28 by 28 that is MNIST's.
 * @param {Heap} heap
 * @param {ArrayLike<number>} drawn [height][width] from 0 (paper) to 1 (ink)
 * @param {number} width
 * @param {number} height
 * @param {{ size?: number }} [options] size: pixels along a side of the image, 8 to 256
 * @returns {Float32Array | null} [size][size]; null for a drawing without ink
 */
export function normalizeDigit(heap, drawn, width, height, { size = 28 } = {}) {
  expectCount(width, 1, 'width');
  expectCount(height, 1, 'height');
  expectCount(size, 1, 'size');
  expectLength(drawn, width * height, 'drawn');
  const pixels = size * size;
  return heap.borrow([4 * drawn.length, 4 * pixels], (from, to) => {
    heap.putFloats(from, drawn);
    const inked = heap.c.glia_calc_normalize(from, width, height, size, to, heap.failure);
    if (inked < 0) throw heap.error();
    return inked ? heap.floats(to, pixels) : null;
  });
}
