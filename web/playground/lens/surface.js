import { h, setText } from '../../ui/dom.js';
import { measure } from '../../ui/format.js';
import { slider } from '../../ui/slider.js';
import { sentence } from '../session.js';
import { surfaceDrawing } from './surface-drawing.js';
import { describeSurface } from './surface-words.js';

/**
 * The lens “Surface”: the loss over a plane through the present weights, and the run walking on it. The engine computes
 * it in slices while training goes on; when the run leaves the plane's frame it is made anew.
 * @typedef {import('../types.js').Surface} Surface
 */

/** Grid points from the middle to an edge. */
const points = 20;

/** Milliseconds between two questions where the run stands, and between two surfaces made by themselves. */
const askEvery = 100;
const anewEvery = 4000;
const retryEvery = 600;

/** How far the frame reaches, in units of the directions; 0 lets the engine see to it. */
const extents = ['0', '0.1', '0.25', '0.5', '1', '2', '4', '8'];

/** @param {HTMLElement} place @param {import('../types.js').Page} page @returns {import('../types.js').Lens} */
export function create(place, page) {
  const wish = { plane: /** @type {'random' | 'path'} */ ('random'), test: false, extent: 0, log: true };
  const readout = h('p', { class: 'badge readout', hidden: true });
  const spoken = h('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  const drawing = surfaceDrawing({
    palette: page.palette,
    onRead(said, aloud) {
      readout.hidden = said === '';
      setText(readout, said);
      if (aloud) setText(spoken, said);
    },
  });
  const progress = h('progress', { max: 1, value: 0, 'aria-label': 'Surface computed' });
  const low = h('span');
  const high = h('span');
  const words = h('p', { class: 'help surface-words' });
  const refused = h('p', { class: 'refusal', role: 'status' });
  const again = h('button', { type: 'button', class: 'button', onclick: () => void compute() }, 'Compute anew');
  const reach = slider({
    label: 'Reach',
    positions: extents,
    show: (text) => (text === '0' ? 'automatic' : `± ${text}`),
    help: 'How far the plane reaches, in units of its directions',
    onInput(text, done) {
      wish.extent = Number(text);
      if (done) void compute();
    },
  });
  reach.set('0');
  const plane = chooser('Plane', [['random', 'random', 'Two random directions, each neuron’s part as long as its weights'], ['path', 'the run’s path', 'The two directions in which the run has moved most']], (key) => {
    wish.plane = key === 'path' ? 'path' : 'random';
    void compute();
  });
  const part = chooser('Loss over', [['train', 'training points', ''], ['test', 'test points', '']], (key) => {
    wish.test = key === 'test';
    void compute();
  });
  const log = h('button', {
    type: 'button',
    class: 'chip',
    'aria-pressed': 'true',
    title: 'Colours and lines follow the logarithm of the loss',
    onclick() {
      wish.log = !wish.log;
      log.setAttribute('aria-pressed', String(wish.log));
      drawing.setLog(wish.log);
      writeLegend();
    },
  }, 'log scale');
  place.append(
    h('div', { class: 'surface-frame' }, drawing.element, readout, progress),
    h('div', { class: 'surface-legend' }, low, h('div', { class: 'surface-ramp', 'aria-hidden': true }), high, log),
    refused,
    h('div', { class: 'surface-settings' }, plane, part), reach.element, again, words, spoken);

  /** @type {Surface | null} */
  let surface = null;
  let here = false;
  let number = 0;
  let stale = true;
  let began = -Infinity;
  let asked = -Infinity;
  let asking = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;

  /** @param {string} label @param {[string, string, string][]} choices @param {(key: string) => void} choose */
  function chooser(label, choices, choose) {
    const buttons = choices.map(([key, text, help], i) => h('button', {
      type: 'button',
      class: 'chip',
      title: help || null,
      'aria-pressed': String(i === 0),
      dataset: { choose: key },
      onclick() {
        buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.choose === key)));
        choose(key);
      },
    }, text));
    return h('div', { class: 'chips', role: 'group', 'aria-label': label }, ...buttons);
  }

  function writeLegend() {
    const ends = drawing.ends;
    setText(low, ends ? measure(ends.low) : '');
    setText(high, ends ? `${measure(ends.high)}${wish.log ? '' : ' and more'}` : '');
  }

  /** Asks for a new surface; an older question gives way. */
  async function compute() {
    if (!page.opened) return;
    number += 1;
    const own = number;
    const of = page.opened;
    stale = false;
    began = performance.now();
    refused.textContent = '';
    progress.hidden = false;
    progress.value = 0;
    const { plane: kind, test, extent } = wish;
    /** @param {Surface} next */
    const take = (next) => {
      if (own !== number || of !== page.opened) return;
      surface = surface && sameFrame(surface, next) ? { ...next, a: surface.a, b: surface.b } : next;
      drawing.set(surface);
      progress.value = 1 - next.left / (next.side * next.side);
      writeLegend();
    };
    try {
      take(await page.client.surface({ plane: kind, test, extent, points }, { onPart: take }));
      if (own !== number) return;
      progress.hidden = true;
      if (surface) setText(words, describeSurface(surface, surface.loss[(surface.loss.length - 1) / 2]));
      void ask();
    } catch (/** @type {any} */ error) {
      if (own !== number) return;
      progress.hidden = true;
      // Asked for anew, or another experiment opened: whoever did it asks again.
      if (error?.code === 'closed') return;
      surface = null;
      drawing.set(null);
      setText(words, '');
      writeLegend();
      refused.textContent = `${sentence(error)}${kind === 'path' ? ' Train a little, or choose random directions.' : ''}`;
      stale = true;
    }
  }

  /** Computes when something has changed: not for every position of a slider that is being moved. */
  function computeSoon() {
    if (!here || !stale || soon !== undefined) return;
    soon = setTimeout(() => {
      soon = undefined;
      if (here && stale) void compute();
    }, Math.max(200, began + retryEvery - performance.now()));
  }

  /** Where the run stands now. One question at a time, ten a second at the most. */
  async function ask() {
    if (!surface || surface.left > 0 || asking || !here) return;
    const of = surface;
    const wait = asked + askEvery - performance.now();
    if (wait > 0) {
      later ??= setTimeout(() => {
        later = undefined;
        void ask();
      }, wait);
      return;
    }
    asking = true;
    asked = performance.now();
    const at = await page.client.surfaceAt().catch(() => null);
    asking = false;
    if (!at || of !== surface) return;
    drawing.move(at);
    place.dataset.at = `${at.a} ${at.b}`;
    const outside = beyond(at.a, surface.a) || beyond(at.b, surface.b);
    if (outside && performance.now() - began > anewEvery) void compute();
  }

  return {
    open() {
      surface = null;
      drawing.set(null);
      setText(words, '');
      refused.textContent = '';
      number += 1;
      progress.hidden = true;
      stale = true;
      writeLegend();
      computeSoon();
    },
    enter() {
      here = true;
      if (stale) void compute();
    },
    leave() {
      here = false;
    },
    show() {
      if (!here) return;
      if (stale) computeSoon();
      else void ask();
    },
    redraw: () => drawing.redraw(),
  };
}

/** @param {number} value @param {number[]} axis */
const beyond = (value, axis) => value < axis[0] || value > axis[axis.length - 1];

/** Whether two answers are parts of one surface. @param {Surface} a @param {Surface} b */
const sameFrame = (a, b) => a.left > 0 && a.side === b.side && a.a[0] === b.a[0] && a.b[0] === b.b[0] && a.path.count === b.path.count && a.left >= b.left;
