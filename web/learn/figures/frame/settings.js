import { settingControl } from '../../../playground/controls.js';
import { refusal } from '../../../ui/field.js';
import { h } from '../../../ui/dom.js';
import { held } from '../../../ui/held.js';

/**
 * The settings a figure lets the reader change, in a row above its drawing. Choices are lists to open here, for there is
 * little room; all else has the playground's own control. The layers' controls stand at the drawing itself.
 * @typedef {import('../../../playground/types.js').Setting} Setting
 * @typedef {import('../../../playground/controls.js').Change} Change
 * @typedef {{ element: HTMLElement, set: (values: Record<string, string>) => void }} Control
 */

/** @param {HTMLElement} place @param {Setting[]} rows @param {Change} change */
export function frameSettings(place, rows, change) {
  const controls = rows
    .filter(({ type }) => type !== 'layers')
    .map((row) => (row.type === 'choice' ? choiceControl(row, change) : settingControl(row, change, { compact: true })));
  place.append(...controls.map(({ element }) => element));
  place.hidden = controls.length === 0;
  return {
    /** @param {import('../../../playground/types.js').Opened} opened */
    set({ values }) {
      for (const control of controls) control.set(values);
    },
  };
}

/** @param {Setting} row @param {Change} change @returns {Control} */
function choiceControl(row, change) {
  const select = h('select', { onchange: () => void chosen.ask(choose) },
    ...(row.choices ?? []).map(({ name, label, help }) => h('option', { value: name, title: help }, label)));
  const refused = refusal(() => select);
  let current = '';
  const chosen = held((/** @type {string} */ name) => (select.value = name));
  async function choose() {
    const why = await change({ [row.key]: select.value });
    refused.set(why);
    if (why) chosen.show(current);
  }
  const element = h('div', { class: 'setting', dataset: { setting: row.key } }, h('label', { class: 'field' }, h('span', null, row.label), select), refused.element);
  return {
    element,
    set(values) {
      element.hidden = Boolean(row.when && !row.when.names.includes(values[row.when.key]));
      current = values[row.key];
      chosen.show(current);
      refused.set(null);
    },
  };
}
