// The engine under Node, as the questions of quizzes see the worker's client.

import { loadEngine } from '../../dist/engine/engine.js';
import { cook } from '../../web/engine/recipe.js';

const engine = await loadEngine();

/** One run at a time, as a worker has it. @returns {any} */
export function questionClient() {
  /** @type {any} */
  let run = null;
  return {
    /** @param {string} experiment */
    async open(experiment) {
      run?.free();
      run = engine.experiment(experiment);
      const { inputs, outputs, parameterCount, loss, layers } = run.shape;
      const named = layers.map((layer, i) => ({ name: i + 1 < layers.length ? `hidden ${i + 1}` : 'output', ...layer }));
      return {
        experiment: run.format(),
        values: engine.check(run.format()).values,
        dataset: run.dataset(),
        network: { parameterCount, loss, outputs, layers: [{ name: 'inputs', units: inputs }, ...named] },
      };
    },
    /** @param {number} steps */
    step: async (steps) => run.advance({ steps }),
    /** @param {any} example */
    walk: async (example) => run.walk(example),
    /** @param {number} index @param {number} value */
    setParameter: async (index, value) => run.setParameter(index, value),
    /** @param {string[][]} recipes @param {any[]} cases */
    cook: async (recipes, cases) => cook(engine, recipes, cases),
    close: () => run?.free(),
  };
}
