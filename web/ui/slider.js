import { h, uniqueId } from './dom.js';
import { held } from './held.js';

/**
 * A labelled slider with its value beside the label. The positions are plain texts chosen by the
 * caller, so that a logarithmic scale is a list of marks and nothing is computed here.
 * @typedef {object} Slider
 * @property {HTMLElement} element
 * @property {HTMLInputElement} input
 * @property {(text: string) => void} set shows a value, on the nearest position if it is not one of them
 */

/**
 * @param {object} options
 * @param {string} options.label
 * @param {string[]} options.positions texts from left to right, all of them numbers
 * @param {(text: string) => string} options.show text of the output
 * @param {(text: string, done: boolean) => unknown} options.onInput done: the hand has let go; the thumb stays where
 *   the hand has put it until what is returned is settled
 * @param {string} [options.help]
 * @param {boolean} [options.quiet] leave label and value to the caller; the label is still spoken
 * @returns {Slider}
 */
export function slider({ label, positions, show, onInput, help, quiet = false }) {
  // A label around an output and an input is the output's: it must say which it names.
  const id = uniqueId('slider');
  const input = h('input', { id, 'aria-label': label, type: 'range', min: 0, max: positions.length - 1, step: 1, title: help });
  const output = h('output');
  const fill = () => {
    const share = positions.length > 1 ? Number(input.value) / (positions.length - 1) : 0;
    input.style.setProperty('--filled', `${share * 100}%`);
  };
  /** @param {string} text */
  const say = (text) => {
    output.textContent = show(text);
    input.setAttribute('aria-valuetext', show(text));
  };
  /** @param {boolean} done */
  const tell = (done) => {
    const text = positions[Number(input.value)];
    fill();
    say(text);
    void thumb.ask(() => onInput(text, done));
  };
  input.addEventListener('input', () => tell(false));
  input.addEventListener('change', () => tell(true));
  const element = quiet
    ? h('div', { class: 'slider' }, input)
    : h('label', { class: 'slider', for: id }, h('span', null, label), output, input);
  const thumb = held((/** @type {string} */ text) => {
    input.value = String(nearest(positions, Number(text)));
    fill();
    say(text);
  });
  return { element, input, set: thumb.show };
}

/** @param {string[]} positions @param {number} value */
function nearest(positions, value) {
  let best = 0;
  positions.forEach((text, i) => {
    if (Math.abs(Number(text) - value) < Math.abs(Number(positions[best]) - value)) best = i;
  });
  return best;
}

/**
 * Evenly spaced positions as texts without rounding noise.
 * @param {number} min @param {number} max @param {number} step
 */
export function evenly(min, max, step) {
  const texts = [];
  const places = Math.max(0, ...[min, step].map((value) => (String(value).split('.')[1] ?? '').length));
  const steps = Math.floor((max - min) / step + 1e-9);
  for (let i = 0; i <= steps; i += 1) texts.push(String(Number((min + i * step).toFixed(places))));
  if (Number(texts[texts.length - 1]) < max) texts.push(String(max));
  return texts;
}
