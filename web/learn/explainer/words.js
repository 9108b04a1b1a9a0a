/** @file The numbers of the explainer in words: what is drawn, for those who do not see it. */

import { count, minus, percent } from '../../ui/format.js';

/** @typedef {import('./record.js').Made} Made */

/** A number with two decimals, as every scene shows it. @param {number} value */
export const number = (value) => minus((Number(value.toFixed(2)) || 0).toFixed(2));

/** What the two classes are called and which mark they have: 0 a square, 1 a disc. */
export const kinds = ['orange', 'blue'];

/** Which way a weight should go, by its slope. @param {number} slope */
export const way = (slope) => (slope < 0 ? '▲' : slope > 0 ? '▼' : '·');

/** @type {Record<import('./script.js').SceneName, (made: Made) => string>} */
export const described = {
  examples: ({ dataset, walk, neuron }) =>
    `${count(dataset.count)} dots in the plane, ${kinds[0]} squares and ${kinds[1]} discs. We follow one ${kinds[walk.target]} dot: x₁ = ${number(neuron.inputs[0])}, x₂ = ${number(neuron.inputs[1])}.`,
  weights: ({ start, neuron: { inputs, weights, products } }) =>
    `One neuron of a network that has made ${count(start.step)} steps: ${inputs.map((x, i) => `${number(x)} × ${number(weights[i])} = ${number(products[i])}`).join(' and ')}.`,
  sum: ({ neuron: { products, bias, sum } }) => `${number(products[0])} and ${number(products[1])} and the bias ${number(bias)} make ${number(sum)}.`,
  curve: ({ neuron: { sum, answer } }) => `The curve tanh turns the sum ${number(sum)} into the answer ${number(answer)}.`,
  layer: ({ walk }) => `For our dot the three neurons answer ${[...walk.layers[0].post].map(number).join(', ')}.`,
  guess: ({ walk }) => `The network says ${percent(walk.output[0])} ${kinds[1]}. The dot is ${kinds[walk.target]}.`,
  loss: ({ walk }) => `The guess is ${number(walk.output[0])}, the truth is ${number(walk.target)}. The loss is ${number(walk.loss)}.`,
  gradient: ({ walk }) => {
    const up = walk.gradient.filter((slope) => slope < 0).length;
    const down = walk.gradient.filter((slope) => slope > 0).length;
    return `Of ${walk.gradient.length} weights and biases, ${up} should grow and ${down} should shrink.`;
  },
  update: ({ walk, lossAfter }) => `All ${walk.parameters.length} weights and biases move a little. The loss of our dot goes from ${number(walk.loss)} to ${number(lossAfter)}.`,
  training: ({ pictures }) => {
    const [first, last] = [pictures[0], pictures[pictures.length - 1]];
    return `After ${count(last.step)} steps the loss of all dots fell from ${number(first.loss)} to ${number(last.loss)}, and ${percent(last.accuracy)} of the dots it trained on are told apart; at first it was ${percent(first.accuracy)}.`;
  },
};
