import { h, uniqueId } from './dom.js';
import { upper } from './format.js';
import { held } from './held.js';

/** @typedef {{ name: string, label: string, help?: string }} Choice */

/**
 * A list of which one is chosen, each with its line of help: native radio buttons, so that arrow
 * keys, forms mode and touch behave as everywhere.
 * @param {object} options
 * @param {string} options.label
 * @param {Choice[]} options.choices
 * @param {(name: string, byPointer: boolean) => unknown} options.onChoose what was chosen last stays so until what is
 *   returned is settled
 */
export function choiceList({ label, choices, onChoose }) {
  const group = uniqueId('choice');
  let byPointer = false;
  let current = '';
  /** @type {Map<string, HTMLInputElement>} */
  const inputs = new Map();
  const element = h('fieldset', { class: 'choices', onpointerdown: () => (byPointer = true), onkeydown: () => (byPointer = false) });
  element.append(h('legend', { class: 'visually-hidden' }, label));
  for (const choice of choices) {
    const input = h('input', {
      type: 'radio',
      name: group,
      value: choice.name,
      onchange: () => void chosen.ask(() => onChoose(choice.name, byPointer)),
      // Pressing what is chosen already changes nothing, but it is an answer all the same.
      onclick: () => current === choice.name && byPointer && onChoose(choice.name, byPointer),
    });
    inputs.set(choice.name, input);
    const help = choice.help ? h('small', null, `${upper(choice.help)}.`.replace(/([.?!])\.$/, '$1')) : null;
    element.append(h('label', null, input, h('b', null, choice.label), help));
  }
  const chosen = held((/** @type {string} */ name) => {
    current = name;
    for (const [key, input] of inputs) input.checked = key === name;
  });
  return { element, set: chosen.show };
}

/**
 * Chips of which any number may be on.
 * @param {object} options
 * @param {string} options.label
 * @param {Choice[]} options.choices
 * @param {(names: string[]) => unknown} options.onChoose all names that are on, in the order of the choices
 */
export function chips({ label, choices, onChoose }) {
  /** @type {Set<string>} */
  let on = new Set();
  const buttons = choices.map((choice) =>
    h('button', {
      type: 'button',
      class: 'chip',
      title: choice.help ? upper(choice.help) : null,
      dataset: { name: choice.name },
      onclick: () => {
        const next = new Set(on);
        if (!next.delete(choice.name)) next.add(choice.name);
        const names = choices.map((c) => c.name).filter((name) => next.has(name));
        paint(names);
        void state.ask(() => onChoose(names));
      },
    }, choice.label));
  const element = h('div', { class: 'chips', role: 'group', 'aria-label': label }, ...buttons);
  /** @param {string[]} names */
  function paint(names) {
    on = new Set(names);
    for (const button of buttons) button.setAttribute('aria-pressed', String(on.has(button.dataset.name ?? '')));
  }
  const state = held(paint);
  return { element, set: state.show };
}

/**
 * A number with a minus and a plus button.
 * @param {object} options
 * @param {string} options.label what is counted: "units of hidden 1"
 * @param {(by: 1 | -1) => void} options.onStep
 */
export function stepper({ label, onStep }) {
  const value = h('output', { 'aria-live': 'off' });
  const less = h('button', { type: 'button', 'aria-label': `Fewer ${label}`, onclick: () => onStep(-1) }, '−');
  const more = h('button', { type: 'button', 'aria-label': `More ${label}`, onclick: () => onStep(1) }, '+');
  const element = h('div', { class: 'stepper', role: 'group', 'aria-label': label }, less, value, more);
  return {
    element,
    /** @param {number} number @param {number} min @param {number} max */
    set(number, min, max) {
      value.textContent = String(number);
      less.disabled = number <= min;
      more.disabled = number >= max;
    },
  };
}
