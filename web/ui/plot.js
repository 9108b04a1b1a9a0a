import { drawAxes, segment } from './axes.js';
import { sharpCanvas } from './canvas.js';
import { count, minus } from './format.js';
import { roundUp, ticks } from './ticks.js';

/**
 * Two curves over training steps on one canvas with axes: the training loss solid above a wash, the
 * test loss dashed. It is a slider as well: pressing on it asks for that step.
 *
 * @typedef {object} History
 * @property {ArrayLike<number>} steps @property {ArrayLike<number>} loss @property {ArrayLike<number>} testLoss
 *
 * @typedef {object} TrackState
 * @property {History} history
 * @property {History | null} [ghost] another way, shown faintly behind
 * @property {number} step where the run stands
 * @property {number} reached last step made
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} options
 * @param {() => Record<string, string>} options.colours tokens accent, ink, soft, line, card
 * @param {(step: number, done: boolean) => void} [options.onSeek]
 * @param {(row: { step: number, loss: number, testLoss: number } | null) => void} [options.onHover]
 */
export function lossTrack(canvas, { colours, onSeek, onHover }) {
  /** @type {TrackState} */
  let state = { history: { steps: [], loss: [], testLoss: [] }, step: 0, reached: 0 };
  let logarithmic = false;
  let width = 0;
  let height = 0;
  /** @type {number | null} */
  let hover = null;
  const context = sharpCanvas(canvas, (w, hgt) => {
    width = w;
    height = hgt;
    draw();
  });
  const box = () => ({ left: 38, right: width - 14, top: 8, bottom: height - 20 });
  const lastStep = () => Math.max(100, state.reached, ...(state.ghost ? [state.ghost.steps[state.ghost.steps.length - 1]] : []));

  /** @param {number} step */
  const xOf = (step) => box().left + (step / lastStep()) * (box().right - box().left);
  /** @param {number} x */
  const stepAt = (x) => {
    const { left, right } = box();
    const step = Math.round(Math.max(0, Math.min(1, (x - left) / (right - left))) * lastStep());
    // A place on the track is several steps wide: the one whose losses are known stands for them.
    const row = step < state.reached ? rowAt(state.history, step) : null;
    return row && Math.abs(xOf(row.step) - xOf(step)) < 2 ? row.step : step;
  };
  /** The same on every event: some browsers round offsets on some of them. @param {PointerEvent} event */
  const stepUnder = (event) => stepAt(event.clientX - canvas.getBoundingClientRect().left);

  function draw() {
    if (width === 0) return;
    const { left, top, bottom } = box();
    const ink = colours();
    const { history } = state;
    const { yOf, levels } = logarithmic ? decades(history, top, bottom) : evenScale(history, top, bottom, height > 90 ? 4 : 2);
    drawAxes(context, { box: box(), width, height, levels, yOf, last: lastStep(), xOf, ink });
    if (state.ghost) {
      context.strokeStyle = ink.faint;
      curve(state.ghost, state.ghost.loss, yOf);
      context.stroke();
    }
    curve(history, history.loss, yOf);
    context.lineTo(xOf(history.steps[history.steps.length - 1] ?? 0), bottom);
    context.lineTo(left, bottom);
    context.globalAlpha = 0.1;
    context.fillStyle = ink.accent;
    context.fill();
    context.globalAlpha = 1;

    context.lineJoin = 'round';
    context.lineWidth = 2;
    context.strokeStyle = ink.accent;
    curve(history, history.loss, yOf);
    context.stroke();
    context.setLineDash([5, 4]);
    context.lineWidth = 1.6;
    context.strokeStyle = ink.ink;
    curve(history, history.testLoss, yOf);
    context.stroke();
    context.setLineDash([]);

    if (hover !== null) {
      context.strokeStyle = ink.edge;
      context.lineWidth = 1;
      segment(context, xOf(hover), top, xOf(hover), bottom);
    }
    playhead(xOf(state.step), top, bottom, ink);
  }

  /** @param {History} history @param {ArrayLike<number>} values @param {(v: number) => number} yOf */
  function curve(history, values, yOf) {
    context.beginPath();
    let drawing = false;
    for (let i = 0; i < history.steps.length; i += 1) {
      // A value that is not a number (nothing held back, say) is a gap, not a drop to zero.
      if (Number.isFinite(values[i])) {
        if (drawing) context.lineTo(xOf(history.steps[i]), yOf(values[i]));
        else context.moveTo(xOf(history.steps[i]), yOf(values[i]));
      }
      drawing = Number.isFinite(values[i]);
    }
  }

  /** @param {number} x @param {number} top @param {number} bottom @param {Record<string, string>} ink */
  function playhead(x, top, bottom, ink) {
    context.strokeStyle = ink.ink;
    context.fillStyle = ink.ink;
    context.lineWidth = 1.5;
    segment(context, x, top - 2, x, bottom);
    context.beginPath();
    context.arc(x, top - 2, 4, 0, 7);
    context.fill();
  }

  /** @param {number | null} step */
  function hoverAt(step) {
    hover = step === null || step > state.reached ? null : step;
    const row = hover === null ? null : rowAt(state.history, hover);
    onHover?.(row && hover !== null ? { ...row, step: hover } : null);
    draw();
  }

  let dragging = false;
  /** @param {PointerEvent} event @param {boolean} done */
  const seekUnder = (event, done) => {
    const step = Math.min(stepUnder(event), state.reached);
    hoverAt(step);
    onSeek?.(step, done);
  };
  canvas.addEventListener('pointermove', (event) => {
    const step = stepUnder(event);
    hoverAt(dragging ? Math.min(step, state.reached) : step);
    if (dragging) onSeek?.(Math.min(step, state.reached), false);
  });
  canvas.addEventListener('pointerleave', () => hoverAt(null));
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !onSeek) return;
    dragging = true;
    canvas.setPointerCapture(event.pointerId);
    seekUnder(event, false);
  });
  const release = (/** @type {PointerEvent} */ event) => {
    if (dragging) seekUnder(event, true);
    dragging = false;
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('keydown', (event) => {
    const to = keyTarget(event.key, state);
    if (to === null || !onSeek) return;
    event.preventDefault();
    onSeek(Math.max(0, Math.min(to, state.reached)), true);
  });

  return {
    draw,
    /** @param {boolean} log whether losses are drawn on a logarithmic scale */
    scale(log) {
      logarithmic = log;
      draw();
    },
    /** @param {TrackState} next */
    set(next) {
      state = next;
      canvas.setAttribute('aria-valuemin', '0');
      canvas.setAttribute('aria-valuemax', String(state.reached));
      canvas.setAttribute('aria-valuenow', String(state.step));
      canvas.setAttribute('aria-valuetext', `step ${count(state.step)} of ${count(state.reached)}`);
      draw();
    },
  };
}

/** @param {string} key @param {TrackState} state @returns {number | null} */
function keyTarget(key, { step, reached }) {
  const page = Math.max(1, Math.round(reached / 10));
  if (key === 'ArrowLeft' || key === 'ArrowDown') return step - 1;
  if (key === 'ArrowRight' || key === 'ArrowUp') return step + 1;
  if (key === 'PageDown') return step - page;
  if (key === 'PageUp') return step + page;
  if (key === 'Home') return 0;
  if (key === 'End') return reached;
  return null;
}

/**
 * A height that all but the highest fiftieth of the points stay below: one spike, or a first loss far
 * above all later ones, would otherwise press the curves flat.
 * @param {History} history
 */
function usualHeight({ loss, testLoss }) {
  const values = Float64Array.from([...Array.from(loss), ...Array.from(testLoss)].filter(Number.isFinite)).sort();
  return values.length ? values[Math.ceil(0.98 * (values.length - 1))] : 0;
}

/**
 * Heights of losses above a zero line, and the levels to be labelled.
 * @typedef {{ yOf: (loss: number) => number, levels: { value: number, text: string }[] }} Scale
 * @param {History} history @param {number} top @param {number} bottom @param {number} most levels
 * @returns {Scale}
 */
function evenScale(history, top, bottom, most) {
  const ceiling = roundUp(1.05 * usualHeight(history));
  const { values, places } = ticks(ceiling, most);
  return {
    yOf: (loss) => bottom - (Math.min(loss, ceiling) / ceiling) * (bottom - top),
    levels: values.map((value) => ({ value, text: value.toFixed(places) })),
  };
}

/** The same between powers of ten, eight of them at the most. @param {History} history @param {number} top @param {number} bottom @returns {Scale} */
function decades({ loss, testLoss }, top, bottom) {
  let [low, high] = [Infinity, 0];
  for (const value of [...Array.from(loss), ...Array.from(testLoss)]) {
    if (value > 0 && value < low) low = value;
    if (Number.isFinite(value) && value > high) high = value;
  }
  const last = Math.ceil(Math.log10(high || 1));
  const first = Math.max(last - 8, Math.min(last - 1, Math.floor(Math.log10(Math.min(low, high || 1)))));
  return {
    yOf: (value) => bottom - (Math.min(last, Math.max(first, Math.log10(Math.max(value, 1e-30)))) - first) / (last - first) * (bottom - top),
    levels: Array.from({ length: last - first + 1 }, (_, i) => ({ value: 10 ** (first + i), text: powerOfTen(first + i) })).filter((_, i) => last - first < 5 || i % 2 === 0),
  };
}

/** @param {number} exponent */
const powerOfTen = (exponent) => (exponent < -3 || exponent > 3 ? minus(`1e${exponent}`) : (10 ** exponent).toFixed(Math.max(0, -exponent)));

/** The row nearest to a step. @param {History} history @param {number} step */
function rowAt({ steps, loss, testLoss }, step) {
  if (steps.length === 0) return null;
  let low = 0;
  let high = steps.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle;
  }
  const i = step - steps[low] <= steps[high] - step ? low : high;
  return { step: steps[i], loss: loss[i], testLoss: testLoss[i] };
}

/** A sentence on the whole curve, for those who do not see it. @param {TrackState} state */
export function describeTrack({ history, reached }) {
  const last = history.steps.length - 1;
  if (last < 1) return 'No step has been made yet.';
  const [first, now] = [history.loss[0], history.loss[last]].map((value) => minus(value.toPrecision(2)));
  return `Over ${count(reached)} steps the training loss went from ${first} to ${now}.`;
}
