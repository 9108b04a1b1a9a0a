import { h } from './dom.js';
import { minus } from './format.js';

/**
 * A labelled text field for a number. What the number may be is decided by whoever is told.
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {HTMLInputElement} input
 * @property {(text: string) => void} set shows a value, unless the field keeps what is written in it
 * @property {() => boolean} keeps whether somebody is writing in it: what stands there was not handed over yet, or refused
 */

/** What was typed as the engine reads it. @param {string} text */
const plain = (text) => text.trim().replaceAll('−', '-').replace(',', '.');

/**
 * @param {object} options
 * @param {string} options.label
 * @param {(text: string) => void} options.onCommit on Enter and when the field is left, if the text changed
 * @param {string} [options.help]
 * @param {boolean} [options.quiet] no visible label; it is still spoken
 * @returns {Field}
 */
export function field({ label, onCommit, help, quiet = false }) {
  const input = h('input', {
    type: 'text',
    inputmode: 'decimal',
    autocomplete: 'off',
    spellcheck: 'false',
    title: help,
  });
  if (quiet) input.setAttribute('aria-label', label);
  let shown = '';
  let writing = false;
  const commit = () => {
    const text = plain(input.value);
    writing = false;
    if (text === shown) return;
    shown = text;
    onCommit(text);
  };
  input.addEventListener('input', () => (writing = true));
  input.addEventListener('change', commit);
  input.addEventListener('blur', () => (writing = false));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') commit();
  });
  const keeps = () => document.activeElement === input && (writing || input.getAttribute('aria-invalid') === 'true');
  const element = h('label', { class: 'field' }, quiet ? null : h('span', null, label), input);
  return {
    element,
    input,
    set(text) {
      if (keeps()) return;
      shown = plain(text);
      if (input.value === minus(text)) return;
      // What is marked to be typed over stays marked: else the next key would be added to the new value.
      const marked = document.activeElement === input && input.selectionEnd === input.value.length && input.selectionStart === 0 && input.value !== '';
      input.value = minus(text);
      if (marked) input.select();
    },
    keeps,
  };
}

/**
 * A line below a control for the sentence that says why a value was refused.
 * @param {() => HTMLElement | null} control the control described, asked when a sentence appears
 */
export function refusal(control) {
  const element = h('p', { class: 'refusal', role: 'alert', hidden: true });
  return {
    element,
    /** @param {string | null} sentence */
    set(sentence) {
      element.hidden = sentence === null;
      element.textContent = sentence ?? '';
      const described = control();
      if (!described) return;
      if (sentence === null) described.removeAttribute('aria-invalid');
      else described.setAttribute('aria-invalid', 'true');
    },
  };
}
