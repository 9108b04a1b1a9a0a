/**
 * @file Universal approximation to try out: a target curve, the width of one hidden layer, and the network's fit drawn
 * while it trains. What each width came to is kept in a table.
 *
 * api: `results()` the rows of that table; `fit()` the run as it stands.
 */

import { lineView } from '../../playground/output-line.js';
import { createPump } from '../../playground/pump.js';
import { sentence } from '../../playground/session.js';
import { h, setText } from '../../ui/dom.js';
import { count, precise } from '../../ui/format.js';
import { readPalette } from '../../ui/palette.js';
import { pills } from '../../ui/pills.js';
import { slider } from '../../ui/slider.js';
import { stylesheet } from '../../ui/stylesheet.js';

/** What each fit is trained for; enough for all widths to come to rest. */
const epochs = 120;
const stepsPerSecond = 1500;
const rate = 0.02;

/** @typedef {import('../../playground/types.js').Frame} Frame */
/** @typedef {{ target: string, width: number, activation: string, testLoss: number }} Row */

/** @param {HTMLElement} place @param {{ targets: string[], widths?: number[] }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { targets, widths = [1, 2, 3, 4, 6, 8, 12, 16] }, page) {
  await Promise.all(['ui/pills.css', 'learn/figures/width.css'].map((path) => stylesheet(new URL(path, page.site))));
  const client = await page.newClient();
  const table = /** @type {any[]} */ (client.settings.settings);
  const choices = (/** @type {string} */ key, /** @type {string[]} */ names) =>
    names.map((name) => table.find((row) => row.key === key).choices.find((/** @type {any} */ each) => each.name === name)).filter(Boolean);
  const wish = { target: targets[0], width: widths[Math.min(2, widths.length - 1)], activation: 'tanh' };
  /** @type {Row[]} */
  const rows = [];
  let playing = false;
  let over = false;
  let inSight = true;
  /** @type {Frame | null} */
  let last = null;

  const shared = /** @type {import('../../playground/types.js').OutputShared} */ (/** @type {unknown} */ ({ palette: readPalette, points: { training: true, test: true } }));
  const view = lineView(shared); // the rest of what views are given is for other spaces than a line
  const play = h('button', { type: 'button', class: 'button', onclick: press }, 'Train');
  const state = h('p', { class: 'figure-state' });
  const refused = h('p', { class: 'refusal', role: 'alert' });
  const target = pills({ label: 'Curve', choices: choices('data', targets).map(({ name, label }) => ({ name, label })), onChoose: (name) => change({ target: name }) });
  const bend = pills({ label: 'Bend', choices: choices('layers', ['tanh', 'relu']).map(({ name, label }) => ({ name, label })), onChoose: (name) => change({ activation: name }) });
  const width = slider({
    label: 'Hidden neurons',
    positions: widths.map(String),
    show: (text) => text,
    onInput: (text, done) => (done ? change({ width: Number(text) }) : undefined),
  });
  const body = h('tbody');
  const results = h('table', { class: 'figure-table', hidden: true },
    h('caption', null, `Test loss after ${epochs} epochs`),
    h('thead', null, h('tr', null, ...['Curve', 'Neurons', 'Bend', 'Test loss'].map((text) => h('th', { scope: 'col' }, text)))), body);
  place.classList.add('width');
  place.append(target.element, h('div', { class: 'figure-row' }, width.element, bend.element), view.element,
    h('div', { class: 'figure-row' }, play, state), refused, results);

  const pump = createPump({
    client: /** @type {import('../../playground/types.js').Client} */ (/** @type {unknown} */ (client)),
    show(frame) {
      last = frame;
      view.show(frame, frame.output, frame.scales);
      setText(state, `Epoch ${count(frame.epoch)}, test loss ${precise(frame.testLoss)}`);
      if (playing && !frame.playing && frame.switched === client.switched) stopped(frame);
    },
    onFrame() {},
    onError: (error) => (refused.textContent = sentence(error)),
    onPainterError() {},
  });

  /** The run has stopped by itself. @param {Frame} frame */
  function stopped(frame) {
    playing = false;
    over = true;
    pump.run(false);
    const { target: of, width: units, activation } = wish;
    const row = { target: of, width: units, activation, testLoss: frame.testLoss };
    const at = rows.findIndex((each) => each.target === of && each.width === units && each.activation === activation);
    if (at < 0) rows.push(row);
    else rows[at] = row;
    rows.sort((a, b) => a.target.localeCompare(b.target) || a.width - b.width || a.activation.localeCompare(b.activation));
    results.hidden = false;
    const name = (/** @type {string} */ key, /** @type {string} */ value) => choices(key, [value])[0]?.label ?? value;
    body.replaceChildren(...rows.map((each) => h('tr', { 'aria-current': each === row ? 'true' : null },
      h('th', { scope: 'row' }, name('data', each.target)), h('td', null, String(each.width)), h('td', null, name('layers', each.activation)), h('td', null, precise(each.testLoss)))));
    label();
    page.say(`${units} hidden neurons: test loss ${precise(frame.testLoss)}.`);
  }

  const label = () => setText(play, playing ? 'Pause' : over ? 'Train again' : 'Train');

  /** @param {Partial<typeof wish>} by */
  async function change(by) {
    Object.assign(wish, by);
    const again = playing;
    await open();
    if (again) await go();
  }

  async function open() {
    refused.textContent = '';
    playing = false;
    over = false;
    try {
      await client.pause();
      const opened = await client.open(`data=${wish.target}&layers=${wish.width}:${wish.activation}&rate=${rate}`, undefined, { instead: true });
      await client.stopAt({ epoch: epochs });
      view.open(/** @type {any} */ (opened));
      pump.run(false);
      pump.restart();
    } catch (error) {
      refused.textContent = sentence(error);
    }
    label();
  }

  async function go() {
    playing = true;
    label();
    await client.play({ stepsPerSecond });
    pump.run(true);
  }

  async function press() {
    if (playing) {
      playing = false;
      await client.pause();
      pump.run(false);
      label();
    } else {
      if (over) await open();
      await go();
    }
  }

  const { css, ...palette } = readPalette();
  await client.view({ size: 8, outputSize: 200, palette });
  target.set(wish.target);
  bend.set(wish.activation);
  width.set(String(wish.width));
  await open();
  const stopTheme = page.onTheme(() => view.redraw());
  return {
    pause() {
      inSight = false;
      if (playing) void client.pause().then(() => pump.run(false));
    },
    resume() {
      if (!inSight && playing) void go();
      inSight = true;
    },
    close() {
      stopTheme();
      pump.run(false);
      void client.close();
    },
    api: { results: () => rows, fit: () => last && { ...wish, step: last.step, testLoss: last.testLoss } },
  };
}
