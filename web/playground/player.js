import { h, icon, setText } from '../ui/dom.js';
import { count, measure } from '../ui/format.js';
import { describeTrack, lossTrack } from '../ui/plot.js';
import { icons } from './icons.js';
import { speedControl } from './speed.js';

/**
 * The player: the buttons that move the run through time, and the track of its loss.
 * @typedef {import('./types.js').Frame} Frame
 */

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
  const training = h('span', { class: 'line-key' }, 'training loss ');
  const test = h('span', { class: 'line-key dashed' }, 'test loss ');
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
export function upTo(history, frame) {
  const last = history.steps.length ? history.steps[history.steps.length - 1] : -1;
  if (frame.step <= last) return history;
  return {
    steps: [...Array.from(history.steps), frame.step],
    loss: [...Array.from(history.loss), frame.loss],
    testLoss: [...Array.from(history.testLoss), frame.testLoss],
  };
}
