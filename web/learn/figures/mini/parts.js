/** @file What the figures about architectures share: cells of numbers, stepping through them. */

import { h, icon, setText } from '../../../ui/dom.js';
import { figure } from '../../../ui/format.js';
import { evenly, slider } from '../../../ui/slider.js';
import { stylesheet } from '../../../ui/stylesheet.js';

/** @typedef {import('../../page/page.js').Page} Page */

const icons = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  back: 'M12 3v10L5.5 8zM3.5 3h2v10h-2z',
  next: 'M4 3v10l6.5-5zM10.5 3h2v10h-2z',
};

/** The figures' style, fetched with the first of them. @param {Page} page @param {string} [own] the name of one figure's own */
export const dress = (page, own) => Promise.all(['mini', ...(own ? [own] : [])].map((name) => stylesheet(new URL(`learn/figures/mini/${name}.css`, page.site))));

/**
 * Shows a number in a cell, with the colour of its sign and as much of it as its share of the largest.
 * @param {HTMLElement} cell @param {number} value @param {number} most what has the full colour
 * @param {(value: number) => string} [show]
 */
export function setCell(cell, value, most, show = figure) {
  setText(cell, show(value));
  tint(cell, value, most);
}

/** @param {HTMLElement} cell @param {number} value @param {number} most */
export function tint(cell, value, most) {
  cell.classList.add('tinted');
  cell.classList.toggle('negative', value < 0);
  cell.style.setProperty('--share', most > 0 ? Math.min(1, Math.abs(value) / most).toFixed(3) : '0');
}

/** Three digits of a number that stands among others. @param {number} value */
export const short = (value) => figure(value, 3);

/**
 * Steps through places one by one: back, play, on, and a slider.
 * @param {object} options
 * @param {string} options.label of the slider
 * @param {number} options.count
 * @param {number} options.pace milliseconds a step
 * @param {(at: number) => string} options.show the slider's words for a place
 * @param {(at: number, playing: boolean) => void} options.onGo
 * @param {() => void} options.onRest a step by hand is done, or playing ended: speak now
 */
export function stepper({ label, count, pace, show, onGo, onRest }) {
  let last = count - 1;
  const positions = evenly(0, last, 1);
  let at = 0;
  /** @type {ReturnType<typeof setInterval> | null} */
  let timer = null;
  let resting = false;

  const button = (/** @type {string} */ name, /** @type {string} */ path, /** @type {() => void} */ onclick) =>
    h('button', { type: 'button', class: 'button icon-only filled', 'aria-label': name, title: name, onclick }, icon(path));
  const play = button('Play', icons.play, () => (timer ? stop(true) : start()));
  const back = button('One step back', icons.back, () => byHand(at - 1));
  const next = button('One step on', icons.next, () => byHand(at + 1));
  const rail = slider({
    label,
    positions,
    show: (text) => show(Number(text)),
    onInput(text, done) {
      stop(false);
      go(Number(text));
      if (done) onRest();
    },
  });

  function showPlay() {
    const name = timer ? 'Pause' : 'Play';
    play.setAttribute('aria-label', name);
    play.title = name;
    play.replaceChildren(icon(timer ? icons.pause : icons.play));
  }

  /** @param {number} to */
  function go(to) {
    at = Math.max(0, Math.min(last, to));
    rail.set(String(at));
    back.disabled = at === 0;
    next.disabled = at === last;
    onGo(at, timer !== null);
  }

  /** @param {number} to */
  function byHand(to) {
    stop(false);
    go(to);
    // A button that has just been switched off would lose the focus.
    if (document.activeElement === document.body) (at === 0 ? next : back).focus();
    onRest();
  }

  function tick() {
    if (resting) return;
    if (at < last) go(at + 1);
    if (at === last) stop(true);
  }

  function start() {
    timer = setInterval(tick, pace);
    go(at === last ? 0 : at);
    showPlay();
  }

  /** @param {boolean} speak */
  function stop(speak) {
    if (!timer) return;
    clearInterval(timer);
    timer = null;
    showPlay();
    go(at);
    if (speak) onRest();
  }

  return {
    element: h('div', { class: 'stepper-row' }, h('div', { class: 'stepper-buttons', role: 'group', 'aria-label': 'Steps' }, back, play, next), rail.element),
    go: (/** @type {number} */ to) => {
      stop(false);
      go(to);
    },
    at: () => at,
    playing: () => timer !== null,
    /** There are others to step through. @param {number} places */
    resize(places) {
      stop(false);
      last = places - 1;
      positions.splice(0, positions.length, ...evenly(0, last, 1));
      rail.input.max = String(last);
      go(Math.min(at, last));
    },
    pause: () => (resting = true),
    resume: () => (resting = false),
    close: () => stop(false),
  };
}

/**
 * A choice among a few, as a list to open.
 * @param {string} label @param {[string, string][]} choices value and words @param {string} chosen
 * @param {(value: string) => void} onChange
 */
export function menu(label, choices, chosen, onChange) {
  const select = h('select', { class: 'entry', onchange: () => onChange(select.value) }, ...choices.map(([value, words]) => h('option', { value, selected: value === chosen }, words)));
  return { element: h('label', { class: 'menu' }, h('span', null, label), select), select };
}

/** A switch. @param {string} label @param {boolean} on @param {(on: boolean) => void} onChange */
export function toggle(label, on, onChange) {
  const input = h('input', { type: 'checkbox', checked: on, onchange: () => onChange(input.checked) });
  return { element: h('label', { class: 'toggle' }, input, h('span', null, label)), input };
}

/** What went wrong, said where it is seen. @param {HTMLElement} place */
export function complaint(place) {
  const line = h('p', { class: 'refusal', role: 'alert', hidden: true });
  place.append(line);
  return {
    /** @param {unknown} error */
    show(error) {
      setText(line, error instanceof Error ? error.message : String(error));
      line.hidden = false;
    },
    clear: () => void (line.hidden = true),
  };
}
