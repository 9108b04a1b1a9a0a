/**
 * @file What the worker's answers share: the engine, the run that is open, the view, and turns.
 *
 * Nothing in this folder imports from the folder above it, which imports these files: what they need of
 * it, `worker.js` hands in.
 */

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
   * @param {import('../engine.js').Engine} engine
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
    this.view = { size: 40, outputSize: 120 };
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

  /** Puts another run in place of the one before, which is not freed here. @param {Experiment} next */
  replace(next) {
    this.run = next;
    this.playing = false;
    if (this.palette) next.setPalette(this.palette);
    for (const react of this.whenReplaced) react();
  }

  /**
   * Works on in slices until all is done; the questions that wait are answered between them.
   * @param {() => boolean} work one slice of about SLICE_MS; returns whether something is left
   * @param {() => boolean} [wanted] whether it still is; unless given: while the same run is open
   */
  async inSlices(work, wanted) {
    const of = this.run;
    const still = wanted ?? (() => of === this.run);
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
