import { h, setText } from '../../ui/dom.js';
import { measure, percent } from '../../ui/format.js';
import { unitOf } from '../names.js';
import { confusionTable } from './confusion.js';
import { rocPlot } from './roc.js';
import { scoreTable } from './scores.js';

/**
 * The lens “Measures”: how good the network is, in the numbers of the trade, on the test or the training
 * points. While it trains the numbers follow a few times a second.
 * @typedef {import('../types.js').Metrics} Metrics
 * @typedef {import('../types.js').ClassMetrics} ClassMetrics
 */

/** Milliseconds between two questions while training: faster cannot be read. */
const askEvery = 240;

/** @param {HTMLElement} place @param {import('../types.js').Page} page @returns {import('../types.js').Lens} */
export function create(place, page) {
  /** @type {'test' | 'train'} */
  let part = 'test';
  const buttons = [partButton('test', 'test'), partButton('train', 'training')];
  const head = h('div', { class: 'measures-head' },
    h('p', null, 'Points for'),
    h('div', { class: 'chips', role: 'group', 'aria-label': 'Points measured' }, ...buttons));
  const body = h('div', { class: 'measures' });
  place.append(head, body);

  /** @type {((metrics: any) => void) | null} */
  let write = null;
  /** @type {ReturnType<typeof rocPlot> | null} */
  let roc = null;
  let asking = false;
  let again = false;
  let asked = 0;

  /** @param {'test' | 'train'} key @param {string} label */
  function partButton(key, label) {
    return h('button', {
      type: 'button',
      class: 'chip',
      'aria-pressed': String(key === part),
      dataset: { part: key },
      onclick: () => {
        part = key;
        for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.part === part));
        void ask();
      },
    }, label);
  }

  /** One question at a time; what was wanted meanwhile is asked once more. */
  async function ask() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    asked = performance.now();
    const of = page.opened;
    const from = part;
    try {
      const metrics = await page.client.metrics({ part: from });
      if (of === page.opened && from === part) write?.(metrics);
    } catch {
      // A lost engine has said so already.
    }
    asking = false;
    if (again) {
      again = false;
      void ask();
    }
  }

  /** What is measured of a classifier. @param {import('../types.js').Network} network */
  function forClasses(network) {
    const { classes } = network;
    const accuracy = h('dd', null, '–');
    const loss = h('dd', null, '–');
    const area = h('dd', null, '–');
    const confusion = confusionTable(network);
    const scores = scoreTable(network);
    roc = classes === 2 ? rocPlot(page.palette) : null;
    body.replaceChildren(
      h('dl', { class: 'numbers' },
        h('div', null, h('dt', null, 'accuracy'), accuracy),
        h('div', { title: 'The mean surprise at the true class' }, h('dt', null, 'log loss'), loss),
        h('div', { title: classes === 2 ? 'Area under the ROC curve: how often a point of class 1 gets a higher score than one of class 0' : 'Area under the ROC curve of each class against the others, their mean' }, h('dt', null, 'AUC'), area)),
      confusion.element, scores.element, ...(roc ? [roc.element] : []));
    write = (/** @type {ClassMetrics} */ metrics) => {
      setText(accuracy, percent(metrics.accuracy));
      setText(loss, number(metrics.log_loss));
      setText(area, number(metrics.auc));
      confusion.set(metrics);
      scores.set(metrics);
      if (metrics.roc) roc?.set(metrics.roc, metrics.auc);
    };
  }

  /** What is measured of values. @param {import('../types.js').Network} network */
  function forValues({ target }) {
    const unit = unitOf(target);
    const rows = /** @type {const} */ ([
      ['r2', 'R²', 'The share of the values’ variance that the network explains: 1 is perfect, 0 no better than always answering their mean.'],
      ['rmse', 'RMSE', `The root of the mean squared error, in ${unit}.`],
      ['mae', 'MAE', `The mean size of the error, in ${unit}.`],
    ]);
    const cells = rows.map(([key, name, help]) => {
      const value = h('td', null, '–');
      return { key, value, row: h('tr', null, h('th', { scope: 'row' }, name), value, h('td', { class: 'why' }, help)) };
    });
    roc = null;
    body.replaceChildren(h('table', { class: 'scores values' },
      h('thead', { class: 'visually-hidden' }, h('tr', null, ...['Measure', 'Value', 'Meaning'].map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', null, ...cells.map(({ row }) => row))));
    write = (metrics) => {
      for (const { key, value } of cells) setText(value, number(metrics[key]));
    };
  }

  return {
    open({ network }) {
      if (network.task === 'values') forValues(network);
      else forClasses(network);
    },
    show(frame) {
      if (!frame.playing || performance.now() - asked > askEvery) void ask();
    },
    redraw: () => roc?.draw(),
  };
}

/** @param {number | null} value */
const number = (value) => (value === null ? '–' : measure(value));
