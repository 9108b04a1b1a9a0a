/** @file Answers that need no run: arithmetic, drawn digits. */

import { cook } from '../recipe.js';

/** @param {import('../engine.js').Engine} engine @returns {Record<string, import('./state.js').Answer>} */
export function calculateAnswers(engine) {
  return {
    layer: ({ inputs, rows, weights, biases, activation }) => engine.layer(inputs, rows, weights, biases, activation),
    activation: ({ name, x, derivative }) => engine.activation(name, x, { derivative: derivative ?? false }),
    lossCurve: ({ name, output, target }) => lossCurve(engine, name, output, target),
    random: ({ count, seed }) => engine.random(count, seed),
    cook: ({ recipes, cases }) => cook(engine, recipes, cases),
    digits: ({ count, size, seed, noise }) => engine.digits(count, { size, seed, noise: noise ?? undefined }),
    normalizeDigit: ({ drawn, width, height, size }) => engine.normalizeDigit(drawn, width, height, { size: size ?? undefined }),
  };
}

/**
 * Each answer alone against the same target. cross_entropy needs a second class: its logit is 0, and the first class is
 * the right one whatever the target.
 * @param {import('../engine.js').Engine} engine @param {string} name @param {Float32Array} output @param {number} target
 */
function lossCurve(engine, name, output, target) {
  const losses = new Float32Array(output.length);
  const slopes = new Float32Array(output.length);
  const several = name === 'cross_entropy';
  output.forEach((value, i) => {
    const { loss, gradient } = engine.loss(name, several ? [value, 0] : [value], [several ? 0 : target], 1);
    losses[i] = loss;
    slopes[i] = gradient[0];
  });
  return { losses, slopes };
}
