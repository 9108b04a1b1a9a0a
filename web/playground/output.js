import { h, setText } from '../ui/dom.js';
import { figuresView } from './figures.js';
import { first, later } from './spaces.js';

/**
 * What the network has learned: a picture that fits the data, and the figures. Which picture follows from
 * the space in which the points lie; each is a view with the same few methods (`OutputPart` in types.js).
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').OutputPart} OutputPart
 * @typedef {import('./types.js').Preview} Preview
 */

/**
 * @param {HTMLElement} place
 * @param {object} options
 * @param {() => import('../ui/palette.js').Palette} options.palette
 * @param {import('./types.js').Client} options.client
 * @param {import('./image/look.js').Look} options.look
 * @param {(on: boolean) => void} options.onDiscrete whether the output is wanted without shades
 * @param {(error: unknown) => void} options.onError
 * @param {'h2' | 'h4'} [options.heading] its level in the page
 */
export function outputView(place, { palette, client, look, onDiscrete, onError, heading = 'h2' }) {
  const chosen = { training: true, test: true };
  const points = { ...chosen };
  const discrete = h('button', {
    type: 'button',
    class: 'chip',
    'aria-pressed': 'false',
    title: 'Show only what the network decides for, not how sure it is',
    dataset: { discrete: '' },
    onclick() {
      const on = discrete.getAttribute('aria-pressed') !== 'true';
      discrete.setAttribute('aria-pressed', String(on));
      onDiscrete(on);
    },
  }, 'discrete');
  const shared = { palette, client, look, points, discrete, onError };
  /** @type {Map<string, OutputPart>} */
  const made = new Map([[first.space, first.create(shared)]]);
  /** @type {OutputPart} */
  let view = /** @type {OutputPart} */ (made.get(first.space));

  const title = h(heading, null, 'What it learned');
  const figures = figuresView(client);
  const toggles = {
    training: toggle('training', '●'),
    test: toggle('test', '○'),
  };
  const shownPoints = h('div', { class: 'chips', role: 'group', 'aria-label': 'Points shown' }, toggles.training, toggles.test);
  const measured = h('p', { class: 'help measured', hidden: true }, 'Measured with the engine’s own layers.');
  const picture = h('div', { class: 'picture' }, view.element);
  place.append(h('div', { class: 'over-map' }, title, shownPoints), picture, figures.element, measured);

  /** @type {Opened | null} */
  let opened = null;
  /** @type {[Frame, Uint8ClampedArray, Float32Array] | null} */
  let last = null;
  /** @type {Preview | null} */
  let preview = null;
  /** @type {string | null} */
  let label = null;
  /** Settles when the view for what is open has come. */
  let placed = Promise.resolve();
  /** Whether the points of the run are put out of sight, for others are about to take their place. */
  let veiled = false;

  /** Puts the view for a space in place, once it is there. @param {Opened} next */
  async function choose(next) {
    const { space } = next.network;
    if (!made.has(space)) {
      try {
        const create = await later[space]();
        if (!made.has(space)) made.set(space, create(shared));
      } catch (error) {
        onError(error);
        return;
      }
      if (opened !== next) return;
    }
    putInPlace(/** @type {OutputPart} */ (made.get(space)), next);
  }

  /** @param {OutputPart} next @param {Opened} of */
  function putInPlace(next, of) {
    if (next !== view) {
      view.preview(null);
      view = next;
      picture.replaceChildren(view.element);
    }
    view.open(of);
    view.label(label);
    view.preview(preview);
    arrange();
    if (last) view.show(...last);
  }

  function arrange() {
    shownPoints.hidden = Boolean(preview) || !view.hasPoints;
  }

  /** @param {'training' | 'test'} which @param {string} sign */
  function toggle(which, sign) {
    const button = h('button', {
      type: 'button',
      class: 'chip',
      'aria-pressed': 'true',
      dataset: { points: which },
      onclick: () => {
        chosen[which] = !chosen[which];
        button.setAttribute('aria-pressed', String(chosen[which]));
        points[which] = chosen[which] && !veiled;
        view.redraw();
      },
    }, h('span', { 'aria-hidden': true }, `${sign} `), which);
    return button;
  }

  return {
    /** @param {Opened} next */
    open(next) {
      opened = next;
      last = null;
      preview = null;
      setText(title, 'What it learned');
      figures.open(next);
      const held = next.dataset.test.reduce((sum, flag) => sum + flag, 0);
      toggles.training.title = `${next.dataset.count - held} points the network trains on: filled marks`;
      toggles.test.title = `${held} points held back: hollow marks`;
      const there = made.get(next.network.space);
      if (there) putInPlace(there, next);
      placed = there ? Promise.resolve() : choose(next);
    },
    /** @param {Frame} frame */
    showFigures(frame) {
      figures.show(frame);
      if (view === made.get(opened?.network.space ?? '')) view.showFigures?.(frame);
    },
    /** @param {Frame} frame @param {Uint8ClampedArray} output @param {Float32Array} scales */
    show(frame, output, scales) {
      last = [frame, output, scales];
      if (view === made.get(opened?.network.space ?? '')) view.show(frame, output, scales);
    },
    /** A neuron's picture in the output's place, or null for the output. @param {Preview | null} next */
    preview(next) {
      preview = next;
      setText(title, next ? next.name : 'What it learned');
      view.preview(next);
      arrange();
    },
    /** Says who draws the maps when it is not the engine, and that the figures are the engine’s all the same. @param {string | null} next */
    label(next) {
      label = next;
      measured.hidden = next === null;
      view.label(next);
    },
    redraw: () => view.redraw(),
    /** Where points can be drawn; null while nothing can be, or something else is in its place. */
    async ground() {
      await placed;
      return view.ground && view === made.get(opened?.network.space ?? '') ? view.ground : null;
    },
    /** @param {boolean} on whether the points of the run are put out of sight */
    veil(on) {
      if (veiled === on) return;
      veiled = on;
      Object.assign(points, { training: chosen.training && !on, test: chosen.test && !on });
      view.redraw();
    },
  };
}
