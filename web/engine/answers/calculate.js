/** @file Answers that need no run: arithmetic, drawn digits. */

import { cook } from '../recipe.js';

/** @param {import('../engine.js').Engine} engine @returns {Record<string, import('./state.js').Answer>} */
export function calculateAnswers(engine) {
  return {
    layer: ({ inputs, rows, weights, biases, activation }) => engine.layer(inputs, rows, weights, biases, activation),
    activation: ({ name, x, derivative }) => engine.activation(name, x, { derivative: derivative ?? false }),
    random: ({ count, seed }) => engine.random(count, seed),
    cook: ({ recipes, cases }) => cook(engine, recipes, cases),
    digits: ({ count, size, seed, noise }) => engine.digits(count, { size, seed, noise: noise ?? undefined }),
    normalizeDigit: ({ drawn, width, height, size }) => engine.normalizeDigit(drawn, width, height, { size: size ?? undefined }),
  };
}
