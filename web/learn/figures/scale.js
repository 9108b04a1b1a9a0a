/**
 * @file How large well-known networks are, on a logarithmic chart, and the learner's own among them. Every mark to the
 * right means ten times as many parameters. The rows are a table, so that the values can be read as well as seen.
 *
 * api: `own()` the learner's network: its experiment, widths and parameters.
 */

import { h, setText } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { evenly, slider } from '../../ui/slider.js';
import { models } from './mini/models.js';
import { complaint, dress } from './mini/parts.js';

/** Powers of ten at both ends of the chart. */
const least = 0;
const most = 13;

/** Where a number of parameters stands, from 0 to 1. @param {number} parameters */
const placeOf = (parameters) => (Math.log10(Math.max(1, parameters)) - least) / (most - least);

const words = /** @type {const} */ ([[1e12, 'trillion'], [1e9, 'billion'], [1e6, 'million'], [1e3, 'thousand']]);

/** A large number as people say it. @param {number} value */
function spoken(value) {
  const [size, name] = words.find(([each]) => value >= each) ?? [1, ''];
  return name && value >= 1e4 ? `${Number((value / size).toPrecision(3))} ${name}` : count(value);
}

/** Widths to try, in steps that a chart of powers shows. */
const widths = ['1', '2', '4', '8', '16', '32', '64', '128', '256'];

/** Marks that have a name, as powers of ten. @type {[number, string, string][]} */
const marks = [[0, '1', ''], [3, '1 K', 'K thousand'], [6, '1 M', 'M million'], [9, '1 B', 'B billion'], [12, '1 T', 'T trillion']];

/** @param {number} power */
const at = (power) => `${((power - least) / (most - least)) * 100}%`;

/** @param {HTMLElement} place @param {{ experiment?: string }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { experiment = '' }, page) {
  const [client] = await Promise.all([page.client(), dress(page)]);
  const about = /** @type {any[]} */ (client.settings.settings).find(({ key }) => key === 'layers');
  let own = await client.size(experiment);
  let asked = 0;

  place.classList.add('mini', 'scale');
  const trouble = complaint(place);
  const mine = row({ name: 'Your network', under: h('small'), parameters: own.parameters, kind: 'own' });
  const depth = slider({ label: 'Hidden layers', positions: evenly(1, about.maxLayers, 1), show: (text) => text, onInput: (_, done) => ask(done) });
  const width = slider({ label: 'Neurons in each', positions: widths, show: (text) => text, onInput: (_, done) => ask(done) });
  place.prepend(
    h('div', { class: 'scale-controls' }, depth.element, width.element),
    h(
      'table',
      null,
      h('caption', null, `Parameters on a logarithmic scale: each line is ten times the one before. ${marks.map(([, , name]) => name).filter(Boolean).join(', ')}.`),
      h(
        'thead',
        null,
        h('tr', null, h('th', { scope: 'col' }, 'Network'),
          h('td', { class: 'chart', 'aria-hidden': 'true' }, h('div', { class: 'marks' }, ...marks.map(([power, text]) => h('span', { style: { left: at(power) } }, text)))),
          h('th', { scope: 'col', class: 'size' }, 'Parameters')),
      ),
      h('tbody', null, mine.element, ...models.map((model) => row({ ...model, under: h('small', null, `${model.year}, ${model.note}`), kind: model.estimate ? 'estimate' : '' }).element)),
    ),
  );

  /** @param {{ name: string, under: HTMLElement, parameters: number, estimate?: boolean, kind: string }} of */
  function row({ name, under, parameters, estimate = false, kind }) {
    const dot = h('span', { class: 'dot' });
    const bar = h('span', { class: 'bar' });
    const size = h('td', { class: 'size' });
    const element = h('tr', { class: kind }, h('th', { scope: 'row' }, name, under), h('td', { class: 'chart', 'aria-hidden': 'true' }, h('div', { class: 'rail' }, bar, dot)), size);
    const show = (/** @type {number} */ value) => {
      const share = `${Math.min(1, placeOf(value)) * 100}%`;
      dot.style.left = share;
      bar.style.width = share;
      setText(size, `${estimate ? 'about ' : ''}${spoken(value)}`);
    };
    show(parameters);
    return { element, under, show };
  }

  function showOwn() {
    mine.show(own.parameters);
    setText(mine.under, own.widths.join(' → '));
  }

  /** The size of the network that the sliders say. @param {boolean} done */
  async function ask(done) {
    const mark = (asked += 1);
    const kept = own.experiment.split('&').filter((part) => part && !part.startsWith('layers='));
    const each = `${widths[Number(width.input.value)]}:relu`;
    const layers = new Array(Number(depth.input.value) + 1).fill(each).join(',');
    try {
      const sized = await client.size([...kept, `layers=${layers}`].join('&'));
      if (mark !== asked) return;
      own = sized;
      trouble.clear();
      showOwn();
      if (done) page.say(`Your network ${own.widths.join(', ')}: ${spoken(own.parameters)} parameters.`);
    } catch (error) {
      trouble.show(error);
    }
  }

  const hidden = own.widths.slice(1, -1);
  depth.set(String(Math.max(1, hidden.length)));
  width.set(String(Math.max(1, ...hidden)));
  showOwn();
  return { close() {}, api: { own: () => own } };
}
