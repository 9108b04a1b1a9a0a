/** @file Several experiments side by side, and a map of which rates converge from which seeds. */

import { GliaError } from './errors.js';
import { Experiment } from './experiment.js';
import { WORD, expectCount, own, release } from './heap.js';
import { putGiven } from './points.js';
import { withSettings } from './settings.js';

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * Cuts work into portions that take about as long as is wanted. The first is of one step; each next one at
 * the most twice as large.
 */
class Pace {
  steps = 1;

  /**
   * @param {number} milliseconds
   * @param {number} most steps
   * @param {(steps: number) => void} work
   * @param {() => boolean} [over] whether nothing is left
   * @returns {number} steps worked off
   */
  spend(milliseconds, most, work, over = () => false) {
    const end = performance.now() + milliseconds;
    let left = most;
    while (left > 0 && !over()) {
      const steps = Math.min(left, this.steps);
      const before = performance.now();
      work(steps);
      const now = performance.now();
      left -= steps;
      if (now - before > milliseconds / 2) this.steps = Math.max(1, this.steps >> 1);
      else if (now - before < milliseconds / 4 && this.steps === steps) this.steps *= 2;
      if (now >= end) break;
    }
    return most - left;
  }
}

/** Experiments advanced in lockstep. */
export class Race {
  /**
   * @param {Heap} heap
   * @param {string[]} experiments
   * @param {{ share?: boolean, memory?: number, points?: import('./points.js').Given }} [options] share:
   *   networks of the first one's shape start from its weights, whatever their seed; memory: bytes for going
   *   back in time, all together; points: for experiments whose data are given
   */
  constructor(heap, experiments, { share = false, memory = heap.description.historyBytes, points } = {}) {
    const { c, description } = heap;
    expectCount(memory, 0, 'memory', WORD);
    this.heap = heap;
    const at = heap.borrow([description.settingsSize * Math.max(1, experiments.length)], (settings) => {
      experiments.forEach((text, i) =>
        heap.withTexts([text], (from, length) =>
          heap.check(c.glia_experiment_parse(from, length, settings + i * description.settingsSize, heap.failure)),
        ),
      );
      return putGiven(heap, points, (...given) =>
        heap.checked(c.glia_look_race(settings, experiments.length, share ? 1 : 0, memory, ...given, heap.failure)),
      );
    });
    this.owned = own(this, at, c.glia_race_free);
    this.pace = new Pace();
    /** Each can be measured, drawn and inspected; free the race, not them. */
    this.runs = experiments.map((text, i) => {
      const run = new Experiment(heap, text, undefined, { at: c.glia_look_racer(at, i) >>> 0, free() {} });
      /* The race owns the memory of its runs, so none of them may outlive it. */
      /** @type {any} */ (run).race = this;
      return run;
    });
  }

  /**
   * Every run makes this many more steps; those that diverged or stopped early stay where they are.
   * @param {number} steps
   * @returns {import('./experiment.js').Snapshot[]}
   */
  advance(steps) {
    expectCount(steps, 0, 'steps');
    if (!this.owned.at) throw new GliaError('bad_argument', 'This race was freed.');
    for (const run of this.runs) run.train(steps); // each by itself, so that each knows what it took
    return this.snapshots();
  }

  /**
   * As many steps as fit into a time, all runs the same number, at least one.
   * @param {number} milliseconds
   * @param {number} most steps
   * @returns {number} steps every run was asked for
   */
  advanceFor(milliseconds, most) {
    if (!this.owned.at) throw new GliaError('bad_argument', 'This race was freed.');
    return this.pace.spend(milliseconds, most, (steps) => this.runs.forEach((run) => run.train(steps)));
  }

  snapshots() {
    return this.runs.map((run) => run.snapshot());
  }

  free() {
    for (const run of this.runs) run.free();
    release(this.owned);
  }
}

/** A map of rates × seeds: one experiment for each, trained for the same number of steps. */
export class Survey {
  /**
   * @param {Heap} heap
   * @param {string} experiment its own rate and seed do not count
   * @param {{ rates: number[], seeds: number[], steps: number, points?: import('./points.js').Given }} options
   *   points: where the experiment's data are given
   */
  constructor(heap, experiment, { rates, seeds, steps, points }) {
    const { c } = heap;
    expectCount(steps, 1, 'steps');
    for (const seed of seeds) expectCount(seed, 0, 'seed');
    this.heap = heap;
    this.rates = [...rates];
    this.seeds = [...seeds];
    const at = withSettings(heap, experiment, (settings) =>
      heap.borrow([8 * rates.length, 4 * seeds.length], (rate, seed) => {
        heap.putDoubles(rate, rates);
        new Uint32Array(heap.memory.buffer, seed, seeds.length).set(seeds);
        return putGiven(heap, points, (...given) =>
          heap.checked(c.glia_look_survey(settings, rate, rates.length, seed, seeds.length, steps, ...given, heap.failure)),
        );
      }),
    );
    this.owned = own(this, at, c.glia_survey_free);
    this.pace = new Pace();
    /** Cells not finished. */
    this.left = rates.length * seeds.length;
  }

  /**
   * Works on for up to this many updates.
   * @param {number} steps
   * @returns {number} cells left
   */
  advance(steps) {
    const { heap } = this;
    expectCount(steps, 1, 'steps');
    if (!this.owned.at) throw new GliaError('bad_argument', 'This map was freed.');
    const left = heap.c.glia_look_survey_work(this.owned.at, steps, heap.failure);
    if (left < 0) throw heap.error();
    this.left = left;
    return left;
  }

  /**
   * Works on for about so long.
   * @param {number} milliseconds
   * @returns {number} cells left
   */
  advanceFor(milliseconds) {
    this.pace.spend(milliseconds, Infinity, (steps) => this.advance(steps), () => this.left === 0);
    return this.left;
  }

  /**
   * Arrays [rates][seeds]; losses are NaN where a cell is not finished, and those of the last finite state
   * where it diverged.
   * @returns {{ states: ('waiting' | 'done' | 'diverged')[], first: Float32Array, loss: Float32Array, testLoss: Float32Array }}
   */
  read() {
    const { heap } = this;
    if (!this.owned.at) throw new GliaError('bad_argument', 'This map was freed.');
    const cells = this.rates.length * this.seeds.length;
    const names = /** @type {const} */ (['waiting', 'done', 'diverged']);
    return heap.borrow([cells, 4 * cells, 4 * cells, 4 * cells], (states, first, loss, testLoss) => {
      heap.c.glia_look_survey_read(this.owned.at, states, first, loss, testLoss);
      return {
        states: Array.from(heap.bytes(states, cells), (state) => names[state]),
        first: heap.floats(first, cells),
        loss: heap.floats(loss, cells),
        testLoss: heap.floats(testLoss, cells),
      };
    });
  }

  free() {
    release(this.owned);
  }
}
