import { h, setText } from '../../ui/dom.js';
import { measure, percent } from '../../ui/format.js';
import { small } from './findings.js';

/**
 * Small histograms of every layer: weights, gradients and activations, as the engine counted them. A table, so that
 * it can be read without being seen: each picture says its spread in words.
 * @typedef {import('../types.js').Spread} Spread
 */

const columns = /** @type {const} */ ([
  ['weights', 'Weights'],
  ['gradients', 'Gradients'],
  ['activations', 'Activations'],
]);

const [width, height] = [72, 26];

/** @param {string[]} names of the layers, without the inputs */
export function histogramTable(names) {
  const rows = names.map((name) => {
    const shares = h('small');
    const cells = columns.map(([key, label]) => ({ key, ...picture(label) }));
    const row = h('tr', null, h('th', { scope: 'row' }, name, shares), ...cells.map(({ element }) => h('td', null, element)));
    return { shares, cells, row };
  });
  const element = h('table', { class: 'histograms' },
    h('caption', null, 'Spread in each layer'),
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Layer')), ...columns.map(([, label]) => h('th', { scope: 'col' }, label)))),
    h('tbody', null, ...rows.map(({ row }) => row)));
  return {
    element,
    /** @param {import('../types.js').Statistics} statistics */
    set({ layers }) {
      rows.forEach(({ shares, cells }, l) => {
        const layer = layers[l];
        if (!layer) return;
        const count = layer.units.length;
        const of = [
          layer.dead ? `${percent(layer.dead / count)} dead` : '',
          layer.saturated >= 0.0005 ? `${percent(layer.saturated)} saturated` : '',
        ];
        setText(shares, of.filter(Boolean).join(', '));
        for (const cell of cells) cell.set(layer[cell.key]);
      });
    },
  };
}

/** @param {string} label */
function picture(label) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `${label}: not counted yet`);
  const bars = document.createElementNS(space, 'path');
  const zero = document.createElementNS(space, 'path');
  zero.setAttribute('class', 'zero');
  svg.append(bars, zero);
  const figure = h('small');
  return {
    element: h('div', null, svg, figure),
    /** @param {Spread} spread */
    set({ bins, low, high, min, max, mean, deviation }) {
      const most = Math.max(1, ...bins);
      const step = width / bins.length;
      const tops = bins.map((bin, i) => `V${(height - (bin / most) * (height - 2)).toFixed(1)}H${((i + 1) * step).toFixed(1)}`);
      bars.setAttribute('d', `M0 ${height}${tops.join('')}V${height}Z`);
      const at = low < 0 && high > 0 ? (-low / (high - low)) * width : -1;
      zero.setAttribute('d', at < 0 ? '' : `M${at.toFixed(1)} 0V${height}`);
      setText(figure, `± ${small(deviation)}`);
      svg.setAttribute('aria-label', `${label}: mean ${measure(mean)}, deviation ${measure(deviation)}, from ${measure(min)} to ${measure(max)}`);
    },
  };
}
