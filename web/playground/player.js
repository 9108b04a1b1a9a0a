import { h, icon, setText } from '../ui/dom.js';
import { count, measure } from '../ui/format.js';
import { describeTrack, lossTrack } from '../ui/plot.js';
import { speedControl } from './speed.js';

/**
 * The player: the buttons that move the run through time, and the track of its loss.
 * @typedef {import('./types.js').Frame} Frame
 */

const icons = {
  play: 'M4 2.2v11.6a.7.7 0 0 0 1.1.6l8.4-5.8a.7.7 0 0 0 0-1.2L5.1 1.6a.7.7 0 0 0-1.1.6z',
  pause: 'M3.5 2h3v12h-3zM9.5 2h3v12h-3z',
  back: 'M2.5 2.5h2v11h-2zM13.5 3v10a.5.5 0 0 1-.8.4L6 8.4a.5.5 0 0 1 0-.8l6.7-5a.5.5 0 0 1 .8.4z',
  step: 'M11.5 2.5h2v11h-2zM2.5 3v10a.5.5 0 0 0 .8.4L10 8.4a.5.5 0 0 0 0-.8l-6.7-5a.5.5 0 0 0-.8.4z',
  epoch: 'M1.5 3v10a.5.5 0 0 0 .8.4L8 8.8V13a.5.5 0 0 0 .8.4l6-5a.5.5 0 0 0 0-.8l-6-5A.5.5 0 0 0 8 3v4.2L2.3 2.6a.5.5 0 0 0-.8.4z',
  reset: 'M8 2.5a5.5 5.5 0 0 0-4.2 1.9V2H2v5.6h5.6V5.8H5A3.7 3.7 0 1 1 4.4 9H2.6A5.5 5.5 0 1 0 8 2.5z',
  seed: 'M4 1.5h8A2.5 2.5 0 0 1 14.5 4v8a2.5 2.5 0 0 1-2.5 2.5H4A2.5 2.5 0 0 1 1.5 12V4A2.5 2.5 0 0 1 4 1.5zm1 2a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm3 3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm3 3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
};

/**
 * @param {HTMLElement} place
 * @param {object} actions
 * @param {() => void} actions.onPlay play or pause
 * @param {() => void} actions.onStep @param {() => void} actions.onEpoch @param {() => void} actions.onBack
 * @param {() => void} actions.onSpeed the speed has changed
 * @param {() => void} actions.onReset @param {() => void} actions.onSeed
 * @param {(step: number, done: boolean) => void} actions.onSeek
 * @param {() => import('../ui/palette.js').Palette} palette
 * @param {{ button: HTMLElement, panel: HTMLElement }} stops when it stops by itself
 */
export function playerView(place, actions, palette, stops) {
  const play = h('button', { type: 'button', class: 'play', id: 'play', onclick: actions.onPlay, 'aria-label': 'Play', title: 'Train the network' });
  /** @param {string} name @param {string} path @param {string} title @param {() => void} onclick */
  const small = (name, path, title, onclick) =>
    h('button', { type: 'button', class: 'player-button', id: name.replace(' ', '-'), title, onclick, 'aria-label': title }, icon(path), h('span', { 'aria-hidden': true }, name));
  const back = small('back', icons.back, 'Back one step', actions.onBack);
  const speed = speedControl(actions.onSpeed);
  const buttons = h('div', { class: 'player-buttons', role: 'group', 'aria-label': 'Training' },
    small('new seed', icons.seed, 'New seed: other weights and points', actions.onSeed),
    small('reset', icons.reset, 'Reset to the same initial weights', actions.onReset),
    back,
    h('span', { class: 'play-place' }, play),
    small('step', icons.step, 'One step', actions.onStep),
    small('epoch', icons.epoch, 'One epoch', actions.onEpoch),
    speed.button);
  const step = h('b', { id: 'step-count' }, '0');
  const epoch = h('span', { id: 'epoch-count' }, '0');
  const now = h('p', { class: 'now' }, h('span', null, 'step ', step), h('span', null, 'epoch ', epoch));
  const canvas = h('canvas', { tabindex: 0, role: 'slider', 'aria-label': 'Step shown' });
  const training = h('span', { class: 'key solid' }, 'training loss ');
  const test = h('span', { class: 'key dashed' }, 'test loss ');
  const where = h('span', { class: 'where' });
  const log = h('button', {
    type: 'button',
    class: 'word',
    id: 'log',
    'aria-pressed': 'false',
    title: 'Loss on a logarithmic scale',
    onclick: () => {
      const on = log.getAttribute('aria-pressed') !== 'true';
      log.setAttribute('aria-pressed', String(on));
      plot.scale(on);
    },
  }, 'log scale');
  const summary = h('p', { class: 'visually-hidden' });
  const track = h('div', { class: 'track' }, h('p', { class: 'track-keys' }, training, test, where, h('span', { class: 'track-tools' }, log, stops.button)), canvas, summary);
  place.append(buttons, track, now, speed.panel, stops.panel);

  const plot = lossTrack(canvas, {
    colours: () => palette().css,
    onSeek: actions.onSeek,
    onHover: (row) => setText(where, row ? `step ${count(row.step)}: training ${measure(row.loss)}, test ${measure(row.testLoss)}` : ''),
  });
  /** @type {import('../ui/plot.js').History} */
  let history = { steps: [], loss: [], testLoss: [] };
  /** The way of another run this one branched off. @type {import('../ui/plot.js').History | null} */
  let ghost = null;
  /** @type {boolean | null} */
  let playing = null;

  /** @param {boolean} next */
  function showPlaying(next) {
    if (next === playing) return;
    playing = next;
    play.replaceChildren(icon(next ? icons.pause : icons.play, 22));
    play.setAttribute('aria-label', next ? 'Pause' : 'Play');
    play.title = next ? 'Pause training' : 'Train the network';
  }
  showPlaying(false);

  return {
    playButton: play,
    get stepsPerSecond() {
      return speed.stepsPerSecond;
    },
    showPlaying,
    /** Another run is shown, or another way. @param {boolean} related whether the way shown so far stays as a faint line */
    open(related) {
      ghost = related && history.steps.length > 1 ? history : null;
      history = { steps: [], loss: [], testLoss: [] };
    },
    /** @param {Frame} frame */
    show(frame) {
      setText(step, count(frame.step));
      setText(epoch, count(Math.floor(frame.epoch)));
      back.disabled = frame.step === 0;
      plot.set({ history: upTo(history, frame), ghost, step: frame.step, reached: frame.reached });
    },
    /** @param {import('../ui/plot.js').History} next @param {Frame | null} frame */
    setHistory(next, frame) {
      history = next;
      if (!frame) return;
      plot.set({ history: upTo(history, frame), ghost, step: frame.step, reached: frame.reached });
      setText(summary, describeTrack({ history, step: frame.step, reached: frame.reached }));
    },
    redraw: () => plot.draw(),
  };
}

/**
 * The history with the newest frame as its last point, so that the curve ends at the playhead.
 * @param {import('../ui/plot.js').History} history @param {Frame} frame
 */
function upTo(history, frame) {
  const last = history.steps.length ? history.steps[history.steps.length - 1] : -1;
  if (frame.step <= last) return history;
  return {
    steps: [...Array.from(history.steps), frame.step],
    loss: [...Array.from(history.loss), frame.loss],
    testLoss: [...Array.from(history.testLoss), frame.testLoss],
  };
}
