/**
 * @file The time a dense layer takes, measured here and now: forward and backward, for widths that double. It grows as
 * the number of weights does, and the way back takes about twice as long as the way there.
 *
 * api: `measured()` the rows so far.
 */

import { h, setText } from '../../ui/dom.js';
import { count, figure } from '../../ui/format.js';
import { complaint, dress } from './mini/parts.js';

/** @typedef {{ weights: number, rows: number, forward: number, backward: number }} Timed */

/** @param {HTMLElement} place @param {{ widths?: number[] }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { widths = [64, 128, 256, 512] }, page) {
  const [client] = await Promise.all([page.client(), dress(page)]);
  /** @type {(Timed | null)[]} */
  const timed = widths.map(() => null);
  let closed = false;

  place.classList.add('mini', 'cost');
  const trouble = complaint(place);
  const button = h('button', { type: 'button', class: 'button', onclick: measure }, 'Measure here');
  const cells = widths.map(() => ({ forward: bar('forward'), backward: bar('backward'), each: h('td', null, '–'), both: h('td', null, '–') }));
  const sizes = widths.map((width) => ({ name: `${width} → ${width}`, weights: width * width }));
  place.prepend(
    h('div', { class: 'options' }, button, h('p', { class: 'key' }, h('span', { class: 'sample forward' }), 'forward ', h('span', { class: 'sample backward' }), 'backward')),
    h('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'Time of each layer' },
      h('table', null,
        h('thead', null, h('tr', null, ...['Layer', 'Weights', 'Forward', 'Backward', 'Per weight'].map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', null, ...cells.map(({ forward, backward, each }, i) => h('tr', null, h('th', { scope: 'row' }, sizes[i].name), h('td', null, count(sizes[i].weights)), forward.cell, backward.cell, each))))),
    h('p', { class: 'note' }, 'Each layer reads 64 examples at a time. The bars are drawn to one scale. The last column is the time for one weight and one example, there and back: nearly the same for all. If something else keeps this machine busy, the times jump; measure again.'),
  );

  /** @param {string} kind */
  function bar(kind) {
    const text = h('span', null, '–');
    const line = h('span', { class: `line ${kind}`, 'aria-hidden': 'true' });
    return { cell: h('td', null, text, line), text, line };
  }

  function show() {
    const most = Math.max(...timed.map((each) => (each ? Math.max(each.forward, each.backward) : 0)));
    timed.forEach((each, i) => {
      if (!each) return;
      for (const way of /** @type {const} */ (['forward', 'backward'])) {
        setText(cells[i][way].text, `${figure(each[way], 3)} ms`);
        cells[i][way].line.style.width = `${(each[way] / most) * 100}%`;
      }
      setText(cells[i].each, `${figure(((each.forward + each.backward) * 1e6) / (each.weights * each.rows), 2)} ns`);
    });
  }

  async function measure() {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true'); // it keeps the focus, and does not call it back from elsewhere
    trouble.clear();
    timed.fill(null);
    try {
      for (const [i, width] of widths.entries()) {
        setText(button, `Measuring ${sizes[i].name} …`);
        timed[i] = await client.timeLayer(width, width);
        if (closed) return;
        show();
      }
      page.say(timed.map((each, i) => each && `${sizes[i].name}: forward ${figure(each.forward, 3)}, backward ${figure(each.backward, 3)} milliseconds`).join('; '));
    } catch (error) {
      trouble.show(error);
    }
    setText(button, 'Measure again');
    button.removeAttribute('aria-disabled');
  }

  return { close: () => void (closed = true), api: { measured: () => timed } };
}
