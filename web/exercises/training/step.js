import { flat, flatSlopes, layersOf } from './layout.js';

/**
 * One step of training, part by part. Each part is an Actor; what lies between two parts, and is not a challenge, the
 * engine works out. JavaScript only hands the numbers on.
 *
 * @typedef {import('./actor.js').Actor} Actor @typedef {import('./layout.js').Network} Network
 * @typedef {import('./layout.js').Layer} Layer @typedef {import('./layout.js').Slopes} Slopes
 * @typedef {{ start: Actor | null, layer: Actor, output: Actor, softmax: Actor, loss: Actor, backward: Actor, update: Actor }} Actors
 *   start: null when the weights begin as they are
 * @typedef {{ inputs: number[][], labels: number[] }} Batch
 * @typedef {object} Memory what an optimizer keeps from one step to the next
 * @property {number[]} [velocity] @property {number[]} [m] @property {number[]} [v]
 */

/** How far a step goes, and how much of the last one stays. */
const rates = { momentumStep: 0.1, adamStep: 0.03, train: 0.5 };
const momentum = 0.9;

/** @param {Actor} actor @returns {'momentumStep' | 'adamStep' | string} the name in JavaScript */
const nameOf = ({ task }) => task.names.javascript;

/** @template T @param {T[]} list @param {number} size @returns {T[][]} */
const inRows = (list, size) => Array.from({ length: list.length / size }, (_, r) => list.slice(r * size, (r + 1) * size));

/**
 * Weights to begin with, drawn by the engine and scaled by the learner's rule; biases are 0.
 * @param {Actor} start @param {Layer[]} layers @param {(count: number) => Promise<Float32Array>} draw numbers from -1 to 1
 * @returns {Promise<Layer[]>}
 */
export async function begin(start, layers, draw) {
  const begun = [];
  for (const { weights, biases } of layers) {
    const [{ length: inputs }] = weights;
    const drawn = inRows(Array.from(await draw(weights.length * inputs)), inputs);
    const [[noise]] = await start.engine.cook([['drawn * sqrt(3)']], [{ drawn }]); // a spread of 1
    const [scaled] = await start.answers([[noise]]);
    begun.push({ weights: scaled, biases: biases.map(() => 0) });
  }
  return begun;
}

/** @param {Actor} actor @param {number[][]} rows @param {Layer} layer @returns {Promise<number[][]>} a hidden layer's answers */
async function hidden(actor, rows, { weights, biases }) {
  if (nameOf(actor) === 'denseLayer') return actor.answers(rows.map((row) => [row, weights, biases]));
  if (nameOf(actor) === 'neuron') return inRows(await actor.answers(rows.flatMap((row) => weights.map((w, n) => [row, w, biases[n]]))), weights.length);
  const [[sums]] = await actor.engine.cook([['product(rows, transpose(weights)) + biases']], [{ rows, weights, biases }]);
  return inRows(await actor.answers(sums.flat().map((/** @type {number} */ sum) => [sum])), weights.length);
}

/**
 * The loss of a batch and its slopes.
 * @param {Actors} actors @param {Batch} batch @param {Layer[]} layers
 * @returns {Promise<{ loss: number, slopes: Slopes[] }>}
 */
export async function lossAndSlopes(actors, { inputs, labels }, layers) {
  const kept = [inputs];
  for (const layer of layers.slice(0, -1)) kept.push(await hidden(actors.layer, kept[kept.length - 1], layer));
  const last = [layers[layers.length - 1]];
  const logits = await actors.output.answers(kept[kept.length - 1].map((row) => [row, last]));
  const probabilities = await actors.softmax.answers(logits.map((row) => [row]));
  const [loss] = await actors.loss.answers([[probabilities, labels]]);
  if (nameOf(actors.backward) === 'backward') {
    const [slopes] = await actors.backward.answers([[inputs, labels, layers]]);
    return { loss, slopes };
  }
  const { engine } = actors.backward;
  let [[dY]] = await engine.cook([['(p - one_hot(labels, columns(p))) / count(labels)']], [{ p: probabilities, labels }]);
  /** @type {Slopes[]} */
  const slopes = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const [{ dX, dW, db }] = await actors.backward.answers([[kept[l], layers[l].weights, dY]]);
    slopes.unshift({ dW, db });
    if (l > 0) [[dY]] = await engine.cook([['dX * (answers > 0)']], [{ dX, answers: kept[l] }]); // nothing passes a ReLU that is shut
  }
  return { loss, slopes };
}

/**
 * @param {Actors} actors @param {Network} network @param {number[]} parameters in the engine's order @param {Batch} batch
 * @param {Memory} memory of the steps before; changed @param {number} step from 1 on
 * @returns {Promise<{ loss: number, parameters: number[] }>} loss: before the step
 */
export async function trainStep(actors, network, parameters, batch, memory, step) {
  const { loss, slopes } = await lossAndSlopes(actors, batch, layersOf(network, parameters));
  const gradients = flatSlopes(network, slopes);
  const still = () => parameters.map(() => 0);
  if (nameOf(actors.update) === 'momentumStep') {
    const [next] = await actors.update.answers([[parameters, gradients, memory.velocity ?? still(), rates.momentumStep, momentum]]);
    memory.velocity = next.velocity;
    return { loss, parameters: next.weights };
  }
  const [next] = await actors.update.answers([[parameters, gradients, memory.m ?? still(), memory.v ?? still(), step, rates.adamStep]]);
  Object.assign(memory, { m: next.m, v: next.v });
  return { loss, parameters: next.weights };
}

/**
 * A step by the one function that does all of it.
 * @param {Actor} actor @param {Network} network @param {number[]} parameters @param {Batch} batch
 * @returns {Promise<number[]>}
 */
export async function wholeStep(actor, network, parameters, { inputs, labels }) {
  const [layers] = await actor.answers([[layersOf(network, parameters, false), inputs, labels, rates.train, 1]]);
  return flat(network, layers, false);
}
