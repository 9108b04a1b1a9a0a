/**
 * @file What the worker's answers share: the engine, the run that is open, the view, and turns.
 *
 * Nothing in this folder imports from the folder above it, which imports these files: what they need of
 * it, `worker.js` hands in.
 */

import { Past } from './past.js';
import { Stops } from './stops.js';

/** @typedef {import('../experiment.js').Experiment} Experiment */
/** @typedef {import('../experiment.js').Colour} Colour */

/** How long work may keep a question waiting, in milliseconds. */
export const SLICE_MS = 8;

/**
 * A question's answer. `part` sends something of it before the whole is ready.
 * @typedef {(fields: any, part: (value: unknown) => void) => unknown} Answer
 */

export class State {
  /**
   * @param {import('../core.js').Core} engine
   * @param {(code: string, sentence: string) => Error} failure a refusal, to be thrown
   */
  constructor(engine, failure) {
    this.engine = engine;
    this.failure = failure;
    /** @type {Experiment | null} */
    this.run = null;
    this.playing = false;
    /** How many times playing was switched by a question; frames tell, so that a page knows an old one. */
    this.switched = 0;
    this.past = new Past();
    this.stops = new Stops(failure);
    /** How many times another run took the place of the one before. */
    this.replaced = 0;
    /** @type {{ size: number, outputSize: number, classes: Colour[] | null, discrete: boolean }} */
    this.view = { size: 40, outputSize: 120, classes: null, discrete: false };
    /** @type {{ negative: Colour, zero: Colour, positive: Colour } | null} */
    this.palette = null;
    /** Buffers of drawn frames, to be written again. @type {ArrayBuffer[]} */
    this.spare = [];
    /** Called when another run takes the place of the one before. @type {(() => void)[]} */
    this.whenReplaced = [];
  }

  /** The run that is open. */
  opened() {
    if (!this.run) throw this.failure('bad_argument', 'No experiment is open yet.');
    return this.run;
  }

  /**
   * Opens another run; the one before can be come back to.
   * @param {() => Experiment} make
   * @param {boolean} [instead] the one before is let go, and what can be come back to stays
   */
  open(make, instead = false) {
    let next;
    try {
      next = make();
    } catch (error) {
      /* What is kept for coming back must not stand in the way of what is wanted now. */
      if (/** @type {any} */ (error)?.code !== 'out_of_memory' || !this.past.forget()) throw error;
      next = make();
    }
    const last = this.run;
    if (last && !instead) this.past.keep(last);
    this.put(next);
    if (instead) last?.free();
  }

  /**
   * Goes one run back, or forth.
   * @param {boolean} back
   * @returns {boolean} whether there was one
   */
  exchange(back) {
    const other = this.run && this.past.exchange(this.run, back);
    if (other) this.put(other);
    return Boolean(other);
  }

  /** @param {Experiment} next */
  put(next) {
    this.run = next;
    this.replaced++;
    this.playing = false;
    this.stops.met = null;
    if (this.palette) next.setPalette(this.palette);
    for (const react of this.whenReplaced) react();
  }

  /**
   * Works on in slices until all is done; the questions that wait are answered between them.
   * @param {() => boolean} work one slice of about SLICE_MS; returns whether something is left
   * @param {() => boolean} [wanted] whether it still is; unless given: while the same run is open
   */
  async inSlices(work, wanted) {
    const begun = this.replaced;
    const still = wanted ?? (() => begun === this.replaced);
    while (work()) {
      await nextTurn();
      if (!still()) throw this.failure('closed', 'Another experiment was opened meanwhile, or this was closed.');
    }
  }

  /** @param {number} length in bytes */
  pixelsFor(length) {
    const at = this.spare.findIndex((buffer) => buffer.byteLength === length);
    return new Uint8ClampedArray(at < 0 ? new ArrayBuffer(length) : this.spare.splice(at, 1)[0]);
  }
}

/** How often parts of an answer are told, in milliseconds. */
const TELL_MS = 100;

/** Calls `tell` at most ten times a second. @param {() => void} tell */
export function seldom(tell) {
  let last = performance.now();
  return () => {
    const now = performance.now();
    if (now - last < TELL_MS) return;
    last = now;
    tell();
  };
}

/** Lets the messages that wait be answered: a message to itself comes back behind them. */
function nextTurn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(null);
    };
    port2.postMessage(null);
  });
}
