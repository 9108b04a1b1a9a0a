import { sharpCanvas } from '../ui/canvas.js';
import { h, setText } from '../ui/dom.js';
import { count, measure, minus, signed } from '../ui/format.js';
import { roundUp, ticks } from '../ui/ticks.js';
import { drawMark } from './points.js';

/**
 * Curves to fit: the points, and what the network answers along the line, with every frame. While a neuron
 * is pointed at, its own curve takes the place of the fit.
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').Preview} Preview
 */

/** @type {import('./types.js').CreateOutput} */
export function lineView({ palette, points }) {
  const canvas = h('canvas', { class: 'map', role: 'img', 'aria-label': 'The points, and the network’s fit' });
  const badge = h('p', { class: 'badge', hidden: true });
  const readout = h('p', { class: 'badge readout', hidden: true });
  const plane = h('div', { class: 'plane line' }, canvas, badge, readout);
  const legend = h('p', { class: 'legend keys' },
    h('span', { class: 'line-key' }, 'the network’s fit'),
    h('span', null, '● points'));
  const element = h('div', { class: 'output-line' }, plane, legend);

  /** @type {Opened | null} */
  let opened = null;
  /** @type {Frame | null} */
  let frame = null;
  /** @type {Preview | null} */
  let preview = null;
  /** Half the height of the plot in units of the target. */
  let reach = 1;
  let width = 0;
  let height = 0;
  /** @type {number | null} place of the mouse in CSS pixels */
  let hover = null;
  const context = sharpCanvas(canvas, (w, hgt) => {
    width = w;
    height = hgt;
    draw();
  });

  const box = () => ({ left: 36, right: width - 8, top: 8, bottom: height - 20 });

  /** The answers along the line: of the output, or of the neuron that is pointed at. */
  function curve() {
    if (!frame?.curve) return null;
    const { outputSize } = frame;
    const neurons = frame.curve.length / outputSize;
    const row = preview?.field ?? neurons - 1;
    return frame.curve.subarray(row * outputSize, (row + 1) * outputSize);
  }

  function draw() {
    if (!opened || width === 0) return;
    const { left, right, top, bottom } = box();
    const { css } = palette();
    const { range } = opened.dataset;
    const values = curve();
    const high = preview && frame ? roundUp(1.05 * frame.scales[preview.field]) : reach;
    /** @param {number} x */
    const xOf = (x) => left + ((x + range) / (2 * range)) * (right - left);
    /** @param {number} y */
    const yOf = (y) => (top + bottom) / 2 - (y / high) * ((bottom - top) / 2);
    context.clearRect(0, 0, width, height);
    drawAxes(xOf, yOf, high);
    context.save();
    context.beginPath();
    context.rect(left, top - 6, right - left, bottom - top + 12);
    context.clip();
    if (!preview) drawDots(xOf, yOf);
    if (values) {
      context.strokeStyle = css.accent;
      context.lineWidth = 2.5;
      context.lineJoin = 'round';
      context.beginPath();
      values.forEach((value, i) => context.lineTo(left + ((i + 0.5) / values.length) * (right - left), yOf(value)));
      context.stroke();
    }
    context.restore();
    if (hover !== null && values) drawHover(values, yOf);
  }

  /** @param {(x: number) => number} xOf @param {(y: number) => number} yOf @param {number} high */
  function drawAxes(xOf, yOf, high) {
    if (!opened) return;
    const { left, right, bottom } = box();
    const { css } = palette();
    const { range } = opened.dataset;
    context.font = '12px system-ui, "DejaVu Sans", sans-serif';
    context.fillStyle = css.soft;
    context.lineWidth = 1;
    const levels = ticks(high, 2);
    const across = ticks(range, 3, 1);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const level of mirrored(levels.values)) {
      const y = Math.round(yOf(level)) + 0.5;
      context.strokeStyle = level === 0 ? css.faint : css.line;
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(right, y);
      context.stroke();
      context.fillText(minus(level.toFixed(levels.places)), left - 6, y);
    }
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    for (const at of mirrored(across.values)) context.fillText(minus(at.toFixed(across.places)), xOf(at), bottom + 16);
  }

  /** @param {(x: number) => number} xOf @param {(y: number) => number} yOf */
  function drawDots(xOf, yOf) {
    if (!opened) return;
    const { css } = palette();
    const { count: rows, x, y, test } = opened.dataset;
    const radius = rows > 700 ? 2 : 3;
    for (let i = 0; i < rows; i += 1) {
      if (!(test[i] ? points.test : points.training)) continue;
      drawMark(context, { x: xOf(x[i]), y: yOf(y[i]), radius, shape: 1, colour: css.negative, hollow: test[i] === 1, rim: css.card, ground: css.card });
    }
  }

  /** @param {Float32Array} values @param {(y: number) => number} yOf */
  function drawHover(values, yOf) {
    if (hover === null || !opened) return;
    const { left, right, top, bottom } = box();
    const { css } = palette();
    const share = Math.max(0, Math.min(1, (hover - left) / (right - left)));
    const i = Math.min(values.length - 1, Math.floor(share * values.length));
    const x = left + ((i + 0.5) / values.length) * (right - left);
    context.strokeStyle = css.edge;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, bottom);
    context.stroke();
    context.beginPath();
    context.arc(x, yOf(values[i]), 4, 0, 7);
    context.fillStyle = css.accent;
    context.fill();
    const { range } = opened.dataset;
    setText(readout, `x ${signed(((2 * i + 1) / values.length - 1) * range, 2)}  →  ${measure(values[i])}`);
  }

  /** @param {number | null} x */
  function hoverAt(x) {
    hover = x;
    readout.hidden = x === null || !frame?.curve;
    draw();
  }
  plane.addEventListener('pointermove', (event) => hoverAt(event.clientX - plane.getBoundingClientRect().left));
  plane.addEventListener('pointerleave', () => hoverAt(null));

  const bound = (/** @type {number} */ value, /** @type {number} */ most) => Math.max(-most, Math.min(most, value));
  return {
    element,
    ground: {
      element: plane,
      locate(x, y) {
        const { left, right, top, bottom } = box();
        const range = opened?.dataset.range ?? 1;
        return [bound(((2 * (x - left)) / (right - left) - 1) * range, range), bound((1 - (2 * (y - top)) / (bottom - top)) * reach, reach)];
      },
      spot(a, b) {
        const { left, right, top, bottom } = box();
        const range = opened?.dataset.range ?? 1;
        return { x: left + ((a / range + 1) / 2) * (right - left), y: top + ((1 - b / reach) / 2) * (bottom - top) };
      },
    },
    hasPoints: true,
    open(next) {
      opened = next;
      frame = null;
      reach = roundUp(1.1 * next.dataset.y.reduce((most, y) => Math.max(most, Math.abs(y)), 0));
      draw();
    },
    show(next) {
      frame = next;
      draw();
      if (!next.playing) canvas.setAttribute('aria-label', `The points, and the network’s fit after ${count(next.step)} steps: test loss ${measure(next.testLoss)}`);
    },
    preview(next) {
      preview = next;
      plane.classList.toggle('previewing', Boolean(next));
      legend.style.visibility = next ? 'hidden' : '';
      draw();
    },
    label(label) {
      badge.hidden = label === null;
      setText(badge, label ?? '');
    },
    redraw: draw,
  };
}

/** The same to both sides of zero. @param {number[]} values from 0 up */
const mirrored = (values) => [...values.slice(1).map((value) => -value), ...values];
