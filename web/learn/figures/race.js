/**
 * @file Optimizers that race from the same weights over the same batches, side by side in the engine. It starts at the
 * learner's press.
 *
 * api: `results()` what each stands at.
 */

import { compareChart } from '../../playground/lens/compare-chart.js';
import { compose } from '../../playground/lens/compare-words.js';
import { swatch } from '../../playground/lens/compare-series.js';
import { h, setText } from '../../ui/dom.js';
import { count, precise } from '../../ui/format.js';
import { readPalette } from '../../ui/palette.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { sentence } from '../../playground/session.js';

/** About how long the engine works before the lines grow again, in milliseconds. */
const turn = 60;

/** @param {HTMLElement} place @param {{ experiment: string, optimizers: string[], steps?: number }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { experiment, optimizers, steps = 1000 }, page) {
  await stylesheet(new URL('playground/compare.css', page.site));
  const client = await page.newClient();
  const table = /** @type {any[]} */ (client.settings.settings);
  const names = table.find(({ key }) => key === 'optimizer').choices;
  const { values } = await client.check(experiment);
  const racers = await Promise.all(optimizers.map(async (name) => ({
    name,
    label: /** @type {string} */ (names.find((/** @type {any} */ each) => each.name === name)?.label ?? name),
    experiment: (await client.check(compose(table, { ...values, optimizer: name }))).experiment,
    /** @type {import('../../engine/experiment.js').Snapshot | null} */
    now: null,
  })));

  let step = 0;
  let running = false;
  let inSight = true;
  let working = false;
  /** Counts races, so that answers for an older one are let go. */
  let heat = 0;

  const start = h('button', { type: 'button', class: 'button', onclick: press }, 'Start the race');
  const progress = h('p', { class: 'figure-state' });
  const refused = h('p', { class: 'refusal', role: 'alert' });
  const chart = compareChart(readPalette, { what: 'optimizer' });
  const cells = racers.map(() => ({ test: h('td'), train: h('td') }));
  const results = h('table', { class: 'figure-table', hidden: true },
    h('caption', null, 'Losses'),
    h('thead', null, h('tr', null, ...['Optimizer', 'Test loss', 'Training loss'].map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', null, ...racers.map(({ label }, i) => h('tr', null, h('th', { scope: 'row' }, swatch(i), ` ${label}`), cells[i].test, cells[i].train))));
  place.classList.add('race');
  place.append(h('div', { class: 'figure-row' }, start, progress), refused, chart.element, results);

  function press() {
    if (running) {
      running = false;
      label();
    } else if (step > 0 && step < steps) {
      running = true;
      void go();
    } else void begin();
  }

  function label() {
    setText(start, running ? 'Pause' : step === 0 ? 'Start the race' : step < steps ? 'Go on' : 'Race again');
    setText(progress, step === 0 ? '' : `Step ${count(step)} of ${count(steps)}`);
  }

  async function begin() {
    heat += 1;
    step = 0;
    running = true;
    refused.textContent = '';
    label();
    try {
      await client.race({ experiments: racers.map((racer) => racer.experiment) });
      page.say(`${racers.length} optimizers race for ${count(steps)} steps.`);
      await go();
    } catch (error) {
      running = false;
      label();
      refused.textContent = sentence(error);
    }
  }

  async function go() {
    if (working) return;
    working = true;
    const own = heat;
    let portion = 4;
    try {
      while (own === heat && running && inSight && step < steps) {
        const begun = performance.now();
        const part = Math.min(portion, steps - step);
        const snapshots = await client.raceAdvance(part);
        const histories = await client.raceHistory();
        if (own !== heat) break;
        step += part;
        racers.forEach((racer, i) => (racer.now = snapshots[i]));
        chart.set(histories.map((history, slot) => ({ slot, ...history })));
        show();
        portion = Math.max(1, Math.min(2 * portion, Math.round((part * turn) / Math.max(1, performance.now() - begun))));
        // Each picture is to be seen.
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    } catch (error) {
      if (own === heat) {
        running = false;
        refused.textContent = sentence(error);
      }
    }
    working = false;
    if (own !== heat && running && inSight) void go();
    if (own === heat && running && step >= steps) finish();
    label();
  }

  function show() {
    results.hidden = false;
    racers.forEach(({ now }, i) => {
      if (!now) return;
      setText(cells[i].test, now.diverged ? 'diverged' : precise(now.testLoss));
      setText(cells[i].train, precise(now.loss));
    });
    label();
  }

  function finish() {
    running = false;
    const standing = racers.flatMap(({ label: name, now }) => (now && !now.diverged ? [{ name, loss: now.testLoss }] : []));
    const [first] = standing.sort((a, b) => a.loss - b.loss);
    if (first) page.say(`The race is over. ${first.name} has the lowest test loss, ${precise(first.loss)}.`);
  }

  label();
  const stopTheme = page.onTheme(() => chart.redraw());
  return {
    pause: () => void (inSight = false),
    resume() {
      inSight = true;
      if (running) void go();
    },
    close() {
      heat += 1;
      running = false;
      stopTheme();
      void client.close();
    },
    api: { results: () => racers.map(({ name, now }) => ({ optimizer: name, step, testLoss: now?.testLoss, loss: now?.loss })) },
  };
}
