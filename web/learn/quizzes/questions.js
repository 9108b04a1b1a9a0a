/**
 * @file Questions about a number of a live network. The engine draws and trains the network, its weights are rounded so
 * that they can be written down, and the engine says what comes out; nothing is computed here.
 */

import { figure } from '../../ui/format.js';

/** @typedef {import('../../engine/client.js').Client} Client @typedef {import('../../engine/check.js').Walk} Walk */
/** @typedef {import('../../engine/client/run.js').Opened} Opened @typedef {import('../../engine/client/run.js').Layer} Layer */
/** @typedef {'activation' | 'weightedSum' | 'loss' | 'gradient' | 'update'} What */
/**
 * @typedef {object} Question
 * @property {string} ask
 * @property {[string, string][]} given what it takes to answer: name and number
 * @property {number} answer the engine's
 * @property {string} tolerance how near one must come, as it is said
 * @property {string} way the arithmetic, in numbers
 * @property {{ is: number, say: string }[]} mistakes well-known ones and what they come to
 */
/** @typedef {{ values: Record<string, any>, right: string, wrong: [string, string][], ask: string, given: [string, string][], way: string, answer: number, tolerance?: string }} Task
 *  recipes of web/engine/recipe.js, with what they are given; tolerance: 0.01 unless said */

/** Steps before the question, so that biases are no longer 0. */
const trained = 40;
/** Networks larger than this are not for working out by hand. */
const mostParameters = 120;

/** A gradient below this is not asked for. */
const smallest = 0.001;

const low = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
/** @param {string} letter @param {number} i from 0 */
const numbered = (letter, i) => letter + [...String(i + 1)].map((digit) => low[Number(digit)]).join('');

/** A number that the learner sees, and what it is then worth. @param {number} value @param {number} [digits] */
function seen(value, digits = 4) {
  const text = figure(value, digits);
  return { text, value: Number(text.replaceAll('−', '-')) };
}

/** A number as a factor or summand. @param {{ text: string }} number */
const inBrackets = ({ text }) => (text.startsWith('−') ? `(${text})` : text);

/** One significant digit, not more than the number. @param {number} value */
function roundedDown(value) {
  const [digit, power] = value.toExponential(4).split('e');
  return String(Number(`${Math.floor(Number(digit))}e${power}`));
}

/** @param {number} count @returns {number} one of them, from 0 */
const anyOf = (count) => crypto.getRandomValues(new Uint32Array(1))[0] % count;

/** Activations with a recipe, and how they are written. @type {Record<string, [string, string]>} */
const activations = {
  linear: ['z', 'z'],
  relu: ['relu(z)', 'ReLU(z) = max(0, z)'],
  sigmoid: ['sigmoid(z)', 'σ(z) = 1 / (1 + e⁻ᶻ)'],
  tanh: ['tanh(z)', 'tanh(z)'],
};

/** The name of a layer's neuron. @param {Layer} layer @param {number} unit */
const neuronName = ({ name, units }, unit) => (name === 'output' ? (units === 1 ? 'the output' : `output ${unit + 1}`) : `neuron ${unit + 1} of ${name}`);

/** @typedef {{ opened: Opened, walk: Walk, layers: Layer[] }} Scene layers: those with weights */

/** The inputs of a neuron, with its weights. @param {Scene} scene @param {number} l @param {number} unit */
function neuronNumbers({ walk, layers }, l, unit) {
  const { inputs: width = 0, weights = 0, biases = 0 } = layers[l];
  const from = l === 0 ? walk.inputs : walk.layers[l - 1].post;
  return {
    inputs: [...from].map((value) => seen(value)),
    weights: Array.from({ length: width }, (_, i) => seen(walk.parameters[weights + unit * width + i])),
    bias: seen(walk.parameters[biases + unit]),
  };
}

/** @param {Scene} scene @param {boolean} active whether the activation is asked for @returns {Task} */
function ofNeuron(scene, active) {
  const { layers, walk } = scene;
  const l = layers.length > 1 ? anyOf(layers.length - 1) : 0;
  const unit = anyOf(layers[l].units);
  const { activation = 'linear' } = layers[l];
  const { inputs, weights, bias } = neuronNumbers(scene, l, unit);
  const recipe = activations[activation];
  if (active && !recipe) throw new Error(`The activation ${activation} is not one to work out by hand; there is ${Object.keys(activations).join(', ')}.`);
  const sum = 'total(inputs * weights)';
  const way = `${inputs.map((input, i) => `${inBrackets(input)} × ${inBrackets(weights[i])}`).join(' + ')} + ${inBrackets(bias)}`;
  const { pre, post } = walk.layers[l];
  const task = {
    values: { inputs: inputs.map(({ value }) => value), weights: weights.map(({ value }) => value), bias: bias.value },
    given: /** @type {[string, string][]} */ ([
      ...inputs.map(({ text }, i) => [numbered('x', i), text]),
      ...weights.map(({ text }, i) => [numbered('w', i), text]),
      ['bias b', bias.text],
    ]),
  };
  const noBias = 'That is the answer without the bias.';
  const noWeights = 'Multiply each input by its weight before you add them up.';
  if (!active) {
    return { ...task, ask: `What is the weighted sum z of ${neuronName(layers[l], unit)}?`, answer: pre[unit], right: `${sum} + bias`, wrong: [[sum, noBias], ['total(inputs) + bias', noWeights]], way };
  }
  const of = (/** @type {string} */ z) => recipe[0].replace('z', z);
  return {
    ...task,
    given: [...task.given, ['activation', recipe[1]]],
    ask: `What does ${neuronName(layers[l], unit)} put out?`,
    answer: post[unit],
    right: of(`(${sum} + bias)`),
    wrong: [[`${sum} + bias`, 'That is the weighted sum; the activation comes after it.'], [of(`(${sum})`), noBias], [of('(total(inputs) + bias)'), noWeights]],
    way: `z = ${way}, then ${recipe[1]}`,
  };
}

/** @param {Scene} scene @returns {Task} */
function ofLoss({ opened, walk }) {
  const { loss, outputs } = opened.network;
  const ask = 'What is the loss of this one example?';
  if (loss === 'mse' && outputs === 1) {
    const [output, target] = [seen(walk.output[0]), seen(walk.target)];
    return {
      ask, answer: walk.loss, values: { output: output.value, target: target.value },
      given: [['output', output.text], ['target', target.text], ['loss', '(output − target)²']],
      right: '(output - target)^2', wrong: [['output - target', 'That is the error; the loss is its square.'], ['target - output', 'That is the error; the loss is its square.']],
      way: `(${output.text} − ${inBrackets(target)})²`,
    };
  }
  if (loss !== 'bce' && loss !== 'cross_entropy') throw new Error(`The loss ${loss} is not one to work out by hand; there is bce, cross_entropy and, with one output, mse.`);
  const binary = loss === 'bce';
  const probabilities = [...walk.output].map((value) => seen(value));
  const p = probabilities[binary ? 0 : walk.target];
  const one = binary && walk.target === 0;
  return {
    ask, answer: walk.loss, values: { p: p.value },
    given: [
      ...(binary ? /** @type {[string, string][]} */ ([['probability of class 1', p.text]]) : probabilities.map(({ text }, i) => /** @type {[string, string]} */ ([`probability of class ${i}`, text]))),
      ['right class', String(walk.target)], ['loss', '−ln(probability of the right class)'],
    ],
    right: one ? '0 - log(1 - p)' : '0 - log(p)',
    wrong: [[one ? 'log(1 - p)' : 'log(p)', 'The logarithm of a probability is negative; the loss is minus that.'], [one ? '0 - log(p)' : '0 - log(1 - p)', 'That is the loss if the other class were right.']],
    way: `−ln(${one ? `1 − ${p.text}` : p.text})`,
  };
}

/** In one of the layers, the weight whose gradient is the largest. @param {Scene} scene */
function chosenWeight({ walk, layers }) {
  const size = (/** @type {number} */ index) => Math.abs(walk.gradient[index]);
  const largest = layers.map(({ inputs = 0, units, weights = 0 }) => Array.from({ length: inputs * units }, (_, i) => weights + i).reduce((best, i) => (size(i) > size(best) ? i : best)));
  const usable = layers.flatMap((_, l) => (size(largest[l]) > smallest ? [l] : []));
  if (usable.length === 0) throw new Error('In this network no weight would change.');
  const l = usable[anyOf(usable.length)];
  const { inputs: width = 0, weights = 0 } = layers[l];
  const index = largest[l];
  const [unit, input] = [Math.floor((index - weights) / width), (index - weights) % width];
  const from = l === 0 ? walk.inputs : walk.layers[l - 1].post;
  return { index, delta: walk.layers[l].delta[unit], input: from[input], words: `the weight from ${l === 0 ? numbered('x', input) : neuronName(layers[l - 1], input)} to ${neuronName(layers[l], unit)}` };
}

/** @param {Scene} scene @returns {Task} */
function ofGradient(scene) {
  const { index, delta, input, words } = chosenWeight(scene);
  const [d, x, w] = [seen(delta), seen(input), seen(scene.walk.parameters[index])];
  const answer = scene.walk.gradient[index];
  return {
    ask: `What is the gradient of the loss by ${words}?`, answer, tolerance: roundedDown(Math.abs(answer) * 0.05),
    values: { delta: d.value, input: x.value, weight: w.value },
    given: [['delta of that neuron, ∂L/∂z', d.text], ['what comes in by that weight', x.text], ['the weight', w.text]],
    right: 'delta * input', wrong: [['delta', 'That is the gradient by the weighted sum; by the chain rule, what comes in is a factor.'], ['delta * weight', 'That goes on to the input. For the weight the factor is what comes in.'], ['0 - delta * input', 'The size is right; look at the sign.']],
    way: `${inBrackets(d)} × ${inBrackets(x)}`,
  };
}

/** @param {Scene} scene @returns {Task} */
function ofUpdate(scene) {
  const { optimizer, rate, schedule, decay, l1, clip_norm, clip_value } = scene.opened.values;
  if (optimizer !== 'sgd' || schedule !== 'constant' || [decay, l1, clip_norm, clip_value].some((value) => Number(value) !== 0)) {
    throw new Error('An update by hand needs optimizer=sgd with a constant rate, and nothing else that acts on the weights.');
  }
  const { index, words } = chosenWeight(scene);
  const [weight, after] = [scene.walk.parameters[index], scene.walk.after[index]];
  const [w, g] = [seen(weight), seen(scene.walk.gradient[index])];
  return {
    ask: `What is ${words} after one step of gradient descent?`, answer: after, tolerance: roundedDown(Math.abs(after - weight) * 0.1),
    values: { weight: w.value, gradient: g.value, rate: Number(rate) },
    given: [['the weight', w.text], ['its gradient', g.text], ['learning rate', rate]],
    right: 'weight - rate * gradient',
    wrong: [['weight + rate * gradient', 'That goes uphill: the step is against the gradient.'], ['weight - gradient', 'The step is the gradient times the learning rate.'], ['0 - rate * gradient', 'That is the change; the question is for the weight after it.']],
    way: `${w.text} − ${rate} × ${inBrackets(g)}`,
  };
}

/** @type {Record<What, (scene: Scene) => Task>} */
const tasks = { weightedSum: (scene) => ofNeuron(scene, false), activation: (scene) => ofNeuron(scene, true), loss: ofLoss, gradient: ofGradient, update: ofUpdate };

/** An experiment with another seed. @param {string} experiment @param {number} seed */
const seeded = (experiment, seed) => [...experiment.split('&').filter((part) => part !== '' && !part.startsWith('seed=')), `seed=${seed}`].join('&');

/**
 * @param {Client} client whose run is replaced
 * @param {string} experiment @param {What} what
 * @param {number} seed of the network; the neuron asked for is drawn besides
 * @returns {Promise<Question>} rejects with a sentence where the experiment is not one to ask about
 */
export async function newQuestion(client, experiment, what, seed) {
  const opened = await client.open(seeded(experiment, seed));
  const { network, dataset } = opened;
  if (network.parameterCount > mostParameters || dataset.inputs > 4) throw new Error(`The network of “${experiment}” is too large to work its numbers out by hand.`);
  await client.step(trained);
  const row = anyOf(dataset.count);
  const x = dataset.x.slice(row * dataset.inputs, (row + 1) * dataset.inputs).map((value) => Number(value.toFixed(1)));
  const example = { x, target: dataset.y[row] };
  const { parameters } = await client.walk(example);
  await Promise.all([...parameters].map((value, i) => client.setParameter(i, Number(value.toFixed(2)))));
  const scene = { opened, walk: await client.walk(example), layers: network.layers.slice(1) };
  const { values, right, wrong, tolerance = '0.01', ...task } = tasks[what](scene);
  // What is shown must lead to the engine's answer, within what is asked for.
  const answers = await client.cook([[right], ...wrong.map(([recipe]) => [recipe])], [values]);
  const [[check], ...others] = answers;
  if (!(Math.abs(check - task.answer) <= Number(tolerance))) throw new Error(`The numbers shown lead to ${check}, the engine has ${task.answer}.`);
  const apart = (/** @type {number | null} */ value) => value !== null && Math.abs(value - task.answer) > Number(tolerance);
  const mistakes = wrong.flatMap(([, say], i) => (apart(others[i][0]) ? [{ is: others[i][0], say }] : []));
  return { ...task, tolerance, mistakes };
}
