import { count, measure, minus, signed } from '../ui/format.js';
import { isImage } from './geometry.js';

/**
 * What the parts of a network are called, on screen and spoken.
 * @typedef {import('./types.js').Item} Item
 * @typedef {import('./types.js').Layer} Layer
 */

/** @param {Layer[]} layers @param {number} layer @param {number} unit */
export function neuronName(layers, layer, unit) {
  const { name, labels, units, classNames } = layers[layer];
  if (labels?.[unit]) return labels[unit];
  if (isImage(layers[layer])) return 'the image';
  if (layer === layers.length - 1 && isImage(layers[0])) return `digit ${unit}`;
  // Several outputs are one for each class, and classes are counted from 0, as in files.
  if (layer === layers.length - 1) return units === 1 ? 'output' : classNames?.[unit] ?? `class ${unit}`;
  return `neuron ${unit + 1} of ${name}`;
}

/** What a class is called: by the file it came in, or by its number. @param {import('./types.js').Network} network @param {number} label */
export const className = ({ classNames }, label) => classNames?.[label] ?? `class ${label}`;

/**
 * A number as it stood in the file before it was scaled.
 * @param {{ mean: number | number[], deviation: number | number[] } | undefined} scale @param {number} at which of several @param {number} value
 */
export function inUnits(scale, at, value) {
  if (!scale) return value;
  const [mean, deviation] = [scale.mean, scale.deviation].map((each) => (typeof each === 'number' ? each : each[at]));
  return value * deviation + mean;
}

/** The same as text, without the digits that scaling made up. @param {Parameters<typeof inUnits>[0]} scale @param {number} at @param {number} value */
export function written(scale, at, value) {
  const step = inUnits(scale, at, 1) - inUnits(scale, at, 0);
  const places = Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(Math.abs(step) || 1))));
  return minus(String(Number(inUnits(scale, at, value).toFixed(places))));
}

/** The unit in which errors of values are measured. @param {import('./types.js').Network['target']} target */
export const unitOf = (target) => (target && target.deviation !== 1 ? `standard deviations of ${target.name}: 1 is ${measure(target.deviation)}` : 'units of the value');

/** A name for tight places, where the layer is clear. @param {Layer[]} layers @param {number} layer @param {number} unit */
export function shortName(layers, layer, unit) {
  const { labels } = layers[layer];
  return labels?.[unit] ?? (layer === layers.length - 1 ? neuronName(layers, layer, unit) : `neuron ${unit + 1}`);
}

/** Index of the parameter an item stands for, −1 if it has none. @param {Layer[]} layers @param {Item} item */
export function parameterOf(layers, { kind, layer, unit, input }) {
  if (layer === 0 || kind === 'layer') return -1;
  const { weights, inputs, biases } = layers[layer];
  return kind === 'weight' ? weights + unit * inputs + input : biases + unit;
}

/**
 * The sentence for an item: tooltip and screen reader say the same.
 * @param {Layer[]} layers @param {Item} item @param {Float32Array | null} parameters
 * @param {(name: string) => string} label of an activation
 */
export function describe(layers, item, parameters, label) {
  const { name, units, activation, labels } = layers[item.layer];
  const at = parameterOf(layers, item);
  const value = parameters && at >= 0 ? signed(parameters[at]) : '–';
  if (item.kind === 'layer') {
    if (isImage(layers[item.layer])) return `${name}: an image, all ${count(units)} pixels of it`;
    const counted = labels ? `${units} ${units === 1 ? 'input' : 'inputs'}` : `${units} ${units === 1 ? 'neuron' : 'neurons'}, ${label(activation)}`;
    return `${name}: ${counted}`;
  }
  const own = neuronName(layers, item.layer, item.unit);
  if (item.kind === 'weight') return `weight ${value} from ${neuronName(layers, item.layer - 1, item.input)} to ${own}`;
  if (item.kind === 'bias') return `bias ${value} of ${own}`;
  if (item.layer === 0) return isImage(layers[0]) ? `${own}: all ${count(units)} pixels are inputs` : `input ${own}`;
  const sees = item.layer === 1 && isImage(layers[0]) ? `, ${count(layers[0].units)} weights shown as an image` : '';
  return `${own}, ${label(activation)}, bias ${value}${sees}`;
}

/** @param {Item | null} a @param {Item | null} b */
export function sameItem(a, b) {
  return a?.kind === b?.kind && a?.layer === b?.layer && a?.unit === b?.unit && a?.input === b?.input;
}

/** Whether an item still exists in a network. @param {Layer[]} layers @param {Item} item */
export function exists(layers, { kind, layer, unit, input }) {
  if (layer >= layers.length) return false;
  if (kind === 'layer') return true;
  return unit < layers[layer].units && (kind !== 'weight' || (layer > 0 && input < layers[layer].inputs));
}
