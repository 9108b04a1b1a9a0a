/** @file The answer that puts other points before the network without taking away what it has learned. */

import { describeOpened } from './opened.js';

/** @typedef {import('./state.js').Experiment} Experiment */

/** Whether every weight of one has its place in the other. @param {Experiment} a @param {Experiment} b */
function alike(a, b) {
  const shape = (/** @type {Experiment} */ { shape: { inputs, layers } }) =>
    JSON.stringify([inputs, layers.map(({ units, activation, weights, biases }) => [units, activation, weights, biases])]);
  return a.shape.parameterCount === b.shape.parameterCount && shape(a) === shape(b);
}

/** @param {import('./state.js').State} state @returns {Record<string, import('./state.js').Answer>} */
export function pointsAnswers(state) {
  return {
    givePoints({ experiment, x, y, test }) {
      const of = state.opened();
      const next = state.engine.experiment(experiment, { points: { x, y, test: test ?? undefined } });
      const weightsKept = alike(of, next);
      if (weightsKept) next.beginWith(of.parameters());
      if (of.about.given && of.about.data === next.about.data) {
        state.put(next);
        of.free();
      } else state.open(() => next);
      return { ...describeOpened(state), weightsKept };
    },
  };
}
