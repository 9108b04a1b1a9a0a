import { h, setText } from '../../ui/dom.js';
import { field, refusal } from '../../ui/field.js';
import { count, minus, precise } from '../../ui/format.js';
import { sentence } from '../session.js';
import { openRun } from './compare-series.js';
import { compose } from './compare-words.js';

/**
 * “Map” of the lens “Compare”: which rates learn from which seeds. Every cell is a run of the open experiment,
 * coloured by its loss and marked where it was solved or diverged.
 * @typedef {import('../types.js').Page} Page
 * @typedef {import('../types.js').Cells} Cells
 */

/** Seeds side by side: as many columns as a narrow page has room for. */
const seedCount = 6;

/** @param {Page} page @param {() => void} toPage called before a run is opened on the page */
export function mapPart(page, toPage) {
  const table = page.client.settings.settings;
  const rateRow = table.find(({ key }) => key === 'rate');
  const seedRow = table.find(({ key }) => key === 'seed');
  let steps = 1000;
  let solved = 0.05;
  /** @type {Cells | null} */
  let cells = null;
  /** The experiment every cell comes from. @type {Record<string, string> | null} */
  let of = null;
  let maps = 0;
  let running = false;
  /** The cell that Tab comes to. */
  let at = { row: 0, column: 0 };

  const refused = refusal(() => null);
  const stepsField = field({ label: 'Steps for each cell', onCommit: (text) => set(text, true) });
  const solvedField = field({ label: 'Solved below a loss of', onCommit: (text) => set(text, false) });
  stepsField.set(String(steps));
  solvedField.set(String(solved));
  const start = h('button', { type: 'button', class: 'button compare-start', onclick: () => (running ? stop() : void begin()) }, 'Draw the map');
  const progress = h('p', { class: 'help', role: 'status' });
  const grid = h('table', { class: 'compare-map', role: 'grid', 'aria-label': 'Learning rate by seed' });
  const said = h('p', { class: 'compare-where' });
  const ramp = h('div', { class: 'compare-ramp' }, h('span'), h('span', { class: 'ramp', 'aria-hidden': true }), h('span'));
  const legend = h('p', { class: 'help' }, h('b', null, '✓'), ' solved  ', h('b', null, '×'), ' diverged. Colours go by the logarithm of the loss.');
  const figure = h('div', { class: 'compare-figure', hidden: true }, grid, said, ramp, legend);
  const element = h('div', { class: 'compare-part' },
    h('p', { class: 'help' }, 'Trains the network on the page once for every learning rate and seed.'),
    stepsField.element, solvedField.element, refused.element, h('div', { class: 'compare-buttons' }, start), progress, figure);

  /** @param {string} text @param {boolean} isSteps */
  function set(text, isSteps) {
    const value = Number(text);
    const right = isSteps ? Number.isSafeInteger(value) && value >= 1 && value <= 1e6 : Number.isFinite(value) && value > 0;
    refused.set(right ? null : isSteps
      ? `“${text}” cannot be the number of steps; it is a whole number from 1 to ${count(1e6)}.`
      : `“${text}” cannot be the loss to stay below; it is a number above zero.`);
    if (right && isSteps) steps = value;
    if (right && !isSteps) solved = value;
    stepsField.set(String(steps));
    solvedField.set(String(solved));
    show();
  }

  async function begin() {
    const { opened } = page;
    if (!opened || !rateRow || !seedRow) return;
    const own = ++maps;
    const first = Math.min(Number(opened.values.seed), (seedRow.max ?? 0) - seedCount + 1);
    const rates = [...new Set([...(rateRow.marks ?? []), Number(opened.values.rate)])].sort((a, b) => b - a);
    const seeds = Array.from({ length: seedCount }, (_, i) => first + i);
    page.pause();
    refused.set(null);
    running = true;
    of = opened.values;
    at = { row: 0, column: 0 };
    cells = null;
    build(rates, seeds);
    setText(start, 'Stop');
    try {
      const take = (/** @type {Cells} */ part) => {
        if (own !== maps) return;
        cells = part;
        show();
      };
      take(await page.client.survey({ rates, seeds, steps }, { onPart: take }));
      if (own === maps) setText(progress, summary());
    } catch (/** @type {any} */ error) {
      if (own !== maps) return;
      if (error?.code === 'closed') setText(progress, `Ended early: ${error.message}`);
      else refused.set(sentence(error));
    }
    if (own !== maps) return;
    running = false;
    setText(start, 'Draw the map');
  }

  function stop() {
    maps += 1;
    running = false;
    setText(start, 'Draw the map');
    setText(progress, 'Stopped.');
    page.client.surveyClose().catch(() => {});
  }

  /** @param {number[]} rates @param {number[]} seeds */
  function build(rates, seeds) {
    grid.replaceChildren(
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'rate \\ seed'), ...seeds.map((seed) => h('th', { scope: 'col' }, String(seed))))),
      h('tbody', null, ...rates.map((rate, row) => h('tr', null,
        h('th', { scope: 'row' }, minus(String(rate))),
        ...seeds.map((_, column) => h('td', { role: 'gridcell' }, h('button', {
          type: 'button',
          class: 'compare-cell',
          tabindex: row === 0 && column === 0 ? 0 : -1,
          dataset: { row, column },
          onclick: () => void open(row, column),
          onfocus: () => reach(row, column),
          onpointerenter: () => read(row, column),
        })))))));
    figure.hidden = false;
    show();
  }

  /** @param {number} row @param {number} column */
  const buttonAt = (row, column) => /** @type {HTMLElement | null} */ (grid.querySelector(`[data-row="${row}"][data-column="${column}"]`));

  grid.addEventListener('keydown', (event) => {
    const rows = grid.querySelectorAll('tbody tr').length;
    /** @type {Record<string, [number, number]>} */
    const to = {
      ArrowUp: [at.row - 1, at.column], ArrowDown: [at.row + 1, at.column],
      ArrowLeft: [at.row, at.column - 1], ArrowRight: [at.row, at.column + 1],
      Home: [at.row, 0], End: [at.row, seedCount - 1],
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    const [row, column] = to[event.key];
    buttonAt(Math.max(0, Math.min(row, rows - 1)), Math.max(0, Math.min(column, seedCount - 1)))?.focus();
  });

  /** @param {number} row @param {number} column */
  function reach(row, column) {
    const before = buttonAt(at.row, at.column);
    if (before) before.tabIndex = -1;
    at = { row, column };
    const button = buttonAt(row, column);
    if (button) button.tabIndex = 0;
    read(row, column);
  }

  /** @param {number} row @param {number} column */
  function read(row, column) {
    setText(said, buttonAt(row, column)?.getAttribute('aria-label') ?? '');
  }

  /** The loss a cell is judged by: over the test points, where there are some. @param {Cells} all @param {number} i */
  const lossOf = (all, i) => (Number.isNaN(all.testLoss[i]) ? all.loss[i] : all.testLoss[i]);
  /** @param {Cells} all @param {number} i */
  const isSolved = (all, i) => all.states[i] === 'done' && lossOf(all, i) < solved;

  function show() {
    if (!cells) {
      setText(progress, running ? 'Beginning …' : '');
      return;
    }
    const all = cells;
    const done = all.states.flatMap((state, i) => (state === 'done' ? [lossOf(all, i)] : []));
    const low = Math.min(...done);
    const high = Math.max(...done);
    all.states.forEach((state, i) => {
      const row = Math.floor(i / all.seeds.length);
      const column = i % all.seeds.length;
      const button = buttonAt(row, column);
      if (!button) return;
      // By their logarithm: what tells solved from nearly solved lies close to zero.
      const share = high > low ? Math.log(Math.max(lossOf(all, i), 1e-30) / Math.max(low, 1e-30)) / Math.log(high / Math.max(low, 1e-30)) : 0;
      button.dataset.state = state;
      if (state === 'done') button.style.setProperty('--share', `${(100 * share).toFixed(1)}%`);
      button.classList.toggle('deep', state === 'done' && share > 0.5);
      setText(button, state === 'diverged' ? '×' : isSolved(all, i) ? '✓' : '');
      button.setAttribute('aria-label', words(all, i));
    });
    const [from, , to] = ramp.children;
    setText(from, done.length ? precise(low) : '');
    setText(to, done.length ? precise(high) : '');
    setText(progress, running && all.left ? `${count(all.states.length - all.left)} of ${count(all.states.length)} runs made.` : summary());
    const pointed = grid.querySelector('.compare-cell:is(:hover, :focus)');
    if (pointed) setText(said, pointed.getAttribute('aria-label') ?? '');
  }

  /** @param {Cells} all @param {number} i */
  function words(all, i) {
    const rate = all.rates[Math.floor(i / all.seeds.length)];
    const where = `Rate ${minus(String(rate))}, seed ${all.seeds[i % all.seeds.length]}`;
    if (all.states[i] === 'waiting') return `${where}: not run yet`;
    if (all.states[i] === 'diverged') return `${where}: diverged`;
    const kind = Number.isNaN(all.testLoss[i]) ? 'training' : 'test';
    return `${where}: ${kind} loss ${precise(lossOf(all, i))}${isSolved(all, i) ? ', solved' : ''}`;
  }

  function summary() {
    if (!cells) return '';
    const all = cells;
    const number = all.states.filter((_, i) => isSolved(all, i)).length;
    const diverged = all.states.filter((state) => state === 'diverged').length;
    return `After ${count(all.steps)} steps ${count(number)} of ${count(all.states.length - all.left)} runs are solved, ${count(diverged)} diverged.`;
  }

  /** @param {number} row @param {number} column */
  async function open(row, column) {
    if (!cells || !of) return;
    if (cells.states[row * cells.seeds.length + column] === 'waiting') return;
    const experiment = compose(table, { ...of, rate: String(cells.rates[row]), seed: String(cells.seeds[column]) });
    toPage();
    const why = await openRun(page, experiment, cells.steps).catch(sentence);
    if (why) page.toast(why);
  }

  return { element };
}
