import { h } from '../../ui/dom.js';
import { count, minus } from '../../ui/format.js';

/** @file The first rows of a table, so that one sees what is learned, from what, and what is left out. */

const mostRows = 6;
/** More columns than these are not drawn; they can be chosen all the same. */
const mostColumns = 40;

export function previewTable() {
  const head = h('tr');
  const body = h('tbody');
  const element = h('div', { class: 'own-scroll files-preview', tabindex: 0, role: 'region', 'aria-label': 'First rows of the file' },
    h('table', { class: 'own-table' }, h('caption', { class: 'visually-hidden' }, 'First rows of the file'), h('thead', null, head), body));
  return {
    element,
    /** @param {import('../../engine/files.js').Sheet} sheet @param {{ inputs: number[], target: number }} choice */
    show({ columns, preview, rows }, { inputs, target }) {
      const shown = columns.slice(0, mostColumns);
      const role = (/** @type {number} */ i) => (i === target ? 'target' : inputs.includes(i) ? 'input' : 'unused');
      const more = columns.length > mostColumns ? `… ${count(columns.length - mostColumns)} more` : null;
      head.replaceChildren(
        h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'row')),
        ...shown.map(({ name, kind }, i) => h('th', { scope: 'col', dataset: { role: role(i), kind } }, name, h('small', null, { target: 'learned', input: 'input', unused: 'not used' }[role(i)]))),
        more ? h('th', { scope: 'col' }, more) : '');
      body.replaceChildren(...preview.slice(0, mostRows).map((cells, r) => h('tr', null,
        h('th', { scope: 'row' }, count(r + 1)),
        ...cells.slice(0, mostColumns).map((cell, i) => h('td', { dataset: { role: role(i), kind: columns[i].kind } }, cell === '' ? h('span', { class: 'files-missing' }, 'missing') : columns[i].kind === 'numbers' ? minus(cell) : cell)))));
      if (rows > mostRows) body.append(h('tr', { class: 'files-more' }, h('th', { scope: 'row' }, '…'), h('td', { colspan: shown.length }, `${count(rows - mostRows)} more rows`)));
    },
  };
}
