/** @file A picture of numbers, one square for each, with a frame around those that are spoken of. */

import { sharpCanvas } from '../../../ui/canvas.js';
import { h } from '../../../ui/dom.js';
import { readPalette } from '../../../ui/palette.js';

/** @typedef {{ top: number, left: number, size: number }} Frame in squares; it may stand over the edge */

/**
 * @param {object} options
 * @param {string} options.name its class
 * @param {string} options.label spoken
 * @param {boolean} options.signed two colours around zero, instead of ink on paper from 0 to 1
 * @param {(row: number, column: number) => void} [options.onPick] pointed at
 * @param {(down: number, across: number) => void} [options.onMove] by arrow keys
 */
export function pixelGrid({ name, label, signed, onPick, onMove }) {
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const element = h('div', { class: `grid ${name}` }, canvas);
  if (onMove) {
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    element.setAttribute('aria-label', `${label}. Arrow keys move the filter.`);
  } else {
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', label);
  }
  let width = 0;
  /** @type {{ values: ArrayLike<number>, rows: number, columns: number, frame?: Frame, border: number, upTo: number } | null} */
  let shown = null;
  const context = sharpCanvas(canvas, (w) => {
    width = w;
    paint();
  });
  const unit = () => (shown ? width / (shown.columns + 2 * shown.border) : 1);

  function paint() {
    if (!shown || width === 0) return;
    const { values, rows, columns, frame, border: room, upTo } = shown;
    const { css } = readPalette();
    const size = unit();
    context.clearRect(0, 0, width, width);
    context.fillStyle = css.sunken;
    context.fillRect(0, 0, width, width);
    context.fillStyle = signed ? css.zero : css.card;
    context.fillRect(room * size, room * size, columns * size, rows * size);
    let most = 0;
    for (let i = 0; i < values.length; i += 1) most = Math.max(most, Math.abs(values[i]));
    for (let i = 0; i < Math.min(rows * columns, upTo); i += 1) {
      const value = values[i];
      context.globalAlpha = signed ? Math.abs(value) / (most || 1) : value;
      context.fillStyle = !signed ? css.ink : value < 0 ? css.negative : css.positive;
      context.fillRect((room + (i % columns)) * size, (room + Math.floor(i / columns)) * size, size, size);
    }
    context.globalAlpha = 1;
    context.strokeStyle = css.line;
    context.lineWidth = 1;
    context.beginPath();
    for (let i = 0; i <= columns + 2 * room; i += 1) line(i * size, 0, i * size, width);
    for (let i = 0; i <= rows + 2 * room; i += 1) line(0, i * size, width, i * size);
    context.stroke();
    if (!frame) return;
    context.strokeStyle = css.card;
    context.lineWidth = 4;
    outline(frame, size, room);
    context.strokeStyle = css.accent;
    context.lineWidth = 2;
    outline(frame, size, room);
  }

  /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
  function line(x0, y0, x1, y1) {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }

  /** @param {Frame} frame @param {number} size @param {number} room */
  function outline({ top, left, size: squares }, size, room) {
    context.strokeRect((room + left) * size, (room + top) * size, squares * size, squares * size);
  }

  /** @param {PointerEvent} event */
  function pick(event) {
    if (!shown || !onPick) return;
    const box = canvas.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / unit()) - shown.border;
    const column = Math.floor((event.clientX - box.left) / unit()) - shown.border;
    onPick(row, column);
  }
  if (onPick) {
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      pick(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) pick(event);
    });
  }
  element.addEventListener('keydown', (event) => {
    const to = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!to || !onMove || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onMove(to[0], to[1]);
  });

  return {
    element,
    /**
     * @param {ArrayLike<number>} values @param {number} rows @param {number} columns
     * @param {{ frame?: Frame, border?: number, upTo?: number }} [options] border: squares of zeros around; upTo: only so
     *   many of the values are known yet
     */
    draw(values, rows, columns, { frame, border = 0, upTo = Infinity } = {}) {
      shown = { values, rows, columns, frame, border, upTo };
      paint();
    },
  };
}
