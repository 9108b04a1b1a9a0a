import { lineChart, readAt } from '../../ui/chart.js';
import { h, setText } from '../../ui/dom.js';
import { count, precise } from '../../ui/format.js';
import { markOf } from './compare-series.js';

/**
 * The chart of compared runs with its switches (test or training loss, log scale) and, below, what each line
 * reads: at its end, or where the line across stands.
 * @typedef {import('./compare-series.js').Series} Series
 */

/** @param {() => import('../../ui/palette.js').Palette} palette @param {{ what: string }} options what: 'pinned run', 'racer' */
export function compareChart(palette, { what }) {
  /** @type {Series[]} */
  let series = [];
  let training = false;
  let log = false;
  const canvas = h('canvas', { class: 'compare-canvas' });
  const where = h('p', { class: 'compare-where' });
  const cells = h('div', { class: 'compare-reading' });
  const partButtons = [button('test loss', () => choosePart(false)), button('training loss', () => choosePart(true))];
  const logButton = button('log scale', () => {
    log = !log;
    refresh();
  });
  const element = h('div', { class: 'compare-figure', hidden: true },
    h('div', { class: 'compare-switches' },
      h('div', { class: 'chips', role: 'group', 'aria-label': 'Loss shown' }, ...partButtons),
      h('div', { class: 'chips' }, logButton)),
    canvas, where, cells);
  const chart = lineChart(canvas, { label: `Step at which every ${what} is read`, colours: () => palette().css, onRead: tell });

  /** @param {string} text @param {() => void} onclick */
  function button(text, onclick) {
    return h('button', { type: 'button', class: 'chip', onclick, 'aria-pressed': 'false' }, text);
  }

  /** @param {boolean} next */
  function choosePart(next) {
    training = next;
    refresh();
  }

  const lines = () => series.map(({ slot, steps, loss, testLoss }) => ({ ...markOf(slot), steps, values: training ? loss : testLoss }));

  function refresh() {
    partButtons.forEach((one, i) => one.setAttribute('aria-pressed', String(training === (i === 1))));
    logButton.setAttribute('aria-pressed', String(log));
    element.hidden = series.length === 0;
    chart.set(lines(), { log });
    tell();
  }

  function tell() {
    const reading = chart.reading;
    setText(where, reading === null ? `At the end${series.length ? `, step ${count(chart.lastStep())}` : ''}` : `At step ${count(reading)}`);
    if (cells.childElementCount !== series.length) cells.replaceChildren(...series.map(() => h('span', null, h('b'), h('span'))));
    lines().forEach((line, i) => {
      const [letter, value] = cells.children[i].children;
      // A line that has ended says its last value only where nothing is pointed at.
      const at = readAt(line, reading ?? line.steps[line.steps.length - 1] ?? 0);
      setText(letter, line.letter);
      setText(value, at ? precise(at.value) : 'ended');
      const off = at && reading !== null && at.step !== reading;
      cells.children[i].setAttribute('title', off ? `of step ${count(at.step)}, the nearest one kept` : '');
    });
  }
  refresh();

  return {
    element,
    /** @param {Series[]} next */
    set(next) {
      series = next;
      refresh();
    },
    redraw: () => chart.draw(),
  };
}
