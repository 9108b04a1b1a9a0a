/**
 * Data points as marks: squares and circles, so that the classes differ by shape as well as colour;
 * filled when the network trains on them, hollow when they are held back.
 * @typedef {import('./types.js').Dataset} Dataset
 */

/**
 * @param {CanvasRenderingContext2D} context scaled to CSS pixels
 * @param {Dataset} dataset
 * @param {object} options
 * @param {number} options.size side of the square plane in CSS pixels
 * @param {number} options.radius
 * @param {import('../ui/palette.js').Palette} options.palette
 * @param {boolean} options.values whether targets are values in −1…1 instead of classes 0 and 1
 * @param {boolean} [options.training] show these
 * @param {boolean} [options.test] show those held back
 * @param {boolean} [options.rim] draw a dark rim around values, which may be as pale as the ground
 */
export function drawPoints(context, dataset, { size, radius, palette, values, training = true, test = true, rim = true }) {
  const { count, range, x, y, test: held } = dataset;
  const scale = size / (2 * range);
  context.clearRect(0, 0, size, size);
  for (let i = 0; i < count; i += 1) {
    if (!(held[i] ? test : training)) continue;
    const px = (x[2 * i] + range) * scale;
    const py = (range - x[2 * i + 1]) * scale;
    const upper = values ? y[i] >= 0 : y[i] > 0.5;
    const colour = values ? blend(palette, y[i]) : palette.css[upper ? 'positive' : 'negative'];
    context.beginPath();
    mark(context, px, py, upper, held[i] ? radius * 0.78 : radius);
    if (held[i]) {
      // Hollow: paper inside, so that it differs from a filled mark on a ground of its own colour, too.
      fill(context, palette.css.card);
      context.lineWidth = radius * 0.8;
      context.strokeStyle = values && rim ? palette.css.soft : palette.css.card;
      context.stroke();
      context.lineWidth = radius * 0.42;
      context.strokeStyle = colour;
      context.stroke();
    } else {
      fill(context, colour);
      context.lineWidth = Math.max(0.6, radius * 0.22);
      context.strokeStyle = values && rim ? palette.css.soft : palette.css.card;
      context.stroke();
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {boolean} round @param {number} radius */
function mark(context, x, y, round, radius) {
  if (round) context.arc(x, y, radius, 0, 7);
  else context.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76);
}

/** @param {CanvasRenderingContext2D} context @param {string} colour */
function fill(context, colour) {
  context.fillStyle = colour;
  context.fill();
}

/** Colour of a value between the two data colours. @param {import('../ui/palette.js').Palette} palette @param {number} value */
function blend({ negative, zero, positive }, value) {
  const end = value > 0 ? positive : negative;
  const share = Math.min(1, Math.abs(value));
  return `rgb(${end.map((part, i) => Math.round(zero[i] + (part - zero[i]) * share)).join(' ')})`;
}
