/**
 * @file The runs before the one that is open, and after it when some were undone: whole, with weights, past
 * and data.
 */

/** @typedef {import('../experiment.js').Experiment} Experiment */

/** Runs that are kept besides the one that is open. */
const MOST_RUNS = 4;
/** Bytes of the engine's memory that they may hold together. */
const MOST_BYTES = 64 * 2 ** 20;

export class Past {
  /** Oldest first. @type {Experiment[]} */
  before = [];
  /** The next one last. @type {Experiment[]} */
  after = [];

  /** Keeps a run that another takes the place of; those that were undone are let go. @param {Experiment} run */
  keep(run) {
    this.forgetAfter();
    run.freeGrids();
    this.before.push(run);
    let bytes = this.before.reduce((sum, each) => sum + each.bytes(), 0);
    while (this.before.length > MOST_RUNS || bytes > MOST_BYTES) {
      const oldest = this.before.shift();
      bytes -= oldest?.bytes() ?? 0;
      oldest?.free();
    }
  }

  /**
   * Exchanges the open run for the one before it, or after it.
   * @param {Experiment} run
   * @param {boolean} back
   * @returns {Experiment | null} null when there is none
   */
  exchange(run, back) {
    const [from, to] = back ? [this.before, this.after] : [this.after, this.before];
    const other = from.pop();
    if (!other) return null;
    run.freeGrids();
    to.push(run);
    return other;
  }

  /** The run that the open one took the place of, if it is kept. */
  get last() {
    return this.before.at(-1) ?? null;
  }

  /** How many runs can be come back to. */
  get counts() {
    return { before: this.before.length, after: this.after.length };
  }

  forgetAfter() {
    for (const run of this.after.splice(0)) run.free();
  }

  /** @returns {boolean} whether there was one to let go */
  forget() {
    const any = this.before.length + this.after.length > 0;
    this.forgetAfter();
    for (const run of this.before.splice(0)) run.free();
    return any;
  }
}
