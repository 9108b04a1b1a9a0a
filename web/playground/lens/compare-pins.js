import { h } from '../../ui/dom.js';
import { compareChart } from './compare-chart.js';
import { figuresRow, figuresTable, openRun } from './compare-series.js';
import { differences } from './compare-words.js';
import { sentence } from '../session.js';

/**
 * “Runs” of the lens “Compare”: runs that were pinned, each with its curve, its settings as far as they
 * differ, its figures and its cost. They outlive the run, and a reload of the page.
 * @typedef {import('../types.js').Page} Page
 * @typedef {import('./compare-series.js').Figures} Figures
 *
 * @typedef {object} Pin
 * @property {number} slot @property {string} experiment @property {Record<string, string>} values
 * @property {boolean} plain whether the experiment alone leads to it: not branched, no weight set by hand
 * @property {Figures} figures
 * @property {{ steps: number[], loss: (number | null)[], testLoss: (number | null)[] }} way null: not a number
 */

const most = 6;
const storageKey = 'glia.pins';

/** @param {Page} page @param {() => void} toPage called before a run is opened on the page */
export function pinsPart(page, toPage) {
  const table = page.client.settings.settings;
  let pins = load(table);
  const button = h('button', { type: 'button', class: 'button', onclick: () => void pin() }, 'Pin this run');
  const empty = h('p', { class: 'help' }, `A pinned run keeps its curve, figures and cost, to be compared with what you try next: up to ${most} of them.`);
  const chart = compareChart(page.palette, { what: 'pinned run' });
  const result = figuresTable('Pinned runs', true);
  const element = h('div', { class: 'compare-part' }, h('div', { class: 'compare-buttons' }, button), empty, chart.element, result.element);

  async function pin() {
    const { frame, opened } = page;
    if (!frame || !opened) return;
    try {
      const [history, cost] = await Promise.all([page.client.history(), page.client.cost()]);
      // Numbers are those of the frame on screen; the engine may be further on by now.
      const { step, loss, testLoss, accuracy, testAccuracy, diverged, edits } = frame;
      const rows = Array.from(history.steps, (at, i) => [at, history.loss[i], history.testLoss[i]]).filter(([at]) => at < step);
      rows.push([step, loss, testLoss]);
      const slot = [...Array(most).keys()].find((n) => !pins.some((one) => one.slot === n));
      if (slot === undefined || page.opened !== opened) return;
      const numbers = (/** @type {number} */ i) => rows.map((row) => (Number.isFinite(row[i]) ? row[i] : null));
      pins = [...pins, {
        slot,
        experiment: opened.experiment,
        values: opened.values,
        plain: !opened.live && edits === 0,
        figures: { step, loss, testLoss, accuracy, testAccuracy, diverged: diverged !== null, cost },
        way: { steps: rows.map(([at]) => at), loss: numbers(1), testLoss: numbers(2) },
      }];
      changed();
    } catch (error) {
      page.toast(sentence(error));
    }
  }

  /** @param {Pin} one */
  function remove(one) {
    const at = pins.indexOf(one);
    pins = pins.filter((other) => other !== one);
    changed();
    // The focus goes to the next one that can be removed.
    const left = /** @type {NodeListOf<HTMLElement>} */ (result.body.querySelectorAll('.compare-remove'));
    (left[Math.min(at, left.length - 1)] ?? button).focus();
  }

  /** @param {Pin} one */
  async function open(one) {
    toPage();
    const why = await openRun(page, one.experiment, one.figures.step).catch(sentence);
    if (why) page.toast(why);
    else if (!one.plain) page.toast('The pinned run had been changed on the way; this is its experiment without that.');
  }

  function changed() {
    save(pins);
    show();
  }

  function show() {
    button.disabled = pins.length >= most;
    button.title = pins.length >= most ? `${most} runs are pinned; remove one first` : 'Keep its curve, figures and cost';
    empty.hidden = pins.length > 0;
    result.element.hidden = pins.length === 0;
    const words = differences(table, pins.map(({ values }) => values));
    result.body.replaceChildren(...pins.flatMap((one, i) =>
      figuresRow({ slot: one.slot, name: words[i], figures: one.figures, onOpen: () => void open(one), onRemove: () => remove(one) })));
    chart.set(pins.map(({ slot, way }) => ({ slot, steps: way.steps, loss: way.loss.map(number), testLoss: way.testLoss.map(number) })));
  }
  show();

  return { element, redraw: () => chart.redraw() };
}

/** @param {number | null} value */
const number = (value) => value ?? NaN;

/** @param {Pin[]} pins */
function save(pins) {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(pins));
  } catch {
    // Storage may be blocked or full; the pins then last as long as the page.
  }
}

/** What was pinned before the page was loaded anew. @param {import('../types.js').Setting[]} table @returns {Pin[]} */
function load(table) {
  try {
    const pins = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    for (const { figures, values } of pins) {
      if (!table.every(({ key }) => typeof values[key] === 'string')) return []; // of another version
      figures.loss = number(figures.loss);
      figures.testLoss = number(figures.testLoss);
    }
    return pins;
  } catch {
    return [];
  }
}
