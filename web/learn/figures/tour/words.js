import { neuronName } from '../../../playground/names.js';
import { pointName } from '../../../playground/point-name.js';
import { figure, percent } from '../../../ui/format.js';

/**
 * The words of a guided tour: what may stand in curly brackets in a step's text, and the live number put there. All
 * numbers are those of the engine's walk of one example (src/inspect/walk.h).
 * @typedef {import('../../../playground/types.js').Opened} Opened
 * @typedef {import('../../../engine/check.js').Walk} Walk
 *
 * @typedef {object} Step as it stands in a lesson
 * @property {'input' | 'weights' | 'sum' | 'bias' | 'activation' | 'layer' | 'output'} at
 * @property {number} [layer] as drawn: 0 the inputs, 1 the first hidden layer @property {number} [unit] @property {string} text
 *
 * @typedef {object} Spot what a step speaks about @property {Step['at']} at @property {number} layer @property {number} unit
 */

/** The network of a tour that names none: three inputs, four ReLU, an output for each of two classes. */
export const usualTour = 'data=gauss&features=x1,x2,x1x2&layers=4:relu&loss=cross_entropy';

/** What a step is about, above its text. @type {Record<Step['at'], string>} */
export const titles = {
  input: 'An input',
  weights: 'The weights',
  sum: 'The weighted sum',
  bias: 'The bias',
  activation: 'The activation',
  layer: 'The layer',
  output: 'The output',
};

/** Products of a sum that are written out. */
const mostTerms = 4;

/** @param {number} value */
export const short = (value) => figure(value, 3);

/** A number behind a sign. @param {number} value */
const bracketed = (value) => (value < 0 ? `(${short(value)})` : short(value));

/** @typedef {{ walk: Walk, opened: Opened, spot: Spot, label: (name: string) => string, point: number }} About */

/** What a column says. @param {About} about @param {number} layer @returns {Float32Array} */
const saidBy = ({ walk }, layer) => (layer === 0 ? walk.inputs : walk.layers[layer - 1].post);

/** The sum written out, without its result. @param {About} about */
function terms(about) {
  const { walk, opened, spot } = about;
  const { weights, inputs } = opened.network.layers[spot.layer];
  const said = saidBy(about, spot.layer - 1);
  const written = inputs > mostTerms ? mostTerms - 1 : inputs;
  const products = Array.from({ length: written }, (_, i) => `${bracketed(said[i])} × ${bracketed(walk.parameters[weights + spot.unit * inputs + i])}`);
  return [...products, ...(inputs > written ? [`… ${inputs - written} more`] : [])].join(' + ');
}

/**
 * What may stand in curly brackets: `{sum}`. Besides these, a feature's key as in the setting “features” ({x1}, {x1x2}),
 * and {weight1}, {weight2} …: the weights of the neuron, counted from 1.
 * @type {Record<string, (about: About) => string>}
 */
const values = {
  example: ({ opened, point }) => pointName(opened.dataset, opened.network, point),
  neuron: ({ opened, spot }) => neuronName(opened.network.layers, spot.layer, spot.unit),
  neurons: ({ opened, spot }) => String(opened.network.layers[spot.layer].units),
  function: ({ opened, spot, label }) => label(opened.network.layers[spot.layer].activation),
  input: ({ walk, spot }) => short(walk.inputs[spot.layer === 0 ? spot.unit : 0]),
  terms,
  bias: ({ walk, opened, spot }) => short(walk.parameters[opened.network.layers[spot.layer].biases + spot.unit]),
  sum: ({ walk, spot }) => short(walk.layers[spot.layer - 1].pre[spot.unit]),
  activation: ({ walk, spot }) => short(walk.layers[spot.layer - 1].post[spot.unit]),
  probability: ({ walk, spot }) => percent(spot.at === 'output' ? walk.output[spot.unit] : walk.output[walk.output.length - 1]),
  output: ({ walk, spot }) => short(spot.at === 'output' ? walk.output[spot.unit] : walk.output[walk.output.length - 1]),
  target: ({ walk }) => short(walk.target),
  loss: ({ walk }) => short(walk.loss),
};

/** Those that are about a neuron with weights of its own. */
const ofNeurons = ['terms', 'bias', 'sum', 'activation', 'function'];

/** @param {string} name @param {About} about @returns {string | null} null: there is no such number here */
function valueOf(name, about) {
  const { walk, opened, spot } = about;
  if (Object.hasOwn(values, name)) return spot.layer === 0 && ofNeurons.includes(name) ? null : values[name](about);
  const feature = opened.values.features?.split(',').indexOf(name) ?? -1;
  if (feature >= 0) return short(walk.inputs[feature]);
  const [, number] = name.match(/^weight(\d+)$/) ?? [];
  if (!number || spot.layer === 0) return null;
  const { weights, inputs } = opened.network.layers[spot.layer];
  return Number(number) >= 1 && Number(number) <= inputs ? short(walk.parameters[weights + spot.unit * inputs + Number(number) - 1]) : null;
}

/** A step's text with the numbers of an example. @param {string} text @param {About} about */
export const fill = (text, about) => text.replace(/\{(\w+)\}/g, (whole, name) => valueOf(name, about) ?? whole);

/** What a step speaks about, with what it leaves out. @param {Step} step @param {Opened} opened @returns {Spot} */
export function spotOf({ at, layer, unit = 0 }, { network }) {
  const last = network.layers.length - 1;
  return { at, layer: at === 'input' ? 0 : at === 'output' ? last : layer ?? 1, unit };
}

/**
 * What is wrong with a step, in a sentence, or null.
 * @param {Step} step @param {number} index @param {Omit<About, 'spot'>} about
 */
export function faultOf(step, index, about) {
  const spot = spotOf(step, about.opened);
  const { layers } = about.opened.network;
  const layer = layers[spot.layer];
  const name = `Step ${index + 1} of this tour`;
  if (!layer) return `${name} speaks of layer ${spot.layer}; this network has layers 0 to ${layers.length - 1}.`;
  if (spot.layer === 0 && !['input', 'layer'].includes(spot.at)) return `${name}: an input has no ${spot.at}.`;
  if (spot.unit >= layer.units) return `${name} speaks of unit ${spot.unit} of ${layer.name}, which has units 0 to ${layer.units - 1}.`;
  const strange = [...step.text.matchAll(/\{(\w+)\}/g)].find(([, word]) => valueOf(word, { ...about, spot }) === null);
  if (!strange) return null;
  const features = about.opened.values.features.split(',').map((key) => `{${key}}`);
  return `${name} has no number for {${strange[1]}} here; there is ${Object.keys(values).map((key) => `{${key}}`).join(', ')}, {weight1} …, ${features.join(', ')}.`;
}
