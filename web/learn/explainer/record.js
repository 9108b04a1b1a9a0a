/** @file Everything the explainer draws and says in numbers, asked of the engine once, before it begins. */

import { toward } from '../../ui/palette.js';
import { begun, experiment, row, training, unit } from './script.js';

/** @typedef {import('../../engine/client.js').Client} Client */
/** @typedef {import('../../engine/check.js').Walk} Walk */

/**
 * @typedef {object} Picture the network at one step
 * @property {number} step @property {number} loss over the training part @property {number} accuracy share of 1, training part
 * @property {ImageData} output @property {ImageData[]} maps of inputs, hidden neurons, output
 *
 * @typedef {object} Neuron the one that is looked into
 * @property {number[]} inputs @property {number[]} weights @property {number[]} products @property {number[]} partial the
 *   products added up so far @property {number} bias @property {number} sum @property {number} answer
 *
 * @typedef {object} Made
 * @property {import('../../engine/client.js').Dataset} dataset
 * @property {import('../../engine/client.js').Layer[]} layers
 * @property {Walk} walk of the example, by the network that is looked at closely
 * @property {Picture} start that network
 * @property {number} lossAfter of the same example after an update on it alone
 * @property {Neuron} neuron
 * @property {{ x: number[], y: Float32Array }} curve of the activation
 * @property {Picture[]} pictures
 */

const side = { map: 48, output: 120 };

/** Where the activation's curve is drawn: sums from −reach to reach. */
export const reach = 3;

/** Steps of the pictures: close together at first, when most happens. */
const steps = Array.from({ length: training.pictures }, (_, i) => Math.round(training.steps * (i / (training.pictures - 1)) ** 2));

/**
 * @param {Client} client whose run is replaced
 * @param {import('../../ui/palette.js').Palette} palette
 * @returns {Promise<Made>}
 */
export async function record(client, palette) {
  const { negative, zero, positive } = palette;
  await client.view({ size: side.map, outputSize: side.output, palette: { negative: toward(zero, negative), zero, positive: toward(zero, positive) } });
  const { network, dataset } = await client.open(experiment, undefined, { instead: true });
  await client.step(begun);
  const start = pictureOf(await client.frame());
  const { layers } = network;
  const walk = await client.walk({ part: 'train', row });
  const neuron = await lookInto(client, layers[1], walk);
  const x = Array.from({ length: 121 }, (_, i) => (i / 60 - 1) * reach);
  const curve = { x, y: await client.activation(String(layers[1].activation), Float32Array.from(x)) };

  // The same example once more, under the parameters one update on it would make.
  for (const [index, value] of walk.after.entries()) await client.setParameter(index, value);
  const { loss: lossAfter } = await client.walk({ part: 'train', row });
  await client.open(experiment, undefined, { instead: true });

  /** @type {Picture[]} */
  const pictures = [];
  let made = 0;
  for (const step of steps) {
    if (step > made) await client.step(step - made);
    made = step;
    pictures.push(pictureOf(await client.frame()));
  }
  return { dataset, layers, walk, start, lossAfter, neuron, curve, pictures };
}

/** @param {Client} client @param {import('../../engine/client.js').Layer} layer @param {Walk} walk @returns {Promise<Neuron>} */
async function lookInto(client, { inputs: count = 0, weights: from = 0, biases = 0 }, walk) {
  const inputs = [...walk.inputs];
  const weights = [...walk.parameters.slice(from + unit * count, from + (unit + 1) * count)];
  /** A sum without bias and curve, by the engine. @param {number} first @param {number} end */
  const sum = async (first, end) => (await client.layer(Float32Array.from(inputs.slice(first, end)), 1, Float32Array.from(weights.slice(first, end)), new Float32Array(1), 'linear'))[0];
  return {
    inputs,
    weights,
    products: await Promise.all(inputs.map((_, i) => sum(i, i + 1))),
    partial: await Promise.all(inputs.map((_, i) => sum(0, i + 1))),
    bias: walk.parameters[biases + unit],
    sum: walk.layers[0].pre[unit],
    answer: walk.layers[0].post[unit],
  };
}

/** @param {import('../../engine/client.js').Frame} frame @returns {Picture} */
function pictureOf({ step, loss, accuracy, fields, output, size, outputSize }) {
  const image = (/** @type {Uint8ClampedArray} */ pixels, /** @type {number} */ edge) => new ImageData(Uint8ClampedArray.from(pixels), edge, edge);
  const bytes = 4 * size * size;
  const maps = Array.from({ length: fields.length / bytes }, (_, i) => image(fields.subarray(i * bytes, (i + 1) * bytes), size));
  return { step, loss, accuracy: accuracy ?? 0, maps, output: image(output, outputSize) };
}
