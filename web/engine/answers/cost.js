/** @file Answers about what networks cost that are not opened. */

import { sizeOf, timeLayer } from '../cost.js';

/** @param {import('../engine.js').Engine} engine @returns {Record<string, import('./state.js').Answer>} */
export function costAnswers(engine) {
  return {
    size: ({ experiment }) => sizeOf(engine, experiment),
    timeLayer: ({ inputs, units, rows }) => timeLayer(engine, inputs, units, { rows: rows ?? undefined }),
  };
}
