import { h, setText, uniqueId } from './dom.js';
import { upper } from './format.js';
import { held } from './held.js';

/**
 * One of a few, as a row of pills with the help of the chosen one below: for where a list with all its help would be a
 * wall. Native radio buttons, so that arrow keys, forms mode and touch behave as everywhere.
 * @param {object} options
 * @param {string} options.label stands above
 * @param {boolean} [options.quiet] the label is only spoken
 * @param {import('./choice.js').Choice[]} options.choices
 * @param {(name: string) => unknown} options.onChoose what was chosen last stays so until what is returned is settled
 */
export function pills({ label, choices, onChoose, quiet = false }) {
  const group = uniqueId('pills');
  const help = h('small', { class: 'help' });
  const inputs = choices.map((choice) => {
    const input = h('input', {
      type: 'radio',
      name: group,
      value: choice.name,
      class: 'visually-hidden',
      onchange: () => {
        tell(choice.name);
        void chosen.ask(() => onChoose(choice.name));
      },
    });
    return { choice, input, element: h('label', { class: 'chip', title: choice.help ? upper(choice.help) : null }, input, choice.label) };
  });
  /** @param {string} name */
  function tell(name) {
    const text = choices.find((choice) => choice.name === name)?.help;
    setText(help, text ? `${upper(text)}.` : '');
  }
  const chosen = held((/** @type {string} */ name) => {
    for (const { choice, input } of inputs) input.checked = choice.name === name;
    tell(name);
  });
  const element = h('fieldset', { class: 'pills' },
    h('legend', { class: quiet ? 'visually-hidden' : null }, label),
    h('div', { class: 'chips' }, ...inputs.map((one) => one.element)),
    help);
  return { element, set: chosen.show };
}

/**
 * Something that is there or not, with its line of help.
 * @param {object} options
 * @param {string} options.label @param {string} [options.help] @param {(on: boolean) => unknown} options.onSwitch
 */
export function tick({ label, help, onSwitch }) {
  const input = h('input', { type: 'checkbox', onchange: () => void state.ask(() => onSwitch(input.checked)) });
  const state = held((/** @type {boolean} */ on) => {
    input.checked = on;
  });
  const element = h('label', { class: 'tick' }, input, h('b', null, label), help ? h('small', null, `${upper(help)}.`) : null);
  return { element, input, set: state.show };
}

/**
 * One of many in the browser's own list, with the help of the chosen one below.
 * @param {object} options
 * @param {string} options.label @param {import('./choice.js').Choice[]} options.choices @param {(name: string) => unknown} options.onChoose
 */
export function dropDown({ label, choices, onChoose }) {
  const help = h('small', { class: 'help' });
  const select = h('select', {
    onchange: () => {
      tell();
      void state.ask(() => onChoose(select.value));
    },
  }, ...choices.map(({ name, label: text }) => h('option', { value: name }, text)));
  function tell() {
    const text = choices.find(({ name }) => name === select.value)?.help;
    setText(help, text ? `${upper(text)}.` : '');
  }
  const state = held((/** @type {string} */ name) => {
    select.value = name;
    tell();
  });
  const element = h('div', { class: 'drop-down' }, h('label', { class: 'field' }, h('span', null, label), select), help);
  return { element, select, set: state.show };
}
