import { h } from '../../ui/dom.js';
import { count } from '../../ui/format.js';

/**
 * @file A chip for each column of a table that a network may be told.
 * @typedef {import('../../engine/files.js').Column} Column
 */

/** Of so many columns on, all can be taken or none with one press. */
const several = 4;

/** @param {(inputs: number[]) => void} onChange */
export function columnChips(onChange) {
  const list = h('div', { class: 'chips files-columns' });
  const all = h('button', { type: 'button', class: 'button', onclick: () => set(true) }, 'All');
  const none = h('button', { type: 'button', class: 'button', onclick: () => set(false) }, 'None');
  const presses = h('div', { class: 'own-row' }, all, none);
  const element = h('fieldset', { class: 'files-from' }, h('legend', null, 'from'), list, presses);
  /** @type {HTMLInputElement[]} by column */
  let boxes = [];
  /** @type {Column[] | null} */
  let shown = null;
  let target = -1;

  const chosen = () => boxes.flatMap((box, i) => (box.checked && i !== target ? [i] : []));
  const set = (/** @type {boolean} */ on) => {
    boxes.forEach((box, i) => {
      box.checked = on && i !== target;
    });
    onChange(chosen());
  };

  return {
    element,
    /** @param {Column[]} columns @param {{ inputs: number[], target: number }} choice */
    show(columns, choice) {
      if (columns !== shown) {
        shown = columns;
        boxes = columns.map(() => h('input', { type: 'checkbox', class: 'visually-hidden', onchange: () => onChange(chosen()) }));
        list.replaceChildren(...columns.map((column, i) => h('label', { class: 'chip own-chip', title: described(column) }, boxes[i], column.name)));
        presses.hidden = columns.length <= several;
      }
      target = choice.target;
      boxes.forEach((box, i) => {
        box.checked = choice.inputs.includes(i);
        /** @type {HTMLElement} */ (box.parentElement).hidden = i === target;
      });
    },
  };
}

/** @param {Column} column */
function described({ kind, distinct, missing, examples }) {
  const what = kind === 'numbers' ? `numbers such as ${examples.join(', ')}` : `${count(distinct)} different texts such as ${examples.join(', ')}: one input for each`;
  return missing > 0 ? `${what}; ${count(missing)} missing` : what;
}
