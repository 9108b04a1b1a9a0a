/** @file Answers about the run itself: reading its text, opening, training, going back in time. */

import { describeOpened } from './opened.js';
import { SLICE_MS } from './state.js';

/** @param {import('./state.js').State} state @returns {Record<string, import('./state.js').Answer>} */
export function runAnswers(state) {
  /** Steps a second while playing; null for as many as the engine makes. @type {number | null} */
  let pace = null;
  /** When the steps owed to `pace` were last counted, and what part of a step is still owed. */
  let paid = { time: 0, debt: 0 };
  const { stops } = state;
  /** A message to itself comes back after those that wait already: the shortest way to let them in. */
  const turn = new MessageChannel();
  turn.port1.onmessage = () => slice();
  let turning = false;

  function keepTurning() {
    if (turning || !state.playing) return;
    turning = true;
    turn.port2.postMessage(null);
  }

  function slice() {
    turning = false;
    if (!state.playing || !state.run) return;
    const due = pace === null ? Infinity : stepsDue(pace);
    if (due >= 1 && !trainSlice(state.run, due)) state.playing = false;
    if (pace === null) keepTurning();
    else if (state.playing) {
      turning = true;
      setTimeout(slice, 4);
    }
  }

  /**
   * Trains for a slice, in pieces that end with an epoch where something is to be looked at there.
   * @param {import('./state.js').Experiment} of @param {number} due the most steps
   * @returns {boolean} whether it may go on
   */
  function trainSlice(of, due) {
    if (!stops.any) return of.trainFor(SLICE_MS, due) !== 0;
    const end = performance.now() + SLICE_MS;
    const epoch = of.epochSteps();
    let left = due;
    for (let time = SLICE_MS; left > 0 && time > 1; time = end - performance.now()) {
      const made = of.trainFor(time, Math.min(left, epoch - (of.stepsMade() % epoch)));
      if (made === 0) return false;
      left -= made;
      if (of.stepsMade() % epoch === 0 && stops.look(of)) return false;
    }
    return true;
  }

  /**
   * Steps due by now at a pace. What an engine too slow for it, or a sleeping tab, leaves undone beyond a
   * twentieth of a second is let go.
   * @param {number} stepsPerSecond
   */
  function stepsDue(stepsPerSecond) {
    const now = performance.now();
    const due = paid.debt + (Math.min(now - paid.time, 50) * stepsPerSecond) / 1000;
    paid = { time: now, debt: due - Math.floor(due) };
    return Math.floor(due);
  }

  /** Makes steps in slices, so that other questions are answered between them. @param {number} steps */
  async function trainSteps(steps) {
    const of = state.opened();
    let left = steps;
    await state.inSlices(() => {
      if (left === 0) return false;
      const made = of.trainFor(SLICE_MS, left);
      left -= made;
      return made > 0 && left > 0;
    });
    return of.snapshot();
  }

  return {
    check: ({ experiment }) => state.engine.check(experiment),
    open({ experiment, x, y, test, instead }) {
      const points = x || y ? { x, y, test: test ?? undefined } : undefined;
      state.open(() => state.engine.experiment(experiment, { points }), instead ?? false);
      return describeOpened(state);
    },
    branch({ changes, instead }) {
      const of = (instead && state.past.last) || state.opened();
      state.open(() => of.branch(changes), of !== state.run);
      return describeOpened(state);
    },
    undo: () => (state.exchange(true) ? describeOpened(state) : null),
    redo: () => (state.exchange(false) ? describeOpened(state) : null),
    stopAt: (conditions) => stops.set(conditions),
    play({ stepsPerSecond }) {
      const of = state.opened();
      if (!state.playing) stops.begin(of);
      pace = stepsPerSecond ?? null;
      paid = { time: performance.now(), debt: 0 };
      state.playing = true;
      state.switched++;
      keepTurning();
    },
    pause() {
      state.playing = false;
      state.switched++;
    },
    step: ({ steps }) => trainSteps(steps),
    epoch: ({ epochs }) => trainSteps(epochs * state.opened().epochSteps()),
    reset: () => state.opened().reset(),
    seek: ({ step }) => state.opened().seek(step),
    setParameter: ({ index, value }) => state.opened().setParameter(index, value),
    rates: ({ span, count }) => state.opened().rates(span, count),
    history: () => state.opened().history(),
    hash: () => state.opened().hash(),
  };
}
