/** @file Answers of looking into the run: ledger, statistics, doctor. */

/** @param {import('./state.js').State} state @returns {Record<string, import('./state.js').Answer>} */
export function lookAnswers(state) {
  return {
    ledger: ({ index, example }) => state.opened().ledger(index, { example: example ?? undefined }),
    statistics: ({ ranges }) => state.opened().statistics(ranges ?? {}),
    doctor: () => state.opened().doctor(),
  };
}
