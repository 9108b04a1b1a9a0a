import { h, setText } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { className } from '../names.js';
import { shapeIcon } from '../shapes.js';

/**
 * The confusion matrix as a table: a row for each true class, a column for each answer. A cell is shaded by
 * its share of the row; the numbers say the same.
 * @param {import('../types.js').Network} network of classes
 */
export function confusionTable(network) {
  const { classes, classNames } = network;
  const all = Array.from({ length: classes }, (_, i) => i);
  const cells = all.map((row) => all.map((column) => h('td', { class: row === column ? 'right' : 'wrong' })));
  const element = h('table', { class: 'confusion' },
    h('caption', null, 'True class down, the network’s answer across'),
    h('thead', null, h('tr', null,
      h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'True class')),
      ...all.map((i) => h('th', { scope: 'col', 'aria-label': `answered ${className(network, i)}`, title: className(network, i) }, shapeIcon(i), classNames ? '' : String(i))))),
    h('tbody', null, ...all.map((i) => h('tr', null,
      h('th', { scope: 'row', 'aria-label': className(network, i) }, shapeIcon(i), classNames?.[i] ?? String(i)), ...cells[i]))));
  return {
    element,
    /** @param {import('../types.js').ClassMetrics} metrics */
    set({ confusion, support }) {
      confusion.forEach((row, i) => row.forEach((points, j) => {
        const cell = cells[i][j];
        setText(cell, count(points));
        const share = support[i] ? points / support[i] : 0;
        cell.style.setProperty('--share', `${Math.round(share * 42)}%`);
        cell.classList.toggle('none', points === 0);
      }));
    },
  };
}
