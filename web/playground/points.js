import { traceShape } from './shapes.js';

/**
 * Data points as marks: each class has a shape and a colour of its own; filled when the network trains on
 * them, hollow when they are held back.
 * @typedef {import('./types.js').Dataset} Dataset
 */

/**
 * @param {CanvasRenderingContext2D} context scaled to CSS pixels
 * @param {Dataset} dataset of two coordinates or more a point, the first two of which say its place
 * @param {object} options
 * @param {number} options.size side of the square plane in CSS pixels
 * @param {number} options.radius
 * @param {import('../ui/palette.js').Palette} options.palette
 * @param {boolean} options.values whether targets are values in −1…1 instead of classes
 * @param {boolean} [options.training] show these
 * @param {boolean} [options.test] show those held back
 * @param {boolean} [options.rim] draw a dark rim around values, which may be as pale as the ground
 */
export function drawPoints(context, dataset, { size, radius, palette, values, training = true, test = true, rim = true }) {
  const { count, inputs, range, x, y, test: held } = dataset;
  const scale = size / (2 * range);
  context.clearRect(0, 0, size, size);
  for (let i = 0; i < count; i += 1) {
    if (!(held[i] ? test : training)) continue;
    const at = { x: (x[inputs * i] + range) * scale, y: (range - x[inputs * i + 1]) * scale };
    const shape = values ? Number(y[i] >= 0) : Math.round(y[i]);
    const colour = values ? blend(palette, y[i]) : palette.css[`class-${shape}`];
    drawMark(context, { ...at, radius, shape, colour, hollow: held[i] === 1, rim: values && rim ? palette.css.soft : palette.css.card, ground: palette.css.card });
  }
}

/**
 * A data set as a small picture: its points in the plane, or along the curve they are of.
 * @param {CanvasRenderingContext2D} context @param {import('./types.js').Opened} sample @param {number} size
 * @param {import('../ui/palette.js').Palette} palette
 */
export function drawSample(context, { dataset, network }, size, palette) {
  const values = network.task === 'values';
  if (network.space === 'plane' || network.space === 'table') drawPoints(context, dataset, { size, radius: values ? 6 : 3.4, palette, values, rim: false });
  if (network.space !== 'line') return;
  const { count, range, x, y } = dataset;
  context.clearRect(0, 0, size, size);
  for (let i = 0; i < count; i += 1) {
    const at = { x: ((x[i] + range) / (2 * range)) * size, y: (0.5 - 0.36 * y[i]) * size };
    drawMark(context, { ...at, radius: 3, shape: 1, colour: palette.css.negative, hollow: false, rim: palette.css.card, ground: palette.css.card });
  }
}

/**
 * One point. Hollow has paper inside, so that it differs from a filled mark on a ground of its own colour, too.
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number, radius: number, shape: number, colour: string, hollow: boolean, rim: string, ground: string }} mark
 */
export function drawMark(context, { x, y, radius, shape, colour, hollow, rim, ground }) {
  context.beginPath();
  traceShape(context, shape, x, y, hollow ? radius * 0.78 : radius);
  context.fillStyle = hollow ? ground : colour;
  context.fill();
  context.strokeStyle = rim;
  context.lineWidth = hollow ? radius * 0.8 : Math.max(0.6, radius * 0.22);
  context.stroke();
  if (!hollow) return;
  context.lineWidth = radius * 0.42;
  context.strokeStyle = colour;
  context.stroke();
}

/** Colour of a value between the two data colours. @param {import('../ui/palette.js').Palette} palette @param {number} value */
function blend({ negative, zero, positive }, value) {
  const end = value > 0 ? positive : negative;
  const share = Math.min(1, Math.abs(value));
  return `rgb(${end.map((part, i) => Math.round(zero[i] + (part - zero[i]) * share)).join(' ')})`;
}
