import { sharpCanvas } from '../../ui/canvas.js';
import { h } from '../../ui/dom.js';
import { signed } from '../../ui/format.js';
import { drawMark } from '../points.js';
import { createPad } from './pad.js';
import { heldBack } from './store.js';
import { createTools } from './tools.js';

/**
 * Drawing points of one's own on the output: by mouse, pen, finger or keyboard. The network gets them a few times a
 * second, and learns on with the weights it has.
 * @typedef {import('../types.js').Opened} Opened
 * @typedef {import('../types.js').Ground} Ground
 * @typedef {{ numbers: number, x: number[], y: number[], test: number[], share: string }} Drawing
 */

/** Milliseconds between two handings of points to the engine during a stroke. */
const handEvery = 250;

/**
 * @param {HTMLElement} place for the tools
 * @param {{ page: import('../view.js').View, own: import('./store.js').Own }} options
 */
export function createEditor(place, { page, own }) {
  /** @type {Opened | null} */
  let opened = null;
  /** @type {Ground | null} */
  let ground = null;
  let kind = '';
  let busy = false;
  let again = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const most = page.table.find(({ key }) => key === 'points')?.max ?? 10_000;
  const mostClasses = page.table.find(({ key }) => key === 'classes')?.max ?? 10;

  const spoken = h('p', { class: 'visually-hidden', role: 'status' });
  const short = h('p', { class: 'help', hidden: true }, 'Nothing to learn from: draw two points or more. Until then the figures are of the points before.');
  const tools = createTools({
    onUndo: undo,
    onClear: clear,
    onMoreClasses: () => void moreClasses(),
    onTool: () => pad.show(tools.tool),
  });
  place.append(tools.element, short, spoken);
  const canvas = h('canvas', { 'aria-hidden': true });
  const pad = createPad({
    canvas,
    ground: () => ground,
    tools,
    begin() {
      own.mark(kind);
    },
    add,
    erase,
    end: hand,
    undo,
    say: (text) => {
      spoken.textContent = text;
    },
    describe,
    redraw: draw,
  });
  const context = sharpCanvas(canvas, draw);

  const rows = () => /** @type {Drawing} */ (own.get(kind));

  /** @param {number} a @param {number} b @returns {boolean} whether there was room */
  function add(a, b) {
    const all = rows();
    if (all.y.length >= most) {
      page.toast(`There are ${most} points now, as many as a drawing can have.`);
      return false;
    }
    const line = kind === 'curve';
    all.x.push(...(line ? [a] : [a, b]));
    all.y.push(line ? b : kind === 'points' ? tools.label : tools.value);
    all.test.push(heldBack(all.y, all.share, kind === 'points').at(-1) ?? 0);
    handSoon();
    draw();
    return true;
  }

  /**
   * @param {{ x: number, y: number }} at @param {number} radius in CSS pixels
   * @param {boolean} [nearest] only that one
   * @returns {number} how many there were
   */
  function erase(at, radius, nearest = false) {
    const all = rows();
    if (!ground) return 0;
    const found = [];
    for (let i = 0; i < all.y.length; i += 1) {
      const spot = spotOf(i);
      const distance = Math.hypot(spot.x - at.x, spot.y - at.y);
      if (distance <= radius) found.push({ i, distance });
    }
    found.sort((p, q) => p.distance - q.distance);
    const gone = new Set((nearest ? found.slice(0, 1) : found).map(({ i }) => i));
    if (gone.size === 0) return 0;
    const { numbers } = all;
    all.x = all.x.filter((_, i) => !gone.has(Math.floor(i / numbers)));
    all.y = all.y.filter((_, i) => !gone.has(i));
    all.test = all.test.filter((_, i) => !gone.has(i));
    handSoon();
    return gone.size;
  }

  /** Where a point stands. @param {number} i */
  function spotOf(i) {
    const { numbers, x, y } = rows();
    const at = ground ?? { spot: () => ({ x: 0, y: 0 }) };
    return numbers === 1 ? at.spot(x[i], y[i]) : at.spot(x[2 * i], x[2 * i + 1]);
  }

  /** A place in words. @param {number} a @param {number} b */
  function describe(a, b) {
    const what = kind === 'points' ? `, class ${tools.label}` : kind === 'values' ? `, value ${signed(tools.value, 2)}` : '';
    return kind === 'curve' ? `x ${signed(a, 2)}, y ${signed(b, 2)}` : `x₁ ${signed(a, 2)}, x₂ ${signed(b, 2)}${what}`;
  }

  function handSoon() {
    timer ??= setTimeout(() => void give(), handEvery);
  }

  /** A stroke is over: the engine gets it at once, and storage keeps it. */
  function hand() {
    own.set(kind, rows());
    void give();
  }

  /** Gives the points to the engine; what is drawn meanwhile follows in one go. */
  async function give() {
    clearTimeout(timer);
    timer = undefined;
    tools.set({ canUndo: own.canUndo(kind), count: rows().y.length });
    const few = rows().y.length < 2;
    short.hidden = !few;
    page.output.veil(few);
    if (few) {
      if (page.playing) page.pause();
      draw();
      return;
    }
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      const why = await page.give({ data: kind });
      if (why) page.toast(why);
    } while (again);
    busy = false;
    draw();
  }

  function undo() {
    if (!own.undo(kind)) return;
    const needed = own.settings(kind);
    spoken.textContent = `Undone. ${rows().y.length} points.`;
    // A drawing of more classes than the network has now needs them again.
    if (Number(needed.classes) > (opened?.network.classes ?? 0) && kind === 'points') void page.change({ data: kind, ...needed });
    else void give();
  }

  function clear() {
    own.mark(kind);
    own.set(kind, { ...rows(), x: [], y: [], test: [] });
    spoken.textContent = 'All points are gone. Undo brings them back.';
    void give();
  }

  /** One class more for the network to tell apart, which makes it another network. */
  async function moreClasses() {
    const classes = opened?.network.classes ?? 2;
    if (classes >= mostClasses) return;
    const why = await page.change({ classes: String(classes + 1) });
    if (why) page.toast(why);
    else tools.choose(classes);
  }

  /** What the engine has not got yet, and the crosshair or brush. */
  function draw() {
    if (!ground || !opened || !own.get(kind)) return;
    const { css } = page.palette();
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    const all = rows();
    const few = all.y.length < 2;
    for (let i = few ? 0 : opened.dataset.count; i < all.y.length; i += 1) {
      const shape = kind === 'points' ? all.y[i] : kind === 'curve' ? 1 : Number(all.y[i] >= 0);
      const colour = kind === 'curve' ? css.negative : css[`class-${shape}`];
      drawMark(context, { ...spotOf(i), radius: 3.5, shape, colour, hollow: all.test[i] === 1, rim: css.card, ground: css.card });
    }
    pad.draw(context, css);
  }

  return {
    /** A run on points of one's own is open. @param {Opened} next */
    async open(next) {
      const found = await page.output.ground();
      if (page.opened !== next) return;
      opened = next;
      ground = found;
      if (kind !== next.values.data) {
        kind = next.values.data;
        tools.choose(0);
      }
      if (found && pad.element.parentElement !== found.element) found.element.append(pad.element);
      tools.open({ kind, classes: next.network.classes, mostClasses });
      tools.set({ canUndo: own.canUndo(kind), count: rows().y.length });
      short.hidden = rows().y.length >= 2;
      page.output.veil(rows().y.length < 2);
      pad.name(kind);
      place.hidden = false;
      draw();
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
      page.output.veil(false);
      pad.element.remove();
      place.hidden = true;
      ground = null;
    },
    redraw: draw,
  };
}
