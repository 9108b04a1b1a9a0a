/** @file Training of a network: one update, steps, epochs. */

import { GliaError } from './errors.js';
import { WORD, expectCount, expectOptions, own, release } from './heap.js';

/** @typedef {import('./network.js').Network} Network */

/**
 * Everything a trainer can be told; what is missing has the settings table's default, or is off.
 * @typedef {object} TrainerOptions
 * @property {string} [optimizer] sgd unless given; sgd with momentum (and nesterov) is taken for those
 * @property {number} [rate] @property {number} [momentum] @property {boolean} [nesterov]
 * @property {number} [beta1] @property {number} [beta2] @property {number} [alpha] @property {number} [eps]
 * @property {number} [weight_decay] @property {number} [l1] @property {'weights' | 'all'} [penalize]
 * @property {number} [clip_norm] @property {number} [clip_value]
 * @property {number} [batch] @property {boolean} [shuffle] @property {number} [seed]
 * @property {string} [schedule] constant unless given
 * @property {number} [gamma] step, exponential: the factor @property {number} [step_size] step
 * @property {number} [T_max] cosine @property {number} [total_steps] warmup_cosine, one_cycle
 * @property {number} [warmup_steps] warmup_cosine @property {number} [eta_min] cosine, warmup_cosine
 * @property {number} [max_lr] one_cycle: in place of rate @property {number} [pct_start] one_cycle
 * @property {number} [div_factor] one_cycle @property {number} [final_div_factor] one_cycle
 * @property {boolean} [cycle_momentum] one_cycle @property {number} [base_momentum] @property {number} [max_momentum]
 */

const TRAINER_OPTIONS = [
  'optimizer', 'rate', 'momentum', 'nesterov', 'beta1', 'beta2', 'alpha',
  'eps', 'weight_decay', 'l1', 'penalize', 'clip_norm', 'clip_value', 'batch',
  'shuffle', 'seed', 'schedule', 'gamma', 'step_size', 'T_max', 'total_steps',
  'warmup_steps', 'eta_min', 'max_lr', 'pct_start', 'div_factor', 'final_div_factor', 'cycle_momentum',
  'base_momentum', 'max_momentum',
];

/** @param {TrainerOptions} options @returns {string} */
function optimizerOf({ optimizer = 'sgd', momentum = 0, nesterov = false, cycle_momentum: cycled = false }) {
  if (optimizer !== 'sgd' || !(momentum > 0 || cycled)) return optimizer;
  return nesterov ? 'nesterov' : 'momentum';
}

/** The numbers of glia_coach_create, in its order. @param {TrainerOptions} o @param {Record<string, number>} preset */
function trainerNumbers(o, preset) {
  const momentum = o.optimizer === 'rmsprop' ? 0 : preset.momentum;
  return [
    o.schedule === 'one_cycle' ? (o.max_lr ?? o.rate ?? preset.rate) : (o.rate ?? preset.rate),
    o.momentum ?? momentum,
    o.beta1 ?? preset.beta1,
    o.beta2 ?? preset.beta2,
    o.alpha ?? preset.alpha,
    o.eps ?? preset.eps,
    o.weight_decay ?? 0,
    o.l1 ?? 0,
    o.penalize === 'all' ? 1 : 0,
    o.clip_norm ?? 0,
    o.clip_value ?? 0,
    o.batch ?? preset.batch,
    (o.shuffle ?? true) ? 1 : 0,
    o.seed ?? preset.seed,
    o.gamma ?? preset.factor,
    o.step_size ?? preset.every,
    o.T_max ?? o.total_steps ?? preset.horizon,
    o.warmup_steps ?? 0,
    o.eta_min ?? 0,
    o.pct_start ?? 0.3,
    o.div_factor ?? 25,
    o.final_div_factor ?? 1e4,
    o.cycle_momentum ? 1 : 0,
    o.base_momentum ?? 0.85,
    o.max_momentum ?? 0.95,
  ];
}

/** Training of a network. Free it before the network. */
export class Trainer {
  /**
   * @param {Network} network
   * @param {TrainerOptions} options
   * @param {Record<string, number>} preset the settings table's defaults
   */
  constructor(network, options, preset) {
    const { heap } = network;
    const numbers = trainerNumbers(options, preset);
    expectOptions(options, TRAINER_OPTIONS, 'A trainer');
    expectCount(Number(options.batch ?? preset.batch), 1, 'batch', WORD);
    expectCount(Number(options.seed ?? preset.seed), 0, 'seed');
    if (options.penalize !== undefined && !['weights', 'all'].includes(options.penalize)) {
      throw new GliaError('unknown_name', `penalize cannot be '${options.penalize}'; it is weights or all.`);
    }
    this.heap = heap;
    this.network = network;
    const at = heap.withTexts([optimizerOf(options), options.schedule ?? 'constant'], (o, on, s, sn) =>
      heap.borrow([8 * numbers.length], (values) => {
        heap.putDoubles(values, numbers);
        return heap.checked(heap.c.glia_coach_create(network.at, o, on, s, sn, values, heap.failure));
      }),
    );
    this.owned = own(this, at, heap.c.glia_trainer_free);
    /** @type {{ x: ArrayLike<number>, y: ArrayLike<number>, rows: number } | null} */
    this.train = null;
    /** @type {{ x: ArrayLike<number>, y: ArrayLike<number>, rows: number } | null} */
    this.test = null;
  }

  get at() {
    if (!this.owned.at) throw new GliaError('bad_argument', 'This trainer was freed.');
    if (!this.network.owned.at) throw new GliaError('bad_argument', 'The network of this trainer was freed.');
    return this.owned.at;
  }

  /** @returns {{ step: number, epochSteps: number, loss: number, rate: number, gradientNorm: number }} */
  report() {
    const { heap } = this;
    return heap.borrow([48], (out) => {
      heap.c.glia_coach_report(this.at, out);
      const [step, epochSteps, loss, rate, gradientNorm] = heap.doubles(out, 6);
      return { step, epochSteps, loss, rate, gradientNorm };
    });
  }

  /**
   * One update on exactly this batch.
   * @param {ArrayLike<number>} x
   * @param {ArrayLike<number>} y
   * @param {number} rows
   * @returns {{ step: number, loss: number, rate: number, gradientNorm: number }} loss: before the update,
   *   without penalties; rate: the one used; gradientNorm: L1 included, before clipping
   */
  update(x, y, rows) {
    const { heap } = this;
    this.network.expectRows(x, rows);
    const { rate } = this.report();
    this.network.expectTargets(y, rows);
    heap.borrow([4 * x.length, 4 * y.length], (from, target) => {
      heap.putFloats(from, x);
      heap.putFloats(target, y);
      heap.check(heap.c.glia_trainer_update(this.at, from, target, rows, heap.failure));
    });
    const { step, loss, gradientNorm } = this.report();
    return { step, loss, rate, gradientNorm };
  }

  /** @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {number} rows */
  setData(x, y, rows) {
    const { heap } = this;
    this.network.expectRows(x, rows);
    this.network.expectTargets(y, rows);
    heap.borrow([4 * x.length, 4 * y.length], (from, target) => {
      heap.putFloats(from, x);
      heap.putFloats(target, y);
      heap.check(heap.c.glia_trainer_set_data(this.at, from, target, rows, heap.failure));
    });
    this.train = { x: Float32Array.from(x), y: Float32Array.from(y), rows };
  }

  /** @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {number} rows */
  setTestData(x, y, rows) {
    this.network.expectRows(x, rows);
    this.network.expectTargets(y, rows);
    this.test = { x: Float32Array.from(x), y: Float32Array.from(y), rows };
  }

  /**
   * Makes n updates on the data set before.
   * @param {number} [n]
   * @param {{ measure?: boolean }} [options] measure: false leaves the losses out, whose passes over all
   *   examples may take longer than the updates
   * @returns {{ step: number, epoch: number, loss: number | null, testLoss: number | null, rate: number,
   *   metrics: { accuracy: number | null, testAccuracy: number | null } }} losses over all training and all
   *   test examples; null for a part that was not given or not measured, and where outputs are no classes
   */
  step(n = 1, { measure = true } = {}) {
    expectCount(n, 0, 'The number of steps');
    if (!this.train) throw new GliaError('bad_argument', 'Call setData before training.');
    const { heap } = this;
    if (heap.c.glia_coach_advance(this.at, n) < n) heap.check(heap.c.glia_trainer_fault(this.at, heap.failure));
    const { step, epochSteps, rate } = this.report();
    return {
      step,
      epoch: Math.floor(step / epochSteps),
      loss: measure ? this.network.loss(this.train.x, this.train.y, this.train.rows) : null,
      testLoss: measure && this.test ? this.network.loss(this.test.x, this.test.y, this.test.rows) : null,
      rate,
      metrics: {
        accuracy: measure ? this.accuracy(this.train) : null,
        testAccuracy: measure && this.test ? this.accuracy(this.test) : null,
      },
    };
  }

  /** @param {{ x: ArrayLike<number>, y: ArrayLike<number>, rows: number }} part @returns {number | null} */
  accuracy({ x, y, rows }) {
    const { heap, network } = this;
    const share = heap.borrow([4 * x.length, 4 * y.length], (from, target) => {
      heap.putFloats(from, x);
      heap.putFloats(target, y);
      return heap.c.glia_net_accuracy(network.at, from, target, rows);
    });
    return share < 0 ? null : share;
  }

  /** As many updates as n epochs have. @param {number} [n] @param {{ measure?: boolean }} [options] as for `step` */
  epoch(n = 1, options = {}) {
    expectCount(n, 0, 'The number of epochs');
    if (!this.train) throw new GliaError('bad_argument', 'Call setData before training.');
    return this.step(n * this.report().epochSteps, options);
  }

  free() {
    release(this.owned);
  }
}
