import { count } from '../ui/format.js';
import { isImage } from './geometry.js';
import { traceShape } from './shapes.js';

/**
 * What stands on the neurons: rims, biases, names, the signs of marks, and how many units are folded away.
 * @typedef {import('./types.js').Item} Item
 *
 * @typedef {object} MarkState
 * @property {import('./geometry.js').Plan} scene
 * @property {import('./types.js').Layer[]} layers
 * @property {Float32Array | null} values the parameters
 * @property {Record<string, string>} css colours
 * @property {Item | null} pointed @property {Item | null} selected
 * @property {import('./types.js').UnitMark[]} units signs beside neurons
 */

/** @param {CanvasRenderingContext2D} context @param {MarkState} state */
export function drawMarks(context, { scene, layers, values, css, pointed, selected, units }) {
  context.textBaseline = 'middle';
  context.font = '13px system-ui, "DejaVu Sans", sans-serif';
  for (const { layer, unit, x, y, size, bias } of scene.neurons) {
    const [left, top] = [x - size / 2, y - size / 2];
    const corner = Math.min(8, size / 4);
    // Corners are painted over instead of clipped: far cheaper, and nothing else is drawn there.
    context.beginPath();
    context.rect(left - 0.5, top - 0.5, size + 1, size + 1);
    context.roundRect(left, top, size, size, corner);
    context.fillStyle = css.paper;
    context.fill('evenodd');
    const isSelected = (selected?.kind === 'neuron' || selected?.kind === 'bias') && selected.layer === layer && selected.unit === unit;
    const isPointed = pointed && pointed.kind !== 'weight' && pointed.kind !== 'layer' && pointed.layer === layer && pointed.unit === unit;
    context.beginPath();
    const out = isSelected || isPointed ? 2 : 0;
    context.roundRect(left - out, top - out, size + 2 * out, size + 2 * out, corner + out);
    context.lineWidth = isSelected || isPointed ? 2 : 1;
    context.strokeStyle = isSelected ? css.accent : isPointed ? css.ink : css.faint;
    context.stroke();
    if (bias >= 0 && values) drawBias(context, css, left + 1, top + size - 1, values[bias], size);
    const label = layers[layer].labels?.[unit];
    if (layer === layers.length - 1 && layers[layer].units > 1) drawClass(context, css, left + size, y, unit, isImage(layers[0]));
    else if (label) {
      context.fillStyle = css.ink;
      context.textAlign = 'right';
      context.fillText(shortened(context, label, left - 10), left - 8, y);
    }
  }
  for (const mark of units) {
    const neuron = scene.neuron(mark.layer, mark.unit);
    if (neuron) drawSign(context, css, neuron.x + neuron.size / 2, neuron.y - neuron.size / 2, mark);
  }
  context.font = '13px system-ui, "DejaVu Sans", sans-serif';
  context.textAlign = 'center';
  context.fillStyle = css.soft;
  for (const { x, folded, bottom } of scene.columns) {
    if (folded > 0) context.fillText(`+ ${count(folded)}`, x, bottom + 14);
  }
}

/** As much of a name as there is room for. @param {CanvasRenderingContext2D} context @param {string} text @param {number} room */
function shortened(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  let length = text.length - 1;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
  return `${text.slice(0, length)}…`;
}

/** Which class an output stands for; what a digit is called says it all. @param {CanvasRenderingContext2D} context @param {Record<string, string>} css @param {number} x @param {number} y @param {number} shape @param {boolean} digit */
function drawClass(context, css, x, y, shape, digit) {
  if (!digit) {
    context.beginPath();
    traceShape(context, shape, x + 12, y, 4);
    context.fillStyle = css[`class-${shape}`];
    context.fill();
  }
  context.fillStyle = css.ink;
  context.textAlign = 'left';
  context.fillText(String(shape), x + (digit ? 8 : 21), y);
}

/** A disc for a positive bias, a ring for a negative one, as large as the bias. @param {CanvasRenderingContext2D} context @param {Record<string, string>} css @param {number} x @param {number} y @param {number} value @param {number} size */
function drawBias(context, css, x, y, value, size) {
  const amount = Math.abs(value);
  const radius = (2 + (3.2 * amount) / (amount + 0.8)) * (size < 26 ? 0.7 : 1);
  context.beginPath();
  context.arc(x, y, radius + 1.5, 0, 7);
  context.fillStyle = css.paper;
  context.fill();
  context.beginPath();
  context.arc(x, y, value < 0 ? radius - 0.5 : radius, 0, 7);
  if (value < 0) {
    context.lineWidth = 1.5;
    context.strokeStyle = css.negative;
    context.stroke();
  } else {
    context.fillStyle = css.positive;
    context.fill();
  }
}

/** A sign in a badge at the upper right corner of a neuron. @param {CanvasRenderingContext2D} context @param {Record<string, string>} css @param {number} x @param {number} y @param {import('./types.js').UnitMark} mark */
function drawSign(context, css, x, y, { sign, tone = 'warn' }) {
  context.font = '600 12px system-ui, "DejaVu Sans", sans-serif';
  context.textAlign = 'center';
  const half = Math.max(8, context.measureText(sign).width / 2 + 4);
  context.beginPath();
  context.roundRect(x - half, y - 8, 2 * half, 16, 8);
  context.fillStyle = css[tone];
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = css.paper;
  context.stroke();
  context.fillStyle = css.card;
  context.fillText(sign, x, y + 0.5);
}
