import { drawMark } from '../points.js';

/**
 * The small pictures of data sets that people bring: a few marks and a pencil for those that are drawn, lines of a
 * table, a picture in a frame.
 */

/** Where the marks stand, as shares of the side, and what class they are of. */
const marks = [[0.2, 0.3, 0], [0.36, 0.18, 0], [0.24, 0.52, 0], [0.5, 0.34, 1], [0.3, 0.8, 1], [0.5, 0.62, 1]];

/**
 * @param {CanvasRenderingContext2D} context @param {string} kind of data set @param {number} size
 * @param {import('../../ui/palette.js').Palette} palette
 */
export function drawOwn(context, kind, size, { css }) {
  context.clearRect(0, 0, size, size);
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = css.soft;
  context.lineWidth = size / 22;
  if (kind === 'table' || kind === 'measurements') {
    strokes(context, size, [[[0.2, 0.25], [0.8, 0.25]], [[0.2, 0.42], [0.8, 0.42]], [[0.2, 0.59], [0.8, 0.59]], [[0.2, 0.76], [0.8, 0.76]]]);
    strokes(context, size, [kind === 'table' ? [[0.6, 0.25], [0.6, 0.76]] : [[0.4, 0.25], [0.4, 0.76]]]);
    return;
  }
  if (kind === 'images28') {
    strokes(context, size, [[[0.22, 0.22], [0.78, 0.22], [0.78, 0.78], [0.22, 0.78], [0.22, 0.22]], [[0.3, 0.68], [0.45, 0.48], [0.55, 0.6], [0.63, 0.52], [0.72, 0.68]]]);
    return;
  }
  if (kind === 'curve') strokes(context, size, [[[0.12, 0.62], [0.22, 0.42], [0.34, 0.36], [0.46, 0.5], [0.54, 0.6]]]);
  else {
    for (const [x, y, label] of marks) {
      const shape = kind === 'points' ? label : 1;
      const colour = kind === 'points' || y < 0.5 ? css[`class-${label}`] : css.faint;
      drawMark(context, { x: x * size, y: y * size, radius: size * 0.05, shape, colour, hollow: false, rim: css.card, ground: css.card });
    }
  }
  context.strokeStyle = css.ink;
  strokes(context, size, [[[0.6, 0.86], [0.62, 0.74], [0.84, 0.44], [0.92, 0.5], [0.7, 0.8], [0.6, 0.86]]]);
}

/** @param {CanvasRenderingContext2D} context @param {number} size @param {number[][][]} paths */
function strokes(context, size, paths) {
  for (const path of paths) {
    context.beginPath();
    for (const [x, y] of path) context.lineTo(x * size, y * size);
    context.stroke();
  }
}
