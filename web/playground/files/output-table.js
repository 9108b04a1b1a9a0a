import { h, setText } from '../../ui/dom.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { isPlane } from '../geometry.js';
import { planeView } from '../output-plane.js';
import { rowsView } from './output-rows.js';

/**
 * The output for tables: over the plane where there are two columns, row by row where there are more or one.
 * @typedef {import('../types.js').Opened} Opened
 */

/** @type {import('../types.js').CreateOutput} */
export function tableView(shared) {
  void stylesheet('playground/files/rows.css');
  const plane = planeView(shared);
  const rows = rowsView(shared);
  const axes = h('p', { class: 'help' });
  let view = plane;
  const element = h('div', { class: 'output-table' }, plane.element, axes);
  return {
    element,
    get hasPoints() {
      return view.hasPoints;
    },
    open(next) {
      const { labels = [], units } = next.network.layers[0];
      view = isPlane(units) ? plane : rows;
      axes.hidden = view !== plane;
      setText(axes, `Across: ${labels[0]}. Up: ${labels[1]}.${next.network.inputScale?.deviation.some((size) => size !== 1) ? ' Both in standard deviations from their mean.' : ''}`);
      if (element.firstChild !== view.element) element.replaceChildren(view.element, axes);
      view.open(next);
    },
    show: (...frame) => view.show(...frame),
    preview: (next) => view.preview(next),
    label: (label) => view.label(label),
    redraw: () => view.redraw(),
  };
}
