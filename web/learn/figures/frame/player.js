import { icons } from '../../../playground/icons.js';
import { upTo } from '../../../playground/player.js';
import { speeds } from '../../../playground/speed.js';
import { h, icon, setText } from '../../../ui/dom.js';
import { count, measure } from '../../../ui/format.js';
import { describeTrack, lossTrack } from '../../../ui/plot.js';
import { buttonNames } from './buttons.js';

/**
 * A small player: the buttons a figure names, and the curve of the loss, which is a slider through time.
 * @typedef {import('../../../playground/types.js').Frame} Frame
 * @typedef {import('../../../ui/plot.js').History} History
 */

/**
 * @param {HTMLElement} place
 * @param {string[]} controls those named, see buttons.js
 * @param {Record<'onPlay' | 'onStep' | 'onEpoch' | 'onBack' | 'onReset' | 'onSeed' | 'onSpeed', () => void> & { onSeek: (step: number) => void }} actions
 * @param {() => import('../../../ui/palette.js').Palette} palette
 */
export function framePlayer(place, controls, actions, palette) {
  const play = h('button', { type: 'button', class: 'frame-play', onclick: actions.onPlay });
  /** @param {string} path @param {string} title @param {() => void} onclick */
  const small = (path, title, onclick) => h('button', { type: 'button', class: 'frame-button', title, 'aria-label': title, onclick }, icon(path));
  const back = small(icons.back, 'Back one step', actions.onBack);
  const speed = h('select', { class: 'entry quiet frame-speed', 'aria-label': 'Speed of training', onchange: actions.onSpeed },
    ...speeds.map(({ name, label, help }) => h('option', { value: name, selected: name === 'steady', title: help }, label)));
  /** @type {Record<string, HTMLElement>} */
  const all = {
    seed: small(icons.seed, 'New seed: other weights and points', actions.onSeed),
    reset: small(icons.reset, 'Reset to the same initial weights', actions.onReset),
    back,
    play,
    step: small(icons.step, 'One step', actions.onStep),
    epoch: small(icons.epoch, 'One epoch', actions.onEpoch),
    speed,
  };
  const shown = buttonNames.filter((name) => controls.includes(name)).map((name) => all[name]);
  const canvas = h('canvas', { tabindex: 0, role: 'slider', 'aria-label': 'Step shown' });
  const where = h('span', { class: 'frame-where' });
  const ghostKey = h('span', { class: 'line-key faint', hidden: true });
  const keys = h('p', { class: 'frame-keys' }, h('span', { class: 'line-key' }, 'training loss'), h('span', { class: 'line-key dashed' }, 'test loss'), ghostKey, where);
  const summary = h('p', { class: 'visually-hidden' });
  place.append(h('div', { class: 'frame-buttons', role: 'group', 'aria-label': 'Training', hidden: shown.length === 0 }, ...shown),
    h('div', { class: 'frame-track' }, keys, canvas, summary));

  const still = () => `step ${count(at.step)} · epoch ${count(Math.floor(at.epoch))}`;
  let at = { step: 0, epoch: 0, reached: 0 };
  let pointing = false;
  /** @type {History} */
  let history = { steps: [], loss: [], testLoss: [] };
  /** @type {History | null} */
  let ghost = null;
  const plot = lossTrack(canvas, {
    colours: () => palette().css,
    onSeek: actions.onSeek,
    onHover(row) {
      pointing = row !== null;
      setText(where, row ? `step ${count(row.step)}: training ${measure(row.loss)}, test ${measure(row.testLoss)}` : still());
    },
  });

  /** @param {boolean} on */
  function showPlaying(on) {
    play.replaceChildren(icon(on ? icons.pause : icons.play, 18));
    play.setAttribute('aria-label', on ? 'Pause' : 'Play');
    play.title = on ? 'Pause training' : 'Train the network';
  }
  showPlaying(false);
  setText(where, still());

  /** @param {Frame} frame */
  const draw = (frame) => plot.set({ history: upTo(history, frame), ghost, step: frame.step, reached: frame.reached });

  return {
    showPlaying,
    get stepsPerSecond() {
      return speeds.find(({ name }) => name === speed.value)?.stepsPerSecond;
    },
    /** What has been so far; null before it is known. @returns {History} */
    get history() {
      return history;
    },
    open() {
      history = { steps: [], loss: [], testLoss: [] };
    },
    /** The training loss of another run, faint behind. @param {History | null} next @param {string} [name] */
    setGhost(next, name = '') {
      ghost = next;
      ghostKey.hidden = next === null;
      setText(ghostKey, name);
    },
    /** @param {Frame} frame */
    show(frame) {
      at = frame;
      if (!pointing) setText(where, still());
      back.toggleAttribute('disabled', frame.step === 0);
      draw(frame);
    },
    /** @param {History} next @param {Frame | null} frame */
    setHistory(next, frame) {
      history = next;
      if (!frame) return;
      draw(frame);
      setText(summary, describeTrack({ history, step: frame.step, reached: frame.reached }));
    },
    redraw: () => plot.draw(),
  };
}
