/** @file Answers about several runs at once: a race, and a map of rates × seeds. */

import { SLICE_MS, seldom } from './state.js';

/**
 * @param {import('./state.js').State} state
 * @param {import('../engine.js').Engine} engine
 * @returns {Record<string, import('./state.js').Answer>}
 */
export function raceAnswers(state, engine) {
  /** @type {import('../race.js').Race | null} */
  let race = null;
  /** @type {import('../race.js').Survey | null} */
  let survey = null;

  function running() {
    if (!race) throw state.failure('bad_argument', 'No race is on.');
    return race;
  }

  function closeSurvey() {
    survey?.free();
    survey = null;
  }
  state.whenReplaced.push(closeSurvey);

  return {
    race({ experiments, share, x, y, test }) {
      const points = x || y ? { x, y, test: test ?? undefined } : undefined;
      const next = engine.race(experiments, { share: share ?? true, points });
      race?.free();
      race = next;
      const alone = engine.race(experiments, { share: false, memory: 0, points });
      const own = alone.runs.map((run, i) => run.hash() === next.runs[i].hash());
      alone.free();
      return { count: next.runs.length, own };
    },
    async raceAdvance({ steps }) {
      const of = running();
      let left = steps;
      await state.inSlices(
        () => left > 0 && (left -= of.advanceFor(SLICE_MS, left)) > 0,
        () => race === of,
      );
      return of.snapshots();
    },
    raceHistory: () => running().runs.map((run) => ({ ...run.history(), cost: run.cost() })),
    raceClose() {
      race?.free();
      race = null;
    },
    async survey({ rates, seeds, steps }, part) {
      const run = state.opened();
      const points = run.about.given ? run.dataset() : undefined;
      const of = engine.survey(run.format(), { rates, seeds, steps, points });
      closeSurvey();
      survey = of;
      const read = () => ({ rates, seeds, steps, left: of.left, ...of.read() });
      const tell = seldom(() => part(read()));
      await state.inSlices(
        () => {
          of.advanceFor(SLICE_MS);
          tell();
          return of.left > 0;
        },
        () => survey === of,
      );
      const cells = read();
      closeSurvey();
      return cells;
    },
    surveyClose: closeSurvey,
  };
}
