/** @file Looking into a run: ledger, loss surface, statistics, doctor, branches. C computes, this copies. */

import { GliaError } from './errors.js';
import { expectCount, own, release } from './heap.js';
import { formatSettings, withSettings } from './settings.js';

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * What one example of the batch contributed to a parameter's gradient: product = input · delta.
 * @typedef {object} LedgerExample
 * @property {number} example row of the training part
 * @property {number} point number among all points of `dataset()`
 * @property {number} input
 * @property {number} delta the loss's gradient, with the example's share of the mean in it
 * @property {number} product
 */

/**
 * How the delta of one example came about; see glia_ledger_detail in src/inspect/ledger.h.
 * @typedef {object} LedgerDetail
 * @property {number} row in the batch
 * @property {number} pre weighted sum
 * @property {number} z normalized, or the same
 * @property {number} act
 * @property {number} post what the unit answered
 * @property {number} mask of dropout; 1 without
 * @property {number} byPost the products of `above` added up, then skip
 * @property {number} skip past the layer above, by a residual connection
 * @property {number} byZ byPost · mask · slope; on the last layer from the loss
 * @property {number} byPre through normalization
 * @property {number} target
 * @property {{ unit: number, weight: number, delta: number, product: number }[]} above
 */

/**
 * Why one parameter changed in the last update, in the order of the computation. All numbers are
 * training's own, to the bit; null where one is not finite. See src/inspect/ledger.h.
 * @typedef {object} Ledger
 * @property {number} index
 * @property {'weight' | 'bias' | 'gamma' | 'beta' | 'projection'} role
 * @property {number} layer from 0, the first hidden one
 * @property {number} unit
 * @property {number} input
 * @property {string} activation
 * @property {number} step the number of the update, from 1
 * @property {number} loss of the batch, before the update
 * @property {LedgerExample[]} examples
 * @property {number} gradient the products added up
 * @property {number} l1 added to it
 * @property {number} norm of the whole gradient then
 * @property {number} clipFactor what it was multiplied by; 1 without clipping
 * @property {number} clipped after that
 * @property {number} limited within ± clip_value
 * @property {number} decay added to it (not under adamw and lamb)
 * @property {number} given the gradient the rule is given
 * @property {string} optimizer
 * @property {number} rate
 * @property {number} momentum
 * @property {number} keep1 β₁
 * @property {number} keep2 β₂, or RMSProp's α
 * @property {number} eps
 * @property {{ before: number, after: number }} [first] velocity, or average of gradients
 * @property {{ before: number, after: number }} [second] sum or average of squares
 * @property {number} correction1 1 - β₁ᵗ
 * @property {number} correction2
 * @property {number} denominator
 * @property {number} shrink adamw: the weight is multiplied by it
 * @property {number} weightNorm lamb
 * @property {number} updateNorm lamb
 * @property {number} trust lamb
 * @property {number} change what is taken off before · shrink
 * @property {number} before
 * @property {number} after
 * @property {boolean} agrees whether this arithmetic gave the bits training did
 * @property {boolean} edited whether it was set by hand since
 * @property {number} value as it is now
 * @property {LedgerDetail} [detail]
 */

/**
 * @typedef {object} Spread
 * @property {number} count
 * @property {number} bad numbers that are not finite, left out of the rest
 * @property {number} mean
 * @property {number} deviation
 * @property {number} min
 * @property {number} max
 * @property {number} norm
 * @property {number} low where the histogram begins
 * @property {number} high and ends
 * @property {number} below
 * @property {number} above
 * @property {number[]} bins
 */

/**
 * @typedef {object} LayerStatistics
 * @property {{ active: number, saturated: number }[]} units shares of training examples
 * @property {number} dead
 * @property {number} saturated
 * @property {number} gradientNorm
 * @property {number} parameterNorm
 * @property {number} updateNorm
 * @property {Spread} weights
 * @property {Spread} gradients
 * @property {Spread} activations
 */

/**
 * @typedef {object} Statistics
 * @property {number} step
 * @property {boolean} updated whether there is a last update
 * @property {number} gradientNorm
 * @property {number} parameterNorm
 * @property {number} updateNorm
 * @property {LayerStatistics[]} layers hidden ones, then the output
 */

/**
 * @typedef {object} Finding
 * @property {string} code see src/inspect/doctor.h
 * @property {number | null} layer from 0; null for the whole run
 * @property {number} unitCount
 * @property {number[]} units the first of them
 * @property {number | null} measured null where it is not finite
 * @property {number} threshold
 * @property {string} sentence
 * @property {string[]} settings keys of the settings that cure it
 */

/** @typedef {{ bins?: number, weights?: [number, number], gradients?: [number, number], activations?: [number, number] }} Ranges */

/** How long a portion of a loss surface may take before the clock is looked at, in grid points. */
const PORTION = 8;

/** The loss over a plane through the weights a run had when it was made. */
export class Landscape {
  /**
   * @param {Heap} heap
   * @param {{ at: number }} run kept alive by this object
   * @param {{ plane?: 'random' | 'path', points?: number, extent?: number | [number, number], test?: boolean, seed?: number }} options
   */
  constructor(heap, run, { plane = 'random', points = 20, extent = 0, test = false, seed = 1 }) {
    if (plane !== 'random' && plane !== 'path') {
      throw new GliaError('unknown_name', `There is no plane '${plane}'; there are random and path.`);
    }
    expectCount(points, 1, 'points');
    expectCount(seed, 0, 'seed');
    const [a, b] = typeof extent === 'number' ? [extent, extent] : extent;
    this.heap = heap;
    this.run = run;
    const at = heap.checked(
      heap.c.glia_look_landscape(run.at, plane === 'path' ? 1 : 0, points, a, b, test ? 1 : 0, seed, heap.failure),
    );
    this.owned = own(this, at, heap.c.glia_landscape_free);
    /** @type {{ side: number, a: number[], b: number[], share: [number, number],
     *   path: { count: number, steps: number[], a: number[], b: number[] } }} */
    const about = JSON.parse(heap.text((to, room) => heap.c.glia_look_plane(at, to, room)));
    /** Grid points along a side. */
    this.side = about.side;
    /** Coordinates of the columns and of the rows, in units of the directions. */
    this.a = about.a;
    this.b = about.b;
    /** Under 'path': how much of the path's squared distances lies along each direction. */
    this.share = about.share;
    /** Kept states of the run, projected on the plane. */
    this.path = about.path;
    /** Grid points not computed yet. */
    this.left = about.side * about.side;
  }

  /**
   * Computes a portion.
   * @param {{ rows?: number, milliseconds?: number }} [amount] everything when left out
   * @returns {number} grid points left
   */
  advance({ rows, milliseconds } = {}) {
    const { c } = this.heap;
    if (!this.owned.at) throw new GliaError('bad_argument', 'This loss surface was freed.');
    if (milliseconds === undefined) {
      this.left = c.glia_landscape_work(this.owned.at, this.run.at, (rows ?? this.side) * this.side);
      return this.left;
    }
    const end = performance.now() + milliseconds;
    do this.left = c.glia_landscape_work(this.owned.at, this.run.at, PORTION);
    while (this.left && performance.now() < end);
    return this.left;
  }

  /**
   * Where the run's present weights lie on the plane, projected at right angles.
   * @returns {{ a: number, b: number, loss: number }} loss: of the present weights themselves, over the surface's part
   */
  present() {
    const { heap } = this;
    if (!this.owned.at) throw new GliaError('bad_argument', 'This loss surface was freed.');
    return heap.borrow([24], (out) => {
      heap.c.glia_look_at(this.owned.at, this.run.at, out);
      const [a, b, loss] = heap.doubles(out, 3);
      return { a, b, loss };
    });
  }

  /** @returns {Float32Array} mean losses [side][side], rows of equal b; NaN for what is not computed yet */
  loss() {
    if (!this.owned.at) throw new GliaError('bad_argument', 'This loss surface was freed.');
    return this.heap.borrow([4 * this.side * this.side], (out) => {
      this.heap.c.glia_look_surface(this.owned.at, out);
      return this.heap.floats(out, this.side * this.side);
    });
  }

  free() {
    release(this.owned);
  }
}

/** What every experiment can be asked about itself. */
export class Inspectable {
  /** The step at which it went on from another run; null for one of its own. @type {number | null} */
  branchedAt = null;

  /** @param {Heap} heap */
  constructor(heap) {
    this.heap = heap;
  }

  /** @returns {number} the address of the run */
  get at() {
    throw new GliaError('bad_argument', 'This is no experiment.');
  }

  /**
   * Explains the last update of one parameter, number by number.
   * @param {number} index
   * @param {{ example?: number }} [options] example: a row of the batch whose delta is explained, too
   * @returns {Ledger}
   */
  ledger(index, { example } = {}) {
    const { heap } = this;
    const { c } = heap;
    expectCount(index, 0, 'The index of a parameter');
    if (example !== undefined) expectCount(example, 0, 'example');
    const ledger = heap.checked(c.glia_ledger_create(this.at, index, example ?? -1, 0, heap.failure));
    try {
      return JSON.parse(heap.text((to, room) => c.glia_ledger_json(ledger, this.at, to, room)));
    } finally {
      c.glia_ledger_free(ledger);
    }
  }

  /**
   * The loss surface around the present weights, still to be computed: `advance` it.
   * @param {ConstructorParameters<typeof Landscape>[2]} [options] plane: two random filter-normalised
   *   directions, or the plane of the run's own path; points: from the middle to an edge; extent:
   *   coordinates at the edges, 0 to find them; test: the loss over the test part
   */
  landscape(options = {}) {
    return new Landscape(this.heap, this, options);
  }

  /**
   * @template T
   * @param {Ranges} ranges
   * @param {(statistics: number) => T} use
   * @returns {T}
   */
  withStatistics({ bins = 32, weights = [0, 0], gradients = [0, 0], activations = [0, 0] }, use) {
    const { heap } = this;
    expectCount(bins, 1, 'bins');
    const statistics = heap.borrow([48], (ranges) => {
      heap.putDoubles(ranges, [...weights, ...gradients, ...activations]);
      return heap.checked(heap.c.glia_look_statistics(this.at, bins, ranges, heap.failure));
    });
    try {
      return use(statistics);
    } finally {
      heap.c.glia_statistics_free(statistics);
    }
  }

  /**
   * Spread of weights, gradients and activations, layer by layer, over the training part.
   * @param {Ranges} [ranges] bins of each histogram; ranges of the histograms, each layer's own if not given
   * @returns {Statistics}
   */
  statistics(ranges = {}) {
    return this.withStatistics(ranges, (statistics) =>
      JSON.parse(this.heap.text((to, room) => this.heap.c.glia_statistics_json(statistics, to, room))),
    );
  }

  /** @returns {Finding[]} what is wrong with this run and what cures it; empty when nothing is */
  doctor() {
    const { heap } = this;
    const { c } = heap;
    return this.withStatistics({ bins: 1 }, (statistics) => {
      const diagnosis = heap.checked(c.glia_diagnosis_create(this.at, statistics, 0, heap.failure));
      try {
        return JSON.parse(heap.text((to, room) => c.glia_diagnosis_json(diagnosis, to, room))).findings;
      } finally {
        c.glia_diagnosis_free(diagnosis);
      }
    });
  }

  /**
   * A new experiment that goes on from here under other settings: optimizer and its constants, rate,
   * schedule, penalties, clipping, patience, batch. This one stays. The branch cannot go back beyond
   * its first step.
   * @param {Record<string, string | number>} [changes] values by key
   * @returns {this}
   */
  branch(changes = {}) {
    const { heap } = this;
    const { c } = heap;
    const pairs = formatSettings(heap, c.glia_play_settings(this.at)).split('&').filter(Boolean);
    const kept = pairs.filter((pair) => !(pair.split('=', 1)[0] in changes));
    const text = [...kept, ...Object.entries(changes).map(([key, value]) => `${key}=${value}`)].join('&');
    const at = withSettings(heap, text, (settings) =>
      heap.checked(c.glia_run_branch(this.at, settings, 0, heap.failure)),
    );
    const branch = new /** @type {any} */ (this.constructor)(heap, '', undefined, { at, free: c.glia_run_free });
    branch.branchedAt = c.glia_play_step(at);
    return branch;
  }
}
