/** @file Answers of looking into the run: measures, ledger, statistics, doctor, loss surface, cost. */

import { SLICE_MS, seldom } from './state.js';

/** @param {import('./state.js').State} state @returns {Record<string, import('./state.js').Answer>} */
export function lookAnswers(state) {
  /** @type {import('../inspect.js').Landscape | null} */
  let surface = null;

  function closeSurface() {
    surface?.free();
    surface = null;
  }
  state.whenReplaced.push(closeSurface);

  return {
    metrics: ({ part }) => state.opened().measure({ part }),
    cost: () => state.opened().cost(),
    activations: ({ x }) => state.opened().activations(x),
    ledger: ({ index, example }) => state.opened().ledger(index, { example: example ?? undefined }),
    statistics: ({ ranges }) => state.opened().statistics(ranges ?? {}),
    doctor: () => state.opened().doctor(),
    async surface(options, part) {
      const of = state.opened().landscape(options);
      closeSurface();
      surface = of;
      const { side, a, b, share, path } = of;
      const read = () => ({ side, a, b, share, path, left: of.left, loss: of.loss() });
      const tell = seldom(() => part(read()));
      await state.inSlices(
        () => {
          of.advance({ milliseconds: SLICE_MS });
          tell();
          return of.left > 0;
        },
        () => surface === of,
      );
      return read();
    },
    surfaceAt() {
      if (!surface) throw state.failure('bad_argument', 'There is no loss surface of this run yet; ask for one first.');
      return surface.present();
    },
  };
}
