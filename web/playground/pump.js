import { reducedMotion } from '../ui/palette.js';

/**
 * Brings frames from the engine to the screen at the screen's pace: one frame is asked for at a time,
 * drawn in the next animation frame, and only while something moves. A hidden page draws nothing, since
 * browsers then give no animation frames.
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').Painter} Painter
 *
 * @typedef {object} Painted
 * @property {Uint8ClampedArray} fields @property {Uint8ClampedArray} output @property {Float32Array} scales
 * @property {Painter | null} by null: the engine
 */

/** Milliseconds between drawings for those who asked for less motion. */
const calmly = 250;

/**
 * @param {object} options
 * @param {Pick<import('./types.js').Client, 'frame' | 'recycle'>} options.client
 * @param {(frame: Frame, painted: Painted) => void} options.show
 * @param {(frame: Frame) => void} options.onFrame a painter, which may take its time, has a frame before it is shown
 * @param {(error: unknown) => void} options.onError
 * @param {(error: unknown) => void} options.onPainterError
 */
export function createPump({ client, show, onFrame, onError, onPainterError }) {
  /** @type {Painter | null} */
  let painter = null;
  /** @type {{ frame: Frame, painted: Painted } | null} waits for the next animation frame */
  let ready = null;
  /** @type {Frame | null} its arrays are on the screen; given back when the next one is */
  let shown = null;
  let running = false;
  let wanted = false;
  let pending = false;
  let scheduled = false;
  let run = 0;
  let asked = -Infinity;

  function schedule() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(tick);
  }

  /** @param {number} now */
  function tick(now) {
    scheduled = false;
    const next = ready;
    ready = null;
    const pause = running && reducedMotion() ? calmly : 0;
    // Asked for before this one is drawn: the engine then works while the page draws.
    if (!pending && (wanted || running) && now - asked >= pause) {
      asked = now;
      wanted = false;
      pending = true;
      void ask(run);
    }
    if (next) {
      show(next.frame, next.painted);
      if (shown) client.recycle(shown);
      shown = next.frame;
    }
    if (running || wanted) schedule();
  }

  /** @param {number} of the run the frame is asked for */
  async function ask(of) {
    try {
      const frame = await client.frame();
      const painted = await paint(frame);
      if (of === run) ready = { frame, painted };
      else client.recycle(frame);
    } catch (error) {
      if (of === run) onError(error);
    }
    pending = false;
    schedule();
  }

  /** @param {Frame} frame @returns {Promise<Painted>} */
  async function paint(frame) {
    const by = painter;
    const { fields, output, scales } = frame;
    const own = { fields, output, scales, by: null };
    if (!by) return own;
    onFrame(frame);
    try {
      const picture = await by.paint(frame);
      return picture.output === output ? own : { ...picture, by };
    } catch (error) {
      onPainterError(error);
      return own;
    }
  }

  return {
    /** Asks for one frame: something has changed. */
    request() {
      wanted = true;
      schedule();
    },
    /** @param {boolean} on whether the run moves by itself */
    run(on) {
      running = on;
      wanted = true;
      schedule();
    },
    /** Another run is open: what is on its way belongs to the old one. */
    restart() {
      run += 1;
      ready = null;
      this.request();
    },
    /** @param {Painter | null} next */
    setPainter(next) {
      painter = next;
      this.request();
    },
    get painter() {
      return painter;
    },
  };
}
