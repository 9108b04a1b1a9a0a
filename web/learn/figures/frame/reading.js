/**
 * What a figure's run says of itself to the rest of the lesson: what its settings are, its parameters, what is measured.
 * All of it is asked of the engine at the moment it is wanted.
 * @typedef {import('../../../playground/types.js').Client} Client
 * @typedef {import('../../../playground/types.js').Opened} Opened
 *
 * @typedef {object} Reading
 * @property {string} experiment @property {Record<string, string>} settings every one as text @property {number} step
 * @property {{ weights: Float32Array, biases: Float32Array }[]} layers 0 is the first hidden one; weights [units][inputs]
 * @property {{ loss: number, testLoss: number, testAccuracy: number | null, deadUnits: number, outputRange: number }} measured
 *   deadUnits: hidden units through which no gradient passes on any training example; outputRange: from the least to the
 *   largest answer to a training example
 *
 * @typedef {object} RunApi
 * @property {() => Promise<Reading>} state rejects once the figure is closed
 * @property {(then: () => void) => () => void} onChange told when something may have changed; returns how to stop
 */

/** Milliseconds between two tellings while training. */
const tellEvery = 250;

/** @param {{ client: Client, opened: () => Opened | null }} options */
export function reader({ client, opened }) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let told = 0;
  let ended = false;

  /** @returns {Promise<Reading>} */
  async function state() {
    const of = opened();
    if (!of || ended) throw new Error('This figure holds no run.');
    const [frame, statistics] = await Promise.all([client.frame(), client.statistics()]);
    const { step, loss, testLoss, testAccuracy } = frame;
    const parameters = frame.parameters.slice();
    client.recycle(frame);
    const hidden = statistics.layers.slice(0, -1);
    const { min, max } = statistics.layers[statistics.layers.length - 1].activations;
    return {
      experiment: of.experiment,
      settings: of.values,
      step,
      layers: of.network.layers.slice(1).map(({ units, inputs, weights, biases }) => ({
        weights: parameters.subarray(weights, weights + units * inputs),
        biases: parameters.subarray(biases, biases + units),
      })),
      measured: { loss, testLoss, testAccuracy, deadUnits: hidden.reduce((sum, { dead }) => sum + dead, 0), outputRange: max - min },
    };
  }

  /** @type {RunApi} */
  const api = {
    state,
    onChange(then) {
      listeners.add(then);
      return () => listeners.delete(then);
    },
  };
  return {
    api,
    /** @param {boolean} rest whether nothing moves any more */
    changed(rest) {
      if (!rest && performance.now() - told < tellEvery) return;
      told = performance.now();
      listeners.forEach((tell) => tell());
    },
    end() {
      ended = true;
      listeners.clear();
    },
  };
}
