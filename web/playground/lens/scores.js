import { h, setText } from '../../ui/dom.js';
import { count, percent } from '../../ui/format.js';
import { className } from '../names.js';
import { shapeIcon } from '../shapes.js';

const columns = /** @type {const} */ ([
  ['precision', 'Of the points answered with this class, the share that is of it'],
  ['recall', 'Of the points of this class, the share that was answered with it'],
  ['f1', 'The harmonic mean of precision and recall'],
]);

/**
 * Precision, recall and F1 of each class, and their means: macro counts every class the same, weighted every
 * point.
 * @param {import('../types.js').Network} network of classes
 */
export function scoreTable(network) {
  const { classes } = network;
  /** @param {(import('../../ui/dom.js').Child)[]} name @param {string | null} [help] */
  const line = (name, help = null) => {
    const cells = columns.map(() => h('td', null, '–'));
    const points = h('td', null, '');
    return { cells, points, row: h('tr', { title: help }, h('th', { scope: 'row' }, ...name), ...cells, points) };
  };
  const each = Array.from({ length: classes }, (_, i) => line([shapeIcon(i), className(network, i)]));
  const macro = line(['macro'], 'The mean over the classes, each counting the same');
  const weighted = line(['weighted'], 'The mean over the classes, each counting by its points');
  const element = h('table', { class: 'scores' },
    h('caption', { class: 'visually-hidden' }, 'Precision, recall and F1 of each class'),
    h('thead', null, h('tr', null,
      h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Class')),
      ...columns.map(([key, help]) => h('th', { scope: 'col', title: help }, key === 'f1' ? 'F1' : key)),
      h('th', { scope: 'col' }, 'points'))),
    h('tbody', null, ...each.map(({ row }) => row)),
    h('tbody', { class: 'means' }, macro.row, weighted.row));
  return {
    element,
    /** @param {import('../types.js').ClassMetrics} metrics */
    set(metrics) {
      each.forEach(({ cells, points }, i) => {
        columns.forEach(([key], c) => setText(cells[c], share(metrics.perClass[key][i])));
        setText(points, count(metrics.support[i]));
      });
      columns.forEach(([key], c) => {
        setText(macro.cells[c], share(metrics.macro[key]));
        setText(weighted.cells[c], share(metrics.weighted[key]));
      });
    },
  };
}

/** @param {number | null} value */
const share = (value) => (value === null ? '–' : percent(value));
