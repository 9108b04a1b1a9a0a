import { figure } from '../../ui/format.js';
import { isImage } from '../geometry.js';
import { splitLayers } from '../layers.js';
import { neuronName } from '../names.js';
import { pointName } from '../point-name.js';

/**
 * One example's way through the network as a list of acts: what lights up, and the sentence below it. All
 * numbers are those of the engine's walk (src/inspect/walk.h); nothing is worked out here.
 * @typedef {import('../../engine/check.js').Walk} Walk
 * @typedef {import('../types.js').Opened} Opened
 * @typedef {import('../types.js').LinkMark} LinkMark
 * @typedef {import('../types.js').UnitMark} UnitMark
 *
 * @typedef {object} Act
 * @property {'inputs' | 'forward' | 'loss' | 'backward' | 'gradient' | 'update'} phase
 * @property {string} title @property {string} words
 * @property {(parameter: number) => LinkMark | null} links
 * @property {UnitMark[]} units
 * @property {-1 | 0 | 1} flow which way something runs along the links: 1 from the inputs to the output
 */

/** Units of a layer that are told one by one; a wider layer is one act. */
const mostUnits = 8;

/** Products of a sum that are written out. */
const mostTerms = 4;

/** Three digits that count. @param {number} value */
const short = (value) => figure(value, 3);

/** A number behind a sign. @param {number} value */
const bracketed = (value) => (value < 0 ? `(${short(value)})` : short(value));

/** @param {Walk} walk @param {Opened} opened @param {(name: string) => string} label of an activation @param {number} point
 * @returns {Act[]} */
export function actsOf(walk, opened, label, point) {
  const { network, values } = opened;
  const { layers } = network;
  const extras = splitLayers(values.layers ?? '').map(({ rest }) => rest);
  const name = (/** @type {number} */ layer, /** @type {number} */ unit) => neuronName(layers, layer, unit);
  /** What every column says. @type {Float32Array[]} */
  const said = [walk.inputs, ...walk.layers.map(({ post }) => post)];
  const image = isImage(layers[0]);

  /** Badges of all units up to a layer, and there up to a unit. @param {number} layer @param {number} unit @returns {UnitMark[]} */
  const badges = (layer, unit) =>
    said.slice(image ? 1 : 0, layer + 1).flatMap((column, i) => {
      const l = i + (image ? 1 : 0);
      return Array.from(column).slice(0, l === layer ? unit + 1 : undefined).map((value, u) => ({
        layer: l, unit: u, sign: short(value), tone: /** @type {const} */ ('accent'), said: `For this point it says ${short(value)}.`,
      }));
    });

  /** Which unit a parameter leads to, if it is a weight into that layer. @param {number} layer @param {number} parameter */
  const into = (layer, parameter) => {
    const { weights, inputs, units } = layers[layer];
    const at = parameter - weights;
    return at >= 0 && at < inputs * units ? { unit: Math.floor(at / inputs), input: at % inputs } : null;
  };

  /** @param {number} layer @param {number} unit −1 for all of them @returns {Act['links']} */
  const arriving = (layer, unit) => (parameter) => {
    const to = into(layer, parameter);
    if (!to || (unit >= 0 && to.unit !== unit)) return null;
    return { colour: said[layer - 1][to.input] * walk.parameters[parameter] < 0 ? 'negative' : 'positive', alpha: 0.9, width: 2 };
  };

  /** The sum of one unit in signs. @param {number} layer @param {number} unit */
  function sum(layer, unit) {
    const { weights, inputs, biases } = layers[layer];
    const { pre, z, post } = walk.layers[layer - 1];
    const written = inputs > mostTerms ? mostTerms - 1 : inputs;
    const terms = Array.from({ length: written }, (_, i) => `${bracketed(said[layer - 1][i])} × ${bracketed(walk.parameters[weights + unit * inputs + i])}`);
    if (layer === 1 && image) terms.splice(0, terms.length, `${inputs} pixels × their weights`);
    else if (inputs > written) terms.push(`… ${inputs - written} more`);
    const normalised = z[unit] !== pre[unit] ? ` → normalised → ${short(z[unit])}` : '';
    const past = extras[layer - 1]?.includes('+res') ? ' with what came past the layer' : '';
    return `${terms.join(' + ')} + bias ${bracketed(walk.parameters[biases + unit])} = ${short(pre[unit])}${normalised} → ${label(layers[layer].activation)}${past} → ${short(post[unit])}`;
  }

  /** @type {Act[]} */
  const acts = [{
    phase: 'inputs',
    title: 'One example',
    words: image ? `An ${pointName(opened.dataset, network, point)}, enters: ${walk.inputs.length} pixels.`
      : `${upperFirst(pointName(opened.dataset, network, point))}, enters: ${Array.from(walk.inputs).slice(0, 8).map((value, i) => `${name(0, i)} = ${short(value)}`).join(', ')}.`,
    links: () => null,
    units: badges(0, Infinity),
    flow: 0,
  }];
  for (let l = 1; l < layers.length; l += 1) {
    const { units } = layers[l];
    const single = units <= mostUnits;
    for (let unit = 0; unit < (single ? units : 1); unit += 1) {
      const of = single ? unit : largest(said[l]);
      acts.push({
        phase: 'forward',
        title: single ? upperFirst(name(l, of)) : `All ${units} neurons of ${layers[l].name}`,
        words: single ? sum(l, of) : `${upperFirst(name(l, of))} says most: ${sum(l, of)}`,
        links: arriving(l, single ? unit : -1),
        units: badges(l, single ? unit : Infinity),
        flow: 1,
      });
    }
  }
  acts.push(lossAct(walk, opened, badges(layers.length - 1, Infinity)));
  for (let l = layers.length - 1; l >= 1; l -= 1) acts.push(...backwardActs(walk, opened, l, { said, into, name, extras }));
  acts.push(updateAct(walk, opened, name));
  return acts;
}

/** @param {Walk} walk @param {Opened} opened @param {UnitMark[]} units @returns {Act} */
function lossAct({ output, target, loss }, { network }, units) {
  const aim = network.task !== 'classes' ? `the target is ${short(target)}`
    : output.length > 1 ? `the right class ${target} has ${short(output[target])} of it`
    : `the right answer is class ${target > 0 ? 1 : 0}`;
  const answer = output.length > 1 ? 'The answer is a share for each class' : `The answer is ${short(output[0])}`;
  return { phase: 'loss', title: 'The loss', words: `${answer}; ${aim}. The loss says how wrong that is: ${short(loss)}.`, links: () => null, units, flow: 0 };
}

/**
 * The deltas of a layer, then the gradients of the weights into it.
 * @param {Walk} walk @param {Opened} opened @param {number} l
 * @param {{ said: Float32Array[], into: (layer: number, parameter: number) => { unit: number, input: number } | null, name: (layer: number, unit: number) => string, extras: string[] }} helpers
 * @returns {Act[]}
 */
function backwardActs(walk, { network }, l, { said, into, name, extras }) {
  const { layers } = network;
  const { delta } = walk.layers[l - 1];
  const last = l === layers.length - 1;
  const of = largest(delta);
  /** @type {UnitMark[]} */
  const units = Array.from(delta, (value, unit) => ({ layer: l, unit, sign: short(value), tone: 'accent', said: `Its delta is ${short(value)}.` }));
  const past = extras[l]?.includes('+res') ? ' + what comes past the layer above' : '';
  const normalised = /\+[bl]n/.test(extras[l - 1] ?? '') ? ', back through its normalisation' : '';
  const back = last ? '' : `${backSum(walk, layers, l, of)}${past}`;
  const { weights, inputs } = layers[l];
  const largestIn = largest(walk.gradient.subarray(weights, weights + inputs * layers[l].units));
  const at = into(l, weights + largestIn) ?? { unit: 0, input: 0 };
  const size = Math.abs(walk.gradient[weights + largestIn]);
  return [
    {
      phase: 'backward',
      title: `Back to ${layers[l].name}`,
      words: delta[of] === 0 ? 'Nothing comes back: all deltas of this layer are 0 for this example.'
        : last ? `How the loss grows with the sum of ${name(l, of)}: its delta is ${short(delta[of])}.`
        : `What a neuron does to the loss comes back by its links. ${upperFirst(name(l, of))}: ${back} × slope${normalised} → delta ${short(delta[of])}.`,
      links: (parameter) => {
        const to = last ? null : into(l + 1, parameter);
        return to ? { colour: walk.layers[l].delta[to.unit] * walk.parameters[parameter] < 0 ? 'negative' : 'positive', alpha: 0.9, width: 2 } : null;
      },
      units,
      flow: -1,
    },
    {
      phase: 'gradient',
      title: `Gradients into ${layers[l].name}`,
      words: size === 0 ? 'All of them are 0: what came in, or the delta, was 0.'
        : `A weight’s gradient is what came in times the delta. The largest, ${isImage(layers[l - 1]) ? 'of a pixel' : name(l - 1, at.input)} → ${name(l, at.unit)}: ${bracketed(said[l - 1][at.input])} × ${bracketed(delta[at.unit])} = ${short(walk.gradient[weights + largestIn])}.`,
      links: (parameter) => (into(l, parameter) ? signed(walk.gradient[parameter], size, 'Its gradient is') : null),
      units,
      flow: 0,
    },
  ];
}

/** What comes back to a unit from the layer above, in signs. @param {Walk} walk @param {import('../types.js').Layer[]} layers @param {number} l @param {number} unit */
function backSum(walk, layers, l, unit) {
  const { weights, inputs, units } = layers[l + 1];
  const { delta } = walk.layers[l];
  const written = units > mostTerms ? mostTerms - 1 : units;
  const terms = Array.from({ length: written }, (_, u) => `${bracketed(walk.parameters[weights + u * inputs + unit])} × ${bracketed(delta[u])}`);
  if (units > written) terms.push(`… ${units - written} more`);
  return terms.length > 1 ? `(${terms.join(' + ')})` : terms[0];
}

/** @param {Walk} walk @param {Opened} opened @param {(layer: number, unit: number) => string} name @returns {Act} */
function updateAct({ parameters, after }, { network, values }, name) {
  const { layers } = network;
  const change = after.map((value, i) => value - parameters[i]);
  const most = largest(change);
  const moved = change.reduce((sum, value) => sum + Number(value !== 0), 0);
  const layer = layers.findIndex(({ units, inputs, weights }, l) => l > 0 && most >= weights && most < weights + units * inputs);
  const at = layer > 0 ? most - layers[layer].weights : 0;
  const link = layer <= 0 ? 'The largest change'
    : isImage(layers[layer - 1]) ? `Most moves a pixel’s weight to ${name(layer, Math.floor(at / layers[layer].inputs))}`
    : `Most moves ${name(layer - 1, at % layers[layer].inputs)} → ${name(layer, Math.floor(at / layers[layer].inputs))}`;
  return {
    phase: 'update',
    title: 'The update',
    words: moved === 0 ? 'This example changes nothing: all its gradients are 0.'
      : `Learning from this example alone, at rate ${values.rate} and with what the optimizer remembers, changes ${moved} of ${change.length} numbers. ${link}: from ${figure(parameters[most])} to ${figure(after[most])}.`,
    links: (parameter) => signed(change[parameter], Math.abs(change[most]), 'It would change by'),
    units: [],
    flow: 0,
  };
}

/** A link coloured by a number's sign, as wide and clear as it is large beside the largest. @param {number} value @param {number} largestSize @param {string} words @returns {LinkMark | null} */
function signed(value, largestSize, words) {
  const share = largestSize > 0 ? Math.abs(value) / largestSize : 0;
  if (share === 0) return null;
  return { colour: value < 0 ? 'negative' : 'positive', alpha: 0.25 + 0.7 * share, width: 1 + 3 * share, said: `${words} ${short(value)}.` };
}

/** Index of the number farthest from 0. @param {ArrayLike<number>} list */
function largest(list) {
  let at = 0;
  for (let i = 1; i < list.length; i += 1) if (Math.abs(list[i]) > Math.abs(list[at])) at = i;
  return at;
}

/** Sentences begin with a capital, but x₁ is a name. @param {string} text */
const upperFirst = (text) => (/^x[\s₁-₉]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1));
