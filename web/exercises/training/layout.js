/**
 * How the parameters of a live network stand in the lists that learners' functions take, and back. Numbers are only laid
 * out here, none is computed.
 *
 * Two classes share one output in the engine: its number z is how much class 1 outweighs class 0. For functions that know
 * softmax it becomes two outputs, [0, z]: the first stands fast, and is left out again on the way back.
 *
 * @typedef {{ weights: number[][], biases: number[] }} Layer weights: one row per neuron
 * @typedef {{ dW: number[][], db: number[] }} Slopes of a layer
 * @typedef {object} Network the part of a live network that is used; the first layer are the inputs
 * @property {string} task @property {string} loss @property {number} outputs
 * @property {{ units: number, inputs: number, activation: string, weights: number, biases: number, gamma?: number, projection?: number }[]} layers
 *   weights, biases: offsets into the parameters
 */

/** @param {Network} network */
const isSingle = (network) => network.outputs === 1;

/**
 * Why learners' functions cannot train this network; empty if they can.
 * @param {Network} network @param {Record<string, string>} values settings @param {'relu' | 'tanh'} activation of hidden layers
 */
export function unfit(network, values, activation) {
  const [, ...layers] = network.layers;
  const hidden = layers.slice(0, -1);
  if (network.task !== 'classes' || !['bce', 'cross_entropy'].includes(network.loss)) return 'it does not learn classes by cross-entropy';
  if (hidden.some((layer) => layer.activation !== activation)) return `its hidden layers must end in ${activation === 'relu' ? 'ReLU' : 'tanh'}`;
  if (layers.some(({ gamma, projection }) => gamma !== undefined || projection !== undefined) || values.layers.includes('+')) {
    return 'its layers have extras: normalization, dropout or a path around them';
  }
  if (activation === 'tanh' && (hidden.length !== 1 || !isSingle(network))) return 'your train takes one hidden layer and two classes';
  return '';
}

/** @param {Network} network @param {ArrayLike<number>} parameters @param {boolean} [twofold] whether one output becomes two @returns {Layer[]} */
export function layersOf(network, parameters, twofold = isSingle(network)) {
  const list = Array.from(parameters);
  return network.layers.slice(1).map(({ units, inputs, weights, biases }, l, all) => {
    const layer = {
      weights: Array.from({ length: units }, (_, n) => list.slice(weights + n * inputs, weights + (n + 1) * inputs)),
      biases: list.slice(biases, biases + units),
    };
    if (!twofold || l < all.length - 1) return layer;
    return { weights: [new Array(inputs).fill(0), ...layer.weights], biases: [0, ...layer.biases] };
  });
}

/**
 * All numbers that are learnt, in the engine's order.
 * @param {Network} network @param {Layer[]} layers @param {boolean} [twofold] @returns {number[]}
 */
export const flat = (network, layers, twofold = isSingle(network)) =>
  layers.flatMap(({ weights, biases }, l) => {
    const from = twofold && l === layers.length - 1 ? 1 : 0;
    return [...weights.slice(from).flat(), ...biases.slice(from)];
  });

/** Slopes as `flat` has the parameters. @param {Network} network @param {Slopes[]} slopes @returns {number[]} */
export const flatSlopes = (network, slopes) => flat(network, slopes.map(({ dW, db }) => ({ weights: dW, biases: db })));
