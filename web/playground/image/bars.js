import { h, setText } from '../../ui/dom.js';
import { percent } from '../../ui/format.js';
import { shapeIcon } from '../shapes.js';

/**
 * One bar for each class: how probable the network holds it. The most probable one is dark and
 * its number bold; the true one, where it is known, is underlined.
 */

/** A share in at most four characters: 87 %. @param {number} share */
export const whole = (share) => (Number.isNaN(share) ? '–' : `${Math.round(share * 100)} %`);

/** @param {number} classes @param {string} label of the whole @param {string[]} [names] unless classes are numbers */
export function probabilityBars(classes, label, names) {
  const columns = Array.from({ length: classes }, (_, digit) => {
    const fill = h('span', { class: 'bar-fill' });
    const value = h('span', null, '–');
    const element = h('div', { class: 'bar', dataset: { class: digit } },
      h('dt', { title: names?.[digit] }, ...(names ? [shapeIcon(digit), h('span', null, names[digit] ?? '')] : [h('span', { class: 'visually-hidden' }, 'class '), String(digit)])),
      h('dd', null, h('span', { class: 'bar-well', 'aria-hidden': true }, fill), value, h('span', { class: 'visually-hidden' }, ' %')));
    return { element, fill, value };
  });
  const element = h('div', { class: 'bars', role: 'group', 'aria-label': label },
    h('dl', null, ...columns.map((column) => column.element)));
  return {
    element,
    /**
     * @param {ArrayLike<number> | null} shares a probability for each class; null while nothing is shown
     * @param {{ first?: number, truth?: number | null }} [marks] first: the most probable class
     */
    show(shares, { first = -1, truth = null } = {}) {
      columns.forEach((column, digit) => {
        const share = shares ? shares[digit] : NaN;
        column.fill.style.transform = `scaleX(${Number.isFinite(share) ? share.toFixed(4) : 0})`;
        setText(column.value, shares && Number.isFinite(share) ? String(Math.round(share * 100)) : '–');
        column.value.title = shares ? percent(share) : '';
        column.element.classList.toggle('first', digit === first);
        column.element.classList.toggle('truth', digit === truth);
      });
    },
  };
}
