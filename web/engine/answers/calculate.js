/** @file Answers that need no run: checking an experiment string, arithmetic, drawn digits. */

import { cook } from '../recipe.js';

/** @param {import('./state.js').State} state @returns {Record<string, import('./state.js').Answer>} */
export function calculateAnswers({ engine }) {
  return {
    check: ({ experiment }) => engine.check(experiment),
    layer: ({ inputs, rows, weights, biases, activation }) => engine.layer(inputs, rows, weights, biases, activation),
    activation: ({ name, x, derivative }) => engine.activation(name, x, { derivative: derivative ?? false }),
    random: ({ count, seed }) => engine.random(count, seed),
    cook: ({ recipes, cases }) => cook(engine, recipes, cases),
    digits: ({ count, size, seed, noise }) => engine.digits(count, { size, seed, noise: noise ?? undefined }),
    normalizeDigit: ({ drawn, width, height, size }) => engine.normalizeDigit(drawn, width, height, { size: size ?? undefined }),
  };
}
