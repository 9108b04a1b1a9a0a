import { h, setText } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { probabilityBars, whole } from '../image/bars.js';
import { newestOnly } from '../image/reading.js';
import { className, written } from '../names.js';
import { scatterPlot } from './scatter.js';
import { testRows } from './test-rows.js';

/**
 * Tables, row by row: what a row of the test holds, what the network makes of it, and the rows it gets wrong; of values,
 * every answer against the truth. The row shown is what the drawing of the network shows, too.
 * @typedef {import('../types.js').Opened} Opened
 */

/** Milliseconds between two looks at all rows while the network trains. */
const lookEvery = 400;

/** Mistakes named at once. */
const mostMistakes = 12;

/** @param {Parameters<import('../types.js').CreateOutput>[0]} shared @returns {import('../types.js').OutputPart} */
export function rowsView({ palette, points, client, look, onError }) {
  /** @type {Opened | null} */
  let opened = null;
  /** @type {import('./test-rows.js').TestRows | null} */
  let rows = null;
  let at = 0;
  let looked = { time: -Infinity, step: -1 };

  const badge = h('p', { class: 'badge', hidden: true });
  const plot = scatterPlot({ palette, points });
  const name = h('span', { class: 'example-name' });
  const step = (/** @type {number} */ by) => rows && choose((at + by + rows.count) % rows.count);
  const steps = h('div', { class: 'example-steps', role: 'group', 'aria-label': 'Test rows' },
    h('button', { type: 'button', class: 'button', 'aria-label': 'Test row before', onclick: () => step(-1) }, '‹'),
    name,
    h('button', { type: 'button', class: 'button', 'aria-label': 'Next test row', onclick: () => step(1) }, '›'));
  const cells = h('dl');
  const shownRow = h('div', { class: 'row-cells', tabindex: 0, role: 'group', 'aria-label': 'The row shown' }, cells);
  let bars = probabilityBars(2, '');
  const verdict = h('p', { class: 'verdict', role: 'status' });
  const heading = h('h3');
  const list = h('div', { class: 'chips row-mistakes' });
  const mistakes = h('div', { class: 'mistakes' }, heading, list);
  const element = h('div', { class: 'output-rows' }, badge, plot.element, steps, shownRow, bars.element, verdict, mistakes);

  /** @param {number} next */
  function choose(next) {
    if (!opened || !rows || rows.count === 0) return;
    at = next;
    const { network } = opened;
    const x = rows.row(at);
    const { labels = [] } = network.layers[0];
    setText(name, `test row ${count(at + 1)} of ${count(rows.count)}`);
    cells.replaceChildren(...Array.from(x, (value, i) => h('div', null, h('dt', null, labels[i] ?? `column ${i + 1}`), h('dd', null, written(network.inputScale, i, value)))));
    look.choose({ pixels: x, name: `test row ${count(at + 1)}`, truth: rows.truth(at) });
    plot.mark(rows.place(at));
  }

  /** @param {import('../image/look.js').Seen} of */
  function showAnswer({ shown, layers }) {
    if (!opened || !shown || shown.truth === null || layers.length === 0) return;
    const { network } = opened;
    const answer = layers[layers.length - 1].post;
    if (network.task === 'values') {
      setText(verdict, `Answered ${written(network.target, 0, answer[0])}, true is ${written(network.target, 0, shown.truth)}`);
      return;
    }
    const { shares, said } = read(network, answer);
    bars.element.hidden = shares === null;
    bars.show(shares, { first: said, truth: shown.truth });
    const right = said === shown.truth;
    verdict.classList.toggle('wrong', !right);
    const sure = shares ? ` (${whole(shares[said])})` : '';
    setText(verdict, right ? `✓ Right: ${className(network, said)}${sure}` : `✗ Wrong: ${className(network, shown.truth)}, taken for ${className(network, said)}${sure}`);
  }
  look.listen((seen) => {
    if (element.isConnected) showAnswer(seen);
  });

  const check = newestOnly(
    (/** @type {Opened} */ { network, dataset }) => client.predict(network.task === 'values' ? plot.shown(dataset) : rows?.x ?? new Float32Array(0)),
    (answers, of) => {
      if (of !== opened || !rows) return;
      const { network } = of;
      if (network.task === 'values') {
        plot.set(answers);
        return;
      }
      const all = rows;
      const outputs = network.outputs;
      const wrong = Array.from({ length: all.count }, (_, i) => ({ i, said: read(network, answers.subarray(i * outputs, (i + 1) * outputs)).said })).filter(({ i, said }) => said !== all.truth(i));
      setText(heading, wrong.length === 0 ? `No mistakes on ${count(all.count)} test rows` : `Wrong on ${count(wrong.length)} of ${count(all.count)} test rows`);
      const words = wrong.slice(0, mostMistakes).map(({ i, said }) => ({ i, text: `${count(i + 1)}: ${className(network, all.truth(i))} as ${className(network, said)}` }));
      // What has the focus stays while nothing changes.
      if (words.map(({ text }) => text).join('\n') === [...list.children].map((chip) => chip.textContent).join('\n')) return;
      list.replaceChildren(...words.map(({ i, text }) => h('button', { type: 'button', class: 'chip', onclick: () => choose(i) }, text)));
    },
    onError,
  );

  return {
    element,
    get hasPoints() {
      return opened?.network.task === 'values';
    },
    open(next) {
      opened = next;
      check(null);
      looked = { time: -Infinity, step: -1 };
      rows = testRows(next);
      const { network } = next;
      const values = network.task === 'values';
      plot.element.hidden = !values;
      mistakes.hidden = values;
      const fresh = probabilityBars(Math.max(2, network.classes), 'Probability of each class', Array.from({ length: network.classes }, (_, i) => className(network, i)));
      bars.element.replaceWith(fresh.element);
      bars = fresh;
      bars.element.hidden = values;
      verdict.classList.remove('wrong');
      plot.open(next);
      choose(Math.min(at, Math.max(0, rows.count - 1)));
    },
    show(frame) {
      const now = performance.now();
      if (!opened || frame.step === looked.step || (frame.playing && now - looked.time < lookEvery)) return;
      looked = { time: now, step: frame.step };
      check(opened);
    },
    preview() {},
    label(label) {
      badge.hidden = label === null;
      setText(badge, label ?? '');
    },
    redraw() {
      plot.draw();
      if (look.seen) showAnswer(look.seen);
    },
  };
}

/**
 * What an answer says: a share for each class, where it is one of probabilities, and the class it decides for.
 * @param {import('../types.js').Network} network @param {Float32Array} answer
 */
function read({ layers, outputs }, answer) {
  if (outputs > 1) return { shares: answer, said: answer.indexOf(Math.max(...answer)) };
  const probable = layers[layers.length - 1].activation === 'sigmoid';
  return { shares: probable ? Float32Array.of(1 - answer[0], answer[0]) : null, said: Number(answer[0] > (probable ? 0.5 : 0)) };
}
