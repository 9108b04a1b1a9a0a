/**
 * @file Conditions at which playing stops. They are looked at at the end of every epoch and nowhere else, so that
 * a run stops at the same step at any pace.
 */

/** @typedef {import('../experiment.js').Experiment} Experiment */
/** @typedef {import('../experiment.js').Snapshot} Snapshot */
/** @typedef {{ epoch: number | null, testLoss: number | null, testAccuracy: number | null }} Conditions */

/** @type {Record<keyof Conditions, { fits: (value: number) => boolean, rule: string, holds: (now: Snapshot, value: number) => boolean }>} */
const kinds = {
  epoch: {
    fits: (value) => Number.isSafeInteger(value) && value >= 1,
    rule: 'An epoch to stop at is a whole number from 1',
    holds: ({ step, stepsPerEpoch }, value) => step >= value * stepsPerEpoch,
  },
  testLoss: {
    fits: (value) => value >= 0 && Number.isFinite(value),
    rule: 'A test loss to stop at is a number from 0',
    holds: ({ testLoss }, value) => testLoss <= value,
  },
  testAccuracy: {
    fits: (value) => value >= 0 && value <= 1,
    rule: 'A test accuracy to stop at is a share from 0 to 1',
    holds: ({ testAccuracy }, value) => testAccuracy !== null && testAccuracy >= value,
  },
};
const names = /** @type {(keyof Conditions)[]} */ (Object.keys(kinds));

export class Stops {
  /** The condition that ended playing last. @type {keyof Conditions | null} */
  met = null;
  /** @type {Conditions} */
  conditions = { epoch: null, testLoss: null, testAccuracy: null };
  /** Those that held when they were looked at last: only what begins to hold stops the run. @type {Set<string>} */
  held = new Set();

  /** @param {(code: string, sentence: string) => Error} failure */
  constructor(failure) {
    this.failure = failure;
  }

  get any() {
    return names.some((name) => this.conditions[name] !== null);
  }

  /** @param {Conditions} next */
  set(next) {
    for (const name of names) {
      const value = next[name] ?? null;
      if (value !== null && !kinds[name].fits(value)) throw this.failure('out_of_range', `${kinds[name].rule}, not ${value}.`);
    }
    this.conditions = { epoch: next.epoch ?? null, testLoss: next.testLoss ?? null, testAccuracy: next.testAccuracy ?? null };
    this.held.clear();
  }

  /** Playing begins. @param {Experiment} run */
  begin(run) {
    this.held.clear();
    this.met = null;
    // Between the ends of epochs nothing has been looked at.
    if (this.any && run.stepsMade() > 0 && run.stepsMade() % run.epochSteps() === 0) this.look(run);
    this.met = null;
  }

  /**
   * An epoch has ended.
   * @param {Experiment} run
   * @returns {boolean} whether playing stops here
   */
  look(run) {
    const now = run.snapshot();
    for (const name of names) {
      const value = this.conditions[name];
      if (value === null || !kinds[name].holds(now, value)) this.held.delete(name);
      else if (!this.held.has(name)) {
        this.held.add(name);
        this.met ??= name;
      }
    }
    return this.met !== null;
  }
}
