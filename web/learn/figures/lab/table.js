import { h, setText } from '../../../ui/dom.js';

/**
 * Two runs side by side, row by row: the fault as it is, and with a cure.
 * @typedef {import('./measures.js').Row} Row
 * @typedef {{ rows: Row[], doctor: string }} Result
 */

/** Powers of ten that a bar spans. */
const decades = { from: -7, to: 2 };

/** @param {string} caption */
export function labTable(caption) {
  const heads = [h('th', { scope: 'col' }, 'as it is'), h('th', { scope: 'col' }, 'with a cure')];
  const body = h('tbody');
  const element = h('table', { class: 'lab-table' }, h('caption', null, caption),
    h('thead', null, h('tr', null, h('td'), ...heads)), body);
  const doctor = h('dl', { class: 'lab-doctor' });
  const place = h('div', { class: 'lab-results', hidden: true }, element, doctor);
  return {
    element: place,
    /** @param {Result | null} before @param {Result | null} after @param {string} cure its name */
    set(before, after, cure) {
      place.hidden = !before && !after;
      setText(heads[1], after ? cure : 'with a cure');
      const labels = [...new Set([...(before?.rows ?? []), ...(after?.rows ?? [])].map(({ label }) => label))];
      body.replaceChildren(
        ...labels.map((label) => h('tr', { dataset: { row: label } }, h('th', { scope: 'row' }, label), ...[before, after].map((result) => cell(result?.rows.find((row) => row.label === label), result)))));
      const told = [before && ['as it is', before.doctor], after && [cure, after.doctor]].filter((each) => each !== null);
      doctor.replaceChildren(...told.map(([name, words]) => h('div', null, h('dt', null, `The doctor, ${name}`), h('dd', null, words))));
    },
  };
}

/** @param {Row | undefined} row @param {Result | null} result */
function cell(row, result) {
  if (!row) return h('td', { class: 'lab-none' }, result ? '' : '–');
  const share = row.bar && row.value !== null ? length(row.value, row.bar) : null;
  return h('td', null, h('span', null, row.text), share === null ? null : h('span', { class: 'lab-bar', style: { '--share': String(share) }, 'aria-hidden': true }));
}

/** How long a bar is, from 0 to 1. @param {number} value @param {'log' | 'share'} bar */
function length(value, bar) {
  if (bar === 'share') return value;
  if (!(value > 0)) return 0;
  return Math.max(0.01, Math.min(1, (Math.log10(value) - decades.from) / (decades.to - decades.from)));
}
