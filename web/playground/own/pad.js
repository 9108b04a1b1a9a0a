import { h } from '../../ui/dom.js';

/**
 * The glass over the picture that takes pointer and keys: presses, strokes, and a crosshair moved by arrows.
 * @typedef {import('../types.js').Ground} Ground
 * @typedef {import('./tools.js').Tool} Tool
 */

/** CSS pixels between two points along a stroke. */
const apart = 12;
/** Milliseconds between two points of a spray that stands still. */
const sprayEvery = 40;

/** What is drawn on, in words, and what keys do. @type {Record<string, string>} */
const names = {
  points: 'Plane for points. Arrow keys move the crosshair, with Shift further. Enter places a point, Delete takes the nearest away, figures choose the class, Control Z undoes.',
  values: 'Plane for points with values. Arrow keys move the crosshair, with Shift further. Enter places a point, Delete takes the nearest away, plus and minus change the value, Control Z undoes.',
  curve: 'Plot for points of a curve. Arrow keys move the crosshair, with Shift further. Enter places a point, Delete takes the nearest away, Control Z undoes.',
};

/**
 * @param {object} options
 * @param {HTMLCanvasElement} options.canvas
 * @param {() => Ground | null} options.ground
 * @param {ReturnType<typeof import('./tools.js').createTools>} options.tools
 * @param {() => void} options.begin a stroke begins: what there is can be come back to
 * @param {(a: number, b: number) => boolean} options.add
 * @param {(at: { x: number, y: number }, radius: number, nearest?: boolean) => number} options.erase
 * @param {() => void} options.end @param {() => void} options.undo
 * @param {(text: string) => void} options.say @param {(a: number, b: number) => string} options.describe
 * @param {() => void} options.redraw
 */
export function createPad({ canvas, ground, tools, begin, add, erase, end, undo, say, describe, redraw }) {
  const element = h('div', { class: 'own-pad', tabindex: 0, role: 'application', dataset: { tool: 'point' } }, canvas);
  /** Where the crosshair is, as a share of the picture. @type {{ u: number, v: number }} */
  const cross = { u: 0.5, v: 0.5 };
  let byKeys = false;
  /** @type {{ x: number, y: number } | null} the pointer, while it is over the picture */
  let over = null;
  /** @type {{ x: number, y: number } | null} the last place of a stroke under way */
  let last = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let spraying;

  /** @param {PointerEvent} event */
  function place(event) {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {{ x: number, y: number }} at */
  function put(at) {
    const on = ground();
    if (on) add(...on.locate(at.x, at.y));
  }

  /** One drop of a spray, evenly over a disc. @param {{ x: number, y: number }} at */
  function drop(at) {
    const angle = 2 * Math.PI * Math.random();
    const far = tools.size * Math.sqrt(Math.random());
    put({ x: at.x + far * Math.cos(angle), y: at.y + far * Math.sin(angle) });
  }

  /** @param {{ x: number, y: number }} at */
  function act(at) {
    if (tools.tool === 'point') put(at);
    else if (tools.tool === 'spray') drop(at);
    else erase(at, tools.size);
  }

  element.addEventListener('pointerdown', (event) => {
    if (tools.tool === 'look' || event.button !== 0) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    byKeys = false;
    element.setPointerCapture(event.pointerId);
    begin();
    last = over = place(event);
    act(last);
    if (tools.tool === 'spray') spraying = setInterval(() => over && drop(over), sprayEvery);
  });
  element.addEventListener('pointermove', (event) => {
    over = place(event);
    if (last) {
      const far = Math.hypot(over.x - last.x, over.y - last.y);
      // Between two places a fast hand leaves as many marks as a slow one.
      const steps = Math.floor(far / (tools.tool === 'erase' ? tools.size / 2 : apart));
      const from = last;
      for (let i = 1; i <= steps; i += 1) act({ x: from.x + ((over.x - from.x) * i) / steps, y: from.y + ((over.y - from.y) * i) / steps });
      if (steps > 0) last = over;
    }
    redraw();
  });
  const stop = () => {
    clearInterval(spraying);
    if (!last) return;
    last = null;
    end();
  };
  element.addEventListener('pointerup', stop);
  element.addEventListener('pointercancel', stop);
  element.addEventListener('lostpointercapture', stop);
  element.addEventListener('pointerleave', () => {
    over = null;
    redraw();
  });
  element.addEventListener('focus', () => {
    byKeys = element.matches(':focus-visible');
    redraw();
  });
  element.addEventListener('blur', () => {
    byKeys = false;
    redraw();
  });

  const arrows = new Map([['ArrowLeft', [-1, 0]], ['ArrowRight', [1, 0]], ['ArrowUp', [0, -1]], ['ArrowDown', [0, 1]]]);
  const crossAt = () => ({ x: cross.u * element.clientWidth, y: cross.v * element.clientHeight });
  const crossWords = () => {
    const on = ground();
    const { x, y } = crossAt();
    return on ? describe(...on.locate(x, y)) : '';
  };

  /** @param {KeyboardEvent} event @returns {boolean} whether the key meant something here */
  function key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !event.shiftKey) {
      undo();
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = arrows.get(event.key);
    if (step) {
      const by = event.shiftKey ? 0.1 : 0.02;
      cross.u = Math.max(0, Math.min(1, cross.u + step[0] * by));
      cross.v = Math.max(0, Math.min(1, cross.v + step[1] * by));
      say(crossWords());
    } else if (event.key === 'Enter' || event.key === ' ') {
      begin();
      put(crossAt());
      end();
      say(`Point placed at ${crossWords()}.`);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      begin();
      const gone = erase(crossAt(), Infinity, true);
      end();
      say(gone ? 'The nearest point is gone.' : 'There is no point to take away.');
    } else if (/^\d$/.test(event.key)) {
      tools.choose(Number(event.key));
      say(crossWords());
    } else if (event.key === '+' || event.key === '-') {
      tools.shift(event.key === '+' ? 0.1 : -0.1);
      say(crossWords());
    } else return false;
    byKeys = true;
    return true;
  }
  element.addEventListener('keydown', (event) => {
    if (!key(event)) return;
    event.preventDefault();
    event.stopPropagation();
    redraw();
  });

  return {
    element,
    /** @param {string} kind of data set */
    name: (kind) => element.setAttribute('aria-label', names[kind] ?? names.points),
    /** Another tool is in the hand. @param {Tool} tool */
    show(tool) {
      element.dataset.tool = tool;
      redraw();
    },
    /** Crosshair or brush. @param {CanvasRenderingContext2D} context @param {Record<string, string>} css */
    draw(context, css) {
      context.lineWidth = 1.5;
      context.strokeStyle = css.ink;
      if (byKeys) {
        const { x, y } = crossAt();
        context.beginPath();
        for (const [dx, dy] of [[-1, 0], [1, 0], [0, -1], [0, 1]]) {
          context.moveTo(x + 4 * dx, y + 4 * dy);
          context.lineTo(x + 12 * dx, y + 12 * dy);
        }
        context.stroke();
      } else if (over && (tools.tool === 'spray' || tools.tool === 'erase')) {
        context.beginPath();
        context.arc(over.x, over.y, tools.size, 0, 7);
        context.setLineDash(tools.tool === 'erase' ? [4, 3] : []);
        context.stroke();
        context.setLineDash([]);
      }
    },
  };
}
