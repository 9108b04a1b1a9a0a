import { sharpCanvas } from '../../ui/canvas.js';
import { h, setText } from '../../ui/dom.js';

/**
 * A pad to draw a digit on, with mouse, finger or keyboard. It keeps strokes, not pixels, so that the
 * last one can be taken back and the drawing stays sharp at every size. Places go from 0 to 1.
 *
 * @typedef {object} Drawing
 * @property {Float32Array} drawn [side][side], 0 for paper, 1 for ink
 * @property {number} side
 * @property {boolean} empty
 */

/** Pixels along a side of what the engine is given: four for one of MNIST's. */
const side = 112;

/** The pen's width as a share of the pad: what a digit as large as most draw it has in MNIST. */
const penWidth = 0.085;

/** Where the pen waits over an empty pad: where most digits begin. */
const start = { x: 0.5, y: 0.2 };

/** How far an arrow key moves the pen, as a share of the pad; with Shift further. */
const small = 1 / 32;
const large = 1 / 8;

const help = 'Arrow keys move the pen, with Shift further. Space sets it down and lifts it. Backspace takes back a stroke, Delete clears the pad.';

/**
 * @param {object} options
 * @param {() => import('../../ui/palette.js').Palette} options.palette
 * @param {(drawing: Drawing) => void} options.onDraw with every change of the drawing
 * @param {(drawing: Drawing) => void} options.onStroke a stroke is finished, taken back, or the pad cleared
 */
export function drawingPad({ palette, onDraw, onStroke }) {
  /** @typedef {number[]} Stroke x y x y … */
  /** @type {Stroke[]} */
  let strokes = [];
  /** The stroke under the pen. @type {Stroke | null} */
  let current = null;
  /** Where keys draw. */
  const pen = { ...start };
  let width = 0;
  const sheet = h('canvas', { width: side, height: side }).getContext('2d', { willReadFrequently: true });

  const state = h('p', { class: 'visually-hidden', role: 'status' });
  const canvas = h('canvas', { 'aria-hidden': true });
  const hint = h('p', { class: 'pad-hint', 'aria-hidden': true }, 'Draw a digit here');
  const surface = h('div', {
    class: 'pad',
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'drawing pad',
    'aria-label': `Draw a digit. ${help}`,
  }, canvas, hint);
  const undo = h('button', { type: 'button', class: 'button', onclick: takeBack }, 'Undo');
  const clear = h('button', { type: 'button', class: 'button', onclick: wipe }, 'Clear');
  const keys = h('p', { class: 'help pad-keys', 'aria-hidden': true }, 'With keys: arrows move the pen, Space draws.');
  const context = sharpCanvas(canvas, (w) => {
    width = w;
    draw();
  });

  /** @param {CanvasRenderingContext2D} target @param {number} size @param {string} colour */
  function ink(target, size, colour) {
    target.strokeStyle = colour;
    target.lineWidth = penWidth * size;
    target.lineCap = target.lineJoin = 'round';
    for (const stroke of current ? [...strokes, current] : strokes) {
      target.beginPath();
      target.moveTo(stroke[0] * size, stroke[1] * size);
      // A line to where it starts makes a dot of a stroke of one point.
      for (let i = 0; i < stroke.length; i += 2) target.lineTo(stroke[i] * size, stroke[i + 1] * size);
      target.stroke();
    }
  }

  function draw() {
    const { css } = palette();
    const bare = strokes.length === 0 && !current;
    hint.hidden = !bare;
    undo.disabled = clear.disabled = bare;
    if (width === 0) return;
    context.clearRect(0, 0, width, width);
    ink(context, width, css.ink);
    if (!surface.matches(':focus-visible')) return;
    context.beginPath();
    context.arc(pen.x * width, pen.y * width, (penWidth * width) / 2 + 2, 0, 7);
    context.lineWidth = 2;
    context.strokeStyle = css.accent;
    context.stroke();
  }

  /** @returns {Drawing} */
  function read() {
    if (!sheet) throw new Error('this browser gives no 2D canvas');
    sheet.clearRect(0, 0, side, side);
    ink(sheet, side, '#000');
    const { data } = sheet.getImageData(0, 0, side, side);
    const drawn = new Float32Array(side * side);
    for (let i = 0; i < drawn.length; i += 1) drawn[i] = data[4 * i + 3] / 255;
    return { drawn, side, empty: strokes.length === 0 && !current };
  }

  function changed() {
    draw();
    onDraw(read());
  }

  function lift() {
    if (!current) return;
    strokes.push(current);
    current = null;
    draw();
    onStroke(read());
  }

  function takeBack() {
    if (current) current = null;
    else strokes.pop();
    changed();
    onStroke(read());
    if (strokes.length === 0) surface.focus({ preventScroll: true });
  }

  function wipe() {
    strokes = [];
    current = null;
    Object.assign(pen, start);
    changed();
    onStroke(read());
    surface.focus({ preventScroll: true });
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  /** @type {number | null} the finger or mouse that draws; others do not */
  let drawing = null;
  surface.addEventListener('pointerdown', (event) => {
    if (drawing !== null || event.button !== 0) return;
    drawing = event.pointerId;
    surface.setPointerCapture(drawing);
    lift();
    current = place(event);
    changed();
  });
  surface.addEventListener('pointermove', (event) => {
    if (event.pointerId !== drawing || !current) return;
    const trail = event.getCoalescedEvents?.() ?? [];
    for (const each of trail.length > 0 ? trail : [event]) current.push(...place(each));
    [pen.x, pen.y] = place(event);
    changed();
  });
  for (const end of ['pointerup', 'pointercancel']) {
    surface.addEventListener(end, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerId !== drawing) return;
      drawing = null;
      lift();
    });
  }

  /** @param {number} dx @param {number} dy */
  function move(dx, dy) {
    pen.x = Math.max(0, Math.min(1, pen.x + dx));
    pen.y = Math.max(0, Math.min(1, pen.y + dy));
    if (!current) return draw();
    current.push(pen.x, pen.y);
    changed();
  }

  function dip() {
    if (current) {
      lift();
      setText(state, 'Pen up.');
    } else {
      current = [pen.x, pen.y];
      changed();
      setText(state, 'Pen down.');
    }
  }

  surface.addEventListener('keydown', (event) => {
    const undoing = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';
    if (!undoing && (event.ctrlKey || event.metaKey || event.altKey)) return;
    const far = event.shiftKey ? large : small;
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowLeft: () => move(-far, 0),
      ArrowRight: () => move(far, 0),
      ArrowUp: () => move(0, -far),
      ArrowDown: () => move(0, far),
      ' ': () => !event.repeat && dip(),
      Backspace: takeBack,
      Delete: wipe,
    };
    const act = undoing ? takeBack : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  surface.addEventListener('focus', draw);
  surface.addEventListener('blur', () => {
    if (drawing === null) lift();
    draw();
  });
  draw();

  return {
    surface,
    buttons: h('div', { class: 'pad-buttons', role: 'group', 'aria-label': 'Drawing' }, undo, clear),
    notes: h('div', null, keys, state),
    read,
    redraw: draw,
  };
}
