/** @file Answers about the run itself: opening, training, going back in time. */

import { describeOpened } from './opened.js';
import { SLICE_MS } from './state.js';

/** @param {import('./state.js').State} state @returns {Record<string, import('./state.js').Answer>} */
export function runAnswers(state) {
  /** Steps a second while playing; null for as many as the engine makes. @type {number | null} */
  let pace = null;
  /** When the steps owed to `pace` were last counted, and what part of a step is still owed. */
  let paid = { time: 0, debt: 0 };
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
    if (due >= 1 && state.run.trainFor(SLICE_MS, due) === 0) state.playing = false;
    if (pace === null) keepTurning();
    else if (state.playing) {
      turning = true;
      setTimeout(slice, 4);
    }
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
    open({ experiment, x, y, test }) {
      const points = x || y ? { x, y, test: test ?? undefined } : undefined;
      state.open(() => state.engine.experiment(experiment, { points }));
      return describeOpened(state);
    },
    branch({ changes }) {
      const of = state.opened();
      state.open(() => of.branch(changes));
      return describeOpened(state);
    },
    undo: () => (state.exchange(true) ? describeOpened(state) : null),
    redo: () => (state.exchange(false) ? describeOpened(state) : null),
    play({ stepsPerSecond }) {
      state.opened();
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
    history: () => state.opened().history(),
    hash: () => state.opened().hash(),
  };
}
