import { sharpCanvas } from '../../ui/canvas.js';
import { h } from '../../ui/dom.js';
import { minus } from '../../ui/format.js';
import { ticks } from '../../ui/ticks.js';
import { inUnits } from '../names.js';
import { drawMark } from '../points.js';

/**
 * Answers against truths: every row is a mark, and those that are right lie on the diagonal.
 * @typedef {import('../types.js').Opened} Opened
 */

/** Rows that are drawn: more would only be a cloud. */
const most = 2000;

/**
 * @param {object} options
 * @param {() => import('../../ui/palette.js').Palette} options.palette
 * @param {{ training: boolean, test: boolean }} options.points which of them to show
 */
export function scatterPlot({ palette, points }) {
  const canvas = h('canvas', { class: 'map', role: 'img' });
  const element = h('div', { class: 'plane scatter' }, canvas);
  /** @type {Opened | null} */
  let opened = null;
  /** @type {Float32Array | null} */
  let answers = null;
  let marked = -1;
  /** Ends of both axes, as the network knows the values. */
  let [low, high] = [-1, 1];
  let side = 0;
  const context = sharpCanvas(canvas, (width) => {
    side = width;
    draw();
  });

  function draw() {
    if (!opened || side === 0) return;
    const { css } = palette();
    const { y, test } = opened.dataset;
    const box = { left: 48, right: side - 8, top: 8, bottom: side - 36 };
    const xOf = (/** @type {number} */ value) => box.left + ((value - low) / (high - low)) * (box.right - box.left);
    const yOf = (/** @type {number} */ value) => box.bottom - ((value - low) / (high - low)) * (box.bottom - box.top);
    context.clearRect(0, 0, side, side);
    drawGrid(css, box, xOf, yOf);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
    context.clip();
    context.strokeStyle = css.edge;
    context.setLineDash([4, 4]);
    context.beginPath();
    context.moveTo(xOf(low), yOf(low));
    context.lineTo(xOf(high), yOf(high));
    context.stroke();
    context.setLineDash([]);
    const radius = y.length > 700 ? 2 : 3;
    for (let i = 0; answers && i < answers.length; i += 1) {
      if (!(test[i] ? points.test : points.training)) continue;
      drawMark(context, { x: xOf(y[i]), y: yOf(answers[i]), radius, shape: 1, colour: css.positive, hollow: test[i] === 1, rim: css.card, ground: css.card });
    }
    if (answers && marked >= 0 && marked < answers.length) {
      context.strokeStyle = css.ink;
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(xOf(y[marked]), yOf(answers[marked]), radius + 4, 0, 7);
      context.stroke();
    }
    context.restore();
  }

  /** @param {Record<string, string>} css @param {{ left: number, right: number, top: number, bottom: number }} box @param {(v: number) => number} xOf @param {(v: number) => number} yOf */
  function drawGrid(css, { left, right, top, bottom }, xOf, yOf) {
    const target = opened?.network.target;
    const [from, to] = [inUnits(target, 0, low), inUnits(target, 0, high)];
    const { values: [, distance = 1], places } = ticks(to - from, 4);
    context.font = '12px system-ui, "DejaVu Sans", sans-serif';
    context.lineWidth = 1;
    context.fillStyle = css.soft;
    context.strokeStyle = css.line;
    for (let value = Math.ceil(from / distance) * distance; value <= to; value += distance) {
      const share = (value - from) / (to - from);
      const [x, y] = [xOf(low + share * (high - low)), yOf(low + share * (high - low))];
      context.strokeRect(x, top, 0, bottom - top);
      context.strokeRect(left, y, right - left, 0);
      const text = minus(value.toFixed(places));
      context.textAlign = 'center';
      context.textBaseline = 'alphabetic';
      context.fillText(text, x, bottom + 15);
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      context.fillText(text, left - 6, y);
    }
    context.textBaseline = 'alphabetic';
    context.fillText(`true ${target?.name ?? 'value'} →`, right, side - 4);
    context.textAlign = 'left';
    context.fillText('↑ answered', left + 4, top + 12);
  }

  return {
    element,
    /** The rows that are drawn, for the network to answer. @param {import('../types.js').Dataset} dataset */
    shown: ({ x, inputs, count }) => x.subarray(0, Math.min(most, count) * inputs),
    /** @param {Opened} next */
    open(next) {
      opened = next;
      answers = null;
      if (next.network.task !== 'values') return;
      const { y } = next.dataset;
      const least = y.reduce((a, b) => Math.min(a, b), Infinity);
      const greatest = y.reduce((a, b) => Math.max(a, b), -Infinity);
      const rim = 0.06 * (greatest - least || 1);
      [low, high] = [least - rim, greatest + rim];
      canvas.setAttribute('aria-label', `Answers of the network against the true ${next.network.target?.name ?? 'values'}: those that are right lie on the diagonal`);
      draw();
    },
    /** @param {Float32Array} next an answer for each row that is drawn */
    set(next) {
      answers = next;
      draw();
    },
    /** @param {number} row among all */
    mark(row) {
      marked = row;
      draw();
    },
    draw,
  };
}
