/**
 * Whose gradients the lens “Check” looks at: the engine's own, or somebody's, set by `page.gradientsFrom`.
 *
 * For the exercises: while a learner's function is switched in (`denseBackward`, `backprop` …), call
 * `page.gradientsFrom({ label: 'your denseBackward', gradients })`, and `page.gradientsFrom(null)` when it is
 * switched off. `gradients(batch)` is asked on the page's own thread and may take its time: it passes the batch
 * on to where the learner's code runs, and resolves to the gradient of the mean loss over the batch, one number
 * for each parameter, in the engine's order: layer by layer, weights [units][inputs], then biases [units].
 * Where it rejects, its sentence is shown. Every number is then compared with the engine's, and the
 * network painted with where they differ.
 * @typedef {object} Batch the first examples of the training part
 * @property {import('./types.js').Network} network
 * @property {Float32Array} parameters
 * @property {number} rows
 * @property {Float32Array} inputs [rows][inputs of the network]: features, not points
 * @property {Float32Array} targets [rows] a class, or a value
 * @property {number} loss the mean over the batch, by the engine
 *
 * @typedef {object} GradientSource
 * @property {string} label
 * @property {(batch: Batch) => Promise<Float32Array>} gradients
 */

export function gradientSource() {
  /** @type {GradientSource | null} */
  let current = null;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  return {
    get current() {
      return current;
    },
    /** @param {GradientSource | null} source null: the engine */
    set(source) {
      current = source;
      for (const listener of listeners) listener();
    },
    /** @param {() => void} listener */
    listen: (listener) => listeners.add(listener),
  };
}

/** @typedef {ReturnType<typeof gradientSource>} GradientSources */
