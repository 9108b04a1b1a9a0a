import { inkTile } from './tile.js';

/** Four digits that look least like each other. */
const digits = [2, 8, 5, 4];

/**
 * Some images of a data set as its picture.
 * @param {CanvasRenderingContext2D} context
 * @param {import('../types.js').Dataset} dataset
 * @param {{ size: number, ink: string }} options size: pixels along a side of the picture
 */
export function drawDigits(context, { x, y, inputs }, { size, ink }) {
  const side = Math.round(Math.sqrt(inputs));
  const tile = inkTile();
  const cell = size / 2;
  context.clearRect(0, 0, size, size);
  digits.forEach((digit, i) => {
    const at = y.indexOf(digit);
    if (at < 0) return;
    tile.set(x.subarray(at * inputs, (at + 1) * inputs), side, ink);
    tile.draw(context, 3 + (i % 2) * (cell - 1), 3 + Math.floor(i / 2) * (cell - 1), cell - 5);
  });
}
