import { pixelCanvas, sharpCanvas } from '../../ui/canvas.js';
import { h } from '../../ui/dom.js';
import { measure, signed } from '../../ui/format.js';
import { contour } from './contours.js';
import { scaleOf } from './surface-scale.js';

/**
 * The loss surface on a canvas: colours between the theme's two ends, contour lines, axes, the path walked and
 * where the run stands now. Reading a place off works by mouse and by arrow keys.
 * @typedef {import('../types.js').Surface} Surface
 * @typedef {{ a: number, b: number, loss: number }} Place
 */

/** Pixels for the numbers at the axes. */
const margin = { left: 40, bottom: 34, top: 6, right: 8 };

/**
 * @param {object} options
 * @param {() => import('../../ui/palette.js').Palette} options.palette
 * @param {(said: string, hold: boolean) => void} options.onRead a place is pointed at, or '' when no more
 */
export function surfaceDrawing({ palette, onRead }) {
  const canvas = h('canvas', { class: 'surface', tabindex: 0, role: 'application', 'aria-roledescription': 'loss surface', 'aria-label': 'Loss surface. Arrow keys read it off, Home goes to where the run stands' });
  /** @type {Surface | null} */
  let surface = null;
  let log = true;
  /** @type {Place | null} */
  let now = null;
  /** What was walked since the surface was made. @type {{ a: number, b: number }[]} */
  let walked = [];
  /** The grid point read off. @type {{ column: number, row: number } | null} */
  let cursor = null;
  let width = 0;
  let height = 0;
  let picture = pixelCanvas(1, 1);
  /** @type {import('./surface-scale.js').Scale | null} */
  let scale = null;
  const context = sharpCanvas(canvas, (w, hgt) => {
    width = w;
    height = hgt;
    draw();
  });

  const box = () => ({ left: margin.left, top: margin.top, right: width - margin.right, bottom: height - margin.bottom });
  /** @param {number} column in grid points, with parts */
  const xOf = (column) => box().left + (column / ((surface?.side ?? 2) - 1)) * (box().right - box().left);
  /** Rows rise upwards. @param {number} row */
  const yOf = (row) => box().bottom - (row / ((surface?.side ?? 2) - 1)) * (box().bottom - box().top);
  /** @param {number[]} axis @param {number} value */
  const along = (axis, value) => ((value - axis[0]) / (axis[axis.length - 1] - axis[0])) * (axis.length - 1);

  /** Colours of the grid, one pixel for each point. */
  function paint() {
    if (!surface) return;
    const { side, loss } = surface;
    scale = scaleOf(loss, log);
    if (picture.canvas.width !== side) picture = pixelCanvas(side, side);
    const image = picture.context.createImageData(side, side);
    const { zero, positive } = palette();
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const value = loss[row * side + column];
        if (Number.isNaN(value) || !scale) continue;
        const share = 0.04 + 0.72 * (Number.isFinite(value) ? scale.place(value) : 1);
        const to = 4 * ((side - 1 - row) * side + column);
        for (let k = 0; k < 3; k += 1) image.data[to + k] = zero[k] + (positive[k] - zero[k]) * share;
        image.data[to + 3] = 255;
      }
    }
    picture.context.putImageData(image, 0, 0);
  }

  function draw() {
    if (width === 0) return;
    const { css } = palette();
    context.clearRect(0, 0, width, height);
    const { left, right, top, bottom } = box();
    context.fillStyle = css.sunken;
    context.fillRect(left, top, right - left, bottom - top);
    if (surface) {
      context.save();
      context.beginPath();
      context.rect(left, top, right - left, bottom - top);
      context.clip();
      drawHeights();
      drawPath(css);
      context.restore();
      drawAxes(css);
    }
    context.strokeStyle = css.line;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, right - left - 1, bottom - top - 1);
  }

  function drawHeights() {
    if (!surface || !scale) return;
    const { side, loss } = surface;
    const { left, right, top, bottom } = box();
    // Grid points are the pixels' middles: the outermost half pixels lie outside the frame.
    const [w, hgt] = [(right - left) / (side - 1), (bottom - top) / (side - 1)];
    context.imageSmoothingEnabled = surface.left === 0;
    context.drawImage(picture.canvas, left - w / 2, top - hgt / 2, side * w, side * hgt);
    context.strokeStyle = palette().css.ink;
    context.globalAlpha = 0.28;
    context.lineWidth = 1;
    context.beginPath();
    for (const level of scale.levels) {
      contour(loss, side, level, (x0, y0, x1, y1) => {
        context.moveTo(xOf(x0), yOf(y0));
        context.lineTo(xOf(x1), yOf(y1));
      });
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** @param {Record<string, string>} css */
  function drawPath(css) {
    if (!surface) return;
    const { a, b, path } = surface;
    const places = [...path.a.map((value, i) => ({ a: value, b: path.b[i] })), ...walked];
    const line = () => {
      context.beginPath();
      places.forEach((place, i) => context[i ? 'lineTo' : 'moveTo'](xOf(along(a, place.a)), yOf(along(b, place.b))));
      context.stroke();
    };
    context.lineJoin = 'round';
    // A rim of paper keeps it apart from every ground.
    context.strokeStyle = css.card;
    context.lineWidth = 4;
    line();
    context.strokeStyle = css.ink;
    context.lineWidth = 1.6;
    line();
    const first = places[0];
    if (first) disc(css, first.a, first.b, 4, css.card, css.ink);
    if (now) disc(css, now.a, now.b, 6, css.accent, css.card);
    if (cursor) {
      const [x, y] = [xOf(cursor.column), yOf(cursor.row)];
      context.lineWidth = 1.5;
      context.strokeStyle = css.ink;
      context.strokeRect(x - 4, y - 4, 8, 8);
    }
  }

  /** @param {Record<string, string>} css @param {number} atA @param {number} atB @param {number} radius @param {string} inside @param {string} rim */
  function disc(css, atA, atB, radius, inside, rim) {
    if (!surface) return;
    context.beginPath();
    context.arc(xOf(along(surface.a, atA)), yOf(along(surface.b, atB)), radius, 0, 7);
    context.fillStyle = inside;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = rim;
    context.stroke();
  }

  /** @param {Record<string, string>} css */
  function drawAxes(css) {
    if (!surface) return;
    const { a, b, side } = surface;
    const { left, right, top, bottom } = box();
    context.fillStyle = css.soft;
    context.font = '12px system-ui, "DejaVu Sans", sans-serif';
    const middle = (side - 1) / 2;
    for (const at of [0, middle, side - 1]) {
      context.textBaseline = 'top';
      context.textAlign = at === 0 ? 'left' : at === middle ? 'center' : 'right';
      context.fillText(signed(a[at], 2), xOf(at), bottom + 4);
      context.textAlign = 'right';
      context.textBaseline = at === 0 ? 'bottom' : at === middle ? 'middle' : 'top';
      context.fillText(signed(b[at], 2), left - 5, yOf(at));
    }
    context.textAlign = 'center';
    context.textBaseline = 'bottom';
    context.fillText('direction a', (left + right) / 2, height);
    context.save();
    context.translate(0, (top + bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = 'top';
    context.fillText('direction b', -(bottom - top) / 4, 0);
    context.restore();
  }

  /** @param {boolean} hold it was reached by keys: to be spoken */
  function read(hold) {
    if (!surface || !cursor) return onRead('', false);
    const { column, row } = cursor;
    const loss = surface.loss[row * surface.side + column];
    const said = Number.isNaN(loss) ? 'not computed yet' : `loss ${measure(loss)}`;
    onRead(`a ${signed(surface.a[column], 2)}, b ${signed(surface.b[row], 2)}: ${said}`, hold);
  }

  /** @param {number} column @param {number} row @param {boolean} hold */
  function moveTo(column, row, hold) {
    if (!surface) return;
    const inside = (/** @type {number} */ value) => Math.min(Number(surface?.side) - 1, Math.max(0, Math.round(value)));
    cursor = { column: inside(column), row: inside(row) };
    read(hold);
    draw();
  }

  canvas.addEventListener('pointermove', (event) => {
    if (!surface) return;
    const frame = canvas.getBoundingClientRect();
    const { left, right, top, bottom } = box();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    moveTo(((x - left) / (right - left)) * (surface.side - 1), ((bottom - y) / (bottom - top)) * (surface.side - 1), false);
  });
  const stop = () => {
    cursor = null;
    read(false);
    draw();
  };
  canvas.addEventListener('pointerleave', stop);
  canvas.addEventListener('blur', stop);
  canvas.addEventListener('keydown', (event) => {
    if (!surface || event.ctrlKey || event.altKey || event.metaKey) return;
    const { column, row } = cursor ?? home(surface);
    /** @type {Record<string, [number, number]>} */
    const to = { ArrowLeft: [column - 1, row], ArrowRight: [column + 1, row], ArrowUp: [column, row + 1], ArrowDown: [column, row - 1] };
    if (event.key === 'Escape') return stop();
    const next = event.key === 'Home' ? Object.values(home(surface)) : to[event.key];
    if (!next) return;
    event.preventDefault();
    moveTo(next[0], next[1], true);
  });

  /** The grid point next to where the run stands. @param {Surface} of */
  function home({ a, b, side }) {
    const middle = (side - 1) / 2;
    return now ? { column: along(a, now.a), row: along(b, now.b) } : { column: middle, row: middle };
  }

  return {
    element: canvas,
    /** A surface, or as much of it as there is; null for none. @param {Surface | null} next */
    set(next) {
      if (next?.a !== surface?.a || !next) {
        walked = [];
        now = null;
        cursor = null;
      }
      surface = next;
      paint();
      draw();
    },
    /** The run has moved. @param {Place} place */
    move(place) {
      const last = walked[walked.length - 1] ?? now;
      now = place;
      if (!last || last.a !== place.a || last.b !== place.b) walked.push({ a: place.a, b: place.b });
      if (walked.length > 4000) walked = walked.filter((_, i) => i % 2 === 0);
      draw();
    },
    /** @param {boolean} on */
    setLog(on) {
      log = on;
      paint();
      draw();
    },
    redraw() {
      paint();
      draw();
    },
    /** Losses at the two ends of the colours. */
    get ends() {
      return scale && { low: scale.low, high: scale.high };
    },
    get steps() {
      return walked.length;
    },
  };
}
