import { count } from './format.js';
import { ticks } from './ticks.js';

/**
 * The axes of a chart over training steps: levels of a value as lines across, steps below.
 *
 * @typedef {{ left: number, right: number, top: number, bottom: number }} Box in CSS pixels
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {object} axes
 * @param {Box} axes.box where the curves are
 * @param {number} axes.width of the canvas
 * @param {number} axes.height
 * @param {{ value: number, text: string }[]} axes.levels
 * @param {(value: number) => number} axes.yOf
 * @param {number} axes.last the last step
 * @param {(step: number) => number} axes.xOf
 * @param {Record<string, string>} axes.ink tokens soft and line as CSS text
 */
export function drawAxes(context, { box: { left, right, bottom }, width, height, levels, yOf, last, xOf, ink }) {
  context.clearRect(0, 0, width, height);
  context.font = '12px system-ui, "DejaVu Sans", sans-serif';
  context.lineWidth = 1;
  context.fillStyle = ink.soft;
  context.strokeStyle = ink.line;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { value, text } of levels) {
    const y = Math.round(yOf(value)) + 0.5;
    segment(context, left, y, right, y);
    context.fillText(text, left - 7, y);
  }
  context.textBaseline = 'alphabetic';
  for (const step of ticks(last, Math.max(2, width / 110), 1).values) {
    const x = Math.round(xOf(step)) + 0.5;
    segment(context, x, bottom, x, bottom + 4);
    context.textAlign = step === 0 ? 'left' : x > right - 24 ? 'right' : 'center';
    context.fillText(step === 0 ? 'step 0' : count(step), step === 0 ? left : Math.min(x, width - 2), height - 4);
  }
}

/** A straight line. @param {CanvasRenderingContext2D} context @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
export function segment(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
