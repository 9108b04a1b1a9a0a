import { drawAxes, segment } from './axes.js';
import { sharpCanvas } from './canvas.js';
import { count, precise } from './format.js';
import { roundUp, ticks } from './ticks.js';

/**
 * Several curves over training steps on one canvas. Each is told apart by its dash and the letter at its end
 * as well as by its colour. A line across reads exact values: by pointing, or with the arrow keys.
 *
 * @typedef {object} ChartLine
 * @property {string} letter @property {string} colour a token's name @property {number[]} dash
 * @property {ArrayLike<number>} steps rising @property {ArrayLike<number>} values not finite: a gap
 *
 * @typedef {{ step: number, value: number }} Reading a kept row of a line, with its own step
 */

/** Room for a letter beyond the end of a line, and between two letters. */
const letterRoom = 18;
const letterHeight = 13;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} options
 * @param {string} options.label what is read
 * @param {() => Record<string, string>} options.colours tokens as CSS text
 * @param {(step: number | null) => void} options.onRead the line across stands here; null: it is gone
 */
export function lineChart(canvas, { label, colours, onRead }) {
  /** @type {ChartLine[]} */
  let lines = [];
  let log = false;
  let width = 0;
  let height = 0;
  /** @type {number | null} */
  let reading = null;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'slider');
  canvas.setAttribute('aria-label', label);
  const context = sharpCanvas(canvas, (w, hgt) => {
    width = w;
    height = hgt;
    draw();
  });
  const box = () => ({ left: 44, right: width - letterRoom, top: 8, bottom: height - 20 });
  const lastStep = () => Math.max(1, ...lines.map(({ steps }) => steps[steps.length - 1] ?? 0));
  /** @param {number} step */
  const xOf = (step) => box().left + (step / lastStep()) * (box().right - box().left);

  function draw() {
    if (width === 0) return;
    const { top, bottom } = box();
    const ink = colours();
    const { yOf, levels } = (log ? logScale : linearScale)(lines, top, bottom);
    drawAxes(context, { box: box(), width, height, levels, yOf, last: lastStep(), xOf, ink });
    if (reading !== null) {
      context.strokeStyle = ink.edge;
      segment(context, xOf(reading), top, xOf(reading), bottom);
    }
    context.lineJoin = 'round';
    for (const line of lines) curve(line, yOf, ink);
    context.setLineDash([]);
    letters(yOf, ink);
  }

  /** @param {ChartLine} line @param {(value: number) => number} yOf @param {Record<string, string>} ink */
  function curve({ steps, values, colour, dash }, yOf, ink) {
    context.beginPath();
    let drawing = false;
    for (let i = 0; i < steps.length; i += 1) {
      if (Number.isFinite(values[i])) {
        if (drawing) context.lineTo(xOf(steps[i]), yOf(values[i]));
        else context.moveTo(xOf(steps[i]), yOf(values[i]));
      }
      drawing = Number.isFinite(values[i]);
    }
    context.lineWidth = 2;
    context.strokeStyle = ink[colour];
    context.setLineDash(dash);
    context.stroke();
    const at = reading === null ? null : readAt({ steps, values }, reading);
    if (!at) return;
    context.setLineDash([]);
    context.fillStyle = ink[colour];
    context.beginPath();
    context.arc(xOf(at.step), yOf(at.value), 3.5, 0, 7);
    context.fill();
  }

  /** The letters at the lines' ends, moved apart where lines end close together. @param {(value: number) => number} yOf @param {Record<string, string>} ink */
  function letters(yOf, ink) {
    const { top, bottom } = box();
    const ends = lines.flatMap(({ letter, steps, values }) => {
      const at = readAt({ steps, values }, steps[steps.length - 1]);
      return at ? [{ letter, x: xOf(at.step) + 5, y: yOf(at.value) }] : [];
    }).sort((a, b) => a.y - b.y);
    /* Down from the top so that none covers the one above, then up again from the lower edge. */
    ends.forEach((end, i) => {
      const above = ends.slice(0, i).filter(({ x }) => Math.abs(x - end.x) < letterRoom).at(-1);
      end.y = Math.max(end.y, top, above ? above.y + letterHeight : 0);
    });
    let floor = bottom;
    for (const end of ends.toReversed()) {
      if (end.x < box().right - letterRoom) continue;
      end.y = Math.min(end.y, floor);
      floor = end.y - letterHeight;
    }
    context.font = '600 12px system-ui, "DejaVu Sans", sans-serif';
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.lineWidth = 3;
    context.strokeStyle = ink.card;
    context.fillStyle = ink.ink;
    for (const { letter, x, y } of ends) {
      context.strokeText(letter, x, y);
      context.fillText(letter, x, y);
    }
  }

  /** @param {number | null} step */
  function read(step) {
    if (step === reading) return;
    reading = step;
    speak();
    onRead(step);
    draw();
  }

  function speak() {
    const at = reading ?? lastStep();
    const words = lines.map((line) => {
      const found = readAt(line, at);
      return `${line.letter} ${found ? precise(found.value) : 'ended'}`;
    });
    canvas.setAttribute('aria-valuemin', '0');
    canvas.setAttribute('aria-valuemax', String(lastStep()));
    canvas.setAttribute('aria-valuenow', String(at));
    canvas.setAttribute('aria-valuetext', lines.length ? `step ${count(at)}: ${words.join(', ')}` : 'nothing drawn yet');
  }

  /** Every step of which a line keeps a value. */
  const kept = () => [...new Set(lines.flatMap(({ steps }) => Array.from(steps)))].sort((a, b) => a - b);

  /** @param {PointerEvent} event */
  const follow = (event) => {
    if (!lines.length) return;
    const { left, right } = box();
    const share = (event.clientX - canvas.getBoundingClientRect().left - left) / (right - left);
    const wanted = Math.max(0, Math.min(1, share)) * lastStep();
    const steps = kept();
    if (steps.length) read(steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best)));
  };
  canvas.addEventListener('pointermove', follow);
  canvas.addEventListener('pointerdown', follow);
  canvas.addEventListener('pointerleave', () => read(null));
  canvas.addEventListener('blur', () => read(null));
  canvas.addEventListener('keydown', (event) => {
    const steps = kept();
    const now = reading ?? lastStep();
    const page = Math.max(1, Math.round(steps.length / 10));
    const at = Math.max(0, steps.findLastIndex((step) => step <= now));
    /** @type {Record<string, number>} */
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - page, PageUp: at + page, Home: 0, End: steps.length - 1 };
    if (!steps.length || !(event.key in to)) return;
    event.preventDefault();
    read(steps[Math.max(0, Math.min(to[event.key], steps.length - 1))]);
  });
  speak();

  return {
    draw,
    /** @param {ChartLine[]} next @param {{ log: boolean }} options log: powers of ten evenly spaced */
    set(next, options) {
      lines = next;
      log = options.log;
      if (reading !== null && reading > lastStep()) reading = null;
      speak();
      draw();
    },
    get reading() {
      return reading;
    },
    lastStep,
  };
}

/**
 * The row of a line nearest to a step; null beyond its end, or where it has no value there.
 * @param {{ steps: ArrayLike<number>, values: ArrayLike<number> }} line @param {number} step
 * @returns {Reading | null}
 */
export function readAt({ steps, values }, step) {
  if (!steps.length || step > steps[steps.length - 1]) return null;
  let low = 0;
  let high = steps.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle;
  }
  const i = step - steps[low] < steps[high] - step ? low : high;
  return Number.isFinite(values[i]) ? { step: steps[i], value: values[i] } : null;
}

/** @param {ChartLine[]} lines */
const finite = (lines) => lines.flatMap(({ values }) => Array.from(values).filter(Number.isFinite)).sort((a, b) => a - b);

/** From zero to what all but the highest fiftieth stay below. @param {ChartLine[]} lines @param {number} top @param {number} bottom */
function linearScale(lines, top, bottom) {
  const values = finite(lines);
  const ceiling = roundUp(1.05 * (values[Math.ceil(0.98 * (values.length - 1))] ?? 1));
  const { values: levels, places } = ticks(ceiling, (bottom - top) / 44);
  return {
    /** @param {number} value */
    yOf: (value) => bottom - (Math.max(0, Math.min(value, ceiling)) / ceiling) * (bottom - top),
    levels: levels.map((value) => ({ value, text: value.toFixed(places) })),
  };
}

/** Whole powers of ten around what there is. @param {ChartLine[]} lines @param {number} top @param {number} bottom */
function logScale(lines, top, bottom) {
  const values = finite(lines).filter((value) => value > 0);
  const low = Math.max(-12, Math.floor(Math.log10(values[0] ?? 0.1)));
  const high = Math.max(low + 1, Math.min(low + 24, Math.ceil(Math.log10(values.at(-1) ?? 1))));
  const every = Math.max(1, Math.ceil(((high - low) * 20) / (bottom - top)));
  const levels = [];
  for (let power = low; power <= high; power += every) levels.push({ value: 10 ** power, text: powerText(power) });
  return {
    /** Zero lies at the lower edge. @param {number} value */
    yOf: (value) => {
      const share = value > 0 ? (Math.log10(value) - low) / (high - low) : 0;
      return bottom - Math.max(0, Math.min(1, share)) * (bottom - top);
    },
    levels,
  };
}

/** @param {number} power */
function powerText(power) {
  if (power >= -3 && power <= 4) return power < 0 ? (10 ** power).toFixed(-power) : count(10 ** power);
  return `1e${power}`.replace('-', '−');
}
